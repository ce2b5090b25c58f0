import type { Area } from './address.ts';
import { cellKey } from './address.ts';
import type { ErrorValue } from './formula/ast.ts';

/** A workbook as plain data: built by code, or read from a file. Rows and columns count from 0. */
export interface Workbook {
  readonly sheets: Sheet[];
  readonly names: DefinedName[];
  readonly properties?: Properties;
  /** Day 0 of dates is 1904-01-01 (old Macintosh files), not 1899-12-30. */
  readonly date1904?: boolean;
}

export interface Sheet {
  readonly name: string;
  /** By `cellKey(row, column)`. Cells without value, formula, style and comment are absent. */
  readonly cells: Map<number, Cell>;
  /** Column → width in characters of the default font. */
  readonly columnWidths: Map<number, number>;
  readonly merges: Area[];
  readonly charts: Chart[];
  readonly conditionalFormats: ConditionalFormat[];
  /** Rows and columns that stay in view at the top and at the left. */
  freeze?: { readonly rows: number; readonly columns: number };
  /** Colour of the tab, RRGGBB. */
  tabColor?: string;
  hidden?: boolean;
}

export type CellValue = number | string | boolean | { readonly error: ErrorValue };

export interface Cell {
  /** Of a formula: the value it had when the file was saved, absent if none was kept. */
  readonly value?: CellValue;
  /**
   * As Excel shows it in the formula bar, in English: `=SUM(A1:A3)`. Shared formulas are written out for every cell.
   */
  readonly formula?: string;
  /** The formula is an array formula that fills this box; this cell is its top left corner. */
  readonly array?: Area;
  readonly style?: Style;
  readonly comment?: string;
}

/** How a cell looks. Equal objects are written once; colours are RRGGBB. */
export interface Style {
  readonly fill?: string;
  readonly font?: {
    readonly bold?: boolean;
    readonly italic?: boolean;
    readonly color?: string;
    readonly size?: number;
    readonly name?: string;
  };
  readonly border?: { readonly top?: Line; readonly right?: Line; readonly bottom?: Line; readonly left?: Line };
  /** Excel's format code: `0.000000`, `0.00E+00`, `yyyy-mm-dd`, `@` (text). */
  readonly numberFormat?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly wrap?: boolean;
}
export interface Line {
  readonly style: 'thin' | 'medium' | 'thick' | 'dotted' | 'dashed';
  readonly color?: string;
}

export interface DefinedName {
  readonly name: string;
  /** As a formula without `=`: `Sheet1!$B$1`, `'My sheet'!$A$1:$B$9`, `0.5`. */
  readonly refersTo: string;
  /** The sheet on which alone the name is known; absent: everywhere. */
  readonly sheet?: string;
}

export interface Properties {
  readonly title?: string;
  readonly creator?: string;
  readonly description?: string;
  readonly created?: Date;
}

/**
 * Ranges are written with their sheet and anchored: `Sheet1!$B$2:$B$9`. `at` is the box of cells the picture covers.
 */
export interface Chart {
  readonly kind: 'line' | 'scatter' | 'column';
  readonly title?: string;
  readonly xTitle?: string;
  readonly yTitle?: string;
  readonly series: readonly {
    readonly name?: string;
    readonly x?: string;
    readonly y: string;
    readonly color?: string;
  }[];
  readonly at: Area;
  /** Logarithmic vertical axis, base 10. */
  readonly logarithmic?: boolean;
}

/** Colours by value over an area: low, middle and high, or cells where a formula of the area's first cell is true. */
export type ConditionalFormat =
  | {
      readonly kind: 'scale';
      readonly area: Area;
      readonly low: string;
      readonly middle: string;
      readonly high: string;
      /** The value that gets the middle colour; absent: the median. */ readonly midpoint?: number;
    }
  | {
      readonly kind: 'formula';
      readonly area: Area;
      readonly formula: string;
      readonly style: Pick<Style, 'fill' | 'font'>;
    };

export const emptySheet = (name: string): Sheet => ({
  name,
  cells: new Map(),
  columnWidths: new Map(),
  merges: [],
  charts: [],
  conditionalFormats: [],
});

export const setCell = (sheet: Sheet, row: number, column: number, cell: Cell): void => {
  sheet.cells.set(cellKey(row, column), cell);
};
export const getCell = (sheet: Sheet, row: number, column: number): Cell | undefined =>
  sheet.cells.get(cellKey(row, column));

/** Sheet names are equal when letters differ only in case, as in every spreadsheet program. */
export function findSheet(book: Workbook, name: string): Sheet | undefined {
  const wanted = name.toUpperCase();
  return (
    book.sheets.find((sheet) => sheet.name === name) ?? book.sheets.find((sheet) => sheet.name.toUpperCase() === wanted)
  );
}

/** Smallest box that holds every cell; undefined for an empty sheet. */
export function usedArea(sheet: Sheet): Area | undefined {
  let top = Infinity;
  let left = Infinity;
  let bottom = -1;
  let right = -1;
  for (const key of sheet.cells.keys()) {
    const row = Math.floor(key / 16_384);
    const column = key % 16_384;
    if (row < top) top = row;
    if (row > bottom) bottom = row;
    if (column < left) left = column;
    if (column > right) right = column;
  }
  return bottom < 0 ? undefined : { top, left, bottom, right };
}
