import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { exactLog } from '../../src/util/libm.ts';
import { type Dtype, NumpyRandom, type Size } from '../../src/util/numpy-random.ts';

interface Call {
  method: string;
  args: unknown[];
  result: unknown;
}
interface Chain {
  seed: number | number[];
  calls: Call[];
  state: { pos: number; keyHead: number[]; gauss: number | null };
}
const golden = JSON.parse(readFileSync(new URL('../vectors/numpy.json', import.meta.url), 'utf8')) as {
  words: { seed: number | number[]; words: number[] }[];
  doubles: { seed: number; hex: string[]; values: number[] };
  normals: { seed: number; values: number[]; total: number; float32Sum: number };
  logs: [number, number][];
  chains: Chain[];
};
const liked = JSON.parse(readFileSync(new URL('../vectors/liked.json', import.meta.url), 'utf8')) as {
  data: Record<string, number[]>;
  after: number[];
};

describe('the stream', () => {
  test.each(golden.words)('first words of seed $seed', ({ seed, words }) => {
    expect(new NumpyRandom(seed).randint(0, 2 ** 32, words.length)).toEqual(words);
  });

  test('doubles, bit for bit', () => {
    const drawn = new NumpyRandom(golden.doubles.seed).rand(4);
    expect(drawn).toEqual(golden.doubles.values);
    expect(drawn.map((value) => (value * 2 ** 53) % 1)).toEqual([0, 0, 0, 0]);
    expect(drawn[0]).toBe(Number('0x17f8771e5f51ec') * 2 ** -54); // 0x1.7f8771e5f51ecp-2
    expect(golden.doubles.hex[0]).toBe('0x1.7f8771e5f51ecp-2');
  });

  test('the liked table and what the stream gives after it', () => {
    const np = new NumpyRandom(42);
    const bounds = {
      height: [150, 200],
      age: [18, 40],
      income: [30000, 100000],
      considerate: [0, 2],
      distance: [0, 2],
      liked: [0, 2],
    } as const;
    for (const [name, [low, high]] of Object.entries(bounds)) {
      expect(np.randint(low, high, 100), name).toEqual(liked.data[name]);
    }
    expect(np.randint(0, 2 ** 31 - 1, 5)).toEqual(liked.after);
  });
});

// Every call of a chain continues the stream of the one before, so a wrong number of words shows in the next call.
describe.each(
  golden.chains.map((chain, i) => ({ ...chain, title: `chain ${i}, seed ${JSON.stringify(chain.seed).slice(0, 20)}` })),
)('$title', ({ seed, calls, state }) => {
  test('equals NumPy', () => {
    const np = new NumpyRandom(seed);
    for (const call of calls) {
      const result = perform(np, call);
      const label = `${call.method}(${JSON.stringify(call.args)})`;
      if (call.method === 'randn' || call.method === 'normal') {
        expectNormals(
          numbers(result),
          numbers(call.result),
          label,
          call.method === 'normal' ? Number(call.args[0]) : 0,
        );
      } else expect(exact(result), label).toEqual(exact(call.result));
    }
    const { key, pos, gauss } = np.getState();
    expect({ pos, keyHead: key.slice(0, 4) }).toEqual({ pos: state.pos, keyHead: state.keyHead });
    expect(gauss === null).toBe(state.gauss === null);
  });
});

describe('randn', () => {
  const { seed, values, total, float32Sum } = golden.normals;
  const drawn = new NumpyRandom(seed).randn(total);

  test('equals NumPy to 2 units in the last place, and exactly as float32', () => {
    const ulps = values.map((value, i) => ulpsApart(value, drawn[i] ?? NaN));
    expect(Math.max(...ulps)).toBeLessThanOrEqual(2);
    expect(ulps.filter((n) => n > 0).length).toBeLessThanOrEqual(4); // 0.03 % of draws
    expect(drawn.reduce((sum, value) => sum + Math.fround(value), 0)).toBe(float32Sum);
  });

  test('its logarithm is rounded to the nearest double', () => {
    for (const [x, ln] of golden.logs) expect(exactLog(x), String(x)).toBe(ln);
    expect(exactLog(1)).toBe(0);
  });
});

describe('types and sizes', () => {
  const np = new NumpyRandom(1);

  test('no size is one number, a size per axis is nested', () => {
    const one: number = np.randint(5);
    const row: number[] = np.randint(0, 5, 3);
    const grid: number[][] = np.rand(2, 3);
    const cube: number[][][] = np.uniform(0, 1, [2, 1, 4]);
    const big: bigint[] = np.randint(0n, 2n ** 64n, 2, { dtype: 'uint64' });
    const names: string[] = np.choice(['a', 'b'], 3);
    expect([
      typeof one,
      row.length,
      grid.map((r) => r.length),
      cube.map((r) => r.map((c) => c.length)),
      big.map((b) => typeof b),
      names.length,
    ]).toEqual(['number', 3, [3, 3], [[4], [4]], ['bigint', 'bigint'], 3]);
    expect(np.randint(5, null, 0)).toEqual([]);
    expect(np.randn()).toBeTypeOf('number');
  });

  test('shuffle moves items of typed arrays and rows of nested arrays', () => {
    const order = new NumpyRandom(3).permutation(6);
    const typed = Float64Array.from([0, 1, 2, 3, 4, 5]);
    const rows = [[0], [1], [2], [3], [4], [5]];
    new NumpyRandom(3).shuffle(typed);
    new NumpyRandom(3).shuffle(rows);
    expect([...typed]).toEqual(order);
    expect(rows.flat()).toEqual(order);
    expect(new NumpyRandom(3).permutation(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual(order.map((i) => 'abcdef'[i]));
  });

  test('a state continues the stream, also in the middle of a pair of normals', () => {
    const first = new NumpyRandom(9);
    first.randn(3);
    const state = JSON.parse(JSON.stringify(first.getState())) as ReturnType<NumpyRandom['getState']>;
    const second = new NumpyRandom(0);
    second.setState(state);
    expect([second.randn(2), second.randint(0, 99, 9)]).toEqual([first.randn(2), first.randint(0, 99, 9)]);
  });
});

test.each<[string, (np: NumpyRandom) => unknown, RegExp]>([
  ['seed below 0', () => new NumpyRandom(-1), /from 0 to 4294967295.*got -1/],
  ['seed with a fraction', () => new NumpyRandom(1.5), /got 1\.5/],
  ['empty seed list', () => new NumpyRandom([]), /an empty list/],
  ['low above high', (np) => np.randint(5, 5), /low 5, high 5/],
  ['out of the dtype', (np) => np.randint(0, 257, 3, { dtype: 'uint8' }), /uint8 \(0 to 255\)/],
  ['negative unsigned', (np) => np.randint(-1, 3, 3, { dtype: 'uint64' }), /uint64/],
  ['fractional bound', (np) => np.randint(0, 1.5), /whole numbers/],
  ['needs bigint', (np) => np.randint(0, 2 ** 60), /bigint/],
  ['big out of the dtype', (np) => np.randint(0n, 2n ** 64n, 1), /int64/],
  ['unknown dtype', (np) => np.randint(0, 2, 1, { dtype: 'int7' as Dtype }), /int7/],
  ['lists of unequal length', (np) => np.randint([1, 2], [3, 4, 5]), /2 low, 3 high/],
  ['size against lists', (np) => np.randint([1, 2], [3, 4], 3), /size \[3\]/],
  ['negative size', (np) => np.rand(-2), /-2/],
  ['negative deviation', (np) => np.normal(0, -1), /-1/],
  ['infinite bounds', (np) => np.uniform(0, Infinity), /Infinity/],
  ['more than there are', (np) => np.choice(3, 4, { replace: false }), /at most 3.*got 4/],
  ['probabilities of wrong length', (np) => np.choice(3, 1, { p: [0.5, 0.5] }), /3 probabilities/],
  ['probabilities not 1', (np) => np.choice(2, 1, { p: [0.5, 0.6] }), /1\.1/],
  ['negative probability', (np) => np.choice(2, 1, { p: [1.5, -0.5] }), /-0\.5/],
  ['too few possible items', (np) => np.choice(3, 2, { replace: false, p: [1, 0, 0] }), /at least 2/],
  ['nothing to choose from', (np) => np.choice([], 1), /none/],
  ['a broken state', (np) => np.setState({ key: [1], pos: 0, gauss: null }), /624/],
])('error: %s', (_, act, message) => {
  expect(() => act(new NumpyRandom(0))).toThrow(message);
  expect(() => act(new NumpyRandom(0))).toThrow(GradsheetError);
});

function perform(np: NumpyRandom, { method, args }: Call): unknown {
  const [a, b, c, d] = args;
  switch (method) {
    case 'randint': {
      const options = { dtype: d as Dtype };
      if (Array.isArray(a)) return np.randint(a as number[], b as number[], c as Size, options);
      const wide = [a, b].some((bound) => typeof bound === 'string') || Number(b) - Number(a) > 2 ** 53;
      return wide
        ? np.randint(BigInt(a as string), BigInt(b as string), c as Size, options)
        : np.randint(a as number, b as number, c as Size, options);
    }
    case 'rand':
      return np.rand(...(args as number[]));
    case 'randn':
      return np.randn(...(args as number[]));
    case 'uniform':
      return np.uniform(a as number, b as number, (c ?? []) as Size);
    case 'normal':
      return np.normal(a as number, b as number, (c ?? []) as Size);
    case 'permutation':
      return np.permutation(a as number);
    case 'shuffle': {
      const rows = Array.from({ length: a as number }, (_, i) => [i]);
      np.shuffle(rows);
      return rows.flat();
    }
    case 'choice':
      return np.choice(a as number, b as Size, { replace: c as boolean, ...(d ? { p: d as number[] } : {}) });
    default:
      throw new Error(method);
  }
}

/** Whole numbers as text, whatever their type; real numbers as they are. */
function exact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exact);
  return typeof value === 'number' && !Number.isInteger(value) ? value : String(value);
}

function numbers(value: unknown): number[] {
  return [value].flat(4).map(Number);
}

/**
 * ≤ 2 units in the last place of the drawn number; `mean + deviation·g` can cancel, so there the unit is the mean's.
 */
function expectNormals(got: number[], expected: number[], label: string, mean: number): void {
  expect(got.length, label).toBe(expected.length);
  got.forEach((value, i) => {
    const other = expected[i] ?? NaN;
    const unit = 2 ** -52 * Math.max(Math.abs(other), Math.abs(mean), Math.abs(other - mean));
    expect(Math.abs(value - other), label).toBeLessThanOrEqual(2 * unit);
  });
}

function ulpsApart(a: number, b: number): number {
  const bits = (x: number): bigint => new BigInt64Array(Float64Array.of(Math.abs(x)).buffer)[0] ?? 0n;
  const distance = bits(a) - bits(b);
  return Math.sign(a) === Math.sign(b) ? Number(distance < 0n ? -distance : distance) : Infinity;
}
