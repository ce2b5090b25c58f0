import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import type { Labelled } from './label.ts';
import { isOp, type Node } from './node.ts';
import type { From } from './primitives.ts';
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
  for (const root of roots) {
    const stack: { node: Node; next: number }[] = done.has(root) ? [] : [{ node: root, next: 0 }];
    done.add(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const input = leaves.has(top.node) ? undefined : top.node.inputs[top.next++];
      if (input === undefined) {
        out.push(top.node);
        stack.pop();
      } else if (!done.has(input)) {
        done.add(input);
        stack.push({ node: input, next: 0 });
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
