import { describe, expect, test } from 'vitest';
import {
  fansOf,
  initialize,
  initializer,
  initializerNames,
  type InitializerOption,
} from '../../src/nn/initializers.ts';
import { mean, variance } from '../tools/moments.ts';

const first = (option: InitializerOption, shape: readonly number[], seed = 1, stream = 0): Float64Array =>
  initialize(initializer(option), shape, { seed, stream });

describe('first values', () => {
  test('depend on seed and stream only, and not on the size asked for', () => {
    for (const name of initializerNames.filter((n) => n !== 'orthogonal')) {
      const long = first({ name }, [40]);
      expect(first({ name }, [40])).toEqual(long);
      if (!['zeros', 'ones', 'constant'].includes(name)) {
        expect(first({ name }, [40], 2)).not.toEqual(long);
        expect(first({ name }, [40], 1, 1)).not.toEqual(long);
      }
    }
    expect(first('randomUniform', [7])).toEqual(first('randomUniform', [40]).slice(0, 7));
  });
  test('are pinned: a change of the generator would change every seeded model', () => {
    expect([...first('glorotUniform', [2, 3], 42)]).toMatchInlineSnapshot(`
      [
        -0.8193237533066202,
        -0.37569082404093157,
        -0.8256773321800595,
        -0.7691996721239157,
        -0.8173481317138216,
        -0.31203734600313254,
      ]
    `);
    expect([...first('heNormal', [2, 2], 42, 3)]).toMatchInlineSnapshot(`
      [
        1.1503368827800617,
        0.804178200720178,
        1.4119089844519788,
        -0.5104040203526423,
      ]
    `);
  });
  test('constants', () => {
    expect([...first('constant:0.33', [3])]).toEqual([0.33, 0.33, 0.33]);
    expect([...first('zeros', [2])]).toEqual([0, 0]);
    expect([...first('ones', [2])]).toEqual([1, 1]);
  });
});

describe('distributions: mean, variance and bounds of 30,000 numbers', () => {
  const shape = [100, 300];
  const n = 30_000;
  // name, variance, largest magnitude
  const cases = [
    ['glorotUniform', 1 / 200, Math.sqrt(3 / 200)],
    ['glorotNormal', 1 / 200, (2 * Math.sqrt(1 / 200)) / 0.8796256610342398],
    ['heUniform', 2 / 100, Math.sqrt(6 / 100)],
    ['heNormal', 2 / 100, (2 * Math.sqrt(2 / 100)) / 0.8796256610342398],
    ['lecunUniform', 1 / 100, Math.sqrt(3 / 100)],
    ['lecunNormal', 1 / 100, (2 * Math.sqrt(1 / 100)) / 0.8796256610342398],
    ['randomUniform', 0.1 ** 2 / 12, 0.05],
    ['truncatedNormal', (0.05 * 0.8796256610342398) ** 2, 0.1],
  ] as const;
  for (const [name, spread, bound] of cases) {
    test(name, () => {
      const x = first(name, shape, 7);
      expect(Math.abs(mean(x))).toBeLessThan(5 * Math.sqrt(spread / n));
      expect(Math.abs(variance(x) / spread - 1)).toBeLessThan(0.05); // 5 deviations: √(2/n) of a bell, less of a box
      const most = x.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      expect(most).toBeLessThanOrEqual(bound);
      expect(most).toBeGreaterThan(0.98 * bound);
    });
  }
  test('the deviation of a bell cut at 2 is √(1 - 4φ(2) / (2Φ(2) - 1)), by summing the density', () => {
    let weight = 0;
    let squares = 0;
    for (let i = 0; i < 400_000; i++) {
      const z = -2 + (i + 0.5) / 100_000;
      const p = Math.exp((-z * z) / 2);
      weight += p;
      squares += p * z * z;
    }
    expect(Math.sqrt(squares / weight)).toBeCloseTo(0.8796256610342398, 9);
  });
  test('randomNormal:1:2', () => {
    const x = first('randomNormal:1:2', shape, 7);
    expect(mean(x)).toBeCloseTo(1, 1);
    expect(variance(x) / 4).toBeCloseTo(1, 1);
  });
  for (const rows of [
    [5, 3],
    [3, 5],
    [2, 2, 3],
  ]) {
    test(`orthogonal ${rows.join('×')}: the shorter side is orthonormal`, () => {
      const q = first('orthogonal', rows, 3);
      const columns = rows.at(-1) ?? 1;
      const long = q.length / columns;
      const dot = (a: number, b: number): number => {
        let total = 0;
        for (let i = 0; i < Math.max(long, columns); i++) {
          total +=
            long >= columns
              ? (q[i * columns + a] ?? 0) * (q[i * columns + b] ?? 0)
              : (q[a * columns + i] ?? 0) * (q[b * columns + i] ?? 0);
        }
        return total;
      };
      for (let a = 0; a < Math.min(long, columns); a++) {
        for (let b = 0; b < Math.min(long, columns); b++) expect(dot(a, b)).toBeCloseTo(a === b ? 1 : 0, 14);
      }
    });
  }
  test('gain', () => {
    const q = first({ name: 'orthogonal', gain: 3 }, [3, 3], 3);
    const one = first('orthogonal', [3, 3], 3);
    expect([...q]).toEqual([...one].map((v) => 3 * v));
  });
});

test('fans: inputs and outputs of one unit', () => {
  expect(fansOf([])).toEqual({ in: 1, out: 1 });
  expect(fansOf([4])).toEqual({ in: 4, out: 4 });
  expect(fansOf([4, 7])).toEqual({ in: 4, out: 7 });
  expect(fansOf([3, 2, 4, 7])).toEqual({ in: 24, out: 42 });
});

describe('what a person may write', () => {
  test.each([
    ['glorotUniform', { name: 'glorotUniform' }],
    ['glorot_uniform', { name: 'glorotUniform' }],
    ['GlorotUniform', { name: 'glorotUniform' }],
    ['constant:-0.5', { name: 'constant', value: -0.5 }],
    ['randomNormal:0:0.1', { name: 'randomNormal', mean: 0, stddev: 0.1 }],
    ['random_uniform', { name: 'randomUniform', minval: -0.05, maxval: 0.05 }],
  ])('%s', (text, data) => expect(initializer(text)).toEqual(data));
  test.each([
    ['glorot', 'initializer'],
    ['constant:abc', 'initializer constant, value'],
    ['constant:', 'initializer constant, value'],
    ['zeros:1', 'initializer'],
    ['', 'initializer'],
    [{ name: 'constant', valeu: 3 }, 'initializer constant, option "valeu"'],
    [{ name: 'randomNormal', stddev: -1 }, 'initializer randomNormal, stddev'],
    [3, 'initializer'],
    [null, 'initializer'],
  ])('%j is refused', (bad, where) =>
    expect(() => initializer(bad as never)).toThrow(
      expect.objectContaining({ code: 'invalid-option', fields: expect.objectContaining({ where }) }),
    ),
  );
  test('the nearest name is suggested', () =>
    expect(() => initializer('glorotUnifrom')).toThrow('Did you mean "glorotUniform"?'));
});
