// LibreOffice as the second source for what binds to what: a formula with the fewest brackets, and the same with all of
// them, must compute to the same number there.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { BinaryOp, Formula } from '../../src/workbook/index.ts';
import { emptySheet, fold, print, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { recalculate, testWithLibreOffice } from '../tools/libreoffice.ts';

const bracketed = (formula: Formula): string =>
  fold<string>(formula, (node, [a = '', b = '']) =>
    node.kind === 'unary'
      ? node.op === '%'
        ? `((${a})%)`
        : `(${node.op}(${a}))`
      : node.kind === 'binary'
        ? `((${a})${node.op}(${b}))`
        : print(node),
  );

const formula = fc.letrec<{ node: Formula }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium' },
    fc.integer({ min: 1, max: 9 }).map((value) => ({ kind: 'number' as const, value: value / 4 })),
    fc
      .tuple(fc.constantFrom('-' as const, '+' as const, '%' as const), tie('node'))
      .map(([op, operand]) => ({ kind: 'unary' as const, op, operand })),
    fc
      .tuple(fc.constantFrom<BinaryOp>('^', '^', '*', '/', '+', '-', '<', '>=', '='), tie('node'), tie('node'))
      .map(([op, left, right]) => ({ kind: 'binary' as const, op, left, right })),
  ),
})).node;

testWithLibreOffice('the fewest brackets mean what all brackets mean (1,000 formulas)', async () => {
  const sheet = emptySheet('S');
  const formulas = fc.sample(
    formula.filter((tree) => tree.kind !== 'number'),
    { numRuns: 1_000, seed: 9 },
  );
  formulas.forEach((tree, row) => {
    setCell(sheet, row, 0, { formula: `=${print(tree)}` });
    setCell(sheet, row, 1, { formula: `=${bracketed(tree)}` });
  });
  const [computed] = await recalculate([await writeXlsx({ sheets: [sheet], names: [] })]);
  let numbers = 0;
  formulas.forEach((tree, row) => {
    const [few, all] = computed!.S![row]!;
    const where = `${print(tree)} against ${bracketed(tree)}`;
    if (typeof few !== 'number') return expect(few, where).toEqual(all);
    // 15 digits, shown in two ways
    expect(Math.abs(few - Number(all)), where).toBeLessThanOrEqual(1e-14 * Math.abs(few));
    numbers++;
  });
  expect(numbers).toBeGreaterThan(500); // the others are errors, as of a root of a negative number, and truths
});
