import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { Json } from '../util/json.ts';
import { commands, type Option } from './commands.ts';
import { within } from '../util/bounds.ts';
import type { TableFile } from './table-file.ts';
import type { TrainingOptions } from './training-plan.ts';

/** How a model was trained: what `train` keeps in model.json so that the same training can be planned again. */
export interface SavedTraining {
  /** The name of its file, without a folder. */
  readonly table: string;
  readonly tableCrc32: number;
  readonly options: TrainingOptions;
  readonly validationSplit: number;
}

/**
 * @throws GradsheetError `unsupported` for a model of another origin; `bad-file` for options that the command line
 * would refuse
 */
export function savedTraining(settings: Readonly<Record<string, unknown>>, path: string): SavedTraining {
  const json = new Json(settings, `${path}, settings`);
  const split = json.get('validationSplit');
  if (json.get('table').missing || json.get('options').missing) {
    throw new GradsheetError('unsupported', {
      where: path,
      expected: words('a model that was trained by gradsheet train'),
    });
  }
  if (!json.get('inParts').missing) {
    throw new GradsheetError('unsupported', {
      where: path,
      problem: words('{} was trained on a table that was read in parts, which a workbook does not show.', path),
      hint: words('Train on fewer rows without --buffer, or name a table and its --target instead of the model.'),
    });
  }
  return {
    table: json.get('table').text(),
    tableCrc32: json.get('tableCrc32').count(),
    options: Object.fromEntries(
      json
        .get('options')
        .entries()
        .map(([name, value]) => [name, optionOf(name, value)]),
    ),
    validationSplit: split.missing ? 0 : optionNumber(split, commands.train.options['validation-split']),
  };
}

/** Was the model trained on this very file? Of a model of another origin nobody knows. */
export const trainedOn = (settings: Readonly<Record<string, unknown>>, file: Pick<TableFile, 'crc32'>): boolean =>
  settings['tableCrc32'] === file.crc32;

const MOST_LAYERS = 100;
const known: Readonly<Record<string, Option>> = commands.sheet.options;

function optionOf(name: string, json: Json): boolean | number | string | readonly string[] {
  const option = Object.hasOwn(known, name) ? known[name] : undefined;
  switch (option?.kind) {
    case 'flag':
      return json.value === true || json.value === false ? json.value : json.fail(words('true or false'));
    case 'text':
      return option.choices ? json.oneOf(option.choices) : json.text();
    case 'list':
      return name === 'hidden' && json.list().length > MOST_LAYERS
        ? json.fail(words('at most {} layers', MOST_LAYERS))
        : json.texts();
    case 'number':
      return optionNumber(json, option);
    case undefined:
      return json.fail(words('an option it knows'));
    default:
      return option satisfies never;
  }
}

function optionNumber(json: Json, { bounds }: Option & { kind: 'number' }): number {
  const value = json.finite();
  return within(value, bounds) ? value : json.fail(words('a number that the option allows'));
}
