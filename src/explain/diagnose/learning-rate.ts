import { cellAt } from '../../cells/index.ts';
import { g } from '../../ir/builder.ts';
import { grad } from '../../ir/grad.ts';
import { isOp, type Node } from '../../ir/node.ts';
import * as ops from '../../ir/ops.ts';
import { order } from '../../ir/program.ts';
import { size } from '../../ir/shape.ts';
import { isTooFast, rateLimit } from '../../ir/warnings.ts';
import { evaluate } from '../../ir/evaluate.ts';
import { inputsOf } from '../other-rows.ts';
import type { Diagnosis, TracedStep } from './diagnosis.ts';

/**
 * How far the steps of gradient descent may go: 2 / λmax, λmax being the largest eigenvalue of the derivative of the
 * gradients by the parameters. Beyond it each step along that direction overshoots by more than it corrects.
 */
export interface StabilityLimit {
  readonly limit: number;
  readonly lambdaMax: number;
  /**
   * The derivative is the same everywhere (a linear neuron with a squared error): then the limit holds for the whole
   * training.
   */
  readonly exact: boolean;
}

/**
 * @returns null where no such limit is known: an optimizer other than plain descent, a rate that follows a schedule,
 *   drawn numbers, or no direction that curves upward
 */
export function stabilityLimit(p: TracedStep): StabilityLimit | null {
  const found = gradientsOf(p);
  if (!found) return null;
  const { parameters, gradients } = found;
  const inputs = inputsOf(p.trace, p.moment);
  // The gradients are a field with a symmetric derivative, so one reverse pass over ⟨gradients, v⟩ gives derivative ·
  // v.
  const along = parameters.map((n, i) => g.input({ name: `along/${i}`, shape: n.shape, from: 'feed' }));
  const total = gradients.map((d, i) => ops.sum(g.mul(d, along[i] ?? d))).reduce((a, b) => g.add(a, b));
  const products = grad(total, parameters);
  const nodes = order(products);
  const times = (v: readonly Float64Array[]): Float64Array[] => {
    const numbers = evaluate(nodes, { ...inputs, ...Object.fromEntries(v.map((x, i) => [`along/${i}`, x])) });
    return products.map((n) => numbers.get(n) ?? new Float64Array(size(n.shape)));
  };
  const sizes = parameters.map((n) => size(n.shape));
  const largest = powerIteration(times, sizes);
  // The iteration finds the largest magnitude; where that one curves downward, shifting by it brings the upward one
  // out.
  const lambdaMax =
    largest >= 0
      ? largest
      : powerIteration((v) => times(v).map((x, i) => x.map((y, k) => y - largest * (v[i]?.[k] ?? 0))), sizes) + largest;
  const reads = new Set(order(products));
  return lambdaMax > 1e-12
    ? { limit: rateLimit(lambdaMax), lambdaMax, exact: !parameters.some((n) => reads.has(n)) }
    : null;
}

/** Learning rate above the limit: certain where the limit is exact, else only while the loss rises. */
export function learningRate(p: TracedStep, losses: readonly number[] = []): Diagnosis[] {
  const { trace, moment } = p;
  const blocks = [...trace.view(moment).blocks];
  const rateNode = blocks.find(([, l]) => l.role === 'learningRate')?.[0];
  const rate = rateNode && trace.numbers(rateNode, moment)[0];
  const found = rate === undefined ? null : stabilityLimit(p);
  if (!rateNode || rate === undefined || !found) return [];
  const [before, now] = losses.slice(-2);
  const rising = before !== undefined && now !== undefined && now > before;
  if (!isTooFast(rate, found.limit, { always: found.exact, rising })) return [];
  const loss = blocks.find(([, l]) => l.role === 'loss')?.[0];
  return [
    {
      kind: 'learning-rate-above-limit',
      severity: rising ? 'error' : 'warning',
      cells: [cellAt(rateNode, [], moment), ...(loss ? [cellAt(loss, [], moment)] : [])],
      numbers: {
        rate,
        limit: found.limit,
        lambdaMax: found.lambdaMax,
        factor: 1 - rate * found.lambdaMax,
        exact: found.exact ? 1 : 0,
      },
      remedy: { kind: 'learning-rate', value: roundBelow(found.limit) },
    },
  ];
}

/** Parameters and their gradients where the update is w - rate · gradient and nothing else. */
function gradientsOf({
  trace,
  moment,
}: TracedStep): { parameters: readonly Node[]; gradients: readonly Node[] } | null {
  const { program } = trace.steps[moment] ?? {};
  if (!program || program.labels.some((l) => l.label.role === 'slot') || program.nodes.some((n) => isOp(n, 'draw'))) {
    return null;
  }
  const rate = program.labels.find((l) => l.label.role === 'learningRate')?.node;
  if (!rate || !isOp(rate, 'input')) return null;
  const pairs = program.labels
    .filter((l) => l.label.role === 'gradient')
    .flatMap(({ label, node }) => {
      const parameter = label.of?.name === undefined ? undefined : program.inputs[label.of.name];
      return parameter ? [{ parameter, node }] : [];
    });
  return pairs.length === 0 ? null : { parameters: pairs.map((x) => x.parameter), gradients: pairs.map((x) => x.node) };
}

/**
 * The eigenvalue of largest magnitude of a symmetric map, from a start that no eigenvector of a tidy table is
 * orthogonal to.
 */
function powerIteration(
  times: (v: readonly Float64Array[]) => readonly Float64Array[],
  sizes: readonly number[],
): number {
  let k = 0;
  let v = normalized(sizes.map((n) => Float64Array.from({ length: n }, () => 1 + 1 / (2 + k++))));
  let lambda = 0;
  for (let i = 0; i < 500; i++) {
    const w = times(v);
    const next = v.reduce((s, x, j) => s + x.reduce((t, y, m) => t + y * (w[j]?.[m] ?? 0), 0), 0);
    const settled = Math.abs(next - lambda) <= 1e-14 * Math.abs(next);
    lambda = next;
    if (settled && i > 4) break;
    if (!w.some((x) => x.some((y) => y !== 0))) return 0;
    v = normalized(w);
  }
  return lambda;
}
function normalized(v: readonly Float64Array[]): Float64Array[] {
  const length = Math.sqrt(v.reduce((s, x) => s + x.reduce((t, y) => t + y * y, 0), 0));
  return v.map((x) => x.map((y) => y / length));
}

/** The largest of 1, 2, 5 × 10ⁿ that is a tenth below: a rate a person would type. */
function roundBelow(limit: number): number {
  const below = limit * 0.9;
  const n = Number(below.toExponential().split('e')[1]);
  const unit = Number(`1e${n}`);
  return Number(((below >= 5 * unit ? 5 : below >= 2 * unit ? 2 : 1) * unit).toPrecision(1));
}
