import { fold, print, shift, withParts } from '../workbook/index.ts';
import type { Formula } from '../workbook/index.ts';
import { Bench } from './bench.ts';
import { sameFormula } from './formulas.ts';
import { skeleton } from './functions.ts';
import type { GridCell, Operand } from './grid.ts';
import { sameMeaning } from './meaning.ts';
import type { Mistake } from './heal.ts';
import { Lines } from './lines.ts';
import type { FindingClass } from './report.ts';
import type { Work } from './work.ts';

/**
 * What kind of mistake it is: seen cell by cell from the formula that stands there and the one that should; the most
 * frequent counts.
 */
export function classOf(mistake: Mistake): FindingClass {
  if (mistake.kind === 'circle') return 'circular';
  if (mistake.kind === 'metric') return 'mislabelled-metric';
  const eye = new Eye(mistake);
  const votes = new Map<FindingClass, number>();
  for (const id of eye.cells) {
    const c = eye.see(id);
    votes.set(c, (votes.get(c) ?? 0) + 1);
  }
  // at an edge the same mistake reads a blank
  const sorted = [...votes].sort(
    (a, b) => Number(a[0] === 'blank-reference') - Number(b[0] === 'blank-reference') || b[1] - a[1],
  );
  return (sorted[0]?.[0] === 'unexplained' ? sorted[1]?.[0] : sorted[0]?.[0]) ?? 'unexplained';
}

/** Sees one cell of a mistake. */
class Eye {
  readonly #mistake: Mistake;
  readonly #work: Work;
  readonly #lines: Lines | undefined;
  /** Formulas that the loss of the step comes from. */
  readonly #forward: ReadonlySet<number>;
  /** The cells of the step in which the mistake was found; all, if none is. */
  readonly cells: readonly number[];
  constructor(mistake: Mistake) {
    this.#mistake = mistake;
    this.#work = mistake.before;
    const { study, judged } = mistake.before;
    const j = judged.find(({ step }) => step.run === mistake.run && step.step === mistake.step);
    const bench = j && new Bench(study, j.step, j.loss, j.verdict);
    const all = [...mistake.formulas.keys()];
    const near = all.filter((id) => bench?.cells.has(id));
    this.#lines = bench && new Lines(study, [...bench.cells]);
    this.#forward = j ? new Set(study.ordered(j.loss, study.state)) : study.forward;
    this.cells = near.length > 0 ? near : all;
  }

  see(id: number): FindingClass {
    const { grid } = this.#work;
    const cell = grid.cell(id);
    const wrong = cell.formula;
    const right = this.#mistake.formulas.get(id);
    if (cell.content === 'number') return 'pasted-constant';
    if (!right) return 'unexplained';
    if (!wrong || cell.content === 'blank' || cell.content === 'text') return 'blank-reference';
    const before = cell.operands;
    const after = grid.operands(right, cell.sheet);
    if (this.#mistake.formulas.size === 1 && this.#isNeighbours(cell, wrong)) return 'shifted-fill';
    if (plainForm(wrong, before) === plainForm(right, after) && before.length === after.length) {
      const changed = before.flatMap((is, i) => {
        const should = after[i];
        return should && !sameCells(is, should) ? [{ i, is, should }] : [];
      });
      if (changed.some(({ is, should }) => is.rows !== should.rows || is.columns !== should.columns)) {
        return this.#work.graph.problems.has(id) ? 'shape-mismatch' : 'misaligned-reference';
      }
      const seen = changed.map(({ i, is, should }) => this.#operand(cell, i, is, should));
      return strongest.find((c) => seen.includes(c)) ?? 'wrong-operand';
    }
    const a = print(wrong).replaceAll(/[()]/g, '');
    const b = print(right).replaceAll(/[()]/g, '');
    if (a === b) return 'missing-parentheses';
    if (parts(wrong) === parts(right)) return 'wrong-operator';
    if (lacksFactor(wrong, right, (x) => sameFormula(x, wrong) || sameMeaning(this.#work, id, x, wrong))) {
      return 'missing-factor';
    }
    return byKind[this.#mistake.kind] ?? 'wrong-operand';
  }

  /** Is it the formula of the cell beside it, as if filled from there? */
  #isNeighbours(cell: GridCell, wrong: Formula): boolean {
    const { grid } = this.#work;
    const family = new Set(this.#lines?.family(cell.id));
    return (
      [
        [0, -1],
        [0, 1],
        [-1, 0],
        [1, 0],
      ] as const
    ).some(([r, c]) => {
      const n = grid.find(cell.sheet, cell.row + r, cell.column + c);
      const other = n === undefined ? undefined : grid.cell(n);
      return (
        other?.formula !== undefined &&
        other.content === 'formula' &&
        !family.has(other.id) &&
        !other.array &&
        sameFormula(shift(other.formula, -r, -c), wrong)
      );
    });
  }

  #operand(cell: GridCell, index: number, is: Operand, should: Operand): FindingClass {
    const { grid, study, graph } = this.#work;
    const { training } = study;
    const from = is.ids[0] ?? 0;
    const to = should.ids[0] ?? 0;
    const setting = study.draws.kinds.get(to) === 'setting';
    const p = training.place.get(training.same(from));
    const q = training.place.get(training.same(to));
    if (p && q && p.chain === q.chain) return 'stale-weights';
    const anchored = training.place.has(training.same(to)) || grid.cell(to).content === 'number';
    if (anchored && this.#filledFrom(cell, index, from, to)) {
      return setting ? 'drifting-anchor' : 'misaligned-reference';
    }
    if (['blank', 'text', 'error'].includes(grid.cell(from).content)) return 'blank-reference';
    if (p && q) return this.#forward.has(cell.id) || this.#isAdded(cell, from) ? 'wrong-operand' : 'wrong-weight';
    if (this.#hasInput(to, from)) return 'pre-activation';
    if (this.#otherStep(from, to)) return 'offset';
    if (this.#siblingReads(cell, index, from, to)) return 'offset';
    const a = this.#tag(from);
    const b = this.#tag(to);
    if (a !== undefined && b !== undefined && a !== b && graph.form(from) === graph.form(to)) return 'offset';
    if (!this.#forward.has(cell.id) && this.#isSlope(cell, index, to)) return 'wrong-slope';
    return 'wrong-operand';
  }
  /** Would the reference have come about by filling, without a dollar sign, from a cell that reads the right one? */
  #filledFrom(cell: GridCell, index: number, is: number, should: number): boolean {
    const { grid, graph } = this.#work;
    const from = grid.cell(is);
    const to = grid.cell(should);
    const row = to.row - (from.row - cell.row);
    const column = to.column - (from.column - cell.column); // where it was typed
    const source = from.sheet === to.sheet ? grid.find(cell.sheet, row, column) : undefined;
    if (source === undefined || source === cell.id || this.#mistake.formulas.has(source)) return false;
    return grid.cell(source).operands[index]?.ids[0] === should && graph.form(source) === graph.form(cell.id);
  }
  /** Is an operand a term by itself, as the old weight in an update? */
  #isAdded(cell: GridCell, operand: number): boolean {
    const f = this.#work.graph.function[cell.id];
    return f?.tape.adds[f.reads.indexOf(operand)] ?? false;
  }
  /** Is `of` made of `input` alone: a weighted sum and its activation? */
  #hasInput(of: number, input: number): boolean {
    const { graph } = this.#work;
    return graph.reads[of]?.length === 1 && graph.reads[of]?.[0] === input && (graph.reads[input]?.length ?? 0) > 1;
  }
  /**
   * Should a cell that does the same, so far away as the wrong reference is from the right one, read what this cell
   * reads?
   */
  #siblingReads(cell: GridCell, index: number, is: number, should: number): boolean {
    const { grid } = this.#work;
    const from = grid.cell(is);
    const to = grid.cell(should);
    const family = this.#lines?.family(cell.id) ?? [];
    const m = grid.find(cell.sheet, cell.row + from.row - to.row, cell.column + from.column - to.column);
    const right =
      m === undefined
        ? undefined
        : (this.#mistake.formulas.get(m) ?? (family.includes(m) ? grid.cell(m).formula : undefined));
    return (
      m !== undefined && m !== cell.id && right !== undefined && grid.operands(right, cell.sheet)[index]?.ids[0] === is
    );
  }
  #otherStep(is: number, should: number): boolean {
    const { study, analogs } = this.#work;
    const { home, run } = study.blocks;
    const a = home[is] ?? -1;
    const b = home[should] ?? -1;
    return a >= 0 && b >= 0 && a !== b && analogs.of(should, run[should] ?? 0, b, a, false) === is;
  }
  #tag(id: number): number | undefined {
    return this.#lines?.tags.get(id) ?? this.#lines?.tags.get(this.#work.study.training.same(id));
  }
  /** Does a formula use the operand as a slope: a·(1-a), 1-a², z>0, or a cell that holds one? */
  #isSlope(cell: GridCell, index: number, should: number): boolean {
    const { graph } = this.#work;
    if (graph.function[should] && !this.#forward.has(should) && graph.reads[should]?.length === 1) return true;
    let next = 0;
    let found = false;
    const used = fold<{ readonly has: boolean; readonly one: boolean }>(
      cell.formula ?? { kind: 'number', value: 0 },
      (node, p) => {
        if (node.kind === 'cell' || node.kind === 'range') {
          return {
            has: next++ === index || cell.operands[next - 1]?.ids[0] === cell.operands[index]?.ids[0],
            one: false,
          };
        }
        if (
          node.kind === 'binary' &&
          p.some((x) => x.has) &&
          ((node.op === '-' && p[0]?.one) || node.op === '>' || node.op === '<')
        ) {
          found = true;
        }
        return { has: p.some((x) => x.has), one: node.kind === 'number' && node.value === 1 };
      },
    );
    return used.has && found;
  }
}

/** Where the operands of one formula tell different things, what tells most. */
const strongest: readonly FindingClass[] = [
  'drifting-anchor',
  'misaligned-reference',
  'stale-weights',
  'pre-activation',
  'wrong-slope',
  'wrong-weight',
  'offset',
  'blank-reference',
  'wrong-operand',
];
const byKind: Partial<Record<Mistake['kind'], FindingClass>> = {
  operator: 'wrong-operator',
  sign: 'wrong-operator',
  brackets: 'missing-parentheses',
  factor: 'missing-factor',
  neighbour: 'shifted-fill',
  row: 'shifted-fill',
  step: 'shifted-fill',
};

const sameCells = (a: Operand, b: Operand): boolean =>
  a.ids.length === b.ids.length && a.ids[0] === b.ids[0] && a.ids.at(-1) === b.ids.at(-1);
const plainForm = (f: Formula, operands: readonly Operand[]): string =>
  skeleton(f, operands).replaceAll(/_\d+x\d+/g, '_');
/** What a formula reads and calls, in order, without its operators. */
function parts(f: Formula): string {
  const out: string[] = [];
  fold<void>(f, (node) => {
    if (node.kind !== 'binary' && node.kind !== 'unary') out.push(node.kind === 'call' ? node.name : print(node));
  });
  return out.join();
}
/** Is the wrong formula the right one without one factor, or without two? */
function lacksFactor(wrong: Formula, right: Formula, same: (f: Formula) => boolean): boolean {
  const length = print(wrong).length;
  const seen = new Set<string>();
  let level = [right];
  for (let depth = 0; depth < 2; depth++) {
    const next: Formula[] = [];
    for (const f of level) {
      for (const g of withoutFactor(f)) {
        const text = print(g);
        if (seen.has(text) || text.length < length - 2) continue;
        seen.add(text);
        if (same(g)) return true;
        next.push(g);
      }
    }
    level = next.slice(0, 40);
  }
  return false;
}
/** The formula without one of its factors, in each way. */
function withoutFactor(f: Formula): Formula[] {
  let products = 0;
  fold<void>(f, (node) => {
    if (isProduct(node)) products++;
  });
  return Array.from({ length: 2 * products }, (_, wanted) => {
    let i = 0;
    return fold<Formula>(f, (node, p) => {
      const same = withParts(node, p);
      if (!isProduct(same)) return same;
      const at = i++;
      if (at !== wanted >> 1) return same;
      if (same.kind === 'binary') return wanted % 2 === 0 ? same.left : same.right;
      return same.kind === 'call' ? (same.args[1] ?? same) : same;
    });
  });
}
const isProduct = (f: Formula): boolean =>
  (f.kind === 'binary' && f.op === '*') || (f.kind === 'call' && f.name === 'IF' && f.args.length > 1);
