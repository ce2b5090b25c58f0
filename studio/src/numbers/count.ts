/** A count in a sentence; digits stand apart from 10,000 on. */
export const count = (v: number): string => (v < 10_000 ? String(v) : v.toLocaleString('en-US'));

/** With its English noun: `1 row`, `12,000 rows`. */
export const counted = (k: number, one: string, many = `${one}s`): string => `${count(k)} ${k === 1 ? one : many}`;
