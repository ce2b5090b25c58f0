// Choices made by hand: rows of which the truth is known, and what each rung predicts of them.
import type { Candidate, Choice, Rung, Trial } from '../../src/choose/choice.ts';
import { atThreshold } from '../../src/choose/threshold.ts';
import { verdictOf } from '../../src/choose/verdict.ts';
import { uniformFrom } from '../../src/statistics/uniform.ts';

export const candidates = {
  constant: { rung: 'constant' },
  line: { rung: 'line', penalty: 0.001 },
  small: { rung: 'network', hidden: [16], learningRate: 0.005, batchSize: 16, penalty: 0.01 },
  large: { rung: 'network', hidden: [64, 32], learningRate: 0.005, batchSize: 16, penalty: 0.001 },
} as const satisfies Record<string, Candidate>;

export interface Fixture {
  readonly choice: Choice;
  readonly truth: Float64Array;
  /** Of the chosen model. */
  readonly predicted: Float64Array;
  readonly classes: readonly string[];
}
interface Plan {
  readonly rows: number;
  readonly classes?: readonly string[];
  /** Of each row, the number or the class. */
  readonly truth: (draw: () => number) => number;
  /** Of each row; of classes [probabilities], or one of two. */
  readonly predicted: Readonly<Partial<Record<Rung, (truth: number, draw: () => number) => readonly number[]>>>;
  readonly costs: readonly (readonly [Candidate, number])[];
  readonly chosen: Candidate;
  readonly more?: Partial<Choice>;
}

function fixture({ rows, classes = [], truth, predicted, costs, chosen, more = {} }: Plan): Fixture {
  const draw = uniformFrom(11);
  const y = Float64Array.from({ length: rows }, () => truth(draw));
  const answers = (Object.keys(predicted) as Rung[]).map((rung) => ({
    candidate: costs.map(([candidate]) => candidate).find((c) => c.rung === rung) ?? candidates.constant,
    predicted: Float64Array.from(Array.from(y).flatMap((v) => predicted[rung]?.(v, draw) ?? [])),
  }));
  const task = classes.length === 0 ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass';
  const weights = more.threshold ?? undefined;
  const labelled = answers.map((answer) =>
    weights ? { ...answer, labels: atThreshold(answer.predicted, weights) } : answer,
  );
  const by = rows < 500 ? 'cross-validation' : 'test';
  const trials = costs.map(([candidate, cost]): Trial => ({
    candidate,
    cost,
    standardError: cost * 0.06,
    folds: [0.93, 1.05, 0.98, 1.02, 1.02].map((f) => f * cost),
    ...(candidate.rung === 'network' ? { epochs: 64 } : {}),
  }));
  return {
    truth: y,
    classes,
    predicted: answers.find(({ candidate }) => candidate.rung === chosen.rung)?.predicted ?? new Float64Array(),
    choice: {
      task,
      target: { name: 'y', classes, guess: guessOf(y, classes.length) },
      seed: 0,
      rows: by === 'test' ? { train: 4 * rows, test: rows } : { train: rows, test: 0 },
      folds: { count: 5, repeats: rows < 150 ? 3 : 1 },
      split: { by: 'random', asked: false },
      trials,
      best: trials.reduce((a, b) => (b.cost < a.cost ? b : a)).candidate,
      chosen,
      verdict: verdictOf({
        ...{ task, classes: classes.length, by, truth: y, answers: labelled, blocks: null },
        ...{ seed: 0, costs: weights },
      }),
      interval: null,
      logarithm: null,
      threshold: null,
      importance: [],
      line: null,
      cut: null,
      ...more,
    },
  };
}

/** The mean, or the share of each class. */
function guessOf(y: Float64Array, classes: number): number[] {
  if (classes === 0) return [y.reduce((sum, v) => sum + v, 0) / y.length];
  return Array.from({ length: classes }, (_, k) => y.filter((v) => v === k).length / y.length);
}

const wobble = (draw: () => number, size: number): number => size * (draw() + draw() + draw() - 1.5);
const { constant, line, small, large } = candidates;
const share = (
  of: number,
  error = 0.04,
): { share: number; interval: { low: number; high: number; level: number } } => ({
  share: of,
  interval: { low: of - error, high: of + error, level: 0.95 },
});

/** The network is better than a line by much more than chance; its training was not finished. */
export const rent: Fixture = fixture({
  rows: 600,
  truth: (draw) => 8000 + 30000 * draw(),
  predicted: {
    constant: () => [23000],
    line: (y, draw) => [y + wobble(draw, 5000)],
    network: (y, draw) => [y + wobble(draw, 3800)],
  },
  costs: [
    [constant, 1],
    [line, 0.11],
    [small, 0.065],
    [large, 0.064],
  ],
  chosen: small,
  more: {
    interval: { level: 0.9, halfWidth: 3120, coverage: 0.91 },
    importance: [
      { column: 'size', ...share(0.81) },
      { column: 'to MRT', ...share(0.21) },
      { column: 'lift', ...share(0.1, 0.02) },
      { column: 'listed', ...share(0.01, 0.03) },
    ],
  },
});

/** price = 20000 + 100 · x, and some noise. */
export const price: Fixture = fixture({
  rows: 120,
  truth: (draw) => 20000 + 100 * Math.round(50 * draw()),
  predicted: {
    constant: () => [22500],
    line: (y, draw) => [y + wobble(draw, 300)],
    network: (y, draw) => [y + wobble(draw, 310)],
  },
  costs: [
    [constant, 1],
    [line, 0.03],
    [small, 0.031],
  ],
  chosen: line,
  more: {
    interval: { level: 0.9, halfWidth: 251, coverage: null },
    line: {
      intercept: 20000.00004,
      slopes: [
        { column: 'x', slope: 99.99999 },
        { column: 'age', slope: -3.25 },
      ],
    },
    importance: [{ column: 'x', ...share(1) }],
  },
});

/** 100 coin flips. */
export const coins: Fixture = fixture({
  rows: 100,
  classes: ['no', 'yes'],
  truth: (draw) => (draw() < 0.5 ? 0 : 1),
  predicted: {
    constant: () => [0.48],
    line: (_, draw) => [0.3 + 0.4 * draw()],
    network: (_, draw) => [0.2 + 0.6 * draw()],
  },
  costs: [
    [constant, 0.5],
    [line, 0.51],
    [small, 0.53],
  ],
  chosen: constant,
});

const rare = {
  rows: 900,
  classes: ['fine', 'fraud'],
  truth: (draw) => (draw() < 0.04 ? 1 : 0),
  predicted: {
    constant: () => [0.04],
    line: (y, draw) => [0.25 * y + 0.3 * draw() * draw()],
    network: (y, draw) => [0.4 * y + 0.35 * draw() * draw()],
  },
  costs: [
    [constant, 0.077],
    [line, 0.06],
    [small, 0.05],
  ],
  chosen: small,
} satisfies Plan;

/** 4% of the rows are fraud. */
export const fraud: Fixture = fixture({ ...rare, more: { importance: [{ column: 'amount', ...share(0.5) }] } });

/** The same where a missed fraud is 20 times as bad as a false alarm. */
export const costly: Fixture = fixture({
  ...rare,
  more: { threshold: { fp: 1, fn: 20, threshold: 0.2, cost: 61, costAtHalf: 640, costOfConstant: 720 } },
});

/** Three classes, and a search that the clock cut. */
export const iris: Fixture = fixture({
  rows: 150,
  classes: ['setosa', 'versicolor', 'virginica'],
  truth: (draw) => Math.floor(3 * draw()),
  predicted: {
    constant: () => [0.34, 0.33, 0.33],
    line: (y, draw) => {
      const scores = [0, 1, 2].map((k) => Math.exp((k === y ? 3 : 0) + 3 * draw()));
      const sum = scores.reduce((a, b) => a + b, 0);
      return scores.map((v) => v / sum);
    },
  },
  costs: [
    [constant, 0.66],
    [line, 0.12],
  ],
  chosen: line,
  more: { cut: { reason: 'time', tried: 0, of: 2 } },
});
