import { isOp, type Builder, type Node } from './node.ts';
import { uniform } from './ops.ts';
import { primitive, type AttrsOf, type Elementwise, type OpName } from './primitives.ts';
import { isIdentity } from './view.ts';
import { equal, range, size, without, type Shape } from './shape.ts';

type Rule<K extends OpName> = (c: {
  readonly s: Builder;
  readonly x: readonly Node[];
  readonly attrs: AttrsOf<K>;
  readonly named: ReadonlySet<Node>;
}) => Node | null;

/** A shorter node for `op` of simplified inputs, made with the simplifying builder `s`; null: there is none. */
export function rewritten(
  s: Builder,
  named: ReadonlySet<Node>,
  op: OpName,
  x: readonly Node[],
  attrs: object,
): Node | null {
  const row = primitive(op);
  if (row.kind === 'elementwise') {
    const y = constants(s, row, x) ?? together(s, op, x);
    if (y) return y;
  }
  return (rules[op] as Rule<OpName> | undefined)?.({ s, x, attrs: attrs as never, named }) ?? null;
}

/** `value` repeated to `shape`. */
const fill = (s: Builder, value: number, shape: Shape): Node => {
  const c = s.constant({ value });
  return shape.length === 0 ? c : s.broadcast(c, { shape, axes: range(shape.length) });
};

/** The value under a minus sign: x of -x, 3 of -3. */
const negated = (s: Builder, x: Node): Node | null => {
  if (isOp(x, 'neg')) return x.inputs[0] ?? null;
  const v = uniform(x);
  return v !== null && v < 0 ? fill(s, -v, x.shape) : null;
};

/** c and x of a value c·x with a number c; 1 and the value itself where it is none, or has a name. */
const scaled = (x: Node, named: ReadonlySet<Node>): { c: number; of: Node } => {
  const [a, b] = x.inputs;
  const c = isOp(x, 'mul') && !named.has(x) && a ? uniform(a) : null;
  return c !== null && b ? { c, of: b } : { c: 1, of: x };
};

/** Elementwise of numbers: a number. */
function constants(s: Builder, row: Elementwise, x: readonly Node[]): Node | null {
  const values = x.map(uniform);
  const first = x[0];
  if (!first || values.includes(null)) return null;
  return fill(s, (row.scalar as (...v: (number | null)[]) => number)(...values), first.shape);
}

/** Elementwise of values all repeated the same way: computed once, then repeated. */
function together(s: Builder, op: OpName, x: readonly Node[]): Node | null {
  if (op === 'neg') return null; // signs go outward
  const first = x.find((n) => isOp(n, 'broadcast') && uniform(n) === null);
  if (!first || !isOp(first, 'broadcast')) return null;
  const { axes, shape } = first.attrs;
  const inner: Node[] = [];
  for (const n of x) {
    const v = uniform(n);
    const [of] = n.inputs;
    if (v !== null) inner.push(fill(s, v, without(shape, axes)));
    else if (isOp(n, 'broadcast') && of && equal(n.attrs.axes, axes)) inner.push(of);
    else return null;
  }
  return s.broadcast((s[op] as (...args: Node[]) => Node)(...inner), { shape, axes });
}

const isZero = (x: Node | undefined): boolean => x !== undefined && uniform(x) === 0;

/** What every view has in common: a sign goes outside, and zeros stay zeros. */
const view = (s: Builder, x: Node | undefined, shape: Shape, again: (x: Node) => Node): Node | null => {
  if (!x) return null;
  if (isZero(x)) return fill(s, 0, shape);
  const minus = isOp(x, 'neg') ? x.inputs[0] : undefined;
  return minus ? s.neg(again(minus)) : null;
};

const rules: { readonly [K in OpName]?: Rule<K> } = {
  stop: ({ x: [x] }) => x ?? null,
  neg: ({ s, x: [x], named }) => {
    const inner = x && negated(s, x);
    if (inner) return inner;
    if (x && isOp(x, 'sub') && !named.has(x)) {
      const [a, b] = x.inputs;
      return a && b ? s.sub(b, a) : null;
    }
    return null;
  },
  abs: ({ s, x: [x] }) => {
    const inner = x && negated(s, x);
    return inner ? s.abs(inner) : null;
  },

  add: ({ s, x: [a, b], named }) => {
    if (!a || !b) return null;
    if (isZero(a)) return b;
    if (isZero(b)) return a;
    const [na, nb] = [negated(s, a), negated(s, b)];
    if (na && nb) return s.neg(s.add(na, nb));
    if (nb) return s.sub(a, nb);
    if (na) return s.sub(b, na);
    const [p, q] = [scaled(a, named), scaled(b, named)];
    return p.of === q.of ? s.mul(fill(s, p.c + q.c, a.shape), p.of) : null;
  },
  sub: ({ s, x: [a, b], named }) => {
    if (!a || !b) return null;
    if (isZero(b)) return a;
    if (isZero(a)) return s.neg(b);
    const [na, nb] = [negated(s, a), negated(s, b)];
    if (na && nb && uniform(b) === null) return s.sub(nb, na);
    if (nb) return s.add(a, nb);
    if (na && uniform(a) === null) return s.neg(s.add(na, b));
    const [p, q] = [scaled(a, named), scaled(b, named)];
    return p.of === q.of ? s.mul(fill(s, p.c - q.c, a.shape), p.of) : null;
  },
  mul: ({ s, x: [a, b], named }) => {
    if (!a || !b) return null;
    const c = uniform(a);
    if (c === null && uniform(b) !== null) return s.mul(b, a); // the number first
    if (c === 0) return fill(s, 0, b.shape);
    if (c === 1) return b;
    const [na, nb] = [negated(s, a), negated(s, b)];
    if (na || nb) {
      const y = s.mul(na ?? a, nb ?? b);
      return na && nb ? y : s.neg(y);
    }
    const q = scaled(b, named);
    if (c !== null) return q.c === 1 ? null : s.mul(fill(s, c * q.c, b.shape), q.of); // c·(d·x) = (c·d)·x
    const p = scaled(a, named);
    return p.c * q.c === 1 && p.of === a && q.of === b ? null : s.mul(fill(s, p.c * q.c, a.shape), s.mul(p.of, q.of));
  },
  div: ({ s, x: [a, b], named }) => {
    if (!a || !b) return null;
    const d = uniform(b);
    if (d === 1) return a;
    if (isZero(a) && d !== 0) return fill(s, 0, a.shape);
    const [na, nb] = [negated(s, a), negated(s, b)];
    if (na || nb) {
      const y = s.div(na ?? a, nb ?? b);
      return na && nb ? y : s.neg(y);
    }
    if (d === null || d === 0) return null;
    const { c, of } = scaled(a, named);
    if (c !== 1 && Number.isInteger(c / d)) return s.mul(fill(s, c / d, a.shape), of); // 2·x / 2
    const [n, m] = a.inputs;
    const e = isOp(a, 'div') && !named.has(a) && m ? uniform(m) : null;
    return n && e !== null && Number.isFinite(d * e) && d * e !== 0 ? s.div(n, fill(s, d * e, a.shape)) : null; // x/d/e
  },
  pow: ({ s, x: [a, b] }) => {
    const e = b && uniform(b);
    return !a ? null : e === 1 ? a : e === 0 ? fill(s, 1, a.shape) : null;
  },
  max: ({ x: [a, b] }) => (a && a === b ? a : null),
  less: ({ s, x: [a, b] }) => (a && a === b ? fill(s, 0, a.shape) : null),
  where: ({ s, x: [a, b, c] }) => {
    if (!a || !b || !c) return null;
    const v = uniform(a);
    if (v !== null) return v !== 0 ? b : c;
    if (b === c) return b;
    const [nb, nc] = [isOp(b, 'neg') ? b.inputs[0] : null, isOp(c, 'neg') ? c.inputs[0] : null];
    if (nb && (nc || isZero(c))) return s.neg(s.where(a, nb, nc ?? c));
    if (nc && isZero(b)) return s.neg(s.where(a, b, nc));
    return null;
  },

  reshape: ({ s, x: [x], attrs: { shape } }) => {
    if (!x) return null;
    if (equal(x.shape, shape)) return x;
    const v = uniform(x);
    if (v !== null) return fill(s, v, shape);
    const [inner] = x.inputs;
    if (isOp(x, 'reshape') && inner) return s.reshape(inner, { shape });
    return view(s, x, shape, (n) => s.reshape(n, { shape }));
  },
  transpose: ({ s, x: [x], attrs: { perm } }) => {
    if (!x) return null;
    if (perm.every((p, i) => p === i)) return x;
    const shape = perm.map((p) => x.shape[p] ?? 1);
    const v = uniform(x);
    const [inner] = x.inputs;
    if (v !== null) return fill(s, v, shape);
    if (isOp(x, 'transpose') && inner) {
      const { perm: first } = x.attrs;
      return s.transpose(inner, { perm: perm.map((p) => first[p] ?? p) });
    }
    return view(s, x, shape, (n) => s.transpose(n, { perm }));
  },
  broadcast: ({ s, x: [x], attrs: { shape, axes } }) => {
    if (!x || axes.length === 0) return x ?? null;
    const [inner] = x.inputs;
    if (isOp(x, 'broadcast') && inner) {
      const kept = without(range(shape.length), axes); // where the axes of x lie in the result
      return s.broadcast(inner, {
        shape,
        axes: [...axes, ...x.attrs.axes.map((a) => kept[a] ?? a)].toSorted((a, b) => a - b),
      });
    }
    if (uniform(x) !== null) return null; // a number, repeated: the one form of a uniform value
    if (axes.every((a) => shape[a] === 1)) return s.reshape(x, { shape });
    return view(s, x, shape, (n) => s.broadcast(n, { shape, axes }));
  },
  read: ({ s, x: [x], attrs }) =>
    !x ? null : isIdentity(attrs, x.shape) ? x : view(s, x, attrs.shape, (n) => s.read(n, attrs)),
  window: ({ s, x: [x], attrs }) => (x && isOp(x, 'neg') ? view(s, x, [], (n) => s.window(n, attrs)) : null),

  sum: ({ s, x: [x], attrs: { axes } }) => {
    if (!x || axes.length === 0) return x ?? null;
    const shape = without(x.shape, axes);
    const v = uniform(x);
    const [inner] = x.inputs;
    if (v !== null) return fill(s, v * size(axes.map((a) => x.shape[a] ?? 1)), shape);
    if (isOp(x, 'neg') && inner) return s.neg(s.sum(inner, { axes }));
    if (isOp(x, 'sum') && inner) {
      const kept = without(range(inner.shape.length), x.attrs.axes);
      return s.sum(inner, { axes: [...x.attrs.axes, ...axes.map((a) => kept[a] ?? a)].toSorted((a, b) => a - b) });
    }
    return isOp(x, 'broadcast') && inner ? sumOfRepeated(s, x, inner, axes) : null;
  },
  reduceMax: ({ s, x: [x], attrs: { axes } }) => {
    if (!x || axes.length === 0) return x ?? null;
    const v = uniform(x);
    return v === null ? null : fill(s, v, without(x.shape, axes));
  },
  matmul: ({ s, x: [a, b] }) => {
    if (!a || !b) return null;
    if (isZero(a) || isZero(b)) return fill(s, 0, [...a.shape.slice(0, -1), b.shape.at(-1) ?? 1]);
    const [na, nb] = [negated(s, a), negated(s, b)];
    if (!na && !nb) return null;
    const y = s.matmul(na ?? a, nb ?? b);
    return na && nb ? y : s.neg(y);
  },
  gather: ({ s, x: [x, index] }) =>
    x && index ? view(s, x, [index.shape[0] ?? 0, ...x.shape.slice(1)], (n) => s.gather(n, index)) : null,
  scatterAdd: ({ s, x: [x, index], attrs }) =>
    x && index ? view(s, x, [attrs.rows, ...x.shape.slice(1)], (n) => s.scatterAdd(n, index, attrs)) : null,
};

/** Σ over repeated axes is a product: Σⱼ x = n·x. */
function sumOfRepeated(s: Builder, x: Node<'broadcast'>, inner: Node, axes: readonly number[]): Node | null {
  const { shape, axes: repeated } = x.attrs;
  const both = axes.filter((a) => repeated.includes(a));
  if (both.length === 0) return null;
  const left = without(range(shape.length), both); // axes that stay, and their new places
  const moved = (list: readonly number[]): number[] =>
    list.filter((a) => !both.includes(a)).map((a) => left.indexOf(a));
  const y = s.sum(s.broadcast(inner, { shape: without(shape, both), axes: moved(repeated) }), { axes: moved(axes) });
  return s.mul(fill(s, size(both.map((a) => shape[a] ?? 1)), y.shape), y);
}
