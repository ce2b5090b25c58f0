import { fold, parse, print, shift, withParts } from '../workbook/index.ts';
import type { BinaryOp, Formula } from '../workbook/index.ts';
import type { Analogs } from './analog.ts';
import type { Bench } from './bench.ts';
import { remap, replaceOperand, sameFormula } from './formulas.ts';
import type { GridCell } from './grid.ts';
import type { Lines } from './lines.ts';

/** How a formula is changed to see whether that repairs the step. */
export type EditKind = 'row' | 'step' | 'operand' | 'range' | 'operator' | 'brackets' | 'factor' | 'sign' | 'neighbour';
export interface Edit {
  readonly kind: EditKind;
  readonly cell: number;
  /** Other formulas for the cell and for those that do the same for other samples. */
  readonly changes: ReadonlyMap<number, Formula>;
  readonly cost: number;
  /** The step whose formulas these are. */
  readonly from?: number;
  /** Where each change only reads one cell in place of another: which. */
  readonly swap?: ReadonlyMap<number, readonly [from: number, to: number]>;
}

/** Makes edits of the formulas of one step. */
export class Editor {
  readonly bench: Bench;
  readonly lines: Lines;
  readonly analogs: Analogs;
  constructor(bench: Bench, lines: Lines, analogs: Analogs) {
    this.bench = bench;
    this.lines = lines;
    this.analogs = analogs;
  }

  get #grid() {
    return this.bench.study.graph.grid;
  }

  /** Formulas of other samples, for this one. */
  *rows(id: number): Iterable<Edit> {
    const family = this.lines.family(id);
    if (family.length < 2) return;
    const tagOf = (m: number): number => family.indexOf(m);
    const seen: string[] = [];
    for (const source of family) {
      const { formula, operands, content } = this.#grid.cell(source);
      if (!formula || content !== 'formula') continue;
      const changes = new Map<number, Formula>();
      for (const m of family) {
        if (m === source) continue;
        const f = remap(this.#grid, formula, operands, this.#grid.cell(m), (r) =>
          this.lines.move(r, tagOf(source), tagOf(m)),
        );
        const now = this.#grid.cell(m);
        if (f && now.content !== 'filled' && !(now.formula && sameFormula(now.formula, f))) changes.set(m, f);
      }
      const key = [...changes].map(([m, f]) => `${m}:${print(f)}`).join();
      if (changes.size === 0 || seen.includes(key)) continue;
      seen.push(key);
      yield { kind: 'row', cell: id, changes, cost: 0.5 + 0.1 * changes.size };
    }
  }
  /** Formulas of other steps, for this one. */
  *steps(id: number, others: readonly number[]): Iterable<Edit> {
    const { run, step } = this.bench.step;
    const family = this.lines.family(id);
    const seen: string[] = [];
    for (const other of others) {
      for (const keepData of [false, true]) {
        const all = new Map<number, Formula>();
        for (const m of new Set([id, ...family])) {
          const f = this.fromStep(m, run, other, step, keepData);
          if (f) all.set(m, f);
        }
        const own = all.get(id);
        for (const changes of [own ? new Map([[id, own]]) : new Map<number, Formula>(), all]) {
          const key = [...changes].map(([m, f]) => `${m}:${print(f)}`).join();
          if (changes.size === 0 || seen.includes(key)) continue;
          seen.push(key);
          yield { kind: 'step', from: other, cell: id, changes, cost: (keepData ? 0.7 : 0.4) + 0.1 * changes.size };
        }
      }
    }
  }
  /** The formula that a cell would have if it were made as its counterpart of another step; undefined if it is. */
  fromStep(id: number, run: number, other: number, step: number, keepData: boolean): Formula | undefined {
    const way = this.analogs.way(run, step, other);
    const here = this.#grid.cell(id);
    const there =
      way && here.row + way[1] >= 0 && here.column + way[2] >= 0
        ? this.#grid.find(here.sheet + way[0], here.row + way[1], here.column + way[2])
        : undefined;
    if (there === undefined) return undefined;
    const { formula, operands, content } = this.#grid.cell(there);
    if (!formula || content !== 'formula' || here.content === 'filled') return undefined;
    const f = remap(this.#grid, formula, operands, here, (r) => this.analogs.of(r, run, other, step, keepData));
    return f && !(here.formula && sameFormula(here.formula, f)) ? f : undefined;
  }

  /**
   * One operand replaced, for every sample in the same way. `everywhere`: all places of the formula that read it, and
   * where the formula adds up the samples, what stands in its place for each of them.
   */
  operand(id: number, index: number, to: number, everywhere = false): Edit | undefined {
    const cell = this.#grid.cell(id);
    const old = cell.operands[index]?.ids[0];
    if (!cell.formula || old === undefined || cell.operands[index]?.ids.length !== 1) return undefined;
    const own = this.lines.tags.get(id);
    const tag = this.lines.tags.get(to);
    const changes = new Map<number, Formula>();
    const swap = new Map<number, readonly [number, number]>();
    const family = own === undefined ? [id] : this.lines.family(id);
    const tagOf = (m: number): number => (own ?? 0) + family.indexOf(m) - family.indexOf(id);
    for (const m of family) {
      const c = this.#grid.cell(m);
      const mine = tagOf(m);
      if (!c.formula || c.content !== 'formula' || c.operands.length !== cell.operands.length) continue;
      const target = m === id || tag === undefined || own === undefined ? to : this.lines.move(to, own, mine);
      if (target === undefined) continue;
      let f: Formula = c.formula;
      c.operands.forEach((o, k) => {
        const r = o.ids[0] ?? -1;
        if (o.ids.length !== 1) return;
        if (k === index) {
          f = replaceOperand(this.#grid, f, k, c, { first: target, last: target });
          return;
        }
        if (!everywhere) return;
        if (own !== undefined && r !== c.operands[index]?.ids[0]) {
          // its like of another unit: the same way there
          const there = this.#beside(r, c.operands[index]?.ids[0] ?? -1, target);
          if (there !== undefined) f = replaceOperand(this.#grid, f, k, c, { first: there, last: there });
        } else if (r === c.operands[index]?.ids[0]) {
          f = replaceOperand(this.#grid, f, k, c, { first: target, last: target });
        } else if (own === undefined) {
          // the same value of another sample
          const a = this.lines.tags.get(old);
          const b = this.lines.tags.get(r);
          if (a === undefined || b === undefined || tag === undefined || this.lines.move(old, a, b) !== r) return;
          const there = this.lines.move(to, tag, b);
          if (there !== undefined) f = replaceOperand(this.#grid, f, k, c, { first: there, last: there });
        }
      });
      if (sameFormula(f, c.formula)) continue;
      changes.set(m, f);
      const from = c.operands[index]?.ids[0] ?? -1;
      if (c.operands.every((o, k) => k === index || !o.ids.includes(from))) swap.set(m, [from, target]);
    }
    return changes.size === 0
      ? undefined
      : { kind: 'operand', cell: id, changes, cost: everywhere ? 1.05 : 1, ...(!everywhere && { swap }) };
  }
  /** What is to `r` as `next` is to `old`, if those and these are made alike. */
  #beside(r: number, old: number, next: number): number | undefined {
    const { graph, training } = this.bench.study;
    const a = this.#grid.cell(old);
    const b = this.#grid.cell(next);
    const c = this.#grid.cell(r);
    const { place, same } = training;
    const alike = (x: number, y: number): boolean => {
      if (place.has(same(x)) || place.has(same(y))) return place.has(same(x)) === place.has(same(y));
      return (graph.function[x] === undefined) === (graph.function[y] === undefined) && graph.form(x) === graph.form(y);
    };
    if (!alike(r, old)) return undefined;
    const there = this.#grid.find(c.sheet + b.sheet - a.sheet, c.row + b.row - a.row, c.column + b.column - a.column);
    return there !== undefined && alike(there, next) ? there : undefined;
  }
  /** A range replaced by another box of cells. */
  range(id: number, index: number, to: { readonly first: number; readonly last: number }): Edit | undefined {
    const cell = this.#grid.cell(id);
    if (!cell.formula) return undefined;
    const changes = new Map<number, Formula>([[id, replaceOperand(this.#grid, cell.formula, index, cell, to)]]);
    const own = this.lines.tags.get(id);
    const family = this.lines.family(id);
    if (own !== undefined) {
      for (const m of family) {
        const other = this.#grid.cell(m);
        const tag = own + family.indexOf(m) - family.indexOf(id);
        if (m === id || !other.formula || other.content !== 'formula') continue;
        const first = this.lines.tags.get(to.first) === own ? this.lines.move(to.first, own, tag) : to.first;
        const last = this.lines.tags.get(to.last) === own ? this.lines.move(to.last, own, tag) : to.last;
        if (first !== undefined && last !== undefined) {
          changes.set(m, replaceOperand(this.#grid, other.formula, index, other, { first, last }));
        }
      }
    }
    return { kind: 'range', cell: id, changes, cost: 1.2 };
  }
  /**
   * All references that lie a line too far, put back: a formula that was filled from the wrong row, or reads a step
   * before.
   */
  *shifted(id: number): Iterable<Edit> {
    const cell = this.#grid.cell(id);
    const family = this.lines.tags.has(id) ? this.lines.family(id) : [id];
    if (!cell.formula) return;
    for (const axis of ['row', 'column'] as const) {
      const away = cell.operands
        .map((o) => this.#grid.cell(o.ids[0] ?? id))
        .filter((c) => c.sheet === cell.sheet)
        .map((c) => c[axis] - cell[axis]);
      for (const by of new Set(away)) {
        if (by === 0 || away.filter((x) => x === by).length < 2) continue; // of one reference alone other edits tell
        const changes = new Map<number, Formula>();
        for (const m of family) {
          const c = this.#grid.cell(m);
          let f = c.content === 'formula' ? c.formula : undefined;
          c.operands.forEach((o, k) => {
            const [first, last] = [o.ids[0], o.ids.at(-1)].map((x) => this.#grid.cell(x ?? id));
            const own = this.#grid.cell(cell.operands[k]?.ids[0] ?? id);
            if (
              !f ||
              !first ||
              !last ||
              first.sheet !== c.sheet ||
              first[axis] - c[axis] !== by ||
              own[axis] - cell[axis] !== by
            ) {
              return;
            }
            const back = (x: GridCell): number | undefined =>
              axis === 'row'
                ? this.#grid.find(x.sheet, x.row - by, x.column)
                : this.#grid.find(x.sheet, x.row, x.column - by);
            const a = back(first);
            const b = back(last);
            f =
              a === undefined || b === undefined
                ? undefined
                : replaceOperand(this.#grid, f, k, c, { first: a, last: b });
          });
          if (f && c.formula && !sameFormula(f, c.formula)) changes.set(m, f);
        }
        if (changes.size > 0) yield { kind: 'operand', cell: id, changes, cost: 1.05 };
      }
    }
  }
  /** The same change of the text of all that do the same: operators, brackets, factors. */
  *rewrites(id: number): Iterable<Edit> {
    const { formula } = this.#grid.cell(id);
    if (!formula) return;
    const all = (kind: EditKind, cost: number, make: (f: Formula) => Formula | undefined): Iterable<Edit> =>
      this.#everySample(id, kind, cost, make);
    for (const [i, op] of binaries(formula).entries()) {
      for (const next of swaps[op] ?? []) {
        yield* all('operator', op === '*' && next === '-' ? 1.3 : op === '/' ? 2.4 : 1.5, (f) =>
          withOperator(f, i, next),
        );
      }
    }
    for (let i = 0; i < countNodes(formula); i++) yield* all('sign', 1.8, (f) => withSign(f, i));
    for (const i of bracketings(formula).keys()) yield* all('brackets', 1.4, (f) => bracketings(f)[i]);
  }
  /** One factor more, in the whole or in one term of a sum. */
  *factors(id: number, factors: (m: GridCell) => readonly Formula[]): Iterable<Edit> {
    const cell = this.#grid.cell(id);
    const lists = new Map<number, readonly Formula[]>();
    const terms = cell.formula ? termCount(cell.formula) : 0;
    const listOf = (c: GridCell): readonly Formula[] => {
      const known = lists.get(c.id) ?? factors(c);
      lists.set(c.id, known);
      return known;
    };
    for (const i of listOf(cell).keys()) {
      for (let t = -1; t < (terms > 1 ? terms : 0); t++) {
        yield* this.#everySample(id, 'factor', 1.6 + (t >= 0 ? 0.3 : 0), (f, c) => {
          const x = listOf(c)[i];
          return x && withFactor(f, t, x);
        });
      }
    }
  }
  *#everySample(
    id: number,
    kind: EditKind,
    cost: number,
    make: (f: Formula, c: GridCell) => Formula | undefined,
  ): Iterable<Edit> {
    const cell = this.#grid.cell(id);
    const { formula } = cell;
    const own = formula && make(formula, cell);
    if (!own || sameFormula(own, formula)) return;
    const changes = new Map<number, Formula>([[id, own]]);
    for (const m of this.lines.family(id)) {
      const c = this.#grid.cell(m);
      const f = m !== id && c.formula && c.content === 'formula' ? make(c.formula, c) : undefined;
      if (f && c.formula && !sameFormula(f, c.formula)) changes.set(m, f);
    }
    yield { kind, cell: id, changes, cost };
  }
  /** Whole formulas of the cells beside, as if filled from there. */
  *neighbours(id: number): Iterable<Edit> {
    const { sheet, row, column } = this.#grid.cell(id);
    const own = this.#grid.cell(id).formula;
    for (const [r, c] of [
      [0, -1],
      [0, 1],
      [-1, 0],
      [1, 0],
    ] as const) {
      const n = this.#grid.find(sheet, row + r, column + c);
      const other = n === undefined ? undefined : this.#grid.cell(n);
      if (!other?.formula || other.content !== 'formula' || other.array) continue;
      const f = shift(other.formula, -r, -c);
      if (!own || !sameFormula(f, own)) yield { kind: 'neighbour', cell: id, changes: new Map([[id, f]]), cost: 4 };
    }
  }
}

const swaps: Partial<Record<BinaryOp, readonly BinaryOp[]>> = {
  '*': ['-', '+', '/'],
  '+': ['-', '*'],
  '-': ['+', '*'],
  '/': ['*'],
};
function binaries(f: Formula): BinaryOp[] {
  const out: BinaryOp[] = [];
  fold<void>(f, (node) => {
    if (node.kind === 'binary') out.push(node.op);
  });
  return out;
}
function withOperator(f: Formula, index: number, op: BinaryOp): Formula {
  let i = 0;
  return fold<Formula>(f, (node, parts) => {
    const same = withParts(node, parts);
    return same.kind === 'binary' && i++ === index ? { ...same, op } : same;
  });
}
function countNodes(f: Formula): number {
  let n = 0;
  fold<void>(f, () => {
    n++;
  });
  return Math.min(n, 24);
}
/** A minus before one part, or the minus there taken away. */
function withSign(f: Formula, index: number): Formula | undefined {
  let i = 0;
  return fold<Formula>(f, (node, parts) => {
    const same = withParts(node, parts);
    if (i++ !== index || same.kind === 'number' || same.kind === 'range') return same;
    return same.kind === 'unary' && same.op === '-' ? same.operand : { kind: 'unary', op: '-', operand: same };
  });
}

/** The formula with one more pair of brackets, wherever that changes its meaning. */
export function bracketings(f: Formula): Formula[] {
  const text = print(f);
  const out: Formula[] = [];
  const seen = new Set([text]);
  const spans = operandSpans(text);
  for (const level of spans) {
    for (let i = 0; i < level.length; i++) {
      for (let j = i + 1; j < level.length; j++) {
        const a = level[i];
        const b = level[j];
        if (!a || !b) continue;
        const start = a[0];
        const signs = /^[-+]/.test(text.slice(start)) ? [start, start + 1] : [start]; // a sign may stand outside
        for (const from of signs) {
          try {
            const g = parse(`${text.slice(0, from)}(${text.slice(from, b[1])})${text.slice(b[1])}`);
            const p = print(g);
            if (!seen.has(p)) {
              seen.add(p);
              out.push(g);
            }
          } catch {
            /* brackets there make no formula */
          }
        }
        if (out.length > 60) return out;
      }
    }
  }
  return out;
}
/** Operands between operators, bracket level by bracket level. */
function operandSpans(text: string): [number, number][][] {
  const done: [number, number][][] = [];
  const open: { parts: [number, number][]; start: number }[] = [{ parts: [], start: 0 }];
  const cut = (i: number): void => {
    const top = open.at(-1);
    if (top && i > top.start) top.parts.push([top.start, i]);
  };
  let quoted = '';
  for (let i = 0; i <= text.length; i++) {
    const ch = text[i] ?? '';
    if (quoted) {
      if (ch === quoted) quoted = '';
      continue;
    }
    if (ch === '"' || ch === "'") {
      quoted = ch;
      continue;
    }
    const top = open.at(-1);
    if (!top) break;
    if (ch === '(') open.push({ parts: [], start: i + 1 });
    else if (ch === ')' || ch === ',') {
      cut(i);
      done.push(top.parts);
      open.pop();
      if (ch === ',') open.push({ parts: [], start: i + 1 });
    } else if ('+-*/^<>='.includes(ch) && ch !== '') {
      if (i > top.start) {
        cut(i);
        top.start = i + 1;
      } // else a sign, which belongs to the operand
    } else if (ch === '') {
      cut(i);
      done.push(top.parts);
    }
  }
  return done.filter((p) => p.length > 1);
}

/** Terms of the outermost sum. */
function termCount(f: Formula): number {
  let n = 1;
  for (let x = f; x.kind === 'binary' && (x.op === '+' || x.op === '-'); x = x.left) n++;
  return n;
}
/** One term (counted from the right; -1: all) times another factor. */
function withFactor(f: Formula, term: number, factor: Formula): Formula | undefined {
  const times = (x: Formula): Formula => {
    if (factor.kind === 'call' && factor.name === 'IF') {
      return { ...factor, args: [factor.args[0] ?? factor, x, factor.args[2] ?? { kind: 'number', value: 0 }] };
    }
    // a·(1-a), as people write it
    const slope = factor.kind === 'cell' && x.kind === 'binary' && (x.op === '-' || x.op === '+');
    return slope
      ? { kind: 'binary', op: '*', left: factor, right: x }
      : { kind: 'binary', op: '*', left: x, right: factor };
  };
  if (term < 0) return times(f);
  const path: Extract<Formula, { kind: 'binary' }>[] = [];
  let x: Formula = f;
  for (let i = 0; i < term; i++) {
    if (x.kind !== 'binary' || (x.op !== '+' && x.op !== '-')) return undefined;
    path.push(x);
    x = x.left;
  }
  let result: Formula;
  if (x.kind === 'binary' && (x.op === '+' || x.op === '-')) result = { ...x, right: times(x.right) };
  else result = times(x);
  for (const node of path.reverse()) result = { ...node, left: result };
  return result;
}
