import { Player, type Tape } from '../../lift/tape.ts';
import { Bench } from '../bench.ts';
import { Lines } from '../lines.ts';
import type { Finding } from '../report.ts';
import { labelOf, textOn } from '../roles/labels.ts';
import type { Roles } from '../roles/roles.ts';
import type { Case } from './case.ts';
import { plain } from './finding.ts';

/** A slope below this part of the steepest changes hardly anything. */
const FLAT = 0.01;

/** Hidden units whose slope is 0, or nearly so, for every row of the last step that has updates. */
export function units(c: Case, roles: Roles): Finding[] {
  const out: Finding[] = [];
  const {
    right: { judged, study, graph },
    grid,
    then,
  } = c;
  const player = new Player(1);
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
        return slope < FLAT * steepest(f.tape, partial, player) && z !== 0 ? 'flat' : 'alive';
      });
      const of = state.every((s) => s === 'dead')
        ? 'dead-unit'
        : state.every((s) => s === 'flat')
          ? 'saturated-unit'
          : undefined;
      if (!of) continue;
      const label = textOn(grid, family[0] ?? id, roles.side(run)) ?? labelOf(grid, family[0] ?? id, roles.side(run));
      out.push(plain(c, 'warning', of, family, { rows: family.length, ...(label !== undefined && { label }) }));
    }
  }
  return out;
}

/** The largest slope of an activation that levels off on both sides; 0 for others, such as exp. */
function steepest(tape: Tape, partial: number, player: Player): number {
  const slope = (z: number): number => {
    player.play(tape, [Float64Array.of(z)], true);
    return Math.abs(player.number(partial));
  };
  let most = 0;
  for (let z = -6; z <= 6; z += 0.5) most = Math.max(most, slope(z));
  return Math.max(slope(-20), slope(20)) < FLAT * most ? most : 0;
}
