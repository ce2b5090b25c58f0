import * as layers from '../nn/layers.ts';
import { regularizers } from '../nn/penalties.ts';
import { optimizers } from '../nn/optimizers.ts';
import { sequential } from '../model/create.ts';
import type { Model } from '../model/model.ts';
import { outputs } from '../model/table-plan.ts';
import type { DenseWeights, Net } from './net.ts';
import type { Problem } from './problem.ts';

/** How a network is trained. */
export interface NetworkSettings {
  /** Units of each hidden layer, all of them relu. */
  readonly hidden: readonly number[];
  readonly learningRate: number;
  readonly batchSize: number;
  /** On the squared kernels. */
  readonly penalty: number;
}

/** A network that is not trained yet. @param units of its last layer: the numbers it gives for a row */
export function networkModel(
  task: Problem['task'],
  units: number,
  { hidden, learningRate, penalty }: NetworkSettings,
): Model {
  const regularizer = penalty > 0 ? { kernelRegularizer: regularizers.l2(penalty) } : {};
  const model = sequential([
    ...hidden.map((width) =>
      layers.dense({ units: width, activation: 'relu', kernelInitializer: 'heUniform', ...regularizer }),
    ),
    layers.dense({ units, activation: outputs[task].activation, ...regularizer }),
  ]);
  model.compile({ optimizer: optimizers.adam({ learningRate }), loss: lossOf(task) });
  return model;
}

/** Classes are numbers in a problem, not one-hot rows. */
const lossOf = (task: Problem['task']): string =>
  task === 'multiclass' ? 'sparseCategoricalCrossentropy' : outputs[task].loss;

/** Its layers with these weights. */
export function netOf(weights: Readonly<Record<string, ArrayLike<number>>>, model: Model): Net {
  const names = model.graph.nodes.map(({ name }) => name).filter((name) => `${name}/kernel` in weights);
  return names.map((name, i): DenseWeights => ({
    kernel: Float64Array.from(weights[`${name}/kernel`] ?? []),
    bias: Float64Array.from(weights[`${name}/bias`] ?? []),
    activation: i < names.length - 1 ? 'relu' : 'linear',
  }));
}
