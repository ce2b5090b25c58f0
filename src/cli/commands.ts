import type { Bounds } from '../util/bounds.ts';

/**
 * What the command line accepts, as data: help, parsing and the texts of both languages follow from it. A command is a
 * row here, its texts in `messages.*.ts` (a missing one does not compile) and a file in `commands/`.
 */
export type Option =
  | { readonly kind: 'flag'; readonly short?: string }
  /** `value` stands for what is typed after it: COL, FILE. `choices`: what it may be. */
  | { readonly kind: 'text'; readonly value: string; readonly short?: string; readonly choices?: readonly string[] }
  | { readonly kind: 'list'; readonly value: string }
  | { readonly kind: 'number'; readonly value: string; readonly bounds?: Bounds };
export type Options = Readonly<Record<string, Option>>;

export interface CommandRow {
  /** What stands after the command's name, as in a manual: `TABLE`, `[TABLE | name=value …]`. */
  readonly operands: string;
  readonly least: number;
  readonly most: number;
  readonly options: Options;
}

const count = { whole: true, least: 1 } as const;
const seed = { whole: true, least: 0, most: 4294967295 } as const;

/** What a table is and what is learned from it: the same for every command that trains. */
const training = {
  target: { kind: 'text', value: 'COL' },
  features: { kind: 'list', value: 'A,B' },
  exclude: { kind: 'list', value: 'A,B' },
  as: { kind: 'list', value: 'COL=KIND' },
  hidden: { kind: 'list', value: 'N:ACT' },
  loss: { kind: 'text', value: 'NAME' },
  optimizer: { kind: 'text', value: 'NAME' },
  'learning-rate': { kind: 'number', value: 'X', bounds: { above: 0 } },
  epochs: { kind: 'number', value: 'N', bounds: count },
  'batch-size': { kind: 'number', value: 'N', bounds: count },
  'test-size': { kind: 'number', value: 'X', bounds: { least: 0 } },
  'split-seed': { kind: 'number', value: 'N', bounds: seed },
  seed: { kind: 'number', value: 'N', bounds: seed },
  scale: { kind: 'text', value: 'HOW', choices: ['standard', 'minmax', 'none'] },
  'kernel-initializer': { kind: 'text', value: 'NAME' },
  missing: { kind: 'text', value: 'HOW', choices: ['mark', 'mean', 'drop', 'error'] },
  outliers: { kind: 'text', value: 'HOW', choices: ['limit', 'keep'] },
} as const satisfies Options;

export const reading = {
  encoding: { kind: 'text', value: 'NAME' },
  delimiter: { kind: 'text', value: 'CHAR' },
  'decimal-comma': { kind: 'flag' },
  thousands: { kind: 'text', value: 'CHAR' },
  'missing-values': { kind: 'list', value: 'A,B' },
  'skip-rows': { kind: 'number', value: 'N', bounds: { whole: true, least: 0 } },
  'no-header': { kind: 'flag' },
  header: { kind: 'flag' },
  sheet: { kind: 'text', value: 'NAME' },
} as const satisfies Options;

export const commands = {
  train: {
    operands: 'TABLE … --target COL',
    least: 1,
    most: Infinity,
    options: {
      ...training,
      'validation-split': { kind: 'number', value: 'X', bounds: { least: 0, below: 1 } },
      'early-stopping': { kind: 'number', value: 'N', bounds: count },
      buffer: { kind: 'number', value: 'ROWS', bounds: count },
      split: { kind: 'text', value: 'HOW' },
      'class-weights': { kind: 'text', value: 'HOW', choices: ['balanced'] },
      cost: { kind: 'list', value: 'fp=X,fn=Y' },
      'target-scale': { kind: 'text', value: 'HOW', choices: ['linear', 'log'] },
      'most-epochs': { kind: 'number', value: 'N', bounds: count },
      time: { kind: 'number', value: 'SECONDS', bounds: { above: 0 } },
      report: { kind: 'text', value: 'REPORT.html' },
      on: { kind: 'text', value: 'ENGINE', choices: ['wasm', 'reference'] },
      out: { kind: 'text', value: 'DIR', short: 'o' },
      force: { kind: 'flag', short: 'f' },
      ...reading,
    },
  },
  predict: {
    operands: 'MODEL [TABLE | NAME=VALUE …]',
    least: 1,
    most: Infinity,
    options: {
      out: { kind: 'text', value: 'FILE.csv', short: 'o' },
      'keep-formulas': { kind: 'flag' },
      force: { kind: 'flag', short: 'f' },
      ...reading,
    },
  },
  evaluate: { operands: 'MODEL TABLE …', least: 2, most: Infinity, options: reading },
  summary: { operands: 'MODEL', least: 1, most: 1, options: {} },
  plan: { operands: 'MODEL', least: 1, most: 1, options: { 'batch-size': training['batch-size'] } },
  sheet: {
    operands: '(TABLE --target COL | MODEL [TABLE]) -o FILE.xlsx',
    least: 1,
    most: 2,
    options: {
      ...training,
      layout: { kind: 'text', value: 'LAYOUT', choices: ['block', 'row', 'matrix'] },
      exercise: { kind: 'flag' },
      out: { kind: 'text', value: 'FILE.xlsx', short: 'o' },
      force: { kind: 'flag', short: 'f' },
      ...reading,
    },
  },
  separable: {
    operands: 'TABLE --target COL',
    least: 1,
    most: 1,
    options: {
      target: training.target,
      features: training.features,
      exclude: training.exclude,
      missing: training.missing,
      ...reading,
    },
  },
  fit: {
    operands: 'BOOK.xlsx --loss CELL --params RANGES -o OUT.xlsx',
    least: 1,
    most: 1,
    options: {
      loss: { kind: 'text', value: 'CELL' },
      params: { kind: 'text', value: 'RANGES' },
      goal: { kind: 'text', value: 'min|max|VALUE' },
      optimizer: { kind: 'text', value: 'NAME' },
      'learning-rate': { kind: 'number', value: 'X', bounds: { above: 0 } },
      steps: { kind: 'number', value: 'N', bounds: count },
      bounds: { kind: 'list', value: 'LOW:HIGH' },
      out: { kind: 'text', value: 'OUT.xlsx', short: 'o' },
      force: { kind: 'flag', short: 'f' },
    },
  },
  audit: {
    operands: 'BOOK.xlsx',
    least: 1,
    most: 1,
    options: {
      loss: { kind: 'text', value: 'CELL' },
      roles: { kind: 'text', value: 'ROLES.json' },
      'roles-out': { kind: 'text', value: 'ROLES.json' },
      fix: { kind: 'text', value: 'FIXED.xlsx' },
      report: { kind: 'text', value: 'REPORT.html' },
      force: { kind: 'flag', short: 'f' },
    },
  },
  import: {
    operands: 'BOOK.xlsx -o MODEL',
    least: 1,
    most: 1,
    options: { out: { kind: 'text', value: 'DIR', short: 'o' }, force: { kind: 'flag', short: 'f' } },
  },
  tutorial: {
    operands: '',
    least: 0,
    most: 0,
    options: { out: { kind: 'text', value: 'DIR', short: 'o' }, force: { kind: 'flag', short: 'f' } },
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type CommandName = keyof typeof commands;

/** What every command takes. */
export const common = {
  lang: { kind: 'text', value: 'LANG', choices: ['en', 'zh-TW'] },
  json: { kind: 'flag' },
  help: { kind: 'flag', short: 'h' },
} as const satisfies Options;

/** Values of options by name; absent where the person gave none. */
export type Values<O extends Options> = {
  readonly [K in keyof O]?: O[K]['kind'] extends 'flag'
    ? boolean
    : O[K]['kind'] extends 'list'
      ? readonly string[]
      : O[K]['kind'] extends 'number'
        ? number
        : string;
};
export type OptionsOf<Name extends CommandName> = Values<(typeof commands)[Name]['options']>;
