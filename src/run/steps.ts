import { GradsheetError } from '../errors.ts';
import type { Program } from '../ir/program.ts';
import type { Run } from './run.ts';

/** One step of a run: which program, on which rows. Counts from 0. */
export interface Step {
  readonly epoch: number;
  readonly batch: number;
  readonly program: Program;
  readonly rows: Int32Array;
}

/** The steps of the first `epochs` epochs of a run, in order. A last partial batch runs `lastStep`. */
export function stepsOf(run: Run, epochs = run.epochs): Step[] {
  const steps: Step[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = run.order(epoch);
    for (let at = 0, batch = 0; at < order.length; at += run.batchSize, batch++) {
      const rows = order.slice(at, at + run.batchSize);
      const name = rows.length === run.batchSize ? 'step' : 'lastStep';
      const program = run.programs[name];
      if (!program) {
        throw new GradsheetError('missing-input', {
          where: 'run',
          expected: `a program "${name}" for ${rows.length} rows`,
          received: Object.keys(run.programs).join(', '),
        });
      }
      steps.push({ epoch, batch, program, rows });
    }
  }
  return steps;
}
