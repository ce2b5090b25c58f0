import { equal, offset, position, range, size, type Shape } from './shape.ts';

/**
 * A view as data. Element `o` of the result is read, per input axis, at (start + Σ step · o[axis]) / divide; where that
 * is a fraction or outside the input, the element is 0. Transpose, broadcast, slice, pad, reverse, dilate and window
 * are
 * all of this form, and so is the transpose of each (`transposed`): the gradient of a view is a view, summed.
 */
export interface Read {
  readonly shape: Shape;
  /** One entry per input axis. */
  readonly from: readonly AxisRead[];
}
export interface AxisRead {
  readonly start: number;
  readonly terms: readonly { readonly axis: number; readonly step: number }[];
  readonly divide: number;
}

export const along = (axis: number, step = 1, start = 0): AxisRead => ({ start, terms: [{ axis, step }], divide: 1 });

/** The input position that output position `at` reads, or null where it reads 0. */
export function source(read: Read, input: Shape, at: readonly number[]): number[] | null {
  const out = new Array<number>(input.length);
  for (let axis = 0; axis < input.length; axis++) {
    const { start, terms, divide } = read.from[axis]!;
    let n = start;
    for (const t of terms) n += t.step * at[t.axis]!;
    const p = n / divide;
    if (!Number.isInteger(p) || p < 0 || p >= input[axis]!) return null;
    out[axis] = p;
  }
  return out;
}

/**
 * Element number read by each output element, -1 for zero. By the definition; targets that need speed compute strides.
 */
export function sources(read: Read, input: Shape): Int32Array {
  const out = new Int32Array(size(read.shape));
  for (let i = 0; i < out.length; i++) {
    const at = source(read, input, position(read.shape, i));
    out[i] = at ? offset(input, at) : -1;
  }
  return out;
}

/**
 * The transpose of a view, as a view and a sum: the cotangent of input element i is the sum of the cotangents of the
 * outputs that read i. Each input axis is an equation, i · divide = start + Σ step · o, solved for one output axis (the
 * longest free one); the other output axes stay as axes to sum over. An input axis no output axis moves along (a fixed
 * index) reads an extra axis of size 1, which is outside everywhere else.
 *
 * @returns `reshape`: give the cotangent this shape first; `view`: then read it so; `axes`: then sum these axes
 */
export function transposed(read: Read, input: Shape): { reshape: Shape; view: Read; axes: number[] } {
  const solvedBy = new Map<number, number>(); // output axis → input axis
  const fixed: number[] = []; // input axes without a free output axis
  read.from.forEach((r, axis) => {
    const free = r.terms.filter((t) => t.step !== 0 && !solvedBy.has(t.axis));
    const best = free.toSorted((s, t) => read.shape[t.axis]! - read.shape[s.axis]!)[0];
    if (best) solvedBy.set(best.axis, axis);
    else fixed.push(axis);
  });
  const summed = range(read.shape.length).filter((axis) => !solvedBy.has(axis));
  const place = (axis: number): number => input.length + summed.indexOf(axis); // where a summed axis lies in the view
  // What equation r says of output axis `except` (null: of its fixed axis): -start, and the other output axes taken
  // away.
  // One of these may itself be solved, by a plain equation out = ±(divide·i - start): a window's axis k, met again in a
  // second derivative. Nothing builds reads that mix more (x[i, i]).
  const others = (r: AxisRead, except: number | null): { start: number; terms: { axis: number; step: number }[] } => {
    let start = -r.start;
    const terms = r.terms
      .filter((t) => t.axis !== except && t.step !== 0)
      .map((t) => {
        const i = solvedBy.get(t.axis);
        if (i === undefined) return { axis: place(t.axis), step: -t.step };
        const by = read.from[i]!;
        const moving = by.terms.filter((u) => u.step !== 0);
        const sign = moving[0]?.step ?? 0;
        if (moving.length !== 1 || Math.abs(sign) !== 1) {
          throw new Error('transposed: two input axes follow one output axis');
        }
        start += t.step * sign * by.start;
        return { axis: i, step: -t.step * sign * by.divide };
      });
    return { start, terms };
  };
  const from: AxisRead[] = read.shape.map((_, axis) => {
    const i = solvedBy.get(axis);
    if (i === undefined) return along(place(axis));
    const r = read.from[i]!;
    const step = r.terms.filter((t) => t.axis === axis).reduce((n, t) => n + t.step, 0);
    const { start, terms } = others(r, axis);
    return { start, terms: [{ axis: i, step: r.divide }, ...terms], divide: step };
  });
  for (const i of fixed) {
    const r = read.from[i]!;
    const { start, terms } = others(r, null);
    from.push({ start, terms: [{ axis: i, step: r.divide }, ...terms], divide: 1 });
  }
  return {
    reshape: [...read.shape, ...fixed.map(() => 1)],
    view: { shape: [...input, ...summed.map((axis) => read.shape[axis]!)], from },
    axes: range(summed.length).map((i) => input.length + i),
  };
}

/** Does the view give its input unchanged? */
export const isIdentity = (read: Read, input: Shape): boolean =>
  equal(read.shape, input) &&
  read.from.every(
    (r, i) =>
      r.start === 0 && r.divide === 1 && r.terms.length === 1 && r.terms[0]!.axis === i && r.terms[0]!.step === 1,
  );
