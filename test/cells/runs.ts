import { readFileSync } from 'node:fs';
import { range, size } from '../../src/ir/shape.ts';
import { sequentialGraph, variablesOf } from '../../src/nn/graph.ts';
import type { Layer, Loss } from '../../src/nn/layer.ts';
import * as layers from '../../src/nn/layers.ts';
import { losses } from '../../src/nn/losses.ts';
import { optimizer, type OptimizerOption } from '../../src/nn/optimizers.ts';
import type { Run, Tensors } from '../../src/run/run.ts';
import type { Port } from '../../src/train/step.ts';
import { trainingRun } from '../../src/train/training-run.ts';
import { random } from '../ir/random-program.ts';

export interface Making {
  readonly layers: readonly Layer[];
  readonly loss: Loss;
  readonly optimizer?: OptimizerOption;
  readonly learningRate?: number;
  readonly x: readonly (readonly number[])[];
  /** Of one row of x; default: as many features as it has numbers. */
  readonly shape?: readonly number[];
  readonly y: readonly (readonly number[])[];
  readonly columns?: readonly string[];
  readonly classes?: readonly string[];
  readonly scaling?: Port['scaling'];
  readonly epochs?: number;
  readonly batchSize?: number;
  /** By path; others are drawn from the seed. */
  readonly state?: Readonly<Record<string, readonly number[]>>;
  readonly seed?: number;
  readonly order?: Run['order'];
}

export function makeRun(m: Making): Run<Tensors> {
  const rows = m.x.length;
  const shape = m.shape ?? [m.x[0]?.length ?? 0];
  const outputs = m.y[0]?.length ?? 0;
  const next = random(m.seed ?? 7);
  const graph = sequentialGraph(m.layers, shape);
  const state = Object.fromEntries(
    Object.entries(variablesOf(graph)).map(([path, v]) => [
      path,
      Float64Array.from(
        m.state?.[path] ??
          range(size(v.shape)).map(() =>
            path.endsWith('bias') ? 0.1 : path.endsWith('Variance') ? 1 : next() * 1.6 - 0.8,
          ),
      ),
    ]),
  );
  const port = {
    name: 'x',
    shape,
    ...(m.columns ? { columns: m.columns } : {}),
    ...(m.scaling ? { scaling: m.scaling } : {}),
  };
  const target = { name: 'y', shape: [outputs], ...(m.classes ? { columns: m.classes } : {}) };
  return trainingRun({
    spec: {
      graph,
      inputs: [port],
      outputs: [target],
      targets: [target],
      losses: [m.loss],
      metrics: [[]],
      optimizer: optimizer(m.optimizer ?? 'sgd'),
      weighted: false,
    },
    tables: { 'x/x': Float64Array.from(m.x.flat()), 'y/y': Float64Array.from(m.y.flat()) },
    rows,
    batchSize: m.batchSize ?? rows,
    epochs: m.epochs ?? 3,
    state,
    learningRate: m.learningRate ?? 0.1,
    seed: 1,
    order: m.order ?? { kind: 'shuffled', seed: 3 },
  });
}

const golden = JSON.parse(readFileSync(new URL('../vectors/students.json', import.meta.url), 'utf8')) as {
  columns: string[];
  rows: Record<string, number | string>[];
  runs: Record<string, { lr: number; epochs: { w: number[]; bias: number; mse: number }[] }>;
};
export const students = {
  golden,
  names: golden.rows.map((r) => String(r['student'])),
  make: (learningRate = 1, epochs = 5): Making => ({
    layers: [layers.dense({ units: 1 })],
    loss: losses.halfSquaredError(),
    learningRate,
    epochs,
    x: golden.rows.map((r) => ['english', 'math', 'science'].map((c) => Number(r[c]))),
    y: golden.rows.map((r) => [Number(r['roi'])]),
    columns: ['english', 'math', 'science'],
    classes: ['roi'],
    state: { 'dense/kernel': [0.33, 0.33, 0.33], 'dense/bias': [0] },
  }),
};

/** A table of smooth numbers, the same in every run. */
export function table(rows: number, features: number, outputs: number, seed = 3): { x: number[][]; y: number[][] } {
  const next = random(seed);
  const x = range(rows).map(() => range(features).map(() => Math.round((next() * 4 - 2) * 100) / 100));
  return {
    x,
    y: x.map((r) =>
      range(outputs).map((k) => Math.round(r.reduce((n, v, i) => n + v * (1 - ((i + k) % 3)), 0) * 100) / 100),
    ),
  };
}
