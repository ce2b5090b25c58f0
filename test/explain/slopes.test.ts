import { expect, test } from 'vitest';
import {
  cellAt,
  cellsIn,
  expression,
  labelText,
  mathText,
  numberOf,
  scenesOf,
  slopeExpressions,
  slopes,
  trace,
  traceScenes,
  type Cell,
  type Expression,
  type Trace,
} from '../../src/explain.ts';
import type { Label } from '../../src/ir/label.ts';
import { makeRun, students } from '../cells/runs.ts';
import { runOf } from '../targets/sheet/books.ts';

const find = (t: Trace, moment: number, is: (l: Label) => boolean) => {
  const found = [...t.view(moment).blocks].find(([, l]) => is(l));
  if (!found) throw new Error('no such value');
  return found[0];
};
const named =
  (t: Trace) =>
  (c: Cell): string =>
    labelText(t.label(c.value), 'en', { layers: false });

test('slopes of the students as a person writes them', () => {
  const t = trace(makeRun(students.make(1, 6)));
  const cell = (role: Label['role'], at: readonly number[]): Cell =>
    cellAt(
      find(t, 3, (l) => l.role === role),
      at,
      3,
    );
  const [error, prediction, squared, weight] = [
    cell('error', [0, 0]),
    cell('prediction', [0, 0]),
    cell('eachLoss', [0, 0]),
    cell('parameter', [1, 0]),
  ];
  const text = (of: Cell, by: Cell): string =>
    slopeExpressions(t, expression(t, of), [by])
      .map((e) => mathText(e, named(t)))
      .join();
  expect(text(squared, error)).toBe('2 × error');
  expect(text(error, prediction)).toBe('−1');
  expect(text(prediction, weight)).toBe('data');
});

/** The value of an expression whose operations are all known here: a second opinion on what was written. */
function value(t: Trace, e: Expression): number {
  switch (e.kind) {
    case 'number':
      return e.value;
    case 'cell':
      return numberOf(t, e.cell);
    case 'op': {
      const [a = NaN, b = NaN, c = NaN] = e.args.map((x) => value(t, x));
      switch (e.op) {
        case 'add':
          return a + b;
        case 'sub':
          return a - b;
        case 'mul':
          return a * b;
        case 'div':
          return a / b;
        case 'neg':
          return -a;
        case 'exp':
          return Math.exp(a);
        case 'tanh':
          return Math.tanh(a);
        case 'sigmoid':
          return 1 / (1 + Math.exp(-a));
        case 'sqrt':
          return Math.sqrt(a);
        case 'sign':
          return Math.sign(a);
        case 'abs':
          return Math.abs(a);
        case 'less':
          return a < b ? 1 : 0;
        case 'where':
          return a ? b : c;
        default:
          throw new Error(`no second opinion on ${e.op}`);
      }
    }
    default:
      throw new Error(e.kind);
  }
}

test.each(['momentum, nesterov, l2, scaled', 'three layers, adagrad, huber, l1'])(
  'written slopes have the value of the slopes: %s',
  (name) => {
    const t = trace(runOf(name));
    const moment = 1;
    let checked = 0;
    for (const [node, label] of t.view(moment).blocks) {
      if (!['preactivation', 'activation', 'prediction', 'error'].includes(label.role)) continue;
      const e = expression(
        t,
        cellAt(
          node,
          node.shape.map(() => 0),
          moment,
        ),
      );
      const by = cellsIn(e).filter(
        (c, i, all) => all.findIndex((o) => o.value === c.value && o.at.join() === c.at.join()) === i,
      );
      const numbers = slopes(t, e, by);
      slopeExpressions(t, e, by).forEach((s, i) => {
        expect(value(t, s)).toBeCloseTo(numbers[i] ?? NaN, 13);
        checked++;
      });
    }
    expect(checked).toBeGreaterThan(5);
  },
);

test('with rates, rate × Δw stands in cells of its own, and nothing else changes', () => {
  const run = makeRun(students.make(0.5, 3));
  const plain = trace(run);
  const t = traceScenes(run, scenesOf(run, { rates: true }));
  const change = (l: Label): boolean => l.role === 'change';
  const update = (l: Label): boolean => l.role === 'update' && l.of?.name === 'dense/kernel';
  const u = cellAt(find(t, 1, change), [1, 0], 1);
  const next = cellAt(find(t, 1, update), [1, 0], 1);
  expect(mathText(expression(t, u), named(t))).toBe('mean weight change × learning rate');
  expect(mathText(expression(t, next), named(t))).toBe('weight + change');
  expect(numberOf(t, next)).toBe(numberOf(plain, cellAt(find(plain, 1, update), [1, 0], 1)));
  expect([...plain.view(1).blocks.values()].some(change)).toBe(false);
  expect(t.view(1).blocks.size).toBe(plain.view(1).blocks.size + 2);
});
