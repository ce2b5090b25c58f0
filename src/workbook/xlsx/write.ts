import type { CellStyle, ConditionalRule, SheetChart, WriteSheet } from 'hucre/xlsx';
import { writeXlsx as writeFrame } from 'hucre/xlsx';
import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import { cellName, columnName, formatArea, keyColumn, keyRow, MAX_COLUMNS, MAX_ROWS } from '../address.ts';
import type { Chart, ConditionalFormat, Line, Sheet, Style, Workbook } from '../book.ts';
import { usedArea } from '../book.ts';
import { toFile } from '../formula/prefixed.ts';
import { pack, readZip, unpacker, writeZip } from '../../util/zip.ts';
import { cellXml } from './cell-xml.ts';
import { XmlScanner } from './xml.ts';
import { words } from '../error-words.ts';

/**
 * A workbook as an .xlsx file: formulas with their values, so that programs show numbers at once and compute anew when
 * a
 * cell changes. Equal workbooks give equal bytes.
 *
 * The library makes everything but the cells (styles, charts, comments, widths …); the cells are written here, because
 * it turns saved errors into texts and texts such as #N/A into errors (docs/decisions/0004).
 *
 * @throws GradsheetError `invalid-option` for impossible sheet names, `too-large` beyond the limits of the format,
 * `not-finite` for NaN as a constant
 */
export async function writeXlsx(book: Workbook): Promise<Uint8Array> {
  checkNames(book);
  const styles = new StyleList();
  for (const sheet of book.sheets) for (const { style } of sheet.cells.values()) if (style) styles.add(style);
  const { title, creator, description, created } = book.properties ?? {};
  const frame = await writeFrame({
    sheets: book.sheets.map((sheet, i) => sheetFrame(sheet, i === 0 ? styles : undefined)),
    namedRanges: book.names.map(({ name, refersTo, sheet }) => ({
      name,
      range: toFile(refersTo, `name ${name}`),
      ...(sheet !== undefined && { scope: sheet }),
    })),
    properties: {
      ...(title !== undefined && { title }),
      creator: creator ?? 'Gradsheet',
      ...(description !== undefined && { description }),
      ...(created && { created }),
      modified: created ?? new Date(Date.UTC(2000, 0, 1)),
    },
    ...(book.date1904 && { dateSystem: '1904' as const }),
  });
  const made = { where: words('workbook'), kind: '.xlsx' };
  const unpack = unpacker(made);
  let numbers: readonly number[] = [];
  return writeZip(
    readZip(frame, made).map((entry) => {
      let data = unpack(entry);
      const index = Number(/^xl\/worksheets\/sheet([0-9]+)\.xml$/.exec(entry.name)?.[1] ?? 0) - 1;
      const sheet = book.sheets[index];
      const text = (): string => new TextDecoder().decode(data);
      if (sheet) {
        const xml = text();
        if (index === 0) numbers = styleNumbers(xml, styles.length); // the first sheet comes first
        data = new TextEncoder().encode(withCells(xml, sheet, (style) => numbers[styles.add(style)] ?? 0));
      } else if (entry.name === 'docProps/app.xml') {
        data = new TextEncoder().encode(text().replace(/<Application>[^<]*/, '<Application>Gradsheet'));
      }
      return pack(entry.name, data);
    }),
    'workbook',
  );
}

/** Different looks in order of appearance. Equal ones are one, whether or not they are the same object. */
class StyleList {
  private readonly byObject = new Map<Style, number>();
  private readonly byText = new Map<string, number>();
  readonly looks: Style[] = [];
  get length(): number {
    return this.looks.length;
  }
  add(style: Style): number {
    let number = this.byObject.get(style);
    if (number === undefined) {
      const text = JSON.stringify(toLibrary(style));
      // -1: nothing special, number 0 of the file
      number = text === '{}' ? -1 : (this.byText.get(text) ?? this.looks.push(style) - 1);
      this.byText.set(text, number);
      this.byObject.set(style, number);
    }
    return number;
  }
}

/**
 * All of a sheet but its cells. The first one also carries one blank cell per look, in row 1, to learn its number from.
 */
function sheetFrame(sheet: Sheet, styles: StyleList | undefined): WriteSheet {
  const cells: NonNullable<WriteSheet['cells']> = new Map();
  if ((styles?.length ?? 0) > MAX_COLUMNS) {
    throw new GradsheetError('too-large', {
      where: words('workbook'),
      expected: words('at most {} different styles', MAX_COLUMNS),
      received: verbatim(styles?.length ?? 0),
    });
  }
  styles?.looks.forEach((style, i) => cells.set(`0,${i}`, { value: null, style: toLibrary(style) }));
  for (const [key, { comment }] of sheet.cells) {
    if (comment === undefined) continue;
    const at = `${keyRow(key)},${keyColumn(key)}`;
    cells.set(at, { ...(cells.get(at) ?? { value: null }), comment: { author: 'Gradsheet', text: comment } });
  }
  const widest = Math.max(-1, ...sheet.columnWidths.keys());
  return {
    name: sheet.name,
    cells,
    columns: Array.from({ length: widest + 1 }, (_, column) => {
      const width = sheet.columnWidths.get(column);
      return width === undefined ? {} : { width };
    }),
    merges: sheet.merges.map(({ top, left, bottom, right }) => ({
      startRow: top,
      startCol: left,
      endRow: bottom,
      endCol: right,
    })),
    conditionalRules: sheet.conditionalFormats.map(toRule),
    // print all columns on one page
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    charts: sheet.charts.map(toChart),
    ...(sheet.freeze && { freezePane: sheet.freeze }),
    ...(sheet.tabColor !== undefined && { view: { tabColor: { rgb: sheet.tabColor } } }),
    ...(sheet.hidden && { hidden: true }),
  };
}

/** Number of each look in the file: look i was given to cell i of row 1; the default look leaves no cell. */
function styleNumbers(xml: string, length: number): number[] {
  const numbers = new Array<number>(length).fill(0);
  const column = new Map(Array.from({ length }, (_, i) => [`${columnName(i)}1`, i]));
  for (const scanner = new XmlScanner(xml, 'workbook'); scanner.next() !== 'end';) {
    if (scanner.kind !== 'open' || scanner.name !== 'c') continue;
    const look = column.get(scanner.attribute('r') ?? '');
    if (look !== undefined) numbers[look] = Number(scanner.attribute('s') ?? 0);
  }
  return numbers;
}

/** The sheet part with these cells in place of those of the frame. */
function withCells(xml: string, sheet: Sheet, number: (style: Style) => number): string {
  const used = usedArea(sheet);
  const dimension = `<dimension ref="${used ? formatArea(used) : 'A1'}"/>`;
  const [, head = '', tail = ''] = /^([^]*?)<sheetData(?:\/>|>[^]*?<\/sheetData>)([^]*)$/.exec(xml) ?? [];
  const rows: string[] = [];
  let row = -1;
  let line = '';
  for (const key of Float64Array.from(sheet.cells.keys()).sort()) {
    const cell = sheet.cells.get(key);
    const r = keyRow(key);
    const c = keyColumn(key);
    if (!cell) continue;
    if (r !== row) {
      if (line !== '') rows.push(`${line}</row>`);
      row = r;
      line = `<row r="${r + 1}">`;
    }
    const address = columnName(c) + (r + 1);
    const { type, content } = cellXml(cell, cellName(sheet.name, r, c));
    const look = cell.style ? number(cell.style) : 0;
    if (content === '' && look === 0) continue;
    line += `<c r="${address}"${look > 0 ? ` s="${look}"` : ''}${type !== undefined ? ` t="${type}"` : ''}${content === '' ? '/>' : `>${content}</c>`}`;
  }
  if (line !== '') rows.push(`${line}</row>`);
  return [
    head.replace(/<dimension[^>]*>/, '').replace('<sheetViews>', `${dimension}<sheetViews>`),
    '<sheetData>',
    ...rows,
    '</sheetData>',
    tail,
  ].join('');
}

function toLibrary({ fill, font, border, numberFormat, align, wrap }: Style): CellStyle {
  const side = (line: Line | undefined): { style: Line['style']; color: { rgb: string } } | undefined =>
    line && { style: line.style, color: { rgb: line.color ?? '000000' } };
  const lines = Object.entries(border ?? {}).flatMap(([edge, line]) => {
    const drawn = side(line);
    return drawn ? [[edge, drawn]] : [];
  });
  return {
    ...(fill !== undefined && { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: fill } } }),
    // a font is written as given: without name and size Excel takes another one
    ...(font && {
      font: {
        name: font.name ?? 'Calibri',
        size: font.size ?? 11,
        ...(font.bold && { bold: true }),
        ...(font.italic && { italic: true }),
        ...(font.color !== undefined && { color: { rgb: font.color } }),
      },
    }),
    ...(lines.length > 0 && { border: Object.fromEntries(lines) }),
    ...(numberFormat !== undefined && { numFmt: numberFormat }),
    ...((align !== undefined || wrap) && {
      alignment: { ...(align !== undefined && { horizontal: align }), ...(wrap && { wrapText: true }) },
    }),
  };
}

function toRule(format: ConditionalFormat, index: number): ConditionalRule {
  const range = formatArea(format.area);
  const priority = index + 1;
  if (format.kind === 'formula') {
    const { fill, font } = format.style;
    const style: CellStyle = {
      // of conditional fills, Excel shows the background
      ...(fill !== undefined && { fill: { type: 'pattern', pattern: 'solid', bgColor: { rgb: fill } } }),
      ...(font && {
        font: {
          ...(font.bold && { bold: true }),
          ...(font.italic && { italic: true }),
          ...(font.color !== undefined && { color: { rgb: font.color } }),
        },
      }),
    };
    return {
      type: 'expression',
      priority,
      range,
      formula: toFile(format.formula, `conditional format of ${range}`),
      style,
    };
  }
  const middle =
    format.midpoint === undefined
      ? { type: 'percentile' as const, value: '50' }
      : { type: 'num' as const, value: String(format.midpoint) };
  const opaque = (color: string): string => `FF${color}`; // AARRGGBB; the library writes what it is given
  return {
    type: 'colorScale',
    priority,
    range,
    colorScale: {
      cfvo: [{ type: 'min' }, middle, { type: 'max' }],
      colors: [format.low, format.middle, format.high].map(opaque),
    },
  };
}

function toChart({ kind, title, xTitle, yTitle, series, at, logarithmic }: Chart): SheetChart {
  return {
    type: kind,
    ...(title !== undefined && { title }),
    series: series.map(({ name, x, y, color }) => ({
      values: y,
      ...(name !== undefined && { name }),
      ...(x !== undefined && { categories: x }),
      ...(color !== undefined && { color }),
      ...(kind !== 'column' && { stroke: { width: 2 } }),
      ...(kind === 'line' && { marker: { symbol: 'none' as const } }),
    })),
    anchor: { from: { row: at.top, col: at.left }, to: { row: at.bottom + 1, col: at.right + 1 } },
    axes: {
      x: { ...(xTitle !== undefined && { title: xTitle }) },
      y: { ...(yTitle !== undefined && { title: yTitle }), ...(logarithmic && { scale: { logBase: 10 } }) },
    },
    ...(series.length > 1 ? { legend: 'bottom' as const } : { legend: false as const }),
  };
}

function checkNames({ sheets }: Workbook): void {
  if (sheets.length === 0) {
    throw new GradsheetError('invalid-option', {
      where: words('workbook'),
      expected: words('at least one sheet'),
      received: words('none'),
    });
  }
  const seen = new Set<string>();
  for (const { name, cells } of sheets) {
    if (name === '' || name.length > 31 || /[[\]:*?/\\\u0000-\u001f]|^'|'$/.test(name) || /^history$/i.test(name)) {
      throw new GradsheetError('invalid-option', {
        where: words('sheet {}', JSON.stringify(name)),
        expected: words(
          "a sheet name of 1 to 31 characters without [ ] : * ? / \\, without ' at its ends, and other than History",
        ),
        received: verbatim(JSON.stringify(name)),
      });
    }
    if (seen.has(name.toUpperCase())) {
      throw new GradsheetError('invalid-option', {
        where: words('sheet {}', name),
        expected: words('sheet names that differ'),
        received: words('the name twice'),
      });
    }
    seen.add(name.toUpperCase());
    for (const key of cells.keys()) {
      if (!Number.isInteger(key) || key < 0 || key >= MAX_ROWS * MAX_COLUMNS) {
        throw new GradsheetError('too-large', {
          where: words('sheet {}', name),
          expected: words(
            'cells within {} rows and {} columns',
            MAX_ROWS.toLocaleString('en'),
            MAX_COLUMNS.toLocaleString('en'),
          ),
          received: words('row {}', keyRow(key) + 1),
        });
      }
    }
  }
}
