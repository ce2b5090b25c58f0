// Right formulas with unwise settings, and conventions: against formulas of linear algebra and the generator's own
// words.
import { expect, test } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import { examine } from '../../../src/audit/case.ts';
import { eigenvalues, largestCurvature } from '../../../src/audit/findings/curvature.ts';
import { Grid } from '../../../src/audit/grid.ts';
import type { Finding, FindingClass } from '../../../src/audit/report.ts';
import { getCell, setCell, type Workbook } from '../../../src/workbook/index.ts';
import { cleanBooks, makeBook } from '../../tools/books/index.ts';
import { plainStyle, type Spec } from '../../tools/books/spec.ts';
import { tutorial } from '../../tools/books/specs.ts';
import students from '../../vectors/students.json' with { type: 'json' };

const findings = (book: Workbook, of: FindingClass): Finding[] => audit(book).findings.filter((f) => f.class === of);
const spec = (change: Partial<Spec>): Spec => ({ ...tutorial(0.5), ...change });

test('eigenvalues of matrices whose are known', () => {
  const of = (...rows: number[][]): number[] =>
    eigenvalues(rows.map((r) => Float64Array.from(r))).sort((a, b) => a - b);
  expect(of([2, 1], [1, 2])).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
  expect(of([0, 1, 0], [1, 0, 1], [0, 1, 0])).toEqual([
    expect.closeTo(-Math.SQRT2, 12),
    expect.closeTo(0, 12),
    expect.closeTo(Math.SQRT2, 12),
  ]);
  expect(of([5])).toEqual([5]);
  expect(of([1, NaN], [NaN, 1])).toEqual([NaN]);
});

test('the curvature of a logistic loss is that of the textbook: mean of p(1 - p) [x,1][x,1]ᵀ', () => {
  const { start, ...rest } = tutorial(0.5);
  const x = start?.x ?? [];
  const y = [0, 0, 1, 1, 1];
  const w = [0.33, -0.4, 0.7];
  const b = 0.2;
  const book = makeBook({
    ...rest,
    network: { name: 'logistic', sizes: [3, 1], activations: ['sigmoid'], loss: 'crossEntropy', bias: true },
    style: plainStyle,
    start: { x, y: y.map((v) => [v]), weights: [w.map((v) => [v])], biases: [[b]] },
  }).workbook;
  const { right, then } = examine(new Grid(book), {}, () => undefined);
  const [first] = right.judged;
  const second = [0, 1, 2, 3].map(() => new Float64Array(4));
  for (const row of x) {
    const p = 1 / (1 + Math.exp(-row.reduce((s, v, k) => s + v * (w[k] ?? 0), b)));
    const one = [...row, 1];
    second.forEach((line, i) =>
      one.forEach((v, k) => {
        line[k] = (line[k] ?? 0) + (p * (1 - p) * (one[i] ?? 0) * v) / x.length;
      }),
    );
  }
  expect(largestCurvature(right.study, first!.step, first!.loss, (id) => then.number(id))).toBeCloseTo(
    Math.max(...eigenvalues(second)),
    7,
  );
});

test.each([
  [0.85, false],
  [0.86, true],
  [1, true],
])('the tutorial at learning rate %s: above the limit %s', (rate, above) => {
  const book = makeBook(tutorial(rate)).workbook;
  const found = findings(book, 'learning-rate-above-limit');
  expect(found).toHaveLength(above ? 1 : 0);
  if (!above) return;
  expect(found[0]?.facts['rate']).toBe(rate);
  expect(Math.abs(Number(found[0]?.facts['limit']) - students.facts.stable_learning_rate_below)).toBeLessThan(1e-7);
  const [cell] = found[0]?.cells ?? [];
  const at = /!([A-Z]+)(\d+)$/.exec(cell ?? '');
  // it names the cell of the rate
  expect(getCell(book.sheets[0]!, Number(at?.[2]) - 1, (at?.[1] ?? 'A').charCodeAt(0) - 65)?.value).toBe(rate);
});

test('the limit goes with the convention: twice the gradient, half the limit; a sum over 5 rows, a fifth', () => {
  const limit = (change: Partial<Spec['style']>): number =>
    Number(
      findings(
        makeBook({ ...tutorial(2), style: { ...tutorial(2).style, ...change } }).workbook,
        'learning-rate-above-limit',
      )[0]?.facts['limit'],
    );
  const golden = students.facts.stable_learning_rate_below;
  expect(limit({ gradientFactor: 2 })).toBeCloseTo(golden / 2, 7);
  expect(limit({ gradientReduction: 'sum' })).toBeCloseTo(golden / 5, 7);
});

test('with momentum the limit is 1 + β times as high: below it a loop of 3,000 steps comes to rest, above it does not', () => {
  const beta = 0.5;
  const golden = students.facts.stable_learning_rate_below * (1 + beta);
  const found = (rate: number): Finding[] =>
    findings(
      makeBook({ ...tutorial(rate), style: { ...tutorial(rate).style, momentum: beta } }).workbook,
      'learning-rate-above-limit',
    );
  expect(found(golden - 0.01)).toEqual([]);
  const [f] = found(golden + 0.01);
  expect(Math.abs(Number(f?.facts['limit']) - golden)).toBeLessThan(1e-6);
  expect(f?.facts['momentum']).toBeCloseTo(beta, 12);
  const x = students.rows.map((r) => [r.english, r.math, r.science, 1]);
  const y = students.rows.map((r) => r.roi);
  const grows = (rate: number): boolean => {
    const w = [0.33, 0.33, 0.33, 0];
    const v = [0, 0, 0, 0];
    const errors = (): number[] => x.map((row, i) => (y[i] ?? 0) - row.reduce((s, a, k) => s + a * (w[k] ?? 0), 0));
    const start = errors().reduce((s, e) => s + e * e, 0);
    for (let t = 0; t < 3000; t++) {
      const e = errors();
      for (let k = 0; k < 4; k++) {
        v[k] = beta * (v[k] ?? 0) + (rate * e.reduce((s, a, i) => s + a * (x[i]?.[k] ?? 0), 0)) / 5;
        w[k] = (w[k] ?? 0) + (v[k] ?? 0);
      }
    }
    return !(errors().reduce((s, e) => s + e * e, 0) < start);
  };
  expect([grows(golden - 0.01), grows(golden + 0.01)]).toEqual([false, true]);
});

test('conventions as the generator wrote them', () => {
  let checked = 0;
  for (const {
    spec: { style, name, network, samples },
    workbook,
  } of cleanBooks().filter((b) => b.known.size < 500)) {
    if (style.momentum !== null || style.online || samples < 3) continue; // with two rows, 2 and the sum are one
    if (checked === 8) break;
    const said = audit(workbook)
      .findings.flatMap((f) => (f.class === 'convention' ? [f.facts['convention']] : []))
      .sort();
    const meant = [
      ...(network.loss === 'squared' && style.lossFactor === 1 && style.gradientFactor === 1 ? ['half'] : []),
      ...(style.lossReduction === style.gradientReduction ? [] : [style.lossReduction === 'mean' ? 'sum' : 'mean']),
      ...(style.error === 'target-prediction' ? ['sign'] : []),
    ].sort();
    expect(said, name).toEqual(meant);
    checked++;
  }
  expect(checked).toBe(8);
});

test('a rising loss', () => {
  const [f] = findings(makeBook(tutorial(1)).workbook, 'loss-rising');
  const { epochs } = students.runs.correct_lr1;
  expect(f?.facts['first']).toBeCloseTo(epochs[0]?.mse ?? NaN, 12);
  expect(f?.facts['last']).toBeCloseTo(epochs[5]?.mse ?? NaN, 12);
  expect(findings(makeBook(tutorial(0.5)).workbook, 'loss-rising')).toEqual([]);
});

test('a feature that is much larger than the others', () => {
  const { start } = tutorial(0.001);
  if (!start) throw new Error('no start');
  const [f] = findings(
    makeBook(spec({ start: { ...start, x: start.x.map(([a = 0, b = 0, c = 0]) => [a, 100 * b, c]) } })).workbook,
    'unscaled-input',
  );
  const size = (k: number): number => Math.sqrt(start.x.reduce((s, r) => s + (r[k] ?? 0) ** 2, 0));
  expect(f?.facts['times']).toBeCloseTo((100 * size(1)) / Math.min(size(0), size(2)), 9);
  expect(f?.cells).toHaveLength(5);
  expect(findings(makeBook(tutorial(0.5)).workbook, 'unscaled-input')).toEqual([]);
});

const threeRows = [
  [1, 2],
  [2, 1],
  [3, 3],
];
const net = (activation: 'relu' | 'sigmoid', first: readonly (readonly number[])[], x = threeRows): Workbook =>
  makeBook(
    spec({
      name: 'units',
      network: { name: '2-2-1', sizes: [2, 2, 1], activations: [activation, 'linear'], loss: 'squared', bias: true },
      samples: x.length,
      steps: 3,
      style: plainStyle,
      layout: { ...tutorial(0.1).layout, rates: [0.01] },
      start: {
        x,
        y: x.map((_, row) => [row + 1]),
        weights: [first.map((r) => [...r]), [[0.3], [0.2]]],
        biases: [[0, 0], [0]],
      },
    }),
  ).workbook;
test('units that are dead or saturated, and those that are not', () => {
  // weights [in][out]: the second unit has only negative ones, so its sum is below 0 for every row
  const dead = findings(
    net('relu', [
      [0.5, -1],
      [0.4, -2],
    ]),
    'dead-unit',
  );
  expect(dead.map((f) => [f.cells.length, f.facts['rows']])).toEqual([[3, 3]]);
  expect(
    findings(
      net('relu', [
        [0.5, 1],
        [0.4, -0.5],
      ]),
      'dead-unit',
    ),
  ).toEqual([]);
  const flat = findings(
    net('sigmoid', [
      [0.5, 9],
      [0.4, 9],
    ]),
    'saturated-unit',
  ); // sums of 27 and more
  expect(flat.map((f) => [f.cells.length, f.facts['rows']])).toEqual([[3, 3]]);
  const near = net('sigmoid', [
    [0.5, 1.6],
    [0.4, 1.6],
  ]); // sums of 4.8 and more: outputs above 0.99, as the Studio and our own workbooks count
  expect(findings(near, 'saturated-unit')).toHaveLength(1);
  const notNear = net('sigmoid', [
    [0.5, 1.33],
    [0.4, 1.33],
  ]); // sums of 4 and more: an output of 0.982
  expect(findings(notNear, 'saturated-unit')).toEqual([]);
  const large = Array.from({ length: 19 }, (_, row) => [3 + row / 10, 3]);
  const steep = [
    [0.1, 9],
    [0.1, 9],
  ];
  const most = findings(net('sigmoid', steep, [...large, [0, 0]]), 'saturated-unit');
  expect(most.map((f) => [f.facts['rows'], f.facts['atEnd']])).toEqual([[20, 19]]);
  expect(findings(net('sigmoid', steep, [...large.slice(1), [0, 0], [0, 0.01]]), 'saturated-unit')).toEqual([]);
  expect(
    findings(
      net('sigmoid', [
        [0.5, 0.3],
        [0.4, -0.2],
      ]),
      'saturated-unit',
    ),
  ).toEqual([]);
});

test('averages that take in test rows', () => {
  const b = makeBook(tutorial(0.5));
  const sheet = b.workbook.sheets[0]!;
  const x = b.place({ tensor: 'X', at: [4, 0], step: 0 }, 0)!;
  const last = Math.max(...[...sheet.cells.keys()].map((k) => k % 16_384));
  expect(findings(b.workbook, 'test-rows-in-average')).toEqual([]);
  setCell(sheet, x.row, last + 2, { value: '測試' });
  const found = findings(b.workbook, 'test-rows-in-average');
  expect(found.length).toBeGreaterThan(0);
  for (const f of found) expect(f.facts).toEqual({ rows: 1, label: '測試' });
});
