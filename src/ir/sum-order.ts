/**
 * In which order a sum adds, from its shape alone: never from the plan, the vectors of a machine or the number of
 * threads, so that the same program gives the same bits however it is grouped or run. It is part of what a program
 * means; `evaluate` and every target that promises bits follow it (docs/decisions/0015).
 *
 * - `inOrder`: terms in C order. Every 128 of them, a piece, go to an accumulator of their own, and the pieces are
 *   added up in order: for 300 terms (0 … 127) + (128 … 255) + (256 … 299). A matrix product adds over k like this.
 * - `inFours`: where the last axis is summed and is long. Along it, term i of a piece goes to accumulator i mod 4, and
 *   the piece is (a₀ + a₂) + (a₁ + a₃); one to three terms left over at its end are a piece in order. If more axes are
 *   summed, the sums along the last one are the terms of a sum in order over the others.
 *
 * Up to 128 terms there is one piece. Since each begins at 0, pieces can be computed in any order and at the same time:
 * by panels of a matrix that fit the cache, or by threads. And an error grows with the length of a piece and the number
 * of pieces instead of with all terms.
 */
import { range, type Shape } from './shape.ts';

export type SumOrder = 'inOrder' | 'inFours';

/** Terms that go to one accumulator. */
export const pieceTerms = 128;
/** Accumulators of a piece in fours; they divide a piece. */
export const foldWidth = 4;
/** From here on the last axis goes in fours. */
const longAxis = 16;

/** Axes of size 1 do not count: a column of n numbers adds up like a row of n. */
export function sumOrder(shape: Shape, axes: readonly number[]): SumOrder {
  const last = range(shape.length).findLast((axis) => shape[axis] !== 1);
  return last !== undefined && axes.includes(last) && (shape[last] ?? 1) >= longAxis ? 'inFours' : 'inOrder';
}

type Round = (x: number) => number;
const exact: Round = (x) => x;

/** Σ term(i) for i < n, in order. `round`: to the precision of the accumulators; by default f64. */
export const sumInOrder = (n: number, term: (i: number) => number, round = exact): number =>
  inPieces(
    n,
    (begin, end) => {
      let sum = 0;
      for (let i = begin; i < end; i++) sum = round(sum + term(i));
      return sum;
    },
    round,
  );

/** The same along one axis in fours. */
export function sumInFours(n: number, term: (i: number) => number, round = exact): number {
  const main = n - (n % foldWidth);
  const fours = inPieces(
    main,
    (begin, end) => {
      const lane = (first: number): number => {
        let sum = 0;
        for (let i = begin + first; i < end; i += foldWidth) sum = round(sum + term(i));
        return sum;
      };
      return round(round(lane(0) + lane(2)) + round(lane(1) + lane(3)));
    },
    round,
  );
  return main < n ? round(fours + sumInOrder(n - main, (i) => term(main + i), round)) : fours;
}

function inPieces(n: number, piece: (begin: number, end: number) => number, round: Round): number {
  let total = 0;
  for (let begin = 0; begin < n; begin += pieceTerms) {
    total = round(total + piece(begin, Math.min(n, begin + pieceTerms)));
  }
  return total;
}
