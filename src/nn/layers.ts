import { batchNormalization } from './batch-normalization.ts';
import { dense } from './dense.ts';
import { activation, dropout, rescaling } from './elementwise-layers.ts';
import { add, average, concatenate, maximum, minimum, multiply, subtract } from './merge.ts';
import { keyOf } from './options.ts';
import { flatten, inputLayer, reshape } from './shape-layers.ts';
import type { CallableLayer } from './symbolic.ts';

/** The layers, by the names of Keras and TensorFlow.js: `layers.dense({ units: 5, activation: 'relu' })`. */
export const layers = Object.freeze({
  dense,
  activation,
  dropout,
  rescaling,
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

/** The class name of what each factory makes, Keras's: what a saved model holds and other libraries read. */
const classNames = {
  dense: 'Dense',
  activation: 'Activation',
  dropout: 'Dropout',
  rescaling: 'Rescaling',
  flatten: 'Flatten',
  reshape: 'Reshape',
  batchNormalization: 'BatchNormalization',
  inputLayer: 'InputLayer',
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  average: 'Average',
  maximum: 'Maximum',
  minimum: 'Minimum',
  concatenate: 'Concatenate',
} as const satisfies Readonly<Record<keyof typeof layers, string>>;
export type LayerClassName = (typeof classNames)[keyof typeof classNames];
/** By class name. */
const factories = Object.freeze(
  Object.fromEntries(Object.entries(classNames).map(([factory, className]) => [className, factory])),
) as Readonly<Record<LayerClassName, keyof typeof layers>>; // the same table, turned around
export const layerClassNames = Object.freeze(Object.keys(factories));

/** `factoryOf('BatchNormalization')` → `'batchNormalization'`. @throws GradsheetError `invalid-option` */
export const factoryOf = (className: string): keyof typeof layers => factories[keyOf('layer', className, factories)];

/**
 * A layer from what a saved model holds. @throws GradsheetError `invalid-option` if the class or an option is unknown
 */
export function layerFrom(saved: { readonly className: string; readonly options: object }): CallableLayer {
  // each factory checks its options itself
  const make = layers[factoryOf(saved.className)] as unknown as (options: object) => CallableLayer;
  return make(saved.options);
}
