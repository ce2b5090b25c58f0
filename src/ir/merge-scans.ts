import { apply, g, rebuild } from './builder.ts';
import type { Labelled } from './label.ts';
import { isOp, uniform, type Node } from './node.ts';
import { order, program, type Program } from './program.ts';
import { bodyOf, sharedOnly } from './scan-grad.ts';
import { isCarried } from './scan-results.ts';

/**
 * Loops over the same inputs that carry the same values become one with all their results: the chain rule asks for
 * more of a loop that is already there. Then results that nobody reads go, bodies are made shorter by `simplify`, and
 * what is the same in every step is computed once, outside.
 */
export function mergeScans(p: Program, simplify: (body: Program) => Program): Program {
  const groups = groupsOf(p);
  const labels: Labelled[] = [...p.labels];
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  const made = new Map<Group, Node<'scan'>>();
  for (const n of p.nodes) {
    const of = isOp(n, 'part') ? n.inputs[0] : undefined;
    const group = groups.get(isOp(n, 'scan') ? n : (of ?? n));
    if (isOp(n, 'scan') && group) {
      const loop = made.get(group) ?? loopOf(group, n.inputs.map(next), simplify, labels);
      made.set(group, loop);
      now.set(n, loop);
    } else if (isOp(n, 'part') && of && group) {
      now.set(n, apply('part', [next(of)], { name: nameIn(group, of, n.attrs.name) }));
    } else now.set(n, rebuild(n, n.inputs.map(next)));
  }
  return program(
    Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)])),
    labels.map(({ label, node }) => ({ label, node: next(node) })),
  );
}

/** Scans that are one. */
interface Group {
  readonly first: Node<'scan'>;
  /** What is asked for, by its name in the one scan. */
  readonly outputs: Map<string, Node>;
  /** Names of values that turned out to be those of other names. */
  readonly same: Map<string, string>;
  readonly labels: Set<Labelled>;
}

/** By scan. */
function groupsOf(p: Program): Map<Node, Group> {
  const numbers = new Map<Node, number>();
  const numberOf = (n: Node): number => numbers.get(n) ?? (numbers.set(n, numbers.size), numbers.size - 1);
  const alike = new Map<string, Group>();
  const groups = new Map<Node, Group>();
  for (const n of p.nodes) {
    if (isOp(n, 'scan')) {
      const { names, length, reverse } = n.attrs;
      const body = bodyOf(n);
      const carried = names.flatMap((name) => (isCarried(n.attrs, name) ? (body.outputs[name] ?? []) : []));
      const key = JSON.stringify([names, length, reverse, n.inputs.map(numberOf), carried.map(numberOf)]);
      const group = alike.get(key) ?? { first: n, outputs: new Map(), same: new Map(), labels: new Set() };
      alike.set(key, group);
      groups.set(n, group);
      for (const label of body.labels) group.labels.add(label);
    }
    const of = isOp(n, 'part') ? n.inputs[0] : undefined;
    const group = of && groups.get(of);
    if (group && isOp(n, 'part')) ask(group, of, n.attrs.name);
  }
  return groups;
}

const outputOf = (scan: Node, name: string): Node => bodyOf(scan as Node<'scan'>).outputs[name] ?? scan;

/** Two scans may have one name for two values, and two names for one. */
function ask({ first, outputs }: Group, scan: Node, name: string): void {
  const node = outputOf(scan, name);
  const stacks = [...outputs].filter(([known]) => !isCarried(first.attrs, known));
  if (!isCarried(first.attrs, name) && stacks.some(([, n]) => n === node)) return;
  let free = name;
  while (outputs.has(free) && outputs.get(free) !== node) free += "'";
  outputs.set(free, node);
}
function nameIn({ first, outputs, same }: Group, scan: Node, name: string): string {
  if (isCarried(first.attrs, name)) return name;
  const node = outputOf(scan, name);
  const known = [...outputs].find(([other, n]) => n === node && !isCarried(first.attrs, other))?.[0] ?? name;
  return same.get(known) ?? known;
}

/** @param labels of the program around it: values that move there take theirs along */
function loopOf(
  { first, outputs, same, labels: known }: Group,
  inputs: readonly Node[],
  simplify: (body: Program) => Program,
  labels: Labelled[],
): Node<'scan'> {
  const { names } = first.attrs;
  const whole = withCarried(first, outputs);
  const nodes = new Set(order(Object.values(whole)));
  const told = [...known].filter(({ node }) => nodes.has(node));
  const body = withoutTwins(simplify(program(whole, told)), (name) => isCarried(first.attrs, name), same);
  const given = new Map(names.map((name, i) => [name, inputs[i] ?? first]));
  const inside = hoisted(body, given, labels);
  const used = [...given].filter(([name]) => name in inside.inputs || (names.includes(name) && name in inside.outputs));
  return apply(
    'scan',
    used.map(([, node]) => node),
    { ...first.attrs, body: inside, names: used.map(([name]) => name) },
  ) as Node<'scan'>;
}

/** Values that are one once they are simplified are kept once. @param same gets the names of the others */
function withoutTwins(body: Program, carried: (name: string) => boolean, same: Map<string, string>): Program {
  const names = new Map<Node, string>();
  const outputs = Object.entries(body.outputs).filter(([name, n]) => {
    const twin = carried(name) ? undefined : names.get(n);
    if (!carried(name)) names.set(n, twin ?? name);
    if (twin !== undefined) same.set(name, twin);
    return twin === undefined;
  });
  return same.size === 0 ? body : program(Object.fromEntries(outputs), body.labels);
}

/** With what is asked for, the carried values that it depends on, in this step or in a later one. */
function withCarried(scan: Node<'scan'>, asked: ReadonlyMap<string, Node>): Record<string, Node> {
  const { outputs } = bodyOf(scan);
  const all = new Map(asked);
  for (let before = -1; before !== all.size;) {
    before = all.size;
    for (const n of order(all.values())) {
      const next = isOp(n, 'input') && n.attrs.from === 'state' ? outputs[n.attrs.name] : undefined;
      if (next && isOp(n, 'input')) all.set(n.attrs.name, next);
    }
  }
  return Object.fromEntries(all);
}

/** Repeating and reshaping cost nothing where a value is used, and a repeated value takes more memory. */
const stays = (n: Node): boolean => isOp(n, 'broadcast') || isOp(n, 'reshape') || uniform(n) !== null;

/** The body without what depends on shared values alone: that is computed outside, and `given` gets it. */
function hoisted(body: Program, given: Map<string, Node>, labels: Labelled[]): Program {
  const shared = sharedOnly(body.nodes);
  const moving = new Map<Node, string>();
  const outside = new Map<Node, Node>();
  const out = (n: Node): Node => {
    const known = outside.get(n);
    if (known) return known;
    const y = isOp(n, 'input') ? (given.get(n.attrs.name) ?? n) : rebuild(n, n.inputs.map(out));
    outside.set(n, y);
    return y;
  };
  const move = (n: Node): void => {
    if (!shared.has(n) || n.inputs.length === 0 || moving.has(n)) return;
    if (stays(n)) return n.inputs.forEach(move);
    let name = `shared:${moving.size}`;
    while (given.has(name)) name += "'";
    moving.set(n, name);
    given.set(name, out(n));
  };
  for (const n of body.nodes) if (!shared.has(n)) n.inputs.forEach(move);
  Object.values(body.outputs).forEach(move);
  if (moving.size === 0) return body;
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  for (const n of body.nodes) {
    const name = moving.get(n);
    const moved = name !== undefined && g.input({ name, shape: n.shape, from: 'table' });
    now.set(n, moved || rebuild(n, n.inputs.map(next)));
  }
  const outputs = Object.fromEntries(Object.entries(body.outputs).map(([name, n]) => [name, next(n)]));
  const left = new Set(order(Object.values(outputs)));
  const stay: Labelled[] = [];
  for (const { label, node } of body.labels) {
    if (moving.has(node)) labels.push({ label, node: out(node) });
    else if (left.has(next(node))) stay.push({ label, node: next(node) });
  }
  return program(outputs, stay);
}
