// A thread of `threads`: it keeps the problems it was told, and does their jobs one after the other.
import { parentPort } from 'node:worker_threads';
import { jobWorker } from '../../choose/jobs.ts';
import type { Problem } from '../../choose/problem.ts';
import type { Answer, Order } from './threads.ts';

const problems = new Map<number, Problem>();
const work = jobWorker();

parentPort?.on('message', (order: Order) => {
  if (order.kind === 'problem') {
    problems.set(order.number, order.problem);
    return;
  }
  const problem = problems.get(order.problem);
  if (!problem) throw new Error(`problem ${order.problem} was not told`);
  work(problem, order.job).then(
    (result) => parentPort?.postMessage({ result } satisfies Answer),
    (error: unknown) => parentPort?.postMessage({ error } satisfies Answer),
  );
});
