// Fixed copies of broken trainings: they audit clean, and their updates pass the gradient check by finite differences
// of
// the loss cell, computed by our own engine and by LibreOffice.
import { expect, test } from 'vitest';
import {
  audit,
  evaluateBook,
  fixBook,
  getCell,
  readXlsx,
  recalculated,
  setCell,
  writeXlsx,
  type Workbook,
} from '../../../src/sheet.ts';
import { cleanBooks, mutants, type Book, type Mutant } from '../../tools/books/index.ts';
import { makeBook } from '../../tools/books/book.ts';
import { elements } from '../../tools/books/place.ts';
import { tutorial } from '../../tools/books/specs.ts';
import { recalculate, testWithLibreOffice, type LibreOfficeSheets } from '../../tools/libreoffice.ts';

type At = NonNullable<ReturnType<Book['place']>>;

/** Broken books of every layout, of classes that leave numbers to compare: one for each of these pairs. */
const wanted = [
  ['blocks down · linear', 'blank-reference'],
  ['blocks right · logistic', 'wrong-operator'],
  ['blocks turned · 2-2-1', 'missing-parentheses'],
  ['block per sheet · 2-2-1', 'wrong-operand'],
  ['row per step · 1-3-1', 'wrong-slope'],
  ['column per step · linear', 'drifting-anchor'],
  ['rows, sheet per rate · linear', 'wrong-operator'],
  ['matrices down · 2-2-1', 'missing-factor'],
  ['matrices right · logistic', 'offset'],
] as const;
const chosen: Mutant[] = wanted.flatMap(([start, of]) =>
  mutants(cleanBooks())
    .filter((m) => m.class === of && m.name.startsWith(start))
    .slice(0, 1),
);
const H = 1e-4;

/** Parameters of the first step, what the first update makes of them, and the loss they are updated by. */
function training(
  book: Book,
  run: number,
): { readonly parameters: { readonly first: At; readonly next: At }[]; readonly loss: At | undefined } {
  const parameters = book.tensors
    .filter((t) => t.role === 'parameter')
    .flatMap((t) =>
      elements(t.sizes).flatMap((at) => {
        const first = book.place({ tensor: t.name, at, step: 0 }, run);
        const next = book.place({ tensor: t.name, at, step: 1 }, run);
        return first && next ? [{ first, next }] : [];
      }),
    );
  return { parameters, loss: book.place({ tensor: 'L', at: [], step: 0 }, run) };
}
const sheetOf = (book: Workbook, name: string): number => book.sheets.findIndex((s) => s.name === name);
const number = (book: Workbook, { sheet, row, column }: At): number => {
  const s = book.sheets[sheetOf(book, sheet)];
  return Number(s && getCell(s, row, column)?.value);
};
const computed = (book: Workbook, { sheet, row, column }: At): number =>
  Number(evaluateBook(book).values[sheetOf(book, sheet)]?.get(row * 16_384 + column));
function moved(book: Workbook, { sheet, row, column }: At, by: number): Workbook {
  const sheets = book.sheets.map((s) => ({ ...s, cells: new Map(s.cells) }));
  const s = sheets[sheetOf(book, sheet)];
  if (s) setCell(s, row, column, { ...getCell(s, row, column), value: number(book, { sheet, row, column }) + by });
  return { ...book, sheets };
}
/** The first updates are one multiple of the derivative: how far the worst is from that, relative to the largest. */
function worst(changes: readonly number[], slopes: readonly number[]): number {
  const k = slopes.reduce((best, g, i) => (Math.abs(g) > Math.abs(slopes[best] ?? 0) ? i : best), 0);
  const c = (changes[k] ?? 0) / (slopes[k] ?? 1);
  return Math.max(...changes.map((d, i) => Math.abs(d - c * (slopes[i] ?? 0)))) / Math.max(...changes.map(Math.abs));
}

const fixed = new Map<string, { readonly book: Book; readonly workbook: Workbook }>();
test.each(chosen.map((m) => [m.name, m] as const))(
  '%s: the fixed copy audits clean and passes the gradient check at 1e-6',
  async (name, m) => {
    const bytes = await writeXlsx(recalculated(m.workbook));
    const found = audit(readXlsx(bytes));
    expect(found.summary.errors).toBeGreaterThan(0);
    const workbook = readXlsx(fixBook(bytes, found));
    expect(audit(workbook).findings.filter((f) => f.severity === 'error')).toEqual([]);
    for (const [i, values] of evaluateBook(workbook).values.entries()) {
      for (const [key, value] of values) expect(workbook.sheets[i]?.cells.get(key)?.value).toEqual(value);
    }
    fixed.set(name, { book: m.base, workbook });
    const { parameters, loss } = training(m.base, 0);
    if (!loss) throw new Error(`${name} has no loss`);
    const slopes = parameters.map(
      ({ first }) => (computed(moved(workbook, first, H), loss) - computed(moved(workbook, first, -H), loss)) / (2 * H),
    );
    expect(
      worst(
        parameters.map(({ first, next }) => number(workbook, next) - number(workbook, first)),
        slopes,
      ),
    ).toBeLessThan(1e-6);
    expect(
      worst(
        parameters.map(({ first, next }) => number(workbook, next) - number(workbook, first)),
        slopes.map((g, i) => (i === 0 ? g + 1e-3 : g)),
      ),
    ).toBeGreaterThan(1e-6); // the check sees a wrong slope
  },
);

test('every layout is among them', () => expect(chosen).toHaveLength(wanted.length));

testWithLibreOffice(
  'LibreOffice: the updates of the fixed copies follow finite differences of its own loss, at 1e-6',
  async () => {
    const students = makeBook(tutorial(1));
    const broken = recalculated({ ...students.workbook });
    const all = [...fixed.values(), { book: students, workbook: broken }];
    expect(fixed.size).toBe(wanted.length);
    const cases = all.map(({ book, workbook }) => ({ workbook, ...training(book, 0) }));
    const books = cases.flatMap(({ workbook, parameters }) => [
      workbook,
      ...parameters.flatMap(({ first }) => [moved(workbook, first, H), moved(workbook, first, -H)]),
    ]);
    const sheets = await recalculate(await Promise.all(books.map((b) => writeXlsx(b))));
    const value = (of: LibreOfficeSheets | undefined, { sheet, row, column }: At): number =>
      Number(of?.[sheet]?.[row]?.[column]);
    let at = 0;
    for (const { parameters, loss } of cases) {
      const base = sheets[at++];
      if (!loss) throw new Error('no loss');
      const changes = parameters.map(({ first, next }) => value(base, next) - value(base, first));
      const slopes = parameters.map(() => (value(sheets[at++], loss) - value(sheets[at++], loss)) / (2 * H));
      expect(changes.every(Number.isFinite) && slopes.every(Number.isFinite)).toBe(true);
      expect(worst(changes, slopes)).toBeLessThan(1e-6);
    }
    expect(at).toBe(books.length);
  },
);
