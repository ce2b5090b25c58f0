import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import type { Labelled } from './label.ts';
import { isOp, type Node } from './node.ts';
import type { From } from './signatures.ts';
import { equal, text } from './shape.ts';
import { words } from './error-words.ts';

/** A pure tensor program: nodes in order, named outputs, and labels for the values a person knows. */
export interface Program {
  /** Every node that an output or a label needs, each after its inputs. */
  readonly nodes: readonly Node[];
  readonly inputs: Readonly<Record<string, Node<'input'>>>;
  /** An input and an output of one name are state. */
  readonly outputs: Readonly<Record<string, Node>>;
  readonly labels: readonly Labelled[];
}

/**
 * Nodes that `roots` need, each after its inputs. Walks with a stack of its own: a lifted workbook is 100,000 deep.
 * Nothing behind a node of `leaves` is visited.
 */
export function order(roots: Iterable<Node>, leaves: ReadonlySet<Node> = new Set()): Node[] {
  const out: Node[] = [];
  const done = new Set<Node>();
  const stack: Node[] = [];
  const next: number[] = []; // the input that each node of the stack visits next
  const visit = (node: Node): void => {
    done.add(node);
    stack.push(node);
    next.push(leaves.has(node) ? node.inputs.length : 0);
  };
  for (const root of roots) {
    if (!done.has(root)) visit(root);
    for (let top = stack.length - 1; top >= 0; top = stack.length - 1) {
      const node = stack[top]!;
      const at = next[top]!;
      if (at === node.inputs.length) {
        out.push(node);
        stack.pop();
        next.pop();
      } else {
        next[top] = at + 1;
        const input = node.inputs[at]!;
        if (!done.has(input)) visit(input);
      }
    }
  }
  return out;
}

/**
 * @throws GradsheetError `shape-mismatch` if two inputs share a name but not shape and source, or state changes shape
 */
export function program(outputs: Readonly<Record<string, Node>>, labels: readonly Labelled[] = []): Program {
  const nodes = order([...Object.values(outputs), ...labels.map((l) => l.node)]);
  const inputs: Record<string, Node<'input'>> = {};
  for (const node of nodes) {
    if (!isOp(node, 'input')) continue;
    const { name } = node.attrs;
    const before = inputs[name];
    if (before && before !== node) {
      throw new GradsheetError('shape-mismatch', {
        where: words('input "{}"', name),
        expected: words('one node per name'),
        received: words('two'),
      });
    }
    inputs[name] = node;
  }
  for (const [name, node] of Object.entries(outputs)) {
    const input = inputs[name];
    if (input && !equal(input.shape, node.shape)) {
      throw new GradsheetError('shape-mismatch', {
        where: words('state "{}"', name),
        expected: words('shape {}, as the input of that name', text(input.shape)),
        received: verbatim(text(node.shape)),
      });
    }
  }
  return Object.freeze({
    nodes: Object.freeze(nodes),
    inputs: Object.freeze(inputs),
    outputs: Object.freeze({ ...outputs }),
    labels: Object.freeze([...labels]),
  });
}

export const inputsFrom = (p: Program, from: From): Node<'input'>[] =>
  Object.values(p.inputs).filter((n) => n.attrs.from === from);

/** Names that are both input and output, in the order of the outputs. */
export const stateNames = (p: Program): string[] =>
  Object.keys(p.outputs).filter((name) => p.inputs[name]?.attrs.from === 'state');

/** Outputs that are results of a call rather than the next state. */
export const resultNames = (p: Program): string[] =>
  Object.keys(p.outputs).filter((name) => p.inputs[name]?.attrs.from !== 'state');

/** Is it a program? An attribute of a node may be one: what a loop repeats. */
export const isProgram = (x: unknown): x is Program =>
  typeof x === 'object' && x !== null && 'labels' in x && 'nodes' in x;
