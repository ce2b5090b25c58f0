import { print, type Formula } from '../../workbook/index.ts';
import { isAdaptive } from '../adaptive.ts';
import { classOf } from '../classify.ts';
import type { Mistake } from '../heal.ts';
import type { Finding, FindingClass } from '../report.ts';
import { authored, inOrder, typed, type Case } from '../case.ts';
import { costOf } from './cost.ts';
import { differing } from '../operand.ts';

/**
 * What is wrong in the training: a finding for each mistake, then one for the updates that no single change explains.
 */
export function mistakes(c: Case): Finding[] {
  const wrong = new Set(c.repairs.keys());
  return [...c.healed.mistakes.flatMap((m) => mistake(c, m, wrong)), ...unexplained(c)];
}

function mistake(c: Case, found: Mistake, wrong: ReadonlySet<number>): Finding[] {
  const { grid, work } = c;
  const own = [...found.formulas].filter(([id]) => c.repairs.has(id)); // others only looked wrong
  if (own.length === 0) return [];
  const m: Mistake = { ...found, formulas: new Map(own.map(([id, f]) => [id, authored(work, id, f, false)])) };
  const cells = inOrder(grid, m.formulas.keys());
  const of = classOf(m);
  const [first = -1] = cells;
  const was = m.before.grid.cell(first);
  const right = m.formulas.get(first);
  const repair = cells.flatMap((id) => {
    const f = c.repairs.get(id);
    return f ? [{ cell: grid.name(id), formula: `=${print(meant(c, id, f, of))}` }] : [];
  });
  return [
    {
      severity: 'error',
      class: of,
      cells: cells.map((id) => grid.name(id)),
      formula: typed(grid, first),
      expected: repair[0]?.formula ?? null,
      operand:
        was.content === 'formula' && was.formula && right ? differing(was.formula, meant(c, first, right, of)) : null,
      repair,
      consequences: consequences(c, cells, wrong).map((id) => grid.name(id)),
      cost: costOf(c, m),
      facts: {},
    },
  ];
}

/** The right formula as its author would write it: what must not move when it is filled down has dollar signs. */
const meant = ({ work }: Case, id: number, right: Formula, of: FindingClass): Formula =>
  authored(work, id, right, of === 'misaligned-reference' || of === 'drifting-anchor');

/** Cells that depend on these and hold other numbers once all is repaired. */
function consequences(
  { grid, work: { graph }, shown, then }: Case,
  from: readonly number[],
  wrong: ReadonlySet<number>,
): number[] {
  const seen = new Set<number>(from);
  const stack = [...from];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const r of graph.readers[id] ?? []) {
      if (!seen.has(r)) {
        seen.add(r);
        stack.push(r);
      }
    }
  }
  return inOrder(
    grid,
    [...seen].filter((id) => !wrong.has(id) && !same(shown.of(id), then.of(id))),
  );
}
function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  }
  return (
    a === b ||
    (typeof a === 'object' &&
      a !== null &&
      typeof b === 'object' &&
      b !== null &&
      JSON.stringify(a) === JSON.stringify(b))
  );
}

/** Updates that are still not along the derivative, run by run. */
function unexplained(c: Case): Finding[] {
  const { grid, healed } = c;
  const runs = new Map<number, number[]>();
  for (const { step, verdict } of healed.left) {
    const cells = verdict.wrong.flatMap((k) => {
      const u = step.chains[k]?.cells[step.step + 1];
      return u === undefined ? [] : [u];
    });
    runs.set(step.run, [...(runs.get(step.run) ?? []), ...cells]);
  }
  return [...runs]
    .filter(([, ids]) => ids.length > 0)
    .map(([run, ids]): Finding => {
      const cells = inOrder(grid, ids);
      const [first] = cells;
      const other = isAdaptive(healed.work, run);
      return {
        severity: other ? 'warning' : 'error',
        class: 'unexplained',
        cells: cells.map((id) => grid.name(id)),
        formula: first === undefined ? null : typed(grid, first),
        expected: null,
        operand: null,
        repair: [],
        consequences: [],
        cost: null,
        facts: { updates: ids.length, ...(other && { reason: 'other-rule' }) },
      };
    });
}
