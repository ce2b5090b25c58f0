import type { Work } from './work.ts';

/**
 * Does a run divide its steps by a root of running squares, as Adam, RMSprop and Adagrad do? Its updates are not along
 * the
 * derivative, so they cannot be judged by it.
 */
export function isAdaptive({ study, graph, judged }: Work, run: number): boolean {
  const own = judged.filter((j) => j.step.run === run);
  if (study.blocks.running.size === 0 || own.some((j) => j.verdict.wrong.length < j.step.chains.length)) return false;
  return own.some(({ step }) =>
    study
      .cellsOf(step)
      .concat(step.chains.map((c) => c.cells[step.step + 1] ?? -1))
      .some(
        (id) =>
          (study.backward.has(id) || study.training.place.has(id)) && /SQRT\(|\^0\.5\b|\^\(1\/2\)/.test(graph.form(id)),
      ),
  );
}
