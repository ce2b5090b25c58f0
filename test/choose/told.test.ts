// What is said of a choice: what was measured, what to do next, and nothing of a gain that is not there.
import { describe, expect, test } from 'vitest';
import type { Choice } from '../../src/choose/choice.ts';
import { conformalHalfWidth, coverageOff } from '../../src/choose/conformal.ts';
import { rankedColumns, rareClass } from '../../src/choose/outcome.ts';
import { choiceSentences, choiceTexts } from '../../src/choose/sentences.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';
import { coins, fraud, iris, rent } from './fixtures.ts';

const { en, 'zh-TW': zh } = choiceTexts;

describe('how far off predictions are', () => {
  const usual: Choice['split'] = { by: 'random', asked: false };
  const about = (
    coverage: number | null,
    rows = { train: 4416, test: 1104 },
    split: Choice['split'] = usual,
  ): readonly string[] => {
    const told = { interval: { level: 0.9, halfWidth: 23.49, coverage }, rows, split };
    return [en.interval.about(told), zh.interval.about(told)];
  };
  test('what was measured on the test rows comes first', () => {
    expect(about(0.899)[0]).toBe(
      'Of the 1,104 test rows, 89.9% lie within ± 23.49 of their prediction. About 9 of 10 new rows like these should, too.',
    );
    expect(about(0.899)[1]).toMatch(/^1,104 筆測試資料裡，有 89\.9% 和預測值相差不到 23\.49。/);
  });
  test('nine of ten are not promised where the test rows say otherwise', () => {
    const [english = '', chinese = ''] = about(0.831);
    expect(english).toMatch(/^Of the 1,104 test rows, 83\.1% lie .*do not count on 90% for new rows\.$/);
    expect(english).not.toContain('9 of 10');
    expect(chinese).not.toMatch(/10 筆大約有 9 筆/);
    expect(about(0.95)[0]).toMatch(/95\.0% lie .*too wide/);
    expect(about(0.85, { train: 400, test: 100 })[0]).toContain('9 of 10'); // 5 rows fewer: chance
  });
  test('of rows held out together nobody knows what chance does', () => {
    const [english = '', chinese = ''] = about(0.831, undefined, { by: 'group', column: 'who', asked: false });
    expect(english).toMatch(/those held out together are not like them, so do not count on 90% for new rows\.$/);
    expect(english + chinese).not.toMatch(/chance|運氣/);
    expect(about(0.831).join()).toMatch(/more than chance.*運氣/);
  });
  test('without test rows, that of cross-validation', () => {
    expect(about(null)[0]).toBe(
      'About 9 of 10 new rows like these lie within ± 23.49 of their prediction (measured in cross-validation).',
    );
  });
  test('where nothing but chance is at work, at most one table in twenty is called off', () => {
    const random = new NumpyRandom(5);
    const [train, test, times] = [400, 100, 600];
    const found = Array.from({ length: times }, () => {
      const width = conformalHalfWidth(Float64Array.from(random.randn(train)), 0.9);
      const inside = random.randn(test).filter((error) => Math.abs(error) <= width).length;
      return coverageOff(inside / test, 0.9, { train, test });
    }).filter((off) => off !== null);
    expect(found.length / times).toBeGreaterThan(0.01);
    expect(found.length / times).toBeLessThan(0.05);
  });
});

test.each([1, 2, 5, 10])('of %i test rows, one that lies outside is chance', (test) => {
  expect(coverageOff((test - 1) / test, 0.9, { train: 200, test })).toBe(null);
  expect(coverageOff(0, 0.9, { train: 200, test })).toBe(test === 1 ? null : 'fewer');
});

describe('which columns matter', () => {
  const column = (name: string, share: number, low: number) =>
    ({ column: name, share, interval: { low, high: share + 0.5, level: 0.95 } }) as const;
  const importance = [column('unsure', 0.9, -0.1), column('small', 0.1, 0.02), column('large', 0.5, 0.4)];
  test('those of which something is seen come first', () => {
    const ranked = rankedColumns({ ...rent.choice, importance });
    expect(ranked.map(({ column: name, seen }) => [name, seen])).toEqual([
      ['large', true],
      ['small', true],
      ['unsure', false],
    ]);
  });
  test('no shares of a gain that is not there', () => {
    expect(rankedColumns({ ...coins.choice, importance })).toEqual([]);
  });
});

describe('a rare class', () => {
  /** Every model is as often right as the guess, in each class. */
  const never = ({ verdict, ...choice }: Choice, accuracy = verdict.rungs[0]?.scores.accuracy ?? NaN): Choice => {
    const rungs = verdict.rungs.map((one) => {
      const right = { balancedAccuracy: 0.5, ...(one.rung === 'constant' ? {} : { accuracy }) };
      return { ...one, scores: { ...one.scores, ...right } };
    });
    return { ...choice, verdict: { ...verdict, rungs } };
  };
  const told = (choice: Choice): string => choiceSentences(choice, 'en').join('\n');
  test('has a next step, with its name and a cost that fits its share', () => {
    expect(told(fraud.choice)).toContain('To find more of "fraud" at the price of false alarms, add --cost fp=1,fn=30');
    expect(choiceSentences(fraud.choice, 'zh-TW').join('\n')).toContain('請加上 --cost fp=1,fn=30（漏掉一個「fraud」');
  });
  test('that is never predicted is called so', () => {
    expect(told(never(fraud.choice))).toContain('But the model predicts "fine" for every row');
    expect(choiceSentences(never(fraud.choice), 'zh-TW').join('\n')).toContain('模型把每一列都預測成「fine」');
  });
  test('that is found seldom, and as often where it is not, is not called so', () => {
    expect(told(never(fraud.choice, 0.8))).toContain('To find more of "fraud"');
  });
  test('that comes first in order costs the other way round', () => {
    const { target = { name: 'y', classes: [], guess: [] } } = fraud.choice;
    const turned = { ...target, classes: ['fraud', 'fine'], guess: target.guess.toReversed() };
    expect(rareClass({ ...fraud.choice, target: turned })).toMatchObject({ name: 'fraud', cost: 'fp=30,fn=1' });
  });
  test('is not spoken of elsewhere, nor where nobody knows the names', () => {
    expect(rareClass(iris.choice)).toBeNull();
    const { target: _, ...old } = fraud.choice;
    expect(told(old)).not.toContain('--cost');
  });
});

test('rows that are held out together are spoken of with the result', () => {
  const split = { by: 'time', column: 'Date', asked: false } as const;
  const [, first] = choiceSentences({ ...rent.choice, split }, 'en');
  expect(first).toBe(
    'Held out: the latest rows by Date, predicted from the earlier ones, because rows near in time are alike.',
  );
  expect(choiceSentences({ ...rent.choice, split }, 'zh-TW')[1]).toBe(
    '保留作測試的是「Date」最晚的列，用較早的列預測，因為時間相近的列相像。',
  );
});

test('a difference that is 0 as written is called the same', () => {
  const { verdict } = rent.choice;
  const overLine = { of: 'network', over: 'line', by: 0.0001, interval: { low: -40, high: 40, level: 0.95 } } as const;
  const none = { ...rent.choice, verdict: { ...verdict, rung: 'line', overLine } } as const;
  expect(choiceSentences(none, 'en').join('\n')).toMatch(/beats a line: error \(RMSE\) the same \(95% confidence/);
  expect(choiceSentences(none, 'zh-TW').join('\n')).toMatch(/誤差（RMSE）相同（95% 信賴區間/);
});
