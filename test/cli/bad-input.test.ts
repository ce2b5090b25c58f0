import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emptySheet, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { gradsheet, likedCsv, studentsCsv, workplace } from './cli.ts';

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });

/**
 * The command fails as a person's error, says it in both languages, prints one JSON document, and leaves no file
 * behind.
 */
async function refuses(
  args: readonly string[],
  code: string,
  fields: Readonly<Record<string, string | RegExp>>,
): Promise<void> {
  const before = here.tree();
  const { exit, out, err, json } = await cli(...args, '--json');
  expect(exit, err).toBe(1);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  const error = json()['error'];
  expect(error?.['code']).toBe(code);
  for (const [name, wanted] of Object.entries(fields)) {
    if (wanted instanceof RegExp) expect(error?.[name]).toMatch(wanted);
    else expect(error?.[name]).toBe(wanted);
  }
  const chinese = await cli(...args, '--lang', 'zh-TW');
  expect(chinese.exit).toBe(1);
  expect(chinese.err).toMatch(/^錯誤：.*\p{Script=Han}.*\n$/u);
  expect(chinese.err.replace(/[「"].*?[」"]/g, '')).not.toMatch(/\b(needs|got|the|of|is|with)\b/);
  expect(here.tree()).toEqual(before);
}

const trains = (table: string, ...more: string[]): readonly string[] => [
  'train',
  table,
  '--target',
  'y',
  '--epochs',
  '2',
  ...more,
];

describe('a bad table', () => {
  test('missing: the nearest name', async () => {
    here.put('students.csv', studentsCsv);
    await refuses(trains('student.csv'), 'bad-file', {
      where: 'student.csv',
      problem: 'student.csv: file not found.',
      hint: 'Did you mean "students.csv"?',
    });
  });
  test('a folder', async () => {
    mkdirSync(here.at('data'));
    await refuses(trains('data'), 'bad-file', { where: 'data', expected: 'a file, not a folder' });
  });

  test.each([
    ['empty', '', 'bad-file', { where: 't.csv', received: 'an empty file' }],
    ['only a header', 'x,y\n', 'bad-table', { where: 't.csv', expected: 'rows under the header' }],
    [
      'binary',
      Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 0, 2),
      'bad-file',
      { where: 't.csv', received: /binary/ },
    ],
    [
      'ragged',
      'x,y\n1,2\n3,4,5\n6,7\n8,9\n',
      'bad-table',
      { where: 't.csv, row 3', problem: 't.csv, row 3: 3 columns; the header has 2.' },
    ],
    [
      'one class only',
      `x,y\n${Array.from({ length: 12 }, (_, i) => `${i},cat`).join('\n')}\n`,
      'bad-table',
      { where: 't.csv, column y', problem: /every training row has the same value, "cat"/ },
    ],
    ['fewer rows than the split needs', 'x,y\n1,2\n', 'bad-table', { expected: /at least one row for training/ }],
    [
      'a quote that never closes',
      'x,y\n"1,2\n3,4\n',
      'bad-table',
      { where: /^t\.csv/, expected: 'a closing quote (")' },
    ],
    [
      'no feature',
      'y\n1\n2\n3\n4\n5\n',
      'bad-table',
      { where: 't.csv', expected: 'at least one feature besides the target' },
    ],
  ] as const)('%s', async (_, content, code, fields) => {
    here.put('t.csv', content);
    await refuses(trains('t.csv'), code, fields);
  });

  test.each([
    [
      'a missing value',
      'x,y\n1,2\n,3\n4,5\n',
      {
        where: 't.csv, row 3, column x',
        problem: 't.csv, row 3, column x: the value is missing.',
        hint: /mark.*drop.*mean/,
      },
    ],
    ['a missing target', 'x,y\n1,2\n2,\n4,5\n', { where: 't.csv, row 3, column y' }],
  ] as const)('%s, where they are refused', async (_, content, fields) => {
    here.put('t.csv', content);
    await refuses(trains('t.csv', '--missing', 'error'), 'bad-cell', fields);
  });

  test.each([
    ['two columns of one name', 'x,x,y', 'the next x is called x.1'],
    ['a column without a name', 'x,,y', 'called Unnamed: 1'],
    ['no names', '0.5,1.5,1', 'the columns are named column1'],
    ['a second row of names', 'x,z,y\nmm,cm,m', 'Row 2 looks like a second header'],
    ['a title', 'Measured in May\nx,z,y', 'title line'],
  ])('%s: mended and told', async (_, head, note) => {
    here.put('t.csv', `${head}\n${Array.from({ length: 12 }, (__, i) => `${i / 2},${(i * i) / 2},${i}`).join('\n')}\n`);
    const target = head.startsWith('0.5') ? 'column3' : 'y';
    const { exit, out, err } = await cli('train', 't.csv', '--target', target, '--epochs', '1', '-o', 'mended', '-f');
    expect(exit, err).toBe(0);
    expect(out).toMatch(new RegExp(`Note: .*${note}`));
  });

  test('a constant column is left out, and only warned about if it is asked for', async () => {
    here.put('t.csv', `x,c,y\n${Array.from({ length: 12 }, (_, i) => `${i},7,${i * 2}`).join('\n')}\n`);
    expect((await cli(...trains('t.csv'))).out).toContain('Column c is left out: it is 7 in every row.');
    const { exit, out } = await cli(...trains('t.csv', '--features', 'x,c', '--force'));
    expect(exit).toBe(0);
    expect(out).toContain('Column c is 7 in every training row');
  });

  test('Big5 and UTF-16 are read', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `${i},${i % 3}`).join('\n');
    here.put('u16.csv', new Uint8Array(Buffer.from(`\ufeff身高,y\n${rows}\n`, 'utf16le')));
    here.put('big5.csv', Uint8Array.of(0xa8, 0xad, 0xb0, 0xaa, ...new TextEncoder().encode(`,y\n${rows}\n`))); // 身高
    for (const [name, encoding] of [
      ['u16.csv', 'UTF-16LE'],
      ['big5.csv', 'BIG5'],
    ] as const) {
      const { exit, out } = await cli(...trains(name));
      expect(exit, out).toBe(0);
      expect(out).toContain(`(${encoding}, comma)`);
      expect(out).toMatch(/\n {2}身高 +number/);
    }
  });
});

describe('a table in a workbook', () => {
  const put = async (rows: readonly (readonly (string | number)[])[]): Promise<void> => {
    const sheet = emptySheet('成績');
    rows.forEach((cells, row) =>
      cells.forEach((value, column) => {
        if (value !== '') setCell(sheet, row + 1, column + 2, { value });
      }),
    ); // it need not begin at A1
    here.put('t.xlsx', await writeXlsx({ sheets: [emptySheet('empty'), sheet], names: [] }));
  };
  test('the first sheet that is not empty, names in its first row, wherever it lies', async () => {
    await put([['2024', 'city', 'y'], ...Array.from({ length: 12 }, (_, i) => [i, i % 2 ? '台北' : '台南', i * 3])]);
    const { exit, json, err } = await cli(...trains('t.xlsx', '--json'));
    expect(exit, err).toBe(0);
    expect(err).toContain('t.xlsx: 12 rows, 3 columns (sheet "成績")');
    expect((json()['features'] as unknown as { name: string }[]).map(({ name }) => name)).toEqual(['2024', 'city']);
  });
  test.each([
    ['only a header', [['x', 'y']], 'bad-table', { where: 't.xlsx', received: 'only a header' }],
    ['only empty sheets', [], 'bad-table', { where: 't.xlsx', received: 'only empty sheets' }],
  ] as const)('%s', async (_, rows, code, fields) => {
    await put(rows);
    await refuses(trains('t.xlsx'), code, fields);
  });
  test('blank and double names: mended and told', async () => {
    await put([['x', '', 'x', 'y'], ...Array.from({ length: 12 }, (_, i) => [i, i * i, 12 - i, i * 3])]);
    const { exit, out, err } = await cli(...trains('t.xlsx'));
    expect(exit, err).toBe(0);
    expect(out).toContain('Note: 1 column without a name is called Unnamed: 1.');
    expect(out).toContain('the next x is called x.1');
  });
  test('a damaged one', async () => {
    here.put('t.xlsx', 'PK\u0003\u0004 and then nothing');
    await refuses(trains('t.xlsx'), 'bad-file', { where: 't.xlsx' });
  });
});

describe('missing values', () => {
  const holes = `x,city,y\n${Array.from({ length: 30 }, (_, i) => `${i % 5 === 0 ? '' : i},${i % 7 === 0 ? '' : 'ab'[i % 2]},${i * 2}`).join('\n')}\n`;
  test('--missing drop leaves rows out before the split', async () => {
    here.put('t.csv', holes);
    const { exit, json, err } = await cli(...trains('t.csv', '--missing', 'drop', '--json'));
    const left = Array.from({ length: 30 }, (_, i) => i).filter((i) => i % 5 !== 0 && i % 7 !== 0);
    expect(exit, err).toBe(0);
    expect(
      [
        ...(json()['rows']?.['train'] as unknown as number[]),
        ...(json()['rows']?.['test'] as unknown as number[]),
      ].sort((a, b) => a - b),
    ).toEqual(left);
    expect(err).toContain(`${30 - left.length} rows with missing values were left out.`);
  });
  test('--missing mean fills in from the training rows, and a prediction may leave values out', async () => {
    here.put('t.csv', holes);
    const { exit, json } = await cli(...trains('t.csv', '--missing', 'mean', '--json'));
    expect(exit).toBe(0);
    const train = (json()['rows']?.['train'] as unknown as number[]).filter((i) => i % 5 !== 0);
    const mean = train.reduce((a, b) => a + b) / train.length;
    expect(Number(json()['features']?.[0]?.['fill'])).toBeCloseTo(mean, 12);
    expect((await cli('predict', 't-model', 'city=a')).exit).toBe(0);
  });
});

describe('impossible options', () => {
  const table = `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i * 2}`).join('\n')}\n`;
  test.each([
    [['--target', 'yy'], 'unknown-name', { where: 't.csv', received: '"yy"', hint: 'Did you mean "y"?' }],
    [['--features', 'xx'], 'unknown-name', { received: '"xx"' }],
    [['--features', 'x,y'], 'invalid-option', { where: 'features', expected: 'columns other than the target' }],
    [['--epochs', '0'], 'invalid-option', { where: '--epochs', received: '"0"' }],
    [['--learning-rate', '-0.1'], 'invalid-option', { where: '--learning-rate', expected: 'a number above 0' }],
    [['--batch-size', '0'], 'invalid-option', { where: '--batch-size' }],
    [['--test-size', '20'], 'invalid-option', { expected: /1 to 19/ }],
    [['--test-size', '1.5'], 'invalid-option', {}],
    [
      ['--hidden', '5:rellu'],
      'invalid-option',
      { where: '--hidden', received: '"rellu"', hint: 'Did you mean "relu"?' },
    ],
    [
      ['--hidden', 'relu'],
      'invalid-option',
      { where: '--hidden', problem: '--hidden must look like 5:relu,3:tanh, not "relu".' },
    ],
    [['--hidden', '0'], 'invalid-option', { where: '--hidden' }],
    [['--optimizer', 'adamm'], 'invalid-option', { where: 'optimizer', received: '"adamm"' }],
    [['--optimizer', 'sgd:momentum'], 'invalid-option', { where: '--optimizer' }],
    [['--optimizer', 'sgd:momentum=2'], 'invalid-option', { where: 'sgd, momentum' }],
    [['--loss', 'mes'], 'invalid-option', { where: 'loss', received: '"mes"' }],
    [
      ['--loss', 'binaryCrossentropy'],
      'invalid-option',
      { where: 't.csv, column y', expected: 'two different values for the task "binary"' },
    ],
    [['--kernel-initializer', 'const:1'], 'invalid-option', { where: '--kernel-initializer' }],
    [['--scale', 'std'], 'invalid-option', { where: '--scale' }],
    [['--bogus'], 'invalid-option', { where: 'gradsheet train', received: '"--bogus"' }],
    [['more.csv'], 'bad-file', { where: 'more.csv' }],
  ] as const)('%j', async (options, code, fields) => {
    here.put('t.csv', table);
    await refuses(trains('t.csv', ...options), code, fields);
  });

  test('no target', async () => {
    here.put('t.csv', table);
    await refuses(['train', 't.csv'], 'invalid-option', {
      where: '--target',
      hint: 'Name the column to predict, one of "x" and "y".',
    });
  });
  test('a batch larger than the rows is fine, and said', async () => {
    here.put('t.csv', table);
    expect(await cli(...trains('t.csv', '--batch-size', '500'))).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Batch size 500 is larger than the 16 training rows'),
    });
  });
  test('an unknown command', async () => {
    await refuses(['trian', 't.csv'], 'invalid-option', {
      where: 'gradsheet',
      received: '"trian"',
      hint: 'Did you mean "train"?',
    });
  });
  test('an unknown language', async () => {
    const { exit, json } = await cli('train', 't.csv', '--lang', 'fr', '--json');
    expect(exit).toBe(1);
    expect(json()['error']).toMatchObject({ code: 'invalid-option', where: '--lang', received: '"fr"' });
  });
});

describe('a bad model', () => {
  const train = async (more: readonly string[] = []): Promise<void> => {
    here.put('liked.csv', likedCsv);
    const usual = ['--target', 'liked', '--hidden', '5:relu', '--epochs', '1', '--out', 'm'];
    expect((await cli('train', 'liked.csv', ...usual, ...more)).exit).toBe(0);
  };
  const row = ['height=180', 'age=25', 'income=50000', 'considerate=1', 'distance=1'];
  const files = { model: 'm/model.json', weights: 'm/weights.safetensors' };
  const cut = (name: string, length: number): void =>
    writeFileSync(here.at(name), readFileSync(here.at(name)).subarray(0, length));

  test('missing, or another folder', async () => {
    await train();
    await refuses(['predict', 'mm', ...row], 'bad-file', {
      where: 'mm',
      problem: 'mm: no such model folder.',
      hint: 'Did you mean "m"?',
    });
    mkdirSync(here.at('empty'));
    await refuses(['summary', 'empty'], 'bad-file', { where: 'empty/model.json' });
    await refuses(['summary', 'liked.csv'], 'bad-file', { where: 'liked.csv', expected: 'the folder of a model' });
  });
  test('cut off weights', async () => {
    await train();
    cut(files.weights, 500);
    await refuses(['predict', 'm', ...row], 'bad-file', { where: files.weights, received: '500' });
  });
  test('cut off model.json', async () => {
    await train();
    cut(files.model, 500);
    await refuses(['predict', 'm', ...row], 'bad-file', { where: files.model, expected: 'a text in JSON' });
  });
  test('weights of another model', async () => {
    await train();
    await cli('train', 'liked.csv', '--target', 'liked', '--hidden', '5:relu', '--epochs', '2', '--out', 'other');
    writeFileSync(here.at(files.weights), readFileSync(here.at('other/weights.safetensors')));
    await refuses(['predict', 'm', ...row], 'bad-file', { where: files.weights, hint: /belongs to another model/ });
  });
  test('a newer version, an absurd header', async () => {
    await train();
    const json = JSON.parse(here.text(files.model)) as Record<string, unknown>;
    here.put(files.model, JSON.stringify({ ...json, formatVersion: 99, writtenBy: 'gradsheet 9.0.0' }));
    await refuses(['summary', 'm'], 'unsupported', {
      where: files.model,
      received: 'format 99, written by gradsheet 9.0.0',
    });
    here.put(files.model, JSON.stringify({ ...json, weights: undefined }));
    here.put(files.weights, new Uint8Array(40).fill(0xff));
    await refuses(['summary', 'm'], 'too-large', { where: files.weights, received: '18446744073709551615 bytes' });
  });
  test('rows that do not fit it', async () => {
    await train(['--missing', 'error']);
    await refuses(['predict', 'm', 'height=180'], 'missing-input', {
      where: 'gradsheet predict',
      received: /"age".*"distance"/,
    });
    await refuses(['predict', 'm', ...row, 'hieght=180'], 'unknown-name', {
      received: '"hieght"',
      hint: 'Did you mean "height"?',
    });
    await refuses(['predict', 'm', 'height=tall', ...row.slice(1)], 'bad-cell', {
      where: 'gradsheet predict, height',
      received: '"tall"',
    });
    await refuses(['predict', 'm'], 'invalid-option', { received: 'nothing' });
    here.put('few.csv', 'height,age\n180,25\n');
    await refuses(['predict', 'm', 'few.csv'], 'unknown-name', { where: 'few.csv', received: '"income"' });
    await refuses(['evaluate', 'm', 'few.csv'], 'unknown-name', { where: 'few.csv' });
  });
});

test('a bug is told as one, with exit code 2', async () => {
  const broken = {
    write: () => {
      throw new TypeError('a hole in the page');
    },
    isTTY: false,
    columns: 80,
  };
  const err: string[] = [];
  const { run } = await import('../../src/cli/run.ts');
  const exit = await run(['--help'], {
    out: broken,
    err: { write: (text) => err.push(text), isTTY: false, columns: 80 },
    cwd: here.folder(),
    env: {},
    signal: new AbortController().signal,
    now: () => 0,
    locale: 'en',
  });
  expect(exit).toBe(2);
  expect(err.join('')).toMatch(
    /^Bug: this should not happen\. Please report it, with .*\nTypeError: a hole in the page\n/,
  );
});
