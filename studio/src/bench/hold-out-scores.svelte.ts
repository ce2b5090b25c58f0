import { scoresOf, type HoldOut, type Scores } from './hold-out.ts';
import type { Session } from './session.svelte.ts';
import type { Timeline } from './timeline.ts';

/** The scores of every epoch of the branch that is looked at, found a few milliseconds at a time. */
export class HoldOutScores {
  readonly #rows: HoldOut;
  readonly #found = new Map<Timeline, readonly Scores[]>();
  #working = 0;
  list = $state.raw<readonly Scores[]>([]);

  constructor(rows: HoldOut) {
    this.#rows = rows;
  }

  async follow({
    branch: { timeline },
    reached,
    perEpoch,
  }: Pick<Session, 'branch' | 'reached' | 'perEpoch'>): Promise<void> {
    const turn = ++this.#working;
    const first = Math.ceil(timeline.from / perEpoch);
    const to = Math.floor(reached / perEpoch);
    const list = [...(this.#found.get(timeline) ?? [])];
    this.list = list;
    while (first + list.length <= to) {
      const until = performance.now() + 8;
      while (first + list.length <= to && performance.now() < until) {
        const scores = scoresOf(timeline, first + list.length, this.#rows);
        if (!scores) return;
        list.push(scores);
      }
      this.#found.set(timeline, [...list]);
      this.list = [...list];
      await new Promise((r) => setTimeout(r, 16));
      if (turn !== this.#working) return; // the place or the branch is another one now
    }
  }
  end(): void {
    this.#working++;
  }
}
