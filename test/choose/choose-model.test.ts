import { describe, expect, test } from 'vitest';
import { Table } from '../../src/index.ts';
import { choiceSentences, chooseModel, predictTable, type Trial } from '../../src/table.ts';
import { choose } from '../../src/choose/choose.ts';
import { fromSaved, readModel, toSaved, writeModel } from '../../src/save.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const random = new NumpyRandom(11);
const area = random.randn(120).map((v) => 60 + 15 * v);
const noise = random.randn(120);
const rents = Table.of({
  area,
  district: area.map((_, i) => (i % 3 === 0 ? 'Daan' : 'Wenshan')),
  rent: area.map((v, i) => 5000 + 300 * v + (i % 3 === 0 ? 9000 : 0) + 500 * (noise[i] ?? 0)),
});
const high = Table.of({ area, high: area.map((v) => (v > 60 ? 'yes' : 'no')) });

describe('chooseModel', () => {
  test('chooses as the command line does, of a table or of records', async () => {
    const inside = await choose(rents, { target: 'rent' });
    const chosen = await chooseModel(rents, 'rent');
    expect(chosen.choice).toEqual(inside.choice);
    expect(chosen.model.weights()).toEqual(inside.model.weights());
    expect((await chooseModel(rents.toRows(), 'rent')).choice).toEqual(inside.choice);
  });

  test('tells of every model that was tried, and ends when it is asked to, with the best so far', async () => {
    const trials: Trial[] = [];
    const signal = { aborted: false };
    const { choice } = await chooseModel(rents, 'rent', {
      signal,
      onTrial: (trial) => {
        trials.push(trial);
        signal.aborted = true;
      },
    });
    expect(trials.map(({ candidate }) => candidate.rung)).toContain('line');
    expect(choice.trials).toEqual(trials);
    expect(choice.cut?.reason).toBe('asked');
  });

  test('a time that is over is said to be why', async () => {
    const { choice } = await chooseModel(rents, 'rent', { time: 1e-9 });
    expect(choice.cut?.reason).toBe('time');
  });

  test('a network is trained as long as is allowed, and called unfinished if it would have gone on', async () => {
    const networks = async (mostEpochs: number): Promise<Trial[]> => {
      const { choice } = await chooseModel(rents, 'rent', { mostEpochs });
      return choice.trials.filter(({ candidate }) => candidate.rung === 'network');
    };
    const short = await networks(3);
    expect(short.map(({ epochs }) => epochs)).toEqual(short.map(() => 3));
    expect(short.every(({ unfinished }) => unfinished)).toBe(true);
    const longer = await networks(91);
    expect(Math.max(...longer.map(({ epochs = 0 }) => epochs))).toBeGreaterThan(3);
    expect(Math.min(...longer.map(({ cost }) => cost))).toBeLessThan(Math.min(...short.map(({ cost }) => cost)));
  });

  test('what nobody can mean is refused by its name', async () => {
    const choosing = (options: object) => () => chooseModel(rents, 'rent', options);
    await expect(choosing({ class_weights: 'balanced' })).rejects.toThrow(/class_weights.*classWeights/);
    await expect(choosing({ time: 0 })).rejects.toThrow(/time/);
    await expect(choosing({ mostEpochs: 1.5 })).rejects.toThrow(/mostEpochs.*whole number/);
    await expect(choosing({ costs: { fp: 1 } })).rejects.toThrow(/costs.*two numbers above 0/);
    await expect(choosing({ onTrial: 1 })).rejects.toThrow(/onTrial/);
    await expect(chooseModel(rents, 'price')).rejects.toThrow(/price/);
  });
});

describe('predictTable', () => {
  test('gives numbers with their interval, which the saved model gives too', async () => {
    const chosen = await chooseModel(rents, 'rent');
    const row = { area: 60, district: 'Daan' };
    const { predictions } = await predictTable(chosen, [row]);
    const [{ prediction = NaN, low = NaN, high: top = NaN } = {}] = predictions;
    expect(prediction).toBeGreaterThan(31_000);
    expect(prediction).toBeLessThan(33_000);
    expect((top - low) / 2).toBeCloseTo(chosen.choice.interval?.halfWidth ?? NaN, 6);
    const { preprocessing, choice } = chosen;
    const files = writeModel(toSaved(chosen.model, { preprocessing, settings: { choice } }));
    const again = { ...chosen, model: fromSaved(readModel(files)) };
    expect((await predictTable(again, [row])).predictions).toEqual(predictions);
  });

  test.each([
    ['near 0', (v: number) => 0.3 * v],
    ['far from 0', (v: number) => 1e5 + 2.7 * v],
    ['as logarithms', (v: number) => Math.pow(10, v / 15)],
  ])('an interval holds what arithmetic in 32 bits makes of an exact line: %s', async (_, lineOf) => {
    const chosen = await chooseModel(Table.of({ area: area.slice(40), y: area.slice(40).map(lineOf) }), 'y');
    const others = area.slice(0, 40);
    const { predictions } = await predictTable(
      chosen,
      others.map((v) => ({ area: v })),
    );
    const inside = predictions.filter(({ low = NaN, high: top = NaN }, row) => {
      const truth = lineOf(others[row] ?? NaN);
      return low <= truth && truth <= top;
    });
    expect(inside.length).toBeGreaterThanOrEqual(36);
  });

  test('gives classes with their probabilities, and notes what is new', async () => {
    const chosen = await chooseModel(high, 'high');
    const { predictions } = await predictTable(chosen, [{ area: 90 }, { area: 30 }]);
    expect(predictions.map(({ prediction }) => prediction)).toEqual(['yes', 'no']);
    expect(predictions[0]?.probabilities?.['yes']).toBe(predictions[0]?.probability);
    const inRents = await predictTable(await chooseModel(rents, 'rent'), [{ area: 50, district: 'Moon' }]);
    expect(inRents.notes).toEqual([
      expect.objectContaining({ code: 'unseen-value', column: 'district', text: 'Moon' }),
    ]);
  });
});

test('what came out is said in both languages', async () => {
  const { choice } = await chooseModel(rents, 'rent');
  expect(choiceSentences(choice, 'en')[0]).toMatch(/^A line is enough/);
  expect(choiceSentences(choice, 'zh-TW')[0]).toMatch(/一條線就夠了/);
  expect(choiceSentences(choice, 'en').at(-1)).toMatch(/9 of 10 new rows/);
});
