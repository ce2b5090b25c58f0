// The tutorial's sheet and what an audit of it says, put together by hand from the story of docs/misaligned-sheet.md.
import { misalignedWorkbook } from '../../../src/cli/tutorial/misaligned.ts';
import type { Audit, Finding, RoleCells } from '../../../src/audit/report.ts';
import { getCell, type Workbook } from '../../../src/workbook/index.ts';

export const book: Workbook = misalignedWorkbook(5, 'en').book;
const name = book.sheets[0]?.name ?? '';
const tops = [0, 1, 2, 3, 4, 5].map((epoch) => epoch * 8);
const formula = (row: number, column: number): string => {
  const [sheet] = book.sheets;
  return (sheet && getCell(sheet, row, column)?.formula) ?? '';
};

const repair = tops.flatMap((top) =>
  [2, 3, 4, 5].map((k) => {
    const row = top + k;
    return { cell: `${name}!J${row + 1}`, formula: formula(row, 9).replace(`+I${row + 1}`, `+$I$${top + 2}`) };
  }),
);
const columns = (from: string, to: string): string[] =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) =>
    String.fromCharCode(from.charCodeAt(0) + i),
  );
const consequences = tops.flatMap((top) =>
  [2, 3, 4, 5].flatMap((k) => columns('K', top === 40 ? 'L' : 'P').map((c) => `${name}!${c}${top + k + 1}`)),
);

const error: Finding = {
  severity: 'error',
  class: 'misaligned-reference',
  cells: repair.map((r) => r.cell),
  formula: formula(2, 9),
  expected: repair[0]?.formula ?? '',
  operand: { is: 'I3', should: '$I$2' },
  repair,
  consequences,
  cost: {
    gradientShown: 0.38,
    gradientRedrawn: 0.42,
    loss: { cell: `${name}!L47`, shown: 0.002951491692580376, right: 0.050907488022 },
  },
  facts: {},
};
const warning: Finding = {
  severity: 'warning',
  class: 'learning-rate-above-limit',
  cells: [],
  formula: null,
  expected: null,
  operand: null,
  repair: [],
  consequences: [],
  cost: null,
  facts: { rate: 1, limit: 0.85499, repaired: 1 },
};
const note: Finding = {
  severity: 'note',
  class: 'convention',
  cells: [],
  formula: null,
  expected: null,
  operand: null,
  repair: [],
  consequences: [],
  cost: null,
  facts: { convention: 'half', factor: 0.5 },
};
const role = (role: RoleCells['role'], of: (top: number) => string, label: string): RoleCells[] =>
  tops.map((top, step) => ({ role, ranges: [`${name}!${of(top)}`], label, step, run: 0 }));

export const audit: Audit = {
  roles: [
    ...role('data', (t) => `B${t + 2}:D${t + 6}`, 'english'),
    ...role('target', (t) => `E${t + 2}:E${t + 6}`, 'return'),
    ...role('parameter', (t) => `F${t + 2}:H${t + 2}`, 'w1'),
    ...role('parameter', (t) => `I${t + 2}`, 'b'),
    ...role('prediction', (t) => `J${t + 2}:J${t + 6}`, 'predicted'),
    ...role('error', (t) => `K${t + 2}:K${t + 6}`, 'error'),
    ...role('loss', (t) => `L${t + 7}`, 'MSE'),
    ...role('gradient', (t) => `M${t + 2}:P${t + 6}`, 'Δw1').slice(0, 5),
    ...role('average', (t) => `M${t + 7}:P${t + 7}`, 'mean').slice(0, 5),
  ],
  findings: [error, warning, note],
  summary: {
    errors: 1,
    warnings: 1,
    notes: 1,
    formulas: 340,
    training: { runs: 1, steps: 5, parameters: 4 },
    updates: { compared: 20, right: 0 },
    took: 12,
  },
};
