// Formulas made at random (seeds stated): whatever they are, an answer, and the same one as value and as program.
import { expect, test } from 'vitest';
import { grad } from '../../src/ir/grad.ts';
import { functions } from '../../src/lift/functions.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { evaluator } from '../../src/lift/tape.ts';
import { isFailure, isNode } from '../../src/lift/values.ts';
import { random } from '../ir/random-program.ts';
import { bookOf } from '../tools/book-of.ts';
import { data } from './formulas.ts';

const ITERATIONS = 4000;
const SEED = 20261124;
const names = [...functions.keys()];

/**
 * A formula of some depth: operators, functions of the table with about the right number of arguments, references,
 * constants.
 */
function formula(next: () => number, depth: number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const inner = (): string => formula(next, depth - 1);
  const leaf = (): string =>
    pick([
      'A1',
      '$A$2',
      'A3',
      'B1',
      'B$2',
      'C1',
      'C5',
      'D1',
      'D3',
      'A7',
      '2',
      '0.5',
      '-1',
      '"x"',
      '"12"',
      'TRUE',
      '{1,2;3,4}',
      '',
      '#N/A',
      '9',
    ]);
  const box = (): string => pick(['A1:A4', 'A1:B3', 'B1:B4', 'C1:C4', 'A1:A9', 'A:A', '2:3', 'D1:D4', '$A$1:B2']);
  if (depth === 0 || next() < 0.15) return next() < 0.3 ? box() : leaf() || '1';
  if (next() < 0.4) return `(${inner()}${pick(['+', '-', '*', '/', '^', '&', '=', '<', '<=', '<>', '>'])}${inner()})`;
  if (next() < 0.15) return `-${inner()}`;
  const name = pick(names);
  const [least, most] = functions.get(name)?.args ?? [0, 0];
  const count = Math.max(0, Math.min(most, least + Math.floor(next() * 3)) - (next() < 0.05 ? 1 : 0));
  return `${name}(${Array.from({ length: count }, () => (next() < 0.4 ? box() : inner())).join(',')})`;
}

test(`${ITERATIONS} formulas`, () => {
  const next = random(SEED);
  const cells = Object.entries(data).filter(
    (e): e is [string, number] => typeof e[1] === 'number' && /^[AB][1-6]$/.test(e[0]),
  );
  const x = cells.map(([, v]) => v);
  let numbers = 0;
  let programs = 0;
  for (let i = 0; i < ITERATIONS; i++) {
    const text = `=${formula(next, 1 + (i % 4))}`;
    const array = i % 5 === 0 ? `{${text}}` : text;
    const book = bookOf({ ...data, F1: array });
    const [at] = placesOf(book, 'F1');
    if (!at) throw new Error('F1');
    const value = lift(book).value(at);
    if (typeof value === 'number') {
      numbers++;
      expect(Number.isFinite(value), text).toBe(true);
    }
    const lifted = lift(book, { inputs: cells.flatMap(([c]) => placesOf(book, c)) });
    const node = lifted.value(at);
    if (!isNode(node)) continue;
    programs++;
    const inputs = [...lifted.inputs.values()];
    const {
      values: [found = NaN],
      slopes,
    } = evaluator(inputs, [node], grad(node, inputs))(x);
    expect(slopes).toHaveLength(x.length);
    // an error on the way that a program may not show: 1/EXP(1000) is #NUM! in a cell and 0 in a program
    if (isFailure(value)) continue;
    const want = Number(value);
    expect(Math.abs(found - want), `${array}: ${String(value)}, ${found}`).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(want)),
    );
  }
  expect(numbers).toBeGreaterThan(ITERATIONS / 8);
  expect(programs).toBeGreaterThan(ITERATIONS / 20);
});

test('a formula over a whole sheet that is used to its last cell is refused at once', () => {
  for (const text of [
    '=SUM(B:XFD)',
    '=COUNTBLANK(B:XFD)',
    '=VLOOKUP(1,B:XFD,2)',
    '=SUMPRODUCT(B1:XFD1048576)',
    '=INDEX(B:XFD,3,3)+1',
    '=MAX(B:XFD*2)',
    '{=B1:XFD1048576}',
  ]) {
    const book = bookOf({ XFD1048576: 1, A1: text });
    const [at] = placesOf(book, 'A1');
    if (!at) throw new Error('A1');
    expect(() => lift(book).value(at), text).not.toThrow();
  }
});
