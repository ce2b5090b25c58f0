import { encode } from '../../data/encode.ts';
import { GradsheetError } from '../../errors.ts';
import { words } from '../error-words.ts';
import type { Call, Outcome } from '../call.ts';
import type { Matrix } from '../../data/matrix.ts';
import { evaluationOf, type Evaluation } from '../../choose/evaluation.ts';
import { classesOf, classOf, judge } from '../../model/judge.ts';
import { evaluationText, printEvaluation } from '../evaluation-report.ts';
import { loadModel, preprocessingOf, type Loaded } from '../load.ts';
import { printNotes, printTable, printVerdict, verdictText } from '../report.ts';
import { savedAims, savedFloor, savedGuess } from '../saved-choice.ts';
import { trainedOn } from '../saved-training.ts';
import { readTable } from '../table-file.ts';

/** `gradsheet evaluate MODEL TABLE` */
export async function evaluate(call: Call<'evaluate'>): Promise<Outcome> {
  const { io, say, style, print, options } = call;
  const [modelPath = '', ...tablePaths] = call.operands;
  const loaded = await loadModel(modelPath, io.cwd);
  const preprocessing = preprocessingOf(loaded, modelPath);
  const file = await readTable(tablePaths, io.cwd, options);
  printTable(call, file);
  const { x, y, rows, notes } = encode(preprocessing, file.table, { target: true });
  printNotes(call, notes, file.table);
  const seen = trainedOn(loaded.saved.settings, file);
  if (seen) print(`${style.alert(say.errors.warning)}${say.test.seen}`);
  if (!y || rows.length === 0) {
    throw new GradsheetError('bad-table', {
      where: file.name,
      expected: words('at least one row without missing values'),
      received: words('none'),
    });
  }
  const logs = await loaded.model.evaluate(x, y);
  const predicted = await loaded.model.predict(x);
  const { target } = preprocessing;
  const guess = savedGuess(loaded.saved, modelPath, target.kind === 'number' ? 0 : target.values.length);
  // A model that does not keep the guess of its training rows has to beat that of the rows tested on.
  const verdict = judge(preprocessing, guess ? guessed(guess) : y, y, predicted, loaded.threshold);
  const evaluation =
    verdict.kind === 'classification'
      ? evaluated(loaded, modelPath, y, predicted, { ...verdict, guess })
      : evaluatedNumbers(loaded, modelPath, y, predicted, guess);
  // accuracy of a model that was trained as told: in the words of its own test, and so are numbers
  const told = guess || evaluation?.measure !== 'accuracy' ? evaluation : null;
  print();
  if (told) printEvaluation(call, told, verdict, target.name, loaded);
  else printVerdict(call, verdict, logs, target.name, say.test.titleOf);
  if (!guess) print(style.faint(say.test.ownBaseline));
  return {
    json: {
      command: 'evaluate',
      model: modelPath,
      table: file.name,
      rows: rows.length,
      seenInTraining: seen,
      notes,
      ...logs,
      ...(evaluation ? { evaluation } : {}),
      baselineFrom: guess ? 'training' : 'table',
      verdict: { ...verdict, text: told ? evaluationText(call, told) : verdictText(call, verdict) },
    },
  };
}

/** A row from which the constant guess is made: the class with most rows, or the mean. */
function guessed(guess: readonly number[]): Matrix {
  const value = guess.length === 1 ? (guess[0] ?? NaN) : guess.indexOf(Math.max(...guess));
  return { data: Float64Array.of(value), shape: [1, 1], columns: [] };
}

/** Where the logarithm was learned, by the errors of that. Null where neither that nor a guess was kept. */
function evaluatedNumbers(
  { saved }: Loaded,
  path: string,
  y: Matrix,
  predicted: readonly (readonly number[])[],
  guess: readonly number[] | null,
): Evaluation | null {
  const floor = savedFloor(saved, path);
  if (floor === null && !guess) return null;
  return evaluationOf({
    classes: 0,
    truth: floor === null ? y.data : y.data.map((value) => Math.max(value, floor)),
    predicted: Float64Array.from(predicted.flat()),
    logarithm: floor !== null,
    ...(guess ? { guess } : {}),
  });
}

/** Classes by the measure that the choice of a model would have: of rare ones it is not the accuracy. */
function evaluated(
  { saved, threshold }: Loaded,
  path: string,
  y: Matrix,
  predicted: readonly (readonly number[])[],
  { classes, guess }: { readonly classes: readonly string[]; readonly guess: readonly number[] | null },
): Evaluation {
  const { costs, balanced } = savedAims(saved, path);
  return evaluationOf({
    classes: classes.length,
    truth: Float64Array.from(classesOf(y)),
    predicted: Float64Array.from(predicted.flat()),
    labels: Float64Array.from(predicted, (row) => classOf(row, threshold)),
    balanced,
    ...(costs ? { costs } : {}),
    ...(guess ? { guess } : {}),
  });
}
