import { GradsheetError } from '../errors.ts';
import type { Program } from '../ir/program.ts';
import { orderedRows } from './order.ts';
import type { Run } from './run.ts';
import { rowsOf } from './tables.ts';

// Which rows a step trains, in which program, and which number it has. Everyone who runs, shows or prints a training
// asks here.

/** One step of a run. All numbers count from 0. */
export interface Step {
  /** Its number over the whole training, the epochs before `run.firstStep` included. */
  readonly step: number;
  readonly epoch: number;
  /** Its number within the epoch. */
  readonly batch: number;
  /** `lastStep`: the batch that is smaller than the others, because the rows ran out. */
  readonly name: 'step' | 'lastStep';
  readonly program: Program;
  readonly rows: Int32Array;
}

/** Steps that one call of an engine can run: of one epoch and one program, with their rows one after the other. */
export interface Call extends Step {
  readonly times: number;
}

export const stepsPerEpoch = (run: Run): number => Math.ceil(rowsOf(run) / run.batchSize);

/** The step that the run's first state stands before. */
export const firstStep = (run: Run): number => run.firstStep ?? 0;

/** The number after that of the run's last step. */
export const endOf = (run: Run): number => run.epochs * stepsPerEpoch(run);

/**
 * The longest call that begins with a step.
 *
 * @param most steps at most
 * @throws GradsheetError `missing-input` if the run has no program for a batch of that size
 */
export const callAt = (run: Run, step: number, most = 1): Call => callOf(run, rowsOf(run), step, most);

function callOf(run: Run, rows: number, step: number, most: number): Call {
  const { batchSize } = run;
  const perEpoch = Math.ceil(rows / batchSize);
  const epoch = Math.floor(step / perEpoch);
  const batch = step % perEpoch;
  const whole = Math.floor(rows / batchSize) - batch;
  const name = whole > 0 ? 'step' : 'lastStep';
  const times = Math.max(1, Math.min(most, whole));
  const begin = batch * batchSize;
  const end = Math.min(rows, begin + times * batchSize);
  const program = run.programs[name];
  if (!program) {
    throw new GradsheetError('missing-input', {
      where: 'run',
      expected: `a program "${name}" for ${end - begin} rows`,
      received: Object.keys(run.programs).join(', '),
    });
  }
  return { step, times, epoch, batch, name, program, rows: orderedRows(run.order, rows, epoch, begin, end) };
}

export const stepAt = (run: Run, step: number): Step => callAt(run, step);

/** The steps of a run in order; of `epochs` epochs from its first one on, if that is given. */
export function stepsOf(run: Run, epochs?: number): Step[] {
  const rows = rowsOf(run);
  const perEpoch = stepsPerEpoch(run);
  const first = firstStep(run);
  const end = epochs === undefined ? endOf(run) : (Math.floor(first / perEpoch) + epochs) * perEpoch;
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => callOf(run, rows, first + i, 1));
}

/** Mean of a number over the steps of an epoch, weighted by their rows: an epoch's loss from the steps' losses. */
export function epochMean(run: Run, epoch: number, of: (step: number) => number): number {
  const perEpoch = stepsPerEpoch(run);
  const rows = rowsOf(run);
  let sum = 0;
  for (let batch = 0; batch < perEpoch; batch++) {
    sum += of(epoch * perEpoch + batch) * Math.min(run.batchSize, rows - batch * run.batchSize);
  }
  return sum / rows;
}
