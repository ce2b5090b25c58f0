import { checkList } from './options.ts';
import { GradsheetError } from '../errors.ts';
import { verbatim, type Words } from '../words.ts';
import { words } from './error-words.ts';

/** A generator's place in its stream, as NumPy's `get_state()` names it. Plain JSON. */
export interface NumpyState {
  /** 624 words of 32 bits. */
  readonly key: readonly number[];
  /** Words of the key already used, 0 … 624. */
  readonly pos: number;
  /** The second normal number of the last pair, if it was not handed out yet. */
  readonly gauss: number | null;
}

/**
 * MT19937 as NumPy seeds it: the source of 32-bit words. A plain number uses Knuth's initialiser, a list of numbers
 * `init_by_array`; `42` and `[42]` are different streams.
 *
 * @see Matsumoto & Nishimura 1998, https://doi.org/10.1145/272991.272995; `numpy/random/src/mt19937/mt19937.c`
 */
export class MersenneTwister {
  readonly key = new Uint32Array(SIZE);
  pos = SIZE;

  constructor(seed: number | readonly number[]) {
    if (typeof seed === 'number') this.seedNumber(checkedSeed(seed));
    else this.seedList(checkList('seed', seed) as readonly number[]);
  }

  /** The next word, 0 … 2^32 - 1. */
  word(): number {
    if (this.pos === SIZE) this.twist();
    let y = this.key[this.pos++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /**
   * A whole number in [0, range], range < 2^32: as many bits of a word as the range has, of the next word while they
   * are above it.
   */
  upTo(range: number): number {
    if (range === 0) return 0; // takes nothing from the stream
    const mask = 0xffffffff >>> Math.clz32(range);
    let value = (this.word() & mask) >>> 0;
    while (value > range) value = (this.word() & mask) >>> 0;
    return value;
  }

  /** The next multiple of 2^-53 in [0, 1), from two words. */
  double(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  private twist(): void {
    const { key } = this;
    // In three runs, so that no place has to be wrapped around: a third of the time.
    for (let i = 0; i < SIZE - AHEAD; i++) key[i] = key[i + AHEAD]! ^ twisted(key[i]!, key[i + 1]!);
    for (let i = SIZE - AHEAD; i < SIZE - 1; i++) key[i] = key[i + AHEAD - SIZE]! ^ twisted(key[i]!, key[i + 1]!);
    key[SIZE - 1] = key[AHEAD - 1]! ^ twisted(key[SIZE - 1]!, key[0]!);
    this.pos = 0;
  }

  private seedNumber(seed: number): void {
    const { key } = this;
    key[0] = seed;
    for (let i = 1; i < SIZE; i++) key[i] = Math.imul(key[i - 1]! ^ (key[i - 1]! >>> 30), 1812433253) + i;
  }

  private seedList(seeds: readonly number[]): void {
    if (seeds.length === 0) throw seedError(words('an empty list'));
    const seeded = Uint32Array.from(seeds, checkedSeed);
    this.seedNumber(19650218);
    const { key } = this;
    let i = 1;
    let j = 0;
    const next = (): void => {
      i += 1;
      if (i === SIZE) {
        key[0] = key[SIZE - 1]!;
        i = 1;
      }
    };
    for (let n = Math.max(SIZE, seeded.length); n > 0; n--) {
      key[i] = (key[i]! ^ Math.imul(key[i - 1]! ^ (key[i - 1]! >>> 30), 1664525)) + seeded[j]! + j;
      next();
      j = (j + 1) % seeded.length;
    }
    for (let n = SIZE - 1; n > 0; n--) {
      key[i] = (key[i]! ^ Math.imul(key[i - 1]! ^ (key[i - 1]! >>> 30), 1566083941)) - i;
      next();
    }
    key[0] = 0x80000000;
  }
}

export interface Swappable<T> {
  readonly length: number;
  [index: number]: T;
}
/** Puts the items in random order, in place, as `np.random.shuffle` does. */
export function shuffle<T>(twister: MersenneTwister, items: Swappable<T>): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = twister.upTo(i); // NumPy's `random_interval`: the same masks and words
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
}

const SIZE = 624;
const AHEAD = 397;

/** The highest bit of one word and the others of the next, through the recurrence's matrix. */
function twisted(high: number, low: number): number {
  const y = (high & 0x80000000) | (low & 0x7fffffff);
  return (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
}

function checkedSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw seedError(verbatim(seed));
  return seed;
}

function seedError(received: Words): GradsheetError {
  return new GradsheetError('invalid-option', {
    where: 'NumpyRandom',
    expected: words('a random seed from 0 to 4294967295, or a list of such numbers'),
    received,
  });
}
