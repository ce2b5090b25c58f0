import { offset, position, size } from '../ir/shape.ts';
import { append } from '../util/lists.ts';
import type { Cell, Expression, Range } from './cell.ts';

/** Cells as boxes of the values they belong to, in order of first appearance. */
export function ranges(cells: Iterable<Cell>): Range[] {
  const groups = new Map<string, { value: Cell['value']; t: readonly number[]; at: Set<number> }>();
  const numbers = new Map<Cell['value'], number>();
  for (const { value, at, t } of cells) {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    const key = `${number}@${t.join()}`;
    const group = groups.get(key) ?? { value, t, at: new Set() };
    group.at.add(offset(value.shape, at));
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ value, t, at }) =>
    boxes(
      value.shape,
      [...at].toSorted((a, b) => a - b),
    ).map((box) => ({ value, t, ...box })),
  );
}

/** One box if the elements fill it, else their runs along the last axis. */
function boxes(
  shape: readonly number[],
  elements: readonly number[],
): { from: readonly number[]; to: readonly number[] }[] {
  const places = elements.map((i) => position(shape, i));
  const from = shape.map((_, axis) => places.reduce((n, p) => Math.min(n, p[axis] ?? 0), Infinity));
  const to = shape.map((_, axis) => places.reduce((n, p) => Math.max(n, p[axis] ?? 0), 0));
  if (size(from.map((f, axis) => (to[axis] ?? 0) - f + 1)) === elements.length) return [{ from, to }];
  const runs: { from: readonly number[]; to: readonly number[] }[] = [];
  places.forEach((at, i) => {
    const run = runs.at(-1);
    const follows =
      run && elements[i] === (elements[i - 1] ?? -2) + 1 && at.slice(0, -1).every((p, axis) => p === run.from[axis]);
    if (run && follows) runs[runs.length - 1] = { from: run.from, to: at };
    else runs.push({ from: at, to: at });
  });
  return runs;
}

/** Every cell of a box, in the order of its elements. */
export function cellsOf({ value, t, from, to }: Range): Cell[] {
  const sizes = from.map((f, axis) => (to[axis] ?? f) - f + 1);
  return Array.from({ length: size(sizes) }, (_, i) => ({
    value,
    t,
    at: position(sizes, i).map((p, axis) => p + (from[axis] ?? 0)),
  }));
}

/** Cells an expression reads, from left to right, each as often as it is read. */
export function cellsIn(e: Expression): Cell[] {
  const out: Cell[] = [];
  const stack: Expression[] = [e];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.kind === 'cell') out.push(top.cell);
    else if (top.kind === 'op') append(stack, top.args.toReversed());
    else if (top.kind === 'fold') append(stack, top.terms.toReversed());
    else if (top.kind === 'pick') {
      append(out, cellsOf(top.from));
      stack.push(top.index);
    } // a column of any length
  }
  return out;
}
