import { encode } from '../../data/encode.ts';
import { GradsheetError } from '../../errors.ts';
import { words } from '../error-words.ts';
import type { Call, Outcome } from '../call.ts';
import type { Matrix } from '../../data/matrix.ts';
import { evaluationOf, type Evaluation } from '../../choose/evaluation.ts';
import { classesOf, classOf, judge } from '../../model/judge.ts';
import { evaluationText, printEvaluation, type Classification } from '../evaluation-report.ts';
import { loadModel, preprocessingOf, type Loaded } from '../load.ts';
import { printNotes, printTable, printVerdict, verdictText } from '../report.ts';
import { savedAims, savedFloor } from '../saved-choice.ts';
import { trainedOn } from '../saved-training.ts';
import { readTable } from '../table-file.ts';

/** `gradsheet evaluate MODEL TABLE` */
export async function evaluate(call: Call<'evaluate'>): Promise<Outcome> {
  const { io, say, style, print, options } = call;
  const [modelPath = '', tablePath = ''] = call.operands;
  const loaded = await loadModel(modelPath, io.cwd);
  const preprocessing = preprocessingOf(loaded, modelPath);
  const file = await readTable(tablePath, io.cwd, options);
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
  // Without the training rows the constant guess is made from the rows tested on: harder to beat, never easier.
  const verdict = judge(preprocessing, y, y, predicted, loaded.threshold);
  const evaluation =
    verdict.kind === 'classification'
      ? evaluated(loaded, modelPath, y, predicted, verdict)
      : evaluatedLogarithms(loaded, modelPath, y, predicted);
  const told = evaluation?.measure === 'accuracy' ? null : evaluation; // of accuracy the verdict says more
  print();
  if (told) printEvaluation(call, told, verdict, preprocessing.target.name, loaded);
  else printVerdict(call, verdict, logs, preprocessing.target.name, say.test.titleOf);
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
      verdict: { ...verdict, text: told ? evaluationText(call, told) : verdictText(call, verdict) },
    },
  };
}

/** Numbers of which the logarithm was learned, by the errors of that; null: it was not. */
function evaluatedLogarithms(
  { saved }: Loaded,
  path: string,
  y: Matrix,
  predicted: readonly (readonly number[])[],
): Evaluation | null {
  const floor = savedFloor(saved, path);
  if (floor === null) return null;
  return evaluationOf({
    classes: 0,
    truth: y.data.map((value) => Math.max(value, floor)),
    predicted: Float64Array.from(predicted.flat()),
    logarithm: true,
  });
}

/** Classes by the measure that the choice of a model would have: of rare ones it is not the accuracy. */
function evaluated(
  { saved, threshold }: Loaded,
  path: string,
  y: Matrix,
  predicted: readonly (readonly number[])[],
  { classes }: Classification,
): Evaluation {
  const { costs, balanced } = savedAims(saved, path);
  return evaluationOf({
    classes: classes.length,
    truth: Float64Array.from(classesOf(y)),
    predicted: Float64Array.from(predicted.flat()),
    labels: Float64Array.from(predicted, (row) => classOf(row, threshold)),
    balanced,
    ...(costs ? { costs } : {}),
  });
}
