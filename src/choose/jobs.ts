import type { RowSplit } from '../data/split.ts';
import { mean } from '../util/lists.ts';
import { logistic } from './logistic.ts';
import { costs, predictions, type Net } from './net.ts';
import type { NetworkSettings } from './network.ts';
import { costsOfPermuting, type Permuting } from './permute.ts';
import { takeProblem, type Problem } from './problem.ts';
import { ridge } from './ridge.ts';
import { trainer, type Trainer } from './trainer.ts';

/**
 * A piece of the choosing that needs nothing but the problem: plain data, so that it can be done in another thread.
 * Its result depends on it alone, never on when or where it is done.
 */
export type Job =
  /** One line per penalty, of these rows. */
  | { readonly kind: 'lines'; readonly rows: readonly number[]; readonly penalties: readonly number[] }
  /** A network of the training rows, and how it does on the others on the way. */
  | {
      readonly kind: 'scout';
      readonly split: RowSplit;
      readonly settings: NetworkSettings;
      readonly at: readonly number[];
      readonly seed: number;
    }
  /** A network of these rows. */
  | {
      readonly kind: 'network';
      readonly rows: readonly number[];
      readonly settings: NetworkSettings;
      readonly epochs: number;
      readonly seed: number;
    }
  /** What a net loses where a column says nothing. */
  | ({ readonly kind: 'permuting' } & Permuting);

/** The mean cost of the held-out rows after so many epochs. */
export interface Look {
  readonly epoch: number;
  readonly cost: number;
}
interface Results {
  readonly lines: readonly Net[];
  readonly scout: readonly Look[];
  readonly network: Net;
  /** Per feature how much more each row costs. */
  readonly permuting: readonly Float64Array[];
}
export type JobResult<J extends Job> = Results[J['kind']];

/** Where jobs are done: here, one after the other, or in threads. Jobs wait their turn in the order they were given. */
export interface Crew {
  /** How many jobs it does at once. */
  readonly size: number;
  work<J extends Job>(problem: Problem, job: J): Promise<JobResult<J>>;
  dispose(): void;
}

/** A crew of one, in this thread. */
export function alone(): Crew {
  return { size: 1, work: jobWorker(), dispose: () => undefined };
}

/** Does jobs one after the other; what one job prepared for networks of its kind, later ones use. */
export function jobWorker(): Crew['work'] {
  const train = trainer();
  let last: Promise<unknown> = Promise.resolve();
  return async <J extends Job>(problem: Problem, job: J) => {
    const done = last.then(() => result(problem, job, train));
    last = done.catch(() => undefined);
    return (await done) as JobResult<J>; // each kind gives its own
  };
}

async function result(problem: Problem, job: Job, train: Trainer): Promise<JobResult<Job>> {
  switch (job.kind) {
    case 'lines':
      return (problem.task === 'regression' ? ridge : logistic)(problem, job.rows, job.penalties);
    case 'scout':
      return scout(problem, job, train);
    case 'network':
      return train(problem, job.rows, job.settings, { at: [job.epochs], seed: job.seed, look: () => false });
    case 'permuting':
      return costsOfPermuting(problem, job);
    default:
      return job satisfies never;
  }
}

const PATIENCE = 3; // looks
const LEAST_STEPS = 600; // before that a network may only seem to have ended

async function scout(
  problem: Problem,
  { split, settings, at, seed }: Job & { kind: 'scout' },
  train: Trainer,
): Promise<Look[]> {
  const held = takeProblem(problem, split.test);
  const looks: Look[] = [];
  let best = Infinity;
  let since = 0;
  await train(problem, split.train, settings, {
    at,
    seed,
    look: (epoch, net) => {
      const cost = mean(costs(held, predictions(held, net, held.x)));
      looks.push({ epoch, cost });
      since = cost < best ? 0 : since + 1;
      best = Math.min(best, cost);
      const steps = epoch * Math.ceil(split.train.length / settings.batchSize);
      return (since >= PATIENCE && steps >= LEAST_STEPS) || !Number.isFinite(cost);
    },
  });
  return looks;
}
