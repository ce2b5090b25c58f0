import { cellText } from './csv-cells.ts';
import type { Block } from './csv-grid.ts';
import type { MissingMarkers } from './csv-missing.ts';
import { isInfinite, type NumberDress, parseNumber, parseShort, undressed } from './csv-numbers.ts';
import { Dictionary, EMPTY, type Entry } from './dictionary.ts';
import { Counts, longer } from './growing.ts';

/** How the cells of a column are kept until it is known what they are: all as texts, or as numbers where they are. */
export interface Keeping {
  readonly as: 'numbers' | 'texts';
  /** In which most numbers are. */
  readonly dress?: NumberDress | undefined;
}

interface CellRules {
  readonly missing: MissingMarkers;
  readonly decimalComma: boolean;
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
  rows = 0;
  /** Kept as numbers: NaN where a cell is none. */
  #numbers: Float64Array;
  /** Kept as texts: the code of each row, -1 for blank cells. */
  #codes: Int32Array;
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
    this.#numbers = new Float64Array(keeping.as === 'numbers' ? Math.max(1, room) : 0);
    this.#codes = new Int32Array(keeping.as === 'texts' ? Math.max(1, room) : 0);
  }

  get #dictionary(): Dictionary {
    return (this.#texts ??= new Dictionary());
  }
  get #entries(): readonly Entry[] {
    return this.#texts?.entries ?? [];
  }

  /** The cells of a block at one place, from one of its rows on. */
  take(block: Block, from: number, width: number, place: number): void {
    const end = this.rows + block.rows - from;
    this.#counted = undefined;
    if (this.keeping.as === 'texts') {
      while (this.#codes.length < end) this.#codes = longer(this.#codes, Int32Array);
      this.#takeTexts(block, from, width, place);
    } else {
      while (this.#numbers.length < end) this.#numbers = longer(this.#numbers, Float64Array);
      this.#takeNumbers(block, from, width, place);
    }
    this.rows = end;
  }

  #takeTexts(block: Block, from: number, width: number, place: number): void {
    const codes = this.#codes;
    const dictionary = this.#dictionary;
    let at = this.rows;
    for (let cell = from * width + place; cell < block.rows * width; cell += width) {
      codes[at++] = dictionary.codeOf(block, cell);
    }
  }

  #takeNumbers(block: Block, from: number, width: number, place: number): void {
    const { codes, starts, ends } = block;
    const numbers = this.#numbers;
    const { decimalComma, missing } = this.rules;
    const { dress } = this.keeping;
    const isOrdinary = missing.stated.size === 0 && (!dress || (!dress.percent && hasComma(dress) === decimalComma));
    const last = block.rows * width;
    let count = 0;
    let fractions = 0;
    let at = this.rows;
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
      } else numbers[at] = this.#takeOther(block, cell, at);
    }
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

  /** Of the cells in the dictionary. */
  get #dictionaryCodes(): Int32Array | Uint32Array {
    if (this.keeping.as === 'texts') return this.#codes.subarray(0, this.rows);
    return this.#odd?.codes.all() ?? new Uint32Array();
  }

  /** How many cells hold each entry. */
  #counts(): Uint32Array {
    if (this.#counted) return this.#counted;
    const counts = new Uint32Array(this.#entries.length);
    const codes = this.#dictionaryCodes;
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as number;
      if (code >= 0) counts[code] = (counts[code] as number) + 1;
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
      found.dressed = { row: this.#codes.indexOf(firstDressed), text, value: undressed(text, dress ?? BARE) };
    }
    if (bad.includes(1)) found.bad.push(...this.#firstWith(bad));
    found.bad = found.bad.toSorted((a, b) => a.row - b.row).slice(0, MOST_BAD);
    return found;
  }

  /** The first cells whose entries are among these. */
  #firstWith(wanted: Uint8Array): BadCell[] {
    const codes = this.#dictionaryCodes;
    const cells: BadCell[] = [];
    for (let i = 0; i < codes.length && cells.length < MOST_BAD; i++) {
      const code = codes[i] ?? EMPTY;
      if (wanted[code] === 1) {
        cells.push({ row: this.#odd?.rows.at(i) ?? i, text: this.#entries[code]?.text ?? '' });
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
    for (let row = 0; row < this.rows && texts.length < most; row++) {
      const text = this.#entries[this.#codes[row] ?? EMPTY]?.text ?? '';
      if (!this.rules.missing.amongNumbers.has(text)) texts.push(text);
    }
    return texts;
  }

  /** As numbers; NaN for every other cell. */
  numbers(dress: NumberDress | undefined): Float64Array {
    if (this.keeping.as === 'numbers') return exact(this.#numbers, this.rows);
    const values = this.#entries.map((entry) => {
      const value = this.#valueOf(entry, dress) ?? NaN;
      return value - value === 0 ? value : NaN;
    });
    return Float64Array.from(this.#codes.subarray(0, this.rows), (code) => values[code] ?? NaN);
  }

  /** As texts, and how often each text stood for a missing value. Only of cells that were kept as texts. */
  texts(): { codes: Int32Array; values: readonly string[]; markers: Map<string, number> } {
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
    const codes = isSame
      ? exact(this.#codes, this.rows)
      : this.#codes.subarray(0, this.rows).map((code) => codeOf[code] ?? EMPTY);
    return { codes, values: [...distinct.keys()], markers };
  }
}

const hasComma = ({ decimal }: NumberDress): boolean => decimal === ',';
const BARE: NumberDress = { decimal: '.', group: '', loose: false, percent: false, currency: '', unit: '' };

/** The first items; a copy only if it saves more than a sixteenth of the memory. */
function exact<A extends Float64Array | Int32Array>(items: A, length: number): A {
  return (16 * length >= 15 * items.length ? items.subarray(0, length) : items.slice(0, length)) as A;
}
