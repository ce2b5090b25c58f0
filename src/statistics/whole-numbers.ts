import { dyadic } from './rational.ts';

export interface WholeNumbers {
  readonly whole: readonly (readonly bigint[])[];
  readonly shifts: readonly number[];
}

/** Each feature times a power of two of its own, so that all its numbers are whole: x[j] = whole[j] · 2^shifts[j]. */
export function wholeNumbers(points: readonly (readonly number[])[]): WholeNumbers {
  const parts = points.map((x) => x.map(dyadic));
  const shifts = (points[0] ?? []).map((_, j) => {
    let low = Infinity;
    for (const row of parts) {
      const p = row[j];
      if (p && p.mantissa !== 0n) low = Math.min(low, p.exponent + trailingZeros(p.mantissa));
    }
    return Number.isFinite(low) ? low : 0;
  });
  const whole = parts.map((row) =>
    row.map((p, j) => {
      const by = p.exponent - (shifts[j] ?? 0);
      return by >= 0 ? p.mantissa << BigInt(by) : p.mantissa >> BigInt(-by);
    }),
  );
  return { whole, shifts };
}

function trailingZeros(x: bigint): number {
  let zeros = 0;
  for (let v = x; (v & 0xffffn) === 0n; v >>= 16n) zeros += 16;
  for (let v = x >> BigInt(zeros); (v & 1n) === 0n; v >>= 1n) zeros += 1;
  return zeros;
}
