// The errors that the doctor is examined with.
import { expect, test } from 'vitest';
import { cellKey, getCell } from '../../src/workbook/index.ts';
import { cleanBooks, errorClasses, mutants } from '../tools/books/index.ts';

const all = mutants(cleanBooks());

test('every class of error, on every layout and network that has a place for it', () => {
  expect(all.length).toBeGreaterThanOrEqual(400);
  for (const c of errorClasses) expect(all.filter((m) => m.class === c).length, c).toBeGreaterThan(0);
  expect(new Set(all.map((m) => m.base.spec.layout.kind + m.base.spec.network.name)).size).toBeGreaterThanOrEqual(20);
});

test('an error changes the cells it names, and no other formula', () => {
  for (const m of all.slice(0, 200)) {
    const changed = new Set(m.edits.map((e) => `${e.at.sheet}|${cellKey(e.at.row, e.at.column)}`));
    m.base.workbook.sheets.forEach((before, i) => {
      for (const [key, cell] of before.cells) {
        const after = m.workbook.sheets[i]?.cells.get(key);
        const is = changed.has(`${before.name}|${key}`);
        if (is) expect(after?.formula ?? after?.value, m.name).not.toBe(cell.formula);
        else expect(after?.formula, m.name).toBe(cell.formula);
      }
    });
    for (const e of m.edits) {
      expect(
        getCell(
          m.base.workbook.sheets.find((s) => s.name === e.at.sheet)!,
          e.at.row,
          e.at.column,
        )?.formula,
      ).toBe(e.right);
    }
  }
});
