import { graph } from '../nn/graph.ts';
import type { Layer } from '../nn/layer.ts';
import { checkLayer, type SymbolicTensor } from '../nn/symbolic.ts';
import { anyValue, checkOptions, checkText, invalid } from '../util/options.ts';
import { Model } from './model.ts';
import { words } from './error-words.ts';

export { input } from '../nn/shape-layers.ts';

/**
 * One layer after the other.
 *
 *   sequential([layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })])
 *
 * The shape of a row is that of the first layer's `inputShape`, or of the data `fit` is given.
 */
export function sequential(layers: readonly Layer[] = [], options: { readonly name?: string } = {}): Model {
  if (!Array.isArray(layers)) {
    invalid('sequential', words('a list of layers: sequential([layers.dense({ units: 1 })])'), layers);
  }
  layers.forEach((layer) => checkLayer('sequential', layer));
  checkOptions('sequential', options, { name: checkText });
  return new Model({ layers }, options.name);
}

/**
 * A network whose layers branch and join.
 *
 *   const x = input({ shape: [4] });
 *   const y = layers.dense({ units: 1 }).apply(layers.concatenate().apply([x, layers.dense({ units: 3 }).apply(x)]));
 *   const net = model({ inputs: x, outputs: y });
 */
export function model(options: {
  readonly inputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly outputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly name?: string;
}): Model {
  checkOptions('model', options, { inputs: anyValue, outputs: anyValue, name: checkText });
  const { inputs, outputs, name = 'functional' } = options;
  return new Model({ graph: graph({ inputs, outputs }) }, name);
}
