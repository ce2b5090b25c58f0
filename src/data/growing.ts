/** A growing list of whole numbers. A plain array takes 8 bytes for each, and its copy as many while it grows. */
export class Counts {
  #items = new Uint32Array(16);
  length = 0;
  push(value: number): void {
    if (this.length === this.#items.length) this.#items = longer(this.#items, Uint32Array);
    this.#items[this.length++] = value;
  }
  at(index: number): number {
    return this.#items[index] ?? 0;
  }
  /** These at the end. */
  append(values: Uint32Array): void {
    while (this.length + values.length > this.#items.length) this.#items = longer(this.#items, Uint32Array);
    this.#items.set(values, this.length);
    this.length += values.length;
  }
  /** The items so far, not a copy. */
  all(): Uint32Array {
    return this.#items.subarray(0, this.length);
  }
}

/** Twice as long, with the same items. */
export function longer<A extends Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array>(
  items: A,
  make: new (length: number) => A,
): A {
  const more = new make(items.length * 2);
  more.set(items);
  return more;
}
