import { GradsheetError } from '../errors.ts';
import { size, text, type Shape } from '../ir/shape.ts';
import { inputPorts, outputPorts, sequentialGraph, summaryRows, variablesOf, type Graph } from '../nn/graph.ts';
import { initialize } from '../nn/initializers.ts';
import type { Layer, Loss, Metric, Optimizer } from '../nn/layer.ts';
import { loss as lossOf, type LossOption } from '../nn/losses.ts';
import { metric as metricOf, type MetricOption } from '../nn/metrics.ts';
import { optimizer as optimizerOf, type OptimizerOption } from '../nn/optimizers.ts';
import { names } from '../run/names.ts';
import { plainOrder, recordedOrder, shuffledOrder } from '../run/order.ts';
import type { Engine, Numbers, Run, Runnable } from '../run/run.ts';
import { evaluate } from '../targets/reference.ts';
import { wasm } from '../targets/wasm/engine.ts';
import type { Callback, Control, Logs } from '../train/callbacks/callback.ts';
import { firstBad, type BadValue } from '../train/first-bad.ts';
import { batches, fit, type Stopped } from '../train/fit.ts';
import { evaluateProgram, predictProgram, scalingTables, type Port, type Scaling, type StepSpec } from '../train/step.ts';
import { trainingRun } from '../train/training-run.ts';
import { takeRows, tensorOf, toRows, type ArrayLikeInput, type Data, type Tensor } from './arrays.ts';
import { checkFit, type FitOptions } from './fit-options.ts';

export interface CompileOptions {
  /** A name ('adam') or `optimizers.adam({ learningRate: 0.01 })`. */
  readonly optimizer: OptimizerOption;
  /** A name, a loss, or one per output. */
  readonly loss: LossOption | readonly LossOption[];
  readonly metrics?: readonly MetricOption[];
}
interface Compiled { readonly optimizer: Optimizer; readonly losses: readonly Loss[]; readonly metrics: readonly Metric[] }

/** What a training left behind: the numbers of every epoch, and why it ended before its last epoch, if it did. */
export interface History {
  readonly epoch: number[];
  /** 'loss', 'accuracy', 'val_loss', 'learning_rate' …: one number per epoch. */
  readonly history: Record<string, number[]>;
  readonly stopped: Stopped | null;
  /** Where a loss that is not finite began: the first value of that step that was not. */
  readonly firstBad?: BadValue;
}

type Ports = readonly { readonly name: string; readonly shape: Shape }[];

/**
 * A network with its current weights: the Keras-like face over frozen graphs, programs and engines.
 *
 *   const model = sequential([layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })]);
 *   model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
 *   const history = await model.fit(x, y, { epochs: 50, batchSize: 10, seed: 42 });
 */
export class Model {
  readonly name: string;
  readonly #layers: readonly Layer[] | null;
  #graph: Graph | null;
  #compiled: Compiled | null = null;
  #state: Record<string, Float64Array> | null = null;
  #columns: Readonly<Record<string, readonly string[]>> = {};
  #scaling: Readonly<Record<string, Scaling>> = {};
  #predicting: { readonly engine: Engine; readonly batch: number; readonly runnable: Runnable; fresh: boolean } | null = null;

  /** Use `sequential(…)` or `model(…)`. */
  constructor(from: { readonly layers: readonly Layer[] } | { readonly graph: Graph }, name = 'sequential') {
    this.name = name;
    this.#layers = 'layers' in from ? from.layers : null;
    this.#graph = 'graph' in from ? from.graph : null;
    if (this.#layers && knowsItsInput(this.#layers)) this.#graph = sequentialGraph(this.#layers);
  }

  /** The layers and how they are joined; known once the shape of the input is. @throws GradsheetError `not-ready` */
  get graph(): Graph {
    return this.#graph ?? notReady(this.name, 'an input shape', 'Give the first layer inputShape, or fit the model.');
  }
  get built(): boolean { return this.#graph !== null && this.#state !== null; }

  /** Chooses optimizer, loss and metrics; weights are kept, the optimizer's state begins anew. */
  compile({ optimizer, loss, metrics = [] }: CompileOptions): void {
    const losses = (Array.isArray(loss) ? loss : [loss]).map((l: LossOption) => lossOf(l));
    this.#compiled = Object.freeze({ optimizer: optimizerOf(optimizer), losses, metrics: metrics.map((m) => metricOf(m)) });
    if (this.#state) this.#state = Object.fromEntries(Object.entries(this.#state).filter(([name]) => name in variablesOf(this.graph)));
  }
  get compiled(): Compiled { return this.#compiled ?? notReady(this.name, 'compile({ optimizer, loss })', 'Call model.compile before fit and evaluate.'); }

  /** Fitted scaling, per input: applied inside every program, so that predictions take original units. */
  setScaling(scaling: Readonly<Record<string, Scaling>>, columns: Readonly<Record<string, readonly string[]>> = {}): void {
    this.#scaling = scaling;
    this.#columns = { ...this.#columns, ...columns };
    this.#forget();
  }

  /** Draws the first weights. Called by `fit` when needed. @param inputShape shape of one row, for a sequential model without inputShape */
  build(inputShape: Shape | null = null, seed = 0): void {
    if (!this.#graph && this.#layers && inputShape) this.#graph = sequentialGraph(this.#layers, inputShape);
    const graph = this.graph;
    this.#state = Object.fromEntries(Object.entries(variablesOf(graph)).map(([path, v], stream) => [path, initialize(v.init, v.shape, { seed, stream })]));
    this.#forget();
  }

  /** Everything a step is made from. */
  spec(weighted = false): StepSpec {
    const { optimizer, losses, metrics } = this.compiled, graph = this.graph;
    const { learningRate } = optimizer.options;
    const outputs = this.#ports(outputPorts(graph));
    if (losses.length !== 1 && losses.length !== outputs.length) throw new GradsheetError('invalid-option', { where: 'compile, loss', expected: `1 or ${outputs.length} losses, one per output`, received: String(losses.length) });
    const perOutput = outputs.map((_, i) => losses[i] ?? losses[0]).filter((l) => l !== undefined);
    return {
      graph, inputs: this.#ports(inputPorts(graph)), outputs, optimizer, weighted, losses: perOutput,
      targets: outputs.map((port, i) => (perOutput[i]?.classNumbers ? { name: port.name, shape: [...port.shape.slice(0, -1), 1] } : port)),
      metrics: outputs.map(() => metrics),
      ...(typeof learningRate === 'number' ? {} : { schedule: learningRate }),
    };
  }
  #ports(ports: Ports): Port[] {
    return ports.map(({ name, shape }) => {
      const columns = this.#columns[name], scaling = this.#scaling[name];
      return { name, shape, ...(columns ? { columns } : {}), ...(scaling ? { scaling } : {}) };
    });
  }

  /** The training that `fit` would do, as data: for a workbook, a replay, another engine. Builds the weights if needed. */
  run(x: Data, y: Data, options: FitOptions = {}): Run { return this.#prepare(x, y, options).run; }

  #prepare(x: Data, y: Data, options: FitOptions): { run: Run; spec: StepSpec; rows: number; validation: { x: Record<string, Tensor>; y: Record<string, Tensor>; rows: number } | null } {
    const o = checkFit(options);
    this.#buildFor(x, o.seed);
    const spec0 = this.spec();
    let xs = matchPorts(x, spec0.inputs, 'x'), ys = matchPorts(y, spec0.targets, 'y');
    const total = rowsOf({ ...prefixed('x', xs), ...prefixed('y', ys) });
    this.#columns = { ...columnsOf(xs), ...columnsOf(ys), ...this.#columns };
    let validation = o.validationData ? { x: matchPorts(o.validationData[0], spec0.inputs, 'validation x'), y: matchPorts(o.validationData[1], spec0.targets, 'validation y') } : null;
    let rows = total;
    if (!validation && o.validationSplit > 0) {
      rows = Math.floor(total * (1 - o.validationSplit));
      if (rows === 0 || rows === total) throw new GradsheetError('invalid-option', { where: 'validationSplit', expected: `at least one row on each side of ${total}`, received: String(o.validationSplit) });
      const part = (from: number, to: number) => (t: Tensor): Tensor => takeRows(t, Int32Array.from({ length: to - from }, (_, i) => from + i));
      validation = { x: mapValues(xs, part(rows, total)), y: mapValues(ys, part(rows, total)) };
      xs = mapValues(xs, part(0, rows));
      ys = mapValues(ys, part(0, rows));
    }
    const weight = rowWeights(o, ys, rows);
    const spec = this.spec(weight !== null);
    const tables: Record<string, Numbers> = { ...(weight ? { [names.rowWeight]: weight } : {}) };
    for (const [name, t] of Object.entries(xs)) tables[names.table('x', name)] = t.data;
    for (const [name, t] of Object.entries(ys)) tables[names.table('y', name)] = t.data;
    const { learningRate } = spec.optimizer.options;
    const run = trainingRun({
      spec, tables, rows, batchSize: o.batchSize, epochs: o.epochs, seed: o.seed,
      order: o.order ? recordedOrder(o.order) : o.shuffle ? shuffledOrder(rows, o.seed) : plainOrder(rows),
      state: this.#state ?? {}, learningRate: typeof learningRate === 'number' ? learningRate : 0,
    });
    return { run, spec, rows, validation: validation && { ...validation, rows: rowsOf({ ...prefixed('validation x', validation.x), ...prefixed('validation y', validation.y) }) } };
  }

  #buildFor(x: Data, seed: number): void {
    if (this.built) return;
    const only = this.#graph ? null : tensorOf(x as ArrayLikeInput, 'x'); // a sequential model has one input
    this.build(only && only.shape.slice(1), seed);
  }

  /**
   * Trains. The history has one entry per epoch; a loss that is not finite ends the training with the last good weights
   * and says so in `stopped`.
   *
   * @param x [rows, …] nested arrays, a `Matrix` of a table, or one of these per input name
   * @param y [rows] or [rows, outputs]
   * @throws GradsheetError `shape-mismatch`, `invalid-option`, `not-finite` (in the data), `not-ready` before compile
   */
  async fit(x: Data, y: Data, options: FitOptions = {}): Promise<History> {
    const o = checkFit(options);
    const { run, spec, rows, validation } = this.#prepare(x, y, options);
    const engine = o.engine ?? wasm();
    const runnable = await engine.load(run.programs);
    const history: { epoch: number[]; history: Record<string, number[]> } = { epoch: [], history: {} };
    try {
      await runnable.put({ ...run.tables, ...run.state, ...run.settings });
      const logs = (sums: Readonly<Record<string, Float64Array>>): Logs => this.#logs(spec, sums);
      const sumSizes = Object.fromEntries(Object.entries(run.state).filter(([name]) => names.isSum(name)).map(([name, v]) => [name, v.length]));
      let asked: string | null = null;
      const variables = Object.keys(variablesOf(this.graph));
      let learningRate = run.settings['learningRate']?.[0] ?? NaN;
      const control: Control = {
        epochs: o.epochs,
        stop: (reason) => { asked ??= reason; },
        get learningRate() { return learningRate; },
        set learningRate(rate) {
          if (spec.schedule) throw new GradsheetError('unsupported', { where: 'learningRate', expected: 'an optimizer with a number as its learning rate', received: `the schedule ${spec.schedule.name}`, hint: 'A schedule decides the rate of every step; give the optimizer a number instead.' });
          learningRate = rate;
        },
        weights: () => runnable.take(variables),
        setWeights: (weights) => runnable.put(weights),
        snapshot: () => runnable.snapshot(),
        restore: (s) => runnable.restore(s),
      };
      let used = learningRate, last: Logs = {};
      const changeRate = async (): Promise<void> => {
        if (Object.is(used, learningRate)) return;
        used = learningRate;
        await runnable.put({ learningRate: Float64Array.of(learningRate) });
      };
      const each = async (call: (c: Callback) => void | Promise<void> | undefined): Promise<void> => { for (const c of o.callbacks) await call(c); };
      await each((c) => c.onTrainBegin?.(control));
      const stopped = await fit({
        runnable, rows, batchSize: run.batchSize, epochs: o.epochs, initialEpoch: o.initialEpoch, order: run.order,
        sums: sumSizes, parameters: variables,
        ...(o.stop ? { stop: o.stop } : {}),
        onEpochBegin: async (epoch) => {
          await each((c) => c.onEpochBegin?.(epoch, control));
          await changeRate();
        },
        onSteps: async (p) => { await each((c) => c.onSteps?.({ epoch: p.epoch, done: p.done, rows: p.rows, batchSize: run.batchSize, logs: async () => logs(await p.sums()) }, control)); },
        onEpochEnd: async (epoch, sums) => {
          const all: Record<string, number> = { ...logs(sums) };
          if (validation) Object.assign(all, prefixed('val', await this.#evaluateOn(runnable, spec, validation, run.batchSize, sumSizes)));
          await each((c) => c.onEpochEnd?.(epoch, all, control));
          await changeRate();
          last = all;
          history.epoch.push(epoch);
          for (const [name, v] of Object.entries(all)) (history.history[name] ??= []).push(v);
          return asked !== null;
        },
      });
      await each((c) => c.onTrainEnd?.(last, control));
      this.#state = await runnable.take(Object.keys(run.state).filter((name) => !names.isSum(name)));
      this.#forget();
      const bad = stopped?.reason === 'not-finite' ? whereBad(run, { ...run.state, ...this.#state }, stopped.rows, engine) : null;
      return { ...history, stopped, ...(bad ? { firstBad: bad } : {}) };
    } finally {
      runnable.dispose();
    }
  }

  #logs(spec: StepSpec, sums: Readonly<Record<string, Float64Array>>): Logs {
    const count = sums[names.sum('count')]?.[0] ?? NaN;
    const logs: Record<string, number> = { loss: (sums[names.sum('loss')]?.[0] ?? NaN) / count };
    spec.outputs.forEach((port, i) => {
      for (const m of spec.metrics[i] ?? []) {
        const name = spec.outputs.length > 1 ? `${port.name}/${m.name}` : m.name, prefix = `${names.sum(name)}/`;
        logs[name] = m.value(Object.fromEntries(Object.entries(sums).filter(([n]) => n.startsWith(prefix)).map(([n, v]) => [n.slice(prefix.length), v])));
      }
    });
    return logs;
  }

  async #evaluateOn(runnable: Runnable, spec: StepSpec, data: { x: Record<string, Tensor>; y: Record<string, Tensor>; rows: number }, batch: number, sums: Readonly<Record<string, number>>): Promise<Logs> {
    await runnable.put(Object.fromEntries(Object.entries(sums).map(([name, n]) => [name, new Float64Array(n)])));
    const { feeds, times } = batches({ ...columnsFor('x', data.x), ...columnsFor('y', data.y) }, data.rows, batch);
    await runnable.run('evaluate', feeds, times);
    return this.#logs(spec, await runnable.take(Object.keys(sums)));
  }

  /** Loss and metrics on given rows, in predict mode. @returns `{ loss, accuracy, … }` */
  async evaluate(x: Data, y: Data, { batchSize = 32, engine = wasm() }: { readonly batchSize?: number; readonly engine?: Engine } = {}): Promise<Logs & { readonly loss: number }> {
    const spec = this.spec();
    const state = this.#state ?? notReady(this.name, 'weights', 'Fit the model or load its weights first.');
    const data = { x: matchPorts(x, spec.inputs, 'x'), y: matchPorts(y, spec.targets, 'y') };
    const rows = rowsOf({ ...prefixed('x', data.x), ...prefixed('y', data.y) }), batch = Math.min(batchSize, rows);
    const program = evaluateProgram(spec, batch);
    const runnable = await engine.load({ evaluate: program });
    try {
      await runnable.put(onlyInputs(program.inputs, { ...state, ...scalingTables(spec.inputs) }));
      const sums = Object.fromEntries(Object.values(program.inputs).filter((n) => names.isSum(n.attrs.name)).map((n) => [n.attrs.name, size(n.shape)]));
      const logs = await this.#evaluateOn(runnable, spec, { ...data, rows }, batch, sums);
      return { ...logs, loss: logs['loss'] ?? NaN };
    } finally {
      runnable.dispose();
    }
  }

  /**
   * Predictions in the order of the rows: `const [[p]] = await model.predict([[180, 25, 50000, 1, 1]])`.
   *
   * @returns [rows][numbers of a row]; for several outputs, one of these per output name
   */
  async predict(x: Data, options: { readonly batchSize?: number; readonly engine?: Engine } = {}): Promise<[first: number[], ...others: number[][]]> {
    const all = await this.predictAll(x, options);
    const [first] = Object.values(all);
    return (first ?? []) as [number[], ...number[][]]; // no rows were an error before
  }

  async predictAll(x: Data, { batchSize = 32, engine = wasm() }: { readonly batchSize?: number; readonly engine?: Engine } = {}): Promise<Record<string, number[][]>> {
    const state = this.#state ?? notReady(this.name, 'weights', 'Fit the model or load its weights first.');
    const graph = this.graph, ports = { graph, inputs: this.#ports(inputPorts(graph)), outputs: this.#ports(outputPorts(graph)) };
    const data = matchPorts(x, ports.inputs, 'x'), rows = rowsOf(prefixed('x', data)), batch = Math.max(1, Math.min(batchSize, rows));
    if (this.#predicting?.engine.name !== engine.name || this.#predicting.batch !== batch) {
      this.#forget();
      this.#predicting = { engine, batch, runnable: await engine.load({ predict: predictProgram(ports, batch) }), fresh: false };
    }
    const kept = this.#predicting;
    if (!kept.fresh) await kept.runnable.put(onlyInputs(predictProgram(ports, batch).inputs, { ...state, ...scalingTables(ports.inputs) }));
    kept.fresh = true;
    const { feeds, times } = batches(columnsFor('x', data), rows, batch);
    const { mask: _, ...fed } = feeds;
    const results = await kept.runnable.run('predict', fed, times);
    return Object.fromEntries(ports.outputs.map((p) => [p.name, toRows((results[names.prediction(p.name)] ?? new Float64Array(0)).subarray(0, rows * size(p.shape)), rows)]));
  }

  /** Parameters and kept variables by path, `dense/kernel`, with their shapes. */
  weights(): Record<string, { readonly data: Float64Array; readonly shape: Shape }> {
    const state = this.#state ?? notReady(this.name, 'weights', 'Fit the model, call build, or load its weights first.');
    return Object.fromEntries(Object.entries(variablesOf(this.graph)).map(([path, v]) => [path, { data: (state[path] ?? new Float64Array(size(v.shape))).slice(), shape: v.shape }]));
  }

  /** @throws GradsheetError `unknown-name` or `shape-mismatch`, naming the variable */
  setWeights(weights: Readonly<Record<string, ArrayLike<number>>>): void {
    if (!this.#state) this.build();
    const variables = variablesOf(this.graph), next: Record<string, Float64Array> = {};
    for (const [path, data] of Object.entries(weights)) {
      const v = variables[path];
      if (!v) throw new GradsheetError('unknown-name', { where: `weights "${path}"`, expected: `one of ${Object.keys(variables).join(', ')}` });
      if (data.length !== size(v.shape)) throw new GradsheetError('shape-mismatch', { where: `weights "${path}"`, expected: `${size(v.shape)} numbers, shape ${text(v.shape)}`, received: String(data.length) });
      next[path] = Float64Array.from(data);
    }
    this.#state = { ...this.#state, ...next };
    this.#forget();
  }

  /** Everything kept between steps, by name: weights, optimizer slots, the step. What a saved model holds. */
  state(): Record<string, Float64Array> { return mapValues(this.#state ?? {}, (v) => v.slice()); }
  setState(state: Readonly<Record<string, Float64Array>>): void {
    this.#state = mapValues(state, (v) => Float64Array.from(v));
    this.#forget();
  }

  /** One row per layer: name, type, output shape, parameters. */
  summaryRows(): ReturnType<typeof summaryRows> { return summaryRows(this.graph); }

  /** Frees what `predict` keeps loaded. */
  dispose(): void { this.#forget(); }
  #forget(): void {
    this.#predicting?.runnable.dispose();
    this.#predicting = null;
  }
}

/** A first layer that says the shape of a row. */
const knowsItsInput = ([first]: readonly Layer[]): boolean => first?.className === 'InputLayer' || (first !== undefined && 'inputShape' in first.options);

/** The step that went wrong, once more in f64, looked through value by value. */
function whereBad(run: Run, state: Readonly<Record<string, Numbers>>, rows: Int32Array, engine: Engine): BadValue | null {
  const step = rows.length === run.batchSize ? run.programs['step'] : run.programs['lastStep'];
  const largest = engine.epsilon > 2 ** -50 ? 3.4028234663852886e38 : Number.MAX_VALUE; // of f32, of f64
  return step ? firstBad(step, evaluate(step.nodes, { ...run.tables, ...run.settings, ...state, rows }), largest) : null;
}

const notReady = (model: string, expected: string, hint: string): never => {
  throw new GradsheetError('not-ready', { where: `model "${model}"`, expected, hint });
};
const mapValues = <T, U>(record: Readonly<Record<string, T>>, f: (v: T) => U): Record<string, U> => Object.fromEntries(Object.entries(record).map(([k, v]) => [k, f(v)]));
const prefixed = <T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(Object.entries(record).map(([k, v]) => [prefix === 'val' ? `val_${k}` : `${prefix} ${k}`, v]));
const onlyInputs = (inputs: Readonly<Record<string, unknown>>, values: Readonly<Record<string, Numbers>>): Record<string, Numbers> => Object.fromEntries(Object.entries(values).filter(([name]) => name in inputs));
const columnsFor = (kind: 'x' | 'y', record: Readonly<Record<string, Tensor>>): Record<string, { data: Numbers; width: number }> =>
  Object.fromEntries(Object.entries(record).map(([name, t]) => [names.table(kind, name), { data: t.data, width: size(t.shape.slice(1)) }]));
const columnsOf = (record: Readonly<Record<string, Tensor>>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(record).flatMap(([name, t]) => (t.columns ? [[name, t.columns]] : [])));

const isByName = (v: Data): v is Readonly<Record<string, ArrayLikeInput>> => typeof v === 'object' && !Array.isArray(v) && !ArrayBuffer.isView(v) && !('shape' in v && 'data' in v);

/** The given arrays, one per port, each of shape [rows, …port]; [rows] stands for [rows, 1]. */
function matchPorts(data: Data, ports: Ports, what: string): Record<string, Tensor> {
  const [only] = ports;
  if (!isByName(data) && ports.length !== 1) throw new GradsheetError('missing-input', { where: what, expected: `an object with ${ports.map((p) => `"${p.name}"`).join(', ')}`, received: 'one array' });
  const given: Readonly<Record<string, ArrayLikeInput>> = isByName(data) ? data : only ? { [only.name]: data } : {};
  return Object.fromEntries(ports.map((p) => {
    const value = given[p.name], where = ports.length === 1 ? what : `${what} "${p.name}"`;
    if (value === undefined) throw new GradsheetError('missing-input', { where, expected: `[rows, ${p.shape.join(', ')}]`, received: 'nothing' });
    const t = tensorOf(value, where), want = size(p.shape), [rows = 0] = t.shape;
    if (rows === 0) throw new GradsheetError('shape-mismatch', { where, expected: 'at least one row', received: 'none' });
    if (size(t.shape.slice(1)) !== want || (t.shape.length > 2 && t.shape.length !== p.shape.length + 1)) {
      throw new GradsheetError('shape-mismatch', { where, expected: `[rows, ${p.shape.join(', ')}]`, received: text(t.shape), hint: what.endsWith('x') ? 'Give as many columns as the network was built for.' : 'Give as many numbers per row as the last layer has units.' });
    }
    return [p.name, { ...t, shape: [rows, ...p.shape] }];
  }));
}

function rowsOf(all: Readonly<Record<string, Tensor>>): number {
  const [[firstName, first] = ['', undefined], ...others] = Object.entries(all);
  const rows = first?.shape[0] ?? 0;
  for (const [name, t] of others) if (t.shape[0] !== rows) throw new GradsheetError('shape-mismatch', { where: name, expected: `${rows} rows, as ${firstName}`, received: String(t.shape[0]) });
  return rows;
}

/** sampleWeight × classWeight, per row; null when neither is given. */
function rowWeights(o: Pick<ReturnType<typeof checkFit>, 'sampleWeight' | 'classWeight'>, ys: Readonly<Record<string, Tensor>>, rows: number): Float64Array | null {
  if (!o.sampleWeight && !o.classWeight) return null;
  const weight = new Float64Array(rows).fill(1);
  if (o.sampleWeight) {
    if (o.sampleWeight.length < rows) throw new GradsheetError('shape-mismatch', { where: 'sampleWeight', expected: `${rows} numbers, one per row`, received: String(o.sampleWeight.length) });
    for (let i = 0; i < rows; i++) weight[i] = o.sampleWeight[i] ?? 1;
  }
  const y = Object.values(ys)[0];
  if (o.classWeight && y) {
    const width = size(y.shape.slice(1));
    for (let i = 0; i < rows; i++) {
      const row = y.data.subarray(i * width, (i + 1) * width);
      const label = width === 1 ? (row[0] ?? 0) : row.indexOf(1);
      weight[i] = (weight[i] ?? 1) * (o.classWeight[label] ?? 1);
    }
  }
  return weight;
}
