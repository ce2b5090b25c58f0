import { fold, parts, print, withParts } from '../workbook/index.ts';
import type { Anchor, Formula } from '../workbook/index.ts';
import type { Grid, GridCell, Operand } from './grid.ts';

/**
 * A formula as it stands in `to` when each cell it reads becomes another: dollar signs stay, ranges keep their corners'
 * order. Undefined if a cell has none to become, or a range would no longer be one.
 */
export function remap(
  grid: Grid,
  formula: Formula,
  operands: readonly Operand[],
  to: GridCell,
  change: (id: number) => number | undefined,
): Formula | undefined {
  let next = 0;
  let lost = false;
  const result = fold<Formula>(formula, (node, parts) => {
    if (node.kind !== 'cell' && node.kind !== 'range') return withParts(node, parts);
    const o = operands[next++];
    if (!o) {
      lost = true;
      return node;
    }
    const first = change(o.ids[0] ?? -1);
    const last = change(o.ids.at(-1) ?? -1);
    if (first === undefined || last === undefined) {
      lost = true;
      return node;
    }
    const a = grid.cell(first);
    const b = grid.cell(last);
    if (a.sheet !== b.sheet || b.row - a.row !== o.rows - 1 || b.column - a.column !== o.columns - 1) {
      lost = true;
      return node;
    }
    const { sheet: _, ...rest } = node;
    const name = a.sheet === to.sheet ? {} : { sheet: grid.book.sheets[a.sheet]?.name ?? '' };
    return rest.kind === 'cell'
      ? { ...rest, row: a.row, column: a.column, ...name }
      : { ...rest, from: moved(rest.from, a), to: moved(rest.to, b), ...name };
  });
  return lost ? undefined : result;
}
const moved = (anchor: Anchor, { row, column }: GridCell): Anchor => ({ ...anchor, row, column });

/** The formula with the `index`-th reference put elsewhere. */
export function replaceOperand(
  grid: Grid,
  formula: Formula,
  index: number,
  from: GridCell,
  to: { readonly first: number; readonly last: number },
): Formula {
  let next = 0;
  const a = grid.cell(to.first);
  const b = grid.cell(to.last);
  const name = a.sheet === from.sheet ? {} : { sheet: grid.book.sheets[a.sheet]?.name ?? '' };
  return fold<Formula>(formula, (node, parts) => {
    if (node.kind !== 'cell' && node.kind !== 'range') return withParts(node, parts);
    if (next++ !== index) return node;
    const fixed =
      node.kind === 'cell'
        ? { rowFixed: node.rowFixed, columnFixed: node.columnFixed }
        : { rowFixed: node.from.rowFixed, columnFixed: node.from.columnFixed };
    const start = { row: a.row, column: a.column, ...fixed };
    const end = { row: b.row, column: b.column, ...fixed };
    return to.first === to.last
      ? { kind: 'cell', ...start, ...name }
      : { kind: 'range', from: start, to: end, ...name };
  });
}

/** Do two formulas read the same cells in the same way? Dollar signs do not count. */
export function sameFormula(a: Formula, b: Formula): boolean {
  const stack: [Formula, Formula][] = [[a, b]];
  for (let pair = stack.pop(); pair; pair = stack.pop()) {
    const [x, y] = pair;
    if (x === y) continue;
    if (x.kind !== y.kind || !sameNode(x, y)) return false;
    const p = parts(x);
    const q = parts(y);
    if (p.length !== q.length) return false;
    for (let i = 0; i < p.length; i++) stack.push([p[i] as Formula, q[i] as Formula]);
  }
  return true;
}
function sameNode(x: Formula, y: Formula): boolean {
  const place = (a: Anchor, b: Anchor): boolean => a.row === b.row && a.column === b.column;
  switch (x.kind) {
    case 'cell':
      return y.kind === 'cell' && place(x, y) && x.sheet === y.sheet && x.book === y.book;
    case 'range':
      return (
        y.kind === 'range' && place(x.from, y.from) && place(x.to, y.to) && x.sheet === y.sheet && x.book === y.book
      );
    case 'unary':
      return y.kind === 'unary' && x.op === y.op;
    case 'binary':
      return y.kind === 'binary' && x.op === y.op;
    case 'call':
      return y.kind === 'call' && x.name === y.name;
    case 'number':
    case 'text':
    case 'boolean':
    case 'error':
      return 'value' in y && x.value === y.value;
    default:
      return print(x) === print(y);
  }
}
