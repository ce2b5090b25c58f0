// The tutorial's sheet, and mistakes of the generator: against the golden trainings and against loops written here.
import { expect, test } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import { changesOf, repairedBook } from '../../../src/audit/fix.ts';
import type { Audit, Finding } from '../../../src/audit/report.ts';
import { misalignedWorkbook, students as table } from '../../../src/cli/tutorial/misaligned.ts';
import { evaluateBook } from '../../../src/lift/evaluate.ts';
import { cellKey, parseReference, type Workbook } from '../../../src/workbook/index.ts';
import { cleanBooks, mutants } from '../../tools/books/index.ts';
import students from '../../vectors/students.json' with { type: 'json' };

const { correct_lr1: right, misaligned_lr1: wrong } = students.runs;
const tops = [0, 8, 16, 24, 32, 40];
const { book } = misalignedWorkbook(5, 'en');
const one = (list: readonly Finding[], of: Finding['class']): Finding => {
  const found = list.filter((f) => f.class === of);
  expect(found).toHaveLength(1);
  return found[0]!;
};

/** The workbook with what `--fix` writes. */
const repaired = (b: Workbook, a: Audit): Workbook => repairedBook(b, changesOf(a));

test.each(['en', 'zh-TW'] as const)('the misaligned sheet (%s): root cells, operand, repair', (language) => {
  const b = misalignedWorkbook(5, language).book;
  const name = b.sheets[0]?.name ?? '';
  const a = audit(b);
  const f = one(a.findings, 'misaligned-reference');
  expect(a.findings[0]).toBe(f);
  expect(f).toMatchObject({
    severity: 'error',
    formula: '=B3*$F$2+C3*$G$2+D3*$H$2+I3',
    expected: '=B3*$F$2+C3*$G$2+D3*$H$2+$I$2',
    operand: { is: 'I3', should: '$I$2' },
  });
  expect(f.cells).toEqual(tops.flatMap((t) => [3, 4, 5, 6].map((r) => `${name}!J${t + r}`)));
  expect(f.repair).toEqual(
    tops.flatMap((t) =>
      [3, 4, 5, 6].map((r) => ({
        cell: `${name}!J${t + r}`,
        formula: `=B${t + r}*$F$${t + 2}+C${t + r}*$G$${t + 2}+D${t + r}*$H$${t + 2}+$I$${t + 2}`,
      })),
    ),
  );
  expect(a.summary).toMatchObject({
    errors: 1,
    warnings: 1,
    formulas: 360,
    training: { runs: 1, steps: 5, parameters: 4 },
    updates: { compared: 20 },
  });
});

test('repaired, the sheet has the golden losses, and only the rate is left to say', () => {
  const a = audit(book);
  const after = repaired(book, a);
  const [values] = evaluateBook(after).values;
  tops.forEach((top, epoch) =>
    expect(Math.abs(Number(values?.get(cellKey(top + 6, 11))) - (right.epochs[epoch]?.mse ?? NaN))).toBeLessThan(1e-15),
  );
  const again = audit(after);
  expect(again.findings.map((f) => [f.severity, f.class, f.facts['convention']])).toEqual([
    ['warning', 'learning-rate-above-limit', undefined],
    ['warning', 'loss-rising', undefined],
    ['note', 'convention', 'half'],
    ['note', 'convention', 'sign'],
  ]);
  expect(again.summary.updates).toEqual({ compared: 20, right: 20 });
});

test('what follows from the mistake: the cells whose numbers change when it is repaired, and no other', () => {
  const a = audit(book);
  const f = one(a.findings, 'misaligned-reference');
  const [before] = evaluateBook(book).values;
  const [after] = evaluateBook(repaired(book, a)).values;
  const changed = [...(before ?? [])]
    .filter(([key, v]) => Math.abs(Number(v) - Number(after?.get(key))) > 1e-12 * Math.abs(Number(v)))
    .map(([key]) => key);
  const keyOf = (c: string): number => {
    const at = parseReference(c)?.area;
    return cellKey(at?.top ?? 0, at?.left ?? 0);
  };
  const named = [...f.cells, ...f.consequences].map(keyOf);
  for (const key of changed) expect(named).toContain(key);
  for (const c of f.consequences) expect(changed, c).toContain(keyOf(c));
  expect(new Set(named).size).toBe(named.length);
  expect(changed.length).toBeGreaterThan(200);
  expect(f.consequences).not.toContain('Training!K3'); // the first bias is 0
});

test('its cost: the loss shown and the right one are golden, and the step is off by what a loop says', () => {
  const { cost } = one(audit(book).findings, 'misaligned-reference');
  expect(cost?.loss?.cell).toBe('Training!L47');
  expect(Math.abs((cost?.loss?.shown ?? 0) - (wrong.epochs[5]?.mse ?? 0))).toBeLessThan(1e-15);
  expect(Math.abs((cost?.loss?.right ?? 0) - (right.epochs[5]?.mse ?? 0))).toBeLessThan(1e-15);
  // |wrong - right| / |right| of the changes of the four parameters, from the sheet's own weights
  const step = (w: readonly number[], bias: readonly number[]): number[] => {
    const e = table.marks.map(
      (x, i) => (table.returns[i] ?? 0) - x.reduce((s, v, k) => s + v * (w[k] ?? 0), 0) - (bias[i] ?? 0),
    );
    return [0, 1, 2, 3].map((k) => e.reduce((s, v, i) => s + v * (k < 3 ? (table.marks[i]?.[k] ?? 0) : 1), 0) / 5);
  };
  const off = wrong.epochs.slice(0, 5).map(({ w, bias }) => {
    const should = step(w, [bias, bias, bias, bias, bias]);
    const is = step(w, [bias, 0, 0, 0, 0]);
    const norm = (v: readonly number[]): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0));
    return norm(is.map((x, k) => x - (should[k] ?? 0))) / norm(should);
  });
  expect(off[0]).toBe(0);
  expect(cost?.gradientShown).toBeCloseTo(Math.max(...off), 9);
  expect(cost?.gradientRedrawn).toBeGreaterThan(0.1);
});

test("the limit of the learning rate is the golden one, in the sheet's own convention", () => {
  const f = one(audit(book).findings, 'learning-rate-above-limit');
  expect(f).toMatchObject({ severity: 'warning', facts: { rate: 1, repaired: 1 } });
  expect(Math.abs(Number(f.facts['limit']) - students.facts.stable_learning_rate_below)).toBeLessThan(1e-7);
});

test('one mistake each in other books: named cells, and repairs after which nothing is wrong', () => {
  const left = new Set([
    'wrong-slope',
    'pre-activation',
    'missing-parentheses',
    'wrong-operand',
    'drifting-anchor',
    'missing-factor',
    'pasted-constant',
    'stale-weights',
    'blank-reference',
  ]);
  let named = 0;
  let cured = 0;
  let looked = 0;
  for (const m of mutants(cleanBooks().filter((b) => b.known.size < 300))) {
    if (!left.delete(m.class)) continue;
    looked++;
    const a = audit(m.workbook);
    const errors = a.findings.filter((f) => f.severity === 'error');
    const cells = new Set(errors.flatMap((f) => f.cells));
    for (const f of errors) {
      for (const { formula, cell } of f.repair) expect(formula, `${m.name} ${cell}`).toMatch(/^=/);
    }
    if (m.cells.every((c) => cells.has(c)) && cells.size === m.cells.length) named++;
    if (errors.length > 0 && audit(repaired(m.workbook, a)).summary.errors === 0) cured++;
  }
  expect(looked).toBeGreaterThanOrEqual(7);
  expect(named / looked).toBeGreaterThanOrEqual(0.75);
  expect(cured / looked).toBeGreaterThanOrEqual(0.75);
});
