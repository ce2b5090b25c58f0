import { axesOf, isPlace, isRow, picture, type Axes } from '../ir/axes.ts';
import { g, rebuild } from '../ir/builder.ts';
import { isView } from '../ir/kinds.ts';
import type { Axis, Label, Labelled, Role } from '../ir/label.ts';
import { isOp, type Node } from '../ir/node.ts';
import { uniform } from '../ir/ops.ts';
import { open } from '../ir/per-row-terms.ts';
import { order, program, type Program } from '../ir/program.ts';
import { simplify } from '../ir/simplify.ts';
import { unroll } from '../ir/unroll.ts';
import { blocksOf } from './blocks.ts';
import { isTimeless } from './expression.ts';

/** A program as it is shown: which values have cells of their own, and what each of those is called. */
export interface ProgramView {
  readonly program: Program;
  /** A label for every block. */
  readonly blocks: ReadonlyMap<Node, Label>;
  readonly axes: ReadonlyMap<Node, Axes>;
  /** How many rows it sees at once; 0 if none of its values has rows. */
  readonly rows: number;
}

/**
 * A step made ready to be read cell by cell: every step of a loop written out, simplified, its gradients opened into
 * one term per row, gathered rows named after their tables, and all that tells nothing left out: sums over an epoch,
 * counters nobody reads, gradients whose sign has moved into the update.
 *
 * @param options.terms of one row over all gradients; beyond it gradients stay products
 * @param options.shared tables and settings by name: programs shown with the same map read the same ones
 * @param options.rates rate × change of plain gradient descent gets cells of its own, with the role `change`
 */
export function programView(
  p: Program,
  { terms = Infinity, shared = new Map(), rates = false }: ViewOptions = {},
): ProgramView {
  const split = withTurnedKernels(withWinners(named(open(simplify(unroll(sharing(p, shared))), terms))));
  const opened = rates ? withRates(split) : split;
  const roots = opened.labels.filter((l) => always.has(l.label.role)).map((l) => l.node);
  // Drawn numbers are shown as numbers: the seed and the count of steps behind them are carried on, but have no cells.
  const draws = new Set(opened.nodes.filter((n) => isOp(n, 'draw')));
  const state = told(opened, roots, draws);
  const needed = order([...roots, ...Object.values(state)], draws);
  const isNeeded = new Set(needed);
  const q = program(told(opened, roots), opened.labels.filter((l) => isNeeded.has(l.node)).map(telling));
  const axes = axesOf(q);
  const nameOf = namesOf(q, axes);
  const labels = new Map<Node, Label>();
  for (const { node, label } of q.labels.toSorted((a, b) => weight(a.label.role) - weight(b.label.role))) {
    labels.set(node, label);
  }
  for (const [name, node] of Object.entries(state)) {
    if (!labels.has(node) && q.inputs[name] && q.inputs[name] !== node) {
      labels.set(node, { ...unnamed(node, axes), role: 'update', name });
    }
  }
  const blocks = new Map<Node, Label>();
  for (const node of asPictures(blocksOf(needed, new Set(labels.keys())), labels, needed, axes)) {
    blocks.set(
      node,
      labels.get(node) ?? (isRowLoss(node, q, axes) ? { role: 'eachLoss', axes: [rowAxis] } : nameOf(node)),
    );
  }
  const rows = Math.max(
    0,
    ...[...blocks].flatMap(([n, l]) => (isTimeless(n) ? [] : n.shape.filter((_, i) => l.axes[i]?.kind === 'row'))),
  );
  return { program: q, blocks, axes, rows };
}

export interface ViewOptions {
  readonly terms?: number;
  readonly shared?: Map<string, Node>;
  readonly rates?: boolean;
}

/** The program with one node for each table and setting of all programs. */
function sharing(p: Program, shared: Map<string, Node>): Program {
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  for (const n of p.nodes) {
    const known = isTimeless(n) && isOp(n, 'input') ? shared.get(n.attrs.name) : undefined;
    if (isOp(n, 'input') && isTimeless(n) && !known) shared.set(n.attrs.name, n);
    now.set(n, known ?? rebuild(n, n.inputs.map(next)));
  }
  return relabelled(
    p,
    p.labels.map(({ node, label }) => ({ node, label: ofPictures(label) })),
    next,
  );
}

const ofPictures = (label: Label): Label => ({
  ...label,
  axes: picture(label.axes),
  ...(label.of ? { of: ofPictures(label.of) } : {}),
});

/** Values that are shown even if no state depends on them. */
const always: ReadonlySet<Role> = new Set<Role>(['prediction', 'error', 'eachLoss', 'loss', 'update']);

/** Of several labels of one value the one that tells most; the last of these wins. */
const weights: readonly Role[] = ['gradient', 'cotangent', 'average'];
const weight = (role: Role): number => weights.indexOf(role);

/** Gathered rows carry the name of their table. */
function named(p: Program): Program {
  const labels = new Map(p.labels.map(({ node, label }) => [node, label]));
  const more: Labelled[] = [];
  for (const node of p.nodes) {
    const [table, index] = node.inputs;
    const label = table && labels.get(table);
    const row = index && labels.get(index)?.axes[0];
    if (isOp(node, 'gather') && label && row && !labels.has(node)) {
      more.push({ node, label: { ...label, axes: [row, ...label.axes.slice(1)] } });
    }
  }
  return program(p.outputs, [...p.labels, ...more]);
}

/**
 * Where the largest number of a window stands decides to whom its cotangent goes. The rule of `reduceMax` finds the
 * first one as the smallest of numbers, as the negative of the largest of their negatives: a value of its own here.
 */
function withWinners(p: Program): Program {
  const axes = axesOf(p);
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  const winners = new Map<Node, Node>(); // by the largest of the negatives
  const labels = [...p.labels];
  for (const node of p.nodes) {
    const [x] = node.inputs;
    const [negatives] = isOp(node, 'neg') && x ? smallestOf(x) : [];
    if (!negatives || !x) {
      now.set(node, rebuild(node, node.inputs.map(next)));
      continue;
    }
    const winner = winners.get(negatives) ?? g.neg(next(negatives));
    if (!winners.has(negatives)) {
      winners.set(negatives, winner);
      labels.push({ node: winner, label: { ...unnamed(negatives, axes), name: 'winner' } });
    }
    now.set(winner, winner);
    now.set(node, repeated(x, negatives, winner));
  }
  return winners.size === 0 ? p : relabelled(p, labels, next);
}

/** The `reduceMax` of negated places behind views, if `x` shows one. */
function smallestOf(x: Node): readonly Node[] {
  const inner = behindViews(x);
  const [negated] = inner.inputs;
  const places = negated && isOp(negated, 'neg') ? negated.inputs[0] : undefined;
  return isOp(inner, 'reduceMax') && places && isPlaces(places) ? [inner] : [];
}
/** `where(x < maximum, too many, number)`, where each place has its number whatever x is. */
function isPlaces(x: Node): boolean {
  const [smaller, many, number] = x.inputs;
  return (
    isOp(x, 'where') &&
    smaller?.op === 'less' &&
    many !== undefined &&
    uniform(many) !== null &&
    number !== undefined &&
    uniform(number) === null &&
    order([number]).every((n) => !isOp(n, 'input'))
  );
}

/**
 * What a convolution passes back is a convolution with its kernel turned by half a turn: that kernel becomes a value of
 * its own, which lies beside the map of errors as the kernel lies beside the picture.
 */
function withTurnedKernels(p: Program): Program {
  const kernels = new Map<Node, Label>();
  for (const { node, label } of p.labels) {
    const turns = label.role === 'parameter' && label.axes.some((a, i) => isPlace(a) && (node.shape[i] ?? 1) > 1);
    if (turns) kernels.set(node, label);
  }
  const strided = new Set(
    order(p.nodes.filter((n) => isOp(n, 'read') && n.attrs.from.some(({ divide }) => divide > 1))),
  );
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  const turned = new Map<Node, Node>();
  const labels = [...p.labels];
  for (const node of p.nodes) {
    const [a, b] = node.inputs;
    const kernel = b && behindViews(b);
    const label = kernel && kernels.get(kernel);
    const isBack = isOp(node, 'matmul') && b && showsTransposed(b) && !strided.has(node);
    if (!isBack || !a || !kernel || !label) {
      now.set(node, rebuild(node, node.inputs.map(next)));
      continue;
    }
    const turns = label.axes.map(isPlace);
    const around = turned.get(kernel) ?? turn(kernel, turns);
    if (!turned.has(kernel)) labels.push({ node: around, label: { role: 'inner', name: 'turned', axes: label.axes } });
    turned.set(kernel, around);
    now.set(around, around);
    now.set(node, g.matmul(next(a), repeated(b, kernel, turn(around, turns))));
  }
  return turned.size === 0 ? p : relabelled(p, labels, next);
}

/** Along some axes from the end to the beginning. */
const turn = (x: Node, along: readonly boolean[]): Node =>
  g.read(x, {
    shape: x.shape,
    from: x.shape.map((n, axis) => ({
      start: along[axis] ? n - 1 : 0,
      terms: [{ axis, step: along[axis] ? -1 : 1 }],
      divide: 1,
    })),
  });

const showsTransposed = (x: Node): boolean =>
  isOp(x, 'transpose') || (isView(x) && x.inputs[0] !== undefined && showsTransposed(x.inputs[0]));

const behindViews = (x: Node): Node => (isView(x) && x.inputs[0] ? behindViews(x.inputs[0]) : x);
/** The views that `x` has over `inner`, over `other`. */
const repeated = (x: Node, inner: Node, other: Node): Node =>
  x === inner ? other : rebuild(x, [x.inputs[0] ? repeated(x.inputs[0], inner, other) : other]);

const relabelled = (p: Program, labels: readonly Labelled[], next: (n: Node) => Node): Program =>
  program(
    Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)])),
    labels.map(({ label, node }) => ({ label, node: next(node) })),
  );

/** The product that is added to a weight, or taken from it, is what the learning rate makes of its change. */
function withRates(p: Program): Program {
  const labels = new Map(p.labels.map(({ node, label }) => [node, label]));
  const more = p.labels.flatMap(({ node, label }): Labelled[] => {
    const [weight, product] = node.inputs;
    const of = label.of;
    if (
      label.role !== 'update' ||
      label.name ||
      !of ||
      !weight ||
      !product ||
      !isOp(product, 'mul') ||
      labels.has(product) ||
      labels.get(weight)?.role !== 'parameter'
    ) {
      return [];
    }
    if (isOp(node, 'add')) return [{ node: product, label: { role: 'change', of, axes: of.axes } }];
    return isOp(node, 'sub')
      ? [{ node: product, label: { role: 'change', of: { role: 'gradient', of, axes: of.axes }, axes: of.axes } }]
      : [];
  });
  return program(p.outputs, [...p.labels, ...more]);
}

/** Results and state with a name, and the state that they read in turn; nothing behind `leaves` counts. */
function told(p: Program, roots: readonly Node[], leaves?: ReadonlySet<Node>): Record<string, Node> {
  const labelled = new Set(p.labels.map((l) => l.node));
  const kept = new Map(
    Object.entries(p.outputs).filter(([name, node]) => labelled.has(node) || labelled.has(p.inputs[name] ?? node)),
  );
  for (let before = -1; before < kept.size;) {
    before = kept.size;
    for (const n of order([...roots, ...kept.values()], leaves)) {
      const next = isOp(n, 'input') ? p.outputs[n.attrs.name] : undefined;
      if (isOp(n, 'input') && next) kept.set(n.attrs.name, next);
    }
  }
  return Object.fromEntries(kept);
}

/** The loss of a row says which: a square or the size of an error. */
function telling({ node, label }: Labelled): Labelled {
  const [a, b] = node.inputs;
  if (label.role !== 'eachLoss' || !a) return { node, label };
  const name = isOp(node, 'mul') && a === b ? 'squaredError' : isOp(node, 'abs') ? 'absoluteError' : undefined;
  return { node, label: name ? { ...label, name } : label };
}

/** What the loss adds up: one number per row, of a row with several outputs. */
function isRowLoss(node: Node, p: Program, axes: ReadonlyMap<Node, Axes>): boolean {
  const a = axes.get(node) ?? [];
  const losses = p.labels.filter((l) => l.label.role === 'loss').map((l) => l.node);
  return (
    a.length === 1 &&
    isRow(a[0]) &&
    order(losses).some((n) => isOp(n, 'sum') && n.shape.length === 0 && n.inputs[0] === node)
  );
}
const rowAxis: Axis = { kind: 'row' };

/** A value whose one reader shows it as a picture has its cells there: what comes back through a flatten. */
function asPictures(
  blocks: ReadonlySet<Node>,
  labels: ReadonlyMap<Node, Label>,
  nodes: readonly Node[],
  axes: ReadonlyMap<Node, Axes>,
): Set<Node> {
  const readers = new Map<Node, Node[]>();
  for (const n of nodes) for (const x of n.inputs) readers.set(x, [...(readers.get(x) ?? []), n]);
  const shows = (n: Node | undefined): boolean => (n && axes.get(n)?.some(isPlace)) ?? false;
  return new Set(
    [...blocks].map((n) => {
      const [only, ...more] = readers.get(n) ?? [];
      const moves = only && more.length === 0 && isOp(only, 'reshape') && !labels.has(n) && !blocks.has(only);
      return moves && shows(only) && !shows(n) && axes.get(only)?.some(isRow) ? only : n;
    }),
  );
}

/** A sum of what is computed for it alone, as the one in the slope of a softmax. */
const isTotal = (n: Node): boolean => isOp(n, 'sum') && n.inputs[0] !== undefined && !isView(n.inputs[0]);

/**
 * What values without a label are called. On the way back through pictures, or through time, there are many: they are
 * what is passed back.
 */
function namesOf(p: Program, axes: ReadonlyMap<Node, Axes>): (node: Node) => Label {
  const isRoot = ({ label }: Labelled): boolean => always.has(label.role) && label.role !== 'update' && !label.of;
  const forward = new Set(order(p.labels.filter(isRoot).map((l) => l.node)));
  const signs = p.labels.some(({ label }) => label.role === 'terms' && label.of?.role === 'change');
  const inGrids = [...axes.values()].some((a) => a.some(isPlace));
  return (node) => {
    const label = unnamed(node, axes);
    const passed =
      inGrids &&
      !forward.has(node) &&
      label.axes.some(isRow) &&
      !isPlaces(node) &&
      !isTotal(node) &&
      !isOp(node, 'less');
    if (isPlaces(node)) return { ...label, name: 'places' };
    return passed ? { role: signs ? 'error' : 'cotangent', of: { role: 'inner', axes: [] }, axes: label.axes } : label;
  };
}

function unnamed(node: Node, axes: ReadonlyMap<Node, Axes>): Label {
  const known = axes.get(node) ?? [];
  const name = isOp(node, 'input') ? node.attrs.name : node.op;
  return {
    role: isOp(node, 'input') && node.attrs.from === 'setting' ? 'setting' : 'inner',
    name,
    axes: node.shape.map((_, i): Axis => known[i] ?? { kind: 'space' }),
  };
}
