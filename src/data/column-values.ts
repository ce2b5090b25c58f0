import { longer } from './growing.ts';
import { narrowed, narrowedCodes, widen, type Narrow } from './narrow.ts';

/** The values of a column while its rows come, and afterwards. */
export interface ColumnValues<A extends Float64Array | Int32Array> {
  readonly length: number;
  /** Room for so many rows more, and the place of the first. */
  room(rows: number): { readonly items: A; readonly at: number };
  /** So many were written there. */
  add(rows: number): void;
  /** Those of the rows from `begin` to `end` (not included); all of them perhaps not as a copy. */
  read(begin: number, end: number): A;
}

/** Keeps a copy of bytes out of the way. @returns what gives them back */
export type Shelf = (bytes: Uint8Array) => () => ArrayBuffer;

/** In one list. @param room for so many rows at first */
export class WholeValues<A extends Float64Array | Int32Array> implements ColumnValues<A> {
  #items: A;
  length = 0;
  readonly #make: new (length: number) => A;

  constructor(make: new (length: number) => A, room: number) {
    this.#make = make;
    this.#items = new make(Math.max(1, room));
  }
  room(rows: number): { items: A; at: number } {
    while (this.length + rows > this.#items.length) this.#items = longer(this.#items, this.#make);
    return { items: this.#items, at: this.length };
  }
  add(rows: number): void {
    this.length += rows;
  }
  /** All of them are a copy only if it saves more than a sixteenth of the memory. */
  read(begin: number, end: number): A {
    const isWhole = begin === 0 && end === this.length;
    const isRoomy = isWhole && 16 * end < 15 * this.#items.length;
    return (isRoomy ? this.#items.slice(0, end) : this.#items.subarray(begin, end)) as A;
  }
}

/** Rows of a page. */
export const PAGE = 2 ** 13;

/** In pages on a shelf: so many rows at a time lie in memory, and each of these in as few bytes as it needs. */
abstract class PagedValues<A extends Float64Array | Int32Array> implements ColumnValues<A> {
  readonly #make: new (length: number) => A;
  /** Rows that no page has yet. */
  #rest: A;
  #left = 0;
  #pages = 0;

  constructor(make: new (length: number) => A) {
    this.#make = make;
    this.#rest = new make(2 * PAGE);
  }
  protected abstract put(page: A): void;
  protected abstract take(page: number, from: number, to: number, into: A, at: number): void;

  get length(): number {
    return this.#pages * PAGE + this.#left;
  }
  room(rows: number): { items: A; at: number } {
    while (this.#left + rows > this.#rest.length) this.#rest = longer(this.#rest, this.#make);
    return { items: this.#rest, at: this.#left };
  }
  add(rows: number): void {
    this.#left += rows;
    let from = 0;
    for (; this.#left - from >= PAGE; from += PAGE, this.#pages++) {
      this.put(this.#rest.subarray(from, from + PAGE) as A);
    }
    if (from > 0) this.#rest.copyWithin(0, from, this.#left);
    this.#left -= from;
  }
  read(begin: number, end: number): A {
    const items = new this.#make(end - begin);
    const paged = this.#pages * PAGE;
    for (let row = begin; row < Math.min(end, paged);) {
      const page = Math.floor(row / PAGE);
      const to = Math.min(end, (page + 1) * PAGE);
      this.take(page, row - page * PAGE, to - page * PAGE, items, row - begin);
      row = to;
    }
    const from = Math.max(begin, paged);
    if (end > from) items.set(this.#rest.subarray(from - paged, end - paged), from - begin);
    return items;
  }
}

/** A page that was put on the shelf. */
interface Put {
  readonly bytes: () => ArrayBuffer;
  readonly kind: Kind;
}

const KINDS = [Int8Array, Int16Array, Int32Array, Float32Array, Float64Array] as const;
type Kind = (typeof KINDS)[number];

export class PagedNumbers extends PagedValues<Float64Array> {
  readonly #shelf: Shelf;
  readonly #put: (Put & { readonly divisor: number })[] = [];

  constructor(shelf: Shelf) {
    super(Float64Array);
    this.#shelf = shelf;
  }
  protected put(page: Float64Array): void {
    const { items, divisor } = narrowed(page, this.#put.at(-1)?.divisor);
    this.#put.push({ bytes: this.#shelf(bytesOf(items)), kind: kindOf(items), divisor });
  }
  protected take(page: number, from: number, to: number, into: Float64Array, at: number): void {
    const { bytes, kind, divisor } = this.#put[page] as Put & { divisor: number }; // one that was put
    widen({ items: new kind(bytes()) as Narrow['items'], divisor }, from, to, into, at);
  }
}

export class PagedCodes extends PagedValues<Int32Array> {
  readonly #shelf: Shelf;
  readonly #put: Put[] = [];

  constructor(shelf: Shelf) {
    super(Int32Array);
    this.#shelf = shelf;
  }
  protected put(page: Int32Array): void {
    const items = narrowedCodes(page);
    this.#put.push({ bytes: this.#shelf(bytesOf(items)), kind: kindOf(items) });
  }
  protected take(page: number, from: number, to: number, into: Int32Array, at: number): void {
    const { bytes, kind } = this.#put[page] as Put; // the same
    into.set(new kind(bytes()).subarray(from, to), at);
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Narrow['items']): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
const kindOf = (items: Narrow['items']): Kind => KINDS.find((kind) => items instanceof kind) ?? Float64Array;
