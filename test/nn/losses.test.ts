import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ir/grad.ts';
import type { Role } from '../../src/ir/label.ts';
import type { Node } from '../../src/ir/node.ts';
import { constant, sigmoid, softmax, sub, sum } from '../../src/ir/ops.ts';
import { alignTarget } from '../../src/nn/align.ts';
import { loss, losses, type LossOption } from '../../src/nn/losses.ts';
import { largerIsBetter, metric } from '../../src/nn/metrics.ts';
import { optimizer } from '../../src/nn/optimizers.ts';
import { compute, type Nested } from '../tools/evaluate.ts';

const Z = [[-800], [-40], [-3], [0], [0.5], [12], [40], [800]];
const Y = [[1], [0], [1], [0], [1], [0], [1], [1]];
const node = (n: Node | undefined): Node => n ?? constant(NaN);
const ofScores = (
  option: LossOption,
  by: 'sigmoid' | 'softmax',
  y: Nested,
  z: Nested,
): { each: number[]; slope: number[]; expected: number[] } =>
  compute({ y, z }, (x) => {
    const scores = node(x['z']);
    const prediction = by === 'sigmoid' ? sigmoid(scores) : softmax(scores);
    const each = loss(option).each({ y: node(x['y']), prediction, logits: { z: scores, by }, label: (n) => n });
    return { each, slope: node(grad(sum(each), [scores])[0]), expected: sub(prediction, node(x['y'])) };
  });

describe('crossentropy of scores', () => {
  test('is finite for every score, and its slope is prediction - target', () => {
    const { each, slope, expected } = ofScores('binaryCrossentropy', 'sigmoid', Y, Z);
    expect(each[0]).toBe(800);
    expect(each[1]).toBeCloseTo(Math.exp(-40), 30);
    expect(each[7]).toBe(0);
    slope.forEach((d, i) => expect(d).toBeCloseTo(expected[i] ?? NaN, 15));
    const many = ofScores(
      'categoricalCrossentropy',
      'softmax',
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
      [
        [900, -900, 3],
        [0.2, 0.1, -0.4],
      ],
    );
    expect(many.each[0]).toBe(1800);
    many.slope.forEach((d, i) => expect(d).toBeCloseTo(many.expected[i] ?? NaN, 15));
  });
  test('agrees with the form of probabilities while nothing is clipped', () => {
    const z = [[-3], [0], [0.5], [2]];
    const y = [[1], [0], [1], [0]];
    const a = ofScores('binaryCrossentropy', 'sigmoid', y, z);
    const b = ofScores({ name: 'binaryCrossentropy', form: 'clip' }, 'sigmoid', y, z);
    a.each.forEach((v, i) => expect(v).toBeCloseTo(b.each[i] ?? NaN, 14));
    a.slope.forEach((v, i) => expect(v).toBeCloseTo(b.slope[i] ?? NaN, 14));
  });
  test('the clip form is flat where it clips, as Keras on JAX', () => {
    const { each, slope } = ofScores(
      { name: 'binaryCrossentropy', form: 'clip' },
      'sigmoid',
      [[1], [0]],
      [[-20], [20]],
    );
    // 1 - (1 - 1e-7) keeps nine digits
    expect(each).toEqual([expect.closeTo(-Math.log(1e-7), 9), expect.closeTo(-Math.log(1e-7), 8)]);
    expect(slope.map(Math.abs)).toEqual([0, 0]);
  });
  test('a softmax behind a binary loss has no scores to use: the clip form', () => {
    const by = { y: [[1, 0]], z: [[2, 1]] };
    const { each } = ofScores('binaryCrossentropy', 'softmax', by.y, by.z);
    const p = 1 / (1 + Math.exp(-1));
    expect(each[0]).toBeCloseTo(-Math.log(p), 14);
  });
});

describe("the tutorial's loss", () => {
  test('descends ½·error², reports error²', () => {
    const { each, report, mse } = compute({ y: [[1], [2]], p: [[0.5], [4]] }, (x) => {
      const c = { y: node(x['y']), prediction: node(x['p']), logits: null, label: (n: Node) => n };
      const half = losses.halfSquaredError();
      return { each: half.each(c), report: node(half.report?.(c)), mse: losses.meanSquaredError().each(c) };
    });
    expect([each, report, mse]).toEqual([
      [0.125, 2],
      [0.25, 4],
      [0.25, 4],
    ]);
  });
  test('error, squared error and the losses of rows are labelled once', () => {
    const roles = (option: LossOption): Role[] => {
      const seen: Role[] = [];
      compute({ y: [[1], [0]], p: [[0.5], [0.25]] }, (x) => {
        const c = {
          y: node(x['y']),
          prediction: node(x['p']),
          logits: null,
          label: (n: Node, role: Role) => {
            seen.push(role);
            return n;
          },
        };
        const l = loss(option);
        return { each: l.each(c), report: l.report?.(c) ?? l.each({ ...c, label: (n) => n }) };
      });
      return seen;
    };
    expect(roles('halfSquaredError')).toEqual(['error', 'eachLoss']);
    expect(roles('mse')).toEqual(['error', 'eachLoss']);
    expect(roles('binary_crossentropy')).toEqual(['eachLoss']);
    expect(roles('hinge')).toEqual(['eachLoss']);
  });
});

describe('targets and predictions', () => {
  test('[batch] is [batch, 1]', () => {
    const { each } = compute({ y: [1, 2], p: [[0], [0]] }, (x) => ({
      each: loss('mse').each({ y: node(x['y']), prediction: node(x['p']), logits: null, label: (n) => n }),
    }));
    expect(each).toEqual([1, 4]);
  });
  test('what does not fit is named, with a remedy', () => {
    const shapes = (y: Nested, p: Nested, option: LossOption) => () =>
      compute({ y, p }, (x) => ({
        e: loss(option).each({ y: node(x['y']), prediction: node(x['p']), logits: null, label: (n) => n }),
      }));
    expect(
      shapes(
        [[1], [2]],
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        'categoricalCrossentropy',
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'shape-mismatch',
        fields: expect.objectContaining({
          where: 'categoricalCrossentropy',
          hint: expect.stringContaining('sparseCategoricalCrossentropy'),
        }),
      }),
    );
    expect(shapes([[1, 2]], [[1, 2, 3]], 'mse')).toThrow(
      expect.objectContaining({
        fields: {
          where: 'meanSquaredError',
          expected: 'targets [batch, 3], as the predictions',
          received: 'targets [batch, 2]',
        },
      }),
    );
    expect(shapes([[1, 2]], [[1, 2, 3]], 'sparse_categorical_crossentropy')).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() =>
      compute({ y: [1, 2, 3], p: [[1], [2]] }, (x) => ({ y: alignTarget('here', node(x['y']), node(x['p'])) })),
    ).toThrow('here');
  });
  test('hinge takes 0 as -1', () => {
    const hinge = (y: Nested) =>
      compute({ y, p: [[0.3], [-2]] }, (x) => ({
        each: loss('hinge').each({ y: node(x['y']), prediction: node(x['p']), logits: null, label: (n) => n }),
      })).each;
    expect(hinge([[0], [1]])).toEqual(hinge([[-1], [1]]));
    expect(hinge([[-1], [1]])).toEqual([1.3, 3]);
  });
});

describe('names', () => {
  test.each([
    ['mse', 'meanSquaredError'],
    ['MAE', 'meanAbsoluteError'],
    ['binary_crossentropy', 'binaryCrossentropy'],
    ['BinaryCrossentropy', 'binaryCrossentropy'],
    ['bce', 'binaryCrossentropy'],
    ['halfSquaredError', 'halfSquaredError'],
  ])('loss %s', (name, full) => expect(loss(name).name).toBe(full));
  test('a loss, metric or optimizer that is already made is taken as it is', () => {
    const l = losses.huber({ delta: 2 });
    expect(loss(l)).toBe(l);
    expect(metric(metric('auc'))).toHaveProperty('name', 'auc');
    expect(optimizer(optimizer('SGD')).name).toBe('sgd');
  });
  test('a metric is called as it was written', () =>
    expect(['acc', 'mae', 'accuracy', 'binary_crossentropy'].map((m) => metric(m).name)).toEqual([
      'acc',
      'mae',
      'accuracy',
      'binary_crossentropy',
    ]));
  test('the better direction', () =>
    expect(['loss', 'val_loss', 'acc', 'val_auc', 'mae', 'rmse', 'r2', 'hinge', 'profit'].map(largerIsBetter)).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
      true,
      false,
      undefined,
    ]));
  test.each<[string, () => unknown, string]>([
    ['an unknown loss', () => loss('meanSquareEror'), 'loss'],
    ['a loss option', () => loss({ name: 'huber', delta: 0 }), 'huber, delta'],
    ['a form', () => loss({ name: 'binaryCrossentropy', form: 'x' }), 'binaryCrossentropy, form'],
    ['an option of another loss', () => loss({ name: 'mse', delta: 1 }), 'meanSquaredError, option "delta"'],
    ['an unknown metric', () => metric('accurcy'), 'metric'],
    ['a threshold', () => metric({ name: 'precision', threshold: 'x' }), 'precision, threshold'],
    ['thresholds', () => metric({ name: 'auc', numThresholds: 1 }), 'auc, numThresholds'],
    ['an unknown optimizer', () => optimizer('adaam'), 'optimizer'],
    ['a negative rate', () => optimizer({ name: 'adam', learningRate: -1 }), 'adam, learningRate'],
    ['β of 1', () => optimizer({ name: 'adam', beta1: 1 }), 'adam, beta1'],
    ['two ways of clipping', () => optimizer({ name: 'sgd', clipnorm: 1, clipvalue: 1 }), 'sgd'],
    [
      "Keras's spelling of an option",
      () => optimizer({ name: 'adam', learning_rate: 1 }),
      'adam, option "learning_rate"',
    ],
    [
      'a schedule without its steps',
      () => optimizer({ name: 'sgd', learningRate: { name: 'cosineDecay', initialLearningRate: 1 } }),
      'sgd, learningRate cosineDecay, decaySteps',
    ],
    [
      'values of a schedule',
      () =>
        optimizer({
          name: 'sgd',
          learningRate: { name: 'piecewiseConstantDecay', boundaries: [1, 2], values: [1, 2] },
        }),
      'sgd, learningRate piecewiseConstantDecay, values',
    ],
    ['null', () => loss(null as never), 'loss'],
    ['a number', () => metric(3 as never), 'metric'],
    ['nothing', () => optimizer(undefined as never), 'optimizer'],
  ])('%s is refused', (_, f, where) =>
    expect(f).toThrow(expect.objectContaining({ code: 'invalid-option', fields: expect.objectContaining({ where }) })),
  );
});

// Keras 3.15.1 run by itself in float64 at rate .001 from w = 1; its gradients .1, -.2, .3 had passed through float32.
test('three steps of Adam', () => {
  const o = optimizer('adam');
  let state: Record<string, Nested> = { w: 1, m: 0, v: 0 };
  const path = [0.1, -0.2, 0.3].map(Math.fround).map((g, i) => {
    const next = compute({ ...state, g, step: i + 1 }, (x) => {
      const after = o.update({
        param: node(x['w']),
        grad: node(x['g']),
        slots: { m: node(x['m']), v: node(x['v']) },
        shared: o.shared({ step: node(x['step']), learningRate: constant(0.001) }),
      });
      return { w: after.param, ...after.slots };
    });
    state = Object.fromEntries(Object.entries(next).map(([k, v]) => [k, v[0] ?? NaN]));
    return next.w[0];
  });
  expect(path).toEqual([0.9990000316217762, 0.9993661299708818, 0.9990228917848629].map((w) => expect.closeTo(w, 15)));
});
