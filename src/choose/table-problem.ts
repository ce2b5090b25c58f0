import { applyScaling, encode, type Preprocessing } from '../data/encode.ts';
import type { Matrix } from '../data/matrix.ts';
import type { Table } from '../data/table.ts';
import { taskOf } from '../model/table-plan.ts';
import { balancedWeights } from '../statistics/balanced-weights.ts';
import type { Problem } from './problem.ts';
import { noUnits, targetScaleOf, toStandard, unitsOf, type TargetScale, type TargetUnits } from './target-units.ts';

/** Rows of a table as a problem, and what leads back to the table's units. */
export interface TableProblem {
  readonly problem: Problem;
  readonly units: TargetUnits;
  /** [rows]: the target in the table's units, or the number of the class. */
  readonly target: Float64Array;
  /** Of the table, from 0: fewer than asked for where the target is missing. */
  readonly rows: readonly number[];
}

/** The table as some of its rows say it is to be read. */
export interface FittedTable extends TableProblem {
  readonly preprocessing: Preprocessing;
}

/**
 * @param units of the rows the model is fitted on; absent: of these
 * @param scale on which numbers are learned; absent: as these rows demand
 * @param balanced does every class count alike, whatever its rows?
 */
export function tableProblem(
  table: Table,
  preprocessing: Preprocessing,
  asked: readonly number[],
  { units, scale, balanced = false }: { units?: TargetUnits; scale?: TargetScale | undefined; balanced?: boolean } = {},
): TableProblem {
  const task = taskOf(preprocessing);
  const { x, y, rows } = encode(preprocessing, table, { rows: asked, target: true });
  const { target } = preprocessing;
  const classes = target.kind === 'number' ? 0 : target.values.length;
  const raw = y ? labels(y) : new Float64Array(0);
  const used = units ?? (task === 'regression' ? unitsOf(raw, scale ?? targetScaleOf(raw)) : noUnits);
  const problem: Problem = {
    task,
    x: applyScaling(preprocessing, x),
    y: task === 'regression' ? toStandard(raw, used) : raw,
    classes,
    weights: balanced && task !== 'regression' ? weightsOf(raw) : null,
  };
  return { problem, units: used, target: raw, rows };
}

/** Numbers as they are; of one-hot rows the number of the class. */
function labels({ data, shape: [rows, width] }: Matrix): Float64Array {
  if (width === 1) return data;
  return Float64Array.from({ length: rows }, (_, row) => data.subarray(row * width, (row + 1) * width).indexOf(1));
}

/** Of each row that of its class. */
function weightsOf(classOfRow: Float64Array): Float64Array {
  const weights = balancedWeights(classOfRow);
  return classOfRow.map((k) => weights[k] ?? 1);
}
