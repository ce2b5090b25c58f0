import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { alone, type Crew, type Job, type JobResult } from '../../choose/jobs.ts';
import type { Problem } from '../../choose/problem.ts';

/** From this process to a thread: a problem, known from then on by its number, or a job of one. */
export type Order =
  | { readonly kind: 'problem'; readonly number: number; readonly problem: Problem }
  | { readonly kind: 'job'; readonly problem: number; readonly job: Job };
/** What a thread answers to a job. An error loses its class on the way: jobs throw none that a person could mend. */
export type Answer = { readonly result: unknown } | { readonly error: unknown };

/** More threads than cores gain nothing, and each holds a copy of the table. */
const MOST_THREADS = 8;

interface Waiting {
  readonly problem: Problem;
  readonly job: Job;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A crew of threads, which start at once; of one core, or where the command is not built, it works here. */
export function threads(size = Math.min(MOST_THREADS, availableParallelism())): Crew {
  const program = new URL('./worker.js', import.meta.url);
  if (size < 2 || !import.meta.url.endsWith('.js')) return alone();
  const waiting: Waiting[] = [];
  const numbers = new Map<Problem, number>();
  const workers: Worker[] = [];
  const free: Worker[] = [];
  const known = new Map<Worker, Set<number>>();
  const busy = new Map<Worker, Waiting>();
  let over = false;

  const start = (): void => {
    const worker = new Worker(program);
    workers.push(worker);
    free.push(worker);
    known.set(worker, new Set());
    worker.on('message', (answer: Answer) => {
      const job = busy.get(worker);
      busy.delete(worker);
      free.push(worker);
      if ('error' in answer) job?.reject(answer.error);
      else job?.resolve(answer.result);
      next();
    });
    let reason: unknown = new Error('a thread ended before its job');
    worker.on('error', (error) => {
      reason = error;
    });
    worker.on('exit', () => {
      if (over) return;
      workers.splice(workers.indexOf(worker), 1);
      if (free.includes(worker)) free.splice(free.indexOf(worker), 1);
      busy.get(worker)?.reject(reason);
      busy.delete(worker);
      next();
    });
    worker.unref();
  };

  function next(): void {
    if (waiting.length === 0) return;
    if (free.length === 0 && workers.length < size) start(); // in the place of one that ended
    const worker = free.pop();
    // a network that is only looked at lets others go first: after a cut nobody waits for it
    const place = waiting.findIndex(({ job: { kind } }) => kind !== 'scout');
    const [job] = worker ? waiting.splice(Math.max(0, place), 1) : [];
    if (!worker || !job) return;
    const number = numbers.get(job.problem) ?? numbers.size;
    numbers.set(job.problem, number);
    const told = known.get(worker);
    if (!told?.has(number)) {
      told?.add(number);
      worker.postMessage({ kind: 'problem', number, problem: job.problem } satisfies Order);
    }
    busy.set(worker, job);
    worker.ref();
    worker.postMessage({ kind: 'job', problem: number, job: job.job } satisfies Order);
    next();
  }

  for (let i = 0; i < size; i++) start();
  return {
    size,
    work: <J extends Job>(problem: Problem, job: J) =>
      new Promise<JobResult<J>>((resolve, reject) => {
        waiting.push({ problem, job, resolve: resolve as (result: unknown) => void, reject }); // of the same job
        next();
      }),
    dispose: () => {
      over = true;
      for (const worker of workers) void worker.terminate();
    },
  };
}
