import type { Player } from '../lift/tape.ts';
import type { CellFunction } from './functions.ts';

/** What cells compute, and from which numbers. */
interface Calculation {
  readonly player: Player;
  readonly function: (id: number) => CellFunction | undefined;
  /** The numbers that the formula in `id` gets where it reads `r` [lanes]. */
  readonly read: (id: number, r: number) => Float64Array | undefined;
  /** The cell that a derivative by that read belongs to; undefined for none, as of a number of an earlier step. */
  readonly target: (id: number, r: number) => number | undefined;
}

/**
 * Derivative of a cell by each cell it comes from: the chain rule backwards, cell by cell.
 *
 *   B1 is A1^2 and C1 is 2*B1: the derivative of C1 by C1 is 1, by B1 it is 2, by A1 it is 2 · 2·A1
 *
 * @param of the cell
 * @param order it and the formulas behind it, each before what it reads
 * @returns by cell, in each lane of the player [lanes]
 */
export function adjoints(of: number, order: readonly number[], by: Calculation): Map<number, Float64Array> {
  const { player } = by;
  const found = new Map([[of, new Float64Array(player.lanes).fill(1)]]);
  for (const id of order) {
    const dy = found.get(id);
    const f = by.function(id);
    if (!dy || !f) continue;
    player.play(
      f.tape,
      f.reads.map((r) => by.read(id, r)),
      true,
    );
    f.reads.forEach((r, i) => {
      const partial = f.tape.partials[i] ?? -1;
      const to = partial < 0 ? undefined : by.target(id, r);
      if (to === undefined) return;
      let sum = found.get(to);
      if (!sum) {
        sum = new Float64Array(player.lanes);
        found.set(to, sum);
      }
      player.addSlope(sum, dy, partial);
    });
  }
  return found;
}
