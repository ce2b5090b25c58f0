import { someNames } from '../data/some-names.ts';
import { count, metric, percent, plain } from '../messages/numbers.ts';
import type { Candidate, Choice, Gain, Measure, Rung, TableVerdict, Trial } from './choice.ts';
import { MEMBERS } from './ladder.ts';
import { coverageOff } from './conformal.ts';
import { MOST_ERROR } from './net.ts';
import {
  amount,
  hiddenOf,
  isRicher,
  isWorse,
  learnedOf,
  outcomeOf,
  provenRung,
  rareClass,
  scoreText,
  sizeOf,
  type GainSize,
  type Learned,
} from './outcome.ts';
import { pageEn } from './page-messages.en.ts';
import { perhaps, splitBy } from './split-messages.en.ts';
import type { ScoreName } from '../statistics/scores.ts';

type Told = Pick<Choice, 'task' | 'verdict' | 'threshold' | 'chosen'> & Partial<Pick<Choice, 'split' | 'target'>>;

const rowsOf = ({ rows, by }: TableVerdict): string =>
  by === 'test' ? `${count(rows)} test rows` : `${count(rows)} rows (cross-validation)`;

const measured: Readonly<Record<Measure, string>> = {
  rmse: 'error (RMSE)',
  logRmse: 'error (RMSE of logarithms)',
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  rocAuc: 'ROC AUC',
  cost: 'weighted errors per row',
};
const number = (unit: GainSize['unit'], value: number): string =>
  unit === 'share'
    ? Math.abs(value) > 10
      ? 'more than 1,000%'
      : `${amount(value * 100)}%`
    : unit === 'points'
      ? `${Math.abs(value).toFixed(1)} points`
      : unit === 'weight'
        ? plain(Math.abs(value), 3)
        : Math.abs(value).toFixed(3);
/** Errors and costs get lower, all else higher. */
const direction = (unit: GainSize['unit'], value: number): string =>
  value >= 0 === (unit === 'share' || unit === 'weight') ? 'lower' : 'higher';

/** 0 as it is written, with its unit. */
const isNone = (text: string): boolean => Number.parseFloat(text) === 0;

function interval({ unit, low, high }: GainSize): string {
  if (low === null || high === null) return 'too few rows for a confidence interval';
  const both = (value: number): string => `${number(unit, value)} ${direction(unit, value)}`;
  if (low < 0 !== high < 0) return `95% confidence interval: ${both(low)} to ${both(high)}`;
  const [least, most] = low < 0 ? [high, low] : [low, high];
  return `95% confidence interval: ${number(unit, least).replace(' points', '')} to ${number(unit, most)}`;
}
const gainText = (verdict: TableVerdict, gain: Gain, than = ''): string => {
  const size = sizeOf(verdict, gain);
  if (isNone(number(size.unit, size.value))) return `${measured[size.measure]} the same (${interval(size)})`;
  return `${measured[size.measure]} ${number(size.unit, size.value)} ${direction(size.unit, size.value)}${than} (${interval(size)})`;
};

const mostOf = (share: number): string => (share > 0.99 ? 'more than 99%' : percent(share, 0));
const epochsText = (n: number): string => `${count(n)} ${n === 1 ? 'epoch' : 'epochs'}`;
const always = (learned: Learned): string =>
  learned === 'regression' ? 'the mean' : learned === 'logarithm' ? 'the geometric mean' : 'the same class';
const model = (rung: Rung, learned: Learned): string =>
  ({ constant: `always ${always(learned)}`, line: 'a line', network: 'a network' })[rung];

export const choiceEn = {
  always: (learned: Learned): string => `always guessing ${always(learned)}`,
  rungs: (learned: Learned): readonly string[] => [
    `Nothing beats always guessing ${always(learned)}`,
    'A line is enough',
    'The network beats a line',
  ],
  /** One sentence. */
  headline: ({ task, verdict }: Told): string => {
    const learned = learnedOf({ task, verdict });
    const outcome = outcomeOf(verdict);
    const rows = rowsOf(verdict);
    switch (outcome.kind) {
      case 'network-beats-line':
        return `On ${rows} the network beats a line: ${gainText(verdict, outcome.gain)}.`;
      case 'network-beats-guess':
        return `On ${rows} the network beats always guessing ${always(learned)}: ${gainText(verdict, outcome.gain)}.`;
      case 'line-is-enough':
        return `A line is enough, as far as ${rows} show: ${gainText(verdict, outcome.gain, ` than always guessing ${always(learned)}`)}.`;
      case 'not-proven':
        return `Not proven on ${rows} that anything beats always guessing ${always(learned)}: with ${model(outcome.gain.of, learned)}, ${gainText(verdict, outcome.gain)}.`;
      case 'nothing-better':
        return outcome.gain === null
          ? `Only always guessing ${always(learned)} was tried.`
          : `On ${rows} nothing beats always guessing ${always(learned)}: with ${model(outcome.gain.of, learned)}, ${gainText(verdict, outcome.gain)}.`;
      default:
        return outcome satisfies never;
    }
  },
  /** What the headline leaves open; one sentence each. */
  details: (told: Told): readonly string[] => {
    const { task, verdict, threshold, chosen, split, target } = told;
    const learned = learnedOf({ task, verdict });
    const outcome = outcomeOf(verdict);
    const found: string[] = [];
    if (split && split.by !== 'random') found.push(`Held out: ${splitBy(split)}.`);
    if (outcome.kind === 'line-is-enough' && !outcome.overLine) found.push('No network was compared with it.');
    if (outcome.kind === 'line-is-enough' || outcome.kind === 'network-beats-guess') {
      const { overLine } = outcome;
      if (overLine) {
        const compared = isWorse(overLine)
          ? 'The network is worse than the line'
          : `Not proven on ${rowsOf(verdict)} that the network beats a line`;
        found.push(`${compared}: ${gainText(verdict, overLine)}.`);
      }
    }
    if (chosen.rung !== provenRung(verdict)) {
      const where = `in cross-validation${verdict.by === 'test' ? ' on the other rows' : ''}`;
      found.push(
        isRicher(chosen.rung, provenRung(verdict))
          ? `The saved model is ${model(chosen.rung, learned)} all the same: ${where}, every simpler model had a squared error of more than one standard error above the lowest. That decides what is saved, but proves nothing.`
          : `The saved model is ${model(chosen.rung, learned)} all the same: ${where}, its squared error was within one standard error of the lowest, and of such models the simplest is taken.`,
      );
    }
    if (verdict.measure === 'cost' && threshold) {
      const name = target?.classes[1];
      found.push(
        `Weighted errors (--cost): each ${name === undefined ? 'false alarm' : `wrong "${name}"`} counts ${plain(threshold.fp)}, each ${name === undefined ? 'miss' : `missed "${name}"`} ${plain(threshold.fn)}. The threshold of each model was found on other rows than those it is judged on.`,
      );
    }
    if (verdict.measure === 'balancedAccuracy') {
      found.push(
        'Every class counts alike (--class-weights balanced): balanced accuracy is the mean, over the classes, of the share of right answers.',
      );
    }
    if (verdict.measure === 'logRmse') {
      found.push(
        'The logarithm of the target is learned (--target-scale), so errors are factors: a prediction twice as large as the truth is as wrong as one half as large.',
      );
    }
    if (verdict.measure === 'rocAuc') {
      const most = verdict.rungs.find(({ rung }) => rung === 'constant')?.scores.accuracy ?? NaN;
      found.push(
        `${Number.isNaN(most) ? 'Most' : percent(most, verdict.rows)} of the rows are of one class, so accuracy means little. Models are compared by how well they rank the rows: ROC AUC, where 0.5 is no better than chance and 1 is perfect.`,
      );
      const rare = rareClass(told);
      if (rare) {
        const way =
          rare.cost === null
            ? '--class-weights balanced, by which every class counts the same'
            : `--cost ${rare.cost}, if a missed "${rare.name}" is ${rare.times} times as bad as a false alarm, or --class-weights balanced`;
        found.push(
          rare.never
            ? `But the model predicts "${rare.common}" for every row, since no row is more likely to be "${rare.name}". To find "${rare.name}" at the price of false alarms, add ${way}.`
            : `To find more of "${rare.name}" at the price of false alarms, add ${way}.`,
        );
      }
    }
    if (split?.by === 'random' && chosen.rung !== 'constant') found.push(...perhaps(split));
    return found;
  },
  model: (candidate: Candidate, learned: Learned): string => {
    const hidden = hiddenOf(candidate);
    if (hidden.length === 0) return candidate.rung === 'network' ? 'a network' : model(candidate.rung, learned);
    return `${hidden.join(' + ')} ${hidden.length === 1 && hidden[0] === 1 ? 'unit' : 'units'}`;
  },
  ladder: {
    title: 'Models compared',
    heads: ['model', 'error'],
    about: ({ folds, task, verdict }: Pick<Choice, 'folds' | 'task' | 'verdict'>): string =>
      `${task === 'regression' ? `Error (${verdict.measure === 'logRmse' ? 'RMSE of logarithms' : 'RMSE'}; an error counts for at most ${MOST_ERROR} standard deviations)` : 'Squared error of the probabilities'} in ${folds.count}-fold cross-validation${folds.repeats > 1 ? `, repeated ${folds.repeats} times` : ''}. The baseline, always guessing ${always(learnedOf({ task, verdict }))}, is 100%.`,
    rule: 'Chosen (✓): the simplest model within one standard error of the best one.',
    ticks: 'Short ticks: the folds. Thin line: ± one standard error.',
  },
  line: {
    title: 'The line',
    /** What stands before the `=`. */
    of: (learned: Learned, target: string, positive: string): string =>
      learned === 'binary'
        ? `log odds that ${target} is "${positive}"`
        : learned === 'logarithm'
          ? `natural logarithm of ${target}`
          : target,
  },
  scores: {
    title: (verdict: TableVerdict): string =>
      verdict.by === 'test'
        ? `Test on ${count(verdict.rows)} rows no model had seen`
        : `${count(verdict.rows)} rows, each predicted by models that had not seen it`,
    of: (rung: Rung): string => ({ constant: 'baseline', line: 'a line', network: 'a network' })[rung],
    name: (name: ScoreName): string => scoreNames[name],
    value: scoreText,
  },
  importance: {
    title: 'Which columns matter',
    about:
      'Share of what the model gains over the baseline that is lost when the column is shuffled; 95% confidence interval.',
    unseen: 'none seen',
    none: 'Which columns matter is not shown: nothing is proven to beat the baseline, so there is no gain to share out.',
    range: (low: number, high: number): string => `${percent(low, 0)} to ${percent(high, 0)}`,
    share: (share: number): string => percent(share, 0),
    more: (n: number): string => `… and ${count(n)} more`,
  },
  interval: {
    title: 'How far off a prediction can be',
    about: ({ interval: given, rows, split }: Pick<Choice, 'interval' | 'rows' | 'split'>): string => {
      if (!given) return '';
      const most =
        given.factor !== undefined
          ? `between their prediction divided by ${plain(given.factor, 3)} and multiplied by it`
          : `within ± ${plain(given.halfWidth)} of their prediction`;
      const { level, coverage } = given;
      const width = `About ${amount(level * 10)} of 10 new rows like these`;
      if (coverage === null) return `${width} lie ${most} (measured in cross-validation).`;
      const tested = `Of the ${count(rows.test)} test rows, ${percent(coverage, rows.test)} lie ${most}`;
      const off = coverageOff(coverage, level, rows);
      if (off === null) return `${tested}. ${width} should, too.`;
      return off === 'more'
        ? `${tested}. The range was meant for ${percent(level, 0)}: it is too wide for them.`
        : `${tested}. The range was meant for ${percent(level, 0)}, as measured on the other rows; ${split.by === 'random' ? 'the difference is more than chance' : 'those held out together are not like them'}, so do not count on ${percent(level, 0)} for new rows.`;
    },
  },
  unfinished: ({ epochs = 1 }: Trial): string =>
    `Training is unfinished: after ${epochsText(epochs)} the error of the network was still falling. To let it train longer, add --most-epochs ${epochs * 4}.`,
  cut: ({ reason, tried, of }: NonNullable<Choice['cut']>): string =>
    `${reason === 'time' ? 'The time limit' : 'You'} ended the search after ${tried} of ${of} networks; the best so far was taken.${reason === 'time' ? ' Allow more with --time.' : ''}`,
  chosen: {
    title: 'Chosen for you',
    overrule: ' (and the options that overrule it)',
    options: (options: readonly string[]): string => ` (${options.join(', ')})`,
    model: 'model',
    rows: 'test rows',
    split: 'held out',
    splitBy,
    logarithm: 'learned',
    logarithmOf: ({ asked, tail, zeros, floor }: NonNullable<Choice['logarithm']>): string =>
      [
        'the logarithm of the target',
        asked
          ? ''
          : `: the largest 1% of its values make up ${mostOf(tail)} of the variance, so errors are judged as factors`,
        zeros === 0 ? '' : `; ${count(zeros)} ${zeros === 1 ? 'value' : 'values'} of 0 counted as ${plain(floor)}`,
      ].join(''),
    farNumbers: 'far numbers',
    farNumbersOf: (columns: readonly string[]): string =>
      `kept as they are in ${someNames(columns, 'en')}: a line on them has at most half the squared error of any model on limited ones`,
    refit: 'saved model',
    threshold: 'threshold',
    thresholdOf: (
      { threshold, cost, costAtHalf, costOfConstant }: NonNullable<Choice['threshold']>,
      name: string | undefined,
    ): string =>
      `${name === undefined ? 'the second class' : `"${name}"`} above a probability of ${metric(threshold)}; weighted errors on the rows it is judged on: ${plain(cost)}; with 0.5: ${plain(costAtHalf)}; always the same class: ${plain(costOfConstant)}`,
    seed: 'random seed',
    settings: (candidate: Candidate, learned: Learned, trial: Trial | undefined): string =>
      candidate.rung === 'network'
        ? `the mean of ${MEMBERS} networks of ${choiceEn.model(candidate, learned)}, learning rate ${candidate.learningRate}, batches of ${candidate.batchSize}, ${epochsText(trial?.epochs ?? 1)}`
        : choiceEn.model(candidate, learned),
    testRows: ({ rows, folds }: Pick<Choice, 'rows' | 'folds'>): string =>
      rows.test > 0
        ? `${count(rows.test)} of ${count(rows.test + rows.train)}, used once, after choosing`
        : `none: cross-validation (${folds.count} folds) takes their place`,
    refitted: ({ rows }: Pick<Choice, 'rows'>): string =>
      `trained once more, on all ${count(rows.train + rows.test)} rows`,
  },
  page: {
    ...pageEn,
    gain: (of: Rung, over: Rung, learned: Learned): string => `${model(of, learned)} over ${model(over, learned)}`,
    gainValue: (size: GainSize): string => {
      const sign = size.value < 0 ? '−' : '';
      return `${sign}${number(size.unit, size.value)}`;
    },
  },
};

const scoreNames: Readonly<Record<ScoreName, string>> = {
  logRmse: 'typical factor', // e to the power of the RMSE of logarithms
  r2: 'R²',
  rmse: 'RMSE',
  mae: 'MAE',
  cost: 'weighted errors per row',
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  f1: 'F1',
  rocAuc: 'ROC AUC',
  prAuc: 'PR AUC',
  logLoss: 'log loss',
  calibrationError: 'calibration error',
};

export type ChoiceTexts = typeof choiceEn;
