import { GradsheetError } from '../errors.ts';
import { shellText } from '../util/escape.ts';
import { quoted } from '../words.ts';
import { words } from './error-words.ts';
import { fitPreprocessing, type Preprocessing, type PreprocessingOptions } from '../data/encode.ts';
import { columnOptions } from '../data/preprocessing.ts';
import { saysTime } from '../data/columns/identifier.ts';
import { understand, type Understanding } from '../data/columns/understand.ts';
import type { Table } from '../data/table.ts';
import type { Model } from '../model/model.ts';
import type { Costs } from '../statistics/scores/judged.ts';
import type { Choice, Importance, LogarithmTold } from './choice.ts';
import { choiceOf } from './choice-of.ts';
import { climb, fitCandidate, type Ladder } from './climb.ts';
import { blocksOf, dealingOf, type Dealing, type SplitRule } from './dealing.ts';
import { limitedColumns, needsFarNumbers } from './far-numbers.ts';
import { foldsOf, testRows, type Folds } from './folds.ts';
import { importances } from './importance.ts';
import { alone, type Crew } from './jobs.ts';
import { judgeOnFolds, judgeOnTest } from './judge.ts';
import type { Problem } from './problem.ts';
import { splitDemand } from './split-demand.ts';
import { tableProblem, type FittedTable } from './table-problem.ts';
import { toModel } from './to-model.ts';
import { hasLogarithms, tailShare, zerosOf, type TargetScale } from './target-units.ts';
import type { Watch } from './trials.ts';
import type { Judged } from './judged.ts';
import { saysWhen } from './time-order.ts';

export interface ChooseOptions extends Omit<PreprocessingOptions, 'scale'> {
  /** A share of the rows below 1, a number of rows, or 0; default a fifth from 500 rows on, else none. */
  readonly testSize?: number;
  /** Of the test rows; default 42. */
  readonly splitSeed?: number;
  /** Of folds, first weights and shuffles; default 0: the same table and seed give the same model. */
  readonly seed?: number;
  /** 'balanced': every class counts alike, whatever its rows. */
  readonly classWeights?: 'balanced';
  /** Of two classes: what a false alarm and a miss cost; the second class is said where that costs least. */
  readonly costs?: Costs;
  /**
   * Which rows are held out together. Default: what the rows demand (`splitDemand`), mostly nothing.
   *
   *   split: { by: 'group', column: 'patient' }
   */
  readonly split?: SplitRule;
  /**
   * Is a number target learned as it is, or its logarithm? Default: the logarithm of positive numbers of which a few
   * are so large that the others count for nothing (`targetScaleOf`). Errors are then judged as factors.
   */
  readonly targetScale?: TargetScale;
  /** After which no network is trained on, unfinished or not; default: by the rows, 724 below 500, 16 to 256 above. */
  readonly mostEpochs?: number;
}

/** A model for a table, and how it came to be. */
export interface Chosen {
  /** Fitted on all rows; it takes and gives the table's units. */
  readonly model: Model;
  readonly preprocessing: Preprocessing;
  readonly choice: Choice;
  /** For pictures: truth and predictions of the judged rows. */
  readonly judged: Judged;
}

/**
 * `chooseModel` of a table, with options that were checked.
 *
 * @param crew who does the work
 * @param watch who looks on, and may end it
 */
export async function choose(
  table: Table,
  options: ChooseOptions,
  { crew = alone(), watch = {} }: { readonly crew?: Crew; readonly watch?: Watch } = {},
): Promise<Chosen> {
  const { seed = 0 } = options;
  const { understood, rule } = understandSplit(table, options);
  const whole = fitTable(table, understood, allRows(table), options);
  if (options.targetScale) checkTargetScale(whole, options.targetScale);
  const { scale: targetScale } = whole.units; // decided on all rows, as the task is
  checkClasses(whole, options);
  const split = splitOf(table, whole, rule, options);
  const part = split ? fitTable(table, understood, split.train, { ...options, targetScale }) : whole;
  const dealing = dealingOf(table, rule, part.rows, split ? 2 : 3);
  const folds = foldsOf(part.problem, seed, dealing);
  const ladder = await climb(part.problem, folds, { crew, watch, seed, mostEpochs: options.mostEpochs });
  const limited = options.outliers === undefined ? limitedColumns(part.preprocessing) : [];
  if (limited.length > 0) {
    const keep = { ...options, outliers: 'keep' } as const;
    const kept = fitTable(table, understood, part.rows, { ...keep, targetScale });
    if (await needsFarNumbers(kept.problem, folds, ladder, { crew, watch })) {
      const chosen = await choose(table, keep, { crew, watch });
      return { ...chosen, choice: { ...chosen.choice, farNumbers: limited } };
    }
  }
  const how = { crew, seed };
  const { costs } = options;
  const [judged, net, importance] = await Promise.all([
    split
      ? judgeOnTest(part, heldBack(table, part, split.test, options), ladder, {
          ...{ ...how, folds, costs },
          blocks: blocksOf(dealingOf(table, rule, allRows(table)), split.test),
        })
      : judgeOnFolds(part, folds, ladder, { costs, dealing }),
    fitCandidate(whole.problem, ladder.chosen.trial, how),
    importanceOf(part, folds, ladder, { ...how, dealing }),
  ]);
  return {
    model: toModel(net, whole.problem.task, whole.preprocessing, whole.units),
    preprocessing: whole.preprocessing,
    choice: choiceOf({
      whole,
      part,
      folds,
      ladder,
      judged,
      seed,
      final: net,
      importance,
      costs,
      logarithm: logarithmOf(whole, options),
      split: {
        ...rule,
        asked: options.split !== undefined,
        ...(isQuantity(table, rule, options) ? { quantity: true } : {}),
      },
    }),
    judged,
  };
}

/**
 * The columns, and which rows are to be held out together. A column that says who a row belongs to is of no use for
 * somebody new, so it is left out, unless a person asked for it.
 */
function understandSplit(
  table: Table,
  options: ChooseOptions,
): { readonly understood: Understanding; readonly rule: SplitRule } {
  const known = { rare: rareBelow(table.rows), ...options };
  const understood = understand(table, known);
  const asked = [...(options.features ?? []), ...Object.keys(options.as ?? {})];
  const rule = options.split ?? splitDemand(table, understood, asked);
  if (rule.by !== 'random' && rule.column === options.target) throw targetAsked(rule.column);
  if (rule.by !== 'group' || asked.includes(rule.column)) return { understood, rule };
  return { understood: understand(table, { ...known, exclude: [...(options.exclude ?? []), rule.column] }), rule };
}

/** Is what was named as time neither a date nor called a time? It may be right all the same, so it is only told. */
function isQuantity(table: Table, rule: SplitRule, { target, as }: ChooseOptions): boolean {
  if (rule.by !== 'time' || rule.column === undefined) return false;
  // by itself, since it may be left out of the features
  const [column] = understand(table, { target, features: [rule.column], ...(as ? { as } : {}) }).features;
  return column?.role === 'number' && !saysWhen(column) && !saysTime(column.name);
}

const targetAsked = (column: string): GradsheetError =>
  new GradsheetError('invalid-option', {
    where: words('split'),
    expected: words('a column other than the target'),
    received: quoted(column),
  });

/** What is for classes is not passed by where there are none. Before the work, not after it. */
function checkClasses({ problem, preprocessing }: FittedTable, { costs, classWeights }: ChooseOptions): void {
  const { name } = preprocessing.target;
  const number = problem.task === 'regression';
  const hint = number
    ? {
        hint: words(
          'If its numbers stand for classes, say so: --as {}=category, or "as" in a program.',
          shellText(name),
        ),
      }
    : {};
  if (costs && problem.task !== 'binary') {
    throw new GradsheetError('invalid-option', {
      where: 'costs',
      problem: number
        ? words('--cost is for a target of two classes, but "{}" is a number.', name)
        : words('--cost is for two classes, but "{}" has {}.', name, problem.classes),
      expected: words('a target of two classes'),
      received: number ? words('a number') : words('{} classes', problem.classes),
      ...hint,
    });
  }
  if (classWeights && number) {
    throw new GradsheetError('invalid-option', {
      where: 'classWeights',
      problem: words(
        '--class-weights (classWeights in a program) is for a target of classes, but "{}" is a number.',
        name,
      ),
      expected: words('a target of classes'),
      received: words('a number'),
      ...hint,
    });
  }
}

function checkTargetScale({ problem, target }: FittedTable, asked: TargetScale): void {
  if (problem.task === 'regression' && (asked === 'linear' || hasLogarithms(target))) return;
  throw new GradsheetError('invalid-option', {
    where: 'targetScale (--target-scale)',
    expected:
      asked === 'log'
        ? words('a target of numbers above 0, but for at most 1% of the rows')
        : words('a target of numbers'),
    received: problem.task === 'regression' ? words('numbers of 0 or below') : words('{} classes', problem.classes),
  });
}

function logarithmOf({ target, units }: FittedTable, { targetScale }: ChooseOptions): LogarithmTold | null {
  if (units.scale === 'linear') return null;
  return { asked: targetScale === 'log', tail: tailShare(target), zeros: zerosOf(target), floor: units.floor };
}

/** A text in fewer rows says nothing that can be told from chance. */
const rareBelow = (rows: number): number => Math.min(5, Math.ceil(rows / 50));

const allRows = (table: Table): number[] => Array.from({ length: table.rows }, (_, row) => row);

const MOST_CATEGORIES = 40;

function fitTable(
  table: Table,
  understood: Understanding,
  rows: readonly number[],
  options: ChooseOptions,
): FittedTable {
  const grouping = { rare: rareBelow(rows.length), mostCategories: MOST_CATEGORIES };
  const preprocessing = fitPreprocessing(
    table,
    rows,
    { ...grouping, outliers: 'limit', ...columnOptions(options), scale: 'standard' },
    understood,
  );
  return {
    preprocessing,
    ...tableProblem(table, preprocessing, rows, { scale: options.targetScale, balanced: isBalanced(options) }),
  };
}

const isBalanced = ({ classWeights }: ChooseOptions): boolean => classWeights === 'balanced';

/** Row numbers of the table; classes keep their shares where rows are dealt at random. */
function splitOf(
  table: Table,
  { problem, rows }: FittedTable,
  rule: SplitRule,
  { testSize, splitSeed = 42 }: ChooseOptions,
): { train: number[]; test: number[] } | null {
  const labels = problem.task === 'regression' ? null : problem.y;
  const split = testRows(rows.length, labels, splitSeed, testSize, dealingOf(table, rule, rows));
  const inTable = (places: readonly number[]): number[] => places.map((place) => rows[place] ?? 0);
  return split && { train: inTable(split.train), test: inTable(split.test) };
}

/** The test rows, as the training rows say the table is to be read. */
const heldBack = (
  table: Table,
  { preprocessing, units }: FittedTable,
  rows: readonly number[],
  options: ChooseOptions,
): Problem => tableProblem(table, preprocessing, rows, { units, balanced: isBalanced(options) }).problem;

/** Of the columns, to the chosen model: a constant needs none. */
async function importanceOf(
  { problem, preprocessing: { features } }: FittedTable,
  folds: Folds,
  { chosen, constant }: Ladder,
  how: { crew: Crew; seed: number; dealing: Dealing },
): Promise<Importance[]> {
  if (chosen.trial.candidate.rung === 'constant') return [];
  return importances(problem, folds, { held: chosen, constant: constant.trial.cost, features }, how);
}
