import type { Order } from '../run/order.ts';
import type { Run, Tensors } from '../run/run.ts';
import { names } from '../run/names.ts';
import { freshState, predictProgram, scalingTables, stepProgram, evaluateProgram, type StepSpec } from './step.ts';
import { inputsFrom, type Program } from '../ir/program.ts';
import { size } from '../ir/shape.ts';

export interface TrainingRunOptions {
  readonly spec: StepSpec;
  /** `x/<input>`, `y/<output>` and, when rows are weighted, `weight`: [rows, …]. */
  readonly tables: Tensors;
  readonly rows: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Epochs that were trained before; default 0. */
  readonly initialEpoch?: number;
  readonly order: Order;
  /** Parameters and kept variables by path, and slots when a training goes on. */
  readonly state: Readonly<Record<string, Float64Array>>;
  readonly learningRate: number;
  readonly seed: number;
  /** Which programs are wanted beside those of the steps; default all. */
  readonly besides?: readonly ('evaluate' | 'predict')[];
}

/**
 * A training, as data: the programs of its steps (a last partial batch has one of its own, traced for its size), its
 * tables, first state and settings, and the order of its rows. A batch larger than the table is the whole table.
 */
export function trainingRun(o: TrainingRunOptions): Run<Tensors> {
  const batchSize = Math.min(o.batchSize, o.rows);
  const rest = o.rows % batchSize;
  const step = stepProgram(o.spec, o.rows, batchSize);
  const besides = o.besides ?? ['evaluate', 'predict'];
  const programs: Readonly<Record<string, Program>> = {
    step,
    ...(rest > 0 ? { lastStep: stepProgram(o.spec, o.rows, rest) } : {}),
    ...(besides.includes('evaluate') ? { evaluate: evaluateProgram(o.spec, batchSize) } : {}),
    ...(besides.includes('predict') ? { predict: predictProgram(o.spec, 1) } : {}),
  };
  const needed = new Set(
    Object.values(programs).flatMap((p) =>
      [...inputsFrom(p, 'table'), ...inputsFrom(p, 'setting')].map((n) => n.attrs.name),
    ),
  );
  const only = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => needed.has(name)));
  return {
    programs,
    tables: only({ ...o.tables, ...scalingTables(o.spec.inputs) }),
    state: firstState(o.spec, Object.values(programs), o.state),
    settings: only({ learningRate: Float64Array.of(o.learningRate), seed: Float64Array.of(o.seed) }),
    order: o.order,
    batchSize,
    epochs: o.epochs,
    ...(o.initialEpoch ? { firstStep: o.initialEpoch * Math.ceil(o.rows / batchSize) } : {}),
  };
}

/** What programs find before their first step: what is given by name, else what the optimizer begins with, else 0. */
export function firstState(
  spec: StepSpec,
  programs: readonly Program[],
  given: TrainingRunOptions['state'],
): Record<string, Float64Array> {
  const known = { ...freshState(spec), ...given };
  const inputs = programs.flatMap((program) => inputsFrom(program, 'state'));
  return Object.fromEntries(
    inputs.map(({ attrs: { name }, shape }) => [
      name,
      (names.isSum(name) ? undefined : known[name]) ?? new Float64Array(size(shape)),
    ]),
  );
}
