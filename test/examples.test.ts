// Every file in examples/ is run, and says what it should.
import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import liked from './vectors/liked.json' with { type: 'json' };
import students from './vectors/students.json' with { type: 'json' };

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => {
    lines.push(words.join(' '));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('students', async () => {
  const { mse } = await import('../examples/students.ts');
  for (const [rate, golden] of [
    [1, students.runs.correct_lr1],
    [0.5, students.runs['correct_lr0.5']],
  ] as const) {
    const found = await mse(rate, 5);
    golden.epochs
      .slice(0, 6)
      .forEach((epoch, i) => expect(Math.abs((found[i] ?? NaN) - epoch.mse)).toBeLessThan(1e-15));
  }
  expect(lines[0]).toMatch(/^rate 1 {3}0\.012672752,/);
});

test('xor', async () => {
  const { perceptron, answer, predictions } = await import('../examples/xor.ts');
  expect(perceptron).toMatchObject({ converged: false, cycle: { length: 4 } });
  expect(answer).toMatchObject({ separable: false, certificate: { exactPoint: ['1/2', '1/2'] } });
  expect(predictions.map(Math.round)).toEqual([0, 1, 1, 0]);
  expect(lines).toHaveLength(3);
});

test('liked', async () => {
  const { train, test: held, history, accuracy, verdict } = await import('../examples/liked.ts');
  expect(train.rows).toEqual(liked.train_indices);
  expect(held.rows).toEqual(liked.test_indices);
  expect(history.history['loss']).toHaveLength(50);
  expect(accuracy).toBeCloseTo(verdict.correct / 20, 12);
  expect(verdict.better).toBe(false);
  expect(lines[1]).toMatch(/^\d+ of 20 right; always guessing 1 gets 13 right; better: false$/);
});

test('no example is forgotten', () => {
  expect(
    readdirSync(new URL('../examples/', import.meta.url))
      .filter((name) => name.endsWith('.ts'))
      .sort(),
  ).toEqual(['liked.ts', 'students.ts', 'xor.ts']);
});

test('examples/rents.csv is what its script makes', async () => {
  const script = new URL('../scripts/example-rents.mjs', import.meta.url).href; // no types: it is a script
  const { rents } = (await import(script)) as { rents: () => string };
  expect(readFileSync(new URL('../examples/rents.csv', import.meta.url), 'utf8')).toBe(rents());
});
