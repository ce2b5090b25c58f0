import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames, quoted, type Where, type Words } from '../words.ts';
import { inputsFrom, type Program } from '../ir/program.ts';
import { fromJson, toJson } from '../ir/program-json.ts';
import { equal, size } from '../ir/shape.ts';
import { fromBase64, toBase64 } from '../util/base64.ts';
import { Json } from '../util/json.ts';
import { recordedOrder, type Order } from './order.ts';
import type { Numbers, Run, Tensors } from './run.ts';
import { endOf, firstStep } from './steps.ts';
import { rowsOf, tensorsOf } from './tables.ts';
import { words } from './error-words.ts';

/** Raised when a file of an earlier version could be read wrongly. */
const version = 1;
/** More numbers than this in one value are a mistake, not a training. */
const largest = 2 ** 32;

const kinds = { float64: Float64Array, float32: Float32Array, int32: Int32Array } as const;
type Kind = keyof typeof kinds;

/**
 * A run as plain data for `JSON.stringify`: what is read back trains with the same bits. Tensors are the bytes of their
 * numbers, little endian, in base64.
 *
 *   const text = JSON.stringify(runToJson(model.run(x, y, { epochs: 50 })));
 *   const history = await History.open(runFromJson(JSON.parse(text)), { engine: wasm() });
 *
 * @throws GradsheetError `unsupported` if the tables are a source that answers later: `await inMemory(run)` before
 */
export function runToJson(run: Run): object {
  return {
    format: 'gradsheet-run',
    formatVersion: version,
    batchSize: run.batchSize,
    epochs: run.epochs,
    firstStep: firstStep(run),
    order: orderToJson(run.order),
    settings: tensorsToJson(run.settings),
    state: tensorsToJson(run.state),
    tables: tensorsToJson(tensorsOf(run.tables)),
    programs: mapValues(run.programs, (p) => withoutOddNumbers(toJson(p))),
  };
}

function orderToJson(order: Order): object {
  switch (order.kind) {
    case 'plain':
    case 'shuffled':
    case 'blocks':
      return order;
    case 'recorded':
      return { kind: order.kind, epochs: order.epochs.map(tensorToJson) };
    default:
      return order satisfies never;
  }
}

const tensorsToJson = (tensors: Tensors): object => mapValues(tensors, tensorToJson);

function tensorToJson(numbers: Numbers): { kind: Kind; numbers: string } {
  const bytes = new Uint8Array(numbers.byteLength);
  const view = new DataView(bytes.buffer);
  if (numbers instanceof Float64Array) {
    numbers.forEach((v, i) => view.setFloat64(8 * i, v, true));
    return { kind: 'float64', numbers: toBase64(bytes) };
  }
  if (numbers instanceof Float32Array) {
    numbers.forEach((v, i) => view.setFloat32(4 * i, v, true));
    return { kind: 'float32', numbers: toBase64(bytes) };
  }
  numbers.forEach((v, i) => view.setInt32(4 * i, v, true));
  return { kind: 'int32', numbers: toBase64(bytes) };
}

/** Numbers that JSON cannot write, as { number: "-0" }. */
function withoutOddNumbers(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { number: '-0' };
    return Number.isFinite(value) ? value : { number: String(value) };
  }
  if (Array.isArray(value)) return value.map(withoutOddNumbers);
  return typeof value === 'object' && value !== null ? mapValues(value, withoutOddNumbers) : value;
}
const oddNumbers = new Map([
  ['-0', -0],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);
function withOddNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOddNumbers);
  if (typeof value !== 'object' || value === null) return value;
  const odd = 'number' in value && typeof value.number === 'string' ? oddNumbers.get(value.number) : undefined;
  return odd ?? mapValues(value, withOddNumbers);
}

/**
 * A run from what `runToJson` gave. Every field is checked, so that what is returned can be loaded and trained.
 *
 * @throws GradsheetError `bad-file` that names the field
 */
export function runFromJson(json: unknown): Run<Tensors> {
  const file = new Json(json, 'run');
  if (file.get('format').text() !== 'gradsheet-run') file.get('format').fail(words('the text "gradsheet-run"'));
  if (file.get('formatVersion').count() !== version) file.get('formatVersion').fail(words('the number {}', version));
  const programs = Object.fromEntries(
    file
      .get('programs')
      .entries()
      .map(([name, p]) => [name, programFrom(p)]),
  );
  if (!programs['step']) file.get('programs').fail(words('a program named step'));
  const run: Run<Tensors> = {
    programs,
    tables: tensorsFrom(file.get('tables'), programs, 'table'),
    state: tensorsFrom(file.get('state'), programs, 'state'),
    settings: tensorsFrom(file.get('settings'), programs, 'setting'),
    order: { kind: 'plain' },
    batchSize: file.get('batchSize').count(),
    epochs: file.get('epochs').count(),
    firstStep: file.get('firstStep').count(),
  };
  const rows = building(file.get('programs'), () => rowsOf(run));
  checkBatches(file, run, rows);
  return { ...run, order: orderFrom(file.get('order'), rows, run.epochs) };
}

/** Each program takes as many rows as its batches have, and no step lies outside the run. */
function checkBatches(file: Json, run: Run, rows: number): void {
  const { batchSize } = run;
  if (batchSize < 1 || batchSize > rows) file.get('batchSize').fail(words('a whole number from 1 to {}', rows));
  for (const [name, batch] of [
    ['step', batchSize],
    ['lastStep', rows % batchSize],
  ] as const) {
    const got = run.programs[name]?.inputs['rows']?.shape[0] ?? 0;
    if (got === batch || (batch === 0 && got === 0)) continue;
    throw bad(file.get('programs').get(name).where, words('a program for {} rows', batch), verbatim(got));
  }
  if (firstStep(run) > endOf(run)) file.get('firstStep').fail(words('a whole number from 0 to {}', endOf(run)));
}

function orderFrom(json: Json, rows: number, epochs: number): Order {
  const kind = json.get('kind').text();
  switch (kind) {
    case 'plain':
      return { kind };
    case 'shuffled':
      return { kind, seed: seedFrom(json.get('seed')) };
    case 'blocks': {
      const [block, buffer] = [json.get('block').count(), json.get('buffer').count()];
      if (block < 1) json.get('block').fail(words('a whole number from {} to {}', 1, rows));
      if (buffer < 1) json.get('buffer').fail(words('a whole number from {} to {}', 1, rows));
      return { kind, seed: seedFrom(json.get('seed')), block, buffer };
    }
    case 'recorded': {
      const lists = json.get('epochs');
      const order = building(lists, () => recordedOrder(lists.list().map(tensorFrom), rows));
      if (order.epochs.length < epochs) {
        throw bad(lists.where, words('{} lists of row numbers', epochs), verbatim(order.epochs.length));
      }
      return order;
    }
    default:
      return json.get('kind').fail(words('one of plain, shuffled, recorded, blocks'));
  }
}

function seedFrom(json: Json): number {
  const seed = json.count();
  return seed < 2 ** 32 ? seed : json.fail(words('a whole number from 0 to {}', 2 ** 32 - 1));
}

/** The tensors that programs read from a place: all of them, no others, each of its size. */
function tensorsFrom(
  json: Json,
  programs: Readonly<Record<string, Program>>,
  from: 'table' | 'state' | 'setting',
): Record<string, Numbers> {
  const inputs = Object.values(programs).flatMap((p) => inputsFrom(p, from));
  const sizes = new Map(inputs.map((n) => [n.attrs.name, size(n.shape)]));
  for (const name of sizes.keys()) json.get(name).object();
  return Object.fromEntries(
    json.entries().map(([name, tensor]) => {
      const numbers = tensorFrom(tensor);
      const wanted = sizes.get(name);
      if (wanted === undefined) throw bad(json.where, words('names that a program reads'), quoted(name));
      if (numbers.length !== wanted) throw bad(tensor.where, words('{} numbers', wanted), verbatim(numbers.length));
      return [name, numbers];
    }),
  );
}

function tensorFrom(json: Json): Numbers {
  const kind = json.get('kind').text();
  if (!isKind(kind)) return json.get('kind').fail(words('one of {}', listedNames(Object.keys(kinds))));
  const bytes = fromBase64(json.get('numbers').text());
  const width = kinds[kind].BYTES_PER_ELEMENT;
  if (!bytes || bytes.length % width !== 0) {
    return json.get('numbers').fail(words('numbers of {} bytes in base64', width));
  }
  const numbers = new kinds[kind](bytes.length / width);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < numbers.length; i++) numbers[i] = numberAt(view, kind, i * width);
  return numbers;
}
const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text);

function numberAt(view: DataView, kind: Kind, at: number): number {
  switch (kind) {
    case 'float64':
      return view.getFloat64(at, true);
    case 'float32':
      return view.getFloat32(at, true);
    case 'int32':
      return view.getInt32(at, true);
    default:
      return kind satisfies never;
  }
}

/** What `fromJson` takes for granted is checked here; what it refuses then names the program too. */
function programFrom(json: Json): Program {
  const nodes = json.get('nodes').list();
  const shapes = nodes.map((node) => {
    node.get('op').text();
    node.get('attrs').object();
    node
      .get('inputs')
      .list()
      .forEach((input) => input.count());
    const shape = node
      .get('shape')
      .list()
      .map((n) => n.count());
    return size(shape) <= largest ? shape : node.get('shape').fail(words('at most {} numbers', largest));
  });
  for (const [, node] of json.get('outputs').entries()) node.count();
  for (const entry of json.get('labels').list()) {
    entry.get('node').count();
    checkLabel(entry.get('label'));
  }
  const made = building(json, () => fromJson(withOddNumbers(json.value) as Parameters<typeof fromJson>[0]));
  if (made.nodes.length !== nodes.length) {
    throw bad(json.where, words('nodes that are all used'), verbatim(nodes.length));
  }
  made.nodes.forEach(({ shape }, i) => {
    if (!equal(shape, shapes[i] ?? [])) nodes[i]?.get('shape').fail(words('the shape {}', JSON.stringify(shape)));
  });
  return made;
}

function checkLabel(json: Json): void {
  json.get('role').text();
  if (!json.get('name').missing) json.get('name').text();
  for (const axis of json.get('axes').list()) {
    axis.get('kind').text();
    if (!axis.get('items').missing) {
      axis
        .get('items')
        .list()
        .forEach((item) => item.text());
    }
  }
  if (!json.get('of').missing) checkLabel(json.get('of'));
}

/** What goes wrong while something is built of a file is the file's fault. */
function building<T>({ where }: Json, build: () => T): T {
  try {
    return build();
  } catch (cause) {
    if (cause instanceof GradsheetError && cause.fields.where?.startsWith(String(where))) throw cause;
    throw new GradsheetError(
      'bad-file',
      {
        where,
        expected: words('what runToJson wrote'),
        received: verbatim(String(cause instanceof Error ? cause.message : cause).slice(0, 60)),
      },
      { cause },
    );
  }
}
const bad = (where: Where, expected: Words, received: Words): GradsheetError =>
  new GradsheetError('bad-file', { where, expected, received });
const mapValues = <T, U>(record: Readonly<Record<string, T>> | object, f: (v: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([k, v]) => [k, f(v as T)]));
