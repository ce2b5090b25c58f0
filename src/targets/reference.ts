import { isOp, type Node } from '../ir/node.ts';
import { primitive, primitives, type Elementwise } from '../ir/primitives.ts';
import { inputsFrom, resultNames, stateNames, type Program } from '../ir/program.ts';
import { sources } from '../ir/read.ts';
import { position, size, strides, without } from '../ir/shape.ts';
import { checkLength, missingInput, unknownName } from '../run/checks.ts';
import type { Engine, Numbers, Runnable, Snapshot, Tensors } from '../run/run.ts';
import { uniform } from '../util/counter-random.ts';

/**
 * The definition: f64, one node at a time, slow and readable. Every other target is tested against it.
 */
export const reference: Engine = {
  name: 'reference',
  epsilon: 2 ** -53,
  load: async (programs) => new ReferenceRun(programs),
};

/** Values of `nodes` (each after its inputs) for given inputs. What `trace` needs: every number of a step. */
export function evaluate(nodes: readonly Node[], inputs: Readonly<Record<string, Numbers>>): Map<Node, Float64Array> {
  const values = new Map<Node, Float64Array>();
  for (const node of nodes) {
    values.set(
      node,
      value(
        node,
        node.inputs.map((n) => values.get(n) ?? missing(n)),
        inputs,
      ),
    );
  }
  return values;
}
const missing = (n: Node): never => {
  throw new Error(`evaluate: ${n.op} comes after a node that reads it`);
};

function value(node: Node, x: readonly Float64Array[], inputs: Readonly<Record<string, Numbers>>): Float64Array {
  const row = primitive(node.op);
  switch (row.kind) {
    case 'leaf':
      return leaf(node, x, inputs);
    case 'elementwise':
      return elementwise(row, node, x);
    case 'view': {
      const [input] = node.inputs;
      const read = row.read(input!.shape, node.attrs as never);
      if (!read) return x[0]!;
      return Float64Array.from(sources(read, input!.shape), (i) => (i < 0 ? 0 : x[0]![i]!));
    }
    case 'reduce':
      return reduce(node, x[0]!, row.identity, (primitives[row.combine] as Elementwise<'add' | 'max'>).scalar);
    case 'contract':
      return matmul(node, x[0]!, x[1]!);
    case 'gather':
      return gather(node, x[0]!, x[1]!);
    default:
      return row satisfies never;
  }
}

function leaf(node: Node, x: readonly Float64Array[], inputs: Readonly<Record<string, Numbers>>): Float64Array {
  const n = size(node.shape);
  if (isOp(node, 'constant')) return Float64Array.of(node.attrs.value);
  if (isOp(node, 'iota')) return Float64Array.from({ length: n }, (_, i) => position(node.shape, i)[node.attrs.axis]!);
  if (isOp(node, 'draw')) {
    return Float64Array.from({ length: n }, (_, i) => uniform(x[0]![0]!, node.attrs.stream, x[1]![0]!, i));
  }
  if (isOp(node, 'input')) {
    const { name } = node.attrs;
    const given = inputs[name] ?? missingInput(name, n);
    checkLength(`input "${name}"`, given.length, n);
    return Float64Array.from(given);
  }
  throw new Error(`not a leaf: ${node.op}`);
}

function elementwise(row: Elementwise, node: Node, x: readonly Float64Array[]): Float64Array {
  const f = row.scalar as (...x: number[]) => number;
  const [a, b, c] = x;
  const y = new Float64Array(size(node.shape));
  if (c) for (let i = 0; i < y.length; i++) y[i] = f(a![i]!, b![i]!, c[i]!);
  else if (b) for (let i = 0; i < y.length; i++) y[i] = f(a![i]!, b[i]!);
  else for (let i = 0; i < y.length; i++) y[i] = f(a![i]!);
  return y;
}

function reduce(
  node: Node,
  x: Float64Array,
  identity: number,
  combine: (a: number, b: number) => number,
): Float64Array {
  const { axes } = node.attrs as { axes: readonly number[] }; // both rows of the kind have it
  const shape = node.inputs[0]!.shape;
  const y = new Float64Array(size(node.shape)).fill(identity);
  const step = strides(node.shape);
  const kept = without(
    shape.map((_, i) => i),
    axes,
  );
  x.forEach((v, i) => {
    const at = position(shape, i);
    const o = kept.reduce((n, axis, k) => n + at[axis]! * step[k]!, 0);
    y[o] = combine(y[o]!, v); // in the order of the elements
  });
  return y;
}

function matmul(node: Node, a: Float64Array, b: Float64Array): Float64Array {
  const [m, n] = node.shape.slice(-2) as [number, number];
  const k = node.inputs[0]!.shape.at(-1)!;
  const y = new Float64Array(size(node.shape));
  for (let o = 0; o < y.length; o++) {
    const batch = Math.floor(o / (m * n));
    const i = Math.floor(o / n) % m;
    const j = o % n;
    let total = 0;
    for (let t = 0; t < k; t++) total += a[(batch * m + i) * k + t]! * b[(batch * k + t) * n + j]!;
    y[o] = total;
  }
  return y;
}

function gather(node: Node, x: Float64Array, index: Float64Array): Float64Array {
  const y = new Float64Array(size(node.shape));
  const width = size(node.shape.slice(1));
  const rows = isOp(node, 'gather') ? node.inputs[0]!.shape[0]! : node.shape[0]!;
  index.forEach((r, i) => {
    if (r < 0 || r >= rows) return;
    const [to, from] = isOp(node, 'gather') ? [i, r] : [r, i];
    for (let k = 0; k < width; k++) y[to * width + k]! += x[from * width + k]!; // a gather adds to zeros
  });
  return y;
}

class ReferenceRun implements Runnable {
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #sizes = new Map<string, number>();
  #kept: Record<string, Float64Array> = {};

  constructor(programs: Readonly<Record<string, Program>>) {
    this.#programs = programs;
    for (const p of Object.values(programs)) {
      for (const from of ['table', 'state', 'setting'] as const) {
        for (const n of inputsFrom(p, from)) this.#sizes.set(n.attrs.name, size(n.shape));
      }
    }
  }
  async put(values: Tensors): Promise<void> {
    for (const [name, data] of Object.entries(values)) {
      checkLength(`"${name}"`, data.length, this.#sizes.get(name) ?? unknownName(name, this.#sizes.keys()));
    }
    for (const [name, data] of Object.entries(values)) this.#kept[name] = Float64Array.from(data);
  }
  async run(name: string, feeds: Tensors, times: number): Promise<Record<string, Float64Array>> {
    const p = this.#programs[name] ?? unknownName(name, Object.keys(this.#programs));
    const fed = inputsFrom(p, 'feed').map((n) => ({ name: n.attrs.name, size: size(n.shape) }));
    for (const f of fed) checkLength(`feed "${f.name}"`, feeds[f.name]?.length ?? 0, f.size * times);
    const results = Object.fromEntries(
      resultNames(p).map((r) => [r, new Float64Array(size(p.outputs[r]!.shape) * times)]),
    );
    for (let t = 0; t < times; t++) {
      const now = Object.fromEntries(fed.map((f) => [f.name, feeds[f.name]!.subarray(t * f.size, (t + 1) * f.size)]));
      const values = evaluate(p.nodes, { ...this.#kept, ...now });
      const out = (o: string): Float64Array => values.get(p.outputs[o]!)!;
      for (const [r, to] of Object.entries(results)) to.set(out(r), t * out(r).length);
      this.#kept = { ...this.#kept, ...Object.fromEntries(stateNames(p).map((s) => [s, out(s).slice()])) };
    }
    return results;
  }
  async take(names: readonly string[]): Promise<Record<string, Float64Array>> {
    return Object.fromEntries(
      names.map((n) => [n, (this.#kept[n] ?? unknownName(n, Object.keys(this.#kept))).slice()]),
    );
  }
  async snapshot(): Promise<Snapshot> {
    const names = this.#state();
    const all = new Float64Array(names.reduce((n, s) => n + this.#kept[s]!.length, 0));
    names.reduce((at, s) => {
      all.set(this.#kept[s]!, at);
      return at + this.#kept[s]!.length;
    }, 0);
    return { engine: 'reference', bytes: new Uint8Array(all.buffer) };
  }
  async restore({ bytes }: Snapshot): Promise<void> {
    const all = new Float64Array(bytes.slice().buffer);
    this.#state().reduce((at, s) => {
      const n = this.#kept[s]!.length;
      this.#kept[s] = all.slice(at, at + n);
      return at + n;
    }, 0);
  }
  dispose(): void {
    this.#kept = {};
  }

  #state(): string[] {
    const names = new Set(
      Object.values(this.#programs).flatMap((p) => inputsFrom(p, 'state').map((n) => n.attrs.name)),
    );
    return [...names].filter((n) => this.#kept[n]).sort();
  }
}

/** Convenience for tests and small questions: one program once, on given inputs. */
export function once(p: Program, inputs: Readonly<Record<string, Numbers>>): Record<string, Float64Array> {
  const values = evaluate(p.nodes, inputs);
  return Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, values.get(n)!]));
}
