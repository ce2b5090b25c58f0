import type { Graph, GraphNode } from './graph.ts';
import { shapesOf } from './graph.ts';
import type { Layer } from './layer.ts';
import type { SymbolicCall, SymbolicTensor } from './symbolic.ts';

/** The layer with its name in the model, and other options; one that somebody wrote has none to change. */
const again = ({ name, layer }: GraphNode, more: { readonly trainable?: boolean } = {}): Layer =>
  layer.again?.({ ...more, name }) ?? { ...layer, name };

/**
 * The network as symbolic values again, so that others can be built on them: every output of every call. Layers keep
 * the names that they have in the network, and one that was called twice is one layer.
 */
export function reopened(net: Graph): readonly (readonly SymbolicTensor[])[] {
  const shapes = shapesOf(net);
  const layers = new Map<string, Layer>();
  const values: (readonly SymbolicTensor[])[] = [];
  net.nodes.forEach((node, i) => {
    const layer = layers.get(node.name) ?? again(node);
    layers.set(node.name, layer);
    const inbound = node.inbound.flatMap(({ call, output }) => values[call]?.[output] ?? []);
    const call: SymbolicCall = Object.freeze({ layer, inbound: Object.freeze(inbound) });
    values.push((shapes[i] ?? []).map((shape, output) => Object.freeze({ shape, call, output })));
  });
  return values;
}

/** The network with some layers trained or not, by name. */
export function withTrainable(net: Graph, trainable: Readonly<Record<string, boolean>>): Graph {
  const layers = new Map<string, Layer>();
  const nodes = net.nodes.map((node) => {
    const wanted = trainable[node.name];
    if (wanted === undefined || node.layer.className === 'InputLayer') return node; // it has nothing to train
    const layer = layers.get(node.name) ?? again(node, { trainable: wanted });
    layers.set(node.name, layer);
    return Object.freeze({ ...node, layer });
  });
  return Object.freeze({ ...net, nodes: Object.freeze(nodes) });
}
