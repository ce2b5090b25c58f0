import type { Axis } from './label.ts';
import { isOp, type Node } from './node.ts';
import { primitive } from './primitives.ts';
import type { Program } from './program.ts';
import { range, size, without, type Shape } from './shape.ts';

/** What the positions along each axis of a value are, where that can be known. */
export type Axes = readonly (Axis | null)[];

/**
 * The axes of every value of a program: those of its label, else what follows from its inputs. Shapes say nothing: with
 * five rows and five features [5, 5] can be read both ways.
 */
export function axesOf(p: Program): ReadonlyMap<Node, Axes> {
  const axes = new Map<Node, Axes>();
  const labelled = new Map(p.labels.map(({ node, label }) => [node, label.axes]));
  for (const node of p.nodes) {
    if (node.results) continue; // axes are of values
    const said = labelled.get(node);
    const inputs = node.inputs.map((n) => axes.get(n) ?? []);
    axes.set(node, said?.length === node.shape.length ? said : follow(node, inputs));
  }
  // Drawn numbers and masks learn their axes from what they are combined with; pictures and time come back as such.
  for (const node of p.nodes.toReversed()) {
    const said = behind(node, axes.get(node) ?? []);
    node.inputs.forEach((x, k) =>
      axes.set(
        x,
        (axes.get(x) ?? []).map((axis, i) => axis ?? said[k]?.[i] ?? null),
      ),
    );
  }
  return axes;
}

export const isRow = (axis: Axis | null | undefined): boolean => axis?.kind === 'row';
export const isPicture = (axis: Axis | null | undefined): boolean => axis?.kind === 'height' || axis?.kind === 'width';
/** Its positions lie below each other or side by side when a person writes them down: of a picture, or in time. */
export const isPlace = (axis: Axis | null | undefined): boolean => isPicture(axis) || axis?.kind === 'time';

/** Of two axes of space the first is height and the second is width; of one, or of three, each stays what it is. */
export function picture(axes: readonly Axis[]): readonly Axis[] {
  const space = axes.filter((a) => a.kind === 'space');
  if (space.length !== 2) return axes;
  return axes.map((a) => (a.kind === 'space' ? { ...a, kind: a === space[0] ? 'height' : 'width' } : a));
}

function follow(node: Node, x: readonly Axes[]): Axes {
  const row = primitive(node.op);
  const [a = [], b = []] = x;
  const [input] = node.inputs;
  switch (row.kind) {
    case 'leaf':
    case 'several':
    case 'part':
      return node.shape.map(() => null);
    case 'elementwise':
      return node.shape.map((_, i) => x.map((axes) => axes[i] ?? null).find((axis) => axis !== null) ?? null);
    case 'reduce': {
      const { axes } = node.attrs as { axes: readonly number[] }; // both rows of the kind have it
      return a.filter((_, i) => !axes.includes(i));
    }
    case 'contract':
      return [...a.slice(0, -1), b.at(-1) ?? null];
    case 'gather':
      return isOp(node, 'gather') ? [b[0] ?? null, ...a.slice(1)] : [null, ...a.slice(1)];
    case 'view': {
      if (!input) return [];
      const read = row.read(input.shape, node.attrs as never);
      if (!read) return reshaped(input, node, a);
      return node.shape.map(
        (_, o) =>
          a.find((axis, i) => {
            const terms = read.from[i]?.terms.filter((t) => t.step !== 0) ?? [];
            // the windows of a picture's height, and the places of each, are height
            return isPicture(axis) ? terms.some((t) => t.axis === o) : terms.length === 1 && terms[0]?.axis === o;
          }) ?? null,
      );
    }
    default:
      return row satisfies never;
  }
}

/** Axes of a reshape: those before and after the part that changes, not counting axes of size 1. */
function reshaped(from: Node, to: Node, axes: Axes): Axes {
  const real = (n: Node): number[] =>
    without(
      n.shape.map((_, i) => i),
      n.shape.flatMap((d, i) => (d === 1 ? [i] : [])),
    );
  const [a, b] = [real(from), real(to)];
  const out: (Axis | null)[] = to.shape.map(() => null);
  const same = (i: number | undefined, o: number | undefined): boolean =>
    i !== undefined && o !== undefined && from.shape[i] === to.shape[o];
  let start = 0;
  let end = 0;
  while (start < Math.min(a.length, b.length) && same(a[start], b[start])) start++;
  while (end < Math.min(a.length, b.length) - start && same(a.at(-1 - end), b.at(-1 - end))) end++;
  b.forEach((o, k) => {
    const i = k < start ? a[k] : k >= b.length - end ? a.at(k - b.length) : undefined;
    if (i !== undefined) out[o] = axes[i] ?? null;
  });
  return cut(from.shape, to.shape, axes).map((axis, o) => out[o] ?? axis);
}

/** What the axes of a value say about those of its inputs: number by number all, else where those of maps come from. */
function behind(node: Node, y: Axes): readonly Axes[] {
  const row = primitive(node.op);
  if (row.kind === 'elementwise') return node.inputs.map(() => y);
  const [x] = node.inputs;
  if (!x || !y.some(isPlace)) return [];
  if (row.kind === 'contract') {
    return [
      [...y.slice(0, -1), null],
      [...y.slice(0, -2), null, y.at(-1) ?? null],
    ];
  }
  if (row.kind !== 'view') return [];
  const read = row.read(x.shape, node.attrs as never);
  if (!read) return [cut(node.shape, x.shape, y)];
  const from = read.from.map(({ terms }) => {
    const [only, ...more] = terms.filter((t) => t.step !== 0);
    return only && more.length === 0 ? (y[only.axis] ?? null) : null;
  });
  return [from];
}

/** Height cut into windows is height, and so are windows put together again: the places after a reshape. */
function cut(from: Shape, to: Shape, axes: Axes): Axes {
  const out: (Axis | null)[] = to.map(() => null);
  if (size(from) === 0) return out;
  let [i, o] = [0, 0];
  while (o < to.length) {
    const [first, start] = [i, o];
    let a = from[i++] ?? 1;
    let b = to[o++] ?? 1;
    while (a !== b) {
      if (a < b) a *= from[i++] ?? 1;
      else b *= to[o++] ?? 1;
    }
    const real = axes.slice(first, i).filter((_, k) => from[first + k] !== 1);
    const [axis] = real;
    if (!axis) continue;
    const parts = range(o - start).map((k) => start + k);
    const larger = parts.filter((part) => to[part] !== 1);
    if (isPicture(axis) && real.every((other) => other?.kind === axis.kind)) for (const part of parts) out[part] = axis;
    else if (real.length === 1 && larger.length === 1) out[larger[0] ?? start] = axis;
  }
  return out;
}
