import { programView, labelledTimeline, type ProgramView, type LabelledTimeline } from '../cells/index.ts';
import type { Node } from '../ir/node.ts';
import { order, program, stateNames, type Program } from '../ir/program.ts';
import { orderedRows } from '../run/order.ts';
import type { Run, Tensors } from '../run/run.ts';
import { stepsOf, type Step } from '../run/steps.ts';
import { rowsOf, tensorsOf } from '../run/tables.ts';
import { evaluate } from '../ir/evaluate.ts';

/** State of a run by name, in f64; nobody writes into it once it is computed. */
export type State = Readonly<Record<string, Float64Array>>;

/** Every number of a training's first epochs, in f64, with what each is called and computed from. */
export interface Trace extends LabelledTimeline {
  readonly run: Run<Tensors>;
  /** The training steps: moments 0 … steps.length - 1. A moment more may follow: the losses with the final weights. */
  readonly steps: readonly Step[];
  /** State after the last step, by name. */
  readonly final: State;
}

export interface TraceOptions {
  /** Default: all of the run. */
  readonly epochs?: number;
  /** Terms of one row over all gradients; beyond it gradients stay products over the rows. Default 96. */
  readonly terms?: number;
  /** rate × change of plain gradient descent as a value of its own, as a person writes it down. */
  readonly rates?: boolean;
}

/** What there is to see of a training, before a number is computed. */
export interface Scenes {
  readonly steps: readonly Step[];
  readonly moments: readonly ProgramView[];
  /** What the run's program `predict` shows, if it has one; it reads the state after the last step. */
  readonly predict: ProgramView | null;
  /** Each step sees every row once; then in the order of the table. */
  readonly whole: boolean;
}

export const scenesOf = (run: Run, options: TraceOptions = {}): Scenes =>
  scenesOfSteps(run, stepsOf(run, options.epochs), options);

/** The same for some steps of a run. */
export function scenesOfSteps(run: Run, all: readonly Step[], { terms = 96, rates = false }: TraceOptions): Scenes {
  const rows = orderedRows({ kind: 'plain' }, rowsOf(run), 0);
  const everyRow = (given: Int32Array): boolean =>
    given.length === rows.length && given.toSorted().every((row, i) => row === i);
  const whole = all.every((s) => s.batch === 0 && everyRow(s.rows));
  const steps = whole ? all.map((s) => ({ ...s, rows })) : all;
  const views = new Map<Program, ProgramView>();
  const shared = new Map<string, Node>();
  const moments = steps.map((s) => {
    const view = views.get(s.program) ?? programView(s.program, { terms, shared, rates });
    views.set(s.program, view);
    return view;
  });
  const last = moments.at(-1);
  const predict = run.programs['predict'];
  return {
    steps,
    moments: last && whole ? [...moments, forward(last)] : moments,
    predict: predict ? programView(predict, { shared }) : null,
    whole,
  };
}

/**
 * Runs a training on the reference and keeps every value of every step: for looking at small networks.
 *
 *   const t = trace(run, { epochs: 5 });
 *   expression(t, { value: node, at: [0, 0], t: [3] })
 *
 * Where each step sees all rows, one more moment shows the loss with the final weights.
 */
export const trace = (run: Run, options: TraceOptions = {}): Trace => traceScenes(run, scenesOf(run, options));

/** The same for scenes that were laid out before. @throws GradsheetError `unsupported` if tables are read later */
export function traceScenes(run: Run, { steps, moments, whole }: Scenes): Trace {
  const tables = tensorsOf(run.tables);
  const last = steps.at(-1);
  let state = copied(run.state);
  const fixed = { ...tables, ...run.settings };
  const values = moments.map((m, t) => {
    const rows = (steps[t] ?? last)?.rows ?? new Int32Array(0);
    const now = runView(m, { ...fixed, ...state, rows });
    state = { ...state, ...now.state };
    return now.values;
  });
  const known: LabelledTimeline['known'] = (input, t) =>
    input.attrs.name === 'rows' && whole ? ((steps[t] ?? last)?.rows ?? null) : null;
  return {
    ...labelledTimeline(moments, (t) => values[t] ?? lost(`moment ${t}`), known),
    run: { ...run, tables },
    steps,
    final: state,
  };
}

/** Numbers of everything that a view shows, and the state after it. */
export function runView(
  { program: p }: ProgramView,
  inputs: Tensors,
): { readonly values: ReadonlyMap<Node, Float64Array>; readonly state: State } {
  const values = evaluate(p.nodes, inputs);
  const next = stateNames(p).map((name) => [name, p.outputs[name]] as const);
  return {
    values,
    state: Object.fromEntries(next.map(([name, n]) => [name, (n && values.get(n)) ?? lost(name)])),
  };
}

export const copied = (tensors: Tensors): State =>
  Object.fromEntries(Object.entries(tensors).map(([name, v]) => [name, Float64Array.from(v)]));

/** What a step computes before any gradient: up to the loss and what is told beside it. */
function forward(s: ProgramView): ProgramView {
  const told = s.program.labels.filter(
    (l) =>
      l.label.role === 'loss' ||
      l.label.role === 'eachLoss' ||
      (l.label.role === 'error' && !l.label.of) ||
      l.label.role === 'prediction',
  );
  const needed = new Set(order(told.map((l) => l.node)));
  const p = program(
    Object.fromEntries(
      Object.entries(s.program.outputs).filter(
        ([name, n]) => s.program.inputs[name]?.attrs.from !== 'state' && needed.has(n),
      ),
    ),
    s.program.labels.filter((l) => needed.has(l.node)),
  );
  return { program: p, blocks: new Map([...s.blocks].filter(([n]) => needed.has(n))), axes: s.axes, rows: s.rows };
}

/** Numbers of what `predict` shows, with the weights after the last step, for one row per input. */
export const predicting = (
  t: Trace,
  predict: ProgramView,
  feeds: Readonly<Record<string, Float64Array>>,
): ReadonlyMap<Node, Float64Array> =>
  evaluate(predict.program.nodes, { ...t.run.tables, ...t.run.settings, ...t.final, ...feeds });

const lost = (what: string): never => {
  throw new Error(`trace: no value for ${what}`);
};
