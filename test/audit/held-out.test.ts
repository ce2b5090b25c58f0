// The same examination on books that nobody looked at while writing the audit: other seeds, so other data, styles and
// orders.
import { expect, test } from 'vitest';
import { cleanBooks, heldOutSeed, mutants } from '../tools/books/index.ts';
import { examine, falseAlarms, part, sameClass, table } from './figures.ts';

const full = process.env['GRADSHEET_AUDIT'] === 'full';
const books = cleanBooks(heldOutSeed);

test('nothing is found wrong in books without mistakes', () => {
  expect(falseAlarms(books)).toEqual([]);
});

if (!full) {
  test('of every hundredth mistake the cells are told', () => {
    const results = mutants(books)
      .filter((_, i) => i % 100 === 3)
      .map(examine);
    expect(results.length).toBeGreaterThanOrEqual(8);
    expect(part(results, (r) => r.root)).toBeGreaterThanOrEqual(0.75); // of 8 or 9 books
  });
} else {
  test('all mistakes on all books: recall, root cells, classes', () => {
    const results = mutants(books).map(examine);
    console.log(`Seed ${heldOutSeed}, unseen\n${table(results)}`);
    expect(part(results, (r) => r.found)).toBeGreaterThanOrEqual(0.95);
    expect(part(results, (r) => r.root)).toBeGreaterThanOrEqual(0.9);
    expect(part(results, sameClass)).toBeGreaterThanOrEqual(0.85);
  }, 7_200_000);
}
