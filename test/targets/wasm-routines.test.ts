import { describe, expect, test } from 'vitest';
import { ModuleBuilder } from '../../src/targets/wasm/assembler.ts';
import { f32x4, f64x2 } from '../../src/targets/wasm/lanes.ts';
import { constantBytes, routineNames, Routines, type RoutineName } from '../../src/targets/wasm/routines.ts';
import { CounterRandom, philox } from '../../src/util/counter-random.ts';
import { doubles } from '../../src/util/doubles.ts';
import * as libm from '../../src/util/libm.ts';
import { routinesF32 } from '../../src/util/routines-f32.ts';
import { appliedRoutines, capacity, lanesNames, type LanesName } from '../tools/applied-routines.ts';

/** What the routine gives in TypeScript: in f32, arguments are those of f32 and the result is rounded once. */
const twin = (name: RoutineName, lanes: LanesName): ((x: number, y: number) => number) =>
  lanes.startsWith('f32') ? (x, y) => Math.fround(routinesF32[name](doubles, x, y)) : libm[name];

/** Numbers of every size and sign, and the special ones. */
function numbers(random: CounterRandom, n: number): Float64Array {
  const special = [
    0,
    -0,
    NaN,
    Infinity,
    -Infinity,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    1,
    -1,
    0.25,
    0.875,
    -0.875,
    4,
    6,
    104,
    -104,
    1.1754943508222875e-38,
    1.401298464324817e-45,
    3.4028234663852886e38,
    -3.4028234663852886e38,
    2 ** -14,
    22,
    40,
    710,
    -746,
    1048576,
    2 ** 53,
    1.5,
    2,
    -2,
    3,
    -3,
    0.5,
  ];
  return Float64Array.from({ length: n }, (_, i) => {
    if (i < special.length) return special[i]!;
    const sign = random.uniform() < 0.5 ? -1 : 1;
    switch (i % 5) {
      case 0:
        return sign * random.uniform();
      case 1:
        return sign * random.uniform() * 10;
      case 2:
        return sign * random.uniform() * 800;
      case 3:
        return sign * 2 ** (random.uniform() * 2098 - 1074);
      default:
        return Math.round(random.uniform() * 40 - 20) / 2;
    }
  });
}

describe('routines in WebAssembly, for one number and for vectors, give the bits of TypeScript', () => {
  const cases = routineNames.flatMap((name) => lanesNames.map((lanes) => [name, lanes] as const));
  test.each(cases)('%s of %s', async (name, lanes) => {
    const { memory, apply } = await appliedRoutines();
    const { x, y, z } = memory(lanes);
    const random = new CounterRandom(11, 0);
    for (let block = 0; block < 4; block++) {
      // 131,072 arguments
      x.set(numbers(random, capacity));
      y.set(numbers(random, capacity));
      for (let i = capacity - 1; i > 0; i--) {
        const j = Math.floor(random.uniform() * (i + 1));
        [y[i], y[j]] = [y[j]!, y[i]!];
      } // special meets special, too
      apply(name, lanes, capacity);
      const f = twin(name, lanes);
      const wrong = x.findIndex((v, i) => !Object.is(z[i], f(v, y[i]!)));
      expect(wrong < 0 ? null : [x[wrong], y[wrong], z[wrong], f(x[wrong]!, y[wrong]!)]).toBeNull();
    }
  });
  test.each(lanesNames)('pow of every pair of special numbers, in %s', async (lanes) => {
    const { memory, apply } = await appliedRoutines();
    const { x, y, z } = memory(lanes);
    const s = numbers(new CounterRandom(1, 0), 36);
    x.set(Float64Array.from({ length: s.length ** 2 }, (_, i) => s[i % s.length]!));
    y.set(Float64Array.from({ length: s.length ** 2 }, (_, i) => s[Math.floor(i / s.length)]!));
    apply('pow', lanes, s.length ** 2);
    const f = twin('pow', lanes);
    for (let i = 0; i < s.length ** 2; i++) expect(z[i], `${x[i]} ** ${y[i]}`).toBe(f(x[i]!, y[i]!));
  });
  test('philox', async () => {
    const { philox: words } = await appliedRoutines();
    for (let i = 0; i < 300; i++) {
      const c = philox([i, 1, 2, 3], [i, 5]);
      const k = philox([i, 9, 9, 9], [1, 1]);
      expect(words(...c, k[0], k[1]).map((w) => w >>> 0)).toEqual([...philox(c, [k[0], k[1]])]);
    }
  });
});

test('a module holds only the routines that are asked for, once each', () => {
  const bytes = (...names: RoutineName[]): number => {
    const module = new ModuleBuilder();
    const routines = new Routines(module);
    for (const name of names) routines.get(name, f32x4);
    return module.bytes().length;
  };
  expect(bytes('exp', 'exp')).toBe(bytes('exp'));
  expect(bytes('exp')).toBeLessThan(700);
  expect(bytes('tanh', 'sigmoid')).toBeLessThan(1500);
});

test('the numbers of all routines have room', () => {
  const module = new ModuleBuilder();
  let end = 0;
  module.data = (at, bytes) => {
    end = Math.max(end, at + bytes.length);
  };
  const routines = new Routines(module);
  for (const name of routineNames) for (const lanes of [f32x4, f64x2]) routines.get(name, lanes);
  expect(end).toBeGreaterThan(1000);
  expect(end).toBeLessThanOrEqual(constantBytes);
});
