import { expect, test } from 'vitest';
import {
  call,
  f32,
  f64,
  flatten,
  get,
  i32,
  i64,
  loop,
  ModuleBuilder,
  relaxedMadd,
  set,
  signed,
  simd,
  unsigned,
  when,
  type Code,
} from '../../src/targets/wasm/assembler.ts';
import { extractLane, f32x4, f64x2, type Lanes } from '../../src/targets/wasm/lanes.ts';

test('LEB128: the examples of the DWARF and WebAssembly texts', () => {
  expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
  expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
  expect([unsigned(0), unsigned(127), unsigned(128), unsigned(2 ** 32 - 1)]).toEqual([
    [0],
    [127],
    [128, 1],
    [255, 255, 255, 255, 15],
  ]);
  expect([signed(63), signed(64), signed(-64), signed(-65), signed(-(2 ** 31))]).toEqual([
    [63],
    [192, 0],
    [64],
    [191, 127],
    [128, 128, 128, 128, 120],
  ]);
  expect([...flatten(i64.const(-(2n ** 63n)))]).toEqual([0x42, 128, 128, 128, 128, 128, 128, 128, 128, 128, 127]);
  expect([[...flatten(i64.const(2n ** 30n))], [...flatten(i64.const(-(2n ** 30n)))]]).toEqual([
    [0x42, 128, 128, 128, 128, 4],
    [0x42, 128, 128, 128, 128, 124],
  ]);
});

test('relaxed SIMD is refused, but for the one instruction that is asked for by name', () => {
  expect([...flatten(simd(0xe4))]).toEqual([0xfd, 0xe4, 0x01]);
  for (const op of [0x100, 0x105, 0x113]) expect(() => simd(op)).toThrow(/relaxed SIMD/);
  expect([...flatten(relaxedMadd(0x105, 0x01, 0x02, 0x03))]).toEqual([1, 2, 3, 0xfd, 0x85, 0x02]);
});

const run = async (
  module: ModuleBuilder,
  imports: WebAssembly.Imports = {},
): Promise<Record<string, (...x: number[]) => number>> => {
  expect(WebAssembly.validate(module.bytes())).toBe(true);
  return (await WebAssembly.instantiate(await WebAssembly.compile(module.bytes()), imports)).exports as never;
};

test('functions, locals, globals, loops and branches', async () => {
  const m = new ModuleBuilder();
  const total = m.global();
  const fibonacci = m.declare(['i32'], ['i32']); // calls itself
  m.exportFunction(
    'even',
    m.function(['i32'], ['i32'], (locals, n) => {
      const [i, sum, step] = [locals.make('i32'), locals.make('i32'), locals.make('f64')];
      return [
        set(step, f64.const(2)),
        loop(
          [
            set(sum, i32.add(get(sum), i32.fromF64(f64.mul(f64.fromI32(get(i)), get(step))))),
            set(i, i32.add(get(i), i32.const(1))),
          ],
          i32.ltS(get(i), get(n)),
        ),
        get(sum),
        [0x24, unsigned(total)],
        [0x23, unsigned(total)],
      ];
    }),
  );
  const empty = new ModuleBuilder().bytes();
  expect([...empty.slice(0, 8)]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const locals = new (await import('../../src/targets/wasm/assembler.ts')).Locals(['i32']);
  const minus = (k: number): Code => call(fibonacci, i32.sub(get(0), i32.const(k)));
  m.define(fibonacci, locals, when(i32.ltS(get(0), i32.const(2)), get(0), i32.add(minus(1), minus(2)), 'i32'));
  m.exportFunction('fibonacci', fibonacci);
  const exports = await run(m);
  expect(exports['even']!(5)).toBe(20);
  expect(exports['fibonacci']!(20)).toBe(6765);
});

const operations: Record<string, [(l: Lanes, a: Code, b: Code) => Code, (a: number, b: number) => number]> = {
  add: [(l, a, b) => l.add(a, b), (a, b) => a + b],
  sub: [(l, a, b) => l.sub(a, b), (a, b) => a - b],
  mul: [(l, a, b) => l.mul(a, b), (a, b) => a * b],
  div: [(l, a, b) => l.div(a, b), (a, b) => a / b],
  neg: [(l, a) => l.neg(a), (a) => -a],
  abs: [(l, a) => l.abs(a), Math.abs],
  sqrt: [(l, a) => l.sqrt(a), Math.sqrt],
  floor: [(l, a) => l.floor(a), Math.floor],
  lt: [(l, a, b) => l.choose(l.const(3), l.const(4), l.lt(a, b)), (a, b) => (a < b ? 3 : 4)],
  ne: [(l, a, b) => l.choose(l.const(3), l.const(4), l.ne(a, b)), (a, b) => (a !== b ? 3 : 4)],
};
test.each([
  ['f32', f32, f32x4, 4],
  ['f64', f64, f64x2, 8],
] as const)('%s: numbers and vectors of them calculate like JavaScript', async (type, one, vector, bytes) => {
  const m = new ModuleBuilder();
  m.importMemory('run', 'memory', 1);
  for (const [name, [f]] of Object.entries(operations)) {
    for (const [kind, l] of [
      ['one', one],
      ['vector', vector],
    ] as const) {
      m.exportFunction(
        `${name} ${kind}`,
        m.function([], [], () =>
          l.store(i32.const(0), f(l, l.load(i32.const(0), 16), l.loadSplat(i32.const(0), 32)), 64),
        ),
      );
    }
  }
  m.exportFunction(
    'last lane',
    m.function([], [type], () => extractLane(vector, vector.load(i32.const(16)), vector.lanes - 1)),
  );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const exports = await run(m, { run: { memory } });
  const view = type === 'f32' ? new Float32Array(memory.buffer) : new Float64Array(memory.buffer);
  const round = type === 'f32' ? Math.fround : (x: number): number => x;
  const values = [0, -0, 1, -1.5, 0.1, 2.5, -3.7, 1e10, -1e-10, NaN, Infinity, -Infinity];
  for (const [name, [, f]] of Object.entries(operations)) {
    values.forEach((_, i) => {
      const a = Array.from({ length: vector.lanes }, (_, k) => values[(i + k) % values.length]!);
      const b = values[(i * 5 + 3) % values.length]!;
      const expected = a.map((x) => round(f(round(x), round(b))));
      for (const kind of ['one', 'vector']) {
        view.set(a, 16 / bytes);
        view[32 / bytes] = b;
        exports[`${name} ${kind}`]!();
        const n = kind === 'one' ? 1 : vector.lanes;
        expect([...view.slice(64 / bytes, 64 / bytes + n)], `${name}(${a}; ${b})`).toEqual(expected.slice(0, n));
      }
    });
  }
  expect(exports['last lane']!()).toBe(view[16 / bytes + vector.lanes - 1]);
});
