import { type Cells, cellText, PLAIN } from './csv-cells.ts';
import type { Page } from './csv-pages.ts';
import type { CsvRows } from './csv-rows.ts';

/** Rows of equal length that follow one another: cell `(row - first) * width + place`. */
export interface Block extends Cells {
  readonly first: number;
  readonly rows: number;
}

/** Cells in rows of equal length. */
export interface Grid {
  readonly width: number;
  readonly rows: number;
  /** Of each row: its number from 1, as a spreadsheet shows it. */
  readonly rowNumbers: Uint32Array;
  /** The rows around this one that are at hand; good until another is asked for. */
  block(row: number): Block;
}

/** Some rows of a file. */
export interface FileGrid extends Grid {
  /** Of each row: which one of the file it is. */
  readonly kept: Uint32Array;
  /**
   * Empty cells before the first row's own, which names all columns but the first; or, below 0, cells of it that are
   * left out.
   */
  readonly lead: number;
  /** Of the row's first cell in the file, as `signatureOf` has it. */
  signature(row: number): number;
  without(rows: ReadonlySet<number>): FileGrid;
}

export function textAt(grid: Grid, row: number, place: number): string {
  const block = grid.block(row);
  return cellText(block, (row - block.first) * grid.width + place);
}

export function kindAt(grid: Grid, row: number, place: number): number | undefined {
  const block = grid.block(row);
  return block.kinds[(row - block.first) * grid.width + place];
}

/** The blocks of a grid, from one of its rows on. */
export function* blocksOf(grid: Grid, from: number): Iterable<Block> {
  for (let row = from; row < grid.rows;) {
    const block = grid.block(row);
    yield block;
    row = block.first + block.rows;
  }
}

/** These rows, each with `width` cells: what is missing at the end is empty, what is too much is left out. */
export function gridOf(rows: CsvRows, kept: Uint32Array, width: number, lead = 0): FileGrid {
  const { signatures } = rows;
  let last: Block | undefined;
  let from: Page | undefined;
  return {
    width,
    lead,
    rows: kept.length,
    kept,
    rowNumbers: numbersOf(rows, kept),
    block(row) {
      const page = rows.page(kept[row] ?? 0);
      if (!last || page !== from) {
        const first = firstFrom(kept, page.first);
        const own = kept.subarray(first, firstFrom(kept, page.first + page.rows));
        last = evenBlock(page, own, { first, width, lead });
      }
      from = page;
      return last;
    },
    signature: (row) => signatures[kept[row] ?? 0] ?? 0,
    without: (lost) => gridOf(rows, kept.filter((_, row) => !lost.has(row)), width, lead), // prettier-ignore
  };
}

function numbersOf({ rowNumbers }: CsvRows, kept: Uint32Array): Uint32Array {
  const [first = 0] = kept;
  const last = kept.at(-1) ?? 0;
  if (last - first === kept.length - 1) return rowNumbers.subarray(first, last + 1);
  return kept.map((row) => rowNumbers[row] ?? 0);
}

/** The first of the rows that is not below `least`. */
function firstFrom(rows: Uint32Array, least: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows of a page, of equal length.
 *
 * @param first which row of the grid their first one is
 */
export function evenBlock(
  page: Page,
  own: Uint32Array,
  { first, width, lead }: { readonly first: number; readonly width: number; readonly lead: number },
): Block {
  const { text, codes, firstCells } = page;
  const begin = firstCells[(own[0] ?? 0) - page.first] ?? 0;
  const isShifted = (row: number): boolean => lead !== 0 && first + row === 0;
  if (own.every((row, i) => !isShifted(i) && holds(page, row, begin + i * width, width))) {
    const end = begin + own.length * width;
    const starts = page.starts.subarray(begin, end);
    const ends = page.ends.subarray(begin, end);
    const kinds = page.kinds.subarray(begin, end);
    return { text, codes, starts, ends, kinds, first, rows: own.length };
  }
  const size = own.length * width;
  const [starts, ends, kinds] = [new Uint32Array(size), new Uint32Array(size), new Uint8Array(size).fill(PLAIN)];
  own.forEach((row, i) => {
    const from = (firstCells[row - page.first] ?? 0) + (isShifted(i) ? Math.max(0, -lead) : 0);
    const before = isShifted(i) ? Math.max(0, lead) : 0;
    const taken = Math.min(width - before, (firstCells[row - page.first + 1] ?? 0) - from);
    const to = i * width + before;
    starts.set(page.starts.subarray(from, from + taken), to);
    ends.set(page.ends.subarray(from, from + taken), to);
    kinds.set(page.kinds.subarray(from, from + taken), to);
  });
  return { text, codes, starts, ends, kinds, first, rows: own.length };
}

/** Do the cells of the row stand at this place of the page, and no others behind them? */
const holds = ({ firstCells, first }: Page, row: number, begin: number, width: number): boolean =>
  firstCells[row - first] === begin && firstCells[row - first + 1] === begin + width;
