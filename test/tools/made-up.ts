import { apply } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import { isOp, type Node, type Results, type Several } from '../../src/ir/node.ts';
import { expand, mul, sum } from '../../src/ir/ops.ts';
import { primitives, type OpName, type Primitive } from '../../src/ir/primitives.ts';
import { order, program, type Program } from '../../src/ir/program.ts';
import { ShapeError } from '../../src/ir/shape.ts';
import { words } from '../../src/words.ts';

// Rows that the table does not have: of any number of inputs, of several results, with a program in an attribute. They
// prove that such a row is one row and nothing else.

type SeveralRow = Extract<Primitive, { kind: 'several' }>;
interface Row {
  readonly kind: 'several';
  readonly inputs: number | 'any';
  readonly results: (shapes: readonly (readonly number[])[], attrs: never) => Results;
  readonly grad: (c: {
    readonly dy: Results<Node>;
    readonly y: Node;
    readonly x: readonly Node[];
  }) => readonly (Node | null)[];
}

/** Σ x and Π x, and the number of inputs, which has no slope. */
const sumAndProduct: Row = {
  kind: 'several',
  inputs: 'any',
  results: ([first]) => {
    if (!first) throw new ShapeError({ needs: words('at least one input'), got: '0' });
    return { sum: first, product: first, count: [] };
  },
  grad: ({ dy, x }) =>
    x.map((_, i) => {
      const others = x.filter((_, k) => k !== i).reduce((a, b) => mul(a, b), expand(1, x[i]?.shape ?? []));
      return apply('add', [dy['sum'] as Node, mul(dy['product'] as Node, others)]);
    }),
};

/** The program `body` on inputs by the names of `names`: its outputs. */
interface CallAttrs {
  readonly body: Program;
  readonly names: readonly string[];
}
const callProgram: Row = {
  kind: 'several',
  inputs: 'any',
  results: (_, { body }: CallAttrs) => Object.fromEntries(Object.entries(body.outputs).map(([k, n]) => [k, n.shape])),
  grad: ({ dy, y, x }) => {
    const out = inlined(y.attrs as unknown as CallAttrs, x);
    const parts = Object.entries(out).map(([name, n]) => sum(mul(n, apply('stop', [dy[name] as Node]))));
    return grad(
      parts.reduce((a, b) => apply('add', [a, b])),
      x,
    );
  },
};

function inlined({ body, names }: CallAttrs, x: readonly Node[]): Record<string, Node> {
  const now = new Map<Node, Node>();
  for (const n of body.nodes) {
    const given = isOp(n, 'input') ? x[names.indexOf(n.attrs.name)] : undefined;
    now.set(
      n,
      given ??
        apply(
          n.op,
          n.inputs.map((i) => now.get(i) ?? i),
          n.attrs,
        ),
    );
  }
  return Object.fromEntries(Object.entries(body.outputs).map(([name, n]) => [name, now.get(n) ?? n]));
}

const rows = { sumAndProduct, callProgram };
export type MadeUp = keyof typeof rows;

/** The table has the made-up rows while `f` runs. */
export function withMadeUpRows<T>(f: () => T): T {
  const table = primitives as unknown as Record<string, SeveralRow>;
  Object.assign(table, rows);
  try {
    return f();
  } finally {
    for (const name of Object.keys(rows)) delete table[name];
  }
}

export const madeUp = (op: MadeUp, inputs: readonly Node[], attrs: object = {}): Several =>
  apply(op as unknown as OpName, inputs, attrs) as unknown as Several;

/** The program said without the made-up rows: what every target can run. */
export function written(p: Program): Program {
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  const results = new Map<Node, Record<string, Node>>();
  for (const n of p.nodes) {
    const x = n.inputs.map(next);
    switch (n.op as string) {
      case 'sumAndProduct':
        results.set(n, {
          sum: x.reduce((a, b) => apply('add', [a, b])),
          product: x.reduce((a, b) => mul(a, b)),
          count: expand(x.length, []),
        });
        break;
      case 'callProgram':
        results.set(n, inlined(n.attrs as unknown as CallAttrs, x));
        break;
      case 'part':
        now.set(n, results.get(n.inputs[0] as Node)?.[(n as Node<'part'>).attrs.name] ?? n);
        break;
      default:
        now.set(n, apply(n.op, x, n.attrs));
    }
  }
  const outputs = Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)]));
  const whole = program(outputs);
  return order(Object.values(outputs)).some((n) => n.results) ? written(whole) : whole; // programs in programs
}
