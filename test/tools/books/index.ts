import { makeBook } from './book.ts';
import type { Book } from './book.ts';
import { specs } from './specs.ts';

export type { Book, Known, Place } from './book.ts';
export { makeBook } from './book.ts';
export { specs } from './specs.ts';

export const cleanBooks = (): Book[] => specs().map(makeBook);
