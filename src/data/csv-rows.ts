import { type Cells, cellText, isBlankCell, PLAIN, QUOTED, startOfRow } from './csv-cells.ts';
import type { Page } from './csv-pages.ts';
import { Counts } from './growing.ts';

/**
 * The rows of a file: of all of them how many cells each has, and of a few at a time the cells themselves. Who goes
 * through rows from the first to the last has their pages cut once; who goes back has them cut again.
 */
export class CsvRows {
  readonly #pages: () => Iterable<Page>;
  readonly #widths = new Counts();
  readonly #filled = new Counts();
  readonly #rowNumbers = new Counts();
  readonly #lines = new Counts();
  readonly #signatures = new Counts();
  readonly #comments = new Set<number>();
  #first: Page | undefined;
  #cursor: { readonly pages: Iterator<Page>; page: Page } | undefined;
  #emptyRows = 0;
  #lineBreak: Page['lineBreak'];

  /** @param seen gets each page as it is cut for the first time */
  constructor(pages: () => Iterable<Page>, seen?: (page: Page) => void) {
    this.#pages = pages;
    for (const page of pages()) {
      this.#first ??= page;
      this.#add(page);
      seen?.(page);
    }
  }

  #add(page: Page): void {
    const { firstCells, rows } = page;
    this.#rowNumbers.append(page.rowNumbers);
    this.#lines.append(page.lines);
    for (let row = 0; row < rows; row++) {
      const first = firstCells[row] ?? 0;
      const end = firstCells[row + 1] ?? 0;
      let last = end;
      while (last > first && isBlankCell(page, last - 1)) last -= 1;
      this.#widths.push(end - first);
      this.#filled.push(last - first);
      this.#signatures.push(signatureOf(page, first));
      if (isComment(page, first)) this.#comments.add(page.first + row);
    }
    this.#emptyRows += page.emptyRows;
    this.#lineBreak ??= page.lineBreak;
  }

  get count(): number {
    return this.#widths.length;
  }
  /** Rows without any text. */
  get emptyRows(): number {
    return this.#emptyRows;
  }
  /** The first line break between rows. */
  get lineBreak(): '\n' | '\r\n' | '\r' {
    return this.#lineBreak ?? '\n';
  }
  /** Cells of each row. */
  get widths(): Uint32Array {
    return this.#widths.all();
  }
  /** Cells of each row up to its last one that is not empty. */
  get filled(): Uint32Array {
    return this.#filled.all();
  }
  /** Of each row: its number from 1, empty rows counted, as a spreadsheet shows it. */
  get rowNumbers(): Uint32Array {
    return this.#rowNumbers.all();
  }
  /** Of each row: the line it begins on, from 1; more than the row number after a line break inside quotes. */
  get lines(): Uint32Array {
    return this.#lines.all();
  }
  /** Of each row: `signatureOf` its first cell. */
  get signatures(): Uint32Array {
    return this.#signatures.all();
  }
  /** Begins the row with # or %, outside quotes? */
  isComment(row: number): boolean {
    return this.#comments.has(row);
  }

  /** The page that holds a row; good until another is asked for. */
  page(row: number): Page {
    const first = this.#first;
    if (first && row < first.rows) return first;
    let cursor = this.#cursor;
    if (!cursor || row < cursor.page.first) cursor = this.#restart();
    while (row >= cursor.page.first + cursor.page.rows) {
      const { value, done } = cursor.pages.next();
      if (done) throw new RangeError(`row ${row} of ${this.count}`);
      cursor.page = value;
    }
    this.#cursor = cursor;
    return cursor.page;
  }
  #restart(): { readonly pages: Iterator<Page>; page: Page } {
    const pages = this.#pages()[Symbol.iterator]();
    const { value, done } = pages.next();
    if (done) throw new RangeError('no rows');
    return { pages, page: value };
  }

  /** The text of the row's first cell. */
  firstText(row: number): string {
    const page = this.page(row);
    return cellText(page, page.firstCells[row - page.first] ?? 0);
  }

  /** The text of the file, from where its rows begin, before a row. */
  textBefore(row: number): string {
    let text = '';
    for (const page of this.#pages()) {
      const end =
        page.rows === 0 ? 0 : row - page.first < page.rows ? startOfRow(page, row - page.first) : page.next.from;
      text += page.text.slice(0, end);
      if (row - page.first < page.rows) break;
    }
    return text;
  }
}

/** A number that tells most texts apart; 0 where only the text itself would tell. */
export function signatureOf({ codes, starts, ends, kinds }: Cells, cell: number): number {
  let start = starts[cell] ?? 0;
  let end = ends[cell] ?? 0;
  if (kinds[cell] === PLAIN) {
    while (start < end && codes[start] === BLANK) start += 1;
    while (end > start && codes[end - 1] === BLANK) end -= 1;
  } else if (kinds[cell] !== QUOTED) return 0;
  if (start === end) return 1;
  if (!isSolid(codes[start] ?? 0) || !isSolid(codes[end - 1] ?? 0)) return 0;
  let hash = 2;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (codes[i] as number), 0x01000193);
  return (hash >>> 0) + 2 > 0xffffffff ? 2 : (hash >>> 0) + 2;
}

const BLANK = 32;
const APOSTROPHE = 39; // one that keeps a formula from being one is not of the text
const isSolid = (code: number): boolean => code > BLANK && code < 0x7f && code !== APOSTROPHE;

function isComment(page: Page, first: number): boolean {
  if (page.kinds[first] !== PLAIN) return false;
  const code = page.codes[page.starts[first] ?? 0] ?? 0;
  if (code > 0x25 && code < 0x80) return false; // most rows: no text is made of them
  return /^[#%]/.test(cellText(page, first));
}
