import { keep, kept } from '../app/preferences.svelte.ts';
import type { Branch, Change } from './branch.ts';
import type { Place, StepSize } from './place.ts';
import type { Options } from './scenario.ts';

/** A bench as plain data: what was changed where. The numbers follow from it. */
export interface Saved {
  readonly version: 1;
  readonly branches: readonly SavedBranch[];
  readonly branch: string;
  readonly place: Place;
  readonly epochs: number;
  readonly size: StepSize;
  readonly pin: string | null;
  readonly time: number;
}
export interface SavedBranch {
  readonly name: string;
  readonly parent: string | null;
  readonly from: number;
  readonly changes: readonly Change[];
  readonly options: Options;
  readonly misaligned: boolean;
  readonly reached: number;
}

export const savedBranch = (b: Branch): SavedBranch => ({
  name: b.name,
  parent: b.parent?.name ?? null,
  from: b.timeline.from,
  changes: b.changes,
  options: b.options,
  misaligned: b.misaligned,
  reached: b.timeline.reached,
});

export const keepBench = (scenario: string, saved: Saved): void => {
  keep(`bench-${scenario}`, JSON.stringify(saved));
};
export const forgetBench = (scenario: string): void => {
  keep(`bench-${scenario}`, null);
};

/** What was kept, if it is whole; something damaged counts as nothing. */
export function keptBench(scenario: string): Saved | null {
  try {
    const saved = JSON.parse(kept(`bench-${scenario}`) ?? 'null') as Saved | null; // checked below
    if (
      saved?.version !== 1 ||
      !Array.isArray(saved.branches) ||
      saved.branches.length === 0 ||
      !Number.isInteger(saved.place?.step)
    ) {
      return null;
    }
    const names = saved.branches.map((b) => b.name);
    const whole = saved.branches.every(
      (b, i) =>
        (b.parent === null || names.indexOf(b.parent) < i) &&
        Number.isInteger(b.from) &&
        Number.isInteger(b.reached) &&
        Array.isArray(b.changes) &&
        b.changes.every((c: Change) => Number.isFinite(c.value)),
    );
    return whole && names.includes(saved.branch) ? saved : null;
  } catch {
    return null;
  }
}
