import type { Order } from '../run/order.ts';
import type { Run, Tables, Tensors } from '../run/run.ts';
import { isSource, withTables } from '../run/tables.ts';
import { names } from '../run/names.ts';
import { freshState, predictProgram, scalingTables, stepProgram, evaluateProgram, type StepSpec } from './step.ts';
import { inputsFrom, type Program } from '../ir/program.ts';
import { size } from '../ir/shape.ts';
import { batchSizeOf } from '../nn/graph.ts';

export interface TrainingRunOptions<T extends Tables = Tables> {
  readonly spec: StepSpec;
  /** `x/<input>`, `y/<output>` and, when rows are weighted, `weight`: [rows, …]. */
  readonly tables: T;
  readonly rows: number;
  /** Rows that the engine's tables hold at a time; default all. */
  readonly capacity?: number;
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
export function trainingRun<T extends Tables>(o: TrainingRunOptions<T>): Run<T> {
  const batchSize = Math.min(o.batchSize, o.rows);
  const rest = o.rows % batchSize;
  const { capacity = o.rows } = o;
  const step = stepProgram(o.spec, capacity, batchSize);
  const besides = o.besides ?? ['evaluate', 'predict'];
  const programs: Readonly<Record<string, Program>> = {
    step,
    ...(rest > 0 ? { lastStep: stepProgram(o.spec, capacity, rest) } : {}),
    ...(besides.includes('evaluate') ? { evaluate: evaluateProgram(o.spec, batchSize) } : {}),
    ...(besides.includes('predict') ? { predict: predictProgram(o.spec, batchSizeOf(o.spec.graph) ?? 1) } : {}),
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
    tables: onlyNamed(withTables(o.tables, scalingTables(o.spec.inputs)), only),
    state: firstState(o.spec, Object.values(programs), o.state),
    settings: only({ learningRate: Float64Array.of(o.learningRate), seed: Float64Array.of(o.seed) }),
    order: o.order,
    batchSize,
    epochs: o.epochs,
    ...(o.initialEpoch ? { firstStep: o.initialEpoch * Math.ceil(o.rows / batchSize) } : {}),
  };
}

/** The tables that are left when `only` chose among their names. */
function onlyNamed<T extends Tables>(
  tables: T,
  only: <V>(record: Readonly<Record<string, V>>) => Record<string, V>,
): T {
  if (!isSource(tables)) return only(tables as Tensors) as Tables as T; // no source: tensors
  return { ...tables, widths: only(tables.widths), fixed: only(tables.fixed) };
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
