import { isOp, refuseSeveral, type Node } from '../ir/node.ts';
import { primitive } from '../ir/primitives.ts';
import type { Program } from '../ir/program.ts';
import { sources } from '../ir/view.ts';
import { offset, position, range, size } from '../ir/shape.ts';
import { append } from '../util/lists.ts';
import type { Cell, Range, Timeline } from './cell.ts';
import { cellAt, expression } from './expression.ts';
import { cellsIn, ranges } from './ranges.ts';

/** The cells that a cell's expression reads. */
export const precedents = (timeline: Timeline, cell: Cell): Range[] => ranges(cellsIn(expression(timeline, cell)));

/** The cells whose expressions read this one: the walk of `expression`, forwards. */
export function dependents(timeline: Timeline, cell: Cell): Range[] {
  const moments = cell.t.length > 0 ? [cell.t[0] ?? 0] : range(timeline.length);
  const found = moments.flatMap((t) => candidates(timeline, cell, t));
  const key = (c: Cell): string => `${c.at.join()}@${c.t.join()}`;
  // A factor may turn out to be 0, or a branch never taken: what counts is what the expression says.
  return ranges(
    found.filter((c) => cellsIn(expression(timeline, c)).some((p) => p.value === cell.value && key(p) === key(cell))),
  );
}

/**
 * Cells that a walk from `cell` through views and unnamed values meets first, at moment t and at the beginning of the
 * next.
 */
function candidates(timeline: Timeline, cell: Cell, t: number): Cell[] {
  const program = timeline.program(t);
  const out: Cell[] = [];
  const reached = new Map<Node, Set<number>>([[cell.value, new Set([offset(cell.value.shape, cell.at)])]]);
  for (const node of program.nodes) {
    const here = new Set<number>();
    node.inputs.forEach((x, i) => {
      const from = reached.get(x);
      if (from) for (const e of readers(timeline, node, i, from, t)) here.add(e);
    });
    if (here.size === 0) continue;
    if (timeline.blocks.has(node)) for (const e of here) out.push(cellAt(node, position(node.shape, e), t));
    else reached.set(node, here);
  }
  if (t + 1 < timeline.length) append(out, carried(timeline.program(t + 1), program, reached, t + 1));
  return out;
}

/** State at the next moment: cells that repeat an output of this one. */
function carried(next: Program, now: Program, reached: ReadonlyMap<Node, ReadonlySet<number>>, t: number): Cell[] {
  return Object.entries(now.outputs).flatMap(([name, output]) => {
    const input = next.inputs[name];
    const elements = reached.get(output);
    return input?.attrs.from === 'state' && elements
      ? [...elements].map((e) => cellAt(input, position(input.shape, e), t))
      : [];
  });
}

/** The elements of `node` that read the elements `from` of its input number `i`. */
function readers(timeline: Timeline, node: Node, i: number, from: ReadonlySet<number>, t: number): Iterable<number> {
  const row = primitive(node.op);
  const [a, b] = node.inputs;
  const x = node.inputs[i];
  if (!a || !x) return [];
  switch (row.kind) {
    case 'leaf':
      return [];
    case 'elementwise':
      return from;
    case 'view': {
      const read = row.read(a.shape, node.attrs as never);
      return read ? indices(sources(read, a.shape), from) : from;
    }
    case 'reduce': {
      const { axes } = node.attrs as { axes: readonly number[] }; // both rows of the kind have it
      const kept = (at: readonly number[]): number[] => at.filter((_, axis) => !axes.includes(axis));
      return [...from].map((e) => offset(node.shape, kept(position(a.shape, e))));
    }
    case 'contract':
      return readersInProduct(node, x, i, from);
    case 'gather':
      return readersByRow(node, i, from, b && isOp(b, 'input') ? timeline.known?.(b, t) : null);
    case 'several':
    case 'part':
      return refuseSeveral('cells', node);
    default:
      return row satisfies never;
  }
}

/** Where a list holds one of the numbers. */
const indices = (list: ArrayLike<number>, numbers: ReadonlySet<number>): number[] =>
  Array.from(list, (s, o) => (numbers.has(s) ? o : -1)).filter((o) => o >= 0);

/** In a·b, a row of `a` (input 0) is read by that row of the product, a column of `b` (input 1) by that column. */
function* readersInProduct(node: Node, x: Node, i: number, from: ReadonlySet<number>): Generator<number> {
  const [m = 1, n = 1] = node.shape.slice(-2);
  for (const e of from) {
    const at = position(x.shape, e);
    const lead = at.slice(0, -2);
    if (i === 0) for (const column of range(n)) yield offset(node.shape, [...lead, at.at(-2) ?? 0, column]);
    else for (const row of range(m)) yield offset(node.shape, [...lead, row, at.at(-1) ?? 0]);
  }
}

/**
 * `gather` reads row `rows[r]` of a table into its row r; `scatter` adds row r of its input to its row `rows[r]`. Where
 * the row numbers are not known, any row may be the one.
 */
function* readersByRow(
  node: Node,
  i: number,
  from: ReadonlySet<number>,
  rows: ArrayLike<number> | null | undefined,
): Generator<number> {
  const width = size(node.shape.slice(1));
  const all = range(node.shape[0] ?? 0);
  const readersOf = (row: number): readonly number[] => {
    if (isOp(node, 'gather')) return i === 1 ? [row] : all.filter((r) => !rows || rows[r] === row);
    return i === 0 && rows ? [rows[row] ?? -1] : all;
  };
  for (const e of from) {
    const row = i === 0 ? Math.floor(e / width) : e; // of the input: elements of a table, or row numbers
    const columns = i === 0 ? [e % width] : range(width);
    for (const r of readersOf(row)) for (const c of columns) if (r >= 0) yield r * width + c;
  }
}
