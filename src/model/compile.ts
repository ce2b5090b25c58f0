import type { Compiled } from '../formats/model.ts';
import { unknownName } from '../ir/checks.ts';
import type { Metric } from '../nn/layer.ts';
import { loss as lossOf, type LossOption } from '../nn/losses.ts';
import { metric as metricOf, type MetricOption } from '../nn/metrics.ts';
import { optimizer as optimizerOf, type OptimizerOption } from '../nn/optimizers.ts';
import { listedNames } from '../words.ts';
import { checkNames, checkNumber, invalid, isList, isRecord } from '../util/options.ts';
import { words } from './error-words.ts';

/** Something for each output: as a list in their order, or by their names. */
type PerOutput<T> = readonly T[] | Readonly<Record<string, T>>;

export interface CompileOptions {
  /** A name ('adam') or `optimizers.adam({ learningRate: 0.01 })`. */
  readonly optimizer: OptimizerOption;
  /** A name, a loss, or one per output: a list, or by the outputs' names. */
  readonly loss: LossOption | PerOutput<LossOption>;
  /** What each output's loss is multiplied by before they are added up; default 1. */
  readonly lossWeights?: PerOutput<number>;
  /** Of every output; or by the outputs' names, of each its own. */
  readonly metrics?:
    MetricOption | readonly MetricOption[] | Readonly<Record<string, MetricOption | readonly MetricOption[]>>;
}

/** @param outputs their names, asked for only where something is given by name */
export function compiledOf(options: CompileOptions, outputs: () => readonly string[]): Compiled {
  checkNames('compile', options, ['optimizer', 'loss', 'lossWeights', 'metrics'] satisfies (keyof CompileOptions)[]);
  const { loss, lossWeights, metrics = [] } = options;
  const losses = byName<LossOption>(loss)
    ? inOrder('loss', loss, outputs()).map((l) => lossOf(l))
    : ([loss].flat() as LossOption[]).map((l) => lossOf(l)); // flat of one or many
  const named = byName<MetricOption | readonly MetricOption[]>(metrics) ? metrics : null;
  const read = (list: unknown): readonly Metric[] =>
    differing(([list].flat() as MetricOption[]).map((m) => metricOf(m)));
  const own = named && known('metrics', named, outputs()).map((name) => (name in named ? read(named[name]) : []));
  return Object.freeze({
    optimizer: optimizerOf(options.optimizer),
    losses,
    metrics: named ? [] : read(metrics),
    ...(lossWeights === undefined ? {} : { lossWeights: weightsOf(lossWeights, outputs()) }),
    ...(own ? { outputMetrics: own } : {}),
  });
}

/** By output, not one thing with a name of its own. */
const byName = <T>(given: unknown): given is Readonly<Record<string, T>> =>
  isRecord(given) && !('name' in given) && Object.keys(given).length > 0;

/** @throws GradsheetError `unknown-name` for what is no output */
function known(what: string, given: object, outputs: readonly string[]): readonly string[] {
  const odd = Object.keys(given).find((name) => !outputs.includes(name));
  return odd === undefined ? outputs : unknownName(odd, outputs, words('compile, {}, "{}"', what, odd));
}

function inOrder<T>(what: string, given: Readonly<Record<string, T>>, outputs: readonly string[]): T[] {
  return known(what, given, outputs).map(
    (name) =>
      given[name] ?? invalid(words('compile, {}', what), words('one for each of {}', listedNames(outputs)), given),
  );
}

function weightsOf(given: PerOutput<number>, outputs: readonly string[]): readonly number[] {
  const where = words('compile, {}', 'lossWeights');
  if (!isList(given) && !isRecord(given)) return invalid(where, words('a number for each output'), given);
  const list = isList(given) ? [...given] : inOrder('lossWeights', given as Readonly<Record<string, number>>, outputs);
  if (list.length !== outputs.length) invalid(where, words('a number for each output'), given);
  return Object.freeze(list.map((weight) => checkNumber(where, weight)));
}

/** Logs hold one number per name. */
function differing(metrics: readonly Metric[]): readonly Metric[] {
  const twice = metrics.find(({ name }, i) => name === 'loss' || metrics.findIndex((m) => m.name === name) < i);
  if (twice) invalid('compile, metrics', words('names that differ'), twice.name);
  return metrics;
}
