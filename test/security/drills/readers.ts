// Runs in a process of its own: node readers.mjs KIND FROM TO. Tells the seed before each case, so that a hang is found
// too.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../src/cli/run.ts';
import { GradsheetError } from '../../../src/errors.ts';
import { kerasCode } from '../../../src/formats/code/keras.ts';
import { pytorchCode } from '../../../src/formats/code/pytorch.ts';
import { typescriptCode } from '../../../src/formats/code/typescript.ts';
import { readModel, writeModel } from '../../../src/formats/model.ts';
import { layers, model as functional, input } from '../../../src/index.ts';
import { toSaved } from '../../../src/model/saved.ts';
import { findSheet, readXlsx, setCell, writeXlsx } from '../../../src/sheet.ts';
import { crc32 } from '../../../src/util/crc32.ts';
import { mutatedBytes, mutatedJson } from './mutate.ts';
import { Draws } from './random.ts';

const [kind = '', from = '0', to = '0'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-drill-'));
const at = (...names: string[]): string => join(folder, ...names);
const tell = (message: object): void => {
  writeSync(1, `${JSON.stringify(message)}\n`);
};
let outputs = 0;

/** A command in this process. @returns how it ended: fine, or refused */
async function gradsheet(...args: string[]): Promise<{ exit: number; err: string }> {
  let err = '';
  let out = 0;
  const exit = await run(args, {
    out: {
      write: (text) => {
        out += text.length;
      },
      isTTY: false,
      columns: 80,
    },
    err: {
      write: (text) => {
        err += text;
      },
      isTTY: false,
      columns: 80,
    },
    cwd: folder,
    env: {},
    signal: new AbortController().signal,
    now: () => performance.now(),
    locale: 'en',
  });
  outputs = Math.max(outputs, out);
  return { exit, err };
}

interface Done {
  fine: number;
  refused: number;
}
const done: Done = { fine: 0, refused: 0 };
let slowest = { seconds: 0, what: '' };

/** Of this process: what other work the machine has does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function check(seed: number, what: string, work: () => Promise<{ exit: number; err: string }>): Promise<boolean> {
  const began = cpuSeconds();
  const { exit, err } = await work().catch((error: unknown) =>
    error instanceof GradsheetError
      ? { exit: 1, err: error.message }
      : { exit: 2, err: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  );
  const seconds = cpuSeconds() - began;
  if (seconds > slowest.seconds) slowest = { seconds, what: `${seed} ${what}` };
  if (exit !== 0 && exit !== 1) tell({ failed: seed, what, err: err.slice(0, 1500) });
  else if (exit === 1 && (err.length > 5000 || err.includes('undefined'))) {
    tell({ failed: seed, what: `${what}, its text`, err: err.slice(0, 1500) });
  }
  done[exit === 0 ? 'fine' : 'refused'] += 1;
  return exit === 0;
}

// ---- valid files to begin with
const students =
  'student,english,math,science,roi\nA,0.85,0.5,0.45,0.5\nB,0.65,0.4,0.35,0.39\nC,0.55,0.75,0.8,0.76\nD,0.35,0.98,0.97,0.92\nE,0.5,0.9,0.88,0.89\n';
const liked = `height,city,liked\n${Array.from({ length: 14 }, (_, i) => `${160 + ((i * 7) % 30)},${['Taipei', 'Tainan', '台中'][i % 3]},${['no', 'yes'][(i * 3) % 2]}`).join('\n')}\n`;
const kinds = `a,b,kind\n${Array.from({ length: 15 }, (_, i) => `${i % 4 === 3 ? '' : i},${(i * 5) % 7},${['x', 'y', 'z'][i % 3]}`).join('\n')}\n`;
/** A date, gaps, a category and sentences: every kind of feature. */
const shop = `when,area,city,note,sold\n${Array.from(
  { length: 24 },
  (_, i) => `2020-0${(i % 9) + 1}-11,${i % 5 === 3 ? '' : i},${['a', '', 'c'][i % 3]},near the park ${i},${i % 2}`,
).join('\n')}\n`;
interface Base {
  readonly name: string;
  readonly table: string;
  readonly row: readonly string[];
}
const bases: readonly Base[] = [
  { name: 'students', table: 'students.csv', row: ['english=1', 'math=1', 'science=1'] },
  { name: 'liked', table: 'liked.csv', row: ['height=170', 'city=Taipei'] },
  { name: 'kinds', table: 'kinds.csv', row: ['a=1', 'b=2'] },
  { name: 'shop', table: 'shop.csv', row: ['when=2020-01-31', 'area=1', 'city=a', 'note=near the park'] },
  { name: 'branches', table: 'students.csv', row: ['english=1', 'math=1', 'science=1'] },
];

async function prepare(): Promise<void> {
  writeFileSync(at('students.csv'), students);
  writeFileSync(at('liked.csv'), liked);
  writeFileSync(at('kinds.csv'), kinds);
  writeFileSync(at('shop.csv'), shop);
  const made = [
    await gradsheet(
      'train',
      'students.csv',
      '--target',
      'roi',
      '--hidden',
      '3:relu',
      '--epochs',
      '2',
      '--test-size',
      '0',
      '-o',
      'students',
    ),
    await gradsheet(
      'train',
      'liked.csv',
      '--target',
      'liked',
      '--hidden',
      '3:leakyRelu:0.1',
      '--scale',
      'standard',
      '--epochs',
      '2',
      '--optimizer',
      'sgd:momentum=0.9',
      '-o',
      'liked',
    ),
    await gradsheet(
      'train',
      'kinds.csv',
      '--target',
      'kind',
      '--hidden',
      '4:tanh',
      '--missing',
      'mean',
      '--scale',
      'minmax',
      '--epochs',
      '2',
      '-o',
      'kinds',
    ),
    await gradsheet(
      'train',
      'shop.csv',
      '--target',
      'sold',
      '--as',
      'note=text,city=category',
      '--epochs',
      '2',
      '-o',
      'shop',
    ),
    await gradsheet('sheet', 'students', '--epochs', '2', '-o', 'students.xlsx'),
    await gradsheet('sheet', 'kinds', '--epochs', '1', '--layout', 'row', '-o', 'kinds.xlsx'),
  ];
  for (const { exit, err } of made) if (exit !== 0) throw new Error(err);
  // every layer there is, behind the students' columns
  const x = input({ shape: [3] });
  const shared = layers.dense({ units: 4, activation: 'relu', kernelRegularizer: 'l2:0.01', name: 'shared' });
  const normed = layers.batchNormalization().apply(shared.apply(x));
  const dropped = layers.dropout({ rate: 0.2 }).apply(normed);
  const shaped = layers.flatten().apply(layers.reshape({ targetShape: [2, -1] }).apply(dropped));
  const joined = layers
    .concatenate()
    .apply([
      layers.add().apply([shaped, shared.apply(x)]),
      layers.activation({ activation: 'tanh' }).apply(layers.maximum().apply([normed, dropped])),
    ]);
  const net = functional({ inputs: x, outputs: layers.dense({ units: 1, name: 'out' }).apply(joined) });
  net.compile({ optimizer: 'rmsprop', loss: 'meanSquaredError', metrics: ['mae'] });
  net.build();
  const { preprocessing } = readModel({
    model: readFileSync(at('students', 'model.json')),
    weights: readFileSync(at('students', 'weights.safetensors')),
  });
  const { model, weights } = writeModel(
    toSaved(net, { preprocessing, history: { epoch: [0, 1], history: { loss: [1, 0.5], mae: [1, NaN] } } }),
    '0.1.0',
  );
  mkdirSync(at('branches'));
  writeFileSync(at('branches', 'model.json'), model);
  writeFileSync(at('branches', 'weights.safetensors'), weights);
}

// ---- the drills
async function modelCase(seed: number): Promise<void> {
  const draws = new Draws(seed);
  const base = draws.of(bases);
  const part = draws.below(10);
  const m = `${base.name}-mutant`;
  rmSync(at(m), { recursive: true, force: true });
  cpSync(at(base.name), at(m), { recursive: true });
  const path = at(m, 'model.json');
  const model = readFileSync(path);
  const json = JSON.parse(model.toString()) as {
    weights?: unknown;
    settings?: unknown;
    history?: unknown;
    [part: string]: unknown;
  };
  const weights = readFileSync(at(m, 'weights.safetensors'));
  if (part < 6) {
    const only = draws.of(['', '', '', 'settings', 'history', 'network', 'preprocessing', 'training', 'inputs']);
    const inner = json[only];
    if (draws.chance(70)) delete json.weights;
    writeFileSync(
      path,
      only === '' || inner === undefined || inner === null
        ? mutatedJson(json, draws)
        : JSON.stringify({ ...json, [only]: '@' }).replace('"@"', () => mutatedJson(inner, draws)),
    );
  } else if (part === 6) writeFileSync(path, mutatedBytes(model, draws));
  else {
    const head = Number(new DataView(weights.buffer, weights.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(weights.subarray(8, 8 + head).toString()) as unknown;
    const text = new TextEncoder().encode(part === 7 ? mutatedJson(header, draws) : JSON.stringify(header));
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(
      0,
      draws.chance(90) ? BigInt(text.length) : BigInt(draws.below(2 ** 31)),
      true,
    );
    const whole = Uint8Array.from([...length, ...text, ...weights.subarray(8 + head)]);
    const bytes = part === 7 ? whole : mutatedBytes(whole, draws);
    writeFileSync(at(m, 'weights.safetensors'), bytes);
    if (draws.chance(80)) delete json.weights;
    else {
      json.weights = {
        file: 'weights.safetensors',
        bytes: bytes.length,
        crc32: crc32(bytes).toString(16).padStart(8, '0'),
      };
    }
    writeFileSync(path, JSON.stringify(json));
  }
  await check(seed, 'summary', () => gradsheet('summary', m, '--json'));
  const reads = await check(seed, 'predict a row', () => gradsheet('predict', m, ...base.row));
  if (reads || draws.chance(10)) {
    await check(seed, 'predict a table', () => gradsheet('predict', m, base.table, '--out', 'p.csv', '-f'));
    await check(seed, 'evaluate', () => gradsheet('evaluate', m, base.table));
  }
  if (reads || draws.chance(30)) {
    await check(seed, 'sheet', () => gradsheet('sheet', m, '--epochs', '1', '-o', 'm.xlsx', '-f'));
  }
  await check(seed, 'code', async () => {
    const saved = readModel({ model: readFileSync(path), weights: readFileSync(at(m, 'weights.safetensors')) });
    const training = { file: { name: base.table }, testSize: 0.2, splitSeed: 42, epochs: 1, batchSize: 2, seed: 0 };
    for (const code of [kerasCode, pytorchCode, typescriptCode]) code(saved, training);
    return { exit: 0, err: '' };
  });
}

const books = new Map<string, { book: ReturnType<typeof readXlsx>; text: string }>();
async function manifestCase(seed: number): Promise<void> {
  const draws = new Draws(seed);
  const name = draws.of(['students.xlsx', 'kinds.xlsx']);
  const known = books.get(name) ?? { book: readXlsx(readFileSync(at(name)), name), text: '' };
  const sheet = findSheet(known.book, 'gradsheet');
  if (!sheet) throw new Error('no description');
  if (known.text === '') known.text = [...sheet.cells.values()].map(({ value }) => String(value)).join('');
  books.set(name, known);
  const json = JSON.parse(known.text) as { [part: string]: unknown };
  const only = draws.of(['', 'state', 'model']);
  const text = draws.chance(10)
    ? new TextDecoder()
        .decode(mutatedBytes(new TextEncoder().encode(known.text), draws))
        .replaceAll(/[\u0000-\u001f\ufffe\uffff]/g, '?')
    : only === ''
      ? mutatedJson(json, draws)
      : JSON.stringify({ ...json, [only]: '@' }).replace('"@"', () => mutatedJson(json[only], draws));
  const changed = { ...sheet, cells: new Map(sheet.cells) };
  changed.cells.clear();
  for (let row = 0; row * 32_000 < text.length; row++) {
    setCell(changed, row, 0, { value: text.slice(row * 32_000, (row + 1) * 32_000) });
  }
  writeFileSync(
    at('mutant.xlsx'),
    await writeXlsx({ ...known.book, sheets: known.book.sheets.map((s) => (s === sheet ? changed : s)) }),
  );
  if (await check(seed, 'import', () => gradsheet('import', 'mutant.xlsx', '-o', 'imported', '-f'))) {
    await check(seed, 'summary', () => gradsheet('summary', 'imported'));
  }
}

const pieces = [
  ',',
  ',',
  ',',
  ';',
  '\t',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '"',
  '""',
  '"a',
  'y',
  'x',
  '0',
  '1',
  '2',
  '-3.5',
  '1e5',
  '1e999',
  'NaN',
  'NA',
  '1,5',
  '台北',
  '\0',
  ' ',
  '\u3000',
  '=1+1',
  '__proto__',
  'constructor',
  '|',
  'é',
  '\ufeff',
  '9'.repeat(400),
];
function tableOf(draws: Draws): Uint8Array {
  const way = draws.below(12);
  if (way === 0) return draws.bytes(draws.below(3000));
  if (way === 1) {
    return new TextEncoder().encode(Array.from({ length: draws.below(400) }, () => draws.of(pieces)).join(''));
  }
  if (way < 4) return mutatedBytes(new TextEncoder().encode(draws.of([students, liked, kinds])), draws);
  const columns = draws.of([1, 2, 3, 4, 5]);
  const good = draws.of([80, 98, 100]);
  const delimiter = draws.of([',', ';', '\t']);
  const cell = (): string => (draws.chance(good) ? String(draws.below(1000) / draws.of([1, 10, 7])) : draws.of(pieces));
  const text = [
    Array.from({ length: columns }, (_, i) => (i === 0 ? 'y' : draws.chance(90) ? `x${i}` : draws.of(pieces))).join(
      delimiter,
    ),
    ...Array.from({ length: draws.of([0, 1, 8, 20, 40]) }, () => Array.from({ length: columns }, cell).join(delimiter)),
  ].join('\n');
  if (draws.chance(20)) return new Uint8Array(Buffer.from(text, 'utf16le'));
  return draws.chance(30) ? mutatedBytes(new TextEncoder().encode(text), draws) : new TextEncoder().encode(text);
}
async function csvCase(seed: number): Promise<void> {
  const draws = new Draws(seed);
  writeFileSync(at('t.csv'), tableOf(draws));
  const target = draws.of(['y', 'y', 'y', 'roi', 'liked', 'kind', 'column1']);
  const more = draws.of([
    [],
    ['--no-header'],
    ['--header'],
    ['--missing', 'mean'],
    ['--missing', 'drop'],
    ['--scale', 'standard', '--hidden', '2'],
    ['--delimiter', '|'],
    ['--decimal-comma'],
  ]);
  const trained = await check(seed, 'train', () =>
    gradsheet('train', 't.csv', '--target', target, '--epochs', '1', '-o', 'm', '-f', ...more),
  );
  if (trained) await check(seed, 'predict', () => gradsheet('predict', 'm', 't.csv'));
  else await check(seed, 'predict', () => gradsheet('predict', 'liked', 't.csv'));
  if (trained) await check(seed, 'evaluate', () => gradsheet('evaluate', 'm', 't.csv'));
}

const drills: Readonly<Record<string, (seed: number) => Promise<void>>> = {
  model: modelCase,
  manifest: manifestCase,
  csv: csvCase,
};
const drill = drills[kind];
if (!drill) throw new Error(`no drill "${kind}"`);
try {
  await prepare();
  for (let seed = Number(from); seed < Number(to); seed++) {
    tell({ seed });
    await drill(seed);
  }
  tell({ ...done, slowest, outputs, rss: process.resourceUsage().maxRSS / 1024 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
