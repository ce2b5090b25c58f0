import type { Preprocessing } from '../data/preprocessing.ts';
import { GradsheetError } from '../errors.ts';
import { verbatim, type Where } from '../words.ts';
import { size, text, type Shape } from '../ir/shape.ts';
import { graphFromJson, graphToJson, type GraphJson, type SourceJson } from '../nn/graph-json.ts';
import { shapesOf, variablesOf, type Graph } from '../nn/graph.ts';
import type { Loss, Metric, Optimizer } from '../nn/layer.ts';
import { loss as lossFrom } from '../nn/losses.ts';
import { metric as metricFrom } from '../nn/metrics.ts';
import { optimizer as optimizerFrom } from '../nn/optimizers.ts';
import { names } from '../run/names.ts';
import { crc32 } from '../util/crc32.ts';
import { Json, jsonText } from '../util/json.ts';
import { readPreprocessing } from './preprocessing.ts';
import { readSafetensors, writeSafetensors, type StoredTensor } from './safetensors.ts';
import { words } from './error-words.ts';

/** Everything a model is, as data: what `model.json` and `weights.safetensors` hold. */
export interface SavedModel {
  readonly name: string;
  readonly graph: Graph;
  readonly compiled: Compiled | null;
  /** Per input: what its columns are called and how they are scaled, (x - offset) / divisor. */
  readonly inputs: Readonly<Record<string, SavedInput>>;
  /** How a row of the table becomes the input; null for a model that was given numbers. */
  readonly preprocessing: Preprocessing | null;
  /** Weights, optimizer slots and the step, by their names in a run. */
  readonly state: Readonly<Record<string, Float64Array>>;
  readonly history: {
    readonly epoch: readonly number[];
    readonly history: Readonly<Record<string, readonly number[]>>;
  } | null;
  /** How it was trained: plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}
/** What `compile` made of its options. */
export interface Compiled {
  readonly optimizer: Optimizer;
  /** One, or one per output. */
  readonly losses: readonly Loss[];
  /** One per output. */
  readonly lossWeights?: readonly number[];
  /** Of every output. */
  readonly metrics: readonly Metric[];
  /** Of each output its own, in place of `metrics`. */
  readonly outputMetrics?: readonly (readonly Metric[])[];
}
export interface SavedInput {
  readonly columns?: readonly string[];
  readonly scaling?: { readonly offset: readonly number[]; readonly divisor: readonly number[] };
}

/**
 * The number of this format. A reader takes it and every older one. Format 2 has columns that a reader of 1 must not
 * pass over: marks of missing values, grouped texts, dates and free texts; a file of format 1 is one without them.
 */
export const modelFormat = 2;
export const modelFiles = { model: 'model.json', weights: 'weights.safetensors' } as const;

/** The two files of a model. @param version of the program that writes it, told to whoever reads a newer file */
export function writeModel(saved: SavedModel, version = ''): { readonly model: string; readonly weights: Uint8Array } {
  const { graph, compiled, state } = saved;
  const shapes = stateShapes(graph, compiled);
  const weights = writeSafetensors(
    Object.fromEntries(
      Object.entries(state).map(([name, data]): [string, StoredTensor] => {
        const shape = shapes[name];
        if (!shape) {
          throw new GradsheetError('unknown-name', {
            where: words('state "{}"', name),
            expected: words('a name that the model knows'),
          });
        }
        return [name, { shape, data }];
      }),
    ),
    { format: 'gradsheet' },
  );
  const named = ({ name, options }: { readonly name: string; readonly options: object }): object => ({ name, options });
  const model = jsonText({
    format: 'gradsheet-model',
    formatVersion: modelFormat,
    writtenBy: `gradsheet ${version}`.trim(),
    name: saved.name,
    network: graphToJson(graph),
    training: compiled && {
      optimizer: named(compiled.optimizer),
      losses: compiled.losses.map(named),
      ...(compiled.lossWeights ? { lossWeights: compiled.lossWeights } : {}),
      metrics: compiled.metrics.map(named),
      ...(compiled.outputMetrics ? { outputMetrics: compiled.outputMetrics.map((list) => list.map(named)) } : {}),
    },
    inputs: saved.inputs,
    preprocessing: saved.preprocessing,
    settings: saved.settings,
    history: saved.history,
    weights: { file: modelFiles.weights, bytes: weights.length, crc32: hex(crc32(weights)) },
  });
  return { model: `${model}\n`, weights };
}

/**
 * @param files their contents; @param where what a person calls the model, for errors
 * @throws GradsheetError `bad-file` (damaged, cut off, parts that do not belong together), `shape-mismatch` (weights of
 * other shapes), `unsupported` (a newer format), `too-large` (an absurd header), `invalid-option` (unknown layer or
 * option)
 */
export function readModel(
  files: { readonly model: Uint8Array | string; readonly weights: Uint8Array },
  where = '',
): SavedModel {
  const place = (file: string): string => (where === '' ? file : `${where.replace(/[/\\]$/, '')}/${file}`);
  const json = Json.parse(files.model, place(modelFiles.model));
  checkFormat(json);
  const graph = readGraph(json.get('network'));
  const compiled = json.get('training').missing ? null : readCompiled(json.get('training'));
  const preprocessing = json.get('preprocessing').missing ? null : readPreprocessing(json.get('preprocessing'));
  checkWeights(json.get('weights'), files.weights, place(modelFiles.weights));
  const state = readState(files.weights, stateShapes(graph, compiled), graph, place(modelFiles.weights));
  return {
    name: json.get('name').text(),
    graph,
    compiled,
    preprocessing,
    state,
    inputs: Object.fromEntries(
      json
        .get('inputs')
        .entries()
        .map(([name, input]) => [name, readInput(input)]),
    ),
    history: json.get('history').missing ? null : readHistory(json.get('history')),
    settings: json.get('settings').object(),
  };
}

/** What a model keeps between steps, and the shape of each. */
function stateShapes(graph: Graph, compiled: Compiled | null): Readonly<Record<string, Shape>> {
  const shapes: Record<string, Shape> = {};
  for (const [path, { shape, trained }] of Object.entries(variablesOf(graph))) {
    shapes[path] = shape;
    if (trained && compiled) {
      for (const slot of compiled.optimizer.slots) shapes[names.slot(compiled.optimizer.name, path, slot)] = shape;
    }
  }
  return { ...shapes, step: [] };
}

function checkFormat(json: Json): void {
  if (json.get('format').value !== 'gradsheet-model') {
    throw new GradsheetError('bad-file', {
      where: json.where,
      expected: words('a model written by gradsheet'),
      hint: words('Other programs write a model.json too.'),
    });
  }
  const version = json.get('formatVersion').count();
  if (version > modelFormat) {
    throw new GradsheetError('unsupported', {
      where: json.where,
      expected: words('a model of format {} or older', modelFormat),
      received: words(
        'format {}, written by {}',
        version,
        json.get('writtenBy').missing ? words('a newer version') : json.get('writtenBy').text(),
      ),
      hint: words('Update gradsheet.'),
    });
  }
}

function readGraph(json: Json): Graph {
  const plain: GraphJson = {
    layers: json
      .get('layers')
      .list()
      .map((layer) => ({
        name: layer.get('name').text(),
        className: layer.get('className').text(),
        options: layer.get('options').object(),
      })),
    calls: json
      .get('calls')
      .list()
      .map((call) => ({ layer: call.get('layer').text(), inbound: call.get('inbound').list().map(readSource) })),
    inputs: json.get('inputs').counts(),
    outputs: json.get('outputs').list().map(readSource),
  };
  return placed(json.where, () => {
    const graph = graphFromJson(plain);
    shapesOf(graph); // layers that do not fit together are found here
    return graph;
  });
}

/** A call's number, or [call, output]. */
function readSource(json: Json): SourceJson {
  if (!Array.isArray(json.value)) return json.count();
  const [call, output, ...more] = json.list();
  return call && output && more.length === 0
    ? [call.count(), output.count()]
    : json.fail(words('a list of two numbers'));
}

function readCompiled(json: Json): Compiled {
  const named = (part: Json): { readonly name: string } => ({
    ...part.get('options').object(),
    name: part.get('name').text(),
  });
  const metrics = (list: Json): Metric[] => list.list().map((metric) => metricFrom(named(metric)));
  const [weights, own] = [json.get('lossWeights'), json.get('outputMetrics')];
  return placed(json.where, () => ({
    optimizer: optimizerFrom(named(json.get('optimizer'))),
    losses: json
      .get('losses')
      .list()
      .map((loss) => lossFrom(named(loss))),
    ...(weights.missing ? {} : { lossWeights: weights.list().map((n) => n.finite()) }),
    metrics: metrics(json.get('metrics')),
    ...(own.missing ? {} : { outputMetrics: own.list().map(metrics) }),
  }));
}

/** Errors of layers and options get the file they are read from. */
function placed<T>(where: Where, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof GradsheetError) || cause.fields.where?.startsWith(String(where))) throw cause;
    throw new GradsheetError(
      cause.code,
      { ...cause.words, where: cause.words.where === undefined ? where : words('{}, {}', where, cause.words.where) },
      { cause },
    );
  }
}

function readInput(json: Json): SavedInput {
  const numbers = (list: Json): number[] => list.list().map((n) => n.finite());
  const scaling = json.get('scaling');
  const columns = json.get('columns');
  return {
    ...(columns.missing ? {} : { columns: columns.texts() }),
    ...(scaling.missing
      ? {}
      : { scaling: { offset: numbers(scaling.get('offset')), divisor: numbers(scaling.get('divisor')) } }),
  };
}

function readHistory(json: Json): NonNullable<SavedModel['history']> {
  return {
    epoch: json
      .get('epoch')
      .list()
      .map((n) => n.number()),
    history: Object.fromEntries(
      json
        .get('history')
        .entries()
        .map(([name, values]) => [name, values.list().map((n) => n.number())]),
    ),
  };
}

/**
 * Damage and files of different saves are found before anything is read. Whoever changes weights on purpose deletes the
 * check.
 */
function checkWeights(json: Json, bytes: Uint8Array, where: Where): void {
  if (json.missing) return;
  const wanted = json.get('bytes').count();
  if (bytes.length !== wanted) {
    throw new GradsheetError('bad-file', {
      where,
      expected: words('{} bytes, as in model.json', wanted),
      received: verbatim(bytes.length),
      hint: words('The file is cut off, or belongs to another model.'),
    });
  }
  const crc = hex(crc32(bytes));
  if (crc !== json.get('crc32').text()) {
    throw new GradsheetError('bad-file', {
      where,
      expected: words('the check {}, as in model.json', json.get('crc32').text()),
      received: verbatim(crc),
      hint: words(
        'The file is damaged, or belongs to another model. If you changed the weights yourself, delete "weights" from model.json.',
      ),
    });
  }
}

function readState(
  bytes: Uint8Array,
  shapes: Readonly<Record<string, Shape>>,
  graph: Graph,
  where: Where,
): Record<string, Float64Array> {
  const { tensors } = readSafetensors(bytes, where);
  const needed = new Set(Object.keys(variablesOf(graph)));
  for (const name of Object.keys(tensors)) {
    if (!Object.hasOwn(shapes, name)) {
      throw new GradsheetError('bad-file', {
        where: words('{}, tensor "{}"', where, name),
        expected: words('only tensors of this model'),
        hint: words('The file belongs to another model.'),
      });
    }
  }
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => {
      const tensor = tensors[name];
      if (!tensor) {
        if (needed.has(name)) {
          throw new GradsheetError('bad-file', {
            where,
            expected: words('a tensor "{}" of shape {}', name, text(shape)),
            received: words('none'),
          });
        }
        return []; // slots may be absent: the optimizer begins anew
      }
      const same =
        tensor.shape.length === shape.length &&
        tensor.shape.every((n, axis) => n === shape[axis]) &&
        tensor.data.length === size(shape);
      if (!same) {
        throw new GradsheetError('shape-mismatch', {
          where: words('{}, tensor "{}"', where, name),
          expected: words('shape {}', text(shape)),
          received: verbatim(text(tensor.shape)),
        });
      }
      const data = asFloats(tensor.data);
      const bad = data.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) {
        throw new GradsheetError('not-finite', {
          where: words('{}, tensor "{}", number {}', where, name, bad + 1),
          expected: words('a finite number'),
          received: verbatim(String(data[bad])),
        });
      }
      return [[name, data]];
    }),
  );
}

/** Whole numbers of 64 bits come as bigint. */
function asFloats(data: StoredTensor['data']): Float64Array {
  if (data instanceof Float64Array) return data;
  const floats = new Float64Array(data.length);
  for (let i = 0; i < floats.length; i++) floats[i] = Number(data[i]);
  return floats;
}

const hex = (crc: number): string => crc.toString(16).padStart(8, '0');
