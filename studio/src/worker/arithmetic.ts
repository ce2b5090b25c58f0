import { Table, type Model } from 'gradsheet';
import { applyScaling, encode, type Preprocessing } from 'gradsheet/table';
import { classOf } from 'gradsheet/table';
import type { Predicted, RowValues, UnitWorking } from './protocol.ts';
import { shown } from './shown.ts';

type Traced = ReturnType<Model['trace']>;

/** One row, predicted: every number of it can be asked for afterwards. */
export interface Prediction {
  readonly model: Model;
  readonly preprocessing: Preprocessing;
  readonly traced: Traced;
  readonly answer: Predicted;
}

export function predictRow(model: Model, preprocessing: Preprocessing, values: RowValues): Prediction {
  const row = Table.of(
    Object.fromEntries(
      preprocessing.features.map((f) => [
        f.name,
        f.kind === 'number' ? [Number(values[f.name])] : [String(values[f.name] ?? '')],
      ]),
    ),
  );
  const { x } = encode(preprocessing, row, { target: false });
  const scaled = preprocessing.scale === 'none' ? x : applyScaling(preprocessing, x);
  const traced = model.trace(x);
  // in f64, as the working shows it
  const numbers = Array.from(traced.findLast(({ label }) => label.role === 'prediction')?.data ?? []);
  const { target } = preprocessing;
  const classes = target.kind === 'number' ? [] : target.values.map(String);
  const best = classOf(numbers);
  const [first = NaN] = numbers;
  const p = numbers.length === 1 ? [1 - first, first] : numbers;
  const layer = denseOf(model).length - 1;
  const prediction = { model, preprocessing, traced };
  return {
    ...prediction,
    answer: {
      said: target.kind === 'number' ? shown(first) : (classes[best] ?? ''),
      value: target.kind === 'number' ? first : (p[best] ?? NaN),
      probabilities: classes.map((name, i) => ({ name, p: p[i] ?? NaN })),
      scaled: preprocessing.columns.map((name, i) => ({ name, value: scaled.data[i] ?? NaN })),
      unit: unitOf(prediction, layer, numbers.length === 1 ? 0 : best),
    },
  };
}

/** How a unit of a layer came about, read off the model's own trace. @param layer from 0, the last one is the output */
export function unitOf(
  { model, preprocessing, traced }: Omit<Prediction, 'answer'>,
  layer: number,
  unit: number,
): UnitWorking | null {
  const dense = denseOf(model);
  const own = dense[layer];
  const before = dense[layer - 1];
  if (!own) return null;
  const kernel = model.weights()[`${own.name}/kernel`];
  const bias = model.weights()[`${own.name}/bias`];
  const last = layer === dense.length - 1;
  const units = kernel?.shape[1] ?? 1;
  const numbers = (role: string, name?: string): Float64Array | undefined =>
    traced.findLast(({ label }) => label.role === role && (name === undefined || label.name === name))?.data;
  const out = last ? numbers('prediction') : numbers('activation', own.name);
  const z = numbers('preactivation', own.name) ?? out;
  const from = before ? numbers('activation', before.name) : (numbers('scaled') ?? numbers('data'));
  if (!kernel || !from || !z || !out) return null;
  return {
    layer,
    unit,
    activation: activationOf(model, own.name),
    bias: bias ? (bias.data[unit] ?? 0) : null,
    z: z[unit] ?? NaN,
    value: out[unit] ?? NaN,
    terms: Array.from(from, (value, i) => ({
      value,
      weight: kernel.data[i * units + unit] ?? NaN,
      from: before ? { layer: layer - 1, unit: i } : (preprocessing.columns[i] ?? ''),
    })),
  };
}

const denseOf = (model: Model): { name: string }[] => model.summaryRows().filter((l) => l.parameters > 0);

/** 'relu', 'leakyRelu' … as the layer was given it. */
export function activationOf(model: Model, name: string): string {
  const option =
    (
      model.graph.nodes.find((n) => n.name === name)?.layer.options as
        { activation?: string | { name: string } } | undefined
    )?.activation ?? 'linear'; // a dense layer's options
  return typeof option === 'string' ? option : option.name;
}
