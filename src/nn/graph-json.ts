import { GradsheetError } from '../errors.ts';
import type { Graph, Source } from './graph.ts';
import { excerpt } from '../util/text.ts';
import { layerFrom } from './layers.ts';

/** A call's first output by the call's number; another as [call, output]. */
export type SourceJson = number | readonly [call: number, output: number];

/** What a saved model holds: plain data. */
export interface GraphJson {
  readonly layers: readonly { readonly name: string; readonly className: string; readonly options: object }[];
  /** Calls of layers by name. */
  readonly calls: readonly { readonly layer: string; readonly inbound: readonly SourceJson[] }[];
  readonly inputs: readonly number[];
  readonly outputs: readonly SourceJson[];
}

export function graphToJson(net: Graph): GraphJson {
  const layers = new Map(
    net.nodes.map(({ name, layer }) => [name, { name, className: layer.className, options: layer.options }]),
  );
  return {
    layers: [...layers.values()],
    calls: net.nodes.map(({ name, inbound }) => ({ layer: name, inbound: inbound.map(sourceToJson) })),
    inputs: net.inputs,
    outputs: net.outputs.map(sourceToJson),
  };
}

const sourceToJson = ({ call, output }: Source): SourceJson => (output === 0 ? call : [call, output]);
const sourceFromJson = (json: SourceJson): Source => {
  const [call, output = 0] = typeof json === 'number' ? [json] : json;
  return Object.freeze({ call, output });
};

/**
 * @throws GradsheetError `bad-file` if a call reads a later one or names no layer; `invalid-option` for a layer's
 * options
 */
export function graphFromJson(json: GraphJson): Graph {
  const bad = (expected: string, received: unknown): never => {
    throw new GradsheetError('bad-file', { where: 'model, layers', expected, received: String(received) });
  };
  for (const { length } of [json.layers, json.calls, json.inputs, json.outputs]) {
    if (length > MOST_CALLS) tooLarge(`at most ${MOST_CALLS} layers`, length);
  }
  const layers = new Map(
    json.layers.map((l) => [l.name, layerFrom({ className: l.className, options: { ...l.options, name: l.name } })]),
  );
  if (layers.size < json.layers.length) bad('layers of different names', 'a name twice');
  const nodes = json.calls.map(({ layer: name, inbound: read }, i) => {
    if (read.length > MOST_INBOUND) tooLarge(`at most ${MOST_INBOUND} values to read`, read.length);
    const inbound = read.map(sourceFromJson);
    if (!inbound.every(({ call }) => Number.isInteger(call) && call >= 0 && call < i)) {
      bad('calls after those they read', `call ${i} of ${excerpt(inbound.map(({ call }) => call))}`);
    }
    return Object.freeze({
      name,
      layer: layers.get(name) ?? bad(`one of ${[...layers.keys()].join(', ')}`, `"${name}"`),
      inbound: Object.freeze(inbound),
    });
  });
  if (json.inputs.length === 0 || json.outputs.length === 0) bad('at least one input and one output', 'none');
  if (new Set(json.inputs).size < json.inputs.length) bad('each input once', 'one twice');
  const outputs = json.outputs.map(sourceFromJson);
  for (const i of [...json.inputs, ...outputs.map(({ call }) => call)]) {
    if (!nodes[i]) bad(`a call below ${nodes.length}`, i);
  }
  for (const i of json.inputs) {
    if (nodes[i]?.layer.className !== 'InputLayer') bad('inputs that are InputLayers', nodes[i]?.layer.className);
  }
  return Object.freeze({
    nodes: Object.freeze(nodes),
    inputs: Object.freeze([...json.inputs]),
    outputs: Object.freeze(outputs),
  });
}

// Each takes its time when programs are made, whether or not it has weights in the file.
const MOST_CALLS = 1000;
const MOST_INBOUND = 100;

const tooLarge = (expected: string, received: number): never => {
  throw new GradsheetError('too-large', {
    where: 'network',
    expected,
    received: String(received),
    hint: 'Use fewer or smaller layers.',
  });
};
