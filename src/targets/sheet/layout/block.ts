import type { ProgramView } from '../../../cells/index.ts';
import type { Label } from '../../../ir/label.ts';
import { isOp, type Node } from '../../../ir/node.ts';
import { order } from '../../../ir/program.ts';
import { colourOf, partsOf } from '../../../messages/labels.ts';
import { arrange, type Arrangement, type Item, type LayoutStyle, type LineKind } from './arrange.ts';

/**
 * The block of a step, as a person reads a training: data, target, then layer by layer the weights and what they give,
 * prediction, error, loss, and back again the weight changes of every row, their average, the update under the weights.
 *
 * @param hidden blocks that need no cells, such as row numbers everyone knows
 */
export function blockLayout(s: ProgramView, style: LayoutStyle, hidden: ReadonlySet<Node> = new Set()): Arrangement {
  const nodes = [...s.blocks].filter(
    ([n]) => !hidden.has(n) && !(isOp(n, 'input') && (n.attrs.from === 'table' || n.attrs.from === 'setting')),
  );
  const roots = (role: string): Node[] => nodes.filter(([, l]) => l.role === role && !l.of).map(([n]) => n);
  const forward = order(roots('prediction'));
  const losses = order([...roots('error'), ...roots('eachLoss'), ...roots('loss')]);
  const place = new Map([...new Set([...forward, ...losses, ...s.program.nodes])].map((n, i) => [n, i]));
  const [isForward, isLoss] = [new Set(forward), new Set(losses)];
  const rank = (n: Node, l: Label): number => {
    const first = ['rows', 'data', 'target', 'weight', 'scaled'].indexOf(l.role);
    if (first >= 0) return first;
    if (l.role === 'slot') return 9;
    if (l.role === 'inner' && l.name !== 'turned' && !dependsOnRows(n, s)) return 10;
    if (l.role === 'update') return 11;
    return isForward.has(n) ? 6 : isLoss.has(n) ? 7 : 8;
  };
  const at = (n: Node): number => place.get(n) ?? 0;
  const items = nodes.map(([node, label]): Item => ({
    node,
    label,
    line: lineOf(node, label, s),
    home: homeOf(node, label, s),
    cluster: clusterOf(label),
  }));
  return arrange(
    items.toSorted((a, b) => rank(a.node, a.label) - rank(b.node, b.label) || at(a.node) - at(b.node)),
    s.rows,
    { style },
  );
}

const hasRows = (label: Label): boolean => label.axes.some((a) => a.kind === 'row');

function lineOf(node: Node, label: Label, s: ProgramView): LineKind | null {
  if (hasRows(label)) return null;
  if (label.role === 'update' || label.role === 'gradient') return label.role;
  return dependsOnRows(node, s) ? 'average' : 'before';
}

/** Is it computed from the rows of this batch? */
function dependsOnRows(node: Node, s: ProgramView): boolean {
  return order([node]).some(
    (n) =>
      (s.axes.get(n) ?? []).some((axis) => axis?.kind === 'row') && !(isOp(n, 'input') && n.attrs.from === 'table'),
  );
}

/**
 * What it stands under: an update under the state it becomes, an average under its terms, the loss under the rows'
 * losses.
 */
function homeOf(node: Node, label: Label, s: ProgramView): Node | null {
  if (hasRows(label)) return null;
  if (label.role === 'update') {
    const name = Object.entries(s.program.outputs).find(([, n]) => n === node)?.[0];
    const input = name === undefined ? undefined : s.program.inputs[name];
    return input && s.blocks.has(input) ? input : null;
  }
  const find = (is: (l: Label) => boolean): Node | null =>
    [...s.blocks].findLast(([, l]) => hasRows(l) && is(l))?.[0] ?? null;
  if (label.role === 'loss') return find((l) => l.role === 'eachLoss');
  const parameter = label.role === 'average' ? label.of?.of : label.role === 'gradient' ? label.of : undefined;
  return parameter ? find((l) => l.role === 'terms' && l.of?.of?.name === parameter.name) : null;
}

function clusterOf(label: Label): string {
  const colour = colourOf(label);
  const parameter = label.role === 'parameter' ? label.name : (label.of?.of?.name ?? label.of?.name);
  if (label.role === 'scaled' || label.role === 'prediction') return label.role;
  return colour === 'data' || colour === 'error'
    ? colour
    : `${colour} ${parameter ? partsOf(parameter).layer || parameter : (label.name ?? '')}`;
}
