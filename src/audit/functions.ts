import { g } from '../ir/builder.ts';
import { order } from '../ir/program.ts';
import type { Node } from '../ir/node.ts';
import { fold, print, withParts } from '../workbook/index.ts';
import type { Formula } from '../workbook/index.ts';
import type { Content, Grid, GridCell, Operand } from './grid.ts';
import { LiftError, liftFormula, type Matrix } from './stand-in.ts';
import { makeTape, type Tape } from './tape.ts';

/** A cell's formula as a function of other cells: `reads[i]` is the cell behind input i of the tape. */
export interface CellFunction { readonly tape: Tape; readonly reads: readonly number[] }
/** Why a cell has no function. */
export interface NoFunction { readonly problem: 'unsupported' | 'value' | 'unreadable'; readonly detail: string }

interface Shape { readonly tape?: Tape; readonly problem?: NoFunction; /** Which of the operand cells, counted through, the tape reads. */ readonly used: readonly number[] }

/** Makes cell functions; formulas that differ only in which cells they read are lifted once. */
export class Functions {
  readonly #grid: Grid;
  readonly #shapes = new Map<string, Shape>();
  constructor(grid: Grid) { this.#grid = grid; }

  of(cell: GridCell): CellFunction | NoFunction {
    if (!cell.formula) return { problem: 'unreadable', detail: this.#grid.unreadable.get(cell.id) ?? '' };
    return this.make(cell.formula, cell.operands, cell.array);
  }
  /** As if `formula`, which reads `operands`, stood in a cell. */
  make(formula: Formula, operands: readonly Operand[], array?: GridCell['array']): CellFunction | NoFunction {
    const contents = operands.map((o) => o.ids.map((id) => letters[this.#grid.cell(id).content]).join(''));
    const key = skeleton(formula, operands) + contents.map((c) => (/^n*$/.test(c) ? '' : c)).join('|') + (array ? `@${array.row},${array.column},${array.rows}×${array.columns}` : '');
    let shape = this.#shapes.get(key);
    if (!shape) { shape = lifted(formula, operands, contents, array); this.#shapes.set(key, shape); }
    if (!shape.tape) return shape.problem ?? { problem: 'unsupported', detail: '' };
    const all = operands.length === 1 ? operands[0]?.ids ?? [] : operands.flatMap((o) => o.ids);
    return { tape: shape.tape, reads: shape.used.map((i) => all[i] ?? 0) };
  }
}

export const isFunction = (f: CellFunction | NoFunction): f is CellFunction => 'tape' in f;

const letters: Record<Content, string> = { number: 'n', formula: 'n', filled: 'n', flag: 'n', blank: 'b', text: 't', error: 'e' };

/** The formula with sizes in place of references. */
export function skeleton(formula: Formula, operands: readonly Operand[]): string {
  let next = 0;
  return print(fold<Formula>(formula, (node, parts) => {
    if (node.kind !== 'cell' && node.kind !== 'range') return withParts(node, parts);
    const o = operands[next++];
    return { kind: 'name', name: o ? (o.rows === 1 && o.columns === 1 ? '_' : `_${o.rows}x${o.columns}`) : '_lost' };
  }));
}

function lifted(formula: Formula, operands: readonly Operand[], contents: readonly string[], array: GridCell['array']): Shape {
  const inputs: Node[] = operands.flatMap((o) => o.ids).map((_, i) => g.input({ name: `r${i}`, shape: [], from: 'feed' }));
  let operand = 0, start = 0;
  try {
    const result = liftFormula(formula, (): Matrix => {
      const o = operands[operand], kinds = contents[operand] ?? '';
      operand++;
      if (!o) throw new LiftError('#REF!');
      const first = start;
      start += o.ids.length;
      return Array.from({ length: o.rows }, (_, r) => Array.from({ length: o.columns }, (_, c) => {
        const i = r * o.columns + c, kind = kinds[i];
        return kind === 'b' ? 'blank' : kind === 't' || kind === 'e' ? 'text' : inputs[first + i] ?? 'blank';
      }));
    });
    const row = array && result.length > 1 ? array.row : 0, column = array && (result[0]?.length ?? 1) > 1 ? array.column : 0;
    const value = result[row]?.[column];
    if (value === undefined) return { used: [], problem: { problem: 'value', detail: '#N/A' } };
    if (typeof value === 'string') return value === 'blank' ? { used: [], tape: makeTape(g.constant({ value: 0 }), []) } : { used: [], problem: { problem: 'value', detail: '#VALUE!' } };
    const needed = new Set(order([value])), used = inputs.map((_, i) => i).filter((i) => needed.has(inputs[i] as Node));
    return { used, tape: makeTape(value, used.map((i) => inputs[i] as Node)) };
  } catch (e) {
    if (e instanceof LiftError) return { used: [], problem: { problem: e.message.startsWith('#') ? 'value' : 'unsupported', detail: e.message } };
    throw e;
  }
}
