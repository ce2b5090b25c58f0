import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import { constant, sub } from '../ir/ops.ts';
import { order } from '../ir/program.ts';
import type { Optimizer } from '../nn/layer.ts';
import { traceSchedule } from '../nn/schedules.ts';
import { evaluate } from '../ir/evaluate.ts';
import {
  freeVariables,
  steepest,
  within,
  type Minimum,
  type Objective,
  type Search,
  type SearchOptions,
} from './minimize.ts';

/** Follows the gradient with an optimizer of networks, one update per step, and keeps the best values seen. */
export function* descending(
  f: Objective,
  start: Float64Array,
  optimizer: Optimizer,
  { bounds, steps = 2000, tolerance = 1e-9 }: SearchOptions,
): Search {
  const next = updates(optimizer, start.length);
  let x = within(start.slice(), bounds);
  let best = { x, ...f(x) };
  let step = 0;
  const done = (ended: Minimum['ended']): Minimum => ({ ...best, steps: step, evaluations: step + 1, ended });
  while (step < steps) {
    const now = f(x);
    if (!Number.isFinite(now.value) || !now.gradient.every(Number.isFinite)) return done('value');
    if (now.value <= best.value) best = { x, ...now };
    if (
      !(steepest(now.gradient, freeVariables(x, now.gradient, bounds)) > tolerance * Math.max(1, Math.abs(now.value)))
    ) {
      return done('gradient');
    }
    x = within(next(x, now.gradient), bounds);
    step++;
    if (yield { step, value: now.value, x }) return done('stopped');
  }
  const last = f(x);
  if (last.value <= best.value && last.gradient.every(Number.isFinite)) best = { x, ...last };
  return done('steps');
}

/** The optimizer's own update of one vector, with its slots. */
function updates(optimizer: Optimizer, n: number): (x: Float64Array, gradient: Float64Array) => Float64Array {
  const input = (name: string, shape: readonly number[] = [n]): Node => g.input({ name, shape, from: 'feed' });
  const { learningRate } = optimizer.options;
  const step = input('step', []);
  const rate = typeof learningRate === 'number' ? constant(learningRate) : traceSchedule(learningRate, sub(step, 1));
  const after = optimizer.update({
    param: input('param'),
    grad: input('grad'),
    slots: Object.fromEntries(optimizer.slots.map((s) => [s, input(`slot ${s}`)])),
    shared: optimizer.shared({ step, learningRate: rate }),
  });
  const nodes = order([after.param, ...Object.values(after.slots)]);
  let kept: Record<string, Float64Array> = Object.fromEntries(
    optimizer.slots.map((s) => [`slot ${s}`, new Float64Array(n).fill(optimizer.initial?.[s] ?? 0)]),
  );
  let t = 0;
  return (param, grad) => {
    const values = evaluate(nodes, { ...kept, param, grad, step: Float64Array.of(++t) });
    kept = {
      ...kept,
      ...Object.fromEntries(
        Object.entries(after.slots).map(([s, node]) => [`slot ${s}`, values.get(node) ?? new Float64Array(n)]),
      ),
    };
    return values.get(after.param) ?? param;
  };
}
