// The bench beside peers, small and without them: that every task runs, ends where the definition (the reference
// engine) ends, and is reported in the shape that docs/performance.md is made from. No time is judged.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

interface Row {
  readonly what: string;
  readonly task: string;
  readonly by: string;
  readonly version: string;
  readonly value: number | string;
  readonly unit: string;
  readonly spread: readonly [number, number];
  readonly rounds: number;
  readonly ends: { readonly weights: number; readonly loss: number };
  readonly ratio?: number;
  readonly void?: string;
}

test('every task of the bench runs, and ends where the reference ends', () => {
  const out = execFileSync(process.execPath, [join(root, 'bench/peers.mjs'), '--short'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const rows = JSON.parse(out) as Row[];
  const tasks = ['W1', 'W2', 'W2 fit', 'W3 b32', 'W4', 'W5', 'logistic fit', 'logistic step', 'W6 48'];
  expect(rows.map(({ what }) => what)).toEqual(
    tasks.flatMap((task) => [`${task}, Gradsheet`, `${task}, Gradsheet, reference`]),
  );
  for (const row of rows) {
    expect(row.value, row.what).toBeGreaterThan(0);
    expect(row.unit).toMatch(/^(µs|ms|GFLOP\/s)$/);
    expect(row.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(row.spread[0]).toBeLessThanOrEqual(row.spread[1]);
    expect(row.void, row.what).toBeUndefined();
  }
  for (const row of rows.filter(({ by }) => by === 'Gradsheet, reference')) {
    expect(row.ratio, row.what).toBeGreaterThan(0);
    // not 0: another engine; f32 beside f64 after a few hundred steps
    expect(row.ends.weights, row.what).toBeGreaterThan(0);
    expect(row.ends.weights, row.what).toBeLessThan(1e-4);
    expect(row.ends.loss, row.what).toBeLessThan(1e-5);
  }
});

test('growth is measured over sizes and steps', () => {
  const out = execFileSync(process.execPath, [join(root, 'bench/growth.mjs'), '--short'], { encoding: 'utf8' });
  const rows = JSON.parse(out) as (Row & { readonly parameters?: number; readonly samples?: [number, number][] })[];
  const sizes = rows.flatMap(({ parameters }) => parameters ?? []);
  expect(sizes).toEqual([20, 36].map((width) => width ** 2 + 13 * width + 1));
  expect(rows.flatMap(({ samples }) => samples ?? []).map(([steps]) => steps)).toEqual([400, 800, 1200, 1600]);
  for (const { what, value } of rows.filter(({ unit }) => /µs|MB/.test(unit))) expect(value, what).toBeGreaterThan(0);
  expect(rows.find(({ what }) => what.startsWith('growth of the step'))?.value).toEqual(expect.any(Number));
});

describe('ends that make a row void', async () => {
  const { difference, LIMITS } = (await import(/* @vite-ignore */ join(root, 'bench/peers/ends.mjs'))) as {
    LIMITS: { readonly weights: number; readonly loss: number };
    difference: (task: object, folder: string, ours: Ends, theirs: Ends) => Ends<number>;
  };
  interface Ends<W = ArrayLike<number>> {
    readonly weights: W;
    readonly loss: number;
  }
  const folder = mkdtempSync(join(tmpdir(), 'gradsheet-ends-'));
  writeFileSync(join(folder, 'weight0.f32'), Float32Array.of(1, 2));
  writeFileSync(join(folder, 'weight1.f32'), Float32Array.of(0));
  const ours = { weights: Float32Array.of(1.5, 2, 0.5), loss: 0.25 };
  const apart = (weights: ArrayLike<number>, loss: number): Ends<number> =>
    difference({ layers: [[2, 1, 'linear']] }, folder, ours, { weights, loss });

  test('the distance of the weights is a share of the way that ours went', () => {
    expect(apart(ours.weights, 0.25)).toEqual({ weights: 0, loss: 0 });
    // one more step of ten in the same direction
    expect(apart(Float32Array.of(1.55, 2, 0.55), 0.25).weights).toBeCloseTo(0.1, 6);
    expect(0.1).toBeGreaterThan(LIMITS.weights);
  });
  test('another loss, no number, and another count of weights pass no limit', () => {
    expect(apart(ours.weights, 0.26).loss).toBeCloseTo(0.04, 6);
    expect(apart(Float32Array.of(NaN, 2, 0.5), NaN)).toEqual({ weights: Infinity, loss: Infinity });
    expect(apart(Float32Array.of(1.5, 2), 0.25).weights).toBe(Infinity);
    rmSync(folder, { recursive: true });
  });
});
