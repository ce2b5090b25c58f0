import { append } from '../../util/lists.ts';
import { fold } from '../../workbook/index.ts';
import type { Case } from '../case.ts';
import { lossCells } from '../loss-cells.ts';
import type { Role } from '../report.ts';
import type { Work } from '../work.ts';
import type { Given } from './given.ts';
import type { Part } from './part.ts';
import { learningRates } from './rate.ts';

/**
 * Roles by what depends on what. Of the book with its mistakes repaired: a wrong reference makes a cell look like
 * something else.
 */
export function rolesByShape(c: Case, given: Given): Map<number, Part> {
  const { right: work } = c;
  const { study, graph, grid } = work;
  const { training, blocks, backward, forward } = study;
  const out = new Map<number, Part>();
  const { place, same } = training;
  const only = homes(work);
  const aside = new Set(study.aside);
  const put = (id: number, role: Role, run?: number, step?: number): void => {
    if (!out.has(id)) {
      out.set(id, {
        role,
        ...(run !== undefined && run >= 0 && { run }),
        ...(step !== undefined && step >= 0 && { step }),
      });
    }
  };
  const isParameter = (id: number): boolean => place.has(same(id));
  const isFormula = (id: number): boolean => graph.function[id] !== undefined || graph.problems.has(id);

  // ---- parameters: where the formulas of a step read them
  for (const { cells, run } of training.chains) {
    const copied = cells.slice(1).some((u) => (graph.readers[u] ?? []).some((r) => same(r) === u && r !== u));
    cells.forEach((u, step) => (step > 0 && copied ? put(u, 'update', run, step - 1) : put(u, 'parameter', run, step)));
  }
  for (const id of graph.order) {
    const p = place.get(same(id));
    if (p && !place.has(id)) put(id, graph.readers[id]?.length ? 'parameter' : 'next-block', p.chain.run, p.step);
  }

  // ---- numbers typed in
  const told = given.cells('learning-rate');
  const rates = told.length > 0 ? new Map(told.map((id) => [id, only(id)[0] ?? 0])) : learningRates(work);
  for (const [id, run] of rates) put(id, 'learning-rate', run);
  const { features, targets } = dataOf(work, given);
  const ofNoParameter = graph.order.filter(
    (id) => (blocks.first[id] ?? -1) < 0 && !out.has(id) && (forward.has(id) || backward.has(id)),
  );
  for (const [set, role] of [
    [features, 'data'],
    [targets, 'target'],
  ] as const) {
    for (const id of set) put(id, role, ...only(id));
  }
  const feeds = fedBy(work, targets);
  for (const id of ofNoParameter) put(id, targets.has(same(id)) || feeds(id) ? 'target' : 'data', ...only(id));

  // ---- what each step computes, first things first
  const losses = new Set<number>();
  for (let run = 0; run < training.runs; run++) for (const id of lossCells(work, run)) losses.add(id);
  const behind = new Set<number>();
  for (const id of losses) for (const r of study.upstream([id])) behind.add(r);
  const afterTarget = new Set<number>();
  const fromParameter = new Set<number>();
  for (const id of graph.order) {
    if (place.has(id)) continue;
    const reads = study.readsOf(id);
    if (
      reads.some(
        (r) => targets.has(same(r)) || out.get(r)?.role === 'target' || (afterTarget.has(r) && !isParameter(r)),
      )
    ) {
      afterTarget.add(id);
    }
    if (reads.some((r) => isParameter(r) || (fromParameter.has(r) && !isParameter(r)))) fromParameter.add(id);
  }
  const compared = new Set<number>(); // what is read beside a target, and comes from no target itself: predictions
  for (const id of afterTarget) {
    const reads = study.readsOf(id);
    if (behind.has(id) && reads.some((r) => targets.has(same(r)) || out.get(r)?.role === 'target')) {
      for (const r of reads) if (fromParameter.has(r) && !afterTarget.has(r) && !isParameter(r)) compared.add(same(r));
    }
  }
  const rows = (id: number): boolean => grid.cell(id).operands.some((o) => o.ids.length > 1);
  for (const id of graph.order) {
    if (out.has(id) || !isFormula(id)) continue;
    const run = blocks.run[id] ?? -1;
    const step = blocks.home[id] ?? -1;
    const reads = study.readsOf(id);
    const role = (r: Role): void => put(id, r, run, step);
    if (blocks.running.has(same(id))) {
      role('update');
      continue;
    }
    if (!fromParameter.has(id)) {
      if (backward.has(id)) role('setting');
      continue;
    }
    if (losses.has(id)) role('loss');
    else if (compared.has(same(id))) role('prediction');
    else if (!afterTarget.has(id) && (behind.has(id) || !backward.has(id)) && (behind.has(id) || aside.has(id))) {
      role(reads.some(isParameter) && isSum(work, id) ? 'pre-activation' : 'activation');
    } else if (
      isDifference(
        work,
        id,
        (r) => compared.has(same(r)),
        (r) => targets.has(same(r)) || out.get(r)?.role === 'target',
      )
    ) {
      role('error');
    } else if (behind.has(id)) {
      role('error');
    } // squares, logarithms: what the loss adds up
    else if (backward.has(id)) {
      role(
        reads.some((r) => rates.has(same(r)))
          ? 'update'
          : (rows(id) || reads.length > 2) &&
              addsUp(work, id, (r) => out.get(r)?.role === 'gradient' || out.get(r)?.role === 'error')
            ? 'average'
            : 'gradient',
      );
    } else if (step >= 0) role('metric');
  }
  for (const id of blocks.running) put(id, 'update', blocks.run[id]); // where they begin
  for (const id of backward) {
    for (const r of graph.reads[id] ?? []) {
      if (grid.cell(r).content === 'number' && !isFormula(r)) put(r, 'setting', ...only(r));
    }
  }
  lastBlock(work, out);
  return out;
}

/** After the last update nothing tells what gradients are: cells there are what those a block before are. */
function lastBlock({ study, analogs, graph }: Work, out: Map<number, Part>): void {
  for (const { run, step } of study.steps().filter((s, i, all) => all[i + 1]?.run !== s.run)) {
    for (const [id, part] of [...out]) {
      if (part.run !== run || part.step !== step || study.training.place.has(study.training.same(id))) continue;
      const { sheet, row, column } = graph.grid.cell(id);
      const [s, r, c] = analogs.way(run, step, step + 1) ?? [0, 0, 0];
      const next = graph.grid.find(sheet + s, row + r, column + c);
      const cell = next === undefined ? undefined : graph.grid.cell(next);
      if (
        next === undefined ||
        next === id ||
        !cell ||
        graph.form(next) !== graph.form(id) ||
        (cell.content !== 'formula' && cell.content !== 'filled' && cell.content !== 'number')
      ) {
        continue;
      }
      out.set(next, { role: part.role, run, step: step + 1 });
    }
  }
}

/** Features are multiplied by parameters; targets are the other numbers that the loss comes from. */
function dataOf({ study, graph }: Work, given: Given): { features: ReadonlySet<number>; targets: ReadonlySet<number> } {
  const features = new Set<number>();
  const targets = new Set<number>();
  const { place, same } = study.training;
  const { kinds } = study.draws;
  const { blocks } = study;
  const seen = new Set<number>();
  const add = (id: number): void => {
    // of a formula of data alone: what it is made from
    const stack = [id];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen.has(at) || (blocks.first[at] ?? -1) >= 0) continue;
      seen.add(at);
      if (graph.function[at]) append(stack, graph.reads[at] ?? []);
      else if (!place.has(at)) features.add(at);
    }
  };
  for (const id of graph.order) {
    if (place.has(id)) continue;
    const f = graph.function[id];
    f?.reads.forEach((r, i) => {
      if (place.has(same(r))) for (const k of f.tape.with(i)) add(same(f.reads[k] ?? r));
    });
  }
  for (const id of study.forward) {
    const kind = kinds.get(id);
    if ((kind === 'data' || kind === 'flag') && !features.has(id) && !place.has(id)) targets.add(id);
  }
  for (const id of given.cells('data')) {
    features.add(id);
    targets.delete(id);
  }
  for (const id of given.cells('target')) {
    targets.add(id);
    features.delete(id);
  }
  return { features, targets };
}

/** Which formulas are made from numbers of a set alone, by way of formulas without parameters? */
function fedBy({ graph }: Work, targets: ReadonlySet<number>): (id: number) => boolean {
  const known = new Map<number, 'none' | 'fed' | 'mixed'>(); // none: made from nothing at all
  const of = (id: number): 'none' | 'fed' | 'mixed' =>
    graph.function[id] ? (known.get(id) ?? 'mixed') : targets.has(id) ? 'fed' : 'mixed';
  for (const id of graph.order) {
    if (!graph.function[id]) continue;
    const parts = new Set((graph.reads[id] ?? []).map(of));
    known.set(id, parts.has('mixed') ? 'mixed' : parts.has('fed') ? 'fed' : 'none');
  }
  return (id) => of(id) === 'fed';
}

const MANY = -2;
const NONE = -1;
/**
 * Run and step of a number that only one step reads; its run, if only one reads it. Found from the readers on, each
 * cell a few times.
 */
function homes({ study, graph }: Work): (id: number) => [run?: number | undefined, step?: number | undefined] {
  const { blocks, training } = study;
  const n = graph.grid.cells.length;
  const runs = new Int32Array(n).fill(NONE);
  const steps = new Int32Array(n).fill(NONE); /* each one more */
  const changed: number[] = [];
  const homeOf = (id: number): { run: number; step: number } => {
    const p = training.place.get(id);
    return p ? { run: p.chain.run, step: p.step - 1 } : { run: blocks.run[id] ?? NONE, step: blocks.home[id] ?? NONE };
  };
  const joined = (a: number, b: number): number => (a === NONE ? b : b === NONE || a === b ? a : MANY);
  const tell = (id: number, run: number, step: number): void => {
    const r = joined(runs[id] ?? NONE, run);
    const s = joined(steps[id] ?? NONE, step);
    if (r === runs[id] && s === steps[id]) return;
    runs[id] = r;
    steps[id] = s;
    if (homeOf(id).run < 0) changed.push(id); // it stands for its readers
  };
  for (let id = 0; id < n; id++) {
    const { run, step } = homeOf(id);
    if (run >= 0) for (const x of graph.reads[id] ?? []) tell(x, run, step + 1);
  }
  for (let id = changed.pop(); id !== undefined; id = changed.pop()) {
    for (const x of graph.reads[id] ?? []) tell(x, runs[id] ?? NONE, steps[id] ?? NONE);
  }
  return (id) => {
    const run = runs[id] ?? NONE;
    const step = steps[id] ?? NONE;
    return run < 0 ? [] : step === MANY ? [run] : [run, step - 1];
  };
}

/** Is the formula a sum of products, without another function on top? */
function isSum({ grid }: Work, id: number): boolean {
  const { formula } = grid.cell(id);
  return (
    formula !== undefined &&
    fold<boolean>(formula, (node, p) => {
      switch (node.kind) {
        case 'binary':
          return (node.op === '+' || node.op === '-' || node.op === '*') && p.every(Boolean);
        case 'unary':
          return p.every(Boolean);
        case 'call':
          return ['SUM', 'SUMPRODUCT', 'MMULT', 'TRANSPOSE'].includes(node.name) && p.every(Boolean);
        default:
          return true;
      }
    })
  );
}
/** prediction - target, or the other way round. */
function isDifference(
  { graph }: Work,
  id: number,
  isPrediction: (r: number) => boolean,
  isTarget: (r: number) => boolean,
): boolean {
  const f = graph.function[id];
  const reads = f?.reads ?? [];
  if (!f || reads.length !== 2 || !reads.some(isPrediction) || !reads.some(isTarget)) return false;
  return f.tape.ops.slice(0, f.tape.valueSteps).every((op) => op === 'sub' || op === 'neg');
}
/** Does a formula add up or average cells of one form? */
function addsUp({ graph }: Work, id: number, wanted: (r: number) => boolean): boolean {
  const f = graph.function[id];
  const reads = f?.reads ?? [];
  const [first] = reads;
  if (
    !f ||
    first === undefined ||
    reads.length < 2 ||
    !reads.every((r) => wanted(r) && graph.form(r) === graph.form(first))
  ) {
    return false;
  }
  return f.tape.linear; // the derivative by each is a number
}
