import { type Cells, cellText, codesOf, DOUBLED, PLAIN, QUOTED } from './csv-cells.ts';
import { parseNumber } from './csv-numbers.ts';
import { longer } from './growing.ts';

/** A text that cells hold. */
export interface Entry {
  readonly text: string;
  /** Not in quotes: then it may stand for a missing value. */
  readonly isPlain: boolean;
  /** May it be a number as it stands? Not what had an apostrophe, or characters behind its quotes. */
  readonly isLiteral: boolean;
}

/** Nothing, not even an empty text. */
export const EMPTY = -1;

/** The distinct texts of cells, in the order they come. No string is made of a cell whose text is known. */
export class Dictionary {
  readonly entries: Entry[] = [];
  /** Of each place: the number of the entry, from 1. */
  #slots = new Int32Array(16);
  #hashes = new Int32Array(8);
  #flags = new Uint8Array(8);
  /** The codes of all entries, and where those of each begin. */
  #pool = new Uint16Array(32);
  #begins = new Uint32Array(9);

  /** The number of a cell's text; EMPTY for a blank cell. */
  codeOf(cells: Cells, cell: number): number {
    const { codes, starts, ends, kinds } = cells;
    let start = starts[cell] ?? 0;
    let end = ends[cell] ?? 0;
    const kind = kinds[cell];
    if (kind === PLAIN) {
      while (start < end && codes[start] === BLANK) start += 1;
      while (end > start && codes[end - 1] === BLANK) end -= 1;
      if (start === end) return EMPTY;
      if (isSolid(codes[start]) && isSolid(codes[end - 1])) return this.#find(codes, start, end, true, true);
    } else if (start === end) return EMPTY;
    else if (kind === QUOTED && codes[start] !== APOSTROPHE) return this.#find(codes, start, end, false, true);
    const text = cellText(cells, cell);
    if (text === '' && kind === PLAIN) return EMPTY;
    const isSame = (comma: boolean): boolean =>
      Object.is(parseNumber(cells.text, start, end, comma), parseNumber(text, 0, text.length, comma));
    const isLiteral = kind !== DOUBLED && isSame(false) && isSame(true);
    return this.#find(codesOf(text), 0, text.length, kind === PLAIN, isLiteral);
  }

  #find(codes: Uint16Array, start: number, end: number, isPlain: boolean, isLiteral: boolean): number {
    const flags = (isPlain ? 1 : 0) + (isLiteral ? 2 : 0);
    let hash = flags;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (codes[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    const slots = this.#slots;
    const hashes = this.#hashes;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const code = (slots[slot] as number) - 1;
      if (code < 0) break;
      if (hashes[code] === hash && this.#flags[code] === flags && this.#equals(code, codes, start, end)) return code;
      slot = (slot + 1) & mask;
    }
    const code = this.#add(codes.subarray(start, end), hash, { isPlain, isLiteral });
    this.#flags[code] = flags;
    slots[slot] = code + 1;
    if (2 * this.entries.length > this.#slots.length) this.#rehash();
    return code;
  }

  #equals(code: number, codes: Uint16Array, start: number, end: number): boolean {
    const pool = this.#pool;
    const begin = this.#begins[code] as number;
    if ((this.#begins[code + 1] as number) - begin !== end - start) return false;
    for (let i = start, j = begin; i < end; i++, j++) if (codes[i] !== pool[j]) return false;
    return true;
  }

  #add(codes: Uint16Array, hash: number, how: Omit<Entry, 'text'>): number {
    const code = this.entries.length;
    if (code === this.#hashes.length) {
      this.#hashes = longer(this.#hashes, Int32Array);
      this.#flags = longer(this.#flags, Uint8Array);
    }
    if (code + 1 === this.#begins.length) this.#begins = longer(this.#begins, Uint32Array);
    const begin = this.#begins[code] ?? 0;
    while (begin + codes.length > this.#pool.length) this.#pool = longer(this.#pool, Uint16Array);
    this.#pool.set(codes, begin);
    this.#begins[code + 1] = begin + codes.length;
    this.#hashes[code] = hash;
    this.entries.push({ text: textOf(codes), ...how });
    return code;
  }

  #rehash(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let code = 0; code < this.entries.length; code++) {
      let slot = (this.#hashes[code] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.#slots = slots;
  }
}

function textOf(codes: Uint16Array): string {
  let text = '';
  for (let i = 0; i < codes.length; i += 1024) text += String.fromCharCode(...codes.subarray(i, i + 1024));
  return text;
}

/** A character that nothing trims. */
const isSolid = (code: number | undefined): boolean => code !== undefined && code > BLANK && code < 0x7f;
const BLANK = 32;
const APOSTROPHE = 39;
