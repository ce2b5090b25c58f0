import type { EncodingNote } from '../data/columns/note.ts';
import { NO_FILL, type PreprocessingWarning } from '../data/columns/warning.ts';
import { shellText } from '../util/escape.ts';
import { brief } from '../util/text.ts';
import { someNames as namesText } from '../data/some-names.ts';
import { apart, count, plain } from './numbers.ts';

const some = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;
const shown = (value: number | string): string => (typeof value === 'number' ? plain(value) : `"${value}"`);
const rowsDropped = (n: number): string =>
  `${some(n, 'row with missing values was', 'rows with missing values were')} left out.`;
const withoutTarget = (n: number): string =>
  `${some(n, 'row without a target value was', 'rows without a target value were')} left out.`;

const someNames = (names: readonly string[]): string => namesText(names, 'en');

/** What is said of columns and their values. */
export const columnMessages = {
  kinds: { number: 'number', category: 'category', date: 'date', time: 'time of day', text: 'free text' },
  /** What the network gets of dates and texts. */
  days: (first: string) => `days since ${first}`,
  hours: 'hours since midnight',
  parts: { season: 'time of year', weekday: 'day of the week', clock: 'time of day' },
  words: (columns: number) => `its words, hashed into ${columns} columns`,
  grouped: (values: number) => `0/1 for ${some(values, 'rare one', 'rare ones together')}`,
  listed: (parts: readonly string[]) => parts.join('; '),
  limits: (low: number, high: number) => `limited to ${plain(low)} … ${plain(high)}`,
  gaps: (rows: number, mark: boolean) => `${count(rows)} missing${mark ? ', marked' : ''}`,
  warning: (w: PreprocessingWarning): string => {
    switch (w.code) {
      case 'constant-column':
        return `Column ${w.column} is ${w.value} in every training row, so the model cannot learn from it.`;
      case 'uneven-scales':
        return `${w.column} varies ${count(Number(w.times.toPrecision(2)))} times as much as ${w.smallest}: it outweighs the other features, and training suffers. Add --scale standard.`;
      case 'left-out-column':
        return `Column ${w.column} is left out: ${w.categories} different texts in ${w.rows} rows, so it only identifies each row and cannot help with new rows. To include it, add --as ${shellText(`${w.column}=category`)}.`;
      case 'left-out-rare':
        return `Column ${w.column} is left out: nearly all of its ${count(w.categories)} texts are in fewer than ${w.least} rows, too few to learn from. To learn from their words, add --as ${shellText(`${w.column}=text`)}.`;
      case 'left-out-constant':
        return `Column ${w.column} is left out: it is ${shown(w.value)} in every row.`;
      case 'left-out-empty':
        return `Column ${w.column} is left out: it has no values.`;
      case 'left-out-id':
        return `Column ${w.column} is left out: an ID, different in almost every row, so it cannot help with new rows. To include it, add --as ${shellText(`${w.column}=number`)}.`;
      case 'only-id':
        return `Column ${w.column} looks like an ID, different in almost every row. It is used only because there is no other feature; it can hardly help with new rows.`;
      case 'counts-rows':
        return `Column ${w.column} counts the rows. If that is all it is, leave it out: --exclude ${shellText(w.column)}.`;
      case 'ambiguous-dates':
        return `Column ${w.column}: dates such as ${w.text} could be read in two ways; the ${w.first} was taken to come first. Dates such as 2020-01-31 are clear.`;
      case 'short-years':
        return `Column ${w.column}: dates such as ${w.text} were read ${w.first} first, years of two digits as 1969 to 2068: ${w.value}. If that is wrong, write years with four digits.`;
      case 'class-codes':
        return `${w.column} is predicted as a number, but has only the values ${w.least} to ${w.most}. If they stand for classes, add --as ${shellText(`${w.column}=category`)}.`;
      case 'tells-target':
        return `Column ${w.column} alone tells the target${w.how === 'line' ? ' (correlation above 0.9999)' : ' without a mistake'}. If it is not known before the target is, leave it out: --exclude ${shellText(w.column)}.`;
      case 'computed-target':
        return `${w.column} is ${w.formula}, up to rounding, so there is nothing to learn. If one of these columns is not known before ${w.column} is, leave it out, such as --exclude ${shellText(w.from[0] ?? '')}.`;
      case 'many-categories':
        return `Column ${w.column} has ${w.categories} different texts in ${w.rows} rows: probably a name or an ID, from which nothing can be learned. To leave it out, add --exclude ${shellText(w.column)}.`;
      case 'grouped-values':
        return `Column ${w.column}: ${some(w.values, 'rare text shares', 'rare texts share')} one column, "other".`;
      case 'untrained-classes':
        return w.classes === 1
          ? `Class ${shown(w.value)} of ${w.column} is in no training row, so it cannot be learned.`
          : `${count(w.classes)} classes of ${w.column}, such as ${shown(w.value)}, are in no training row, so they cannot be learned.`;
      case 'dropped-rows':
        return rowsDropped(w.rows);
      case 'no-target-rows':
        return withoutTarget(w.rows);
      case 'limited-cells':
        return `Column ${w.column}: ${some(w.cells, 'number', 'numbers')} far from all others ${w.cells === 1 ? 'counts' : 'count'} as ${plain(w.low)} or ${plain(w.high)}, whichever is nearer. To keep ${w.cells === 1 ? 'it' : 'them'}, add --outliers keep.`;
      case 'unreadable-cells':
        return `Column ${w.column}: ${some(w.cells, 'cell', 'cells')}, such as "${w.text}" in row ${w.row}, cannot be read as a ${w.kind} and ${w.cells === 1 ? 'counts' : 'count'} as missing.`;
      case 'filled-cells':
        return `Column ${w.column}: ${some(w.cells, 'missing value was', 'missing values were')} filled in with ${shown(w.value)}.`;
      case 'marked-cells':
        return w.value === NO_FILL
          ? `Column ${w.column}: ${some(w.cells, 'missing value counts', 'missing values count')} as a value of its own.`
          : `Column ${w.column}: ${some(w.cells, 'missing value was', 'missing values were')} filled in with ${shown(w.value)} and marked in a column of its own.`;
      default:
        return w satisfies never;
    }
  },
  /** The same of several columns at once; null where each has its own to say. */
  warnings: (code: PreprocessingWarning['code'], names: readonly string[]): string | null => {
    const columns = `${count(names.length)} columns`;
    switch (code) {
      case 'constant-column':
        return `${columns} have one value in all training rows, so the model cannot learn from them: ${someNames(names)}.`;
      case 'left-out-column':
        return `${columns} are left out, since their texts differ in almost every row: ${someNames(names)}. To include one, add --as NAME=category.`;
      case 'left-out-rare':
        return `${columns} are left out, since nearly all of their texts are in too few rows to learn from: ${someNames(names)}. To learn from the words of one, add --as NAME=text.`;
      case 'left-out-constant':
        return `${columns} are left out, since each has the same value in every row: ${someNames(names)}.`;
      case 'left-out-empty':
        return `${columns} are left out, since they have no values: ${someNames(names)}.`;
      case 'left-out-id':
        return `${columns} are left out, since they are IDs, different in almost every row: ${someNames(names)}. To include one, add --as NAME=number.`;
      case 'only-id':
        return `${columns} look like IDs, different in almost every row: ${someNames(names)}. They are used only because there is no other feature; they can hardly help with new rows.`;
      case 'counts-rows':
        return `${columns} count the rows: ${someNames(names)}. If that is all they are, leave them out with --exclude.`;
      case 'ambiguous-dates':
        return `Dates in ${columns} could be read in two ways: ${someNames(names)}. Dates such as 2020-01-31 are clear.`;
      case 'short-years':
        return `In ${columns} years have two digits, read as 1969 to 2068: ${someNames(names)}. If that is wrong, write them with four.`;
      case 'tells-target':
        return `${columns} tell the target, each of them alone: ${someNames(names)}. Leave out those that are not known before the target is, with --exclude.`;
      case 'many-categories':
        return `${columns} have many different texts, probably names or IDs, from which nothing can be learned: ${someNames(names)}. To leave them out, use --exclude.`;
      case 'grouped-values':
        return `The rare texts of ${columns} share one column each, "other": ${someNames(names)}.`;
      case 'filled-cells':
        return `Missing values in ${columns} were filled in: ${someNames(names)}.`;
      case 'marked-cells':
        return `Missing values in ${columns} were filled in and marked: ${someNames(names)}.`;
      case 'limited-cells':
        return `In ${columns} numbers far from all others count as less extreme ones: ${someNames(names)}. To keep them, add --outliers keep.`;
      case 'unreadable-cells':
        return `In ${columns} some cells cannot be read and count as missing: ${someNames(names)}.`;
      default:
        return null;
    }
  },
  notes: (code: EncodingNote['code'], names: readonly string[]): string | null => {
    const columns = `${count(names.length)} columns`;
    switch (code) {
      case 'unseen-value':
        return `In ${columns} there are rare or new texts, which count as "other" or as none of the known ones: ${someNames(names)}.`;
      case 'unreadable-value':
        return `In ${columns} some cells cannot be read and count as missing: ${someNames(names)}.`;
      case 'filled-value':
        return `Missing values in ${columns} were filled in: ${someNames(names)}.`;
      case 'outside-range':
        return `In ${columns} there are values outside the range seen in training, where the model is less reliable: ${someNames(names)}.`;
      default:
        return null;
    }
  },
  askClasses: (target: string, least: number, most: number) =>
    `${target} has only the values ${least} to ${most}. Do they stand for classes, or are they numbers? Type c for classes; Enter for numbers: `,
  /** @param row as a person counts it in the file */
  note: (n: EncodingNote, row: (index: number) => number): string => {
    switch (n.code) {
      case 'unseen-value':
        return `Column ${n.column}: ${some(n.cells, 'value is', 'values are')} ${n.other ? 'rare or new' : 'new'}, such as "${n.text}" in row ${row(n.row)}, and ${n.cells === 1 ? 'counts' : 'count'} as ${n.other ? '"other"' : 'none of the known ones'}.`;
      case 'unreadable-value':
        return `Column ${n.column}: ${some(n.cells, 'cell', 'cells')}, such as "${n.text}" in row ${row(n.row)}, cannot be read as a ${n.kind} and ${n.cells === 1 ? 'counts' : 'count'} as missing.`;
      case 'filled-value':
        return `Column ${n.column}: ${some(n.cells, 'missing value', 'missing values')} (row ${row(n.row)}${n.cells === 1 ? '' : ' …'}) ${n.cells === 1 ? 'was' : 'were'} filled in with ${shown(n.value)}.`;
      case 'outside-range': {
        const [value, low, high] = apart(n.value, n.low, n.high);
        return `Column ${n.column}: ${some(n.cells, 'value', 'values')}, such as ${value} in row ${row(n.row)}, ${n.cells === 1 ? 'is' : 'are'} outside the range seen in training (${low} to ${high}), where the model is less reliable.`;
      }
      case 'empty-text':
        return `Column ${n.column}: ${some(n.cells, 'row has no text', 'rows have no text')} (row ${row(n.row)}${n.cells === 1 ? '' : ' …'}), which counts as one without words.`;
      case 'unseen-words':
        return `Column ${n.column}: no word of ${n.cells === 1 ? `"${brief(n.text, 40)}" (row ${row(n.row)})` : `${count(n.cells)} texts, such as "${brief(n.text, 40)}" in row ${row(n.row)},`} is in the training rows, so what this column adds there is chance.`;
      case 'unseen-class':
        return `${some(n.cells, 'row was', 'rows were')} left out: class "${n.text}" (row ${row(n.row)}) is not among the classes that the model knows.`;
      case 'dropped-rows':
        return rowsDropped(n.rows);
      case 'no-target-rows':
        return withoutTarget(n.rows);
      default:
        return n satisfies never;
    }
  },
};
