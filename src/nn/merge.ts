import type { Node } from '../ir/node.ts';
import { add as addNodes, concatenate as join, div, max, min, mul, sub } from '../ir/ops.ts';
import { ShapeError, text } from '../ir/shape.ts';
import { checkLayer, given, type CommonLayerOptions } from './common.ts';
import { checkNumber, invalid } from './options.ts';
import { callable, type CallableLayer } from './symbolic.ts';

/** Number by number, from several inputs of one shape (axes of size 1 are repeated). */
const folds = {
  Add: (xs: readonly Node[]) => xs.reduce((a, b) => addNodes(a, b)),
  Subtract: (xs: readonly Node[]) => xs.reduce((a, b) => sub(a, b)),
  Multiply: (xs: readonly Node[]) => xs.reduce((a, b) => mul(a, b)),
  Average: (xs: readonly Node[]) =>
    div(
      xs.reduce((a, b) => addNodes(a, b)),
      xs.length,
    ),
  Maximum: (xs: readonly Node[]) => xs.reduce((a, b) => max(a, b)),
  Minimum: (xs: readonly Node[]) => xs.reduce((a, b) => min(a, b)),
} as const;

const shapesText = (xs: readonly Node[]): string => xs.map((x) => text(x.shape)).join(' and ');

const merge =
  (className: keyof typeof folds) =>
  (options: CommonLayerOptions = {}): CallableLayer<CommonLayerOptions> => {
    checkLayer(className, options);
    return callable({
      className,
      ...given({ name: options.name }),
      options: Object.freeze(given({ name: options.name })),
      variables: () => ({}),
      trace: (_, xs) => {
        if (xs.length < 2 || (className === 'Subtract' && xs.length !== 2)) {
          const count = className === 'Subtract' ? 'exactly' : 'at least';
          throw new ShapeError({ needs: `${count} two inputs`, got: `${xs.length}` });
        }
        if (new Set(xs.map((x) => x.shape.length)).size > 1) {
          throw new ShapeError({ needs: 'inputs of one rank', got: shapesText(xs) });
        }
        return { output: folds[className](xs) };
      },
    });
  };

/** `layers.add().apply([a, b])`: a + b; and its kin. Keras's class names. */
export const add = merge('Add');
export const subtract = merge('Subtract');
export const multiply = merge('Multiply');
export const average = merge('Average');
export const maximum = merge('Maximum');
export const minimum = merge('Minimum');

export interface ConcatenateOptions extends CommonLayerOptions {
  /** The batch is axis 0; counted from the end when negative. Default -1. */ readonly axis?: number;
}

/** One input after the other along an axis. `layers.concatenate().apply([a, b])` */
export function concatenate(options: ConcatenateOptions = {}): CallableLayer<ConcatenateOptions> {
  const title = checkLayer('Concatenate', options, ['axis']);
  const axis = checkNumber(`${title}, axis`, options.axis ?? -1, { whole: true });
  if (axis === 0) invalid(`${title}, axis`, 'an axis other than 0, which is the batch', 0);
  return callable({
    className: 'Concatenate',
    ...given({ name: options.name }),
    options: Object.freeze({ axis, ...given({ name: options.name }) }),
    variables: () => ({}),
    trace: (_, xs) => {
      const [first] = xs;
      if (!first || xs.length < 2) throw new ShapeError({ needs: 'at least two inputs', got: `${xs.length}` });
      const rank = first.shape.length;
      const at = axis < 0 ? axis + rank : axis;
      const fits =
        at > 0 &&
        at < rank &&
        xs.every((x) => x.shape.length === rank && x.shape.every((d, i) => i === at || d === first.shape[i]));
      if (!fits) {
        throw new ShapeError({ needs: `inputs of equal shapes but for axis ${axis}`, got: shapesText(xs) });
      }
      return { output: join(xs, at) };
    },
  });
}
