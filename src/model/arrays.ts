import { GradsheetError } from '../errors.ts';
import { verbatim, type Words } from '../words.ts';
import { size, text, type Shape } from '../ir/shape.ts';
import { MOST_AXES } from '../nn/common.ts';
import type { Numbers } from '../run/run.ts';
import { invalid, isList, isRecord } from '../util/options.ts';
import { brief, excerpt } from '../util/text.ts';
import { words } from './error-words.ts';

/** Numbers with their shape, C order: what a table's features are. */
export interface Tensor {
  readonly data: Numbers;
  readonly shape: Shape;
  readonly columns?: readonly string[];
}

/** What a person may give: nested arrays, a flat array (one number per row), or numbers with their shape. */
export type NestedNumbers = readonly number[] | readonly (NestedNumbers | Numbers)[];
export type ArrayLikeInput = NestedNumbers | Numbers | Tensor;

/** Several inputs or outputs by name, or in their order; one alone as it is. */
export type Data = ArrayLikeInput | readonly ArrayLikeInput[] | Readonly<Record<string, ArrayLikeInput>>;

const isTensor = (v: ArrayLikeInput): v is Tensor => !isList(v) && isList(v.data) && isList(v.shape);

/**
 * @param what the user's name for it: "x", "y"
 * @returns numbers of shape [rows, …]
 * @throws GradsheetError `missing-input` for no numbers, `shape-mismatch` for ragged rows or none, `not-finite` for NaN
 *   and infinity (says which row)
 */
export function tensorOf(value: ArrayLikeInput, what: string): Tensor {
  if (!isList(value) && !(isRecord(value) && isTensor(value))) {
    throw new GradsheetError('missing-input', {
      where: what,
      expected: words('numbers: nested arrays, a typed array or a matrix'),
      received: excerpt(value),
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
  const bad = firstNotFinite(tensor.data);
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

/** Its place, or -1. A loop, since tables have millions of numbers: four times as fast as `findIndex`. */
function firstNotFinite(data: Numbers): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

function nested(value: NestedNumbers, what: string): Tensor {
  const shape: number[] = [];
  for (let v: unknown = value; isList(v); v = v[0]) {
    if (shape.push(v.length) > MOST_AXES) invalid(what, words('lists in at most {} lists', MOST_AXES), value);
  }
  const data = new Float64Array(size(shape));
  let at = 0;
  const fill = (v: unknown, axis: number, row: number): void => {
    const bad = (expected: Words, received: Words): never => {
      const hint = hintFor(v);
      throw new GradsheetError('shape-mismatch', {
        where: words('{}, row {}', what, row + 1),
        expected,
        received,
        ...(hint ? { hint } : {}),
      });
    };
    if (axis === shape.length) {
      if (typeof v !== 'number') return bad(words('a number'), isList(v) ? words('a list') : shown(v));
      data[at++] = v;
      return;
    }
    const length = shape[axis] ?? 0;
    if (!isList(v)) return bad(words('a list of {}', length), shown(v));
    if (v.length !== length) bad(words('{} numbers, as in row 1', length), verbatim(v.length));
    for (let i = 0; i < length; i++) fill(v[i], axis + 1, axis === 0 ? i : row);
  };
  fill(value, 0, 0);
  return { data, shape };
}

const shown = (v: unknown): Words => (typeof v === 'string' ? words('the text "{}"', brief(v)) : excerpt(v));

/** What to do about a value that is no number. */
function hintFor(v: unknown): Words | undefined {
  if (typeof v === 'string') return words('Make it a number: Number(text).');
  if (typeof v === 'boolean') return words('Write true as 1 and false as 0.');
  if (isRecord(v)) return words('A row is a list of numbers, [180, 25]. For records use Table.of and trainTestSplit.');
  return undefined;
}
