import type { Highs } from 'highs';
import { unitOf, type Scale } from './scale.ts';

/**
 * How the HiGHS library finds its WebAssembly file; Node needs nothing. (Its `wasmBinary` option has no effect in
 * 1.15.3.)
 */
export interface HighsOptions {
  /** Address of `highs.wasm`: a URL (a `data:` one too) in a page, a path in Node. */
  readonly locateFile?: (file: string) => string;
}

/** What the floating-point solver suggests: nothing here is proved. */
export interface Proposal {
  /** t: 0 or rounding noise when the classes cannot be separated. */
  readonly margin: number;
  /** One per feature, in the table's own units. */
  readonly weights: readonly number[];
  /** Row numbers, those that hold the margin down first. */
  readonly order: readonly number[];
}

/**
 * max t  with  sᵢ·(w·zᵢ + b) ≥ t,  |wⱼ| ≤ 1:  z the features about their middle in the units of `scale`, s = 1 for
 * class 1, else -1.
 * The multipliers of the rows are the weights of two nearest points of the hulls (of one common point when t = 0).
 */
export async function largestMargin(
  points: readonly (readonly number[])[],
  labels: readonly (0 | 1)[],
  scale: Scale,
  options: HighsOptions = {},
): Promise<Proposal> {
  const highs = await loadHighs(options);
  const features = points[0]?.length ?? 0;
  const columns = features + 2;
  const inf = highs.infinity;
  const ranges = Array.from({ length: features }, (_, j) => unitOf(points, j, 'range'));
  // One unit for all features changes t but not the line; the solver refuses numbers above 1e15.
  const units = scale === 'range' ? ranges : ranges.map(() => Math.max(...ranges));
  const middles = Array.from({ length: features }, (_, j) => middleOf(points, j));
  const values = new Float64Array(points.length * columns);
  points.forEach((x, i) => {
    const s = labels[i] === 1 ? 1 : -1;
    const at = i * columns;
    for (let j = 0; j < features; j++) values[at + j] = (s * (x[j]! - middles[j]!)) / units[j]!;
    values[at + features] = s;
    values[at + features + 1] = -1;
  });
  const every = (value: number, last: readonly number[]): Float64Array =>
    Float64Array.from([...new Array<number>(features).fill(value), ...last]);
  const model = highs.createModel({
    numCols: columns,
    numRows: points.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: every(0, [0, 1]),
    colLower: every(-1, [-inf, -inf]),
    colUpper: every(1, [inf, inf]),
    rowLower: new Float64Array(points.length),
    rowUpper: new Float64Array(points.length).fill(inf),
    matrix: {
      format: 'csr',
      numRows: points.length,
      numCols: columns,
      starts: Int32Array.from({ length: points.length + 1 }, (_, i) => i * columns),
      indices: Int32Array.from({ length: values.length }, (_, k) => k % columns),
      values,
    },
  });
  try {
    model.options.set({
      output_flag: false,
      primal_feasibility_tolerance: 1e-10,
      dual_feasibility_tolerance: 1e-10,
      small_matrix_value: 1e-12,
    });
    model.run();
    const { colValue, rowDual, rowValue } = model.getSolution();
    const pull = (i: number): number => Math.abs(rowDual[i] ?? 0);
    return {
      margin: colValue[features + 1] ?? 0,
      weights: units.map((unit, j) => (isConstant(points, j) ? 0 : (colValue[j] ?? 0) / unit)),
      order: points
        .map((_, i) => i)
        .sort((a, b) => pull(b) - pull(a) || (rowValue[a] ?? 0) - (rowValue[b] ?? 0) || a - b),
    };
  } finally {
    model.dispose();
  }
}

/** On first use only: the library is 1.2 MB of WebAssembly. */
async function loadHighs(options: HighsOptions): Promise<Highs> {
  // Its types are written for `require`, where the loader is one `default` further in than where `import` really finds
  // it.
  const { default: load } = (await import('highs')) as unknown as {
    default: (options: HighsOptions) => Promise<Highs>;
  };
  return load({ ...options }); // a copy: it writes into the object that it gets
}

const isConstant = (points: readonly (readonly number[])[], j: number): boolean =>
  points.every((x) => x[j] === points[0]?.[j]);

function middleOf(points: readonly (readonly number[])[], j: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (const x of points) {
    low = Math.min(low, x[j] ?? 0);
    high = Math.max(high, x[j] ?? 0);
  }
  return low / 2 + high / 2;
}
