import { listedNames, quoted, type Where } from '../words.ts';
import { checkNames, invalid } from '../util/options.ts';
import { nearest } from '../util/text.ts';
import { words } from './error-words.ts';

export { checkBoolean, checkChoice, checkNames, checkNumber, invalid } from '../util/options.ts';

const folded = (name: string): string => name.replaceAll(/[_\s-]/g, '').toLowerCase();

/**
 * The key of `table` that `name` means: case and underscores do not count, so Keras's `glorot_uniform` is understood.
 */
export function findKey<T extends object>(
  name: unknown,
  table: T,
  aliases: Readonly<Record<string, keyof T & string>> = {},
): (keyof T & string) | undefined {
  if (typeof name !== 'string') return undefined;
  const keys = Object.keys(table) as (keyof T & string)[]; // the keys of a frozen literal
  const alias = Object.keys(aliases).find((a) => folded(a) === folded(name));
  return keys.find((k) => folded(k) === folded(name)) ?? (alias === undefined ? undefined : aliases[alias]);
}

/** `findKey`. @throws GradsheetError `invalid-option` with the nearest name */
export function keyOf<T extends object>(
  where: Where,
  name: unknown,
  table: T,
  aliases: Readonly<Record<string, keyof T & string>> = {},
): keyof T & string {
  const key = findKey(name, table, aliases);
  const keys = Object.keys(table);
  if (key !== undefined) return key;
  const near = typeof name === 'string' ? nearest(name, [...keys, ...Object.keys(aliases)]) : undefined;
  return invalid(
    where,
    words('one of {}', listedNames(keys)),
    name,
    near === undefined ? undefined : words('Did you mean "{}"?', near),
  );
}

/**
 * A thing with a name and a few numbers, from text or plain data: `'constant:0.33'`, `'randomNormal:0:0.1'`,
 * `{ name: 'constant', value: 0.33 }`. Numbers in text fill the options in the order of the table's row.
 *
 * @param table per name its options with their defaults
 */
export function namedOptions<T extends Readonly<Record<string, Readonly<Record<string, unknown>>>>>(
  where: Where,
  from: unknown,
  table: T,
  aliases: Readonly<Record<string, keyof T & string>> = {},
): { readonly name: keyof T & string; readonly options: Readonly<Record<string, unknown>> } {
  if (typeof from === 'string') {
    const [text = '', ...numbers] = from.split(':');
    const name = keyOf(where, text, table, aliases);
    const defaults = table[name] ?? {};
    const keys = Object.keys(defaults);
    if (numbers.length > keys.length) {
      invalid(where, keys.length === 0 ? words('"{}" alone', name) : quoted([name, ...keys].join(':')), from);
    }
    const options = Object.fromEntries(numbers.map((n, i) => [keys[i] ?? '', n.trim() === '' ? NaN : Number(n)]));
    return { name, options: { ...defaults, ...options } };
  }
  if (typeof from !== 'object' || from === null || !('name' in from)) {
    return invalid(where, words('a name ({}) or { name, … }', listedNames(Object.keys(table))), from);
  }
  const { name: given, ...options } = from;
  const name = keyOf(where, given, table, aliases);
  const defaults = table[name] ?? {};
  checkNames(words('{} {}', where, name), options, Object.keys(defaults));
  const set = Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined));
  return { name, options: { ...defaults, ...set } };
}
