import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { certificate, type Certificate } from './certificate.ts';
import { decideHulls } from './hulls.ts';
import { exactLine, lineAlong, type Line } from './line.ts';
import { largestMargin, type HighsOptions } from './margin.ts';
import { one, rational } from './rational.ts';
import type { Scale } from './scale.ts';
import { wholeNumbers } from './whole-numbers.ts';
import { words } from './error-words.ts';

/** A linear separation with what proves it, or a proof that there is none. */
export type Separation =
  { readonly separable: true; readonly line: Line } | { readonly separable: false; readonly certificate: Certificate };

export interface SeparableOptions {
  /**
   * What the margin is measured in, and so which of the separating lines is found. `range` (default): every feature in
   * halves of its range, so that a feature of thousands does not decide alone. `none`: as given; the largest weight is
   * 1.
   */
  readonly scale?: Scale;
  /** How the linear programming library finds its WebAssembly file, where the default does not (a bundled page). */
  readonly highs?: HighsOptions;
}

/**
 * Is there a line (a plane, a hyperplane) with all rows of class 1 on one side and all rows of class 0 on the other?
 *
 * The HiGHS library solves max t, sᵢ·(w·xᵢ + b) ≥ t, |wⱼ| ≤ 1, in floating point; its answer is only a proposal. A line
 * is
 * checked on the very numbers reported, in exact arithmetic; otherwise the rows that hold the margin at 0 are the start
 * of
 * an exact search (`decideHulls`), which ends in a certificate or in a line. So the answer has no tolerance.
 *
 * ```ts
 * const xor = await separable([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]);
 * // { separable: false, certificate: { ones: [½ of row 1, ½ of row 2], zeros: [½ of row 0, ½ of row 3], point: [0.5,
 * 0.5] } }
 * ```
 *
 * @param points x [rows, features]
 * @param labels class of each row, 0 or 1
 * @throws GradsheetError `bad-table` for ragged or missing rows and a single class, `bad-cell` for NaN and infinities
 */
export async function separable(
  points: readonly (readonly number[])[],
  labels: readonly (0 | 1)[],
  options: SeparableOptions = {},
): Promise<Separation> {
  check(points, labels);
  const twins = contradiction(points, labels);
  if (twins) {
    return { separable: false, certificate: certificate(points, labels, new Map(twins.map((row) => [row, one]))) };
  }

  const scale = options.scale ?? 'range';
  const proposal = await largestMargin(points, labels, scale, options.highs);
  const line = proposal.margin > 0 ? lineAlong(proposal.weights, points, labels, scale) : null;
  if (line) return { separable: true, line };

  const { whole, shifts } = wholeNumbers(points);
  const verdict = decideHulls(whole, labels, proposal.order);
  if (verdict.meet) return { separable: false, certificate: certificate(points, labels, verdict.weights) };
  const direction = verdict.normal.map((v, j) =>
    shifts[j]! < 0 ? rational(v << BigInt(-shifts[j]!)) : rational(v, 1n << BigInt(shifts[j]!)),
  );
  return { separable: true, line: exactLine(direction, points, labels, scale) };
}

function check(points: readonly (readonly number[])[], labels: readonly (0 | 1)[]): void {
  const where = words('separable');
  const features = points[0]?.length ?? 0;
  if (points.length !== labels.length) {
    throw new GradsheetError('bad-table', {
      where,
      expected: words('one label for each of the {} rows', points.length),
      received: words('{} labels', labels.length),
    });
  }
  points.forEach((x, row) => {
    if (x.length !== features) {
      throw new GradsheetError('bad-table', {
        where: words('{}, row {}', where, row),
        expected: words('{} numbers, as in row 0', features),
        received: verbatim(x.length),
      });
    }
    x.forEach((v, column) => {
      if (!Number.isFinite(v)) {
        throw new GradsheetError('bad-cell', {
          where: words('{}, row {}, feature {}', where, row, column),
          expected: words('a finite number'),
          received: verbatim(v),
        });
      }
    });
    if (labels[row] !== 0 && labels[row] !== 1) {
      throw new GradsheetError('bad-cell', {
        where: words('{}, row {}, label', where, row),
        expected: words('0 or 1'),
        received: verbatim(String(labels[row])),
      });
    }
  });
  if (!labels.includes(0) || !labels.includes(1)) {
    throw new GradsheetError('bad-table', {
      where,
      expected: words('rows of both classes'),
      received: points.length === 0 ? words('no rows') : words('only class {}', labels[0] ?? ''),
      hint: words('With one class there is nothing to separate; check the target column.'),
    });
  }
}

/** Two rows with the same features and different labels: the shortest certificate. */
function contradiction(points: readonly (readonly number[])[], labels: readonly (0 | 1)[]): [number, number] | null {
  const seen = [new Map<string, number>(), new Map<string, number>()] as const;
  for (let row = 0; row < points.length; row++) {
    // + 0: -0 is 0; the shortest decimal form tells doubles apart
    const key = (points[row] ?? []).map((v) => v + 0).join();
    const label = labels[row] ?? 0;
    const other = seen[label === 1 ? 0 : 1].get(key);
    if (other !== undefined) return [other, row];
    if (!seen[label].has(key)) seen[label].set(key, row);
  }
  return null;
}
