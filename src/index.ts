// The public names of `gradsheet`. Nothing here but re-exports.
export { GradsheetError, type ErrorCode, type ErrorFields } from './errors.ts';

// Tables
export { NumpyRandom } from './util/numpy-random.ts';
export { Table } from './data/table.ts';
export { fromRows, toRows, type Matrix } from './data/matrix.ts';

// Networks
export { input, model, sequential } from './model/create.ts';
export { Model, type CompileOptions, type History as TrainingHistory } from './model/model.ts';
export type { FitOptions } from './model/fit-options.ts';
export type { FitFromOptions, RowSource } from './model/row-source.ts';
export type { Data, Tensor } from './model/arrays.ts';
export * as layers from './nn/layers.ts';
export { cells } from './nn/recurrent/cells.ts';
export { transformerEncoder, type TransformerEncoderOptions } from './nn/transformer.ts';
export { activations, activationNames, type ActivationName } from './nn/activations.ts';
export { initializerNames, type Initializer } from './nn/initializers.ts';
export { regularizers } from './nn/penalties.ts';
export { losses, type LossName } from './nn/losses.ts';
export { metrics, type MetricName } from './nn/metrics.ts';
export { optimizers, type OptimizerName } from './nn/optimizers.ts';
export { schedules, type Schedule } from './nn/schedules.ts';
export type { Layer, Loss, Metric, Optimizer } from './nn/layer.ts';

// Training
export { callbacks } from './train/callbacks/callbacks.ts';
export type { Callback, Control, Logs, Steps } from './train/callbacks/callback.ts';
export type { Engine, Run, Runnable, Snapshot, Source, Tables, Tensors } from './run/run.ts';
export type { Order } from './run/order.ts';
export { reference } from './targets/reference.ts';
export { wasm } from './targets/wasm/engine.ts';
