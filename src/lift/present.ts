import { areaSize, cellKey, type Area } from '../workbook/index.ts';

/** Boxes up to this many cells are looked through place by place. */
const MANY = 4096;

/**
 * Which places of sheets can hold anything, for boxes that are mostly nothing: two cells may stand a whole sheet apart.
 */
export class Present {
  readonly #keysOf: (sheet: number) => Iterable<number>;
  readonly #sorted: (Float64Array | undefined)[] = [];

  /** @param keysOf keys of all places of a sheet that can hold anything */
  constructor(keysOf: (sheet: number) => Iterable<number>) {
    this.#keysOf = keysOf;
  }

  /** The keys of a box in reading order; null for a box that is small or well filled: every place is worth a look. */
  within(sheet: number, area: Area): Float64Array | null {
    const size = areaSize(area);
    if (size <= MANY) return null;
    const keys = (this.#sorted[sheet] ??= Float64Array.from(new Set(this.#keysOf(sheet))).sort());
    const from = firstFrom(keys, cellKey(area.top, area.left));
    const to = firstFrom(keys, cellKey(area.bottom, area.right) + 1);
    return 2 * (to - from) > size ? null : keys.subarray(from, to);
  }
}

/** Place of the first key that is not smaller. */
function firstFrom(keys: Float64Array, wanted: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
