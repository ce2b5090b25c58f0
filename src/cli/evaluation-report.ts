import type { Evaluation } from '../choose/evaluation.ts';
import { scoresTold } from '../choose/outcome.ts';
import type { ScoreName } from '../statistics/scores.ts';
import type { Verdict } from '../model/judge.ts';
import { columns } from './boxes.ts';
import type { Call } from './call.ts';
import type { Loaded } from './load.ts';
import { metric, percent, plain } from './numbers.ts';
import { printConfusion } from './report.ts';

type Page = Pick<Call<'evaluate'>, 'print' | 'say' | 'style'>;

/** Scores that only probabilities have. */
const OF_PROBABILITIES: ReadonlySet<ScoreName> = new Set(['logLoss', 'calibrationError']);

/** Every score of the predictions, beside always the same answer. */
export function printEvaluation(
  page: Page,
  evaluation: Evaluation,
  verdict: Verdict,
  target: string,
  { probabilities }: Pick<Loaded, 'probabilities'>,
): void {
  const { print, say, style } = page;
  const { measure, model, baseline } = evaluation;
  const text = (name: ScoreName, value: number | undefined): string =>
    value === undefined ? '' : say.choice.scores.value(name, value);
  const names = scoresTold(measure, [model]).filter((name) => probabilities || !OF_PROBABILITIES.has(name));
  print(style.bold(say.test.titleOf(verdict.rows)));
  print(
    columns(
      [
        ['', ...say.test.heads.slice(0, 3)],
        ...names.map((name) => ['', say.choice.scores.name(name), text(name, model[name]), text(name, baseline[name])]),
      ],
      ['left', 'left', 'right', 'right'],
    ),
  );
  if (verdict.kind === 'classification') printConfusion(page, verdict, target);
  print();
  print(style.bold(evaluationText(page, evaluation)));
  if (verdict.kind === 'classification' && measure === 'rocAuc') {
    print(say.test.rare(percent(verdict.bestGuess.accuracy, verdict.rows)));
  }
}

/** One sentence: better, not better, or too few rows to tell. */
export function evaluationText({ say }: Pick<Page, 'say'>, { measure, model, baseline, gain }: Evaluation): string {
  const { interval, by } = gain;
  const value = (score: number | undefined): string => say.choice.scores.value(measure, score ?? NaN);
  const end = measure === 'rmse' || measure === 'cost' ? plain : metric;
  const isFactor = measure === 'logRmse'; // whose logarithms have a difference that nobody can picture
  const range = interval && !isFactor ? say.test.gain(end(interval.low), end(interval.high)) : '';
  const always = say.choice.always(isFactor ? 'logarithm' : measure === 'rmse' ? 'regression' : 'binary');
  const told =
    interval && interval.low > 0
      ? say.test.betterScore
      : by <= 0 || (interval && interval.high < 0)
        ? say.test.notBetterScore
        : say.test.unsureScore;
  return told(say.choice.scores.name(measure), value(model[measure]), always, value(baseline[measure]), range);
}
