// A list that is searched again and again is put in order once.
import { equal } from '../arithmetic.ts';
import { isFailure, isLive, textNumber, type Failure, type Scalar } from '../values.ts';

/** Below this many items looking at all of them is as fast. */
const FEW = 16;

/** Where each distinct value of one kind stands in a list. Places count from 0. */
export interface Ordered<T extends number | string> {
  /** From small to large, each once. */
  readonly values: readonly T[];
  /** Places of value k, from first to last: `places` from `starts[k]` to below `starts[k + 1]`. */
  readonly places: Uint32Array;
  readonly starts: Uint32Array;
  /** The last place of any value up to this one, and from this one on. */
  readonly lastUpTo: Int32Array;
  readonly lastFrom: Int32Array;
}
export interface Keys {
  readonly numbers: Ordered<number>;
  readonly texts: Ordered<string>;
  readonly flags: Ordered<number>;
  /** Of texts that read as a number. */ readonly shown: Ordered<number>;
  /** The first error. */ readonly failure: Failure | null;
}

const known = new WeakMap<readonly Scalar[], Keys>();
/** Null for a list that is looked through as it is. */
export function keysOf(items: readonly Scalar[]): Keys | null {
  if (items.length < FEW) return null;
  const old = known.get(items);
  if (old) return old;
  const numbers: [number, number][] = [];
  const texts: [string, number][] = [];
  const flags: [number, number][] = [];
  const shown: [number, number][] = [];
  items.forEach((item, i) => {
    if (typeof item === 'number') numbers.push([item, i]);
    else if (typeof item === 'string') {
      const number = textNumber(item);
      texts.push([item.toUpperCase(), i]);
      if (number !== undefined) shown.push([number, i]);
    } else if (typeof item === 'boolean') flags.push([Number(item), i]);
  });
  const made: Keys = {
    numbers: ordered(numbers),
    texts: ordered(texts),
    flags: ordered(flags),
    shown: ordered(shown),
    failure: items.find(isFailure) ?? null,
  };
  known.set(items, made);
  return made;
}

const live = new WeakMap<readonly Scalar[], boolean>();
/** Does one of these depend on inputs? Long lists are asked once. */
export function anyLive(items: readonly Scalar[]): boolean {
  if (items.length < FEW) return items.some(isLive);
  const old = live.get(items);
  const found = old ?? items.some(isLive);
  if (old === undefined) live.set(items, found);
  return found;
}

function ordered<T extends number | string>(pairs: [T, number][]): Ordered<T> {
  pairs.sort(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : i - j));
  const values: T[] = [];
  const starts: number[] = [];
  pairs.forEach(([v], k) => {
    if (k === 0 || v !== values.at(-1)) {
      values.push(v);
      starts.push(k);
    }
  });
  const places = Uint32Array.from(pairs, ([, i]) => i);
  const ends = [...starts.slice(1), pairs.length];
  const lastOf = Int32Array.from(ends, (end) => places[end - 1] ?? -1);
  const lastUpTo = lastOf.slice();
  const lastFrom = lastOf.slice();
  for (let k = 1; k < lastOf.length; k++) lastUpTo[k] = Math.max(lastUpTo[k - 1] ?? -1, lastOf[k] ?? -1);
  for (let k = lastOf.length - 2; k >= 0; k--) lastFrom[k] = Math.max(lastFrom[k + 1] ?? -1, lastOf[k] ?? -1);
  return { values, places, starts: Uint32Array.from([...starts, pairs.length]), lastUpTo, lastFrom };
}

const alike = (a: number | string | undefined, b: number | string): boolean =>
  a === b || (typeof a === 'number' && typeof b === 'number' && equal(a, b) === 1);

/**
 * The values that are equal to this one, as a spreadsheet compares: from value number `from` to below `to`, which may
 * be none.
 */
export function equals<T extends number | string>(
  { values }: Ordered<T>,
  wanted: T,
): { readonly from: number; readonly to: number } {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as T) < wanted) low = middle + 1;
    else high = middle;
  }
  let from = low;
  let to = low;
  while (alike(values[from - 1], wanted)) from--;
  while (alike(values[to], wanted)) to++;
  return { from, to };
}
/** The same to the last bit. */
export function exactly<T extends number | string>(
  o: Ordered<T>,
  wanted: T,
): { readonly from: number; readonly to: number } {
  const { from, to } = equals(o, wanted);
  for (let k = from; k < to; k++) if (o.values[k] === wanted) return { from: k, to: k + 1 };
  return { from, to: from };
}
/** All places of values number `from` to below `to`, in the order of the list. */
export const placesOf = (
  { places, starts }: Ordered<number | string>,
  { from, to }: { readonly from: number; readonly to: number },
): number[] => {
  const all = [...places.subarray(starts[from], starts[to])];
  return to - from > 1 ? all.sort((a, b) => a - b) : all;
};

/** How many items are smaller, equal and larger, as a spreadsheet compares. */
export function counts<T extends number | string>(
  o: Ordered<T>,
  wanted: T,
  { from, to } = equals(o, wanted),
): { readonly smaller: number; readonly equal: number; readonly larger: number } {
  const smaller = o.starts[from] ?? 0;
  const upTo = o.starts[to] ?? 0;
  return { smaller, equal: upTo - smaller, larger: o.places.length - upTo };
}

/** The first or last place of a value; if it is missing, of the nearest one that is smaller or larger. -1: none. */
export function placeOf<T extends number | string>(
  o: Ordered<T>,
  wanted: T,
  otherwise: 'smaller' | 'larger' | null,
  fromEnd: boolean,
): number {
  const near = equals(o, wanted);
  const k =
    near.to > near.from
      ? near
      : otherwise === null
        ? null
        : beside(o, otherwise === 'smaller' ? near.from - 1 : near.to);
  if (!k) return -1;
  let found = -1;
  for (let v = k.from; v < k.to; v++) {
    // nearly always one
    const first = o.places[o.starts[v] ?? 0] ?? -1;
    const last = o.places[(o.starts[v + 1] ?? 0) - 1] ?? -1;
    found = found < 0 ? (fromEnd ? last : first) : fromEnd ? Math.max(found, last) : Math.min(found, first);
  }
  return found;
}
function beside<T extends number | string>(o: Ordered<T>, k: number): { from: number; to: number } | null {
  const value = o.values[k];
  return value === undefined ? null : equals(o, value);
}

/** The last place of a value that is not larger (`descending`: not smaller). -1: none. */
export function lastPlaceOf<T extends number | string>(o: Ordered<T>, wanted: T, descending: boolean): number {
  const { from, to } = equals(o, wanted);
  return (descending ? o.lastFrom[from] : o.lastUpTo[to - 1]) ?? -1;
}
