import { choiceEn } from '../choose/messages.en.ts';
import type { CsvWarning } from '../data/csv.ts';
import { csvSentence, csvSentenceOfMany, delimiterName } from '../data/csv-sentences.ts';
import type { KernelRow } from '../plan/print.ts';
import { columnMessages } from './column-messages.en.ts';
import type { CommandName, commands, common } from './commands.ts';
import { someNames } from '../data/some-names.ts';
import { shellText } from '../util/escape.ts';
import { count, metric, percent, plain, scaled } from './numbers.ts';
import type { LargeTable } from '../data/large-table.ts';
import type { Table } from '../data/table.ts';
import type { TableFile } from './table-file.ts';

type OptionTexts = {
  readonly [Name in CommandName]: { readonly [Option in keyof (typeof commands)[Name]['options']]: string };
} & { readonly common: { readonly [Option in keyof typeof common]: string } };
type CommandTexts = {
  readonly [Name in CommandName]: {
    readonly about: string;
    readonly more: string;
    readonly examples: readonly string[];
  };
};

const some = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;
const rowsOf = (n: number): string => some(n, 'row', 'rows');

const reading = {
  encoding: 'Text encoding of the file; detected if not given (utf-8, utf-16, big5)',
  delimiter:
    'Character between cells; detected if not given (comma, semicolon, tab, |, or " " for any number of blanks)',
  'decimal-comma': 'Read 1,5 as one and a half; detected if the whole file is written so',
  thousands: 'Character between thousands, such as , in 1,234; detected if the whole column is written so',
  'missing-values': 'Texts that mean a missing value, besides NA, ?, #N/A and the other usual ones',
  'skip-rows': 'Skip this many lines at the top; comments and title lines are detected if not given',
  'no-header': 'The first row holds data; the columns are named column1, column2 …; detected if not given',
  header: 'The first row holds column names, even if they look like data',
  sheet: 'The sheet of a workbook (.xlsx); default: the first one with a table',
};
const training = {
  target: 'The column to predict',
  features: 'The columns to predict it from; default: all others that can tell something',
  exclude: 'Columns to leave out',
  as: 'What a column is taken for, such as zip=category: number, category, date, text or id (left out)',
  hidden: 'Hidden layers, such as 5:relu,3:tanh; default: none',
  loss: 'Loss function; default by target column: meanSquaredError, binaryCrossentropy or categoricalCrossentropy',
  optimizer: 'adam (default), sgd, rmsprop, adagrad, adamw, nadam, adamax; with options, such as sgd:momentum=0.9',
  'learning-rate': 'Size of the change of a parameter per step; the default depends on the optimizer',
  epochs: 'Number of epochs (passes over all training rows); default 50',
  'batch-size': 'Rows per step; default 32. If it is larger than the number of rows, all are used at once',
  'test-size': 'Rows kept for testing: a fraction below 1, or a number of rows; 0 for none; default 0.2',
  'split-seed': 'Random seed for choosing the test rows, as in scikit-learn; default 42',
  seed: 'Random seed for the initial weights and the row order; default 0',
  scale: 'Feature scaling: standard (mean 0, standard deviation 1), minmax (0 to 1) or none (default)',
  'kernel-initializer': 'Initial weights: glorotUniform (default), heNormal, zeros, constant:0.33 …',
  outliers:
    'Numbers far from all others: limit counts them as a limit, five times the distance of the quartiles beyond a quartile, if they make up half of the variance, so that they do not stretch the scale; keep leaves them. The default is limit where a model is chosen (keep if a line needs them), else keep',
  missing:
    'Missing values: fill in the mean and mark it in a column of 0 and 1 (mark, default), fill in the mean, drop the rows, or stop with an error, also at texts never seen',
};
const writing = { force: 'Overwrite existing files' };

export const en = {
  help: {
    product: 'gradsheet: deep learning you can see cell by cell',
    usage: 'Usage',
    commands: 'Commands',
    everywhere: 'Common options',
    options: 'options',
    optionsTitle: 'Options',
    examples: 'Examples',
    more: 'More: gradsheet COMMAND --help. Exit codes: 0 success, 1 invalid input or usage, 2 a bug in gradsheet, 130 stopped with Ctrl-C.',
  },
  commands: {
    train: {
      about: 'Train a network on a table',
      more: 'The output layer, the loss and the metrics follow from the target column: a number, two classes, or more. What each column is taken for is printed: a number, a category (one column of 0 and 1 for each value), a date (elapsed days, and the parts that come again) or free text (its words); IDs, constants and empty columns are left out. --as and --exclude overrule it. Scaling is computed from the training rows only and saved with the model. model.json, weights.safetensors and history.csv are written to DIR.',
      examples: [
        'gradsheet train students.csv --target roi',
        'gradsheet train liked.csv --target liked --hidden 5:relu --batch-size 10 --scale standard --out liked-model',
      ],
    },
    predict: {
      about: 'Predict with a trained model',
      more: 'The rows come from a table, or one row from NAME=VALUE pairs, in their original units. A value that does not fit the training rows is reported and counts as missing or as none of the known ones; a value that you leave out is filled in.',
      examples: [
        'gradsheet predict liked-model height=180 age=25 income=50000 considerate=1 distance=1',
        'gradsheet predict liked-model new.csv --out predictions.csv',
      ],
    },
    evaluate: {
      about: 'Test a trained model on a table',
      more: 'The table needs all feature columns and the target column. Rows without a target value, or of an unknown class, are left out and reported.',
      examples: ['gradsheet evaluate liked-model more.csv'],
    },
    summary: { about: 'Describe a trained model', more: '', examples: ['gradsheet summary liked-model'] },
    plan: {
      about: 'Show how a training step is computed: its loops, in stages',
      more: 'Lists every value that is kept in memory, what is computed in the same loop, and where one part of the step must wait for another. Loops of one stage could run at the same time.',
      examples: ['gradsheet plan liked-model', 'gradsheet plan liked-model --batch-size 32 --json'],
    },
    sheet: {
      about: 'Export the training as a workbook of formulas',
      more: 'One block per step: every number is a formula except data, initial weights and settings. Given a MODEL, its training is reproduced from its table; if you do not name the table, it is looked for next to the model folder and inside it. At most 500,000 cells; the size is shown before computing starts.',
      examples: [
        'gradsheet sheet students.csv --target roi --loss halfSquaredError --optimizer sgd --learning-rate 0.5 --kernel-initializer constant:0.33 --test-size 0 --epochs 5 -o students.xlsx',
      ],
    },
    separable: {
      about: 'Test whether a two-class table is linearly separable, with a proof',
      more: '',
      examples: ['gradsheet separable xor.csv --target y'],
    },
    fit: {
      about: 'Minimize or maximize a cell of any workbook, with exact derivatives',
      more: 'CELL is computed by formulas from the numbers in RANGES (separated by commas). These numbers are changed step by step, along the derivative of CELL, until no small change improves it. The best values are written to a copy; formulas and formatting stay the same. The slope shows how much CELL changes per unit of each cell.',
      examples: [
        'gradsheet fit loan.xlsx --loss Sheet1!E15 --params B1:B3 -o loan-fitted.xlsx',
        'gradsheet fit price.xlsx --loss D9 --goal max --params B2 --bounds 0:100 -o best.xlsx',
      ],
    },
    audit: {
      about: 'Check the gradients in a hand-made workbook; find the wrong cells',
      more: 'Finds the training in BOOK, differentiates its formulas, tries random weights and data, and compares every update with the exact derivative. Lists the wrong cells with the right formulas, then settings that are correct but risky. BOOK is never changed. If the role of a cell is recognized wrongly, write the roles with --roles-out, correct that file, and pass it with --roles. Exit codes: 0 no errors, 1 errors in BOOK (even if --fix repairs them in the copy).',
      examples: [
        'gradsheet audit homework.xlsx',
        'gradsheet audit homework.xlsx --fix homework-fixed.xlsx --report homework.html',
        'gradsheet audit homework.xlsx --roles-out roles.json',
        'gradsheet audit homework.xlsx --loss Sheet1!H9 --roles roles.json',
      ],
    },
    import: {
      about: 'Turn a workbook written by gradsheet sheet back into a model',
      more: 'Weights that you edited in the workbook are read, and every later step is recalculated: the model gets the values after the last step.',
      examples: ['gradsheet import students.xlsx -o students-model'],
    },
    tutorial: {
      about: 'A guided tour: students, XOR, who is liked, activation functions',
      more: 'Needs no files and takes about a minute. The workbooks are written to DIR (default gradsheet-tutorial).',
      examples: ['gradsheet tutorial', 'gradsheet tutorial --lang zh-TW'],
    },
  } satisfies CommandTexts as CommandTexts,
  options: {
    common: {
      lang: 'Language; default: that of the system (LC_ALL, LC_MESSAGES, LANG)',
      json: 'Write one JSON document to standard output and everything else to standard error',
      help: 'Show this help',
    },
    train: {
      ...training,
      ...reading,
      ...writing,
      'validation-split':
        'Fraction of the training rows (the last ones) kept for validation after each epoch; default 0, or 0.2 with --early-stopping',
      'early-stopping': 'Stop when the validation loss has not improved for N epochs, and restore the best weights',
      buffer:
        'Read the table in parts, so that it need not fit in memory, and shuffle this many rows at a time. Files above 256 MiB are always read so, with as many rows at a time as have 8,388,608 numbers. The default for --test-size is then 0.2 and at most 100,000 rows',
      'class-weights': 'balanced: every class counts the same, however few rows it has',
      split:
        'Which rows are held out together, for cross-validation and test: random; time or time=COL (the latest rows, in their order or by a column); group=COL (all rows of a value). The default is random, unless a column of dates or years, or of subjects, shows that rows depend on each other; then that column is used, with a note',
      cost: 'How bad a wrong prediction is, of two classes: with fp=1,fn=20, missing the second class is 20 times as bad as a false alarm; the probability from which it is predicted follows from that',
      'target-scale':
        'Of a number: linear learns it as it is, log its logarithm, so that errors count as factors. The default is log for positive numbers of which a few are so large that the others count for nothing, with a note; else linear',
      report: 'Write a page with plots, in both languages, on how the model was chosen and what it is worth',
      'most-epochs':
        'Epochs after which no network is trained longer; the default depends on the rows, and a note tells if training is unfinished then',
      time: 'Stop trying models after this many seconds and take the best so far',
      on: 'Engine: wasm (default, 32-bit) or reference (64-bit, exact definition)',
      out: 'Folder for the model; default: TABLE-model in the current folder, or TABLE-model-2 and so on if that is taken',
      force:
        'Overwrite the model in the folder of --out, or in TABLE-model, and the page of --report; without it neither is touched',
    },
    predict: {
      ...reading,
      ...writing,
      out: 'Write the table to this CSV file, with the predictions as new columns; every other cell keeps its text',
      'keep-formulas':
        'In FILE.csv, leave texts such as =1+1 as they are; by default they get an apostrophe in front, so that a spreadsheet does not compute them (gradsheet removes it when it reads the file)',
    },
    evaluate: reading,
    summary: {},
    plan: { 'batch-size': 'Rows of the step; default: as in the training, or else 32' },
    sheet: {
      ...training,
      epochs: 'Number of epochs to write; default 5',
      layout:
        'block: one block per step, one row per sample (default); row: one row per step; matrix: weights as matrices, for wider networks',
      exercise:
        'Leave the first step blank and add a sheet that marks each answer NOT DONE, CORRECT or INCORRECT, judged by your own earlier numbers',
      ...reading,
      ...writing,
      out: 'File name of the workbook',
    },
    separable: {
      target: 'The column with the two classes',
      features: training.features,
      exclude: training.exclude,
      missing: 'Missing values: stop with an error (default), drop the rows, fill in the mean, or fill in and mark',
      ...reading,
    },
    fit: {
      loss: 'The cell to minimize',
      params: 'The cells that may change: ranges, separated by commas',
      goal: 'min (default), max, or a number that CELL should equal',
      optimizer: 'bfgs (default), or a neural-network optimizer: adam, sgd …',
      'learning-rate': 'Learning rate (not for bfgs)',
      steps: 'Maximum number of steps; default 500, or 2000 for a neural-network optimizer',
      bounds: 'Lowest and highest value: one pair for all ranges, or one pair for each',
      out: 'File name of the copy with the best values',
      ...writing,
    },
    audit: {
      loss: 'The cell with the loss of the training; detected if not given',
      roles: 'Read the cell roles from this file',
      'roles-out': 'Write the recognized cell roles to this file, so that you can correct them',
      fix: 'Write a copy with repaired formulas; the rest of the file stays the same',
      report: 'Write a report in both languages that shows the sheet with the findings marked, to read or print',
      ...writing,
    },
    import: { out: 'Folder for the model', ...writing },
    tutorial: { out: 'Folder for the workbooks', ...writing },
  } satisfies OptionTexts as OptionTexts,
  errors: {
    error: 'Error: ',
    warning: 'Warning: ',
    bug: 'Bug: ',
    bugDetail: (version: string) =>
      `this should not happen. Please report it, with the lines below (gradsheet ${version}, Node ${process.versions.node}).`,
  },
  table: {
    read: ({ name, table, form }: TableFile<Pick<Table | LargeTable, 'rows' | 'columns'>>) =>
      `${name}: ${rowsOf(table.rows)}, ${some(table.columns.length, 'column', 'columns')} (${form.kind === 'json' ? 'JSON' : form.kind === 'parquet' ? 'Parquet' : form.kind === 'xlsx' ? `sheet "${form.sheet}"` : `${form.encoding.toUpperCase()}, ${delimiterName(form.delimiter, 'en')}`})`,
    emptyRows: (n: number) => `${some(n, 'empty row was', 'empty rows were')} skipped.`,
    note: 'Note: ',
    sentence: (w: CsvWarning) => csvSentence(w, 'en'),
    sentences: (code: CsvWarning['code'], names: readonly string[]) => csvSentenceOfMany(code, names, 'en'),
    overrule: (option: string) => ` (${option} overrules this.)`,
  },
  data: {
    target: 'Target',
    features: 'Features',
    split: 'Rows',
    targetNumber: (name: string) => `${name}: a number`,
    targetClasses: (name: string, classes: readonly string[]) =>
      `${name}: ${classes.length} classes, ${classes
        .slice(0, 8)
        .map((c) => `"${c}"`)
        .join(', ')}${classes.length > 8 ? ' …' : ''}`,
    follows: (activation: string, loss: string, metrics: string) =>
      `→ ${activation}, ${loss}${metrics === '' ? '' : `, ${metrics}`}`,
    splitRows: (train: number, test: number, seed: number) =>
      `${count(train)} for training, ${count(test)} for testing (random seed ${seed})`,
    allRows: (train: number) => `all ${count(train)} for training; no test rows`,
    heads: ['feature', 'kind', 'mean', 'std', 'range', 'network gets'],
    class: (name: string) => `"${name}"`,
    oneHot: (values: readonly string[]) =>
      `0/1 for each of ${values.slice(0, 6).join(', ')}${values.length > 6 ? ` … (${values.length})` : ''}`,
    asIs: 'as it is',
    scaled,
    inParts: (asked: boolean, rows: number, of: number, sampled: number) =>
      `${asked ? 'The rows are read' : 'The file is large, so its rows are read'} in parts: ${rows < of ? `${count(rows)} of them are shuffled at a time` : 'all of them are shuffled'}; what the columns are was decided on ${count(sampled)}.`,
    batchTooLarge: (batch: number, rows: number) =>
      `Batch size ${count(batch)} is larger than the ${count(rows)} training rows: each epoch is one step with all rows.`,
    ...columnMessages,
    withoutTarget: (n: number) =>
      `${some(n, 'row without a target value was', 'rows without a target value were')} left out.`,
    droppedRows: (n: number) => `${some(n, 'row with missing values was', 'rows with missing values were')} left out.`,
  },
  summary: {
    title: (name: string) => `Model: "${name}"`,
    heads: ['Layer (type)', 'Output shape', 'Parameters'],
    connected: 'Connected to',
    total: 'Total parameters',
    trained: 'Trainable',
    fixed: 'Not trainable',
    optimizer: 'Optimizer state',
    count: (n: number, size: string) => `${count(n)} (${size})`,
    training: 'Training',
    trainingLine: (optimizer: string, rate: string, loss: string) => `${optimizer}, learning rate ${rate}, ${loss}`,
    trainedFor: (epochs: number, rows: string) =>
      `${some(epochs, 'epoch', 'epochs')}${rows === '' ? '' : ` on ${rows}`}`,
    lastLoss: (value: number) => `final loss ${metric(value)}`,
    chosen: (model: string) => `chosen by cross-validation: ${model}`,
    members: (n: number) =>
      `The model is the mean of ${n} such networks, which stand side by side in the layers above.`,
  },
  plan: {
    title: (model: string, rows: number, kernels: number, stages: number) =>
      `One training step of "${model}" with ${rowsOf(rows)}: ${some(kernels, 'kernel', 'kernels')} in ${some(stages, 'stage', 'stages')}`,
    words: {
      prelude: (values: string) => `First, in 64 bits: ${values}`,
      stage: (n: number) => `Stage ${n}`,
      kernel: (kind: KernelRow['kind'], loops: string, reads: string) =>
        `${kind}${loops && `, loops ${loops}`}${reads && `, reads ${reads}`}`,
    },
    legend: [
      'A kernel is one set of nested loops; its outer loop can be run in pieces. Kernels of one stage can run at the same time.',
      'x[…]  is read at another element than the one being written',
      '(x)   is not stored in memory',
      "x'    is x after this step",
      '→ x   is an output of the step: the next state, or its loss',
    ],
  },
  train: {
    tried: (model: string) => `Trying models … ${model}`,
    epoch: (n: number, of: number) => `Epoch ${String(n).padStart(String(of).length)}/${of}`,
    every: (n: number) => `One line per ${n} epochs:`,
    pace: (rows: string, left?: string) => `${rows} rows/s${left === undefined ? '' : `, ${left} left`}`,
    along: (n: number) => `epoch ${n}`,
    lossTitle: 'Loss',
    lossTitleLog: 'Loss (logarithmic scale)',
    unfinished: (epochs: number) =>
      `The loss is still falling, so the training is not finished. Try --epochs ${epochs}, or a larger --learning-rate.`,
    stoppedEarly: (epoch: number, best: number) =>
      `Stopped after epoch ${epoch}: the validation loss has not improved since epoch ${best}. The weights of epoch ${best} are kept.`,
    interrupted: (epoch: number) => `Stopped with Ctrl-C in epoch ${epoch}; what was learned so far is kept.`,
    took: (seconds: number) => `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} s`,
    notFinite: {
      where: (step: number, epoch: number) => `training, step ${step} (epoch ${epoch})`,
      problem: (step: number, epoch: number) =>
        `Training stopped at step ${step} (epoch ${epoch}): the loss is infinite or undefined.`,
      why: (name: string, value: number, rate: string) =>
        `By then ${name} had grown to ${plain(value, 3)}: with learning rate ${rate} each step overshoots.`,
      whyScale: (column: string, size: number, rate: string) =>
        `${column} has values up to ${plain(size)}, so with learning rate ${rate} each step overshoots.`,
      remedy: 'Lower --learning-rate, or add --scale standard.',
      remedyRate: 'Lower --learning-rate.',
      kept: 'The last good weights were saved.',
    },
    saved: (files: readonly string[]) => `Saved: ${files.join(', ')}`,
    next: 'Next: ',
    newTable: 'NEW_TABLE.csv',
  },
  choice: choiceEn,
  test: {
    title: (rows: number) => `Test on ${rowsOf(rows)} the model has not seen`,
    titleOf: (rows: number) => `Test on ${rowsOf(rows)}`,
    seen: 'The model was trained on this table and has seen its rows, so this figure holds for these rows alone. Use rows that it has not seen.',
    heads: ['', 'model', 'baseline', '95% confidence interval'],
    always: (value: string) => `always ${value}`,
    guess: (value: string, always: string) => `${value} (${always})`,
    interval: (low: string, high: string) => `${low} to ${high}`,
    confusion: (actual: string) => `Confusion matrix (rows: actual ${actual}, columns: predicted)`,
    /** Metrics by their names in programs. */
    metric: (name: string) => name,
    betterScore: (name: string, value: string, always: string, guess: string, gain: string) =>
      `Better than the baseline: ${name} ${value}; ${always} gives ${guess}${gain}.`,
    notBetterScore: (name: string, value: string, always: string, guess: string, gain: string) =>
      `Not better than the baseline: ${name} ${value}; ${always} gives ${guess}${gain}.`,
    unsureScore: (name: string, value: string, always: string, guess: string, gain: string) =>
      `Not clearly better than the baseline: ${name} ${value}; ${always} gives ${guess}, and the rows are too few to be sure${gain}.`,
    gain: (low: string, high: string) => ` (95% confidence interval of the difference: ${low} to ${high})`,
    rare: (share: string) =>
      `${share} of the rows are of one class, so accuracy means little. What counts is how well the model ranks the rows: ROC AUC, where 0.5 is no better than chance and 1 is perfect.`,
    better: (right: number, rows: number, guess: number) =>
      `Better than the baseline: ${right} of ${rows} right; always guessing the same class gets ${guess} right.`,
    notBetter: (right: number, guess: number) =>
      `Not better than the baseline: ${right} right; always guessing the same class gets ${guess} right.`,
    unsure: (right: number, rows: number, guess: number, low: number, high: number) =>
      `Not clearly better than the baseline: ${right} right; always guessing the same class gets ${guess} right. ${rowsOf(rows)} ${rows === 1 ? 'is' : 'are'} too few to be sure (95% confidence interval ${percent(low, rows)} to ${percent(high, rows)}).`,
    betterNumber: (measure: string, value: number, guess: number) =>
      `Better than the baseline: ${measure} ${plain(value)}; always guessing the same number gives ${plain(guess)}.`,
    notBetterNumber: (measure: string, value: number, guess: number) =>
      `Not better than the baseline: ${measure} ${plain(value)}; always guessing the same number gives ${plain(guess)}.`,
    unsureNumber: (measure: string, value: number, guess: number, rows: number, interval: string) =>
      `Not clearly better than the baseline: ${measure} ${plain(value)}; always guessing the same number gives ${plain(guess)}. ${rowsOf(rows)} ${rows === 1 ? 'is' : 'are'} too few to be sure${interval === '' ? '' : ` (95% confidence interval of the improvement: ${interval})`}.`,
    ownBaseline:
      'The baseline knows the rows of this table: the model does not keep what it would have guessed from its training rows.',
    mean: 'the mean',
    median: 'the median',
  },
  predict: {
    prediction: 'prediction',
    probability: (name: string) => `p(${name})`,
    class: (name: string) => name,
    result: (target: string, text: string) => `${target}: ${text}`,
    withInterval: (number: string, low: string, high: string) =>
      `${number} (between ${low} and ${high} in 9 of 10 cases)`,
    withoutInterval: (number: string) =>
      `${number} (without an interval: the row is far outside the range seen in training)`,
    bare: (rows: number) =>
      `${some(rows, 'row is', 'rows are')} far outside the range seen in training, where no interval is known.`,
    likeliest: 'probability',
    hidden: (names: readonly string[]) =>
      `${some(names.length, 'column is', 'columns are')} not shown: ${someNames(names, 'en')}.`,
    withProbability: (name: string, p: number) => `${name} (probability ${metric(p)})`,
    written: (rows: number, file: string) =>
      `${some(rows, 'row with its prediction was', 'rows with their predictions were')} written to ${file}.`,
    unpredicted: (rows: number) =>
      `${some(rows, 'row has', 'rows have')} no prediction; the new cells there are empty.`,
    recoded: (encoding: string) =>
      `It is in UTF-8 with a byte order mark, which Excel reads; the table was in ${encoding.toUpperCase()}.`,
    disarmed: (cells: number) =>
      `${some(cells, 'cell that a spreadsheet would compute was given an apostrophe', 'cells that a spreadsheet would compute were given an apostrophe')}. To leave such texts as they are, add --keep-formulas.`,
    more: (rows: number) => `… and ${rowsOf(rows)} more; --out FILE.csv writes them all.`,
  },
  fit: {
    reads: (cell: string, formulas: number, params: number) =>
      `${cell}, ${some(params, 'cell', 'cells')} that may change, ${some(formulas, 'formula', 'formulas')} in the workbook`,
    step: (n: number, value: number) => `Step ${n}: ${plain(value, 8)}`,
    result: (cell: string, before: number, after: number) => `${cell}: ${plain(before, 8)} → ${plain(after, 8)}`,
    heads: ['cell', 'before', 'after', 'slope of the goal'],
    ended: {
      gradient: (steps: number) =>
        `Done after ${some(steps, 'step', 'steps')}: no small change improves the goal any further.`,
      value: (steps: number) =>
        `Stopped after ${some(steps, 'step', 'steps')}: no further step improves the goal; it may have a kink here.`,
      edge: (steps: number) =>
        `Stopped after ${some(steps, 'step', 'steps')}: a further step would make the goal an error (for example the logarithm of 0).`,
      steps: (steps: number) => `Stopped at the limit of ${some(steps, 'step', 'steps')}; more may help (--steps).`,
      stopped: (steps: number) => `You stopped it after ${some(steps, 'step', 'steps')}.`,
    },
    written: (file: string) => `Written: ${file}`,
  },
  audit: {
    formulas: ['now', 'should be'],
    more: (n: number) => `… and ${count(n)} more findings (--report and --json list all)`,
    nothingToFix: (file: string) => `There is no formula to repair, so ${file} was not written.`,
    fixed: (file: string, cells: number, left: number) =>
      `Written: ${file}, with ${some(cells, 'formula', 'formulas')} repaired. ${left === 0 ? 'Checked again: no errors.' : `Checked again: ${some(left, 'error is', 'errors are')} left.`}`,
    reported: (file: string) => `Written: ${file}, the report.`,
    rolesWritten: (file: string, book: string) =>
      `Written: ${file}. Correct it, then run: gradsheet audit ${shellText(book)} --roles ${shellText(file)}`,
    next: (book: string) =>
      `Next: gradsheet audit ${shellText(book)} --fix ${shellText(book.replace(/(\.xls[xm])?$/i, '-fixed$1'))}`,
  },
  import: {
    read: (file: string, steps: number) =>
      `${file}: ${some(steps, 'step', 'steps')} of training, written by gradsheet sheet`,
    changed: (n: number) =>
      n === 0
        ? 'No weights were changed.'
        : `${some(n, 'value', 'values')} after the last step differ${n === 1 ? 's' : ''} from the saved workbook.`,
  },
  separable: {
    yes: 'Linearly separable.',
    no: 'Not linearly separable.',
    line: (positive: string) =>
      `All rows of "${positive}" are on the positive side of this line, and all other rows on its negative side:`,
    margin: (margin: number, distance: number) =>
      `Nearest rows: the formula gives ±${plain(margin)} there; their distance to the line is ${plain(distance)}.`,
    checkedLine: 'Verified with exact fractions, without rounding.',
    proof: (a: string, b: string) =>
      `This point is a mixture (weighted average) of rows of "${a}" and also of rows of "${b}", so no line can separate the two classes:`,
    weights: (name: string) => `It is this mixture of the rows of "${name}":`,
    checkedPoint: 'Verified with exact fractions: the two mixtures are equal.',
    moreRows: (n: number) => `… and ${rowsOf(n)} more (--json shows all)`,
    row: 'row',
    weight: 'weight',
  },
  sheet: {
    heldBack: (n: number) => `${some(n, 'row is', 'rows are')} kept for validation, as when the model was trained.`,
    size: (cells: number, steps: number) =>
      `The workbook will have ${some(steps, 'step', 'steps')} and ${count(cells)} cells.`,
    written: (file: string, size: string) =>
      `Written: ${file} (${size}). Change a weight, a data cell or the learning rate, and everything is recalculated.`,
  },
};

export type Messages = typeof en;
