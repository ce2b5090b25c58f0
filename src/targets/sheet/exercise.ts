import type { Role } from '../../ir/label.ts';
import { position, range, size } from '../../ir/shape.ts';
import { colours } from '../../messages/labels.ts';
import type { SheetWords } from '../../messages/sheet.ts';
import {
  emptySheet,
  fold,
  formatAddress,
  formatArea,
  getCell,
  parse,
  print,
  setCell,
  withParts,
  type Formula,
  type Sheet,
  type Workbook,
} from '../../workbook/index.ts';
import { columnLook, looks } from './look.ts';
import type { Plan } from './plan.ts';

/** Cells left for the learner to fill in. */
export interface Exercise {
  /** What is left out; default: all that a step computes. */
  readonly roles?: readonly Role[];
  /** In how many blocks, from the first; default 1. */
  readonly blocks?: number;
}

const ALL: readonly Role[] = [
  'preactivation',
  'activation',
  'prediction',
  'error',
  'eachLoss',
  'loss',
  'cotangent',
  'terms',
  'average',
  'gradient',
  'update',
  'inner',
];
/** An answer is right within this share of 1 or of itself: what a person types has few digits. */
const TOLERANCE = 0.0005;

/**
 * Blanks cells of a training and adds a sheet that checks them: the cell of the same address says NOT DONE, CORRECT or
 * INCORRECT. An answer is judged by the formula applied to the learner's own numbers, so that a mistake counts once.
 * Values that were saved with formulas are dropped, because they would tell.
 */
export function asExercise(
  book: Workbook,
  plan: Plan,
  words: SheetWords,
  { roles = ALL, blocks = 1 }: Exercise,
): Workbook {
  const [main] = book.sheets;
  if (!main) return book;
  const check = emptySheet(words.check);
  const cells: { row: number; column: number; formula: string }[] = [];
  for (const { top, at } of plan.blocks.slice(0, blocks)) {
    for (const { node, label } of at.items) {
      if (!roles.includes(label.role)) continue;
      for (const i of range(size(node.shape))) {
        const { row, column } = at.place(node, position(node.shape, i));
        const cell = getCell(main, top + row, column);
        if (cell?.formula !== undefined) cells.push({ row: top + row, column, formula: cell.formula });
      }
    }
  }
  for (const { row, column, formula } of cells) {
    const look = getCell(main, row, column)?.style;
    setCell(main, row, column, { style: { ...look, fill: OPEN } });
    setCell(check, row, column, {
      formula: `=${print(checking(parse(formula), main.name, row, column, words))}`,
      style: looks.verdict,
    });
  }
  for (const sheet of book.sheets) {
    for (const [key, cell] of sheet.cells) {
      if (cell.formula !== undefined) {
        const { value: _, ...rest } = cell;
        sheet.cells.set(key, rest);
      }
    }
  }
  dress(check, main, cells, words);
  return { ...book, sheets: [main, check, ...book.sheets.slice(1)] };
}

/** Where the learner writes. */
const OPEN = 'FFF9DB';

/** IF(answer="", NOT DONE, IF(ABS(answer - formula) ≤ tolerance, CORRECT, INCORRECT)), read on the training sheet. */
function checking(formula: Formula, sheet: string, row: number, column: number, words: SheetWords): Formula {
  const answer: Formula = { kind: 'cell', sheet, row, column, rowFixed: false, columnFixed: false };
  const there = fold<Formula>(formula, (node, parts) =>
    (node.kind === 'cell' || node.kind === 'range') && node.sheet === undefined
      ? { ...node, sheet }
      : withParts(node, parts),
  );
  const text = (value: string): Formula => ({ kind: 'text', value });
  const call = (name: string, ...args: Formula[]): Formula => ({ kind: 'call', name, args });
  const off = call('ABS', { kind: 'binary', op: '-', left: answer, right: there });
  const limit: Formula = {
    kind: 'binary',
    op: '*',
    left: { kind: 'number', value: TOLERANCE },
    right: call('MAX', { kind: 'number', value: 1 }, call('ABS', answer)),
  };
  return call(
    'IF',
    { kind: 'binary', op: '=', left: answer, right: text('') },
    text(words.notDone),
    call('IF', { kind: 'binary', op: '<=', left: off, right: limit }, text(words.correct), text(words.incorrect)),
  );
}

/** Title, how many are right, the names of lines and columns, and colours. */
function dress(check: Sheet, main: Sheet, cells: readonly { row: number; column: number }[], words: SheetWords): void {
  const [first] = cells;
  if (!first) return;
  const area = cells.reduce(
    (a, { row, column }) => ({
      top: Math.min(a.top, row),
      left: Math.min(a.left, column),
      bottom: Math.max(a.bottom, row),
      right: Math.max(a.right, column),
    }),
    { top: first.row, left: first.column, bottom: first.row, right: first.column },
  );
  for (const [key, cell] of main.cells) {
    const row = Math.floor(key / 16_384);
    const isName = typeof cell.value === 'string' || cell.value === undefined; // and the rest of its title's width
    if (row >= area.top - 4 && row <= area.bottom && isName && cell.formula === undefined && !check.cells.has(key)) {
      check.cells.set(key, {
        ...(cell.value === undefined ? {} : { value: cell.value }),
        ...(cell.style ? { style: cell.style } : {}),
      });
    }
  }
  for (const [column, width] of main.columnWidths) {
    check.columnWidths.set(column, column > 0 && width > 4 ? Math.max(width, 11) : width);
  }
  setCell(check, 0, 0, { value: words.check, style: looks.title });
  setCell(check, 1, 0, { value: words.correct, style: columnLook('update') });
  setCell(check, 1, 1, {
    formula: `=SUMPRODUCT((${formatArea(area)}="${words.correct}")*1)&" / ${cells.length}"`,
    style: looks.heading,
  });
  setCell(check, 2, 0, { value: words.checkHint, style: looks.hint });
  const from = formatAddress(area.top, area.left);
  for (const [word, text, fill] of [
    [words.correct, colours.update.text, colours.update.fill],
    [words.incorrect, colours.error.text, colours.error.fill],
  ] as const) {
    check.conditionalFormats.push({
      kind: 'formula',
      area,
      formula: `${from}="${word}"`,
      style: { fill, font: { color: text } },
    });
  }
  check.freeze = { rows: 2, columns: 1 };
  check.tabColor = colours.gradient.text;
}
