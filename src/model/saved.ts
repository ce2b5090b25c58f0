import type { SavedModel } from '../formats/model.ts';
import { outputPorts } from '../nn/graph.ts';
import { Model, type SavedExtras } from './model.ts';

export type { SavedExtras };

/** A compiled model with weights as data, for `writeModel`. @throws GradsheetError `not-ready` */
export function toSaved(
  model: Model,
  { preprocessing = null, history = null, settings = {} }: SavedExtras = {},
): SavedModel {
  const inputs = Object.fromEntries(
    model.spec().inputs.map(({ name, columns, scaling }) => [
      name,
      {
        ...(columns ? { columns } : {}),
        ...(scaling ? { scaling: { offset: Array.from(scaling.offset), divisor: Array.from(scaling.divisor) } } : {}),
      },
    ]),
  );
  return {
    name: model.name,
    graph: model.graph,
    compiled: model.compiled,
    inputs,
    preprocessing,
    settings,
    state: model.state(),
    history: history && { epoch: history.epoch, history: history.history },
  };
}

/** The model that `readModel` read, ready to predict and to be trained further. */
export function fromSaved(saved: SavedModel): Model {
  const model = new Model({ graph: saved.graph }, saved.name);
  if (saved.compiled) {
    const { optimizer, losses, lossWeights, metrics, outputMetrics } = saved.compiled;
    const names = outputPorts(saved.graph).map(({ name }) => name);
    model.compile({
      optimizer,
      loss: losses,
      ...(lossWeights ? { lossWeights } : {}),
      metrics: outputMetrics ? Object.fromEntries(names.map((name, i) => [name, outputMetrics[i] ?? []])) : metrics,
    });
  }
  const columns = Object.entries(saved.inputs).flatMap(([name, input]) =>
    input.columns ? [[name, input.columns] as const] : [],
  );
  const scaling = Object.entries(saved.inputs).flatMap(([name, input]) =>
    input.scaling ? [[name, input.scaling] as const] : [],
  );
  model.setScaling(Object.fromEntries(scaling), Object.fromEntries(columns));
  model.setState(saved.state);
  return model;
}
