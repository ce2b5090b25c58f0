import { GradsheetError } from '../errors.ts';
import { evaluate } from '../ir/evaluate.ts';
import { names } from '../run/names.ts';
import type { Engine, Run, Tensors } from '../run/run.ts';
import { callAt } from '../run/steps.ts';
import { firstBad, type BadValue } from '../train/first-bad.ts';
import { words } from './error-words.ts';

/**
 * The step that went wrong, once more in f64, looked through value by value; at the latest the loss itself, whose sum
 * passed what the engine can hold.
 */
export function whereBad(
  run: Run<Tensors>,
  before: Tensors,
  { step: number, loss }: { readonly step: number; readonly loss: number },
  engine: Engine,
): BadValue | null {
  const { name, rows } = callAt(run, number - 1);
  const step = run.programs[name];
  const total = step?.labels.find(({ label }) => label.role === 'loss');
  const largest = engine.epsilon > 2 ** -50 ? 3.4028234663852886e38 : Number.MAX_VALUE; // of f32, of f64
  const found = step ? firstBad(step, evaluate(step.nodes, { ...run.tables, ...before, rows }), largest) : null;
  return found ?? (total && !Number.isFinite(loss) ? { label: total.label, at: [], value: loss } : null);
}

/** @param largest what the numbers of the training reach, if they are not scaled */
export function notFinite(
  { step, epoch }: { readonly step: number; readonly epoch: number },
  largest: number,
): GradsheetError {
  return new GradsheetError('not-finite', {
    problem: words(
      'Training stopped at step {} (epoch {}): the loss is infinite or undefined. The last good weights are kept.',
      step,
      epoch + 1,
    ),
    hint:
      largest > 10
        ? words('Scale the data, which has values up to {}, or lower learningRate.', Number(largest.toPrecision(3)))
        : words('Lower learningRate.'),
  });
}
export const largestOf = (tables: Tensors): number => {
  let most = 0;
  for (const [name, table] of Object.entries(tables)) {
    if (name !== names.rowWeight) for (const v of table) most = Math.max(most, Math.abs(v));
  }
  return most;
};
