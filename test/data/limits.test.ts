// Numbers far from all others count as a limit, where a person or the chooser says so.
import { describe, expect, test } from 'vitest';
import { choose } from '../../src/choose/choose.ts';
import { limitsOf } from '../../src/data/columns/number.ts';
import { applyScaling, encode, fitPreprocessing, type Preprocessing } from '../../src/data/encode.ts';
import { Table } from '../../src/data/table.ts';
import { readPreprocessing } from '../../src/formats/preprocessing.ts';
import { Json } from '../../src/util/json.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const heights = Float64Array.from({ length: 101 }, (_, i) => 150 + (i % 41)); // quartiles 158 and 178
const slip = heights.with(7, 7_283_465);
const table = Table.of({ height: slip, y: Array.from(heights, (v, i) => v + (i % 3)) });
const fit = (outliers: 'keep' | 'limit', scale: 'standard' | 'minmax' = 'standard'): Preprocessing =>
  fitPreprocessing(table, Array.from(heights.keys()), { target: 'y', outliers, scale });

describe('where numbers end that are like the others', () => {
  test('five times the distance of the quartiles beyond them', () => {
    expect(limitsOf(slip)).toEqual([158 - 5 * 20, 178 + 5 * 20]);
  });
  test('nowhere, if all are alike, the far ones hold little of the variance, or most are the same', () => {
    expect(limitsOf(heights)).toBeNull();
    expect(limitsOf(heights.with(7, 300))).toBeNull();
    expect(limitsOf(new Float64Array(101).with(7, 1e6))).toBeNull();
    expect(limitsOf(new Float64Array(0))).toBeNull();
    expect(limitsOf(Float64Array.of(NaN, NaN))).toBeNull();
  });
});

describe('a column with a slip', () => {
  test('has the statistics of limited values, and is said', () => {
    const { features, warnings } = fit('limit');
    const limited = heights.with(7, 278);
    const mean = limited.reduce((sum, v) => sum + v, 0) / 101;
    expect(features[0]).toMatchObject({ limits: [58, 278], min: 150, max: 7_283_465 });
    expect(features[0]).toHaveProperty('mean', expect.closeTo(mean, 10));
    expect(warnings).toContainEqual({ code: 'limited-cells', column: 'height', cells: 1, low: 58, high: 278 });
  });
  test('becomes numbers within the limits, new rows too; from 0 to 1 if so scaled', () => {
    const rows = Table.of({ height: [170, 1e9, -1e9] });
    expect([...encode(fit('limit'), rows).x.data]).toEqual([170, 278, 58]);
    const scaled = fit('limit', 'minmax');
    const { data } = applyScaling(scaled, encode(scaled, table).x);
    expect(Math.max(...data)).toBe(1);
    expect(Math.min(...data)).toBe(0);
  });
  test('stays as it is, unless somebody says so', () => {
    expect(fit('keep').features[0]).not.toHaveProperty('limits');
    expect(encode(fit('keep'), table).x.data[7]).toBe(7_283_465);
  });
  test('comes back from a file; limits that are none are refused', () => {
    const saved = JSON.parse(JSON.stringify(fit('limit'))) as Record<string, unknown>;
    expect(readPreprocessing(new Json(saved, 'model.json'))).toEqual(fit('limit'));
    const wrong = JSON.parse(JSON.stringify(saved).replace('[58,278]', '[278,58]')) as unknown;
    expect(() => readPreprocessing(new Json(wrong, 'model.json'))).toThrow(/two numbers, the smaller one first/);
  });
});

test('a chosen model learns from the others', async () => {
  const x = Float64Array.from(new NumpyRandom(3).randn(150));
  const far = Table.of({ x: x.with(40, 1e7), y: x });
  const errorOf = async (outliers: 'keep' | 'limit'): Promise<number> =>
    (await choose(far, { target: 'y', outliers })).choice.trials.find(({ candidate }) => candidate.rung === 'line')
      ?.cost ?? NaN;
  expect(await errorOf('limit')).toBeLessThan(0.5 * (await errorOf('keep')));
  const { preprocessing } = await choose(far, { target: 'y' });
  expect(preprocessing.features[0]).toHaveProperty('limits');
});
