// What a stranger's file may ask for: depth, length, names, layers, columns. Bounded by counts, never by a clock.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/data/csv.ts';
import { GradsheetError } from '../../src/errors.ts';
import { Json, jsonLimits } from '../../src/util/json.ts';
import { readModel } from '../../src/formats/model.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { layers } from '../../src/index.ts';
import { planTable } from '../../src/model/table-plan.ts';
import { emptySheet, findSheet, readXlsx, rolesFrom, setCell, writeXlsx } from '../../src/sheet.ts';
import { excerpt, nearest } from '../../src/util/text.ts';
import { gradsheet, studentsCsv, workplace } from '../cli/cli.ts';

function failure(work: () => unknown): GradsheetError {
  try {
    work();
  } catch (error) {
    if (error instanceof GradsheetError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON', () => {
  test.each([
    [deep(100_000), 'too-large'],
    ['{"a":'.repeat(100_000), 'too-large'],
    [deep(jsonLimits.depth + 1), 'too-large'],
    [`[${'0,'.repeat(jsonLimits.values)}0]`, 'too-large'],
    ['{"a":1,"\\u0061" :2}', 'bad-file'],
    ['"', 'bad-file'],
    ['', 'bad-file'],
  ])('%.20s … is refused', (text, code) => {
    expect(failure(() => Json.parse(text, 'm')).code).toBe(code);
  });
  test('what is within is read, brackets and quotes in texts count for nothing', () => {
    expect(Json.parse(deep(jsonLimits.depth), 'm').list()).toHaveLength(1);
    const value = { 'a"[': ['\\', '{"a":1,"a":2}', '\\"'], b: { a: 1 }, c: [{ a: 1 }, { a: 2 }] };
    expect(Json.parse(JSON.stringify(value, null, 3), 'm').value).toEqual(value);
  });
  test('an error quotes a short excerpt, whatever the value', () => {
    let nested: unknown = 1;
    for (let i = 0; i < 100_000; i++) nested = [nested];
    for (const value of [
      nested,
      'x'.repeat(1e6),
      Array.from({ length: 1e6 }, () => 'abc'),
      { ['k'.repeat(1e6)]: nested },
    ]) {
      expect(String(excerpt(value)).length).toBeLessThan(70);
      expect(
        failure(() => new Json({ ['n'.repeat(1e6)]: value }, 'm').get('n'.repeat(1e6)).count()).message.length,
      ).toBeLessThan(300);
    }
    expect(new GradsheetError('bad-file', { where: 'w'.repeat(1e6) }).message.length).toBeLessThan(1100);
    expect(nearest('n'.repeat(1e6), ['m'.repeat(1e6)])).toBeUndefined();
  });
});

describe('weights', () => {
  const file = (header: string, bytes = 8): Uint8Array => {
    const text = new TextEncoder().encode(header);
    const out = new Uint8Array(8 + text.length + bytes);
    new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
    out.set(text, 8);
    return out;
  };
  test('a header too deep, or a name twice, is refused; many tensors are not', () => {
    for (const header of [
      deep(100_000),
      `{"__metadata__":${deep(100_000)}}`,
      `{"a":${deep(100_000)}}`,
      `{"a":{"dtype":"U8","shape":${deep(100_000)}}}`,
    ]) {
      expect(failure(() => readSafetensors(file(header))).code).toBe('too-large');
    }
    const one = '{"dtype":"U8","shape":[8],"data_offsets":[0,8]}';
    expect(failure(() => readSafetensors(file(`{"a":${one},"a":${one}}`))).fields.received).toBe('"a" twice');
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`t${i}`, { shape: [1], data: Float32Array.of(i) }]),
    );
    expect(Object.keys(readSafetensors(writeSafetensors(many)).tensors)).toHaveLength(20_000);
  });
});

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });
interface Written {
  settings: { options: Record<string, unknown>; table: unknown; [name: string]: unknown };
  network: object;
  weights?: object;
}

/** A trained model, with its model.json changed. */
async function trained(change: (json: Written) => void = () => undefined): Promise<void> {
  here.put('students.csv', studentsCsv);
  const { exit, err } = await cli(
    'train',
    'students.csv',
    '--target',
    'roi',
    '--hidden',
    '3:relu',
    '--epochs',
    '1',
    '--test-size',
    '0',
    '-o',
    'm',
    '-f',
  );
  expect(exit, err).toBe(0);
  const json = JSON.parse(here.text('m', 'model.json')) as Written;
  change(json);
  writeFileSync(here.at('m', 'model.json'), JSON.stringify(json));
}

const wrongValues = [null, -1, 0.5, 1e300, 'x', '', [], [null], {}, { a: 1 }, true];

describe('networks', () => {
  const dense = {
    format: 'gradsheet-model',
    formatVersion: 1,
    name: 'm',
    training: null,
    inputs: {},
    preprocessing: null,
    history: null,
    settings: {},
  };
  const refused = (network: object): GradsheetError =>
    failure(() => readModel({ model: JSON.stringify({ ...dense, network }), weights: new Uint8Array() }));
  const start = (shape: readonly number[]) => ({ name: 'in', className: 'InputLayer', options: { shape } });
  const call = (layer: string, ...inbound: number[]) => ({ layer, inbound });
  const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  test('a line that doubles what is before it, 27 times', () => {
    const error = refused({
      layers: [start([3]), ...range(27).map((i) => ({ name: `c${i}`, className: 'Concatenate', options: {} }))],
      calls: [call('in'), ...range(27).map((i) => call(`c${i}`, i, i))],
      inputs: [0],
      outputs: [27],
    });
    expect(error).toMatchObject({ code: 'too-large', fields: { hint: 'Use fewer or smaller layers.' } });
  });
  test('a shape of 100,000 axes, 100,000 layers, 100,000 inputs of one', () => {
    expect(
      refused({ layers: [start(range(100_000).map(() => 1))], calls: [call('in')], inputs: [0], outputs: [0] }).code,
    ).toBe('invalid-option');
    expect(
      refused({
        layers: [start([3]), ...range(100_000).map((i) => ({ name: `a${i}`, className: 'Flatten', options: {} }))],
        calls: [call('in')],
        inputs: [0],
        outputs: [0],
      }).code,
    ).toBe('too-large');
    expect(
      refused({
        layers: [start([3]), { name: 'a', className: 'Flatten', options: {} }],
        calls: [call('in'), ...range(100_000).map((i) => call('a', i))],
        inputs: [0],
        outputs: [0],
      }).code,
    ).toBe('too-large');
    expect(
      refused({
        layers: [start([3]), { name: 'a', className: 'Add', options: {} }],
        calls: [call('in'), call('a', ...range(100_000).map(() => 0))],
        inputs: [0],
        outputs: [1],
      }).code,
    ).toBe('too-large');
  });
  test('two layers of one name, an input twice, no output', () => {
    for (const network of [
      { layers: [start([3]), start([4])], calls: [call('in')], inputs: [0], outputs: [0] },
      { layers: [start([3])], calls: [call('in')], inputs: [0, 0], outputs: [0] },
      { layers: [start([3])], calls: [call('in')], inputs: [0], outputs: [] },
    ]) {
      expect(refused(network).code).toBe('bad-file');
    }
  });
});

describe('a model plans its training again', () => {
  test('only with options that the command line would take', async () => {
    await trained();
    const good = readFileSync(here.at('m', 'model.json'), 'utf8');
    const options = [
      'target',
      'hidden',
      'epochs',
      'test-size',
      'seed',
      'scale',
      'delimiter',
      'decimal-comma',
      'features',
      '__proto__',
      'nobody',
    ];
    for (const [i, name] of options.entries()) {
      for (const value of [0, 3, 7].map((step) => wrongValues[(i + step) % wrongValues.length])) {
        const json = JSON.parse(good) as Written;
        Object.defineProperty(json.settings.options, name, { value, enumerable: true });
        writeFileSync(here.at('m', 'model.json'), JSON.stringify(json));
        const { exit, err } = await cli('sheet', 'm', '--epochs', '1', '-o', 'o.xlsx', '-f');
        expect(exit, `${name}: ${JSON.stringify(value)}: ${err}`).toBeLessThanOrEqual(1);
      }
    }
  });
  test.each(['../../../../../../../../../../etc/passwd', '/etc/passwd', 7, null])(
    'from no table far from it: %s',
    async (table) => {
      await trained((json) => {
        json.settings.table = table;
      });
      const { exit, err } = await cli('sheet', 'm', '-o', 'o.xlsx');
      expect(exit, err).toBe(1);
      expect(err).not.toContain('root');
    },
  );
  test('from no other table: not a word of it is told', async () => {
    await trained((json) => {
      json.settings.table = 'secret.csv';
    });
    here.put('secret.csv', 'password\nswordfish,1,2\n');
    const { exit, err } = await cli('sheet', 'm', '-o', 'o.xlsx');
    expect(exit).toBe(1);
    expect(err).toContain('the table the model was trained on');
    expect(err).not.toContain('swordfish');
  });
  test('moved together with its table, it still does', async () => {
    await trained();
    cpSync(here.at('m'), here.at('moved', 'm'), { recursive: true });
    cpSync(here.at('students.csv'), here.at('moved', 'students.csv'));
    expect((await gradsheet(['sheet', 'm', '--epochs', '1', '-o', 'o.xlsx'], { cwd: here.at('moved') })).exit).toBe(0);
  });
});

test('a name of a megabyte does not make every line as wide', async () => {
  here.put('t.csv', `${'x'.repeat(1e6)},y\n${Array.from({ length: 30 }, (_, i) => `${i},${i * 2}`).join('\n')}\n`);
  const trained = await cli('train', 't.csv', '--target', 'y', '--epochs', '1', '-o', 'm');
  const predicted = await cli('predict', 'm', 't.csv');
  expect([trained.exit, predicted.exit]).toEqual([0, 0]);
  expect(predicted.out.length).toBeLessThan(100_000);
  expect(failure(() => layers.dense({ units: 1, name: 'x'.repeat(201) })).code).toBe('invalid-option');
});

test('every field of the description of a workbook is checked', async () => {
  here.put('students.csv', studentsCsv);
  expect((await cli('sheet', 'students.csv', '--target', 'roi', '--epochs', '1', '-o', 'b.xlsx')).exit).toBe(0);
  const book = readXlsx(readFileSync(here.at('b.xlsx')), 'b.xlsx');
  const hidden = findSheet(book, 'gradsheet');
  const text = [...(hidden?.cells.values() ?? [])].map(({ value }) => String(value)).join('');
  const fields = Object.keys(JSON.parse(text) as object);
  const paths: readonly (readonly (string | number)[])[] = [
    ...fields.map((name) => [name]),
    ['state', 0],
    ['state', 0, 'name'],
    ['state', 0, 'shape'],
    ['state', 0, 'shape', 0],
    ['state', 0, 'first'],
    ['state', 0, 'last'],
    ['state', 0, 'last', 0],
    ['model', 'name'],
  ];
  for (const [i, path] of paths.entries()) {
    for (const value of [wrongValues[i % wrongValues.length], wrongValues[(i + 4) % wrongValues.length], null]) {
      const json = JSON.parse(text) as Record<string | number, unknown>;
      let holder = json;
      for (const step of path.slice(0, -1)) holder = holder[step] as typeof json; // a path that is there
      holder[path.at(-1) ?? ''] = value;
      const changed = { ...emptySheet('gradsheet'), hidden: true };
      setCell(changed, 0, 0, { value: JSON.stringify(json) });
      here.put('c.xlsx', await writeXlsx({ ...book, sheets: book.sheets.map((s) => (s === hidden ? changed : s)) }));
      const { exit, err } = await cli('import', 'c.xlsx', '-o', 'i', '-f');
      expect(exit, `${path.join('.')}: ${JSON.stringify(value)}: ${err}`).toBeLessThanOrEqual(1);
    }
  }
});

test('a file of roles: depth, number and cells are bounded', () => {
  const book = { sheets: [emptySheet('Sheet1')], names: [] };
  const roles = (n: number, ranges: readonly string[]): string =>
    JSON.stringify({ roles: Array.from({ length: n }, () => ({ role: 'data', ranges })) });
  expect(failure(() => rolesFrom(deep(100_000), book)).code).toBe('too-large');
  expect(failure(() => rolesFrom(roles(200_000, ['A1']), book)).code).toBe('too-large');
  expect(failure(() => rolesFrom(roles(1000, ['A1:Z100']), book)).code).toBe('too-large');
  expect(failure(() => rolesFrom(`{"roles":[${deep(50)}]}`, book)).code).toBe('bad-file');
  expect(rolesFrom(roles(1000, ['A1']), book)).toHaveLength(1000);
});

describe('tables', () => {
  const wide = (columns: number, row: (i: number) => string = String): string =>
    `${Array.from({ length: columns }, (_, i) => `c${i}`).join(',')},y\n${Array.from({ length: 6 }, (_, r) => `${Array.from({ length: columns }, (__, i) => row(i + r)).join(',')},${r}`).join('\n')}\n`;
  test('100,000 columns are planned', () => {
    const { table } = parseCsv(wide(100_000));
    expect(planTable(table, { target: 'y' }).preprocessing.columns).toHaveLength(100_000);
  });
  test.each([
    ['more columns than that', () => parseCsv(wide(140_000))],
    [
      'as many texts in columns',
      () => planTable(parseCsv(wide(70_000, (i) => 'ab'[i % 2] ?? '')).table, { target: 'y' }),
    ],
    [
      'a class for nearly every row',
      () =>
        planTable(parseCsv(`x,y\n${Array.from({ length: 6000 }, (_, i) => `${i},k${i % 2000}`).join('\n')}`).table, {
          target: 'y',
        }),
    ],
    [
      'a column for nearly every row',
      () =>
        planTable(
          parseCsv(`x,c,y\n${Array.from({ length: 60_000 }, (_, i) => `${i},k${i % 30_000},${i % 7}`).join('\n')}`)
            .table,
          { target: 'y', mostCategories: 30_000 },
        ),
    ],
  ])('%s: refused', (_, work) => {
    expect(failure(work)).toMatchObject({ code: 'too-large', fields: { hint: expect.any(String) as string } });
  });
  test('a column for nearly every row becomes few columns, unless a person wants them all', () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i % 100},k${i % 30_000},${i % 7}`);
    const { table } = parseCsv(`x,c,y\n${lines.join('\n')}`);
    expect(planTable(table, { target: 'y' }).preprocessing.columns.length).toBeLessThan(400);
  });
  test.each([',,,,\n,,,\n', ';', '\t\n', '"",""\n'.replaceAll('"', ' ')])(
    'delimiters alone are an empty table: %j',
    (text) => {
      expect(failure(() => parseCsv(text, { name: 't.csv' })).message).not.toContain('undefined');
    },
  );
  test('200,000 delimiters', () =>
    expect(failure(() => parseCsv(','.repeat(200_000), { name: 't.csv' }))).toMatchObject({
      code: 'bad-table',
      fields: { where: 't.csv', received: 'an empty table' },
    }));
});
