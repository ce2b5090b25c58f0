import { numberOf } from 'gradsheet/explain';
import { cellOf } from '../bench/reading.ts';
import { slotsOf, panelsOf } from '../bench/panels.ts';
import type { Timeline } from '../bench/timeline.ts';
import type { BenchEvent } from '../bench/session.svelte.ts';

/** The number in a place of the bench at a step. */
export function numberAt(timeline: Timeline, step: number, slot: string): number {
  const view = timeline.view(step);
  const found = slotsOf(panelsOf(view.trace.view(view.moment))).get(slot);
  return found ? numberOf(view.trace, cellOf(view, found)) : NaN;
}

/** A step forward whose numbers are all there. */
export const isStep = (e: BenchEvent): e is Extract<BenchEvent, { kind: 'step' }> =>
  e.kind === 'step' && e.to.act === 3 && e.to.rows === null && e.to.step > e.from.step;

/** Weights and biases before a step, one after the other. */
export const weightsAt = (timeline: Timeline, step: number): number[] =>
  Object.entries(timeline.stateBefore(step))
    .filter(([name]) => /\/(kernel|bias)$/.test(name) && !/^(sgd|adam)\//.test(name))
    .flatMap(([, v]) => [...v]);
