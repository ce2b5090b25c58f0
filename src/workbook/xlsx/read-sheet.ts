import { GradsheetError } from '../../errors.ts';
import type { Where, Words } from '../../words.ts';
import type { Address } from '../address.ts';
import { cellKey, cellName, keyColumn, keyRow, MAX_COLUMNS, parseArea } from '../address.ts';
import type { Cell, CellValue, Sheet, Style } from '../book.ts';
import { emptySheet } from '../book.ts';
import type { ErrorValue } from '../formula/ast.ts';
import { errorValues } from '../formula/ast.ts';
import { fromFile } from '../formula/prefixed.ts';
import { copier } from '../formula/shift.ts';
import { SheetScanner } from './sheet-scanner.ts';
import type { XmlScanner } from './xml.ts';
import { unescapeText } from './xml.ts';
import { words } from '../error-words.ts';

/** Most cells with content that are read from one file; a million formulas take half a gigabyte of memory. */
export const MAX_CELLS = 2_000_000;
/** Most merged boxes of one file. */
const MAX_MERGES = 200_000;
/**
 * Most characters of formulas that are written out for cells that share them: some, and eight times as many as the
 * sheet has.
 */
const mostShared = (xml: string): number => Math.min(4_000_000 + 8 * xml.length, 100_000_000);

/** What all sheets of a file share. */
export interface Shared {
  readonly texts: readonly string[];
  readonly styles: readonly (Style | undefined)[];
  cells: number;
  merges: number;
  characters: number;
}

/** Cells of a sheet part. Shared formulas are written out, blank cells left out. */
export function readSheet(name: string, xml: string, shared: Shared, where: Where): Sheet {
  const sheet = emptySheet(name);
  const scanner = new SheetScanner(xml, words('{}, sheet {}', where, name));
  const masters = new Map<string, Master>();
  const followers: { key: number; group: string }[] = [];
  while (scanner.next()) {
    if (scanner.event === 'tag') readTag(scanner.tags, sheet, shared, where);
    if (scanner.event !== 'cell') continue;
    const { row, column, shared: group } = scanner;
    const key = cellKey(row, column);
    const cell = readCell(scanner, shared);
    if (cell.value === undefined && cell.formula === undefined && group === undefined) continue;
    if (++shared.cells > MAX_CELLS) {
      throw tooMany(
        where,
        words('at most {} cells with content', MAX_CELLS.toLocaleString('en')),
        words('Delete sheets that are not needed.'),
      );
    }
    sheet.cells.set(key, cell);
    if (group === undefined) continue;
    if (cell.formula === undefined) followers.push({ key, group });
    else if (scanner.master) masters.set(group, { row, column, formula: cell.formula });
  }
  for (const { key, group } of followers) {
    const formula = copyOf(masters.get(group), key, name);
    if (formula === undefined) continue;
    shared.characters += formula.length;
    if (shared.characters > mostShared(xml)) {
      throw tooMany(
        where,
        words('at most {} characters of shared formulas', mostShared(xml).toLocaleString('en')),
        words('Shorten the formulas that are filled down.'),
      );
    }
    sheet.cells.set(key, { ...sheet.cells.get(key), formula });
  }
  return sheet;
}

const tooMany = (where: Where, expected: Words, hint: Words): GradsheetError =>
  new GradsheetError('too-large', { where, expected, received: words('more'), hint });

/** The cell that holds the text of a shared formula. */
interface Master extends Address {
  readonly formula: string;
  copy?: (rows: number, columns: number) => string;
  unreadable?: boolean;
}

/** Undefined, so that the value is all there is, where a damaged file has no master or its text cannot be read. */
function copyOf(master: Master | undefined, key: number, sheet: string): string | undefined {
  if (!master || master.unreadable) return undefined;
  try {
    master.copy ??= copier(master.formula, cellName(sheet, master.row, master.column));
  } catch (error) {
    if (!(error instanceof GradsheetError)) throw error;
    master.unreadable = true; // whoever parses the master's formula will say why
    return undefined;
  }
  return master.copy(keyRow(key) - master.row, keyColumn(key) - master.column);
}

function readCell({ type, raw, style: number, formulaText, array }: SheetScanner, { texts, styles }: Shared): Cell {
  const value = raw === undefined ? undefined : readValue(type, raw, texts);
  const style = styles[number]; // damaged files name styles that are not there
  return {
    ...(value !== undefined && { value }),
    ...(formulaText !== '' && { formula: fromFile(formulaText) }),
    ...(array && formulaText !== '' && { array }),
    ...(style && { style }),
  };
}

function readValue(type: string, raw: string, texts: readonly string[]): CellValue | undefined {
  switch (type) {
    case 's':
      return texts[Number(raw)] ?? '';
    case 'b':
      return raw.trim() === '1' || raw.trim().toLowerCase() === 'true';
    case 'e': {
      const error = raw.trim() as ErrorValue;
      return { error: errorValues.includes(error) ? error : '#VALUE!' };
    }
    case 'str':
    case 'inlineStr':
      return unescapeText(raw);
    case 'd': {
      const day = Date.parse(raw.includes('T') ? `${raw}Z` : raw);
      return Number.isNaN(day) ? raw : day / 86_400_000 + 25_569;
    } // days from 1899-12-30 to 1970
    default: {
      if (raw.trim() === '') return undefined;
      const number = Number(raw);
      return Number.isFinite(number) ? number : raw;
    }
  }
}

function readTag(tags: XmlScanner, sheet: Sheet, shared: Shared, where: Where): void {
  if (tags.kind !== 'open') return;
  switch (tags.name) {
    case 'mergeCell': {
      const area = parseArea(tags.attribute('ref') ?? '');
      if (area) sheet.merges.push(area);
      if (++shared.merges > MAX_MERGES) {
        throw tooMany(
          where,
          words('at most {} merged cells', MAX_MERGES.toLocaleString('en')),
          words('Delete sheets that are not needed.'),
        );
      }
      break;
    }
    case 'pane': {
      if (!tags.attribute('state')?.startsWith('frozen')) break;
      sheet.freeze = { rows: Number(tags.attribute('ySplit') ?? 0), columns: Number(tags.attribute('xSplit') ?? 0) };
      break;
    }
    case 'col': {
      const from = Number(tags.attribute('min'));
      const to = Number(tags.attribute('max'));
      const width = Number(tags.attribute('width'));
      // one entry may span all columns to the right: a thousand of them is enough to draw; no two are of one column
      if (!sheet.columnWidths.has(from - 1)) {
        for (let column = from - 1; column < Math.min(to, from + 1_000, MAX_COLUMNS); column++) {
          if (column >= 0 && width > 0) sheet.columnWidths.set(column, width);
        }
      }
    }
  }
}
