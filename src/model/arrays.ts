import { GradsheetError } from '../errors.ts';
import { verbatim, type Words } from '../words.ts';
import { size, text, type Shape } from '../ir/shape.ts';
import type { Numbers } from '../run/run.ts';
import { words } from './error-words.ts';

/** Numbers with their shape, C order: what a table's features are. */
export interface Tensor {
  readonly data: Numbers;
  readonly shape: Shape;
  readonly columns?: readonly string[];
}

/** What a person may give: nested arrays, a flat array (one number per row), or numbers with their shape. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];
export type ArrayLikeInput = NestedNumbers | Numbers | Tensor;

/** Several inputs or outputs by name; one alone as it is. */
export type Data = ArrayLikeInput | Readonly<Record<string, ArrayLikeInput>>;

const isTensor = (v: ArrayLikeInput): v is Tensor => !Array.isArray(v) && !ArrayBuffer.isView(v) && 'shape' in v;

/**
 * @param what the user's name for it: "x", "y"
 * @returns numbers of shape [rows, …]
 * @throws GradsheetError `missing-input` for no numbers, `shape-mismatch` for ragged rows or none, `not-finite` for NaN
 *   and infinity (says which row)
 */
export function tensorOf(value: ArrayLikeInput, what: string): Tensor {
  if (typeof value !== 'object' || value === null) {
    throw new GradsheetError('missing-input', {
      where: what,
      expected: words('numbers: nested arrays, a typed array or a matrix'),
      received: verbatim(value),
    });
  }
  const tensor = isTensor(value)
    ? value
    : ArrayBuffer.isView(value)
      ? { data: value as Numbers, shape: [(value as Numbers).length] }
      : nested(value as NestedNumbers, what);
  if (size(tensor.shape) !== tensor.data.length) {
    throw new GradsheetError('shape-mismatch', {
      where: what,
      expected: words('{} numbers for shape {}', size(tensor.shape), text(tensor.shape)),
      received: verbatim(tensor.data.length),
    });
  }
  if (!tensor.shape[0]) {
    throw new GradsheetError('shape-mismatch', {
      where: what,
      expected: words('at least one row'),
      received: words('none'),
    });
  }
  const bad = tensor.data.findIndex((v: number) => !Number.isFinite(v));
  if (bad >= 0) {
    const width = size(tensor.shape.slice(1));
    throw new GradsheetError('not-finite', {
      where: words('{}, row {}, column {}', what, Math.floor(bad / width) + 1, (bad % width) + 1),
      expected: words('a finite number'),
      received: verbatim(String(tensor.data[bad])),
      hint: words('Remove the row or fill in the value.'),
    });
  }
  return tensor;
}

function nested(value: NestedNumbers, what: string): Tensor {
  const shape: number[] = [];
  for (let v: NestedNumbers | number | undefined = value; Array.isArray(v); v = v[0]) shape.push(v.length);
  const data = new Float64Array(size(shape));
  let at = 0;
  const fill = (v: NestedNumbers | number, axis: number, path: readonly number[]): void => {
    const bad = (received: Words, expected: Words): never => {
      throw new GradsheetError('shape-mismatch', {
        where: words('{}, row {}', what, (path[0] ?? 0) + 1),
        expected,
        received,
      });
    };
    if (axis === shape.length) {
      data[at++] =
        typeof v === 'number' ? v : bad(Array.isArray(v) ? words('a list') : verbatim(String(v)), words('a number'));
      return;
    }
    const items: NestedNumbers = Array.isArray(v)
      ? v
      : bad(verbatim(String(v)), words('a list of {}', shape[axis] ?? 0));
    if (items.length !== shape[axis]) bad(verbatim(items.length), words('{} numbers, as in row 1', shape[axis] ?? 0));
    items.forEach((item, i) => fill(item, axis + 1, [...path, i]));
  };
  fill(value, 0, []);
  return { data, shape };
}
