import { evaluate } from '../ir/evaluate.ts';
import type { Node } from '../ir/node.ts';
import { order } from '../ir/program.ts';
import { size } from '../ir/shape.ts';
import { orderedRows } from '../run/order.ts';
import { rowsOf } from '../run/tables.ts';
import type { State, Trace } from './trace.ts';

// A step's own program over other rows than the step had, with the weights of its moment: it runs on one batch of them
// after the other.

/** What a step is given, by name. */
export function inputsOf(t: Trace, moment: number): State {
  const { inputs } = t.program(moment);
  return Object.fromEntries(Object.entries(inputs).map(([name, node]) => [name, t.numbers(node, moment)]));
}

/**
 * Values for rows of one's own: those of a picture's every point.
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
  const given = inputsOf(t, moment);
  const own = Object.entries(tables).map(([name, data]) => ({
    name,
    data,
    width: size(inputs[name]?.shape.slice(1) ?? []),
  }));
  const [first] = own;
  const batch = batchOf(t, moment);
  const rows = Float64Array.from({ length: batch }, (_, i) => i);
  return inBatches(values, batch, first ? first.data.length / first.width : 0, (at, many) => {
    const filled = own.map(({ name, data, width }) => {
      const table = Float64Array.from(given[name] ?? []);
      table.set(data.subarray(at * width, (at + many) * width));
      return [name, table] as const;
    });
    return { ...given, ...Object.fromEntries(filled), rows };
  });
}

/** Values [rows, width] for every row of the table, in its order. */
export function everywhere(t: Trace, moment: number, values: readonly Node[]): readonly Float64Array[] {
  const step = t.steps[moment] ?? t.steps.at(-1);
  const all = orderedRows(t.run.order, rowsOf(t.run), step?.epoch ?? 0).toSorted();
  const batch = batchOf(t, moment);
  if (batch === 0 || batch >= all.length) return values.map((v) => t.numbers(v, moment));
  const given = inputsOf(t, moment);
  return inBatches(values, batch, all.length, (at) => {
    const rows = Int32Array.from({ length: batch }, (_, i) => all[Math.min(at + i, all.length - 1)] ?? 0);
    return { ...given, rows };
  });
}

const batchOf = (t: Trace, moment: number): number => t.program(moment).inputs['rows']?.shape[0] ?? 0;

/**
 * @param n how many rows there are; the last batch is filled up, and what it says of the filling is left out
 * @param feed what the program is given for `many` rows from row `at` on
 * @returns [n, …] for each value
 */
function inBatches(
  values: readonly Node[],
  batch: number,
  n: number,
  feed: (at: number, many: number) => Readonly<Record<string, Float64Array | Int32Array>>,
): Float64Array[] {
  const nodes = order(values);
  const widths = values.map((v) => size(v.shape.slice(1)));
  const out = widths.map((width) => new Float64Array(width * n));
  for (let at = 0; at < n; at += batch) {
    const many = Math.min(batch, n - at);
    const numbers = evaluate(nodes, feed(at, many));
    values.forEach((v, i) => {
      const found = numbers.get(v);
      const width = widths[i] ?? 1;
      if (found) out[i]?.set(found.subarray(0, many * width), at * width);
    });
  }
  return out;
}
