import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/csv.ts';
import { PAGE, type Shelf } from '../../src/data/column-values.ts';
import { readLargeCsv } from '../../src/data/csv.ts';
import { chunksOf } from '../../src/data/decode-text.ts';
import { narrowed, narrowedCodes, widen } from '../../src/data/narrow.ts';
import { NumpyRandom, type Table } from '../../src/index.ts';

/** In memory, and how many bytes it holds. */
function shelf(): { put: Shelf; bytes: () => number } {
  let all = 0;
  return {
    put: (bytes) => {
      const copy = bytes.slice();
      all += copy.length;
      return () => copy.buffer;
    },
    bytes: () => all,
  };
}

describe('numbers in little memory are the same bits', () => {
  const np = new NumpyRandom(3);
  const drawn = np.rand(500, 1).map(([v = 0]) => v);
  test.each<[string, number[], string, number]>([
    ['small whole ones', [0, 1, -127, 127, NaN], 'Int8Array', 1],
    ['one that is the sign of a missing one', [-128, NaN], 'Int16Array', 1],
    ['cents', [0.01, -12.34, 99.99, NaN], 'Int16Array', 100],
    ['a mean of decimals', drawn.map((v) => Math.round(v * 1e6) / 1e5), 'Int32Array', 1e5],
    ['whole ones of 31 bits', [2 ** 31 - 1, -(2 ** 31) + 1], 'Int32Array', 1],
    ['of 32 bits: as floats if those are enough', [2 ** 31, 5], 'Float32Array', 1],
    ['halves and tiny ones', [0.5, 2 ** -30, NaN], 'Float32Array', 1],
    ['minus zero', [-0, 1], 'Float32Array', 1],
    ['any', drawn, 'Float64Array', 1],
    ['more digits than there is room for', [123456.7890123, 1], 'Float64Array', 1],
    ['none', [NaN, NaN], 'Int8Array', 1],
  ])('%s', (_, values, kind, divisor) => {
    const list = Float64Array.from(values);
    const small = narrowed(list);
    expect([small.items.constructor.name, small.divisor]).toEqual([kind, divisor]);
    const back = new Float64Array(values.length + 2);
    widen(small, 0, values.length, back, 1);
    expect(new BigUint64Array(back.slice(1, -1).buffer)).toEqual(new BigUint64Array(list.buffer));
  });
  test('beginning with the divisor of a page before', () => {
    expect(narrowed(Float64Array.of(1.5, 2), 100)).toEqual({ items: Int16Array.of(150, 200), divisor: 100 });
  });
  test('codes', () => {
    expect(narrowedCodes(Int32Array.of(-1, 127))).toEqual(Int8Array.of(-1, 127));
    expect(narrowedCodes(Int32Array.of(-1, 128))).toEqual(Int16Array.of(-1, 128));
    expect(narrowedCodes(Int32Array.of(40_000))).toEqual(Int32Array.of(40_000));
  });
});

/** Rows whose every column says something else as the file goes on. */
function csv(rows: number, cell: (row: number) => string): Uint8Array {
  const lines = Array.from({ length: rows }, (_, i) => `${i},${(i % 97) / 8},${cell(i)},t${i % 300}`);
  return new TextEncoder().encode(`id,half,odd,text\n${lines.join('\n')}\n`);
}

const rows = 3 * PAGE + 1234;
test.each<[string, (row: number) => string]>([
  ['numbers throughout', (i) => `${i / 4}`],
  ['gaps and slips among numbers', (i) => (i % 50 === 0 ? '' : i % 1001 === 1000 ? 'oops' : `${i}.25`)],
  ['texts from the middle on', (i) => (i > 9000 ? `word ${i % 7}` : `${i}`)],
  ['numbers below texts', (i) => (i < 1300 ? `word ${i}` : `${i}`)],
  ['money', (i) => `$${1 + (i % 9)},${String(100 + (i % 900))}.50`],
  ['decimal commas', (i) => `"${i},5"`],
  ['more texts than a short code holds', (i) => `x${i}`],
  ['missing markers', (i) => (i % 3 === 0 ? 'NA' : `a${i % 40_000}`)],
  ['long numbers', (i) => `${i}.123456789012345678`],
])('a table on a shelf is the table in memory: %s', (_, cell) => {
  const bytes = csv(rows, cell);
  const { table, ...notes } = parseCsv(bytes, { name: 'a.csv' });
  const kept = shelf();
  const { table: large, ...largeNotes } = readLargeCsv(chunksOf(bytes), kept.put, { name: 'a.csv' }).read;
  expect(largeNotes).toEqual(notes);
  expect(large.whole()).toEqual(table);
  expect(kept.bytes()).toBeLessThan(rows * 30);
  const [begin, end] = [PAGE - 3, 2 * PAGE + 5];
  const some = Array.from({ length: end - begin }, (_unused, i) => begin + i);
  const same = (one: Table, other: Table): void => {
    expect(one.toRows()).toEqual(other.toRows());
    expect(one.origin).toEqual(other.origin);
  };
  same(large.slice(begin, end), table.take(some));
  same(large.slice(rows - 2, rows, new Set(['odd'])), table.take([rows - 2, rows - 1]).select(['odd']));
  const few = Int32Array.of(0, 5, PAGE, 2 * PAGE - 1, rows - 1);
  same(large.take(few), table.take(few));
  const texts = large.take(few).column('text');
  expect(texts.kind === 'text' && texts.values.length).toBeLessThanOrEqual(few.length); // no others
});

test('the error is the same sentence', () => {
  const bytes = csv(rows, (i) => (i === 20_000 ? 'ten' : `${i}`));
  const options = { name: 'a.csv', types: { odd: 'number' } } as const;
  const said = (read: () => unknown): string => {
    try {
      read();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  const message = said(() => parseCsv(bytes, options));
  expect(message).toContain('a.csv, row 20002, column odd');
  expect(said(() => readLargeCsv(chunksOf(bytes), shelf().put, options))).toBe(message);
});
