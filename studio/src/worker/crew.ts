import type { Table } from 'gradsheet';
import { alone, type Crew, type Job, type JobResult } from 'gradsheet/table';

export type Problem = Parameters<Crew['work']>[0];
/** To a thread: a problem, known from then on by its number, or a job of one. */
export type JobOrder =
  | { readonly kind: 'problem'; readonly number: number; readonly problem: Problem }
  | { readonly kind: 'job'; readonly problem: number; readonly job: Job };
export type JobAnswer = { readonly result: unknown } | { readonly error: string };

/** More threads than cores gain nothing, and each holds a copy of the table. */
const MOST_THREADS = 8;
/** Tables of fewer cells are done sooner than threads are there. */
const LEAST_CELLS = 4000;

interface Waiting {
  readonly problem: Problem;
  readonly job: Job;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A crew of Workers; for a small table, with one core, or where a Worker cannot start another, it works here. */
export function crewFor({ rows, names }: Table): Crew {
  const size = Math.min(MOST_THREADS, typeof Worker === 'undefined' ? 1 : navigator.hardwareConcurrency);
  if (size < 2 || rows * names.length < LEAST_CELLS) return alone();
  const here = alone();
  const waiting: Waiting[] = [];
  const numbers = new Map<Problem, number>();
  const threads: Worker[] = [];
  const free: Worker[] = [];
  const known = new Map<Worker, Set<number>>();
  const busy = new Map<Worker, Waiting>();
  let broken = false;

  const start = (): Worker => {
    const thread = new Worker(new URL('./job.worker.ts', import.meta.url), { type: 'module' });
    threads.push(thread);
    known.set(thread, new Set());
    thread.onmessage = ({ data }: MessageEvent<JobAnswer>) => {
      const job = busy.get(thread);
      busy.delete(thread);
      free.push(thread);
      if ('error' in data) job?.reject(new Error(data.error));
      else job?.resolve(data.result);
      next();
    };
    thread.onerror = (e) => {
      e.preventDefault();
      broken = true; // what is left is done here
      for (const { problem, job, resolve, reject } of [...busy.values(), ...waiting.splice(0)]) {
        here.work(problem, job).then(resolve, reject);
      }
      busy.clear();
    };
    return thread;
  };

  function next(): void {
    if (waiting.length === 0) return;
    const thread = free.pop() ?? (threads.length < size ? start() : undefined);
    // a network that is only looked at lets others go first: after Stop nobody waits for it
    const place = waiting.findIndex(({ job }) => job.kind !== 'scout');
    const [job] = thread ? waiting.splice(Math.max(0, place), 1) : [];
    if (!thread || !job) return;
    const number = numbers.get(job.problem) ?? numbers.size;
    numbers.set(job.problem, number);
    const told = known.get(thread);
    if (!told?.has(number)) {
      told?.add(number);
      thread.postMessage({ kind: 'problem', number, problem: job.problem } satisfies JobOrder);
    }
    busy.set(thread, job);
    thread.postMessage({ kind: 'job', problem: number, job: job.job } satisfies JobOrder);
    next();
  }

  return {
    size,
    work: <J extends Job>(problem: Problem, job: J): Promise<JobResult<J>> => {
      if (broken) return here.work(problem, job);
      return new Promise<JobResult<J>>((resolve, reject) => {
        waiting.push({ problem, job, resolve: resolve as (result: unknown) => void, reject }); // of the same job
        next();
      });
    },
    dispose: () => {
      for (const thread of threads) thread.terminate();
      for (const { reject } of [...busy.values(), ...waiting]) reject(new Error('the crew has gone'));
      waiting.length = 0;
      busy.clear();
    },
  };
}
