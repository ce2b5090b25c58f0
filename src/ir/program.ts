import { GradsheetError } from '../errors.ts';
import { g } from './builder.ts';
import type { Label, Labelled } from './label.ts';
import { isOp, type Node } from './node.ts';
import { primitive, primitives, type From, type OpName } from './primitives.ts';
import type { Shape } from './shape.ts';
import { equal, text } from './shape.ts';

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
        where: `input "${name}"`,
        expected: 'one node per name',
        received: 'two',
      });
    }
    inputs[name] = node;
  }
  for (const [name, node] of Object.entries(outputs)) {
    const input = inputs[name];
    if (input && !equal(input.shape, node.shape)) {
      throw new GradsheetError('shape-mismatch', {
        where: `state "${name}"`,
        expected: `shape ${text(input.shape)}, as the input of that name`,
        received: text(node.shape),
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

interface ProgramJson {
  readonly nodes: readonly {
    readonly op: OpName;
    readonly inputs: readonly number[];
    readonly attrs: object;
    readonly shape: Shape;
  }[];
  readonly outputs: Readonly<Record<string, number>>;
  readonly labels: readonly { readonly label: Label; readonly node: number }[];
}

/** Plain data: nodes by number. Outside one process a value is its number in `nodes`. */
export function toJson(p: Program): ProgramJson {
  const number = new Map(p.nodes.map((n, i) => [n, i]));
  const of = (n: Node): number => number.get(n) ?? -1; // every node of a program is in `nodes`
  return {
    nodes: p.nodes.map((n) => ({ op: n.op, inputs: n.inputs.map(of), attrs: n.attrs, shape: n.shape })),
    outputs: Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, of(n)])),
    labels: p.labels.map(({ label, node }) => ({ label, node: of(node) })),
  };
}

/** @throws GradsheetError `bad-file` if an op is unknown or a node comes before its inputs */
export function fromJson(json: ProgramJson): Program {
  const nodes: Node[] = [];
  const at = (i: number): Node => {
    const node = nodes[i];
    if (!node) {
      throw new GradsheetError('bad-file', {
        where: 'program',
        expected: 'nodes after their inputs',
        received: `number ${i} too early`,
      });
    }
    return node;
  };
  for (const n of json.nodes) {
    if (!Object.hasOwn(primitives, n.op)) {
      throw new GradsheetError('bad-file', { where: 'program', expected: 'a known primitive', received: `"${n.op}"` });
    }
    const make = g[n.op] as (...args: unknown[]) => Node;
    nodes.push(make(...n.inputs.slice(0, primitive(n.op).inputs).map(at), n.attrs));
  }
  return program(
    Object.fromEntries(Object.entries(json.outputs).map(([name, i]) => [name, at(i)])),
    json.labels.map(({ label, node }) => ({ label, node: at(node) })),
  );
}
