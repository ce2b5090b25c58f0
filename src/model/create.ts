import { graph } from '../nn/graph.ts';
import type { Layer } from '../nn/layer.ts';
import type { SymbolicTensor } from '../nn/symbolic.ts';
import { Model } from './model.ts';

export { input } from '../nn/shape-layers.ts';

/**
 * One layer after the other.
 *
 *   sequential([layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })])
 *
 * The shape of a row is that of the first layer's `inputShape`, or of the data `fit` is given.
 */
export const sequential = (layers: readonly Layer[], { name = 'sequential' }: { readonly name?: string } = {}): Model =>
  new Model({ layers }, name);

/**
 * A network whose layers branch and join.
 *
 *   const x = input({ shape: [4] });
 *   const y = layers.dense({ units: 1 }).apply(layers.concatenate().apply([x, layers.dense({ units: 3 }).apply(x)]));
 *   const net = model({ inputs: x, outputs: y });
 */
export const model = ({
  inputs,
  outputs,
  name = 'functional',
}: {
  readonly inputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly outputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly name?: string;
}): Model => new Model({ graph: graph({ inputs, outputs }) }, name);
