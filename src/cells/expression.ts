import { isView } from '../ir/kinds.ts';
import { isOp, refuseSeveral, type Node } from '../ir/node.ts';
import { primitive, primitives, type Elementwise, type ScalarOp } from '../ir/primitives.ts';
import { source } from '../ir/view.ts';
import { offset, position, range, size } from '../ir/shape.ts';
import type { Cell, Expression, Range, Timeline } from './cell.ts';

/**
 * What one cell computes, over the nearest cells: the walk goes through views and unnamed values and expands nothing
 * else.
 * State at moment t is what the output of that name was at t - 1: that is all of chaining.
 */
export function expression(timeline: Timeline, cell: Cell): Expression {
  const {
    value,
    at,
    t: [t = 0],
  } = cell;
  if (isOp(value, 'input') && value.attrs.from === 'state' && t > 0) {
    const before = timeline.program(t - 1).outputs[value.attrs.name];
    if (before) return reach(timeline, before, at, t - 1);
  }
  return expand(timeline, value, at, t);
}

const number = (value: number): Expression => ({ kind: 'number', value });

/** Element `at` of a value: its cell if it has one, else what it computes. */
function reach(timeline: Timeline, value: Node, at: readonly number[], t: number): Expression {
  let node = value;
  let place = at;
  while (!timeline.blocks.has(node) && isView(node)) {
    const [input] = node.inputs;
    const next = input && behind(node, input, place);
    if (!input || !next) return number(0);
    node = input;
    place = next;
  }
  if (!timeline.blocks.has(node)) return expand(timeline, node, place, t);
  const known = isOp(node, 'input') ? timeline.known?.(node, t)?.[offset(node.shape, place)] : undefined;
  return known === undefined ? { kind: 'cell', cell: cellAt(node, place, t) } : number(known);
}

/** A cell as it is named: tables and settings are the same at every moment. */
export const cellAt = (value: Node, at: readonly number[], t: number): Cell => ({
  value,
  at,
  t: isTimeless(value) ? [] : [t],
});
export const isTimeless = (n: Node): boolean =>
  isOp(n, 'input') && (n.attrs.from === 'table' || n.attrs.from === 'setting');

/** Where a view reads its element `at`; null where it reads 0. */
function behind(view: Node, input: Node, at: readonly number[]): readonly number[] | null {
  const row = primitive(view.op);
  if (row.kind !== 'view') throw new Error(`not a view: ${view.op}`);
  const read = row.read(input.shape, view.attrs as never);
  return read ? source(read, input.shape, at) : position(input.shape, offset(view.shape, at));
}

function expand(timeline: Timeline, node: Node, at: readonly number[], t: number): Expression {
  const row = primitive(node.op);
  const [a, b] = node.inputs;
  const of = (x: Node | undefined, place: readonly number[]): Expression =>
    x ? reach(timeline, x, place, t) : number(0);
  switch (row.kind) {
    case 'leaf':
      return isOp(node, 'constant')
        ? number(node.attrs.value)
        : isOp(node, 'iota')
          ? number(at[node.attrs.axis] ?? 0)
          : { kind: 'given' };
    case 'elementwise':
      return op(
        node.op as ScalarOp,
        node.inputs.map((x) => of(x, at)),
      ); // its row is elementwise
    case 'view': {
      const place = a && behind(node, a, at);
      return place ? of(a, place) : number(0);
    }
    case 'reduce': {
      const { axes } = node.attrs as { axes: readonly number[] }; // both rows of the kind have it
      const shape = a?.shape ?? [];
      const kept = range(shape.length).filter((i) => !axes.includes(i));
      const folded = axes.map((axis) => shape[axis] ?? 1);
      return fold(
        row.combine,
        range(size(folded)).map((i) => {
          const inner = position(folded, i);
          return of(
            a,
            shape.map((_, axis) => (axes.includes(axis) ? inner[axes.indexOf(axis)] : at[kept.indexOf(axis)]) ?? 0),
          );
        }),
      );
    }
    case 'contract': {
      const lead = at.slice(0, -2);
      const [i = 0, j = 0] = at.slice(-2);
      return fold(
        'add',
        range(a?.shape.at(-1) ?? 0).map((k) => op('mul', [of(a, [...lead, i, k]), of(b, [...lead, k, j])])),
      );
    }
    case 'gather': {
      const [i = 0, ...rest] = at;
      if (!a || !b) return number(0);
      if (isOp(node, 'gather')) return pick(timeline, a, of(b, [i]), rest, t);
      // scatterAdd: row i adds up the rows whose index is i
      return fold(
        'add',
        range(a.shape[0] ?? 0).map((k) => {
          const index = of(b, [k]);
          const term = of(a, [k, ...rest]);
          if (index.kind === 'number') return index.value === i ? term : number(0);
          const off = op('abs', [op('sub', [index, number(i)])]);
          return op('where', [op('less', [off, number(0.5)]), term, number(0)]);
        }),
      );
    }
    case 'several':
    case 'part':
      return refuseSeveral('cells', node);
    default:
      return row satisfies never;
  }
}

/** Row `index` of a value, at `rest` of its other axes. */
function pick(timeline: Timeline, value: Node, index: Expression, rest: readonly number[], t: number): Expression {
  const rows = value.shape[0] ?? 0;
  if (index.kind === 'number') {
    return index.value >= 0 && index.value < rows ? reach(timeline, value, [index.value, ...rest], t) : number(0);
  }
  const [first, last] = [0, rows - 1].map((r) => reach(timeline, value, [r, ...rest], t));
  if (first?.kind !== 'cell' || last?.kind !== 'cell') {
    throw new Error(`cells: rows are picked from ${value.op}, which has no cells`);
  }
  const from: Range = { value: first.cell.value, t: first.cell.t, from: first.cell.at, to: last.cell.at };
  return { kind: 'pick', from, index };
}

/** An operation on scalars; what is known is computed, x+0 and x·1 disappear: a concatenation is a sum of pads. */
function op(name: ScalarOp, args: readonly Expression[]): Expression {
  const [a, b, c] = args;
  const is = (e: Expression | undefined, v: number): boolean => e?.kind === 'number' && e.value === v;
  if (args.every((e) => e.kind === 'number')) {
    // the row of a scalar op
    return number((primitives[name] as unknown as Elementwise).scalar(...(args.map((e) => e.value) as never)));
  }
  if (a && b) {
    if (name === 'add' && is(a, 0)) return b;
    if ((name === 'add' || name === 'sub') && is(b, 0)) return a;
    if (name === 'mul' && (is(a, 0) || is(b, 0))) return number(0);
    if (name === 'mul' && is(a, 1)) return b;
    if ((name === 'mul' || name === 'div') && is(b, 1)) return a;
    if (name === 'where' && a.kind === 'number' && c) return a.value !== 0 ? b : c;
  }
  if (name === 'stop' && a) return a;
  return { kind: 'op', op: name, args };
}

function fold(combine: 'add' | 'max', all: readonly Expression[]): Expression {
  const flat = all.flatMap((e) => (e.kind === 'fold' && e.combine === combine ? e.terms : [e]));
  const terms = combine === 'add' ? flat.filter((e) => e.kind !== 'number' || e.value !== 0) : flat;
  const [only] = terms;
  if (!only) return number(combine === 'add' ? 0 : -Infinity);
  return terms.length === 1 ? only : { kind: 'fold', combine, terms };
}
