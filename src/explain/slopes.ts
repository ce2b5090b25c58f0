import { cellsIn, type Cell, type Expression, type ScalarOp } from '../cells/index.ts';
import { g } from '../ir/builder.ts';
import { grad } from '../ir/grad.ts';
import { isOp, type Node } from '../ir/node.ts';
import { uniform } from '../ir/ops.ts';
import { primitive } from '../ir/primitives.ts';
import { order, program } from '../ir/program.ts';
import { simplify } from '../ir/simplify.ts';
import { evaluate } from '../ir/evaluate.ts';
import type { Trace } from './trace.ts';
import { numberOf } from './working.ts';

/** The derivative of an expression by each of the cells, at the numbers of the trace. */
export function slopes(t: Trace, e: Expression, by: readonly Cell[]): number[] {
  const { found, numbers } = derived(t, e, by);
  const values = evaluate(order(found), numbers);
  return found.map((d) => values.get(d)?.[0] ?? NaN);
}

/**
 * The same as expressions: of `e × e` by e, `2 × e`. What does not depend on the cells is a number.
 *
 *   mathText(slopeExpressions(t, expression(t, squared), [error])[0], name)   // → '2 × e'
 */
export function slopeExpressions(t: Trace, e: Expression, by: readonly Cell[]): Expression[] {
  const { found, cells } = derived(t, e, by);
  const short = simplify(program(Object.fromEntries(found.map((d, i) => [String(i), d]))));
  return found.map((d, i) => written(short.outputs[i] ?? d, cells));
}

interface Derived {
  readonly found: readonly Node[];
  readonly numbers: Readonly<Record<string, Float64Array>>;
  readonly cells: ReadonlyMap<string, Cell>;
}

/** The derivatives as nodes over one input per cell. */
function derived(t: Trace, e: Expression, by: readonly Cell[]): Derived {
  const key = keys();
  const inputs = new Map<string, Node>();
  const numbers: Record<string, Float64Array> = {};
  const cells = new Map<string, Cell>();
  const leaf = (c: Cell): Node => {
    const name = key(c);
    const known = inputs.get(name) ?? g.input({ name, shape: [], from: 'feed' });
    inputs.set(name, known);
    cells.set(name, c);
    numbers[name] = Float64Array.of(numberOf(t, c));
    return known;
  };
  const build = (x: Expression): Node => {
    switch (x.kind) {
      case 'number':
        return g.constant({ value: x.value });
      case 'given':
        return g.constant({ value: 0 });
      case 'cell':
        return leaf(x.cell);
      case 'op':
        return (g[x.op] as (...args: Node[]) => Node)(...x.args.map(build));
      case 'pick': {
        const picked = cellsIn(x)[valueOf(t, x.index)];
        return picked ? leaf(picked) : g.constant({ value: 0 });
      }
      case 'fold':
        return x.terms.map(build).reduce((a, b) => (x.combine === 'add' ? g.add(a, b) : g.max(a, b)));
      default:
        return x satisfies never;
    }
  };
  const root = build(e);
  const wrt = by.map(leaf);
  return { found: grad(root, wrt), numbers, cells };
}

const valueOf = (t: Trace, e: Expression): number =>
  e.kind === 'number' ? e.value : e.kind === 'cell' ? numberOf(t, e.cell) : NaN;

/** A scalar node as an expression over the cells behind its inputs. */
function written(n: Node, cells: ReadonlyMap<string, Cell>): Expression {
  const constant = uniform(n);
  const cell = isOp(n, 'input') ? cells.get(n.attrs.name) : undefined;
  if (constant !== null) return { kind: 'number', value: constant };
  if (cell) return { kind: 'cell', cell };
  if (primitive(n.op).kind !== 'elementwise') throw new Error(`slopes: ${n.op} is no operation on numbers`);
  return { kind: 'op', op: n.op as ScalarOp, args: n.inputs.map((x) => written(x, cells)) }; // its row is elementwise
}

export type Key = (c: Cell) => string;
/** Tells cells apart. */
export function keys(): Key {
  const numbers = new Map<Node, number>();
  return ({ value, at, t }) => {
    const n = numbers.get(value) ?? numbers.size;
    numbers.set(value, n);
    return `${n}:${at.join()}@${t.join()}`;
  };
}
