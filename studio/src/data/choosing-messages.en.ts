import type { Choice } from 'gradsheet/table';
import type { ColumnKind } from './asked.ts';
import type { Checking, ColumnSeen, Counts, TakenFormat } from '../worker/protocol.ts';
import { count as n, counted as s } from '../numbers/count.ts';

/** Texts of a model that is chosen. What is said of every choice is in `choiceTexts` of the library. */
export const choosing = {
  ways: { chosen: 'Choose for me', told: 'Set it yourself' },
  waysLabel: 'Who chooses the model',
  running: (target: string): string => `Predict ${target}: comparing models`,
  stuck: (target: string): string => `Predict ${target}`,
  target: 'Target column',
  meant: 'Predicted as',
  meanings: { number: 'number', classes: 'classes' },
  another: 'Another file',
  howRead: 'How the file was read',
  examplesTitle: 'No table? Take a sample:',
  examples: {
    rents: '600 rents. A network beats a line.',
    salaries: '240 salaries. A line is enough.',
    liked: '100 coin flips. Nothing beats always guessing the same class.',
  },
  columns: {
    title: 'What each column is taken for',
    hint: 'change what is wrong',
    kindOf: (column: string): string => `${column} is taken for`,
    kinds: {
      number: 'number',
      category: 'category',
      date: 'date',
      text: 'free text',
      id: 'ID, not used',
      out: 'not used',
      target: 'target',
    } satisfies Record<ColumnKind, string>,
    why: (why: NonNullable<ColumnSeen['why']>, distinct: number): string =>
      ({
        asked: 'not used, as you chose',
        id: `${n(distinct)} different numbers, an ID: not used`,
        empty: 'no values: not used',
        constant: 'the same in every row: not used',
        texts: `${n(distinct)} different texts: not used`,
      })[why],
    range: (low: string, high: string): string => (low === '' ? '' : `${low} to ${high}`),
    values: (first: readonly string[], all: number): string =>
      `${first.join(', ')}${all > first.length ? ` and ${n(all - first.length)} more` : ''}`,
    text: 'its words are used',
    gaps: (rows: number, kind: ColumnSeen['as']): string =>
      kind === 'text'
        ? `${n(rows)} missing, without words`
        : kind === 'category'
          ? `${n(rows)} missing, as a value of their own`
          : `${n(rows)} missing: filled in with the mean and marked`,
  },
  ladder: {
    title: 'From simple to complex, one by one',
    heads: { model: 'Model', error: 'Error', share: 'baseline = 100%' },
    fold: (k: number): string => `fold ${k}`,
    waiting: 'Reading the columns …',
    trying: 'A simple model is taken unless a richer one is clearly better.',
    checking: {
      folds:
        'No more models are tried. The best network is now trained on every fold, so that it is judged on rows it has not seen.',
      last: 'Almost done: the chosen model is trained on all rows, and columns are shuffled to see which ones matter.',
    } satisfies Record<Checking['stage'], string>,
    checkingLabel: 'What is left to do',
    pieces: (done: number, of: number): string => `${n(done)} of ${n(of)} done`,
    stop: 'Stop, use the best so far',
    stopping: 'Stopping after the model that runs now …',
    seconds: (v: number): string => `${v.toFixed(1)} s`,
    limit: 'Dotted line: the best one plus its standard error.',
  },
  rungsLabel: 'The three possible results',
  cut: ({ reason, tried, of }: NonNullable<Choice['cut']>): string =>
    `${reason === 'time' ? 'The time limit ended the search' : 'You stopped'} after ${tried} of ${s(of, 'network')}; the best so far is used.`,
  threshold: (rule: string): string => `Threshold: ${rule}`,
  setByYou: (said: readonly string[]): string => `Set by you: ${said.join(' · ')}`,
  counts: {
    title: 'What counts',
    nothing: 'errors, rows held out, time limit: set them if the usual ones do not fit',
    predictions: 'How bad a wrong prediction is',
    falseAlarm: (yes: string, no: string): string => `False alarm: "${yes}" is predicted, "${no}" is actual`,
    miss: (yes: string, no: string): string => `Miss: "${no}" is predicted, "${yes}" is actual`,
    balanced: 'Every class counts the same, however few its rows are',
    errors: 'How bad an error is',
    scale: 'Errors count',
    scales: { usual: 'as the table demands', linear: 'as differences', log: 'as factors (logarithm)' },
    above: 'Enter a number above 0.',
    heldOut: 'Rows held out to judge the models',
    which: 'Which rows',
    ways: {
      usual: 'as the table demands',
      random: 'at random',
      time: 'the latest',
      group: 'all rows of a value together',
    },
    column: { time: 'In order of', group: 'Values of' },
    asTheyStand: 'the rows as they stand',
    features: 'Numbers to learn from',
    outliersKept: 'Keep those far from all others as they are',
    whole: 'Enter a whole number above 0.',
    limits: 'Limits',
    mostEpochs: 'Epochs of a network',
    byRows: 'by the rows',
    seconds: 'Seconds',
    noLimit: 'none',
    timeNote: 'After it no more models are tried. The best so far still has to be trained on every fold.',
    apply: 'Choose again with these',
    clear: 'Back to the usual',
    said: {
      costs: (falseAlarm: number, miss: number): string => `a false alarm counts ${falseAlarm}, a miss ${miss}`,
      balanced: 'every class counts the same',
      scale: { linear: 'errors count as differences', log: 'errors count as factors' },
      split: {
        random: (): string => 'rows held out at random',
        time: (column: string): string => `the latest rows held out${column === '' ? '' : ` (${column})`}`,
        group: (column: string): string => `all rows of a value of ${column} held out together`,
      } satisfies Record<NonNullable<Counts['split']>['by'], (column: string) => string>,
      outliersKept: 'numbers far from all others kept',
      mostEpochs: (epochs: number): string => `at most ${s(epochs, 'epoch')}`,
      time: (seconds: number): string => `at most ${seconds} s`,
    },
  },
  unfinished: (epochs: number): string =>
    `Not finished: after ${s(epochs, 'epoch')} the error of the network was still falling. To let it train longer, open "What counts" and allow ${epochs * 4} epochs.`,
  tested: (rows: number): string => `${s(rows, 'row')} kept for testing and used once, at the end`,
  untested: (folds: number): string => `no test rows: ${folds}-fold cross-validation takes their place`,
  row: {
    title: 'Predict one row',
    answer: (target: string): string => `predicted ${target}`,
    between: (level: number): string => `In about ${n(level * 10)} of 10 cases between`,
    and: 'and',
    end: '.',
    covered: (share: number, rows: number): string =>
      `Of the ${s(rows, 'test row')}, ${Math.round(share * 100)}% lay that close to their prediction.`,
    outside: (name: string, value: string, low: string, high: string): string =>
      `${name}: ${value} is outside the training data (${low} to ${high}). Trust this prediction less.`,
    unknown: (name: string, text: string): string => `${name}: "${text}" is in no training row.`,
    unread: (name: string, text: string): string => `${name}: "${text}" cannot be read and counts as missing.`,
    empty: (name: string): string => `${name}: no text, which counts as one without words.`,
    strange: (name: string, text: string): string => `${name}: no word of "${text}" is in the training rows.`,
    filled: (name: string, value: string): string =>
      `${name}: no value, which no training row lacks; ${value} is used instead.`,
    scale: 'Prediction and interval, on the range of the target',
  },
  again: 'Choose again, new random seed',
  take: {
    model: 'Download the model',
    predictions: 'Download all predictions',
    more: 'Other formats',
    formats: {
      report: 'Report (.html)',
      workbook: 'Workbook with formulas (.xlsx)',
      keras: 'Keras program (.zip)',
      pytorch: 'PyTorch program (.zip)',
      model: 'Model files (.zip)',
      predictions: 'Table with predictions (.csv)',
    } satisfies Record<TakenFormat, string>,
    about: {
      report:
        'How the model was chosen and what it is worth, with plots, as one page that needs no network. It holds both languages.',
      workbook:
        'The model in formulas: what it predicts for the first rows and for a row of your own, and one more step of training.',
      keras:
        'The chosen model in Keras 3 with its weights: it reads the table and predicts every row. Unpack it beside the table.',
      pytorch:
        'The chosen model in PyTorch with its weights: it reads the table and predicts every row. Unpack it beside the table.',
      model: 'model.json and weights.safetensors: for gradsheet predict, or to read back in a program.',
      predictions: 'Every row of the table, with the prediction of the model.',
    } satisfies Record<TakenFormat, string>,
    rows: (all: number): string => `Rows (of ${n(all)})`,
  },
  liveDone: (title: string): string => `Done. ${title}`,
};
export type ChoosingWords = typeof choosing;
