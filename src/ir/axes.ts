import type { Axis } from './label.ts';
import { isOp, type Node } from './node.ts';
import { primitive } from './primitives.ts';
import type { Program } from './program.ts';
import { without } from './shape.ts';

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
  // Drawn numbers and masks learn their axes from what they are combined with.
  for (const node of p.nodes.toReversed()) {
    if (primitive(node.op).kind !== 'elementwise') continue;
    const y = axes.get(node) ?? [];
    for (const x of node.inputs) {
      axes.set(
        x,
        (axes.get(x) ?? []).map((axis, i) => axis ?? y[i] ?? null),
      );
    }
  }
  return axes;
}

export const isRow = (axis: Axis | null | undefined): boolean => axis?.kind === 'row';

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
          a.find((_, i) => {
            const terms = read.from[i]?.terms.filter((t) => t.step !== 0) ?? [];
            return terms.length === 1 && terms[0]?.axis === o;
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
  return out;
}
