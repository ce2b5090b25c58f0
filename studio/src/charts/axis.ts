/** Positions along one side of a chart. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

const decade = (v: number): number => Number(v.toExponential().split('e')[1]);
const tenTo = (n: number): number => Number(`1e${n}`);

/** Pixels for values from `low` to `high`, evenly spaced or by powers of ten. */
export function linear(low: number, high: number, from: number, to: number, ticks = 4): Axis {
  const span = high > low ? high - low : 1;
  const at = (v: number): number => from + ((v - low) / span) * (to - from);
  return { at, ticks: nice(low, low + span, ticks) };
}

/** @param low @param high above 0 */
export function logarithmic(low: number, high: number, from: number, to: number): Axis {
  const l = log10(low);
  const h = log10(high);
  const span = h > l ? h - l : 1;
  const ticks: number[] = [];
  const within = [1, ...(h - l < 1.6 ? [2, 5] : [])];
  for (let k = Math.floor(l); k <= h; k++) {
    for (const m of within) {
      const v = Number((m * tenTo(k)).toPrecision(1));
      if (log10(v) >= l - 1e-9 && log10(v) <= h + 1e-9) ticks.push(v);
    }
  }
  return { at: (v) => from + ((log10(Math.min(high, Math.max(low, v))) - l) / span) * (to - from), ticks };
}
/** For positions on a screen. */
export const log10 = (v: number): number => Math.log10(v);

/** Round numbers between two ends: steps of 1, 2 or 5 × 10ⁿ. */
export function nice(low: number, high: number, count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  const unit = tenTo(decade(raw) || 0);
  const step = ([1, 2, 5, 10].find((m) => m * unit >= raw) ?? 10) * unit;
  // Counted, not added up: where a step is less than the last bit of the numbers, adding it would go nowhere.
  const first = Math.ceil(low / step - 1e-9);
  const all = Array.from({ length: 4 * Math.max(1, count) }, (_, i) => (first + i) * step);
  return [...new Set(all.filter((v) => v <= high + step * 1e-9).map((v) => Number(v.toPrecision(12))))];
}

/** Whole numbers for epochs: no more than fit. */
export const wholeTicks = (last: number, most: number): number[] => {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000].find((s) => last / s <= most) ?? last;
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
};

/** The least and greatest of finite numbers; a little room where all are equal. */
export function extent(values: Iterable<number>, positive = false): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (!Number.isFinite(v) || (positive && v <= 0)) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low <= high ? [low, high] : null;
}

/** A path through points, broken where a number is missing; of many points those that a pixel column can show. */
export function pathOf(points: readonly { readonly x: number; readonly y: number }[], pixels = Infinity): string {
  const kept = points.length > 4 * pixels ? thinned(points, pixels) : points;
  let out = '';
  let pen = false;
  for (const { x, y } of kept) {
    if (!Number.isFinite(y)) {
      pen = false;
      continue;
    }
    out += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
  }
  return out;
}
/** First, lowest, highest and last of each pixel column. */
function thinned(
  points: readonly { readonly x: number; readonly y: number }[],
  pixels: number,
): { x: number; y: number }[] {
  const out: { x: number; y: number }[] = [];
  const per = points.length / pixels;
  for (let p = 0; p < pixels; p++) {
    const column = points.slice(Math.floor(p * per), Math.floor((p + 1) * per));
    const finite = column.filter((q) => Number.isFinite(q.y));
    const [first] = finite;
    if (!first) {
      if (column[0]) out.push(column[0]);
      continue;
    }
    const last = finite.at(-1) ?? first;
    const low = finite.reduce((a, b) => (b.y < a.y ? b : a));
    const high = finite.reduce((a, b) => (b.y > a.y ? b : a));
    out.push(...[...new Set([first, low, high, last])].sort((a, b) => a.x - b.x));
  }
  return out;
}
