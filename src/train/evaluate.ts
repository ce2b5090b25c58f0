import { names } from '../run/names.ts';
import type { Numbers, Runnable } from '../run/run.ts';
import type { Logs } from './callbacks/callback.ts';
import { batches } from './fit.ts';
import type { StepSpec } from './step.ts';

/** Rows that are evaluated, not trained on: `x/<input>` and `y/<output>`, [rows, width]. */
export interface HoldOut {
  readonly columns: Readonly<Record<string, { readonly data: Numbers; readonly width: number }>>;
  readonly rows: number;
}

/** Loss and metrics by name, from their sums. */
export function logsOf(spec: StepSpec, sums: Readonly<Record<string, Float64Array>>): Logs {
  const count = sums[names.sum('count')]?.[0] ?? NaN;
  const logs: Record<string, number> = { loss: (sums[names.sum('loss')]?.[0] ?? NaN) / count };
  spec.outputs.forEach((port, i) => {
    for (const m of spec.metrics[i] ?? []) {
      const name = spec.outputs.length > 1 ? `${port.name}/${m.name}` : m.name;
      const prefix = `${names.sum(name)}/`;
      logs[name] = m.value(
        Object.fromEntries(
          Object.entries(sums)
            .filter(([n]) => n.startsWith(prefix))
            .map(([n, v]) => [n.slice(prefix.length), v]),
        ),
      );
    }
  });
  return logs;
}

/** Runs the program `evaluate` over rows held out. @param sums names and sizes of the sums, which are zeroed first */
export async function evaluateRows(
  runnable: Runnable,
  spec: StepSpec,
  holdOut: HoldOut,
  batch: number,
  sums: Readonly<Record<string, number>>,
): Promise<Logs> {
  await runnable.put(Object.fromEntries(Object.entries(sums).map(([name, n]) => [name, new Float64Array(n)])));
  const { feeds, times } = batches(holdOut.columns, holdOut.rows, batch);
  await runnable.run('evaluate', feeds, times);
  return logsOf(spec, await runnable.take(Object.keys(sums)));
}
