import { isTooFast, rateLimit } from '../../ir/warnings.ts';
import type { Finding } from '../report.ts';
import type { Roles } from '../roles/roles.ts';
import type { Case } from '../case.ts';
import { lossCells } from '../loss-cells.ts';
import { largestCurvature } from './curvature.ts';
import { plain } from './finding.ts';
import { paceOf } from './pace.ts';

/** Steps at which the curvature is computed, at most. */
const MOST_STEPS = 12;

/**
 * Learning rates above 2 / (largest curvature of the loss), where gradient descent goes further past the valley than it
 * stood before; with momentum β, 2(1 + β) / (…) (Polyak 1964); and losses that rise. Both with every formula right, as
 * far as they were repaired.
 */
export function rates(c: Case, roles: Roles): Finding[] {
  const out: Finding[] = [];
  const { right, shown, then } = c;
  const repaired = c.repairs.size > 0 ? { repaired: 1 } : {};
  for (let run = 0; run < right.study.training.runs; run++) {
    const judged = right.judged.filter((j) => j.step.run === run);
    const [first] = judged;
    const losses = lossCells(right, run).filter((id) => Number.isFinite(then.number(id)));
    const start = losses[0];
    const end = losses.at(-1);
    const same =
      !first ||
      sameData(
        c,
        judged.map((j) => j.loss),
      );
    if (!first || start === undefined || end === undefined || !same) continue;
    const rises =
      then.number(end) > then.number(start) || lossCells(right, run).some((id) => !Number.isFinite(then.number(id)));
    const pace = paceOf(c, first, roles.of);
    const some = judged.filter(
      (_, i) => judged.length <= MOST_STEPS || i % Math.ceil(judged.length / MOST_STEPS) === 0,
    );
    const limits =
      pace && pace.factor > 0
        ? some
            .map((j) =>
              rateLimit(
                pace.factor * largestCurvature(right.study, j.step, j.loss, (id) => then.number(id)),
                pace.kept,
              ),
            )
            .filter((x) => x > 0 && Number.isFinite(x))
        : [];
    const [limit] = limits;
    const over =
      pace !== undefined &&
      limit !== undefined &&
      isTooFast(pace.rate, limit, { always: limits.every((x) => pace.rate > x), rising: rises });
    if (over) {
      out.push(
        plain(
          c,
          'warning',
          'learning-rate-above-limit',
          pace.cell === undefined ? [] : [pace.cell],
          { rate: pace.rate, limit, ...(pace.kept !== 0 && { momentum: pace.kept }), ...repaired },
          false,
        ),
      );
    }
    if (shown.number(end) > shown.number(start) && rises) {
      out.push(
        plain(
          c,
          'warning',
          'loss-rising',
          [start, end],
          { first: shown.number(start), last: shown.number(end), ...(pace && { rate: pace.rate }) },
          false,
        ),
      );
    }
  }
  return out;
}

/** Do all steps see the same data? With a row of its own for each step, losses of different steps do not compare. */
function sameData({ right: { study, graph }, then }: Case, losses: readonly number[]): boolean {
  const data = (loss: number): string => {
    const seen = study.upstream([loss]);
    const list: number[] = [];
    for (const id of seen) {
      if (
        !graph.function[id] &&
        !study.training.place.has(study.training.same(id)) &&
        graph.grid.cell(id).content === 'number'
      ) {
        list.push(then.number(id));
      }
    }
    return list.sort((a, b) => a - b).join();
  };
  const [a, b] = losses;
  return a === undefined || b === undefined || data(a) === data(b);
}
