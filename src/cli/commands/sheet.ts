import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Cell } from '../../data/column.ts';
import { encode, type Preprocessing } from '../../data/encode.ts';
import { toRows } from '../../data/matrix.ts';
import { GradsheetError } from '../../errors.ts';
import { listedWords, quoted } from '../../words.ts';
import { modelFiles, writeModel } from '../../formats/model.ts';
import type { Model } from '../../model/model.ts';
import { toSaved } from '../../model/saved.ts';
import { taskOf } from '../../model/table-plan.ts';
import { disk } from '../../node/files.ts';
import { writeWhole } from '../../node/write.ts';
import { rowsOf } from '../../run/tables.ts';
import { sheetSize, writeSheet, type LayoutStyle } from '../../sheet.ts';
import type { Call, Outcome } from '../call.ts';
import { loadModel, preprocessingOf } from '../load.ts';
import { bytes } from '../numbers.ts';
import { atPath, notTaken } from '../paths.ts';
import { trainingPlan, type TrainingPlan } from '../training-plan.ts';
import { printPlan, printTable } from '../report.ts';
import { isChosen } from '../saved-choice.ts';
import { savedTraining } from '../saved-training.ts';
import { readTable, type TableFile } from '../table-file.ts';
import { words } from '../error-words.ts';

const EPOCHS = 5; // as many as the tutorial copies by hand

/** `gradsheet sheet (TABLE --target COL | MODEL [TABLE]) -o FILE.xlsx` */
export async function sheet(call: Call<'sheet'>): Promise<Outcome> {
  const { io, say, print, options } = call;
  const [path = ''] = call.operands;
  const { out } = options;
  if (out === undefined || extname(out).toLowerCase() !== '.xlsx') {
    throw new GradsheetError('invalid-option', {
      where: '--out',
      ...(out === undefined
        ? { problem: words('{} is missing.', '--out'), hint: words('Name the workbook to write: -o training.xlsx.') }
        : { problem: words('{} must end in .xlsx, not "{}".', '--out', out), received: quoted(out) }),
    });
  }
  await notTaken(out, io.cwd, options.force);
  const { file, plan, validationSplit } = await planned(call, path);
  printTable(call, file);
  printPlan(call, plan, options['split-seed'] ?? 42);
  const run = plan.model.run(plan.train.x, plan.train.y, { ...plan.fit, validationSplit });
  const heldBack = plan.train.x.shape[0] - rowsOf(run);
  if (heldBack > 0) print(say.sheet.heldBack(heldBack));
  const settings = {
    language: call.language,
    title: `${basename(file.name, extname(file.name))}: ${plan.preprocessing.target.name}`,
    rowNames: rowNamesOf(file, plan, plan.train.rows),
    ...(plan.test
      ? {
          holdOut: { x: toRows(plan.test.x), y: toRows(plan.test.y), rowNames: rowNamesOf(file, plan, plan.test.rows) },
        }
      : {}),
    layout: (options.layout ?? 'block') as LayoutStyle,
    exercise: options.exercise ?? false, // one of the choices
    model: JSON.parse(writeModel(toSaved(plan.model, { preprocessing: plan.preprocessing })).model) as unknown,
  }; // what `import` reads back
  const size = sheetSize(run, settings);
  print();
  print(say.sheet.size(size.cells, size.steps));
  const workbook = await writeSheet(run, settings);
  await atPath(out, io.cwd, (place) => writeWhole(place, workbook, { replace: options.force ?? false }));
  print(say.sheet.written(out, bytes(workbook.length)));
  return {
    json: {
      command: 'sheet',
      table: file.name,
      target: plan.preprocessing.target.name,
      file: out,
      bytes: workbook.length,
      ...size,
    },
  };
}

/** A training planned from a table and the options, or planned again as a model was trained. */
async function planned(
  { io, options, operands }: Call<'sheet'>,
  path: string,
): Promise<{ file: TableFile; plan: TrainingPlan; validationSplit: number }> {
  const isModel =
    (await disk.stat(resolve(io.cwd, path)).then(
      (stat) => stat.isDirectory(),
      () => false,
    )) || basename(path) === modelFiles.model;
  const [, named] = operands;
  if (!isModel) {
    if (named !== undefined) {
      throw new GradsheetError('invalid-option', {
        where: path,
        expected: words('one table, or a model and its table'),
        received: listedWords(operands.map(quoted)),
        hint: words('See --help.'),
      });
    }
    const file = await readTable(path, io.cwd, options);
    return { file, plan: trainingPlan(file, { ...options, epochs: options.epochs ?? EPOCHS }), validationSplit: 0 };
  }
  const loaded = await loadModel(path, io.cwd);
  const { table, tableCrc32, options: before, validationSplit } = savedTraining(loaded.saved.settings, path);
  const preprocessing = preprocessingOf(loaded, path);
  const tablePath = named ?? (await besideModel(path, table, io.cwd));
  const file = await readTable(tablePath, io.cwd, before, { wanted: tableCrc32 });
  if (isChosen(loaded.saved)) {
    return { file, plan: continued(loaded.model, preprocessing, file, options), validationSplit: 0 };
  }
  return {
    file,
    plan: trainingPlan(file, { ...before, ...options, epochs: options.epochs ?? EPOCHS }),
    validationSplit,
  };
}

/**
 * A chosen model was fitted in one go, or joined of several: the workbook begins with its weights, and shows what they
 * predict and how training would go on from there.
 */
function continued(
  model: Model,
  preprocessing: Preprocessing,
  { table }: TableFile,
  options: Call<'sheet'>['options'],
): TrainingPlan {
  const { x, y, rows, notes } = encode(preprocessing, table, { target: true });
  if (!y) throw new Error('a table that was trained on has its target');
  return {
    table,
    preprocessing,
    task: taskOf(preprocessing),
    train: { x, y, rows, notes },
    test: null,
    model,
    loss: model.compiled.losses[0]?.name ?? '',
    fit: { epochs: options.epochs ?? 1, batchSize: options['batch-size'] ?? rows.length, seed: options.seed ?? 0 },
    settings: {},
  };
}

/**
 * The table a model was trained on, by the name in its settings. A model may come from a stranger, so what it names is
 * looked for only beside its folder and in it, as a plain file: it says neither where to look nor what to follow.
 */
async function besideModel(path: string, name: string, cwd: string): Promise<string> {
  const folder = basename(path) === modelFiles.model ? dirname(path) : path;
  const isName = /^[^/\\:\0]{1,255}$/.test(name);
  const places = isName ? [join(folder, '..', name), join(folder, name)] : [];
  for (const place of places) {
    if (
      await disk.lstat(resolve(cwd, place)).then(
        (stat) => stat.isFile(),
        () => false,
      )
    ) {
      return place;
    }
  }
  throw new GradsheetError('missing-input', {
    where: path,
    received: words('none'),
    expected: words('the table "{}" beside the folder of the model, or in it', name.slice(0, 60)),
    hint: words('Name the table after the model: gradsheet sheet MODEL TABLE -o FILE.xlsx.'),
  });
}

/** A column of texts that is no feature and tells all rows apart names the rows: the students A to E. */
function rowNamesOf({ table }: TableFile, { preprocessing }: TrainingPlan, rows: readonly number[]): readonly string[] {
  const used = new Set([...preprocessing.features.map((feature) => feature.name), preprocessing.target.name]);
  const name = table.columns.find(
    (column) => column.kind === 'text' && !used.has(column.name) && column.values.length === table.rows,
  )?.name;
  const shown = (row: number): Cell =>
    name === undefined ? (table.origin.rowNumbers?.[row] ?? row + 1) : table.cell(row, name);
  return rows.map((row) => String(shown(row)));
}
