// Every file in examples/ is run, and says what it should.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import liked from './vectors/liked.json' with { type: 'json' };
import students from './vectors/students.json' with { type: 'json' };
import { hasModules, python } from './tools/python.ts';

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

test('digits', async () => {
  const { line, network, held } = await import('../examples/digits.ts');
  expect(held.digits).toHaveLength(300);
  // scikit-learn's LogisticRegression reads 273 of them right with C = 1, 278 with C = 10, 274 with C = 100
  expect(line).toBeGreaterThan(0.89);
  expect(line).toBeLessThan(0.94);
  expect(network).toBeGreaterThan(0.935);
  expect(network).toBeGreaterThan(line);
  expect(lines[0]).toMatch(/^a line reads 9\d\.\d% of 300 digits right, convolutions 9\d\.\d%$/);
}, 120_000);

test.runIf(hasModules('sklearn'))('examples/digits.csv is what its script makes (needs .cache/python)', () => {
  const script = fileURLToPath(new URL('../scripts/example-digits.py', import.meta.url));
  const made = execFileSync(python, [script], { encoding: 'utf8', maxBuffer: 2 ** 22 });
  expect(made).toBe(readFileSync(new URL('../examples/digits.csv', import.meta.url), 'utf8'));
});

test('adding', async () => {
  const { loss, baseline } = await import('../examples/adding.ts');
  expect(baseline).toBeGreaterThan(0.13); // two numbers from 0 to 1 vary by 1/6
  expect(baseline).toBeLessThan(0.2);
  expect(loss).toBeLessThan(baseline / 20);
  expect(lines).toHaveLength(1);
});

test('no example is forgotten', () => {
  expect(
    readdirSync(new URL('../examples/', import.meta.url))
      .filter((name) => name.endsWith('.ts'))
      .sort(),
  ).toEqual(['adding.ts', 'digits.ts', 'liked.ts', 'students.ts', 'transfer.ts', 'xor.ts']);
});

test('examples/rents.csv is what its script makes', async () => {
  const script = new URL('../scripts/example-rents.mjs', import.meta.url).href; // no types: it is a script
  const { rents } = (await import(script)) as { rents: () => string };
  expect(readFileSync(new URL('../examples/rents.csv', import.meta.url), 'utf8')).toBe(rents());
});

test('transfer', async () => {
  const { accuracies } = await import('../examples/transfer.ts');
  const [before = 0, headOnly = 0, tuned = 0] = await accuracies();
  expect(before).toBeGreaterThan(0.95);
  expect(headOnly).toBeGreaterThan(0.5); // a third by chance
  expect(tuned).toBeGreaterThan(Math.max(0.9, headOnly - 0.01));
  expect(lines[0]).toMatch(/^far or near: /);
});
