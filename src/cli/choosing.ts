import type { Chosen } from '../choose/choose.ts';
import { chooseModel } from '../choose/choose-model.ts';
import { GradsheetError } from '../errors.ts';
import { quoted } from '../words.ts';
import type { SplitRule } from '../choose/dealing.ts';
import type { Crew } from '../choose/jobs.ts';
import type { Costs } from '../statistics/scores/judged.ts';
import type { Call, Outcome } from './call.ts';
import { askedClasses } from './ask-classes.ts';
import { printChoice } from './choice-report.ts';
import { threads } from './crew/threads.ts';
import { notTaken } from './paths.ts';
import { printFeatures, printTarget, printWarnings } from './report.ts';
import { writeChoicePage } from './write-choice-page.ts';
import { tryingLine } from './progress.ts';
import { printNext, saveModel } from './save-model.ts';
import type { TableFile } from './table-file.ts';
import { columnsAsked, tableSettings } from './training-plan.ts';
import { words } from './error-words.ts';

/** Options that say how to train: with one of them what was said is what runs, and nothing is chosen. */
const TOLD = [
  'hidden',
  'loss',
  'optimizer',
  'learning-rate',
  'epochs',
  'batch-size',
  'kernel-initializer',
  'validation-split',
  'early-stopping',
  'buffer',
  'on',
] as const;

/** Is the training told, or is it to be chosen? The chooser always scales; another scaling is told. */
export const isTold = ({ options }: Pick<Call<'train'>, 'options'>): boolean =>
  TOLD.some((name) => options[name] !== undefined) || (options.scale !== undefined && options.scale !== 'standard');

/** `gradsheet train TABLE --target COL` and no word on how: a good model is chosen, explained and saved. */
export async function trainChosen(given: Call<'train'>, read: () => Promise<TableFile>, out: string): Promise<Outcome> {
  const { report, cost, split } = given.options;
  if (report !== undefined) await notTaken(report, given.io.cwd, given.options.force);
  const rules = {
    ...(cost ? { costs: costsOf(cost) } : {}),
    ...(split === undefined ? {} : { split: splitOf(split) }),
  };
  const { call, file, chosen } = await readAndChoose(given, read, rules);
  const { print, say, style } = call;
  const { model, preprocessing, choice } = chosen;
  printTarget(call, preprocessing);
  print(style.bold(say.data.features));
  printFeatures(call, preprocessing);
  printWarnings(call, preprocessing);
  print();
  printChoice(call, choice, {
    name: preprocessing.target.name,
    classes: preprocessing.target.kind === 'number' ? [] : preprocessing.target.values.map(String),
  });
  const files = await saveModel(call, out, {
    model,
    preprocessing,
    settings: { ...tableSettings(file, call.options), choice, validationSplit: 0 },
    others: {},
  });
  await writeChoicePage(call, chosen, file);
  printNext(call, out, preprocessing);
  return {
    ...(choice.cut?.reason === 'asked' ? { exit: 130 } : {}),
    json: {
      command: 'train',
      table: file.name,
      target: preprocessing.target,
      features: preprocessing.features,
      task: choice.task,
      layers: model.summaryRows(),
      warnings: [...file.warnings, ...preprocessing.warnings],
      choice,
      files,
      ...(report === undefined ? {} : { report }),
    },
  };
}

/** What the options say of the choice, read before any table. */
interface Rules {
  readonly costs?: Costs;
  readonly split?: SplitRule;
}

/** The threads that try the models start while the table is read. */
async function readAndChoose(
  given: Call<'train'>,
  read: () => Promise<TableFile>,
  rules: Rules,
): Promise<{ call: Call<'train'>; file: TableFile; chosen: Chosen }> {
  const crew = threads();
  try {
    const file = await read();
    const call = await askedClasses(given, file.table);
    return { call, file, chosen: await choosing(crew, call, file, rules) };
  } finally {
    crew.dispose();
  }
}

/** Chooses in threads, with a live line on a terminal; Ctrl-C and the clock take the best so far. */
async function choosing(crew: Crew, call: Call<'train'>, { table }: TableFile, rules: Rules): Promise<Chosen> {
  const { options: o, io } = call;
  const trying = tryingLine(call);
  const { target, ...columns } = columnsAsked(table.names, o);
  const given = {
    ...columns,
    testSize: o['test-size'],
    splitSeed: o['split-seed'],
    seed: o.seed,
    classWeights: o['class-weights'],
    targetScale: o['target-scale'],
    mostEpochs: o['most-epochs'],
    time: o.time,
  };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  try {
    return await chooseModel(table, target, {
      ...said,
      ...rules,
      crew,
      signal: io.signal,
      onTrial: (trial) => {
        trying.show(trial);
      },
    });
  } finally {
    trying.clear();
  }
}

/** `random`, `time`, `time=COL`, `group=COL`; a name may itself hold a `=`. @throws GradsheetError `invalid-option` */
function splitOf(text: string): SplitRule {
  if (text === 'random' || text === 'time') return { by: text };
  const [by = ''] = text.split('=');
  const column = text.slice(by.length + 1);
  if ((by === 'time' || by === 'group') && column !== '') return { by, column };
  throw new GradsheetError('invalid-option', {
    where: '--split',
    expected: words('{}, {}, {} or {}', 'random', 'time', 'time=COL', 'group=COL'),
    received: quoted(text),
  });
}

/** `fp=1,fn=20` @throws GradsheetError `invalid-option` */
function costsOf(parts: readonly string[]): Costs {
  const said = new Map(parts.map((part) => [part.slice(0, 2), part.startsWith('=', 2) ? part.slice(3) : '']));
  const cost = (name: string): number => Number(said.get(name) || NaN);
  const costs = { fp: cost('fp'), fn: cost('fn') };
  if (said.size === 2 && costs.fp > 0 && costs.fn > 0 && Number.isFinite(costs.fp + costs.fn)) return costs;
  throw new GradsheetError('invalid-option', {
    where: '--cost',
    problem: words('{} must look like {}, not "{}".', '--cost', 'fp=1,fn=20', parts.join(',')),
    received: quoted(parts.join(',')),
  });
}
