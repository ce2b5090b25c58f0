import type { Node } from './node.ts';
import type { OpName } from './primitives.ts';
import { isProgram, type Program } from './program.ts';

/**
 * All that a program computes as a text: programs of one text are equal, wherever their nodes were made. Labels are
 * left out, for they change no number. Of `x + 1`, the next x:
 *
 *   input(){"name":"x","shape":[],"from":"state"};constant()1;add(0,1,);"x"=2
 */
export function programKey(p: Program): string {
  const known = keys.get(p);
  if (known !== undefined) return known;
  const number = new Map<Node, number>();
  const held = new Map<Program, number>();
  const numberOf = (inner: Program): number => {
    const n = held.get(inner) ?? held.size;
    held.set(inner, n);
    return n;
  };
  const lines: string[] = [];
  for (const node of p.nodes) {
    let of = '';
    for (const x of node.inputs) of += `${number.get(x)},`; // they come before it
    number.set(node, lines.length);
    lines.push(`${node.op}(${of})${attrsKey(node.op, node.attrs, numberOf)}`);
  }
  for (const [name, node] of Object.entries(p.outputs)) lines.push(`${JSON.stringify(name)}=${number.get(node)}`);
  for (const inner of held.keys()) lines.push(`(${programKey(inner)})`);
  const key = lines.join(';');
  keys.set(p, key);
  return key;
}
const keys = new WeakMap<Program, string>(); // programs are loaded more than once

/**
 * The attributes of a node as a text.
 *
 * @param numberOf what stands for a program that is an attribute: written out, those that two programs hold would
 *   double at every depth
 */
export function attrsKey(op: OpName, attrs: object, numberOf: (p: Program) => number): string {
  if (op === 'constant') return numberKey((attrs as { readonly value: number }).value);
  let [some, holds] = [false, false];
  for (const name in attrs) {
    some = true;
    holds ||= isProgram(attrs[name as never]);
  }
  if (!some) return '';
  return JSON.stringify(attrs, holds ? (_, value: unknown) => (isProgram(value) ? numberOf(value) : value) : undefined);
}

// JSON has no -0, NaN or Infinity.
const numberKey = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
