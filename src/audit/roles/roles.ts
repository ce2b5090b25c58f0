import { Bench } from '../bench.ts';
import type { Case } from '../case.ts';
import type { Grid } from '../grid.ts';
import { Lines } from '../lines.ts';
import type { RoleCells } from '../report.ts';
import type { Work } from '../work.ts';
import type { Given } from './given.ts';
import { grouped } from './group.ts';
import { labelOf, roleOfLabel, textOn, type Side } from '../labels.ts';
import type { Part } from './part.ts';
import { rolesByShape } from './shape.ts';

/** What every cell of the training is for: as told, else by what depends on what, else by the labels. */
export interface Roles {
  readonly of: ReadonlyMap<number, Part>;
  readonly list: readonly RoleCells[];
  /** Where the titles of a run's values stand. */
  readonly side: (run: number) => Side;
}

export function rolesOf(c: Case, given: Given): Roles {
  const { right: work } = c;
  const { grid } = work;
  const side = sides(work);
  const found = work.study.training.chains.length > 0 ? rolesByShape(c, given) : rolesByLabel(grid);
  const withRate = new Set([...found.values()].filter((p) => p.role === 'learning-rate').map((p) => p.run));
  for (const [id, part] of found) {
    if (part.role !== 'setting' || withRate.has(part.run)) continue; // the shape leaves it open
    const label = labelOf(grid, id, side(part.run ?? 0));
    if (label === undefined || roleOfLabel(label) !== 'learning-rate') continue;
    found.set(id, { ...part, role: 'learning-rate' });
    withRate.add(part.run);
  }
  for (const id of given.parts.keys()) found.delete(id);
  const list = [...grouped(grid, found, side), ...given.entries];
  for (const [id, part] of given.parts) found.set(id, part);
  return { of: found, list, side };
}

/** Titles stand where samples begin; where each step is one line, at that line's end. */
function sides(work: Work): (run: number) => Side {
  const known = new Map<number, Side>();
  return (run) => {
    const found = known.get(run);
    if (found) return found;
    const j = work.judged.find(({ step }) => step.run === run);
    const lines = j && new Lines(work.study, [...new Bench(work.study, j.step, j.loss, j.verdict).cells]);
    const [, rows = 0, columns = 0] = work.analogs.way(run, 1, 2) ?? work.analogs.way(run, 0, 1) ?? [0, 1, 0];
    const side: Side =
      lines && lines.formulas !== 'flat'
        ? lines.formulas === 'row'
          ? 'above'
          : 'left'
        : rows === 0 && columns !== 0
          ? 'left'
          : 'above';
    known.set(run, side);
    return side;
  };
}

/** Without a training there is only what people wrote: columns of numbers, and numbers with a name at their left. */
function rolesByLabel(grid: Grid): Map<number, Part> {
  const out = new Map<number, Part>();
  for (const { id, content } of grid.cells) {
    if (content !== 'number' && content !== 'formula' && content !== 'filled') continue;
    const label = labelOf(grid, id, 'above') ?? textOn(grid, id, 'above');
    const role = label === undefined ? undefined : roleOfLabel(label);
    if (role !== undefined) out.set(id, { role });
  }
  return out;
}
