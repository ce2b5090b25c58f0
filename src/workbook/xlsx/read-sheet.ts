import { GradsheetError } from '../../errors.ts';
import type { Address, Area } from '../address.ts';
import { cellKey, cellName, MAX_COLUMNS, parseAddress, parseArea } from '../address.ts';
import type { Cell, CellValue, Sheet, Style } from '../book.ts';
import { emptySheet } from '../book.ts';
import type { ErrorValue } from '../formula/ast.ts';
import { errorValues } from '../formula/ast.ts';
import { fromFile } from '../formula/prefixed.ts';
import { copier } from '../formula/shift.ts';
import { unescapeText, XmlScanner } from './xml.ts';

/** Most cells with content that are read from one file: about 1 GB of memory. */
export const MAX_CELLS = 4_000_000;

/** What all sheets of a file share. */
export interface Shared { readonly texts: readonly string[]; readonly styles: readonly (Style | undefined)[]; cells: number }

/** Cells of a sheet part. Shared formulas are written out, blank cells left out. */
export function readSheet(name: string, xml: string, shared: Shared, where: string): Sheet {
  const sheet = emptySheet(name), scanner = new XmlScanner(xml, `${where}, sheet ${name}`);
  const masters = new Map<string, Master>(), followers: { key: number; group: string; cell: Cell }[] = [];
  let row = -1, column = -1;
  while (scanner.next() !== 'end') {
    if (scanner.kind !== 'open') continue;
    switch (scanner.name) {
      case 'row': {
        const number = scanner.attribute('r');
        row = number === undefined ? row + 1 : Number(number) - 1;
        column = -1;
        if (!Number.isInteger(row) || row < 0 || row >= 1_048_576) throw scanner.bad(`row ${number ?? row + 1}, which no sheet has,`);
        break;
      }
      case 'c': {
        const at = scanner.attribute('r'), place: Address | undefined = at === undefined ? { row, column: column + 1 } : parseAddress(at);
        if (!place || place.column >= MAX_COLUMNS || place.row < 0) throw scanner.bad(`a cell ${at ?? 'beyond the last column'}, which no sheet has,`);
        column = place.column;
        const read = readCell(scanner, shared, name, place);
        if (!read) break;
        if (++shared.cells > MAX_CELLS) {
          throw new GradsheetError('too-large', { where, expected: `at most ${MAX_CELLS.toLocaleString('en')} cells with content`, received: 'more', hint: 'Delete sheets that are not needed.' });
        }
        const key = cellKey(place.row, place.column), { cell, group } = read;
        if (group !== undefined && cell.formula !== undefined && read.master) masters.set(group, { formula: cell.formula, ...place });
        else if (group !== undefined && cell.formula === undefined) followers.push({ key, group, cell });
        sheet.cells.set(key, cell);
        break;
      }
      case 'mergeCell': { const area = parseArea(scanner.attribute('ref') ?? ''); if (area) sheet.merges.push(area); break; }
      case 'col': readWidth(scanner, sheet); break;
      case 'pane': {
        if (!/^frozen/.test(scanner.attribute('state') ?? '')) break;
        sheet.freeze = { rows: Number(scanner.attribute('ySplit') ?? 0), columns: Number(scanner.attribute('xSplit') ?? 0) };
        break;
      }
    }
  }
  for (const { key, group, cell } of followers) {
    const master = masters.get(group);
    if (master) sheet.cells.set(key, { ...cell, formula: copyOf(master, key, name) }); // without one, its value is all there is
  }
  return sheet;
}

/** The cell that holds the text of a shared formula. */
interface Master extends Address { readonly formula: string; copy?: (rows: number, columns: number) => string }

function copyOf(master: Master, key: number, sheet: string): string {
  master.copy ??= copier(master.formula, cellName(sheet, master.row, master.column));
  return master.copy(Math.floor(key / MAX_COLUMNS) - master.row, key % MAX_COLUMNS - master.column);
}

/** Goes on to the end of the cell. Undefined if it is blank. */
function readCell(scanner: XmlScanner, shared: Shared, sheet: string, place: Address): { cell: Cell; group?: string; master?: boolean } | undefined {
  if (scanner.empty) return undefined;
  const type = scanner.attribute('t') ?? 'n', style = shared.styles[Number(scanner.attribute('s') ?? 0)];
  let formula: string | undefined, array: Area | undefined, group: string | undefined, master = false, raw: string | undefined;
  for (;;) {
    const kind = scanner.next();
    if (kind === 'end') throw scanner.bad(`cell ${cellName(sheet, place.row, place.column)}, which never ends,`);
    if (kind === 'close' && scanner.name === 'c') break;
    if (kind !== 'open') continue;
    if (scanner.name === 'v') raw = readText(scanner);
    else if (scanner.name === 'is') raw = readRuns(scanner, 'is');
    else if (scanner.name === 'f') {
      const form = scanner.attribute('t'), ref = scanner.attribute('ref'), index = scanner.attribute('si');
      const text = scanner.empty ? '' : unescapeText(readText(scanner));
      if (form === 'dataTable') continue; // a what-if table: only its values are kept
      if (text.trim() !== '') formula = fromFile(text);
      if (form === 'shared' && index !== undefined) { group = index; master = ref !== undefined; }
      if (form === 'array' && formula !== undefined) array = (ref === undefined ? undefined : parseArea(ref)) ?? { top: place.row, bottom: place.row, left: place.column, right: place.column };
    } else scanner.skipElement();
  }
  const value = raw === undefined ? undefined : readValue(type, raw, shared);
  if (value === undefined && formula === undefined && group === undefined) return undefined;
  const cell: Cell = {
    ...(value !== undefined && { value }), ...(formula !== undefined && { formula }), ...(array !== undefined && { array }), ...(style !== undefined && { style }),
  };
  return { cell, ...(group !== undefined && { group }), master };
}

function readValue(type: string, raw: string, { texts }: Shared): CellValue | undefined {
  switch (type) {
    case 's': return texts[Number(raw)] ?? '';
    case 'b': return raw.trim() === '1' || raw.trim().toLowerCase() === 'true';
    case 'e': { const error = raw.trim() as ErrorValue; return { error: errorValues.includes(error) ? error : '#VALUE!' }; }
    case 'str': case 'inlineStr': return unescapeText(raw);
    case 'd': { const day = Date.parse(raw.includes('T') ? `${raw}Z` : raw); return Number.isNaN(day) ? raw : day / 86_400_000 + 25_569; } // days from 1899-12-30 to 1970
    default: {
      if (raw.trim() === '') return undefined;
      const number = Number(raw);
      return Number.isFinite(number) ? number : raw;
    }
  }
}

/** Text of an element that holds nothing else. */
function readText(scanner: XmlScanner): string {
  if (scanner.empty) return '';
  const { name } = scanner;
  if (scanner.next() !== 'close' || scanner.name !== name) throw scanner.bad(`<${name}>, which holds tags or never ends,`);
  return scanner.text();
}

/** Text of `<si>` or `<is>`: its runs joined, without the phonetic guides of East Asian text. */
export function readRuns(scanner: XmlScanner, element: string): string {
  let text = '';
  if (scanner.empty) return text;
  for (;;) {
    const kind = scanner.next();
    if (kind === 'end') throw scanner.bad('a text that never ends');
    if (kind === 'close' && scanner.name === element) return text;
    if (kind !== 'open') continue;
    if (scanner.name === 't') text += readText(scanner);
    else if (scanner.name !== 'r') scanner.skipElement();
  }
}

function readWidth(scanner: XmlScanner, sheet: Sheet): void {
  const from = Number(scanner.attribute('min')), to = Number(scanner.attribute('max')), width = Number(scanner.attribute('width'));
  // one entry may span all columns to the right: a thousand of them is enough to draw
  for (let column = from - 1; column < Math.min(to, from + 1_000, MAX_COLUMNS); column++) if (column >= 0 && width > 0) sheet.columnWidths.set(column, width);
}
