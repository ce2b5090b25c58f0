import students from '../../vectors/students.json' with { type: 'json' };
import { Choice } from './random.ts';
import { plainStyle } from './spec.ts';
import type { Layout, Network, Spec, Style } from './spec.ts';

export const networks: readonly Network[] = [
  { name: 'linear', sizes: [3, 1], activations: ['linear'], loss: 'squared', bias: true },
  { name: 'logistic', sizes: [2, 1], activations: ['sigmoid'], loss: 'crossEntropy', bias: true },
  { name: '2-2-1', sizes: [2, 2, 1], activations: ['sigmoid', 'sigmoid'], loss: 'squared', bias: true },
  { name: '2-2-2', sizes: [2, 2, 2], activations: ['sigmoid', 'sigmoid'], loss: 'squared', bias: false },
  { name: '3-4-3', sizes: [3, 4, 3], activations: ['relu', 'softmax'], loss: 'crossEntropy', bias: true },
  { name: '1-3-1', sizes: [1, 3, 1], activations: ['tanh', 'linear'], loss: 'squared', bias: true },
  {
    name: '2-3-2-1',
    sizes: [2, 3, 2, 1],
    activations: ['tanh', 'sigmoid', 'sigmoid'],
    loss: 'crossEntropy',
    bias: true,
  },
];

interface NamedLayout extends Layout {
  readonly name: string;
}
export const layouts: readonly NamedLayout[] = [
  { name: 'blocks down', kind: 'table', next: 'down', flip: false, rates: [0.5] },
  { name: 'blocks right', kind: 'table', next: 'right', flip: false, rates: [0.5] },
  { name: 'blocks turned', kind: 'table', next: 'down', flip: true, rates: [0.3] },
  { name: 'block per sheet', kind: 'table', next: 'sheet', flip: false, rates: [0.4] },
  { name: 'row per step', kind: 'row', next: 'down', flip: false, rates: [0.5] },
  { name: 'column per step', kind: 'row', next: 'right', flip: true, rates: [0.2] },
  { name: 'rows, sheet per rate', kind: 'row', next: 'down', flip: false, rates: [0.1, 0.5, 1] },
  { name: 'blocks, sheet per rate', kind: 'table', next: 'down', flip: false, rates: [0.2, 0.8] },
  { name: 'matrices down', kind: 'matrix', next: 'down', flip: false, rates: [0.5] },
  { name: 'matrices right', kind: 'matrix', next: 'right', flip: false, rates: [0.3] },
];

/** Every network in every layout, each in a style of its own; then the tutorial's book. */
export function specs(seed = 2024): Spec[] {
  return [
    ...layouts.flatMap((layout, i) => networks.map((network, k) => draw(layout, network, seed + 100 * i + k))),
    tutorial(0.5),
  ];
}

/**
 * The books of which the audit's author saw nothing while writing it: other seeds, so other styles, data and orders.
 */
export const heldOutSeed = 990_000;

export function draw(layout: NamedLayout, network: Network, seed: number): Spec {
  const c = new Choice(seed);
  const rows = layout.kind === 'row';
  const matrix = layout.kind === 'matrix';
  const wide = network.sizes.some((s) => s > 2);
  const online = rows && c.chance(0.3);
  const samples = rows ? (online || (network.loss === 'crossEntropy' && wide) ? 1 : c.pick([1, 2])) : c.pick([3, 4, 5]);
  const squared = network.loss === 'squared';
  const lossFactor = c.pick([0.5, 1] as const);
  const deltas = matrix || (wide && network.activations.length > 1) || c.chance(0.6);
  const style: Style = {
    labels: c.pick(['en', 'en', 'zh', 'zh', 'renamed', 'none'] as const),
    shuffled: c.chance(0.35),
    error: c.pick(['prediction-target', 'prediction-target', 'target-prediction', 'negated'] as const),
    lossFactor,
    gradientFactor: squared && lossFactor === 1 ? c.pick([1, 2] as const) : 1,
    lossReduction: c.pick(['mean', 'mean', 'sum'] as const),
    gradientReduction: c.pick(['mean', 'mean', 'sum'] as const),
    terms: !matrix && !rows && c.chance(0.5),
    deltas,
    slopes: deltas && c.chance(0.3),
    form: matrix ? c.pick(['mmult', 'sumproduct'] as const) : c.pick(['long', 'long', 'sumproduct'] as const),
    update: c.chance(0.65) ? 'direct' : 'alias',
    change: c.chance(0.25),
    momentum: c.chance(0.2) ? c.pick([0.5, 0.9]) : null,
    data: rows || matrix ? c.pick(['shared', 'values'] as const) : c.pick(['shared', 'values', 'references'] as const),
    online,
    square: c.pick(['^', '*', 'POWER'] as const),
    params: c.pick(['column', 'row'] as const),
    metrics: c.chance(0.4),
    dollars: c.pick(['few', 'many'] as const),
  };
  return {
    name: `${layout.name} · ${network.name} · ${seed}`,
    seed,
    network,
    samples,
    steps: rows ? c.pick([6, 8]) : layout.kind === 'matrix' ? 3 : c.pick([3, 4]),
    layout,
    style,
  };
}

/** Five students, three marks, one linear neuron: the tutorial's sheet with its formulas right. */
export function tutorial(rate: number): Spec {
  const network = networks[0];
  if (!network) throw new Error('no network');
  const { rows, model } = students;
  return {
    name: `tutorial · ${rate}`,
    seed: 1,
    network,
    samples: 5,
    steps: 6,
    layout: { kind: 'table', next: 'down', flip: false, rates: [rate] },
    style: { ...plainStyle, error: 'target-prediction', lossFactor: 1, terms: true },
    start: {
      x: rows.map((r) => [r.english, r.math, r.science]),
      y: rows.map((r) => [r.roi]),
      weights: [model.initial.w.map((w) => [w])],
      biases: [[model.initial.bias]],
    },
  };
}
