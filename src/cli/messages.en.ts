import type { CsvWarning } from '../data/csv.ts';
import type { PreprocessingWarning } from '../data/preprocessing.ts';
import type { KernelRow } from '../plan/print.ts';
import type { CommandName, commands, common } from './commands.ts';
import { shellText } from '../util/escape.ts';
import { count, metric, percent, plain } from './numbers.ts';
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
  encoding: 'Of the file; recognized if not given (utf-8, utf-16, big5)',
  delimiter: 'Between the cells; recognized if not given (comma, semicolon, tab)',
  'decimal-comma': 'Read 1,5 as one and a half',
  'no-header': 'The first row holds data; columns are called column1, column2 …',
  header: 'The first row holds names, though they look like numbers',
};
const training = {
  target: 'The column to predict',
  features: 'The columns to predict it from; default: all others',
  hidden: 'Hidden layers, as 5:relu,3:tanh; default: none, a single layer',
  loss: 'Default by the target: meanSquaredError, binaryCrossentropy or categoricalCrossentropy',
  optimizer: 'adam (default), sgd, rmsprop, adagrad, adamw; with options as sgd:momentum=0.9',
  'learning-rate': 'Change of a parameter per step; default by the optimizer',
  epochs: 'Passes over the training rows; default 50',
  'batch-size': 'Rows per step; default 32. More than there are rows means all of them',
  'test-size': 'Held back for the test: a share below 1, or a number of rows; 0 for none; default 0.2',
  'split-seed': 'Of the choice of test rows, as scikit-learn; default 42',
  seed: 'Of the first weights and the order of rows; default 0',
  scale: 'Bring the features to one scale; default none',
  'kernel-initializer': 'First weights: glorotUniform (default), heNormal, zeros, constant:0.33 …',
  missing: 'Missing values: an error (default), drop their rows, or fill in the mean',
};
const writing = { force: 'Replace what is there' };

export const en = {
  help: {
    product: 'gradsheet: deep learning you can see cell by cell',
    usage: 'Usage',
    commands: 'Commands',
    everywhere: 'With every command',
    options: 'options',
    optionsTitle: 'Options',
    examples: 'Examples',
    more: 'gradsheet COMMAND --help says more. Exit code: 0, 1 for an error of yours, 2 for one of ours, 130 after Ctrl-C.',
  },
  commands: {
    train: {
      about: 'Train a network on a table',
      more: 'Output layer, loss and metrics follow from the target column: a number, two classes, or more. Text columns become one column of 0 and 1 for each text. The scaler is fitted on the training rows only and saved with the model. DIR gets model.json, weights.safetensors and history.csv.',
      examples: [
        'gradsheet train students.csv --target roi',
        'gradsheet train liked.csv --target liked --hidden 5:relu --batch-size 10 --scale standard --out liked-model',
      ],
    },
    predict: {
      about: 'Predict with a trained model',
      more: 'Rows come from a table, or one row from NAME=VALUE pairs, in original units.',
      examples: [
        'gradsheet predict liked-model height=180 age=25 income=50000 considerate=1 distance=1',
        'gradsheet predict liked-model new.csv --out predictions.csv',
      ],
    },
    evaluate: {
      about: 'Test a trained model on a table',
      more: 'The table needs the features and the target.',
      examples: ['gradsheet evaluate liked-model more.csv'],
    },
    summary: { about: 'Show what a trained model is', more: '', examples: ['gradsheet summary liked-model'] },
    plan: {
      about: 'Show how a training step is computed: its loops, in stages',
      more: 'Every value that is kept in memory, what is computed in the loops around it, and where one part of the step must wait for another. Loops of one stage could run at the same time.',
      examples: ['gradsheet plan liked-model', 'gradsheet plan liked-model --batch-size 32 --json'],
    },
    sheet: {
      about: 'Write the training as a workbook of live formulas',
      more: 'A block per step: every number is a formula except data, first weights and settings. Of a MODEL, its training is written again from its table, which is looked for beside its folder and in it if you do not name it. At most 500,000 cells; the size is said before anything is computed.',
      examples: [
        'gradsheet sheet students.csv --target roi --loss halfSquaredError --optimizer sgd --learning-rate 0.5 --kernel-initializer constant:0.33 --test-size 0 --epochs 5 -o students.xlsx',
      ],
    },
    separable: {
      about: 'Is a two-class table linearly separable? With proof',
      more: '',
      examples: ['gradsheet separable xor.csv --target y'],
    },
    fit: {
      about: 'Make a cell of any workbook small, by exact derivatives',
      more: 'CELL is computed by formulas from the cells of RANGES (separated by commas), which hold numbers. They follow the derivative of CELL until no direction is better. A copy with the best values is written, formulas and looks as they were; the slope says how much CELL changes per unit of each cell.',
      examples: [
        'gradsheet fit loan.xlsx --loss Sheet1!E15 --params B1:B3 -o loan-fitted.xlsx',
        'gradsheet fit price.xlsx --loss D9 --goal max --params B2 --bounds 0:100 -o best.xlsx',
      ],
    },
    audit: {
      about: 'Is the gradient of a hand-made workbook right? Which cell is not',
      more: 'Finds the training in BOOK, differentiates its own formulas, draws weights and data anew and compares every update with the exact derivative: wrong cells with the right formula, then what is right but unwise. BOOK is never changed. If cells are taken for something they are not, write what was read with --roles-out, correct the file, and give it back with --roles. Exit code: 0 without errors, 1 with errors in BOOK (also where --fix repairs them in the copy).',
      examples: [
        'gradsheet audit homework.xlsx',
        'gradsheet audit homework.xlsx --fix homework-fixed.xlsx --report homework.html',
        'gradsheet audit homework.xlsx --roles-out roles.json',
        'gradsheet audit homework.xlsx --loss Sheet1!H9 --roles roles.json',
      ],
    },
    import: {
      about: 'A workbook made by sheet, back to a model',
      more: 'Weights that were edited by hand come back with all that follows from them: the model gets the values after the last step, computed anew.',
      examples: ['gradsheet import students.xlsx -o students-model'],
    },
    tutorial: {
      about: 'A tour: students, XOR, liked, activations',
      more: 'Works without any file of yours, in a minute. Writes its workbooks to DIR (default gradsheet-tutorial).',
      examples: ['gradsheet tutorial', 'gradsheet tutorial --lang zh-TW'],
    },
  } satisfies CommandTexts as CommandTexts,
  options: {
    common: {
      lang: 'Language; default from LC_ALL, LC_MESSAGES, LANG',
      json: 'One JSON document on standard output, all else on standard error',
      help: 'Show this help',
    },
    train: {
      ...training,
      ...reading,
      ...writing,
      'validation-split':
        'Share of the training rows, the last ones, evaluated after each epoch; default 0, or 0.2 with --early-stopping',
      'early-stopping': 'Stop after N epochs without a better validation loss, and go back to the best weights',
      on: 'What computes: wasm (default, 32-bit) or reference (64-bit, the definition)',
      out: 'Where the model goes; default NAME-model beside you, NAME being the table’s',
    },
    predict: {
      ...reading,
      ...writing,
      out: 'Write the rows with their predictions as CSV',
      'keep-formulas':
        'In FILE.csv, leave texts such as =1+1 as they are; default: an apostrophe before them, so that no spreadsheet computes them (gradsheet takes it off again)',
    },
    evaluate: reading,
    summary: {},
    plan: { 'batch-size': 'Rows of the step; default as it was trained, else 32' },
    sheet: {
      ...training,
      epochs: 'Passes over the training rows to write; default 5',
      layout:
        'block: a block per step, a line per row (default); row: one line per step; matrix: weights as matrices, for wider networks',
      exercise: 'Leave the first step blank, with a sheet that says NOT DONE, CORRECT or INCORRECT by your own numbers',
      ...reading,
      ...writing,
      out: 'The workbook',
    },
    separable: {
      target: 'The column with the two classes',
      features: training.features,
      missing: training.missing,
      ...reading,
    },
    fit: {
      loss: 'The cell to make small',
      params: 'The cells that may change: ranges separated by commas',
      goal: 'min (default), max, or a number that CELL should equal',
      optimizer: 'bfgs (default), or one of networks: adam, sgd …',
      'learning-rate': 'Of an optimizer of networks',
      steps: 'Most steps; default 500, or 2000 for an optimizer of networks',
      bounds: 'Lowest and highest value: one pair for all ranges, or one for each',
      out: 'The workbook with the best values',
      ...writing,
    },
    audit: {
      loss: 'The cell that the training makes small; found if not given',
      roles: 'What cells are for, corrected by you',
      'roles-out': 'Write what each cell was taken for, to be corrected',
      fix: 'Write a copy with the formulas repaired; all else in the file stays',
      report: 'Write a page with the sheet drawn, in both languages, to read or print',
      ...writing,
    },
    import: { out: 'Where the model goes', ...writing },
    tutorial: { out: 'Where its workbooks go', ...writing },
  } satisfies OptionTexts as OptionTexts,
  errors: {
    error: 'Error: ',
    warning: 'Note: ',
    bug: 'Bug: ',
    bugDetail: (version: string) =>
      `this should not happen. Please report it with the lines below (gradsheet ${version}, Node ${process.versions.node}).`,
  },
  table: {
    read: ({ name, table, form }: TableFile) =>
      `${name}: ${rowsOf(table.rows)}, ${some(table.columns.length, 'column', 'columns')} (${form.kind === 'xlsx' ? `sheet "${form.sheet}"` : `${form.encoding.toUpperCase()}, ${{ ',': 'comma', ';': 'semicolon', '\t': 'tab' }[form.delimiter] ?? form.delimiter}`})`,
    emptyRows: (n: number) => `${some(n, 'empty row was', 'empty rows were')} skipped.`,
    warning: (w: CsvWarning) => {
      switch (w.code) {
        case 'decimal-comma':
          return `Column ${w.column} was read as texts such as "${w.text}" (row ${w.row}). ${w.thousands ? 'If the commas part thousands, take them out of the file. ' : ''}If the comma is a decimal comma, add --decimal-comma.`;
        case 'mixed-column':
          return `Column ${w.column} was read as texts: ${w.texts} of its cells are no numbers, the first is "${w.text}" (row ${w.row}).`;
        default:
          return w satisfies never;
      }
    },
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
      `${count(train)} for training, ${count(test)} for testing (split seed ${seed})`,
    allRows: (train: number) => `all ${count(train)} for training, none held back: no test`,
    heads: ['feature', 'kind', 'mean', 'std', 'range', 'network sees'],
    number: 'number',
    category: 'text',
    class: (name: string) => `"${name}"`,
    oneHot: (values: readonly string[]) =>
      `0/1 for each of ${values.slice(0, 6).join(', ')}${values.length > 6 ? ` … (${values.length})` : ''}`,
    asIs: 'as it is',
    scaled: (offset: number, divisor: number) => `(x − ${plain(offset)}) / ${plain(divisor)}`,
    batchTooLarge: (batch: number, rows: number) =>
      `Batch size ${count(batch)} is more than the ${count(rows)} rows trained on: each epoch is one step with all of them.`,
    warning: (w: PreprocessingWarning) => {
      switch (w.code) {
        case 'constant-column':
          return `Column ${w.column} is ${w.value} in every training row: it tells the model nothing.`;
        case 'uneven-scales':
          return `${w.column} varies ${count(Number(w.times.toPrecision(2)))} times as much as ${w.smallest}: it drowns the other features and training suffers. Add --scale standard.`;
        case 'left-out-column':
          return `Column ${w.column} is left out: ${w.categories} different texts in ${w.rows} rows, so it names the row and says nothing of a new one. Choose columns with --features to have it in.`;
        case 'many-categories':
          return `Column ${w.column} has ${w.categories} different texts in ${w.rows} rows: probably a name or a number of the row, nothing to learn from. Leave it out with --features.`;
        case 'dropped-rows':
          return `${rowsOf(w.rows)} with missing values left out.`;
        case 'filled-cells':
          return `Column ${w.column}: ${some(w.cells, 'missing value', 'missing values')} filled in with ${typeof w.value === 'number' ? plain(w.value) : `"${w.value}"`}.`;
        default:
          return w satisfies never;
      }
    },
    droppedRows: (n: number) => `${rowsOf(n)} with missing values left out.`,
  },
  summary: {
    title: (name: string) => `Model: "${name}"`,
    heads: ['Layer (type)', 'Output shape', 'Parameters'],
    connected: 'Connected to',
    total: 'Total parameters',
    trained: 'Trained',
    fixed: 'Not trained',
    optimizer: 'Optimizer state',
    count: (n: number, size: string) => `${count(n)} (${size})`,
    training: 'Training',
    trainingLine: (optimizer: string, rate: string, loss: string) => `${optimizer}, learning rate ${rate}, ${loss}`,
    trainedFor: (epochs: number, rows: string) =>
      `${some(epochs, 'epoch', 'epochs')}${rows === '' ? '' : ` on ${rows}`}`,
    lastLoss: (value: number) => `last loss ${metric(value)}`,
  },
  plan: {
    title: (model: string, rows: number, kernels: number, stages: number) =>
      `One training step of "${model}" with ${rowsOf(rows)}: ${some(kernels, 'kernel', 'kernels')} in ${some(stages, 'stage', 'stages')}`,
    words: {
      prelude: (values: string) => `First, with 64 bits: ${values}`,
      stage: (n: number) => `Stage ${n}`,
      kernel: (kind: KernelRow['kind'], loops: string, reads: string) =>
        `${kind}${loops && `, loops ${loops}`}${reads && `, reads ${reads}`}`,
    },
    legend: [
      'A kernel is one loop nest; its outer loop can be run in pieces. Kernels of one stage can run at the same time.',
      'x[…]  is read elsewhere than at the element that is written',
      '(x)   is never written to memory',
      "x'    is the next x",
      '→ x   is an output of the step: the next state, or its loss',
    ],
  },
  train: {
    epoch: (n: number, of: number) => `Epoch ${String(n).padStart(String(of).length)}/${of}`,
    every: (n: number) => `One line per ${n} epochs:`,
    along: (n: number) => `epoch ${n}`,
    lossTitle: 'Loss',
    lossTitleLog: 'Loss (logarithmic scale)',
    unfinished: (epochs: number) =>
      `The loss was still falling: the training is not finished. Try --epochs ${epochs}, or a larger --learning-rate.`,
    stoppedEarly: (epoch: number, best: number) =>
      `Stopped after epoch ${epoch}: no better validation loss since epoch ${best}, whose weights are kept.`,
    interrupted: (epoch: number) => `Stopped by Ctrl-C in epoch ${epoch}; what was learned so far is kept.`,
    took: (seconds: number) => `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} s`,
    notFinite: {
      where: (step: number, epoch: number) => `training, step ${step} (epoch ${epoch})`,
      why: (name: string, value: number, rate: string) =>
        `Before it, ${name} had grown to ${plain(value, 3)}: with learning rate ${rate} each step goes too far.`,
      whyScale: (column: string, size: number, rate: string) =>
        `${column} has values up to ${plain(size)}, so with learning rate ${rate} each step goes too far.`,
      remedy: 'Lower --learning-rate, or add --scale standard.',
      remedyRate: 'Lower --learning-rate.',
      kept: 'The last good weights are kept.',
    },
    saved: (files: readonly string[]) => `Saved: ${files.join(', ')}`,
    next: 'Next: ',
  },
  test: {
    title: (rows: number) => `Test on ${rowsOf(rows)} the model has not seen`,
    titleOf: (rows: number) => `Test on ${rowsOf(rows)}`,
    heads: ['', 'model', 'baseline', '95 % interval'],
    always: (value: string) => `always ${value}`,
    guess: (value: string, always: string) => `${value} (${always})`,
    interval: (low: string, high: string) => `${low} to ${high}`,
    confusion: (actual: string) => `Confusion matrix (rows: actual ${actual}, columns: predicted)`,
    better: (right: number, rows: number, guess: number) =>
      `Better than the baseline: ${right} of ${rows} right, one constant guess gets ${guess}.`,
    notBetter: (right: number, guess: number) =>
      `Not better than the baseline: ${right} right, one constant guess gets ${guess}.`,
    unsure: (right: number, rows: number, guess: number, low: number, high: number) =>
      `Not shown to be better than the baseline: ${right} right, one constant guess gets ${guess}, but ${rowsOf(rows)} ${rows === 1 ? 'is' : 'are'} too few to tell (95 % interval ${percent(low, rows)} to ${percent(high, rows)}).`,
    betterNumber: (measure: string, value: number, guess: number) =>
      `Better than the baseline: ${measure} ${plain(value)}, one constant guess gets ${plain(guess)}.`,
    notBetterNumber: (measure: string, value: number, guess: number) =>
      `Not better than the baseline: ${measure} ${plain(value)}, one constant guess gets ${plain(guess)}.`,
    unsureNumber: (measure: string, value: number, guess: number, rows: number, interval: string) =>
      `Not shown to be better than the baseline: ${measure} ${plain(value)}, one constant guess gets ${plain(guess)}, but ${rowsOf(rows)} ${rows === 1 ? 'is' : 'are'} too few to tell${interval === '' ? '' : ` (95 % interval of the gain ${interval})`}.`,
    mean: 'the mean',
    median: 'the median',
  },
  predict: {
    prediction: 'prediction',
    probability: (name: string) => `p(${name})`,
    class: (name: string) => name,
    result: (target: string, text: string) => `${target}: ${text}`,
    withProbability: (name: string, p: number) => `${name} (probability ${metric(p)})`,
    written: (rows: number, file: string) => `${rowsOf(rows)} with predictions written to ${file}.`,
    more: (rows: number) => `… ${rowsOf(rows)} more; --out FILE.csv writes them all.`,
  },
  fit: {
    reads: (cell: string, formulas: number, params: number) =>
      `${cell}, ${some(params, 'cell', 'cells')} that may change, ${some(formulas, 'formula', 'formulas')} in the book`,
    step: (n: number, value: number) => `Step ${n}: ${plain(value, 8)}`,
    result: (cell: string, before: number, after: number) => `${cell}: ${plain(before, 8)} → ${plain(after, 8)}`,
    heads: ['cell', 'before', 'after', 'slope of the goal'],
    ended: {
      gradient: (steps: number) => `No direction is better, after ${some(steps, 'step', 'steps')}.`,
      value: (steps: number) =>
        `No step makes it better, after ${some(steps, 'step', 'steps')}: the goal may have a kink here.`,
      edge: (steps: number) =>
        `Stopped after ${some(steps, 'step', 'steps')} where the goal is still a number: further on a spreadsheet shows an error (a logarithm of 0, say).`,
      steps: (steps: number) => `Stopped at the limit of ${some(steps, 'step', 'steps')}; more may help (--steps).`,
      stopped: (steps: number) => `Stopped by you after ${some(steps, 'step', 'steps')}.`,
    },
    written: (file: string) => `Written: ${file}`,
  },
  audit: {
    formulas: ['now', 'should be'],
    more: (n: number) => `… and ${count(n)} more findings (--report and --json have all)`,
    nothingToFix: (file: string) => `No formula to repair; ${file} was not written.`,
    fixed: (file: string, cells: number, left: number) =>
      `Written: ${file}, with ${some(cells, 'formula', 'formulas')} repaired. ${left === 0 ? 'Audited again: no mistake.' : `Audited again: ${some(left, 'mistake is', 'mistakes are')} left.`}`,
    reported: (file: string) => `Written: ${file}, the report as a page.`,
    rolesWritten: (file: string, book: string) =>
      `Written: ${file}. Correct it, then: gradsheet audit ${shellText(book)} --roles ${shellText(file)}`,
    next: (book: string) =>
      `Next: gradsheet audit ${shellText(book)} --fix ${shellText(book.replace(/(\.xls[xm])?$/i, '-fixed$1'))}`,
  },
  import: {
    read: (file: string, steps: number) => `${file}: a training of ${some(steps, 'step', 'steps')} by gradsheet sheet`,
    changed: (n: number) =>
      n === 0 ? 'No weight differs from what was saved.' : `${some(n, 'value', 'values')} differ from what was saved.`,
  },
  separable: {
    yes: 'Linearly separable.',
    no: 'Not linearly separable.',
    line: (positive: string) =>
      `This line has every row of "${positive}" on its positive side and every other row on its negative side:`,
    margin: (margin: number, distance: number) =>
      `Nearest rows: ${plain(margin)} on this scale, ${plain(distance)} away from the line.`,
    checkedLine: 'Checked on these very numbers in exact rational arithmetic.',
    proof: (a: string, b: string) =>
      `This point lies inside the hull of "${a}" and inside the hull of "${b}", so no line can part them:`,
    weights: (name: string) => `It is this mixture of rows of "${name}":`,
    checkedPoint: 'The two mixtures are equal in exact rational arithmetic.',
    moreRows: (n: number) => `… and ${rowsOf(n)} more (--json shows all)`,
    row: 'row',
    weight: 'weight',
  },
  sheet: {
    heldBack: (n: number) => `${rowsOf(n)} held back for validation, as when the model was trained.`,
    size: (cells: number, steps: number) =>
      `The workbook will have ${some(steps, 'step', 'steps')} and ${count(cells)} cells.`,
    written: (file: string, size: string) =>
      `Written: ${file} (${size}). Change a weight, a data cell or the learning rate, and everything follows.`,
  },
};

export type Messages = typeof en;
