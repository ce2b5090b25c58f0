import type { Words } from '../words.ts';
import { words } from './error-words.ts';

/** What a number may be; `above` and `below` exclude their ends, `least` and `most` include them. */
export interface Bounds {
  readonly above?: number;
  readonly below?: number;
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** Is it a finite number within the bounds? */
export const within = (value: unknown, { above, below, least, most, whole = false }: Bounds = {}): value is number =>
  typeof value === 'number' &&
  Number.isFinite(value) &&
  (!whole || Number.isInteger(value)) &&
  (above === undefined || value > above) &&
  (below === undefined || value < below) &&
  (least === undefined || value >= least) &&
  (most === undefined || value <= most);

/** The place of the first number that is not finite or not within the bounds; -1 if all are. */
export function firstOutside(
  numbers: ArrayLike<number>,
  { above = -Infinity, below = Infinity, least = -Infinity, most = Infinity, whole = false }: Bounds,
): number {
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i] as number; // a place in it
    const isWithin = x - x === 0 && x > above && x < below && x >= least && x <= most;
    if (!isWithin || (whole && x !== Math.floor(x))) return i;
  }
  return -1;
}

/** "a whole number of at least 1", "a number above 0 and below 1" */
export function boundsWords(bounds: Bounds): Words {
  const limits = limitsOf(bounds);
  if (!limits) return bounds.whole ? words('a whole number') : words('a number');
  return bounds.whole ? words('a whole number {}', limits) : words('a number {}', limits);
}

function limitsOf({ above, below, least, most }: Bounds): Words | undefined {
  if (above !== undefined && below !== undefined) return words('above {} and below {}', above, below);
  if (above !== undefined && most !== undefined) return words('above {} and of at most {}', above, most);
  if (least !== undefined && below !== undefined) return words('of at least {} and below {}', least, below);
  if (least !== undefined && most !== undefined) return words('from {} to {}', least, most);
  if (above !== undefined) return words('above {}', above);
  if (least !== undefined) return words('of at least {}', least);
  if (below !== undefined) return words('below {}', below);
  if (most !== undefined) return words('of at most {}', most);
  return undefined;
}
