import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames, type Words } from '../words.ts';
import { exactLog } from './libm.ts';
import { bigIntegerSource, type Dtype, dtypes, integerSource } from './bounded-integers.ts';
import { MersenneTwister, shuffle, type NumpyState, type Swappable } from './mersenne-twister.ts';
import { words } from './error-words.ts';

export type { Dtype, NumpyState };

/** How many numbers: a count, or sizes per axis. `[]` is one number, as in NumPy. */
export type Size = number | readonly number[];
type Nested<T> = T | Nested<T>[];
/** Arrays nested as the size says: `5` and `[5]` give `T[]`, `[2, 3]` gives `T[][]`. */
export type Drawn<S extends Size, T = number> = S extends number
  ? T[]
  : S extends readonly []
    ? T
    : S extends readonly [number]
      ? T[]
      : S extends readonly [number, number]
        ? T[][]
        : S extends readonly [number, number, number]
          ? T[][][]
          : Nested<T>;

export interface IntegerOptions {
  /** Default `int64`, NumPy's on Linux and macOS. */ readonly dtype?: Dtype;
}
export interface ChoiceOptions {
  /** May an item be taken twice? Default true. */
  readonly replace?: boolean;
  /** Probability of each item; default all equal. */
  readonly p?: readonly number[];
}
type Bounds = number | readonly number[];

/**
 * NumPy's legacy generator (`np.random.seed`, `np.random.RandomState`): the same numbers, bit for bit, from the same
 * seed and the same calls. Only `randn` and `normal` may differ, by at most 2 units in the last place, because NumPy
 * takes the logarithm of the C library.
 *
 *   const np = new NumpyRandom(42);
 *   np.randint(150, 200, 5);   // → [188, 178, 164, 192, 157]
 *
 * @param seed a whole number from 0 to 2^32 - 1, or a list of such numbers (another stream: `42` is not `[42]`)
 * @throws GradsheetError `invalid-option` for impossible seeds, ranges, sizes and probabilities
 * @see NumPy 1.24, `numpy/random/mtrand.pyx` and `src/legacy/legacy-distributions.c`
 */
export class NumpyRandom {
  private readonly twister: MersenneTwister;
  private gauss: number | null = null;

  constructor(seed: number | readonly number[]) {
    this.twister = new MersenneTwister(seed);
  }

  /**
   * Whole numbers in [low, high), or in [0, low) if `high` is left out; `low` and `high` may be lists. Bounds given as
   * `bigint` give `bigint`s: needed only beyond ±2^53. The dtype decides how many random bits a number takes and so
   * which numbers come; `bool` gives 0 and 1.
   */
  randint(low: number, high?: number | null, size?: null, options?: IntegerOptions): number;
  randint<const S extends Size>(
    low: number,
    high: number | null | undefined,
    size: S,
    options?: IntegerOptions,
  ): Drawn<S>;
  randint(low: bigint, high?: bigint | null, size?: null, options?: IntegerOptions): bigint;
  randint<const S extends Size>(
    low: bigint,
    high: bigint | null | undefined,
    size: S,
    options?: IntegerOptions,
  ): Drawn<S, bigint>;
  randint(low: Bounds, high?: Bounds | null, size?: null, options?: IntegerOptions): number[];
  randint<const S extends Size>(
    low: Bounds,
    high: Bounds | null | undefined,
    size: S,
    options?: IntegerOptions,
  ): Drawn<S>;
  randint(
    low: Bounds | bigint,
    high?: Bounds | bigint | null,
    size?: Size | null,
    { dtype = 'int64' }: IntegerOptions = {},
  ): unknown {
    if (high === undefined || high === null) return this.randint(0 as never, low as never, size as never, { dtype });
    if (typeof low === 'bigint' || typeof high === 'bigint') {
      return this.bigIntegers(BigInt(low as bigint), BigInt(high as bigint), size, dtype);
    }
    return this.integers(low, high, size, dtype);
  }

  /** Multiples of 2^-53 in [0, 1), of the given sizes per axis: `rand()`, `rand(4)`, `rand(2, 3)`. */
  rand<const S extends readonly number[]>(...shape: S): Drawn<S> {
    return this.fill(shape, () => this.twister.double()) as Drawn<S>;
  }

  /** As `rand`, with the size as one argument. */
  randomSample(): number;
  randomSample<const S extends Size>(size: S): Drawn<S>;
  randomSample(size: Size = []): unknown {
    return this.fill(size, () => this.twister.double());
  }

  /** Numbers in [low, high): low + (high - low)·u. */
  uniform(low?: number, high?: number): number;
  uniform<const S extends Size>(low: number, high: number, size: S): Drawn<S>;
  uniform(low = 0, high = 1, size: Size = []): unknown {
    const width = high - low;
    if (!Number.isFinite(width)) {
      throw invalid('uniform', words('bounds with a finite difference'), words('{} and {}', low, high));
    }
    return this.fill(size, () => low + width * this.twister.double());
  }

  /** Normal numbers of mean 0 and standard deviation 1, of the given sizes per axis. */
  randn<const S extends readonly number[]>(...shape: S): Drawn<S> {
    return this.fill(shape, () => this.normalDraw()) as Drawn<S>;
  }

  /** Normal numbers: mean + deviation·g. */
  normal(mean?: number, deviation?: number): number;
  normal<const S extends Size>(mean: number, deviation: number, size: S): Drawn<S>;
  normal(mean = 0, deviation = 1, size: Size = []): unknown {
    if (!(deviation >= 0)) {
      throw invalid('normal', words('a standard deviation of 0 or more'), verbatim(String(deviation)));
    }
    return this.fill(size, () => mean + deviation * this.normalDraw());
  }

  /** 0 … n-1 in random order, or the items of a list in random order (the list itself is left as it is). */
  permutation(n: number): number[];
  permutation<T>(items: ArrayLike<T>): T[];
  permutation<T>(items: number | ArrayLike<T>): (number | T)[] {
    const order: (number | T)[] =
      typeof items === 'number' ? Array.from({ length: count('permutation', items) }, (_, i) => i) : Array.from(items);
    this.shuffle(order);
    return order;
  }

  /** Puts the items of `items` in random order, in place. Of nested arrays the rows (first axis) are moved. */
  shuffle<T>(items: Swappable<T>): void {
    shuffle(this.twister, items);
  }

  /** Items of a list, or of 0 … n-1, drawn with or without putting back. */
  choice(items: number): number;
  choice<const S extends Size>(items: number, size: S, options?: ChoiceOptions): Drawn<S>;
  choice<T>(items: ArrayLike<T>): T;
  choice<T, const S extends Size>(items: ArrayLike<T>, size: S, options?: ChoiceOptions): Drawn<S, T>;
  choice<T>(items: number | ArrayLike<T>, size: Size = [], { replace = true, p }: ChoiceOptions = {}): unknown {
    const n = typeof items === 'number' ? count('choice', items) : items.length;
    const shape = shapeOf('choice', size);
    const wanted = product(shape);
    if (n === 0 && wanted > 0) throw invalid('choice', words('at least one item to choose from'), words('none'));
    if (!replace && wanted > n) {
      throw invalid(
        'choice',
        words('a size of at most {}, because items are not put back', n),
        verbatim(String(wanted)),
      );
    }
    if (p !== undefined) checkProbabilities(p, n);
    const picked =
      p === undefined
        ? replace
          ? (this.integers(0, n, wanted, 'int64') as number[])
          : this.permutation(n).slice(0, wanted)
        : replace
          ? this.weighted(p, wanted)
          : this.weightedOnce(p, wanted);
    return nested<unknown>(typeof items === 'number' ? picked : picked.map((i) => items[i]), shape);
  }

  /** The generator's place in its stream, as plain JSON; NumPy's `get_state()` holds the same numbers. */
  getState(): NumpyState {
    return { key: Array.from(this.twister.key), pos: this.twister.pos, gauss: this.gauss };
  }

  setState({ key, pos, gauss }: NumpyState): void {
    const wholeWords =
      Array.isArray(key) &&
      key.length === 624 &&
      key.every((word) => Number.isInteger(word) && word >= 0 && word <= 0xffffffff);
    if (!wholeWords || !Number.isInteger(pos) || pos < 0 || pos > 624) {
      throw invalid(
        'setState',
        words('a state from getState(): 624 words and a position from 0 to 624'),
        words('{} words, position {}', key?.length ?? 'no', pos),
      );
    }
    this.twister.key.set(key);
    this.twister.pos = pos;
    this.gauss = gauss;
  }

  /** Marsaglia's polar method; a pair of draws gives two numbers, and the second is kept for the next call. */
  private normalDraw(): number {
    if (this.gauss !== null) {
      const kept = this.gauss;
      this.gauss = null;
      return kept;
    }
    let x1;
    let x2;
    let square;
    do {
      x1 = 2 * this.twister.double() - 1;
      x2 = 2 * this.twister.double() - 1;
      square = x1 * x1 + x2 * x2;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * exactLog(square)) / square);
    this.gauss = factor * x1;
    return factor * x2;
  }

  private integers(low: Bounds, high: Bounds, size: Size | null | undefined, dtype: Dtype): unknown {
    const { bits, least, most } = dtypes[dtype] ?? unknownDtype(dtype);
    const lows = boundList(low);
    const highs = boundList(high);
    const length = Math.max(lows.length, highs.length);
    const listed = typeof low !== 'number' || typeof high !== 'number';
    const shape = size === undefined || size === null ? (listed ? [length] : []) : shapeOf('randint', size);
    if (
      listed &&
      (![1, length].includes(lows.length) ||
        ![1, length].includes(highs.length) ||
        (length > 1 && shape.at(-1) !== length))
    ) {
      throw invalid(
        'randint',
        words('lists of bounds of one length, which is the size of the last axis'),
        words('{} low, {} high, size [{}]', lows.length, highs.length, shape.join(', ')),
      );
    }
    if (product(shape) > 0) {
      for (let i = 0; i < length; i++) checkRange(pick(lows, i), pick(highs, i), dtype, least, most);
    }
    const draw = integerSource(this.twister, bits);
    if (length === 1) {
      // apart, because the one range of an ordinary call need not be looked up for every number
      const from = pick(lows, 0);
      const range = pick(highs, 0) - 1 - from;
      return this.fill(shape, () => from + draw(range));
    }
    let i = 0;
    return this.fill(shape, () => {
      const at = i++ % length;
      const from = pick(lows, at);
      return from + draw(pick(highs, at) - 1 - from);
    });
  }

  private bigIntegers(low: bigint, high: bigint, size: Size | null | undefined, dtype: Dtype): unknown {
    const { bits, least, most } = dtypes[dtype] ?? unknownDtype(dtype);
    if (low >= high || low < least || high - 1n > most) throw rangeError(low, high, dtype, least, most);
    const draw = bits === 64 ? bigIntegerSource(this.twister) : integerSource(this.twister, bits);
    const range = high - 1n - low;
    return this.fill(
      size ?? [],
      () =>
        low +
        BigInt(
          bits === 64 ? (draw as (range: bigint) => bigint)(range) : (draw as (range: number) => number)(Number(range)),
        ),
    );
  }

  private weighted(p: readonly number[], wanted: number): number[] {
    const sums = cumulative(p);
    return Array.from({ length: wanted }, () => firstAbove(sums, this.twister.double()));
  }

  /**
   * Rounds of draws, as NumPy makes them: what was found gets probability 0, and repetitions within a round are
   * dropped.
   */
  private weightedOnce(p: readonly number[], wanted: number): number[] {
    const positive = p.filter((value) => value > 0).length;
    if (positive < wanted) {
      throw invalid(
        'choice',
        words('at least {} items with a probability above 0', wanted),
        verbatim(String(positive)),
      );
    }
    const rest = [...p];
    const found = new Set<number>();
    while (found.size < wanted) {
      const draws = Array.from({ length: wanted - found.size }, () => this.twister.double());
      const sums = cumulative(rest);
      for (const draw of draws) found.add(firstAbove(sums, draw));
      for (const index of found) rest[index] = 0;
    }
    return [...found];
  }

  private fill<T>(size: Size, draw: () => T): unknown {
    const shape = shapeOf('size', size);
    return nested(Array.from({ length: product(shape) }, draw), shape);
  }
}

function nested<T>(flat: readonly T[], shape: readonly number[]): unknown {
  if (shape.length === 0) return flat[0];
  if (shape.length === 1) return flat;
  const [rows = 0, ...inner] = shape;
  const step = product(inner);
  return Array.from({ length: rows }, (_, i) => nested(flat.slice(i * step, (i + 1) * step), inner));
}

function shapeOf(where: string, size: Size): readonly number[] {
  const shape = typeof size === 'number' ? [size] : size;
  for (const axis of shape) count(where, axis);
  return shape;
}

function count(where: string, n: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 0xffffffff) {
    throw invalid(where, words('a whole number, 0 or more'), verbatim(String(n)));
  }
  return n;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
function boundList(bound: Bounds): readonly number[] {
  return typeof bound === 'number' ? [bound] : bound;
}
function pick(bounds: readonly number[], i: number): number {
  return (bounds.length === 1 ? bounds[0] : bounds[i]) as number;
} // lengths were checked

function checkRange(low: number, high: number, dtype: Dtype, least: bigint, most: bigint): void {
  if (!Number.isInteger(low) || !Number.isInteger(high)) {
    throw invalid('randint', words('whole numbers as bounds'), words('{} and {}', low, high));
  }
  if (low >= high || low < least || high - 1 > most) throw rangeError(low, high, dtype, least, most);
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high - 1) || !Number.isSafeInteger(high - 1 - low)) {
    throw new GradsheetError('invalid-option', {
      where: 'NumpyRandom.randint',
      expected: words('bounds and a range within 2^53'),
      received: words('{} and {}', low, high),
      hint: words('Give the bounds as bigint (0n, 2n ** 63n): the results are bigint then.'),
    });
  }
}

function rangeError(
  low: number | bigint,
  high: number | bigint,
  dtype: Dtype,
  least: bigint,
  most: bigint,
): GradsheetError {
  return invalid(
    'randint',
    words('low below high, both within {} ({} to {})', dtype, least, most),
    words('low {}, high {}', low, high),
  );
}

function unknownDtype(dtype: string): never {
  throw invalid('randint', words('one of {}', listedNames(Object.keys(dtypes))), verbatim(dtype));
}

function checkProbabilities(p: readonly number[], n: number): void {
  if (p.length !== n) {
    throw invalid('choice', words('{} probabilities, one for each item', n), verbatim(String(p.length)));
  }
  const bad = p.find((value) => !(value >= 0));
  if (bad !== undefined) throw invalid('choice', words('probabilities of 0 or more'), verbatim(String(bad)));
  const total = p.reduce((sum, value) => sum + value, 0);
  if (!(Math.abs(total - 1) <= 1.4901161193847656e-8)) {
    throw invalid('choice', words('probabilities that add up to 1'), verbatim(String(total)));
  } // √ε, NumPy's tolerance
}

function cumulative(p: readonly number[]): Float64Array {
  const sums = new Float64Array(p.length);
  let sum = 0;
  p.forEach((value, i) => {
    sums[i] = sum += value;
  });
  return sums.map((value) => value / sum);
}

/** The first index whose sum is above u (NumPy's `searchsorted`, side right). */
function firstAbove(sums: Float64Array, u: number): number {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (u < sums[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function invalid(method: string, expected: Words, received: Words): GradsheetError {
  return new GradsheetError('invalid-option', { where: `NumpyRandom.${method}`, expected, received });
}
