// Lists as long as a user's data: handing one to a function as its arguments (`Math.max(...list)`, `push(...list)`)
// overflows the stack from about 120,000 items on.

/** The largest number, at least `floor`. */
export function most(numbers: Iterable<number>, floor = -Infinity): number {
  let found = floor;
  for (const x of numbers) if (x > found) found = x;
  return found;
}

/** Adds all items at the end. */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}

/** Of as many numbers as there are; NaN of none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Σ a · b. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
