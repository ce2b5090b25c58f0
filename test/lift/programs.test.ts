// Formulas as programs: the same values, and the derivatives that differences show.
import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ir/grad.ts';
import { isOp, type Node } from '../../src/ir/node.ts';
import { arity, type ScalarOp } from '../../src/ir/primitives.ts';
import { order } from '../../src/ir/program.ts';
import { functions, isLazy } from '../../src/lift/functions.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { evaluator } from '../../src/lift/tape.ts';
import { isNode, type Scalar } from '../../src/lift/values.ts';
import { formulas as formulasOfRows } from '../../src/targets/sheet/elementwise.ts';
import { fold, parse } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';
import { data, formulas } from './formulas.ts';

const arrays = [
  '{=SUM(IF(A1:A4>0,A1:A4,0))}',
  '{=SUM(MMULT(TRANSPOSE(A1:A4),B1:B4))}',
  '{=SUM((A1:A4-B1:B4)^2)/4}',
  '{=MAX(ABS(A1:A4-B1:B4))}',
  '{=SUM(ROUND(A1:A4,0)*B1:B4)}',
];
const more = [
  '=1/(1+EXP(-A1))',
  '=IF(A1>0.5,A2*B1,A3)',
  '=IF(AND(A1>0,OR(B1<0,B2>0)),A4^2,0)',
  '=IF(A2>0,SQRT(A2),A1)',
  '=IFERROR(LN(A2),A3)',
  '=IFERROR(LN(A4),A3)',
  '=IF(A1<>B1,A1*B1,0)',
  '=(A1>0.5)*A2',
  '=MAX(0,A1)',
  '=SUM(A1:A4)/COUNT(A1:A4)',
  '=A1^B1',
  '=(-A4)^3',
];
const cells = Object.entries(data).filter(
  (e): e is [string, number] => typeof e[1] === 'number' && /^[AB][1-6]$/.test(e[0]),
);

const valueAt = (
  book: ReturnType<typeof bookOf>,
  inputs: string[] = [],
): { value: Scalar; lifted: ReturnType<typeof lift> } => {
  const lifted = lift(book, { inputs: inputs.flatMap((at) => placesOf(book, at)) });
  const [at] = placesOf(book, 'F1');
  if (!at) throw new Error('F1');
  return { value: lifted.value(at), lifted };
};
const withNumber = (f: string, at?: string, x?: number): number =>
  Number(valueAt(bookOf({ ...data, F1: f, ...(at === undefined || x === undefined ? {} : { [at]: x }) })).value);
const rowsOf = (f: string): string[] => {
  const names: string[] = [];
  fold<void>(parse(f), (n) => {
    if (n.kind === 'call') names.push(n.name);
  });
  return names;
};

describe('every formula of numbers', () => {
  const cases = [...formulas, ...arrays, ...more];
  test('has as a program the value it has as a formula, and the derivative that differences show', () => {
    let programs = 0;
    let slopes = 0;
    for (const f of cases) {
      const { value, lifted } = valueAt(
        bookOf({ ...data, F1: f }),
        cells.map(([at]) => at),
      );
      if (!isNode(value)) continue;
      programs++;
      const nodes = [...lifted.inputs.values()];
      const derivatives = grad(value, nodes);
      const run = evaluator(nodes, [value], derivatives)(cells.map(([, x]) => x));
      const plain = withNumber(f);
      if (Number.isNaN(plain)) {
        expect(Number.isFinite(run.values[0]), f).toBe(false);
        continue;
      } // an error value: outside of what can be computed
      expect(Math.abs((run.values[0] ?? NaN) - plain), `${f}: ${run.values[0]}, ${plain}`).toBeLessThanOrEqual(
        1e-13 * Math.max(1, Math.abs(plain)),
      );
      const kinds = new Set(
        rowsOf(f.replace(/^\{|\}$/g, '')).map((name) => {
          const row = functions.get(name);
          return row && !isLazy(row) ? row.derivative : 'exact';
        }),
      );
      // not the slope of a staircase
      if (kinds.has('straight') || (/=-?\(|ROUND|MROUND/.test(f) && kinds.has('step'))) continue;
      cells.forEach(([at, x], i) => {
        const h = 1e-6 * Math.max(1, Math.abs(x));
        const numeric = (withNumber(f, at, x + h) - withNumber(f, at, x - h)) / (2 * h);
        const slope = run.slopes[i] ?? NaN;
        expect(Math.abs(slope - numeric), `${f} by ${at}: ${slope}, ${numeric}`).toBeLessThanOrEqual(
          2e-7 * Math.max(1, Math.abs(numeric), Math.abs(plain)),
        );
        if (slope !== 0) slopes++;
      });
    }
    expect(programs).toBeGreaterThan(100);
    expect(slopes).toBeGreaterThan(300);
  });

  test('what has no derivative says so, and keeps its value', () => {
    for (const f of cases) {
      const names = rowsOf(f.replace(/^\{|\}$/g, ''));
      const none = names.filter((name) => {
        const row = functions.get(name);
        return row && !isLazy(row) && row.derivative === 'none';
      });
      const { value, lifted } = valueAt(
        bookOf({ ...data, F1: f }),
        cells.map(([at]) => at),
      );
      const [problem] = lifted
        .problems()
        .filter((p) => !['straight', 'step', 'blank', 'text-number', 'error'].includes(p.kind));
      if (none.length > 0 && /[AB][1-6]/.test(f.replace(/[AB]1[0-9]|C[0-9]/g, ''))) {
        expect(isNode(value) ? 'node' : problem?.kind, f).toBe('no-derivative');
      }
      if (problem) expect(['no-derivative', 'not-constant'], f).toContain(problem.kind);
    }
  });
});

test('truth values that depend on inputs are no numbers to a sum, as TRUE is none', () => {
  const at = (f: string): unknown => {
    const { value, lifted } = valueAt(bookOf({ ...data, F1: f }), ['A1', 'A2', 'A3', 'A4']);
    const inputs = [...lifted.inputs.values()];
    return isNode(value)
      ? evaluator(inputs, [value])([0.85, -1.5, 2, 7]).values[0]
      : (value ?? lifted.problems()[0]?.kind);
  };
  const both = (f: string): unknown[] => [at(f), valueAt(bookOf({ ...data, F1: f })).value];
  expect(both('{=SUM(A1:A4>0)}')).toEqual([0, 0]);
  expect(both('{=SUM(--(A1:A4>0))}')).toEqual([3, 3]);
  expect(both('=SUMPRODUCT(A1:A4>0)')).toEqual([0, 0]);
  expect(both('{=COUNT(A1:A4>0)}')).toEqual([0, 0]);
  expect(both('=TRUE=(A1>0)')[1]).toBe(true);
  expect(both('=((A1>0)=1)*1')).toEqual([0, 0]); // a truth value is never equal to a number
  expect(both('=(A1>0)+1')).toEqual([2, 2]);
  expect(both('=IF(A1>0,TRUE,FALSE)*5')).toEqual([5, 5]);
  // a number or FALSE: sums pass FALSE over, means would have to count
  expect(both('{=SUM(IF(A1:A4>0,A1:A4))}')).toEqual([9.85, 9.85]);
  expect(both('{=PRODUCT(IF(A1:A4>0,A1:A4))}')).toEqual([11.9, 11.9]);
  expect(both('=IF(A2>0,A2)+1')).toEqual([1, 1]);
  expect(both('{=AVERAGE(IF(A1:A4>0,A1:A4))}')).toEqual(['not-constant', (0.85 + 2 + 7) / 3]);
});

test('rounding has the rounded value and the slope of the number itself', () => {
  for (const [f, slope] of [
    ['=ROUND(A1,1)', 1],
    ['=ROUNDUP(A2,0)*2', 2],
    ['=TRUNC(A6)', 1],
    ['=CEILING(A4,2)', 1],
    ['=FLOOR(A6,1)', 1],
    ['=MROUND(A6,2)', 1],
    ['=INT(A6)', 0],
    ['=MOD(A4,3)', 1],
    ['=SIGN(A1)', 0],
  ] as const) {
    const at = /A[0-9]/.exec(f)?.[0] ?? '';
    const { value, lifted } = valueAt(bookOf({ ...data, F1: f }), [at]);
    const nodes = [...lifted.inputs.values()];
    if (!isNode(value)) throw new Error(f);
    const run = evaluator(nodes, [value], grad(value, nodes))([Number(data[at as keyof typeof data])]);
    expect([run.values[0], run.slopes[0]], f).toEqual([withNumber(f), slope]);
    expect(
      lifted.problems().map((p) => p.kind),
      f,
    ).toEqual(f.includes('MOD') ? [] : [/INT|SIGN/.test(f) ? 'step' : 'straight']); // said, not silent
  }
});

describe("every row's own spelling for the sheet is lifted back to that row", () => {
  const inputs = { a: 'A1', b: 'B1', c: 'C1' };
  for (const [op, formula] of Object.entries(formulasOfRows) as [ScalarOp, string][]) {
    if (op === 'stop') continue; // stop is its operand, in a sheet
    test(`${op}: ${formula}`, () => {
      const text = `=${formula.replace(/(?<![A-Za-z])([abc])(?![A-Za-z(])/g, (_, l: 'a') => inputs[l])}`;
      const book = bookOf({ A1: 0.3, B1: 0.9, C1: 0.2, F1: text });
      const { value, lifted } = valueAt(book, ['A1', 'B1', 'C1'].slice(0, arity(op) as number));
      const given = [...lifted.inputs.values()];
      expect(isNode(value) && value.op).toBe(op);
      expect((value as Node).inputs).toEqual(given);
    });
  }
  test('sums, maxima and matrix products', () => {
    const { value: sum, lifted } = valueAt(bookOf({ A1: 1, A2: 2, A3: 3, F1: '=SUM(A1:A3)' }), ['A1', 'A2', 'A3']);
    const [a, b, c] = [...lifted.inputs.values()];
    expect(sum).toMatchObject({ op: 'add', inputs: [{ op: 'add', inputs: [a, b] }, c] });
    const { value: max, lifted: again } = valueAt(bookOf({ A1: 1, A2: 2, F1: '=MAX(A1:A2)' }), ['A1', 'A2']);
    const [p, q] = [...again.inputs.values()];
    // a tie is the second operand's, so the first of a range has it, as in reduceMax
    expect(max).toMatchObject({ op: 'max', inputs: [q, p] });
    const { value: product } = valueAt(bookOf({ A1: 1, A2: 2, B1: 3, C1: 4, F1: '=INDEX(MMULT(B1:C1,A1:A2),1,1)' }), [
      'A1',
      'A2',
      'B1',
      'C1',
    ]);
    expect(
      isNode(product) &&
        order([product])
          .map((n) => n.op)
          .filter((op) => op !== 'input'),
    ).toEqual(['mul', 'mul', 'add']);
  });
});

test('what cannot be differentiated becomes an input of its own, so that the program shows it', () => {
  const book = bookOf({
    A1: 2,
    A2: 3,
    B1: '=MEDIAN(A1:A2,7)',
    B2: '=B1*A1',
    B3: '=A1*2',
    C1: '=FOO(A1)',
    C2: '=C1+A1',
    D1: '=FOO(9)',
    D2: '=D1*A1',
  });
  for (const [at, value] of [
    ['B1', 3],
    ['C1', 5],
    ['D1', 4],
  ] as const) {
    const cell = book.sheets[0]?.cells.get((at.charCodeAt(1) - 49) * 16384 + at.charCodeAt(0) - 65);
    Object.assign(cell ?? {}, { value });
  }
  const lifted = lift(book, { inputs: placesOf(book, 'A1:A2') });
  const node = (at: string): Node => {
    const [p] = placesOf(book, at);
    if (!p) throw new Error(at);
    return lifted.node(p);
  };
  const needs = (at: string): string[] =>
    order([node(at)]).flatMap((n) => {
      const h = lifted.frozen.get(n);
      return h ? [`${h.cell} ${h.problem.function} ${h.value}`] : [];
    });
  expect(needs('B2')).toEqual(['Sheet1!B1 MEDIAN 3']);
  expect(needs('B3')).toEqual([]);
  expect(needs('C2')).toEqual(['Sheet1!C1 FOO 5']);
  expect(needs('D2')).toEqual([]); // FOO(9) does not depend on an input: its saved value is a constant
  expect(lifted.problems().map((p) => [p.kind, p.function, p.cells])).toEqual([
    ['no-derivative', 'MEDIAN', ['Sheet1!B1']],
    ['unsupported-function', 'FOO', ['Sheet1!C1', 'Sheet1!D1']],
  ]);
  expect(order([node('B2')]).some((n) => isOp(n, 'input'))).toBe(true);
});
