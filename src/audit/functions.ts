import { g } from '../ir/builder.ts';
import { order } from '../ir/program.ts';
import type { Node } from '../ir/node.ts';
import { ARRAY, compile, ONE } from '../lift/compile.ts';
import { Refused, type Call, type Folded } from '../lift/functions/row.ts';
import { Budget } from '../lift/budget.ts';
import { asMatrix, cellValue, run, type Scope } from '../lift/interpret.ts';
import { failure, isFailure, isNode, isNum, matrix, type Range, type Scalar } from '../lift/values.ts';
import { boxOf, fold, print, withParts } from '../workbook/index.ts';
import type { Area, Formula } from '../workbook/index.ts';
import { makeCellTape, type CellTape } from './cell-tape.ts';
import type { Content, Grid, GridCell, Operand } from './grid.ts';

/** A cell's formula as a function of other cells: `reads[i]` is the cell behind input i of the tape. */
export interface CellFunction {
  readonly tape: CellTape;
  readonly reads: readonly number[];
}
/** Why a cell has no function of numbers. `text`: its value is a text, which is nothing wrong. */
export interface NoFunction {
  readonly problem: 'unsupported' | 'value' | 'unreadable' | 'text';
  readonly detail: string;
}

type Lifted =
  | {
      readonly tape: CellTape;
      /** Which of the cells the formula names, each counted once. */ readonly used: readonly number[];
      readonly shared: boolean;
    }
  | (NoFunction & { readonly shared: boolean });

/** Makes cell functions; formulas that differ only in which cells they read are lifted once. */
export class Functions {
  readonly #grid: Grid;
  readonly #shapes = new Map<string, Lifted>();
  readonly #budget = new Budget();
  #lifted = 0;
  constructor(grid: Grid) {
    this.#grid = grid;
  }

  of(cell: GridCell): CellFunction | NoFunction {
    if (!cell.formula) return { problem: 'unreadable', detail: this.#grid.unreadable.get(cell.id) ?? '' };
    return this.make(cell.formula, cell.operands, cell, cell.array);
  }
  /** As if `formula`, which reads `operands`, stood in `cell`. */
  make(
    formula: Formula,
    operands: readonly Operand[],
    cell: GridCell,
    array?: GridCell['array'],
  ): CellFunction | NoFunction {
    const all = operands.length === 1 ? (operands[0]?.ids ?? []) : operands.flatMap((o) => o.ids);
    const ids = [...new Set(all)];
    if (ids.length > MOST_READ) return tooLarge;
    const key = this.#key(formula, operands, all, ids, array);
    let lifted = this.#shapes.get(key);
    if (!lifted) {
      if (ids.length > FEW && (this.#lifted += ids.length) > MOST_LIFTED) return tooLarge;
      lifted = this.#budget.within(() => lift(this.#grid, formula, ids, cell, array));
      if (lifted.shared) this.#shapes.set(key, lifted);
    }
    return 'tape' in lifted ? { tape: lifted.tape, reads: lifted.used.map((i) => ids[i] ?? 0) } : lifted;
  }
  /** Sizes of references, what stands in blank and text cells, and which cells are named twice. */
  #key(
    formula: Formula,
    operands: readonly Operand[],
    all: readonly number[],
    ids: readonly number[],
    array: GridCell['array'],
  ): string {
    const contents = all.map((id) => letters[this.#grid.cell(id).content]).join('');
    const rank = all.length === ids.length ? undefined : new Map(ids.map((id, i) => [id, i]));
    const twice = rank ? all.map((id) => rank.get(id)).join() : '';
    return `${skeleton(formula, operands)}|${/^n*$/.test(contents) ? '' : contents}|${twice}|${array ? `${array.row},${array.column},${array.rows}×${array.columns}` : ''}`;
  }
}

/** Cells that formulas of different shapes read, in all: a tape holds an operation for each. */
const FEW = 64;
const MOST_LIFTED = 300_000;
/** Cells that one formula reads. */
const MOST_READ = 60_000;
const tooLarge: NoFunction = { problem: 'unsupported', detail: ' too-large' };

export const isFunction = (f: CellFunction | NoFunction): f is CellFunction => 'tape' in f;

const letters: Record<Content, string> = {
  number: 'n',
  formula: 'n',
  filled: 'n',
  flag: 'f',
  blank: 'b',
  text: 't',
  error: 'e',
};

/** The formula with sizes in place of references. */
export function skeleton(formula: Formula, operands: readonly Operand[]): string {
  let next = 0;
  return print(
    fold<Formula>(formula, (node, parts) => {
      if (node.kind !== 'cell' && node.kind !== 'range') return withParts(node, parts);
      const o = operands[next++];
      return { kind: 'name', name: o ? (o.rows === 1 && o.columns === 1 ? '_' : `_${o.rows}x${o.columns}`) : '_lost' };
    }),
  );
}

function lift(grid: Grid, formula: Formula, ids: readonly number[], cell: GridCell, array: GridCell['array']): Lifted {
  const first = attempt(grid, formula, ids, cell, array, false);
  if (!('tape' in first) && first.detail === '#VALUE!' && ids.some((id) => grid.cell(id).content === 'text')) {
    return attempt(grid, formula, ids, cell, array, false, true);
  }
  if ('tape' in first || first.problem !== 'unsupported' || !/no-derivative|not-constant/.test(first.detail)) {
    return first;
  }
  return attempt(grid, formula, ids, cell, array, true); // numbers typed in, such as row numbers of INDEX, as they are
}

function attempt(
  grid: Grid,
  formula: Formula,
  ids: readonly number[],
  cell: GridCell,
  array: GridCell['array'],
  constants: boolean,
  blankTexts = false,
): Lifted {
  const rank = new Map(ids.map((id, i) => [id, i]));
  const inputs = new Map<number, Node>();
  const nodes: Node[] = [];
  const used: number[] = [];
  let shared = !constants;
  const item = (sheet: number, row: number, column: number): Scalar => {
    const id = grid.find(sheet, row, column);
    const content = id === undefined ? undefined : grid.cell(id);
    if (id === undefined || !content) return null;
    switch (content.content) {
      case 'blank':
        return null;
      case 'text':
      case 'flag':
        shared = false;
        // texts and flags as they are: the values of a cell that holds no formula
        return (blankTexts && content.content === 'text' ? null : (content.value ?? null)) as Scalar;
      case 'error':
        return content.value as Scalar;
      case 'number':
        if (constants) return content.value as Scalar;
        break;
      default:
    }
    const known = inputs.get(id);
    if (known) return known;
    const at = rank.get(id) ?? -1;
    const node = g.input({ name: `r${inputs.size}`, shape: [], from: 'feed' });
    inputs.set(id, node);
    nodes.push(node);
    used.push(at);
    if (at < 0) shared = false;
    return node;
  };
  const read = ({ sheet, area }: Range): ReturnType<Call['read']> => {
    const { bottom, right } = grid.within(sheet, area);
    return matrix(Math.max(1, bottom - area.top + 1), Math.max(1, right - area.left + 1), (r, c) =>
      item(sheet, area.top + r, area.left + c),
    );
  };
  const scope: Scope = {
    cell,
    sheets: grid.book.sheets.length,
    read,
    item: (r) => {
      const s = sheetOf(grid, cell.sheet, r.sheet);
      return s < 0 ? failure('#REF!') : item(s, r.row, r.column);
    },
    resolve: (r) => {
      if (r.book !== undefined) throw new Refused('external');
      const s = sheetOf(grid, cell.sheet, r.sheet);
      return s < 0 ? failure('#REF!') : { sheet: s, area: boxOf(r) };
    },
    used: ({ sheet, area }) => grid.within(sheet, area),
    fold: (rule, range) => {
      let value = rule.start as Folded['value'];
      let count = 0;
      for (const x of read(range).items) {
        if (isFailure(x)) return x;
        if (!isNum(x)) continue;
        const next = rule.step(value, x, count);
        if (isFailure(next)) return next;
        value = next;
        count++;
      }
      return { value, count };
    },
    named: () => failure('#NAME?'),
    spilled: () => failure('#REF!'),
    indirect: () => {
      throw new Refused('not-constant');
    },
  };
  try {
    const result = run(compile(formula, array ? ARRAY : ONE), scope);
    let value: Scalar;
    if (array) {
      const m = asMatrix(result);
      const r = m.rows === 1 ? 0 : array.row;
      const c = m.columns === 1 ? 0 : array.column;
      value = r < m.rows && c < m.columns ? (m.items[r * m.columns + c] ?? 0) : failure('#N/A');
    } else value = cellValue(result);
    if (isFailure(value)) return { shared, problem: 'value', detail: value.error };
    if (typeof value === 'string') return { shared, problem: 'text', detail: value };
    const node = isNode(value) ? value : g.constant({ value: Number(value) });
    const needed = new Set(order([node]));
    const kept = nodes.map((_, i) => i).filter((i) => needed.has(nodes[i] as Node));
    if (kept.some((i) => (used[i] ?? -1) < 0)) return { shared: false, problem: 'unsupported', detail: 'OFFSET' };
    return {
      shared,
      used: kept.map((i) => used[i] ?? 0),
      tape: makeCellTape(
        node,
        kept.map((i) => nodes[i] as Node),
      ),
    };
  } catch (e) {
    if (e instanceof Refused) return { shared, problem: 'unsupported', detail: `${e.function} ${e.why}` };
    throw e;
  }
}

const sheetOf = (grid: Grid, own: number, name: string | undefined): number =>
  name === undefined ? own : grid.sheetOf(name);
export type { Area };
