import { unlessTooMuch } from '../lift/budget.ts';
import type { Formula } from '../workbook/index.ts';
import { Analogs } from './analog.ts';
import { Graph } from './graph.ts';
import type { Grid } from './grid.ts';
import { Study } from './study.ts';
import type { Step } from './study.ts';
import { findTraining, without, type Chain, type Training } from './training.ts';
import type { Verdict } from './truth.ts';
import { findLoss, judge } from './truth.ts';

/** What a person said: where the loss of a step stands, and cells of parameters, which then are the only ones. */
export interface Told {
  readonly lossAt?: number | undefined;
  readonly parameters?: readonly number[];
}

export interface Judged {
  readonly step: Step;
  readonly loss: number;
  readonly verdict: Verdict;
}

/** A workbook's formulas with their training and the verdict on each step; repairs make another one. */
export class Work {
  readonly grid: Grid;
  readonly graph: Graph;
  readonly study: Study;
  readonly analogs: Analogs;
  readonly judged: readonly Judged[];
  /** Steps for which no loss was found. */
  readonly unjudged: readonly Step[];

  /** The training could not be found, or not be judged, with the work that a workbook may ask for. */
  readonly tooLarge: boolean;

  readonly #told: Told;

  constructor(grid: Grid, told: Told = {}) {
    this.grid = grid;
    this.#told = told;
    this.graph = new Graph(grid);
    const found = unlessTooMuch(() => new Study(this.graph, onlyWith(findTraining(this.graph), told.parameters ?? [])));
    this.study = found ?? new Study(this.graph, without(this.graph));
    this.analogs = new Analogs(this.study);
    const judged: Judged[] = [];
    const unjudged: Step[] = [];
    const steps = this.study.steps();
    const all = unlessTooMuch(() => {
      for (let run = 0; run < this.study.training.runs; run++) {
        this.#judge(
          steps.filter((s) => s.run === run),
          judged,
          unjudged,
        );
      }
      return true;
    });
    this.judged = judged;
    this.unjudged = unjudged;
    this.tooLarge = !found || !all;
  }
  #judge(own: readonly Step[], judged: Judged[], unjudged: Step[]): void {
    const usual = this.#toldAmong(own) ?? this.#usual(own);
    for (const step of own) {
      const found = (usual && this.#asBefore(step, usual)) ?? findLoss(this.study, step);
      if (found) judged.push({ step, loss: found.loss, verdict: found.verdict });
      else unjudged.push(step);
    }
  }
  /**
   * Where the loss stands: a few steps are asked, and the answer that leaves fewest updates wrong in most of them
   * counts.
   */
  #usual(steps: readonly Step[]): Judged | undefined {
    const asked = new Set([0, 1, 2, steps.length >> 1, steps.length - 1]);
    const answers: Judged[] = [];
    for (const [i, step] of steps.entries()) {
      if (!asked.has(i)) continue;
      const found = findLoss(this.study, step);
      if (found) answers.push({ step, loss: found.loss, verdict: found.verdict });
    }
    const votes = answers.map((a) => ({
      a,
      votes: answers.filter(
        (b) =>
          a.verdict.wrong.length === b.verdict.wrong.length &&
          this.analogs.of(a.loss, a.step.run, a.step.step, b.step.step, false) === b.loss,
      ).length,
    }));
    return votes.sort((x, y) => x.a.verdict.wrong.length - y.a.verdict.wrong.length || y.votes - x.votes)[0]?.a;
  }
  get wrong(): number {
    return (
      this.judged.reduce((n, j) => n + j.verdict.wrong.length, 0) +
      this.unjudged.reduce((n, s) => n + s.chains.length, 0)
    );
  }
  with(formulas: ReadonlyMap<number, Formula>): Work {
    return new Work(this.grid.with(formulas), this.#told);
  }

  /** The loss that stands where the loss of an earlier step stands. */
  #asBefore(step: Step, before: Judged): { loss: number; verdict: Verdict } | undefined {
    if (step === before.step) return before;
    const loss = this.analogs.of(before.loss, step.run, before.step.step, step.step, false);
    const home = loss === undefined ? -1 : (this.study.blocks.home[loss] ?? -1);
    if (loss === undefined || !this.graph.function[loss] || (home >= 0 && home !== step.step)) return undefined;
    return { loss, verdict: judge(this.study, step, loss, this.study.state) };
  }
  #toldAmong(steps: readonly Step[]): Judged | undefined {
    const { lossAt: loss } = this.#told;
    const { home, run } = this.study.blocks;
    const step =
      steps.find((s) => loss !== undefined && home[loss] === s.step && run[loss] === s.run) ??
      (loss !== undefined && run[loss] === steps[0]?.run ? this.#earlier(loss, steps) : undefined);
    if (loss === undefined || !step) return undefined;
    const own = home[loss] === step.step ? loss : this.analogs.of(loss, step.run, home[loss] ?? 0, step.step, false);
    return own === undefined || !this.graph.function[own]
      ? undefined
      : { step, loss: own, verdict: judge(this.study, step, own, this.study.state) };
  }
  /** The loss of the last block, which no update follows, tells where that of the others stands. */
  #earlier(loss: number, steps: readonly Step[]): Step | undefined {
    return steps.find((s) => s.step === (this.study.blocks.home[loss] ?? 0) - 1);
  }
}

/** The training with those parameters only that have a value in one of these cells; all, if none has. */
function onlyWith(training: Training, cells: readonly number[]): Training {
  const wanted = new Set(cells.map(training.same));
  const kept = training.chains.filter((c) => c.cells.some((x) => wanted.has(x)));
  if (kept.length === 0) return training;
  const chains = kept.map((c, id): Chain => ({ ...c, id }));
  return {
    ...training,
    chains,
    place: new Map(chains.flatMap((chain) => chain.cells.map((cell, step) => [cell, { chain, step }] as const))),
  };
}
