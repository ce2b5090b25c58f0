import { apply, builderOf, noAttrs } from './builder.ts';
import type { Node } from './node.ts';
import type { OpName } from './primitives.ts';
import { mergeLoops } from './loop-rules.ts';
import { program, type Program } from './program.ts';
import { attrsKey } from './program-key.ts';
import { rewritten } from './simplify-rules.ts';

/**
 * The same program, said shorter: what no output or label needs is gone, equal nodes are one, constants are computed,
 * x·1, x+0, 0·x, -(-x) and views that change nothing disappear, x+x is 2·x, and signs move outward, so that a weight
 * change of the tutorial reads `error·mark` and not `mark·-(1·½·error + 1·½·error)`. `stop` has done its work once
 * gradients are taken and goes too. Loops over the same values become one, and their bodies are simplified as well.
 * Labels move with their nodes.
 *
 * Values are equal but for rounding (½·2·x is x), and but for products with infinity: 0·x is 0 here.
 */
export function simplify(from: Program): Program {
  const p = mergeLoops(from, simplify);
  const labelled = new Set(p.labels.map((l) => l.node));
  const named = new Set<Node>();
  const s = simplifier(named);
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n; // every node comes after its inputs
  for (const node of p.nodes) {
    const y = s.again(node, node.inputs.map(next));
    now.set(node, y);
    if (labelled.has(node)) named.add(y);
  }
  const outputs = Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)]));
  return program(
    outputs,
    p.labels.map(({ label, node }) => ({ label, node: next(node) })),
  );
}

/**
 * A builder that simplifies while it builds and gives the same node for the same question.
 * `named`: values a person knows; rules look through one only for its sign, so that formulas go on naming it.
 */
function simplifier(named: ReadonlySet<Node>): {
  readonly again: (node: Node, inputs: readonly Node[]) => Node;
} {
  const numbers = new Map<Node | Program, number>();
  const known = new Map<string, Node>();
  const numberOf = (n: Node | Program): number => {
    const old = numbers.get(n);
    if (old === undefined) numbers.set(n, numbers.size);
    return old ?? numbers.size - 1;
  };
  // a program in an attribute is equal to itself only
  const key = (op: OpName, inputs: readonly Node[], attrs: object): string => {
    const of = inputs.map(numberOf);
    if (op === 'add' || op === 'mul' || op === 'max') of.sort((a, b) => a - b); // these commute
    return `${op}(${of.join()})${attrsKey(op, attrs, numberOf)}`;
  };
  const make = (op: OpName, inputs: readonly Node[], attrs: object = noAttrs, before?: Node): Node => {
    const k = key(op, inputs, attrs);
    const old = known.get(k);
    if (old) return old;
    const y = rewritten(build, named, op, inputs, attrs) ?? before ?? apply(op, inputs, attrs);
    known.set(k, y);
    return y;
  };
  const build = builderOf(make);
  return {
    again: (node, inputs) =>
      make(node.op, inputs, node.attrs, inputs.every((x, i) => x === node.inputs[i]) ? node : undefined),
  };
}
