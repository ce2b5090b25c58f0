// What cells are for: against the generator, which knows what it wrote.
import { expect, test } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import type { Audit, Role, RoleCells } from '../../../src/audit/report.ts';
import { roleOfLabel } from '../../../src/audit/labels.ts';
import { misalignedWorkbook } from '../../../src/cli/tutorial/misaligned.ts';
import { emptySheet, cellName, parseReference, setCell } from '../../../src/workbook/index.ts';
import { cleanBooks } from '../../tools/books/index.ts';
import type { TensorRole } from '../../tools/books/tensors.ts';

const meant: Readonly<Record<TensorRole, readonly Role[]>> = {
  data: ['data'],
  target: ['target'],
  setting: ['setting'],
  learningRate: ['learning-rate'],
  parameter: ['parameter'],
  slot: ['update'],
  preactivation: ['pre-activation'],
  exponential: ['activation', 'pre-activation'],
  activation: ['activation'],
  prediction: ['prediction'],
  error: ['error'],
  eachLoss: ['error'],
  loss: ['loss'],
  metric: ['metric'],
  slope: ['gradient'],
  cotangent: ['gradient', 'error'],
  terms: ['gradient'],
  gradient: ['gradient', 'average'],
  change: ['update'],
  update: ['update', 'parameter'],
};
function byCell(roles: readonly RoleCells[]): Map<string, RoleCells> {
  const out = new Map<string, RoleCells>();
  for (const r of roles) {
    for (const range of r.ranges) {
      const found = parseReference(range);
      if (found) {
        for (let row = found.area.top; row <= found.area.bottom; row++) {
          for (let column = found.area.left; column <= found.area.right; column++) {
            out.set(cellName(found.sheet ?? '', row, column), r);
          }
        }
      }
    }
  }
  return out;
}
const book = misalignedWorkbook(5, 'en').book;
const find = ({ roles }: Audit, cell: string): RoleCells | undefined => byCell(roles).get(`Training!${cell}`);

test('every layout and network, labelled in any way or not at all', () => {
  let all = 0;
  let right = 0;
  const wrong = new Map<string, number>();
  for (const b of cleanBooks().filter((_, i) => i % 6 === 1)) {
    const found = byCell(audit(b.workbook).roles);
    for (const [cell, { tensor }] of b.known) {
      const role = found.get(cell)?.role;
      all++;
      if (role && meant[tensor.role].includes(role)) right++;
      else wrong.set(`${tensor.role} → ${role}`, (wrong.get(`${tensor.role} → ${role}`) ?? 0) + 1);
    }
  }
  expect(all).toBeGreaterThan(5000);
  expect(right / all, JSON.stringify([...wrong])).toBeGreaterThan(0.99);
});

test('each range with the label that its author wrote, and the step it belongs to', () => {
  const a = audit(book);
  // every step reads it
  expect(find(a, 'B2')).toEqual({ role: 'data', ranges: ['Training!B2:B6'], label: 'english', run: 0 });
  expect(find(a, 'B11')).toMatchObject({ role: 'data', ranges: ['Training!B10:B14'], step: 1 });
  expect(find(a, 'I2')).toMatchObject({ role: 'parameter', label: 'bias', step: 0 });
  expect(find(a, 'F10')).toMatchObject({ role: 'parameter', label: 'w1', step: 1 });
  expect(find(a, 'L7')).toMatchObject({ role: 'loss', label: 'MSE', step: 0 });
  expect(find(a, 'L47')).toMatchObject({ role: 'loss', label: 'MSE', step: 5 });
  expect(find(a, 'N7')).toMatchObject({ role: 'average', label: 'w2 change' });
  expect(find(a, 'J43')).toMatchObject({ role: 'prediction', step: 5 });
});

test('labels of gradients, changes and weights are told apart', () => {
  const said = Object.fromEntries(
    [
      'w1',
      '權重2',
      'b',
      '偏差值',
      'dw1',
      '∂E/∂w1',
      'Δw3',
      'dE/dw2',
      '誤差',
      '平均誤差平方',
      'MSE',
      'learning rate',
      '學習率',
      'η',
      '預測值',
      '目標',
      'RMSE',
      'Bob',
    ].map((l) => [l, roleOfLabel(l)]),
  );
  expect(said).toEqual({
    w1: 'parameter',
    權重2: 'parameter',
    b: 'parameter',
    偏差值: 'parameter',
    dw1: 'gradient',
    '∂E/∂w1': 'gradient',
    Δw3: 'update',
    'dE/dw2': 'gradient',
    誤差: 'error',
    平均誤差平方: 'loss',
    MSE: 'loss',
    'learning rate': 'learning-rate',
    學習率: 'learning-rate',
    η: 'learning-rate',
    預測值: 'prediction',
    目標: 'target',
    RMSE: 'metric',
    Bob: undefined,
  });
});

test('what a person says counts', () => {
  const a = audit(book, {
    roles: [
      { role: 'target', ranges: ['Training!D2:D6'] },
      { role: 'metric', ranges: ['L2:L6'], label: 'mine' },
    ],
  });
  expect(find(a, 'D2')).toEqual({ role: 'target', ranges: ['Training!D2:D6'], given: true });
  expect(a.roles.at(-1)).toEqual({ role: 'metric', ranges: ['L2:L6'], label: 'mine', given: true });
  // L6, the square of the last student's error, as the loss: no update follows its derivative
  const other = audit(book, { loss: 'L6' });
  expect(other.summary.updates).toEqual({ compared: 20, right: 0 });
  expect(audit(book, { roles: [{ role: 'loss', ranges: ['Training!L6'] }] }).summary.updates).toEqual({
    compared: 20,
    right: 0,
  });
  expect(audit(book, { roles: [{ role: 'loss', ranges: ['Training!L7'] }] }).findings[0]?.cells).toEqual(
    audit(book).findings[0]?.cells,
  );
  const one = audit(book, { roles: [{ role: 'parameter', ranges: ['Training!F2'] }] });
  expect(one.summary.training).toEqual({ runs: 1, steps: 5, parameters: 1 });
});

test('roles that fit nothing are refused by entry', () => {
  const said = (roles: readonly unknown[]): string => {
    try {
      audit(book, { roles: roles as RoleCells[] });
      return '';
    } catch (e) {
      return e instanceof Error ? e.message : '';
    }
  };
  expect(
    said([
      { role: 'loss', ranges: ['L7'] },
      { role: 'paramter', ranges: ['A1'] },
    ]),
  ).toMatch(/^role 2: needs one of data, .*; got "paramter"\. Did you mean "parameter"\?$/);
  expect(said([{ role: 'data', ranges: ['Other!A1'] }])).toContain('got the sheet "Other"');
  expect(said([{ role: 'data', ranges: ['ZZ900:ZZ901'] }])).toContain('got blank cells');
  expect(said([{ role: 'data', ranges: [] }])).toBe('role 1: needs ranges, as ["Sheet1!B2:B6"]; got none.');
  expect(said([{ role: 'data', ranges: ['B2'], step: -1 }])).toBe(
    'role 1, step: needs a whole number, 0 or more; got -1.',
  );
  expect(() => audit(book, { loss: 'B2:B6' })).toThrow('loss: needs one cell, as Sheet1!H9; got "B2:B6".');
  expect(() => audit(book, { loss: 'B2' })).toThrow('loss: needs a cell that holds a formula; got "B2".');
});

test('without a training, labels alone', () => {
  const sheet = emptySheet('Data');
  ['x1', '權重', '學習率'].forEach((value, column) => {
    setCell(sheet, 0, column, { value });
    setCell(sheet, 1, column, { value: column + 1 });
    setCell(sheet, 2, column, { value: column + 2 });
  });
  expect(audit({ sheets: [sheet], names: [] }).roles.map((r) => [r.role, r.ranges[0], r.label])).toEqual([
    ['data', 'Data!A2:A3', 'x1'],
    ['parameter', 'Data!B2:B3', '權重'],
    ['learning-rate', 'Data!C2:C3', '學習率'],
  ]);
});
