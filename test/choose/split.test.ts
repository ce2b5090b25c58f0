// Rows that depend on each other are held out together: the latest ones, or all of a group.
import { describe, expect, test } from 'vitest';
import { choose } from '../../src/choose/choose.ts';
import {
  blocksOf,
  dealingOf,
  forwardFolds,
  groupFolds,
  latestRows,
  wholeGroups,
  type SplitRule,
} from '../../src/choose/dealing.ts';
import { foldsOf } from '../../src/choose/folds.ts';
import { splitDemand } from '../../src/choose/split-demand.ts';
import type { ColumnValues } from '../../src/data/column.ts';
import { understand } from '../../src/data/columns/understand.ts';
import { Table } from '../../src/data/table.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const random = new NumpyRandom(3);
const rows = 120;
const noise = random.randn(rows);
const other = random.randn(rows);
const walk = noise.map((_, i) => noise.slice(0, i + 1).reduce((a, b) => a + b, 0)); // each row near the one before
const days = noise.map((_, i) => new Date(Date.UTC(2020, 0, 1 + 3 * i)).toISOString().slice(0, 10));
const person = noise.map((_, i) => Math.floor((i * 7) / 28) % 30); // 30 persons, four rows each
const perPerson = random.randn(30).map((v) => 3 * v);
const trait = person.map((p, i) => (perPerson[p] ?? 0) + (noise[i] ?? 0));
const demand = (columns: Record<string, ColumnValues>, target = 'y'): SplitRule => {
  const table = Table.of(columns);
  return splitDemand(table, understand(table, { target }), []);
};
const chance = { by: 'random' };

describe('what the rows demand', () => {
  test('time: rows in the order of a date or a year, whose neighbours are alike', () => {
    expect(demand({ when: days, other, y: walk })).toEqual({ by: 'time', column: 'when' });
    expect(demand({ when: days.toReversed(), other, y: walk })).toEqual({ by: 'time', column: 'when' });
    expect(demand({ year: noise.map((_, i) => 1900 + i), other, y: walk })).toEqual({ by: 'time', column: 'year' });
    expect(demand({ time: noise.map((_, i) => 1990 + i / 12), y: walk })).toEqual({ by: 'time', column: 'time' });
    expect(demand({ 年度: noise.map((_, i) => 50 + i), other, y: walk })).toEqual({ by: 'time', column: '年度' });
  });
  test('chance, where one of the two signs is missing', () => {
    expect(demand({ when: days, other, y: noise })).toEqual(chance); // neighbours say nothing of each other
    const order = new NumpyRandom(1).permutation(rows);
    const shuffled = <T>(of: readonly T[]): T[] => order.flatMap((i) => of.slice(i, i + 1));
    expect(demand({ when: shuffled(days), other, y: shuffled(walk) })).toEqual(chance);
    expect(demand({ speed: noise.map((_, i) => i), other, y: walk })).toEqual(chance); // sorted, but no time
    expect(demand({ time: noise.map((_, i) => 2 ** (i / 9)), other, y: walk })).toEqual(chance); // a duration
    expect(demand({ when: days.slice(0, 40), y: walk.slice(0, 40) })).toEqual(chance);
  });
  test('group: a column that says who a row belongs to, and whose rows are alike', () => {
    for (const name of ['subject', 'Patient_ID', 'id', 'childid', '病歷號', 'student no']) {
      expect(demand({ [name]: person, other, y: trait }), name).toEqual({ by: 'group', column: name });
    }
    const far = trait.map((v) => v + 1e9);
    expect(demand({ subject: person, other, y: far })).toEqual({ by: 'group', column: 'subject' });
    const names = person.map((p) => `p${p}`);
    expect(demand({ Participant: names, other, y: trait })).toEqual({ by: 'group', column: 'Participant' });
  });
  test('chance, where it may mean something else, or its rows are no more alike than others', () => {
    const weaker = person.map((p, i) => (perPerson[p] ?? 0) / 3 + (noise[i] ?? 0));
    expect(demand({ subject: person, other, y: weaker })).toEqual({ by: 'group', column: 'subject' });
    for (const name of ['school', 'country', 'childNum', 'children', 'child', 'grid', 'paid', 'score']) {
      expect(demand({ [name]: person, other, y: weaker }).by, name).toBe('random');
    }
    expect(demand({ subject: person, other, y: noise })).toEqual(chance);
    expect(demand({ subject: person.map((p) => p % 4), other, y: trait })).toEqual(chance); // four kinds
    expect(demand({ subject: noise.map((_, i) => i), other, y: trait })).toEqual(chance); // one row each
    expect(demand({ subject: person, y: trait })).toEqual(chance); // nothing else to learn from
  });
  test('classes: two of them have neighbours and groups, too', () => {
    const sick = perPerson.map((v) => (v > 0 ? 'yes' : 'no'));
    expect(demand({ subject: person, other, y: person.map((p) => sick[p] ?? '') })).toEqual({
      by: 'group',
      column: 'subject',
    });
    const early = noise.map((_, i) => (i < 60 ? 'a' : 'b')); // the first folds would have no b to learn from
    expect(demand({ when: days, other, y: early })).toEqual(chance);
  });
});

describe('rows held out together', () => {
  const keys = Float64Array.from(person);
  test('whole groups, in the test part and in folds', () => {
    for (const seed of [0, 1, 2]) {
      const { train, test: held } = wholeGroups(keys, 24, seed);
      expect(train.length + held.length).toBe(rows);
      expect(held.length).toBeGreaterThanOrEqual(20);
      expect(held.length).toBeLessThanOrEqual(36);
      const inTest = new Set(held.map((row) => keys[row]));
      expect(train.some((row) => inTest.has(keys[row]))).toBe(false);
      for (const { train: own, test: part } of groupFolds(keys, 5, seed)) {
        const groups = new Set(part.map((row) => keys[row]));
        expect(part).toHaveLength(24);
        expect(own.some((row) => groups.has(keys[row]))).toBe(false);
        expect(own.length + part.length).toBe(rows);
      }
    }
  });
  test('classes keep their shares, though each group has one class only', () => {
    const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const groups = Array.from({ length: 60 }, (_, i) => ({ size: sizes[i % 10] ?? 1, label: i % 4 === 0 ? 1 : 0 }));
    const of = Float64Array.from(groups.flatMap(({ size }, i) => new Array<number>(size).fill(i)));
    const labels = Array.from(of, (group) => groups[group]?.label ?? 0);
    const all = labels.filter((label) => label === 1).length / labels.length;
    const parts = [0, 1, 2].flatMap((seed) => [
      ...groupFolds(of, 5, seed, labels),
      wholeGroups(of, labels.length / 5, seed, labels),
    ]);
    for (const { test: part } of parts) {
      expect(Math.abs(part.length - labels.length / 5)).toBeLessThan(8);
      expect(Math.abs(part.filter((row) => labels[row] === 1).length / part.length - all)).toBeLessThan(0.06);
    }
    expect(groupFolds(of, 5, 1, labels)).toEqual(groupFolds(of, 5, 1, labels));
    expect(groupFolds(of, 5, 1, labels)).not.toEqual(groupFolds(of, 5, 2, labels));
  });
  test('one group of nearly all rows is left to training', () => {
    const lopsided = Float64Array.from({ length: 100 }, (_, i) => (i < 90 ? 0 : i));
    for (const seed of [0, 1, 2, 3]) expect(wholeGroups(lopsided, 20, seed).train).toContain(0);
    const two = Float64Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : 1)); // the smaller is held out
    expect(wholeGroups(two, 20, 0).test).toHaveLength(40);
    const three = Float64Array.from({ length: 100 }, (_, i) => (i < 55 ? 0 : i < 95 ? 1 : 2));
    expect(wholeGroups(three, 20, 0).test).toHaveLength(5);
  });
  test('the latest rows, and folds that go forward; rows of one time stay together', () => {
    const times = Float64Array.from({ length: 60 }, (_, i) => 59 - Math.floor(i / 4)); // the newest first, four a time
    const { train, test: held } = latestRows(times, 10);
    expect(held).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(Math.max(...train.map((row) => times[row] ?? 0))).toBeLessThan(
      Math.min(...held.map((row) => times[row] ?? 0)),
    );
    const folds = forwardFolds(times, 5);
    expect(folds).toHaveLength(5);
    for (const fold of folds) {
      const latest = Math.max(...fold.train.map((row) => times[row] ?? 0));
      expect(fold.test.every((row) => (times[row] ?? 0) > latest)).toBe(true);
    }
    expect(folds[0]?.train.length).toBeGreaterThan(folds[4]?.train.length ?? 60);
    const { held: ever, repeats } = foldsOf({ task: 'regression', y: times } as never, 0, { by: 'time', keys: times });
    expect(repeats).toBe(1);
    expect(new Set(ever).size).toBe(folds.reduce((sum, { test: part }) => sum + part.length, 0));
  });
  test('of two times the later is held out', () => {
    const two = Float64Array.of(1, 1, 1, 1, 2);
    expect(forwardFolds(two, 5)).toEqual([{ train: [0, 1, 2, 3], test: [4] }]);
    expect(latestRows(Float64Array.of(1, 1, 1, 1, 2, 2, 2, 2, 2, 2), 1).train).toEqual([0, 1, 2, 3]);
    expect(latestRows(Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 2), 5).train).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
  test('blocks: a group, or neighbours in time', () => {
    expect(blocksOf({ by: 'group', keys: Float64Array.of(7, 5, 7, 6) }, [3, 2, 0])).toEqual(Int32Array.of(0, 1, 1));
    const time = Float64Array.from({ length: 8 }, (_, i) => 8 - i);
    expect(blocksOf({ by: 'time', keys: time }, [...time.keys()])).toEqual(Int32Array.of(7, 6, 5, 4, 3, 2, 1, 0));
    const weeks = Float64Array.from({ length: 54 }, (_, row) => row % 18); // three rows each
    const blocks = blocksOf({ by: 'time', keys: weeks }, [...weeks.keys()]);
    expect(blocks).toEqual(Int32Array.from(weeks, (week) => Math.floor(week / 3)));
    const three = Float64Array.from({ length: 54 }, (_, row) => row % 3); // too few to resample: rows in their order
    expect(new Set(blocksOf({ by: 'time', keys: three }, [...three.keys()])).size).toBe(14);
    expect(blocksOf({ by: 'random' }, [0, 1])).toBeNull();
  });
  test('a row without a value is a group of its own, whatever numbers the others have', () => {
    const table = Table.of({ a: [-3, 5, null, -3, null] });
    expect(dealingOf(table, { by: 'group', column: 'a' }, [0, 1, 2, 3, 4])).toEqual({
      by: 'group',
      keys: Float64Array.of(0, 1, 2, 0, 3),
    });
  });
  test('a column that says no time, one group, and the target are refused', async () => {
    const table = Table.of({ a: ['x', 'y', 'x'], one: [1, 1, 1], y: [1, 2, 3] });
    const all = [0, 1, 2];
    expect(() => dealingOf(table, { by: 'time', column: 'a' }, all)).toThrow(/needs a date or a number/);
    expect(() => dealingOf(table, { by: 'group', column: 'one' }, all)).toThrow(/needs at least 3 groups/);
    expect(() => dealingOf(table, { by: 'group', column: 'b' }, all)).toThrow(/b/);
    await expect(choose(table, { target: 'y', split: { by: 'group', column: 'y' } })).rejects.toThrow(
      /other than the target/,
    );
  });
});

describe('what is chosen and said', () => {
  test('a person known from other rows is no merit', async () => {
    const table = Table.of({ subject: person, hint: person.map((p) => (p * 17) % 30), y: trait });
    const told = await choose(table, { target: 'y', split: { by: 'random' } });
    const honest = await choose(table, { target: 'y' });
    expect(honest.choice.split).toEqual({ by: 'group', column: 'subject', asked: false });
    expect(honest.preprocessing.features.map(({ name }) => name)).toEqual(['hint']);
    expect(told.preprocessing.features.map(({ name }) => name)).toEqual(['subject', 'hint']);
    expect(honest.choice.verdict.rung).toBe('constant');
  });
  test('the future is predicted from the past', async () => {
    const table = Table.of({ when: days, other, y: walk });
    const { choice, judged } = await choose(table, { target: 'y' });
    expect(choice.split).toEqual({ by: 'time', column: 'when', asked: false });
    expect(choice.verdict.rows).toBe(100); // the first sixth is never held out
    walk.slice(20).forEach((y, i) => expect(judged.truth[i]).toBeCloseTo(y, 10));
    expect(choice.interval?.halfWidth).toBeGreaterThan(0);
  });
  test('a trend is seen to matter, though each fold is one short time', async () => {
    const trend = noise.map((v, i) => i / 4 + v);
    const { choice } = await choose(Table.of({ when: days, other, y: trend }), { target: 'y' });
    expect(choice.split.by).toBe('time');
    expect(choice.importance.find(({ column }) => column === 'when')?.interval?.low).toBeGreaterThan(0);
  });
  test('a part of the rows of one class only is no trap', async () => {
    const kinds = noise.map((v, i) => (i < 70 ? 'a' : v > 0 ? 'b' : 'c'));
    for (const split of [{ by: 'time' }, { by: 'group', column: 'block' }] as const) {
      const table = Table.of({ other, block: noise.map((_, i) => Math.floor(i / 12)), kinds });
      const { choice } = await choose(table, { target: 'kinds', split });
      expect(choice.verdict.rungs.length).toBeGreaterThan(1);
    }
  });
});
