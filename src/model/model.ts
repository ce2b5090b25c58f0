import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames, type Words } from '../words.ts';
import type { Preprocessing } from '../data/preprocessing.ts';
import { Table } from '../data/table.ts';
import type { Labelled } from '../ir/label.ts';
import { equal, size, text, type Shape } from '../ir/shape.ts';
import { stateNames } from '../ir/program.ts';
import {
  batchSizeOf,
  inputPorts,
  outputPorts,
  sequentialGraph,
  summaryRows,
  variablesOf,
  type Graph,
} from '../nn/graph.ts';
import { firstValues } from '../nn/initializers.ts';
import type { Layer } from '../nn/layer.ts';
import { checkSizes } from '../nn/common.ts';
import { checkBoolean, checkNumber, checkRecord, checkText, invalid, isList } from '../util/options.ts';
import { reopened, withTrainable } from '../nn/reopen.ts';
import { batchText, checkLayer, type SymbolicTensor } from '../nn/symbolic.ts';
import { checkLength, unknownName } from '../ir/checks.ts';
import { names } from '../run/names.ts';
import { recordedOrder, type Order } from '../run/order.ts';
import type { Numbers, Run, Runnable, Tensors } from '../run/run.ts';
import { heldTables, isSource } from '../run/tables.ts';
import { evaluate } from '../ir/evaluate.ts';
import { wasm } from '../targets/wasm/engine.ts';
import type { Logs } from '../train/callbacks/callback.ts';
import { evaluateRows, type HoldOut } from '../train/evaluate.ts';
import type { BadValue } from '../train/first-bad.ts';
import { type Stopped } from '../train/fit.ts';
import {
  evaluateProgram,
  predictProgram,
  scalingTables,
  type Port,
  type Scaling,
  type StepSpec,
} from '../train/step.ts';
import { train } from '../train/train.ts';
import { trainingRun } from '../train/training-run.ts';
import type { Compiled } from '../formats/model.ts';
import { compiledOf, type CompileOptions } from './compile.ts';
import { tensorOf, type ArrayLikeInput, type Data, type Tensor } from './arrays.ts';
import { checkCall, checkFit, SEEDS, type CallOptions, type CheckedFit, type FitOptions } from './fit-options.ts';
import { Predictor } from './predictor.ts';
import { largestOf, notFinite, whereBad } from './not-finite.ts';
import { checkScaling, checkTaken, columnsOf, matchPorts, rowShape, rowsOf, type Ports } from './ports.ts';
import { checkFitFrom, firstRow, tablesFrom, type FitFromOptions, type RowSource } from './row-source.ts';
import { cutRows, matchRows, namedColumns, rowWeights, warnUnseen } from './rows.ts';
import { words } from './error-words.ts';

export type { CompileOptions };

/** What a training left behind: the numbers of every epoch, and why it ended before its last epoch, if it did. */
export interface History {
  readonly epoch: number[];
  /** 'loss', 'accuracy', 'val_loss', 'learning_rate' …: one number per epoch. */
  readonly history: Record<string, number[]>;
  readonly stopped: Stopped | null;
  /** Where a loss that is not finite began: the first value of that step that was not. */
  readonly firstBad?: BadValue;
}

/** What is saved with a model and is not in it. */
export interface SavedExtras {
  readonly preprocessing?: Preprocessing | null;
  readonly history?: Pick<History, 'epoch' | 'history'> | null;
  readonly settings?: Readonly<Record<string, unknown>>;
}
export interface SaveOptions extends SavedExtras {
  /** May the files of a model that is there be replaced? Default false. */
  readonly replace?: boolean;
}

type Saver = (model: Model, folder: string, options: SaveOptions) => Promise<void>;
let saver: Saver | null = null;
/** What `model.save` does: the core knows no folders, and those who do say so here. */
export function savesWith(how: Saver): void {
  saver = how;
}

/**
 * A network with its current weights: the Keras-like face over frozen graphs, programs and engines.
 *
 *   const model = sequential([layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 1, activation:
 *   'sigmoid' })]);
 *   model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
 *   const history = await model.fit(x, y, { epochs: 50, batchSize: 10, seed: 42 });
 */
export class Model {
  readonly name: string;
  #layers: readonly Layer[] | null;
  #graph: Graph | null;
  #compiled: Compiled | null = null;
  #state: Record<string, Float64Array> | null = null;
  #columns: Readonly<Record<string, readonly string[]>> = {};
  #scaling: Readonly<Record<string, Scaling>> = {};
  #predictor: Predictor | null = null;
  #fitting = false;

  /** Use `sequential(…)` or `model(…)`. */
  constructor(from: { readonly layers: readonly Layer[] } | { readonly graph: Graph }, name = 'sequential') {
    this.name = name;
    this.#layers = 'layers' in from ? from.layers : null;
    this.#graph = 'graph' in from ? from.graph : null;
    if (this.#layers && knowsItsInput(this.#layers)) this.#graph = sequentialGraph(this.#layers);
  }

  /** The layers and how they are joined; known once the shape of the input is. @throws GradsheetError `not-ready` */
  get graph(): Graph {
    return (
      this.#graph ??
      notReady(this.name, words('an input shape'), words('Give the first layer inputShape, or fit the model.'))
    );
  }
  get built(): boolean {
    return this.#graph !== null && this.#state !== null;
  }

  /**
   * One more layer at the end of a sequential model, as long as it has no weights.
   *
   *   const model = sequential();
   *   model.add(layers.dense({ units: 5, activation: 'relu' }));
   *
   * @throws GradsheetError `not-ready` after `build` and `fit`, and for a model of `input` and `apply`
   */
  add(layer: Layer): void {
    checkLayer('add', layer);
    if (!this.#layers || this.#state) {
      return notReady(
        this.name,
        words('a sequential model without weights'),
        words('Add layers before build and fit; join those of a graph with apply.'),
      );
    }
    this.#layers = [...this.#layers, layer];
    this.#graph = knowsItsInput(this.#layers) ? sequentialGraph(this.#layers) : null;
  }

  /** Chooses optimizer, loss and metrics; weights are kept, the optimizer's state begins anew. */
  compile(options: CompileOptions): void {
    this.#compiled = compiledOf(options, () => outputPorts(this.graph).map(({ name }) => name));
    this.#newOptimizer();
  }
  /** Weights stay, slots and the step go. */
  #newOptimizer(): void {
    if (!this.#state) return;
    const variables = variablesOf(this.graph);
    this.#state = Object.fromEntries(Object.entries(this.#state).filter(([name]) => name in variables));
  }
  get compiled(): Compiled {
    return (
      this.#compiled ??
      notReady(this.name, words('compile({ optimizer, loss })'), words('Call model.compile before fit and evaluate.'))
    );
  }

  /**
   * Fitted scaling, per input: applied inside every program, so that predictions take original units. @throws
   * GradsheetError `unknown-name`, `shape-mismatch`
   */
  setScaling(
    scaling: Readonly<Record<string, Scaling>>,
    columns: Readonly<Record<string, readonly string[]>> = {},
  ): void {
    checkRecord('setScaling', scaling);
    checkRecord('setScaling, columns', columns);
    // a network that does not know its input yet takes any
    if (this.#graph) checkScaling(inputPorts(this.#graph), scaling);
    this.#scaling = scaling;
    this.#columns = { ...this.#columns, ...columns };
    this.#forget();
  }

  /**
   * Draws the first weights. Called by `fit` when needed. @param inputShape shape of one row, for a sequential model
   * without inputShape
   */
  build(inputShape: Shape | null = null, seed = 0): void {
    checkNumber('seed', seed, SEEDS);
    if (inputShape !== null) checkSizes('inputShape', inputShape);
    if (!this.#graph && this.#layers && inputShape) this.#graph = sequentialGraph(this.#layers, inputShape);
    const variables = Object.entries(variablesOf(this.graph));
    const numbers = variables.reduce((n, [, { shape }]) => n + size(shape), 0);
    if (numbers > 2 ** 29) {
      throw new GradsheetError('too-large', {
        where: words('model "{}"', this.name),
        expected: words('at most {} weights', 2 ** 29),
        received: verbatim(numbers),
        hint: words('Use smaller layers.'),
      });
    }
    this.#state = Object.fromEntries(variables.map(([path, v], stream) => [path, firstValues(v, { seed, stream })]));
    this.#forget();
  }

  /** Everything a step is made from. */
  spec(weighted = false): StepSpec {
    const { optimizer, losses, lossWeights, metrics, outputMetrics } = this.compiled;
    const net = this.#net();
    const { outputs } = net;
    const { learningRate } = optimizer.options;
    if (losses.length !== 1 && losses.length !== outputs.length) {
      invalid('compile, loss', words('1 or {} losses, one per output', outputs.length), losses.length);
    }
    const perOutput = outputs.map((_, i) => losses[i] ?? losses[0]).filter((l) => l !== undefined);
    return {
      ...net,
      optimizer,
      weighted,
      losses: perOutput,
      targets: outputs.map((port, i) =>
        perOutput[i]?.classNumbers ? { name: port.name, shape: [...port.shape.slice(0, -1), 1] } : port,
      ),
      metrics: outputs.map((_, i) => outputMetrics?.[i] ?? metrics),
      ...(lossWeights ? { lossWeights } : {}),
      ...(typeof learningRate === 'number' ? {} : { schedule: learningRate }),
    };
  }
  #net(): Pick<StepSpec, 'graph' | 'inputs' | 'outputs'> {
    const { graph } = this;
    const known = (ports: Ports): Port[] =>
      ports.map(({ name, shape }) => {
        const columns = this.#columns[name];
        const scaling = this.#scaling[name];
        return { name, shape, ...(columns ? { columns } : {}), ...(scaling ? { scaling } : {}) };
      });
    return { graph, inputs: known(inputPorts(graph)), outputs: known(outputPorts(graph)) };
  }
  #trained(): Record<string, Float64Array> {
    return (
      this.#state ??
      notReady(this.name, words('weights'), words('Fit the model, call build, or load its weights first.'))
    );
  }

  /**
   * The training that `fit` would do, as data: for a workbook, a replay, another engine. Builds the weights if needed.
   */
  run(x: Data, y: Data, options: FitOptions = {}): Run<Tensors> {
    return this.#prepare(x, y, checkFit(options)).run;
  }

  /** @param onlyFit leaves out the programs that `fit` does not run */
  #prepare(
    x: Data,
    y: Data,
    o: CheckedFit,
    onlyFit = false,
  ): { run: Run<Tensors>; spec: StepSpec; validation: HoldOut | null; unseen: GradsheetError | null } {
    this.#buildFor(x, o.seed);
    this.#checkTrained();
    const spec0 = this.spec();
    const all = matchRows(spec0, x, y);
    this.#columns = { ...columnsOf(all.x), ...columnsOf(all.y), ...this.#columns };
    const rows =
      o.validationData || o.validationSplit === 0 ? all.rows : Math.floor(all.rows * (1 - o.validationSplit));
    const whole = rows === all.rows;
    const weight = rowWeights(o, all, rows);
    if (rows === 0) {
      invalid('validationSplit', words('at least one row on each side of {}', all.rows), o.validationSplit);
    }
    const holdOut = o.validationData
      ? matchRows(spec0, ...o.validationData, 'validation ')
      : whole
        ? null
        : cutRows(all, rows, all.rows);
    const trained = whole ? all : cutRows(all, 0, rows);
    const unseen = holdOut && warnUnseen(spec0, trained, holdOut, !whole);
    const holdOutWeight =
      weight && holdOut && (o.validationData ? new Float64Array(holdOut.rows).fill(1) : weight.holdOut.subarray(rows));
    const spec = this.spec(weight !== null);
    const tables = namedColumns(trained, weight && weight.train.subarray(0, rows));
    const { learningRate } = spec.optimizer.options;
    const run = trainingRun({
      spec,
      tables: mapValues(tables, ({ data }) => data),
      rows,
      batchSize: o.batchSize,
      epochs: o.epochs,
      seed: o.seed,
      order: orderOf(o, rows),
      initialEpoch: o.initialEpoch,
      state: this.#state ?? {},
      learningRate: typeof learningRate === 'number' ? learningRate : 0,
      ...(onlyFit ? { besides: holdOut ? ['evaluate'] : [] } : {}),
    });
    const validation = holdOut && { rows: holdOut.rows, columns: namedColumns(holdOut, holdOutWeight) };
    return { run, spec, validation, unseen };
  }

  #buildFor(x: Data, seed: number): void {
    if (this.built) return;
    this.build(this.#graph ? null : rowShape(x), seed);
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
    this.#oneAtATime();
    const o = checkFit(options);
    const { run, spec, validation, unseen } = this.#prepare(x, y, o, true);
    if (unseen) o.warn(unseen);
    return this.#train(run, spec, validation, o);
  }

  /**
   * `fit` of more rows than memory holds. An epoch reads the rows block by block, in a new order, and shuffles
   * `options.buffer` of them at a time: so many lie in memory, however many there are. The same seed gives the same
   * weights; with a buffer for all rows those of `fit`.
   *
   *   const read = (begin, end) => ({ x: heights.slice(begin, end), y: weights.slice(begin, end) });
   *   await model.fitFrom({ rows: heights.length, read }, { epochs: 3 });
   *
   * @throws GradsheetError as `fit`; its places in x and y are those of the rows that were read together
   */
  async fitFrom(source: RowSource, options: FitFromOptions = {}): Promise<History> {
    this.#oneAtATime();
    const o = checkFitFrom(options);
    const { x } = await firstRow(source);
    this.#buildFor(x, o.seed);
    this.#checkTrained();
    const spec = this.spec();
    const { shuffle, seed, epochs, initialEpoch } = o;
    const validation = o.validationData ? matchRows(spec, ...o.validationData, 'validation ') : null;
    const { rows } = source;
    const batchSize = Math.min(o.batchSize, rows);
    const { tables, capacity } = tablesFrom(source, spec, { ...o, batchSize });
    const { learningRate } = spec.optimizer.options;
    const run = trainingRun({
      spec,
      tables,
      rows,
      capacity,
      batchSize,
      epochs,
      seed,
      order: shuffle ? { kind: 'blocks', seed, block: tables.chunk, buffer: capacity } : { kind: 'plain' },
      initialEpoch,
      state: this.#state ?? {},
      learningRate: typeof learningRate === 'number' ? learningRate : 0,
      besides: validation ? ['evaluate'] : [],
    });
    return this.#train(run, spec, validation && { rows: validation.rows, columns: namedColumns(validation) }, o);
  }

  #oneAtATime(): void {
    if (!this.#fitting) return;
    throw new GradsheetError('not-ready', {
      where: words('model "{}"', this.name),
      expected: words('one fit at a time'),
      hint: words('Await the fit that is running, or train another model.'),
    });
  }

  async #train(run: Run, spec: StepSpec, validation: HoldOut | null, o: CheckedFit): Promise<History> {
    const engine = o.engine ?? wasm();
    this.#fitting = true;
    let runnable: Runnable | null = null;
    try {
      runnable = await engine.load(run.programs);
      await runnable.put({ ...(await heldTables(run)), ...run.state, ...run.settings });
      const done = await train({
        run,
        spec,
        runnable,
        callbacks: o.callbacks,
        ...(o.stop ? { stop: o.stop } : {}),
        ...(validation ? { validation } : {}),
      });
      this.#state = done.state;
      this.#forget();
      const tables = isSource(run.tables) ? null : run.tables;
      const bad =
        tables && done.before && done.stopped?.reason === 'not-finite'
          ? whereBad({ ...run, tables }, done.before, done.stopped, engine)
          : null;
      if (done.stopped?.reason === 'not-finite') {
        const scaled = Object.keys(this.#scaling).length > 0;
        o.warn(notFinite(done.stopped, scaled || !tables ? 0 : largestOf(tables)));
      }
      return { epoch: done.epoch, history: done.history, stopped: done.stopped, ...(bad ? { firstBad: bad } : {}) };
    } finally {
      this.#fitting = false;
      runnable?.dispose();
    }
  }

  /** @throws GradsheetError `not-ready` if every layer that has something to train is frozen */
  #checkTrained(): void {
    const variables = Object.values(variablesOf(this.graph));
    const frozen = this.graph.nodes.some(({ layer }) => 'trainable' in layer.options && !layer.options.trainable);
    if (!frozen || variables.some(({ trained }) => trained)) return;
    throw new GradsheetError('not-ready', {
      where: words('model "{}"', this.name),
      expected: words('at least one layer that is trained'),
      received: words('frozen layers only, so nothing would be trained'),
      hint: words('Set trainable to true for one: model.setTrainable({ name: true }).'),
    });
  }

  /**
   * Freezes layers, or trains them again, from the next fit on; weights stay, the optimizer's state begins anew.
   *
   *   net.setTrainable({ words: false })
   *
   * @param layers by name, as `summary` has them @throws GradsheetError `unknown-name`
   */
  setTrainable(layers: Readonly<Record<string, boolean>>): void {
    const { nodes } = this.graph;
    const known = nodes.map(({ name }) => name);
    for (const [name, trainable] of Object.entries(checkRecord('setTrainable', layers))) {
      if (!known.includes(name)) unknownName(name, known, words('setTrainable, "{}"', name));
      const where = words('setTrainable, "{}"', name);
      checkBoolean(where, trainable);
      const own = nodes.find((node) => node.name === name)?.layer;
      if (!own?.again) invalid(where, words('a layer of gradsheet/layers'), own?.className);
    }
    this.#layers = null; // its layers are those of the graph from here on
    this.#graph = withTrainable(this.graph, layers);
    this.#newOptimizer();
    this.#forget();
  }

  /**
   * Where the network begins and what a layer gives, for a new network built on a part of this one:
   *
   *   const trunk = net.part('hidden');
   *   const head = layers.dense({ units: 3, activation: 'softmax', name: 'head' });
   *   const other = model({ inputs: trunk.inputs, outputs: head.apply(trunk.output) });
   *   other.copyWeights(net);
   *
   * @throws GradsheetError `unknown-name`
   */
  part(layer: string): { readonly inputs: readonly SymbolicTensor[]; readonly output: SymbolicTensor } {
    const { nodes, inputs } = this.graph;
    const values = reopened(this.graph);
    const [output] = values[nodes.findLastIndex(({ name }) => name === layer)] ?? [];
    return {
      inputs: inputs.flatMap((i) => values[i]?.[0] ?? []),
      output:
        output ??
        unknownName(
          layer,
          nodes.map(({ name }) => name),
          words('part, "{}"', layer),
        ),
    };
  }

  /**
   * Takes the weights of layers that another model has under the same names, of the same shapes. @returns their paths
   *
   * @throws GradsheetError `shape-mismatch` for one of another shape, `not-ready` if no layer is common to both
   */
  copyWeights(from: Model): readonly string[] {
    if (!this.#state) this.build();
    const mine = variablesOf(this.graph);
    const common = Object.entries(from.weights()).filter(([path]) => path in mine);
    if (common.length === 0) {
      return notReady(
        this.name,
        words('a layer of the same name in both models'),
        words('Name the layers: layers.dense({ units: 4, name: "hidden" }).'),
      );
    }
    this.setWeights(Object.fromEntries(common));
    return common.map(([path]) => path);
  }

  /** Loss and metrics on given rows, in predict mode. @returns `{ loss, accuracy, … }` */
  async evaluate(x: Data, y: Data, options: CallOptions = {}): Promise<Logs & { readonly loss: number }> {
    const batchSize = checkCall('evaluate', options);
    const { engine = wasm() } = options;
    const spec = this.spec();
    const state = this.#trained();
    const data = matchRows(spec, x, y);
    const batch = batchOf(spec.graph, batchSize, data.rows);
    const program = evaluateProgram(spec, batch);
    const runnable = await engine.load({ evaluate: program });
    try {
      await runnable.put(onlyInputs(program.inputs, { ...state, ...scalingTables(spec.inputs) }));
      const sums = Object.fromEntries(
        Object.values(program.inputs)
          .filter((n) => names.isSum(n.attrs.name))
          .map((n) => [n.attrs.name, size(n.shape)]),
      );
      const logs = await evaluateRows(runnable, spec, { columns: namedColumns(data), rows: data.rows }, batch, sums);
      const kept = stateNames(program).filter((name) => !names.isSum(name));
      if (kept.length > 0) this.setState({ ...state, ...(await runnable.take(kept)) });
      return { ...logs, loss: logs['loss'] ?? NaN };
    } finally {
      runnable.dispose();
    }
  }

  /**
   * Predictions in the order of the rows: `const [[p]] = await model.predict([[180, 25, 50000, 1, 1]])`.
   *
   * @returns [rows][numbers of a row] of the first output; `predictAll` has every output by its name
   */
  async predict(x: Data, options: CallOptions = {}): Promise<[first: number[], ...others: number[][]]> {
    const all = await this.predictAll(x, options);
    const [first] = Object.values(all);
    return (first ?? []) as [number[], ...number[][]]; // no rows were an error before
  }

  async predictAll(x: Data, options: CallOptions = {}): Promise<Record<string, number[][]>> {
    const batchSize = checkCall('predict', options);
    const { engine = wasm() } = options;
    const state = this.#trained();
    const ports = this.#net();
    const data = matchPorts(x, ports.inputs, 'x');
    checkTaken(ports.graph, data, 'x');
    const rows = rowsOf(data);
    this.#predictor ??= new Predictor(ports, state, (states) => {
      this.#state = { ...this.#state, ...states };
    });
    return this.#predictor.predict(data, rows, batchOf(this.graph, batchSize, rows), engine);
  }

  /**
   * Every named value on the way to the predictions of the given rows, in f64: inputs, scaled inputs, weighted sums,
   * activations, predictions.
   */
  trace(x: Data): readonly (Labelled & { readonly data: Float64Array })[] {
    const state = this.#trained();
    const ports = this.#net();
    const data = matchPorts(x, ports.inputs, 'x');
    checkTaken(ports.graph, data, 'x');
    const program = predictProgram(ports, rowsOf(data));
    const feeds = Object.fromEntries(Object.entries(data).map(([name, t]) => [names.table('x', name), t.data]));
    const values = evaluate(program.nodes, { ...state, ...scalingTables(ports.inputs), ...feeds });
    return program.labels.map((l) => ({ ...l, data: values.get(l.node) ?? new Float64Array(0) }));
  }

  /** Parameters and kept variables by path, `dense/kernel`, with their shapes. */
  weights(): Record<string, { readonly data: Float64Array; readonly shape: Shape }> {
    const state = this.#trained();
    return Object.fromEntries(
      Object.entries(variablesOf(this.graph)).map(([path, v]) => [
        path,
        { data: (state[path] ?? new Float64Array(size(v.shape))).slice(), shape: v.shape },
      ]),
    );
  }

  /** The numbers of `weights`, in Keras's order: layer by layer, kernel before bias. */
  getWeights(): Tensor[] {
    return Object.values(this.weights());
  }

  /**
   * @param weights by path, as `weights` gives them, or a list in that order, as `getWeights` does: numbers row after
   *   row, nested, or with their shape
   * @throws GradsheetError `unknown-name` or `shape-mismatch`, naming the variable
   */
  setWeights(weights: Readonly<Record<string, ArrayLikeInput>> | readonly ArrayLikeInput[]): void {
    if (!this.#state) this.build();
    const variables = variablesOf(this.graph);
    const paths = Object.keys(variables);
    if (isList(weights) && weights.length !== paths.length) {
      invalid('setWeights', words('{} arrays, one per variable', paths.length), weights.length);
    }
    const given = isList(weights)
      ? weights.map((data, i) => [paths[i] ?? '', data] as const)
      : Object.entries(checkRecord('setWeights', weights));
    const next: Record<string, Float64Array> = {};
    for (const [path, data] of given) {
      const where = words('weights "{}"', path);
      const v = variables[path];
      if (!v) {
        throw new GradsheetError('unknown-name', { where, expected: words('one of {}', listedNames(paths)) });
      }
      const t = tensorOf(data as ArrayLikeInput, `weights "${path}"`);
      if (t.data.length !== size(v.shape) || (t.shape.length > 1 && !equal(t.shape, v.shape))) {
        throw new GradsheetError('shape-mismatch', {
          where,
          expected: words('{} numbers, shape {}', size(v.shape), text(v.shape)),
          received: t.shape.length > 1 ? words('shape {}', text(t.shape)) : verbatim(t.data.length),
        });
      }
      next[path] = Float64Array.from(t.data);
    }
    this.#state = { ...this.#state, ...next };
    this.#forget();
  }

  /** Everything kept between steps, by name: weights, optimizer slots, the step. What a saved model holds. */
  state(): Record<string, Float64Array> {
    return mapValues(this.#state ?? {}, (v) => v.slice());
  }
  /** @throws GradsheetError `shape-mismatch` for a weight that is missing or of another size */
  setState(state: Readonly<Record<string, Float64Array>>): void {
    checkRecord('setState', state);
    for (const [path, { shape }] of Object.entries(variablesOf(this.graph))) {
      checkLength(`weights "${path}"`, state[path]?.length ?? 0, size(shape));
    }
    this.#state = mapValues(state, (v) => Float64Array.from(v));
    this.#forget();
  }

  /** States that layers with `stateful` keep of the rows of a batch become 0. */
  resetStates(): void {
    const state = this.#trained();
    const kept = Object.entries(variablesOf(this.graph)).filter(([, v]) => v.resets);
    this.#state = {
      ...state,
      ...Object.fromEntries(kept.map(([path, { shape }]) => [path, new Float64Array(size(shape))])),
    };
    this.#forget();
  }

  /** The layers as a text: `console.log(model.summary())`; `summaryRows` has it as data. */
  summary(): string {
    const rows = this.summaryRows();
    const sum = (key: 'parameters' | 'trained'): number => rows.reduce((n, row) => n + row[key], 0);
    const layers = Table.of(
      rows.map(({ name, className, outputShape, parameters }) => ({
        layer: name,
        type: className,
        'output shape': batchText(outputShape),
        parameters,
      })),
    );
    return `${this.name}\n${layers.toString(rows.length)}\nparameters: ${sum('parameters')}, trained: ${sum('trained')}`;
  }

  /**
   * Saves the model in a folder, with its optimizer's state, as `gradsheet train` does; `loadModel` of `gradsheet/node`
   * reads it. A page has no folders: `modelFiles` of `gradsheet/save` gives it the files.
   *
   * @throws GradsheetError `not-ready` without weights and before `compile`, `unsupported` if nobody imported
   *   `gradsheet/node`, `exists` unless `replace` is set
   */
  async save(folder: string, options: SaveOptions = {}): Promise<void> {
    checkText('save, folder', folder);
    if (!saver) {
      throw new GradsheetError('unsupported', {
        problem: words("model.save knows no folders. Write first: import 'gradsheet/node'."),
        hint: words('In a page use gradsheet/save.'),
      });
    }
    return saver(this, folder, options);
  }

  /** One row per layer: name, type, output shape, parameters. */
  summaryRows(): ReturnType<typeof summaryRows> {
    return summaryRows(this.graph);
  }

  /** Frees what `predict` keeps loaded. */
  dispose(): void {
    this.#forget();
  }
  #forget(): void {
    void this.#predictor?.dispose();
    this.#predictor = null;
  }
}

/**
 * Rows of a batch; where layers keep states of each row, whole batches only. @throws GradsheetError `shape-mismatch`
 */
function batchOf(graph: Graph, batchSize: number, rows: number): number {
  const own = batchSizeOf(graph);
  if (own === null) return Math.min(batchSize, rows);
  if (rows % own === 0) return own;
  throw new GradsheetError('shape-mismatch', {
    where: words('model with states'),
    expected: words('batches of {} rows', own),
    received: words('{} rows', rows),
    hint: words('The model keeps states of each row of a batch: give whole batches, a multiple of {} rows.', own),
  });
}

/** In which order `fit` trains the rows: as recorded, shuffled by the seed, or as they stand. */
function orderOf(
  { order, shuffle, seed }: Pick<FitOptions, 'order' | 'shuffle'> & { seed: number },
  rows: number,
): Order {
  if (order) return recordedOrder(order, rows);
  return shuffle ? { kind: 'shuffled', seed } : { kind: 'plain' };
}

/** A first layer that says the shape of a row. */
const knowsItsInput = ([first]: readonly Layer[]): boolean =>
  first?.className === 'InputLayer' || (first !== undefined && 'inputShape' in first.options);

const notReady = (model: string, expected: Words, hint: Words): never => {
  throw new GradsheetError('not-ready', { where: words('model "{}"', model), expected, hint });
};
const mapValues = <T, U>(record: Readonly<Record<string, T>>, f: (v: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([k, v]) => [k, f(v)]));
const onlyInputs = (
  inputs: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, Numbers>>,
): Record<string, Numbers> => Object.fromEntries(Object.entries(values).filter(([name]) => name in inputs));
