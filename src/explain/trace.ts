import { shown, tell, type Shown, type Told } from '../cells/index.ts';
import { GradsheetError } from '../errors.ts';
import type { Node } from '../ir/node.ts';
import { order, program, type Program } from '../ir/program.ts';
import type { Run } from '../run/run.ts';
import { stepsOf, type Step } from '../run/steps.ts';
import { evaluate } from '../targets/reference.ts';

/** Every number of a training's first epochs, in f64, with what each is called and computed from. */
export interface Trace extends Told {
  readonly run: Run;
  /** The training steps: moments 0 … steps.length - 1. A moment more may follow: the losses with the final weights. */
  readonly steps: readonly Step[];
  /** State after the last step, by name. */
  readonly final: Readonly<Record<string, Float64Array>>;
  /** The nodes of tables and settings, by name. */
  readonly shared: Map<string, Node>;
}

export interface TraceOptions {
  /** Default: all of the run. */
  readonly epochs?: number;
  /** Terms of one row over all gradients; beyond it gradients stay products over the rows. Default 96. */
  readonly terms?: number;
}

/**
 * Runs a training on the reference and keeps every value of every step: for looking at small networks.
 *
 *   const t = trace(run, { epochs: 5 });
 *   expression(t, { value: node, at: [0, 0], t: [3] })
 *
 * Where each step sees all rows they are taken in the order of the table, and one more moment shows the loss with the
 * final weights.
 */
export function trace(run: Run, { epochs = run.epochs, terms = 96 }: TraceOptions = {}): Trace {
  const steps = stepsOf(run, epochs).map((s) => (isWhole(run, s) ? { ...s, rows: s.rows.toSorted() } : s));
  const views = new Map<Program, Shown>(), shared = new Map<string, Node>();
  const view = (p: Program): Shown => {
    const old = views.get(p) ?? shown(p, { terms, shared });
    views.set(p, old);
    return old;
  };
  const moments: Shown[] = steps.map((s) => view(s.program));
  const last = steps.at(-1), whole = last && isWhole(run, last);
  if (last && whole) moments.push(forward(view(last.program)));

  let state: Record<string, Float64Array> = Object.fromEntries(Object.entries(run.state).map(([name, v]) => [name, Float64Array.from(v)]));
  const fixed = { ...run.tables, ...run.settings };
  const values = moments.map((m, t) => {
    const rows = steps[t]?.rows ?? last?.rows ?? new Int32Array(0);
    const now = evaluate(m.program.nodes, { ...fixed, ...state, rows });
    state = { ...state, ...Object.fromEntries(Object.entries(m.program.outputs).filter(([name]) => m.program.inputs[name]?.attrs.from === 'state').map(([name, n]) => [name, now.get(n) ?? lost(name)])) };
    return now;
  });
  const known: Told['known'] = (input, t) => (input.attrs.name === 'rows' && whole ? (steps[t] ?? last).rows : null);
  return { ...tell(moments, (t) => values[t] ?? lost(`moment ${t}`), known), run, steps, final: state, shared };
}

const isWhole = (run: Run, s: Step): boolean => s.rows.length === run.order(s.epoch).length && s.batch === 0;

/** What a step computes before any gradient: up to the loss and what is told beside it. */
function forward(s: Shown): Shown {
  const told = s.program.labels.filter((l) => l.label.role === 'loss' || l.label.role === 'eachLoss' || l.label.role === 'error' && !l.label.of || l.label.role === 'prediction');
  const needed = new Set(order(told.map((l) => l.node)));
  const p = program(
    Object.fromEntries(Object.entries(s.program.outputs).filter(([name, n]) => s.program.inputs[name]?.attrs.from !== 'state' && needed.has(n))),
    s.program.labels.filter((l) => needed.has(l.node)),
  );
  return { program: p, blocks: new Map([...s.blocks].filter(([n]) => needed.has(n))), axes: s.axes };
}

/** A program that reads the final state (`predict`), shown, and its numbers for given feeds. */
export function reading(t: Trace, name: string, feeds: Readonly<Record<string, Float64Array>>): { readonly shown: Shown; readonly numbers: ReadonlyMap<Node, Float64Array> } {
  const p = t.run.programs[name];
  if (!p) throw new GradsheetError('unknown-name', { where: `program "${name}"`, expected: `one of ${Object.keys(t.run.programs).join(', ')}` });
  const s = shown(p, { shared: t.shared });
  return { shown: s, numbers: evaluate(s.program.nodes, { ...t.run.tables, ...t.run.settings, ...t.final, ...feeds }) };
}

const lost = (what: string): never => { throw new Error(`trace: no value for ${what}`); };
