import { chooseModel, type Chosen } from '../choose/choose.ts';
import { GradsheetError } from '../errors.ts';
import { quoted } from '../words.ts';
import type { SplitRule } from '../choose/dealing.ts';
import type { Costs } from '../choose/threshold.ts';
import type { Call, Outcome } from './call.ts';
import { askedClasses } from './ask-classes.ts';
import { printChoice } from './choice-report.ts';
import { threads } from './crew/threads.ts';
import { notTaken } from './paths.ts';
import { printFeatures, printWarnings } from './report.ts';
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
  'on',
] as const;

/** Is the training told, or is it to be chosen? The chooser always scales; another scaling is told. */
export const isTold = ({ options }: Pick<Call<'train'>, 'options'>): boolean =>
  TOLD.some((name) => options[name] !== undefined) || (options.scale !== undefined && options.scale !== 'standard');

/** `gradsheet train TABLE --target COL` and no word on how: a good model is chosen, explained and saved. */
export async function trainChosen(given: Call<'train'>, file: TableFile, out: string): Promise<Outcome> {
  const call = await askedClasses(given, file.table);
  const { print, say, style } = call;
  if (call.options.report !== undefined) await notTaken(call.options.report, call.io.cwd, call.options.force);
  const chosen = await choosing(call, file);
  const { model, preprocessing, choice } = chosen;
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
  await writeChoicePage(call, chosen, file.name);
  printNext(call, out, call.operands[0] ?? '', preprocessing);
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
      ...(call.options.report === undefined ? {} : { report: call.options.report }),
    },
  };
}

/** Chooses in threads, with a live line on a terminal; Ctrl-C and the clock take the best so far. */
async function choosing(call: Call<'train'>, { table }: TableFile): Promise<Chosen> {
  const { options, io } = call;
  const crew = threads();
  const trying = tryingLine(call);
  const end = options.time === undefined ? Infinity : io.now() + options.time * 1000;
  try {
    return await chooseModel(table, chooseOptions(table.names, options), {
      crew,
      watch: {
        onTrial: (trial) => {
          trying.show(trial);
        },
        stop: () => (io.signal.aborted ? 'asked' : io.now() > end ? 'time' : null),
      },
    });
  } finally {
    crew.dispose();
    trying.clear();
  }
}

function chooseOptions(names: readonly string[], o: Call<'train'>['options']): Parameters<typeof chooseModel>[1] {
  const given = {
    ...columnsAsked(names, o),
    testSize: o['test-size'],
    splitSeed: o['split-seed'],
    seed: o.seed,
    classWeights: o['class-weights'],
    costs: o.cost && costsOf(o.cost),
    split: o.split === undefined ? undefined : splitOf(o.split),
  };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as unknown as Parameters<typeof chooseModel>[1]; // the target is among them
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
