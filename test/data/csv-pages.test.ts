// A file that is read in pieces gives the same table, notes and errors as one that is read at once.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CsvOptions, readCsv } from '../../src/data/csv.ts';
import { CHUNK, chunksOf } from '../../src/data/decode-text.ts';
import { GradsheetError } from '../../src/errors.ts';

const encoder = new TextEncoder();

function result(content: Uint8Array, options: CsvOptions, chunk: number): unknown {
  try {
    const { read, cells } = readCsv(chunksOf(content, chunk), { name: 't.csv', ...options }, 5);
    return { ...read, written: cells.written };
  } catch (error) {
    if (error instanceof GradsheetError) return { code: error.code, message: error.message };
    throw error;
  }
}

const rows = (n: number, row: (i: number) => string): string => Array.from({ length: n }, (_, i) => row(i)).join('\n');
const texts: readonly (readonly [name: string, text: string, options?: CsvOptions])[] = [
  ['numbers and texts', `x,y,kind\n${rows(200, (i) => `${i},${i / 8},${'abc'[i % 3] ?? ''}`)}\n`],
  ['no line break at the end', `x,y\n${rows(200, (i) => `${i},a${i % 5}`)}`],
  ['carriage returns', `x,y\n${rows(200, (i) => `${i},${i % 5}`)}\n`.replaceAll('\n', '\r\n')],
  ['quotes, line breaks within', `x,y\n${rows(200, (i) => `"${i}","a\n""b"" ${i % 3}\r\n"`)}\n`],
  ['a quote that never closes', `x,y\n${rows(200, (i) => `${i},b`)}\n1,"b\n${rows(50, (i) => `${i},b`)}\n`],
  ['text behind a quote', `x,y\n${rows(200, (i) => `${i},"Big" house ${i % 4}`)}\n`],
  ['empty rows', `x,y\n\n${rows(200, (i) => `${i},b\n , \n`)}\n`],
  ['titles, comments, a second header', `Title\n# note\nx,y\nkm,kg\n${rows(200, (i) => `${i},${i}`)}\n# end\n`],
  ['a remark below', `x,y\n${rows(200, (i) => `${i},${i % 7}`)}\nSource: somebody,\n`],
  ['names between the rows', `x,y\n${rows(100, (i) => `${i},b`)}\nx,y\n${rows(100, (i) => `${i},b`)}\n`],
  ['rows that are short and long', `x,y,z\n${rows(100, (i) => `${i},b`)}\n${rows(100, (i) => `${i},b,c,,`)}\n`],
  ['a row that is too long', `x,y\n${rows(100, (i) => `${i},b`)}\n1,2,3\n${rows(100, (i) => `${i},b`)}\n`],
  ['a header that lacks a name', `x,y\n${rows(200, (i) => `r${i},${i},${2 * i}`)}\n`],
  ['no header', rows(200, (i) => `${i / 3},${'ab'[i % 2] ?? ''}`)],
  ['a column that turns out to be texts', `x,y\n${rows(100, (i) => `${i},1`)}\n${rows(100, (i) => `k${i},a`)}\n`],
  ['a column that turns out to be numbers', `x,y\nNone,a\nabc,b\n${rows(200, (i) => `${i / 4},NA`)}\n`],
  ['codes among whole numbers', `x,y\n${rows(300, (i) => (i % 40 === 39 ? `${i}a,1` : `${i},1`))}\n`],
  ['wrong cells and infinite ones', `x,y\n${rows(300, (i) => (i % 40 === 39 ? 'oops,1e999' : `${i},${i / 2}`))}\n`],
  ['money from the first row on', `x,y\n${rows(200, (i) => `"$${i},${String(i).padStart(3, '0')}",${i}%`)}\n`],
  ['money from the middle on', `x,y\n${rows(99, (i) => `${i},1`)}\n${rows(200, (i) => `"$1,${100 + i}",12%`)}\n`],
  ['decimal commas', `x;y\n${rows(200, (i) => `${i},5;${i}`)}\n`],
  ['decimal commas, points later', `x;y\n${rows(60, (i) => `${i},5;${i}`)}\n${rows(200, (i) => `${i},5;${i}.5`)}\n`],
  ['decimal commas only above', `x;y\n${rows(20, (i) => `${i},5;${i}`)}\n${rows(400, (i) => `${i};${i}`)}\n`],
  ['decimal commas in quotes', `x,y\n${rows(200, (i) => `"${i},${i % 10}",${i}`)}\n`],
  ['thousands by points', `x;y\n${rows(200, (i) => `${1 + i}.234,5;${i}`)}\n`],
  [
    'missing values of all kinds',
    `x,y\n${rows(200, (i) => ['1,"NA"', '.,NA', '--,?', ',""', '2.5,b'][i % 5] ?? '')}\n`,
  ],
  ['stated missing values', `x,y\n${rows(200, (i) => `${i % 7},${i % 5}`)}\n`, { missingValues: ['3', '-9'] }],
  ['stated types', `x,y\n${rows(200, (i) => `${i % 7},0${i}`)}\n`, { types: { y: 'text' } }],
  ['a type that does not fit', `x,y\n${rows(200, (i) => `${i},${i > 150 ? 'b' : i}`)}\n`, { types: { y: 'number' } }],
  ['a type that fits no rows', `x,y\n${rows(200, (i) => `${i},b${i}`)}\n`, { types: { y: 'number' } }],
  [
    'types that fit neither column, the second one sooner',
    `x,y\n${rows(200, (i) => `${i > 150 ? 'b' : i},${i % 9 === 2 ? 'c' : i}`)}\n`,
    { types: { x: 'number', y: 'number' } },
  ],
  ['apostrophes', `x,y\n${rows(200, (i) => `"'=${i}","'-${i}"`)}\n`],
  ['blanks that only JavaScript trims', `x,y\n${rows(200, (i) => `\ufeff${i},\u2003b${i % 3}\u00a0`)}\n`],
  ['sep=', `sep=;\nx;y\n${rows(200, (i) => `${i};b`)}\n`],
  ['lines to skip', `junk\njunk, too\nx,y\n${rows(200, (i) => `${i},b`)}\n`, { skipRows: 2 }],
  ['fixed columns', `x    y\n${rows(200, (i) => `${i}    ${i * 2}`)}\n`],
  ['Chinese', `身高,城市\n${rows(200, (i) => `${i},臺北${i % 3}😀`)}\n`],
  ['a byte order mark', `\ufeffx,y\n${rows(200, (i) => `${i},é`)}\n`],
  ['zero characters', `x,y\n${rows(200, (i) => `${i},b\0`)}\n`],
  ['nothing but blanks', ' \n \t\n'.repeat(100)],
  ['only a header', 'x,y\n'],
];

test.each(texts.map(([name, text, options = {}]) => ({ name, text, options })))('$name', ({ text, options }) => {
  const bytes = encoder.encode(text);
  const whole = result(bytes, options, CHUNK);
  for (const chunk of [1, 7, 64, 500, 2000]) expect(result(bytes, options, chunk), `${chunk} bytes`).toEqual(whole);
});

test('one carriage return at the end is no more than that', () => {
  expect(readCsv('1,2\r', { header: false }).read.lineBreak).toBe('\r');
});

test('other encodings', () => {
  const text = `x,y\n${rows(200, (i) => `${i},Zürich ${i % 4}`)}\n`;
  const western = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const utf16 = new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);
  for (const bytes of [western, utf16]) {
    const whole = result(bytes, {}, CHUNK);
    expect(whole).toHaveProperty('table.rows', 200);
    for (const chunk of [1, 7, 333]) expect(result(bytes, {}, chunk)).toEqual(whole);
  }
});

test('the files of the tests', () => {
  const folder = new URL('cases/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
    const whole = result(bytes, {}, CHUNK);
    for (const chunk of [50, 1000]) expect(result(bytes, {}, chunk), `${name}, ${chunk} bytes`).toEqual(whole);
  }
});

test('numbers are the same doubles as those of JavaScript, whatever their length', () => {
  const spelled = Array.from({ length: 400 }, (_, i) => {
    const digits = String(i * 7_919_123_457).padStart(1 + (i % 19), '12345678901234567');
    return i % 3 === 0 ? digits : `${digits.slice(0, i % 17)}.${digits}${i % 5 === 0 ? `e-${i}` : ''}`;
  });
  const { read } = readCsv(chunksOf(encoder.encode(`x\n${spelled.join('\n')}\n`), 97), {}, 5);
  expect(read.table.column('x')).toMatchObject({ kind: 'number', values: Float64Array.from(spelled, Number) });
});

test('a wide table is gone through column by column: its first rows stay at hand', () => {
  let chunks = 0;
  const bytes = encoder.encode(`${rows(300, (i) => Array.from({ length: 200 }, (_, j) => `t${i + j}`).join(','))}\n`);
  const source = {
    size: bytes.length,
    *chunks() {
      for (const chunk of chunksOf(bytes, 10_000).chunks()) {
        chunks += 1;
        yield chunk;
      }
    },
  };
  expect(readCsv(source).read.table.columns).toHaveLength(200);
  expect(chunks).toBeLessThan(8 * Math.ceil(bytes.length / 10_000));
});
