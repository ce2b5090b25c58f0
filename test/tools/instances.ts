import { g } from '../../src/ir/builder.ts';
import type { Node } from '../../src/ir/node.ts';
import { primitive } from '../../src/ir/primitives.ts';
import type { OpName } from '../../src/ir/signatures.ts';
import type { CheckInput, Domain } from './check-gradient.ts';
import { scanInstances } from './scan-instances.ts';

/**
 * A primitive applied: what gradient checks and mutants run. Every axis has another size, so that no mistake is its own
 * inverse.
 */
export interface Instance {
  readonly op: OpName;
  readonly name: string;
  readonly inputs: readonly CheckInput[];
  readonly build: (x: readonly Node[]) => Node;
}

const [A, B] = [
  [2, 3],
  [3, 4],
] as const;
type Args = readonly Node[];
const of = (x: Args, i: number): Node => {
  const n = x[i];
  if (!n) throw new Error('too few inputs');
  return n;
};

/** Attributes and shapes of the rows that are not elementwise; several where one would hide a mistake. */
const others: Readonly<
  Partial<
    Record<
      OpName,
      readonly (readonly [name: string, shapes: readonly (readonly number[])[], build: (x: Args) => Node])[]
    >
  >
> = {
  input: [],
  constant: [],
  iota: [], // nothing comes in
  scan: scanInstances,
  part: [], // every instance of a scan has one
  draw: [['of a seed and a step', [[], []], (x) => g.draw(of(x, 0), of(x, 1), { shape: [3], stream: 2 })]],
  reshape: [['to fewer axes', [[2, 3, 4]], (x) => g.reshape(of(x, 0), { shape: [4, 6] })]],
  transpose: [['of three axes', [[2, 3, 4]], (x) => g.transpose(of(x, 0), { perm: [1, 2, 0] })]],
  broadcast: [
    ['around an axis', [[3]], (x) => g.broadcast(of(x, 0), { shape: [2, 3, 4], axes: [0, 2] })],
    ['of a scalar', [[]], (x) => g.broadcast(of(x, 0), { shape: [2, 3], axes: [0, 1] })],
  ],
  window: [
    [
      'with stride, gaps and padding',
      [[2, 7]],
      (x) => g.window(of(x, 0), { axis: 1, size: 3, stride: 2, dilation: 2, padding: [1, 2] }),
    ],
  ],
  read: [
    [
      'every second, shifted, with a hole',
      [[2, 5]],
      (x) =>
        g.read(of(x, 0), {
          shape: [4, 2],
          from: [
            { start: 0, terms: [{ axis: 1, step: 1 }], divide: 1 },
            { start: -1, terms: [{ axis: 0, step: 2 }], divide: 1 },
          ],
        }),
    ],
    [
      'dilated by a divisor',
      [[3]],
      (x) => g.read(of(x, 0), { shape: [7], from: [{ start: -1, terms: [{ axis: 0, step: 1 }], divide: 2 }] }),
    ],
    [
      'at a fixed place, repeated',
      [[2, 3]],
      (x) =>
        g.read(of(x, 0), {
          shape: [4, 3],
          from: [
            { start: 1, terms: [], divide: 1 },
            { start: 0, terms: [{ axis: 1, step: 1 }], divide: 1 },
          ],
        }),
    ],
  ],
  sum: [['over the outer axes', [[2, 3, 4]], (x) => g.sum(of(x, 0), { axes: [0, 2] })]],
  reduceMax: [
    ['over two axes', [[2, 3, 4]], (x) => g.reduceMax(of(x, 0), { axes: [0, 2] })],
    ['over the last', [[3, 4]], (x) => g.reduceMax(of(x, 0), { axes: [1] })],
  ],
  matmul: [
    ['of matrices', [A, B], (x) => g.matmul(of(x, 0), of(x, 1))],
    [
      'of stacks',
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      (x) => g.matmul(of(x, 0), of(x, 1)),
    ],
  ],
  gather: [['rows, some twice, some outside', [[4, 3], [6]], (x) => g.gather(of(x, 0), of(x, 1))]],
  scatterAdd: [['rows, some twice, some outside', [[6, 3], [6]], (x) => g.scatterAdd(of(x, 0), of(x, 1), { rows: 4 })]],
};

/** Where each input is drawn, away from poles and kinks; else anywhere. */
const domains: Readonly<Partial<Record<OpName, readonly Domain[]>>> = {
  log: ['positive'],
  sqrt: ['positive'],
  div: ['any', 'positive'],
  pow: ['positive', 'any'],
  where: ['flag', 'any', 'any'],
  gather: ['any', 'row'],
  scatterAdd: ['any', 'row'],
};

export function instances(op: OpName): readonly Instance[] {
  const row = primitive(op);
  const domain = domains[op];
  const inputs = (shapes: readonly (readonly number[])[]): CheckInput[] =>
    shapes.map((shape, i) => {
      const d = domain?.[i];
      return { shape, ...(d ? { domain: d } : {}) };
    });
  if (row.kind === 'elementwise') {
    const shapes = Array.from({ length: row.inputs }, () => A);
    return [{ op, name: op, inputs: inputs(shapes), build: (x) => (g[op] as (...x: Node[]) => Node)(...x) }];
  }
  const list = others[op];
  if (!list) throw new Error(`test/tools/instances.ts needs an instance of ${op}`);
  return list.map(([name, shapes, build]) => ({ op, name: `${op} ${name}`, inputs: inputs(shapes), build }));
}
