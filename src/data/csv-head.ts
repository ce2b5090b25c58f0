import { type FileGrid, type Grid, textAt } from './csv-grid.ts';
import { firstRowOf, kindOf, namesOf, rowText, secondRowIsHeader, standsApart } from './csv-header.ts';
import type { MissingMarkers } from './csv-missing.ts';
import { withoutRepeats } from './csv-repeats.ts';
import type { CsvWarning } from './csv-warnings.ts';

export interface TableHead {
  /** Without rows that repeat the names. */
  readonly grid: FileGrid;
  readonly names: readonly string[];
  /** Rows that hold names: 0, 1 or 2. */
  readonly skip: number;
}

/** The names of the columns, and where the data begin. */
export function headOf(
  whole: FileGrid,
  { header, types = {} }: { readonly header?: boolean; readonly types?: Readonly<Record<string, unknown>> },
  missing: MissingMarkers,
  warnings: CsvWarning[],
): TableHead {
  const typed = Object.keys(types);
  const firstRow = new Set(
    typed.length === 0 ? [] : Array.from({ length: whole.width }, (_, i) => textAt(whole, 0, i)),
  );
  const named = header ?? (typed.length > 0 && typed.every((name) => firstRow.has(name)) ? true : undefined);
  const once = named !== false && mayRepeat(whole, missing) ? withoutRepeats(whole, 0) : { grid: whole, repeats: [] };
  const first = named === undefined ? firstOf(whole, once.grid, missing) : named ? 'names' : 'data';
  if (first === 'data') {
    if (header === undefined) warnings.push({ code: 'no-header', text: rowText(whole, 0) });
    return { grid: whole, names: Array.from({ length: whole.width }, (_, place) => `column${place + 1}`), skip: 0 };
  }
  const { grid, repeats } = once;
  if (first === 'number-names') warnings.push({ code: 'number-header', text: rowText(grid, 0) });
  if (repeats.length > 0) warnings.push({ code: 'repeated-header', rows: repeats });
  const names = namesOf(grid, warnings);
  const both = repeats.length > 0 ? withoutRepeats(grid, 1).grid : grid;
  if (!secondRowIsHeader(both, missing)) return { grid, names, skip: 1 };
  warnings.push({ code: 'second-header', row: grid.rowNumbers[1] ?? 0, text: rowText(grid, 1) });
  return { grid: both, names, skip: 2 };
}

/** Rows of data may be equal, too: names stand apart from what is below them. */
function firstOf(whole: Grid, once: Grid, missing: MissingMarkers): ReturnType<typeof firstRowOf> {
  const found = firstRowOf(whole, missing);
  return found === 'data' && once !== whole && standsApart(once, missing) ? firstRowOf(once, missing) : found;
}

/** A row of texts in a table of several columns: equal to it is only what repeats it. */
const mayRepeat = (grid: Grid, missing: MissingMarkers): boolean =>
  grid.width > 1 && Array.from({ length: grid.width }, (_, i) => kindOf(textAt(grid, 0, i), missing)).includes('text');
