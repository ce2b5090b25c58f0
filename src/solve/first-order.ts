import { g } from '../ir/builder.ts';
import { constant, expand } from '../ir/ops.ts';
import { order } from '../ir/program.ts';
import type { Optimizer } from '../nn/layer.ts';
import { scheduledRate } from '../nn/schedules.ts';
import { evaluate } from '../targets/reference.ts';

/** A parameter vector, one update after the other: the optimizers of the layers, on the cells of a workbook. */
export interface Updates { next(x: Float64Array, gradient: Float64Array): Float64Array }

/** @param n how many parameters */
export function updatesOf(optimizer: Optimizer, n: number): Updates {
  const input = (name: string, shape: readonly number[] = [n]): ReturnType<typeof g.input> => g.input({ name, shape, from: 'feed' });
  const step = input('step', []), slots = Object.fromEntries(optimizer.slots.map((s) => [s, input(`slot ${s}`)]));
  const { learningRate } = optimizer.options;
  const shared = optimizer.shared({ step, learningRate: typeof learningRate === 'number' ? constant(learningRate) : scheduledRate(learningRate, step) });
  const after = optimizer.update({ param: input('param'), grad: input('grad'), slots, shared });
  const param = expand(after.param, [n]), nodes = order([param, ...Object.values(after.slots)]);
  let kept: Record<string, Float64Array> = Object.fromEntries(optimizer.slots.map((s) => [`slot ${s}`, new Float64Array(n).fill(optimizer.initial?.[s] ?? 0)])), t = 0;
  return {
    next(x, gradient) {
      const values = evaluate(nodes, { ...kept, param: x, grad: gradient, step: Float64Array.of(++t) });
      kept = Object.fromEntries(Object.entries(after.slots).map(([s, node]) => [`slot ${s}`, values.get(node) ?? new Float64Array(n)]));
      return values.get(param) ?? x;
    },
  };
}
