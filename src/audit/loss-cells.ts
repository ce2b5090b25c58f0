import type { Work } from './work.ts';

/** Where the loss of each step of a run stands, in order; that of the last one too, which no update follows. */
export function lossCells(work: Work, run: number): number[] {
  const judged = work.judged.filter((j) => j.step.run === run);
  const last = judged.at(-1);
  const after = last && work.analogs.of(last.loss, run, last.step.step, last.step.step + 1, false);
  const further =
    after !== undefined &&
    after !== last?.loss &&
    work.graph.function[after] &&
    work.graph.form(after) === work.graph.form(last?.loss ?? -1)
      ? [after]
      : [];
  return [...judged.map((j) => j.loss), ...further];
}
