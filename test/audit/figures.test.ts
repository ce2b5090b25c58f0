// The doctor examined on books with one mistake each: all of them by `npm run test:audit`, some of them always.
import { expect, test } from 'vitest';
import { cleanBooks, mutants } from '../tools/books/index.ts';
import { examine, falseAlarms, part, sameClass, table } from './figures.ts';

const full = process.env['GRADSHEET_AUDIT'] === 'full';

test('nothing is found wrong in books without mistakes', () => {
  const books = cleanBooks();
  expect(books.length).toBeGreaterThanOrEqual(60);
  expect(falseAlarms(books)).toEqual([]);
});

if (!full) {
  test('of every fortieth mistake the cells and the class are told', () => {
    const results = mutants(cleanBooks())
      .filter((_, i) => i % 40 === 7)
      .map(examine);
    expect(results.length).toBeGreaterThanOrEqual(20);
    expect(results.filter((r) => !r.found).map((r) => r.name)).toEqual([]);
    expect(part(results, (r) => r.root)).toBeGreaterThanOrEqual(0.9);
    expect(part(results, sameClass)).toBeGreaterThanOrEqual(0.9);
  });
} else {
  test('all mistakes on all books: recall, root cells, classes', () => {
    const results = mutants(cleanBooks()).map(examine);
    console.log(`Seed 2024, by which the audit was made\n${table(results)}`);
    expect(results.length).toBeGreaterThanOrEqual(400);
    expect(part(results, (r) => r.found)).toBeGreaterThanOrEqual(0.98);
    expect(part(results, (r) => r.root)).toBeGreaterThanOrEqual(0.95);
    expect(part(results, sameClass)).toBeGreaterThanOrEqual(0.9);
  }, 7_200_000);
}
