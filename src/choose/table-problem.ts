import { applyScaling, encode, type Preprocessing } from '../data/encode.ts';
import type { Matrix } from '../data/matrix.ts';
import type { Table } from '../data/table.ts';
import { taskOf } from '../model/table-plan.ts';
import { balancedWeights } from '../statistics/balanced-weights.ts';
import type { Problem } from './problem.ts';

/** The units of a number target: its mean and standard deviation; 0 and 1 for classes. */
export interface TargetUnits {
  readonly offset: number;
  readonly scale: number;
}

/** Rows of a table as a problem, and what leads back to the table's units. */
export interface TableProblem {
  readonly problem: Problem;
  readonly units: TargetUnits;
  /** Of the table, from 0: fewer than asked for where the target is missing. */
  readonly rows: readonly number[];
}

/** The table as some of its rows say it is to be read. */
export interface FittedTable extends TableProblem {
  readonly preprocessing: Preprocessing;
}

/**
 * @param units of the rows the model is fitted on; absent: of these
 * @param balanced does every class count alike, whatever its rows?
 */
export function tableProblem(
  table: Table,
  preprocessing: Preprocessing,
  asked: readonly number[],
  { units, balanced = false }: { units?: TargetUnits; balanced?: boolean } = {},
): TableProblem {
  const task = taskOf(preprocessing);
  const { x, y, rows } = encode(preprocessing, table, { rows: asked, target: true });
  const { target } = preprocessing;
  const classes = target.kind === 'number' ? 0 : target.values.length;
  const raw = y ? labels(y) : new Float64Array(0);
  const used = units ?? (task === 'regression' ? unitsOf(raw) : { offset: 0, scale: 1 });
  const problem: Problem = {
    task,
    x: applyScaling(preprocessing, x),
    y: task === 'regression' ? raw.map((v) => (v - used.offset) / used.scale) : raw,
    classes,
    weights: balanced && task !== 'regression' ? weightsOf(raw) : null,
  };
  return { problem, units: used, rows };
}

/** Numbers as they are; of one-hot rows the number of the class. */
function labels({ data, shape: [rows, width] }: Matrix): Float64Array {
  if (width === 1) return data;
  return Float64Array.from({ length: rows }, (_, row) => data.subarray(row * width, (row + 1) * width).indexOf(1));
}

function unitsOf(values: Float64Array): TargetUnits {
  const offset = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - offset) ** 2, 0) / values.length;
  return { offset, scale: Math.sqrt(variance) || 1 };
}

/** Of each row that of its class. */
function weightsOf(classOfRow: Float64Array): Float64Array {
  const weights = balancedWeights(classOfRow);
  return classOfRow.map((k) => weights[k] ?? 1);
}
