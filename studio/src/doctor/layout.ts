import type { SheetView } from '../worker/doctor-protocol.ts';

export const LETTERS = 26;
export const ROLES = 30;
export const NUMBERS = 46;
/** Browsers cannot scroll over more. */
const MOST_ROWS = 400_000;

/** Where the cells of a sheet stand, in pixels. Columns are as wide as what stands in them, within reason. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
  readonly rowHeight: number;
  /** Left edges of the columns, and the right edge of the last. */
  readonly edges: Float64Array;
  readonly width: number;
  readonly height: number;
}

export function layoutOf(sheet: SheetView, rowHeight: number): Layout {
  const rows = Math.min(MOST_ROWS, sheet.rows + 2);
  const columns = sheet.columns + 1;
  const most = new Float64Array(columns);
  const keyOf = 16_384;
  for (const [key, cell] of sheet.cells) {
    const column = key % keyOf;
    const wide = widthOf(cell.text) + (cell.bold ? 0.6 : 0);
    // a long text is cut; a number never
    if (wide > (most[column] ?? 0)) most[column] = cell.kind === 'text' ? Math.min(wide, 14) : wide;
  }
  const edges = new Float64Array(columns + 1);
  for (let c = 0; c < columns; c++) {
    edges[c + 1] = (edges[c] ?? 0) + Math.min(240, Math.max(56, Math.round((most[c] ?? 0) * 7.6) + 18));
  }
  return {
    rows,
    columns,
    rowHeight,
    edges,
    width: NUMBERS + (edges[columns] ?? 0),
    height: LETTERS + ROLES + rows * rowHeight,
  };
}
/** In digits: a Chinese character takes nearly two. */
const widthOf = (text: string): number => [...text].reduce((n, c) => n + (c > 'ⷿ' ? 1.75 : 1), 0);

/** The column at a distance from the first one's edge. */
export function columnAt({ edges, columns }: Layout, x: number): number {
  let low = 0;
  let high = columns - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
