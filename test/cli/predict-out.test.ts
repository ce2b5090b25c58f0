// `predict --out` adds columns to a person's file; every other cell keeps its text.
import { expect, test } from 'vitest';
import { parseCsv } from '../../src/data/csv.ts';
import { emptySheet, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { gradsheet, workplace, type Result } from './cli.ts';

const here = workplace();
const cli = async (...args: string[]): Promise<Result> => {
  const result = await gradsheet(args, { cwd: here.folder() });
  expect(result.exit, result.err).toBe(0);
  return result;
};

/** A model of y by x and the texts of n, trained as told. */
async function trained(content: string | Uint8Array, ...more: string[]): Promise<void> {
  here.put('t.csv', content);
  await cli('train', 't.csv', '--target', 'y', '--epochs', '1', '--test-size', '0', '-o', 'm', '-f', ...more);
}
const predicted = async (name: string, ...more: string[]): Promise<string> => {
  await cli('predict', 'm', name, '--out', 'p.csv', '-f', ...more);
  return here.text('p.csv');
};

/** Each line without what stands behind its last `columns` delimiters. */
const without = (text: string, columns: number, delimiter: string, lineBreak: string): string =>
  text
    .split(lineBreak)
    .map((line) => line.split(delimiter).slice(0, -columns).join(delimiter))
    .join(lineBreak);

const LINES = ['time,x,y', '051200,13.0,1', '0981202,NA,2', '"7, say",1e3,3', '000000, 2 ,4.50', '235959,-1,5'];

test.each(['\n', '\r\n'])('texts, quotes, blanks and line breaks stay: %j', async (lineBreak) => {
  const text = LINES.join(lineBreak) + lineBreak;
  await trained(text);
  const written = await predicted('t.csv');
  expect(written.split(lineBreak)[0]).toBe('time,x,y,y_predicted');
  expect(written.split(lineBreak)[1]).toMatch(/^051200,13\.0,1,-?[\d.e-]+$/);
  expect(without(written, 1, ',', lineBreak)).toBe(text);
});

test('semicolons, decimal commas and the byte order mark stay, and the new columns are written alike', async () => {
  const text = '\ufeffn;x;y\r\n007;50,937417;1,5\r\n008;6,970690;2,5\r\n009;1.234,5;3,5\r\n';
  await trained(text);
  const written = await predicted('t.csv');
  expect(without(written, 1, ';', '\r\n')).toBe(text);
  for (const line of written.trimEnd().split('\r\n').slice(1)) expect(line).toMatch(/;-?\d+,\d+$/);
  const { table, decimalComma, byteOrderMark } = parseCsv(written);
  expect([decimalComma, byteOrderMark, table.column('y_predicted').kind]).toEqual([true, true, 'number']);
});

test('what stands above the table stays; a second header row gets blanks, a row too short its cells', async () => {
  const text = 'sep=;\nPrices of 2024\nx;z;y\nm²;m;kg\n1.50;a;1\n2.50;b;2\n3.50;a;3\n4.5;;4\n5.5;c\n';
  await trained(text.replace('5.5;c\n', ''));
  const written = await predicted('t.csv');
  expect(written.split('\n').slice(0, 4)).toEqual(['sep=;', 'Prices of 2024', 'x;z;y;y_predicted', 'm²;m;kg;']);
  here.put('t.csv', text);
  expect((await predicted('t.csv')).trimEnd().split('\n').at(-1)).toMatch(/^5\.5;c;;-?[\d.]+$/);
});

test('a file without a header gets the names by which its columns are known; blanks stay the delimiter', async () => {
  const rows = [1, 2, 3, 4, 5, 6].map((i) => `  0${i}.50   ${i}0   ${i}.25`);
  here.put('t.csv', rows.join('\n'));
  await cli('train', 't.csv', '--target', 'column3', '--epochs', '1', '--test-size', '0', '-o', 'm');
  const lines = (await predicted('t.csv')).split('\n');
  expect(lines[0]).toBe('column1 column2 column3 column3_predicted');
  expect(lines[1]).toMatch(/^01\.50 10 1\.25 -?[\d.]+$/);
});

test('a row that cannot be predicted keeps its place, and its new cells are empty', async () => {
  await trained('x,y\n1,2\n,3\n3,4\n4,5\n', '--missing', 'drop');
  const { out } = await cli('predict', 'm', 't.csv', '--out', 'p.csv');
  expect(here.text('p.csv').split('\n')[2]).toBe(',3,');
  expect(out).toContain('3 rows with their predictions were written to p.csv.');
  expect(out).toContain('1 row has no prediction; the new cells there are empty.');
});

test('predictions of an earlier time make room for the new ones', async () => {
  await trained(LINES.join('\n'));
  const once = await predicted('t.csv');
  here.put('once.csv', once);
  expect(await predicted('once.csv')).toBe(once);
});

test('Big5 becomes UTF-8 with a byte order mark, which is said', async () => {
  const big5 = Uint8Array.from([
    ...Buffer.from('x,y,'),
    0xa4,
    0x57,
    0xaa,
    0xab,
    ...Buffer.from('\n01,1,a\n02,2,b\n03,3,a\n'),
  ]);
  await trained(big5);
  const { out } = await cli('predict', 'm', 't.csv', '--out', 'p.csv');
  expect(here.text('p.csv')).toMatch(/^\ufeffx,y,上物,y_predicted\n01,1,a,/);
  expect(out).toContain('It is in UTF-8 with a byte order mark, which Excel reads; the table was in BIG5.');
});

test('texts of records and workbooks stay, too', async () => {
  const records = [1, 2, 3, 4].map((i) => ({ n: `0${i}`, 'a,b': ` ${i}"`, y: i }));
  await trained(records.map((record) => JSON.stringify(record)).join('\n'));
  const lines = (await predicted('t.csv')).split('\n');
  expect(lines[0]).toBe('n,"a,b",y,y_predicted');
  expect(lines[1]).toMatch(/^01," 1""",1,-?[\d.]+$/);

  const rows = [['n', 'say', 'y'], ...[1, 2, 3, 4].map((i) => [`0${i}`, `"${i}", he said`, i])];
  const sheet = emptySheet('S');
  rows.forEach((row, r) => row.forEach((value, c) => setCell(sheet, r, c, { value })));
  here.put('t.xlsx', await writeXlsx({ sheets: [sheet], names: [] }));
  await cli('train', 't.xlsx', '--target', 'y', '--epochs', '1', '--test-size', '0', '-o', 'm', '-f');
  expect((await predicted('t.xlsx')).split('\n')[1]).toMatch(/^01,"""1"", he said",1,-?[\d.]+$/);
});

test('a cell that a spreadsheet would compute is disarmed and counted; numbers and markers are not', async () => {
  await trained('s,x,z,y\n=1+1,-5,-1%,1\n@a,-6,-2%,2\n--,-7,3%,3\nplain,+8,4%,4\n');
  const { out } = await cli('predict', 'm', 't.csv', '--out', 'p.csv');
  expect(here.text('p.csv')).toMatch(
    /^s,x,z,y,y_predicted\n"'=1\+1",-5,-1%,1,.*\n"'@a",-6,-2%,2,.*\n--,-7,3%,3,.*\nplain,\+8,4%,4,/,
  );
  expect(out).toContain('2 cells that a spreadsheet would compute were given an apostrophe.');
  expect(await predicted('t.csv', '--keep-formulas')).toContain('\n=1+1,-5,-1%,1,');
});
