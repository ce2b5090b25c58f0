import type { Node } from '../ir/node.ts';
import { order } from '../ir/program.ts';
import { evaluate } from '../ir/evaluate.ts';
import type { Trace } from './trace.ts';

/**
 * What a step would compute for other rows than those of its table, with its weights: the values of a picture's every
 * point. The step's own program runs on one batch of them after the other.
 *
 *   const [z] = elsewhere(t, moment, [node], { 'x/input': points })   // points [n, features] → z [n, …]
 *
 * @param values rows first, [batch, …], of the shown program of that moment
 * @param tables rows of one's own, [n, …] each, the same n; other tables keep their rows
 */
export function elsewhere(
  t: Trace,
  moment: number,
  values: readonly Node[],
  tables: Readonly<Record<string, Float64Array>>,
): Float64Array[] {
  const { inputs } = t.program(moment);
  const batch = inputs['rows']?.shape[0] ?? 0;
  const given = Object.fromEntries(Object.entries(inputs).map(([name, node]) => [name, t.numbers(node, moment)]));
  const widths = Object.fromEntries(
    Object.keys(tables).map((name) => [name, (inputs[name]?.shape.slice(1) ?? []).reduce((a, b) => a * b, 1)]),
  );
  const [first] = Object.keys(tables);
  const n = first === undefined ? 0 : (tables[first]?.length ?? 0) / (widths[first] ?? 1);
  const nodes = order(values);
  const out = values.map((v) => new Float64Array(v.shape.slice(1).reduce((a, b) => a * b, 1) * n));
  const rows = Float64Array.from({ length: batch }, (_, i) => i);
  for (let at = 0; at < n; at += batch) {
    const many = Math.min(batch, n - at);
    const now = Object.fromEntries(
      Object.entries(tables).map(([name, data]) => {
        const table = Float64Array.from(given[name] ?? []);
        const width = widths[name] ?? 1;
        table.set(data.subarray(at * width, (at + many) * width));
        return [name, table];
      }),
    );
    const numbers = evaluate(nodes, { ...given, ...now, rows });
    values.forEach((v, i) => {
      const width = (out[i]?.length ?? 0) / n;
      const found = numbers.get(v);
      if (found) out[i]?.set(found.subarray(0, many * width), at * width);
    });
  }
  return out;
}
