import type { MersenneTwister } from './mersenne-twister.ts';

/** The integer types of NumPy: how many bits of a random word one number takes, and what it can hold. */
export const dtypes = {
  bool: { bits: 1, least: 0n, most: 1n },
  int8: { bits: 8, least: -128n, most: 127n },
  uint8: { bits: 8, least: 0n, most: 255n },
  int16: { bits: 16, least: -32768n, most: 32767n },
  uint16: { bits: 16, least: 0n, most: 65535n },
  int32: { bits: 32, least: -(2n ** 31n), most: 2n ** 31n - 1n },
  uint32: { bits: 32, least: 0n, most: 2n ** 32n - 1n },
  int64: { bits: 64, least: -(2n ** 63n), most: 2n ** 63n - 1n },
  uint64: { bits: 64, least: 0n, most: 2n ** 64n - 1n },
} as const;
export type Dtype = keyof typeof dtypes;

/**
 * Whole numbers in [0, range] by mask and reject: random bits up to the highest bit of the range, drawn again while
 * they are above it. Numbers of 1, 8 and 16 bits share a word, low part first; what is left of the word ends with the
 * source.
 *
 * @returns a function of the range, which is a whole number within the bits and below 2^53
 */
export function integerSource(twister: MersenneTwister, bits: 1 | 8 | 16 | 32 | 64): (range: number) => number {
  if (bits >= 32) return (range) => (range > 0xffffffff ? wide(twister, range) : twister.upTo(range));
  const full = (1 << bits) - 1;
  let word = 0;
  let left = 0;
  const part = (): number => {
    if (left === 0) {
      word = twister.word();
      left = 32 / bits - 1;
    } else {
      word >>>= bits;
      left -= 1;
    }
    return word & full;
  };
  return (range) => below(range, full, part);
}

/** As `integerSource`, for ranges up to 2^64 - 1. */
export function bigIntegerSource(twister: MersenneTwister): (range: bigint) => bigint {
  const narrow = integerSource(twister, 64);
  const word64 = (): bigint => (BigInt(twister.word()) << 32n) | BigInt(twister.word()); // first word high
  return (range) => {
    if (range <= 0xffffffffn) return BigInt(narrow(Number(range)));
    const mask = (1n << BigInt(range.toString(2).length)) - 1n;
    let value = word64() & mask;
    while (value > range) value = word64() & mask;
    return value;
  };
}

function below(range: number, full: number, part: () => number): number {
  if (range === 0) return 0; // takes nothing from the stream
  if (range === full) return part();
  const mask = 0xffffffff >>> Math.clz32(range);
  let value = (part() & mask) >>> 0;
  while (value > range) value = (part() & mask) >>> 0;
  return value;
}

/** Two words, the first one high: a range above 2^32 and below 2^53. */
function wide(twister: MersenneTwister, range: number): number {
  const mask = 0xffffffff >>> Math.clz32(Math.floor(range / 4294967296));
  let value;
  do {
    const high = (twister.word() & mask) >>> 0;
    const low = twister.word(); // in this order
    value = high * 4294967296 + low;
  } while (value > range);
  return value;
}
