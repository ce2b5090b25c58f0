import type { UnderstoodColumn } from '../data/columns/understand.ts';
import { moments } from '../data/column.ts';
import { solvePositive } from './cholesky.ts';

export type Unexplained = (goals: readonly Float64Array[], without: string | null) => Float64Array[];

/** So many columns, and so many rows from which the line is found: some milliseconds. */
const MOST_COLUMNS = 30;
const MOST_ROWS = 5000;
/** A text of more kinds than this is no plain category. */
const MOST_KINDS = 12;
const PENALTY = 1e-3;

/**
 * What a line leaves of targets: the target minus the ridge regression on the features, a missing number being the
 * mean, a category a column for each kind.
 *
 *   const left = unexplained(features);
 *   left([price], 'district')   // → [[0.3, -1.2, …]]: the district itself explains nothing here
 *
 * @returns a function of targets [targets][rows], NaN where one is missing, and of a feature that is left out (null:
 *   none); it gives [targets][rows], in standard units
 */
export function unexplained(features: readonly UnderstoodColumn[]): Unexplained {
  const found = features.flatMap((feature) => columnsOf(feature).map((values) => ({ name: feature.name, values })));
  const x = found.slice(0, MOST_COLUMNS).map(({ name, values }) => ({ name, values: standardized(values) }));
  const length = x[0]?.values.length ?? 0;
  const step = Math.max(1, length / MOST_ROWS);
  const rows = Int32Array.from({ length: Math.floor(length / step) }, (_, i) => Math.floor(i * step));
  const gram = x.map((a, i) => x.map((b, j) => (j > i ? 0 : product(a.values, b.values, rows))));
  return (goals, without) => {
    const used = x.flatMap(({ name }, i) => (name === without ? [] : [i]));
    const lower = Float64Array.from(used.flatMap((i) => used.map((j) => gram[i]?.[j] ?? 0)));
    return goals.map((goal) => {
      const left = standardized(goal);
      const products = Float64Array.from(used, (i) => product(x[i]?.values ?? left, left, rows));
      const slopes = solvePositive(lower, products, PENALTY * rows.length);
      used.forEach((i, place) => {
        const [slope, values] = [slopes?.[place] ?? 0, x[i]?.values ?? left];
        for (let row = 0; row < length; row++) left[row] = (left[row] as number) - slope * (values[row] as number);
      });
      for (let row = 0; row < left.length; row++) if (Number.isNaN(goal[row])) left[row] = NaN;
      return left;
    });
  };
}

function product(a: Float64Array, b: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += (a[rows[i] as number] as number) * (b[rows[i] as number] as number);
  return sum;
}

function columnsOf({ column }: UnderstoodColumn): Float64Array[] {
  if (column.kind === 'number') return [column.values];
  const { codes, values } = column;
  if (values.length > MOST_KINDS) return [];
  return values.slice(1).map((_, kind) => {
    const is = new Float64Array(codes.length);
    for (let row = 0; row < codes.length; row++) if (codes[row] === kind + 1) is[row] = 1;
    return is;
  });
}

/** Of mean 0 and standard deviation 1; the mean where there is none. */
function standardized(values: Float64Array): Float64Array {
  const { n, mean, squares } = moments(values);
  const scale = squares > 0 ? Math.sqrt(squares / n) : 1;
  const found = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) found[row] = (value - mean) / scale;
  }
  return found;
}
