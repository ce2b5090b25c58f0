import { Bench } from '../bench.ts';
import { Lines } from '../lines.ts';
import type { Finding } from '../report.ts';
import type { Roles } from '../roles/roles.ts';
import type { Judged } from '../work.ts';
import type { Case } from '../case.ts';
import { plain } from './finding.ts';
import { paceOf } from './pace.ts';

/**
 * Which of several right ways to write a gradient a workbook has: what differs from the derivative of its own loss only
 * by a factor.
 */
export function conventions(c: Case, roles: Roles): Finding[] {
  const found = new Map<string, { ids: number[]; facts: Finding['facts'] }>();
  const { judged, study } = c.right;
  const note = (convention: string, id: number, facts: Finding['facts']): void => {
    const known = found.get(convention);
    if (known) known.ids.push(id);
    else found.set(convention, { ids: [id], facts: { convention, ...facts } });
  };
  for (let run = 0; run < study.training.runs; run++) {
    const first = judged.find((j) => j.step.run === run);
    const pace = first && paceOf(c, first, roles.of);
    if (!first || !pace || pace.kept !== 0) continue; // with momentum, factors have other meanings
    const samples = new Lines(study, [...new Bench(study, first.step, first.loss, first.verdict).cells]).count;
    for (const name of factorsOf(Math.abs(pace.factor), samples)) {
      note(name, first.loss, { factor: Math.abs(pace.factor), rows: samples });
    }
    const kept = keepsMinus(c, first, roles);
    if (kept !== undefined) note('sign', kept, {});
  }
  return [...found.values()].map(({ ids, facts }) => plain(c, 'note', 'convention', ids, facts, false));
}

/** ½, 2, the number of rows and one divided by it, alone or together; another factor as it is. */
function factorsOf(factor: number, rows: number): string[] {
  const is = (x: number): boolean => Math.abs(factor - x) <= 1e-6 * x;
  if (is(1) || !Number.isFinite(factor)) return [];
  if (is(0.5)) return ['half'];
  if (is(2)) return ['double'];
  if (is(rows)) return ['sum'];
  if (is(1 / rows)) return ['mean'];
  for (const [x, name] of [
    [0.5, 'half'],
    [2, 'double'],
  ] as const) {
    if (is(x * rows)) return [name, 'sum'];
    if (is(x / rows)) return [name, 'mean'];
  }
  return ['factor'];
}

/** A gradient cell of the step that holds minus the derivative. */
function keepsMinus({ right: { study, graph } }: Case, { step, verdict }: Judged, roles: Roles): number | undefined {
  for (const { cells } of step.chains) {
    const update = cells[step.step + 1] ?? -1;
    const truth = verdict.gradient.get(cells[step.step] ?? -1);
    const reads = study.readsOf(update).flatMap((r) => {
      const own = study.training.same(r);
      return roles.of.get(own)?.role === 'update' && !study.training.place.has(own) ? (graph.reads[own] ?? []) : [own];
    });
    for (const r of reads) {
      const role = roles.of.get(r)?.role;
      const value = study.state.value(r);
      if ((role !== 'gradient' && role !== 'average') || !truth || !value) continue;
      let along = 0;
      let size = 0;
      value.forEach((v, k) => {
        along += v * (truth[k] ?? 0);
        size += Math.abs(v * (truth[k] ?? 0));
      });
      if (size > 0 && along < -0.999 * size) return r;
    }
  }
  return undefined;
}
