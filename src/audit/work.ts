import type { Formula } from '../workbook/index.ts';
import { Analogs } from './analog.ts';
import { Graph } from './graph.ts';
import type { Grid } from './grid.ts';
import { Study } from './study.ts';
import type { Step } from './study.ts';
import type { Verdict } from './truth.ts';
import { findLoss, judge } from './truth.ts';

export interface Judged { readonly step: Step; readonly loss: number; readonly verdict: Verdict }

/** A workbook's formulas with their training and the verdict on each step; repairs make another one. */
export class Work {
  readonly grid: Grid;
  readonly graph: Graph;
  readonly study: Study;
  readonly analogs: Analogs;
  readonly judged: readonly Judged[];
  /** Steps for which no loss was found. */
  readonly unjudged: readonly Step[];

  constructor(grid: Grid, lossAt?: number) {
    this.grid = grid;
    this.graph = new Graph(grid);
    this.study = new Study(this.graph);
    this.analogs = new Analogs(this.study);
    const judged: Judged[] = [], unjudged: Step[] = [], known = new Map<number, Judged>();
    for (const step of this.study.steps()) {
      const before = known.get(step.run);
      const found = this.#asBefore(step, before) ?? this.#given(step, lossAt) ?? findLoss(this.study, step);
      if (!found) { unjudged.push(step); continue; }
      const j = { step, loss: found.loss, verdict: found.verdict };
      judged.push(j);
      if (!before || before.verdict.wrong.length > j.verdict.wrong.length) known.set(step.run, j);
    }
    this.judged = judged;
    this.unjudged = unjudged;
  }
  get wrong(): number { return this.judged.reduce((n, j) => n + j.verdict.wrong.length, 0) + this.unjudged.reduce((n, s) => n + s.chains.length, 0); }
  with(formulas: ReadonlyMap<number, Formula>): Work { return new Work(this.grid.with(formulas)); }

  /** The loss that stands where the loss of an earlier step stands, if updates follow it as they did. */
  #asBefore(step: Step, before: Judged | undefined): { loss: number; verdict: Verdict } | undefined {
    if (!before) return undefined;
    const loss = this.analogs.of(before.loss, step.run, before.step.step, step.step, false);
    if (loss === undefined || !this.graph.function[loss] || this.study.blocks.home[loss] !== step.step) return undefined;
    const verdict = judge(this.study, step, loss, this.study.state);
    return verdict.wrong.length <= before.verdict.wrong.length ? { loss, verdict } : undefined;
  }
  #given(step: Step, loss: number | undefined): { loss: number; verdict: Verdict } | undefined {
    return loss !== undefined && this.study.blocks.home[loss] === step.step && this.study.blocks.run[loss] === step.run ? { loss, verdict: judge(this.study, step, loss, this.study.state) } : undefined;
  }
}
