import type { PreprocessingWarning } from 'gradsheet/table';
import type { DataWords } from './messages.en.ts';

/** What is odd about a column, as a sentence. */
export function warningText(x: PreprocessingWarning, w: DataWords): string {
  switch (x.code) {
    case 'constant-column':
      return w.warning.constant(x.column);
    case 'uneven-scales':
      return w.warning.uneven(x.column, x.smallest);
    case 'left-out-column':
      return w.warning.leftOut(x.column);
    case 'many-categories':
      return w.warning.many(x.column);
    case 'dropped-rows':
      return w.warning.dropped(x.rows);
    case 'filled-cells':
      return w.warning.filled(x.column, x.cells);
    case 'marked-cells':
      return w.warning.marked(x.column, x.cells);
    case 'limited-cells':
      return w.warning.limited(x.column, x.cells);
    case 'left-out-id':
      return w.warning.leftOutId(x.column);
    case 'only-id':
      return w.warning.onlyId(x.column);
    case 'counts-rows':
      return w.warning.countsRows(x.column);
    case 'ambiguous-dates':
      return w.warning.ambiguousDates(x.column, x.text, x.first);
    case 'class-codes':
      return w.warning.classCodes(x.column, x.least, x.most);
    case 'tells-target':
      return w.warning.tellsTarget(x.column);
    case 'computed-target':
      return w.warning.computed(x.column, x.formula);
    case 'unreadable-cells':
      return w.warning.unreadable(x.column, x.cells, x.text);
    case 'left-out-rare':
      return w.warning.leftOutRare(x.column, x.categories);
    case 'short-years':
      return w.warning.shortYears(x.column, x.text, String(x.value));
    case 'no-target-rows':
      return w.warning.targetless(x.rows);
    case 'left-out-constant':
      return w.warning.leftOutConstant(x.column);
    case 'left-out-empty':
      return w.warning.leftOutEmpty(x.column);
    case 'grouped-values':
      return w.warning.grouped(x.column, x.values);
    case 'untrained-classes':
      return w.warning.untrained(x.column, String(x.value));
    default:
      return x satisfies never;
  }
}

/** Does the line about the column show it already? */
export const isTold = ({ code }: PreprocessingWarning): boolean => code === 'filled-cells' || code === 'marked-cells';
