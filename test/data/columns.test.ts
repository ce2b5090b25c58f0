// What columns are taken for, and the numbers they become.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dayAt, daysOf, isoText, weekday } from '../../src/data/columns/calendar.ts';
import { dateRuleOf } from '../../src/data/columns/date-rule.ts';
import { encodedNames, widthOf, type Role } from '../../src/data/columns/feature.ts';
import { hashedWords } from '../../src/data/columns/free-text.ts';
import { parseDate } from '../../src/data/columns/parse-date.ts';
import { tokensOf } from '../../src/data/columns/tokens.ts';
import { understand } from '../../src/data/columns/understand.ts';
import { columnOf, type ColumnValues } from '../../src/data/column.ts';
import { encode, fitPreprocessing, type Preprocessing, type PreprocessingOptions } from '../../src/data/encode.ts';
import { toRows } from '../../src/data/matrix.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';
import { Table } from '../../src/data/table.ts';
import { readPreprocessing } from '../../src/formats/preprocessing.ts';
import { Json } from '../../src/util/json.ts';
import { murmur } from '../../src/util/murmur.ts';

type Days = readonly (readonly [string, number])[];
const golden = JSON.parse(readFileSync(new URL('../vectors/columns.json', import.meta.url), 'utf8')) as {
  missing: { rows: (number | null)[][]; filled: number[][]; new: (number | null)[][]; newFilled: number[][] };
  categories: {
    texts: string[];
    new: string[];
    cases: { options: { min_frequency?: number; max_categories?: number }; known: number[][]; new: number[][] }[];
  };
  dates: { plain: Days; dayFirst: Days; monthFirst: Days; weekdays: Days; ordinals: Days };
  words: { hashes: Days; counts: Record<string, number>[]; rows: number[][] };
};
const every = (table: Table): number[] => Array.from({ length: table.rows }, (_, i) => i);
const fit = (table: Table, options: PreprocessingOptions, rows = every(table)): Preprocessing =>
  fitPreprocessing(table, rows, options);
const close = (got: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void => {
  expect(got.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  got.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(wanted[i]?.[j] ?? NaN, 12)));
};
const noise = (n: number, seed = 1): number[] => Array.from({ length: n }, (_, i) => Math.sin((i + 1) * seed * 7.31));
const rolesOf = (columns: Record<string, ColumnValues>, as: Record<string, Role> = {}): Record<string, string> => {
  const [first = []] = Object.values(columns);
  const table = Table.of({ ...columns, plain: noise(first.length, 3), target: noise(first.length) });
  return Object.fromEntries(understand(table, { target: 'target', as }).features.map(({ name, role }) => [name, role]));
};
const warned = (columns: Record<string, ColumnValues>, options: Partial<PreprocessingOptions> = {}): unknown[] => {
  const [first = []] = Object.values(columns);
  const table = Table.of({ plain: noise(first.length, 3), target: noise(first.length), ...columns });
  return [...fit(table, { target: 'target', scale: 'standard', ...options }).warnings];
};

describe('missing values', () => {
  const tableOf = (rows: readonly (readonly (number | null)[])[]): Table =>
    Table.of({ a: rows.map(([a = null]) => a), b: rows.map(([, b = null]) => b), t: rows.map((_, i) => i) });
  test("filled and marked as scikit-learn's SimpleImputer does", () => {
    const { rows, filled, new: more, newFilled } = golden.missing;
    const preprocessing = fit(tableOf(rows), { target: 't' });
    expect(preprocessing.columns).toEqual(['a', 'a missing', 'b', 'b missing']);
    const inOrder = (encoded: readonly (readonly number[])[]): number[][] =>
      encoded.map(([a = NaN, aMissing = NaN, b = NaN, bMissing = NaN]) => [a, b, aMissing, bMissing]);
    close(inOrder(toRows(encode(preprocessing, tableOf(rows)).x)), filled);
    close(inOrder(toRows(encode(preprocessing, tableOf(more)).x)), newFilled);
  });
  test('a text that is missing is a value of its own', () => {
    const table = Table.of({ c: ['x', null, 'y', 'x'], t: [1, 2, 3, 4] });
    const preprocessing = fit(table, { target: 't' });
    expect(preprocessing.columns).toEqual(['c=x', 'c=y', 'c=(missing)']);
    expect(toRows(encode(preprocessing, table).x)[1]).toEqual([0, 0, 1]);
    expect(preprocessing.warnings).toEqual([{ code: 'marked-cells', column: 'c', cells: 1, value: '(missing)' }]);
  });
  test('none in training, one later: filled in, and noted', () => {
    const preprocessing = fit(Table.of({ a: [1, 3], c: ['x', 'x'], t: [1, 2] }), { target: 't', features: ['a', 'c'] });
    const { x, notes } = encode(preprocessing, Table.of({ a: [5, null], c: [null, 'x'] }));
    expect(toRows(x)).toEqual([
      [5, 1],
      [2, 1],
    ]);
    expect(notes).toEqual([
      { code: 'filled-value', column: 'a', row: 1, cells: 1, value: 2 },
      { code: 'outside-range', column: 'a', row: 0, value: 5, cells: 1, low: 1, high: 3 },
      { code: 'filled-value', column: 'c', row: 0, cells: 1, value: 'x' },
    ]);
  });
  test('a complete table gets the columns it always had', () => {
    const table = Table.of({ a: [1, 3, 4], c: ['x', 'y', 'x'], t: [1, 2, 3] });
    const [marked, strict] = (['mark', 'error'] as const).map((missing) => fit(table, { target: 't', missing }));
    expect(marked?.columns).toEqual(strict?.columns);
    expect(marked?.scaling).toEqual(strict?.scaling);
  });
  test('a row without a target is left out, whatever the rule', () => {
    const table = Table.of({ a: [1, null, 3, 4], t: [1, 2, null, 4] });
    const preprocessing = fit(table, { target: 't' });
    expect(encode(preprocessing, table).rows).toEqual([0, 1, 3]);
    expect(() => fit(table, { target: 't', missing: 'error' })).toThrow(/row 3, column t: the value is missing/);
  });
  test('a part of the rows without any value still has the columns of the whole', () => {
    const table = Table.of({ a: [null, null, 3, 4], c: [null, null, 'x', 'y'], t: [1, 2, 3, 4] });
    const preprocessing = fit(table, { target: 't' }, [0, 1]);
    expect(preprocessing.columns).toEqual(['a', 'a missing', 'c=(missing)']);
    expect(toRows(encode(preprocessing, table).x)[0]).toEqual([0, 1, 1]);
  });
});

describe('categories', () => {
  const { texts, new: more, cases } = golden.categories;
  const table = Table.of({ c: texts, t: texts.map((_, i) => i) });
  test.each(cases)("$options as scikit-learn's OneHotEncoder", ({ options, known, new: encoded }) => {
    const preprocessing = fit(table, {
      target: 't',
      features: ['c'],
      ...(options.min_frequency === undefined ? {} : { rare: options.min_frequency }),
      // scikit-learn counts the column of the others too
      ...(options.max_categories === undefined ? {} : { mostCategories: options.max_categories - 1 }),
    });
    expect(toRows(encode(preprocessing, table).x)).toEqual(known);
    expect(toRows(encode(preprocessing, Table.of({ c: more })).x)).toEqual(encoded);
  });
  test('one never seen is none of them, or one of the others, and is noted', () => {
    const seen = (options: Partial<PreprocessingOptions>): unknown =>
      encode(fit(table, { target: 't', features: ['c'], ...options }), Table.of({ c: ['a', 'z', 'q', 'z'] })).notes;
    const note = { code: 'unseen-value', column: 'c', row: 1, text: 'z', cells: 3 };
    expect(seen({})).toEqual([{ ...note, other: false }]);
    expect(seen({ rare: 2 })).toEqual([{ ...note, other: true }]);
    expect(() => seen({ missing: 'error' })).toThrow(/row 2, column c: needs one of the values of the training rows/);
  });
  test('numbers are categories if a person says so, and are known by their spelling', () => {
    const zip = Table.of({ zip: [100, 220, 100, 330], other: noise(4), t: [1, 2, 3, 5] });
    const preprocessing = fit(zip, { target: 't', as: { zip: 'category' }, exclude: ['other'] });
    expect(preprocessing.columns).toEqual(['zip=100', 'zip=220', 'zip=330']);
    expect(toRows(encode(preprocessing, Table.of({ zip: ['220'] })).x)).toEqual([[0, 1, 0]]);
    expect(preprocessing.said).toEqual({ as: { zip: 'category' } });
  });
  test('texts are numbers if a person says so; what is none is missing', () => {
    const table2 = Table.of({ a: ['1', '2.5', 'many', '4'], t: [1, 2, 3, 5] });
    const preprocessing = fit(table2, { target: 't', as: { a: 'number' } });
    const { x, notes } = encode(preprocessing, table2);
    expect(toRows(x).map(([a]) => a)).toEqual([1, 2.5, 2.5, 4]);
    expect(notes).toEqual([{ code: 'unreadable-value', kind: 'number', column: 'a', row: 2, text: 'many', cells: 1 }]);
  });
});

test('a few numbers with a unit are known to be numbers by the training rows', () => {
  const preprocessing = fit(Table.of({ kwh: noise(12).map((v) => 1000 + 500 * v), t: noise(12) }), { target: 't' });
  const { x } = encode(preprocessing, Table.of({ kwh: ['1,234 度', '900 度', '1,000 度'] }));
  expect(toRows(x)).toEqual([[1234], [900], [1000]]);
});

describe('values beyond those of the training rows are noted', () => {
  const days = ['2020-01-05', '2020-03-01', '2021-02-01', '2020-06-09', '2020-07-07', '2020-08-01'];
  const table = Table.of({ when: days, size: [3, 1, 2, 9, 4, 5], t: [1, 2, 4, 3, 5, 0] });
  test('numbers and dates: how many, the first of them, and the range', () => {
    const preprocessing = fit(table, { target: 't' });
    const more = Table.of({ when: ['2020-02-02', '2022-01-01', '1999-12-31 12:00'], size: [0.5, 1, 9] });
    expect(encode(preprocessing, more).notes).toEqual([
      {
        code: 'outside-range',
        column: 'when',
        row: 1,
        value: '2022-01-01',
        cells: 2,
        low: '2020-01-05',
        high: '2021-02-01',
      },
      { code: 'outside-range', column: 'size', row: 0, value: 0.5, cells: 1, low: 1, high: 9 },
    ]);
    expect(encode(preprocessing, table).notes).toEqual([]);
  });
  test('only the training rows make the range, and without any value there is none', () => {
    const gaps = Table.of({ a: [null, null, 7], b: [1, 2, 3], t: [1, 2, 3] });
    const preprocessing = fit(gaps, { target: 't' }, [0, 1]);
    expect(encode(preprocessing, gaps).notes).toEqual([
      { code: 'outside-range', column: 'b', row: 2, value: 3, cells: 1, low: 1, high: 2 },
    ]);
  });
});

test('one odd cell among numbers does not lose the file', () => {
  const preprocessing = fit(Table.of({ a: [1, 3, 8], t: [1, 2, 4] }), { target: 't' });
  const { x, notes } = encode(preprocessing, Table.of({ a: ['2', 'tall', '5'] }));
  expect(toRows(x)).toEqual([[2], [4], [5]]);
  expect(notes).toEqual([{ code: 'unreadable-value', kind: 'number', column: 'a', row: 1, text: 'tall', cells: 1 }]);
});

test('nor does it spoil percentages and amounts of money beside it', () => {
  const preprocessing = fit(Table.of({ a: [0.1, 0.5, 8], t: [1, 2, 4] }), { target: 't' });
  const { x, notes } = encode(preprocessing, Table.of({ a: ['45%', 'n.v.', '$5', '-1.5%', '1,200'] }));
  const mean = 8.6 / 3;
  expect(toRows(x).map(([a]) => a)).toEqual([0.45, mean, 5, -0.015, mean]);
  expect(notes[0]).toMatchObject({ code: 'unreadable-value', column: 'a', row: 1, text: 'n.v.', cells: 2 });
});

describe('targets', () => {
  test('a class that no training row has is a class all the same, and said to be untrained', () => {
    const table = Table.of({ a: [1, 2, 3, 4, 5, 6], t: ['p', 'q', 'p', 'q', 'r', 'r'] });
    const preprocessing = fit(table, { target: 't' }, [0, 1, 2, 3]);
    expect(preprocessing.target).toEqual({ name: 't', kind: 'categories', values: ['p', 'q', 'r'] });
    expect(preprocessing.warnings).toContainEqual({ code: 'untrained-classes', column: 't', classes: 1, value: 'r' });
  });
  test('a row of an unknown class is left out of an evaluation, and noted', () => {
    const preprocessing = fit(Table.of({ a: [1, 2, 3, 4], t: ['p', 'q', 'p', 'q'] }), { target: 't' });
    const { y, rows, notes } = encode(preprocessing, Table.of({ a: [1, 2, 3], t: ['q', 'z', 'p'] }));
    expect([y && toRows(y), rows]).toEqual([
      [[1], [0]],
      [0, 2],
    ]);
    expect(notes).toEqual([{ code: 'unseen-class', column: 't', row: 1, text: 'z', cells: 1 }]);
  });
  test('1, 2 and 3 in many rows are asked about, and are classes if a person says so', () => {
    const kind = noise(30).map((_, i) => (i % 3) + 1);
    expect(warned({ kind }, { target: 'kind' })).toContainEqual({
      code: 'class-codes',
      column: 'kind',
      least: 1,
      most: 3,
    });
    const table = Table.of({ a: noise(30), kind });
    expect(fit(table, { target: 'kind', as: { kind: 'category' } }).target).toEqual({
      name: 'kind',
      kind: 'categories',
      values: [1, 2, 3],
    });
    const rooms = noise(30).map((_, i) => 2 * (i % 3) + 1);
    expect(warned({ kind: rooms }, { target: 'kind' })).not.toContainEqual(
      expect.objectContaining({ code: 'class-codes' }),
    );
  });
});

describe('columns that tell nothing are left out, and said', () => {
  test('empty, constant, a name of the row', () => {
    const columns = { empty: noise(6).map(() => null), same: noise(6).map(() => 7), who: [...'abcdef'] };
    expect(warned(columns)).toEqual([
      { code: 'left-out-empty', column: 'empty' },
      { code: 'left-out-constant', column: 'same', value: 7 },
      { code: 'left-out-column', column: 'who', categories: 6, rows: 6 },
    ]);
    expect(rolesOf(columns)).toEqual({ plain: 'number' });
    expect(rolesOf(columns, { same: 'number', who: 'category' })).toMatchObject({ same: 'number', who: 'category' });
  });
  const codes = noise(40).map((v, i) => 100000 + i * 977 + Math.round(v * 300));
  const counter = noise(40).map((_, i) => i + 1);
  test.each<[string, number[]]>([
    ['id', codes],
    ['patient_id', codes],
    ['PassengerId', counter],
    ['編號', codes],
    ['rownames', counter],
    ['Unnamed: 0', counter.map((i) => i - 1)],
    ['no', counter],
    ['obs', counter],
    ['X', counter],
    ['case', [...counter].sort((a, b) => Math.sin(a) - Math.sin(b))],
  ])('numbers called %j that only name the rows', (name, values) => {
    expect(rolesOf({ [name]: values })).toEqual({ plain: 'number' });
    expect(warned({ [name]: values })).toEqual([{ code: 'left-out-id', column: name, rows: 40 }]);
    expect(rolesOf({ [name]: values }, { [name]: 'number' })).toEqual({ [name]: 'number', plain: 'number' });
  });
  test.each<[string, number[]]>([
    ['x', counter],
    ['year', counter.map((i) => 1960 + i)],
    ['income', codes],
    ['humid', codes],
    ['no', codes],
    ['no', counter.map((i) => i / 2)],
    ['id', noise(40)],
    ['id', counter.map((i) => i % 5)],
  ])('numbers called %j that may mean something stay (%#)', (name, values) => {
    expect(rolesOf({ [name]: values })).toMatchObject({ [name]: 'number' });
  });
  test('an ID of which a few are missing is one all the same', () => {
    const ids = noise(40).map((_, i) => (i === 7 || i === 30 ? null : 5000 + 3 * i));
    expect(warned({ OBJECTID: ids })).toContainEqual({ code: 'left-out-id', column: 'OBJECTID', rows: 40 });
    expect(rolesOf({ OBJECTID: ids.map((id, i) => (i % 3 === 0 ? null : id)) })).toMatchObject({ OBJECTID: 'number' });
  });
  test('texts that are all rare are no category; where others have none, they tell who has one', () => {
    const turbine = noise(400).map((_, i) => `1/${i >> 1}`);
    expect(warned({ turbine }, { rare: 5 })).toContainEqual({
      code: 'left-out-rare',
      column: 'turbine',
      categories: 200,
      least: 5,
    });
    const cabin = turbine.map((text, i) => (i % 4 < 2 ? null : text));
    expect(warned({ cabin }, { rare: 5 })).not.toContainEqual(expect.objectContaining({ code: 'left-out-rare' }));
    expect(warned({ turbine }, { rare: 2 })).not.toContainEqual(expect.objectContaining({ code: 'left-out-rare' }));
    expect(warned({ turbine }, { rare: 5, as: { turbine: 'category' } })).toContainEqual(
      expect.objectContaining({ code: 'grouped-values' }),
    );
  });
  test('a counter under another name is asked about', () => {
    expect(warned({ x: counter })).toEqual([{ code: 'counts-rows', column: 'x', rows: 40 }]);
    expect(warned({ year: counter })).toEqual([]);
  });
  test('where nothing else is left, an ID is better than no feature', () => {
    const table = Table.of({ id: codes, t: noise(40) });
    const { columns, warnings } = fit(table, { target: 't' });
    expect(columns).toEqual(['id']);
    expect(warnings).toEqual([{ code: 'only-id', column: 'id', rows: 40 }]);
    expect(fit(table, { target: 't', features: ['id'] }).warnings).toEqual([]);
  });
  test('exclude leaves out what is named, and nothing that is not there', () => {
    const table = Table.of({ a: noise(5), b: noise(5, 2), t: noise(5, 3) });
    expect(fit(table, { target: 't', exclude: ['a'] }).columns).toEqual(['b']);
    expect(() => fit(table, { target: 't', exclude: ['aa'] })).toThrow(/has no column "aa"/);
    expect(() => fit(table, { target: 't', exclude: ['t'] })).toThrow(/exclude: needs columns other than the target/);
  });
});

describe('a feature that tells the target is said', () => {
  const t = noise(40);
  test('a number on a line', () => {
    const euro = t.map((v) => 0.92 * v + 3);
    expect(warned({ euro }, {})).toEqual([{ code: 'tells-target', column: 'euro', how: 'line' }]);
    expect(warned({ near: t.map((v, i) => v + 0.1 * Math.sin(i * 3.7)) })).toEqual([]);
  });
  test('ranges of numbers, and texts, one for each class', () => {
    const kind = t.map((v) => (v > 0.1 ? 'high' : 'low'));
    const grade = kind.map((k) => (k === 'high' ? 'A' : 'B'));
    const score = t.map((v, i) => (i === 7 ? -v : v));
    expect(warned({ kind, grade, level: t, score }, { target: 'kind', exclude: ['target'] })).toEqual([
      { code: 'tells-target', column: 'grade', how: 'value' },
      { code: 'tells-target', column: 'level', how: 'range' },
    ]);
  });
});

describe('a target that is computed from other columns is said, with its formula', () => {
  const whole = (seed: number, least: number, most: number, n = 60): number[] =>
    noise(n, seed).map((v) => Math.round(least + ((v + 1) / 2) * (most - least)));
  const [a, b, c, all] = [whole(1.3, 1, 90), whole(2.7, 5, 60), whole(4.1, 0, 99), whole(3.3, 100, 5000)];
  const pct = whole(5.9, 10, 990).map((v) => v / 10);
  const of = (values: (i: number) => number): number[] => a.map((_, i) => values(i));
  const at = (values: readonly number[], i: number): number => values[i] ?? NaN;
  const start = of((i) => i * 3).map((day) => isoText(18000 + day));
  const end = of((i) => 18000 + i * 3 + at(a, i)).map(isoText);
  const to = (digits: number, value: number): number => Number(value.toFixed(digits));
  const formulaOf = (target: readonly number[], columns: Record<string, ColumnValues>): string | undefined => {
    const { warnings } = fit(Table.of({ ...columns, target: [...target] }), { target: 'target' });
    const found = warnings.find(({ code }) => code === 'computed-target');
    return found?.code === 'computed-target' ? found.formula : undefined;
  };
  test.each<[string, number[], Record<string, ColumnValues>]>([
    ['a + b', of((i) => at(a, i) + at(b, i)), { a, b, c }],
    ['a − c', of((i) => at(a, i) - at(c, i)), { a, b, c }],
    ['c − a', of((i) => at(c, i) - at(a, i)), { a, b, c }],
    ['a × b', of((i) => at(a, i) * at(b, i)), { c, a, b }],
    ['pct × all / 100', of((i) => Math.round((at(pct, i) * at(all, i)) / 100)), { pct, c, all }],
    ['100 × a / all', of((i) => to(1, (100 * at(a, i)) / at(all, i))), { a, b, all }],
    ['a / b', of((i) => to(2, at(a, i) / at(b, i))), { a, b, c }],
    ['a + b + c', of((i) => at(a, i) + at(b, i) + at(c, i)), { all, a, b, c }],
    ['(a + b + c) / 3', of((i) => to(1, (at(a, i) + at(b, i) + at(c, i)) / 3)), { a, b, c, all }],
    ['1.05 × a × b', of((i) => to(0, 1.05 * at(a, i) * at(b, i))), { a, b, c }],
    ['end − start', of((i) => at(a, i)), { start, end, c }],
  ])('%s', (formula, target, columns) => {
    expect(formulaOf(target, columns)).toBe(formula);
  });
  test('a slip or a gap in a few rows hides it from nobody', () => {
    const total = of((i) => at(a, i) + at(b, i));
    const slip = total.map((v, i) => (i === 7 ? v + 30 : v));
    expect(formulaOf(slip, { a, b: b.map((v, i) => (i % 9 ? v : null)) })).toBe('a + b');
  });
  test('what is only near, or too coarse to tell, is not', () => {
    expect(
      formulaOf(
        of((i) => at(a, i) + at(b, i) + at(whole(9.7, -3, 3), i)),
        { a, b, c },
      ),
    ).toBeUndefined();
    expect(
      formulaOf(
        of((i) => Math.round((at(a, i) + at(b, i)) / 40)),
        { a, b, c },
      ),
    ).toBeUndefined();
    const mostly0 = of((i) => (at(a, i) > 80 ? at(a, i) : 0));
    expect(formulaOf(mostly0, { a: of((i) => Number(at(a, i) > 85)), b, c })).toBeUndefined();
    expect(
      formulaOf(
        of((i) => 24 * at(a, i) + (i % 24)),
        { a, b, c },
      ),
    ).toBeUndefined();
  });
  test('what holds in the first rows alone is not', () => {
    const kind = of((i) => i % 10);
    const first = of((i) => (i < 40 ? i % 10 : 0));
    expect(formulaOf(kind, { first, a, b })).toBeUndefined();
    // where it is not 0 it is a, but mostly it is 0
    const dummy = of((i) => Number(i % 5 > 2));
    expect(
      formulaOf(
        of((i) => at(a, i) * at(dummy, i)),
        { a, b, dummy },
      ),
    ).toBe('a × dummy');
    expect(
      formulaOf(
        of((i) => at(a, i) * at(dummy, i)),
        { a, b, c },
      ),
    ).toBeUndefined();
  });
  test('it is saved with the model', () => {
    const preprocessing = fit(Table.of({ a, b, t: of((i) => at(a, i) * at(b, i)) }), { target: 't' });
    expect(preprocessing.warnings.map(({ code }) => code)).toContain('computed-target');
    expect(readPreprocessing(new Json(JSON.parse(JSON.stringify(preprocessing)), 'model.json'))).toEqual(preprocessing);
  });
  test('by chance it is never found: 300 tables of random numbers', () => {
    const random = new NumpyRandom(3);
    const column = (n: number, scale: number): number[] =>
      Array.from({ length: n }, () => Math.round(scale * random.rand()) / (scale > 50 ? 10 : 1));
    for (let round = 0; round < 300; round++) {
      const [n, most] = [20 + 3 * (round % 20), [3, 9, 50, 1000][round % 4] ?? 9];
      const columns = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`x${i}`, column(n, most)]));
      const target = column(n, most);
      if (new Set(target).size > 2) expect(formulaOf(target, columns), `round ${round}`).toBeUndefined();
    }
  });
});

describe('dates', () => {
  test('the calendar is that of the standard library of Python, from the year 1 to the year 8450', () => {
    for (const [text, days] of golden.dates.ordinals) {
      const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
      expect(daysOf(year, month, day), text).toBe(days);
      expect(dayAt(days), text).toEqual({ year, month, day });
      expect(isoText(days), text).toBe(text);
    }
    for (const [text, day] of golden.dates.weekdays) expect(weekday(parseDate(text, 'ymd')), text).toBe(day);
  });
  test('texts are read as pandas reads them', () => {
    const check = (days: Days, rule: 'ymd' | 'dmy' | 'mdy'): void => {
      for (const [text, day] of days) expect(parseDate(text, rule), text).toBeCloseTo(day, 9);
    };
    check(golden.dates.plain, 'ymd');
    check(golden.dates.dayFirst, 'dmy');
    check(golden.dates.monthFirst, 'mdy');
  });
  test.each([
    ['民國109年1月31日', 'ymd', '2020-01-31'],
    ['109年1月31日', 'ymd', '2020-01-31'],
    ['2020年1月31日', 'ymd', '2020-01-31'],
    ['２０２０／０１／３１', 'ymd', '2020-01-31'],
    ['109/01/31', 'roc', '2020-01-31'],
    ['99.12.31', 'roc', '2010-12-31'],
    ['民國113/05/12', 'ymd', '2024-05-12'],
    ['2020Q3', 'ymd', '2020-07-01'],
    ['2020/1/31 下午 3:05', 'ymd', '2020-01-31 15:05:00'],
    ['2020-01-31T08:30:00+08:00', 'ymd', '2020-01-31 08:30:00'],
    ['08:30', 'ymd', '1970-01-01 08:30:00'],
    ['31.1.2020', 'dmy', '2020-01-31'],
    // years of two digits are those of Python's strptime
    ['22.07.21', 'dmy', '2021-07-22'],
    ['31.12.68', 'dmy', '2068-12-31'],
    ['01.01.69', 'dmy', '1969-01-01'],
    ['1.7.99', 'dmy', '1999-07-01'],
  ] as const)('%s', (text, rule, wanted) => expect(isoText(parseDate(text, rule))).toBe(wanted));
  test.each(['2020-02-30', '2020-13-01', '25:00', '13:00 pm', '12', 'may', '3-1', '', '192.168.1.1', '2019-20'])(
    '%j is no date',
    (text) => {
      for (const rule of ['ymd', 'dmy', 'mdy'] as const) expect(parseDate(text, rule)).toBeNaN();
    },
  );
  const ruleOf = (values: ColumnValues, name = 'when', asked = false): unknown =>
    dateRuleOf(columnOf(name, values), asked);
  test('the whole column decides which number is the day', () => {
    expect(ruleOf(['01/02/2020', '13/02/2020', '05/06/2020'])).toEqual({ rule: 'dmy' });
    expect(ruleOf(['01/02/2020', '02/13/2020', '05/06/2020'])).toEqual({ rule: 'mdy' });
    expect(ruleOf(['01/02/2020', '05/06/2020'])).toEqual({ rule: 'mdy', ambiguous: '01/02/2020' });
    expect(ruleOf(['01-02-2020', '05-06-2020'])).toEqual({ rule: 'dmy', ambiguous: '01-02-2020' });
    expect(ruleOf(['2020-01-02', '2020-05-06'])).toEqual({ rule: 'ymd' });
    expect(ruleOf(['99/01/31', '109/01/31'])).toEqual({ rule: 'roc' });
  });
  test('years of two digits are said; versions are no dates', () => {
    expect(ruleOf(['22.07.21', '11.12.19', '13.06.14'])).toEqual({ rule: 'dmy', short: '22.07.21' });
    expect(ruleOf(['2.7.21', '11.12.19', '13.6.14'])).toEqual({ rule: 'dmy', short: '2.7.21' });
    expect(ruleOf(['05/13/21', '11/12/19'])).toEqual({ rule: 'mdy', short: '05/13/21' });
    expect(ruleOf(['1.2.10', '1.2.11', '2.1.10'])).toBeNull();
    expect(ruleOf(['1.2.10', '1.2.11', '2.1.10'], 'when', true)).toMatchObject({ rule: 'dmy', ambiguous: '1.2.10' });
    const when = noise(20).map((_, i) => `${String(1 + (i % 28)).padStart(2, '0')}.0${1 + (i % 9)}.${10 + i}`);
    expect(warned({ when })).toContainEqual({
      code: 'short-years',
      column: 'when',
      text: '01.01.10',
      value: '2010-01-01',
      first: 'day',
    });
  });
  test('a slip does not make a column of dates one of numbers or texts; the bad cell is missing, and said', () => {
    const republic = [1090101, 1090131, 1090229, 1091231, 1100101, 1130512];
    expect(ruleOf([...republic, 1131350], '日期')).toEqual({ rule: 'compact' });
    expect(ruleOf([...republic.map(String), '不詳'], '到職日')).toEqual({ rule: 'compact' });
    expect(ruleOf([...republic, 1131350], '學號')).toBeNull();
    expect(ruleOf([...republic.map(String), '不詳'], 'x')).toBeNull();
    expect(ruleOf([...republic.map(String), '不詳'], 'x', true)).toEqual({ rule: 'compact' });
    expect(ruleOf(['red', 'blue'], 'x', true)).toBeNull();
    expect(dateRuleOf({ kind: 'text', name: 'x', codes: Int32Array.of(-1, -1), values: [] }, false)).toBeNull();
    const slashes = republic.map((v) => String(v).replace(/^(\d+)(\d\d)(\d\d)$/, '$1/$2/$3'));
    expect(ruleOf([...slashes, '113/13/45'])).toEqual({ rule: 'roc' });
    const table = Table.of({ 日期: [...republic, 1131350], x: noise(7), t: noise(7, 2) });
    const { features, warnings } = fit(table, { target: 't' });
    expect(features[0]).toMatchObject({ kind: 'date', gaps: 1, first: daysOf(2020, 1, 1) });
    expect(warnings).toContainEqual({
      code: 'unreadable-cells',
      column: '日期',
      kind: 'date',
      cells: 1,
      row: 7,
      text: '1131350',
    });
  });
  test('numbers of eight digits that are days are dates; others are not', () => {
    const days = [20200101, 20200131, 20200229, 20201231, 20210101];
    expect(ruleOf(days)).toEqual({ rule: 'compact' });
    expect(ruleOf([...days, 20210230, 20211301])).toBeNull();
    expect(ruleOf([1090101, 1090131, 1090229, 1091231, 1100101], '交易年月日')).toEqual({ rule: 'compact' });
    expect(ruleOf([1090101, 1090131, 1090229, 1091231, 1100101], 'price')).toBeNull();
    expect(ruleOf([1990, 1991, 1992, 1993, 1994])).toBeNull();
  });
  test.each([
    ['two fifths are notes', ['2020-01-01', '2020-01-02', '2020-01-03', 'late', 'never']],
    ['seasons', ['2009-10', '2010-11', '2011-12', '2012-13', '2013-14', '2014-15']],
    ['ranges of ages', ['10-19', '20-29', '30-39']],
    ['versions', ['1.2.3', '1.2.4', '2.0.1']],
    ['fractions', ['1/2', '3/4']],
  ])('no dates: %s', (_, texts) => expect(ruleOf(texts)).toBeNull());

  test('days since the first training row, and the parts that come again', () => {
    const when = Array.from({ length: 40 }, (_, i) => isoText(daysOf(2018, 3, 1) + 30 * i + (i % 3) / 4));
    const table = Table.of({ when, t: noise(40) });
    const preprocessing = fit(table, { target: 't', scale: 'standard' });
    expect(preprocessing.columns).toEqual([
      'when (days)',
      'when (season sin)',
      'when (season cos)',
      ...['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((day) => `when=${day}`),
      'when (clock sin)',
      'when (clock cos)',
    ]);
    const rows = toRows(encode(preprocessing, table).x);
    expect(rows.map(([days]) => days)).toEqual(when.map((_, i) => 30 * i + (i % 3) / 4));
    // 1 March 2018 is 59 of 365 days into the year, and a Thursday
    const angle = (2 * Math.PI * 59) / 365;
    close([rows[0] ?? []], [[0, Math.sin(angle), Math.cos(angle), 0, 0, 0, 1, 0, 0, 0, 0, 1]]);
    const days = rows.map(([d = NaN]) => d);
    const mean = days.reduce((a, b) => a + b) / 40;
    expect(preprocessing.scaling.offset[0]).toBeCloseTo(mean, 12);
    expect(preprocessing.scaling.divisor[0]).toBeCloseTo(
      Math.sqrt(days.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 40),
      10,
    );
    expect(preprocessing.scaling.divisor.slice(1)).toEqual(Array.from({ length: 11 }, () => 1));
  });
  test('a month of days has no season, days without a time no clock', () => {
    const when = Array.from({ length: 30 }, (_, i) => `2020-04-${String(i + 1).padStart(2, '0')}`);
    expect(fit(Table.of({ when, t: noise(30) }), { target: 't' }).columns).toHaveLength(8);
    const few = fit(Table.of({ when: when.slice(0, 10), t: noise(10) }), { target: 't' });
    expect(few.columns).toEqual(['when (days)']);
  });
  test('what is no date is missing: filled, marked if the training rows had some, and noted', () => {
    const when = Array.from({ length: 30 }, (_, i) => `2020-04-${String(i + 1).padStart(2, '0')}`);
    const table = Table.of({ when: when.with(3, 'soon'), t: noise(30) });
    const preprocessing = fit(table, { target: 't' });
    expect(preprocessing.columns.at(-1)).toBe('when missing');
    const { x, notes } = encode(preprocessing, table);
    const row = toRows(x)[3] ?? [];
    expect(row.slice(1)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(row[0]).toBeCloseTo((435 - 3) / 29, 12);
    expect(notes).toEqual([{ code: 'unreadable-value', kind: 'date', column: 'when', row: 3, text: 'soon', cells: 1 }]);
    const refused = { target: 't', missing: 'error' } as const;
    expect(() => fit(table, refused)).toThrow(/row 4, column when: needs a date; got "soon"/);
  });
  test('a person may say that numbers are dates', () => {
    const table = Table.of({ day: [43861, 43862, 43890], t: [1, 2, 4] }); // a spreadsheet's 31 January 2020 …
    const preprocessing = fit(table, { target: 't', as: { day: 'date' } });
    expect(preprocessing.features[0]).toMatchObject({ rule: 'serial', first: daysOf(2020, 1, 31) });
    const { x } = encode(preprocessing, Table.of({ day: ['43863', '2020-02-03'] }));
    expect(toRows(x).map(([days]) => days)).toEqual([2, 3]);
    expect(() => fit(Table.of({ day: ['a', 'b'], t: [1, 2] }), { target: 't', as: { day: 'date' } })).toThrow(
      /row 1, column day: needs a date; got "a"/,
    );
  });
});

describe('times of day', () => {
  const ruleOf = (values: ColumnValues, name = 'when', asked = false): unknown =>
    dateRuleOf(columnOf(name, values), asked);
  const digits = noise(40).map((_, i) => 10000 * (i % 24) + 100 * ((7 * i) % 60) + ((11 * i) % 60));
  test('are hours since midnight, whether they have colons or are six digits under a name that speaks of time', () => {
    expect(ruleOf(['12:30', '08:05:30', '9:15 pm', '23:59'])).toEqual({ rule: 'clock' });
    expect(ruleOf(['12:30', '08:05', '23:59', '2020-01-31 12:30'])).not.toEqual({ rule: 'clock' });
    expect(['12:30', '08:05:30', '9:15 pm', '25:00', 'noon'].map((text) => parseDate(text, 'clock'))).toEqual(
      [12.5, 8 + 5.5 / 60, 21.25, NaN, NaN].map((hour) => (Number.isNaN(hour) ? NaN : expect.closeTo(hour, 12))),
    );
    expect(ruleOf(digits, '發生時間')).toEqual({ rule: 'hhmmss' });
    expect(ruleOf(digits, 'x')).toBeNull();
    expect(ruleOf(digits, 'reaction time')).toEqual({ rule: 'hhmmss' });
    expect(
      ruleOf(
        noise(40).map((_, i) => 100 * i + 7 * (i % 9)),
        'reaction time',
      ),
    ).toBeNull();
    expect(
      ruleOf(
        noise(40).map((_, i) => i),
        'time',
      ),
    ).toBeNull(); // seconds
  });
  test('are a quantity, known again in either spelling; what is none is missing, and said', () => {
    const table = Table.of({ 發生時間: digits, x: noise(40), t: noise(40, 2) });
    const preprocessing = fit(table, { target: 't' });
    expect(preprocessing.columns).toEqual(['發生時間 (hours)', 'x']);
    expect(preprocessing.features[0]).toMatchObject({ kind: 'date', first: 0, parts: [], min: 0 });
    const { x, notes } = encode(preprocessing, Table.of({ 發生時間: ['051200', '05:12', '246000'], x: [0, 0, 0] }));
    expect(toRows(x).map(([hour]) => hour)).toEqual([
      expect.closeTo(5.2, 12),
      expect.closeTo(5.2, 12),
      expect.anything(),
    ]);
    expect(notes).toContainEqual(expect.objectContaining({ code: 'unreadable-value', kind: 'time', text: '246000' }));
    const strict = fit(table, { target: 't', missing: 'error' });
    expect(() => encode(strict, Table.of({ 發生時間: ['noon'], x: [0] }))).toThrow(/needs a time of day.*"noon"/);
  });
  test('dates without separators are dates also under a name that speaks of a month', () => {
    const built = noise(20).map((_, i) => 700503 + 10000 * i);
    expect(ruleOf(built, '建築完成年月')).toEqual({ rule: 'compact' });
    expect(ruleOf(built, '總價')).toBeNull();
  });
});

describe('free text', () => {
  test("words are hashed as scikit-learn's FeatureHasher does", () => {
    for (const [word, hash] of golden.words.hashes) expect(murmur(word), word).toBe(hash);
    golden.words.counts.forEach((counts, i) => {
      // pairs of characters come of runs: '紅蘋', '蘋果' of 紅蘋果 and 紅蘋
      const text = Object.entries(counts)
        .flatMap(([word, n]) => Array.from({ length: n }, () => word))
        .join(' ');
      close([Array.from(hashedWords(text, 32))], [golden.words.rows[i] ?? []]);
    });
  });
  test('words in small letters, Chinese by pairs of characters', () => {
    expect(tokensOf('Big 紅蘋果, 2 ＫＧ!')).toEqual(['big', '紅蘋', '蘋果', '2', 'kg']);
    expect(tokensOf('好 naïve 東京タワー')).toEqual(['好', 'naïve', '東京', '京タ', 'タワ', 'ワー']);
    expect(tokensOf(' … ')).toEqual([]);
  });
  const nouns = 'red blue warm house near river garden old big small quiet new street corner park'.split(' ');
  const sentences = noise(60).map((_, i) => {
    const words = [0, 1, 3, 7, 8].map((k) => nouns[(i + k * (1 + (i % 2))) % 15]);
    return [...words, `nr${i}`].join(' ');
  });
  test('sentences are free text; names and codes are not', () => {
    expect(rolesOf({ note: sentences })).toMatchObject({ note: 'text' });
    const names = noise(60).map((_, i) => `Name${i} Family${i * 7}`);
    expect(rolesOf({ names, codes: noise(60).map((_, i) => `A-${i}`) })).toEqual({ plain: 'number' });
    expect(rolesOf({ city: sentences.map((_, i) => sentences[i % 5] ?? '') })).toMatchObject({ city: 'category' });
  });
  test('a text becomes 32 numbers of length 1, whatever it says; none is 0 throughout', () => {
    const table = Table.of({ note: sentences, t: noise(60) });
    const preprocessing = fit(table, { target: 't' });
    expect(preprocessing.columns).toHaveLength(32);
    const { x, notes } = encode(preprocessing, Table.of({ note: ['a quite new sentence', null] }));
    const [row = [], none = []] = toRows(x);
    expect(row.reduce((sum, v) => sum + v * v, 0)).toBeCloseTo(1, 12);
    expect(none.every((v) => v === 0)).toBe(true);
    expect(notes).toEqual([
      { code: 'empty-text', column: 'note', row: 1, cells: 1 },
      // "new" and "quite": one of them is in a training row
    ]);
  });
  test('a text of which no training row has a word is noted, and it is known of every other that it has one', () => {
    const table = Table.of({ note: sentences, t: noise(60) });
    const read = readPreprocessing(new Json(JSON.parse(JSON.stringify(fit(table, { target: 't' }))), 'model.json'));
    const strange = Table.of({ note: ['Qwxyzzz', 'RED krakow', '…', 'Kraków'] });
    expect(encode(read, strange).notes).toEqual([
      { code: 'unseen-words', column: 'note', row: 0, text: 'Qwxyzzz', cells: 2 },
    ]);
    expect(encode(read, table, { target: false }).notes).toEqual([]);
    const wordy = Table.of({ note: sentences.map((_, i) => noise(60, i).join(' ')), t: noise(60) });
    const fitted = fit(wordy, { target: 't', as: { note: 'text' } });
    const [most] = fitted.features;
    expect(most).toMatchObject({ seen: expect.stringMatching(/^[0-9a-f]{16384}$/) });
    expect(readPreprocessing(new Json(JSON.parse(JSON.stringify(fitted)), 'model.json')).features).toEqual([most]);
  });
});

test('what was fitted is plain JSON, and is read back as it was', () => {
  const n = 60;
  const table = Table.of({
    number: noise(n).map((v, i) => (i === 4 ? null : v)),
    city: noise(n).map((_, i) => (i === 9 ? null : (['a', 'b', 'c'][i % 3] ?? null))),
    rare: noise(n).map((_, i) => `r${Math.floor(Math.sqrt(i))}`),
    when: noise(n).map((_, i) => (i === 2 ? null : isoText(daysOf(2020, 1, 1) + 17.25 * i))),
    id: noise(n).map((_, i) => i + 7),
    same: noise(n).map(() => 'x'),
    empty: noise(n).map(() => null),
    x: noise(n).map((_, i) => i),
    paid: noise(n).map((_, i) => (i === 30 ? 'later' : String(i % 7))),
    day: noise(n).map((_, i) => `0${(i % 9) + 1}/0${(i % 7) + 1}/2020`),
    t: noise(n).map((_, i) => (i % 3) + 1),
  });
  for (const missing of ['mark', 'mean', 'drop'] as const) {
    const options = { target: 't', missing, rare: 8, as: { city: 'category', paid: 'number', t: 'number' } } as const;
    const preprocessing = fit(table, options);
    const codes = preprocessing.warnings.map(({ code }) => code);
    expect(codes).toContain('unreadable-cells');
    const back = readPreprocessing(new Json(JSON.parse(JSON.stringify(preprocessing)), 'model.json'));
    expect(back).toEqual(preprocessing);
    expect(encode(back, table)).toEqual(encode(preprocessing, table));
    for (const feature of preprocessing.features) expect(encodedNames(feature)).toHaveLength(widthOf(feature));
  }
});

test('what each column is does not depend on which rows train', () => {
  const table = Table.of({ when: ['01/02/2020', '05/06/2020', '13/01/2020', '14/01/2020'], t: [1, 2, 3, 5] });
  const understood = understand(table, { target: 't' });
  const preprocessing = fitPreprocessing(table, [0, 1], { target: 't' }, understood);
  expect(preprocessing).toEqual(fit(table, { target: 't' }, [0, 1]));
  expect(preprocessing.features[0]).toMatchObject({ rule: 'dmy', first: daysOf(2020, 2, 1) });
});
