import { most } from '../util/lists.ts';
import type { Grid } from './grid.ts';
import type { Study } from './study.ts';

/**
 * Which formulas of a step belong to which row of the data (one sample each), and which cells do the same for another
 * row. Rows may lie downwards, sideways or one after the other; found from what is multiplied with which parameter.
 */
export class Lines {
  /** Number of samples. */
  readonly count: number;
  /** The sample of a cell; absent: of none or of all. */
  readonly tags = new Map<number, number>();
  /** How the samples of the data lie, and those of the formulas: `flat`, one after the other, in a row per step. */
  readonly direction: Direction;
  readonly formulas: Direction;
  readonly #study: Study;
  readonly #stride: number;
  readonly #groups = new Map<string, number[]>(); // flat: cells of one form and sample, in order
  readonly #classes: readonly (readonly number[])[];

  /** @param cells the formulas of a step, each after what it reads */
  constructor(study: Study, cells: readonly number[]) {
    this.#study = study;
    const { grid } = study.graph;
    const found = extended(study, cells, featureClasses(study, cells));
    // of cells, not of classes: a mistake splits one
    const count = mostCommon(found.flatMap((c) => c.map(() => c.length))) ?? 1;
    this.#classes = found.filter((c) => c.length === count); // others: a number pasted over a formula
    const rows = this.#classes.filter(
      (c) => c.length > 1 && new Set(c.map((x) => grid.cell(x).column)).size === 1,
    ).length;
    const columns = this.#classes.filter(
      (c) => c.length > 1 && new Set(c.map((x) => grid.cell(x).row)).size === 1,
    ).length;
    const axis = rows >= columns ? 'row' : 'column';
    const coordinates = this.#classes.map((c) => c.map((x) => grid.cell(x)[axis]).sort((a, b) => a - b));
    const parallel = coordinates.filter((c) => c.join() === coordinates[0]?.join()).length * 2 > coordinates.length;
    this.count = count;
    this.direction = count > 1 && rows + columns > 0 && parallel ? axis : 'flat';
    this.#stride =
      this.direction === 'flat'
        ? 1
        : (mostCommon(coordinates.flatMap((c) => c.slice(1).map((x, i) => x - (c[i] ?? 0)))) ?? 1);
    for (const c of this.#classes) {
      c.forEach((x, i) => {
        if (i < count) this.tags.set(x, i);
      });
    }
    this.#tagTargets(cells, coordinates[0] ?? []);
    this.#tagTables(cells, coordinates[0] ?? []);
    this.formulas = this.#tagFormulas(cells);
    if (this.formulas === 'flat') {
      for (const id of cells) {
        const tag = this.tags.get(id);
        if (tag !== undefined) this.#group(id, tag).push(id);
      }
    }
  }

  /** What does for sample `to` what a cell does for its own sample; the cell itself if it belongs to none. */
  move(id: number, from: number, to: number): number | undefined {
    const tag = this.tags.get(id);
    if (tag === undefined || from === to) return id;
    const { graph } = this.#study;
    const { grid } = graph;
    const { sheet, row, column } = grid.cell(id);
    const by = (to - from) * this.#stride;
    const direction = graph.function[id] || graph.problems.has(id) ? this.formulas : this.direction;
    if (direction === 'row') return row + by < 0 ? undefined : grid.at(sheet, row + by, column);
    if (direction === 'column') return column + by < 0 ? undefined : grid.at(sheet, row, column + by);
    const target = tag + to - from;
    const list = this.#classes.find((c) => c.includes(id));
    if (list) return list[target];
    const rank = this.#group(id, tag).indexOf(id);
    return rank < 0 ? undefined : this.#group(id, target)[rank];
  }
  /** The cells that do the same for each sample; one cell if it belongs to none. */
  family(id: number): number[] {
    const tag = this.tags.get(id);
    if (tag === undefined) return [id];
    const out: number[] = [];
    for (let t = 0; t < this.count; t++) {
      const m = this.move(id, tag, t);
      if (m !== undefined) out.push(m);
    }
    return out.includes(id) ? out : [id];
  }

  #group(id: number, tag: number): number[] {
    const key = `${this.#study.graph.form(id)}|${tag}`;
    const list = this.#groups.get(key) ?? [];
    this.#groups.set(key, list);
    return list;
  }
  /** Numbers that only the loss reads stand beside the features, or one after the other. */
  #tagTargets(cells: readonly number[], lines: readonly number[]): void {
    const { graph, training, forward } = this.#study;
    const { grid } = graph;
    const found = new Set<number>();
    for (const id of cells) {
      for (const r of graph.reads[id] ?? []) {
        const leaf = training.same(r);
        const kind = this.#study.draws.kinds.get(leaf);
        if ((kind === 'data' || kind === 'flag') && !this.tags.has(leaf) && forward.has(leaf)) found.add(leaf);
      }
    }
    const list = [...found].sort(
      (a, b) =>
        grid.cell(a).sheet - grid.cell(b).sheet ||
        grid.cell(a).row - grid.cell(b).row ||
        grid.cell(a).column - grid.cell(b).column,
    );
    const sheet = grid.cell(this.#classes[0]?.[0] ?? list[0] ?? 0).sheet;
    for (const id of list) {
      const cell = grid.cell(id);
      const at = this.direction === 'flat' ? -1 : lines.indexOf(this.direction === 'row' ? cell.row : cell.column);
      if (cell.sheet === sheet && at >= 0) this.tags.set(id, at);
    }
    const rest = list.filter((id) => !this.tags.has(id));
    const axis = this.direction === 'column' ? 'column' : 'row';
    const own = [...new Set(rest.map((id) => grid.cell(id)[axis]))].sort((a, b) => a - b);
    if (this.direction !== 'flat' || own.length === this.count) {
      for (const id of rest) this.tags.set(id, own.indexOf(grid.cell(id)[axis]));
    } else rest.forEach((id, i) => this.tags.set(id, Math.floor(i / Math.max(1, rest.length / this.count))));
    if (this.direction === 'flat') for (const id of list) this.#group(id, this.tags.get(id) ?? 0).push(id);
  }
  /**
   * Numbers in the lines of the samples, one in each: features that a mistake keeps from being multiplied with a
   * parameter.
   */
  #tagTables(cells: readonly number[], lines: readonly number[]): void {
    const { graph, training } = this.#study;
    const { grid } = graph;
    const { direction } = this;
    const sheet = grid.cell(this.#classes[0]?.[0] ?? 0).sheet;
    if (direction === 'flat') return;
    const lists = new Map<number, Set<number>>();
    for (const id of cells) {
      for (const r of graph.reads[id] ?? []) {
        const leaf = training.same(r);
        const c = grid.cell(leaf);
        if (
          c.content !== 'number' ||
          c.sheet !== sheet ||
          this.tags.has(leaf) ||
          training.place.has(leaf) ||
          !lines.includes(c[direction])
        ) {
          continue;
        }
        const across = direction === 'row' ? c.column : c.row;
        lists.set(across, (lists.get(across) ?? new Set()).add(leaf));
      }
    }
    for (const list of lists.values()) {
      if (list.size === this.count) for (const id of list) this.tags.set(id, lines.indexOf(grid.cell(id)[direction]));
    }
  }
  #tagFormulas(cells: readonly number[]): Direction {
    const { graph, training } = this.#study;
    const { grid } = graph;
    const unsure: number[] = [];
    const sums = new Set<number>();
    const sure: { readonly id: number; readonly tag: number }[] = [];
    for (const id of cells) {
      const byForm = new Map<string, Set<number>>();
      const byList = new Map<string, Set<number>>();
      const all = new Map<number, number>();
      const { array, operands } = grid.cell(id);
      for (const r of array ? (graph.reads[id] ?? []) : new Set(operands.flatMap((o) => o.ids))) {
        // also what is multiplied by a blank
        const tag = this.tags.get(r) ?? this.tags.get(training.same(r));
        if (tag === undefined) continue;
        const formula = graph.function[r] !== undefined;
        all.set(tag, (all.get(tag) ?? 0) + (formula ? 1.5 : 1));
        const form = formula ? graph.form(r) : 'number';
        const c = grid.cell(r);
        const key = `${form}|${c.sheet},${this.direction === 'row' ? c.column : c.row}`;
        byForm.set(form, (byForm.get(form) ?? new Set()).add(tag));
        if (this.direction !== 'flat') byList.set(key, (byList.get(key) ?? new Set()).add(tag));
      }
      if (all.size === 0) continue;
      if ([...byList.values()].some((s) => s.size > 1)) {
        sums.add(id);
        continue;
      } // it adds up samples, if not all of them
      if (all.size === 1) {
        const tag = [...all.keys()][0] ?? 0;
        if (this.count > 1 || !training.place.has(id)) this.tags.set(id, tag);
        sure.push({ id, tag });
      } else if (all.size < this.count || ![...byForm.values()].some((s) => s.size > 1)) {
        // else it adds up the samples
        this.tags.set(id, [...all].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0);
        unsure.push(id);
      } else sums.add(id);
    }
    // what reads nothing of the step, by mistake, belongs to the sample of those that read it
    const own = new Set(cells);
    if (this.count > 1) {
      for (const id of cells.toReversed()) {
        if (this.tags.has(id) || sums.has(id) || training.place.has(id)) continue;
        const readers = (graph.readers[id] ?? []).filter((r) => own.has(r));
        const found = new Set(readers.map((r) => this.tags.get(r)));
        const tag = [...found][0];
        if (found.size === 1 && tag !== undefined) this.tags.set(id, tag);
      }
    }
    // in a table each line holds one sample; where most lines hold several, they stand one after the other
    const ballot = (
      axis: 'row' | 'column',
      voters: readonly { readonly id: number; readonly tag: number }[],
    ): Ballot => {
      const votes = new Map<string, Map<number, number>>();
      const line = (id: number): string => `${grid.cell(id).sheet},${grid.cell(id)[axis]}`;
      for (const { id, tag } of voters) {
        const v = votes.get(line(id)) ?? new Map<number, number>();
        v.set(tag, (v.get(tag) ?? 0) + 1);
        votes.set(line(id), v);
      }
      const agree = [...votes.values()].reduce((n, v) => n + most(v.values()), 0);
      return {
        axis,
        agree: this.count > 1 && voters.length >= 2 * votes.size ? agree / Math.max(1, voters.length) : 0,
        of: (id) => {
          const list = [...(votes.get(line(id)) ?? [])].sort((a, b) => b[1] - a[1]);
          const all = list.reduce((n, v) => n + v[1], 0);
          return list[0] && list[0][1] > 0.6 * all ? list[0][0] : undefined;
        },
      };
    };
    // those that read the data themselves tell best: a mistake misleads all that come after it
    const direct = cells.flatMap((id) => {
      const found = new Set(
        (graph.reads[id] ?? [])
          .map((r) => training.same(r))
          .filter((r) => this.tags.has(r) && !graph.function[r])
          .map((r) => this.tags.get(r) ?? 0),
      );
      const [tag] = found;
      return found.size === 1 && tag !== undefined ? [{ id, tag }] : [];
    });
    const both = (['row', 'column'] as const)
      .map((axis) => ({ first: ballot(axis, direct), all: ballot(axis, sure) }))
      .sort((a, b) => Math.max(b.first.agree, b.all.agree) - Math.max(a.first.agree, a.all.agree));
    const [table] = both;
    const enough = this.count > 2 ? 0.65 : 0.8; // several to a line agree in a half at most
    if (!table || Math.max(table.first.agree, table.all.agree) < enough) return 'flat';
    const best = table.all;
    const tagOfLine = (id: number): number | undefined =>
      (table.first.agree >= enough ? table.first.of(id) : undefined) ?? table.all.of(id);
    for (const id of unsure) {
      const tag = tagOfLine(id);
      if (tag !== undefined) this.tags.set(id, tag);
    }
    // a cell whose line says otherwise reads another line by mistake
    for (const { id } of sure) {
      const tag = tagOfLine(id);
      if (tag !== undefined && (this.count > 1 || !training.place.has(id))) this.tags.set(id, tag);
    }
    for (const id of unsure) {
      // it adds up the samples after all
      const found = new Set((graph.reads[id] ?? []).map((r) => this.tags.get(r)));
      if (tagOfLine(id) === undefined && found.size >= this.count) {
        this.tags.delete(id);
        sums.add(id);
      }
    }
    for (const id of cells) {
      if (this.tags.has(id) || sums.has(id)) continue;
      const tag = tagOfLine(id);
      const { sheet, row, column } = grid.cell(id);
      const next = [1, -1].map((d) =>
        best.axis === 'row'
          ? grid.find(sheet, row + d * this.#stride, column)
          : grid.find(sheet, row, column + d * this.#stride),
      );
      const empty = grid
        .cell(id)
        // it reads nothing that would tell
        .operands.some((o) => o.ids.some((r) => ['blank', 'text'].includes(grid.cell(r).content)));
      if (
        tag !== undefined &&
        next.some((n) => n !== undefined && graph.form(n) === graph.form(id) && (empty || this.tags.has(n)))
      ) {
        this.tags.set(id, tag);
      }
    }
    this.#tagRuns(cells, best.axis, sums);
    return best.axis;
  }
  /**
   * As many formulas of one form beside each other as there are samples, which read nothing that would tell whose they
   * are.
   */
  #tagRuns(cells: readonly number[], axis: 'row' | 'column', sums: ReadonlySet<number>): void {
    const { graph, training } = this.#study;
    const { grid } = graph;
    const own = new Set(cells);
    const loose = (id: number | undefined): id is number =>
      id !== undefined &&
      own.has(id) &&
      !this.tags.has(id) &&
      !sums.has(id) &&
      !training.place.has(id) &&
      grid.cell(id).operands.some((o) => o.ids.some((r) => ['blank', 'text'].includes(grid.cell(r).content)));
    const beside = (id: number, by: number): number | undefined => {
      const { sheet, row, column } = grid.cell(id);
      return axis === 'row' ? grid.find(sheet, row + by, column) : grid.find(sheet, row, column + by);
    };
    if (this.count > 1) {
      for (const id of cells) {
        const before = beside(id, -this.#stride);
        if (!loose(id) || (loose(before) && graph.form(before) === graph.form(id))) continue;
        const run = [id];
        for (
          let next = beside(id, this.#stride);
          loose(next) && graph.form(next) === graph.form(id);
          next = beside(next, this.#stride)
        ) {
          run.push(next);
        }
        if (run.length === this.count) run.forEach((x, i) => this.tags.set(x, i));
      }
    }
  }
}

interface Ballot {
  readonly axis: 'row' | 'column';
  readonly agree: number;
  readonly of: (id: number) => number | undefined;
}
type Direction = 'row' | 'column' | 'flat';

/** Data by the parameters they are multiplied with: one list per feature, in reading order. */
function featureClasses(study: Study, all: readonly number[]): number[][] {
  const forward = all.filter((id) => study.forward.has(id));
  const found = classesOf(study, forward);
  return found.length > 0 ? found : classesOf(study, all);
}
/**
 * Where most lists go on in the same way with a number that the step reads, that is one more sample: a mistake keeps it
 * from its weight.
 */
function extended(study: Study, cells: readonly number[], lists: number[][]): number[][] {
  const { graph, training } = study;
  const { grid } = graph;
  const own = new Set(cells);
  const taken = new Set(lists.flat());
  const isNumber = (id: number): boolean =>
    grid.cell(id).content === 'number' &&
    !taken.has(id) &&
    !training.place.has(id) &&
    (graph.readers[id] ?? []).some((r) => own.has(r));
  let now = lists;
  for (const [r, c, end] of [
    [1, 0, -1],
    [-1, 0, 0],
    [0, 1, -1],
    [0, -1, 0],
  ] as const) {
    const longer = now.map((list) => {
      const a = grid.cell(list.at(end) ?? 0);
      const b = grid.cell(list.at(end === 0 ? 1 : -2) ?? a.id);
      if (
        list.length < 2 ||
        (r !== 0 ? b.row + r !== a.row || b.column !== a.column : b.column + c !== a.column || b.row !== a.row)
      ) {
        return undefined;
      }
      const next = grid.find(a.sheet, a.row + r, a.column + c);
      return next !== undefined && isNumber(next) ? next : undefined;
    });
    if (2 * longer.filter((x) => x !== undefined).length <= now.length) continue;
    now = now.map((list, i) => {
      const x = longer[i];
      return x === undefined ? list : end === 0 ? [x, ...list] : [...list, x];
    });
  }
  return now;
}
function classesOf(study: Study, cells: readonly number[]): number[][] {
  const { graph, training } = study;
  const { grid } = graph;
  const by = new Map<number, Set<number>>();
  for (const id of cells) {
    const f = graph.function[id];
    if (!f || training.place.has(id)) continue;
    f.reads.forEach((r, i) => {
      const p = training.place.get(training.same(r));
      if (p) {
        for (const k of f.tape.with(i)) {
          const x = training.same(f.reads[k] ?? 0);
          if (study.draws.kinds.get(x) === 'data') by.set(x, (by.get(x) ?? new Set()).add(p.chain.id));
        }
      }
    });
  }
  const classes: { of: Set<number>; cells: number[] }[] = [];
  for (const [x, of] of by) {
    const found = classes.find((c) => 2 * [...of].filter((k) => c.of.has(k)).length >= new Set([...of, ...c.of]).size);
    if (found) found.cells.push(x);
    else classes.push({ of, cells: [x] });
  }
  return straight(
    grid,
    classes.map((c) => c.cells),
  ).map((c) =>
    c.sort(
      (a, b) =>
        grid.cell(a).sheet - grid.cell(b).sheet ||
        grid.cell(a).row - grid.cell(b).row ||
        grid.cell(a).column - grid.cell(b).column,
    ),
  );
}
/**
 * Where features stand in columns, or in rows, one that a mistake multiplies with the weight of another stays in its
 * own.
 */
function straight(grid: Grid, classes: number[][]): number[][] {
  const spread = (axis: 'row' | 'column'): number =>
    classes.reduce((n, c) => n + new Set(c.map((x) => grid.cell(x)[axis])).size - 1, 0);
  const axis = spread('column') <= spread('row') ? 'column' : 'row';
  if (spread(axis) === 0) return classes;
  if (2 * spread(axis) >= classes.flat().length) return classes; // they stand in no lines
  const by = new Map<string, number[]>();
  for (const x of classes.flat()) {
    const key = `${grid.cell(x).sheet},${grid.cell(x)[axis]}`;
    by.set(key, [...(by.get(key) ?? []), x]);
  }
  return [...by.values()];
}

function mostCommon(items: readonly number[]): number | undefined {
  const n = new Map<number, number>();
  for (const i of items) n.set(i, (n.get(i) ?? 0) + 1);
  return [...n].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0];
}
