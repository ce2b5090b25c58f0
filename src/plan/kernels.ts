/** One kernel for each value that gets memory. `schedule` then lets kernels share loops. */
import { isOp, refuseSeveral, type Node } from '../ir/node.ts';
import { primitive, type Reduce } from '../ir/primitives.ts';
import { order as orderOf } from '../ir/program.ts';
import { range } from '../ir/shape.ts';
import { sumOrder } from '../ir/sum-order.ts';
import { positions, unit, zero, type Affine } from './affine.ts';
import { expression, type Load } from './expression.ts';
import type { FoldKernel, Kernel, Made, MapKernel, ProductKernel, ScanKernel } from './kernel.ts';
import { storedValues } from './stored.ts';

/**
 * Kernels for `outputs`, each after those it reads.
 *
 * @param given values that are in memory before: inputs, and the scalars of the prelude
 */
export function kernelsOf(outputs: Readonly<Record<string, Node>>, given: (n: Node) => boolean): Kernel[] {
  const roots = Object.values(outputs);
  const nodes = orderOf(roots).filter((n) => !given(n) && !isOp(n, 'constant'));
  const stored = storedValues(nodes, new Set(roots), given);
  const isStored = (n: Node): boolean => given(n) || stored.has(n);
  const home = new Map<Node, string>();
  for (const [name, n] of Object.entries(outputs)) if (stored.has(n) && !home.has(n)) home.set(n, name);
  const kernels = nodes
    .filter((n) => (stored.has(n) && !isOp(n, 'part')) || isOp(n, 'scan'))
    .map((n) =>
      isOp(n, 'scan')
        ? scan(n, nodes, (part) => home.get(part) ?? null, isStored)
        : kernelOf(n, { node: n, output: home.get(n) ?? null }, isStored),
    );
  const copies = Object.entries(outputs)
    .filter(([name, n]) => home.get(n) !== name)
    .map(([output, n]) => map(n, { node: null, output }, isStored));
  return [...kernels, ...copies];
}

function kernelOf(n: Node, made: Made, isStored: (n: Node) => boolean): Kernel {
  const row = primitive(n.op);
  const [a, b] = n.inputs;
  const load = (x: Node | undefined, index: readonly Affine[]): Load => loadOf(n, x, index, isStored);
  const first = (x: Node | undefined): Load =>
    load(
      x,
      (x?.shape ?? []).map(() => zero),
    ); // its first element
  switch (row.kind) {
    case 'leaf':
      if (!isOp(n, 'draw')) return map(n, made, isStored);
      return { kind: 'draw', made, of: n, before: { seed: first(a), step: first(b) } };
    case 'elementwise':
    case 'view':
      return map(n, made, isStored);
    case 'reduce':
      return fold(n, row, made, isStored);
    case 'contract':
      return product(n, made, load);
    case 'gather': {
      const of = n as Node<'gather'> | Node<'scatterAdd'>; // the rows of the kind
      return { kind: 'gather', made, of, before: { x: first(a), index: first(b) } };
    }
    case 'several':
    case 'part':
      return refuseSeveral('plan', n);
    default:
      return row satisfies never;
  }
}

/** An operand of `n`, which has memory. */
function loadOf(n: Node, x: Node | undefined, index: readonly Affine[], isStored: (n: Node) => boolean): Load {
  const e = x && expression(x, x.shape, index, isStored);
  if (e?.kind !== 'load') throw new Error(`${n.op}: an operand has no memory`);
  return e;
}

function scan(
  n: Node<'scan'>,
  nodes: readonly Node[],
  home: (part: Node) => string | null,
  isStored: (n: Node) => boolean,
): ScanKernel {
  const parts = nodes.filter((p): p is Node<'part'> => isOp(p, 'part') && p.inputs[0] === n);
  return {
    kind: 'scan',
    of: n,
    before: { given: n.inputs.map((x) => loadOf(n, x, range(x.shape.length).map(unit), isStored)) },
    made: parts.map((node) => ({ node, output: home(node) })),
  };
}

function map(n: Node, made: Made, isStored: (n: Node) => boolean): MapKernel {
  const { sizes, index } = positions(n.shape);
  const under = (x: Node): boolean => (x !== n || made.node === null) && isStored(x); // the node itself is computed
  return { kind: 'map', sizes, after: [{ ...made, value: expression(n, sizes, index, under) }] };
}

function fold(n: Node, row: Reduce, made: Made, isStored: (n: Node) => boolean): FoldKernel {
  const [a] = n.inputs as readonly [Node]; // as the table says of the kind
  const { axes } = n.attrs as { axes: readonly number[] }; // both rows of the kind have it
  const long = (kept: boolean): number[] =>
    range(a.shape.length).filter((i) => axes.includes(i) !== kept && a.shape[i] !== 1);
  const [kept, folded] = [long(true), long(false)];
  const loops = [...kept, ...folded];
  const sizes = loops.map((i) => a.shape[i] ?? 1);
  const index = a.shape.map((d, i) => (d === 1 ? zero : unit(loops.indexOf(i))));
  return {
    kind: 'fold',
    before: expression(a, sizes, index, isStored),
    kept: sizes.slice(0, kept.length),
    folded: sizes.slice(kept.length),
    combine: row.combine,
    identity: row.identity,
    sum: row.combine === 'add' ? sumOrder(a.shape, axes) : 'inOrder',
    made,
  };
}

function product(n: Node, made: Made, load: (x: Node, index: readonly Affine[]) => Load): ProductKernel {
  const [a, b] = n.inputs as readonly [Node, Node]; // as the table says of the kind
  const rank = n.shape.length;
  const index = range(rank).map(unit);
  return {
    kind: 'product',
    before: { a: load(a, index), b: load(b, index) },
    batch: n.shape.slice(0, -2),
    m: n.shape[rank - 2] ?? 1,
    n: n.shape[rank - 1] ?? 1,
    k: a.shape[rank - 1] ?? 1,
    made,
  };
}
