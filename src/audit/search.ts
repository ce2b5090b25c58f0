import type { Formula } from '../workbook/index.ts';
import type { Analogs } from './analog.ts';
import { Bench } from './bench.ts';
import { LANES } from './draws.ts';
import type { Edit } from './edits.ts';
import { Editor } from './edits.ts';
import type { CellFunction } from './functions.ts';
import { isFunction, skeleton } from './functions.ts';
import type { GridCell } from './grid.ts';
import { Lines } from './lines.ts';
import type { Step, Study } from './study.ts';
import type { Verdict } from './truth.ts';
import { fit, sameWay } from './truth.ts';

/** An edit after which more updates match the derivative, and none fewer. */
export interface Repair {
  readonly edit: Edit;
  readonly verdict: Verdict;
  readonly gained: number;
  /** Of the wrong updates that the changed formulas lead to, the part that is right now. */ readonly part: number;
  readonly score: number;
  /** It changes what the loss comes from. */ readonly forward: boolean;
}

/** Looks for the one change of a formula that explains a step's wrong updates. */
export class Search {
  readonly study: Study;
  readonly bench: Bench;
  readonly lines: Lines;
  readonly editor: Editor;
  readonly analogs: Analogs;
  readonly #wrong: ReadonlySet<number>;
  readonly #behind: ReadonlySet<number>;
  readonly #reach = new Map<number, Set<number>>();
  readonly #vocabulary: readonly number[];
  readonly #kinds = new Map<number, string>();

  constructor(study: Study, analogs: Analogs, step: Step, loss: number, verdict: Verdict) {
    this.study = study;
    this.analogs = analogs;
    this.bench = new Bench(study, step, loss, verdict);
    this.lines = new Lines(study, [...this.bench.cells]);
    this.editor = new Editor(this.bench, this.lines, analogs);
    this.#wrong = new Set(verdict.wrong);
    this.#behind = new Set(study.ordered(loss, study.state));
    step.chains.forEach((c, k) => {
      for (const id of [...study.ordered(c.cells[step.step + 1] ?? 0, study.state), c.cells[step.step + 1] ?? 0]) {
        this.#reach.set(id, (this.#reach.get(id) ?? new Set()).add(k));
      }
    });
    const words = new Set<number>(step.chains.map((c) => c.cells[step.step] ?? 0));
    for (const id of this.bench.cells) {
      words.add(id);
      for (const o of study.graph.grid.cell(id).operands) if (o.ids.length <= 64) for (const r of o.ids) words.add(r);
    }
    this.#vocabulary = [...words].filter((id) => {
      const c = study.graph.grid.cell(id).content;
      return c !== 'blank' && c !== 'text' && c !== 'error';
    });
  }

  /** @param right steps without wrong updates */
  run(steps: readonly number[], right: ReadonlySet<number> = new Set()): Repair | undefined {
    const found: Repair[] = [];
    const suspects = this.#suspects(steps);
    const perfect = (): boolean =>
      found.some((r) => r.verdict.wrong.length === 0 && r.score <= r.edit.cost + 0.1 && r.score < 1.65);
    const full = (): boolean => found.some((r) => r.verdict.wrong.length === 0 && r.score < 2.5);
    for (const { id } of suspects) {
      for (const e of [...this.editor.rows(id), ...this.editor.steps(id, steps)]) this.#try(e, found);
    }
    // what makes all right and stands so in a step without mistakes needs no further proof
    const [proved] = found
      .filter((r) => r.verdict.wrong.length === 0 && r.edit.from !== undefined && right.has(r.edit.from))
      .sort((a, b) => a.edit.changes.size - b.edit.changes.size || a.edit.cost - b.edit.cost);
    if (proved) return proved;
    const phase = (limit: number, make: (id: number) => Iterable<Edit>): void => {
      const end = this.bench.trials + limit;
      for (const { id, forward } of suspects) {
        for (const e of make(id)) {
          if (this.bench.trials > end) return;
          this.#try(e, found, !forward);
        }
        if (perfect()) return; // formulas beside it look the same
      }
    };
    if (!full()) {
      phase(1000, (id) => this.editor.shifted(id));
      if (!perfect()) phase(3000, (id) => this.editor.rewrites(id));
      if (!perfect()) phase(5000, (id) => this.#operands(id, false));
    }
    if (!found.some((r) => r.verdict.wrong.length === 0 && r.score < 1.8)) {
      phase(2000, (id) => this.editor.factors(id, (m) => this.#factors(id, m)));
    }
    if (!full()) phase(1000, (id) => this.editor.neighbours(id));
    if (!full()) phase(4000, (id) => this.#operands(id, true));
    // of two explanations, one that leaves the loss as it is
    const weigh = (r: Repair): number => r.score + (r.forward ? 1.1 : 0);
    const [best] = found.sort(
      (a, b) => Math.floor(b.part) - Math.floor(a.part) || b.gained - a.gained || weigh(a) - weigh(b),
    );
    return best && this.#spread(best);
  }
  /**
   * The same operand put right in other formulas of the same form, where that repairs further updates: a drifting
   * anchor.
   */
  #spread(best: Repair): Repair {
    const { grid } = this.study.graph;
    const { edit } = best;
    const before = grid.cell(edit.cell);
    const after = edit.changes.get(edit.cell);
    if (best.verdict.wrong.length === 0 || !after) return best;
    const operands = grid.operands(after, before.sheet);
    const differing = operands.filter((o, i) => o.ids[0] !== before.operands[i]?.ids[0]).length;
    if (operands.length !== before.operands.length || differing !== 1) return best;
    const index = operands.findIndex((o, i) => o.ids[0] !== before.operands[i]?.ids[0]);
    const to = operands[index]?.ids[0];
    if (to === undefined) return best;
    const changes = new Map(edit.changes);
    let verdict = best.verdict;
    for (const id of this.bench.cells) {
      if (
        changes.has(id) ||
        this.study.graph.form(id) !== this.study.graph.form(edit.cell) ||
        grid.cell(id).operands[index]?.ids[0] === to
      ) {
        continue;
      }
      const e = this.editor.operand(id, index, to);
      const together = e && new Map([...changes, ...e.changes]);
      const functions = together && this.#functions({ ...edit, changes: together });
      const next = functions && this.bench.trial(functions);
      if (
        !e ||
        !next ||
        next.wrong.length >= verdict.wrong.length ||
        next.wrong.some((k) => !verdict.wrong.includes(k))
      ) {
        continue;
      }
      for (const [m, f] of e.changes) changes.set(m, f);
      verdict = next;
    }
    return changes.size === edit.changes.size
      ? best
      : { ...best, edit: { ...edit, changes }, verdict, gained: this.#wrong.size - verdict.wrong.length };
  }

  /**
   * One of each family, likeliest first: formulas that the wrong updates have in common and the right ones do not use.
   */
  #suspects(steps: readonly number[]): { readonly id: number; readonly forward: boolean; readonly weight: number }[] {
    const out: { id: number; forward: boolean; weight: number }[] = [];
    const seen = new Set<number>();
    const { graph } = this.study;
    const behind = this.#behind;
    const add = (id: number): void => {
      if (seen.has(id)) return;
      const family = this.lines.family(id);
      const reach = new Set<number>();
      for (const m of family) {
        seen.add(m);
        for (const k of this.#reach.get(m) ?? []) reach.add(k);
      }
      seen.add(id);
      const forward =
        family.some((m) => behind.has(m) || this.study.training.place.has(this.study.training.same(m))) &&
        !this.study.training.place.has(id);
      const both = [...reach].filter((k) => this.#wrong.has(k)).length;
      const weight = forward ? 0.5 : both === 0 ? 0 : (both * both) / (reach.size * this.#wrong.size);
      if (forward || both > 0) out.push({ id, forward, weight });
    };
    for (const id of this.#holes(steps)) {
      seen.add(id);
      out.unshift({ id, forward: true, weight: 2 });
    }
    for (const id of this.bench.cells) {
      const c = graph.grid.cell(id);
      if (c.content === 'formula') add(id);
    }
    for (const id of graph.problems.keys()) {
      if (this.#near(id)) {
        seen.add(id);
        out.push({ id, forward: true, weight: 1.5 });
      }
    }
    return out.sort((a, b) => b.weight - a.weight || (graph.depth[b.id] ?? 0) - (graph.depth[a.id] ?? 0));
  }
  /** Cells without a formula where another step has one. */
  #holes(steps: readonly number[]): number[] {
    const { run, step } = this.bench.step;
    const { grid } = this.study.graph;
    const out = new Set<number>();
    for (const other of steps) {
      for (const id of this.study.cellsOf({ run, step: other })) {
        if (grid.cell(id).content !== 'formula') continue;
        const { place, same } = this.study.training;
        const way = place.has(same(id)) && !place.has(id) ? this.analogs.way(run, other, step) : undefined;
        const c = grid.cell(id);
        const here = way
          ? grid.find(c.sheet + way[0], c.row + way[1], c.column + way[2])
          : this.analogs.of(id, run, other, step, false);
        const cell = here === undefined ? undefined : grid.cell(here);
        if (cell && (cell.content === 'number' || cell.content === 'blank' || cell.content === 'text')) {
          out.add(cell.id);
        }
      }
    }
    return [...out];
  }
  /** Is a cell without a value among what this step's updates or loss read? */
  #near(id: number): boolean {
    const { graph, training } = this.study;
    const seen = new Set<number>();
    const stack = this.bench.step.chains.map((c) => c.cells[this.bench.step.step + 1] ?? 0);
    stack.push(this.bench.loss);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at === id) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      for (const r of graph.reads[at] ?? []) if (!training.place.has(training.same(r))) stack.push(r);
    }
    return false;
  }

  #functions(edit: Edit): Map<number, CellFunction> | undefined {
    const { graph } = this.study;
    const { grid, functions } = graph;
    const out = new Map<number, CellFunction>();
    for (const [id, formula] of edit.changes) {
      const cell = grid.cell(id);
      const swap = edit.swap?.get(id);
      const f =
        (swap && this.#swapped(id, swap[0], swap[1])) ??
        functions.make(formula, grid.operands(formula, cell.sheet), cell, cell.array);
      if (!isFunction(f) || f.reads.includes(id)) return undefined;
      out.set(id, f);
    }
    return out;
  }
  /** A formula that reads one number in place of another: the same function of it. */
  #swapped(id: number, from: number, to: number): CellFunction | undefined {
    const { graph } = this.study;
    const f = graph.function[id];
    const at = f?.reads.indexOf(from) ?? -1;
    const plain = (x: number): boolean => {
      const c = graph.grid.cell(x).content;
      return c === 'number' || c === 'formula' || c === 'filled';
    };
    if (!f || at < 0 || f.reads.includes(to) || !plain(from) || !plain(to) || graph.problems.has(to)) return undefined;
    return { tape: f.tape, reads: f.reads.map((r, i) => (i === at ? to : r)) };
  }
  #try(edit: Edit, found: Repair[], backward = false): void {
    const functions = this.#functions(edit);
    if (!functions || (backward && !this.#promising(functions))) return;
    const verdict = this.bench.trial(functions);
    if (!verdict) return;
    const now = new Set(verdict.wrong);
    const worse = verdict.wrong.some((k) => !this.#wrong.has(k));
    // a derivative that is 0 proves nothing
    const gained = [...this.#wrong].filter((k) => !now.has(k) && verdict.moves[k]?.alive).length;
    // nor does one that an edit made 0
    if (gained === 0 || worse || verdict.moves.some((m, k) => !m.alive && this.bench.verdict.moves[k]?.alive)) return;
    const reach = new Set([...functions.keys()].flatMap((id) => [...(this.#reach.get(id) ?? [])]));
    const forward = [...functions.keys()].some((id) => this.#behind.has(id));
    const part = gained / (forward ? this.#wrong.size : [...reach].filter((k) => this.#wrong.has(k)).length);
    found.push({
      edit,
      verdict,
      gained,
      part,
      forward,
      score: edit.cost + this.#oddness(edit) + this.#waste(functions),
    });
  }

  // ---- a backward formula's effect on an update is straight: two products tell whether an edit can be right
  readonly #slopes = new Map<number, Map<number, Float64Array>>();
  #promising(functions: ReadonlyMap<number, CellFunction>): boolean {
    const { study, bench } = this;
    const { step } = bench;
    const after = new Map(
      [...functions].map(([id, f]) => [
        id,
        study.compute(id, { ...study.state, function: (x) => (x === id ? f : study.state.function(x)) }),
      ]),
    );
    for (const k of this.#wrong) {
      const chain = step.chains[k];
      const u = chain?.cells[step.step + 1] ?? 0;
      const p = chain?.cells[step.step] ?? 0;
      let slopes = this.#slopes.get(k);
      if (!slopes) {
        slopes = study.adjoints(u, study.state);
        this.#slopes.set(k, slopes);
      }
      const change = new Float64Array(LANES);
      const now = study.state.next(u);
      const old = study.state.value(p);
      for (let i = 0; i < LANES; i++) change[i] = (now?.[i] ?? NaN) - (old?.[i] ?? NaN);
      let touched = false;
      for (const [id, y] of after) {
        const slope = id === u ? one : slopes.get(id);
        const before = id === u ? now : study.state.value(id);
        if (!slope || !before) continue;
        touched = true;
        for (let i = 0; i < LANES; i++) {
          change[i] = (change[i] ?? 0) + (slope[i] ?? 0) * ((y[i] ?? NaN) - (before[i] ?? NaN));
        }
      }
      if (!touched) continue;
      if (change.some((x) => Number.isNaN(x))) return true; // the sheet has no number here: only a full trial tells
      const move = fit(change, bench.verdict.gradient.get(p), undefined);
      if (
        study.blocks.running.size > 0 ||
        (move.fits && (!bench.verdict.common || sameWay(move.coefficients, bench.verdict.common)))
      ) {
        return true;
      }
    }
    return false;
  }

  // ---- operands
  #kind(id: number): string {
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    const { graph, training, draws } = this.study;
    const p = training.place.get(training.same(id));
    const content = graph.grid.cell(id).content;
    const kind = p
      ? `p${p.step - this.bench.step.step}`
      : graph.function[id]
        ? `f${this.study.blocks.home[id] === this.bench.step.step ? '' : '!'}${graph.form(id)}`
        : content === 'number'
          ? (draws.kinds.get(id) ?? 'setting')
          : content;
    this.#kinds.set(id, kind);
    return kind;
  }
  *#operands(id: number, all: boolean): Iterable<Edit> {
    const { graph } = this.study;
    const { grid } = graph;
    const cell = grid.cell(id);
    const own = this.lines.tags.get(id);
    if (!cell.formula) return;
    /** Is the operand read in further places, or its like for other samples? */
    const several = (index: number): boolean => {
      const r = cell.operands[index]?.ids[0] ?? -1;
      const tag = this.lines.tags.get(r);
      return cell.operands.some(
        (o, k) =>
          k !== index &&
          o.ids.length === 1 &&
          (o.ids[0] === r ||
            ((tag === undefined) === (this.lines.tags.get(o.ids[0] ?? -1) === undefined) &&
              this.#kind(o.ids[0] ?? -1) === this.#kind(r))),
      );
    };
    const alike = [...this.bench.cells].filter((x) => x !== id && graph.form(x) === graph.form(id)).slice(0, 60);
    for (let index = 0; index < cell.operands.length; index++) {
      const o = cell.operands[index];
      if (!o) continue;
      if (o.ids.length === 1 && o.reference.kind === 'cell') {
        const old = o.ids[0] ?? 0;
        const kinds = new Set([
          this.#kind(old),
          ...alike.map((x) => this.#kind(grid.cell(x).operands[index]?.ids[0] ?? old)),
        ]);
        // a value and what is made of it alone: a weighted sum and its activation
        for (const r of graph.readers[old] ?? []) {
          if (this.bench.cells.has(r) && graph.reads[r]?.length === 1) kinds.add(this.#kind(r));
        }
        for (const r of graph.reads[old] ?? []) if (graph.reads[old]?.length === 1) kinds.add(this.#kind(r));
        const plain =
          ['blank', 'text', 'error'].includes(grid.cell(old).content) ||
          this.#kind(old).startsWith('f!') ||
          this.#kind(old) === 'setting';
        const oldTag = this.lines.tags.get(old);
        const words = all ? this.#vocabulary : new Set([...this.#vocabulary, ...this.#filled(cell, index, alike)]);
        for (const r of words) {
          if (r === old || r === id) continue;
          const tag = this.lines.tags.get(r);
          const fits =
            tag === undefined || tag === own || (own === undefined && (oldTag === undefined || tag === oldTag));
          if (!fits || (!all && !plain && !kinds.has(this.#kind(r))) || (all && !plain && kinds.has(this.#kind(r)))) {
            continue;
          }
          const e = this.editor.operand(id, index, r);
          const more = e && several(index) ? this.editor.operand(id, index, r, true) : undefined;
          const strange = plain || this.#kind(r) === this.#kind(old) ? 0 : 0.4;
          if (e) yield { ...e, cost: e.cost + strange };
          if (more) yield { ...more, cost: more.cost + strange };
        }
      } else if (!all) {
        for (const box of this.#boxes(o.ids, o.rows, o.columns, cell)) {
          const e = this.editor.range(id, index, box);
          if (e) yield e;
        }
      }
    }
  }
  /** What would stand there if the formula were filled from one made alike. */
  #filled(cell: GridCell, index: number, alike: readonly number[]): number[] {
    const { graph } = this.study;
    const { grid } = graph;
    const out = new Set<number>();
    for (const x of alike) {
      const other = grid.cell(x);
      const to = grid.cell(other.operands[index]?.ids[0] ?? x);
      const there = grid.find(
        to.sheet + cell.sheet - other.sheet,
        to.row + cell.row - other.row,
        to.column + cell.column - other.column,
      );
      if (
        there !== undefined &&
        there !== cell.id &&
        (grid.cell(there).content === 'number' || graph.function[there])
      ) {
        out.add(there);
      }
    }
    return [...out];
  }
  /**
   * Other boxes that a range may have meant: moved or lengthened a little, or one that another formula of the step
   * reads.
   */
  *#boxes(
    ids: readonly number[],
    rows: number,
    columns: number,
    cell: GridCell,
  ): Iterable<{ first: number; last: number }> {
    const { grid } = this.study.graph;
    const a = grid.cell(ids[0] ?? 0);
    const seen = new Set<string>([`${a.sheet},${a.row},${a.column},${rows},${columns}`]);
    const box = (
      sheet: number,
      row: number,
      column: number,
      r: number,
      c: number,
    ): { first: number; last: number } | undefined => {
      const key = `${sheet},${row},${column},${r},${c}`;
      if (row < 0 || column < 0 || r < 1 || c < 1 || seen.has(key)) return undefined;
      seen.add(key);
      const first = grid.find(sheet, row, column);
      const last = grid.find(sheet, row + r - 1, column + c - 1);
      return first === undefined || last === undefined ? undefined : { first, last };
    };
    const sizes = new Set([
      `${rows},${columns}`,
      ...cell.operands.filter((o) => o.ids.length > 1).map((o) => `${o.rows},${o.columns}`),
    ]);
    for (const size of sizes) {
      const [r = 1, c = 1] = size.split(',').map(Number);
      const b = box(a.sheet, a.row, a.column, r, c) ?? undefined;
      if (b) yield b;
    }
    for (const [dr, dc, gr, gc] of [
      [1, 0, 0, 0],
      [-1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, -1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, -1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, -1],
      [-1, 0, 1, 0],
      [0, -1, 0, 1],
      [2, 0, 0, 0],
      [-2, 0, 0, 0],
      [0, 2, 0, 0],
      [0, -2, 0, 0],
    ] as const) {
      const b = box(a.sheet, a.row + dr, a.column + dc, rows + gr, columns + gc);
      if (b) yield b;
    }
    for (const id of this.bench.cells) {
      for (const o of grid.cell(id).operands) {
        if (o.ids.length < 2 || !sizes.has(`${o.rows},${o.columns}`)) continue;
        const f = grid.cell(o.ids[0] ?? 0);
        const b = box(f.sheet, f.row, f.column, o.rows, o.columns);
        if (b) yield b;
      }
    }
    // the same for the cells of each word that can be a corner
    for (const id of this.#vocabulary) {
      const f = grid.cell(id);
      for (const size of sizes) {
        const [r = 1, c = 1] = size.split(',').map(Number);
        const b = box(f.sheet, f.row, f.column, r, c);
        if (
          b &&
          Array.from({ length: r * c }, (_, i) =>
            grid.find(f.sheet, f.row + Math.floor(i / c), f.column + (i % c)),
          ).every((x) => x !== undefined && this.#vocabularySet.has(x))
        ) {
          yield b;
        }
      }
    }
  }
  get #vocabularySet(): ReadonlySet<number> {
    return (this.#words ??= new Set(this.#vocabulary));
  }
  #words: ReadonlySet<number> | undefined;

  /** Factors that a chain rule may have lost: a value, the slope of a sigmoid or a tanh, the mask of a relu. */
  #factors(id: number, m: GridCell): readonly Formula[] {
    const { graph, blocks, forward } = this.study;
    const { grid } = graph;
    const own = this.lines.tags.get(id);
    const to = this.lines.tags.get(m.id) ?? own;
    const out: Formula[] = [];
    const ref = (x: number): Formula | undefined => {
      const there =
        own !== undefined && to !== undefined && this.lines.tags.get(x) === own ? this.lines.move(x, own, to) : x;
      if (there === undefined) return undefined;
      const c = grid.cell(there);
      const name = c.sheet === m.sheet ? {} : { sheet: grid.book.sheets[c.sheet]?.name ?? '' };
      return { kind: 'cell', row: c.row, column: c.column, rowFixed: false, columnFixed: false, ...name };
    };
    const number = (value: number): Formula => ({ kind: 'number', value });
    for (const x of this.#vocabulary) {
      const tag = this.lines.tags.get(x);
      if (tag === undefined || (own !== undefined && tag !== own) || x === id) continue;
      const a = ref(x) ?? number(1);
      out.push(a);
      if (!graph.function[x] || !forward.has(x) || (blocks.last[x] ?? -1) < 0) continue;
      out.push({ kind: 'binary', op: '*', left: a, right: { kind: 'binary', op: '-', left: number(1), right: a } });
      out.push({
        kind: 'binary',
        op: '-',
        left: number(1),
        right: { kind: 'binary', op: '^', left: a, right: number(2) },
      });
      out.push({ kind: 'binary', op: '-', left: number(1), right: a });
      out.push({
        kind: 'call',
        name: 'IF',
        args: [{ kind: 'binary', op: '>', left: a, right: number(0) }, number(1), number(0)],
      });
    }
    return out;
  }

  /** Cells that nobody would read any more count against an edit, cells that it puts to use for it. */
  #waste(functions: ReadonlyMap<number, CellFunction>): number {
    const { graph } = this.study;
    const { grid } = graph;
    let lost = 0;
    let found = 0;
    const elsewhere = (x: number, r: number): boolean =>
      graph.repeated(x) === r && this.study.blocks.home[x] !== this.bench.step.step; // repeated for another step
    for (const [id, f] of functions) {
      const before = new Set([
        ...(graph.reads[id] ?? []),
        ...grid.cell(id).operands.flatMap((o) => (o.ids.length === 1 ? o.ids : [])),
      ]);
      const after = new Set(f.reads);
      const here = (r: number): boolean => [-1, this.bench.step.step].includes(this.study.blocks.home[r] ?? -1);
      for (const r of before) {
        if (
          !after.has(r) &&
          here(r) &&
          !['blank', 'text'].includes(grid.cell(r).content) &&
          !(graph.readers[r] ?? []).some(
            (x) => x !== id && !elsewhere(x, r) && !(functions.has(x) && !functions.get(x)?.reads.includes(r)),
          )
        ) {
          lost++;
        }
      }
      for (const r of after) if (!before.has(r) && (graph.readers[r] ?? []).length === 0) found++;
    }
    return (lost > 0 ? 1.5 : 0) - (found > 0 ? 0.5 : 0);
  }

  // ---- of several repairs, the one after which formulas look like those beside them
  #oddness(edit: Edit): number {
    const { graph } = this.study;
    const { grid } = graph;
    const formula = edit.changes.get(edit.cell) ?? [...edit.changes.values()][0];
    const cell = grid.cell(edit.changes.has(edit.cell) ? edit.cell : ([...edit.changes.keys()][0] ?? edit.cell));
    if (!formula) return 3;
    const operands = grid.operands(formula, cell.sheet);
    const form = skeleton(formula, operands);
    const family = new Set([...edit.changes.keys(), ...this.lines.family(edit.cell)]);
    let best = 1; // nothing beside it is made alike
    for (const id of this.bench.cells) {
      if (family.has(id) || graph.form(id) !== form || this.lines.tags.get(id) !== this.lines.tags.get(cell.id)) {
        continue;
      }
      const other = grid.cell(id);
      const ways = new Set<string>();
      let moved = 0;
      operands.forEach((o, i) => {
        const p = other.operands[i];
        const a = grid.cell(o.ids[0] ?? 0);
        const b = grid.cell(p?.ids[0] ?? 0);
        if (a.id === b.id) return;
        moved++;
        ways.add(`${b.sheet - a.sheet},${b.row - a.row},${b.column - a.column}`);
      });
      best = Math.min(best, moved === 0 ? 3 : 0.4 * (ways.size - 1));
    }
    return best;
  }
}

const one = new Float64Array(LANES).fill(1);
export { Lines };
