/**
 * The definition of a program: f64, one node at a time, each element by the row of its primitive, sums in the order of
 * `sum-order`.
 */
import { uniform } from '../util/counter-random.ts';
import { checkLength, missingInput } from './checks.ts';
import { isOp, refuseSeveral, type Node, type Results } from './node.ts';
import { primitive, primitives, type Elementwise, type Reduce } from './primitives.ts';
import { inputsFrom, type Program } from './program.ts';
import { bodyOf } from './scan-grad.ts';
import { isCarried } from './scan-results.ts';
import { sources } from './view.ts';
import { position, size, strides, without, type Shape } from './shape.ts';
import { sumInFours, sumInOrder, sumOrder } from './sum-order.ts';

/** Numbers of the inputs by name, each in C order. */
type Given = Readonly<Record<string, ArrayLike<number>>>;

/** Values of `nodes` (each after its inputs) for given inputs. What `trace` needs: every number of a step. */
export function evaluate(nodes: readonly Node[], inputs: Given): Map<Node, Float64Array> {
  const values = new Map<Node, Float64Array>();
  const loops = new Map<Node, Results<Float64Array>>();
  const valueOf = (n: Node): Float64Array => values.get(n) ?? missing(n);
  for (const node of nodes) {
    const [of] = node.inputs;
    const loop = of && loops.get(of);
    if (isOp(node, 'scan')) loops.set(node, scan(node, node.inputs.map(valueOf)));
    else if (isOp(node, 'part') && loop) values.set(node, loop[node.attrs.name] ?? missing(node));
    else values.set(node, value(node, node.inputs.map(valueOf), inputs));
  }
  return values;
}

/** A loop over time: the body once for each step, on what was carried there and on the elements of that step. */
function scan(node: Node<'scan'>, x: readonly Float64Array[]): Record<string, Float64Array> {
  const { names, length, reverse } = node.attrs;
  const body = bodyOf(node);
  const given = Object.fromEntries(names.map((name, i) => [name, x[i] ?? missing(node)]));
  const elements = inputsFrom(body, 'feed').map(({ attrs, shape }) => ({ name: attrs.name, width: size(shape) }));
  const results: Record<string, Float64Array> = Object.fromEntries(
    Object.entries(node.results ?? {}).map(([name, shape]) => [name, new Float64Array(size(shape))]),
  );
  let now: Record<string, Float64Array> = { ...given };
  for (let i = 0; i < length; i++) {
    const t = reverse ? length - 1 - i : i;
    for (const { name, width } of elements) now[name] = given[name]!.subarray(t * width, (t + 1) * width);
    const values = evaluate(body.nodes, now);
    now = { ...given };
    for (const [name, out] of Object.entries(body.outputs)) {
      const value = values.get(out)!;
      if (isCarried(node.attrs, name)) results[name] = now[name] = value;
      else results[name]!.set(value, t * value.length);
    }
  }
  return results;
}
const missing = (n: Node): never => {
  throw new Error(`evaluate: ${n.op} comes after a node that reads it`);
};

function value(node: Node, x: readonly Float64Array[], inputs: Given): Float64Array {
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
      return reduce(node, row, x[0]!);
    case 'contract':
      return matmul(node, x[0]!, x[1]!);
    case 'gather':
      return gather(node, x[0]!, x[1]!);
    case 'several':
    case 'part':
      return refuseSeveral('evaluate', node);
    default:
      return row satisfies never;
  }
}

function leaf(node: Node, x: readonly Float64Array[], inputs: Given): Float64Array {
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

function reduce(node: Node, { combine, identity }: Reduce, x: Float64Array): Float64Array {
  const { axes } = node.attrs as { axes: readonly number[] }; // both rows of the kind have it
  const shape = node.inputs[0]!.shape;
  const step = strides(node.shape);
  const kept = without(
    shape.map((_, i) => i),
    axes,
  );
  const terms = Array.from({ length: size(node.shape) }, (): number[] => []); // of each element, in C order
  x.forEach((v, i) => {
    const at = position(shape, i);
    terms[kept.reduce((n, axis, k) => n + at[axis]! * step[k]!, 0)]!.push(v);
  });
  const { scalar } = primitives[combine] as Elementwise<'add' | 'max'>;
  return Float64Array.from(terms, (t) =>
    combine === 'add' ? sumOf(t, shape, axes) : t.reduce((a, b) => scalar(a, b), identity),
  );
}

function sumOf(terms: readonly number[], shape: Shape, axes: readonly number[]): number {
  if (sumOrder(shape, axes) === 'inOrder') return sumInOrder(terms.length, (i) => terms[i]!);
  const row = shape.findLast((d) => d !== 1)!;
  const ofRow = (r: number): number => sumInFours(row, (i) => terms[r * row + i]!);
  return sumInOrder(terms.length / row, ofRow);
}

function matmul(node: Node, a: Float64Array, b: Float64Array): Float64Array {
  const [m, n] = node.shape.slice(-2) as [number, number];
  const k = node.inputs[0]!.shape.at(-1)!;
  return Float64Array.from({ length: size(node.shape) }, (_, o) => {
    const row = Math.floor(o / n) * k; // of a, batch by batch
    const column = Math.floor(o / (m * n)) * k * n + (o % n);
    return sumInOrder(k, (t) => a[row + t]! * b[column + t * n]!);
  });
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

/** Convenience for tests and small questions: one program once, on given inputs. */
export function once(p: Program, inputs: Given): Record<string, Float64Array> {
  const values = evaluate(p.nodes, inputs);
  return Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, values.get(n)!]));
}
