import type { Area } from '../address.ts';
import { MAX_COLUMNS, MAX_ROWS, parseAddress, parseArea } from '../address.ts';
import { unescapeText, XmlScanner } from './xml.ts';
import type { Where } from '../../words.ts';
import { words } from '../error-words.ts';

/**
 * Walks over the rows and cells of a sheet part, with the places of their tags: for reading, and for changing a few
 * cells
 * and no other letter. Rows and cells may leave out their number; then they follow the one before.
 */
export class SheetScanner {
  readonly tags: XmlScanner;
  /** `tag`: something outside of the cells; `tags` tells what. */
  event: 'row' | 'row end' | 'cell' | 'sheet data' | 'sheet data end' | 'tag' = 'tag';
  /** Place of the tag; of a cell, of the whole element. */
  start = 0;
  end = 0;
  empty = false;
  row = -1;
  column = -1;

  // of a cell
  tag = ''; // <c r="A1" s="3">
  type = 'n';
  style = 0;
  /** Text of its value, as in the file: for type `s` the number of a shared text. */
  raw: string | undefined;
  formula = ''; // <f …>…</f>, '' if there is none
  formulaText = '';
  formulaStart = 0;
  formulaEnd = 0;
  /** Number of the group of cells that share a formula, and whether this cell holds its text. */
  shared: string | undefined;
  master = false;
  array: Area | undefined;

  private inside = false; // of sheetData

  constructor(xml: string, where: Where) {
    this.tags = new XmlScanner(xml, where);
  }

  next(): boolean {
    const { tags } = this;
    if (tags.next() === 'end') return false;
    const { name, kind } = tags;
    this.start = tags.start;
    this.end = tags.end;
    this.empty = tags.empty;
    if (name === 'sheetData') {
      this.inside = kind === 'open' && !tags.empty;
      this.event = kind === 'close' ? 'sheet data end' : tags.empty ? 'sheet data' : 'tag';
    } else if (this.inside && name === 'row') {
      this.event = kind === 'close' ? 'row end' : 'row';
      if (kind === 'open') this.readRow();
    } else if (this.inside && name === 'c' && kind === 'open') {
      this.event = 'cell';
      this.readCell();
    } else this.event = 'tag';
    return true;
  }

  /** Namespace prefix of the tag: `x:` of `<x:c>`. */
  get prefix(): string {
    const { xml } = this.tags;
    return /^<\/?((?:[^\s<>/:]+:)?)/.exec(xml.slice(this.start, this.start + 100))?.[1] ?? '';
  }

  private readRow(): void {
    const number = this.tags.attribute('r');
    this.row = number === undefined ? this.row + 1 : Number(number) - 1;
    this.column = -1;
    if (!Number.isInteger(this.row) || this.row < 0 || this.row >= MAX_ROWS) {
      throw this.tags.bad(words('row {}, which no sheet has,', number ?? this.row + 1));
    }
  }

  private readCell(): void {
    const { tags } = this;
    const at = tags.attribute('r');
    const place = at === undefined ? { row: this.row, column: this.column + 1 } : parseAddress(at);
    if (!place || place.row < 0 || place.column >= MAX_COLUMNS) {
      throw tags.bad(
        at === undefined
          ? words('a cell beyond the last column, which no sheet has,')
          : words('a cell {}, which no sheet has,', at),
      );
    }
    this.row = place.row;
    this.column = place.column;
    this.tag = tags.xml.slice(tags.start, tags.end);
    this.type = tags.attribute('t') ?? 'n';
    this.style = Number(tags.attribute('s') ?? 0);
    this.formula = this.formulaText = '';
    this.raw = this.shared = this.array = undefined;
    this.master = false;
    if (tags.empty) return;
    for (;;) {
      const kind = tags.next();
      if (kind === 'end') throw tags.bad(words('a cell that never ends'));
      if (kind === 'close' && tags.name === 'c') break;
      if (kind !== 'open') continue;
      if (tags.name === 'v') this.raw = readText(tags);
      else if (tags.name === 'is') this.raw = readRuns(tags, 'is');
      else if (tags.name === 'f') this.readFormula();
      else tags.skipElement();
    }
    this.end = tags.end;
  }

  /** The box that an array formula fills: it begins at its cell. Another box, in a damaged file, is none. */
  private boxOf(ref: string | undefined): Area {
    const { row, column } = this;
    const area = ref === undefined ? undefined : parseArea(ref);
    return area?.top === row && area.left === column ? area : { top: row, left: column, bottom: row, right: column };
  }

  private readFormula(): void {
    const { tags } = this;
    const form = tags.attribute('t');
    const ref = tags.attribute('ref');
    this.formulaStart = tags.start;
    if (form === 'shared') {
      this.shared = tags.attribute('si');
      this.master = ref !== undefined;
    }
    if (form === 'array') this.array = this.boxOf(ref);
    const text = readText(tags);
    if (form !== 'dataTable') this.formulaText = unescapeText(text).trim(); // a what-if table: only its values are kept
    this.formulaEnd = tags.end;
    this.formula = tags.xml.slice(this.formulaStart, tags.end);
  }
}

/** Text of an element that holds nothing else. */
function readText(tags: XmlScanner): string {
  if (tags.empty) return '';
  const { name } = tags;
  if (tags.next() !== 'close' || tags.name !== name) {
    throw tags.bad(words('<{}>, which holds tags or never ends,', name));
  }
  return tags.text();
}

/** Text of `<si>` or `<is>`: its runs joined, without the phonetic guides of East Asian text. */
export function readRuns(tags: XmlScanner, element: string): string {
  let text = '';
  if (tags.empty) return text;
  for (;;) {
    const kind = tags.next();
    if (kind === 'end') throw tags.bad(words('a text that never ends'));
    if (kind === 'close' && tags.name === element) return text;
    if (kind !== 'open') continue;
    if (tags.name === 't') text += readText(tags);
    else if (tags.name !== 'r') tags.skipElement();
  }
}
