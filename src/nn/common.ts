import type { Shape } from '../ir/shape.ts';
import { checkBoolean, checkNames, checkNumber, invalid } from './options.ts';
import { titleOf } from './symbolic.ts';

/** What every layer takes. */
export interface CommonLayerOptions {
  /** Unique in its model; else 'dense', 'dense_1' … */
  readonly name?: string;
  /** For the first layer of a sequential model: the shape of one row. */
  readonly inputShape?: Shape;
  /** false: the layer's variables stay as they are. */
  readonly trainable?: boolean;
}
const commonNames = ['name', 'inputShape', 'trainable'] as const satisfies readonly (keyof CommonLayerOptions)[];

/**
 * @param own names of the options that only this layer has
 * @returns how errors name the layer
 * @throws GradsheetError `invalid-option`
 */
export function checkLayer(
  className: string,
  options: CommonLayerOptions,
  own: readonly string[] = [],
  common: readonly string[] = commonNames,
): string {
  const title = titleOf({ className, ...given({ name: options?.name }) });
  checkNames(title, options, [...common, ...own]);
  const { name, inputShape, trainable } = options;
  if (name !== undefined && (typeof name !== 'string' || !/^[^/\s]+$/.test(name) || name === 'sums'))
  // names of a run begin with the layer's
  {
    invalid(`${title}, name`, 'letters without blanks or slashes, and not "sums"', name);
  }
  if (inputShape !== undefined) checkSizes(`${title}, inputShape`, inputShape);
  if (trainable !== undefined) checkBoolean(`${title}, trainable`, trainable);
  return title;
}

export const MOST_AXES = 32; // as NumPy's arrays once had

export function checkSizes(where: string, shape: unknown): Shape {
  if (!Array.isArray(shape) || shape.length > MOST_AXES) {
    return invalid(where, `a list of at most ${MOST_AXES} sizes without the batch, as [4]`, shape);
  }
  return Object.freeze(shape.map((size) => checkNumber(where, size, { least: 1, whole: true })));
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined | ''> };
/** The entries that are there: an absent option is left out, not set to undefined. */
export const given = <T extends object>(entries: T): Given<T> =>
  // what the filter keeps
  Object.freeze(Object.fromEntries(Object.entries(entries).filter(([, v]) => v !== undefined && v !== ''))) as Given<T>;
