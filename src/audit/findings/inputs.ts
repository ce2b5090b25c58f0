import type { Finding } from '../report.ts';
import type { Roles } from '../roles/roles.ts';
import { labelOf, textOn } from '../roles/labels.ts';
import { inOrder, type Case } from './case.ts';
import { plain } from './finding.ts';

/** A feature this many times as large as the smallest takes the learning rate for itself. */
const WIDE = 20;

/** Features of very different size, in the first step of each run. */
export function unscaled(c: Case, roles: Roles): Finding[] {
  const out: Finding[] = [], { right: { study }, grid } = c;
  for (const step of study.steps().filter((s) => s.step === 0)) {
    const features = featuresOf(c, step.run), sizes = features.map((ids) => Math.sqrt(ids.reduce((s, id) => s + c.then.number(id) ** 2, 0) / ids.length)), known = sizes.map((s, i) => ({ s, i })).filter(({ s }) => s > 0 && Number.isFinite(s)).sort((a, b) => a.s - b.s);
    const smallest = known[0], largest = known.at(-1);
    const name = (i: number | undefined): string | undefined => {
      const ids = i === undefined ? undefined : features[i], [id] = ids ?? [];
      return id === undefined || !ids ? undefined : (ids.length > 1 ? textOn(grid, id, roles.side(step.run)) : undefined) ?? labelOf(grid, id, roles.side(step.run));
    };
    // alone, a feature stands beside the 1 that a bias is multiplied with
    const times = !largest ? 0 : known.length > 1 ? largest.s / (smallest?.s ?? 1) : features.length === 1 && step.chains.length > 1 ? largest.s : 0;
    if (!largest || times < WIDE) continue;
    const label = name(largest.i), other = known.length > 1 ? name(smallest?.i) : '1';
    out.push(plain(c, 'warning', 'unscaled-input', features[largest.i] ?? [], { times, ...(label !== undefined && { label }), ...(other !== undefined && { smallest: other }) }, false));
  }
  return onlyOnce(out);
}
const onlyOnce = (list: readonly Finding[]): Finding[] => list.filter((f, i) => list.findIndex((x) => x.cells[0] === f.cells[0]) === i);

/** What the parameters of a run's first step are multiplied with, one list of cells for each parameter or group of them. */
function featuresOf({ right: { study, graph }, grid }: Case, run: number): number[][] {
  const { training: { place, same }, blocks } = study, of = new Map<number, Set<number>>();
  for (const id of study.cellsOf({ run, step: 0 })) {
    const f = graph.function[id];
    if (!f || place.has(id) || !(study.forward.has(id) || study.aside.includes(id))) continue;
    f.reads.forEach((r, i) => {
      const p = place.get(same(r));
      if (p) for (const k of f.tape.with[i] ?? []) {
        const x = f.reads[k] ?? -1;
        if (!place.has(same(x)) && (blocks.first[x] ?? -1) < 0) of.set(x, (of.get(x) ?? new Set()).add(p.chain.id));
      }
    });
  }
  const lists = new Map<string, number[]>();
  for (const [x, chains] of of) { const key = [...chains].sort((a, b) => a - b).join(), list = lists.get(key); if (list) list.push(x); else lists.set(key, [x]); }
  return [...lists.values()].map((ids) => inOrder(grid, ids));
}

const TEST = /^(?:test(?:ing)?|validation|valid|val|holdout|hold-out|測試|驗證|測驗)(?:[ _-]?(?:set|data|rows?|集|組|資料|列|用))?$/i;

/** Averages on the way to updates or features that take in rows marked as test rows, and others too. */
export function leaks(c: Case): Finding[] {
  const { grid, right: { graph, study } } = c, marks = new Map<string, string>();
  for (const { content, value, sheet, row } of grid.cells) if (content === 'text' && TEST.test(String(value).trim())) marks.set(`${sheet},${row}`, String(value).trim());
  if (marks.size === 0) return [];
  const used = study.upstream([...study.backward]), forms = new Map<string, { ids: number[]; rows: number; label: string }>();
  for (const id of used) {
    const cell = grid.cells[id];
    if (!cell || cell.content !== 'formula' || !graph.function[id]) continue;
    for (const o of graph.grid.cell(id).operands) {
      if (o.rows < 3) continue;
      const rows = new Set(o.ids.map((r) => `${graph.grid.cell(r).sheet},${graph.grid.cell(r).row}`)), marked = [...rows].filter((r) => marks.has(r)), [mark = ''] = marked;
      if (marked.length === 0 || marked.length === rows.size) continue;
      const key = `${cell.sheet},${cell.row},${graph.form(id)}`, known = forms.get(key);
      if (known) known.ids.push(id); else forms.set(key, { ids: [id], rows: marked.length, label: marks.get(mark) ?? '' });
      break;
    }
  }
  return [...forms.values()].map(({ ids, rows, label }) => plain(c, 'warning', 'test-rows-in-average', ids, { rows, label }));
}
