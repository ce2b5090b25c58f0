import { reshape as reshapeNode } from '../ir/ops.ts';
import { ShapeError, size, text, type Shape } from '../ir/shape.ts';
import { checkLayer, checkSizes, given, MOST_AXES, type CommonLayerOptions } from './common.ts';
import { checkNumber, invalid } from './options.ts';
import { callable, type CallableLayer, type SymbolicTensor } from './symbolic.ts';

export interface InputOptions {
  /** Of one row, without the batch. */ readonly shape: Shape;
  readonly name?: string;
}

/** Says what comes in; the first of `sequential([…])`, or by `input` the start of a functional graph. */
export function inputLayer(options: InputOptions): CallableLayer<InputOptions> {
  const title = checkLayer('InputLayer', options, ['shape'], ['name']);
  const shape = checkSizes(`${title}, shape`, options.shape);
  return callable({
    className: 'InputLayer',
    ...given({ name: options.name }),
    options: Object.freeze({ shape, ...given({ name: options.name }) }),
    variables: () => ({}),
    trace: (_, [x]) => {
      if (!x) throw new ShapeError({ needs: 'one input' });
      return { output: x };
    },
  });
}

/**
 * The start of a functional graph: `const x = input({ shape: [4] })`. @returns a value of shape [batch, …shape] to come
 */
export function input(options: InputOptions): SymbolicTensor {
  const layer = inputLayer(options);
  return Object.freeze({ shape: layer.options.shape, layer, inbound: Object.freeze([]) });
}

/** All axes but the batch become one: [batch, …] → [batch, size]. `layers.flatten()` */
export function flatten(options: CommonLayerOptions = {}): CallableLayer<CommonLayerOptions> {
  checkLayer('Flatten', options);
  return callable({
    className: 'Flatten',
    ...given({ name: options.name }),
    options: Object.freeze(given({ inputShape: options.inputShape, name: options.name })),
    variables: () => ({}),
    trace: (c, [x]) => {
      if (!x) throw new ShapeError({ needs: 'one input' });
      return {
        output: reshapeNode(x, [x.shape[0] ?? 0, size(x.shape.slice(1))]),
        ...(x.shape.length === 2 ? { features: c.features } : {}),
      };
    },
  });
}

export interface ReshapeOptions extends CommonLayerOptions {
  /** Without the batch; one size may be -1: what is left over. */
  readonly targetShape: readonly number[];
}

/** The same numbers in another shape. `layers.reshape({ targetShape: [2, -1] })` */
export function reshape(options: ReshapeOptions): CallableLayer<ReshapeOptions> {
  const title = checkLayer('Reshape', options, ['targetShape']);
  const where = `${title}, targetShape`;
  if (!Array.isArray(options.targetShape) || options.targetShape.length > MOST_AXES) {
    invalid(where, `a list of at most ${MOST_AXES} sizes without the batch`, options.targetShape);
  }
  const target: readonly number[] = options.targetShape.map((d: unknown) =>
    d === -1 ? -1 : checkNumber(where, d, { least: 1, whole: true }),
  );
  if (target.filter((d) => d === -1).length > 1) invalid(where, 'at most one size of -1', target);
  return callable({
    className: 'Reshape',
    ...given({ name: options.name }),
    options: Object.freeze({
      targetShape: Object.freeze(target),
      ...given({ inputShape: options.inputShape, name: options.name }),
    }),
    variables: () => ({}),
    trace: (_, [x]) => {
      if (!x) throw new ShapeError({ needs: 'one input' });
      const numbers = size(x.shape.slice(1));
      const known = size(target.filter((d) => d !== -1));
      const shape = target.map((d) => (d === -1 ? numbers / known : d));
      if (size(shape) !== numbers || !shape.every(Number.isInteger)) {
        throw new ShapeError({ needs: `${numbers} numbers a row in targetShape ${text(target)}`, got: `${known}` });
      }
      return { output: reshapeNode(x, [x.shape[0] ?? 0, ...shape]) };
    },
  });
}
