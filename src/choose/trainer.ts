import { inputsFrom, type Program } from '../ir/program.ts';
import type { Model } from '../model/model.ts';
import { inputPorts, outputPorts } from '../nn/graph.ts';
import { names } from '../run/names.ts';
import { orderedRows, type Order } from '../run/order.ts';
import type { Runnable, Tensors } from '../run/run.ts';
import { wasm } from '../targets/wasm/engine.ts';
import { stepProgram } from '../train/step.ts';
import { firstState } from '../train/training-run.ts';
import type { Net } from './net.ts';
import { netOf, networkModel, type NetworkSettings } from './network.ts';
import { outputsOf, type Problem } from './problem.ts';

/** Which networks of a training are wanted. */
export interface Training {
  /** After which passes over the rows the network is looked at, ascending; the last one ends the training. */
  readonly at: readonly number[];
  /** Of the first weights and the order of the rows. */
  readonly seed: number;
  /** True ends the training. */
  readonly look: (epoch: number, net: Net) => boolean;
}

/** @returns the network that was looked at last; it has no layers if its numbers grew without bound before */
export type Trainer = (
  problem: Problem,
  rows: ArrayLike<number>,
  settings: NetworkSettings,
  training: Training,
) => Promise<Net>;

/**
 * Trains networks, one after the other. A ladder trains one network on many parts of a table: its steps are derived
 * and compiled the first time and kept, for they depend on how many rows there are, never on which.
 */
export function trainer(): Trainer {
  const engine = wasm();
  const kept = new Map<string, Network>();
  return async (problem, rows, settings, training) => {
    const shape = shapeOf(problem, settings);
    const key = JSON.stringify(shape);
    const network = kept.get(key) ?? networkOf(shape);
    kept.set(key, network);
    const steps = stepsOf(network, rows.length);
    const runnable = await engine.load(steps.programs);
    try {
      const state = stateOf(steps, training.seed);
      await runnable.put({ ...tablesOf(steps, problem), ...state, ...settingsOf(steps, training.seed) });
      return await train(steps, runnable, Int32Array.from(rows), training);
    } finally {
      runnable.dispose();
    }
  };
}

/** All that the steps of a training depend on. */
interface Shape {
  readonly task: Problem['task'];
  readonly columns: number;
  readonly outputs: number;
  readonly weighted: boolean;
  readonly settings: NetworkSettings;
  /** Rows of the tables in the engine's memory. */
  readonly capacity: number;
}

function shapeOf(problem: Problem, settings: NetworkSettings): Shape {
  return {
    task: problem.task,
    columns: problem.x.shape[1],
    outputs: outputsOf(problem),
    weighted: problem.weights !== null,
    settings,
    // a power of two: a table and the larger part of it share their steps
    capacity: 2 ** (32 - Math.clz32(problem.y.length - 1)),
  };
}

interface Network {
  readonly shape: Shape;
  readonly model: Model;
  /** The step of so many rows, as far as it was asked for. */
  readonly steps: Map<number, Program>;
}

function networkOf(shape: Shape): Network {
  const model = networkModel(shape.task, shape.outputs, shape.settings);
  model.build([shape.columns], 0);
  return { shape, model, steps: new Map() };
}

/** A network, and the programs of its training. */
interface Steps extends Pick<Network, 'shape' | 'model'> {
  readonly programs: Readonly<Record<'step', Program> & Partial<Record<'lastStep', Program>>>;
  /** Rows of a step, and of the last one of a pass, 0 if there is no smaller one. */
  readonly batch: number;
  readonly rest: number;
}

function stepsOf({ shape, model, steps }: Network, rows: number): Steps {
  const batch = Math.min(shape.settings.batchSize, rows);
  const rest = rows % batch;
  const step = (size: number): Program => {
    const program = steps.get(size) ?? stepProgram(model.spec(shape.weighted), shape.capacity, size);
    steps.set(size, program);
    return program;
  };
  const programs = { step: step(batch), ...(rest > 0 ? { lastStep: step(rest) } : {}) };
  return { shape, model, programs, batch, rest };
}

/** All rows of the problem, whichever of them are trained. */
function tablesOf({ shape, model }: Steps, { x, y, weights }: Problem): Tensors {
  const padded = (values: Float64Array, width = 1): Float64Array => {
    const table = new Float64Array(shape.capacity * width);
    table.set(values);
    return table;
  };
  const [input, output] = [inputPorts(model.graph)[0]?.name ?? '', outputPorts(model.graph)[0]?.name ?? ''];
  return {
    [names.table('x', input)]: padded(x.data, shape.columns),
    [names.table('y', output)]: padded(y),
    ...(weights ? { [names.rowWeight]: padded(weights) } : {}),
  };
}

function stateOf({ shape, model, programs }: Steps, seed: number): Tensors {
  model.build([shape.columns], seed);
  const weights = Object.entries(model.weights()).map(([name, { data }]) => [name, data] as const);
  return firstState(model.spec(shape.weighted), [programs.step], Object.fromEntries(weights));
}

function settingsOf({ shape, programs }: Steps, seed: number): Tensors {
  const all = { learningRate: Float64Array.of(shape.settings.learningRate), seed: Float64Array.of(seed) };
  const needed = new Set(inputsFrom(programs.step, 'setting').map(({ attrs }) => attrs.name));
  return Object.fromEntries(Object.entries(all).filter(([name]) => needed.has(name)));
}

/** @param rows the rows to train, of the problem's */
async function train(
  { model, batch, rest }: Steps,
  runnable: Runnable,
  rows: Int32Array,
  { at, seed, look }: Training,
): Promise<Net> {
  const order: Order = { kind: 'shuffled', seed };
  const looks = new Set(at);
  const variables = Object.keys(model.weights());
  const whole = rows.length - rest;
  let net: Net = [];
  for (let epoch = 0; epoch < (at.at(-1) ?? 0); epoch++) {
    const ordered = orderedRows(order, rows.length, epoch).slice(); // places among the rows
    for (let i = 0; i < ordered.length; i++) ordered[i] = rows[ordered[i] as number] as number;
    const run = async (name: string, begin: number, end: number, times: number): Promise<boolean> => {
      const { loss } = await runnable.run(name, { rows: ordered.subarray(begin, end) }, times);
      return loss?.every(Number.isFinite) ?? false;
    };
    if (!(await run('step', 0, whole, whole / batch))) return net;
    if (rest > 0 && !(await run('lastStep', whole, rows.length, 1))) return net;
    if (!looks.has(epoch + 1)) continue;
    const weights = await runnable.take(variables);
    if (!Object.values(weights).every((values) => values.every(Number.isFinite))) return net;
    net = netOf(weights, model);
    if (look(epoch + 1, net)) return net;
  }
  return net;
}
