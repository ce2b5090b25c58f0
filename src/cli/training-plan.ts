import { GradsheetError } from '../errors.ts';
import { quoted } from '../words.ts';
import { planLargeTable, type LargePlan } from '../model/large-plan.ts';
import { planTable, type TablePlan, type TablePlanOptions } from '../model/table-plan.ts';
import type { MissingRule, OutlierRule, Role, Scale } from '../data/preprocessing.ts';
import type { LargeTable } from '../data/large-table.ts';
import type { Table } from '../data/table.ts';
import { activation, type ActivationOption } from '../nn/activations.ts';
import { initializer } from '../nn/initializers.ts';
import { listed } from '../util/text.ts';
import { rolesAsked } from './column-options.ts';
import { commands, type Values } from './commands.ts';
import type { TableFile } from './table-file.ts';
import { words } from './error-words.ts';

/** The options that say what is learned, of `train` and `sheet` alike. */
export type TrainingOptions = Omit<
  Values<(typeof commands)['sheet']['options']>,
  'out' | 'force' | 'layout' | 'exercise'
>;

export interface TrainingPlan extends TablePlan {
  readonly table: Table;
  /** Of text columns, of leaving out rows, of the split: what `model.json` keeps. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The same of a table that does not lie in memory. */
export interface LargeTrainingPlan extends LargePlan {
  readonly settings: Readonly<Record<string, unknown>>;
}

/** @throws GradsheetError for every option the table cannot satisfy */
export function trainingPlan(file: TableFile, o: TrainingOptions): TrainingPlan {
  const { table } = file;
  const plan = planTable(table, asked(table.names, o));
  return {
    ...plan,
    table,
    settings: {
      ...tableSettings(file, o),
      rows: { all: table.rows, train: plan.train.rows.length, test: plan.test?.rows.length ?? 0 },
    },
  };
}

/** How many rows train. */
export const trainedRows = (plan: TrainingPlan | LargeTrainingPlan): number =>
  isLarge(plan) ? plan.train.rows : plan.train.x.shape[0];

export const isLarge = (plan: TrainingPlan | LargeTrainingPlan): plan is LargeTrainingPlan => 'sampled' in plan;

/** @throws GradsheetError as `trainingPlan` */
export function largeTrainingPlan(
  file: TableFile<LargeTable>,
  o: TrainingOptions,
  validationSize: number,
): LargeTrainingPlan {
  const { table } = file;
  const plan = planLargeTable(table, { ...asked(table.names, o), validationSize });
  const { train, test, validation } = plan;
  const held = (test?.rows.length ?? 0) + (validation?.rows.length ?? 0);
  return {
    ...plan,
    settings: { ...tableSettings(file, o), rows: { all: table.rows, train: train.rows, test: held }, inParts: true },
  };
}

/** What `planTable` is asked for: only what was given. */
function asked(names: readonly string[], o: TrainingOptions): TablePlanOptions {
  const given = {
    ...columnsAsked(names, o),
    loss: o.loss,
    scale: o.scale as Scale | undefined, // among its choices: `parse` saw to it
    hidden: o.hidden?.map(hiddenLayer),
    optimizer: optimizerOption(o),
    kernelInitializer:
      o['kernel-initializer'] === undefined ? undefined : initializer(o['kernel-initializer'], '--kernel-initializer'),
    testSize: o['test-size'],
    splitSeed: o['split-seed'],
    epochs: o.epochs,
    batchSize: o['batch-size'],
    seed: o.seed,
  };
  return Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)) as unknown as TablePlanOptions;
}

/** Which table a model is of, and how it was read: what `model.json` keeps. */
export const tableSettings = (
  { name, crc32 }: Pick<TableFile, 'name' | 'crc32'>,
  o: TrainingOptions,
): Readonly<Record<string, unknown>> => ({
  table: name,
  tableCrc32: crc32,
  options: trainingOptions(o),
});

/** What the person says about the columns; undefined where nothing. */
export const columnsAsked = (
  names: readonly string[],
  o: TrainingOptions,
): {
  readonly target: string;
  readonly features: readonly string[] | undefined;
  readonly exclude: readonly string[] | undefined;
  readonly as: Readonly<Record<string, Role>> | undefined;
  readonly missing: MissingRule | undefined;
  readonly outliers: OutlierRule | undefined;
} => ({
  target: o.target ?? missingTarget(names),
  features: o.features,
  exclude: o.exclude,
  as: o.as && rolesAsked(o.as),
  missing: o.missing as MissingRule | undefined, // among its choices
  outliers: o.outliers as OutlierRule | undefined, // the same
});

/** `5:relu`, `5` (relu), `5:leakyRelu:0.1` */
function hiddenLayer(text: string): { units: number; activation: ActivationOption } {
  const [units = '', ...rest] = text.split(':');
  if (!/^\d+$/.test(units) || Number(units) < 1) {
    throw new GradsheetError('invalid-option', {
      where: '--hidden',
      problem: words('{} must look like {}, not "{}".', '--hidden', '5:relu,3:tanh', text),
      received: quoted(text),
    });
  }
  const named = rest.length === 0 ? 'relu' : rest.join(':');
  activation(named, '--hidden');
  return { units: Number(units), activation: named };
}

/** `adam`, `sgd:momentum=0.9`; the rate has an option of its own. */
function optimizerOption(o: TrainingOptions): { name: string; [option: string]: unknown } {
  const [name = '', ...rest] = (o.optimizer ?? 'adam').split(/[:,]/);
  const options = rest.map((part) => {
    const [key = '', value = ''] = part.split('=');
    const read = value === 'true' ? true : value === 'false' ? false : Number(value);
    if (value === '' || Number.isNaN(read)) {
      throw new GradsheetError('invalid-option', {
        where: '--optimizer',
        problem: words('{} must look like {}, not "{}".', '--optimizer', 'sgd:momentum=0.9', o.optimizer ?? ''),
      });
    }
    return [key, read] as const;
  });
  return {
    ...Object.fromEntries(options),
    name,
    ...(o['learning-rate'] === undefined ? {} : { learningRate: o['learning-rate'] }),
  };
}

/** What says how the table is read and what is learned: enough to plan the same training again. */
const trainingOptions = (o: TrainingOptions): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(o).filter(
      ([name]) => Object.hasOwn(commands.sheet.options, name) && !['out', 'force', 'layout', 'exercise'].includes(name),
    ),
  );

const missingTarget = (names: readonly string[]): never => {
  throw new GradsheetError('invalid-option', {
    where: '--target',
    problem: words('{} is missing.', '--target'),
    hint: words('Name the column to predict, one of {}.', listed(names, 12)),
  });
};
