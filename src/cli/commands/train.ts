import { basename, extname, relative, resolve } from 'node:path';
import { writeCsv } from '../../data/csv.ts';
import type { Shelf } from '../../data/column-values.ts';
import { LargeTable } from '../../data/large-table.ts';
import { Table } from '../../data/table.ts';
import { GradsheetError } from '../../errors.ts';
import { errorText } from '../error-text.ts';
import { verbatim } from '../../words.ts';
import { callbacks, reference, wasm, type Model } from '../../index.ts';
import type { History } from '../../model/model.ts';
import { bufferFor, type FitFromOptions } from '../../model/row-source.ts';
import { modelFiles } from '../../formats/model.ts';
import { fileShelf, type FileShelf } from '../../node/file-shelf.ts';
import { disk } from '../../node/files.ts';
import { historyFile } from '../../node/model-folder.ts';
import { checkFolder } from '../../node/write.ts';
import type { Engine } from '../../run/run.ts';
import type { Call, Outcome } from '../call.ts';
import { isTold, trainChosen } from '../choosing.ts';
import { judge, type Verdict } from '../../model/judge.ts';
import { plain } from '../numbers.ts';
import { atPath } from '../paths.ts';
import {
  isLarge,
  largeTrainingPlan,
  trainedRows,
  trainingPlan,
  type LargeTrainingPlan,
  type TrainingPlan,
} from '../training-plan.ts';
import { extent, plot } from '../plot.ts';
import { progress } from '../progress.ts';
import { printPlan, printSummary, printTable, printVerdict, verdictText } from '../report.ts';
import { printNext, saveModel } from '../save-model.ts';
import { readLargeTable, readTable, type TableFile } from '../table-file.ts';
import { words } from '../error-words.ts';

/** `gradsheet train TABLE --target COL` */
export async function train(call: Call<'train'>): Promise<Outcome> {
  const { options, io } = call;
  const [path = ''] = call.operands;
  const paths = call.operands;

  const out = await outputFolder(path, options.out, options.force ?? false, io.cwd);
  const read = async (): Promise<TableFile> => {
    const file = await readTable(paths, io.cwd, options);
    printTable(call, file);
    return file;
  };
  if (!isTold(call)) return trainChosen(call, read, out);
  refuseChoosing(options);
  const opened: FileShelf[] = [];
  try {
    const shelf = (): Shelf => {
      const opening = fileShelf();
      opened.push(opening);
      return opening.put;
    };
    const least = options.buffer === undefined ? LARGE_FILE : 0;
    const large = await readLargeTable(paths, io.cwd, options, { least, shelf });
    if (large) printTable(call, large);
    const file = large ?? (await read());
    const { table } = file;
    if (table instanceof Table && options.buffer === undefined) {
      return await trainAsTold(call, file, trainingPlan({ ...file, table }, options), out);
    }
    const plan = largeTrainingPlan(
      { ...file, table: table instanceof Table ? LargeTable.from(table) : table },
      options,
      validationShare(options),
    );
    return await trainAsTold(call, file, plan, out);
  } finally {
    for (const shelf of opened) shelf.close();
  }
}

/** Files of more bytes are read in parts. */
const LARGE_FILE = 2 ** 28;

type Plan = TrainingPlan | LargeTrainingPlan;

async function trainAsTold(
  call: Call<'train'>,
  file: Pick<TableFile, 'name' | 'warnings'>,
  plan: Plan,
  out: string,
): Promise<Outcome> {
  printNetwork(call, plan);

  const training = await fit(call, plan);
  const { history, losses } = training;
  printTraining(call, training);
  const failure = history.stopped?.reason === 'not-finite' ? notFinite(call, plan, history.stopped) : null;

  const test = failure ? null : await tested(plan, training.engine);
  if (test) printTest(call, plan, test, losses);

  const settings = { ...plan.settings, ...training.settings };
  const saved = await saveModel(call, out, {
    model: plan.model,
    preprocessing: plan.preprocessing,
    history,
    settings,
    others: { [historyFile]: historyCsv(history) },
  });
  if (failure) throw failure; // after the weights of before are saved
  printNext(call, out, plan.preprocessing);

  const { model, preprocessing } = plan;
  return {
    ...(history.stopped?.reason === 'interrupted' ? { exit: 130 } : {}),
    json: {
      command: 'train',
      table: file.name,
      target: preprocessing.target,
      features: preprocessing.features,
      scale: preprocessing.scale,
      task: plan.task,
      // of many rows only how many
      rows: isLarge(plan)
        ? { train: plan.train.rows, test: plan.test?.rows.length ?? 0 }
        : { train: plan.train.rows, test: plan.test?.rows ?? [] },
      layers: model.summaryRows(),
      settings,
      warnings: [...file.warnings, ...preprocessing.warnings],
      epochs: losses.length,
      stopped: history.stopped && { ...history.stopped, rows: undefined },
      seconds: training.seconds,
      history: history.history,
      test: test && { ...test.logs, verdict: { ...test.verdict, text: verdictText(call, test.verdict) } },
      files: saved,
    },
  };
}

/** Options of a choice, where there is none: not passed by, so that nobody thinks they did something. */
function refuseChoosing(options: Call<'train'>['options']): void {
  const name = (['report', 'cost', 'class-weights', 'target-scale', 'split', 'most-epochs', 'time'] as const).find(
    (one) => options[one] !== undefined,
  );
  if (name === undefined) return;
  throw new GradsheetError('invalid-option', {
    where: `--${name}`,
    problem: words('--{} is about choosing a model, but here other options set the training.', name),
    hint: words('Leave out --{}, or the options that set the training, such as --hidden and --epochs.', name),
  });
}

function printNetwork(call: Call<'train'>, plan: Plan): void {
  const { model } = plan;
  printPlan(call, plan, call.options['split-seed'] ?? 42);
  if (isLarge(plan)) {
    const { buffer } = call.options;
    const { train, preprocessing, fit, sampled } = plan;
    const rows = bufferFor(train.rows, preprocessing.columns.length + 1, Math.min(fit.batchSize, train.rows), buffer);
    call.print(call.say.data.inParts(buffer !== undefined, rows, train.rows, sampled));
  }
  call.print();
  printSummary(call, model.name, model.summaryRows(), slotNumbers(model));
  call.print();
}

/** What training gave, and what the options made of its settings. */
interface Training {
  readonly engine: Engine;
  readonly history: History;
  /** One per epoch. */
  readonly losses: readonly number[];
  /** What early stopping watches. */
  readonly monitor: 'loss' | 'val_loss';
  readonly seconds: number;
  /** What `model.json` keeps of it. */
  readonly settings: Readonly<Record<'validationSplit' | 'earlyStopping' | 'engine', unknown>>;
}

/** Trains the plan's model, with a line of progress. Early stopping needs validation rows: a fifth, unless given. */
async function fit(call: Call<'train'>, plan: Plan): Promise<Training> {
  const { model, fit: options } = plan;
  const { io } = call;
  const engine = call.options.on === 'reference' ? reference : wasm();
  const patience = call.options['early-stopping'];
  const validationSplit = validationShare(call.options);
  const monitor = validationSplit > 0 ? 'val_loss' : 'loss';
  const all = trainedRows(plan);
  const heldBack = validationSplit > 0 && !isLarge(plan) ? Math.ceil(all * validationSplit) : 0;
  const rows = Math.max(1, all - heldBack);
  const began = io.now();
  const shared = {
    ...options,
    engine,
    stop: () => io.signal.aborted,
    warn: (warning) => {
      if (warning.code !== 'not-finite') call.print(errorText(warning, call.language)); // that is told below, with columns
    },
    callbacks: [
      progress(call, options.epochs, rows, Math.min(options.batchSize, rows)),
      ...(patience === undefined ? [] : [callbacks.earlyStopping({ monitor, patience, restoreBestWeights: true })]),
    ],
  } as const satisfies FitFromOptions;
  const history = await (isLarge(plan)
    ? model.fitFrom(plan.train, { ...shared, ...partOptions(call, plan) })
    : model.fit(plan.train.x, plan.train.y, { ...shared, validationSplit }));
  return {
    engine,
    history,
    losses: history.history['loss'] ?? [],
    monitor,
    seconds: (io.now() - began) / 1000,
    settings: { validationSplit, earlyStopping: patience ?? null, engine: engine.name },
  };
}

/** Of rows that are read in parts: those held out for validation, and how many are shuffled at a time. */
const partOptions = (
  { options: { buffer } }: Call<'train'>,
  { validation }: LargeTrainingPlan,
): Pick<FitFromOptions, 'validationData' | 'buffer'> => ({
  ...(validation ? { validationData: [validation.x, validation.y] } : {}),
  ...(buffer === undefined ? {} : { buffer }),
});

const validationShare = (options: Call<'train'>['options']): number =>
  options['validation-split'] ?? (options['early-stopping'] === undefined ? 0 : 0.2);

/** How long it took, the curves, and why it stopped before its last epoch. */
function printTraining(call: Call<'train'>, { history, losses, monitor, seconds }: Training): void {
  const { print, say, style } = call;
  const { stopped } = history;
  print(say.train.took(seconds));
  if (losses.length > 1) printCurves(call, history);
  if (stopped?.reason === 'interrupted') print(style.alert(say.train.interrupted(stopped.epoch + 1)));
  if (stopped?.reason === 'asked' && call.options['early-stopping'] !== undefined) {
    print(say.train.stoppedEarly(losses.length, 1 + bestEpoch(history.history[monitor] ?? [])));
  }
}

function printTest(call: Call<'train'>, plan: Plan, test: Test, losses: readonly number[]): void {
  call.print();
  printVerdict(call, test.verdict, test.logs, plan.preprocessing.target.name);
  if (unfinished(test.verdict, losses)) call.print(call.say.train.unfinished(losses.length * 10));
}

/**
 * The folder that is asked for, or one beside the person named after the table: that of before where they overwrite,
 * else one that is not taken.
 */
async function outputFolder(table: string, given: string | undefined, force: boolean, cwd: string): Promise<string> {
  const stem = basename(table, extname(table))
    .replace(/[*?]+/g, '')
    .replace(/[-_. ]+$/, ''); // of a pattern
  const name = `${(table === '-' ? '' : stem) || 'table'}-model`;
  const asked = given ?? (force ? name : undefined);
  const taken = (folder: string): Promise<boolean> =>
    disk.stat(resolve(cwd, folder, 'model.json')).then(
      () => true,
      () => false,
    );
  if (asked !== undefined) {
    const names = [modelFiles.model, modelFiles.weights, historyFile];
    if (!force && (await taken(asked))) {
      throw new GradsheetError('exists', {
        where: asked,
        problem: words('{} already holds a model.', asked),
        hint: words('Choose another folder with --out, or add --force to overwrite that model.'),
      });
    }
    await atPath(asked, cwd, (folder) => checkFolder(folder, names, { replace: force })); // not after the training
    return asked;
  }
  for (let n = 1; ; n++) {
    const folder = n === 1 ? name : `${name}-${n}`;
    if (
      !(await disk.lstat(resolve(cwd, folder)).then(
        () => true,
        () => false,
      ))
    ) {
      return relative('.', folder) || folder;
    }
  }
}

interface Test {
  readonly logs: Readonly<Record<string, number>>;
  readonly verdict: Verdict;
}
/** How the model does on the test rows; null where there are none. */
async function tested(plan: Plan, engine: Engine): Promise<Test | null> {
  const { model, preprocessing, test, loss } = plan;
  if (!test) return null;
  const guess = isLarge(plan) ? plan.guess : plan.train.y;
  const logs = await model.evaluate(test.x, test.y, { engine });
  const predicted = await model.predict(test.x, { engine });
  return { logs, verdict: judge(preprocessing, guess, test.y, predicted, loss === 'hinge' ? 0 : 0.5) };
}

function printCurves({ print, page, say, style }: Call<'train'>, { history }: History): void {
  const curves = ['loss', 'val_loss'].flatMap((name) => (history[name] ? [{ name, values: history[name] }] : []));
  print();
  const [low, high] = extent(curves.flatMap(({ values }) => values.filter(Number.isFinite)));
  const log = low > 0 && high > 100 * low; // else one large first loss flattens all that follows
  print(style.bold(log ? say.train.lossTitleLog : say.train.lossTitle));
  print(plot(curves, { width: Math.min(78, page.columns), height: 12, along: say.train.along, log }));
}

/** Which step met the first number that is none, why, and what to do. The model has the weights of before. */
function notFinite(
  { say, language }: Call<'train'>,
  { model, preprocessing }: Plan,
  { step, epoch, loss }: { step: number; epoch: number; loss: number },
): GradsheetError {
  const rate = model.compiled.optimizer.options.learningRate;
  const shown = typeof rate === 'number' ? plain(rate) : rate.name;
  let largest = { name: '', size: 0 };
  for (const [name, { data }] of Object.entries(model.weights())) {
    for (const value of data) if (Math.abs(value) > largest.size) largest = { name, size: Math.abs(value) };
  }
  const wide = preprocessing.features
    .flatMap((f) => (f.kind === 'number' ? [{ name: f.name, size: Math.max(Math.abs(f.min), Math.abs(f.max)) }] : []))
    .sort((a, b) => b.size - a.size)[0];
  const unscaled = preprocessing.scale === 'none' && wide !== undefined && wide.size > 10;
  const t = say.train.notFinite;
  return new GradsheetError('not-finite', {
    where: t.where(step, epoch + 1),
    problem: verbatim(t.problem(step, epoch + 1)),
    ...(Number.isFinite(loss)
      ? { expected: words('finite weights') }
      : { expected: words('a finite loss'), received: verbatim(loss) }),
    hint: verbatim(
      [
        unscaled ? t.whyScale(wide.name, wide.size, shown) : t.why(largest.name, largest.size, shown),
        unscaled ? t.remedy : t.remedyRate,
        t.kept,
      ].join(language === 'en' ? ' ' : ''),
    ),
  });
}

/** As Keras's CSVLogger: a line per epoch, counted from 0, the numbers in the order of their names. */
function historyCsv({ epoch, history }: History): string {
  const names = Object.keys(history).sort();
  return writeCsv(
    Table.of({
      epoch,
      ...Object.fromEntries(
        names.map((name) => [name, (history[name] ?? []).map((v) => (Number.isFinite(v) ? v : null))]),
      ),
    }),
  );
}

/** Worse than the mean of the target, and the last tenth of the epochs still brought a fair part of the fall. */
function unfinished(verdict: Verdict, losses: readonly number[]): boolean {
  const [first = 0] = losses;
  const last = losses.at(-1) ?? 0;
  const before = losses[Math.floor(losses.length * 0.9) - 1] ?? first;
  return (
    verdict.kind === 'regression' &&
    verdict.value > verdict.guess.value &&
    losses.length >= 5 &&
    before - last > 0.03 * (first - last) &&
    last < before
  );
}

const bestEpoch = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value < (values[best] ?? Infinity) ? i : best), 0);

function slotNumbers(model: Model): number {
  const { slots } = model.compiled.optimizer;
  return slots.length * model.summaryRows().reduce((n, layer) => n + layer.trained, 0);
}
