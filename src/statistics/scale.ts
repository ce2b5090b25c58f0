/**
 * What a feature is measured in: halves of its range, so that a feature of thousands does not decide alone, or as
 * given.
 */
export type Scale = 'range' | 'none';

/** Below it, halving loses bits down to 0, and dividing by it overflows. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** Half of a feature's range, or 1. A constant feature has no range and gets 1. */
export function unitOf(points: readonly (readonly number[])[], j: number, scale: Scale): number {
  if (scale === 'none') return 1;
  let low = Infinity;
  let high = -Infinity;
  for (const x of points) {
    low = Math.min(low, x[j] ?? 0);
    high = Math.max(high, x[j] ?? 0);
  }
  return high > low ? Math.max(high / 2 - low / 2, SMALLEST_NORMAL) : 1;
}
