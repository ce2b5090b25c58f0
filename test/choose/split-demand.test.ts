// Panels, and identities that only their rows give away: what the rows demand, whatever the columns are called.
import { describe, expect, test } from 'vitest';
import { choose } from '../../src/choose/choose.ts';
import type { SplitRule } from '../../src/choose/dealing.ts';
import { choiceTexts } from '../../src/choose/sentences.ts';
import { splitDemand } from '../../src/choose/split-demand.ts';
import type { ColumnValues } from '../../src/data/column.ts';
import { understand } from '../../src/data/columns/understand.ts';
import { Table } from '../../src/data/table.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

type Columns = Record<string, number[] | string[]>;
const demand = (columns: Record<string, ColumnValues>, target = 'y'): SplitRule => {
  const table = Table.of(columns);
  return splitDemand(table, understand(table, { target }), []);
};
const chance = { by: 'random' };
const random = new NumpyRandom(7);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const isTexts = (values: number[] | string[]): values is string[] => typeof values[0] === 'string';
const reordered = (columns: Columns, order: readonly number[]): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [
      name,
      isTexts(values) ? order.map((row) => values[row] ?? '') : order.map((row) => values[row] ?? 0),
    ]),
  );
const day = (n: number): string => new Date(Date.UTC(2023, 0, 2 + n)).toISOString().slice(0, 10);

/** Each series is near its own past: steps of 1 from a level of its own. */
function panel(shops: number, weeks: number, { persistent = 1, noise = 0 } = {}): Columns {
  const rows = range(shops * weeks);
  const levels = random.randn(shops);
  const steps = random.randn(shops * weeks);
  const walk = range(shops).map((shop) => {
    let at = 0;
    return range(weeks).map((week) => (at = persistent * at + (steps[shop * weeks + week] ?? 0)));
  });
  const chance = random.randn(rows.length);
  const [shopOf, weekOf] = [(row: number) => row % shops, (row: number) => Math.floor(row / shops)];
  return {
    week: rows.map((row) => day(7 * weekOf(row))),
    shop: rows.map((row) => `shop ${shopOf(row)}`),
    other: [...random.randn(rows.length)],
    y: rows.map(
      (row) => 3 * (levels[shopOf(row)] ?? 0) + (walk[shopOf(row)]?.[weekOf(row)] ?? 0) + noise * (chance[row] ?? 0),
    ),
  };
}
const byShop = (shops: number, weeks: number): number[] =>
  range(shops).flatMap((shop) => range(weeks).map((week) => week * shops + shop));

describe('time, with several rows for each', () => {
  const inTime = { by: 'time', column: 'week' };
  test('a series for each shop: by week and shop, by shop and week, the newest first', () => {
    const table = panel(12, 30);
    expect(demand(table)).toEqual(inTime);
    expect(demand(reordered(table, byShop(12, 30)))).toEqual(inTime);
    expect(demand(reordered(table, byShop(12, 30).toReversed()))).toEqual(inTime);
    expect(demand(reordered(table, range(360).toReversed()))).toEqual(inTime);
    const shorter = panel(20, 8);
    expect(demand(shorter)).toEqual(inTime);
    expect(demand(reordered(shorter, byShop(20, 8)))).toEqual(inTime);
  });
  test('a row that was written twice, and times of which few are the same', () => {
    const order = byShop(12, 30);
    expect(demand(reordered(panel(12, 30), order.toSpliced(100, 0, order[100] ?? 0)))).toEqual(inTime);
    const walk = random.randn(200).map((v, i, all) => all.slice(0, i + 1).reduce((sum, step) => sum + step, 0) + 0 * v);
    const times = range(200).map((i) =>
      new Date(Date.UTC(2023, 0, 1, 0, 7 * (i - Number(i % 20 === 0)))).toISOString(),
    );
    expect(demand({ week: times, other: [...random.randn(200)], y: [...walk] })).toEqual(inTime);
  });
  test('shops of one number in each town', () => {
    const { shop = [], ...table } = reordered(panel(12, 30), byShop(12, 30));
    const number = shop.map((name) => Number(String(name).slice(5)));
    const town = number.map((n) => (n < 6 ? 'north' : 'south'));
    expect(demand({ town, shop: number.map((n) => n % 6), ...table })).toEqual(inTime);
  });
  test('two classes', () => {
    const table = panel(12, 40, { persistent: 0.95 });
    const y = (table['y'] ?? []).map((v) => (Number(v) > 0 ? 'up' : 'down'));
    expect(demand({ ...table, y })).toEqual(inTime);
  });
  test('rows of a day are alike, and so are days near each other; no series', () => {
    const walk = [...random.randn(60)].map((v, i, all) => all.slice(0, i + 1).reduce((a, b) => a + b, 0) + 0 * v);
    const rows = range(180);
    const days = rows.map((row) => Math.floor(row / 3));
    const y = days.map((d) => (walk[d] ?? 0) + (random.randn(1)[0] ?? 0) / 2);
    expect(demand({ week: days.map(day), other: [...random.randn(180)], y })).toEqual(inTime);
    expect(demand({ year: days.map((d) => 1950 + d), other: [...random.randn(180)], y }).by).toBe('time');
    expect(demand({ 'year built': days.map((d) => 1950 + d), other: [...random.randn(180)], y })).toEqual(chance);
  });
  test('chance, where a row is no nearer to the one before than to any of its series', () => {
    const table = panel(12, 30, { persistent: 0 });
    expect(demand(table).by).toBe('random');
    expect(demand(reordered(table, byShop(12, 30))).by).toBe('random');
    const short = panel(60, 5, { persistent: 0 });
    expect(demand(reordered(short, byShop(60, 5))).by).not.toBe('time');
  });
  test('chance, where the target is another word for the time, or the first rows have one class', () => {
    const year = range(300).map((row) => 2004 - Math.floor(row / 8));
    const [other, coin] = [[...random.randn(300)], year.map((y) => 2004 - y)];
    expect(demand({ year, other, y: coin })).toEqual(chance);
    const date = range(300).map((row) => day(row));
    expect(demand({ date, other, y: range(300).map((row) => (row < 150 ? 0 : 1)) })).toEqual(chance);
  });
  test('chance, where the table is in no order, or time explains little', () => {
    const table = panel(12, 30);
    expect(demand(reordered(table, [...new NumpyRandom(1).permutation(360)])).by).toBe('random');
    const year = range(300).map((row) => 1990 + Math.floor(row / 12));
    const wage = year.map((y) => (y - 1990) / 25 + (random.randn(1)[0] ?? 0));
    expect(demand({ year, other: [...random.randn(300)], y: wage })).toEqual(chance);
  });
});

describe('identities, whatever they are called', () => {
  const people = range(40);
  const rows = range(200);
  const person = [...new NumpyRandom(2).permutation(200)].map((row) => row % 40);
  const level = random.randn(40);
  const code = (p: number): string => `${'ABCDEFGH'.charAt(p % 8)}${String((p * 7919) % 1000).padStart(6, '0')}`;
  const visits = [...random.randn(200)];
  const noise = [...random.randn(200)];
  const alike = (spread: number): number[] =>
    rows.map((row) => 3 * (level[person[row] ?? 0] ?? 0) + 0.5 * (visits[row] ?? 0) + spread * (noise[row] ?? 0));

  test('by columns that never change within a group: a birthday, a sex', () => {
    const birthday = people.map((p) => day(-9000 - ((p * 997) % 8000)));
    const sex = people.map((p) => (p % 3 === 0 ? 'F' : 'M'));
    const table = {
      bioguide: person.map(code),
      birthday: person.map((p) => birthday[p] ?? ''),
      sex: person.map((p) => sex[p] ?? ''),
      visits,
      y: alike(2),
    };
    expect(demand(table)).toEqual({ by: 'group', column: 'bioguide' });
    expect(demand({ ...table, y: noise })).toEqual(chance); // no more alike than any rows
    const changing = table.birthday.map((text, row) => (row % 9 === 0 ? day(-9000 - row) : text));
    expect(demand({ ...table, birthday: changing }).by).toBe('random');
    const one = person.map((p) => (p % 3 === 0 ? 0 : p)); // a third of the rows
    const lopsided = { ...table, bioguide: one.map(code), birthday: one.map((p) => birthday[p] ?? '') };
    expect(demand({ ...lopsided, sex: one.map((p) => sex[p] ?? '') }).by).toBe('random');
    const { sex: _, ...bare } = table; // of one column alone it may be the kind
    expect(demand(bare).by).toBe('random');
    const terms = person.map((p) => day(-9000 - 400 * (p % 7)));
    expect(demand({ ...table, birthday: terms }).by).toBe('random');
    const numbers = { ...table, bioguide: person.map((p) => (p * 7919) % 1000) };
    expect(demand(numbers)).toEqual({ by: 'group', column: 'bioguide' });
  });
  test('only named where a target is nearly the same, whatever else changes: the same schools may come again', () => {
    for (const name of ['school', '站名', 'bioguide']) {
      expect(demand({ [name]: person.map(code), visits, y: alike(0.4) }), name).toEqual({
        by: 'random',
        perhaps: name,
      });
    }
    const sick = rows.map((row) => ((level[person[row] ?? 0] ?? 0) > 0 ? 'yes' : 'no'));
    expect(demand({ school: person.map(code), visits, y: sick })).toEqual({ by: 'random', perhaps: 'school' });
  });
  test('only named where a half of what is left is theirs; numbers where nearly all is, and they look planned', () => {
    expect(demand({ school: person.map(code), visits, y: alike(2) })).toEqual({ by: 'random', perhaps: 'school' });
    expect(demand({ school: person.map(code), visits, y: alike(4) })).toEqual(chance);
    const number = (p: number): number => (p * 7919) % 1000;
    expect(demand({ zip: person.map(number), visits, y: alike(0.4) })).toEqual({ by: 'random', perhaps: 'zip' });
    expect(demand({ zip: person.map(number), visits, y: alike(2) })).toEqual(chance);
    const price = (of: readonly number[]): number[] => of.map((k, row) => 5 * (level[k] ?? 0) + (noise[row] ?? 0) / 9);
    const town = rows.map((row) => Math.floor(40 * (row / 200) ** 2)); // some are much more frequent
    expect(demand({ town: town.map(code), visits, y: price(town) })).toEqual({ by: 'random', perhaps: 'town' });
    expect(demand({ town: town.map(number), visits, y: price(town) })).toEqual(chance);
    const brand = person.map((p) => p % 12); // few: a plain category
    expect(demand({ brand: brand.map(code), visits, y: price(brand) })).toEqual(chance);
    const date = rows.map((row) => day((row * 37) % 300)); // perhaps series
    expect(demand({ date, shop: person.map(code), visits, y: price(person) })).toEqual({
      by: 'random',
      perhaps: 'shop',
    });
  });
  test('chance, for a date, a period, and years', () => {
    const y = alike(0.4);
    expect(demand({ seen: person.map((p) => day((p * 37) % 300)), visits, y })).toEqual(chance);
    expect(demand({ period: person.map(code), visits, y })).toEqual(chance);
    expect(demand({ cohort: person.map((p) => 1900 + p), visits, y })).toEqual(chance);
  });
  test('chance, for a quantity, a month, a plain category, and what other columns explain', () => {
    const smooth = (of: readonly number[]): number[] => of.map((v, row) => Math.sin(v / 6) * 9 + (noise[row] ?? 0) / 9);
    expect(demand({ age: person, visits, y: smooth(person) })).toEqual(chance);
    const month = rows.map((row) => 1 + (row % 12));
    expect(demand({ month, visits, y: month.map((m, row) => 5 * (level[m] ?? 0) + (noise[row] ?? 0)) })).toEqual(
      chance,
    );
    const title = person.map((p) => p % 15); // a job has a department and a grade, but is no identity
    const job = { department: title.map((t) => `d${t % 4}`), grade: title.map((t) => 20 - Math.min(t, 13)) };
    expect(
      demand({ title: title.map(code), ...job, y: title.map((t, row) => 9 * (level[t] ?? 0) + (noise[row] ?? 0)) }).by,
    ).toBe('random');
    const color = rows.map((row) => `color ${row % 10}`);
    expect(demand({ color, visits, y: noise })).toEqual(chance);
    const size = person.map((p) => level[p] ?? 0);
    expect(
      demand({ school: person.map(code), size, visits, y: size.map((v, row) => v + 0.1 * (noise[row] ?? 0)) }),
    ).toEqual(chance);
  });
  test('chance, for kinds of kinds, and for a class that one group has alone', () => {
    const rows = range(200);
    const bureau = rows.map((i) => Math.floor(i / 5));
    const kinds = {
      bureau: bureau.map((b) => `bureau ${b}`),
      agency: bureau.map((b) => `agency ${Math.floor(b / 2)}`),
      code: bureau.map((b) => 300 + 7 * b + (b % 3)),
      spent: [...random.randn(200)],
    };
    expect(demand({ ...kinds, y: bureau.map((b) => (b === 3 ? 'off' : 'on')) })).toEqual(chance);
    const measured = {
      ...kinds,
      founded: bureau.map((b) => day(-9000 - ((b * 997) % 8000))),
    };
    expect(demand({ ...measured, y: bureau.map((b) => (b % 2 ? 'off' : 'on')) })).toEqual({
      by: 'group',
      column: 'bureau',
    });
    for (const alone of [0, 3]) {
      expect(demand({ ...measured, y: bureau.map((b) => (b === alone ? 'off' : 'on')) })).toEqual(chance);
    }
  });
  test('a column that may be one is named to the person, with the option', async () => {
    const { choice } = await choose(Table.of({ 'home school': person.map(code), visits, y: alike(2) }), {
      target: 'y',
    });
    expect(choice.split).toEqual({ by: 'random', perhaps: 'home school', asked: false });
    for (const language of ['en', 'zh-TW'] as const) {
      expect(choiceTexts[language].details(choice).join()).toContain("--split 'group=home school'");
    }
  });
});

describe('what only a person knows: rows of one event, and years', () => {
  const events = 60;
  const rows = range(180);
  const event = [...new NumpyRandom(3).permutation(180)].map((row) => row % events);
  const noise = [...random.randn(180)];
  const [longitude, latitude] = [random.randn(events), random.randn(events)];
  const of = (values: Float64Array | readonly number[]): number[] => event.map((e) => values[e] ?? 0);
  const accidents = {
    longitude: of(longitude),
    place: event.map((e) => `km ${(e * 7919) % 1000}`),
    latitude: of(latitude),
    age: [...random.randn(180)],
  };
  test('accidents: a place and its coordinates, whatever the target is', () => {
    const shared = { column: 'place', same: ['longitude', 'latitude'] };
    expect(demand({ ...accidents, y: noise })).toEqual({ by: 'random', shared });
    const moved = accidents.latitude.map((v, row) => (row === 7 ? v + 1 : v)); // a slip
    expect(demand({ ...accidents, latitude: moved, y: noise })).toMatchObject({ shared });
  });
  test('not a name and its code, a number and its logarithm, or what is the same of some rows only', () => {
    const { age, place } = accidents;
    expect(demand({ age, place, code: event.map((e) => (e * 37) % 101), y: noise })).toEqual(chance);
    const size = longitude.map((v) => Math.exp(v));
    const sizes = { age, size: of(size), log: of(longitude), inverse: of(size.map((v) => 1 / v)) };
    expect(demand({ ...sizes, y: noise })).toEqual(chance);
    const latitudes = accidents.latitude.map((v, row) => (row % 9 === 0 ? row : v));
    expect(demand({ ...accidents, latitude: latitudes, y: noise })).toEqual(chance);
  });
  test('years over which the target changes beyond what a line explains', () => {
    const year = rows.map((row) => 1990 + ((row * 7) % 20));
    const wave = year.map((y, row) => 2 * Math.sin(y) + (noise[row] ?? 0));
    const { age } = accidents;
    expect(demand({ year, age, y: wave })).toEqual({ by: 'random', later: 'year' });
    expect(demand({ seen: year.map((y) => `${y}-05-01`), age, y: wave })).toEqual({ by: 'random', later: 'seen' });
    expect(demand({ year, age, y: noise })).toEqual(chance);
    expect(demand({ year, age, y: year.map((y, row) => y / 5 + (noise[row] ?? 0)) })).toEqual(chance); // a line does
    expect(demand({ year, age, y: year.map((y) => 2020 - y) })).toEqual(chance); // nothing is left
    expect(demand({ 'year built': year, age, y: wave })).toEqual(chance);
    expect(demand({ year: year.map((y) => y % 2), age, y: wave }).by).toBe('random');
  });
  test('is told with the option, in both languages, and only of a model that is no guess', async () => {
    const columns = { ...accidents, y: accidents.age.map((v, row) => 3 * v + (noise[row] ?? 0)) };
    const { choice } = await choose(Table.of(columns), { target: 'y' });
    expect(choice.split).toMatchObject({ by: 'random', shared: { column: 'place' } });
    for (const language of ['en', 'zh-TW'] as const) {
      const { details } = choiceTexts[language];
      expect(details(choice).join()).toContain('--split group=place');
      expect(details({ ...choice, chosen: { rung: 'constant' } }).join()).not.toContain('--split');
      const split = { by: 'random', asked: false, later: 'year' } as const;
      expect(details({ ...choice, split }).join()).toContain('--split time=year');
    }
  });
});
