import type { Where, Words } from '../words.ts';
import { words } from './error-words.ts';

/** Sizes per axis. A scalar has shape []. */
export type Shape = readonly number[];

/** What a ShapeError says. Its sentence is `says; got …`. */
export interface ShapeProblem {
  /** What would have fitted: `equal shapes`. */
  readonly needs?: Words | undefined;
  readonly got?: string | undefined;
  /** Default: `needs …`. */
  readonly says?: Words;
  /** Whose name the sentence begins with already. */
  readonly by?: Where | undefined;
}

/** Sizes do not fit together. The message says what the primitive needs and what came. */
export class ShapeError extends Error implements ShapeProblem {
  declare readonly needs: Words | undefined;
  declare readonly got: string | undefined;
  declare readonly says: Words;
  declare readonly by: Where | undefined;
  constructor(problem: ShapeProblem) {
    const { needs, got, says = words('needs {}', needs ?? '') } = problem;
    super(got === undefined ? String(says) : `${says}; got ${got}`);
    Object.assign(this, problem, { says, name: 'ShapeError' });
  }
}

export const text = (shape: Shape): string => `[${shape.join(', ')}]`;

/** The product of the sizes; 1 for a scalar. */
export function size(shape: Shape): number {
  let n = 1;
  for (const d of shape) n *= d;
  return n;
}

export function equal(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** C order: the last axis is contiguous. */
export function strides(shape: Shape): number[] {
  const out = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    out[i] = step;
    step *= shape[i]!;
  }
  return out;
}

/** Position along each axis of the element with number `index`. */
export function position(shape: Shape, index: number): number[] {
  const at = new Array<number>(shape.length);
  for (let i = shape.length - 1; i >= 0; i--) {
    at[i] = index % shape[i]!;
    index = Math.floor(index / shape[i]!);
  }
  return at;
}

export const offset = (shape: Shape, at: readonly number[]): number => at.reduce((n, p, i) => n * shape[i]! + p, 0);

export const without = (shape: Shape, axes: readonly number[]): number[] => shape.filter((_, i) => !axes.includes(i));

export function range(n: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < n; i++) out.push(i);
  return out;
}

/** Swaps the last two axes. @throws ShapeError below rank 2 */
export function swapLast(rank: number): number[] {
  const needs = words('rank 2 or more');
  if (rank < 2) {
    throw new ShapeError({ says: words('swapping the last two axes needs {}', needs), needs, got: `rank ${rank}` });
  }
  return [...range(rank - 2), rank - 1, rank - 2];
}

export function checkShape(where: Where, shape: Shape): Shape {
  for (const d of shape) {
    if (!Number.isInteger(d) || d < 0) {
      throw new ShapeError({
        says: words('{}: sizes are whole numbers of at least 0', where),
        got: text(shape),
        by: where,
      });
    }
  }
  return shape;
}

export function checkAxes(where: Where, axes: readonly number[], rank: number): readonly number[] {
  let good = true;
  for (let i = 0; i < axes.length; i++) {
    const a = axes[i]!;
    good &&= Number.isInteger(a) && a >= 0 && a < rank && axes.indexOf(a) === i;
  }
  if (!good) {
    const says = words('{}: axes must be different and within 0 … {}', where, rank - 1);
    throw new ShapeError({ says, got: text(axes), by: where });
  }
  return axes;
}

/** The shape two shapes share after repeating axes of size 1 (NumPy's rule). @throws ShapeError if they do not fit */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const at = (s: Shape, i: number): number => s[i - rank + s.length] ?? 1;
  return range(rank).map((i) => {
    const [m, n] = [at(a, i), at(b, i)];
    if (m !== n && m !== 1 && n !== 1) {
      throw new ShapeError({ says: words('shapes {} and {} do not fit together', text(a), text(b)) });
    }
    return m === 1 ? n : m;
  });
}
