import { NumpyRandom, Table, type Run, type Tensors } from 'gradsheet';
import { judge, planTable, type TablePlan } from 'gradsheet/table';
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
export const likedPlan = (optimizer = 'adam'): TablePlan =>
  planTable(likedTable(), {
    target: 'liked',
    hidden: [{ units: 5, activation: 'relu' }],
    scale: 'standard',
    testSize: 0.2,
    splitSeed: 42,
    epochs: 50,
    batchSize: 10,
    seed: 42,
    optimizer,
  });

function make({ optimizer = 'adam' }: Options): Run<Tensors> {
  const { model, train, fit } = likedPlan(optimizer);
  return model.run(train.x, train.y, { ...fit, epochs: fit.epochs + 51 });
}

/** The fifth of the rows that is held out. */
function holdOut(): HoldOut {
  const { preprocessing, train, test } = likedPlan();
  const rows = test ?? train;
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
