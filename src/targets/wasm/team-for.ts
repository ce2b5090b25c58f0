/** Whether several threads compute a run: asked here; how they do it (`threads/`) is loaded only then. */
import type { Program } from '../../ir/program.ts';
import type { Team } from './sharing.ts';
import { workOf } from './work.ts';

/**
 * Threads for a run, or null: it is small, one was asked for, or this is not Node.
 *
 * @param asked how many; by default as many as the machine runs at once, 8 at most, in the first thread of Node, and
 *   one elsewhere: whoever has started workers has a use for the cores
 */
export async function teamFor(programs: readonly Program[], asked: number | undefined): Promise<Team | null> {
  if (asked === 1 || !programs.some((p) => workOf(p) >= large)) return null;
  const threads = asked ?? threadsOfMachine();
  if (threads < 2 || !canShare()) return null;
  const { team } = await import('./threads/team.ts');
  return team(threads);
}

/** Work of a step that takes about 50 µs: far below, meetings of threads would take longer than they save. */
const large = 2 ** 18;

/** What is asked of Node. */
interface Platform {
  readonly SharedArrayBuffer?: unknown;
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
}
const platform = globalThis as unknown as Platform;

/** In Node. Not in pages: in Firefox, a worker that starts another may never go on (decision 16). */
const canShare = (): boolean =>
  platform.SharedArrayBuffer !== undefined && platform.process?.getBuiltinModule !== undefined;

const mostThreads = 8;
function threadsOfMachine(): number {
  const builtin = platform.process?.getBuiltinModule;
  const threads = builtin?.('node:worker_threads') as { readonly isMainThread: boolean } | undefined;
  const os = builtin?.('node:os') as { readonly availableParallelism: () => number } | undefined;
  return os && threads?.isMainThread ? Math.min(mostThreads, os.availableParallelism()) : 1;
}
