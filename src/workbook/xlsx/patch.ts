import { GradsheetError } from '../../errors.ts';
import { listedNames, type Where } from '../../words.ts';
import type { Address, Area } from '../address.ts';
import { areaSize, cellKey, cellName, formatAddress, inArea, keyColumn, keyRow } from '../address.ts';
import type { CellValue } from '../book.ts';
import { copier } from '../formula/shift.ts';
import { pack, writeZip } from '../../util/zip.ts';
import { formulaText, resultXml, valueXml } from './cell-xml.ts';
import type { Package } from './package.ts';
import { openPackage, relationsPath } from './package.ts';
import { SheetScanner } from './sheet-scanner.ts';
import { escapeXml, unescapeText, XmlScanner } from './xml.ts';
import { words } from '../error-words.ts';

/** What becomes of a cell. Its look stays. */
export interface CellPatch {
  /** New formula, `=…`; null: a constant from now on; absent: the formula stays, or there is none. */
  readonly formula?: string | null;
  /** New value, of a formula the saved one; absent: blank, or computed when a program opens the file. */
  readonly value?: CellValue;
}
/** By sheet name and `cellKey`. */
export type BookPatch = ReadonlyMap<string, ReadonlyMap<number, CellPatch>>;

/**
 * Changes cells inside the bytes of an .xlsx file. All else stays as it is, byte for byte: styles, charts, names,
 * macros.
 * Saved values are only changed where listed, so list the cells that depend on a change as well.
 *
 * Cells that shared a formula with a changed one get their formula written out. Where the set of formula cells changes,
 * the list of the order of computing (calcChain) is removed; Excel makes it anew.
 *
 * @throws GradsheetError as `readXlsx`; `unknown-name` for a sheet that is not there; `unsupported` for one cell of an
 * array formula that fills several; as `writeXlsx` for values that no cell can hold
 */
export function patchXlsx(bytes: Uint8Array, patch: BookPatch, where: Where = words('workbook')): Uint8Array {
  const file = openPackage(bytes, where);
  const changed = new Map<string, string | null>();
  let formulasMoved = false;
  for (const [name, cells] of patch) {
    const sheet = file.sheets.find((s) => unescapeText(s.name) === name);
    if (!sheet) {
      throw new GradsheetError('unknown-name', {
        where,
        expected: words('a sheet {}', name),
        received: words('sheets {}', listedNames(file.sheets.map((s) => s.name))),
      });
    }
    if (cells.size === 0) continue;
    const result = patchSheet(file.text(sheet.path) ?? '', name, cells, where);
    changed.set(sheet.path.toLowerCase(), result.xml);
    formulasMoved ||= result.formulasMoved;
  }
  const chain = file.related.get('calcChain');
  if (formulasMoved && chain !== undefined) dropPart(file, chain, changed);
  return writeZip(
    file.entries.flatMap((entry) => {
      const text = changed.get(entry.name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase());
      return text === undefined
        ? [entry]
        : text === null
          ? []
          : [pack(entry.name, new TextEncoder().encode(inUtf8(text)))];
    }),
    'workbook',
  );
}

/** What must be known of a sheet before the first letter is changed. */
interface Survey {
  readonly present: ReadonlySet<number>; // of the cells to change
  // by group number, only of groups to write out
  readonly masters: ReadonlyMap<string, Address & { readonly text: string }>;
  readonly formulasMoved: boolean;
}

function patchSheet(
  xml: string,
  name: string,
  cells: ReadonlyMap<number, CellPatch>,
  where: Where,
): { xml: string; formulasMoved: boolean } {
  const { present, masters, formulasMoved } = survey(xml, name, cells, where);
  const missing = [...cells.keys()].filter((key) => !present.has(key)).sort((a, b) => a - b);
  const copies = new Map([...masters].map(([group, { text }]) => [group, copier(text, where)]));
  const output: string[] = [];
  let copied = 0;
  let row = -1;
  const replace = (start: number, end: number, text: string): void => {
    output.push(xml.slice(copied, start), text);
    copied = end;
  };
  const newCells = (row: number, before: number): string => {
    let text = '';
    for (let key = missing[0]; key !== undefined && keyRow(key) === row && keyColumn(key) < before; key = missing[0]) {
      missing.shift();
      text += element(
        { tag: `<c r="${formatAddress(keyRow(key), keyColumn(key))}">`, formula: '' },
        cells.get(key) ?? {},
        cellName(name, keyRow(key), keyColumn(key)),
      );
    }
    return text;
  };
  const newRows = (before: number): string => {
    let text = '';
    for (let key = missing[0]; key !== undefined && keyRow(key) < before; key = missing[0]) {
      text += `<row r="${keyRow(key) + 1}">${newCells(keyRow(key), Infinity)}</row>`;
    }
    return text;
  };
  for (const scanner = new SheetScanner(xml, words('{}, sheet {}', where, name)); scanner.next();) {
    const prefix = scanner.prefix;
    const write = (text: string): string => (prefix === '' ? text : text.replace(/<(\/?)(?=[a-z])/g, `<$1${prefix}`));
    switch (scanner.event) {
      case 'row': {
        const rows = newRows(scanner.row);
        row = scanner.row;
        const tag = xml.slice(scanner.start, scanner.end);
        const grows = missing[0] !== undefined && keyRow(missing[0]) === row;
        const open = grows ? tag.replace(/\sspans=(?:"[^"]*"|'[^']*')/, '') : tag; // a hint that would be wrong
        if (scanner.empty && grows) {
          replace(
            scanner.start,
            scanner.end,
            `${write(rows)}${open.replace(/\s*\/>$/, '>')}${write(newCells(row, Infinity))}</${prefix}row>`,
          );
        } else if (rows !== '' || open !== tag) replace(scanner.start, scanner.end, write(rows) + open);
        break;
      }
      case 'cell': {
        const before = newCells(scanner.row, scanner.column);
        const key = cellKey(scanner.row, scanner.column);
        const change = cells.get(key);
        if (before !== '') replace(scanner.start, scanner.start, write(before));
        const master = masters.get(scanner.shared ?? '');
        const copy = copies.get(scanner.shared ?? '');
        const own =
          master &&
          copy &&
          `<f>${escapeXml(scanner.formulaText || copy(scanner.row - master.row, scanner.column - master.column))}</f>`;
        if (change) {
          const tag = unprefixed(scanner.tag, prefix);
          const formula = own ?? unprefixed(scanner.formula, prefix);
          replace(
            scanner.start,
            scanner.end,
            write(element({ tag, formula }, change, cellName(name, scanner.row, scanner.column))),
          );
        } else if (own) replace(scanner.formulaStart, scanner.formulaEnd, write(own));
        break;
      }
      case 'row end': {
        const rest = newCells(row, Infinity);
        if (rest !== '') replace(scanner.start, scanner.start, write(rest));
        break;
      }
      case 'sheet data': {
        // <sheetData/>
        const rows = newRows(Infinity);
        if (rows !== '') replace(scanner.start, scanner.end, write(`<sheetData>${rows}</sheetData>`));
        break;
      }
      case 'sheet data end': {
        const rows = newRows(Infinity);
        if (rows !== '') replace(scanner.start, scanner.start, write(rows));
        break;
      }
    }
  }
  output.push(xml.slice(copied));
  return { xml: output.join(''), formulasMoved };
}

function survey(xml: string, name: string, cells: ReadonlyMap<number, CellPatch>, where: Where): Survey {
  const present = new Set<number>();
  const masters = new Map<string, Address & { text: string }>();
  const arrays: Area[] = [];
  let formulasMoved = false;
  for (const scanner = new SheetScanner(xml, words('{}, sheet {}', where, name)); scanner.next();) {
    if (scanner.event !== 'cell') continue;
    const { row, column, shared, array } = scanner;
    const key = cellKey(row, column);
    const change = cells.get(key);
    if (array && areaSize(array) > 1) arrays.push(array);
    if (!change) continue;
    present.add(key);
    if (change.formula === undefined) continue;
    if ((change.formula === null) !== (scanner.formula === '')) formulasMoved = true;
    if (shared !== undefined && scanner.master) masters.set(shared, { row, column, text: scanner.formulaText });
  }
  for (const [key, { formula }] of cells) {
    const row = keyRow(key);
    const column = keyColumn(key);
    if (!present.has(key) && typeof formula === 'string') formulasMoved = true;
    const array =
      formula === undefined
        ? undefined
        : arrays.find(
            (area) => inArea(area, row, column) && (formula === null || row !== area.top || column !== area.left),
          );
    if (array) {
      throw new GradsheetError('unsupported', {
        where: cellName(name, row, column),
        expected: words('a cell with a formula of its own'),
        received: words('a part of an array formula that fills several cells'),
        hint: words('Change {}, which holds the formula.', cellName(name, array.top, array.left)),
      });
    }
  }
  return { present, masters, formulasMoved };
}

/**
 * `<c>` with its new formula and value. `tag` and `formula` are those of the file, the latter whole: `<f t="shared"
 * si="0"/>`.
 */
function element({ tag, formula }: { tag: string; formula: string }, change: CellPatch, where: Where): string {
  let f = change.formula === undefined ? formula : '';
  if (typeof change.formula === 'string') {
    const array = /^<f\b[^>]*\st=["']array["'][^>]*>/.exec(formula)?.[0].replace(/\s*\/>$/, '>');
    f = `${array ?? '<f>'}${formulaText(change.formula, where)}</f>`;
  }
  const { type, content } = f === '' ? valueXml(change.value, where) : resultXml(change.value, where);
  const stale =
    f.includes('"array"') || f.includes("'array'")
      ? /\s(?:t|vm)=(?:"[^"]*"|'[^']*')/g
      : /\s(?:t|vm|cm)=(?:"[^"]*"|'[^']*')/g; // type, and notes about arrays and values
  const open = tag.replace(/\s*\/?>$/, '').replace(stale, '') + (type === undefined ? '' : ` t="${type}"`);
  return f + content === '' ? `${open}/>` : `${open}>${f}${content}</c>`;
}

/** Tags without their namespace prefix, `x:c` → `c`. */
const unprefixed = (xml: string, prefix: string): string =>
  prefix === '' ? xml : xml.replaceAll(`<${prefix}`, '<').replaceAll(`</${prefix}`, '</');

/** Takes a part out of the file, with the two places that name it. */
function dropPart(file: Package, path: string, changed: Map<string, string | null>): void {
  changed.set(path.toLowerCase(), null);
  const without = (part: string, element: string, attribute: string, names: (value: string) => boolean): void => {
    const xml = file.text(part);
    if (xml === undefined) return;
    for (const scanner = new XmlScanner(xml, file.where); scanner.next() !== 'end';) {
      if (scanner.kind !== 'open' || scanner.name !== element || !names(scanner.attribute(attribute) ?? '')) continue;
      const { start } = scanner;
      scanner.skipElement();
      changed.set(part.toLowerCase(), xml.slice(0, start) + xml.slice(scanner.end));
      return;
    }
  };
  without(
    '[Content_Types].xml',
    'Override',
    'PartName',
    (name) => name.replace(/^\//, '').toLowerCase() === path.toLowerCase(),
  );
  without(relationsPath(file.workbookPath), 'Relationship', 'Type', (type) => type.endsWith('/calcChain'));
}

/** A part that was in UTF-16 says so in its first line. */
const inUtf8 = (xml: string): string =>
  xml.replace(/^\ufeff?(<\?xml[^>]*encoding=["'])utf-16[^"']*(["'])/i, '$1UTF-8$2');
