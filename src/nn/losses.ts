import { GradsheetError } from '../errors.ts';
import type { Node } from '../ir/node.ts';
import {
  abs,
  add,
  clip,
  div,
  lessOrEqual,
  log,
  logSoftmax,
  max,
  mul,
  neg,
  same,
  softplus,
  square,
  sub,
  sum,
  where,
} from '../ir/ops.ts';
import type { Bounds } from '../util/bounds.ts';
import { alignTarget, classRows, outputAxes, perRow } from './align.ts';
import type { Loss, LossContext } from './layer.ts';
import { checkBoolean, checkChoice, checkNames, checkNumber, invalid, keyOf } from './options.ts';
import { listedNames } from '../words.ts';
import { words } from './error-words.ts';

export interface HuberOptions {
  /** Where the square becomes a straight line; default 1. */ readonly delta?: number;
}
export interface CrossentropyOptions {
  /** The network ends in scores, without sigmoid or softmax. */
  readonly fromLogits?: boolean;
  /** Share of every label that is spread evenly over the classes, in [0, 1]. */
  readonly labelSmoothing?: number;
  /**
   * How a loss of probabilities is computed. 'logits' (default): from the scores behind a final sigmoid or softmax,
   * stable,
   * gradient prediction - target; as Keras on TensorFlow. 'clip': from probabilities kept 1e-7 away from 0 and 1,
   * gradient 0
   * beyond; as Keras on JAX and torch. Without such a last activation it is always 'clip'.
   */
  readonly form?: 'logits' | 'clip';
}

/** Keras's `epsilon()`. */
const EPSILON = 1e-7;
const clipped = (p: Node): Node => clip(p, EPSILON, 1 - EPSILON);

/** error = target - prediction, and its square, as the columns that a person knows from a sheet. */
function errorOf(c: LossContext, name: string): Node {
  const error = sub(alignTarget(name, c.y, c.prediction), c.prediction);
  return c.label(error, 'error', outputAxes(error));
}
const labelled = (c: LossContext, each: Node): Node => c.label(each, 'eachLoss', outputAxes(each));
const squaredError = (c: LossContext, name: string): Node => labelled(c, square(errorOf(c, name)));
const unlabelled = (c: LossContext): LossContext => ({ ...c, label: (node) => node });
/** What is reported is computed beside what is descended, under the same labels: it must not label twice. */
const meanSquared = (c: LossContext, name: string): Node => perRow(squaredError(unlabelled(c), name), c.mask);

function binary(c: LossContext, o: Required<CrossentropyOptions>): Node {
  const target = alignTarget('binaryCrossentropy', c.y, c.prediction);
  const y = o.labelSmoothing === 0 ? target : add(mul(target, 1 - o.labelSmoothing), 0.5 * o.labelSmoothing);
  const z =
    c.logits?.by === 'sigmoid' && (o.fromLogits || o.form === 'logits')
      ? c.logits.z
      : o.fromLogits
        ? c.prediction
        : null;
  if (z) return perRow(sub(softplus(z), mul(y, z)), c.mask); // its gradient is sigmoid(z) - y
  const p = clipped(c.prediction);
  return perRow(neg(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))), c.mask);
}

function categorical(c: LossContext, target: Node, o: Required<CrossentropyOptions>): Node {
  const classes = c.prediction.shape.at(-1) ?? 1;
  if (classes === 1) {
    throw new GradsheetError('shape-mismatch', {
      where: 'categoricalCrossentropy',
      expected: words('at least two classes, an output for each. For two classes in one output use binaryCrossentropy'),
      received: words('one output'),
    });
  }
  const y = o.labelSmoothing === 0 ? target : add(mul(target, 1 - o.labelSmoothing), o.labelSmoothing / classes);
  const z =
    c.logits?.by === 'softmax' && (o.fromLogits || o.form === 'logits')
      ? c.logits.z
      : o.fromLogits
        ? c.prediction
        : null;
  const logP = z ? logSoftmax(z) : log(clipped(div(c.prediction, sum(c.prediction, -1, true))));
  return perRow(neg(sum(mul(y, logP), -1)), c.mask);
}

const make = (name: string, options: object, each: (c: LossContext) => Node, report?: (c: LossContext) => Node): Loss =>
  Object.freeze({ name, options: Object.freeze(options), each, ...(report ? { report } : {}) });

const withTargets = (made: Loss, targets: Bounds): Loss => Object.freeze({ ...made, targets: Object.freeze(targets) });

function crossentropyOptions(name: string, given: CrossentropyOptions): Required<CrossentropyOptions> {
  checkNames(name, given, ['fromLogits', 'labelSmoothing', 'form']);
  return {
    fromLogits: checkBoolean(`${name}, fromLogits`, given.fromLogits ?? false),
    labelSmoothing: checkNumber(`${name}, labelSmoothing`, given.labelSmoothing ?? 0, { least: 0, most: 1 }),
    form: checkChoice(`${name}, form`, given.form ?? 'logits', ['logits', 'clip']),
  };
}

const none = (name: string, given: object): object => {
  checkNames(name, given, []);
  return {};
};

/**
 * The losses: a number per row, the mean over the row's outputs. Names and arithmetic are those of Keras 3.15.1.
 *
 *   halfSquaredError           ½·(y - p)²; reports (y - p)². Its step is the tutorial's Δw = rate · mean(error · x)
 *   meanSquaredError           (y - p)²             meanAbsoluteError   |y - p|
 *   huber                      ½·e² while |e| ≤ delta, then delta·|e| - ½·delta²
 *   meanSquaredLogarithmicError   (ln(1+y) - ln(1+p))², neither below 1e-7
 *   meanAbsolutePercentageError   100·|y - p| / max(|y|, 1e-7)
 *   logCosh                    ln cosh(y - p): about ½·e² for small errors, |e| - ln 2 for large ones
 *   binaryCrossentropy         -(y·ln p + (1-y)·ln(1-p))
 *   categoricalCrossentropy    -Σ y·ln p over the classes, y one-hot
 *   sparseCategoricalCrossentropy   the same, y a class number
 *   hinge                      max(1 - y·p, 0), y = -1 or 1; 0 is taken as -1
 */
export const losses = Object.freeze({
  halfSquaredError: (o: object = {}): Loss =>
    make(
      'halfSquaredError',
      none('halfSquaredError', o),
      (c) => mul(0.5, perRow(squaredError(c, 'halfSquaredError'), c.mask)),
      (c) => meanSquared(c, 'halfSquaredError'),
    ),
  meanSquaredError: (o: object = {}): Loss =>
    make('meanSquaredError', none('meanSquaredError', o), (c) => perRow(squaredError(c, 'meanSquaredError'), c.mask)),
  meanAbsoluteError: (o: object = {}): Loss =>
    make('meanAbsoluteError', none('meanAbsoluteError', o), (c) =>
      perRow(labelled(c, abs(errorOf(c, 'meanAbsoluteError'))), c.mask),
    ),
  huber: (o: HuberOptions = {}): Loss => {
    checkNames('huber', o, ['delta']);
    const delta = checkNumber('huber, delta', o.delta ?? 1, { above: 0 });
    return make('huber', { delta }, (c) => {
      const e = errorOf(c, 'huber');
      const size = abs(e);
      return perRow(
        labelled(c, where(lessOrEqual(size, delta), mul(0.5, square(e)), sub(mul(delta, size), 0.5 * delta * delta))),
        c.mask,
      );
    });
  },
  meanSquaredLogarithmicError: (o: object = {}): Loss => {
    const name = 'meanSquaredLogarithmicError';
    const logOf = (x: Node): Node => log(add(max(x, EPSILON), 1));
    const made = make(name, none(name, o), (c) => {
      const difference = sub(logOf(c.prediction), logOf(alignTarget(name, c.y, c.prediction)));
      return perRow(labelled(c, square(difference)), c.mask);
    });
    return withTargets(made, { least: 0 });
  },
  meanAbsolutePercentageError: (o: object = {}): Loss => {
    const name = 'meanAbsolutePercentageError';
    return make(name, none(name, o), (c) => {
      const y = alignTarget(name, c.y, c.prediction);
      const share = abs(div(errorOf(c, name), max(abs(y), EPSILON)));
      return mul(100, perRow(labelled(c, share), c.mask));
    });
  },
  logCosh: (o: object = {}): Loss =>
    make('logCosh', none('logCosh', o), (c) => {
      const e = errorOf(c, 'logCosh');
      return perRow(labelled(c, sub(add(e, softplus(mul(-2, e))), LN2)), c.mask);
    }),
  binaryCrossentropy: (given: CrossentropyOptions = {}): Loss => {
    const o = crossentropyOptions('binaryCrossentropy', given);
    return withTargets(
      make('binaryCrossentropy', o, (c) => labelled(c, binary(c, o))),
      { least: 0, most: 1 },
    );
  },
  categoricalCrossentropy: (given: CrossentropyOptions = {}): Loss => {
    const o = crossentropyOptions('categoricalCrossentropy', given);
    const made = make('categoricalCrossentropy', o, (c) =>
      labelled(c, categorical(c, alignTarget('categoricalCrossentropy', c.y, c.prediction, ONE_HOT), o)),
    );
    return withTargets(made, { least: 0, most: 1 });
  },
  sparseCategoricalCrossentropy: (given: CrossentropyOptions = {}): Loss => {
    const o = crossentropyOptions('sparseCategoricalCrossentropy', given);
    const made = make('sparseCategoricalCrossentropy', o, (c) =>
      labelled(c, categorical(c, classRows('sparseCategoricalCrossentropy', c.y, c.prediction), o)),
    );
    return Object.freeze({ ...made, classNumbers: true });
  },
  hinge: (o: object = {}): Loss => {
    const made = make('hinge', none('hinge', o), (c) => {
      const y = alignTarget('hinge', c.y, c.prediction);
      const sign = where(same(y, 0), -1, y);
      return labelled(c, perRow(max(sub(1, mul(sign, c.prediction)), 0), c.mask));
    });
    return withTargets(made, { least: -1, most: 1 });
  },
});
const LN2 = 0.6931471805599453;
const ONE_HOT = words('Targets are one-hot rows; for class numbers use sparseCategoricalCrossentropy.');

export type LossName = keyof typeof losses;
export const lossAliases: Readonly<Record<string, LossName>> = {
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  msle: 'meanSquaredLogarithmicError',
  mape: 'meanAbsolutePercentageError',
  bce: 'binaryCrossentropy',
  halfMse: 'halfSquaredError',
};

/**
 * What a person may write: `'meanSquaredError'`, Keras's `'mse'` and `'binary_crossentropy'`, `{ name: 'huber', delta:
 * 2 }`, `losses.huber()`.
 */
export type LossOption = string | Loss | ({ readonly name: string } & Readonly<Record<string, unknown>>);

/** Reads what a person wrote as a loss. @throws GradsheetError `invalid-option` */
export function loss(from: LossOption): Loss {
  // only a loss has it
  if (typeof from === 'object' && from !== null && typeof from['each'] === 'function') return from as Loss;
  if (typeof from !== 'string' && (typeof from !== 'object' || from === null)) {
    return invalid('loss', words('one of {}', listedNames(Object.keys(losses))), from);
  }
  const { name, ...options } = typeof from === 'string' ? { name: from } : from;
  // each checks its options itself
  const make = losses[keyOf('loss', name, losses, lossAliases)] as (options: object) => Loss;
  return make(options);
}
