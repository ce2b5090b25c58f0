// Angles and areas: against V8's own (fdlibm, within 1 ulp), and slopes against their formulas.
import { expect, test } from 'vitest';
import { grad } from '../../src/ir/grad.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { evaluator } from '../../src/lift/tape.ts';
import { isNode } from '../../src/lift/values.ts';
import { random } from '../ir/random-program.ts';
import { bookOf } from '../tools/book-of.ts';

const next = random(11);
const sign = (): number => (next() < 0.5 ? -1 : 1);
const wide = (): number => sign() * 10 ** (next() * 24 - 12);
const inside = (): number => sign() * (next() < 0.5 ? next() : 1 - 10 ** (-next() * 14));
const small = (): number => sign() * 10 ** (-next() * 12);
const functions: readonly {
  readonly name: string;
  readonly of: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly draw: readonly (() => number)[];
}[] = [
  { name: 'ATAN', of: Math.atan, slope: (x) => 1 / (1 + x * x), draw: [wide, inside, () => sign()] },
  { name: 'ASIN', of: Math.asin, slope: (x) => 1 / Math.sqrt((1 - x) * (1 + x)), draw: [inside, small] },
  { name: 'ACOS', of: Math.acos, slope: (x) => -1 / Math.sqrt((1 - x) * (1 + x)), draw: [inside, small] },
  { name: 'ASINH', of: Math.asinh, slope: (x) => 1 / Math.hypot(1, x), draw: [wide, inside] },
  {
    name: 'ACOSH',
    of: Math.acosh,
    slope: (x) => 1 / Math.sqrt((x - 1) * (x + 1)),
    draw: [() => 1 + Math.abs(wide()), () => 1 + next() + 0.01],
  },
  { name: 'ATANH', of: Math.atanh, slope: (x) => 1 / ((1 - x) * (1 + x)), draw: [inside, small] },
];
/** Of the value 3 ulp were the most against mpmath with 120 bits, of 440,000 arguments (2.7). */
const VALUE = 4 * 2 ** -52;
const SLOPE = 1e-9;

test.each(functions)('$name', ({ name, of, slope, draw }) => {
  const book = bookOf({ A1: 0.5, B1: `=${name}(A1)` });
  const [a, b] = [placesOf(book, 'A1'), placesOf(book, 'B1')[0]];
  const lifted = lift(book, { inputs: a });
  const node = b && lifted.value(b);
  const inputs = [...lifted.inputs.values()];
  if (!b || !node || !isNode(node)) throw new Error(name);
  const run = evaluator(inputs, [node], grad(node, inputs));
  for (let i = 0; i < 300; i++) {
    const x = draw[i % draw.length]?.() ?? 0;
    const want = of(x);
    const {
      values: [program = NaN],
      slopes: [down = NaN],
    } = run([x]);
    const value = lift(bookOf({ A1: x, B1: `=${name}(A1)` })).value(b);
    for (const found of [value, program]) {
      expect(Math.abs(Number(found) - want), `${name}(${x}) is ${want}, got ${String(found)}`).toBeLessThanOrEqual(
        VALUE * Math.abs(want),
      );
    }
    expect(Math.abs(down - slope(x)), `slope at ${x} is ${slope(x)}, got ${down}`).toBeLessThanOrEqual(
      SLOPE * Math.abs(slope(x)),
    );
  }
});

test('at 0 and at the ends', () => {
  const of = (formula: string, x: number): readonly [number, number] => {
    const book = bookOf({ A1: x, B1: formula });
    const lifted = lift(book, { inputs: placesOf(book, 'A1') });
    const inputs = [...lifted.inputs.values()];
    const [b] = placesOf(book, 'B1');
    const node = b && lifted.value(b);
    if (!node || !isNode(node)) throw new Error(formula);
    const {
      values: [value = NaN],
      slopes: [slope = NaN],
    } = evaluator(inputs, [node], grad(node, inputs))([x]);
    return [value, slope];
  };
  for (const name of ['ATAN', 'ASIN', 'ASINH', 'ATANH']) expect(of(`=${name}(A1)`, 0)).toEqual([0, 1]);
  expect(of('=ACOS(A1)', 0)).toEqual([expect.closeTo(Math.PI / 2, 15), -1]);
  expect([
    of('=ASIN(A1)', 1)[0],
    of('=ASIN(A1)', -1)[0],
    of('=ACOS(A1)', 1)[0],
    of('=ACOS(A1)', -1)[0],
    of('=ACOSH(A1)', 1)[0],
  ]).toEqual([Math.PI / 2, -Math.PI / 2, 0, Math.PI, 0]);
  expect([of('=ASIN(A1)', 1.5)[0], of('=ACOS(A1)', -2)[0], of('=ACOSH(A1)', 0.5)[0], of('=ATANH(A1)', 3)[0]]).toEqual([
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
});

test('ATAN2 in every direction, with both slopes', () => {
  for (let i = 0; i < 400; i++) {
    const x = i % 9 === 0 ? 0 : i % 2 ? wide() : inside();
    const y = i % 7 === 0 ? sign() * Math.abs(x) || 1 : i % 2 ? wide() : inside();
    const book = bookOf({ A1: x, A2: y, B1: '=ATAN2(A1,A2)' });
    const [b] = placesOf(book, 'B1');
    const lifted = lift(book, { inputs: placesOf(book, 'A1:A2') });
    const inputs = [...lifted.inputs.values()];
    const node = b && lifted.value(b);
    if (!b || !node || !isNode(node)) throw new Error('ATAN2');
    const {
      values: [program = NaN],
      slopes,
    } = evaluator(inputs, [node], grad(node, inputs))([x, y]);
    const want = Math.atan2(y, x);
    const size = Math.hypot(x, y);
    for (const found of [program, Number(lift(book).value(b))]) {
      expect(Math.abs(found - want), `${x} ${y}`).toBeLessThanOrEqual(VALUE * Math.abs(want));
    }
    [-y / size / size, x / size / size].forEach((s, k) =>
      expect(Math.abs((slopes[k] ?? NaN) - s), `slope ${k} at ${x} ${y}`).toBeLessThanOrEqual(SLOPE / size),
    );
  }
});
