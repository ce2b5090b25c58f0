import { Timeline } from './timeline.ts';
import type { Options, Scenario } from './scenario.ts';

/** One thing a person changed: an element of a table, of the state or of the settings. */
export interface Change {
  readonly from: 'table' | 'state' | 'setting';
  readonly name: string;
  readonly index: number;
  readonly value: number;
  /** The cell it was typed into, for texts. */
  readonly slot: string;
}

/**
 * A training among several: the first one, one that leaves another where something was changed, or the misaligned
 * sheet.
 */
export interface Branch {
  /** A, B, C … */
  readonly name: string;
  readonly timeline: Timeline;
  readonly parent: Branch | null;
  readonly changes: readonly Change[];
  readonly options: Options;
  readonly misaligned: boolean;
}

/** Tables, state and settings with the changes applied. */
export function applied(timeline: Timeline, step: number, changes: readonly Change[]): Timeline {
  const { run } = timeline;
  const state = timeline.stateBefore(step);
  const given = { table: run.tables, state, setting: run.settings };
  const changed: Record<Change['from'], Record<string, Float64Array>> = { table: {}, state: {}, setting: {} };
  for (const { from, name, index, value } of changes) {
    const values = (changed[from][name] ??= Float64Array.from(given[from][name] ?? []));
    values[index] = value;
  }
  return timeline.branch(step, { tables: changed.table, state: changed.state, settings: changed.setting });
}

/** Changes in order, the last one of each element. */
export function merged(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((c) => [`${c.from} ${c.name} ${c.index}`, c])).values()];
}

export const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const freeLetter = (branches: readonly Branch[]): string =>
  [...letters].find((l) => !branches.some((b) => b.name === l)) ?? 'Z';

export const firstBranch = (scenario: Scenario): Branch => ({
  name: 'A',
  timeline: Timeline.of(scenario.make(scenario.options)),
  parent: null,
  changes: [],
  options: scenario.options,
  misaligned: false,
});

export const stepsOf = (timeline: Timeline): { perEpoch: number; rowsOf: (step: number) => number } => ({
  perEpoch: timeline.perEpoch,
  rowsOf: (step) => timeline.scenes.steps[step]?.rows.length ?? 0,
});
