import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames, quoted, type Words } from '../words.ts';
import type { Graph, Source } from './graph.ts';
import { excerpt } from '../util/text.ts';
import { layerFrom } from './layer-classes.ts';
import { words } from './error-words.ts';

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
  const bad = (expected: Words, received: unknown): never => {
    throw new GradsheetError('bad-file', {
      where: 'model, layers',
      expected,
      received: verbatim(String(received)),
    });
  };
  for (const { length } of [json.layers, json.calls, json.inputs, json.outputs]) {
    if (length > MOST_CALLS) tooLarge(words('at most {} layers', MOST_CALLS), length);
  }
  const layers = new Map(
    json.layers.map((l) => [l.name, layerFrom({ className: l.className, options: { ...l.options, name: l.name } })]),
  );
  if (layers.size < json.layers.length) bad(words('layers of different names'), words('a name twice'));
  const nodes = json.calls.map(({ layer: name, inbound: read }, i) => {
    if (read.length > MOST_INBOUND) tooLarge(words('at most {} values to read', MOST_INBOUND), read.length);
    const inbound = read.map(sourceFromJson);
    if (!inbound.every(({ call }) => Number.isInteger(call) && call >= 0 && call < i)) {
      bad(words('calls after those they read'), words('call {} of {}', i, excerpt(inbound.map(({ call }) => call))));
    }
    return Object.freeze({
      name,
      layer: layers.get(name) ?? bad(words('one of {}', listedNames([...layers.keys()])), quoted(name)),
      inbound: Object.freeze(inbound),
    });
  });
  if (json.inputs.length === 0 || json.outputs.length === 0) {
    bad(words('at least one input and one output'), words('none'));
  }
  if (new Set(json.inputs).size < json.inputs.length) bad(words('each input once'), words('one twice'));
  const outputs = json.outputs.map(sourceFromJson);
  for (const i of [...json.inputs, ...outputs.map(({ call }) => call)]) {
    if (!nodes[i]) bad(words('a call below {}', nodes.length), i);
  }
  for (const i of json.inputs) {
    if (nodes[i]?.layer.className !== 'InputLayer') {
      bad(words('inputs that are InputLayers'), nodes[i]?.layer.className);
    }
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

const tooLarge = (expected: Words, received: number): never => {
  throw new GradsheetError('too-large', {
    where: words('network'),
    expected,
    received: verbatim(String(received)),
    hint: words('Use fewer or smaller layers.'),
  });
};
