import { describe, expect, test } from 'vitest';
import {
  cellAt,
  cellsIn,
  cellsOf,
  dependents,
  expression,
  mathText,
  ranges,
  type Cell,
  type Expression,
} from '../../src/cells/index.ts';
import { trace, type Trace } from '../../src/explain/trace.ts';
import { isOp, type Node } from '../../src/ir/node.ts';
import { primitives, type Elementwise } from '../../src/ir/primitives.ts';
import { offset, position, range, size } from '../../src/ir/shape.ts';
import * as layers from '../../src/nn/layers.ts';
import { losses } from '../../src/nn/losses.ts';
import { pictureBooks } from '../targets/sheet/pictures.ts';
import { makeRun, students, table } from './runs.ts';

/** The value of an expression from the numbers of the cells it reads. */
function valueOf(e: Expression, read: (c: Cell) => number): number {
  switch (e.kind) {
    case 'number':
      return e.value;
    case 'given':
      return NaN;
    case 'cell':
      return read(e.cell);
    case 'op':
      return (primitives[e.op] as unknown as Elementwise).scalar(...(e.args.map((a) => valueOf(a, read)) as never));
    case 'pick': {
      const c = cellsOf(e.from)[valueOf(e.index, read)];
      return c ? read(c) : 0;
    }
    case 'fold':
      return e.terms.map((x) => valueOf(x, read)).reduce((a, b) => (e.combine === 'add' ? a + b : Math.max(a, b)));
    default:
      return e satisfies never;
  }
}
const numberAt =
  (t: Trace) =>
  (c: Cell): number =>
    t.numbers(c.value, c.t[0] ?? 0)[offset(c.value.shape, c.at)] ?? NaN;
const allCells = (t: Trace): Cell[] => {
  const seen = new Set<Node>();
  return range(t.length).flatMap((m) =>
    [...t.view(m).blocks.keys()].flatMap((n) => {
      const fixed = cellAt(n, [], m).t.length === 0;
      if (fixed && seen.has(n)) return [];
      seen.add(n);
      return range(size(n.shape)).map((i) => cellAt(n, position(n.shape, i), m));
    }),
  );
};
const isGiven = (c: Cell): boolean =>
  isOp(c.value, 'draw') || (isOp(c.value, 'input') && (c.value.attrs.from !== 'state' || c.t[0] === 0));

const small = table(7, 3, 2);
const classes = small.x.map((_, i) => [0, 1, 2].map((k) => (i % 3 === k ? 1 : 0)));
const relu = layers.dense({ units: 4, activation: 'relu' });
const runs = {
  students: makeRun(students.make()),
  'two layers, adam, batches of 3': makeRun({
    layers: [relu, layers.dense({ units: 2 })],
    loss: losses.meanSquaredError(),
    optimizer: 'adam',
    ...small,
    batchSize: 3,
    epochs: 2,
  }),
  'sigmoid, momentum, scaled': makeRun({
    layers: [
      layers.dense({ units: 2, activation: 'tanh', kernelRegularizer: { l2: 0.1 } }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
    loss: losses.binaryCrossentropy(),
    optimizer: { name: 'sgd', momentum: 0.9, nesterov: true },
    x: small.x,
    y: small.y.map(([v = 0]) => [v > 0 ? 1 : 0]),
    scaling: { offset: [0.1, 0.2, -0.3], divisor: [1.5, 0.5, 2] },
  }),
  'softmax, dropout': makeRun({
    layers: [
      layers.dense({ units: 3, activation: 'sigmoid' }),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    loss: losses.categoricalCrossentropy(),
    optimizer: 'rmsprop',
    x: small.x,
    y: classes,
  }),
  ...Object.fromEntries(Object.entries(pictureBooks).map(([name, { making }]) => [name, makeRun(making)])),
} as const;

describe.each(Object.entries(runs))('%s', (_, run) => {
  const t = trace(run);
  const read = numberAt(t);

  test('every cell is what its expression says', () => {
    const cells = allCells(t);
    expect(cells.length).toBeGreaterThan(100);
    for (const c of cells) {
      const e = expression(t, c);
      expect(e.kind === 'given', `${t.label(c.value).role}`).toBe(isGiven(c));
      if (e.kind === 'given') continue;
      const [is, want] = [valueOf(e, read), read(c)];
      expect(
        Math.abs(is - want),
        `${t.label(c.value).role} ${c.at.join()} at ${c.t.join()}: ${is} for ${want}`,
      ).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(want)));
    }
  });

  test('no expression is long but for sums', () => {
    const count = (e: Expression): number =>
      e.kind === 'op' ? 1 + e.args.reduce((n, a) => n + count(a), 0) : e.kind === 'fold' ? 2 : 0;
    for (const c of allCells(t)) expect(count(expression(t, c))).toBeLessThanOrEqual(24);
  });

  test('dependents are the cells that read it', () => {
    const cells = allCells(t);
    const key = (c: Cell): string => `${cells.findIndex((k) => k.value === c.value)}:${c.at.join()}@${c.t.join()}`;
    const readers = new Map<string, Set<string>>();
    for (const c of cells) {
      for (const p of cellsIn(expression(t, c))) {
        const k = key(p);
        readers.set(k, (readers.get(k) ?? new Set()).add(key(c)));
      }
    }
    for (const c of cells.filter((_, i) => i % 5 === 0)) {
      const found = new Set(dependents(t, c).flatMap(cellsOf).map(key));
      expect([...found].toSorted()).toEqual([...(readers.get(key(c)) ?? [])].toSorted());
    }
  });
});

test('golden: the students', () => {
  for (const [name, rate] of [
    ['correct_lr1', 1],
    ['correct_lr0.5', 0.5],
  ] as const) {
    const t = trace(makeRun(students.make(rate, 6)));
    students.golden.runs[name]?.epochs.forEach(({ w, bias, mse }, epoch) => {
      const p = t.program(epoch);
      const of = (role: string, named?: string): readonly number[] => [
        ...t.numbers(
          p.labels.find((l) => l.label.role === role && (!named || l.label.name === named))?.node as Node,
          epoch,
        ),
      ];
      [...of('parameter', 'dense/kernel'), ...of('parameter', 'dense/bias')].forEach((v, i) =>
        expect(Math.abs(v - ([...w, bias][i] ?? NaN))).toBeLessThanOrEqual(1e-15),
      );
      expect(Math.abs((of('loss')[0] ?? NaN) - mse)).toBeLessThanOrEqual(1e-15);
    });
    expect(students.golden.runs[name]?.epochs).toHaveLength(7);
  }
});

test('the students in words: what each cell computes', () => {
  const t = trace(makeRun(students.make()));
  const p = t.program(1);
  const find = (role: string, of?: string): Node =>
    p.labels.find((l) => l.label.role === role && (!of || l.label.of?.of?.name === of || l.label.of?.name === of))
      ?.node as Node;
  const name = (c: Cell): string => {
    const l = t.label(c.value);
    const of = l.of?.of?.name ?? l.of?.name ?? l.name ?? '';
    return `${l.role}${/kernel|bias/.test(of) ? ` ${of.slice(6)}` : ''}[${c.at.join()}]${c.t.length > 0 ? `@${c.t.join()}` : ''}`;
  };
  const say = (node: Node, at: readonly number[], moment = 1): string =>
    mathText(expression(t, cellAt(node, at, moment)), name);
  expect(say(find('prediction'), [2, 0])).toBe(
    'data[2,0]@1 × parameter kernel[0,0]@1 + data[2,1]@1 × parameter kernel[1,0]@1 + data[2,2]@1 × parameter kernel[2,0]@1 + parameter bias[0]@1',
  );
  expect(say(find('error'), [2, 0])).toBe('target[2,0]@1 − prediction[2,0]@1');
  expect(say(find('eachLoss'), [2, 0])).toBe('error[2,0]@1 × error[2,0]@1');
  expect(say(find('terms', 'dense/kernel'), [2, 1, 0])).toBe('error[2,0]@1 × data[2,1]@1');
  expect(say(find('average', 'dense/kernel'), [1, 0])).toBe(
    `(${range(5)
      .map((i) => `terms kernel[${i},1,0]@1`)
      .join(' + ')}) ÷ 5`,
  );
  expect(say(find('update', 'dense/kernel'), [1, 0])).toBe(
    'parameter kernel[1,0]@1 + average kernel[1,0]@1 × learningRate[]',
  );
  expect(say(find('parameter'), [1, 0])).toBe('update kernel[1,0]@0');
  expect(say(p.labels.find((l) => l.label.role === 'data' && isOp(l.node, 'gather'))?.node as Node, [2, 1])).toBe(
    'data[2,1]',
  );
});

describe('ranges', () => {
  const t = trace(runs['students']);
  const p = t.program(0);
  const data = p.inputs['x/x'] as Node;
  const at = (...places: number[][]) => ranges(places.map((a) => cellAt(data, a, 0))).map((r) => [r.from, r.to]);
  test('a box', () =>
    expect(at([0, 1], [1, 1], [1, 2], [0, 2])).toEqual([
      [
        [0, 1],
        [1, 2],
      ],
    ]));
  test('runs', () =>
    expect(at([0, 0], [0, 1], [2, 2])).toEqual([
      [
        [0, 0],
        [0, 1],
      ],
      [
        [2, 2],
        [2, 2],
      ],
    ]));
  test('twice is once', () =>
    expect(at([0, 0], [0, 0])).toEqual([
      [
        [0, 0],
        [0, 0],
      ],
    ]));
});
