// A thread of `crewFor`: it keeps the problems it was told, and does their jobs one after the other.
import { alone } from 'gradsheet/table';
import type { JobAnswer, JobOrder, Problem } from './crew.ts';

const crew = alone();
const problems = new Map<number, Problem>();

self.onmessage = async ({ data: order }: MessageEvent<JobOrder>) => {
  if (order.kind === 'problem') {
    problems.set(order.number, order.problem);
    return;
  }
  const problem = problems.get(order.problem);
  if (!problem) throw new Error(`problem ${order.problem} was not told`);
  const answer: JobAnswer = await crew.work(problem, order.job).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: String(error) }),
  );
  self.postMessage(answer);
};
