import type { ColumnRules } from './csv-columns.ts';
import { type Block, evenBlock } from './csv-grid.ts';
import type { TableHead } from './csv-head.ts';
import type { Page } from './csv-pages.ts';
import { CsvRows } from './csv-rows.ts';
import type { CsvWarning } from './csv-warnings.ts';
import type { RawColumn } from './raw-column.ts';
import { beginColumns, foreseen, takeBlock } from './read-columns.ts';

/** A table in the rows of a file. */
export interface LaidOut extends TableHead {
  readonly rules: () => readonly ColumnRules[];
}

interface Begun {
  readonly table: LaidOut;
  readonly rules: readonly ColumnRules[];
  readonly columns: readonly RawColumn[];
}

/**
 * Reads the columns of a large file while its rows are counted, as if all its pages were like the first one. Where they
 * are not (a remark below the table, a line of names in its middle), that is found when all rows are known, and the
 * columns are read anew.
 */
export class Foresight {
  readonly #size: number;
  readonly #laidOut: (rows: CsvRows, notes: CsvWarning[]) => LaidOut;
  #first: Page | undefined;
  #pages = 0;
  #begun: Begun | undefined;

  /** @param size of the text, in characters */
  constructor(size: number, laidOut: (rows: CsvRows, notes: CsvWarning[]) => LaidOut) {
    this.#size = size;
    this.#laidOut = laidOut;
  }

  take(page: Page): void {
    this.#pages += 1;
    this.#first ??= page;
    if (this.#pages === 2) {
      this.#begun = this.#begin(this.#first);
      this.#add(this.#first);
    }
    if (this.#pages >= 2) this.#add(page);
  }

  #begin(page: Page): Begun | undefined {
    try {
      const table = this.#laidOut(new CsvRows(() => [page]), []);
      const rules = table.rules();
      if (table.grid.rows <= table.skip) return undefined;
      const head = foreseen(table.grid, rules);
      const room = Math.ceil((1.03 * this.#size * page.rows) / page.next.from);
      return { table, rules, columns: beginColumns(head.rules, head.keepings, room) };
    } catch {
      return undefined; // what is wrong with the first page is said of the whole file
    }
  }

  #add(page: Page): void {
    if (!this.#begun) return;
    const { table, rules, columns } = this.#begun;
    takeBlock(columns, blockOf(page, table), table.grid.width, rules);
  }

  /** The columns of a table, if it is the foreseen one. */
  columnsOf({ grid, names, skip }: LaidOut, rows: CsvRows): readonly RawColumn[] | undefined {
    if (!this.#begun) return undefined;
    const { table, columns } = this.#begun;
    const [top = 0] = grid.kept;
    const isSame =
      grid.kept.length === rows.count - top &&
      table.grid.kept[0] === top &&
      table.grid.width === grid.width &&
      table.grid.lead === grid.lead &&
      table.skip === skip &&
      names.every((name, place) => table.names[place] === name);
    return isSame ? columns : undefined;
  }
}

/** The rows of a page from the top of the table on. */
function blockOf(page: Page, { grid }: LaidOut): Block {
  const [top = 0] = grid.kept;
  const first = Math.max(top, page.first);
  const rows = Uint32Array.from({ length: Math.max(0, page.first + page.rows - first) }, (_, i) => first + i);
  return evenBlock(page, rows, { first: first - top, width: grid.width, lead: grid.lead });
}
