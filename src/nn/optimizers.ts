import type { Node } from '../ir/node.ts';
import { abs, add, div, max, mul, pow, sqrt, square, sub } from '../ir/ops.ts';
import { checkClip, clipNames, type ClipOptions } from './clip.ts';
import type { Nodes, Optimizer } from './layer.ts';
import { checkBoolean, checkNames, checkNumber, invalid, keyOf } from './options.ts';
import { schedule, type Schedule, type ScheduleOption } from './schedules.ts';
import { listedNames, type Where } from '../words.ts';
import { words } from './error-words.ts';

/** What every optimizer takes. */
export interface CommonOptions extends ClipOptions {
  /** Change of a parameter per step: a number ≥ 0, or a schedule. */
  readonly learningRate?: number | ScheduleOption;
  /** Before each update every parameter loses this share of itself times the learning rate. */
  readonly weightDecay?: number;
}
export interface SgdOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
}
export interface RmspropOptions {
  readonly rho?: number;
  readonly momentum?: number;
  readonly epsilon?: number;
  readonly centered?: boolean;
}
export interface AdagradOptions {
  readonly initialAccumulatorValue?: number;
  readonly epsilon?: number;
}
/** Of Adam's relatives. */
export interface MomentsOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}
export interface AdamOptions extends MomentsOptions {
  readonly amsgrad?: boolean;
}

/**
 * What differs between optimizers. `rate` is the step's learning rate, a scalar; all others have the parameter's shape.
 */
interface Rule<Options> {
  readonly defaults: Required<Options> & { readonly learningRate: number; readonly weightDecay?: number };
  slots(o: Required<Options>): readonly string[];
  initial?(o: Required<Options>): Readonly<Record<string, number>>;
  /** Scalars of the step, made once for all parameters. */
  shared?(o: Required<Options>, c: { readonly step: Node; readonly rate: Node }): Nodes;
  update(
    o: Required<Options>,
    c: {
      readonly w: Node;
      readonly g: Node;
      readonly rate: Node;
      readonly slot: (name: string) => Node;
      readonly shared: (name: string) => Node;
    },
  ): { readonly w: Node; readonly slots: Nodes };
}

/** Steps against the gradient, with momentum w ← w + m, m ← momentum·m - rate·g; Nesterov looks one step ahead. */
const sgd: Rule<SgdOptions> = {
  defaults: { learningRate: 0.01, momentum: 0, nesterov: false },
  slots: (o) => (o.momentum === 0 ? [] : ['m']),
  update: (o, { w, g, rate, slot }) => {
    const change = mul(g, rate);
    if (o.momentum === 0) return { w: sub(w, change), slots: {} };
    const m = sub(mul(slot('m'), o.momentum), change);
    return { w: add(w, o.nesterov ? sub(mul(m, o.momentum), change) : m), slots: { m } };
  },
};

/**
 * Step sizes from a running mean v of g²: w ← w - rate·g / √(v + ε); `centered` takes the square of the mean of g away
 * from v.
 */
const rmsprop: Rule<RmspropOptions> = {
  defaults: { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
  slots: (o) => ['v', ...(o.momentum > 0 ? ['m'] : []), ...(o.centered ? ['mean'] : [])],
  update: (o, { w, g, rate, slot }) => {
    const running = (before: Node, now: Node): Node => add(mul(o.rho, before), mul(1 - o.rho, now));
    const v = running(slot('v'), square(g));
    const mean = o.centered ? { mean: running(slot('mean'), g) } : {};
    const spread = add(mean.mean ? sub(v, square(mean.mean)) : v, o.epsilon);
    const change = div(mul(rate, g), sqrt(spread));
    if (o.momentum === 0) return { w: sub(w, change), slots: { v, ...mean } };
    const m = add(mul(o.momentum, slot('m')), change);
    return { w: sub(w, m), slots: { v, m, ...mean } };
  },
};

/** Step sizes from the sum of all g² so far: w ← w - rate·g / √(sum + ε). */
const adagrad: Rule<AdagradOptions> = {
  defaults: { learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 },
  slots: () => ['accumulator'],
  initial: (o) => ({ accumulator: o.initialAccumulatorValue }),
  update: (o, { w, g, rate, slot }) => {
    const accumulator = add(slot('accumulator'), square(g));
    return { w: sub(w, div(mul(rate, g), sqrt(add(accumulator, o.epsilon)))), slots: { accumulator } };
  },
};

/** A running mean: the share of the way from what it was to what came. */
const toward = (before: Node, now: Node, share: number): Node => add(before, mul(sub(now, before), share));

/**
 * Adam: step sizes from running means of the gradient and of its square.
 *
 *   m ← m + (1-β₁)·(g - m)      v ← v + (1-β₂)·(g² - v)      w ← w - rate·√(1-β₂ᵗ)/(1-β₁ᵗ) · m / (√v + ε)
 *
 * ε is the "ε̂" of section 2.1 of the paper, as in Keras, not the ε of its Algorithm 1 (which PyTorch has).
 *
 * @see Kingma & Ba 2015, https://arxiv.org/abs/1412.6980; Reddi et al. 2018 for `amsgrad`: v never shrinks
 */
const adam: Rule<AdamOptions> = {
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
  slots: (o) => ['m', 'v', ...(o.amsgrad ? ['vMax'] : [])],
  shared: (o, { step, rate }) => ({
    correctedRate: div(mul(rate, sqrt(sub(1, pow(o.beta2, step)))), sub(1, pow(o.beta1, step))),
  }),
  update: (o, { w, g, slot, shared }) => {
    const m = toward(slot('m'), g, 1 - o.beta1);
    const v = toward(slot('v'), square(g), 1 - o.beta2);
    const vMax = o.amsgrad ? { vMax: max(slot('vMax'), v) } : {};
    return {
      w: sub(w, div(mul(m, shared('correctedRate')), add(sqrt(vMax.vMax ?? v), o.epsilon))),
      slots: { m, v, ...vMax },
    };
  },
};

const momentsDefaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/**
 * Adam with the largest gradient so far, slowly forgotten, in place of the root of a mean of squares.
 *
 *   u ← max(β₂·u, |g|)      w ← w - rate/(1-β₁ᵗ) · m / (u + ε)
 *
 * @see Kingma & Ba 2015, section 7.1
 */
const adamax: Rule<MomentsOptions> = {
  defaults: momentsDefaults,
  slots: () => ['m', 'u'],
  shared: (o, { step, rate }) => ({ correctedRate: div(rate, sub(1, pow(o.beta1, step))) }),
  update: (o, { w, g, slot, shared }) => {
    const m = toward(slot('m'), g, 1 - o.beta1);
    const u = max(mul(o.beta2, slot('u')), abs(g));
    return { w: sub(w, div(mul(shared('correctedRate'), m), add(u, o.epsilon))), slots: { m, u } };
  },
};

/**
 * Adam that looks one step ahead, as Nesterov's momentum does; β₁ grows towards its value.
 *
 *   βₜ = β₁·(1 - ½·0.96ᵗ)      p ← p·βₜ      v̂ = v/(1-β₂ᵗ)
 *   w ← w - rate · (βₜ₊₁·m/(1 - p·βₜ₊₁) + (1-βₜ)·g/(1-p)) / (√v̂ + ε)
 *
 * The product p is one number, kept in the shape of the parameter, since that is what a slot has.
 *
 * @see Dozat 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ
 */
const nadam: Rule<MomentsOptions> = {
  defaults: momentsDefaults,
  slots: () => ['m', 'v', 'p'],
  initial: () => ({ p: 1 }),
  shared: (o, { step }) => {
    const beta = (t: Node): Node => mul(o.beta1, sub(1, mul(0.5, pow(0.96, t))));
    return { beta: beta(step), nextBeta: beta(add(step, 1)), correction: sub(1, pow(o.beta2, step)) };
  },
  update: (o, { w, g, rate, slot, shared }) => {
    const m = toward(slot('m'), g, 1 - o.beta1);
    const v = toward(slot('v'), square(g), 1 - o.beta2);
    const p = mul(slot('p'), shared('beta'));
    const ahead = div(mul(shared('nextBeta'), m), sub(1, mul(p, shared('nextBeta'))));
    const now = div(mul(sub(1, shared('beta')), g), sub(1, p));
    const size = add(sqrt(div(v, shared('correction'))), o.epsilon);
    return { w: sub(w, div(mul(add(ahead, now), rate), size)), slots: { m, v, p } };
  },
};

const rules = {
  sgd,
  rmsprop,
  adagrad,
  adam,
  adamax,
  nadam,
  adamw: { ...adam, defaults: { ...adam.defaults, weightDecay: 0.004 } },
};
export type OptimizerName = keyof typeof rules;

/** As for the layers: Keras 3's names, defaults and arithmetic (keras/src/optimizers of 3.15.1). */
export const optimizers = Object.freeze({
  sgd: (options: SgdOptions & CommonOptions = {}): Optimizer => make('sgd', options),
  rmsprop: (options: RmspropOptions & CommonOptions = {}): Optimizer => make('rmsprop', options),
  adagrad: (options: AdagradOptions & CommonOptions = {}): Optimizer => make('adagrad', options),
  adam: (options: AdamOptions & CommonOptions = {}): Optimizer => make('adam', options),
  adamax: (options: MomentsOptions & CommonOptions = {}): Optimizer => make('adamax', options),
  nadam: (options: MomentsOptions & CommonOptions = {}): Optimizer => make('nadam', options),
  /** Loshchilov & Hutter 2019: weight decay beside Adam, not inside its gradient. */
  adamw: (options: AdamOptions & CommonOptions = {}): Optimizer => make('adamw', options),
} as const satisfies Record<OptimizerName, unknown>);

/** What a person may write: `'adam'`, `{ name: 'sgd', momentum: 0.9 }`, `optimizers.adam({ … })`. */
export type OptimizerOption = string | Optimizer | ({ readonly name: string } & Readonly<Record<string, unknown>>);

/** Reads what a person wrote as an optimizer. @throws GradsheetError `invalid-option` */
export function optimizer(from: OptimizerOption): Optimizer {
  if (typeof from === 'string') return make(keyOf('optimizer', from, rules), {});
  if (typeof from !== 'object' || from === null) {
    return invalid('optimizer', words('one of {} or { name, … }', listedNames(Object.keys(rules))), from);
  }
  if (typeof from['update'] === 'function') return from as Optimizer; // only an optimizer has it
  const { name, ...options } = from;
  return make(keyOf('optimizer', name, rules), options);
}

function make(name: OptimizerName, given: object): Optimizer {
  // its options are checked against its own defaults here
  const rule = rules[name] as Rule<Record<string, number | boolean>>;
  checkNames(name, given, [...Object.keys(rule.defaults), 'weightDecay', ...clipNames]);
  const set = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined && v !== null));
  const all: Readonly<Record<string, unknown>> = { ...rule.defaults, ...set };
  checkClip(name, set);
  for (const [option, value] of Object.entries(all)) checkOption(`${name}, ${option}`, option, value);
  const { learningRate, weightDecay } = all as { learningRate: number | ScheduleOption; weightDecay?: number };
  const rate: number | Schedule =
    typeof learningRate === 'number' ? learningRate : schedule(learningRate, `${name}, learningRate`);
  const o = { ...all, learningRate: rate } as Required<Record<string, number | boolean>> & {
    learningRate: number | Schedule;
  }; // checked above

  return Object.freeze({
    name,
    options: Object.freeze(o),
    slots: Object.freeze(rule.slots(o as never)),
    initial: Object.freeze(rule.initial?.(o as never) ?? {}),
    shared: ({ step, learningRate: r }) => ({ learningRate: r, ...rule.shared?.(o as never, { step, rate: r }) }),
    update: ({ param, grad, slots, shared }) => {
      const from =
        (values: Nodes) =>
        (key: string): Node =>
          values[key] ?? missing(name, key);
      const r = from(shared)('learningRate');
      const w = weightDecay === undefined ? param : sub(param, mul(mul(param, weightDecay), r));
      const after = rule.update(o as never, { w, g: grad, rate: r, slot: from(slots), shared: from(shared) });
      return { param: after.w, slots: after.slots };
    },
  } satisfies Optimizer);
}

const missing = (optimizer: string, key: string): never => {
  throw new Error(`${optimizer} was not given ${key}`);
};

function checkOption(where: Where, option: string, value: unknown): void {
  if (option === 'learningRate') {
    if (typeof value !== 'object') checkNumber(where, value, { least: 0 });
  } else if (option === 'beta1' || option === 'beta2') checkNumber(where, value, { least: 0, below: 1 });
  else if (option === 'momentum' || option === 'rho') checkNumber(where, value, { least: 0, most: 1 });
  else if (option === 'nesterov' || option === 'centered' || option === 'amsgrad') checkBoolean(where, value);
  else checkNumber(where, value, { least: 0 });
}
