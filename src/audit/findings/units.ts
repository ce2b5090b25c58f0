import { atFlatEnd, flatEndsOf, rowsAtEnd, type FlatEnds } from '../../ir/warnings.ts';
import { Player } from '../../lift/tape.ts';
import { Bench } from '../bench.ts';
import type { CellTape } from '../cell-tape.ts';
import { Lines } from '../lines.ts';
import type { Finding } from '../report.ts';
import { labelOf, textOn } from '../labels.ts';
import type { Roles } from '../roles/roles.ts';
import type { Case } from '../case.ts';
import { plain } from './finding.ts';

/** A function whose slope far out is below this part of the steepest levels off there. */
const LEVEL = 0.01;

/** Dead and saturated hidden units, over the rows of the last step that has updates. */
export function units(c: Case, roles: Roles): Finding[] {
  const out: Finding[] = [];
  const {
    right: { judged, study, graph },
    grid,
    then,
  } = c;
  const player = new Player(1);
  const known = new Map<CellTape, FlatEnds | null>(); // cells of one form share a tape
  const endsOf = (tape: CellTape, partial: number): FlatEnds | null => {
    let ends = known.get(tape); // null: looked for, and there are none
    if (ends === undefined) known.set(tape, (ends = endsAlong(tape, partial, player)));
    return ends;
  };
  for (let run = 0; run < study.training.runs; run++) {
    const last = judged.filter((j) => j.step.run === run).at(-1);
    if (!last) continue;
    const lines = new Lines(study, [...new Bench(study, last.step, last.loss, last.verdict).cells]);
    const seen = new Set<number>();
    for (const id of study.cellsOf(last.step)) {
      if (seen.has(id) || roles.of.get(id)?.role !== 'activation') continue;
      const family = lines.family(id).filter((m) => graph.function[m]?.reads.length === 1);
      for (const m of family) seen.add(m);
      if (family.length < 2) continue; // one row says little
      const state = family.map((m) => {
        const f = graph.function[m];
        const z = then.number(f?.reads[0] ?? -1);
        const partial = f?.tape.partials[0] ?? -1;
        if (!f || !Number.isFinite(z)) return 'none';
        if (partial < 0) return 'flat';
        player.play(f.tape, [Float64Array.of(z)], true);
        const slope = Math.abs(player.number(partial));
        if (slope === 0 && then.number(m) === 0 && z <= 0) return 'dead';
        const ends = endsOf(f.tape, partial);
        return ends && atFlatEnd(then.number(m), ends) ? 'flat' : 'alive';
      });
      const atEnd = state.filter((s) => s === 'flat').length;
      const of = state.every((s) => s === 'dead')
        ? 'dead-unit'
        : atEnd >= rowsAtEnd(family.length)
          ? 'saturated-unit'
          : undefined;
      if (!of) continue;
      const label = textOn(grid, family[0] ?? id, roles.side(run)) ?? labelOf(grid, family[0] ?? id, roles.side(run));
      out.push(
        plain(c, 'warning', of, family, {
          rows: family.length,
          ...(of === 'saturated-unit' && atEnd < family.length && { atEnd }),
          ...(label !== undefined && { label }),
        }),
      );
    }
  }
  return out;
}

/** The ends of an activation that levels off on both sides, as f(-20) and f(20); null for others, such as exp. */
function endsAlong(tape: CellTape, partial: number, player: Player): FlatEnds | null {
  const at = (z: number): { value: number; slope: number } => {
    player.play(tape, [Float64Array.of(z)], true);
    return { value: player.number(tape.value), slope: Math.abs(player.number(partial)) };
  };
  let steepest = 0;
  for (let z = -6; z <= 6; z += 0.5) steepest = Math.max(steepest, at(z).slope);
  const [left, right] = [at(-20), at(20)];
  if (!(Math.max(left.slope, right.slope) < LEVEL * steepest) || left.value === right.value) return null;
  return flatEndsOf(Math.min(left.value, right.value), Math.max(left.value, right.value));
}
