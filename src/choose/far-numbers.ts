import type { Preprocessing } from '../data/encode.ts';
import type { Ladder } from './climb.ts';
import type { Folds } from './folds.ts';
import type { Crew } from './jobs.ts';
import type { Problem } from './problem.ts';
import { simplestGood, tryLines, type Watch } from './trials.ts';

/** Columns whose numbers far from all others count as less extreme ones. */
export const limitedColumns = ({ features }: Preprocessing): string[] =>
  features.flatMap((feature) => (feature.kind === 'number' && feature.limits ? [feature.name] : []));

/**
 * Limited, one slip among the features does not spoil a model. But where the target is the sum of two columns, a line
 * needs the largest numbers as they are: limited, their sums come out far too small. So they are kept if a line on the
 * numbers as they came has at most half the squared error of all that was tried on limited ones, and by more than one
 * standard error. Less is no sign: on public tables, smaller gains in cross-validation were losses on test rows.
 *
 * @param kept the rows of the ladder, with the numbers as they came
 */
export async function needsFarNumbers(
  kept: Problem,
  folds: Folds,
  { best }: Ladder,
  { crew, watch }: { readonly crew: Crew; readonly watch: Watch },
): Promise<boolean> {
  const { line } = await tryLines(kept, folds, crew, watch);
  return line.trial.cost <= best.trial.cost / 2 && simplestGood([best, line]) === line;
}
