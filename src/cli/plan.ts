import { encode, fitPreprocessing, type Preprocessing } from '../data/encode.ts';
import type { Matrix } from '../data/matrix.ts';
import { usableRows, type MissingRule, type Scale, type Task } from '../data/preprocessing.ts';
import { splitRows } from '../data/split.ts';
import { GradsheetError } from '../errors.ts';
import { layers, sequential, type Model } from '../index.ts';
import { activation, type ActivationOption } from '../nn/activations.ts';
import { initializer } from '../nn/initializers.ts';
import { inputPorts } from '../nn/graph.ts';
import { loss as lossFrom } from '../nn/losses.ts';
import { optimizer as optimizerFrom } from '../nn/optimizers.ts';
import { listed } from '../util/text.ts';
import { commands, type Values } from './commands.ts';
import type { TableFile } from './table-file.ts';

/** The options that say what is learned, of `train` and `sheet` alike. */
export type TrainingOptions = Omit<Values<(typeof commands)['sheet']['options']>, 'out' | 'force'>;

/** A training that is ready to begin: what follows from the table, the target and the options. */
export interface Plan {
  readonly preprocessing: Preprocessing;
  readonly task: Task;
  readonly train: Part;
  /** Null if no rows are held back. */
  readonly test: Part | null;
  readonly model: Model;
  readonly loss: string;
  readonly fit: { readonly epochs: number; readonly batchSize: number; readonly seed: number };
  /** Of text columns, of leaving out rows, of the split: what `model.json` keeps. */
  readonly settings: Readonly<Record<string, unknown>>;
}
export interface Part { readonly x: Matrix; readonly y: Matrix; /** From 0, in the table. */ readonly rows: readonly number[] }

/** @throws GradsheetError for every option the table cannot satisfy */
export function planOf({ table, name, crc32 }: TableFile, o: TrainingOptions): Plan {
  const target = o.target ?? missingTarget(table.names);
  const scale = (o.scale ?? 'none') as Scale, missing = (o.missing ?? 'error') as MissingRule; // among their choices: `parse` saw to it
  table.column(target);
  const features = o.features ?? table.names.filter((column) => column !== target);
  for (const feature of features) table.column(feature);
  const loss = o.loss === undefined ? undefined : lossFrom(o.loss).name;
  const wanted = taskOfLoss(loss, table.column(target).kind);
  const all = usableRows(table, Array.from({ length: table.rows }, (_, row) => row), [target, ...features], missing, target);
  const { train, test } = partsOf(all, o);
  const preprocessing = fitPreprocessing(table, train, { target, features, scale, missing, ...(wanted ? { task: wanted } : {}) });
  const task = taskOf(preprocessing);
  const part = (rows: readonly number[]): Part => {
    const { x, y } = encode(preprocessing, table, { rows, target: true });
    if (!y) throw new GradsheetError('not-ready', { where: name, expected: 'a target' });
    return { x, y: loss === 'sparseCategoricalCrossentropy' ? classNumbers(y) : y, rows };
  };
  const fit = { epochs: o.epochs ?? 50, batchSize: o['batch-size'] ?? 32, seed: o.seed ?? 0 };
  const { model, loss: chosen } = modelOf(preprocessing, task, loss, o);
  model.build([preprocessing.columns.length], fit.seed);
  model.setScaling(scalingOf(model, preprocessing), columnsOf(model, preprocessing));
  return {
    preprocessing, task, train: part(train), test: test.length > 0 ? part(test) : null, model, loss: chosen, fit,
    settings: {
      table: name, tableCrc32: crc32, rows: { all: table.rows, train: train.length, test: test.length }, options: trainingOptions(o),
    },
  };
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

export const taskOf = ({ target }: Preprocessing): Task => (target.kind === 'number' ? 'regression' : target.kind === 'binary' ? 'binary' : 'multiclass');

/** A loss that is given says what the target is meant as, where the column leaves it open. */
function taskOfLoss(loss: string | undefined, kind: 'number' | 'text'): Task | undefined {
  if (loss === undefined) return undefined;
  if (loss === 'binaryCrossentropy' || loss === 'hinge') return 'binary';
  if (loss === 'categoricalCrossentropy' || loss === 'sparseCategoricalCrossentropy') return 'multiclass';
  return kind === 'number' ? 'regression' : undefined;
}

function partsOf(rows: readonly number[], o: TrainingOptions): { train: readonly number[]; test: readonly number[] } {
  const testSize = o['test-size'] ?? 0.2;
  if (testSize === 0) return { train: rows, test: [] };
  const split = splitRows(rows.length, { testSize, randomState: o['split-seed'] ?? 42 });
  const at = (places: readonly number[]): number[] => places.map((place) => rows[place] ?? 0); // a place among them
  return { train: at(split.train), test: at(split.test) };
}

const outputs = {
  regression: { activation: 'linear', loss: 'meanSquaredError', metrics: ['mae'] },
  binary: { activation: 'sigmoid', loss: 'binaryCrossentropy', metrics: ['accuracy'] },
  multiclass: { activation: 'softmax', loss: 'categoricalCrossentropy', metrics: ['accuracy'] },
} as const satisfies Record<Task, object>;

function modelOf({ target }: Preprocessing, task: Task, loss: string | undefined, o: TrainingOptions): { model: Model; loss: string } {
  const kernel = o['kernel-initializer'] === undefined ? {} : { kernelInitializer: initializer(o['kernel-initializer'], '--kernel-initializer') };
  const hidden = (o.hidden ?? []).map((text) => layers.dense({ ...hiddenLayer(text), ...kernel }));
  const units = task === 'multiclass' && target.kind === 'categories' ? target.values.length : 1;
  const usual = outputs[task], hinge = loss === 'hinge';
  const model = sequential([...hidden, layers.dense({ units, activation: hinge ? 'tanh' : usual.activation, ...kernel })]);
  const chosen = loss ?? usual.loss;
  model.compile({ optimizer: optimizerFrom(optimizerOption(o)), loss: chosen, metrics: hinge ? [{ name: 'binaryAccuracy', threshold: 0 }] : [...usual.metrics] });
  return { model, loss: chosen };
}

/** `5:relu`, `5` (relu), `5:leakyRelu:0.1` */
function hiddenLayer(text: string): { units: number; activation: ActivationOption } {
  const [units = '', ...rest] = text.split(':');
  if (!/^\d+$/.test(units) || Number(units) < 1) throw new GradsheetError('invalid-option', { where: '--hidden', expected: 'numbers of units with their activation, as 5:relu,3:tanh', received: `"${text}"` });
  const named = rest.length === 0 ? 'relu' : rest.join(':');
  activation(named, '--hidden');
  return { units: Number(units), activation: named };
}

/** `adam`, `sgd:momentum=0.9`; the rate has an option of its own. */
function optimizerOption(o: TrainingOptions): { name: string; [option: string]: unknown } {
  const [name = '', ...rest] = (o.optimizer ?? 'adam').split(/[:,]/);
  const options = rest.map((part) => {
    const [key = '', value = ''] = part.split('=');
    const read = value === 'true' ? true : value === 'false' ? false : Number(value);
    if (value === '' || Number.isNaN(read)) throw new GradsheetError('invalid-option', { where: '--optimizer', expected: 'a name with options, as sgd:momentum=0.9', received: `"${o.optimizer}"` });
    return [key, read] as const;
  });
  return { ...Object.fromEntries(options), name, ...(o['learning-rate'] === undefined ? {} : { learningRate: o['learning-rate'] }) };
}

function classNumbers({ data, shape: [rows, classes], columns }: Matrix): Matrix {
  const numbers = Float64Array.from({ length: rows }, (_, row) => data.subarray(row * classes, (row + 1) * classes).indexOf(1));
  return { data: numbers, shape: [rows, 1], columns: columns.slice(0, 1) };
}

/** What says how the table is read and what is learned: enough to plan the same training again. */
const trainingOptions = (o: TrainingOptions): Record<string, unknown> =>
  Object.fromEntries(Object.entries(o).filter(([name]) => Object.hasOwn(commands.sheet.options, name) && name !== 'out' && name !== 'force'));

const missingTarget = (names: readonly string[]): never => {
  throw new GradsheetError('invalid-option', { where: '--target', expected: 'the column to predict', received: 'nothing', hint: `Add --target with one of ${listed(names, 12)}.` });
};
