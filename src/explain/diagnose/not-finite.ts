import { cellAt } from '../../cells/index.ts';
import { position } from '../../ir/shape.ts';
import type { Diagnosis, TracedStep } from './diagnosis.ts';

/** The first number of a step that is none: everything behind it follows from it. */
export function notFinite({ trace, moment }: TracedStep): Diagnosis[] {
  const { blocks, program } = trace.view(moment);
  for (const value of program.nodes) {
    if (!blocks.has(value)) continue;
    const at = trace.numbers(value, moment).findIndex((v) => !Number.isFinite(v));
    if (at >= 0) {
      return [
        {
          kind: 'not-finite',
          severity: 'error',
          cells: [cellAt(value, position(value.shape, at), moment)],
          numbers: {},
          remedy: null,
        },
      ];
    }
  }
  return [];
}
