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
