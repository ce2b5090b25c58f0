import { cellsIn, expression, type Cell, type Expression } from '../cells/index.ts';
import { isOp } from '../ir/node.ts';
import { offset } from '../ir/shape.ts';
import { evaluate } from '../ir/evaluate.ts';
import { keys, slopes, type Key } from './slopes.ts';
import type { Trace } from './trace.ts';

/** One way from a cell to the loss: how much each cell on it moves the next, and their product. */
export interface Path {
  /** From the cell to the loss. */
  readonly cells: readonly Cell[];
  /** `slopes[i]`: change of `cells[i + 1]` per change of `cells[i]`. */
  readonly slopes: readonly number[];
  readonly product: number;
}

/**
 * The chain rule in numbers: the slope of the loss by a cell is the sum, over all ways, of the product of the slopes.
 */
export interface Chain {
  readonly slope: number;
  /** The ways with the largest products, at most `limit`; in the order of the rows if these are all. */
  readonly paths: readonly Path[];
  /** How many ways there are, and what those not listed add up to. */
  readonly count: number;
  readonly rest: number;
}

/**
 * @param to a cell with the value to be explained, such as the loss of a moment
 * @param from a cell at the same moment that it depends on, such as a weight
 * @param limit paths listed; default 50
 */
export function chain(t: Trace, to: Cell, from: Cell, limit = 50): Chain {
  const key = keys();
  const graph = cellsBetween(t, to, from, key);
  const target = key(from);
  const slope = new Map<string, number>([[target, 1]]);
  const ways = new Map<string, number>([[target, 1]]);
  for (const { id, reads } of graph.order) {
    if (id === target) continue;
    slope.set(
      id,
      reads.reduce((s, r) => s + r.slope * (slope.get(r.id) ?? 0), 0),
    );
    ways.set(
      id,
      reads.reduce((s, r) => s + (ways.get(r.id) ?? 0), 0),
    );
  }
  const total = slope.get(key(to)) ?? 0;
  const count = ways.get(key(to)) ?? 0;
  const paths = list(graph, key(to), target, limit);
  return { slope: total, paths, count, rest: total - paths.reduce((s, p) => s + p.product, 0) };
}

interface Reading {
  readonly id: string;
  readonly slope: number;
}
interface Graph {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly order: readonly { readonly id: string; readonly reads: readonly Reading[] }[];
}

/** Cells from which `from` can be reached, each after those it reads, with the slopes between neighbours. */
function cellsBetween(t: Trace, to: Cell, from: Cell, key: Key): Graph {
  const cells = new Map<string, Cell>();
  const done: { id: string; reads: readonly Reading[] }[] = [];
  const reaches = new Set<string>([key(from)]);
  const stack: { cell: Cell; id: string; e: Expression; next: Cell[] }[] = [];
  const enter = (cell: Cell): void => {
    const id = key(cell);
    if (cells.has(id)) return;
    cells.set(id, cell);
    const e = expression(t, cell);
    const ends = id === key(from) || e.kind === 'given' || cell.t[0] !== to.t[0];
    stack.push({ cell, id, e, next: ends ? [] : unique(key, cellsIn(e)) });
  };
  enter(to);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const next = top.next.pop();
    if (next) {
      enter(next);
      continue;
    }
    stack.pop();
    if (top.id === key(from)) {
      done.push({ id: top.id, reads: [] });
      continue;
    }
    if (top.e.kind === 'given' || top.cell.t[0] !== to.t[0]) continue;
    const on = unique(key, cellsIn(top.e)).filter((c) => reaches.has(key(c)));
    if (on.length === 0) continue;
    reaches.add(top.id);
    done.push({ id: top.id, reads: slopes(t, top.e, on).map((slope, i) => ({ slope, id: key(on[i] ?? to) })) });
  }
  return { cells, order: done };
}

function unique(key: Key, cells: readonly Cell[]): Cell[] {
  return [...new Map(cells.map((c) => [key(c), c])).values()];
}

/** Ways from the target up to the root, the heaviest first where there are more than `limit`. */
function list({ cells, order: all }: Graph, root: string, target: string, limit: number): Path[] {
  const reads = new Map(all.map((n) => [n.id, n.reads]));
  const found: Path[] = [];
  // Ways are as many as the product of the layers' sizes: the search stops after a number of them, largest slopes
  // first.
  const stack: { id: string; cells: readonly string[]; slopes: readonly number[]; product: number }[] = [
    { id: root, cells: [root], slopes: [], product: 1 },
  ];
  for (let top = stack.pop(); top && found.length < SEARCHED; top = stack.pop()) {
    const { id, cells: way, slopes: steps, product } = top;
    if (id === target) {
      found.push({
        cells: way
          .toReversed()
          .map((w) => cells.get(w))
          .filter((c) => c !== undefined),
        slopes: steps.toReversed(),
        product,
      });
      continue;
    }
    const next = (reads.get(id) ?? []).filter((r) => reads.has(r.id));
    for (const r of next.toReversed()) {
      stack.push({ id: r.id, cells: [...way, r.id], slopes: [...steps, r.slope], product: product * r.slope });
    }
  }
  return found.length <= limit
    ? found
    : found.toSorted((a, b) => Math.abs(b.product) - Math.abs(a.product)).slice(0, limit);
}
const SEARCHED = 20_000;

/**
 * The same slope by trying: (L(w + h) - L(w - h)) / 2h, the whole program run twice.
 *
 * @param from a cell of a parameter or of the data; @param h default 1e-6
 */
export function numericSlope(t: Trace, to: Cell, from: Cell, h = 1e-6): number {
  const moment = to.t[0] ?? 0;
  const { nodes, inputs } = t.program(moment);
  if (!isOp(from.value, 'input')) throw new Error('numericSlope: only what a program is given can be tried out');
  const name = from.value.attrs.name;
  const i = offset(from.value.shape, from.at);
  const run = (by: number): number => {
    const given = Object.fromEntries(Object.entries(inputs).map(([n, node]) => [n, t.numbers(node, moment).slice()]));
    const changed = given[name];
    if (!changed) throw new Error(`numericSlope: ${name} is no input at this moment`);
    changed[i] = (changed[i] ?? 0) + by;
    return evaluate(nodes, given).get(to.value)?.[offset(to.value.shape, to.at)] ?? NaN;
  };
  return (run(h) - run(-h)) / (2 * h);
}
