import { outweighs } from '../../ir/warnings.ts';
import type { Finding } from '../report.ts';
import type { Roles } from '../roles/roles.ts';
import { labelOf, textOn } from '../labels.ts';
import { inOrder, type Case } from '../case.ts';
import { plain } from './finding.ts';

/**
 * Features of very different size, in the first step of each run. The largest is measured against the smallest, which
 * the finding names.
 */
export function unscaled(c: Case, roles: Roles): Finding[] {
  const out: Finding[] = [];
  const {
    right: { study },
    grid,
  } = c;
  for (const step of study.steps().filter((s) => s.step === 0)) {
    const features = featuresOf(c, step.run);
    const sizes = features.map((ids) => Math.sqrt(ids.reduce((s, id) => s + c.then.number(id) ** 2, 0) / ids.length));
    const known = sizes
      .map((s, i) => ({ s, i }))
      .filter(({ s }) => s > 0 && Number.isFinite(s))
      .sort((a, b) => a.s - b.s);
    const smallest = known[0];
    const largest = known.at(-1);
    const name = (i: number | undefined): string | undefined => {
      const ids = i === undefined ? undefined : features[i];
      const [id] = ids ?? [];
      return id === undefined || !ids
        ? undefined
        : ((ids.length > 1 ? textOn(grid, id, roles.side(step.run)) : undefined) ??
            labelOf(grid, id, roles.side(step.run)));
    };
    // alone, a feature stands beside the 1 that a bias is multiplied with
    const times = !largest
      ? 0
      : known.length > 1
        ? largest.s / (smallest?.s ?? 1)
        : features.length === 1 && step.chains.length > 1
          ? largest.s
          : 0;
    if (!largest || !outweighs(times, 1)) continue;
    const label = name(largest.i);
    const other = known.length > 1 ? name(smallest?.i) : '1';
    out.push(
      plain(
        c,
        'warning',
        'unscaled-input',
        features[largest.i] ?? [],
        { times, ...(label !== undefined && { label }), ...(other !== undefined && { smallest: other }) },
        false,
      ),
    );
  }
  return onlyOnce(out);
}
const onlyOnce = (list: readonly Finding[]): Finding[] =>
  list.filter((f, i) => list.findIndex((x) => x.cells[0] === f.cells[0]) === i);

/**
 * What the parameters of a run's first step are multiplied with, one list of cells for each parameter or group of them.
 */
function featuresOf({ right: { study, graph }, grid }: Case, run: number): number[][] {
  const {
    training: { place, same },
    blocks,
  } = study;
  const of = new Map<number, Set<number>>();
  for (const id of study.cellsOf({ run, step: 0 })) {
    const f = graph.function[id];
    if (!f || place.has(id) || !(study.forward.has(id) || study.aside.includes(id))) continue;
    f.reads.forEach((r, i) => {
      const p = place.get(same(r));
      if (p) {
        for (const k of f.tape.with(i)) {
          const x = f.reads[k] ?? -1;
          if (!place.has(same(x)) && (blocks.first[x] ?? -1) < 0) of.set(x, (of.get(x) ?? new Set()).add(p.chain.id));
        }
      }
    });
  }
  const lists = new Map<string, number[]>();
  for (const [x, chains] of of) {
    const key = [...chains].sort((a, b) => a - b).join();
    const list = lists.get(key);
    if (list) list.push(x);
    else lists.set(key, [x]);
  }
  return [...lists.values()].map((ids) => inOrder(grid, ids));
}

const TEST =
  /^(?:test(?:ing)?|validation|valid|val|holdout|hold-out|測試|驗證|測驗)(?:[ _-]?(?:set|data|rows?|集|組|資料|列|用))?$/i;

const TRAIN = 1;
const BOTH = 3;
const HELD_BACK = 2;

/**
 * Formulas on the way to updates that put rows marked as test rows together with others: the average of a batch, a mean
 * for scaling.
 */
export function leaks(c: Case, roles: Roles): Finding[] {
  const {
    grid,
    right: { graph, study },
  } = c;
  const marks = new Map<string, string>();
  for (const { content, value, sheet, row } of grid.cells) {
    if (content === 'text' && TEST.test(String(value).trim())) marks.set(`${sheet},${row}`, String(value).trim());
  }
  if (marks.size === 0) return [];
  const { place, same } = study.training;
  const used = study.upstream([...study.backward]);
  const from = new Map<number, number>();
  const found = new Map<string, { ids: number[]; rows: number }>();
  const line = (id: number): string => {
    const { sheet, row } = graph.grid.cell(id);
    return `${sheet},${row}`;
  };
  for (const { id, content } of graph.grid.cells) {
    const role = roles.of.get(id)?.role;
    if (content !== 'formula' && content !== 'filled' && (role === 'data' || role === 'target')) {
      from.set(id, marks.has(line(id)) ? HELD_BACK : TRAIN);
    }
  }
  for (const id of graph.order) {
    const reads = (graph.reads[id] ?? []).filter((r) => !place.has(same(r)) && from.has(r));
    const held = reads.filter((r) => from.get(r) === HELD_BACK);
    const all = reads.reduce((x, r) => x | (from.get(r) ?? 0), 0);
    if (all > 0 && !place.has(id)) from.set(id, all);
    if (all !== BOTH || held.length === 0 || !reads.some((r) => from.get(r) === TRAIN) || !used.has(id)) continue;
    const { sheet, row } = graph.grid.cell(id);
    const key = `${sheet},${row},${graph.form(id)}`;
    const known = found.get(key);
    if (known) known.ids.push(id);
    else found.set(key, { ids: [id], rows: new Set(held.map(line)).size });
  }
  const [label = ''] = marks.values();
  return [...found.values()].map(({ ids, rows }) => plain(c, 'warning', 'test-rows-in-average', ids, { rows, label }));
}
