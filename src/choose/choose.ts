import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { fitPreprocessing, type Preprocessing, type PreprocessingOptions } from '../data/encode.ts';
import { columnOptions } from '../data/preprocessing.ts';
import { understand, type Understanding } from '../data/columns/understand.ts';
import type { Table } from '../data/table.ts';
import type { Model } from '../model/model.ts';
import type { Choice, Importance } from './choice.ts';
import { choiceOf } from './choice-of.ts';
import { climb, fitCandidate, type Ladder } from './climb.ts';
import { foldsOf, testRows, type Folds } from './folds.ts';
import { importances } from './importance.ts';
import { alone, type Crew } from './jobs.ts';
import { predictions, type Net } from './net.ts';
import type { Problem } from './problem.ts';
import { tableProblem, type FittedTable, type TargetUnits } from './table-problem.ts';
import { toModel } from './to-model.ts';
import { constantNet, type Held, type Watch } from './trials.ts';
import type { Judged } from './judged.ts';
import type { Costs } from './threshold.ts';
import type { Answer } from './verdict.ts';

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
 * A good, honest model of a table: the constant guess, lines and small networks are tried by cross-validation; the
 * simplest of the good ones is taken, judged on rows it never saw, and fitted once more, on all rows.
 *
 *   const { model, choice } = await chooseModel(table, { target: 'price' });
 *   choice.verdict.rung   // → 'line'
 *
 * @param crew who does the work: `alone()`, or threads
 * @throws GradsheetError for options the table cannot satisfy
 */
export async function chooseModel(
  table: Table,
  options: ChooseOptions,
  { crew = alone(), watch = {} }: { readonly crew?: Crew; readonly watch?: Watch } = {},
): Promise<Chosen> {
  const { seed = 0 } = options;
  const understood = understand(table, options);
  const whole = fitTable(table, understood, allRows(table), options);
  if (options.costs) checkTwoClasses(whole);
  const split = splitOf(whole, options);
  const part = split ? fitTable(table, understood, split.train, options) : whole;
  const folds = foldsOf(part.problem, seed);
  const ladder = await climb(part.problem, folds, { crew, watch, seed });
  const how = { crew, seed };
  const [judged, net, importance] = await Promise.all([
    split ? judgeOnTest(part, heldBack(table, part, split.test, options), ladder, how) : judgeOnFolds(part, ladder),
    fitCandidate(whole.problem, ladder.chosen.trial, how),
    importanceOf(part, folds, ladder, how),
  ]);
  return {
    model: toModel(net, whole.problem.task, whole.preprocessing, whole.units),
    preprocessing: whole.preprocessing,
    choice: choiceOf({ whole, part, folds, ladder, judged, seed, final: net, importance, costs: options.costs }),
    judged,
  };
}

/** Before the work, not after it. */
function checkTwoClasses({ problem }: FittedTable): void {
  if (problem.task === 'binary') return;
  throw new GradsheetError('invalid-option', {
    where: words('costs'),
    expected: words('a target of two classes'),
    received: problem.task === 'regression' ? words('a number') : words('{} classes', problem.classes),
  });
}

const allRows = (table: Table): number[] => Array.from({ length: table.rows }, (_, row) => row);

/** A text in fewer rows says nothing that can be told from chance. */
const RARE = 5;
const MOST_CATEGORIES = 40;

function fitTable(
  table: Table,
  understood: Understanding,
  rows: readonly number[],
  options: ChooseOptions,
): FittedTable {
  const grouping = { rare: Math.min(RARE, Math.ceil(rows.length / 50)), mostCategories: MOST_CATEGORIES };
  const preprocessing = fitPreprocessing(
    table,
    rows,
    { ...grouping, ...columnOptions(options), scale: 'standard' },
    understood,
  );
  return { preprocessing, ...tableProblem(table, preprocessing, rows, { balanced: isBalanced(options) }) };
}

const isBalanced = ({ classWeights }: ChooseOptions): boolean => classWeights === 'balanced';

/** Row numbers of the table; classes keep their shares. */
function splitOf(
  { problem, rows }: FittedTable,
  { testSize, splitSeed = 42 }: ChooseOptions,
): { train: number[]; test: number[] } | null {
  const labels = problem.task === 'regression' ? null : problem.y;
  const split = testRows(rows.length, labels, splitSeed, testSize);
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

async function judgeOnTest(
  { problem, units }: FittedTable,
  test: Problem,
  ladder: Ladder,
  how: { crew: Crew; seed: number },
): Promise<Judged> {
  const answers = rungsOf(ladder).map(async ({ trial }): Promise<Answer> => {
    const net = trial.candidate.rung === 'constant' ? plainGuess(problem) : await fitCandidate(problem, trial, how);
    return { candidate: trial.candidate, predicted: inUnits(test, predictions(test, net, test.x), units) };
  });
  return {
    by: 'test',
    classes: test.classes,
    truth: inUnits(test, test.y, units),
    answers: await Promise.all(answers),
  };
}

/** Of the columns, to the chosen model: a constant needs none. */
async function importanceOf(
  { problem, preprocessing: { features } }: FittedTable,
  folds: Folds,
  { chosen, constant }: Ladder,
  how: { crew: Crew; seed: number },
): Promise<Importance[]> {
  if (chosen.trial.candidate.rung === 'constant') return [];
  return importances(problem, folds, { held: chosen, constant: constant.trial.cost, features }, how);
}

function judgeOnFolds({ problem, units }: FittedTable, ladder: Ladder): Judged {
  return {
    by: 'cross-validation',
    classes: problem.classes,
    truth: inUnits(problem, problem.y, units),
    answers: rungsOf(ladder).map(({ trial: { candidate }, predicted }) => ({
      candidate,
      // One for all folds: where each fold has its own, the guess of a fold is low just where its rows are high.
      predicted: inUnits(
        problem,
        candidate.rung === 'constant' ? predictions(problem, plainGuess(problem), problem.x) : predicted,
        units,
      ),
    })),
  };
}

/** What a person would guess, whatever weights the classes have in training. */
const plainGuess = (problem: Problem): Net =>
  constantNet(
    { ...problem, weights: null },
    Array.from(problem.y, (_, row) => row),
  );

const rungsOf = ({ constant, line, network }: Ladder): readonly Held[] =>
  network ? [constant, line, network] : [constant, line];

/** Numbers in the target's units; probabilities and classes as they are. */
const inUnits = ({ task }: Problem, values: Float64Array, { offset, scale }: TargetUnits): Float64Array =>
  task === 'regression' ? values.map((v) => offset + scale * v) : values;
