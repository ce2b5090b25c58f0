import { describe, expect, test } from 'vitest';
import { choose } from '../../src/choose/choose.ts';
import { predictTable } from '../../src/choose/predict-table.ts';
import { choiceTexts } from '../../src/choose/sentences.ts';
import { fromStandard, tailShare, targetScaleOf, toStandard, unitsOf } from '../../src/choose/target-units.ts';
import { Table } from '../../src/data/table.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const random = new NumpyRandom(11);
const x = random.randn(300);
const noise = random.randn(300);
const lognormal = (spread: number): Float64Array => Float64Array.from(noise, (v) => 1000 * Math.exp(spread * v));

describe('the logarithm is learned', () => {
  const isLog = (values: Float64Array): boolean => targetScaleOf(values) === 'log';
  test('of populations, and of prices among which one flat is a whole street', () => {
    expect(isLog(lognormal(2))).toBe(true);
    expect(isLog(lognormal(0.8).with(7, 1e9))).toBe(true);
  });
  test('of them if a few are 0, not if many are, and not of a debt', () => {
    expect(isLog(lognormal(2).with(7, 0))).toBe(true);
    expect(isLog(lognormal(2).map((v, i) => (i % 20 === 0 ? 0 : v)))).toBe(false);
    expect(isLog(lognormal(2).with(7, -1))).toBe(false);
  });
  test('not of houses, ages with a slip, or a table that never changes', () => {
    expect(isLog(lognormal(0.5))).toBe(false);
    expect(isLog(Float64Array.from(x, (_, i) => 20 + (i % 50)).with(3, 4000))).toBe(false);
    expect(isLog(new Float64Array(40).fill(3))).toBe(false);
    expect(isLog(new Float64Array(0))).toBe(false);
  });
});

test('the share of the largest hundredth', () => {
  expect(tailShare(Float64Array.from([0, 0, 0, 10]))).toBeCloseTo(7.5 ** 2 / (7.5 ** 2 + 3 * 2.5 ** 2), 12);
});

test('standard units lead back to the table; 0 counts as the least above it', () => {
  const values = Float64Array.of(0, 2, 40, 9);
  const units = unitsOf(values, 'log');
  [2, 2, 40, 9].forEach((v, i) => expect(fromStandard(toStandard(values, units), units)[i]).toBeCloseTo(v, 12));
  const plain = unitsOf(values, 'linear');
  values.forEach((v, i) => expect(fromStandard(toStandard(values, plain), plain)[i]).toBeCloseTo(v, 12));
});

describe('a table of prices with one that dwarfs all others', () => {
  const prices = Float64Array.from(x, (v, i) => Math.exp(9 + 1.2 * v + 0.2 * (noise[i] ?? 0))).with(5, 5e8);
  const table = Table.of({ x, price: prices });
  const chosen = choose(table, { target: 'price' });

  test('is judged by factors, by which a line is better than the guess', async () => {
    const { choice } = await chosen;
    expect(choice.logarithm).toMatchObject({ asked: false, zeros: 0 });
    expect(choice.verdict).toMatchObject({ measure: 'logRmse', rung: 'line' });
    for (const texts of Object.values(choiceTexts)) {
      expect(texts.headline(choice)).toMatch(/logarithms|對數/);
      expect(texts.chosen.logarithmOf(choice.logarithm ?? { asked: true, tail: 1, zeros: 0, floor: 0 })).toContain(
        '99%',
      );
    }
  });
  test('is learned: the model gives prices, of which nine of ten lie within the factor', async () => {
    const { choice, model } = await chosen;
    const factor = choice.interval?.factor ?? NaN;
    expect(factor).toBeGreaterThan(1.2);
    expect(factor).toBeLessThan(2);
    const said = await model.predict(Array.from(x, (v) => [v]));
    const inside = said.filter(([p = NaN], i) => Math.abs(Math.log(p / (prices[i] ?? NaN))) <= Math.log(factor));
    expect(inside.length / 300).toBeGreaterThan(0.85);
    const [{ prediction, low, high } = { prediction: NaN, low: NaN, high: NaN }] = (
      await predictTable(await chosen, [{ x: 0.5 }])
    ).predictions;
    expect(Number(prediction) / (low ?? NaN)).toBeCloseTo(factor, 10);
    expect((high ?? NaN) / Number(prediction)).toBeCloseTo(factor, 10);
  });
  test('has a line whose logarithm is as it was made', async () => {
    const { choice } = await choose(table, { target: 'price' });
    if (choice.chosen.rung !== 'line') return expect(choice.line).toBeNull();
    expect(choice.line?.intercept).toBeCloseTo(9, 0);
    expect(choice.line?.slopes[0]?.slope).toBeCloseTo(1.2, 0);
  });
  test('is learned as it is, if a person says so', async () => {
    const { choice } = await choose(table, { target: 'price', targetScale: 'linear' });
    expect(choice.logarithm).toBeNull();
    expect(choice.verdict.measure).toBe('rmse');
    expect(choice.interval?.halfWidth).toBeGreaterThan(0);
  });
});

test('what has no logarithm is refused', async () => {
  const asked = (y: readonly number[] | readonly string[]): Promise<unknown> =>
    choose(Table.of({ x: x.slice(0, 60), y }), { target: 'y', targetScale: 'log' });
  await expect(asked([...noise.slice(0, 60)])).rejects.toThrow(
    /targetScale \(--target-scale\): needs a target of numbers above 0/,
  );
  await expect(asked(Array.from({ length: 60 }, (_, i) => (i % 2 ? 'a' : 'b')))).rejects.toThrow(/got 2 classes/);
});
