// The bench's test loss and accuracies beside those of the same training, run by the library.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scoresOf } from '../../studio/src/bench/hold-out.ts';
import { Timeline } from '../../studio/src/bench/timeline.ts';
import { planTable } from '../../src/table.ts';
import { liked, likedPlan, likedTable } from '../../studio/src/scenarios/liked.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, closeBrowsers, hands, visit, type Files } from './built.ts';

test('the scores after each epoch are what fit and evaluate say', async () => {
  const { model, train, test: rows, fit } = likedPlan();
  const timeline = Timeline.of(liked.make(liked.options));
  const holdOut = liked.holdOut?.();
  if (!rows || !holdOut) throw new Error('no rows are held back');
  const { history } = await model.fit(train.x, train.y, { ...fit, validationData: [rows.x, rows.y] });
  expect(history['val_loss']?.length).toBe(50);
  for (const epoch of [1, 2, 17, 50]) {
    const scores = scoresOf(timeline, epoch, holdOut);
    expect(scores?.testLoss).toBeCloseTo(history['val_loss']?.[epoch - 1] ?? NaN, 4); // one is f64, the other f32
    expect(scores?.testAccuracy).toBeCloseTo(history['val_accuracy']?.[epoch - 1] ?? NaN, 6);
  }
  const predicted = await model.predict(train.x);
  const right = predicted.filter(([p = NaN], i) => (p > 0.5 ? 1 : 0) === train.y.data[i]).length;
  expect(scoresOf(timeline, 50, holdOut)?.trainAccuracy).toBeCloseTo(right / 80, 6);
});

let files: Files;
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(closeBrowsers);

describe.each(browsers.filter(isInstalled))('$name', (choice) => {
  test('the bench draws them as it goes, and a table stands behind', () =>
    visit(files, choice, async (v) => {
      const h = hands(v);
      await h.open('#bench/5?epoch=4');
      await h.until(
        'four epochs',
        async () => (await v.page.$$eval('.second svg path[stroke]', (list) => list.length)) === 2,
      );
      expect(await v.page.$$eval('figure svg .name', (list) => list.map((e) => e.textContent ?? ''))).toEqual(
        expect.arrayContaining(['A test', 'training', 'test']),
      );
      await h.button('Table', '.second');
      const rows = await v.page.$$eval('.second tbody tr', (list) =>
        list.map((e) => [...e.querySelectorAll('th, td')].map((c) => c.textContent ?? '')),
      );
      const timeline = Timeline.of(liked.make(liked.options));
      const holdOut = liked.holdOut?.();
      const scores = holdOut && scoresOf(timeline, 4, holdOut);
      expect(rows.at(-1)).toEqual(['4', scores?.trainAccuracy.toFixed(4), scores?.testAccuracy.toFixed(4)]);
      expect(rows.length).toBe(5);
      expect(v.problems).toEqual([]);
    }));
});

test('the tutorial table is planned as planTable plans it, number by number', () => {
  const own = likedPlan();
  const plan = planTable(likedTable(), {
    target: 'liked',
    hidden: [{ units: 5, activation: 'relu' }],
    scale: 'standard',
    testSize: 0.2,
    splitSeed: 42,
    epochs: 50,
    batchSize: 10,
    seed: 42,
    optimizer: 'adam',
  });
  expect(own.fit).toEqual(plan.fit);
  expect(own.preprocessing.target).toEqual(plan.preprocessing.target);
  for (const part of ['train', 'test'] as const) {
    expect(own[part].x).toEqual(plan[part]?.x);
    expect(own[part].y).toEqual(plan[part]?.y);
  }
  const run = ({ model, train, fit }: Pick<typeof own, 'model' | 'train' | 'fit'>): unknown => {
    const { programs, ...rest } = model.run(train.x, train.y, fit);
    return { ...rest, programs: Object.keys(programs) };
  };
  expect(run(own)).toEqual(run(plan));
});
