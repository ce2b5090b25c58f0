import {
  boxOf,
  cellName,
  findSheet,
  keyColumn,
  keyRow,
  parse,
  print,
  references,
} from '../../../src/workbook/index.ts';
import type { Workbook } from '../../../src/workbook/index.ts';
import { makeBook } from './book.ts';
import type { Book } from './book.ts';
import { apply, shown } from './mutation.ts';
import type { Edit, Mutant } from './mutation.ts';
import { operators } from './operators.ts';
import { Choice } from './random.ts';
import { specs } from './specs.ts';

export type { Book, Known, Place } from './book.ts';
export { makeBook } from './book.ts';
export type { ErrorClass, Mutant } from './mutation.ts';
export { errorClasses } from './mutation.ts';
export { heldOutSeed, specs } from './specs.ts';

export const cleanBooks = (seed?: number): Book[] => specs(seed).map(makeBook);

/** Every error class on every book that has a place for it, each at a place drawn by seed. */
export function mutants(books: readonly Book[]): Mutant[] {
  const out: Mutant[] = [];
  const seen = new Set<string>();
  books.forEach((base, b) =>
    operators.forEach(([errorClass, operator], o) => {
      const edits = operator(base, new Choice(base.spec.seed * 31 + o));
      if (!edits || edits.length === 0) return;
      const workbook = apply(base, edits);
      const key = JSON.stringify([b, edits.map((e) => [shown(e.at), e.formula ?? e.value])]);
      if (seen.has(key) || isCircular(workbook) !== (errorClass === 'circular')) return;
      seen.add(key);
      out.push({
        name: `${base.spec.name} · ${errorClass}`,
        base,
        workbook,
        class: errorClass,
        edits,
        cells: edits.filter(reallyWrong).map((e) => cellName(e.at.sheet, e.at.row, e.at.column)),
      });
    }),
  );
  return out;
}

/** A reference that lost its dollar signs still reads the right cell in the row where it was typed. */
const reallyWrong = ({ formula, right }: Edit): boolean =>
  formula === undefined || print(parse(formula)).replaceAll('$', '') !== print(parse(right)).replaceAll('$', '');

/** Does a formula read its own result, by however many cells? */
export function isCircular(book: Workbook): boolean {
  const reads = new Map<string, string[]>();
  for (const sheet of book.sheets) {
    for (const [key, { formula, array }] of sheet.cells) {
      if (formula !== undefined) {
        const list = references(parse(formula)).flatMap((r) => {
          if (r.kind === 'name') return [];
          const box = boxOf(r);
          const other = r.sheet === undefined ? sheet : findSheet(book, r.sheet);
          const names: string[] = [];
          for (let row = box.top; row <= box.bottom; row++) {
            for (let column = box.left; column <= box.right; column++) {
              names.push(cellName(other?.name ?? '', row, column));
            }
          }
          return names;
        });
        const area = array ?? { top: keyRow(key), bottom: keyRow(key), left: keyColumn(key), right: keyColumn(key) };
        for (let row = area.top; row <= area.bottom; row++) {
          for (let column = area.left; column <= area.right; column++) {
            reads.set(cellName(sheet.name, row, column), list);
          }
        }
      }
    }
  }
  const done = new Set<string>();
  const open = new Set<string>();
  for (const start of reads.keys()) {
    const stack = [{ cell: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (!top) break;
      if (top.next === 0) {
        if (done.has(top.cell)) {
          stack.pop();
          continue;
        }
        if (open.has(top.cell)) return true;
        open.add(top.cell);
      }
      const input = reads.get(top.cell)?.[top.next++];
      if (input === undefined) {
        open.delete(top.cell);
        done.add(top.cell);
        stack.pop();
      } else if (!done.has(input)) {
        if (open.has(input)) return true;
        stack.push({ cell: input, next: 0 });
      }
    }
  }
  return false;
}
