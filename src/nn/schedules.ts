import type { Node } from '../ir/node.ts';
import { add, constant, cos, div, floor, less, min, mul, neg, pow, same, sub, where } from '../ir/ops.ts';
import { checkBoolean, checkNumber, invalid, namedOptions } from './options.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/**
 * Rate · decayRate^(iteration / decaySteps), or with `inverseTimeDecay` rate / (1 + decayRate · iteration /
 * decaySteps).
 */
export interface Decay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
}
/** From the first rate to `endLearningRate` along (1 - iteration/decaySteps)^power; `cycle` starts again, longer. */
export interface PolynomialDecay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly endLearningRate: number;
  readonly power: number;
  readonly cycle: boolean;
}
/** Half a cosine down to alpha · rate; with `warmupTarget`, first a straight line up to it. */
export interface CosineDecay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly alpha: number;
  readonly warmupTarget: number | null;
  readonly warmupSteps: number;
}
/** values[0] while iteration ≤ boundaries[0], values[1] while ≤ boundaries[1] …, then the last value. */
export interface PiecewiseConstantDecay {
  readonly boundaries: readonly number[];
  readonly values: readonly number[];
}

interface Kinds {
  readonly exponentialDecay: Decay;
  readonly inverseTimeDecay: Decay;
  readonly polynomialDecay: PolynomialDecay;
  readonly cosineDecay: CosineDecay;
  readonly piecewiseConstantDecay: PiecewiseConstantDecay;
}
/** A learning rate that follows the iteration, as plain data: { name: 'exponentialDecay', initialLearningRate, … }. */
export type Schedule = { readonly [Name in keyof Kinds]: { readonly name: Name } & Kinds[Name] }[keyof Kinds];

const progress = (iteration: Node, { decaySteps, staircase }: Decay): Node => {
  const p = div(iteration, decaySteps);
  return staircase ? floor(p) : p;
};
const cosine = (o: CosineDecay, iteration: Node, from: number): Node =>
  mul(from, add(mul((1 - o.alpha) * 0.5, add(1, cos(mul(Math.PI, div(iteration, o.decaySteps))))), o.alpha));

/** Keras's arithmetic: keras/src/optimizers/schedules/learning_rate_schedule.py of 3.15.1. */
const rates: { readonly [Name in keyof Kinds]: (o: Kinds[Name], iteration: Node) => Node } = {
  exponentialDecay: (o, i) => mul(o.initialLearningRate, pow(o.decayRate, progress(i, o))),
  inverseTimeDecay: (o, i) => div(o.initialLearningRate, add(1, mul(o.decayRate, progress(i, o)))),
  polynomialDecay: (o, i) => {
    const rounds = where(same(i, 0), 1, neg(floor(neg(div(i, o.decaySteps))))); // rounded up, and 1 at the start
    const p = o.cycle ? div(i, mul(o.decaySteps, rounds)) : div(min(i, o.decaySteps), o.decaySteps);
    return add(mul(o.initialLearningRate - o.endLearningRate, pow(sub(1, p), o.power)), o.endLearningRate);
  },
  cosineDecay: (o, i) => {
    if (o.warmupTarget === null) return cosine(o, min(i, o.decaySteps), o.initialLearningRate);
    const at = min(i, o.decaySteps + o.warmupSteps);
    const cooled = cosine(o, sub(at, o.warmupSteps), o.warmupTarget);
    if (o.warmupSteps === 0) return cooled;
    const warming = add(mul(o.warmupTarget - o.initialLearningRate, div(at, o.warmupSteps)), o.initialLearningRate);
    return where(less(at, o.warmupSteps), warming, cooled);
  },
  piecewiseConstantDecay: ({ boundaries, values }, i) =>
    boundaries.reduceRight<Node>(
      (later, boundary, k) => where(less(boundary, i), later, values[k] ?? 0),
      constant(values.at(-1) ?? 0),
    ),
};

/** @param iteration finished steps, a scalar: 0 at the first step @returns the learning rate of the step, a scalar */
export const traceSchedule = <Name extends keyof Kinds>(
  schedule: { readonly name: Name } & Kinds[Name],
  iteration: Node,
): Node => rates[schedule.name](schedule, iteration);

const needed = undefined;
const defaults = {
  exponentialDecay: { initialLearningRate: needed, decaySteps: needed, decayRate: needed, staircase: false },
  inverseTimeDecay: { initialLearningRate: needed, decaySteps: needed, decayRate: needed, staircase: false },
  polynomialDecay: { initialLearningRate: needed, decaySteps: needed, endLearningRate: 0.0001, power: 1, cycle: false },
  cosineDecay: { initialLearningRate: needed, decaySteps: needed, alpha: 0, warmupTarget: null, warmupSteps: 0 },
  piecewiseConstantDecay: { boundaries: needed, values: needed },
} as const satisfies { readonly [Name in keyof Kinds]: { readonly [Option in keyof Kinds[Name]]: unknown } };

/** What a person may write: a schedule as data, options with a default left out. */
export type ScheduleOption = {
  readonly [Name in keyof Kinds]: { readonly name: Name } & Partial<Kinds[Name]>;
}[keyof Kinds];

/** Reads what a person wrote as a schedule. @throws GradsheetError `invalid-option` naming `where` */
export function schedule(from: ScheduleOption, where: Where = 'learningRate'): Schedule {
  const { name, options } = namedOptions(where, from, defaults, {
    exponential: 'exponentialDecay',
    cosine: 'cosineDecay',
    piecewiseConstant: 'piecewiseConstantDecay',
  });
  const at = (option: string): Where => words('{} {}, {}', where, name, option);
  for (const [option, value] of Object.entries(options)) {
    if (option === 'staircase' || option === 'cycle') checkBoolean(at(option), value);
    else if (option === 'decaySteps') checkNumber(at(option), value, { above: 0 });
    else if (option === 'boundaries' || option === 'values') checkList(at(option), value);
    else if (option === 'warmupTarget') {
      if (value !== null) checkNumber(at(option), value, { least: 0 });
    } else checkNumber(at(option), value, { least: 0 });
  }
  const made = Object.freeze({ name, ...options }) as Schedule; // every option of the row was checked above
  if (made.name === 'piecewiseConstantDecay' && made.values.length !== made.boundaries.length + 1) {
    invalid(at('values'), words('{} numbers, one more than boundaries', made.boundaries.length + 1), made.values);
  }
  return made;
}

function checkList(where: Where, value: unknown): void {
  if (!Array.isArray(value)) invalid(where, words('a list of numbers'), value);
  else for (const v of value) checkNumber(where, v);
}

const make =
  <Name extends keyof Kinds>(name: Name) =>
  (options: Partial<Kinds[Name]>): Schedule =>
    schedule({ ...options, name } as ScheduleOption); // name and options belong together by the type parameter

/** `optimizers.adam({ learningRate: schedules.cosineDecay({ initialLearningRate: 0.01, decaySteps: 1000 }) })` */
export const schedules = Object.freeze({
  exponentialDecay: make('exponentialDecay'),
  inverseTimeDecay: make('inverseTimeDecay'),
  polynomialDecay: make('polynomialDecay'),
  cosineDecay: make('cosineDecay'),
  piecewiseConstantDecay: make('piecewiseConstantDecay'),
});
