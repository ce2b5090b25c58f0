import { axesOf, isRow, type Axes } from './axes.ts';
import { g, rebuild } from './builder.ts';
import type { Axis, Label, Labelled } from './label.ts';
import { isOp, type Node } from './node.ts';
import { uniform } from './ops.ts';
import { primitive } from './primitives.ts';
import { order, program, type Program } from './program.ts';

/**
 * A simplified step as a person writes it down: the product or sum over the rows behind each gradient is opened into
 * one
 * term per row, the tutorial's weight-change columns, whose average is the gradient.
 *
 *   matmul(transpose(x), e)  →  Σ over rows of terms, terms[row, feature, unit] = e[row, unit] · x[row, feature]
 *
 * Simplifying moved signs outward, so a term is either what is to be *added* to the weight (label `terms` of `change`)
 * or a part of the gradient (`terms` of `gradient`). The same goes for the factor e: where it has no name it becomes
 * the
 * `error` of the layer or the `cotangent` of its weighted sum.
 *
 * @param limit terms of one row over all gradients; a gradient that would pass it stays a product
 */
export function open(p: Program, limit = Infinity): Program {
  const axes = axesOf(p);
  const named = new Map(p.labels.map(({ node, label }) => [node, label]));
  const found: Opening[] = [];
  let left = limit;
  for (const { label, node } of p.labels) {
    if (label.role !== 'gradient' || !label.of) continue;
    for (const o of openings(node, label.of, axes)) {
      const terms = o.at.shape.reduce((n, d) => n * d, 1);
      if (found.some((f) => f.at === o.at)) continue;
      found.push(terms > left ? { ...o, stays: true } : o);
      left -= terms > left ? 0 : terms;
    }
  }
  const labels: Labelled[] = [...p.labels];
  const opened = new Map<Node, Opening>(found.map((o) => [o.at, o]));
  const averages = new Map<Node, Label>(found.map((o) => [o.average ?? o.at, o.of] as const));
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  for (const node of order([...Object.values(p.outputs), ...p.labels.map((l) => l.node)])) {
    const o = opened.get(node);
    const of = averages.get(node);
    if (of) labels.push({ node, label: { role: 'average', of, axes: of.axes } });
    if (!o || o.stays) now.set(node, rebuild(node, node.inputs.map(next)));
    else {
      const terms = termsOf(node.inputs.map(next));
      now.set(node, g.sum(terms, { axes: [0] }));
      now.set(terms, terms);
      labels.push({ node: terms, label: { role: 'terms', of: o.of, axes: [o.row, ...o.of.axes] } });
    }
    const factor = o?.factor;
    if (o && factor && !named.has(factor)) {
      const layer = o.of.of?.name?.split('/').slice(0, -1).join('/');
      const z: Label = { role: 'preactivation', ...(layer ? { name: layer } : {}), axes: [] };
      const label: Label = {
        role: o.of.role === 'change' ? 'error' : 'cotangent',
        of: z,
        axes: [o.row, ...o.of.axes.slice(-1)],
      };
      named.set(factor, label);
      labels.push({ node: factor, label });
    }
  }
  return program(
    Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)])),
    labels.map(({ label, node }) => ({ label, node: next(node) })),
  );
}

interface Opening {
  /** The product or sum over the rows. */
  readonly at: Node;
  /** Its division by the number of rows; of a single row it is its own average. */
  readonly average: Node | null;
  readonly of: Label;
  readonly row: Axis;
  /** Over the limit: named, but not opened. */
  readonly stays?: boolean;
  /** The cotangent of the layer's weighted sum, up to its sign. */
  readonly factor: Node | null;
}

/** The products and sums over rows that a gradient is made of, with the sign they have in it. */
function openings(gradient: Node, of: Label, axes: ReadonlyMap<Node, Axes>): Opening[] {
  const found: Opening[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; sign: 1 | -1; average: Node | null }[] = [{ node: gradient, sign: 1, average: null }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, sign, average } = top;
    const a = axes.get(node) ?? [];
    if (seen.has(node) || a.some(isRow)) continue;
    seen.add(node);
    const row = rowOf(node, axes);
    const role = sign < 0 ? 'change' : 'gradient';
    if (row) {
      found.push({
        at: node,
        average,
        of: { role, of, axes: of.axes },
        row,
        factor: isOp(node, 'matmul') ? (node.inputs[1] ?? null) : null,
      });
      continue;
    }
    if (!keepsElements(node)) continue;
    const [, second] = node.inputs;
    const divided = isOp(node, 'div') && second && uniform(second) !== null ? node : null;
    node.inputs.forEach((x, i) =>
      stack.push({
        node: x,
        sign: isOp(node, 'neg') || (isOp(node, 'sub') && i === 1) ? (sign === 1 ? -1 : 1) : sign,
        average: divided,
      }),
    );
  }
  return found;
}

/** Is each element made of one element of each input, so that a gradient's parts can be looked for behind it? */
function keepsElements(node: Node): boolean {
  const row = primitive(node.op);
  switch (row.kind) {
    case 'elementwise':
    case 'view':
      return true;
    case 'leaf':
    case 'reduce':
    case 'contract':
    case 'gather':
    case 'several':
    case 'part':
      return false;
    default:
      return row satisfies never;
  }
}

/** The row axis that `node` contracts or sums away, if it does just that. */
function rowOf(node: Node, axes: ReadonlyMap<Node, Axes>): Axis | null {
  const [a] = node.inputs;
  const of = (a && axes.get(a)) ?? [];
  if (isOp(node, 'matmul') && node.shape.length === 2 && isRow(of[1])) return of[1] ?? null;
  if (isOp(node, 'sum') && node.attrs.axes.length === 1 && node.attrs.axes[0] === 0 && isRow(of[0])) {
    return of[0] ?? null;
  }
  return null;
}

/** One term per row: [row, feature, unit] of a product, the summed values themselves of a sum. */
function termsOf([a, b]: readonly Node[]): Node {
  if (!a) throw new Error('open: a product or sum has inputs');
  // The same values under a second name: a reshape that changes nothing, which `simplify` would take away.
  if (!b) return g.reshape(a, { shape: a.shape });
  const [f = 1, n = 1] = a.shape;
  const u = b.shape[1] ?? 1;
  const shape = [n, f, u];
  const x = g.transpose(a, { perm: [1, 0] });
  return g.mul(
    g.broadcast(b, { shape, axes: [1] }),
    g.broadcast(isOp(a, 'transpose') && a.inputs[0] ? a.inputs[0] : x, { shape, axes: [2] }),
  );
}
