import { GradsheetError } from '../errors.ts';
import { listedNames, type Where, type Words } from '../words.ts';
import { boundsWords, within, type Bounds } from './bounds.ts';
import { words } from './error-words.ts';
import { excerpt, nearest } from './text.ts';

// What a person gives a function, checked: a wrong one is refused with its name, and is never silently the default.

/** @throws GradsheetError `invalid-option` */
export function invalid(where: Where, expected: Words, received: unknown, hint?: Words): never {
  throw new GradsheetError('invalid-option', {
    where,
    expected,
    received: excerpt(received),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Option names are checked, so that a misspelt one is not silently the default. */
export function checkNames(where: Where, given: unknown, allowed: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    invalid(where, words('options in braces: {}', listedNames(allowed)), given);
  }
  for (const name of Object.keys(given)) {
    if (allowed.includes(name)) continue;
    const near = nearest(name, allowed);
    invalid(
      words('{}, option "{}"', where, name),
      allowed.length === 0 ? words('no options') : words('one of {}', listedNames(allowed)),
      name,
      near === undefined ? undefined : words('Did you mean "{}"?', near),
    );
  }
}

/** A finite number within bounds. @throws GradsheetError `invalid-option` */
export const checkNumber = (where: Where, value: unknown, bounds: Bounds = {}): number =>
  within(value, bounds) ? value : invalid(where, boundsWords(bounds), value);

export const checkBoolean = (where: Where, value: unknown): boolean =>
  typeof value === 'boolean' ? value : invalid(where, words('true or false'), value);

export function checkChoice<T extends string>(where: Where, value: unknown, choices: readonly T[]): T {
  return choices.find((c) => c === value) ?? invalid(where, words('one of {}', listedNames(choices)), value);
}

export const checkText = (where: Where, value: unknown): string =>
  typeof value === 'string' ? value : invalid(where, words('a text'), value);

/** An array, or a typed array. A text is none, although it has a length too. */
export const checkList = (where: Where, value: unknown): ArrayLike<unknown> & Iterable<unknown> =>
  isList(value) ? value : invalid(where, words('a list'), value);

export const isList = (value: unknown): value is ArrayLike<unknown> & Iterable<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isList(value);
export const checkRecord = (where: Where, value: unknown): Readonly<Record<string, unknown>> =>
  isRecord(value) ? value : invalid(where, words('an object'), value);
/** @param what the function is asked for: "a function of a row" */
export const checkFunction = (where: Where, value: unknown, what: Words = words('a function')): unknown =>
  typeof value === 'function' ? value : invalid(where, what, value);

/** For each option what its value must be; the compiler asks for all of them. */
export type OptionChecks<Options> = {
  readonly [Name in keyof Required<Options>]: (where: Where, value: unknown) => unknown;
};

/**
 * The names of options, and the values of those that are given.
 *
 *   checkOptions('histogram', { bars: '12' }, { bars: numberIn({ least: 1 }) })   // bars: needs a number …; got "12".
 *
 * @throws GradsheetError `invalid-option`
 */
export function checkOptions<Options extends object>(
  where: Where,
  given: Options,
  checks: OptionChecks<Options>,
): void {
  checkNames(where, given, Object.keys(checks));
  for (const name of Object.keys(checks) as (keyof Options & string)[]) {
    if (given[name] !== undefined) checks[name](name, given[name]);
  }
}

export const numberIn =
  (bounds: Bounds) =>
  (where: Where, value: unknown): number =>
    checkNumber(where, value, bounds);
export const oneOf =
  (...choices: readonly string[]) =>
  (where: Where, value: unknown): string =>
    checkChoice(where, value, choices);
/** For an option that is looked at where it is used. */
export const anyValue = (): void => undefined;
