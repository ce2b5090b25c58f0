import { parseArgs } from 'node:util';
import { GradsheetError } from '../errors.ts';
import { nearest } from '../util/text.ts';
import type { Bounds, Options, Values } from './commands.ts';

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
export function parse<O extends Options>(args: readonly string[], options: O, where: string): Parsed<O> {
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
        throw new GradsheetError('invalid-option', { where: rawName, expected: 'no value', received: `"${value}"` });
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
        expected: `a value after it: ${option.value}`,
        ...(value ? { received: `"${value}"` } : {}),
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

function unknown(rawName: string, names: readonly string[], where: string): GradsheetError {
  const near = nearest(rawName.replace(/^-+/, ''), names);
  return new GradsheetError('invalid-option', {
    where,
    expected: 'an option it knows',
    received: `"${rawName}"`,
    hint: near === undefined ? 'See --help.' : `Did you mean "--${near}"?`,
  });
}

/** Parted by commas; one with a comma in it stands in quotes: `age,"height, in cm"`. */
const items = (value: string): string[] =>
  [...value.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]+))/g)]
    .map(([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare.trim())
    .filter((item) => item !== '');

function choice(where: string, value: string, choices: readonly string[]): string {
  const found = choices.find((name) => name.toLowerCase() === value.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(value, choices);
  throw new GradsheetError('invalid-option', {
    where,
    expected: `one of ${choices.join(', ')}`,
    received: `"${value}"`,
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
  });
}

/** Is it a number that an option may be? */
export const within = (value: number, { above, below, least, most, whole = false }: Bounds = {}): boolean =>
  Number.isFinite(value) &&
  (!whole || Number.isInteger(value)) &&
  (above === undefined || value > above) &&
  (below === undefined || value < below) &&
  (least === undefined || value >= least) &&
  (most === undefined || value <= most);

function number(where: string, text: string, bounds: Bounds = {}): number {
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (within(value, bounds)) return value;
  const { above, below, least, most, whole = false } = bounds;
  const kind = whole ? 'a whole number' : 'a number';
  const limits = [
    above !== undefined && `above ${above}`,
    least !== undefined && `of at least ${least}`,
    below !== undefined && `below ${below}`,
    most !== undefined && `of at most ${most}`,
  ].filter((limit) => limit !== false);
  throw new GradsheetError('invalid-option', {
    where,
    expected: [kind, limits.join(' and ')].filter((part) => part !== '').join(' '),
    received: `"${text}"`,
  });
}
