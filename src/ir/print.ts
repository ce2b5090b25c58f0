import type { Label } from './label.ts';
import { isOp, type Node } from './node.ts';
import { uniform } from './ops.ts';
import type { Program } from './program.ts';
import { text } from './shape.ts';

/**
 * A program as text, one line per node: number, op, inputs, attributes, shape, labels.
 *
 *   %0 input "x" table [5, 3]
 *   %3 matmul %0 %1 [5, 1]          ; prediction
 */
export function print(p: Program): string {
  const number = new Map(p.nodes.map((n, i) => [n, i]));
  const notes = new Map<Node, string[]>();
  const note = (n: Node, words: string): void => {
    notes.set(n, [...(notes.get(n) ?? []), words]);
  };
  for (const { label, node } of p.labels) note(node, labelWords(label));
  for (const [name, node] of Object.entries(p.outputs)) note(node, `→ ${name}`);
  return p.nodes
    .map((n, i) => {
      const line = [`%${i}`, n.op, ...n.inputs.map((x) => `%${number.get(x)}`), ...attrWords(n), text(n.shape)].join(
        ' ',
      );
      const words = notes.get(n);
      return words ? `${line.padEnd(32)} ; ${words.join(', ')}` : line;
    })
    .join('\n');
}

/**
 * One value as a nested expression of names, numbers and ops; parts that are used twice are written twice. For small
 * values.
 */
export function printNode(n: Node): string {
  const number = uniform(n);
  if (number !== null) return String(number);
  if (isOp(n, 'input')) return n.attrs.name;
  return n.inputs.length === 0 ? n.op : `${n.op}(${n.inputs.map(printNode).join(', ')})`;
}

const labelWords = (l: Label): string =>
  [l.role, ...(l.name ? [`"${l.name}"`] : []), ...(l.of ? [`of (${labelWords(l.of)})`] : [])].join(' ');

function attrWords(n: Node): string[] {
  if (isOp(n, 'input')) return [`"${n.attrs.name}"`, n.attrs.from];
  if (isOp(n, 'constant')) return [String(n.attrs.value)];
  const { shape: _, ...rest } = n.attrs as { shape?: unknown }; // the shape stands at the end of the line
  return Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}
