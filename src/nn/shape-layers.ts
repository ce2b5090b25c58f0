import { expand, reshape as reshapeNode, transpose } from '../ir/ops.ts';
import { range, ShapeError, size, text, type Shape } from '../ir/shape.ts';
import { checkSizes, given, layerOf, MOST_AXES, only, type CommonLayerOptions } from './common.ts';
import { checkNumber, invalid } from './options.ts';
import type { CallableLayer, SymbolicTensor } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

export interface InputOptions {
  /** Of one row, without the batch. */ readonly shape: Shape;
  /** Rows of every batch: for layers that keep a state of each row. */ readonly batchSize?: number;
  readonly name?: string;
}

/** Says what comes in; the first of `sequential([…])`, or by `input` the start of a functional graph. */
export function inputLayer(options: InputOptions): CallableLayer<InputOptions> {
  const shape = (v: Shape, where: Where): Shape => checkSizes(where, v);
  const batchSize = (v: number | undefined, where: Where): number | undefined =>
    v === undefined ? v : checkNumber(where, v, { least: 1, whole: true });
  return layerOf('InputLayer', options, { shape, batchSize }, () => ({ trace: (_, xs) => ({ outputs: [only(xs)] }) }), [
    'name',
  ]);
}

/**
 * The start of a functional graph: `const x = input({ shape: [4] })`. @returns a value of shape [batch, …shape] to come
 */
export function input(options: InputOptions): SymbolicTensor {
  const call = Object.freeze({ layer: inputLayer(options), inbound: Object.freeze([]) });
  return Object.freeze({ shape: call.layer.options.shape, call, output: 0 });
}

/** All axes but the batch become one: [batch, …] → [batch, size]. `layers.flatten()` */
export function flatten(options: CommonLayerOptions = {}): CallableLayer<CommonLayerOptions> {
  return layerOf('Flatten', options, {}, () => ({
    trace: ({ axes }, xs) => {
      const x = only(xs);
      const outputs = [reshapeNode(x, [x.shape[0] ?? 0, size(x.shape.slice(1))])];
      return x.shape.length === 2 ? { outputs, axes } : { outputs };
    },
  }));
}

export interface ReshapeOptions extends CommonLayerOptions {
  /** Without the batch; one size may be -1: what is left over. */
  readonly targetShape: readonly number[];
}

/** The same numbers in another shape. `layers.reshape({ targetShape: [2, -1] })` */
export function reshape(options: ReshapeOptions): CallableLayer<ReshapeOptions> {
  return layerOf('Reshape', options, { targetShape: checkTarget }, ({ targetShape }) => ({
    trace: (_, xs) => {
      const x = only(xs);
      const numbers = size(x.shape.slice(1));
      const known = size(targetShape.filter((d) => d !== -1));
      const shape = targetShape.map((d) => (d === -1 ? numbers / known : d));
      if (size(shape) !== numbers || !shape.every(Number.isInteger)) {
        throw new ShapeError({
          needs: words('{} numbers a row in targetShape {}', numbers, text(targetShape)),
          got: `${known}`,
        });
      }
      return { outputs: [reshapeNode(x, [x.shape[0] ?? 0, ...shape])] };
    },
  }));
}

export interface PermuteOptions extends CommonLayerOptions {
  /** For each axis of the result that of x, the first after the batch being 1. */
  readonly dims: readonly number[];
}

/** The same numbers with the axes in another order. `layers.permute({ dims: [2, 1] })` */
export function permute(options: PermuteOptions): CallableLayer<PermuteOptions> {
  return layerOf('Permute', options, { dims: checkDims }, ({ dims }) => ({
    trace: ({ axes: [axes] }, xs) => {
      const x = only(xs);
      if (x.shape.length !== dims.length + 1) {
        throw new ShapeError({ needs: words('x of {} axes besides the batch', dims.length), got: text(x.shape) });
      }
      const perm = [0, ...dims];
      const turned = axes?.length === perm.length ? [perm.flatMap((i) => axes[i] ?? [])] : undefined;
      return { outputs: [transpose(x, perm)], ...given({ axes: turned }) };
    },
  }));
}

function checkDims(dims: readonly number[], where: Where): readonly number[] {
  const fits = Array.isArray(dims) && dims.length > 0 && dims.length <= MOST_AXES;
  if (!fits || !range(dims.length).every((i) => dims.includes(i + 1))) {
    invalid(where, words('each axis once, the first after the batch being 1: [2, 1]'), dims);
  }
  return Object.freeze([...dims]);
}

export interface RepeatVectorOptions extends CommonLayerOptions {
  readonly n: number;
}

/** The same row n times, as a sequence: [batch, features] → [batch, n, features]. `layers.repeatVector({ n: 3 })` */
export function repeatVector(options: RepeatVectorOptions): CallableLayer<RepeatVectorOptions> {
  const n = (v: number, where: Where): number => checkNumber(where, v, { least: 1, whole: true });
  return layerOf('RepeatVector', options, { n }, (own) => ({
    trace: (_, xs) => {
      const { shape } = only(xs);
      const [batch, features, ...more] = shape;
      if (batch === undefined || features === undefined || more.length > 0) {
        throw new ShapeError({ needs: words('x [batch, features]'), got: text(shape) });
      }
      return { outputs: [expand(reshapeNode(only(xs), [batch, 1, features]), [batch, own.n, features])] };
    },
  }));
}

function checkTarget(shape: readonly number[], where: Where): readonly number[] {
  if (!Array.isArray(shape) || shape.length > MOST_AXES) {
    invalid(where, words('a list of at most {} sizes without the batch', MOST_AXES), shape);
  }
  const sizes = shape.map((d) => (d === -1 ? -1 : checkNumber(where, d, { least: 1, whole: true })));
  if (sizes.filter((d) => d === -1).length > 1) invalid(where, words('at most one size of -1'), sizes);
  return Object.freeze(sizes);
}
