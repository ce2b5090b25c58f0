import { most } from '../../util/lists.ts';
import { Numbers } from '../numbers.ts';
import type { Step } from '../study.ts';
import type { Work } from '../work.ts';

/** Numbers that all changes of a run's parameters are proportional to, by run. Of several the one read last. */
export function learningRates(work: Work): Map<number, number> {
  const out = new Map<number, number>();
  const { study, graph, grid } = work;
  const steps = study.steps();
  for (let run = 0; run < study.training.runs; run++) {
    const step = steps.find((s) => s.run === run);
    if (!step) continue;
    const updates = step.chains.map((c) => c.cells[step.step + 1] ?? -1);
    const behind = study.upstream([...updates, ...updates.flatMap((u) => study.readsOf(u))]);
    const candidates = [...behind].filter(
      (id) => grid.cell(id).content === 'number' && study.draws.kinds.get(id) === 'setting',
    );
    const found = candidates.filter((id) => isProportional(work, step, id));
    const nearest = found
      .sort(
        (a, b) =>
          distance(graph.readers[a] ?? [], graph.depth) - distance(graph.readers[b] ?? [], graph.depth) || a - b,
      )
      .at(-1);
    if (nearest !== undefined) out.set(nearest, run);
  }
  return out;
}
const distance = (readers: readonly number[], depth: Int32Array): number => -most(readers.map((r) => -(depth[r] ?? 0)));

/** Does every parameter change twice as much for twice the number? */
function isProportional({ study }: Work, { chains, step }: Step, setting: number): boolean {
  const { values } = study.draws;
  const lanes = values.get(setting)?.length ?? 1;
  const zero = new Float64Array(lanes);
  const leaf = (id: number): Float64Array => values.get(id) ?? zero;
  const numbers = (factor: number): Numbers =>
    new Numbers(
      study,
      lanes,
      (id) => (id === setting ? leaf(id).map((x) => factor * x) : leaf(id)),
      () => zero,
    );
  const once = numbers(1);
  const twice = numbers(2);
  let moved = false;
  for (const { cells } of chains) {
    const p = leaf(cells[step] ?? -1);
    const a = once.result(cells[step + 1] ?? -1);
    const b = twice.result(cells[step + 1] ?? -1);
    for (let k = 0; k < lanes; k++) {
      const x = (a[k] ?? 0) - (p[k] ?? 0);
      const y = (b[k] ?? 0) - (p[k] ?? 0);
      if (Math.abs(y - 2 * x) > 1e-9 * Math.max(1, Math.abs(x))) return false;
      if (Math.abs(x) > 1e-9) moved = true;
    }
  }
  return moved;
}
