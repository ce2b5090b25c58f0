import { parseArgs } from 'node:util';
import { GradsheetError } from '../errors.ts';
import { listedNames, quoted, type Where } from '../words.ts';
import { nearest } from '../util/text.ts';
import { boundsWords, within, type Bounds } from '../util/bounds.ts';
import type { Options, Values } from './commands.ts';
import { words } from './error-words.ts';

export interface Parsed<O extends Options> {
  readonly operands: readonly string[];
  readonly values: Values<O>;
}

/**
 * The arguments of a command.
 *
 * @param where "gradsheet train", for errors
 * @throws GradsheetError `invalid-option` for an unknown option (with the nearest), a missing or impossible value
 */
export function parse<O extends Options>(args: readonly string[], options: O, where: Where): Parsed<O> {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [
        name,
        {
          type: option.kind === 'flag' ? ('boolean' as const) : ('string' as const),
          ...('short' in option && option.short !== undefined ? { short: option.short } : {}),
        },
      ]),
    ),
  });
  const operands: string[] = [];
  const values: Record<string, boolean | string | number | string[]> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) throw unknown(rawName, Object.keys(options), where);
    if (option.kind === 'flag') {
      if (value !== undefined) {
        throw new GradsheetError('invalid-option', {
          where: rawName,
          expected: words('no value'),
          received: quoted(value),
        });
      }
      values[name] = true;
      continue;
    }
    if (
      value === undefined ||
      value === '' ||
      (value.startsWith('--') && Object.hasOwn(options, value.slice(2).split('=')[0] ?? ''))
    ) {
      throw new GradsheetError('invalid-option', {
        where: rawName,
        expected: words('a value after it: {}', option.value),
        ...(value ? { received: quoted(value) } : {}),
      });
    }
    switch (option.kind) {
      case 'text':
        values[name] = option.choices ? choice(rawName, value, option.choices) : value;
        break;
      case 'number':
        values[name] = number(rawName, value, option.bounds);
        break;
      case 'list': {
        const before = values[name];
        values[name] = [...(Array.isArray(before) ? before : []), ...items(value)];
        break;
      }
      default:
        option satisfies never;
    }
  }
  return { operands, values: values as Values<O> }; // each value was made by its option's kind
}

function unknown(rawName: string, names: readonly string[], where: Where): GradsheetError {
  const near = nearest(rawName.replace(/^-+/, ''), names);
  return new GradsheetError('invalid-option', {
    where,
    problem: words('Unknown option {}.', rawName),
    received: quoted(rawName),
    hint: near === undefined ? words('See --help.') : words('Did you mean "--{}"?', near),
  });
}

/** Parted by commas; one with a comma in it stands in quotes: `age,"height, in cm"`. */
const items = (value: string): string[] =>
  [...value.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]+))/g)]
    .map(([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare.trim())
    .filter((item) => item !== '');

function choice(where: Where, value: string, choices: readonly string[]): string {
  const found = choices.find((name) => name.toLowerCase() === value.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(value, choices);
  throw new GradsheetError('invalid-option', {
    where,
    expected: words('one of {}', listedNames(choices)),
    received: quoted(value),
    ...(near === undefined ? {} : { hint: words('Did you mean "{}"?', near) }),
  });
}

function number(where: Where, text: string, bounds: Bounds = {}): number {
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (within(value, bounds)) return value;
  throw new GradsheetError('invalid-option', {
    where,
    problem: words('{} must be {}, not "{}".', where, boundsWords(bounds), text),
    expected: boundsWords(bounds),
    received: quoted(text),
  });
}
