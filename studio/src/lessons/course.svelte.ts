import type { Bench } from '../bench/bench.svelte.ts';
import type { Player } from '../bench/player.svelte.ts';
import type { BenchEvent, Session } from '../bench/session.svelte.ts';
import type { Context, Lesson, Task } from './lesson.ts';
import { progress } from './progress.svelte.ts';

/** A lesson while it is done at a bench: which task is now, what it remembers, what came out of the one before. */
export class Course {
  readonly lesson: Lesson;
  readonly #session: Session;
  readonly #bench: Bench;
  readonly #player: Player;
  memory = $state<Context['memory']>({});
  hint = $state<string | null>(null);
  /** What came out of a task, and the facts it was said with. */
  result = $state.raw<{
    readonly task: Task;
    readonly key: string;
    readonly facts: Readonly<Record<string, string>>;
  } | null>(null);

  constructor(lesson: Lesson, session: Session, bench: Bench, player: Player) {
    this.lesson = lesson;
    this.#session = session;
    this.#bench = bench;
    this.#player = player;
    this.#begin();
  }

  readonly now: Task | null = $derived.by(
    () => this.lesson.tasks.find((t) => !progress.has(this.lesson.number, t.id)) ?? null,
  );
  /** The task now is done on another bench, which is opened by a button. */
  readonly elsewhere: boolean = $derived.by(
    () => this.now !== null && this.now.scenario.id !== this.#session.scenario.id,
  );
  isDone(task: Task): boolean {
    return progress.has(this.lesson.number, task.id);
  }

  hear(e: BenchEvent): void {
    if (this.elsewhere) return;
    if (e.kind === 'step' || e.kind === 'vary') this.hint = null;
    this.now?.on?.(e, this.#context(this.now));
  }
  pick(option: string): void {
    const { now } = this;
    if (now?.offer?.kind !== 'choice') return;
    this.hint = null;
    now.offer.pick(option, this.#context(now));
  }
  press(): void {
    const { now } = this;
    if (now?.offer?.kind === 'button') void now.offer.press(this.#context(now));
  }
  done(result?: string, facts: Readonly<Record<string, string>> = {}): void {
    if (this.now) this.#finish(this.now, result, facts);
  }
  again(): void {
    progress.forget(this.lesson.number);
    this.memory = {};
    this.result = null;
    this.#begin();
  }
  /** Functions looked at in the picture of activations. */
  look(name: string, all: readonly string[]): void {
    if (this.now?.id !== 'look') return;
    this.memory[name] = 1;
    this.memory['count'] = all.filter((n) => this.memory[n] !== undefined).length;
    if (this.memory['count'] === all.length) this.#finish(this.now, 'seen', {});
  }

  facts(task: Task): Readonly<Record<string, string>> {
    return task.facts?.(this.#context(task)) ?? {};
  }
  #context(task: Task): Context {
    return {
      session: this.#session,
      bench: this.#bench,
      memory: this.memory,
      done: (result) => {
        this.#finish(task, result, {});
      },
      hint: (hint) => {
        this.hint = hint;
      },
    };
  }
  #finish(task: Task, result: string | undefined, facts: Readonly<Record<string, string>>): void {
    if (this.isDone(task)) return;
    this.result = result === undefined ? null : { task, key: result, facts: { ...this.facts(task), ...facts } };
    this.hint = null;
    progress.mark(this.lesson.number, task.id);
    const { guess } = this.memory;
    this.memory = guess === undefined ? {} : { guess };
    this.#begin();
  }
  #begin(): void {
    const { now } = this;
    const blocks =
      now?.offer?.kind === 'choice' && now.offer.blocks === true && !this.elsewhere && this.#session.reached === 0;
    this.#player.blocked = blocks;
    if (blocks) this.#player.pause();
    if (now && !this.elsewhere) now.begin?.(this.#context(now));
  }
}
