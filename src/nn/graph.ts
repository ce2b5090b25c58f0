import { GradsheetError } from '../errors.ts';
import { g } from '../ir/builder.ts';
import type { Axis, Role } from '../ir/label.ts';
import { isOp, type Node } from '../ir/node.ts';
import { equal, size, text, type Shape } from '../ir/shape.ts';
import type { Layer, Nodes, Variable } from './layer.ts';
import { invalid } from './options.ts';
import { inputLayer } from './shape-layers.ts';
import { batchText, inLayer, rowAxes, titleOf, type SymbolicTensor } from './symbolic.ts';

/** One call of a layer. A layer that is called twice has two nodes of one name, and its variables once. */
export interface GraphNode {
  /** The layer's name in its model: 'dense', 'dense_1'. */
  readonly name: string;
  readonly layer: Layer;
  /** Numbers of earlier nodes. */
  readonly inbound: readonly number[];
}

/** A network as frozen data: calls of layers, each after those it reads. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Numbers of the nodes that come in, which are `InputLayer`s, and go out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
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
    invalid('graph', 'at least one input and one output', `${starts.length} and ${ends.length}`);
  }
  const number = new Map<SymbolicTensor, number>();
  const calls: { layer: Layer; inbound: number[] }[] = [];
  const visit = (x: SymbolicTensor): number => {
    const known = number.get(x);
    if (known !== undefined) return known;
    if (x.inbound.length === 0 && !starts.includes(x)) {
      invalid(
        'graph, inputs',
        'every input({ shape }) that an output depends on',
        `${starts.length} without ${titleOf(x.layer)}`,
      );
    }
    const call = { layer: x.layer, inbound: starts.includes(x) ? [] : x.inbound.map(visit) };
    // a graph may start at an inner value
    if (starts.includes(x) && x.layer.className !== 'InputLayer') call.layer = inputLayer({ shape: x.shape });
    calls.push(call);
    number.set(x, calls.length - 1);
    return calls.length - 1;
  };
  return named(calls, starts.map(visit), ends.map(visit));
}

/**
 * One layer after the other.
 *
 * @param inputShape of one row; not needed where the first layer is an `inputLayer` or has an `inputShape`
 * @throws GradsheetError `not-ready` if the input shape is not known
 */
export function sequentialGraph(layers: readonly Layer[], inputShape?: Shape): Graph {
  const [first] = layers;
  if (!first) return invalid('sequential', 'at least one layer', layers.length);
  // of an InputLayer, of any layer
  const options = first.options as { readonly shape?: Shape; readonly inputShape?: Shape };
  const shape = first.className === 'InputLayer' ? options.shape : (options.inputShape ?? inputShape);
  if (!shape) {
    throw new GradsheetError('not-ready', {
      where: `sequential, ${titleOf(first)}`,
      expected: 'the shape of one row',
      received: 'none',
      hint: 'Give the first layer an inputShape, or call fit, which knows it.',
    });
  }
  const chain = first.className === 'InputLayer' ? layers : [inputLayer({ shape }), ...layers];
  const built = named(
    chain.map((layer, i) => ({ layer, inbound: i === 0 ? [] : [i - 1] })),
    [0],
    [chain.length - 1],
  );
  shapesOf(built); // errors at once
  return built;
}

/** Gives every layer its name: its own, or 'dense', 'dense_1' … counted in this model. */
function named(
  calls: readonly { readonly layer: Layer; readonly inbound: readonly number[] }[],
  inputs: readonly number[],
  outputs: readonly number[],
): Graph {
  const names = new Map<Layer, string>();
  const taken = new Set<string>();
  for (const { layer } of calls) {
    if (layer.name === undefined || names.has(layer)) continue;
    if (taken.has(layer.name)) {
      invalid(`layer "${layer.name}"`, 'a name of its own', `"${layer.name}" twice`, 'Rename one of the two layers.');
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

/** 'BatchNormalization' → 'batch_normalization', as Keras. */
const snakeCase = (className: string): string => className.replaceAll(/(?<!^)(?=[A-Z])/g, '_').toLowerCase();

export interface TraceOptions {
  readonly mode: 'train' | 'predict';
  /** By the name of the input layer, [batch, …]. */
  readonly inputs: Nodes;
  /** The node of a variable; asked once per variable. */
  variables(layer: string, variable: string, v: Variable): Node;
  /** Column names of the first input. */
  readonly features?: readonly string[] | undefined;
  draw(shape: Shape): Node;
  label(node: Node, role: Role, axes: readonly Axis[], name?: string): Node;
  logits(probabilities: Node, z: Node, by: 'sigmoid' | 'softmax'): Node;
}

/**
 * The network applied to nodes. Inner values are labelled `activation`; what goes out is for the caller to label.
 *
 * @returns `values`: one node per call; `next`: new values of kept variables, by path 'batch_normalization/movingMean'
 * @throws GradsheetError `missing-input`, or `shape-mismatch` naming the layer
 */
export function traceGraph(
  net: Graph,
  options: TraceOptions,
): { readonly outputs: readonly Node[]; readonly next: Nodes; readonly values: readonly Node[] } {
  const values: Node[] = [];
  const features: (readonly string[] | undefined)[] = [];
  const known = new Map<string, { node: Node; shape: Shape }>();
  const next: Record<string, Node> = {};
  const starts = new Set(net.inputs);
  const ends = new Set(net.outputs);
  let work = 0;

  const variablesAt = (
    name: string,
    layer: Layer,
    shapes: readonly Shape[],
    items: readonly string[] | undefined,
  ): Nodes =>
    Object.fromEntries(
      Object.entries(layer.variables(shapes)).map(([variable, v]) => {
        const path = `${name}/${variable}`;
        const before = known.get(path);
        if (before && !equal(before.shape, v.shape)) {
          throw new GradsheetError('shape-mismatch', {
            where: `${titleOf(layer, name)}, ${variable}`,
            expected: `shape ${text(before.shape)}, as where the layer was first used`,
            received: text(v.shape),
          });
        }
        const node = before?.node ?? options.variables(name, variable, withItems(v, items));
        if (!before) known.set(path, { node, shape: v.shape });
        return [variable, next[path] ?? node]; // a second call sees the first one's new values
      }),
    );

  net.nodes.forEach(({ name, layer, inbound }, i) => {
    if (starts.has(i)) {
      values.push(inputNode(net, i, options.inputs));
      features.push(i === net.inputs[0] ? options.features : undefined);
      return;
    }
    const xs = inbound.map((k) => at(values, k));
    const items = features[inbound[0] ?? 0];
    const shapes = xs.map((x) => x.shape.slice(1));
    const traced = inLayer(layer, name, shapes, () =>
      layer.trace(
        {
          mode: options.mode,
          name,
          v: variablesAt(name, layer, shapes, items),
          features: items,
          draw: options.draw,
          logits: options.logits,
          label: (node, role, axes, called = name) => options.label(node, role, axes, called),
        },
        xs,
      ),
    );
    for (const [variable, node] of Object.entries(traced.next ?? {})) next[`${name}/${variable}`] = node;
    work += size(traced.output.shape.slice(1)) * Math.max(1, xs.length);
    if (work > MOST_NUMBERS) {
      throw new GradsheetError('too-large', {
        where: titleOf(layer, name),
        expected: `at most ${MOST_NUMBERS} numbers a row in all layers`,
        received: String(work),
        hint: 'Use fewer or smaller layers.',
      });
    }
    const { output } = traced;
    const inner = !ends.has(i) && !xs.includes(output) && !isOp(output, 'reshape'); // a view needs no cells of its own
    if (inner) {
      options.label(
        output,
        'activation',
        rowAxes(output.shape.length, traced.features ? { kind: 'feature', items: traced.features } : { kind: 'unit' }),
        name,
      );
    }
    values.push(output);
    features.push(traced.features);
  });
  return { outputs: net.outputs.map((i) => at(values, i)), next, values };
}

/** A line of a stranger's file can double all that comes before it. */
const MOST_NUMBERS = 2 ** 24;

const at = <T>(list: readonly T[], i: number): T => list[i] ?? invalid('graph', 'nodes after those they read', i);

function inputNode(net: Graph, i: number, given: Nodes): Node {
  const { name, layer } = at(net.nodes, i);
  const { shape } = layer.options as { shape: Shape }; // inputs are InputLayers
  // the only input needs no name
  const node = given[name] ?? (net.inputs.length === 1 ? Object.values(given)[0] : undefined);
  if (!node) {
    throw new GradsheetError('missing-input', {
      where: `input "${name}"`,
      expected: `x ${batchText(shape)}`,
      received: Object.keys(given).join(', ') || 'nothing',
    });
  }
  if (!equal(node.shape.slice(1), shape)) {
    throw new GradsheetError('shape-mismatch', {
      where: `input "${name}"`,
      expected: `x ${batchText(shape)}`,
      received: `x ${batchText(node.shape.slice(1))}`,
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

/** Traces with stand-ins, to learn shapes and variables. A batch of 1 would fit shapes that do not fit. */
function probe(net: Graph): { readonly values: readonly Node[]; readonly variables: Record<string, Variable> } {
  const variables: Record<string, Variable> = {};
  const standIn = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'state' });
  const { values } = traceGraph(net, {
    mode: 'predict',
    draw: (shape) => standIn('draw', shape),
    label: (n) => n,
    logits: (p) => p,
    inputs: Object.fromEntries(ports(net, net.inputs).map(({ name, shape }) => [name, standIn(name, [2, ...shape])])),
    variables: (layer, variable, v) => {
      variables[`${layer}/${variable}`] = v;
      return standIn(`${layer}/${variable}`, v.shape);
    },
  });
  return { values, variables };
}

/** Every variable once, by path: 'dense/kernel', in the order of the layers. */
export const variablesOf = (net: Graph): Readonly<Record<string, Variable>> => probe(net).variables;

/** The shape of every call's output, without the batch. @throws GradsheetError `shape-mismatch` naming the layer */
export const shapesOf = (net: Graph): readonly Shape[] => probe(net).values.map((v) => v.shape.slice(1));

export interface GraphPort {
  readonly name: string;
  readonly shape: Shape;
}
const ports = (net: Graph, numbers: readonly number[]): GraphPort[] =>
  numbers.map((i) => ({
    name: at(net.nodes, i).name,
    shape: (at(net.nodes, i).layer.options as { shape: Shape }).shape,
  })); // inputs are InputLayers
/** What comes in, by name, and its shape without the batch. */
export const inputPorts = (net: Graph): readonly GraphPort[] => ports(net, net.inputs);
/** What goes out. A layer that gives two outputs has a number behind the second name. */
export function outputPorts(net: Graph): readonly GraphPort[] {
  const shapes = shapesOf(net);
  const seen = new Map<string, number>();
  return net.outputs.map((i) => {
    const { name } = at(net.nodes, i);
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { name: count === 0 ? name : `${name}:${count}`, shape: at(shapes, i) };
  });
}

export interface SummaryRow {
  readonly name: string;
  readonly className: string;
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
  const { values, variables } = probe(net);
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
        outputShape: at(values, i).shape.slice(1),
        parameters: count(own),
        trained: count(own.filter((v) => v.trained)),
        inbound: inbound.map((k) => at(net.nodes, k).name),
      },
    ];
  });
}
