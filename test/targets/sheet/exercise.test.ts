import { expect, test } from 'vitest';
import {
  cellKey,
  findSheet,
  getCell,
  keyColumn,
  keyRow,
  setCell,
  trainingWorkbook,
  writeXlsx,
  type Sheet,
} from '../../../src/sheet.ts';
import { makeRun, students } from '../../cells/runs.ts';
import { recalculate, testWithLibreOffice } from '../../tools/libreoffice.ts';

const run = makeRun(students.make(0.5, 3));
const sheetOf = (book: ReturnType<typeof trainingWorkbook>, name: string): Sheet =>
  findSheet(book, name) ??
  (() => {
    throw new Error(name);
  })();

test('an exercise leaves the first step open and keeps no answer', () => {
  const book = trainingWorkbook(run, { exercise: true });
  const answers = trainingWorkbook(run);
  const main = sheetOf(book, 'Training');
  expect(book.sheets.map((s) => s.name)).toEqual([
    'Training',
    'Check',
    'Loss',
    'Diagnostics',
    'Predict',
    'About',
    'gradsheet',
  ]);
  expect(getCell(main, 20, 11)).toEqual({ style: expect.objectContaining({ fill: 'FFF9DB' }) as unknown });
  expect(getCell(main, 20, 1)?.formula).toBe('=$B$7'); // data stay
  for (const sheet of book.sheets) {
    for (const c of sheet.cells.values()) if (c.formula !== undefined) expect(c.value).toBeUndefined();
  }
  const open = [...sheetOf(answers, 'Training').cells].filter(
    ([key, c]) => keyRow(key) >= 20 && keyRow(key) <= 26 && keyColumn(key) > 5 && c.formula !== undefined,
  );
  expect(open).toHaveLength(5 * 7 + 1 + 4 + 4); // ŷ, e, e², four changes; MSE; averages; updates
  for (const [key] of open) expect(main.cells.get(key)?.formula).toBeUndefined();
  expect(sheetOf(book, 'Check').cells.get(cellKey(20, 13))?.formula).toBe(
    '=IF(Training!N21="","NOT DONE",IF(ABS(Training!N21-(Training!E21-Training!L21))<=0.0005*MAX(1,ABS(Training!N21)),"CORRECT","INCORRECT"))',
  );
});

test('chosen cells only', () => {
  const main = sheetOf(trainingWorkbook(run, { exercise: { roles: ['error'], blocks: 2 } }), 'Training');
  expect([20, 31].map((row) => getCell(main, row, 13)?.formula)).toEqual([undefined, undefined]);
  expect([20, 31].map((row) => getCell(main, row, 11)?.formula !== undefined)).toEqual([true, true]);
  expect(getCell(main, 42, 13)?.formula).toBeDefined();
});

testWithLibreOffice("answers are judged by the learner's own numbers: one mistake counts once", async () => {
  const answers = sheetOf(trainingWorkbook(run), 'Training');
  const make = (fill: (main: Sheet) => void, language: 'en' | 'zh-TW' = 'en') => {
    const book = trainingWorkbook(run, { exercise: true, language });
    fill(book.sheets[0] as Sheet);
    return book;
  };
  const open = [...sheetOf(trainingWorkbook(run, { exercise: true }), 'Check').cells]
    .filter(([, c]) => c.formula?.startsWith('=IF('))
    .map(([key]) => key);
  const full = (main: Sheet): void => {
    for (const key of open) main.cells.set(key, answers.cells.get(key) ?? {});
  };
  const empty = make(() => undefined);
  const right = make(full);
  const wrong = make((main) => {
    full(main);
    setCell(main, 20, 13, { formula: '=L21-E21' });
  });
  const chinese = make(full, 'zh-TW');
  const found = await recalculate(await Promise.all([empty, right, wrong, chinese].map(writeXlsx)));
  const verdicts = (i: number, sheet = 'Check'): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const key of open) {
      const v = String(found[i]?.[sheet]?.[keyRow(key)]?.[keyColumn(key)]);
      counts[v] = (counts[v] ?? 0) + 1;
    }
    return counts;
  };
  expect(verdicts(0)).toEqual({ 'NOT DONE': open.length });
  expect(verdicts(1)).toEqual({ CORRECT: open.length });
  // what follows from the wrong sign is computed rightly
  expect(verdicts(2)).toEqual({ CORRECT: open.length - 1, INCORRECT: 1 });
  expect(verdicts(3, '檢查')).toEqual({ 正確: open.length });
  expect(found.map((f) => Object.values(f)[1]?.[1]?.[1])).toEqual(
    expect.arrayContaining([`${open.length} / ${open.length}`]),
  );
  for (const sheets of found) {
    for (const rows of Object.values(sheets)) {
      for (const row of rows) for (const v of row) expect(typeof v === 'object' && v !== null ? v.error : '').toBe('');
    }
  }
});
