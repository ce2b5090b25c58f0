import { exampleOf } from '../../data/columns/feature.ts';
import { pythonComment, pythonText as text } from '../../util/escape.ts';
import type { SavedModel } from '../model.ts';
import type { LayerClassName } from '../../nn/layer-classes.ts';
import { number, pythonValue, snake, tuple, value } from './python-literals.ts';
import { dataPart, drawingPart, firstWeights, sameStart } from './python.ts';
import {
  activationOf,
  codePlan,
  drawing,
  draws,
  entryOf,
  neverInChain,
  networkPlan,
  refusePenalties,
  unsupported,
  type Plan,
  type PlanLayer,
  type TableTraining,
} from './training.ts';
import { verbatim } from '../../words.ts';
import { words } from '../error-words.ts';

/**
 * A Keras 3 program that trains the same network on the same rows: same split, first weights, order of rows and
 * batches,
 * so that its numbers agree with ours to what float32 allows.
 *
 *   kerasCode(toSaved(model, { preprocessing }), { file: { name: 'liked.csv' }, testSize: 0.2, splitSeed: 42, epochs:
 *   50, batchSize: 10, seed: 42 })
 *
 * @throws GradsheetError `unsupported`, naming the layer or option
 */
export function kerasCode(
  saved: Pick<SavedModel, 'graph' | 'compiled' | 'preprocessing'>,
  training: TableTraining,
): string {
  const plan = codePlan(saved);
  const { layers } = plan;
  const same = sameStart(layers);
  return `${pythonComment(`${training.file.name}: ${plan.preprocessing.target.name}. The training of Gradsheet in Keras 3.`)}
# pip install keras tensorflow pandas scikit-learn${training.file.sheet === undefined ? '' : ' openpyxl'}
import keras
import numpy as np
import pandas as pd
${training.testSize === 0 ? '' : 'from sklearn.model_selection import train_test_split\n'}
${dataPart(plan, training)}

${networkPart(plan)}

${
  same
    ? `# Gradsheet's own initial weights and row order${draws(layers) ? `; what ${drawing(layers)} is drawn in another way.` : ': with them all numbers agree.'}
${drawingPart(layers)}

model.set_weights([${firstWeights(layers, training.seed).flat().join(', ')}])`
    : '# Keras draws other initial weights: the numbers will be similar, not equal.'
}

order = np.random.RandomState(${training.seed})
for epoch in range(${training.epochs}):
    rows = order.permutation(len(x_train))
    history = model.fit(x_train[rows], y_train[rows], batch_size=${training.batchSize}, shuffle=False, verbose=0).history
    print(epoch + 1, {name: values[0] for name, values in history.items()})
${endPart(plan, training)}`;
}

/**
 * Only the network, its compile call, and its first weights as a list: for a program that brings its own numbers.
 *
 * @param name of the model in the program
 * @returns `start.code` defines what `start.weights` calls; null where Keras cannot draw our first weights again
 * @throws GradsheetError `unsupported`, naming the layer or option
 */
export function kerasNetwork(
  saved: Pick<SavedModel, 'graph' | 'compiled'>,
  seed: number,
  name = 'model',
): {
  readonly network: string;
  readonly start: { readonly code: string; readonly weights: string } | null;
  /** What Keras draws in another way: `Dropout leaves out`; null: nothing. */ readonly draws: string | null;
} {
  const plan = networkPlan(saved);
  const { layers } = plan;
  const weights = (): string => firstWeights(layers, seed).flat().join(', ');
  return {
    network: networkPart(plan, name),
    start: sameStart(layers) ? { code: drawingPart(layers), weights: `[${weights()}]` } : null,
    draws: draws(layers) ? drawing(layers) : null,
  };
}

/** The network and its training, `model = keras.Sequential([…])` and `model.compile(…)`. */
function networkPart({ layers, optimizer, loss, metrics }: Omit<Plan, 'preprocessing'>, name = 'model'): string {
  const half =
    loss.name === 'halfSquaredError'
      ? ['def half_squared_error(y, p):', '    return keras.ops.mean(keras.ops.square(y - p), axis=-1) / 2', '']
      : [];
  const parts = [
    `optimizer=${optimizerOf(optimizer)}`,
    `loss=${lossOf(loss)}`,
    ...(metrics.length > 0 ? [`metrics=[${metrics.map((m) => text(snake(m === 'mae' ? 'mae' : m))).join(', ')}]`] : []),
  ];
  return [...half, kerasLayers(layers, name), `${name}.compile(${parts.join(', ')})`].join('\n');
}

/** `model = keras.Sequential([…])` @throws GradsheetError `unsupported`, naming the layer or option */
export const kerasLayers = (layers: readonly PlanLayer[], name = 'model'): string =>
  [
    `${name} = keras.Sequential([`,
    `    keras.layers.Input(shape=${tuple(layers[0]?.inputs ?? [1])}),`,
    ...layers.map((l) => `    ${layerOf(l)},`),
    '])',
  ].join('\n');

/** Layers that Keras has under the same name, with the same options in snake case; null: never in a chain. */
export const layerClasses: Readonly<Record<LayerClassName, 'same' | null>> = {
  Dense: 'same',
  Activation: 'same',
  Dropout: 'same',
  Rescaling: 'same',
  Flatten: 'same',
  Reshape: 'same',
  BatchNormalization: 'same',
  Conv1D: 'same',
  Conv2D: 'same',
  Conv1DTranspose: 'same',
  Conv2DTranspose: 'same',
  DepthwiseConv1D: 'same',
  DepthwiseConv2D: 'same',
  SeparableConv1D: 'same',
  SeparableConv2D: 'same',
  MaxPooling1D: 'same',
  MaxPooling2D: 'same',
  AveragePooling1D: 'same',
  AveragePooling2D: 'same',
  GlobalAveragePooling1D: 'same',
  GlobalAveragePooling2D: 'same',
  GlobalMaxPooling1D: 'same',
  GlobalMaxPooling2D: 'same',
  ZeroPadding1D: 'same',
  ZeroPadding2D: 'same',
  Cropping1D: 'same',
  Cropping2D: 'same',
  UpSampling1D: 'same',
  UpSampling2D: 'same',
  SpatialDropout1D: 'same',
  SpatialDropout2D: 'same',
  GaussianNoise: 'same',
  GaussianDropout: 'same',
  RandomFlip: 'same',
  RandomTranslation: 'same',
  RandomZoom: 'same',
  RandomContrast: 'same',
  SimpleRNN: 'same',
  LSTM: 'same',
  GRU: 'same',
  RNN: null,
  Bidirectional: null,
  TimeDistributed: null,
  // text and attention
  Embedding: 'same',
  Masking: 'same',
  LayerNormalization: 'same',
  GroupNormalization: 'same',
  Softmax: 'same',
  Permute: 'same',
  RepeatVector: 'same',
  ...neverInChain,
};

/** `keras.layers.Dense(5, activation="relu")`. First numbers are no part of it: `set_weights` brings them. */
function layerOf(layer: PlanLayer): string {
  entryOf(layerClasses, layer, 'Keras');
  refusePenalties(layer);
  refuseStateful(layer);
  const written = (options: PlanLayer['options']): [string, string][] =>
    Object.keys(options)
      .filter((key) => !key.endsWith('Initializer'))
      .map((key) => [snake(key), optionOf(layer, key)]);
  const given = [
    ...written(layer.needed).map(([, v]) => v),
    ...written(layer.changed).map(([key, v]) => `${key}=${v}`),
    ...(layer.options['trainable'] === false ? ['trainable=False'] : []),
  ];
  return `keras.layers.${layer.className}(${given.join(', ')})`;
}

/** Its batches would need a size. @throws GradsheetError `unsupported` */
function refuseStateful({ name, options }: PlanLayer): void {
  if (options['stateful'] === true) {
    throw unsupported(words('layer "{}", {}', name, 'stateful'), verbatim('false'), verbatim('true'));
  }
}

function optionOf(layer: PlanLayer, key: string): string {
  const v = layer.options[key];
  if (key === 'activation' || key === 'recurrentActivation') return activationText(layer, key);
  if (typeof v === 'number' || typeof v === 'boolean') return value(v);
  if (typeof v === 'string') return text(snake(v)); // a choice: padding, mode
  if (Array.isArray(v) && v.every((x) => typeof x === 'number')) return tuple(v);
  if (Array.isArray(v) && v.every((x) => Array.isArray(x))) return `(${v.map((x) => tuple(x as number[])).join(', ')})`;
  throw unsupported(
    words('layer "{}", {}', layer.name, key),
    words('numbers, true or false'),
    verbatim(JSON.stringify(v)),
  );
}

function activationText(layer: PlanLayer, key: 'activation' | 'recurrentActivation'): string {
  const { name, options } = activationOf(layer, key);
  const given = Object.entries(options).map(([k, v]) => `${snake(k)}=${value(v)}`);
  return given.length === 0 ? text(snake(name)) : `lambda x: keras.activations.${snake(name)}(x, ${given.join(', ')})`;
}

const optimizerClasses: Readonly<Record<string, string>> = {
  sgd: 'SGD',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  adam: 'Adam',
  adamw: 'AdamW',
  adamax: 'Adamax',
  nadam: 'Nadam',
};
function optimizerOf({ name, options }: Plan['optimizer']): string {
  return `keras.optimizers.${optimizerClasses[name] ?? name}(${Object.entries(options)
    .map(([k, v]) => `${snake(k)}=${Number.isInteger(v) ? `${String(v)}.0` : value(v)}`)
    .join(', ')})`; // Keras takes no whole number for a momentum
}

function lossOf({ name, options }: Plan['loss']): string {
  if (name === 'halfSquaredError') return 'half_squared_error';
  if (name === 'huber') return `keras.losses.Huber(delta=${number((options as { delta: number }).delta)})`;
  const odd = Object.entries(options).find(
    ([k, v]) => (k === 'fromLogits' && v === true) || (k === 'labelSmoothing' && v !== 0),
  );
  if (odd) throw unsupported(words('loss {}, {}', name, odd[0]), words('the usual value'), verbatim(String(odd[1])));
  return text(snake(name));
}

function endPart({ preprocessing: { features, target } }: Plan, { testSize }: TableTraining): string {
  const row = features.map((f) => `${text(f.name)}: ${pythonValue(exampleOf(f))}`).join(', ');
  const said = target.kind === 'categories' ? 'classes[int(prediction.argmax())], prediction' : 'prediction';
  return [
    ...(testSize === 0 ? [] : ['', 'print("test", model.evaluate(x_test, y_test, verbose=0, return_dict=True))']),
    '',
    "# One row, in the table's own units.",
    `prediction = model.predict(inputs(pd.DataFrame([{${row}}])), verbose=0)[0]`,
    `print(${said})`,
    '',
  ].join('\n');
}
