/**
 * The chain rule of a loop: a loop the other way round, which carries the cotangents of what the loop carries.
 *
 *   hₜ = f(hₜ₋₁, xₜ, U)      d/h ← (∂f/∂h)ᵀ·d/h,   d/x[t] = (∂f/∂x)ᵀ·d/h,   dU = Σₜ (∂f/∂U)ᵀ·d/h
 *
 * What it reads of the first loop's inner values, that loop keeps of every step: results more. `mergeScans` then makes
 * the two of one, so that a training step has two loops.
 */
import type { Label, Labelled } from './label.ts';
import { isOp, uniform, type Builder, type Node, type Results } from './node.ts';
import { order, program, type Program } from './program.ts';
import { isCarried } from './scan-results.ts';
import { range, type Shape } from './shape.ts';

/** What the chain rule gives: a cotangent of each `wrt`, and of each `also` that has one. */
export interface Cotangents {
  readonly wrt: Node[];
  readonly also: (Node | null)[];
}
/** Cotangents of `wrt`, given those of some values. */
export type PullBack = (seeds: ReadonlyMap<Node, Node>, wrt: readonly Node[], also: readonly Node[]) => Cotangents;

interface Context {
  readonly dy: Results<Node>;
  readonly y: Node<'scan'>;
  readonly x: readonly Node[];
  readonly g: Builder;
  readonly pullBack: PullBack;
}

/** What a scan repeats. */
export const bodyOf = (scan: Node<'scan'>): Program => scan.attrs.body as Program; // a Body is a Program, see there

export function scanGrad(c: Context): (Node | null)[] {
  const { dy, y, g } = c;
  const { names, length, reverse } = y.attrs;
  const body = bodyOf(y);
  const back = new BackwardLoop(c, prefixFor([...names, ...Object.keys(body.outputs)]));
  const seeds = new Map<Node, Node>();
  for (const [name, out] of Object.entries(body.outputs)) {
    const d = dy[name];
    const carried = isCarried(y.attrs, name);
    if (!d || (!carried && uniform(d) === 0)) continue;
    const inside = back.input(back.cotangent(name), out.shape, carried ? 'state' : 'feed', d);
    const before = seeds.get(out);
    seeds.set(out, before ? g.add(before, inside) : inside);
  }
  const read = names.flatMap((name) => body.inputs[name] ?? []);
  const labelled = body.labels.map(({ node }) => node);
  const { wrt, also } = c.pullBack(seeds, read, labelled);
  const slopes = new Map(read.map((node, i) => [node.attrs.name, wrt[i] ?? node]));
  const results = names.map((name): (() => Node) | null => {
    const slope = slopes.get(name);
    const carried = isCarried(y.attrs, name);
    const to = carried && back.result(back.cotangent(name), slope ?? zeros(g, body.outputs[name]?.shape ?? []));
    if (!slope || uniform(slope) === 0) return null;
    if (to) return to;
    return body.inputs[name]?.attrs.from === 'feed' ? back.result(back.cotangent(name), slope) : back.total(slope);
  });
  back.build(
    { length, reverse: !reverse },
    body.labels.map(({ label }, i) => ({ label, node: also[i] ?? null })),
  );
  return results.map((result) => result && result());
}

/** Names of a derivative's loop begin with this; those of a further derivative's with another. */
function prefixFor(taken: readonly string[]): string {
  let prefix = 'd';
  while (taken.some((name) => name.startsWith(`${prefix}/`) || name.startsWith(`${prefix}:`))) prefix += 'd';
  return prefix;
}

/** In a step of the backward loop these are computed again, not kept: they cost nothing. */
const views: ReadonlySet<string> = new Set<Node['op']>(['reshape', 'transpose', 'broadcast', 'read', 'window']);

/** The loop in the making. Its nodes read those of the first loop's body until `build` puts inputs in their places. */
class BackwardLoop {
  readonly #c: Context;
  readonly #prefix: string;
  readonly #forward: ReadonlySet<Node>;
  readonly #shared: ReadonlySet<Node>;
  /** What the loop is given, and what it makes. */
  readonly #given = new Map<string, Node>();
  readonly #outputs = new Map<string, Node>();
  /** Values of the first loop that it has to keep of every step. */
  readonly #kept = new Map<Node, string>();
  readonly #now = new Map<Node, Node>();
  /** Names of its inputs, but for those that `input` made. */
  readonly #read = new Set<string>();
  #first: Node<'scan'>;
  #loop: Node<'scan'> | null = null;
  #count = 0;

  constructor(c: Context, prefix: string) {
    this.#c = c;
    this.#first = c.y;
    this.#prefix = prefix;
    const { nodes } = bodyOf(c.y);
    this.#forward = new Set(nodes);
    this.#shared = sharedOnly(nodes);
  }

  cotangent = (of: string): string => `${this.#prefix}/${of}`;
  #fresh = (): string => `${this.#prefix}:${this.#count++}`;

  input(name: string, shape: Shape, from: 'state' | 'feed', value: Node): Node {
    this.#given.set(name, value);
    return this.#c.g.input({ name, shape, from });
  }
  /** An output, and where its value is found after `build`. */
  result(name: string, node: Node): () => Node {
    this.#outputs.set(name, node);
    return () => this.#part(this.#loop, name);
  }
  #part = (loop: Node<'scan'> | null, name: string): Node => {
    if (!loop) throw new Error(`${name} is asked for too early`);
    return this.#c.g.part(loop as never, { name }); // a scan is of several results
  };

  /** Σ over all steps of a shared value's cotangent: products and sums go over rows and steps at once. */
  total(slope: Node): () => Node {
    const { g } = this.#c;
    const [a, b] = slope.inputs;
    const inside = this.#forward.has(slope);
    if (uniform(slope) === 0) return () => slope;
    if (!inside && a && b && (isOp(slope, 'add') || isOp(slope, 'sub'))) {
      const [left, right] = [this.total(a), this.total(b)];
      return () => g[slope.op](left(), right());
    }
    if (!inside && a && (isOp(slope, 'neg') || views.has(slope.op))) {
      const of = this.total(a);
      return () => again(g, slope, [of()]);
    }
    if (!inside && a && b && isOp(slope, 'matmul') && slope.shape.length === 2) return this.#product(slope, a, b);
    if (!inside && a && isOp(slope, 'sum')) {
      const stack = this.#stack(a);
      const { axes } = slope.attrs;
      if (stack) return () => g.sum(stack(), { axes: [0, ...axes.map((axis) => axis + 1)] });
    }
    return this.#accumulated(slope);
  }
  /** Σₜ aₜ·bₜ = [a₁ a₂ …]·[b₁; b₂; …] */
  #product(slope: Node, a: Node, b: Node): () => Node {
    const { g } = this.#c;
    const [m = 1, k = 1] = a.shape;
    const n = b.shape[1] ?? 1;
    const turned = isOp(a, 'transpose') && a.inputs[0] ? a.inputs[0] : g.transpose(a, { perm: [1, 0] });
    const [left, right] = [this.#stack(turned), this.#stack(b)];
    if (!left || !right) return this.#accumulated(slope);
    const rows = this.#c.y.attrs.length * k;
    return () =>
      g.matmul(
        g.transpose(g.reshape(left(), { shape: [rows, m] }), { perm: [1, 0] }),
        g.reshape(right(), { shape: [rows, n] }),
      );
  }
  #accumulated(slope: Node): () => Node {
    const name = this.#fresh();
    const { g } = this.#c;
    const sum = this.input(name, slope.shape, 'state', zeros(g, slope.shape));
    return this.result(name, g.add(sum, slope));
  }
  /** A value of all steps, [length, …]; null if it is the same in all. */
  #stack(node: Node): (() => Node) | null {
    if (this.#shared.has(node)) return null;
    if (isOp(node, 'input') && node.attrs.from === 'feed') {
      const given = this.#given.get(node.attrs.name) ?? this.#outside(node.attrs.name);
      return () => given;
    }
    if (!this.#forward.has(node)) return this.result(this.#fresh(), node);
    const name = this.#keep(node);
    return () => this.#part(this.#first, name);
  }
  #keep(node: Node): string {
    const name = this.#kept.get(node) ?? this.#fresh();
    this.#kept.set(node, name);
    return name;
  }
  #outside = (name: string): Node => {
    const { x, y } = this.#c;
    const node = x[y.attrs.names.indexOf(name)];
    if (!node) throw new Error(`the body reads ${name}, which is not given`);
    return node;
  };

  build(
    loop: { readonly length: number; readonly reverse: boolean },
    labels: readonly { readonly label: Label; readonly node: Node | null }[],
  ): void {
    const { g } = this.#c;
    const nodes = new Set(order(this.#outputs.values(), this.#forward));
    for (const n of nodes) if (!this.#forward.has(n)) this.#now.set(n, this.#again(n));
    const outputs = [...this.#outputs].map(([name, n]) => [name, this.#here(n)] as const);
    const told = labels.flatMap(({ label: of, node }): Labelled[] => {
      if (!node || !nodes.has(node)) return [];
      return [{ node: this.#here(node), label: { role: 'cotangent', of, axes: of.axes } }];
    });
    const body = program(Object.fromEntries(outputs), told);
    this.#keepAll();
    for (const name of this.#read) if (!this.#given.has(name)) this.#given.set(name, this.#outside(name));
    const used = [...this.#given].filter(([name]) => name in body.inputs || name in body.outputs);
    const names = used.map(([name]) => name);
    this.#loop = g.scan(...used.map(([, value]) => value), { ...loop, body, names }) as Node<'scan'>;
  }
  /** The first loop, with results more. */
  #keepAll(): void {
    if (this.#kept.size === 0) return;
    const { y, x, g } = this.#c;
    const { outputs, labels } = bodyOf(y);
    const kept = Object.fromEntries([...this.#kept].map(([n, name]) => [name, n]));
    this.#first = g.scan(...x, { ...y.attrs, body: program({ ...outputs, ...kept }, labels) }) as Node<'scan'>;
    for (const name of this.#kept.values()) {
      if (this.#read.has(name)) this.#given.set(name, this.#part(this.#first, name));
    }
  }
  #again = (n: Node): Node =>
    again(
      this.#c.g,
      n,
      n.inputs.map((x) => this.#here(x)),
    );
  /** What stands for `n` in the loop's body. */
  #here(n: Node): Node {
    const known = this.#now.get(n);
    if (known) return known;
    const carried = isOp(n, 'input') && n.attrs.from === 'state' && this.#forward.has(n);
    const costly = n.inputs.length > 0 && !views.has(n.op) && !this.#shared.has(n);
    if (isOp(n, 'input') && !carried) this.#read.add(n.attrs.name);
    const now = carried || costly ? this.#residual(n) : this.#again(n);
    this.#now.set(n, now);
    return now;
  }
  #residual(n: Node): Node {
    const name = this.#keep(n);
    this.#read.add(name);
    return this.#c.g.input({ name, shape: n.shape, from: 'feed' });
  }
}

/** Nodes that depend on shared inputs and numbers alone. */
export function sharedOnly(nodes: readonly Node[]): Set<Node> {
  const shared = new Set<Node>();
  for (const n of nodes) {
    const own = isOp(n, 'input') ? n.attrs.from === 'table' : n.inputs.every((x) => shared.has(x));
    if (own) shared.add(n);
  }
  return shared;
}

/** The same operation on other inputs, by a builder. */
const again = (g: Builder, n: Node, inputs: readonly Node[]): Node =>
  inputs.every((x, i) => x === n.inputs[i]) ? n : (g[n.op] as (...args: unknown[]) => Node)(...inputs, n.attrs);

function zeros(g: Builder, shape: Shape): Node {
  const zero = g.constant({ value: 0 });
  return shape.length === 0 ? zero : g.broadcast(zero, { shape, axes: range(shape.length) });
}
