/**
 * Our own exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow in f64: the same bits in every engine.
 *
 * `Math.exp` and its friends differ between browsers, and even between two versions of one; these use only + - * /,
 * comparisons and integer operations, all exact by IEEE 754. `targets/wasm/routines.ts` emits the same operations in
 * the same order, and a test compares the bits.
 *
 * A *pair* is a number kept as the sum high + low, low at most half a unit in the last place of high. Functions that
 * return a pair return `high` and leave `low` in the variable of that name, which the caller reads at once.
 *
 * Coefficients: Chebyshev interpolation at 60 digits, printed by `test/vectors/make/libm-coefficients.py`.
 * Largest errors seen, in units in the last place: `test/util/libm.test.ts`.
 */
export const LN2_HIGH = 0.6931471805592082; // 40 bits: times a whole number below 2^13 it is exact
export const LN2_LOW = 7.371002565167799e-13;
export const LOG2_E = 1.4426950408889634;
/** Added and taken away again, it rounds to the nearest whole number, ties to even: 1.5·2^52. */
export const ROUNDER = 6755399441055744;
/** 2^27 + 1 splits a double into two halves whose products are exact (Veltkamp 1968, Dekker 1971). */
export const SPLITTER = 134217729;
/** (e^r - 1 - r)/r² for |r| ≤ ½·ln 2. */
export const EXP = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326141, 0.0013888888888883752, 0.00019841269874800493,
  2.4801587325533363e-5, 2.7557255425746435e-6, 2.7557273661348637e-7, 2.510520637395701e-8, 2.0914679376583935e-9,
] as const;
/** (2·atanh(s)/s - 2)/s² in z = s², for the mantissa between √½ and √2. */
export const LOG = [
  0.6666666666666666, 0.3999999999999999, 0.2857142857143536, 0.22222222219858734, 0.18181818593656762,
  0.15384575132330097, 0.13335638669839822, 0.1168812364286311, 0.11881997202961458,
] as const;
/** (tanh(x)/x - 1)/x² in z = x², for |x| ≤ ¼. */
export const TANH = [
  -0.3333333333333333, 0.1333333333333333, -0.05396825396824333, 0.021869488534404923, -0.008863235385524647,
  0.0035921213373955427, -0.001455651367917246, 0.0005871001029383461, -0.00021359571665654513,
] as const;

/** Exponents of `pow` beyond ±2^65 give what 2^65 gives. */
export const POW_LIMIT = 36893488147419103232;
/** Terms from z³ on of 2·atanh(s)/s in z = s²; the first two, 2/3 and 2/5, are pairs. */
export const LOG_TAIL = [
  0.2857142857142857, 0.22222222222222215, 0.18181818181823894, 0.153846153826267, 0.13333333679849824,
  0.11764672016431912, 0.10528255189645895, 0.09459393618499165, 0.09835593660922519,
] as const;
export const TWO_THIRDS = [0.6666666666666666, 3.700743415417188e-17] as const;
export const TWO_FIFTHS = [0.4, -2.2204460492503132e-17] as const;
/** (sin(x)/x - 1)/x² in z = x², for |x| ≤ π/4. */
export const SIN = [
  -0.16666666666666666, 0.008333333333333333, -0.00019841269841269839, 2.75573192239811e-6, -2.5052108382390036e-8,
  1.6059042781086055e-10, -7.646961352094323e-13, 2.7912442433471976e-15,
] as const;
/** (cos(x) - 1 + z/2)/z² in z = x², for |x| ≤ π/4. */
export const COS = [
  0.041666666666666664, -0.0013888888888888887, 2.4801587301584645e-5, -2.7557319221402824e-7, 2.087675579108042e-9,
  -1.1470460887609959e-11, 4.7458719020432915e-14,
] as const;
export const TWO_OVER_PI = 0.6366197723675814;
/** π/2 in 33 + 33 + 33 + 53 bits: times a whole number below 2^20 the first three are exact. */
export const HALF_PI = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const;
/** π/2 as a pair. */
export const HALF_PI_PAIR = [1.5707963267948966, 6.123233995736766e-17] as const;
/** 2/π in digits of base 2^24: enough for the largest double. */
export const TWO_OVER_PI_DIGITS = [
  10680707, 7228996, 1387004, 2578385, 16069853, 12639074, 9804092, 4427841, 16666979, 11263675, 12935607, 2387514,
  4345298, 14681673, 3074569, 13734428, 16653803, 1880361, 10960616, 8533493, 3062596, 8710556, 7349940, 6258241,
  3772886, 3769171, 3798172, 8675211, 12450088, 3874808, 9961438, 366607, 15675153, 9132554, 7151469, 3571407, 2607881,
  12013382, 4155038, 6285869, 7677882, 13102053, 15825725, 473591, 9065106, 15363067, 6271263, 9264392, 5636912,
  4652155,
] as const;
/** erf(x)/x - 1 in z = x², for |x| < 7/8. */
export const ERF = [
  0.1283791670955126, -0.37612638903183754, 0.11283791670955126, -0.02686617064513117, 0.005223977625440744,
  -0.0008548327023299589, 0.00012055332971517967, -1.4925649884519641e-5, 1.6462099109320272e-6, -1.6365497949363926e-7,
  1.4801643585822589e-8, -1.2229181851267613e-9, 8.97319961812813e-11, -4.710616836115351e-12,
] as const;
/** 1 - erf(x) in x - middle, up to `end`. */
export const ERFC = [
  {
    end: 1.25,
    middle: 1.0625,
    c: [
      0.13294173056504724, -0.36490289117800373, 0.3877093218766293, -0.15299313927011698, -0.047958835388469186,
      0.0662804468603489, -0.010685302126418323, -0.012537310167084183, 0.005619927729856528, 0.0011110640359047496,
      -0.0012350724116155368, 5.266349908685867e-5, 0.0001750639250532394,
    ],
  },
  {
    end: 1.75,
    middle: 1.5,
    c: [
      0.03389485352468928, -0.11893028922362937, 0.17839543383543424, -0.13875200409423388, 0.04459885846137387,
      0.014866286152857906, -0.019326172240245812, 0.004743053210411032, 0.0023626886703155365, -0.0017098199765491864,
      9.26544017240773e-5, 0.0002544584933527021, -7.465151445293923e-5, -1.8075920572403394e-5,
    ],
  },
  {
    end: 2.5,
    middle: 2.125,
    c: [
      0.0026540293594823415, -0.01234082061433369, 0.026224243805459103, -0.03303740518629096, 0.026360828408612313,
      -0.012495482591254457, 0.0018214125933243273, 0.0018692572487551719, -0.0013833456172150532,
      0.0002897800430862804, 0.00012277169557590255, -9.48556085849157e-5, 1.4991702636098173e-5, 8.49535455906368e-6,
      -4.547519182503466e-6, 1.5782152294236776e-7, 4.5767833891795423e-7,
    ],
  },
  {
    end: 3.5,
    middle: 3,
    c: [
      2.2090496998585282e-5, -0.00013925305194674784, 0.00041775915584034667, -0.0007891006276982421,
      0.001044397889589606, -0.001016547279210811, 0.0007380411757701717, -0.00039057165524066515,
      0.00013477705166604925, -1.3906885090052875e-5, -1.5616127016825295e-5, 1.0793613988768995e-5,
      -3.0314504497398636e-6, -1.233538484596295e-7, 4.554764857505626e-7, -1.6587434292710002e-7,
      2.9699224264053058e-9, 1.5307644059539223e-8,
    ],
  },
  {
    end: 6,
    middle: 4.75,
    c: [
      1.8485050600597523e-11, -1.7934357148908584e-10, 8.518815134490865e-10, -2.6378448363644698e-9,
      5.980932633829967e-9, -1.0572401421554316e-8, 1.5144603019582366e-8, -1.8036260538924746e-8,
      1.8173391106901695e-8, -1.5675590364516307e-8, 1.1659172797106981e-8, -7.5049982814165e-9, 4.178306642972349e-9,
      -1.993904836968085e-9, 7.979507080481838e-10, -2.5941309331967484e-10, 6.406964582884219e-11,
      -6.715696505666949e-12, -4.656511636875435e-12, 2.8522580915813216e-12, -5.081101165203323e-13,
      -7.690346966986549e-15,
    ],
  },
] as const;

const double = new Float64Array(1);
const word = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0; // which word holds the exponent: byte order
let low = 0;
let exponent = 0;
let quadrant = 0;

/** e^x. Error < 0.6 ulp, below the normal numbers < 1. */
export function exp(x: number): number {
  return expPair(x, 0);
}

/** Natural logarithm; -∞ at 0, NaN below. Error < 0.85 ulp. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  return x === Infinity ? x : logPair(x);
}

/** Hyperbolic tangent. Error < 0.7 ulp. */
export function tanh(x: number): number {
  const a = x < 0 ? -x : x;
  if (a < 1e-9) return x; // and keeps -0; x³/3 is less than half a unit in the last place
  if (a <= 0.25) {
    const z = x * x;
    return x + x * (z * horner(TANH, z));
  }
  if (a > 22) return x < 0 ? -1 : 1; // 1 - tanh(22) is less than half a unit in the last place of 1
  const e = expPair(-2 * a, 0);
  const tail = low;
  const n = 1 - e;
  const nLow = 1 - n - e - tail;
  const d = 1 + e;
  const dLow = 1 - d + e + tail;
  const y = quotient(n, nLow, d, dLow); // tanh a = (1 - e^(-2a)) / (1 + e^(-2a))
  return x < 0 ? -y : y;
}

/** 1/(1 + e^-x). Error < 0.8 ulp. */
export function sigmoid(x: number): number {
  const e = expPair(x < 0 ? x : -x, 0);
  const tail = low;
  const d = 1 + e;
  const dLow = 1 - d + e + tail;
  return x < 0 ? quotient(e, tail, d, dLow) : quotient(1, 0, d, dLow);
}

/** log(1 + e^x), without overflow. Error < 0.95 ulp. */
export function softplus(x: number): number {
  if (x > 40) return x; // log(1 + e^-40) is less than half a unit in the last place of 40
  const e = expPair(x < 0 ? x : -x, 0);
  const tail = low;
  const u = 1 + e;
  const uLow = 1 - u + e + tail;
  const w = uLow / u;
  const l = logPair(u);
  const lLow = low + (w - 0.5 * w * w); // log(u + uLow) = log u + log(1 + w)
  const m = x > 0 ? x : 0;
  const y = m + l;
  const part = y - m;
  return y + (m - (y - part) + (l - part) + lLow); // softplus x = max(x, 0) + log(1 + e^-|x|)
}

/** Sine. Error < 0.8 ulp, for every finite x; NaN at ±∞. */
export function sin(x: number): number {
  if (!(x - x === 0)) return NaN;
  if (x >= -1e-9 && x <= 1e-9) return x; // and keeps -0; x³/6 is less than half a unit in the last place
  const r = reduce(x < 0 ? -x : x);
  const y = quarterTurn(r, low, quadrant);
  return x < 0 ? -y : y;
}

/** Cosine. Error < 0.8 ulp, for every finite x; NaN at ±∞. */
export function cos(x: number): number {
  if (!(x - x === 0)) return NaN;
  const r = reduce(x < 0 ? -x : x);
  return quarterTurn(r, low, quadrant + 1); // cos x = sin(x + π/2)
}

/** 2/√π ∫₀ˣ e^-t² dt. Error < 0.9 ulp. */
export function erf(x: number): number {
  const a = x < 0 ? -x : x;
  if (a < 0.875) return x + x * horner(ERF, x * x);
  if (!(a < 6)) return x > 0 ? 1 : x < 0 ? -1 : x; // 1 - erf(6) is less than half a unit in the last place of 1
  for (const { end, middle, c } of ERFC) {
    if (a < end) {
      const y = 1 - horner(c, a - middle);
      return x < 0 ? -y : y;
    }
  }
  return NaN; // not reached: the last piece ends at 6
}

/** For places in pictures, and powers of ten that are near; the last bit may be off. */
export const log10 = (x: number): number => log(x) / Math.LN10;

/**
 * x^y, with the special cases of JavaScript's `**`: x^0 = 1 even for NaN, (±1)^±∞ = NaN, NaN for a negative x to a
 * power that is not whole. Error < 0.7 ulp, below the normal numbers < 1.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const a = x < 0 ? -x : x;
  const whole = Math.floor(y) === y;
  const odd = whole && Math.floor(0.5 * y) !== 0.5 * y;
  if (y - y !== 0) return a === 1 ? NaN : a > 1 === y > 0 ? Infinity : 0;
  const negative = odd && (x < 0 || (x === 0 && 1 / x < 0));
  if (a === 0 || a === Infinity) {
    const z = (a === 0) === y > 0 ? 0 : Infinity;
    return negative ? -z : z;
  }
  if (x < 0 && !whole) return NaN;
  // |log x| ≥ 2^-53 or x = 1: beyond, all is 0, 1 or ∞
  const t = y > POW_LIMIT ? POW_LIMIT : y < -POW_LIMIT ? -POW_LIMIT : y;
  const l = logExact(a);
  const lLow = low;
  const p = product(t, l);
  const z = p > 710 ? Infinity : p < -746 ? 0 : expPair(p, low + t * lLow);
  return negative ? -z : z;
}

/** |x|, exact in every engine. */
export function abs(x: number): number {
  return Math.abs(x);
}

/** e^(x + more) as a pair; `more` is a small correction to x. */
function expPair(x: number, more: number): number {
  const t = x > 710 ? 710 : x < -746 ? -746 : x; // beyond these all is ∞ or 0
  const k = t * LOG2_E + ROUNDER - ROUNDER;
  const a = t - k * LN2_HIGH;
  const b = k * LN2_LOW - more;
  const r = a - b;
  const c = a - r - b; // t + more = k·ln 2 + r + c
  const p = r * r * horner(EXP, r);
  const s = 1 + r;
  const rest = 1 - s + r + (p + (c + c * r)); // e^(r + c) = 1 + r + p + c·(1 + r)
  const y = s + rest;
  const half = k >> 1;
  const scale = power2(half);
  const scale2 = power2(k - half);
  low = (s - y + rest) * scale * scale2;
  return y * scale * scale2; // in two factors, because 2^k alone may overflow, or may not be a normal number
}

/** log(x) as a pair, for 0 < x < ∞. */
function logPair(x: number): number {
  const m = mantissa(x);
  const k = exponent;
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const square = 0.5 * f * f;
  const a = k * LN2_HIGH;
  const h = a + f; // log m = f - f²/2 + s·(f²/2 + z·P(z))
  const rest = a - h + f + (s * (square + z * horner(LOG, z)) - square + k * LN2_LOW);
  const y = h + rest;
  low = h - y + rest;
  return y;
}

/** log(x) for 0 < x < ∞ as a pair with about 68 correct bits: what is left after a product with up to 745 in `pow`. */
function logExact(x: number): number {
  const m = mantissa(x);
  const k = exponent;
  const f = m - 1;
  const d = 2 + f;
  const dLow = 2 - d + f;
  const s = f / d;
  const sd = product(s, d);
  const sLow = (f - sd - low - s * dLow) / d;
  const z = product(s, s);
  const zLow = low + 2 * s * sLow;
  const t = z * horner(LOG_TAIL, z);
  const b = TWO_FIFTHS[0] + t;
  const bLow = TWO_FIFTHS[0] - b + t + TWO_FIFTHS[1];
  const u = productOfPairs(z, zLow, b, bLow);
  const uLow = low;
  const c = TWO_THIRDS[0] + u;
  const cLow = TWO_THIRDS[0] - c + u + (TWO_THIRDS[1] + uLow);
  const w = productOfPairs(z, zLow, c, cLow);
  const wLow = low;
  const v = productOfPairs(s, sLow, w, wLow);
  const vLow = low; // log m = 2s + v
  const h = sum(k * LN2_HIGH, 2 * s);
  const hLow = low;
  const g = sum(h, v);
  const rest = low + hLow + (k * LN2_LOW + (2 * sLow + vLow));
  const y = g + rest;
  low = g - y + rest;
  return y;
}

/** x = m · 2^exponent with √½ ≤ m < √2, for 0 < x < ∞; returns m. */
function mantissa(x: number): number {
  const small = x < 2.2250738585072014e-308; // below the normal numbers
  double[0] = small ? x * 18014398509481984 : x; // 2^54
  const bits = word[HIGH] as number;
  word[HIGH] = (bits & 0xfffff) | 0x3ff00000;
  const m = double[0];
  const big = m > Math.SQRT2;
  exponent = (bits >>> 20) - 1023 + (big ? 1 : 0) - (small ? 54 : 0);
  return big ? 0.5 * m : m;
}

/** x ≥ 0 less `quadrant` times π/2, as a pair of magnitude ≤ π/4 (a little more for large x). */
function reduce(x: number): number {
  if (x >= 1048576) return reduceLarge(x);
  const n = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  quadrant = n & 3;
  const a = sum(x - n * HALF_PI[0], -n * HALF_PI[1]);
  const aLow = low; // the first difference is exact
  const b = sum(a, -n * HALF_PI[2]);
  const rest = low + aLow - n * HALF_PI[3];
  const r = b + rest;
  low = b - r + rest;
  return r;
}

/**
 * The same for x ≥ 2^20, where n·π/2 needs more bits than we have: x·2/π modulo 4, of which only the digits that
 * matter are multiplied.
 * @see Payne & Hanek 1983, "Radian reduction for trigonometric functions"
 */
function reduceLarge(x: number): number {
  double[0] = x;
  const e = ((word[HIGH] as number) >>> 20) - 1075; // x = X · 2^e, X a whole number of 53 bits in digits x2, x1, x0
  const whole = x * power2(-(e >> 1)) * power2(-(e - (e >> 1)));
  const x2 = Math.floor(whole * 2 ** -48);
  const x1 = Math.floor((whole - x2 * 2 ** 48) * 2 ** -24);
  const x0 = whole - x2 * 2 ** 48 - x1 * 2 ** 24;
  const first = e < 2 ? 0 : Math.floor((e - 2) / 24); // the digits before this one give multiples of 4
  const digit = (i: number): number => (i < 0 ? 0 : (TWO_OVER_PI_DIGITS[first + i] ?? 0));
  const piece = new Float64Array(10); // piece[p] · 2^(scale - 24·p)
  let carry = 0;
  for (let p = 9; p >= 0; p--) {
    const t = x0 * digit(p - 2) + x1 * digit(p - 1) + x2 * digit(p) + carry;
    carry = Math.floor(t * 2 ** -24);
    piece[p] = t - carry * 2 ** 24;
  }
  const scale = power2(e - 24 * (first + 1) + 48);
  const at = (p: number): number => (piece[p] as number) * scale * 2 ** (-24 * p);
  const mod4 = (t: number): number => t - 4 * Math.floor(0.25 * t);
  const head = mod4(at(0)) + mod4(at(1));
  const n1 = head + ROUNDER - ROUNDER;
  const next = mod4(at(2));
  const n2 = next + ROUNDER - ROUNDER;
  const s = sum(head - n1, next - n2);
  const sLow = low;
  const a = sum(s, at(3) + at(4));
  const aLow = low;
  const n3 = a + ROUNDER - ROUNDER;
  quadrant = (n1 + n2 + n3) & 3;
  const b = sum(a - n3, sLow);
  const bLow = low;
  const c = sum(b, at(5) + at(6));
  const rest = low + bLow + aLow + (at(7) + at(8) + at(9));
  const r = c + rest;
  const rLow = c - r + rest;
  return productOfPairs(r, rLow, HALF_PI_PAIR[0], HALF_PI_PAIR[1]);
}

/** sin(r + tail + turns·π/2) for |r| ≤ π/4. */
function quarterTurn(r: number, tail: number, turns: number): number {
  const z = r * r;
  const half = 0.5 * z;
  let y: number;
  if (turns & 1) {
    const w = 1 - half;
    y = w + (1 - w - half + (z * z * horner(COS, z) - r * tail));
  } else y = r + (r * (z * horner(SIN, z)) + tail * (1 - half));
  return turns & 2 ? -y : y;
}

/** (n + nLow)/(d + dLow), rounded almost correctly: the remainder is taken exactly. */
function quotient(n: number, nLow: number, d: number, dLow: number): number {
  const q = n / d;
  const p = product(q, d);
  return q + (n - p - low + (nLow - q * dLow)) / d;
}

/** a·b as an exact pair. */
function product(a: number, b: number): number {
  const p = a * b;
  const u = SPLITTER * a;
  const a1 = u - (u - a);
  const a2 = a - a1;
  const v = SPLITTER * b;
  const b1 = v - (v - b);
  const b2 = b - b1;
  low = a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
  return p;
}

/** (a + aLow)·(b + bLow) as a pair. */
function productOfPairs(a: number, aLow: number, b: number, bLow: number): number {
  const p = product(a, b);
  const rest = low + (a * bLow + aLow * b);
  const y = p + rest;
  low = p - y + rest;
  return y;
}

/** a + b as an exact pair (Knuth). */
function sum(a: number, b: number): number {
  const s = a + b;
  const part = s - a;
  low = a - (s - part) + (b - part);
  return s;
}

/** 2^k for -1022 ≤ k ≤ 1023. */
function power2(k: number): number {
  double[0] = 0;
  word[HIGH] = (k + 1023) << 20;
  return double[0] as number;
}

/** c₀ + c₁·t + c₂·t² + … */
function horner(c: readonly number[], t: number): number {
  let y = c[c.length - 1] as number;
  for (let i = c.length - 2; i >= 0; i--) y = y * t + (c[i] as number);
  return y;
}
