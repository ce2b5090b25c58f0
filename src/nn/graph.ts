import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import type { Axis, Role } from '../ir/label.ts';
import { isOp, type Node } from '../ir/node.ts';
import { equal, size, text, type Shape } from '../ir/shape.ts';
import type { Bounds } from '../util/bounds.ts';
import { rowAxes } from './axes.ts';
import type { Layer, Mask, Nodes, Variable } from './layer.ts';
import { invalid } from './options.ts';
import { inputLayer } from './shape-layers.ts';
import {
  isSymbolic,
  batchText,
  inLayer,
  PROBE,
  probing,
  standIn,
  titleOf,
  type SymbolicCall,
  type SymbolicTensor,
} from './symbolic.ts';
import { words } from './error-words.ts';

/** One output of a call: the call's number in the graph, and which of its outputs. */
export interface Source {
  readonly call: number;
  readonly output: number;
}

/** One call of a layer. A layer that is called twice has two nodes of one name, and its variables once. */
export interface GraphNode {
  /** The layer's name in its model: 'dense', 'dense_1'. */
  readonly name: string;
  readonly layer: Layer;
  /** Outputs of earlier nodes. */
  readonly inbound: readonly Source[];
}

/** A network as frozen data: calls of layers, each after those it reads. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Numbers of the nodes that come in, which are `InputLayer`s. */
  readonly inputs: readonly number[];
  readonly outputs: readonly Source[];
}

/**
 * The graph between symbolic values.
 *
 *   const x = input({ shape: [4] });
 *   const y = layers.dense({ units: 1 }).apply(x);
 *   graph({ inputs: x, outputs: y })
 *
 * @throws GradsheetError `invalid-option` if an output needs an input that is not listed, or two layers share a name
 */
export function graph({
  inputs,
  outputs,
}: {
  readonly inputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly outputs: SymbolicTensor | readonly SymbolicTensor[];
}): Graph {
  const starts = [inputs].flat() as SymbolicTensor[];
  const ends = [outputs].flat() as SymbolicTensor[]; // flat of one or many
  if (starts.length === 0 || ends.length === 0) {
    invalid('graph', words('at least one input and one output'), words('{} and {}', starts.length, ends.length));
  }
  for (const end of [...starts, ...ends]) {
    if (!isSymbolic(end)) invalid('graph', words('input({ shape }) or what another layer gave'), end);
  }
  const number = new Map<SymbolicTensor | SymbolicCall, number>();
  const calls: { layer: Layer; inbound: Source[] }[] = [];
  const visit = (x: SymbolicTensor): Source => {
    const start = starts.includes(x);
    const { call } = x;
    const key = start ? x : call; // a graph may start at an inner value, even at one of several outputs
    const output = start ? 0 : x.output;
    const known = number.get(key);
    if (known !== undefined) return { call: known, output };
    if (call.inbound.length === 0 && !start) {
      invalid(
        'graph, inputs',
        words('every input({ shape }) that an output depends on'),
        words('{} without {}', starts.length, titleOf(call.layer)),
      );
    }
    const inbound = start ? [] : call.inbound.map(visit);
    const inner = start && call.layer.className !== 'InputLayer';
    number.set(key, calls.push({ layer: inner ? inputLayer({ shape: x.shape }) : call.layer, inbound }) - 1);
    return { call: calls.length - 1, output };
  };
  const inputNumbers = starts.map((x) => visit(x).call);
  return named(calls, inputNumbers, ends.map(visit));
}

/**
 * One layer after the other.
 *
 * @param inputShape of one row; not needed where the first layer is an `inputLayer` or has an `inputShape`
 * @throws GradsheetError `not-ready` if the input shape is not known
 */
export function sequentialGraph(layers: readonly Layer[], inputShape?: Shape): Graph {
  const [first] = layers;
  if (!first) return invalid('sequential', words('at least one layer'), layers.length);
  // of an InputLayer, of any layer
  const options = first.options as { readonly shape?: Shape; readonly inputShape?: Shape };
  const shape = first.className === 'InputLayer' ? options.shape : (options.inputShape ?? inputShape);
  if (!shape) {
    throw new GradsheetError('not-ready', {
      where: words('{}, {}', 'sequential', titleOf(first)),
      expected: words('the shape of one row'),
      received: words('none'),
      hint: words('Give the first layer an inputShape, or call fit, which knows it.'),
    });
  }
  const chain = first.className === 'InputLayer' ? layers : [inputLayer({ shape }), ...layers];
  const built = named(
    chain.map((layer, i) => ({ layer, inbound: i === 0 ? [] : [{ call: i - 1, output: 0 }] })),
    [0],
    [{ call: chain.length - 1, output: 0 }],
  );
  // errors at once
  shapesOf(built).forEach(({ length }, i) => {
    if (length === 1) return;
    const { layer: several, name } = at(built.nodes, i);
    invalid(
      titleOf(several, name),
      words('one output in a sequential model'),
      words('{} outputs', length),
      words('Leave out returnState, or join the layers with apply.'),
    );
  });
  return built;
}

/** Gives every layer its name: its own, or 'dense', 'dense_1' … counted in this model. */
function named(
  calls: readonly { readonly layer: Layer; readonly inbound: readonly Source[] }[],
  inputs: readonly number[],
  outputs: readonly Source[],
): Graph {
  const names = new Map<Layer, string>();
  const taken = new Set<string>();
  for (const { layer } of calls) {
    if (layer.name === undefined || names.has(layer)) continue;
    if (taken.has(layer.name)) {
      invalid(
        words('layer "{}"', layer.name),
        words('a name of its own'),
        words('"{}" twice', layer.name),
        words('Rename one of the two layers.'),
      );
    }
    taken.add(layer.name);
    names.set(layer, layer.name);
  }
  const counts = new Map<string, number>();
  for (const { layer } of calls) {
    if (names.has(layer)) continue;
    const base = snakeCase(layer.className);
    let count = counts.get(base) ?? 0;
    let name = base;
    do {
      name = count === 0 ? base : `${base}_${count}`;
      count++;
    } while (taken.has(name));
    counts.set(base, count);
    taken.add(name);
    names.set(layer, name);
  }
  const nodes = calls.map(({ layer, inbound }) =>
    Object.freeze({ name: names.get(layer) ?? '', layer, inbound: Object.freeze([...inbound]) }),
  ); // every layer was named above
  return Object.freeze({
    nodes: Object.freeze(nodes),
    inputs: Object.freeze([...inputs]),
    outputs: Object.freeze([...outputs]),
  });
}

/** 'BatchNormalization' → 'batch_normalization', 'Conv2D' → 'conv2d', 'SimpleRNN' → 'simple_rnn': Keras's rule. */
export const snakeCase = (className: string): string =>
  className
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

export interface TraceOptions {
  readonly mode: 'train' | 'predict';
  /** By the name of the input layer, [batch, …]. */
  readonly inputs: Nodes;
  /** The node of a variable; asked once per variable. */
  variables(layer: string, variable: string, v: Variable): Node;
  /** What the axes of the inputs are, by the same names; else by their shapes. */
  readonly axes?: Readonly<Record<string, readonly Axis[]>>;
  draw(shape: Shape): Node;
  label(node: Node, role: Role, axes: readonly Axis[], name?: string): Node;
  logits(probabilities: Node, z: Node, by: 'sigmoid' | 'softmax'): Node;
}

/** An output of a call: a value, and what is known of it. */
interface Value {
  readonly node: Node;
  readonly mask: Mask;
  readonly axes: readonly Axis[];
}

/**
 * The network applied to nodes. Inner values are labelled `activation`; what goes out is for the caller to label.
 *
 * @returns `masks`: one per output; `values`: those of every call; `next`: new values of kept variables, by path
 *   'batch_normalization/movingMean'
 * @throws GradsheetError `missing-input`, or `shape-mismatch` naming the layer
 */
export function traceGraph(
  net: Graph,
  options: TraceOptions,
): {
  readonly outputs: readonly Node[];
  readonly masks: readonly Mask[];
  readonly next: Nodes;
  readonly values: readonly (readonly Node[])[];
} {
  const values: Value[][] = [];
  const valueAt = ({ call, output }: Source): Value => at(at(values, call), output);
  const known = new Map<string, { node: Node; shape: Shape }>();
  const next: Record<string, Node> = {};
  const starts = new Set(net.inputs);
  const ends = new Set(net.outputs.map(({ call, output }) => `${call}:${output}`));
  let work = 0;

  const variablesAt = (
    name: string,
    layer: Layer,
    shapes: readonly Shape[],
    features: Axis | undefined,
    batch: number | undefined,
  ): Nodes =>
    Object.fromEntries(
      Object.entries(layer.variables(shapes, batch)).map(([variable, v]) => {
        const path = `${name}/${variable}`;
        const before = known.get(path);
        if (before && !equal(before.shape, v.shape)) {
          throw new GradsheetError('shape-mismatch', {
            where: words('{}, {}', titleOf(layer, name), variable),
            expected: words('shape {}, as where the layer was first used', text(before.shape)),
            received: verbatim(text(v.shape)),
          });
        }
        const node = before?.node ?? options.variables(name, variable, withItems(v, features?.items));
        if (!before) known.set(path, { node, shape: v.shape });
        return [variable, next[path] ?? node]; // a second call sees the first one's new values
      }),
    );

  net.nodes.forEach(({ name, layer, inbound }, i) => {
    if (starts.has(i)) {
      const node = inputNode(net, i, options.inputs);
      const axes = inputOf(net, i, options.axes ?? {}) ?? rowAxes(node.shape.length, { kind: 'feature' });
      values.push([{ node, mask: null, axes }]);
      return;
    }
    const inputs = inbound.map(valueAt);
    const xs = inputs.map(({ node }) => node);
    const axes = inputs.map((v) => v.axes);
    const shapes = xs.map((x) => x.shape.slice(1));
    const traced = inLayer(layer, name, shapes, () => {
      const v = variablesAt(name, layer, shapes, axes[0]?.at(-1), xs[0]?.shape[0]);
      const label: TraceOptions['label'] = (node, role, of, called = name) => options.label(node, role, of, called);
      const { mode, draw, logits } = options;
      return layer.trace({ mode, name, v, masks: inputs.map(({ mask }) => mask), axes, draw, logits, label }, xs);
    });
    for (const [variable, node] of Object.entries(traced.next ?? {})) next[`${name}/${variable}`] = node;
    for (const node of traced.outputs) work += size(node.shape.slice(1)) * Math.max(1, xs.length);
    if (work > MOST_NUMBERS) {
      throw new GradsheetError('too-large', {
        where: titleOf(layer, name),
        expected: words('at most {} numbers a row in all layers', MOST_NUMBERS),
        received: verbatim(work),
        hint: words('Use fewer or smaller layers.'),
      });
    }
    values.push(
      traced.outputs.map((node, output) => {
        const own = traced.axes?.[output] ?? rowAxes(node.shape.length, { kind: 'unit' });
        // a view needs no cells of its own
        const inner = !ends.has(`${i}:${output}`) && !xs.includes(node) && !isOp(node, 'reshape');
        if (inner) options.label(node, 'activation', own, output === 0 ? name : `${name}:${output}`);
        return { node, mask: traced.masks?.[output] ?? null, axes: own };
      }),
    );
  });
  const out = net.outputs.map(valueAt);
  return {
    outputs: out.map(({ node }) => node),
    masks: out.map(({ mask }) => mask),
    next,
    values: values.map((list) => list.map(({ node }) => node)),
  };
}

/** A line of a stranger's file can double all that comes before it. */
const MOST_NUMBERS = 2 ** 24;

const at = <T>(list: readonly T[], i: number): T =>
  list[i] ?? invalid('graph', words('nodes after those they read'), i);

/** What is given to input number `i`, by its name; the only input needs no name. */
const inputOf = <T>(net: Graph, i: number, given: Readonly<Record<string, T>>): T | undefined =>
  given[at(net.nodes, i).name] ?? (net.inputs.length === 1 ? Object.values(given)[0] : undefined);

function inputNode(net: Graph, i: number, given: Nodes): Node {
  const { name, layer } = at(net.nodes, i);
  const { shape, batchSize } = layer.options as { shape: Shape; batchSize?: number }; // inputs are InputLayers
  const node = inputOf(net, i, given);
  if (!node) {
    throw new GradsheetError('missing-input', {
      where: words('input "{}"', name),
      expected: verbatim(`x ${batchText(shape)}`),
      received: Object.keys(given).length === 0 ? words('nothing') : verbatim(Object.keys(given).join(', ')),
    });
  }
  if (!equal(node.shape.slice(1), shape)) {
    throw new GradsheetError('shape-mismatch', {
      where: words('input "{}"', name),
      expected: verbatim(`x ${batchText(shape)}`),
      received: verbatim(`x ${batchText(node.shape.slice(1))}`),
    });
  }
  if (batchSize !== undefined && node.shape[0] !== batchSize) {
    throw new GradsheetError('shape-mismatch', {
      where: words('input "{}"', name),
      expected: words('batches of {} rows', batchSize),
      received: words('{} rows', node.shape[0] ?? 0),
      hint: words(
        'The model keeps states of each row of a batch: give whole batches, a multiple of {} rows.',
        batchSize,
      ),
    });
  }
  return node;
}

/** The names of the features on the 'feature' axes that have as many items. */
const withItems = (v: Variable, items: readonly string[] | undefined): Variable =>
  items && v.axes
    ? {
        ...v,
        axes: v.axes.map((a, i): Axis => (a.kind === 'feature' && v.shape[i] === items.length ? { ...a, items } : a)),
      }
    : v;

/** Every variable once, by path: 'dense/kernel', in the order of the layers. */
export const variablesOf = (net: Graph): Readonly<Record<string, Variable>> => probe(net).variables;

/** Rows of every batch, where a layer keeps states of each row; null: any number. */
export function batchSizeOf(net: Graph): number | null {
  const sizes = net.inputs.map((i) => (at(net.nodes, i).layer.options as { readonly batchSize?: number }).batchSize);
  return sizes.find((size) => size !== undefined) ?? null;
}

/**
 * The shapes of every call's outputs, without the batch. @throws GradsheetError `shape-mismatch` naming the layer
 */
export const shapesOf = (net: Graph): readonly (readonly Shape[])[] => probe(net).shapes;

interface Probe {
  readonly shapes: readonly (readonly Shape[])[];
  readonly variables: Readonly<Record<string, Variable>>;
}
const probed = new WeakMap<Graph, Probe>(); // a graph is frozen: it is traced once to learn these

function probe(net: Graph): Probe {
  const known = probed.get(net) ?? traceStandIns(net);
  probed.set(net, known);
  return known;
}

/** Traces with stand-ins, to learn shapes and variables. */
function traceStandIns(net: Graph): Probe {
  const variables: Record<string, Variable> = {};
  const { values } = traceGraph(net, {
    ...probing,
    inputs: Object.fromEntries(
      inputPorts(net).map(({ name, shape }) => [name, standIn(name, [batchSizeOf(net) ?? PROBE, ...shape])]),
    ),
    variables: (layer, variable, v) => {
      const path = `${layer}/${variable}`;
      if (v.resets && batchSizeOf(net) === null) {
        const { layer: stateful } = net.nodes.find(({ name }) => name === layer) ?? at(net.nodes, 0);
        invalid(
          titleOf(stateful, layer),
          words('an input layer with a batch size, for it keeps the states of each row'),
          words('none'),
          words('Begin the model with layers.inputLayer({ shape, batchSize }) or input({ shape, batchSize }).'),
        );
      }
      variables[path] = v;
      return standIn(path, v.shape);
    },
  });
  return { shapes: values.map((list) => list.map((v) => v.shape.slice(1))), variables: Object.freeze(variables) };
}

export interface GraphPort {
  readonly name: string;
  readonly shape: Shape;
}
/** What comes in, by name, and its shape without the batch. */
export const inputPorts = (net: Graph): readonly GraphPort[] =>
  net.inputs.map((i) => {
    const { name, layer } = at(net.nodes, i);
    return { name, shape: (layer.options as { readonly shape: Shape }).shape }; // inputs are InputLayers
  });
/** What goes out. A layer that gives two outputs has a number behind the second name. */
export function outputPorts(net: Graph): readonly GraphPort[] {
  const shapes = shapesOf(net);
  const seen = new Map<string, number>();
  return net.outputs.map(({ call, output }) => {
    const { name } = at(net.nodes, call);
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { name: count === 0 ? name : `${name}:${count}`, shape: at(at(shapes, call), output) };
  });
}

/** What layers that read an input directly take of it. */
export const takenFrom = (
  net: Graph,
): readonly { readonly input: string; readonly layer: string; readonly takes: Bounds }[] =>
  net.nodes.flatMap(({ name, layer, inbound }) =>
    inbound.flatMap(({ call }) =>
      layer.takes && net.inputs.includes(call)
        ? [{ input: at(net.nodes, call).name, layer: titleOf(layer, name), takes: layer.takes }]
        : [],
    ),
  );

export interface SummaryRow {
  readonly name: string;
  readonly className: string;
  /** Of its first output. */
  readonly outputShape: Shape;
  readonly parameters: number;
  readonly trained: number;
  /** Names of the layers it reads. */ readonly inbound: readonly string[];
}

/**
 * One row per layer: `outputShape` without the batch, `parameters` numbers in all, `trained` of them changed by
 * training.
 */
export function summaryRows(net: Graph): readonly SummaryRow[] {
  const { shapes, variables } = probe(net);
  const seen = new Set<string>();
  return net.nodes.flatMap(({ name, layer, inbound }, i) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const own = Object.entries(variables)
      .filter(([path]) => path.startsWith(`${name}/`))
      .map(([, v]) => v);
    const count = (list: readonly Variable[]): number => list.reduce((n, v) => n + size(v.shape), 0);
    return [
      {
        name,
        className: layer.className,
        outputShape: at(at(shapes, i), 0),
        parameters: count(own),
        trained: count(own.filter((v) => v.trained)),
        inbound: inbound.map(({ call }) => at(net.nodes, call).name),
      },
    ];
  });
}
