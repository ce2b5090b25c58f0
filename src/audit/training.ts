import { spend } from '../lift/budget.ts';
import { append, most as longest } from '../util/lists.ts';
import type { Graph } from './graph.ts';
import type { Grid, GridCell, Operand } from './grid.ts';

/**
 * A parameter through the steps: `cells[t]` is where its value at step t stands. From the second on they are updates.
 */
export interface Chain {
  readonly id: number;
  readonly run: number;
  readonly cells: number[];
}

/** The training found in a workbook: parameters that change step by step. */
export interface Training {
  readonly chains: readonly Chain[];
  /** Step and chain of each cell that holds a parameter's value. */
  readonly place: ReadonlyMap<number, { readonly chain: Chain; readonly step: number }>;
  /** A cell that only repeats another one stands for it: `=K9`. */
  readonly same: (id: number) => number;
  readonly runs: number;
}

/**
 * Finds parameters by what an update is: it adds to a value something that depends on that very value, and what follows
 * is read as the value was. No label is read, and no place: w - η·∂E/∂w qualifies because ∂E/∂w comes from w. Updates
 * that
 * a mistake made unrecognizable are found by standing where the others' stand.
 */
export function findTraining(graph: Graph): Training {
  const { grid } = graph;
  const apart = strayCopies(graph); // cells that look like copies but must hold a value of their own
  const origin = new Map<number, number>();
  const same = (id: number): number => {
    const known = origin.get(id);
    if (known !== undefined) return known;
    if (apart.has(id) || graph.repeated(id) === undefined) return id; // nearly always
    const way = new Set<number>();
    let at = id;
    for (
      let next: number | undefined = id;
      next !== undefined && !way.has(next);
      next = apart.has(at) ? undefined : (origin.get(at) ?? graph.repeated(at))
    ) {
      at = next;
      way.add(at);
    }
    for (const passed of way) origin.set(passed, at);
    return at;
  };
  // ---- u = p + f(…p…): the most frequent way from p to u first
  const pairs = additions(graph, same);
  const strong = strongest(graph, pairs);
  const ways = ranked(strong.map((x) => x.way));
  const next = new Map<number, number>();
  const before = new Map<number, number>();
  const byWay = new Map<string, Pair[]>();
  for (const pair of strong) listed(byWay, pair.way).push(pair);
  for (const by of ways) {
    for (const { p, u } of byWay.get(by) ?? []) {
      if (!next.has(p) && !before.has(u)) {
        next.set(p, u);
        before.set(u, p);
      }
    }
  }
  // where a mistake cuts the way from p to f, the common form and way still show what an update is
  const usual = new Set([...before.keys()].map((u) => graph.form(u)));
  for (const { p, u, way: w } of pairs) {
    if (next.has(p) || before.has(u) || !byWay.has(w) || !usual.has(graph.form(u))) continue;
    if ((before.has(p) || grid.cell(p).content === 'number') && takesOver(graph, p, u)) {
      next.set(p, u);
      before.set(u, p);
    }
  }
  const found = chainsFrom(next, before);
  if (found.length === 0) return { chains: [], place: new Map(), same, runs: 0 };

  // ---- most parameters step alike: the same distances from the first value on
  const routes = ranked(found.map((c) => routeOf(grid, c)));
  const most = longest(routes.map(lengthOf));
  const common = routes.filter((r) => lengthOf(r) === most).slice(0, 6);
  const regular = (c: readonly number[]): boolean => lengthOf(routeOf(grid, c)) === most;
  const good = found.filter(regular);
  const taken = new Set(good.flat());
  const starts = new Map(good.map((c) => [c[0] ?? 0, c]));
  const forms = new Set(good.flatMap((c) => c.slice(1).map((u) => graph.form(u))));
  const follow = (from: number, route: string): number[] | undefined => {
    const cells = new Set([from]);
    for (const by of route === '' ? [] : route.split(' ')) {
      const id = at(grid, back(grid.cell(from), by));
      if (id === undefined || !isValue(grid.cell(id)) || taken.has(id) || cells.has(id) || same(id) !== id) {
        return undefined;
      }
      cells.add(id);
    }
    return [...cells];
  };
  const tails = ranked(good.map((c) => routeOf(grid, c.slice(1)))).slice(0, 3);
  const adds = new Map<number, Set<number>>();
  for (const { u, p } of pairs) {
    const to = adds.get(p);
    if (to) to.add(u);
    else adds.set(p, new Set([u]));
  }
  /** The cells that a first value may go on to, best first: those in which most values are added to the one before. */
  const rebuilt = (start: number, routes: readonly string[]): number[][] => {
    const lists = [
      ...routes.map((route) => follow(start, route)),
      ...tails.flatMap((tail) =>
        [...(adds.get(start) ?? [])].map((u) => {
          const rest = taken.has(u) || u === start ? undefined : follow(u, tail);
          return rest && [start, ...rest];
        }),
      ),
    ].filter((c) => c !== undefined);
    const score = (c: readonly number[]): number => c.filter((u, i) => i > 0 && adds.get(c[i - 1] ?? 0)?.has(u)).length;
    return lists
      .map((c) => ({ c, score: score(c) }))
      .sort((x, y) => y.score - x.score)
      .map(({ c }) => c);
  };
  const viaOf = new Map<number, number[]>();
  const copyWays = new Set<string>(); // from a next value to the cell that repeats it for the next step
  for (const { u, via } of pairs) listed(viaOf, u).push(via);
  for (const c of good) {
    c.slice(2).forEach((u, i) => {
      const p = c[i + 1] ?? 0;
      for (const via of viaOf.get(u) ?? []) if (same(via) === p) copyWays.add(way(grid.cell(p), grid.cell(via)));
    });
  }
  const accept = (cells: number[]): void => {
    starts.set(cells[0] ?? 0, cells);
    for (const c of cells) taken.add(c);
  };
  const isNext = (cells: readonly number[]): boolean => {
    // half of the updates add to the value before, in the common form
    const matches = cells.filter(
      (u, i) =>
        i > 0 &&
        forms.has(graph.form(u)) &&
        (adds.get(cells[i - 1] ?? 0)?.has(u) ||
          (viaOf.get(u) ?? []).some((via) => copyWays.has(way(grid.cell(cells[i - 1] ?? 0), grid.cell(via))))),
    );
    return 2 * matches.length >= cells.length - 1;
  };
  const outside = (cells: readonly number[]): number[] =>
    readersOf(graph, cells[0] ?? 0).filter((r) => !cells.includes(r) && !before.has(r));
  const readForms = new Set(good.flatMap((c) => outside(c).map((r) => graph.form(r))));
  const isRead = (cells: readonly number[]): boolean =>
    // it is read like the others, and so is what follows
    outside(cells).some((r) => readForms.has(graph.form(r))) &&
    readersOf(graph, cells[1] ?? 0).length > 0 &&
    cells.every((u, i) => i === 0 || takesOver(graph, cells[i - 1] ?? 0, u)) &&
    cells.slice(1).some((c) => (graph.depth[c] ?? 0) > 2 && readersOf(graph, c).length > 0);
  const candidates = [
    ...found.filter((c) => !regular(c)).map((c) => c[0] ?? 0),
    ...strong.map((x) => x.p),
    ...pairs.filter((x) => forms.has(graph.form(x.u))).map((x) => x.p),
  ];
  const consider = (start: number, nearby: readonly string[]): void => {
    if (taken.has(start) || grid.cell(start).content !== 'number') return;
    const cells = rebuilt(start, [...nearby, ...common]).find(
      (c) => isNext(c) || (isRead(c) && (forms.has(graph.form(c[1] ?? 0)) || !isOneOfMany(graph, c))),
    );
    if (cells) accept(cells);
  };
  // a weight that the same formulas read
  for (const c of good) for (const r of outside(c)) append(candidates, graph.reads[r] ?? []);
  // a number pasted over an update begins a chain of its own: the first value stands where the others' do
  for (const c of found) {
    if (!regular(c)) {
      for (const by of common.flatMap((r) => r.split(' '))) {
        const p = at(grid, ahead(grid.cell(c[0] ?? 0), by));
        if (p !== undefined) candidates.push(p);
      }
    }
  }
  for (const start of new Set(candidates)) consider(start, []);
  for (let round = 0; round < 3; round++) {
    for (const [start, cells] of [...starts]) {
      const { sheet, row, column } = grid.cell(start);
      for (const [r, c] of [
        [0, 1],
        [0, -1],
        [1, 0],
        [-1, 0],
      ] as const) {
        const id = grid.find(sheet, row + r, column + c);
        if (id !== undefined) consider(id, [routeOf(grid, cells)]);
      }
    }
  }

  const kept = [...starts.values()].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const run = runsOf(graph, kept, same);
  const runIds = [...new Set(kept.map((c) => run(c[0] ?? 0)))];
  for (const c of kept) for (const u of c.slice(1)) if (graph.repeated(u) !== undefined) apart.add(u);
  origin.clear();
  const chains = kept.map((cells, id): Chain => ({ id, run: runIds.indexOf(run(cells[0] ?? 0)), cells }));
  return {
    chains,
    place: new Map(chains.flatMap((chain) => chain.cells.map((cell, step) => [cell, { chain, step }] as const))),
    same,
    runs: runIds.length,
  };
}

/** That a workbook has no training. */
export const without = (graph: Graph): Training => ({
  chains: [],
  place: new Map(),
  same: (id) => graph.repeated(id) ?? id,
  runs: 0,
});

/**
 * Updates that come from their own value; where a mistake cut every such way, sums that at least go on being read as
 * their first term was.
 */
function strongest(graph: Graph, pairs: readonly Pair[]): readonly Pair[] {
  const into = new Map<number, Set<string>>();
  const claims = new Map<number, Pair[]>();
  const all = pairs.filter((x) => x.strong);
  for (const x of all) {
    into.set(x.u, (into.get(x.u) ?? new Set<string>()).add(way(graph.grid.cell(x.p), graph.grid.cell(x.u))));
    listed(claims, x.p).push(x);
  }
  // of two sums that begin with the same value, the one that goes on as that value came about
  const goesOn = (x: Pair): boolean => into.get(x.p)?.has(way(graph.grid.cell(x.p), graph.grid.cell(x.u))) ?? false;
  const strong = all.filter((x) => goesOn(x) || !claims.get(x.p)?.some(goesOn));
  const read = strong.filter((x) => (graph.readers[x.u] ?? []).length > 0);
  if (read.length > 0) return strong;
  const going = pairs.filter((x) => takesOver(graph, x.p, x.u) && (graph.readers[x.u] ?? []).length > 0);
  return going.length > 0 ? going : strong;
}

/** Do the neighbours go on in the same form? Then it is a value of another kind: a momentum, an activation. */
function isOneOfMany(graph: Graph, [p = 0, u = 0]: readonly number[]): boolean {
  const a = graph.grid.cell(p);
  const b = graph.grid.cell(u);
  const form = graph.form(u);
  return (
    form !== '' &&
    (
      [
        [0, 1],
        [0, -1],
        [1, 0],
        [-1, 0],
      ] as const
    ).some(([r, c]) => {
      const q = graph.grid.find(a.sheet, a.row + r, a.column + c);
      const v = graph.grid.find(b.sheet, b.row + r, b.column + c);
      return q !== undefined && v !== undefined && graph.grid.cell(q).content === 'number' && graph.form(v) === form;
    })
  );
}

/** Distances of a chain's cells from its first one, last to first as seen from them. */
const routeOf = (grid: Grid, chain: readonly number[]): string =>
  chain
    .slice(1)
    .map((u) => way(grid.cell(u), grid.cell(chain[0] ?? u)))
    .join(' ');
const lengthOf = (route: string): number => (route === '' ? 0 : route.split(' ').length);

/** Numbers that an update reads: a sum over more than that is none. */
const MOST_TERMS = 1_000;

function listed<K, T>(lists: Map<K, T[]>, key: K): T[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

interface Pair {
  readonly u: number;
  readonly p: number;
  readonly via: number;
  readonly strong: boolean;
  readonly way: string;
}
function additions(graph: Graph, same: (id: number) => number): Pair[] {
  const pairs: Pair[] = [];
  for (const u of graph.order) {
    const f = graph.function[u];
    if (!f || same(u) !== u || graph.grid.cell(u).operands.length < 2) continue; // the other term may be blank
    if (f.reads.length > MOST_TERMS) continue;
    f.reads.forEach((via, i) => {
      if (!f.tape.adds[i]) return;
      const p = same(via);
      pairs.push({
        u,
        p,
        via,
        strong:
          takesOver(graph, p, u) &&
          dependsOn(
            graph,
            f.reads.filter((_, k) => k !== i),
            p,
          ),
        way: way(graph.grid.cell(via), graph.grid.cell(u)),
      });
    });
  }
  return pairs;
}

/**
 * Of several copies of one cell those that stand elsewhere than copies do, where the right place has a cell to copy.
 */
function strayCopies(graph: Graph): Set<number> {
  const { grid } = graph;
  const out = new Set<number>();
  const list = graph.order.flatMap((q) => {
    const u = graph.repeated(q);
    return u === undefined ? [] : [{ q, u, by: way(grid.cell(u), grid.cell(q)) }];
  });
  const common = ranked(list.map((x) => x.by))[0];
  const taken = new Map<number, number>();
  for (const { q, u, by } of list) if (by === common) taken.set(u, q);
  for (const { q, u, by } of list) {
    if (by === common || common === undefined) continue;
    const right = at(grid, back(grid.cell(q), common));
    if (
      right !== undefined &&
      taken.has(u) &&
      grid.cell(right).content === 'formula' &&
      graph.form(right) === graph.form(u) &&
      (graph.readers[right] ?? []).length === 0
    ) {
      out.add(q);
    }
  }
  return out;
}

/** Is the next value read as the value was? An error y - ŷ, which also depends on y by way of earlier steps, is not. */
function takesOver(graph: Graph, p: number, u: number): boolean {
  const after = usesOf(graph, u);
  const before = usesOf(graph, p);
  let any = false;
  for (const [use, by] of after) {
    spend(1);
    if (by === u) continue; // by the sum itself
    any = true;
    const known = before.get(use);
    if (known !== undefined && known !== u) return true;
  }
  return !any;
}
const MANY = -1;
/**
 * Where formulas read a cell, by way of cells that only repeat it or directly: their form, and the place in it; and who
 * does, or MANY.
 */
function usesOf(graph: Graph, id: number): ReadonlyMap<string, number> {
  let all = uses.get(graph);
  if (!all) {
    all = new Map();
    uses.set(graph, all);
  }
  const known = all.get(id);
  if (known) return known;
  const out = new Map<string, number>();
  const stack = [id];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const r of graph.readers[at] ?? []) {
      spend(1);
      if (graph.repeated(r) === at) {
        stack.push(r);
        continue;
      }
      graph.grid.cell(r).operands.forEach((o, k) => {
        const i = placeIn(graph.grid, o, at ?? -1);
        if (i < 0) return;
        const use = `${graph.form(r)}#${k}.${o.ids.length === 1 ? 0 : i}`;
        const by = out.get(use);
        out.set(use, by === undefined || by === r ? r : MANY);
      });
    }
  }
  all.set(id, out);
  return out;
}
const uses = new WeakMap<Graph, Map<number, ReadonlyMap<string, number>>>();
/** The how-manieth of the cells that a reference covers; -1: none of them. */
function placeIn(grid: Grid, { ids, rows, columns }: Operand, id: number): number {
  if (ids.length < 8) return ids.indexOf(id);
  const first = grid.cell(ids[0] ?? -1);
  const { sheet, row, column } = grid.cell(id);
  const r = row - first.row;
  const c = column - first.column;
  return sheet === first.sheet && r >= 0 && r < rows && c >= 0 && c < columns ? r * columns + c : -1;
}
/** Formulas that read a cell, by way of cells that only repeat it or directly. */
function readersOf(graph: Graph, id: number): number[] {
  const out: number[] = [];
  const stack = [id];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const r of graph.readers[at] ?? []) {
      spend(1);
      (graph.repeated(r) === at ? stack : out).push(r);
    }
  }
  return out;
}

function dependsOn(graph: Graph, from: readonly number[], on: number): boolean {
  const floor = graph.depth[on] ?? 0;
  const seen = new Set<number>();
  const stack = [...from];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    spend(1);
    if (id === on) return true;
    if (seen.has(id) || (graph.depth[id] ?? 0) <= floor) continue;
    seen.add(id);
    append(stack, graph.reads[id] ?? []);
  }
  return false;
}

/** All cells that these depend on, themselves included. */
export function upstream(graph: Graph, from: readonly number[]): Set<number> {
  const seen = new Set<number>();
  const stack = [...from];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    append(stack, graph.reads[id] ?? []);
  }
  return seen;
}

const way = (a: GridCell, b: GridCell): string => `${b.sheet - a.sheet},${b.row - a.row},${b.column - a.column}`;
type Spot = readonly [sheet: number, row: number, column: number];
/** Where one must stand to come here that way. */
function back(cell: GridCell, by: string): Spot {
  const [s = 0, r = 0, c = 0] = by.split(',').map(Number);
  return [cell.sheet - s, cell.row - r, cell.column - c];
}
function ahead(cell: GridCell, by: string): Spot {
  const [s = 0, r = 0, c = 0] = by.split(',').map(Number);
  return [cell.sheet + s, cell.row + r, cell.column + c];
}
const at = (grid: Grid, spot: Spot): number | undefined => grid.find(...spot);
const isValue = (cell: GridCell): boolean =>
  cell.content === 'number' || cell.content === 'formula' || cell.content === 'filled';
/** Each once, most frequent first. */
function ranked(items: readonly string[]): string[] {
  const n = new Map<string, number>();
  for (const i of items) n.set(i, (n.get(i) ?? 0) + 1);
  return [...n].sort((a, b) => b[1] - a[1]).map(([i]) => i);
}
function chainsFrom(next: ReadonlyMap<number, number>, before: ReadonlyMap<number, number>): number[][] {
  return [...next.keys()]
    .filter((p) => !before.has(p))
    .map((p) => {
      const cells = [p];
      for (let u = next.get(p); u !== undefined && cells.length < 1e6; u = next.get(u)) cells.push(u);
      return cells;
    });
}

/** Trainings that share no formula are runs of their own: one sheet per learning rate. */
function runsOf(
  graph: Graph,
  chains: readonly (readonly number[])[],
  same: (id: number) => number,
): (id: number) => number {
  const parent = new Map<number, number>();
  const root = (id: number): number => {
    let top = id;
    for (let p = parent.get(top); p !== undefined && p !== top; p = parent.get(top)) top = p;
    for (let at = id; at !== top;) {
      const p = parent.get(at) ?? top;
      parent.set(at, top);
      at = p;
    } // short ways for the next time
    return top;
  };
  const starts = new Set(chains.flat());
  // a parameter is one thing through its steps
  for (const c of chains) for (const u of c.slice(1)) parent.set(u, c[0] ?? u);
  for (const id of upstream(
    graph,
    chains.flatMap((c) => c.slice(1)),
  )) {
    for (const r of graph.reads[id] ?? []) {
      if (graph.function[r] || starts.has(same(r)) || graph.problems.has(r)) {
        const a = root(id);
        const b = root(r);
        if (a !== b) parent.set(a, b);
      }
    }
  }
  return root;
}
