import { axesOf, type Axes } from '../ir/axes.ts';
import { rebuild } from '../ir/builder.ts';
import type { Axis, Label, Labelled, Role } from '../ir/label.ts';
import { isOp, type Node } from '../ir/node.ts';
import { open } from '../ir/open.ts';
import { order, program, type Program } from '../ir/program.ts';
import { simplify } from '../ir/simplify.ts';
import { blocksOf } from './blocks.ts';
import { isTimeless } from './expression.ts';

/** A program as it is shown: which values have cells of their own, and what each of those is called. */
export interface Shown {
  readonly program: Program;
  /** A label for every block. */
  readonly blocks: ReadonlyMap<Node, Label>;
  readonly axes: ReadonlyMap<Node, Axes>;
}

/**
 * A step made ready to be read cell by cell: simplified, its gradients opened into one term per row, gathered rows named
 * after their tables, and all that tells nothing left out: sums over an epoch, counters nobody reads, gradients whose
 * sign has moved into the update.
 *
 * @param options.terms of one row over all gradients; beyond it gradients stay products
 * @param options.shared tables and settings by name: programs shown with the same map read the same ones
 */
export function shown(p: Program, { terms = Infinity, shared = new Map() }: ShownOptions = {}): Shown {
  const opened = named(open(simplify(sharing(p, shared)), terms));
  const roots = opened.labels.filter((l) => told.has(l.label.role)).map((l) => l.node);
  const kept = keptOutputs(opened, roots);
  const needed = new Set(order([...roots, ...Object.values(kept)]));
  const q = program(kept, opened.labels.filter((l) => needed.has(l.node)));
  const axes = axesOf(q), labels = new Map<Node, Label>();
  for (const { node, label } of q.labels.toSorted((a, b) => weight(a.label.role) - weight(b.label.role))) labels.set(node, label);
  const blocks = new Map<Node, Label>();
  for (const node of blocksOf(q.nodes, new Set(labels.keys()))) blocks.set(node, labels.get(node) ?? unnamed(node, axes));
  return { program: q, blocks, axes };
}

export interface ShownOptions { readonly terms?: number; readonly shared?: Map<string, Node> }

/** The program with one node for each table and setting of all programs. */
function sharing(p: Program, shared: Map<string, Node>): Program {
  const now = new Map<Node, Node>(), next = (n: Node): Node => now.get(n) ?? n;
  for (const n of p.nodes) {
    const known = isTimeless(n) && isOp(n, 'input') ? shared.get(n.attrs.name) : undefined;
    if (isOp(n, 'input') && isTimeless(n) && !known) shared.set(n.attrs.name, n);
    now.set(n, known ?? rebuild(n, n.inputs.map(next)));
  }
  return program(Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)])), p.labels.map((l) => ({ ...l, node: next(l.node) })));
}

/** Values that are shown even if no state depends on them. */
const told: ReadonlySet<Role> = new Set<Role>(['prediction', 'error', 'eachLoss', 'loss', 'update']);

/** Of several labels of one value the one that tells most; the last of these wins. */
const weights: readonly Role[] = ['gradient', 'cotangent', 'average'];
const weight = (role: Role): number => weights.indexOf(role);

/** Gathered rows carry the name of their table. */
function named(p: Program): Program {
  const labels = new Map(p.labels.map(({ node, label }) => [node, label]));
  const more: Labelled[] = [];
  for (const node of p.nodes) {
    const [table, index] = node.inputs, label = table && labels.get(table), row = index && labels.get(index)?.axes[0];
    if (isOp(node, 'gather') && label && row && !labels.has(node)) more.push({ node, label: { ...label, axes: [row, ...label.axes.slice(1)] } });
  }
  return program(p.outputs, [...p.labels, ...more]);
}

/** Results, state with a name, and state that something else reads. */
function keptOutputs(p: Program, roots: readonly Node[]): Record<string, Node> {
  const labelled = new Set(p.labels.map((l) => l.node));
  const kept = new Map<string, Node>();
  for (const [name, node] of Object.entries(p.outputs)) {
    const input = p.inputs[name];
    if (input?.attrs.from === 'state' ? labelled.has(input) : labelled.has(node)) kept.set(name, node);
  }
  for (let before = -1; before < kept.size;) {
    before = kept.size;
    for (const node of order([...roots, ...kept.values()])) {
      const output = isOp(node, 'input') && node.attrs.from === 'state' ? p.outputs[node.attrs.name] : undefined;
      if (isOp(node, 'input') && output) kept.set(node.attrs.name, output);
    }
  }
  return Object.fromEntries(kept);
}

function unnamed(node: Node, axes: ReadonlyMap<Node, Axes>): Label {
  const known = axes.get(node) ?? [];
  const name = isOp(node, 'input') ? node.attrs.name : node.op;
  return { role: isOp(node, 'input') && node.attrs.from === 'setting' ? 'setting' : 'inner', name, axes: node.shape.map((_, i): Axis => known[i] ?? { kind: 'space' }) };
}

