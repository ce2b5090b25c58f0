import type { Graph } from './graph.ts';
import type { Training } from './training.ts';

/** Of each formula: the steps whose parameters it comes from, and the run they belong to. -1: none. */
export interface Blocks {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly run: Int32Array;
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
  const running = findRunning(graph, training);
  return blocksWith(graph, training, running);
}

/** Values made from their own last value, in the form that made that one; and what stands where those stand. */
function findRunning(graph: Graph, training: Training): Set<number> {
  const plain = blocksWith(graph, training, new Set()), pairs: { id: number; via: number }[] = [], ways = new Set<string>();
  const note = (id: number, via: number): void => { pairs.push({ id, via }); ways.add(wayOf(graph, via, id)); };
  const newest = (id: number): number => plain.last[id] ?? -1;
  const candidates = graph.order.filter((id) => !training.place.has(id) && training.same(id) === id);
  for (const id of candidates) for (const via of graph.function[id]?.reads ?? []) {
    const before = training.same(via);
    if (before !== id && !training.place.has(before) && newest(before) >= 0 && newest(before) < newest(id) && graph.form(before) === graph.form(id)) note(id, via);
  }
  if (pairs.length === 0) return new Set();
  const running = new Set(pairs.flatMap(({ id, via }) => [id, training.same(via)]));
  // a mistake may have changed the form; a first value is a number
  for (let round = 0; round < 2; round++) for (const id of candidates) for (const via of graph.function[id]?.reads ?? []) {
    const before = training.same(via), number = graph.grid.cell(before).content === 'number';
    if (!training.place.has(before) && ways.has(wayOf(graph, via, id)) && ((running.has(id) && number) || (running.has(before) && newest(before) < newest(id)))) { running.add(id); running.add(before); }
  }
  return running;
}

function blocksWith(graph: Graph, training: Training, running: ReadonlySet<number>): Blocks {
  const n = graph.grid.cells.length, first = new Int32Array(n).fill(-1), last = new Int32Array(n).fill(-1), run = new Int32Array(n).fill(-1);
  const old = new Map<number, Set<number>>();
  for (const id of graph.order) {
    const reads = graph.function[id]?.reads ?? graph.reads[id] ?? [];
    const ends = reads.map((r) => {
      const p = training.place.get(training.same(r));
      return p ? { low: p.step, high: p.step, run: p.chain.run } : { low: first[r] ?? -1, high: last[r] ?? -1, run: run[r] ?? -1 };
    });
    const isRunning = reads.map((r) => running.has(training.same(r))), newest = Math.max(-1, ...ends.filter((_, i) => !isRunning[i]).map((e) => e.high));
    ends.forEach((e, i) => {
      if (isRunning[i] && e.high < newest && training.same(id) === id) { old.set(id, (old.get(id) ?? new Set<number>()).add(i)); return; }
      if (e.high < 0) return;
      first[id] = first[id] === -1 ? e.low : Math.min(first[id] ?? 0, e.low);
      last[id] = Math.max(last[id] ?? -1, e.high);
      run[id] = e.run;
    });
  }
  return { first, last, run, old, running };
}

export function wayOf(graph: Graph, from: number, to: number): string {
  const a = graph.grid.cell(from), b = graph.grid.cell(to);
  return `${b.sheet - a.sheet},${b.row - a.row},${b.column - a.column}`;
}
