import { describe, expect, test } from 'vitest';
import { cellAt, chain, numericSlope, numberOf, trace, working, type Cell, type Trace } from '../../src/explain.ts';
import type { Label } from '../../src/ir/label.ts';
import { position, range, size } from '../../src/ir/shape.ts';
import { makeRun, students } from '../cells/runs.ts';
import { runOf } from '../targets/sheet/books.ts';

const find = (t: Trace, moment: number, is: (l: Label) => boolean) => {
  const found = [...t.view(moment).blocks].find(([, l]) => is(l));
  if (!found) throw new Error('no such value');
  return found[0];
};

describe('the students at epoch 3', () => {
  const t = trace(makeRun(students.make(1, 6)));
  const options = { rowNames: students.names };
  const cell = (is: (l: Label) => boolean, at: readonly number[], moment = 3): Cell =>
    cellAt(find(t, moment, is), at, moment);

  test('a weight change: e × math, with numbers', () => {
    const w = working(
      t,
      cell((l) => l.role === 'terms' && l.of?.of?.name === 'dense/kernel', [0, 1, 0]),
      { ...options, number: (v) => v.toFixed(4).replace('-', '−') },
    );
    expect(w).toMatchObject({
      name: 'Δw2, A',
      title: 'weight change dense',
      formula: 'e × math',
      numbers: '−0.2153 × 0.5000',
    });
    expect(w.value).toBeCloseTo(-0.1076, 4);
    expect(w.reads.map((r) => t.label(r.value).role)).toEqual(['error', 'data']);
    expect(w.readBy.map((r) => t.label(r.value).role)).toEqual(['average']);
  });

  test('their average, in Chinese', () => {
    const w = working(
      t,
      cell((l) => l.role === 'average' && l.of?.of?.name === 'dense/kernel', [1, 0]),
      { ...options, language: 'zh-TW' },
    );
    expect(w).toMatchObject({
      name: 'Δw2 平均',
      title: '平均權重變化 dense',
      formula: '(Δw2, A + Δw2, B + Δw2, C + Δw2, D + Δw2, E) ÷ 5',
    });
    expect(w.value).toBeCloseTo(-0.07787730174883559, 14);
  });

  test('data are given', () =>
    expect(
      working(
        t,
        cellAt(
          find(t, 0, (l) => l.role === 'data'),
          [0, 0],
          0,
        ),
      ).formula,
    ).toBe(null));

  test('the chain rule: five ways from w2 to the loss, one per student, as the numeric derivative says', () => {
    const loss = cell((l) => l.role === 'loss', []);
    const w2 = cell((l) => l.role === 'parameter' && l.name === 'dense/kernel', [1, 0]);
    const c = chain(t, loss, w2);
    expect(c.count).toBe(5);
    expect(c.rest).toBeCloseTo(0, 15);
    expect(c.paths.map((p) => p.cells.map((x) => t.label(x.value).role))).toEqual(
      range(5).map(() => ['parameter', 'prediction', 'error', 'eachLoss', 'loss']),
    );
    const [first] = c.paths;
    expect(first?.slopes).toEqual([
      0.5,
      -1,
      2 *
        numberOf(
          t,
          cell((l) => l.role === 'error', [0, 0]),
        ),
      0.2,
    ]);
    expect(c.slope).toBeCloseTo(0.15575460349767, 11);
    expect(c.slope).toBeCloseTo(numericSlope(t, loss, w2), 9);
    expect(c.paths.reduce((s, p) => s + p.product, 0)).toBeCloseTo(c.slope, 14);
  });
});

test.each([
  'momentum, nesterov, l2, scaled',
  'softmax, dropout, rmsprop',
  'adam, batches of 3 of 7',
  'three layers, adagrad, huber, l1',
  'clip form, centered rmsprop',
])('chains agree with numeric derivatives: %s', (name) => {
  const t = trace(runOf(name));
  const moment = 1;
  const loss = cellAt(
    find(t, moment, (l) => l.role === 'loss'),
    [],
    moment,
  );
  const parameters = [...t.view(moment).blocks].filter(([, l]) => l.role === 'parameter');
  let checked = 0;
  for (const [node] of parameters) {
    for (const i of range(size(node.shape))) {
      const from = cellAt(node, position(node.shape, i), moment);
      const c = chain(t, loss, from);
      expect(Math.abs(c.slope - numericSlope(t, loss, from)), `${name} ${t.label(node).name} ${i}`).toBeLessThanOrEqual(
        2e-8 * Math.max(1, Math.abs(c.slope)),
      );
      expect(c.paths.reduce((s, p) => s + p.product, 0) + c.rest).toBeCloseTo(c.slope, 12);
      expect(c.paths.length).toBeLessThanOrEqual(50);
      if (c.count <= 50) expect(c.paths).toHaveLength(c.count);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(5);
});
