import type { Node } from '../ir/node.ts';
import { ShapeError, text, type Shape } from '../ir/shape.ts';
import type { Layer } from './layer.ts';
import { checkBoolean, checkNames, checkNumber, invalid } from './options.ts';
import { callable, titleOf, type CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

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

export const MOST_AXES = 32; // as NumPy's arrays once had

export function checkSizes(where: Where, shape: unknown): Shape {
  if (!Array.isArray(shape) || shape.length > MOST_AXES) {
    return invalid(where, words('a list of at most {} sizes without the batch, as [4]', MOST_AXES), shape);
  }
  return Object.freeze(shape.map((size) => checkNumber(where, size, { least: 1, whole: true })));
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined | ''> };
/** The entries that are there: an absent option is left out, not set to undefined. */
export const given = <T extends object>(entries: T): Given<T> =>
  // what the filter keeps
  Object.freeze(Object.fromEntries(Object.entries(entries).filter(([, v]) => v !== undefined && v !== ''))) as Given<T>;

type OwnOptions<Options> = Exclude<keyof Options & string, keyof CommonLayerOptions>;
export type Readers<Options> = {
  readonly [K in OwnOptions<Options>]-?: (value: Options[K], where: Where) => unknown;
};
/** What readers give. */
export type ReadOptions<R> = { readonly [K in keyof R]: R[K] extends (...args: never) => infer T ? T : never };

type AnyReaders = Readonly<Record<string, (value: never, where: Where) => unknown>>;
/** Each option by its reader. */
export function readBy<R extends AnyReaders>(title: string, options: object, readers: R): ReadOptions<R> {
  const given = options as Readonly<Record<string, never>>; // readers say what they take
  const read = Object.entries(readers).map(([key, reader]) => [key, reader(given[key] as never, `${title}, ${key}`)]);
  return Object.fromEntries(read) as ReadOptions<R>; // one per reader
}

/**
 * A layer. Every option that only this layer has is read by a function of its own, which gives the default and checks;
 * what they give is saved with a model, and is what `does` works with, beside all options as they were given: those of
 * this layer, which may be another one with some of them changed (`again`).
 *
 *   layerOf('Dropout', options, { rate: (v, where) => checkNumber(where, v) }, ({ rate }) => ({ trace: … }))
 *
 * @throws GradsheetError `invalid-option`, also for the options that every layer takes, and for unknown ones
 */
export function layerOf<Options extends CommonLayerOptions, R extends Readers<Options>>(
  className: string,
  options: Options,
  readers: R,
  does: (own: ReadOptions<R>, options: Options) => Pick<Layer, 'trace'> & Partial<Pick<Layer, 'variables' | 'takes'>>,
  common: readonly string[] = commonNames,
): CallableLayer<Options> {
  const title = titleOf({ className, ...given({ name: options?.name }) });
  checkNames(title, options, [...common, ...Object.keys(readers)]);
  const { name, inputShape, trainable } = options;
  // names of a run begin with the layer's
  if (name !== undefined && (typeof name !== 'string' || !/^[^/\s]{1,200}$/.test(name) || name === 'sums')) {
    invalid(words('{}, name', title), words('up to 200 letters without blanks or slashes, and not "sums"'), name);
  }
  if (inputShape !== undefined) checkSizes(`${title}, inputShape`, inputShape);
  if (trainable !== undefined) checkBoolean(`${title}, trainable`, trainable);
  const own = readBy(title, options, readers);
  const { trace, variables, takes } = does(own, options);
  return callable({
    className,
    ...given({ name }),
    // what was given, and the defaults; a layer without variables has nothing to train
    options: given({ ...own, inputShape, trainable: variables && trainable, name }) as unknown as Options,
    variables: variables ?? (() => ({})),
    trace,
    again: (changed) => layerOf(className, { ...options, ...changed }, readers, does, common),
    ...given({ takes }),
  });
}

/** The input of a layer that has one. @throws ShapeError */
export function only([x, ...others]: readonly Node[]): Node {
  if (x && others.length === 0) return x;
  throw new ShapeError({ needs: words('one input') });
}

/** An axis of x as Keras counts it: the batch is 0, negative ones from the end. @throws ShapeError */
export function axisOf(x: Shape, axis: number): number {
  const at = axis < 0 ? axis + x.length : axis;
  if (at > 0 && at < x.length) return at;
  throw new ShapeError({ needs: words('an axis {} besides the batch', axis), got: text(x) });
}

/** Reads the option `axis`. @throws GradsheetError `invalid-option` */
export const checkAxis = (axis: number | undefined, where: Where): number =>
  axis === 0
    ? invalid(where, words('an axis other than 0, which is the batch'), 0)
    : checkNumber(where, axis ?? -1, { whole: true });

/** Reads an option of one axis or several. @throws GradsheetError `invalid-option` */
export function checkAxes(axis: number | readonly number[] | undefined, where: Where): number | readonly number[] {
  if (!Array.isArray(axis)) return checkAxis(axis as number | undefined, where); // a list is the other case
  if (axis.length === 0) invalid(where, words('at least one axis'), axis);
  return Object.freeze(axis.map((one: number) => checkAxis(one, where)));
}
