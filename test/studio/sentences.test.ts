// Sentences of the Studio that were false: what they rest on is tested here, without a browser.
import { describe, expect, test } from 'vitest';
import { overfitsFrom, stillFalls, verdictTitle } from '../../studio/src/data/verdict.ts';
import { en as data } from '../../studio/src/data/messages.en.ts';
import { aboutOf, type TaskWords } from '../../studio/src/lessons/lesson.ts';
import { lessons } from '../../studio/src/lessons/lessons.ts';
import { lessonWords } from '../../studio/src/lessons/words.ts';
import { alone, formatFor } from '../../studio/src/numbers/format.ts';

describe('a lesson whose bench is not open yet', () => {
  test.each(['en', 'zh-TW'] as const)('holds no number of that bench: %s', (language) => {
    for (const { number, tasks } of lessons) {
      for (const task of tasks) {
        const words: TaskWords | undefined = lessonWords[language].tasks[number - 1]?.[task.id];
        expect(words, `${number} ${task.id}`).toBeDefined();
        if (words) expect(`${aboutOf(task, words, null)} ${words.ask({})}`).not.toMatch(/undefined|NaN/);
      }
    }
  });
});

test('a number of a block says its power of ten where it stands alone', () => {
  const huge = formatFor(2.36e28, 5, false);
  expect(alone(2.36e28, huge)).toBe('2.36 × 10²⁸');
  expect(alone(0.0127, huge)).toBe('0.0127');
  expect(alone(3e27, { ...huge, signed: true })).toBe('+3.00 × 10²⁷');
  expect(alone(-3.5e9, { ...huge, signed: true })).toBe('−3.50 × 10⁹');
  expect(alone(Infinity, huge)).toBe('+∞');
  expect(alone(0.5, formatFor(0.9, 4, true))).toBe('+0.5000');
});

describe('the result of a training on own data', () => {
  const falling = Array.from({ length: 50 }, (_, i) => 2 * 0.97 ** i);
  const settled = Array.from({ length: 50 }, (_, i) => 0.1 + 2 * 0.5 ** i);
  test('is not called overfitting while the test loss only wobbles above the training loss', () => {
    const test = settled.map((v, i) => v + 0.02 + (i % 2) * 0.004); // 97 % right in the end: iris
    expect(overfitsFrom(settled, test)).toBeNull();
    const risen = falling.map((v, i) => (i < 20 ? v + 0.1 : 1.1 + (i - 20) * 0.05));
    expect(overfitsFrom(falling, risen)).toBe(21);
  });
  test('is not called final while the training loss falls', () => {
    expect(stillFalls(falling)).toBe(true);
    expect(stillFalls(settled)).toBe(false);
    expect(stillFalls([3, 2, 1])).toBe(false); // too few to tell
    const verdict = { kind: 'regression', better: false, value: 9, guess: { value: 4 } } as never;
    expect(verdictTitle(verdict, data, falling)).toBe('Not finished: the training loss is still falling');
    expect(verdictTitle(verdict, data, settled)).toBe('Not better than the baseline');
  });
});
