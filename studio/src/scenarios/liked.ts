import {
  fromRows,
  layers,
  NumpyRandom,
  sequential,
  Table,
  type Matrix,
  type Model,
  type Run,
  type Tensors,
} from 'gradsheet';
import { judge, splitRows, type Preprocessing } from 'gradsheet/table';
import type { HoldOut } from '../bench/hold-out.ts';
import type { Options, Scenario } from '../bench/scenario.ts';

/** The tutorial's table: 100 rows drawn with NumPy's generator and seed 42; the target is a coin. */
export function likedTable(): Table {
  const np = new NumpyRandom(42);
  return Table.of({
    height: np.randint(150, 200, 100),
    age: np.randint(18, 40, 100),
    income: np.randint(30000, 100000, 100),
    considerate: np.randint(0, 2, 100),
    distance: np.randint(0, 2, 100),
    liked: np.randint(0, 2, 100),
  });
}
const FEATURES = ['height', 'age', 'income', 'considerate', 'distance'];

/** The rows of one part of the table. */
interface Rows {
  readonly x: Matrix;
  readonly y: Matrix;
}
interface LikedPlan {
  readonly preprocessing: { readonly target: Preprocessing['target'] };
  readonly model: Model;
  readonly train: Rows;
  readonly test: Rows;
  readonly fit: { readonly epochs: number; readonly batchSize: number; readonly seed: number };
}

/**
 * What `planTable` makes of the table, number by number (a test compares them): here the columns are known to be
 * numbers without gaps, and what understands any others would double what the page loads first.
 */
export function likedPlan(optimizer = 'adam'): LikedPlan {
  const table = likedTable();
  const numbers = (row: number): number[] => FEATURES.map((name) => Number(table.cell(row, name)));
  const { train, test } = splitRows(table.rows, { testSize: 0.2, randomState: 42 });
  const part = (rows: readonly number[]): Rows => ({
    x: fromRows(rows.map(numbers), FEATURES),
    y: fromRows(
      rows.map((row) => [Number(table.cell(row, 'liked'))]),
      ['liked'],
    ),
  });
  const scalings = FEATURES.map((_, column) => standard(train.map((row) => numbers(row)[column] ?? NaN)));
  const model = sequential([
    layers.dense({ units: 5, activation: 'relu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const fit = { epochs: 50, batchSize: 10, seed: 42 };
  model.build([FEATURES.length], fit.seed);
  const [input] = model.spec().inputs;
  if (input) {
    const scaling = {
      offset: scalings.map(({ offset }) => offset),
      divisor: scalings.map(({ divisor }) => divisor),
    };
    model.setScaling({ [input.name]: scaling }, { [input.name]: FEATURES });
  }
  return {
    preprocessing: { target: { name: 'liked', kind: 'binary', values: [0, 1] } },
    model,
    train: part(train),
    test: part(test),
    fit,
  };
}

/** Mean and standard deviation; the mean in two passes, so that its rounding does not add up. */
function standard(values: readonly number[]): { offset: number; divisor: number } {
  const n = values.length;
  const rough = values.reduce((sum, v) => sum + v, 0) / n;
  const offset = rough + values.reduce((sum, v) => sum + (v - rough), 0) / n;
  return { offset, divisor: Math.sqrt(values.reduce((sum, v) => sum + (v - offset) * (v - offset), 0) / n) };
}

function make({ optimizer = 'adam' }: Options): Run<Tensors> {
  const { model, train, fit } = likedPlan(optimizer);
  return model.run(train.x, train.y, { ...fit, epochs: fit.epochs + 51 });
}

/** The fifth of the rows that is held out. */
function holdOut(): HoldOut {
  const { preprocessing, train, test: rows } = likedPlan();
  return {
    x: Float64Array.from(rows.x.data),
    y: Float64Array.from(rows.y.data),
    accuracy: (actual, predicted) => {
      const verdict = judge(
        preprocessing,
        train.y,
        { ...train.y, data: actual, shape: [actual.length, 1] },
        [...predicted].map((p) => [p]),
      );
      return verdict.kind === 'classification' ? verdict.accuracy : NaN;
    },
  };
}

/** Five features, five units, one output. */
export const liked: Scenario = {
  id: 'liked',
  make,
  options: { optimizer: 'adam' },
  choices: [
    {
      name: 'optimizer',
      title: { en: 'Optimizer', 'zh-TW': '最佳化方法' },
      values: [
        { value: 'adam', text: { en: 'Adam', 'zh-TW': 'Adam' } },
        { value: 'sgd', text: { en: 'SGD', 'zh-TW': 'SGD' } },
      ],
    },
  ],
  epochs: 50,
  rowNames: null,
  things: { row: { en: 'row', 'zh-TW': '列' }, input: { en: 'input', 'zh-TW': '輸入' } },
  columns: {
    height: { en: 'Height', 'zh-TW': '身高' },
    age: { en: 'Age', 'zh-TW': '年齡' },
    income: { en: 'Income', 'zh-TW': '收入' },
    considerate: { en: 'Considerate', 'zh-TW': '體貼' },
    distance: { en: 'Distance', 'zh-TW': '距離' },
    liked: { en: 'Liked', 'zh-TW': '喜歡' },
  },
  loss: { en: 'cross-entropy', 'zh-TW': '交叉熵' },
  start: { step: 0, act: 3, rows: null },
  surface: { x: 1, y: 2 },
  holdOut,
};
