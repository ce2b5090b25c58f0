import { log10 } from '../../util/libm.ts';
import type { NumberColumn } from '../column.ts';
import type { UnderstoodColumn } from './understand.ts';
import type { PreprocessingWarning } from './warning.ts';

type Computed = PreprocessingWarning & { readonly code: 'computed-target' };

/**
 * Is a number computed from other columns, up to a factor and rounding? Then a model has nothing to learn, and whoever
 * does not know those columns beforehand has a model of no use. Of two columns the sum, difference, product and
 * quotient are tried, of more that stand side by side the sum.
 *
 *   // count = 12, 30, 7 …, pct = 24, 50, 70 …, all = 50, 60, 10 …
 *   computedFrom([pct, all], count, rows)   // → [{ formula: 'pct × all / 100', from: ['pct', 'all'], … }]
 *
 * It is looked for on a few hundred rows of different targets, and held against as many of any. A formula must hold in
 * nearly all of them, to the last digit that is written, where the digits tell the rows well apart: none does by
 * chance.
 *
 * @param rows the training rows
 */
export function computedFrom(
  features: readonly UnderstoodColumn[],
  target: NumberColumn,
  rows: readonly number[],
): Computed[] {
  const known = rows.filter((row) => !Number.isNaN(target.values[row]));
  const differing = differingRows(target.values, known);
  if (differing.length < FEWEST) return [];
  const sample = [...differing, ...evenly(known, MOST_ROWS)];
  const goal = goalOf(takeValues(target.values, sample), differing.length);
  const parts = features
    .slice(0, MOST_COLUMNS)
    .flatMap(({ name, role, column }) =>
      column.kind === 'number' ? [partOf(name, role === 'date', takeValues(column.values, sample))] : [],
    );
  const found = foundIn(parts, goal);
  if (!found) return [];
  const { how, from, factor } = found;
  return [{ code: 'computed-target', column: target.name, formula: formulaText(how, from, factor), from }];
}

/** Whole numbers are mostly exact. In rates they may be rounded, too: then only with a factor that people use. */
function foundIn(parts: readonly Part[], goal: Goal): (Formula & { readonly factor: number }) | null {
  const numbers = parts.filter(({ isDate }) => !isDate);
  const dates = parts.filter(({ isDate }) => isDate);
  for (const formulas of [formulasOf(numbers.map(asExact)), differencesOf(dates)]) {
    for (const formula of formulas) {
      const factor = factorOf(goal, formula, takesAnyFactor(formula));
      if (factor !== null) return { ...formula, factor };
    }
  }
  if (numbers.every(({ off }) => off < 0.5)) return null;
  for (const formula of formulasOf(numbers)) {
    const factor = isRate(formula) ? factorOf(goal, formula, false) : null;
    if (factor !== null) return { ...formula, factor };
  }
  return null;
}

/** Rates and units; but a sum of which somebody takes 0.9966 is near by chance. */
const takesAnyFactor = (formula: Formula): boolean => isRate(formula) || formula.isTime === true;
const isRate = ({ how, from }: Formula): boolean => (how === 'product' && from.length === 2) || how === 'quotient';

const FEWEST = 20; // rows
const MOST_ROWS = 300;
const MOST_COLUMNS = 100;

/** Rows of different targets, each at most five times: of one that is mostly 0, the zeros tell little. */
function differingRows(values: Float64Array, rows: readonly number[]): number[] {
  const met = new Map<number, number>();
  const differing = scattered(evenly(rows, 20 * MOST_ROWS)).filter((row) => {
    const value = values[row] ?? NaN;
    const times = met.get(value) ?? 0;
    met.set(value, times + 1);
    return times < 5;
  });
  return evenly(differing, MOST_ROWS);
}

/** In an order that goes all over the table: its first rows may be alike. */
const scattered = (rows: readonly number[]): number[] =>
  rows
    .map((row, i) => ({ row, place: (i * GOLDEN) % 1 }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
const GOLDEN = 0.618_033_988_75;

/** At most so many, from all over the table. */
function evenly(rows: readonly number[], most: number): number[] {
  const count = Math.min(rows.length, most);
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)] ?? 0);
}

const takeValues = (values: Float64Array, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => values[row] ?? NaN);

interface Part {
  readonly name: string;
  readonly isDate: boolean;
  readonly values: Float64Array;
  /** A value may be off by so much, since it was rounded. */
  readonly off: number;
}

const partOf = (name: string, isDate: boolean, values: Float64Array): Part => ({
  ...{ name, isDate, values },
  off: isDate ? 0 : unitOf(values) / 2,
});
const asExact = (part: Part): Part => (part.off >= 0.5 ? { ...part, off: 0 } : part);

/** All values are multiples of it: 0.01 of 1.25, 100 of 1200 and 300; 0 where more than six decimals are written. */
function unitOf(values: Float64Array): number {
  for (let digits = -6; digits <= 6; digits++) {
    const scale = Number(`1e${digits}`);
    const isWhole = (value: number): boolean => {
      const size = value * scale;
      return Math.abs(size - Math.round(size)) <= 1e-9 * Math.max(1, Math.abs(size));
    };
    if (values.every((value) => Number.isNaN(value) || isWhole(value))) return 1 / scale;
  }
  return 0;
}

interface Goal {
  readonly values: Float64Array;
  readonly off: number;
  /** How many of the rows, the first, have different targets; the others are any. */
  readonly differing: number;
  /** Of these: mean distance from the mean. */
  readonly spread: number;
  /** Where the values are largest, so that rounding hides least of the factor. */
  readonly largest: readonly number[];
}

function goalOf(values: Float64Array, differing: number): Goal {
  const first = values.subarray(0, differing);
  const mean = first.reduce((sum, v) => sum + v, 0) / differing;
  const order = Array.from(first.keys()).sort((a, b) => Math.abs(values[b] ?? 0) - Math.abs(values[a] ?? 0));
  return {
    values,
    off: unitOf(values) / 2,
    differing,
    spread: first.reduce((sum, v) => sum + Math.abs(v - mean), 0) / differing,
    largest: order.slice(0, 5),
  };
}

type How = 'sum' | 'difference' | 'product' | 'quotient';

interface Formula {
  readonly how: How;
  readonly from: readonly string[];
  readonly value: (row: number) => number;
  /** How far rounded inputs may lead it astray. */
  readonly slack: (row: number) => number;
  /** Is it a time between two dates, in whatever unit? */
  readonly isTime?: boolean;
}

function* formulasOf(parts: readonly Part[]): Generator<Formula> {
  for (const a of parts) yield { how: 'product', from: [a.name], value: (row) => at(a, row), slack: () => a.off };
  for (const [i, a] of parts.entries()) for (const b of parts.slice(i + 1)) yield* ofTwo(a, b);
  yield* runs(parts);
}

function* differencesOf(dates: readonly Part[]): Generator<Formula> {
  for (const [i, a] of dates.entries()) for (const b of dates.slice(i + 1)) yield { ...difference(a, b), isTime: true };
}

function* ofTwo(a: Part, b: Part): Generator<Formula> {
  const from = [a.name, b.name];
  yield { how: 'sum', from, value: (row) => at(a, row) + at(b, row), slack: () => a.off + b.off };
  yield difference(a, b);
  yield {
    how: 'product',
    from,
    value: (row) => at(a, row) * at(b, row),
    slack: (row) => Math.abs(at(a, row)) * b.off + Math.abs(at(b, row)) * a.off,
  };
  yield quotient(a, b);
  yield quotient(b, a);
}

const difference = (a: Part, b: Part): Formula => ({
  how: 'difference',
  from: [a.name, b.name],
  value: (row) => at(a, row) - at(b, row),
  slack: () => a.off + b.off,
});

const quotient = (a: Part, b: Part): Formula => ({
  how: 'quotient',
  from: [a.name, b.name],
  value: (row) => (at(b, row) === 0 ? Infinity : at(a, row) / at(b, row)), // also 0 / 0, which no target is
  slack: (row) => (a.off + Math.abs(at(a, row) / at(b, row)) * b.off) / Math.abs(at(b, row)),
});

/** Sums of three columns and more, side by side: the subjects of a school before their total. */
function* runs(parts: readonly Part[]): Generator<Formula> {
  for (let first = 0; first < parts.length - 2; first++) {
    const sums = Float64Array.from(parts[first]?.values ?? []);
    let off = parts[first]?.off ?? 0;
    for (let last = first + 1; last < parts.length; last++) {
      const next = parts[last];
      next?.values.forEach((value, row) => (sums[row] = (sums[row] ?? NaN) + value));
      off += next?.off ?? 0;
      if (last < first + 2) continue;
      const [total, inputs] = [Float64Array.from(sums), off];
      const from = parts.slice(first, last + 1).map(({ name }) => name);
      yield { how: 'sum', from, value: (row) => total[row] ?? NaN, slack: () => inputs };
    }
  }
}

const at = ({ values }: Part, row: number): number => values[row] ?? NaN;

/**
 * The factor with which the formula gives the target; null if none does.
 *
 * @param any may it be any number?
 */
function factorOf(goal: Goal, { value, slack }: Formula, any: boolean): number | null {
  const ratios = goal.largest.map((row) => (goal.values[row] ?? NaN) / value(row)).filter(Number.isFinite);
  ratios.sort((a, b) => a - b);
  const found = ratios[ratios.length >> 1] ?? 0;
  // one of them may be a slip; where the others differ much, there is no factor
  const [low = found, high = found] = [ratios[1], ratios.at(-2)];
  if (found === 0 || high - low > 0.2 * Math.abs(found)) return null;
  const round = roundFactor(found);
  if (round !== null && holds(goal, value, slack, round)) return round;
  return any && holds(goal, value, slack, found) ? found : null;
}

/** A factor that people use: a power of ten, 12, 1/3 …. */
function roundFactor(factor: number): number | null {
  const size = Math.abs(factor);
  const power = Number(`1e${Math.round(log10(size))}`);
  const whole = size >= 1 ? Math.round(size) : 1 / Math.round(1 / size);
  const near = (nice: number): boolean => Math.abs(size - nice) <= 0.05 * nice;
  const nice = near(power) ? power : near(whole) && whole <= 60 && whole >= 1 / 60 ? whole : null;
  return nice && Math.sign(factor) * nice;
}

/** Share of the rows that may be wrong: somebody typed them. */
const WRONG = 0.02;

/** Does it give the target wherever both are known, and is that no chance? */
function holds(
  { values, off, differing, spread }: Goal,
  value: Formula['value'],
  slack: Formula['slack'],
  factor: number,
): boolean {
  let [tried, wrong, allowed] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    if (row === differing) {
      const share = allowed / tried / spread;
      if (!(tried >= Math.max(FEWEST, differing / 2, COARSE * share) && share <= MOST_SLACK)) return false;
      wrong = 0;
    }
    const [truth, own] = [values[row] ?? NaN, factor * value(row)];
    if (Number.isNaN(own)) continue; // an input is missing
    tried += 1;
    const limit = 1.01 * (off + Math.abs(factor) * slack(row)) + 0.002 * Math.min(spread, Math.abs(truth));
    allowed += limit < spread ? limit : spread;
    const isFar = Math.abs(own) === Infinity ? truth !== 0 : Math.abs(truth - own) > limit + 1e-9 * Math.abs(truth);
    if (isFar && ++wrong > WRONG * (row < differing ? differing : values.length - differing)) return false;
  }
  return true;
}

/** The coarser the digits, the more rows it takes: with digits of a tenth of the spread, 40. */
const COARSE = 400;
const MOST_SLACK = 0.15;

/** `pct × all / 100`, `(a + b + c) / 3`, `b − a`. */
function formulaText(how: How, from: readonly string[], factor: number): string {
  const names = how === 'difference' && factor < 0 ? from.toReversed() : from;
  const size = how === 'difference' ? Math.abs(factor) : factor;
  const plain = names.join({ sum: ' + ', difference: ' − ', product: ' × ', quotient: ' / ' }[how]);
  if (size === 1) return plain;
  const inside = how === 'sum' || how === 'difference' ? `(${plain})` : plain;
  const divisor = String(Number((1 / size).toPrecision(6)));
  const times = String(Number(size.toPrecision(6)));
  if (size > 0 && size < 1 && divisor.length < times.length) return `${inside} / ${divisor}`;
  return `${times} × ${inside}`;
}
