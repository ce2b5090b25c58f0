import { GradsheetError } from '../../errors.ts';
import { shellText } from '../../util/escape.ts';
import { listed } from '../../util/text.ts';
import { quoted } from '../../words.ts';
import { checkChoice, checkList, checkRecord, checkText } from '../../util/options.ts';
import { cellOf, type Column, distinctValues, lengthOf, missingRows, type TextColumn } from '../column.ts';
import { checkChosen } from '../check-table.ts';
import type { Table } from '../table.ts';
import { words } from '../error-words.ts';
import { dateText } from './date-text.ts';
import { asDays, dateRuleOf, type FoundRule } from './date-rule.ts';
import { roles, type Role } from './feature.ts';
import { looksLikeText } from './free-text.ts';
import { countsRows, namesRows, saysTime } from './identifier.ts';
import { kindRead, parseDate, type DateRule } from './parse-date.ts';
import { asNumbers, asTexts, unreadable } from './read-as.ts';
import type { PreprocessingWarning } from './warning.ts';

/** What a person says about the columns. */
export interface ColumnOptions {
  readonly target: string;
  /** Default: all other columns but those that tell nothing: without values, the same throughout, a name of the row. */
  readonly features?: readonly string[];
  readonly exclude?: readonly string[];
  /** What a column is taken for, in place of what it looks like: `{ zip: 'category' }`; also the target. */
  readonly as?: Readonly<Record<string, Role>>;
  /**
   * Least rows that a text of a category needs for a column of its own; the others share one, and where these make up
   * more than four of five rows, the category is left out. Default 1.
   */
  readonly rare?: number;
}

/** A column and what it was taken for. */
export interface UnderstoodColumn {
  readonly name: string;
  readonly role: Exclude<Role, 'id'>;
  /** As it stands in the table. */
  readonly raw: Column;
  /**
   * Read as what it is: numbers, days since 1970-01-01 or hours since midnight, or texts; a cell that cannot be read so
   * is missing.
   */
  readonly column: Column;
  /** How it writes dates. */
  readonly rule?: DateRule;
}
export interface Understanding {
  readonly features: readonly UnderstoodColumn[];
  readonly target: UnderstoodColumn;
  /** Which columns were left out, and what else is odd. */
  readonly warnings: readonly PreprocessingWarning[];
}

/**
 * Decides what each column is, once for the whole table: no number of it is learned from, so this looks at the rows
 * held back too, and every part of the rows gets the same columns.
 *
 *   understand(table, { target: 'price', as: { zip: 'category' } }).features.map(({ name, role }) => [name, role])
 *   // → [['area', 'number'], ['zip', 'category']]
 *
 * @throws GradsheetError `unknown-name`, `invalid-option`, `bad-table` if no column is left
 */
export function understand(table: Table, options: ColumnOptions): Understanding {
  const { target, features, exclude = [], as = {} } = options;
  checkChosen(table, target, features);
  for (const role of Object.values(checkRecord('as', as))) checkChoice('as', role, roles);
  for (const name of checkList('exclude', exclude)) checkText('exclude', name);
  table.column(target);
  for (const name of [...exclude, ...Object.keys(as)]) table.column(name);
  checkNames(table, options);
  const excluded = new Set(exclude);
  const roleAsked = (name: string): Role | undefined => (Object.hasOwn(as, name) ? as[name] : undefined);
  const asked = (features ?? table.names.filter((name) => name !== target)).filter(
    (name) => !excluded.has(name) && roleAsked(name) !== 'id',
  );
  const found = asked.map((name) => columnOf(table, name, roleAsked(name), options));
  const used = found.some(({ leave }) => leave === null) ? found.filter(({ leave }) => leave === null) : idsOf(found);
  const kept = new Set(used);
  const warnings = found.flatMap((column) => {
    if (!kept.has(column)) return column.leave ?? [];
    if (column.leave) return [{ code: 'only-id' as const, column: column.column.name, rows: table.rows }];
    const counts = used.length > 1 && !features ? counting(column) : [];
    return [...column.odd, ...unread(table, column.column), ...counts];
  });
  if (used.length === 0) throw noFeature(table, warnings);
  return {
    features: used.map(({ column }) => column),
    target: readTarget(table.column(target), roleAsked(target)),
    warnings,
  };
}

interface Found {
  readonly column: UnderstoodColumn;
  /** Why it is left out, if it is. */
  readonly leave: PreprocessingWarning | null;
  readonly odd: readonly PreprocessingWarning[];
}

function columnOf(
  table: Table,
  name: string,
  asked: Role | undefined,
  { features, rare = 1 }: Pick<ColumnOptions, 'features' | 'rare'>,
): Found {
  const wanted = features !== undefined;
  const raw = table.column(name);
  const rule = asked === 'date' || asked === undefined ? dateRuleOf(raw, asked === 'date') : null;
  if (asked === 'date' && !rule) throw noDates(table, raw);
  const role = asked === undefined || asked === 'id' ? looksLike(raw, rule) : asked;
  const column = readAs(raw, role, rule?.rule);
  const leave = wanted || asked !== undefined ? null : tellsNothing(column, rare);
  return { column, leave, odd: rule ? doubtful(name, rule) : [] };
}

/** Where nothing else is left, numbers of the rows are better than no feature. */
const idsOf = (found: readonly Found[]): Found[] => found.filter(({ leave }) => leave?.code === 'left-out-id');

function doubtful(column: string, { ambiguous, short, rule }: FoundRule): PreprocessingWarning[] {
  const first = rule === 'mdy' ? 'month' : 'day';
  const found: PreprocessingWarning[] = [];
  if (ambiguous !== undefined) found.push({ code: 'ambiguous-dates', column, text: ambiguous, first });
  if (short !== undefined) {
    const value = dateText(parseDate(short, rule), rule);
    found.push({ code: 'short-years', column, text: short, value, first });
  }
  return found;
}

/** Cells that are not what the rest of the column is. */
function unread(table: Table, { name, role, raw, column, rule }: UnderstoodColumn): PreprocessingWarning[] {
  if ((role !== 'number' && role !== 'date') || raw === column) return [];
  const odd = unreadable(
    raw,
    column,
    Array.from({ length: table.rows }, (_, row) => row),
  );
  if (!odd) return [];
  const { cells, row, text } = odd;
  const numbered = table.origin.rowNumbers?.[row] ?? row + 1;
  return [{ code: 'unreadable-cells', column: name, kind: kindRead(rule), cells, row: numbered, text }];
}

function counting({ column: { name, column, role } }: Found): PreprocessingWarning[] {
  if (role !== 'number' || column.kind !== 'number' || saysTime(name)) return [];
  const rows = column.values.length;
  return rows >= 10 && countsRows(column) ? [{ code: 'counts-rows', column: name, rows }] : [];
}

function noFeature(table: Table, leftOut: readonly PreprocessingWarning[]): GradsheetError {
  const where = table.where({});
  const texts = leftOut.flatMap((warning) =>
    warning.code === 'left-out-column' || warning.code === 'left-out-rare' ? [warning.column] : [],
  );
  const [text] = texts;
  return new GradsheetError('bad-table', {
    where,
    ...(text === undefined
      ? {}
      : {
          problem: words(
            '{}: no feature is left besides the target. In {}, nearly every row has a text that few or no others have.',
            where,
            listed(texts, 12),
          ),
          hint: words('To learn from the words of a text, add --as {}.', shellText(`${text}=text`)),
        }),
    expected: words('at least one feature besides the target'),
    received: leftOut.length > 0 ? words('only columns without values, or with one value throughout') : words('none'),
  });
}

function noDates(table: Table, column: Column): GradsheetError {
  const first = Array.from({ length: lengthOf(column) }, (_, row) => row).find((row) => cellOf(column, row) !== null);
  return new GradsheetError('bad-cell', {
    where: table.where({ ...(first === undefined ? {} : { row: first }), column: column.name }),
    expected: words('a date'),
    received: quoted(String(cellOf(column, first ?? 0) ?? '')),
    hint: words('Write dates as 2020-01-31.'),
  });
}

function checkNames(table: Table, { target, features = [], exclude = [] }: ColumnOptions): void {
  const seen = new Set<string>();
  if (exclude.includes(target)) {
    throw new GradsheetError('invalid-option', {
      where: words('exclude'),
      expected: words('columns other than the target'),
      received: quoted(target),
    });
  }
  for (const name of features) {
    table.column(name);
    if (name === target) {
      throw new GradsheetError('invalid-option', {
        where: words('features'),
        expected: words('columns other than the target'),
        received: quoted(name),
      });
    }
    if (seen.has(name)) {
      throw new GradsheetError('invalid-option', {
        where: words('features'),
        expected: words('each column once'),
        received: words('"{}" twice', name),
      });
    }
    seen.add(name);
  }
}

/** A column as what it is. @param rule how it writes dates */
export function readAs(raw: Column, role: Exclude<Role, 'id'>, rule?: DateRule): UnderstoodColumn {
  const { name } = raw;
  if (role === 'date' && rule !== undefined) return { name, role, raw, column: asDays(raw, rule), rule };
  return { name, role, raw, column: role === 'number' ? asNumbers(raw) : asTexts(raw) };
}

function looksLike(column: Column, rule: FoundRule | null): Exclude<Role, 'id'> {
  if (rule) return 'date';
  if (column.kind === 'number') return 'number';
  return looksLikeText(column) ? 'text' : 'category';
}

/** Numbers asked to be classes stay numbers: they ascend by size. */
function readTarget(raw: Column, asked?: Role): UnderstoodColumn {
  if (asked === undefined || asked === 'category') {
    return { name: raw.name, role: asked ?? (raw.kind === 'number' ? 'number' : 'category'), raw, column: raw };
  }
  if (asked === 'number') return readAs(raw, asked);
  throw new GradsheetError('invalid-option', {
    where: words('as'),
    expected: words('the target as number or category'),
    received: quoted(asked),
  });
}

/** Why a column that nobody asked for is no feature: of a new row it could say nothing. */
function tellsNothing({ name, role, column, rule }: UnderstoodColumn, rare: number): PreprocessingWarning | null {
  const rows = lengthOf(column);
  const missing = missingRows(column).length;
  if (missing === rows) return { code: 'left-out-empty', column: name };
  const first = firstValue(column);
  if (missing === 0 && first !== null && rows > 1 && isSame(column)) {
    return {
      code: 'left-out-constant',
      column: name,
      value: rule === undefined ? first : dateText(Number(first), rule),
    };
  }
  if (role === 'number' && column.kind === 'number' && namesRows(column)) {
    return { code: 'left-out-id', column: name, rows };
  }
  if (role !== 'category' || column.kind !== 'text') return null;
  const categories = distinctValues(column).length;
  if (categories > 2 && categories > 0.75 * rows) return { code: 'left-out-column', column: name, categories, rows };
  // nearly all texts would share one column; where many rows have none, it still tells who has one
  return rowsOfFrequent(column, rare) < FEW * rows && missing < FEW * rows
    ? { code: 'left-out-rare', column: name, categories, least: rare }
    : null;
}

/** Share of rows. */
const FEW = 0.2;

/** How many rows have a text of at least so many rows. */
function rowsOfFrequent({ codes, values }: TextColumn, least: number): number {
  const counts = new Uint32Array(values.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts.reduce((rows, n) => rows + (n >= least ? n : 0), 0);
}

const firstValue = (column: Column): number | string | null => cellOf(column, 0);

/** Is every value the same as the first? */
function isSame(column: Column): boolean {
  const values: ArrayLike<number> = column.kind === 'number' ? column.values : column.codes;
  for (let row = 1; row < values.length; row++) if (values[row] !== values[0]) return false;
  return true;
}
