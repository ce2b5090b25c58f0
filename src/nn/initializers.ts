import { size, type Shape } from '../ir/shape.ts';
import { CounterRandom } from '../util/counter-random.ts';
import { checkNumber, namedOptions } from './options.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** Where the first values of a variable come from, as plain data. Names, numbers and defaults are those of Keras. */
export type Initializer =
  | { readonly name: 'zeros' | 'ones' | Scaled }
  | { readonly name: 'constant'; readonly value: number }
  | { readonly name: 'randomUniform'; readonly minval: number; readonly maxval: number }
  | { readonly name: 'randomNormal' | 'truncatedNormal'; readonly mean: number; readonly stddev: number }
  | { readonly name: 'orthogonal'; readonly gain: number };
type Scaled = keyof typeof scaled;

/** What a person may write: `'glorotUniform'`, `'constant:0.33'`, `{ name: 'randomNormal', stddev: 0.1 }`. */
export type InitializerOption = string | { readonly name: string; readonly [option: string]: unknown };

/** Inputs and outputs of one unit: what the scaled initializers divide by. */
export interface Fans {
  readonly in: number;
  readonly out: number;
}

/** Variance scale/fan, drawn evenly or from a bell cut at two standard deviations. */
const scaled = {
  glorotUniform: { scale: 1, fan: 'average', even: true },
  glorotNormal: { scale: 1, fan: 'average', even: false },
  heUniform: { scale: 2, fan: 'in', even: true },
  heNormal: { scale: 2, fan: 'in', even: false },
  lecunUniform: { scale: 1, fan: 'in', even: true },
  lecunNormal: { scale: 1, fan: 'in', even: false },
} as const;

/** Per initializer its options, in the order of the text form, with Keras's defaults. */
const defaults = {
  zeros: {},
  ones: {},
  constant: { value: 0 },
  glorotUniform: {},
  glorotNormal: {},
  heUniform: {},
  heNormal: {},
  lecunUniform: {},
  lecunNormal: {},
  randomUniform: { minval: -0.05, maxval: 0.05 },
  randomNormal: { mean: 0, stddev: 0.05 },
  truncatedNormal: { mean: 0, stddev: 0.05 },
  orthogonal: { gain: 1 },
} as const satisfies Record<Initializer['name'], Readonly<Record<string, number>>>;

// the keys of a frozen literal
export const initializerNames = Object.freeze(Object.keys(defaults) as Initializer['name'][]);

/**
 * Reads what a person wrote as an initializer.
 *
 *   initializer('constant:0.33')   // → { name: 'constant', value: 0.33 }
 *
 * @throws GradsheetError `invalid-option` naming `where`
 */
export function initializer(from: InitializerOption, where: Where = 'initializer'): Initializer {
  const { name, options } = namedOptions(where, from, defaults, { uniform: 'randomUniform', normal: 'randomNormal' });
  for (const [option, value] of Object.entries(options)) {
    checkNumber(words('{} {}, {}', where, name, option), value, option === 'stddev' ? { least: 0 } : {});
  }
  // the table gives each name its options, and all are numbers
  return Object.freeze({ name, ...options }) as Initializer;
}

/** Rank 1: both fans are the size. Rank 2: [in, out]. More: […window, in, out], each times the window's size. */
export function fansOf(shape: Shape): Fans {
  if (shape.length < 2) return { in: shape[0] ?? 1, out: shape[0] ?? 1 };
  const window = size(shape.slice(0, -2));
  return { in: window * (shape.at(-2) ?? 1), out: window * (shape.at(-1) ?? 1) };
}

/**
 * The first values of a variable, in C order: the same for the same seed and stream on every machine.
 *
 *   glorotUniform  even on ±√(6 / (in + out))      glorotNormal  bell, standard deviation √(2 / (in + out))
 *   heUniform      even on ±√(6 / in)              heNormal      √(2 / in)
 *   lecunUniform   even on ±√(3 / in)              lecunNormal   √(1 / in)
 *
 * @param random.stream the number of the variable in its model; two variables never share draws
 * @see keras/src/initializers/random_initializers.py of Keras 3.15.1 (distributions; its generators are not emulated)
 */
export function initialize(
  init: Initializer,
  shape: Shape,
  random: { readonly seed: number; readonly stream: number; readonly fans?: Fans },
): Float64Array {
  const n = size(shape);
  const source = new CounterRandom(random.seed, random.stream);
  const fill = (next: () => number): Float64Array => Float64Array.from({ length: n }, next);
  switch (init.name) {
    case 'zeros':
      return new Float64Array(n);
    case 'ones':
      return new Float64Array(n).fill(1);
    case 'constant':
      return new Float64Array(n).fill(init.value);
    case 'randomUniform':
      return fill(() => init.minval + (init.maxval - init.minval) * source.uniform());
    case 'randomNormal':
      return fill(() => init.mean + init.stddev * source.normal());
    case 'truncatedNormal':
      return fill(() => init.mean + init.stddev * truncated(source));
    case 'orthogonal':
      return orthogonal(shape, source).map((v) => init.gain * v);
    default: {
      const { scale, fan, even } = scaled[init.name];
      const fans = random.fans ?? fansOf(shape);
      const variance = scale / Math.max(1, fan === 'in' ? fans.in : (fans.in + fans.out) / 2);
      const limit = Math.sqrt(3 * variance);
      const deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
      return fill(even ? () => limit * (2 * source.uniform() - 1) : () => deviation * truncated(source));
    }
  }
}

/** The first values of a variable. @see initialize */
export function firstValues(
  {
    init,
    shape,
    ones,
  }: { readonly init: Initializer; readonly shape: Shape; readonly ones?: readonly [number, number] },
  random: { readonly seed: number; readonly stream: number },
): Float64Array {
  const values = initialize(init, shape, random);
  return ones ? values.fill(1, ...ones) : values;
}

/** Standard deviation of a standard normal number kept within ±2: √(1 - 4·φ(2) / (2·Φ(2) - 1)). */
const TRUNCATED_DEVIATION = 0.8796256610342398;

function truncated(source: CounterRandom): number {
  for (;;) {
    const z = source.normal();
    if (Math.abs(z) <= 2) return z; // 95.4 % of them
  }
}

/**
 * Orthonormal columns (rows, where the matrix is wide) of normal numbers: the Q of a QR whose R has a positive
 * diagonal,
 * by Gram and Schmidt, projected out twice ("twice is enough": Giraud, Langou & Rozloznik 2005).
 */
function orthogonal(shape: Shape, source: CounterRandom): Float64Array {
  const columns = shape.at(-1) ?? 1;
  const rows = size(shape.slice(0, -1));
  const long = Math.max(rows, columns);
  const short = Math.min(rows, columns);
  const normal = Float64Array.from({ length: long * short }, () => source.normal()); // [long, short]
  const basis: Float64Array[] = [];
  for (let j = 0; j < short; j++) {
    const v = Float64Array.from({ length: long }, (_, i) => normal[i * short + j] ?? 0);
    for (let pass = 0; pass < 2; pass++) {
      for (const q of basis) {
        const c = dot(q, v);
        q.forEach((x, i) => {
          v[i] = (v[i] ?? 0) - c * x;
        });
      }
    }
    const length = Math.sqrt(dot(v, v));
    basis.push(v.map((x) => x / length));
  }
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const i = Math.floor(at / columns);
    const j = at % columns;
    return (rows >= columns ? basis[j]?.[i] : basis[i]?.[j]) ?? 0;
  });
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, x, i) => total + x * (b[i] ?? 0), 0);
