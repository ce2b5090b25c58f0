import { add, compare, dot, fromNumber, fromText, one, zero } from './rational.ts';
import type { Separation } from './separable.ts';

/** Checks a `Separation` against a table from what it reports alone, in exact arithmetic. */
export function proves(
  answer: Separation,
  points: readonly (readonly number[])[],
  labels: readonly (0 | 1)[],
): boolean {
  if (answer.separable) {
    const { weights, bias, exact } = answer.line;
    const w = exact ? exact.weights.map(fromText) : weights.map(fromNumber);
    const b = exact ? fromText(exact.bias) : fromNumber(bias);
    return points.every((x, i) => compare(add(dot(w, x.map(fromNumber)), b), zero) === (labels[i] === 1 ? 1 : -1));
  }
  const { ones, zeros, exactPoint } = answer.certificate;
  return [ones, zeros].every((side, other) => {
    const weights = side.map((r) => fromText(r.exact));
    return (
      side.every((r) => labels[r.row] === 1 - other) &&
      weights.every((w) => compare(w, zero) > 0) &&
      compare(weights.reduce(add, zero), one) === 0 &&
      exactPoint.every(
        (p, j) =>
          compare(
            dot(
              weights,
              side.map((r) => fromNumber(points[r.row]?.[j] ?? Number.NaN)),
            ),
            fromText(p),
          ) === 0,
      )
    );
  });
}
