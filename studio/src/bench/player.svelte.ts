import type { Session } from './session.svelte.ts';

/** Steps by itself, so many times a second; an edit, or whatever else calls `pause`, ends it. */
export class Player {
  readonly session: Session;
  playing = $state(false);
  /** Steps per second; 0: one per frame. */
  speed = $state<1 | 4 | 16 | 0>(4);
  /** A lesson waits for an answer first. */
  blocked = $state(false);
  #next = 0;
  #frame = 0;

  constructor(session: Session) {
    this.session = session;
    session.listen((e) => {
      if (e.kind === 'edit' || e.kind === 'open') this.pause();
    });
  }
  step(times = 1): void {
    if (this.blocked || this.session.atEnd) return;
    this.pause();
    this.session.step(undefined, times);
  }
  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }
  play(): void {
    if (this.blocked || this.session.atEnd || this.playing) return;
    this.playing = true;
    this.#next = 0;
    const tick = (now: number): void => {
      if (!this.playing) return;
      if (now >= this.#next && !this.session.busy) {
        this.#next = this.speed === 0 ? 0 : Math.max(now, this.#next) + 1000 / this.speed;
        this.session.step();
        // An axis that would grow for ever is no place to play to: playing ends where the axis ends.
        if (this.session.atEnd || this.session.place.step >= this.session.end) this.pause();
      }
      this.#frame = requestAnimationFrame(tick);
    };
    this.#frame = requestAnimationFrame(tick);
  }
  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }
}
