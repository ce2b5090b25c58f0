import { exp, log } from '../util/libm.ts';

/**
 * The regularized incomplete beta function: the share of the beta distribution (a, b) that lies below x.
 *
 *   Iₓ(a, b) = 1/B(a, b) · ∫₀ˣ tᵃ⁻¹·(1-t)ᵇ⁻¹ dt
 *
 * Relative error below 1e-10 for a + b up to 1e4, below 1e-8 up to 1e6 (where log Γ is near 1e7 and its last bit
 * counts).
 *
 * @param x in [0, 1]
 * @param a, b positive
 * @see https://dlmf.nist.gov/8.17#v (the continued fraction)
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = exp(a * log(x) + b * log(1 - x) - logBeta(a, b));
  // The fraction converges fast below the mean; above it, by symmetry Iₓ(a, b) = 1 - I₁₋ₓ(b, a).
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

/**
 * The x in [0, 1] below which the share p of the beta distribution (a, b) lies: `incompleteBeta(x, a, b)` is p.
 * Newton's method, halving the bracket whenever a step would leave it.
 */
export function inverseIncompleteBeta(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const scale = logBeta(a, b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let i = 0; i < 200; i++) {
    const excess = incompleteBeta(x, a, b) - p;
    if (excess > 0) high = x;
    else low = x;
    const slope = exp((a - 1) * log(x) + (b - 1) * log(1 - x) - scale);
    const newton = x - excess / slope;
    const next = newton > low && newton < high ? newton : low / 2 + high / 2;
    if (Math.abs(next - x) <= 1e-16 * x) return next;
    x = next;
  }
  return x;
}

/** log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b). */
const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/**
 * log Γ(x) for x > 0: Stirling's series from 10 upwards, where its terms to x⁻¹³ leave less than 1e-16; below, through
 * Γ(x + 1) = x·Γ(x).
 * @see https://dlmf.nist.gov/5.11#E1
 */
export function logGamma(x: number): number {
  let shift = 1;
  let y = x;
  for (; y < 10; y++) shift *= y;
  const r = 1 / (y * y);
  let series = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series * r + (STIRLING[k] ?? 0);
  return (y - 0.5) * log(y) - y + HALF_LOG_TWO_PI + series / y - log(shift);
}

const HALF_LOG_TWO_PI = 0.9189385332046727;
/** B₂ₖ / (2k·(2k - 1)), k = 1 … 7, with the Bernoulli numbers B. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156] as const;

/** The continued fraction of DLMF 8.17.22 by Lentz's method: numerator and denominator as running ratios. */
function fraction(x: number, a: number, b: number): number {
  const TINY = 1e-300; // stands in for a ratio of exactly 0
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < TINY ? TINY : d);
  let value = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (Math.abs(d) < TINY ? TINY : d);
      if (Math.abs(c) < TINY) c = TINY;
      change = d * c;
      value *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}
