import { layers } from '../nn/layers.ts';
import { regularizers } from '../nn/penalties.ts';
import { optimizers } from '../nn/optimizers.ts';
import { sequential } from '../model/create.ts';
import type { Model } from '../model/model.ts';
import { outputs } from '../model/table-plan.ts';
import type { Callback } from '../train/callbacks/callback.ts';
import type { DenseWeights, Net } from './net.ts';
import { outputsOf, takeProblem, type Problem } from './problem.ts';

/** How a network is trained. */
export interface NetworkSettings {
  /** Units of each hidden layer, all of them relu. */
  readonly hidden: readonly number[];
  readonly learningRate: number;
  readonly batchSize: number;
  /** On the squared kernels. */
  readonly penalty: number;
}

/**
 * Trains a network from its first weights.
 *
 * @param look asked after each epoch in `at`, ascending; true ends the training
 * @returns the network after the last epoch
 */
export async function trainNetwork(
  problem: Problem,
  rows: ArrayLike<number>,
  { hidden, learningRate, batchSize, penalty }: NetworkSettings,
  { at, seed, look }: { at: readonly number[]; seed: number; look: (epoch: number, net: Net) => boolean },
): Promise<Net> {
  const part = takeProblem(problem, rows);
  const regularizer = penalty > 0 ? { kernelRegularizer: regularizers.l2(penalty) } : {};
  const model = sequential([
    ...hidden.map((units) =>
      layers.dense({ units, activation: 'relu', kernelInitializer: 'heUniform', ...regularizer }),
    ),
    layers.dense({ units: outputsOf(problem), activation: outputs[problem.task].activation, ...regularizer }),
  ]);
  model.compile({ optimizer: optimizers.adam({ learningRate }), loss: lossOf(problem.task) });
  const epochs = at.at(-1) ?? 0;
  const looks = new Set(at);
  let net: Net = [];
  const watch: Callback = {
    name: 'look',
    onEpochEnd: async (epoch, _, control) => {
      if (!looks.has(epoch + 1)) return;
      net = netOf(model, await control.weights());
      if (look(epoch + 1, net)) control.stop('enough');
    },
  };
  await model.fit(part.x, part.y, {
    epochs,
    batchSize,
    seed,
    callbacks: [watch],
    warn: () => undefined, // a network that blows up is one that is not taken
    ...(part.weights ? { sampleWeight: part.weights } : {}),
  });
  return net;
}

/** Classes are numbers in a problem, not one-hot rows. */
const lossOf = (task: Problem['task']): string =>
  task === 'multiclass' ? 'sparseCategoricalCrossentropy' : outputs[task].loss;

function netOf(model: Model, weights: Readonly<Record<string, ArrayLike<number>>>): Net {
  const names = model.graph.nodes.map(({ name }) => name).filter((name) => `${name}/kernel` in weights);
  return names.map((name, i): DenseWeights => ({
    kernel: Float64Array.from(weights[`${name}/kernel`] ?? []),
    bias: Float64Array.from(weights[`${name}/bias`] ?? []),
    activation: i < names.length - 1 ? 'relu' : 'linear',
  }));
}
