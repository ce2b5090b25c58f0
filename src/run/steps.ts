import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import type { Program } from '../ir/program.ts';
import { orderedRows } from './order.ts';
import type { Run } from './run.ts';
import { rowsOf } from './tables.ts';
import { words } from './error-words.ts';

// Which rows a step trains, in which program, and which number it has. Everyone who runs, shows or prints a training
// asks here.

/** Steps that one call of an engine runs: of one epoch and one program. All numbers count from 0. */
export interface Call {
  /** The number of the first of them over the whole training, the epochs before `run.firstStep` included. */
  readonly step: number;
  readonly epoch: number;
  /** Its number within the epoch. */
  readonly batch: number;
  /** `lastStep`: the batch that is smaller than the others, because the rows ran out. */
  readonly name: 'step' | 'lastStep';
  /** How many there are. */
  readonly times: number;
  /** Their rows, one step's after the other's. */
  readonly rows: Int32Array;
}

/** One step, and the program it runs. */
export interface Step extends Call {
  readonly times: 1;
  readonly program: Program;
}

export const stepsPerEpoch = (run: Run): number => Math.ceil(rowsOf(run) / run.batchSize);

/** The step that the run's first state stands before. */
export const firstStep = (run: Run): number => run.firstStep ?? 0;

/** The number after that of the run's last step. */
export const endOf = (run: Run): number => run.epochs * stepsPerEpoch(run);

/** The longest call that begins with a step. @param most steps at most */
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
  return { step, times, epoch, batch, name, rows: orderedRows(run.order, rows, epoch, begin, end) };
}

/** @throws GradsheetError `missing-input` if the run has no program for a batch of that size */
export const stepAt = (run: Run, step: number): Step => stepOf(run, callAt(run, step));

function stepOf(run: Run, { step, epoch, batch, name, rows }: Call): Step {
  const program = run.programs[name];
  if (!program) {
    throw new GradsheetError('missing-input', {
      where: 'run',
      expected: words('a program "{}" for {} rows', name, rows.length),
      received: verbatim(Object.keys(run.programs).join(', ')),
    });
  }
  return { step, epoch, batch, name, times: 1, rows, program };
}

/** The steps of a run in order; of `epochs` epochs from its first one on, if that is given. */
export function stepsOf(run: Run, epochs?: number): Step[] {
  const rows = rowsOf(run);
  const perEpoch = stepsPerEpoch(run);
  const first = firstStep(run);
  const end = epochs === undefined ? endOf(run) : (Math.floor(first / perEpoch) + epochs) * perEpoch;
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => stepOf(run, callOf(run, rows, first + i, 1)));
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
