// The chain rule from cell to cell, on a book of ten cells.
import { describe, expect, test } from 'vitest';
import { LANES } from '../../src/audit/draws.ts';
import { Graph } from '../../src/audit/graph.ts';
import { Grid } from '../../src/audit/grid.ts';
import { Study } from '../../src/audit/study.ts';
import { bookOf } from '../tools/book-of.ts';

const book = bookOf({
  A1: 2,
  A2: -1,
  A3: 0,
  B1: '=A1^2',
  B2: '=IF(A2>0,SQRT(A2),0)',
  B3: '=IF(A3>0,LN(A3),0)',
  C1: '=2*B1+A1',
  C2: '=SQRT(A2)',
  D2: '=IF(A2>0,C2,5)',
  E1: '=C1*D2+B2+B3',
});
const graph = new Graph(new Grid(book));
const study = new Study(graph);
const id = (at: string): number => graph.grid.cells.find((c) => graph.grid.name(c.id) === `Sheet1!${at}`)?.id ?? -1;

/** Derivatives of a cell at the numbers of the book. */
function slopesOf(at: string): (by: string) => number | undefined {
  const values = new Map<number, Float64Array>();
  const state = {
    function: (x: number) => graph.function[x],
    source: (x: number) => x,
    value: (x: number) => values.get(x),
    next: () => undefined,
  };
  for (const x of ['A1', 'A2', 'A3']) values.set(id(x), new Float64Array(LANES).fill(graph.grid.numberOf(id(x))));
  for (const x of graph.order) values.set(x, study.compute(x, state));
  const found = study.adjoints(id(at), state);
  return (by) => {
    const lanes = found.get(id(by));
    expect(new Set(lanes).size).toBeLessThanOrEqual(1); // every lane has the same numbers
    return lanes?.[0];
  };
}

test('by a cell itself, by what it reads, and by what that is computed from', () => {
  const slope = slopesOf('C1');
  expect(['C1', 'B1', 'A1', 'E1'].map(slope)).toEqual([1, 2, 2 * 2 * 2 + 1, undefined]);
});
test('through every way there is', () => {
  expect(slopesOf('E1')('A1')).toBe(5 * 9); // D2 is 5
});
describe('a branch that is not taken has no slope, also where it cannot be computed', () => {
  test('within a formula: a root at -1, a logarithm at 0', () => {
    expect(slopesOf('B2')('A2')).toBe(0);
    expect(slopesOf('B3')('A3')).toBe(0);
  });
  test('in a cell of its own', () => {
    expect(slopesOf('C2')('A2')).toBeNaN();
    expect(['D2', 'C2', 'A2'].map(slopesOf('D2'))).toEqual([1, 0, 0]);
    expect(slopesOf('E1')('A2')).toBe(0);
  });
});
