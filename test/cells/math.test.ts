import { expect, test } from 'vitest';
import { mathText, type Cell, type Expression, type ScalarOp } from '../../src/cells/index.ts';
import { g } from '../../src/ir/builder.ts';

const values = Object.fromEntries(['p', 'q', 'r'].map((name) => [name, g.input({ name, shape: [], from: 'table' })]));
const cell = (name: string): Expression => ({
  kind: 'cell',
  cell: { value: values[name] ?? g.constant({ value: 0 }), at: [], t: [] },
});
const op = (name: ScalarOp, ...args: Expression[]): Expression => ({ kind: 'op', op: name, args });
const [p, q, r] = ['p', 'q', 'r'].map(cell) as [Expression, Expression, Expression];
const num = (value: number): Expression => ({ kind: 'number', value });
const sum = (...terms: Expression[]): Expression => ({ kind: 'fold', combine: 'add', terms });
const name = (c: Cell): string => ('name' in c.value.attrs ? String(c.value.attrs.name) : '?');

test.each<[Expression, string]>([
  [op('add', p, op('add', q, r)), 'p + q + r'],
  [op('sub', p, op('sub', q, r)), 'p − (q − r)'],
  [op('sub', op('sub', p, q), r), 'p − q − r'],
  [op('sub', p, op('add', q, r)), 'p − (q + r)'],
  [op('mul', op('add', p, q), r), '(p + q) × r'],
  [op('mul', p, op('mul', q, r)), 'p × q × r'],
  [op('div', p, op('mul', q, r)), 'p ÷ (q × r)'],
  [op('div', p, op('div', q, r)), 'p ÷ (q ÷ r)'],
  [op('mul', op('div', p, q), r), 'p ÷ q × r'],
  [op('neg', op('add', p, q)), '−(p + q)'],
  [op('neg', op('mul', p, q)), '−(p × q)'],
  [op('add', p, op('neg', q)), 'p + −q'],
  [op('pow', op('pow', p, q), r), '(p^q)^r'],
  [op('pow', op('neg', p), num(2)), '(−p)^2'],
  [op('exp', op('add', p, q)), 'exp(p + q)'],
  [op('sigmoid', p), '1 / (1 + exp(−p))'],
  [op('mul', q, op('sigmoid', op('sub', p, q))), 'q × (1 / (1 + exp(−(p − q))))'],
  [op('abs', op('sub', p, q)), '|p − q|'],
  [op('less', op('add', p, q), r), '[p + q < r]'],
  [op('where', p, op('add', q, r), num(0)), 'if(p, q + r, 0)'],
  [op('max', p, num(-0.5)), 'max(p, −0.5)'],
  [op('mul', p, num(-0.5)), 'p × (−0.5)'],
  [op('div', sum(p, op('mul', q, r), num(2)), num(3)), '(p + q × r + 2) ÷ 3'],
  [sum(p, op('sub', q, r)), 'p + q − r'],
  [{ kind: 'fold', combine: 'max', terms: [p, q, r] }, 'max(p, q, r)'],
  [{ kind: 'pick', from: { value: values['p'] as never, t: [], from: [0], to: [4] }, index: q }, 'p[q]'],
])('%#', (e, text) => expect(mathText(e, name)).toBe(text));

test('with numbers in place of names, those below zero stand in brackets behind an operator', () => {
  const numbers: Record<string, string> = { p: '−0.2', q: '0.5', r: '−3' };
  expect(mathText(op('sub', op('mul', p, q), r), (c) => numbers[name(c)] ?? '?')).toBe('−0.2 × 0.5 − (−3)');
});

test('a long sum is shortened', () => {
  const ten = sum(...Array.from({ length: 10 }, (_, i) => num(i)));
  expect(mathText(ten, name, { longest: 8 })).toBe('0 + 1 + 2 + … + 9');
  expect(mathText(ten, name)).toBe('0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9');
});
