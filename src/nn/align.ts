import { GradsheetError } from '../errors.ts';
import type { Where, Words } from '../words.ts';
import type { Axis } from '../ir/label.ts';
import type { Node } from '../ir/node.ts';
import { expand, mean, oneHot, reshape, sum, where } from '../ir/ops.ts';
import { equal, range, ShapeError, size, text } from '../ir/shape.ts';
import { rowAxes } from './axes.ts';
import type { Mask } from './layer.ts';
import { batchText } from './symbolic.ts';
import { words } from './error-words.ts';

/**
 * Targets in the shape of the prediction: [batch] is taken as [batch, 1] and the other way round, as Keras. @throws
 * GradsheetError `shape-mismatch`
 */
export function alignTarget(where: Where, y: Node, prediction: Node, hint?: Words): Node {
  const [a, b] = [y.shape, prediction.shape];
  if (equal(a, b)) return y;
  const onlyUnits = (long: readonly number[], short: readonly number[]): boolean =>
    long.at(-1) === 1 && equal(long.slice(0, -1), short);
  if (onlyUnits(a, b) || onlyUnits(b, a)) return reshape(y, b);
  throw new GradsheetError('shape-mismatch', {
    where,
    expected: words('targets {}, as the predictions', batchText(b.slice(1))),
    received: words('targets {}', batchText(a.slice(1))),
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Class numbers [batch, …] or [batch, …, 1] for predictions [batch, …, classes], as [batch, …]. @throws GradsheetError
 * `shape-mismatch`
 */
export function classNumbers(where: Where, y: Node, prediction: Node): Node {
  const lead = prediction.shape.slice(0, -1);
  if (equal(y.shape, lead) || equal(y.shape, [...lead, 1])) return reshape(y, lead);
  throw new GradsheetError('shape-mismatch', {
    where,
    expected: words('class numbers {}', batchText([...lead.slice(1), 1])),
    received: words('targets {}', batchText(y.shape.slice(1))),
  });
}

/**
 * Class numbers as one-hot rows, in the shape of the predictions. A number outside the classes gives zeros. @throws
 * GradsheetError `shape-mismatch`
 */
export function classRows(where: Where, y: Node, prediction: Node): Node {
  const numbers = classNumbers(where, y, prediction);
  return reshape(oneHot(reshape(numbers, [size(numbers.shape)]), prediction.shape.at(-1) ?? 1), prediction.shape);
}

/** Mean over everything but the rows, [batch, …] → [batch]; with a mask over everything but the mask's axes. */
export const perRow = (x: Node, mask: Mask = null): Node => {
  const kept = mask?.shape.length ?? 1;
  const shape = x.shape.slice(0, kept);
  if (size(x.shape.slice(kept)) === 1) return reshape(x, shape); // one number a row is its own mean
  return mean(x, range(x.shape.length).slice(kept));
};

/** The entries of each row that count, added up: [batch, …] of the shape of the mask → [batch]. */
export function masked(x: Node, mask: Node): Node {
  if (!equal(x.shape, mask.shape)) {
    throw new ShapeError({ needs: words('numbers {}', text(mask.shape)), got: text(x.shape) });
  }
  const counted = where(mask, x, 0);
  return mask.shape.length === 1 ? counted : sum(counted, range(mask.shape.length).slice(1));
}
/** How many entries of each row count: [batch]. */
export const validEntries = (mask: Node): Node => masked(expand(1, mask.shape), mask);

export const outputAxes = (x: Node): Axis[] => rowAxes(x.shape.length, { kind: 'unit' });
