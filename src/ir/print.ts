import type { Label } from './label.ts';
import { isOp, type Node, type Results } from './node.ts';
import { uniform } from './ops.ts';
import { isProgram, type Program } from './program.ts';
import { text } from './shape.ts';

/**
 * A program as text, one line per node: number, op, inputs, attributes, shape, labels. Programs in attributes follow,
 * each once.
 *
 *   %0 input "x" table [5, 3]
 *   %3 matmul %0 %1 [5, 1]          ; prediction
 *   %4 scan %3 body=@0 {h: [5], y: [9, 5]}
 *   %5 part %4 name="h" [5]
 *   @0
 *     %0 input "h" state [5]
 */
export function print(p: Program): string {
  const inner: Program[] = [];
  const lines = linesOf(p, inner);
  for (const [i, program] of inner.entries()) {
    lines.push(`@${i}`, ...linesOf(program, inner).map((line) => `  ${line}`)); // `inner` grows under way
  }
  return lines.join('\n');
}

/** @param inner programs that attributes hold, in the order of their numbers; new ones are added */
function linesOf(p: Program, inner: Program[]): string[] {
  const number = new Map(p.nodes.map((n, i) => [n, i]));
  const notes = new Map<Node, string[]>();
  const note = (n: Node, words: string): void => {
    notes.set(n, [...(notes.get(n) ?? []), words]);
  };
  for (const { label, node } of p.labels) note(node, labelWords(label));
  for (const [name, node] of Object.entries(p.outputs)) note(node, `→ ${name}`);
  return p.nodes.map((n, i) => {
    const inputs = n.inputs.map((x) => `%${number.get(x)}`);
    const line = [`%${i}`, n.op, ...inputs, ...attrWords(n, inner), n.results ? resultsText(n.results) : text(n.shape)];
    const words = notes.get(n);
    return words ? `${line.join(' ').padEnd(32)} ; ${words.join(', ')}` : line.join(' ');
  });
}

const resultsText = (results: Results): string =>
  `{${Object.entries(results)
    .map(([name, shape]) => `${name}: ${text(shape)}`)
    .join(', ')}}`;

/**
 * One value as a nested expression of names, numbers and ops; parts that are used twice are written twice. For small
 * values.
 */
export function printNode(n: Node): string {
  const number = uniform(n);
  if (number !== null) return String(number);
  if (isOp(n, 'input')) return n.attrs.name;
  const [whole] = n.inputs;
  if (isOp(n, 'part') && whole) return `${printNode(whole)}.${n.attrs.name}`;
  return n.inputs.length === 0 ? n.op : `${n.op}(${n.inputs.map(printNode).join(', ')})`;
}

const labelWords = (l: Label): string =>
  [l.role, ...(l.name ? [`"${l.name}"`] : []), ...(l.of ? [`of (${labelWords(l.of)})`] : [])].join(' ');

function attrWords(n: Node, inner: Program[]): string[] {
  if (isOp(n, 'input')) return [`"${n.attrs.name}"`, n.attrs.from];
  if (isOp(n, 'constant')) return [String(n.attrs.value)];
  const { shape: _, ...rest } = n.attrs as { shape?: unknown }; // the shape stands at the end of the line
  return Object.entries(rest).map(([name, value]) => {
    if (!isProgram(value)) return `${name}=${JSON.stringify(value)}`;
    if (!inner.includes(value)) inner.push(value);
    return `${name}=@${inner.indexOf(value)}`;
  });
}
