import { keep, kept } from '../app/preferences.svelte.ts';

/** Which tasks were done, kept in this browser. */
class Progress {
  #done = $state.raw<Readonly<Record<string, readonly string[]>>>(read());

  has(lesson: number, task: string): boolean {
    return this.#done[lesson]?.includes(task) ?? false;
  }
  mark(lesson: number, task: string): void {
    if (this.has(lesson, task)) return;
    this.#done = { ...this.#done, [lesson]: [...(this.#done[lesson] ?? []), task] };
    keep('progress', JSON.stringify(this.#done));
  }
  forget(lesson: number): void {
    this.#done = { ...this.#done, [lesson]: [] };
    keep('progress', JSON.stringify(this.#done));
  }
}

function read(): Readonly<Record<string, readonly string[]>> {
  try {
    const from: unknown = JSON.parse(kept('progress') ?? '{}');
    if (typeof from !== 'object' || from === null) return {};
    return Object.fromEntries(
      Object.entries(from).map(([lesson, tasks]) => [
        lesson,
        Array.isArray(tasks) ? tasks.filter((t) => typeof t === 'string') : [],
      ]),
    );
  } catch {
    return {};
  }
}

export const progress = new Progress();
