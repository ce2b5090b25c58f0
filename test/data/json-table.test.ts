// Tables in JSON: lists of records, and a record in each line.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksLikeJson, tableOfJson } from '../../src/data/json-table.ts';
import { GradsheetError } from '../../src/errors.ts';

const ROWS = [
  { x: 1, kind: 'a', 'on sale': 'true' },
  { x: 2.5, kind: null, 'on sale': 'false' },
];

test.each([
  ['lines', '{"x": 1, "kind": "a", "on sale": true}\n\n{"x": 2.5, "on sale": false}\n', 3],
  ['lines of Windows', '{"x": 1, "kind": "a", "on sale": true}\r\n{"on sale": false, "x": 2.5, "kind": null}', 2],
  ['a list', '[{"x": 1, "kind": "a", "on sale": true},\n {"x": 2.5, "on sale": false, "kind": ""}]', 2],
])('%s', (_, content, last) => {
  const { table, warnings } = tableOfJson(new TextEncoder().encode(content), { name: 't.json' });
  expect([table.toRows(), warnings]).toEqual([ROWS, []]);
  expect(table.place({ row: 1 })).toBe(`t.json, row ${last}`);
  expect(looksLikeJson(content)).toBe(true);
});

test('texts are read by the rules of CSV files', () => {
  const { table, warnings } = tableOfJson('{"price": "$1,200"}\n{"price": "?"}\n{"price": "$900"}\n');
  expect(table.toRows()).toEqual([{ price: 1200 }, { price: null }, { price: 900 }]);
  expect(warnings.map(({ code }) => code)).toEqual(['dressed-numbers', 'missing-markers']);
});

test.each([
  [
    '{"x": {"y": 1}}',
    'bad-cell',
    't.json, row 1, column x: needs a number, a text, true, false or null; got a record.',
  ],
  [
    '{"x": 1}\n{"x": [1, 2]}',
    'bad-cell',
    't.json, row 2, column x: needs a number, a text, true, false or null; got a list.',
  ],
  [
    '{"x": 1}\n{"x": 2',
    'bad-file',
    't.json, row 2: needs a list of records in JSON, or one record in each line; got "{"x": 2".',
  ],
  ['[{"x": 1}, 2]', 'bad-table', 't.json, row 2: needs a record, such as {"height": 180, "city": "Taipei"}; got 2.'],
  ['[]', 'bad-table', 't.json: needs rows with values; got an empty table.'],
  ['[{}]', 'bad-table', 't.json: needs rows with values; got an empty table.'],
])('%s is refused', (content, code, message) => {
  expect(() => tableOfJson(content, { name: 't.json' })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
  );
});

test('a key for each of many records is refused before there is no memory', () =>
  expect(() =>
    tableOfJson(Array.from({ length: 20_000 }, (_, i) => `{"k${i}": 1}`).join('\n'), { name: 't.json' }),
  ).toThrow(/at most 50000000 cells/));

test('names that objects have of their own', () => {
  const { table } = tableOfJson('{"__proto__": 1, "constructor": "a"}\n{"constructor": "b"}\n');
  expect(table.names).toEqual(['__proto__', 'constructor']);
  expect(table.cell(1, '__proto__')).toBe(null);
});

test('whatever is given, only our own errors come out', () => {
  const survives = (content: string): void => {
    try {
      tableOfJson(content);
    } catch (error) {
      expect(error).toBeInstanceOf(GradsheetError);
    }
  };
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:1ax\n ') }), survives), {
    seed: 1,
    numRuns: 2000,
  });
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (rows) => survives(JSON.stringify(rows))),
    {
      seed: 2,
      numRuns: 1000,
    },
  );
  survives('['.repeat(1_000_000));
  survives('{"a":'.repeat(1_000_000));
});

test('a typed number is itself, whatever parts the thousands of texts', () => {
  const { table } = tableOfJson('[{"x": 2.5, "p": "1.200"}, {"x": 3, "p": "2.400"}]', { thousands: '.' });
  expect(table.toRows()).toEqual([
    { x: 2.5, p: 1200 },
    { x: 3, p: 2400 },
  ]);
});
