import type { DefinedName, Workbook } from '../book.ts';
import { fromFile } from '../formula/prefixed.ts';
import type { Package } from './package.ts';
import { openPackage } from './package.ts';
import type { Shared } from './read-sheet.ts';
import { readSheet } from './read-sheet.ts';
import { readRuns } from './sheet-scanner.ts';
import { readStyles } from './styles.ts';
import { unescapeText, XmlScanner } from './xml.ts';
import type { Where } from '../../words.ts';
import { words } from '../error-words.ts';

/**
 * Reads an .xlsx or .xlsm file as Excel, LibreOffice, Google Sheets and WPS write it: formulas, their saved values,
 * texts,
 * names, widths, number formats. Macros and links to other files are not followed. Charts, pictures and the like are
 * not
 * read; `patchXlsx` keeps them.
 *
 * @param where the file's name, for errors
 * @throws GradsheetError `bad-file` if it is no workbook, is damaged or encrypted; `too-large` beyond the limits of
 *   `util/zip.ts` and `MAX_CELLS`
 */
export function readXlsx(bytes: Uint8Array, where: Where = words('workbook')): Workbook {
  const file = openPackage(bytes, where);
  const part = (type: string): string => {
    const path = file.related.get(type);
    return (path !== undefined ? file.text(path) : undefined) ?? '';
  };
  const shared: Shared = {
    texts: readTexts(part('sharedStrings'), words('{}, shared texts', where)),
    styles: readStyles(part('styles'), words('{}, styles', where)),
    cells: 0,
    merges: 0,
    characters: 0,
  };
  const sheets = file.sheets.map(({ name, path, hidden }) => {
    const sheet = readSheet(unescapeText(name), file.text(path) ?? '', shared, where);
    if (hidden) sheet.hidden = true;
    return sheet;
  });
  const { names, date1904 } = readWorkbook(file);
  return { sheets, names, ...(date1904 && { date1904 }) };
}

function readTexts(xml: string, where: Where): string[] {
  const texts: string[] = [];
  for (const scanner = new XmlScanner(xml, where); scanner.next() !== 'end';) {
    if (scanner.kind === 'open' && scanner.name === 'si') texts.push(unescapeText(readRuns(scanner, 'si')));
  }
  return texts;
}

function readWorkbook({ workbookXml, where }: Package): { names: DefinedName[]; date1904: boolean } {
  const names: DefinedName[] = [];
  const all: string[] = []; // localSheetId counts chart sheets too
  let date1904 = false;
  for (const scanner = new XmlScanner(workbookXml, where); scanner.next() !== 'end';) {
    if (scanner.kind !== 'open') continue;
    if (scanner.name === 'sheet') all.push(unescapeText(scanner.attribute('name') ?? ''));
    if (scanner.name === 'workbookPr') date1904 = /^(?:1|true)$/.test(scanner.attribute('date1904') ?? '');
    if (scanner.name !== 'definedName' || scanner.empty) continue;
    const name = scanner.attribute('name') ?? '';
    const local = scanner.attribute('localSheetId');
    const sheet = local === undefined ? undefined : all[Number(local)];
    scanner.next();
    const refersTo = fromFile(unescapeText(scanner.text())).slice(1);
    if (name !== '' && !name.startsWith('_xlnm.')) {
      names.push({ name, refersTo, ...(sheet !== undefined && { sheet }) });
    } // _xlnm: print areas and filters
  }
  return { names, date1904 };
}
