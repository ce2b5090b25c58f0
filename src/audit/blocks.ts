import { spend } from '../lift/budget.ts';
import { most as longest } from '../util/lists.ts';
import type { Graph } from './graph.ts';
import type { Training } from './training.ts';

/** Of each formula: the steps whose parameters it comes from, and the run they belong to. -1: none. */
export interface Blocks {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly run: Int32Array;
  /**
   * The step a formula stands in: where most of its neighbours belong, even if a mistake makes it read another step.
   */
  readonly home: Int32Array;
  /** Inputs of formulas that read what a running value (the velocity of momentum) was in the step before. */
  readonly old: ReadonlyMap<number, ReadonlySet<number>>;
  /** Cells that hold running values, the first numbers among them. */
  readonly running: ReadonlySet<number>;
}

/**
 * Cuts the training at its parameters: a formula belongs to the step whose parameters it reads, by however many cells.
 * Values that run through the steps beside the parameters are cut where they are read a step later.
 */
export function findBlocks(graph: Graph, training: Training): Blocks {
  if (training.chains.length === 0) {
    const none = new Int32Array(graph.grid.cells.length).fill(-1);
    return { first: none, last: none, run: none, home: none, old: new Map(), running: new Set() };
  }
  const blocks = blocksWith(graph, training, findRunning(graph, training));
  return { ...blocks, home: findHomes(graph, training, blocks) };
}
type Spans = Omit<Blocks, 'home'>;

/** Steps lie at even distances; where one begins and ends is what fits most formulas. */
function findHomes(graph: Graph, training: Training, { first, last, run, running }: Spans): Int32Array {
  const { grid } = graph;
  const home = last.slice();
  for (let r = 0; r < training.runs; r++) {
    const chains = training.chains.filter((c) => c.run === r && c.cells.length > 2);
    const ways = new Map<string, number>();
    for (const c of chains) {
      for (let t = 2; t < c.cells.length; t++) {
        const w = wayOf(graph, c.cells[t - 1] ?? 0, c.cells[t] ?? 0);
        ways.set(w, (ways.get(w) ?? 0) + 1);
      }
    }
    const [sheets = 0, rows = 0, columns = 0] = ([...ways].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '')
      .split(',')
      .map(Number);
    const axis = sheets !== 0 ? 'sheet' : rows !== 0 ? 'row' : 'column';
    const size = axis === 'sheet' ? sheets : axis === 'row' ? rows : columns;
    const start = chains[0]?.cells[1];
    if (start === undefined || size <= 0 || (rows !== 0 && columns !== 0)) continue;
    // next values may stand in the next step's block
    const zero = grid.cell(start)[axis];
    const cells = graph.order.filter(
      (id) =>
        run[id] === r &&
        (last[id] ?? -1) >= 0 &&
        !training.place.has(training.same(id)) &&
        !running.has(training.same(id)),
    );
    const direct = new Map<number, number>(); // the step of parameters that a formula reads itself
    for (const id of cells) {
      for (const x of graph.reads[id] ?? []) {
        const p = training.place.get(training.same(x));
        if (p) direct.set(id, Math.max(direct.get(id) ?? -1, p.step));
      }
    }
    let best = { offset: 0, agree: -1 };
    spend(2 * size * cells.length);
    for (let offset = 0; offset < 2 * size; offset++) {
      // what reads a parameter itself tells best
      const agree = cells.reduce(
        (n, id) =>
          n +
          ((direct.has(id) || first[id] === last[id]) &&
          Math.floor((grid.cell(id)[axis] - zero + offset) / size) === (direct.get(id) ?? last[id])
            ? direct.has(id)
              ? cells.length
              : 1
            : 0),
        0,
      );
      if (agree > best.agree) best = { offset, agree };
    }
    if (best.agree < 0.5 * cells.length * direct.size) continue;
    const most = longest(chains.map((c) => c.cells.length));
    for (const id of cells) {
      const h = Math.floor((grid.cell(id)[axis] - zero + best.offset) / size);
      if (h >= 0 && h < most && Math.abs(h - (last[id] ?? 0)) <= 3) home[id] = h;
    }
  }
  return home;
}

/** Values made from their own last value, in the form that made that one; and what stands where those stand. */
function findRunning(graph: Graph, training: Training): Set<number> {
  const plain = blocksWith(graph, training, new Set());
  const pairs: { id: number; via: number }[] = [];
  const ways = new Set<string>();
  const note = (id: number, via: number): void => {
    pairs.push({ id, via });
    ways.add(wayOf(graph, via, id));
  };
  const newest = (id: number): number => plain.last[id] ?? -1;
  const candidates = graph.order.filter((id) => !training.place.has(id) && training.same(id) === id);
  // a factor may be blank: what a formula names counts, not what it depends on
  const named = (id: number): readonly number[] =>
    graph.function[id] ? graph.grid.cell(id).operands.flatMap((o) => (o.ids.length === 1 ? o.ids : [])) : [];
  for (const id of candidates) {
    for (const via of named(id)) {
      const before = training.same(via);
      if (
        before !== id &&
        !training.place.has(before) &&
        newest(before) >= 0 &&
        newest(before) < newest(id) &&
        graph.form(before) === graph.form(id)
      ) {
        note(id, via);
      }
    }
  }
  if (pairs.length === 0) return new Set();
  const running = new Set(pairs.flatMap(({ id, via }) => [id, training.same(via)]));
  // a mistake may have changed the form; a first value is a number
  const forms = new Set(pairs.map(({ id }) => graph.form(id)));
  for (let round = 0; round < 2; round++) {
    for (const id of candidates) {
      for (const via of named(id)) {
        const before = training.same(via);
        const number = graph.grid.cell(before).content === 'number';
        if (
          !training.place.has(before) &&
          ways.has(wayOf(graph, via, id)) &&
          ((number && (running.has(id) || forms.has(graph.form(id)))) ||
            (running.has(before) && (newest(before) < newest(id) || forms.has(graph.form(id)))))
        ) {
          running.add(id);
          running.add(before);
        }
      }
    }
  }
  // nor need it read the value before at all: it is made like such as do, and where theirs stand is one that nobody
  // reads
  for (const id of candidates) {
    const c = graph.grid.cell(id);
    if (running.has(id) || !forms.has(graph.form(id))) continue;
    for (const w of ways) {
      const [s = 0, r = 0, k = 0] = w.split(',').map(Number);
      const at = graph.grid.find(c.sheet - s, c.row - r, c.column - k);
      const before = at === undefined ? id : training.same(at);
      if (
        at === undefined ||
        before === id ||
        training.place.has(before) ||
        !['number', 'formula'].includes(graph.grid.cell(before).content)
      ) {
        continue;
      }
      if (running.has(before) || (graph.readers[at] ?? []).length === 0) {
        running.add(id);
        running.add(before);
      }
    }
  }
  return running;
}

function blocksWith(graph: Graph, training: Training, running: ReadonlySet<number>): Spans {
  const n = graph.grid.cells.length;
  const first = new Int32Array(n).fill(-1);
  const last = new Int32Array(n).fill(-1);
  const run = new Int32Array(n).fill(-1);
  const old = new Map<number, Set<number>>();
  const place = (id: number, low: number, high: number, of: number): void => {
    first[id] = first[id] === -1 ? low : Math.min(first[id] ?? 0, low);
    last[id] = Math.max(last[id] ?? -1, high);
    run[id] = of;
  };
  for (const id of graph.order) {
    const reads = graph.function[id]?.reads ?? graph.reads[id] ?? [];
    const ends = reads.map((r) => {
      const p = training.place.get(training.same(r));
      return p
        ? { low: p.step, high: p.step, run: p.chain.run }
        : { low: first[r] ?? -1, high: last[r] ?? -1, run: run[r] ?? -1 };
    });
    const isRunning = reads.map((r) => running.has(training.same(r)));
    const newest = longest(
      ends.filter((_, i) => !isRunning[i]).map((e) => e.high),
      -1,
    );
    ends.forEach((e, i) => {
      // a running value comes from the step before, even if nothing else tells which one this is
      const alone = isRunning[i] === true && newest < 0 && running.has(id) && training.same(reads[i] ?? id) !== id;
      if (isRunning[i] && (e.high < newest || alone) && training.same(id) === id) {
        old.set(id, (old.get(id) ?? new Set<number>()).add(i));
        if (alone) {
          place(
            id,
            e.high + 1,
            e.high + 1,
            e.run >= 0
              ? e.run
              : (graph.readers[id]?.map((x) => training.place.get(x)?.chain.run ?? -1).find((x) => x >= 0) ?? 0),
          );
        }
        return;
      }
      if (e.high >= 0) place(id, e.low, e.high, e.run);
    });
  }
  return { first, last, run, old, running };
}

export function wayOf(graph: Graph, from: number, to: number): string {
  const a = graph.grid.cell(from);
  const b = graph.grid.cell(to);
  return `${b.sheet - a.sheet},${b.row - a.row},${b.column - a.column}`;
}
