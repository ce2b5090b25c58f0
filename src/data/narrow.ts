/**
 * Numbers in little memory, from which the same ones come again, bit for bit: 12.345 and its like as whole numbers of
 * thousandths, else floats of 32 bits if they are enough, else of 64. Of whole numbers the least of their type is NaN.
 */
export interface Narrow {
  readonly items: Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
  /** Of whole numbers. Both are exact doubles, so their quotient is rounded once, as when it was read. */
  readonly divisor: number;
}

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;

/** @param divisor of others like these, to begin with */
export function narrowed(values: Float64Array, divisor = 1): Narrow {
  const found = divisorOf(values, divisor);
  const list = found && listFor(found.most * found.divisor, values.length);
  if (found && list) return { items: wholes(values, found.divisor, list), divisor: found.divisor };
  const short = new Float32Array(values);
  const isSame = values.every((value, i) => Object.is(short[i], value));
  return { items: isSame ? short : values.slice(), divisor: 1 };
}

/** For whole numbers up to a size, and one more for what is missing. */
function listFor(most: number, length: number): Int8Array | Int16Array | Int32Array | undefined {
  if (most < 2 ** 7) return new Int8Array(length);
  if (most < 2 ** 15) return new Int16Array(length);
  return most < 2 ** 31 ? new Int32Array(length) : undefined;
}

/** The least power of ten, from one on, that makes all of them whole; and the largest of their sizes. */
function divisorOf(values: Float64Array, from: number): { divisor: number; most: number } | undefined {
  let power = Math.max(0, POWERS.indexOf(from as (typeof POWERS)[number]));
  let divisor = POWERS[power] ?? 1;
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number; // a place in it
    if (value !== value) continue;
    while (Math.round(value * divisor) / divisor !== value) {
      power += 1;
      const next = POWERS[power];
      if (next === undefined) return undefined;
      divisor = next;
    }
    if (value === 0 && 1 / value < 0) return undefined; // no whole number is -0
    const size = value < 0 ? -value : value;
    if (size > most) most = size;
  }
  return { divisor, most };
}

function wholes<A extends Int8Array | Int16Array | Int32Array>(values: Float64Array, divisor: number, items: A): A {
  const missing = missingOf(items);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number; // a place in it
    items[i] = value === value ? Math.round(value * divisor) : missing;
  }
  return items;
}

const missingOf = ({ BYTES_PER_ELEMENT }: Int8Array | Int16Array | Int32Array): number =>
  -(2 ** (8 * BYTES_PER_ELEMENT - 1));

/** Writes the numbers at `from` to `to` (not included) into another list. */
export function widen({ items, divisor }: Narrow, from: number, to: number, into: Float64Array, at: number): void {
  if (items instanceof Float32Array || items instanceof Float64Array) {
    into.set(items.subarray(from, to), at);
    return;
  }
  const missing = missingOf(items);
  for (let i = from; i < to; i++) {
    const whole = items[i] as number; // a place in it
    into[at + i - from] = whole === missing ? NaN : whole / divisor;
  }
}

/** Codes from -1 on, in as many bytes as the largest needs. */
export function narrowedCodes(codes: Int32Array): Int8Array | Int16Array | Int32Array {
  let most = 0;
  for (let i = 0; i < codes.length; i++) if ((codes[i] as number) > most) most = codes[i] as number;
  if (most < 2 ** 7) return Int8Array.from(codes);
  return most < 2 ** 15 ? Int16Array.from(codes) : codes.slice();
}
