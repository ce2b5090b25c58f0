import { understand } from '../data/columns/understand.ts';
import { usableRows } from '../data/columns/usable-rows.ts';
import { checkTable } from '../data/check-table.ts';
import { encode, fitPreprocessing, type EncodingNote, type Preprocessing } from '../data/encode.ts';
import type { Matrix } from '../data/matrix.ts';
import { columnOptions, type PreprocessingOptions, type Task } from '../data/preprocessing.ts';
import { splitRows } from '../data/split.ts';
import type { Table } from '../data/table.ts';
import { GradsheetError } from '../errors.ts';
import { anyValue, checkList, checkOptions, numberIn, oneOf, type OptionChecks } from '../util/options.ts';
import { words } from './error-words.ts';
import type { ActivationOption } from '../nn/activations.ts';
import { inputPorts } from '../nn/graph.ts';
import type { InitializerOption } from '../nn/initializers.ts';
import * as layers from '../nn/layers.ts';
import { loss as lossFrom } from '../nn/losses.ts';
import { optimizer as optimizerFrom, type OptimizerOption } from '../nn/optimizers.ts';
import { sequential } from './create.ts';
import { SEEDS } from './fit-options.ts';
import type { Model } from './model.ts';

/** What is learned from a table, and how. Everything but the target has a default. */
export interface TablePlanOptions extends Omit<PreprocessingOptions, 'task'> {
  /** Hidden layers; default none. */
  readonly hidden?: readonly { readonly units: number; readonly activation: ActivationOption }[];
  /**
   * Default: by the target. A loss may also say what the target is meant as: meanSquaredError on 0 and 1 means numbers.
   */
  readonly loss?: string;
  readonly optimizer?: OptimizerOption;
  readonly kernelInitializer?: InitializerOption;
  /** Share of the rows held back for the test, or a number of them; default 0.2; 0: none. */
  readonly testSize?: number;
  /** Default 42. */
  readonly splitSeed?: number;
  /** Default 50. */
  readonly epochs?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** Of the first weights and the shuffles; default 0. */
  readonly seed?: number;
}

/** What is not looked at here is looked at where it is used. */
export const planChecks: OptionChecks<TablePlanOptions> = {
  target: anyValue,
  features: anyValue,
  hidden: checkList,
  loss: anyValue,
  optimizer: anyValue,
  kernelInitializer: anyValue,
  exclude: anyValue,
  as: anyValue,
  scale: oneOf('standard', 'minmax', 'none'),
  missing: anyValue,
  outliers: anyValue,
  rare: anyValue,
  mostCategories: anyValue,
  testSize: numberIn({ least: 0 }),
  splitSeed: numberIn(SEEDS),
  epochs: numberIn({ least: 1, whole: true }),
  batchSize: numberIn({ least: 1, whole: true }),
  seed: numberIn(SEEDS),
};

/** A training that is ready to begin: what follows from the table, the target and the options. */
export interface TablePlan {
  readonly preprocessing: Preprocessing;
  readonly task: Task;
  readonly train: Part;
  /** Null if no rows are held back. */
  readonly test: Part | null;
  readonly model: Model;
  readonly loss: string;
  readonly fit: { readonly epochs: number; readonly batchSize: number; readonly seed: number };
}
export interface Part {
  readonly x: Matrix;
  readonly y: Matrix;
  /** From 0, in the table. */ readonly rows: readonly number[];
  /** What in these rows did not fit the training rows. */
  readonly notes: readonly EncodingNote[];
}

/**
 * A network for a table: output layer, loss and metrics follow from the target column (a number, two classes, or more);
 * texts become one column of 0 and 1 for each text; scaler and encoder are fitted on the training rows only.
 *
 *   const { model, train, fit } = planTable(table, { target: 'liked', hidden: [{ units: 5, activation: 'relu' }],
 *   scale: 'standard' });
 *   await model.fit(train.x, train.y, fit);
 *
 * @throws GradsheetError for every option the table cannot satisfy
 */
export function planTable(table: Table, o: TablePlanOptions): TablePlan {
  checkTable('planTable', table);
  checkOptions('planTable', o, planChecks);
  const understood = understand(table, o);
  const loss = o.loss === undefined ? undefined : lossFrom(o.loss).name;
  const wanted = taskOfLoss(loss, understood.target.role === 'number' ? 'number' : 'text');
  const every = Array.from({ length: table.rows }, (_, row) => row);
  const { train, test } = partsOf(usableRows(table, every, understood, o.missing ?? 'mark'), o);
  const preprocessing = fitPreprocessing(
    table,
    train,
    { ...columnOptions(o), ...(wanted ? { task: wanted } : {}) },
    understood,
  );
  const task = taskOf(preprocessing);
  const part = (rows: readonly number[]): Part => {
    const { x, y, notes } = encode(preprocessing, table, { rows, target: true });
    if (!y) throw new GradsheetError('not-ready', { where: o.target, expected: words('a target') });
    return { x, y: loss === 'sparseCategoricalCrossentropy' ? classNumbers(y) : y, rows, notes };
  };
  const fit = fitOf(o);
  const { model, loss: chosen } = modelFor(preprocessing, o, fit.seed);
  return {
    preprocessing,
    task,
    train: part(train),
    test: test.length > 0 ? part(test) : null,
    model,
    loss: chosen,
    fit,
  };
}

export const fitOf = (o: TablePlanOptions): TablePlan['fit'] => ({
  epochs: o.epochs ?? 50,
  batchSize: o.batchSize ?? 32,
  seed: o.seed ?? 0,
});

/** A network for a table, with its first weights and the scaling in it. */
export function modelFor(
  preprocessing: Preprocessing,
  o: TablePlanOptions,
  seed: number,
): { readonly model: Model; readonly loss: string } {
  const loss = o.loss === undefined ? undefined : lossFrom(o.loss).name;
  const { model, loss: chosen } = modelOf(preprocessing, taskOf(preprocessing), loss, o);
  model.build([preprocessing.columns.length], seed);
  model.setScaling(scalingOf(model, preprocessing), columnsOf(model, preprocessing));
  return { model, loss: chosen };
}

/** The scaling by the name of the model's only input; none if nothing is scaled. */
function scalingOf(model: Model, { scale, scaling }: Preprocessing): Parameters<Model['setScaling']>[0] {
  const [port] = inputPorts(model.graph);
  return port && scale !== 'none' ? { [port.name]: scaling } : {};
}

function columnsOf(model: Model, { columns }: Preprocessing): Record<string, readonly string[]> {
  const [port] = inputPorts(model.graph);
  return port ? { [port.name]: columns } : {};
}

export const taskOf = ({ target }: Preprocessing): Task =>
  target.kind === 'number' ? 'regression' : target.kind === 'binary' ? 'binary' : 'multiclass';

/** A loss that is given says what the target is meant as, where the column leaves it open. */
export function taskOfLoss(loss: string | undefined, kind: 'number' | 'text'): Task | undefined {
  if (loss === undefined) return undefined;
  if (loss === 'binaryCrossentropy' || loss === 'hinge') return 'binary';
  if (loss === 'categoricalCrossentropy' || loss === 'sparseCategoricalCrossentropy') return 'multiclass';
  return kind === 'number' ? 'regression' : undefined;
}

function partsOf(
  rows: readonly number[],
  { testSize = 0.2, splitSeed = 42 }: TablePlanOptions,
): { train: readonly number[]; test: readonly number[] } {
  if (testSize === 0) return { train: rows, test: [] };
  const split = splitRows(rows.length, { testSize, randomState: splitSeed });
  const at = (places: readonly number[]): number[] => places.map((place) => rows[place] ?? 0); // a place among them
  return { train: at(split.train), test: at(split.test) };
}

/** How a network of a table ends, what it is trained by and what is shown of it. */
export const outputs = {
  regression: { activation: 'linear', loss: 'meanSquaredError', metrics: ['mae'] },
  binary: { activation: 'sigmoid', loss: 'binaryCrossentropy', metrics: ['accuracy'] },
  multiclass: { activation: 'softmax', loss: 'categoricalCrossentropy', metrics: ['accuracy'] },
} as const satisfies Record<Task, object>;

function modelOf(
  { target }: Preprocessing,
  task: Task,
  loss: string | undefined,
  o: TablePlanOptions,
): { model: Model; loss: string } {
  const kernel = o.kernelInitializer === undefined ? {} : { kernelInitializer: o.kernelInitializer };
  const hidden = (o.hidden ?? []).map((layer) => layers.dense({ ...layer, ...kernel }));
  const units = task === 'multiclass' && target.kind === 'categories' ? target.values.length : 1;
  const usual = outputs[task];
  const hinge = loss === 'hinge';
  const model = sequential([
    ...hidden,
    layers.dense({ units, activation: hinge ? 'tanh' : usual.activation, ...kernel }),
  ]);
  const chosen = loss ?? usual.loss;
  model.compile({
    optimizer: optimizerFrom(o.optimizer ?? 'adam'),
    loss: chosen,
    metrics: hinge ? [{ name: 'binaryAccuracy', threshold: 0 }] : [...usual.metrics],
  });
  return { model, loss: chosen };
}

export function classNumbers({ data, shape: [rows, classes], columns }: Matrix): Matrix {
  const numbers = Float64Array.from({ length: rows }, (_, row) =>
    data.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
  return { data: numbers, shape: [rows, 1], columns: columns.slice(0, 1) };
}
