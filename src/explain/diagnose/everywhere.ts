import type { Node } from '../../ir/node.ts';
import { order } from '../../ir/program.ts';
import { orderedRows } from '../../run/order.ts';
import { rowsOf } from '../../run/tables.ts';
import { evaluate } from '../../ir/evaluate.ts';
import type { Patient } from './diagnosis.ts';

/** What a step is given, by name. */
export function inputsOf({ trace, moment }: Patient): Record<string, Float64Array> {
  const { inputs } = trace.program(moment);
  return Object.fromEntries(Object.entries(inputs).map(([name, node]) => [name, trace.numbers(node, moment)]));
}

/**
 * Values [rows, width] with the weights of a moment, for every row of the table and not only for those of the step: the
 * step's own program is run on one batch of rows after the other.
 */
export function everywhere(p: Patient, values: readonly Node[]): readonly Float64Array[] {
  const { trace, moment } = p;
  const step = trace.steps[moment] ?? trace.steps.at(-1);
  const { run } = trace;
  const all = orderedRows(run.order, rowsOf(run), step?.epoch ?? 0).toSorted();
  const batch = trace.program(moment).inputs['rows']?.shape[0] ?? 0;
  if (batch === 0 || batch >= all.length) return values.map((v) => trace.numbers(v, moment));
  const inputs = inputsOf(p);
  const nodes = order(values);
  const out = values.map((v) => new Float64Array(v.shape.slice(1).reduce((a, b) => a * b, 1) * all.length));
  for (let at = 0; at < all.length; at += batch) {
    const rows = Int32Array.from({ length: batch }, (_, i) => all[Math.min(at + i, all.length - 1)] ?? 0);
    const numbers = evaluate(nodes, { ...inputs, rows });
    values.forEach((v, i) => {
      const width = (out[i]?.length ?? 0) / all.length;
      const found = numbers.get(v);
      if (found) out[i]?.set(found.subarray(0, Math.min(batch, all.length - at) * width), at * width);
    });
  }
  return out;
}
