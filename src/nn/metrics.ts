import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import { argMax, less, matmul, mul, not, reshape, same, square, sub, sum, where } from '../ir/ops.ts';
import { size } from '../ir/shape.ts';
import { exp } from '../util/libm.ts';
import { alignTarget, classNumbers, classRows, masked, perRow, validEntries } from './align.ts';
import type { Metric, Nodes } from './layer.ts';
import { loss, lossAliases, losses, type LossName, type LossOption } from './losses.ts';
import { checkNames, checkNumber, findKey, invalid, keyOf } from './options.ts';
import { listedNames, type Where } from '../words.ts';
import { words } from './error-words.ts';

type Context = Parameters<Metric['sums']>[0];
type Sums = Parameters<Metric['value']>[0];
const at = (sums: Sums, name: string, i = 0): number => sums[name]?.[i] ?? NaN;

/** Weighted mean of a number per row, or per entry that counts. */
const meanOf = (
  name: string,
  options: object,
  each: (c: Context) => Node,
  finish: (mean: number) => number = (m) => m,
): Metric =>
  Object.freeze({
    name,
    options: Object.freeze(options),
    sums: (c: Context) => {
      const { weight, mask } = c;
      const total = mask ? masked(each(c), mask) : each(c);
      return { total: sum(mul(total, weight)), count: sum(mask ? mul(validEntries(mask), weight) : weight) };
    },
    value: (s: Sums) => finish(at(s, 'total') / at(s, 'count')),
  });
/** A loss as a metric: from the probabilities, as Keras reports it. */
const lossMetric = (name: string, from: LossOption, finish?: (mean: number) => number): Metric => {
  const l = loss(from);
  return meanOf(name, l.options, (c) => (l.report ?? l.each)({ ...c, logits: null, label: (node) => node }), finish);
};

// ---- shares of right answers
const binaryMatches =
  (threshold: number) =>
  ({ y, prediction, mask }: Context): Node =>
    perRow(same(alignTarget('binaryAccuracy', y, prediction), less(threshold, prediction)), mask);
const classMatches = ({ y, prediction, mask }: Context): Node =>
  perRow(same(argMax(alignTarget('categoricalAccuracy', y, prediction)), argMax(prediction)), mask);
const numberMatches = ({ y, prediction, mask }: Context): Node =>
  perRow(same(classNumbers('sparseCategoricalAccuracy', y, prediction), argMax(prediction)), mask);
/** Is the class among the k with the largest outputs? Of equal ones all above it count, as in Keras. */
const amongLargest =
  (k: number, name: string, classOf: (c: Context) => Node) =>
  (c: Context): Node => {
    const { prediction, mask } = c;
    const number = classOf(c);
    const hot = classRows(name, number, prediction);
    const own = sum(where(hot, prediction, 0), -1, true);
    const larger = sum(less(own, prediction), -1);
    return perRow(less(larger, k), mask);
  };
function kOf(name: string, o: TopKOptions): number {
  checkNames(name, o, ['k']);
  return checkNumber(`${name}, k`, o.k ?? 5, { least: 1, whole: true });
}

/** Keras's rule for the word "accuracy": by the shapes of targets and predictions. */
const matches = (c: Context): Node => {
  const [y, p] = [c.y.shape, c.prediction.shape];
  if (p.at(-1) === 1) return binaryMatches(0.5)(c);
  return y.length < p.length || y.at(-1) === 1 ? numberMatches(c) : classMatches(c);
};

// ---- counts of yes and no; all outputs of a row count alike, masks or not, as in Keras
const flat = ({ y, prediction, weight }: Context, where: Where): { yes: Node; no: Node; p: Node } => {
  const n = size(prediction.shape);
  const perNumber = g.broadcast(weight, { shape: prediction.shape, axes: prediction.shape.map((_, i) => i).slice(1) });
  const positive = not(same(alignTarget(where, y, prediction), 0));
  const line = (x: Node): Node => reshape(x, [n]);
  return { yes: line(mul(positive, perNumber)), no: line(mul(not(positive), perNumber)), p: line(prediction) };
};
const counts =
  (name: string, threshold: number) =>
  (c: Context): Nodes => {
    const { yes, no, p } = flat(c, name);
    const hit = less(threshold, p);
    return {
      truePositives: sum(mul(hit, yes)),
      falsePositives: sum(mul(hit, no)),
      falseNegatives: sum(mul(not(hit), yes)),
    };
  };
const share = (a: number, b: number): number => (b === 0 ? 0 : a / b); // Keras's divide_no_nan

function thresholdOf(name: string, o: ThresholdOptions): number {
  checkNames(name, o, ['threshold']);
  return checkNumber(`${name}, threshold`, o.threshold ?? 0.5);
}
const counted = (
  name: string,
  given: ThresholdOptions,
  value: (tp: number, fp: number, fn: number) => number,
): Metric => {
  const threshold = thresholdOf(name, given);
  return Object.freeze({
    name,
    options: Object.freeze({ threshold }),
    sums: counts(name, threshold),
    value: (s: Sums) => value(at(s, 'truePositives'), at(s, 'falsePositives'), at(s, 'falseNegatives')),
  });
};

/**
 * Area under the ROC curve, the trapezoids between evenly spaced thresholds, as Keras. Threshold number i is i/(n-1);
 * the
 * first lies below 0 and the last above 1. A prediction is above number i if p·(n-1) > i.
 */
function auc(options: AucOptions = {}): Metric {
  checkNames('auc', options, ['numThresholds']);
  const n = checkNumber('auc, numThresholds', options.numThresholds ?? 200, { least: 2, whole: true });
  return Object.freeze({
    name: 'auc',
    options: Object.freeze({ numThresholds: n }),
    sums: (c: Context) => {
      const { yes, no, p } = flat(c, 'auc');
      const shape = [p.shape[0] ?? 0, n];
      const number = g.iota({ shape, axis: 1 });
      const above = less(where(less(0, number), number, -1), g.broadcast(mul(p, n - 1), { shape, axes: [1] }));
      const count = (weights: Node): Node => reshape(matmul(reshape(weights, [1, shape[0] ?? 0]), above), [n]);
      return { truePositives: count(yes), falsePositives: count(no) };
    },
    value: (s: Sums) => {
      const yes = at(s, 'truePositives');
      const no = at(s, 'falsePositives'); // everything is above the first threshold
      let area = 0;
      for (let i = 0; i + 1 < n; i++) {
        const height = (share(at(s, 'truePositives', i), yes) + share(at(s, 'truePositives', i + 1), yes)) / 2;
        area += (share(at(s, 'falsePositives', i), no) - share(at(s, 'falsePositives', i + 1), no)) * height;
      }
      return area;
    },
  });
}

/**
 * 1 - Σ(y - p)² / Σ(y - mean y)² per output, and the mean of these. No spread in y gives 0 (Keras), NaN if p is right.
 */
function r2(options: object = {}): Metric {
  checkNames('r2', options, []);
  return Object.freeze({
    name: 'r2',
    options: Object.freeze({}),
    sums: ({ y, prediction, weight }: Context) => {
      const target = alignTarget('r2', y, prediction);
      const rows = target.shape[0] ?? 0;
      const outputs = size(target.shape.slice(1));
      const perOutput = (x: Node): Node =>
        reshape(matmul(reshape(weight, [1, rows]), reshape(x, [rows, outputs])), [outputs]);
      return {
        sum: perOutput(target),
        squares: perOutput(square(target)),
        residual: perOutput(square(sub(target, prediction))),
        count: sum(weight),
      };
    },
    value: (s: Sums) => {
      const scores = Array.from(s['sum'] ?? [], (total, i) => {
        const score = 1 - at(s, 'residual', i) / (at(s, 'squares', i) - total * (total / at(s, 'count')));
        return Number.isFinite(score) || Number.isNaN(score) ? score : 0;
      });
      return scores.reduce((a, b) => a + b, 0) / scores.length;
    },
  });
}

export interface ThresholdOptions {
  /** A prediction above it is a yes; default 0.5. */ readonly threshold?: number;
}
export interface TopKOptions {
  /** Default 5. */ readonly k?: number;
}
export interface AucOptions {
  readonly numThresholds?: number;
}

/** The metrics, each of sums over the rows of an epoch. Names and rules are those of Keras 3.15.1. */
export const metrics = Object.freeze({
  /** By the shapes: p > 0.5 for one output, else the largest output against class number or one-hot row. */
  accuracy: (o: object = {}): Metric => {
    checkNames('accuracy', o, []);
    return meanOf('accuracy', {}, matches);
  },
  binaryAccuracy: (o: ThresholdOptions = {}): Metric => {
    const threshold = thresholdOf('binaryAccuracy', o);
    return meanOf('binaryAccuracy', { threshold }, binaryMatches(threshold));
  },
  categoricalAccuracy: (o: object = {}): Metric => {
    checkNames('categoricalAccuracy', o, []);
    return meanOf('categoricalAccuracy', {}, classMatches);
  },
  sparseCategoricalAccuracy: (o: object = {}): Metric => {
    checkNames('sparseCategoricalAccuracy', o, []);
    return meanOf('sparseCategoricalAccuracy', {}, numberMatches);
  },
  /** Share of the rows whose class is among the k largest outputs; targets are one-hot rows. */
  topKCategoricalAccuracy: (o: TopKOptions = {}): Metric => {
    const name = 'topKCategoricalAccuracy';
    const k = kOf(name, o);
    return meanOf(
      name,
      { k },
      amongLargest(k, name, ({ y, prediction }) => argMax(alignTarget(name, y, prediction))),
    );
  },
  /** The same; targets are class numbers. */
  sparseTopKCategoricalAccuracy: (o: TopKOptions = {}): Metric => {
    const name = 'sparseTopKCategoricalAccuracy';
    const k = kOf(name, o);
    return meanOf(
      name,
      { k },
      amongLargest(k, name, ({ y, prediction }) => classNumbers(name, y, prediction)),
    );
  },
  /** Share of the rows of which every entry that counts is right: "exact match". Targets are class numbers. */
  exactMatch: (o: object = {}): Metric => {
    checkNames('exactMatch', o, []);
    return Object.freeze({
      name: 'exactMatch',
      options: Object.freeze({}),
      sums: (c: Context) => {
        const wrong = not(numberMatches(c));
        const right = not(less(0, c.mask ? masked(wrong, c.mask) : wrong)); // of a mean only 1 is a match
        return { total: sum(mul(right, c.weight)), count: sum(c.weight) };
      },
      value: (s: Sums) => at(s, 'total') / at(s, 'count'),
    });
  },
  /** e to the power of the mean crossentropy: between how many classes a guess would lie. Targets are class numbers. */
  perplexity: (o: object = {}): Metric => {
    checkNames('perplexity', o, []);
    return lossMetric('perplexity', 'sparseCategoricalCrossentropy', exp);
  },
  /** True ones among those said to be. 0 if none is said to be. */
  precision: (o: ThresholdOptions = {}): Metric => counted('precision', o, (tp, fp) => share(tp, tp + fp)),
  /** Found ones among those that are. 0 if none is. */
  recall: (o: ThresholdOptions = {}): Metric => counted('recall', o, (tp, _, fn) => share(tp, tp + fn)),
  /** Harmonic mean of precision and recall; over several outputs all count alike ("micro"). */
  f1: (o: ThresholdOptions = {}): Metric => counted('f1', o, (tp, fp, fn) => share(2 * tp, 2 * tp + fp + fn)),
  auc,
  meanSquaredError: (o: object = {}): Metric => {
    checkNames('meanSquaredError', o, []);
    return lossMetric('meanSquaredError', 'meanSquaredError');
  },
  meanAbsoluteError: (o: object = {}): Metric => {
    checkNames('meanAbsoluteError', o, []);
    return lossMetric('meanAbsoluteError', 'meanAbsoluteError');
  },
  rootMeanSquaredError: (o: object = {}): Metric => {
    checkNames('rootMeanSquaredError', o, []);
    return lossMetric('rootMeanSquaredError', 'meanSquaredError', Math.sqrt);
  },
  r2,
});
export type MetricName = keyof typeof metrics;
const aliases: Readonly<Record<string, MetricName | LossName>> = {
  ...lossAliases,
  acc: 'accuracy',
  rmse: 'rootMeanSquaredError',
  r2Score: 'r2',
  f1Score: 'f1',
};

/**
 * What a person may write: `'accuracy'`, `'mae'`, `{ name: 'auc', numThresholds: 500 }`, a loss by name,
 * `metrics.auc()`.
 */
export type MetricOption = string | Metric | ({ readonly name: string } & Readonly<Record<string, unknown>>);

/**
 * Reads what a person wrote as a metric, which keeps the name that was written: logs say `mae` for 'mae'. @throws
 * GradsheetError `invalid-option`
 */
export function metric(from: MetricOption): Metric {
  // only a metric has it
  if (typeof from === 'object' && from !== null && typeof from['sums'] === 'function') return from as Metric;
  if (typeof from !== 'string' && (typeof from !== 'object' || from === null)) {
    return invalid('metric', words('one of {}', listedNames(Object.keys(metrics))), from);
  }
  const { name, ...options } = typeof from === 'string' ? { name: from } : from;
  const key = keyOf('metric', name, { ...losses, ...metrics }, aliases);
  const make =
    key in metrics
      ? (metrics[key as MetricName] as (options: object) => Metric)
      : (o: object) => lossMetric(key, { ...o, name: key }); // each checks its options itself
  return Object.freeze({ ...make(options), name });
}

/** Is a larger value of what a log calls `name` better? undefined if the name is not one of ours. */
export function largerIsBetter(name: string): boolean | undefined {
  const own = name.replace(/^val_/, '');
  if (own === 'loss') return false;
  const key = findKey(own, { ...losses, ...metrics }, aliases);
  return key === undefined ? undefined : LARGER.includes(key);
}
const LARGER: readonly string[] = [
  'accuracy',
  'binaryAccuracy',
  'categoricalAccuracy',
  'sparseCategoricalAccuracy',
  'topKCategoricalAccuracy',
  'sparseTopKCategoricalAccuracy',
  'exactMatch',
  'precision',
  'recall',
  'f1',
  'auc',
  'r2',
] satisfies MetricName[];
