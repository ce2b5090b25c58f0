import type { Node } from '../ir/node.ts';
import { add as addNodes, concatenate as join, div, expand, max, min, mul, sub } from '../ir/ops.ts';
import { ShapeError, text } from '../ir/shape.ts';
import { checkAxis, layerOf, type CommonLayerOptions } from './common.ts';
import type { Mask } from './layer.ts';
import { counting, either } from './masks.ts';
import type { CallableLayer } from './symbolic.ts';
import { words } from './error-words.ts';

type Masks = readonly Mask[];
type Fold = (xs: readonly Node[], masks: Masks) => Node;

const fold =
  (op: (a: Node, b: Node) => Node): Fold =>
  (xs) =>
    xs.reduce((a, b) => op(a, b));
const sum = fold(addNodes);

/** Of two entries of which one does not count, the other one. */
const extreme =
  (op: (a: Node, b: Node) => Node): Fold =>
  (xs, masks) => {
    let [mask = null] = masks;
    return xs.reduce((a, b, i) => {
      const second = counting(masks[i], b, a);
      const first = counting(mask, a, second);
      mask = either(mask, masks[i]);
      return op(first, second);
    });
  };

const shapesText = (xs: readonly Node[]): string => xs.map((x) => text(x.shape)).join(' and ');

/**
 * Number by number, from several inputs of one shape (axes of size 1 are repeated). An entry of the result counts if it
 * does in one of the inputs: Keras's rule.
 */
const merge =
  (className: string, output: Fold) =>
  (options: CommonLayerOptions = {}): CallableLayer<CommonLayerOptions> => {
    return layerOf(className, options, {}, () => ({
      trace: ({ masks }, xs) => {
        if (xs.length < 2 || (className === 'Subtract' && xs.length !== 2)) {
          const count = className === 'Subtract' ? words('exactly') : words('at least');
          throw new ShapeError({ needs: words('{} two inputs', count), got: `${xs.length}` });
        }
        if (new Set(xs.map((x) => x.shape.length)).size > 1) {
          throw new ShapeError({ needs: words('inputs of one rank'), got: shapesText(xs) });
        }
        return { outputs: [output(xs, masks)], masks: [masks.reduce(either)] };
      },
    }));
  };

/**
 * `layers.add().apply([a, b])`: a + b; and its kin. Keras's class names. What an entry that does not count does to the
 * others is Keras's rule too: nothing in a product, maximum or minimum; a sum, difference or average takes it as it is.
 */
export const add = merge('Add', sum);
export const subtract = merge('Subtract', fold(sub));
export const multiply = merge('Multiply', (xs, masks) => {
  const factors = xs.map((x, i) => counting(masks[i], x, 1));
  return counting(
    masks.reduce(either),
    factors.reduce((a, b) => mul(a, b)),
    0,
  );
});
export const average = merge('Average', (xs) => div(sum(xs, []), xs.length));
export const maximum = merge('Maximum', extreme(max));
export const minimum = merge('Minimum', extreme(min));

export interface ConcatenateOptions extends CommonLayerOptions {
  /** The batch is axis 0; counted from the end when negative. Default -1. */ readonly axis?: number;
}

/** One input after the other along an axis. `layers.concatenate().apply([a, b])` */
export function concatenate(options: ConcatenateOptions = {}): CallableLayer<ConcatenateOptions> {
  return layerOf('Concatenate', options, { axis: checkAxis }, ({ axis }) => ({
    trace: ({ masks }, xs) => {
      const [first] = xs;
      if (!first || xs.length < 2) throw new ShapeError({ needs: words('at least two inputs'), got: `${xs.length}` });
      const rank = first.shape.length;
      const at = axis < 0 ? axis + rank : axis;
      const fits =
        at > 0 &&
        at < rank &&
        xs.every((x) => x.shape.length === rank && x.shape.every((d, i) => i === at || d === first.shape[i]));
      if (!fits) {
        throw new ShapeError({ needs: words('inputs of equal shapes but for axis {}', axis), got: shapesText(xs) });
      }
      return { outputs: [join(xs, at)], masks: [at === rank - 1 ? masks.reduce(either) : joined(masks, xs, at)] };
    },
  }));
}

/** Masks one after the other, as their values; 1 beside a value without a mask. */
const joined = (masks: Masks, xs: readonly Node[], axis: number): Mask =>
  masks.some((mask) => mask)
    ? join(
        xs.map((x, i) => masks[i] ?? expand(1, x.shape.slice(0, -1))),
        axis,
      )
    : null;
