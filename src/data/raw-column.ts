import { cellText } from './csv-cells.ts';
import type { Block } from './csv-grid.ts';
import type { MissingMarkers } from './csv-missing.ts';
import { isInfinite, type NumberDress, parseNumber, parseShort, undressed } from './csv-numbers.ts';
import { Dictionary, EMPTY, type Entry } from './dictionary.ts';
import { Counts } from './growing.ts';
import { type ColumnValues, PAGE, PagedCodes, PagedNumbers, type Shelf, WholeValues } from './column-values.ts';

/** How the cells of a column are kept until it is known what they are: all as texts, or as numbers where they are. */
export interface Keeping {
  readonly as: 'numbers' | 'texts';
  /** In which most numbers are. */
  readonly dress?: NumberDress | undefined;
}

interface CellRules {
  readonly missing: MissingMarkers;
  readonly decimalComma: boolean;
  /** Where its values are put, if they are not to lie in memory. */
  readonly shelf?: Shelf;
}

/** A cell that is no number. */
export interface BadCell {
  /** Of the data, from 0. */
  readonly row: number;
  readonly text: string;
}

/** What the cells of a column are, as numbers in a dress or without one. */
export interface Found {
  numbers: number;
  texts: number;
  infinite: number;
  /** Is some number no whole one? */ decimals: boolean;
  quotedMarkers: number;
  /** How often each text stood for a missing value. */ markers: Map<string, number>;
  /** The first cells that are no numbers. */ bad: BadCell[];
  /** The first number in a dress. */ dressed: (BadCell & { readonly value: number }) | undefined;
}

const MOST_BAD = 3;

/**
 * The cells of a column: numbers, and a dictionary of those that are none; or, kept as texts, codes of a dictionary
 * of all. What a cell of a dictionary means is found once for each text.
 */
export class RawColumn {
  readonly keeping: Keeping;
  readonly rules: CellRules;
  /** Kept as numbers: NaN where a cell is none. */
  readonly #numbers: ColumnValues<Float64Array>;
  /** Kept as texts: the code of each row, -1 for blank cells. */
  readonly #codes: ColumnValues<Int32Array>;
  #texts: Dictionary | undefined;
  /** Kept as numbers: the rows of cells in the dictionary, and their codes. */
  #odd: { readonly rows: Counts; readonly codes: Counts } | undefined;
  #counted: Uint32Array | undefined;
  #count = 0;
  #decimals = false;
  #fractions = 0;
  /** Numbers only in the dress: how many, and the first of them. */
  #dressedTexts = 0;
  readonly #dressed: BadCell[] = [];
  #firstDressed: (BadCell & { readonly value: number }) | undefined;

  /** @param room for so many rows; more may come */
  constructor(keeping: Keeping, rules: CellRules, room: number) {
    this.keeping = keeping;
    this.rules = rules;
    const { shelf } = rules;
    const isText = keeping.as === 'texts';
    this.#numbers = shelf ? new PagedNumbers(shelf) : new WholeValues(Float64Array, isText ? 0 : room);
    this.#codes = shelf ? new PagedCodes(shelf) : new WholeValues(Int32Array, isText ? room : 0);
  }

  get rows(): number {
    return this.keeping.as === 'texts' ? this.#codes.length : this.#numbers.length;
  }

  get #dictionary(): Dictionary {
    return (this.#texts ??= new Dictionary());
  }
  get #entries(): readonly Entry[] {
    return this.#texts?.entries ?? [];
  }

  /** The cells of a block at one place, from one of its rows on. */
  take(block: Block, from: number, width: number, place: number): void {
    this.#counted = undefined;
    if (this.keeping.as === 'texts') this.#takeTexts(block, from, width, place);
    else this.#takeNumbers(block, from, width, place);
  }

  #takeTexts(block: Block, from: number, width: number, place: number): void {
    const rows = block.rows - from;
    const { items, at: first } = this.#codes.room(rows);
    const dictionary = this.#dictionary;
    let at = first;
    for (let cell = from * width + place; cell < block.rows * width; cell += width) {
      items[at++] = dictionary.codeOf(block, cell);
    }
    this.#codes.add(rows);
  }

  #takeNumbers(block: Block, from: number, width: number, place: number): void {
    const { codes, starts, ends } = block;
    const rows = block.rows - from;
    const { items: numbers, at: first } = this.#numbers.room(rows);
    const before = this.rows - first; // rows that are not in the list
    const { decimalComma, missing } = this.rules;
    const { dress } = this.keeping;
    const isOrdinary = missing.stated.size === 0 && (!dress || (!dress.percent && hasComma(dress) === decimalComma));
    const last = block.rows * width;
    let count = 0;
    let fractions = 0;
    let at = first;
    for (let cell = from * width + place; cell < last; cell += width, at++) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === end) {
        numbers[at] = NaN;
        continue;
      }
      const value = isOrdinary ? parseShort(codes, start, end, decimalComma) : NaN;
      if (value === value) {
        numbers[at] = value;
        count += 1;
        if (value !== Math.floor(value)) fractions += 1;
      } else numbers[at] = this.#takeOther(block, cell, before + at);
    }
    this.#numbers.add(rows);
    this.#count += count;
    this.#fractions += fractions;
    if (fractions > 0) this.#decimals = true;
  }

  /** At least so many cells have a point, or the decimal comma: those that are no whole numbers. */
  get fractions(): number {
    return this.#fractions;
  }

  /** A cell that is no short number: its value, NaN for one that goes to the dictionary. */
  #takeOther(block: Block, cell: number, row: number): number {
    const { missing, decimalComma } = this.rules;
    const { dress } = this.keeping;
    const parsed = (comma: boolean): number =>
      parseNumber(block.text, block.starts[cell] ?? 0, block.ends[cell] ?? 0, comma);
    const plain = parsed(decimalComma);
    let value = dress ? (dress.percent ? NaN : parsed(hasComma(dress))) : plain;
    const isUndressed = Number.isNaN(value);
    const text = dress || missing.stated.size > 0 ? cellText(block, cell) : '';
    const isMissing = isUndressed ? dress && missing.amongNumbers.has(text) : missing.stated.has(text);
    if (isUndressed && dress && !isMissing) value = undressed(text, dress);
    if (isMissing || value - value !== 0) {
      const code = this.#dictionary.codeOf(block, cell);
      if (code >= 0) {
        this.#odd ??= { rows: new Counts(), codes: new Counts() };
        this.#odd.rows.push(row);
        this.#odd.codes.push(code);
      }
      return NaN;
    }
    this.#count += 1;
    if (value !== Math.floor(value)) this.#decimals = true;
    if (isUndressed) this.#firstDressed ??= { row, text, value };
    if (Number.isNaN(plain)) {
      this.#dressedTexts += 1;
      if (this.#dressed.length < MOST_BAD) this.#dressed.push({ row, text });
    }
    return value;
  }

  /** Of the cells in the dictionary, in order: some at a time, and how many come before them. */
  *#dictionaryCodes(): Iterable<{ readonly first: number; readonly codes: Int32Array | Uint32Array }> {
    if (this.keeping.as === 'numbers') {
      if (this.#odd) yield { first: 0, codes: this.#odd.codes.all() };
      return;
    }
    for (let first = 0; first < this.rows; first += PAGE) {
      yield { first, codes: this.#codes.read(first, Math.min(this.rows, first + PAGE)) };
    }
  }

  /** How many cells hold each entry. */
  #counts(): Uint32Array {
    if (this.#counted) return this.#counted;
    const counts = new Uint32Array(this.#entries.length);
    for (const { codes } of this.#dictionaryCodes()) {
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i] as number;
        if (code >= 0) counts[code] = (counts[code] as number) + 1;
      }
    }
    return (this.#counted = counts);
  }

  /** @param dress none, or the one they are kept in; of cells kept as texts any */
  found(dress: NumberDress | undefined): Found {
    const isOwn = dress !== undefined && this.keeping.as === 'numbers';
    const found: Found = {
      numbers: this.#count - (isOwn ? 0 : this.#dressedTexts),
      texts: isOwn ? 0 : this.#dressedTexts,
      infinite: 0,
      decimals: this.#decimals,
      quotedMarkers: 0,
      markers: new Map(),
      bad: isOwn ? [] : [...this.#dressed],
      dressed: isOwn ? this.#firstDressed : undefined,
    };
    const entries = this.#entries;
    const counts = this.#counts();
    const bad = new Uint8Array(entries.length);
    let firstDressed = -1;
    entries.forEach((entry, code) => {
      const cells = counts[code] ?? 0;
      const value = this.#valueOf(entry, dress);
      if (value === undefined) {
        if (!entry.isPlain && !this.rules.missing.stated.has(entry.text)) found.quotedMarkers += cells;
        found.markers.set(entry.text, (found.markers.get(entry.text) ?? 0) + cells);
      } else if (value - value === 0) {
        found.numbers += cells;
        if (value !== Math.floor(value)) found.decimals = true;
        if (dress && firstDressed < 0 && Number.isNaN(this.#plainValue(entry, dress))) firstDressed = code;
      } else {
        bad[code] = 1;
        if (isInfinite(entry.text, value)) found.infinite += cells;
        else found.texts += cells;
      }
    });
    if (firstDressed >= 0) {
      const { text = '' } = entries[firstDressed] ?? {};
      const wanted = Uint8Array.from(entries, (_, code) => (code === firstDressed ? 1 : 0));
      const [{ row } = { row: 0 }] = this.#firstWith(wanted, 1);
      found.dressed = { row, text, value: undressed(text, dress ?? BARE) };
    }
    if (bad.includes(1)) found.bad.push(...this.#firstWith(bad));
    found.bad = found.bad.toSorted((a, b) => a.row - b.row).slice(0, MOST_BAD);
    return found;
  }

  /** The first cells whose entries are among these. */
  #firstWith(wanted: Uint8Array, most = MOST_BAD): BadCell[] {
    const cells: BadCell[] = [];
    for (const { first, codes } of this.#dictionaryCodes()) {
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i] ?? EMPTY;
        if (wanted[code] !== 1) continue;
        cells.push({ row: this.#odd?.rows.at(i) ?? first + i, text: this.#entries[code]?.text ?? '' });
        if (cells.length === most) return cells;
      }
    }
    return cells;
  }

  /** Without taking off the dress. */
  #plainValue({ text, isLiteral }: Entry, dress: NumberDress | undefined): number {
    if (!isLiteral || dress?.percent) return NaN;
    return parseNumber(text, 0, text.length, dress ? hasComma(dress) : this.rules.decimalComma);
  }

  /** The number, NaN for a text; undefined where it is missing. */
  #valueOf(entry: Entry, dress: NumberDress | undefined): number | undefined {
    const { missing } = this.rules;
    const plain = this.#plainValue(entry, dress);
    const isNumber = !Number.isNaN(plain);
    if ((!isNumber || missing.stated.size > 0) && missing.amongNumbers.has(entry.text)) return undefined;
    return isNumber || !dress ? plain : undressed(entry.text, dress);
  }

  /** What the cells hold, without missing values; undefined if that was not kept. */
  contents(most: number): string[] | undefined {
    if (this.keeping.as !== 'texts') return undefined;
    const texts: string[] = [];
    for (const { codes } of this.#dictionaryCodes()) {
      for (let i = 0; i < codes.length; i++) {
        if (texts.length === most) return texts;
        const text = this.#entries[codes[i] ?? EMPTY]?.text ?? '';
        if (!this.rules.missing.amongNumbers.has(text)) texts.push(text);
      }
    }
    return texts;
  }

  /** As numbers; NaN for every other cell. @returns those of the rows from `begin` to `end`, which is not included */
  numbers(dress: NumberDress | undefined): (begin: number, end: number) => Float64Array {
    if (this.keeping.as === 'numbers') return (begin, end) => this.#numbers.read(begin, end);
    const values = this.#entries.map((entry) => {
      const value = this.#valueOf(entry, dress) ?? NaN;
      return value - value === 0 ? value : NaN;
    });
    return (begin, end) => Float64Array.from(this.#codes.read(begin, end), (code) => values[code] ?? NaN);
  }

  /** As texts, and how often each text stood for a missing value. Only of cells that were kept as texts. */
  texts(): {
    codes: (begin: number, end: number) => Int32Array;
    values: readonly string[];
    markers: Map<string, number>;
  } {
    const { missing } = this.rules;
    const entries = this.#entries;
    const counts = this.#counts();
    const markers = new Map<string, number>();
    const distinct = new Map<string, number>();
    const codeOf = Int32Array.from(entries, ({ text, isPlain }, code) => {
      if (text === '' || missing.stated.has(text) || (isPlain && missing.always.has(text))) {
        if (text !== '') markers.set(text, (markers.get(text) ?? 0) + (counts[code] ?? 0));
        return EMPTY;
      }
      const own = distinct.get(text) ?? distinct.size;
      distinct.set(text, own);
      return own;
    });
    const isSame = codeOf.every((own, code) => own === code);
    const codes = (begin: number, end: number): Int32Array => {
      const raw = this.#codes.read(begin, end);
      return isSame ? raw : raw.map((code) => codeOf[code] ?? EMPTY);
    };
    return { codes, values: [...distinct.keys()], markers };
  }
}

const hasComma = ({ decimal }: NumberDress): boolean => decimal === ',';
const BARE: NumberDress = { decimal: '.', group: '', loose: false, percent: false, currency: '', unit: '' };
