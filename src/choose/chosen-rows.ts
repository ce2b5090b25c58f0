import type { Choice } from './choice.ts';
import type { ChoiceTexts } from './messages.en.ts';
import { chosenTrial, learnedOf } from './outcome.ts';

/** Something that was chosen for a person. */
export interface ChosenRow {
  readonly what: string;
  readonly how: string;
  /** Of the command line: they overrule it. */
  readonly options: readonly string[];
}

/** Everything that was chosen, in the same order in every language. */
export function chosenRows(choice: Choice, { chosen: t }: ChoiceTexts): readonly ChosenRow[] {
  const { farNumbers, logarithm, split, threshold } = choice;
  const row = (what: string, how: string, ...options: readonly string[]): ChosenRow => ({ what, how, options });
  return [
    row(t.model, t.settings(choice.chosen, learnedOf(choice), chosenTrial(choice)), '--hidden', '--epochs …'),
    row(t.rows, t.testRows(choice), '--test-size', '--split-seed'),
    ...(split.by === 'random' ? [] : [row(t.split, t.splitBy(split), '--split random')]),
    ...(logarithm ? [row(t.logarithm, t.logarithmOf(logarithm), '--target-scale linear')] : []),
    ...(farNumbers ? [row(t.farNumbers, t.farNumbersOf(farNumbers), '--outliers limit')] : []),
    ...(threshold ? [row(t.threshold, t.thresholdOf(threshold, choice.target?.classes[1]), '--cost')] : []),
    row(t.refit, t.refitted(choice)),
    row(t.seed, String(choice.seed), '--seed'),
  ];
}
