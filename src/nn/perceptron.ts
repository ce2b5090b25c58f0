import { GradsheetError } from '../errors.ts';
import { verbatim, type Words } from '../words.ts';
import { g } from '../ir/builder.ts';
import type { Axis, Label, Labelled } from '../ir/label.ts';
import type { Node } from '../ir/node.ts';
import { add, concatenate, lessOrEqual, matmul, mul, reshape, sum } from '../ir/ops.ts';
import { program, type Program } from '../ir/program.ts';
import { names } from '../run/names.ts';
import type { Engine, Run, Tensors } from '../run/run.ts';
import { checkNumber, invalid } from './options.ts';
import { words } from './error-words.ts';

export interface PerceptronOptions {
  /** Most passes over the points; default 1000. */
  readonly maxEpochs?: number;
  /** First weights, one per feature; default zeros. */
  readonly kernel?: readonly number[];
  readonly bias?: number;
  /** Names of the features, for labels. */
  readonly features?: readonly string[];
}

export interface PerceptronResult {
  /** An epoch passed without a mistake: the line separates the points. */
  readonly converged: boolean;
  /** Passes made, the last one included. */
  readonly epochs: number;
  readonly mistakes: readonly number[];
  readonly kernel: Float64Array;
  readonly bias: number;
  /** The rule is caught: after `length` more steps the same weights stand before the same point, and so on for ever. */
  readonly cycle?: PerceptronCycle;
}
export interface PerceptronCycle {
  /** Steps (points shown) before the first weights that come again. */
  readonly start: number;
  /** Steps until they do: a multiple of the number of points. */
  readonly length: number;
  /** Weights before each step of one round: [kernel…, bias]. */
  readonly states: readonly Float64Array[];
}

const layer = 'perceptron';
const kernelName = names.variable(layer, 'kernel');
const biasName = names.variable(layer, 'bias');
const points = names.table('x', 'points');
const signs = names.table('y', 'points');

/**
 * Rosenblatt's rule as a step of one point: a program made by hand, without a gradient.
 *
 *   if y·(x·w + b) ≤ 0:   w ← w + y·x,  b ← b + y          y = -1 or 1
 *
 * Tables `x/points` [rows, features] and `y/points` [rows]; feed `rows` [1]; state `perceptron/kernel` [features],
 * `perceptron/bias`; results `mistake` (1 where the point was on the wrong side) and `before` [features + 1], the
 * weights
 * that were tried.
 *
 * @see Rosenblatt 1958; Novikoff 1962 for its end on separable points
 */
export function perceptronStep(rows: number, features: number, featureNames?: readonly string[]): Program {
  const labels: Labelled[] = [];
  const label = (node: Node, of: Label): Node => {
    labels.push({ node, label: of });
    return node;
  };
  const row: Axis = { kind: 'row' };
  const feature: Axis = { kind: 'feature', ...(featureNames ? { items: featureNames } : {}) };
  const kernelLabel: Label = { role: 'parameter', name: kernelName, axes: [feature] };
  const biasLabel: Label = { role: 'parameter', name: biasName, axes: [] };

  const index = label(g.input({ name: 'rows', shape: [1], from: 'feed' }), { role: 'rows', axes: [row] });
  const x = g.gather(
    label(g.input({ name: points, shape: [rows, features], from: 'table' }), { role: 'data', axes: [row, feature] }),
    index,
  );
  const y = g.gather(
    label(g.input({ name: signs, shape: [rows], from: 'table' }), { role: 'target', axes: [row] }),
    index,
  );
  const kernel = label(g.input({ name: kernelName, shape: [features], from: 'state' }), kernelLabel);
  const bias = label(g.input({ name: biasName, shape: [], from: 'state' }), biasLabel);

  const z = label(add(reshape(matmul(x, reshape(kernel, [features, 1])), [1]), bias), {
    role: 'preactivation',
    name: layer,
    axes: [row],
  });
  const mistake = label(lessOrEqual(mul(y, z), 0), { role: 'error', axes: [row] });
  const signed = mul(mistake, y); // y, or 0 where the point is on its side
  const change = label(mul(x, reshape(signed, [1, 1])), { role: 'change', of: kernelLabel, axes: [row, feature] });
  return program(
    {
      [kernelName]: label(add(kernel, reshape(change, [features])), {
        role: 'update',
        of: kernelLabel,
        axes: [feature],
      }),
      [biasName]: label(add(bias, sum(signed)), { role: 'update', of: biasLabel, axes: [] }),
      mistake: sum(mistake),
      before: concatenate([kernel, reshape(bias, [1])], 0),
    },
    labels,
  );
}

/**
 * The rule as a run: what any engine, the sheet or time travel takes.
 *
 * @param x one list of numbers per point @param y -1 or 1 per point; 0 is taken as -1
 * @throws GradsheetError `bad-table` for points of unequal length, other labels, or numbers that are not finite
 */
export function perceptronRun(
  x: readonly (readonly number[])[],
  y: readonly number[],
  options: PerceptronOptions = {},
): Run<Tensors> {
  const rows = x.length;
  const features = x[0]?.length ?? 0;
  const bad = (row: number, expected: Words, received: unknown): never => {
    throw new GradsheetError('bad-table', {
      where: words('perceptron, point {}', row + 1),
      expected,
      received: verbatim(String(received)),
    });
  };
  if (rows === 0 || features === 0) {
    invalid('perceptron', words('at least one point with at least one number'), words('{} points', rows));
  }
  if (y.length !== rows) invalid('perceptron', words('{} labels, one per point', rows), y.length);
  x.forEach((point, i) => {
    if (point.length !== features) bad(i, words('{} numbers, as the first point', features), point.length);
    for (const v of point) if (!Number.isFinite(v)) bad(i, words('finite numbers'), v);
  });
  const sign = y.map((v, i) =>
    v === 1 ? 1 : v === -1 || v === 0 ? -1 : bad(i, words('the label -1 or 1 (or 0 or 1)'), v),
  );
  const kernel = options.kernel ?? new Array<number>(features).fill(0);
  if (kernel.length !== features) {
    invalid('perceptron, kernel', words('{} weights, one per feature', features), kernel.length);
  }
  return {
    programs: { step: perceptronStep(rows, features, options.features) },
    tables: { [points]: Float64Array.from(x.flat()), [signs]: Float64Array.from(sign) },
    state: {
      [kernelName]: Float64Array.from(kernel),
      [biasName]: Float64Array.of(checkNumber('perceptron, bias', options.bias ?? 0)),
    },
    settings: {},
    order: { kind: 'plain' },
    batchSize: 1,
    epochs: checkNumber('perceptron, maxEpochs', options.maxEpochs ?? 1000, { least: 1, whole: true }),
  };
}

/**
 * Shows the points one after the other until a whole epoch passes without a mistake, or the weights before some point
 * are
 * exactly those of an earlier time before the same point: then the rule goes round for ever, as on XOR.
 */
export async function trainPerceptron(
  engine: Engine,
  x: readonly (readonly number[])[],
  y: readonly number[],
  options: PerceptronOptions = {},
): Promise<PerceptronResult> {
  const run = perceptronRun(x, y, options);
  const rows = x.length;
  const width = (x[0]?.length ?? 0) + 1;
  const runnable = await engine.load(run.programs);
  const mistakes: number[] = []; // one number per epoch
  // every epoch shows the points as they stand: what reads orders of any kind would bring a random generator along
  const order = Int32Array.from(x.keys());
  const epoch = (): Promise<Record<string, Float64Array>> => runnable.run('step', { rows: order }, rows);
  try {
    await runnable.put({ ...run.tables, ...run.state });
    const seen = new Map<string, number>(); // weights before the first point → epoch
    let again: number | undefined;
    while (mistakes.length < run.epochs && mistakes.at(-1) !== 0 && again === undefined) {
      const { before, mistake } = await epoch();
      const key = String(before?.slice(0, width));
      again = seen.get(key);
      seen.set(key, mistakes.length);
      mistakes.push(mistake?.reduce((a, b) => a + b, 0) ?? 0);
    }
    const state = await runnable.take([kernelName, biasName]);
    const cycle = again === undefined ? null : await cycleFrom(again);
    return {
      converged: mistakes.at(-1) === 0,
      epochs: mistakes.length,
      mistakes,
      kernel: state[kernelName] ?? new Float64Array(),
      bias: state[biasName]?.[0] ?? 0,
      ...(cycle ? { cycle } : {}),
    };

    /**
     * Once more from the first weights, keeping those of every step only where the cycle is entered and in it: all
     * would not fit into memory.
     */
    async function cycleFrom(first: number): Promise<PerceptronCycle> {
      const states: Float64Array[] = [];
      const from = Math.max(0, first - 1);
      const last = mistakes.length - 1; // the epoch that began as the first did
      await runnable.put(run.state);
      for (let e = 0; e < last; e++) {
        const { before } = await epoch();
        for (let i = 0; i < rows && e >= from; i++) {
          states.push(before?.slice(i * width, (i + 1) * width) ?? new Float64Array());
        }
      }
      const { start, ...round } = cycleAt(states, (first - from) * rows, (last - from) * rows);
      return { start: start + from * rows, ...round };
    }
  } finally {
    runnable.dispose();
  }
}

/**
 * Two times with equal weights before the same point; both are moved back while they agree, to where the cycle is
 * entered.
 */
function cycleAt(before: readonly Float64Array[], first: number, second: number): PerceptronCycle {
  const equal = (a: Float64Array | undefined, b: Float64Array | undefined): boolean =>
    !!a && !!b && a.every((v, i) => v === b[i]);
  let start = first;
  const length = second - first;
  while (start > 0 && equal(before[start - 1], before[start - 1 + length])) start--;
  return { start, length, states: before.slice(start, start + length) };
}
