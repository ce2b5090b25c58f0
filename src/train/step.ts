import { g } from '../ir/builder.ts';
import { grad } from '../ir/grad.ts';
import type { Axis, Label, Labelled, Role } from '../ir/label.ts';
import type { Node } from '../ir/node.ts';
import * as ops from '../ir/ops.ts';
import { program, type Program } from '../ir/program.ts';
import { simplify } from '../ir/simplify.ts';
import { range, size, type Shape } from '../ir/shape.ts';
import { masked, validEntries } from '../nn/align.ts';
import { rowAxes } from '../nn/axes.ts';
import { traceGraph, variablesOf, type Graph } from '../nn/graph.ts';
import type { Loss, LossContext, Mask, Metric, Nodes, Optimizer, Variable } from '../nn/layer.ts';
import { clipGradients } from '../nn/clip.ts';
import { penaltyOf } from '../nn/penalties.ts';
import { traceSchedule, type Schedule } from '../nn/schedules.ts';
import { names } from '../run/names.ts';

/** Numbers that were fitted on training rows: scaled = (x - offset) / divisor, per column. */
export interface Scaling {
  readonly offset: ArrayLike<number>;
  readonly divisor: ArrayLike<number>;
}

/** One input or output of the network: its shape without the batch axis, and what its columns are called. */
export interface Port {
  readonly name: string;
  readonly shape: Shape;
  readonly columns?: readonly string[];
  readonly scaling?: Scaling;
}

/** Everything a training step is made from: frozen data, no numbers but fitted ones. */
export interface StepSpec {
  readonly graph: Graph;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** What each output is compared with: of its shape, or one class number. */
  readonly targets: readonly Port[];
  /** One per output. */
  readonly losses: readonly Loss[];
  /** What each output's loss is multiplied by; absent: 1. */
  readonly lossWeights?: readonly number[];
  /** One list per output. */
  readonly metrics: readonly (readonly Metric[])[];
  readonly optimizer: Optimizer;
  /** In place of the setting `learningRate`: a function of the step. */
  readonly schedule?: Schedule;
  /** Each row's loss is multiplied by the table `weight`, and while evaluating by the feed of that name. */
  readonly weighted: boolean;
}

interface Trace {
  readonly outputs: readonly Node[];
  /** One per output. */
  readonly masks: readonly Mask[];
  readonly next: Nodes;
  readonly params: ReadonlyMap<string, Node>;
  readonly penalty: Node | null;
  readonly logits: Map<Node, Logits>;
}
interface Logits {
  readonly z: Node;
  readonly by: 'sigmoid' | 'softmax';
}

const scalar = (name: string, from: 'state' | 'setting'): Node => g.input({ name, shape: [], from });
const rowAxis: Axis = { kind: 'row' };

/** The axes of a [batch, …] value, with the column names on the last. */
const portAxes = ({ shape, columns }: Port, kind: 'feature' | 'class'): Axis[] =>
  rowAxes(shape.length + 1, { kind, ...(columns ? { items: columns } : {}) });

/** Labels collected while tracing. */
class Labels {
  readonly all: Labelled[] = [];
  readonly add = (node: Node, label: Label): Node => {
    this.all.push({ label, node });
    return node;
  };
  readonly labeller =
    (prefix?: string) =>
    (node: Node, role: Role, axes: readonly Axis[], name = prefix): Node =>
      this.add(node, { role, axes, ...(name === undefined ? {} : { name }) });
}

/** The network applied to `inputs` [batch, …]. */
function forward(
  spec: Pick<StepSpec, 'graph' | 'inputs'>,
  mode: 'train' | 'predict',
  inputs: Nodes,
  labels: Labels,
  step: Node | null,
): Trace {
  const logits = new Map<Node, Logits>();
  const params = new Map<string, Node>();
  const penalties: Node[] = [];
  let stream = 0;
  const seed = scalar('seed', 'setting'); // of a program only if something is drawn
  const variable = (layer: string, name: string, v: Variable): Node => {
    const path = names.variable(layer, name);
    const known = params.get(path);
    if (known) return known;
    const node = g.input({ name: path, shape: v.shape, from: 'state' });
    params.set(path, node);
    labels.add(node, { role: 'parameter', name: path, axes: v.axes ?? v.shape.map((): Axis => ({ kind: 'unit' })) });
    if (v.penalty && v.trained) penalties.push(penaltyOf(v.penalty, node));
    return node;
  };
  const traced = traceGraph(spec.graph, {
    mode,
    inputs,
    variables: variable,
    axes: Object.fromEntries(spec.inputs.map((port) => [port.name, portAxes(port, 'feature')])),
    draw: (shape) => {
      if (!step) throw new Error('a layer draws random numbers outside training');
      return g.draw(seed, step, { shape, stream: stream++ });
    },
    label: (node, role, axes, name) => labels.labeller()(node, role, axes, name),
    logits: (probabilities, z, by) => {
      logits.set(probabilities, { z, by });
      return probabilities;
    },
  });
  return {
    outputs: traced.outputs,
    masks: traced.masks,
    next: traced.next,
    params,
    penalty: penalties.length === 0 ? null : sumOf(penalties),
    logits,
  };
}

/**
 * The columns in the units the network sees: (x - offset) / divisor. The fitted numbers are tables: data, like the
 * rows.
 */
function scale(x: Node, port: Port, labels: Labels): Node {
  if (!port.scaling) return x;
  const fitted = (part: 'offset' | 'divisor'): Node => {
    const node = g.input({ name: names.scaling(port.name, part), shape: port.shape, from: 'table' });
    return labels.add(node, { role: part, name: port.name, axes: portAxes(port, 'feature').slice(1) });
  };
  return labels.add(ops.div(ops.sub(x, fitted('offset')), fitted('divisor')), {
    role: 'scaled',
    name: port.name,
    axes: portAxes(port, 'feature'),
  });
}

/** The tables a network's inputs bring with them: their fitted scaling. */
export const scalingTables = (inputs: readonly Port[]): Record<string, Float64Array> =>
  Object.fromEntries(
    inputs.flatMap(({ name, scaling }) =>
      scaling
        ? (['offset', 'divisor'] as const).map((part) => [names.scaling(name, part), Float64Array.from(scaling[part])])
        : [],
    ),
  );

/** Rows of the batch, gathered from the tables by the feed `rows`. */
function batchFrom(
  kind: 'x' | 'y',
  ports: readonly Port[],
  capacity: number,
  rows: Node,
  labels: Labels,
): Record<string, Node> {
  return Object.fromEntries(
    ports.map((p) => {
      const table = g.input({ name: names.table(kind, p.name), shape: [capacity, ...p.shape], from: 'table' });
      labels.add(table, {
        role: kind === 'x' ? 'data' : 'target',
        name: p.name,
        axes: portAxes(p, kind === 'x' ? 'feature' : 'class'),
      });
      return [p.name, g.gather(table, rows)];
    }),
  );
}

/** Of an output, input or parameter: what a step must have of it. */
function there<T>(part: T | undefined, { name }: { readonly name: string }): T {
  if (part === undefined) throw new Error(`${name} is missing`);
  return part;
}

/** Losses that are divided by one number: all outputs without a mask, or one with a mask. Each [batch]. */
interface Share {
  readonly each: Node;
  readonly report: Node;
  /** Entries of each row that count; null: every row is one. */
  readonly valid: Node | null;
}

/** Each output's loss per row, what is reported per row, and the sums of its metrics. */
function lossesOf(
  spec: StepSpec,
  t: Trace,
  ys: Readonly<Record<string, Node>>,
  weight: Node,
  labels: Labels,
): { shares: readonly Share[]; sums: Record<string, Node> } {
  const sums: Record<string, Node> = {};
  const parts = spec.outputs.map((port, i): Share => {
    const y = there(ys[port.name], port);
    const prediction = there(t.outputs[i], port);
    const loss = there(spec.losses[i], port);
    const mask = t.masks[i] ?? null;
    labels.add(prediction, { role: 'prediction', name: port.name, axes: portAxes(port, 'class') });
    const c: LossContext = {
      y,
      prediction,
      mask,
      logits: t.logits.get(prediction) ?? null,
      label: labels.labeller(port.name),
    };
    const each = loss.each(c);
    const report = loss.report?.(c) ?? each;
    const perRow = (v: Node): Node =>
      mask ? masked(v, mask) : v.shape.length > 1 ? ops.mean(v, range(v.shape.length).slice(1)) : v;
    for (const m of spec.metrics[i] ?? []) {
      for (const [name, node] of Object.entries(m.sums({ y, prediction, weight, mask }))) {
        sums[names.sum(spec.outputs.length > 1 ? `${port.name}/${m.name}` : m.name, name)] = node;
      }
    }
    const factor = spec.lossWeights?.[i] ?? 1;
    const part = (v: Node): Node => (factor === 1 ? perRow(v) : ops.mul(perRow(v), factor));
    return { each: part(each), report: part(report), valid: mask && validEntries(mask) };
  });
  const unmasked = parts.filter(({ valid }) => !valid);
  const add = (key: 'each' | 'report'): Node => sumOf(unmasked.map((p) => p[key]));
  const together = unmasked.length === 0 ? [] : [{ each: add('each'), report: add('report'), valid: null }];
  return { shares: [...together, ...parts.filter(({ valid }) => valid)], sums };
}

const sumOf = (nodes: readonly Node[]): Node => nodes.reduce((a, b) => g.add(a, b));

/**
 * The mean of what a share reports, what it was divided by, and what an epoch adds up: batches by their rows.
 *
 * @param weigh from a number per row to the row's part in the sum
 * @param count from entries per row to those in rows that are no filling
 */
function meanOf(share: Share, rows: ops.Value, weigh: (perRow: Node) => Node, count: (perRow: Node) => Node) {
  const n = share.valid ? ops.max(ops.sum(count(share.valid)), 1) : rows; // of no entry, the sum is 0 anyway
  const reported = ops.sum(weigh(share.report));
  const mean = ops.div(reported, n);
  return { n, mean, reported: share.valid ? ops.mul(mean, rows) : reported };
}

/** Running sums: state, zeroed when an epoch begins. */
function accumulate(sums: Readonly<Record<string, Node>>): Record<string, Node> {
  return Object.fromEntries(
    Object.entries(sums).map(([name, node]) => [
      name,
      g.add(g.input({ name, shape: node.shape, from: 'state' }), node),
    ]),
  );
}

/**
 * ONE training step as a program: gather the rows → layers → a loss per row → weigh and sum → grad → divide once by the
 * rows, add penalties → clip → optimizer → next state and metric sums.
 *
 *   ∇ = (∇ Σᵢ wᵢ·ℓᵢ) / n + ∇ penalty
 *
 * n is the number of rows; of an output with a mask, ℓᵢ is the sum over the entries of row i that count, and n their
 * number in the batch, as Keras.
 *
 * Dividing once makes the per-row changes of the tutorial followed by their AVERAGE, shards that add up, and a last
 * batch averaged over its own size the same formula.
 *
 * @param capacity rows of the tables; @param batch rows of this step
 */
export function stepProgram(spec: StepSpec, capacity: number, batch: number): Program {
  const labels = new Labels();
  const rows = labels.add(g.input({ name: 'rows', shape: [batch], from: 'feed' }), { role: 'rows', axes: [rowAxis] });
  const before = scalar('step', 'state');
  const step = ops.add(before, 1);
  const xs = batchFrom('x', spec.inputs, capacity, rows, labels);
  const ys = batchFrom('y', spec.targets, capacity, rows, labels);
  const scaled = Object.fromEntries(spec.inputs.map((p) => [p.name, scale(there(xs[p.name], p), p, labels)]));
  const t = forward(spec, 'train', scaled, labels, step);
  const ones = ops.expand(1, [batch]);
  const { shares, sums } = lossesOf(spec, t, ys, ones, labels);

  const weight = spec.weighted
    ? g.gather(g.input({ name: names.rowWeight, shape: [capacity], from: 'table' }), rows)
    : null;
  const weigh = (v: Node): Node => (weight ? g.mul(v, weight) : v);
  const parts = shares.map((share) => ({
    ...meanOf(share, batch, weigh, (perRow) => perRow),
    total: ops.sum(weigh(share.each)),
  }));
  const mean = labels.add(sumOf(parts.map((p) => p.mean)), { role: 'loss', axes: [] });
  const loss = t.penalty ? ops.add(mean, t.penalty) : mean;

  const variables = variablesOf(spec.graph);
  const trained = [...t.params].filter(([path]) => variables[path]?.trained);
  const params = trained.map(([, node]) => node);
  const averages = parts.map(({ total, n }) => grad(total, params).map((d) => ops.div(d, n)));
  const averaged = params.map((_, i) => sumOf(averages.flatMap((list) => list[i] ?? [])));
  const penalties = t.penalty ? grad(t.penalty, params) : [];
  const gradients = clipGradients(
    spec.optimizer.options,
    averaged.map((d, i) => (penalties[i] ? g.add(d, penalties[i]) : d)),
  );

  const learningRate = spec.schedule ? traceSchedule(spec.schedule, before) : scalar('learningRate', 'setting');
  labels.add(learningRate, { role: 'learningRate', axes: [] });
  const shared = spec.optimizer.shared({ step, learningRate });
  const next: Record<string, Node> = {};
  const labelOf = new Map(labels.all.toReversed().map(({ node, label }) => [node, label])); // the first of each
  trained.forEach(([path, param], i) => {
    const gradient = there(gradients[i], { name: path });
    const label = there(labelOf.get(param), { name: path });
    labels.add(gradient, { role: 'gradient', of: label, axes: label.axes });
    const slotNames = spec.optimizer.slots.map((s) => [s, names.slot(spec.optimizer.name, path, s)] as const);
    const slots = Object.fromEntries(
      slotNames.map(([s, name]) => [
        s,
        labels.add(g.input({ name, shape: param.shape, from: 'state' }), {
          role: 'slot',
          name: s,
          of: label,
          axes: label.axes,
        }),
      ]),
    );
    const after = spec.optimizer.update({ param, grad: gradient, slots, shared });
    next[path] = labels.add(after.param, { role: 'update', of: label, axes: label.axes });
    for (const [s, name] of slotNames) {
      const slot = there(after.slots[s], { name });
      next[name] = labels.add(slot, { role: 'update', name: s, of: label, axes: label.axes });
    }
  });
  const reported = sumOf(parts.map((p) => p.reported));
  const reportSums = {
    [names.sum('loss')]: ops.add(reported, t.penalty ? ops.mul(t.penalty, batch) : 0),
    [names.sum('count')]: ops.constant(batch),
    ...sums,
  };
  return simplify(program({ ...next, ...t.next, step, ...accumulate(reportSums), loss }, labels.all));
}

/**
 * Loss and metric sums of rows fed from outside; `mask` [batch] is 1, or 0 for a filled-up row. Changes only the sums,
 * and the states of layers that keep them, as Keras.
 */
export function evaluateProgram(spec: StepSpec, batch: number): Program {
  const labels = new Labels();
  const feed = (kind: 'x' | 'y', p: Port): Node =>
    g.input({ name: names.table(kind, p.name), shape: [batch, ...p.shape], from: 'feed' });
  const mask = g.input({ name: 'mask', shape: [batch], from: 'feed' });
  const xs = Object.fromEntries(spec.inputs.map((p) => [p.name, scale(feed('x', p), p, labels)]));
  const ys = Object.fromEntries(spec.targets.map((p) => [p.name, feed('y', p)]));
  const t = forward(spec, 'predict', xs, labels, null);
  const { shares, sums } = lossesOf(spec, t, ys, mask, labels);
  const weigh = (v: Node): Node =>
    spec.weighted ? g.mul(v, g.input({ name: names.rowWeight, shape: [batch], from: 'feed' })) : v;
  const count = ops.sum(mask);
  const inRows = (v: Node): Node => g.mul(v, mask);
  const reported = sumOf(shares.map((share) => meanOf(share, count, (v) => inRows(weigh(v)), inRows).reported));
  const all = {
    [names.sum('loss')]: t.penalty ? ops.add(reported, ops.mul(t.penalty, count)) : reported,
    [names.sum('count')]: count,
    ...sums,
  };
  return simplify(program({ ...accumulate(all), ...statesOf(spec, t) }));
}

/** What stateful layers keep of this batch for the next one. */
function statesOf({ graph }: Pick<StepSpec, 'graph'>, { next }: Trace): Nodes {
  const variables = variablesOf(graph);
  return Object.fromEntries(Object.entries(next).filter(([path]) => variables[path]?.resets));
}

/** Predictions of rows fed from outside: one result per output, [batch, …]. */
export function predictProgram(spec: Pick<StepSpec, 'graph' | 'inputs' | 'outputs'>, batch: number): Program {
  const labels = new Labels();
  const xs = Object.fromEntries(
    spec.inputs.map((p) => {
      const x = labels.add(g.input({ name: names.table('x', p.name), shape: [batch, ...p.shape], from: 'feed' }), {
        role: 'data',
        name: p.name,
        axes: portAxes(p, 'feature'),
      });
      return [p.name, scale(x, p, labels)];
    }),
  );
  const t = forward(spec, 'predict', xs, labels, null);
  const outputs = Object.fromEntries(
    spec.outputs.map((p, i) => {
      const node = there(t.outputs[i], p);
      return [
        names.prediction(p.name),
        labels.add(node, { role: 'prediction', name: p.name, axes: portAxes(p, 'class') }),
      ];
    }),
  );
  return simplify(program({ ...outputs, ...statesOf(spec, t) }, labels.all));
}

/** First slots and counters of a run, all zero unless the optimizer says otherwise. */
export function freshState(spec: StepSpec): Record<string, Float64Array> {
  const state: Record<string, Float64Array> = { step: new Float64Array(1) };
  for (const [path, v] of Object.entries(variablesOf(spec.graph))) {
    if (!v.trained) continue;
    for (const s of spec.optimizer.slots) {
      state[names.slot(spec.optimizer.name, path, s)] = new Float64Array(size(v.shape)).fill(
        spec.optimizer.initial?.[s] ?? 0,
      );
    }
  }
  return state;
}
