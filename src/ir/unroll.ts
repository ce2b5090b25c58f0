import { apply, g, rebuild } from './builder.ts';
import type { Label, Labelled } from './label.ts';
import { isOp, uniform, type Node } from './node.ts';
import { add, concatenate, constant, expand } from './ops.ts';
import { primitive } from './primitives.ts';
import { program, type Program } from './program.ts';
import { bodyOf } from './scan-grad.ts';
import { isCarried } from './scan-results.ts';
import { equal, type Shape } from './shape.ts';
import { along } from './view.ts';

/**
 * The same program without loops: every step written out, for whoever shows every number. A value of step t is read
 * from that step; products and sums over rows and steps become sums over steps of products and sums over rows. Labels
 * of a body are there once for each step, counted from 1: `lstm/i` is `lstm/i[1]`, `lstm/i[2]` …
 *
 * Values are equal but for the order of those sums.
 */
export function unroll(p: Program): Program {
  return p.nodes.some((n) => isOp(n, 'scan')) ? new Unrolling(p).written() : p;
}

class Unrolling {
  readonly #p: Program;
  readonly #now = new Map<Node, Node>();
  readonly #labels: Labelled[] = [];
  /** Of a value that goes over all steps, those of each, as far as they are known. */
  readonly #steps = new Map<Node, (Node | undefined)[]>();
  /** Results of loops by name: the last value of what is carried, or those of all steps. */
  readonly #results = new Map<Node, ReadonlyMap<string, Node | readonly Node[]>>();

  constructor(p: Program) {
    this.#p = p;
  }

  written(): Program {
    for (const n of this.#p.nodes) {
      if (isOp(n, 'scan')) this.#results.set(n, this.#loop(n));
      else this.#now.set(n, this.#part(n) ?? this.#overSteps(n) ?? rebuild(n, n.inputs.map(this.#next)));
    }
    const outputs = Object.entries(this.#p.outputs).map(([name, n]) => [name, this.#next(n)] as const);
    const labels = this.#p.labels.map(({ label, node }) => ({ label, node: this.#next(node) }));
    return program(Object.fromEntries(outputs), [...labels, ...this.#labels]);
  }
  #next = (n: Node): Node => this.#now.get(n) ?? n;

  #loop(n: Node<'scan'>): Map<string, Node | readonly Node[]> {
    const { names, length, reverse } = n.attrs;
    const body = unroll(bodyOf(n));
    const given = new Map(names.map((name, i) => [name, this.#next(n.inputs[i] ?? n)]));
    const carried = new Map([...given].filter(([name]) => isCarried(n.attrs, name)));
    const stacks = new Map<string, Node[]>();
    for (let i = 0; i < length; i++) {
      const t = reverse ? length - 1 - i : i;
      const now = new Map<Node, Node>();
      const here = (x: Node): Node => now.get(x) ?? x;
      for (const x of body.nodes) {
        const outside = isOp(x, 'input') ? (carried.get(x.attrs.name) ?? given.get(x.attrs.name)) : undefined;
        const element = outside && isOp(x, 'input') && x.attrs.from === 'feed';
        now.set(x, element ? this.#at(outside, t) : (outside ?? rebuild(x, x.inputs.map(here))));
      }
      for (const { label, node } of body.labels) this.#labels.push({ label: labelAt(label, t), node: here(node) });
      for (const [name, out] of Object.entries(body.outputs)) {
        if (isCarried(n.attrs, name)) carried.set(name, here(out));
        else (stacks.get(name) ?? setNew(stacks, name, []))[t] = here(out);
      }
    }
    return new Map<string, Node | readonly Node[]>([...carried, ...stacks]);
  }

  /** A result of a loop: of all steps, one after the other. */
  #part(n: Node): Node | null {
    const [of] = n.inputs;
    const result = isOp(n, 'part') && of ? this.#results.get(of)?.get(n.attrs.name) : undefined;
    if (!result || 'op' in result) return result ?? null;
    const rows = result.map((y) => g.reshape(y, { shape: [1, ...y.shape] }));
    const stack = concatenate(rows, 0);
    this.#steps.set(stack, [...result]);
    return stack;
  }

  /** A sum over all steps, among others. */
  #overSteps(n: Node): Node | null {
    const [a, b] = n.inputs.map(this.#next);
    if (isOp(n, 'sum') && a && n.attrs.axes.includes(0) && this.#steps.has(a)) {
      const axes = n.attrs.axes.filter((axis) => axis > 0).map((axis) => axis - 1);
      const each = range(a).map((t) => this.#at(a, t));
      return total(each.map((x) => (axes.length === 0 ? x : g.sum(x, { axes }))));
    }
    if (!isOp(n, 'matmul') || !a || !b || n.shape.length !== 2) return null;
    // [a₁ a₂ …]·[b₁; b₂; …] = Σₜ aₜ·bₜ, as the chain rule of a loop says it
    const minus = isOp(a, 'neg') ? a.inputs[0] : undefined;
    const turned = minus ?? a;
    const left = isOp(turned, 'transpose') ? turned.inputs[0] : undefined;
    const [x, y] = [left, b].map((v) => (v && isOp(v, 'reshape') ? v.inputs[0] : undefined));
    if (!x || !y || x.shape.length !== 3 || y.shape.length !== 3) return null;
    if (!(this.#steps.has(x) || this.#steps.has(y)) || !equal(x.shape.slice(0, 2), y.shape.slice(0, 2))) return null;
    const sum = total(range(x).map((t) => g.matmul(g.transpose(this.#at(x, t), { perm: [1, 0] }), this.#at(y, t))));
    return minus ? g.neg(sum) : sum;
  }

  /** Element t of a value [steps, …]: of what was computed for all steps at once, what is computed for this one. */
  #at(x: Node, t: number): Node {
    const known = this.#steps.get(x) ?? setNew(this.#steps, x, []);
    const old = known[t];
    if (old) return old;
    const y = this.#elementAt(x, t) ?? g.read(x, elementRead(x.shape, t));
    known[t] = y;
    return y;
  }
  #elementAt(x: Node, t: number): Node | null {
    const shape = x.shape.slice(1);
    const number = uniform(x);
    if (number !== null) return expand(constant(number), shape);
    if (primitive(x.op).kind === 'elementwise') return apply(x.op, x.inputs.map((y) => this.#at(y, t)), x.attrs); // prettier-ignore
    const [a] = x.inputs;
    if (isOp(x, 'broadcast') && a) {
      const axes = x.attrs.axes.filter((axis) => axis > 0).map((axis) => axis - 1);
      const inner = x.attrs.axes.includes(0) ? a : this.#at(a, t);
      return axes.length === 0 ? inner : g.broadcast(inner, { shape, axes });
    }
    // a product of all rows of all steps with one matrix
    const product = isOp(x, 'reshape') ? a : undefined;
    const [rows, matrix] = product && isOp(product, 'matmul') ? product.inputs : [];
    const of = rows && isOp(rows, 'reshape') ? rows.inputs[0] : undefined;
    if (
      of &&
      matrix &&
      of.shape.length === 3 &&
      x.shape.length === 3 &&
      equal(of.shape.slice(0, 2), x.shape.slice(0, 2))
    ) {
      return g.matmul(this.#at(of, t), matrix);
    }
    return null;
  }
}

const range = (x: Node): number[] => Array.from({ length: x.shape[0] ?? 0 }, (_, t) => t);
const total = (nodes: readonly Node[]): Node => nodes.reduce((a, b) => add(a, b));
function setNew<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

const elementRead = ([, ...shape]: Shape, t: number) => ({
  shape,
  from: [{ start: t, terms: [], divide: 1 }, ...shape.map((_, axis) => along(axis))],
});

/** Of step t, counted from 0: at the name of the value, behind what is computed of it. */
const labelAt = (label: Label, t: number): Label =>
  label.of ? { ...label, of: labelAt(label.of, t) } : { ...label, name: `${label.name ?? ''}[${t + 1}]` };
