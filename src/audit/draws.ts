import { CounterRandom } from '../util/counter-random.ts';
import type { Blocks } from './blocks.ts';
import type { Graph } from './graph.ts';
import type { Training } from './training.ts';

/** Draws come in groups: settings are the same within a group, parameters and data differ from draw to draw. */
export const GROUPS = 3;
export const EACH = 4;
export const LANES = GROUPS * EACH;

export type LeafKind = 'parameter' | 'data' | 'flag' | 'setting' | 'fixed';
export interface Draws {
  /** Numbers for every cell that is not computed. */
  readonly values: ReadonlyMap<number, Float64Array>;
  /** What a running value was in the step before, by its cell. */
  readonly old: ReadonlyMap<number, Float64Array>;
  readonly kinds: ReadonlyMap<number, LeafKind>;
}

/**
 * New numbers for parameters, data and settings: many errors are too small to see at the numbers shown. Targets that
 * are
 * 0 or 1 stay so, one-hot rows stay one-hot, counts stay: a formula may count on them.
 */
export function draw(
  graph: Graph,
  training: Training,
  blocks: Blocks,
  sets: { readonly forward: ReadonlySet<number>; readonly leaves: ReadonlySet<number> },
  seed = 1,
): Draws {
  const random = new CounterRandom(seed, 5);
  const { grid } = graph;
  const values = new Map<number, Float64Array>();
  const kinds = new Map<number, LeafKind>();
  const old = new Map<number, Float64Array>();
  const signed = (): number => {
    const x = 0.15 + 0.95 * random.uniform();
    return random.uniform() < 0.5 ? -x : x;
  };
  const each = (f: () => number): Float64Array => Float64Array.from({ length: LANES }, f);
  const grouped = (): Float64Array => {
    const g = Array.from({ length: GROUPS }, () => 0.35 + 0.9 * random.uniform());
    return Float64Array.from({ length: LANES }, (_, i) => g[Math.floor(i / EACH)] ?? 0);
  };

  for (const id of training.place.keys()) {
    kinds.set(id, 'parameter');
    values.set(id, each(signed));
  }
  const flags: number[] = [];
  for (const cell of grid.cells) {
    if (kinds.has(cell.id) || (cell.content !== 'number' && cell.content !== 'flag')) continue;
    const data = sets.leaves.has(cell.id);
    const value = grid.numberOf(cell.id);
    if (!data) {
      kinds.set(cell.id, 'setting');
      values.set(cell.id, grouped());
      continue;
    }
    if (Number.isInteger(value) && value > 1 && isAlone(graph, cell.id, sets.leaves)) {
      kinds.set(cell.id, 'fixed');
      values.set(
        cell.id,
        each(() => value),
      );
      continue;
    }
    if ((value === 0 || value === 1) && !readWithParameters(graph, training, sets.forward, cell.id)) {
      kinds.set(cell.id, 'flag');
      flags.push(cell.id);
      continue;
    }
    kinds.set(cell.id, 'data');
    values.set(
      cell.id,
      each(() => (value < 0 || random.uniform() < 0.25 ? -1 : 1) * (0.3 + 1.2 * random.uniform())),
    );
  }
  for (const group of oneHot(graph, flags)) {
    for (const id of group.cells.flat()) values.set(id, new Float64Array(LANES));
    for (let lane = 0; lane < LANES; lane++) {
      if (group.kind === 'free') {
        for (const id of group.cells.flat()) (values.get(id) as Float64Array)[lane] = random.uniform() < 0.5 ? 0 : 1;
        continue;
      }
      const permutation =
        group.kind === 'both'
          ? shuffled(group.cells.length, random)
          : group.cells.map((line) => Math.floor(random.uniform() * line.length));
      group.cells.forEach((line, i) => {
        (values.get(line[permutation[i] ?? 0] ?? 0) as Float64Array)[lane] = 1;
      });
    }
  }
  for (const id of blocks.running) old.set(id, each(signed));
  return { values, old, kinds };
}

function isAlone(graph: Graph, id: number, leaves: ReadonlySet<number>): boolean {
  const { sheet, row, column } = graph.grid.cell(id);
  return !(
    [
      [0, 1],
      [0, -1],
      [1, 0],
      [-1, 0],
    ] as const
  ).some(([r, c]) => {
    const other = graph.grid.find(sheet, row + r, column + c);
    return other !== undefined && leaves.has(other);
  });
}
/** A feature is multiplied by a weight somewhere; a target is not. */
const readWithParameters = (graph: Graph, training: Training, forward: ReadonlySet<number>, id: number): boolean =>
  graph.readers[id]?.some(
    (r) =>
      (forward.has(r) && graph.reads[r]?.some((x) => training.place.has(training.same(x)))) ||
      (graph.reads[r]?.length === 1 && readWithParameters(graph, training, forward, r)),
  ) ?? false;

interface Group {
  readonly kind: 'one' | 'both' | 'free';
  readonly cells: readonly (readonly number[])[];
}
/** Boxes of touching 0-and-1 cells: rows or columns that hold exactly one 1 each are classes. */
function oneHot(graph: Graph, flags: readonly number[]): Group[] {
  const left = new Set(flags);
  const out: Group[] = [];
  for (const start of flags) {
    if (!left.has(start)) continue;
    const box: number[] = [];
    const stack = [start];
    left.delete(start);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      box.push(id);
      const { sheet, row, column } = graph.grid.cell(id);
      for (const [r, c] of [
        [0, 1],
        [0, -1],
        [1, 0],
        [-1, 0],
      ] as const) {
        const other = graph.grid.find(sheet, row + r, column + c);
        if (other !== undefined && left.delete(other)) stack.push(other);
      }
    }
    const lines = (of: 'row' | 'column'): number[][] => {
      const by = new Map<number, number[]>();
      for (const id of box) {
        const k = graph.grid.cell(id)[of];
        by.set(k, [...(by.get(k) ?? []), id]);
      }
      return [...by.values()];
    };
    const single = (list: number[][]): boolean =>
      list.every((l) => l.length > 1 && l.reduce((s, id) => s + graph.grid.numberOf(id), 0) === 1);
    const rows = lines('row');
    const columns = lines('column');
    const byRow = single(rows);
    const byColumn = single(columns);
    if (byRow && byColumn) {
      out.push({
        kind: 'both',
        cells: rows.map((r) => r.toSorted((a, b) => graph.grid.cell(a).column - graph.grid.cell(b).column)),
      });
    } else if (byRow || byColumn) out.push({ kind: 'one', cells: byRow ? rows : columns });
    else out.push({ kind: 'free', cells: [box] });
  }
  return out;
}
function shuffled(n: number, random: CounterRandom): number[] {
  const out = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const x = out[i] ?? 0;
    out[i] = out[j] ?? 0;
    out[j] = x;
  }
  return out;
}
