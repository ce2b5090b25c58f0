// Intervals of importance where rows are alike: blocks are resampled, not rows.
import { describe, expect, test } from 'vitest';
import { choose } from '../../src/choose/choose.ts';
import { ofBlocks } from '../../src/choose/importance.ts';
import { Table } from '../../src/data/table.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const random = new NumpyRandom(4);

describe('intervals of means of rows that are alike', () => {
  test('as wide as the sums of the blocks say', () => {
    const [count, size] = [80, 12];
    const blocks = Int32Array.from({ length: count * size }, (_, row) => row % count);
    const levels = random.randn(count);
    const values = [...random.randn(count * size)].map((v, row) => 5 + (levels[row % count] ?? 0) + v);
    const [interval] = ofBlocks([values], blocks, 1);
    // Liang & Zeger 1986: the variance of the mean from the sums of its blocks
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const sums = new Float64Array(count);
    values.forEach((v, row) => (sums[row % count] = (sums[row % count] ?? 0) + v - mean));
    const error = Math.sqrt(sums.reduce((sum, v) => sum + v * v, 0) * (count / (count - 1))) / values.length;
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeCloseTo(2 * 1.99 * error, 1);
    const ofRows = (2 * 1.96 * Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0))) / values.length;
    expect(2 * 1.99 * error).toBeGreaterThan(2 * ofRows);
  });
  test('none of fewer than six blocks', () => {
    expect(ofBlocks([[1, 2, 3, 4]], Int32Array.of(0, 1, 2, 3), 1)).toEqual([]);
  });
  test('those of a choice are wider where rows are held out by group', async () => {
    const person = Array.from({ length: 320 }, (_, row) => row % 16);
    const trait = random.randn(16);
    const noise = random.randn(320);
    const table = Table.of({
      subject: person,
      trait: person.map((p) => trait[p] ?? 0),
      y: person.map((p, row) => 3 * (trait[p] ?? 0) + (noise[row] ?? 0)),
    });
    const width = async (split: 'group' | 'random'): Promise<number> => {
      const rule = split === 'group' ? ({ by: split, column: 'subject' } as const) : ({ by: split } as const);
      const { choice } = await choose(table, { target: 'y', split: rule, exclude: ['subject'] });
      const found = choice.importance.find(({ column }) => column === 'trait')?.interval;
      return (found?.high ?? NaN) - (found?.low ?? NaN);
    };
    expect(await width('group')).toBeGreaterThan(1.5 * (await width('random')));
  });
});
