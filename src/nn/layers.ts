import { batchNormalization } from './batch-normalization.ts';
import { dense } from './dense.ts';
import { activation, dropout } from './elementwise-layers.ts';
import { add, average, concatenate, maximum, minimum, multiply, subtract } from './merge.ts';
import { keyOf } from './options.ts';
import { flatten, inputLayer, reshape } from './shape-layers.ts';
import type { CallableLayer } from './symbolic.ts';

/** The layers, by the names of Keras and TensorFlow.js: `layers.dense({ units: 5, activation: 'relu' })`. */
export const layers = Object.freeze({
  dense,
  activation,
  dropout,
  flatten,
  reshape,
  batchNormalization,
  inputLayer,
  add,
  subtract,
  multiply,
  average,
  maximum,
  minimum,
  concatenate,
});

/** By the class name that a saved model holds. The key is the factory's name with a capital. */
const classes = Object.freeze(
  Object.fromEntries(
    Object.entries(layers).map(([name, make]) => [name.charAt(0).toUpperCase() + name.slice(1), make]),
  ),
);
export const layerClassNames = Object.freeze(Object.keys(classes));

/**
 * A layer from what a saved model holds. @throws GradsheetError `invalid-option` if the class or an option is unknown
 */
export function layerFrom(saved: { readonly className: string; readonly options: object }): CallableLayer {
  // each factory checks its options itself
  const make = classes[keyOf('layer', saved.className, classes)] as unknown as (options: object) => CallableLayer;
  return make(saved.options);
}
