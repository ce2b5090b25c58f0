import { describe, expect, test } from 'vitest';
import { call, f64, get, i32, ModuleBuilder, set, loop, type Code } from '../../src/targets/wasm/assembler.ts';
import { digitBytes, routineNames, Routines } from '../../src/targets/wasm/routines.ts';
import { CounterRandom, philox } from '../../src/util/counter-random.ts';
import * as libm from '../../src/util/libm.ts';

const capacity = 1 << 15;
const [xAt, yAt, zAt] = [1024, 1024 + 8 * capacity, 1024 + 16 * capacity];

/** One module with every routine, each applied to `n` numbers in memory. */
async function build(): Promise<{
  apply: (name: string, x: Float64Array, y?: Float64Array) => Float64Array;
  philox: (...words: number[]) => number[];
}> {
  const module = new ModuleBuilder();
  const routines = new Routines(module, 0);
  const memory = new WebAssembly.Memory({ initial: 32 });
  module.importMemory('run', 'memory', 32);
  for (const name of routineNames) {
    const f = routines.get(name);
    module.exportFunction(
      name,
      module.function(['i32'], [], (locals, n) => {
        const at = locals.make('i32');
        const x: Code = f64.load(get(at), xAt);
        const y: Code = f64.load(get(at), yAt);
        return loop(
          [
            f64.store(get(at), call(f, x, ...(name === 'pow' ? [y] : [])), zAt),
            set(at, i32.add(get(at), i32.const(8))),
          ],
          i32.ltS(get(at), i32.mul(get(n), i32.const(8))),
        );
      }),
    );
  }
  module.exportFunction('philox', routines.get('philox'));
  expect(digitBytes).toBeLessThanOrEqual(xAt);
  const instance = await WebAssembly.instantiate(await WebAssembly.compile(module.bytes()), { run: { memory } });
  const exports = instance.exports as Record<string, (...x: number[]) => unknown>;
  return {
    apply(name, x, y) {
      new Float64Array(memory.buffer, xAt, x.length).set(x);
      if (y) new Float64Array(memory.buffer, yAt, y.length).set(y);
      exports[name]!(x.length);
      return new Float64Array(memory.buffer, zAt, x.length).slice();
    },
    philox: (...words) => exports['philox']!(...words) as number[],
  };
}

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

describe('routines in WebAssembly give the bits of util/libm', () => {
  test.each(routineNames)('%s', async (name) => {
    const { apply } = await build();
    const random = new CounterRandom(11, 0);
    for (let block = 0; block < 4; block++) {
      // 131,072 arguments
      const x = numbers(random, capacity);
      const y = numbers(random, capacity);
      for (let i = capacity - 1; i > 0; i--) {
        const j = Math.floor(random.uniform() * (i + 1));
        [y[i], y[j]] = [y[j]!, y[i]!];
      } // special meets special, too
      const z = apply(name, x, y);
      const f = libm[name] as (...x: number[]) => number;
      const wrong = x.findIndex((v, i) => !Object.is(z[i], f(v, y[i]!)));
      expect(wrong < 0 ? null : [x[wrong], y[wrong], z[wrong], f(x[wrong]!, y[wrong]!)]).toBeNull();
    }
  });
  test('pow of every pair of special numbers', async () => {
    const { apply } = await build();
    const s = numbers(new CounterRandom(1, 0), 26);
    const x = Float64Array.from({ length: s.length ** 2 }, (_, i) => s[i % s.length]!);
    const y = x.map((_, i) => s[Math.floor(i / s.length)]!);
    expect(apply('pow', x, y)).toEqual(x.map((v, i) => libm.pow(v, y[i]!)));
  });
  test('philox', async () => {
    const { philox: words } = await build();
    for (let i = 0; i < 300; i++) {
      const c = philox([i, 1, 2, 3], [i, 5]);
      const k = philox([i, 9, 9, 9], [1, 1]);
      expect(words(...c, k[0], k[1]).map((w) => w >>> 0)).toEqual([...philox(c, [k[0], k[1]])]);
    }
  });
});
