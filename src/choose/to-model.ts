import type { Preprocessing } from '../data/preprocessing.ts';
import { sequential } from '../model/create.ts';
import type { Model } from '../model/model.ts';
import { outputs } from '../model/table-plan.ts';
import { inputPorts } from '../nn/graph.ts';
import * as layers from '../nn/layers.ts';
import { optimizers } from '../nn/optimizers.ts';
import type { Net } from './net.ts';
import type { Problem } from './problem.ts';
import type { TargetUnits } from './target-units.ts';

/**
 * A net as a model of its own: it takes columns in the table's units and gives predictions in the target's, because it
 * scales the ones itself and ends in layers that rescale the others, and take them back from their logarithms.
 */
export function toModel(net: Net, task: Problem['task'], preprocessing: Preprocessing, units: TargetUnits): Model {
  const { activation, loss, metrics } = outputs[task];
  const model = sequential([
    ...net.map((layer, i) =>
      layers.dense({ units: layer.bias.length, activation: i < net.length - 1 ? layer.activation : activation }),
    ),
    ...(task === 'regression' ? [layers.rescaling({ scale: units.deviation, offset: units.mean })] : []),
    ...(units.scale === 'log' ? [layers.activation({ activation: 'exponential' })] : []),
  ]);
  const errors = units.scale === 'log' ? 'meanSquaredLogarithmicError' : loss;
  model.compile({ optimizer: optimizers.adam(), loss: errors, metrics: [...metrics] });
  model.build([preprocessing.columns.length], 0);
  const [port] = inputPorts(model.graph);
  if (port) model.setScaling({ [port.name]: preprocessing.scaling }, { [port.name]: preprocessing.columns });
  const dense = model.graph.nodes.filter(({ layer }) => layer.className === 'Dense');
  model.setWeights(
    Object.fromEntries(
      dense.flatMap(({ name }, i) => [
        [`${name}/kernel`, net[i]?.kernel ?? []],
        [`${name}/bias`, net[i]?.bias ?? []],
      ]),
    ),
  );
  return model;
}
