import { strToU8, zipSync } from 'fflate';
import type { Sheet } from '../../src/workbook/index.ts';
import { formatAddress, keyColumn, keyRow } from '../../src/workbook/index.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageNs = 'http://schemas.openxmlformats.org/package/2006';

/**
 * An .xlsx file made by hand: sheets by name, each the inside of `<worksheet>`; more parts by path, which replace any
 * of the usual ones.
 */
export function xlsxOf(
  sheets: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string | Uint8Array>> = {},
  workbook = '',
): Uint8Array {
  const names = Object.keys(sheets);
  const extra = Object.keys(more)
    .filter((path) => /^xl\/(?:sharedStrings|styles|calcChain)\.xml$/.test(path))
    .map((path) => path.slice(3, -4));
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${packageNs}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${names
      .map(
        (_, i) =>
          `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
      )
      .join('')}${extra
      .map(
        (name) =>
          `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${name}+xml"/>`,
      )
      .join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packageNs}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets>${workbook}</workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageNs}/relationships">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}${extra
      .map((name) => `<Relationship Id="x-${name}" Type="${office}/${name}" Target="${name}.xml"/>`)
      .join('')}</Relationships>`,
    ...Object.fromEntries(
      names.map((name, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="${main}">${sheets[name] ?? ''}</worksheet>`,
      ]),
    ),
    ...more,
  };
  return zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([path, part]) => [path, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );
}

/** Cells by address: formula and value, for comparing. */
export const plain = (sheet: Sheet): Record<string, unknown> =>
  Object.fromEntries(
    [...sheet.cells]
      .sort(([a], [b]) => a - b)
      .map(([key, { value, formula }]) => [
        formatAddress(keyRow(key), keyColumn(key)),
        formula === undefined ? value : value === undefined ? formula : [formula, value],
      ]),
  );
