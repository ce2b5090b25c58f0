// Files of tables in every form, told apart by their first bytes.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/cli/table-file.ts';
import { GradsheetError } from '../../src/errors.ts';
import { mutatedBytes } from '../security/drills/mutate.ts';
import { Draws } from '../security/drills/random.ts';
import { rounds } from '../security/rounds.ts';
import { gradsheet, workplace } from './cli.ts';

const here = workplace();
const ROWS = [
  { x: 1, kind: 'a' },
  { x: 2, kind: 'b' },
];
const CSV = 'x,kind\n1,a\n2,b\n';
const LINES = '{"x": 1, "kind": "a"}\n{"x": 2, "kind": "b"}\n';

test.each([
  ['t.csv', CSV, 'csv'],
  ['t.tsv', CSV.replaceAll(',', '\t'), 'csv'],
  ['t.csv.gz', gzipSync(CSV), 'csv'],
  ['t.jsonl', LINES, 'json'],
  ['lines-without-an-ending', LINES, 'json'],
  ['t.json', '[{"x": 1, "kind": "a"}, {"x": 2, "kind": "b"}]', 'json'],
  ['t.jsonl.gz', gzipSync(LINES), 'json'],
])('%s', async (name, content, kind) => {
  here.put(name, content);
  const { table, form } = await readTable(name, here.folder(), {});
  expect([table.toRows(), form.kind]).toEqual([ROWS, kind]);
});

test('standard input', async () => {
  for (const content of [CSV, LINES]) {
    const input = (async function* () {
      yield new TextEncoder().encode(content.slice(0, 5));
      yield new TextEncoder().encode(content.slice(5));
    })();
    const { table, name } = await readTable('-', here.folder(), {}, { input });
    expect([table.toRows(), name]).toEqual([ROWS, 'stdin']);
  }
});

test('a damaged archive, and one that would fill the memory, are refused', async () => {
  here.put('cut.csv.gz', gzipSync(CSV).subarray(0, 20));
  await expect(readTable('cut.csv.gz', here.folder(), {})).rejects.toMatchObject({ code: 'bad-file' });
  here.put('bomb.csv.gz', gzipSync(new Uint8Array(2 ** 28 + 1)));
  await expect(readTable('bomb.csv.gz', here.folder(), {})).rejects.toMatchObject({ code: 'too-large' });
});

test('options of the command line', async () => {
  here.put('t.csv', 'junk\nx;y;z\n1.200;-9;a\n2.500;3;b\n');
  const options = { 'skip-rows': 1, 'missing-values': ['-9'], thousands: '.' };
  const { table } = await readTable('t.csv', here.folder(), options);
  expect(table.toRows()).toEqual([
    { x: 1200, y: null, z: 'a' },
    { x: 2500, y: 3, z: 'b' },
  ]);
});

test('notes of one kind are told together, in the language of the person', async () => {
  const head = Array.from({ length: 12 }, (_, i) => `c${i}`).join(';');
  const row = (n: number): string => Array.from({ length: 12 }, () => `${n} %`).join(';');
  here.put('t.csv', `${head};y\n${Array.from({ length: 12 }, (_, i) => `${row(i)};${i}`).join('\n')}\n`);
  const { exit, out } = await gradsheet(['separable', 't.csv', '--target', 'y', '--lang', 'zh-TW'], {
    cwd: here.folder(),
  });
  expect(exit).toBe(1); // not two classes
  expect(out).toContain('附註：有 12 欄是帶符號的數字，例如 $1,200 或 12%：c0、c1、c2，還有 9 欄。');
  expect(out.match(/附註：/g)).toHaveLength(1);
});

describe('Parquet', () => {
  const caseOf = (name: string): Uint8Array => readFileSync(new URL(`cases/${name}.parquet`, import.meta.url));
  test.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('compressed by %s', async (name) => {
    here.put('t.parquet', caseOf(name));
    const { table, form, warnings } = await readTable('t.parquet', here.folder(), {});
    // the infinite number is told of, as in every other form of table
    expect([form.kind, warnings]).toEqual(['parquet', [expect.objectContaining({ code: 'infinite-cells', row: 4 })]]);
    expect(table.toRows()).toEqual([
      { x: 1.5, n: 1, kind: '007', yes: 'true', when: '2024-05-31 12:00:00' },
      { x: null, n: 2, kind: 'b', yes: 'false', when: null },
      { x: null, n: null, kind: null, yes: null, when: '1999-01-01' },
      { x: null, n: 2 ** 40, kind: null, yes: 'true', when: null },
    ]);
  });
  test('groups of rows are read one after the other', async () => {
    here.put('t.parquet', caseOf('groups'));
    const { table, warnings } = await readTable('t.parquet', here.folder(), {});
    expect(warnings).toEqual([]);
    expect(table.toRows()).toEqual(
      Array.from({ length: 20 }, (_, i) => ({
        i: i === 4 ? null : i,
        x: i < 3 ? null : i / 8,
        text: i < 6 ? null : `t${i % 4}`,
      })),
    );
    expect(table.place({ row: 19 })).toBe('t.parquet, row 20');
    const out = here.at('out.csv');
    const train = await gradsheet(['train', 't.parquet', '--target', 'x', '--epochs', '1', '--out', 'm'], { cwd: here.folder() }); // prettier-ignore
    const predict = await gradsheet(['predict', 'm', 't.parquet', '-o', out], { cwd: here.folder() });
    expect([train.exit, predict.exit]).toEqual([0, 0]);
    expect(here.text('out.csv').split('\n')[20]).toMatch(/^19,2\.375,t3,/); // a copy goes through all groups
  });
  test('nested values are refused by the name of their column', async () => {
    here.put('t.parquet', caseOf('nested'));
    await expect(readTable('t.parquet', here.folder(), {})).rejects.toMatchObject({
      code: 'bad-table',
      fields: { where: 't.parquet, column list', received: 'lists or records' },
    });
  });
  test.each([
    ['groups of 2^30 rows', [0x80, 0x80, 0x80, 0x80, 0x08], 1],
    ['groups of -4 rows', [0x07], 1],
    ['a table of 2^30 rows', [0x80, 0x80, 0x80, 0x80, 0x08], 0],
  ])('a file of 4 rows that claims %s is refused at once', async (_, claimed, which) => {
    const content = Buffer.from(caseOf('none'));
    const end = content.length - 8;
    const footer = content.subarray(end - content.readUInt32LE(end), end);
    // a Thrift field of 64 bits and 4 in zigzag, before the list of groups and before a group's next field
    const at = [footer.indexOf(Buffer.from([0x16, 0x08, 0x19])), footer.indexOf(Buffer.from([0x16, 0x08, 0x26]))][
      which
    ];
    const forged = Buffer.concat([
      footer.subarray(0, (at ?? 0) + 1),
      Buffer.from(claimed),
      footer.subarray((at ?? 0) + 2),
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(forged.length);
    here.put(
      't.parquet',
      Buffer.concat([content.subarray(0, end - footer.length), forged, length, Buffer.from('PAR1')]),
    );
    await expect(readTable('t.parquet', here.folder(), {})).rejects.toMatchObject({
      code: 'bad-file',
      fields: { received: 'a damaged one' },
    });
  });
  test('damaged files are refused, and nothing else happens', async () => {
    const draws = new Draws(20_261_130);
    for (let i = 0; i < rounds(60, 3000); i++) {
      const content = caseOf(draws.of(['none', 'snappy', 'gzip', 'zstd', 'lz4']));
      here.put(
        't.parquet',
        Uint8Array.from([...'PAR1'].map((c) => c.charCodeAt(0)).concat([...mutatedBytes(content, draws)].slice(4))),
      );
      try {
        await readTable('t.parquet', here.folder(), {});
      } catch (error) {
        expect(error, `round ${i}`).toBeInstanceOf(GradsheetError);
      }
    }
  });
});
