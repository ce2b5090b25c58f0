// Files of tables in every form, told apart by their first bytes.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readTable } from '../../src/cli/table-file.ts';
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
    const { table, name } = await readTable('-', here.folder(), {}, undefined, input);
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

test('notes of one kind are told up to eight, in the language of the person', async () => {
  const head = Array.from({ length: 12 }, (_, i) => `c${i}`).join(';');
  const row = (n: number): string => Array.from({ length: 12 }, () => `${n} %`).join(';');
  here.put('t.csv', `${head};y\n${Array.from({ length: 12 }, (_, i) => `${row(i)};${i}`).join('\n')}\n`);
  const { exit, out } = await gradsheet(['separable', 't.csv', '--target', 'y', '--lang', 'zh-TW'], {
    cwd: here.folder(),
  });
  expect(exit).toBe(1); // not two classes
  expect(out.match(/附註：「c\d+」欄是數字/g)).toHaveLength(8);
  expect(out).toContain('附註：…… 同類的附註還有 4 則。');
});
