/**
 * Which values get memory: one that cannot be computed inside the loops that use it, or would be computed there more
 * than once per element.
 */
import { isView } from '../ir/kinds.ts';
import { isOp, type Node } from '../ir/node.ts';
import { primitive } from '../ir/primitives.ts';
import { size } from '../ir/shape.ts';
import { movesOnes, underReshapes } from './expression.ts';

/** Longest chain of nodes computed inside one loop: keeps expressions and recursion small. */
const maxDepth = 60;

/**
 * Decided from the outputs backwards: when a node is met, everything that uses it has been.
 *
 * @param nodes each after its inputs, without those `given`
 * @param given values that are in memory before: inputs, and the scalars of the prelude
 */
export function storedValues(nodes: readonly Node[], roots: ReadonlySet<Node>, given: (n: Node) => boolean): Set<Node> {
  const stored = new Set<Node>();
  // how often an element would be computed, were it computed where it is used
  const evaluations = new Map<Node, number>();
  const use = (n: Node, times: number): void => {
    evaluations.set(n, (evaluations.get(n) ?? 0) + times);
  };
  const force = (n: Node | undefined): void => {
    if (n && !given(n) && !isOp(n, 'constant')) stored.add(n);
  };
  for (const n of roots) {
    if (isView(n)) use(n, size(n.shape));
    else force(n);
  }
  for (const n of nodes.toReversed()) {
    const row = primitive(n.op);
    const here = n.results ? 0 : size(n.shape);
    const used = evaluations.get(n) ?? 0;
    let times = used; // how often this node reads its inputs
    switch (row.kind) {
      case 'leaf':
        if (isOp(n, 'draw')) stored.add(n);
        break;
      case 'elementwise':
        if (used > here) stored.add(n);
        break;
      case 'view':
        if (isOp(n, 'reshape') && !movesOnes(n.shape, underReshapes(n).shape)) force(underReshapes(n));
        break;
      case 'reduce':
        stored.add(n);
        times = size(n.inputs[0]?.shape ?? []);
        break;
      case 'contract':
        stored.add(n);
        n.inputs.forEach((x) => force(operandBase(x)));
        break;
      case 'gather':
        stored.add(n);
        n.inputs.forEach(force);
        break;
      case 'several':
        n.inputs.forEach((x) => force(inOrderBase(x)));
        break;
      case 'part':
        stored.add(n);
        break;
      default:
        row satisfies never;
    }
    if (row.kind !== 'reduce' && stored.has(n)) times = here;
    for (const x of n.inputs) use(x, times);
  }
  storeLongChains(nodes, stored);
  return stored;
}

function storeLongChains(nodes: readonly Node[], stored: Set<Node>): void {
  const depth = new Map<Node, number>();
  for (const n of nodes) {
    const d = 1 + Math.max(0, ...n.inputs.map((x) => (stored.has(x) ? 0 : (depth.get(x) ?? 0))));
    if (d > maxDepth && !n.results) stored.add(n);
    depth.set(n, stored.has(n) ? 0 : d);
  }
}

/** The value to store so that a loop over time reads `x` from memory, element after element. */
function inOrderBase(x: Node): Node {
  const base = underReshapes(x);
  return isOp(base, 'constant') ? x : base;
}

/**
 * The value to store so that an operand of a product is read by fixed strides: what lies under its transposes and
 * broadcasts. A target copies what it does not want to read like that.
 */
function operandBase(operand: Node): Node {
  let n = operand;
  for (let x = n.inputs[0]; x && (isOp(n, 'transpose') || isOp(n, 'broadcast')); x = n.inputs[0]) n = x;
  const base = underReshapes(n);
  return isOp(n, 'constant') || isOp(base, 'constant') ? operand : base;
}
