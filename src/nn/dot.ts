import type { Node } from '../ir/node.ts';
import { div, matmul, max, reshape, sqrt, square, sum, transpose } from '../ir/ops.ts';
import { range, ShapeError, size, text } from '../ir/shape.ts';
import { axisOf, checkAxis, layerOf, type CommonLayerOptions } from './common.ts';
import { checkBoolean, invalid } from './options.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

export interface DotOptions extends CommonLayerOptions {
  /** Along which axis the products are summed, of both inputs or of each; the batch is 0. */
  readonly axes: number | readonly [first: number, second: number];
  /** Divide each by its length first: the cosine of the angle between them. Default false. */
  readonly normalize?: boolean;
}

/**
 * Sums of products along an axis of each of two inputs, row by row.
 *
 *   layers.dot({ axes: -1 }).apply([a, b])
 *
 * a [batch, …a, k], b [batch, …b, k] → [batch, …a, …b], or [batch, 1] if nothing else is left
 */
export function dot(options: DotOptions): CallableLayer<DotOptions> {
  return layerOf(
    'Dot',
    options,
    { axes: checkAxes, normalize: (v = false, where) => checkBoolean(where, v) },
    ({ axes, normalize }) => ({
      trace: (_, xs) => {
        const [a, b] = xs;
        if (!a || !b || xs.length !== 2) throw new ShapeError({ needs: words('two inputs'), got: `${xs.length}` });
        const [first, second] = Array.isArray(axes) ? (axes as readonly number[]) : [axes as number, axes as number];
        const [i, j] = [axisOf(a.shape, first ?? -1), axisOf(b.shape, second ?? -1)];
        if (a.shape[i] !== b.shape[j]) {
          throw new ShapeError({
            needs: words('axes {} and {} of one size', i, j),
            got: `${text(a.shape)} and ${text(b.shape)}`,
          });
        }
        const left = asMatrix(normalize ? unit(a, i) : a, i, 'last');
        const right = asMatrix(normalize ? unit(b, j) : b, j, 'first');
        const rest = [...left.rest, ...right.rest];
        const products = matmul(left.matrix, right.matrix);
        return { outputs: [reshape(products, [a.shape[0] ?? 1, ...(rest.length === 0 ? [1] : rest)])] };
      },
    }),
  );
}

/** All axes but the batch and `axis` made one: [batch, …rest, k], or with k first. */
function asMatrix(x: Node, axis: number, place: 'first' | 'last') {
  const others = range(x.shape.length).filter((i) => i !== 0 && i !== axis);
  const rest = others.map((i) => x.shape[i] ?? 1);
  const [batch = 1, k = 1] = [x.shape[0], x.shape[axis]];
  const perm = place === 'last' ? [0, ...others, axis] : [0, axis, ...others];
  const turned = perm.every((p, i) => p === i) ? x : transpose(x, perm);
  return { rest, matrix: reshape(turned, place === 'last' ? [batch, size(rest), k] : [batch, k, size(rest)]) };
}

/** x / max(|x|, 1e-7), as Keras's normalize. */
const unit = (x: Node, axis: number): Node => div(x, sqrt(max(sum(square(x), axis, true), 1e-14)));

function checkAxes(axes: DotOptions['axes'], where: Where): DotOptions['axes'] {
  if (typeof axes === 'number') return checkAxis(axes, where);
  if (!Array.isArray(axes) || axes.length !== 2) invalid(where, words('an axis, or one for each of two inputs'), axes);
  const [first, second] = axes;
  return Object.freeze([checkAxis(first, where), checkAxis(second, where)] as const);
}
