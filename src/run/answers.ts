import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';

/**
 * Work that asks others for answers which may be there at once (the reference in this thread, tables in memory) or
 * later (another thread, a file). It is written once, as a generator that yields every answer it waits for; who drives
 * it decides whether waiting is allowed:
 *
 *   function* double(engine): Work<number> {
 *     const n = yield* ask(engine.run());   // a number, or a promise of one
 *     return 2 * n;
 *   }
 *   now(double(reference))                  // a number
 *   await later(double(anyEngine))          // a number, later
 *
 * The pattern is Babel's `gensync` (https://github.com/loganfsmyth/gensync).
 */
export type Work<T> = Generator<unknown, T, unknown>;

/** Waits for one answer. */
export function* ask<T>(answer: T | Promise<T>): Work<T> {
  return (yield answer) as T; // `now` and `later` give back what they were handed
}

/** Does the work in one go. @throws GradsheetError `unsupported` if an answer is not there at once */
export function now<T>(work: Work<T>): T {
  let turn = work.next();
  while (!turn.done) {
    if (turn.value instanceof Promise) {
      turn.value.catch(() => undefined); // nobody waits for it any more
      throw new GradsheetError('unsupported', {
        where: 'run',
        expected: words('tables and an engine that answer at once'),
        received: words('a promise'),
        hint: words('Read the tables first, with inMemory(run), and walk with History.'),
      });
    }
    turn = work.next(turn.value);
  }
  return turn.value;
}

/** Does the work, waiting wherever an answer comes later. */
export async function later<T>(work: Work<T>): Promise<T> {
  let turn = work.next();
  while (!turn.done) turn = work.next(await turn.value);
  return turn.value;
}
