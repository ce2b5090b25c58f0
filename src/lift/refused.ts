/** Thrown where a formula has no value of its own or no program; `function` is filled in by what called it. */
export class Refused extends Error {
  readonly why: Why;
  function = '';
  constructor(why: Why, name = '') {
    super(why);
    this.why = why;
    this.function = name;
  }
}
/**
 * A function that is not understood; one with a value but no derivative; an argument that has to be a constant but
 * depends on inputs; a value that changes by itself; another file, which is never opened; a formula nested too deeply,
 * or
 * one that reads or makes too much.
 */
export type Why =
  'unsupported-function' | 'no-derivative' | 'not-constant' | 'volatile' | 'external' | 'too-deep' | 'too-large';

/** The most cells or elements that a formula may read or make at once. */
export const MOST = 5_000_000;
/** The most cells that the array formulas of a workbook may fill, all together. */
export const MOST_FILLED = 1_000_000;
