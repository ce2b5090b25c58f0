import { axesOf, isRow, type Axes } from './axes.ts';
import { g, rebuild } from './builder.ts';
import type { Axis, Label, Labelled } from './label.ts';
import { isOp, type Node } from './node.ts';
import { uniform } from './ops.ts';
import { primitive } from './primitives.ts';
import { order, program, type Program } from './program.ts';
import { equal, size, type Shape } from './shape.ts';

/**
 * A simplified step as a person writes it down: the product or sum over the rows behind each gradient is opened into
 * one
 * term per row, the tutorial's weight-change columns, whose average is the gradient.
 *
 *   matmul(transpose(x), e)  →  Σ over rows of terms, terms[row, feature, unit] = e[row, unit] · x[row, feature]
 *
 * Where a row has several places (of a picture, or in time), x and e have them one below the other, and a term is the
 * sum over the places of its row: of a convolution, the window of the picture times the map of errors.
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
      const terms = size(o.at.shape);
      if (found.some((f) => f.at === o.at)) continue;
      found.push(terms > left ? { ...o, stays: true } : o);
      left -= terms > left ? 0 : terms;
    }
  }
  const shown = mapsOf(p, found);
  const labels: Labelled[] = [...p.labels];
  const opened = new Map<Node, Opening>(found.map((o) => [o.at, o]));
  const averages = new Map<Node, Label>(found.map((o) => [o.average ?? o.at, o.of] as const));
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  for (const node of order([...Object.values(p.outputs), ...p.labels.map((l) => l.node)])) {
    const o = opened.get(node);
    const of = averages.get(node);
    if (of) labels.push({ node, label: { role: 'average', of, axes: of.axes } });
    if (!o || o.stays) {
      const same = rebuild(node, node.inputs.map(next));
      const map = shown.get(node);
      const shape = map?.node.shape;
      const shownAs = shape && g.reshape(same, { shape });
      now.set(node, shownAs ? g.reshape(shownAs, { shape: node.shape }) : same);
      if (map && shownAs) {
        labels.push({ node: shownAs, label: map.label });
        now.set(shownAs, shownAs);
      }
    } else {
      const terms = termsOf(o, node.inputs.map(next));
      const total = g.sum(terms, { axes: [0] });
      now.set(node, equal(total.shape, node.shape) ? total : g.reshape(total, { shape: node.shape }));
      now.set(terms, terms);
      labels.push({ node: terms, label: { role: 'terms', of: o.of, axes: [o.row, ...o.of.axes] } });
    }
    const factor = o?.factor;
    if (o && factor && !named.has(factor) && !shown.has(factor)) {
      const label = passedBack(o, factorAxes(factor, o, axes.get(factor) ?? []));
      named.set(factor, label);
      labels.push({ node: factor, label });
    }
  }
  return program(
    Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)])),
    labels.map(({ label, node }) => ({ label, node: next(node) })),
  );
}

const passedBack = ({ of }: Opening, axes: readonly Axis[]): Label => ({
  role: of.role === 'change' ? 'error' : 'cotangent',
  of: weightedSumOf(of.of),
  axes,
});

/** Factors that are maps, like the values of their layer, but were computed in another shape. */
function mapsOf(p: Program, found: readonly Opening[]): ReadonlyMap<Node, Labelled> {
  const maps = new Map<Node, Labelled>();
  for (const o of found) {
    const layer = weightedSumOf(o.of.of).name;
    const like = p.labels.find(
      ({ node, label: { role, name } }) =>
        name === layer && (role === 'preactivation' || role === 'activation') && node.shape[0] === o.rows,
    );
    if (!like || !o.factor || equal(like.node.shape, o.factor.shape)) continue;
    if (size(like.node.shape) !== size(o.factor.shape)) continue;
    maps.set(o.factor, { node: like.node, label: passedBack(o, like.label.axes) });
  }
  return maps;
}

/** What a parameter is multiplied into: z of its layer, or one of several values that the layer names. */
function weightedSumOf(parameter: Label | undefined): Label {
  const parts = parameter?.name?.split('/') ?? [];
  const variable = parts.at(-1);
  const layer = parts.slice(0, -1).join('/');
  return variable && variable !== 'kernel'
    ? { role: 'inner', name: variable, axes: [] }
    : { role: 'preactivation', ...(layer ? { name: layer } : {}), axes: [] };
}

const factorAxes = ({ shape }: Node, { row, of }: Opening, known: Axes): Axis[] =>
  shape.length === 2
    ? [row, ...of.axes.slice(-1)]
    : shape.map((_, i) => known[i] ?? (i === shape.length - 1 ? of.axes.at(-1) : undefined) ?? { kind: 'space' });

interface Opening {
  /** The product or sum over the rows. */
  readonly at: Node;
  /** Its division by the number of rows, or what gives it the shape of its parameter; null: it is its own average. */
  readonly average: Node | null;
  readonly of: Label;
  readonly row: Axis;
  readonly rows: number;
  /** Of its parameter, [row, …shape] is that of the terms. */
  readonly shape: Shape;
  /** Over the limit: named, but not opened. */
  readonly stays?: boolean;
  /** The cotangent of the layer's weighted sum, up to its sign. */
  readonly factor: Node | null;
}

/** The products and sums over rows that a gradient is made of, with the sign they have in it. */
function openings(gradient: Node, of: Label, axes: ReadonlyMap<Node, Axes>): Opening[] {
  const found: Opening[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; sign: 1 | -1; average: Node | null; shape: Shape | null }[] = [
    { node: gradient, sign: 1, average: null, shape: gradient.shape },
  ];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, sign, average } = top;
    // a view that moves numbers: their order is no longer that of the parameter
    const shape = primitive(node.op).kind !== 'view' || isOp(node, 'reshape') ? top.shape : null;
    const a = axes.get(node) ?? [];
    if (seen.has(node) || a.some(isRow)) continue;
    seen.add(node);
    const summed = rowsOf(node, axes);
    const role = sign < 0 ? 'change' : 'gradient';
    if (summed && (shape || isOneTermPerRow(node, summed))) {
      found.push({
        at: node,
        average,
        of: { role, of, axes: of.axes },
        ...summed,
        shape: shape ?? node.shape,
        factor: isOp(node, 'matmul') && node.inputs[1] ? behindReshapes(node.inputs[1]) : null,
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
        average: divided ?? (isOp(node, 'reshape') ? (average ?? node) : null),
        shape,
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

interface Rows {
  readonly row: Axis;
  readonly rows: number;
}

/** The rows that `node` contracts or sums away, if it does just that: alone, or with the places that each row has. */
function rowsOf(node: Node, axes: ReadonlyMap<Node, Axes>): Rows | null {
  const [a, b] = node.inputs;
  const of = (a && axes.get(a)) ?? [];
  if (isOp(node, 'sum') && a && node.attrs.axes.includes(0) && isRow(of[0]) && of[0]) {
    return { row: of[0], rows: a.shape[0] ?? 1 };
  }
  if (!isOp(node, 'matmul') || node.shape.length !== 2 || !a || !b) return null;
  if (isRow(of[1]) && of[1]) return { row: of[1], rows: a.shape[1] ?? 1 };
  const x = isOp(a, 'transpose') ? a.inputs[0] : undefined;
  const [one, other] = [x && leadingRows(x, axes), leadingRows(b, axes)];
  return one && other && one.rows === other.rows ? one : null;
}

/** The rows along the first axis of a matrix, each with all its places before the next. */
function leadingRows(x: Node, axes: ReadonlyMap<Node, Axes>): Rows | null {
  const [row] = axes.get(x) ?? [];
  if (row && isRow(row)) return { row, rows: x.shape[0] ?? 1 };
  const [inner] = x.inputs;
  if (!inner || (!isOp(x, 'reshape') && !(isOp(x, 'matmul') && x.shape.length === 2))) return null;
  const found = leadingRows(inner, axes);
  return found && (x.shape[0] ?? 0) % found.rows === 0 ? found : null;
}

const isOneTermPerRow = (node: Node, { rows }: Rows): boolean =>
  isOp(node, 'matmul') ? node.inputs[0]?.shape[1] === rows : isOp(node, 'sum') && node.attrs.axes.length === 1;

const behindReshapes = (x: Node): Node => (isOp(x, 'reshape') && x.inputs[0] ? behindReshapes(x.inputs[0]) : x);

/** One term per row: [row, …parameter]. Of a row with several places the sum over them. */
function termsOf({ at, rows, shape }: Opening, [a, b]: readonly Node[]): Node {
  if (!a) throw new Error('open: a product or sum has inputs');
  const named = (terms: Node): Node => g.reshape(terms, { shape: [rows, ...shape] });
  if (!b) {
    const within = isOp(at, 'sum') ? at.attrs.axes.filter((axis) => axis !== 0) : [];
    // The same values under a second name: a reshape that changes nothing, which `simplify` would take away.
    return named(within.length > 0 ? g.sum(a, { axes: within }) : a);
  }
  const [f = 1, n = 1] = a.shape;
  const u = b.shape[1] ?? 1;
  const x = isOp(a, 'transpose') && a.inputs[0] ? a.inputs[0] : g.transpose(a, { perm: [1, 0] });
  if (n > rows) {
    const each = (v: Node): Node => g.reshape(v, { shape: [rows, n / rows, v.shape[1] ?? 1] });
    return named(g.matmul(g.transpose(each(x), { perm: [0, 2, 1] }), each(b)));
  }
  const products = g.mul(
    g.broadcast(b, { shape: [n, f, u], axes: [1] }),
    g.broadcast(x, { shape: [n, f, u], axes: [2] }),
  );
  return equal(shape, at.shape) ? products : named(products);
}
