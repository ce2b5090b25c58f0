import { sequential, type Run, type Tensors } from 'gradsheet';
import { dense } from 'gradsheet/layers';
import { plainThings, type Choice, type Options, type Scenario } from '../bench/scenario.ts';
import { either } from './points.ts';

const functions: Choice = {
  name: 'activation',
  title: { en: 'Activation', 'zh-TW': '激活函數' },
  values: ['sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'softsign', 'linear'].map((value) => ({
    value,
    text: {
      en: value === 'leakyRelu' ? 'leaky ReLU' : value === 'relu' ? 'ReLU' : value === 'elu' ? 'ELU' : value,
      'zh-TW': value === 'leakyRelu' ? 'Leaky ReLU' : value === 'relu' ? 'ReLU' : value === 'elu' ? 'ELU' : value,
    },
  })),
};
const methods: Choice = {
  name: 'optimizer',
  title: { en: 'Optimizer', 'zh-TW': '最佳化方法' },
  values: [
    { value: 'sgd', text: { en: 'SGD', 'zh-TW': 'SGD' } },
    { value: 'adam', text: { en: 'Adam', 'zh-TW': 'Adam' } },
  ],
};

interface Net {
  readonly hidden: readonly number[];
  readonly seed: number;
  readonly rate: number;
  readonly weights?: Readonly<Record<string, readonly number[]>>;
}

const make = (
  { hidden, seed, rate, weights }: Net,
  { activation = 'tanh', optimizer = 'sgd' }: Options,
): Run<Tensors> => {
  const model = sequential([
    ...hidden.map((units) => dense({ units, activation })),
    dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({
    optimizer: { name: optimizer, learningRate: optimizer === 'adam' ? 0.05 : rate },
    loss: 'binaryCrossentropy',
  });
  model.build([2], seed);
  if (weights) model.setWeights(weights);
  const x = { data: Float64Array.from(either.x.flat()), shape: [4, 2], columns: ['x₁', 'x₂'] };
  const y = { data: Float64Array.from(either.y), shape: [4, 1], columns: ['y'] };
  return model.run(x, y, { epochs: 2001, batchSize: 4, shuffle: false, seed });
};

const network = (id: string, net: Net, options: Options, epochs: number): Scenario => ({
  id,
  make: (o) => make(net, o),
  options,
  choices: [functions, methods],
  epochs,
  rowNames: ['00', '01', '10', '11'],
  things: plainThings,
  columns: {},
  loss: { en: 'cross-entropy', 'zh-TW': '交叉熵' },
  start: { step: 0, act: 3, rows: null },
  surface: { x: 0, y: 1 },
});

/** Two units and one: enough for XOR. */
export const xorNet = network(
  'xor-net',
  { hidden: [2], seed: 4, rate: 1 },
  { activation: 'tanh', optimizer: 'sgd' },
  100,
);
/** Layer behind layer of sigmoids: the slopes of each are at most a quarter. */
export const deep = network(
  'deep',
  { hidden: [3, 3, 3, 3, 3], seed: 5, rate: 0.5 },
  { activation: 'sigmoid', optimizer: 'sgd' },
  50,
);
/** Its second hidden unit is below 0 for all four rows. */
export const dead = network(
  'dead',
  {
    hidden: [3],
    seed: 1,
    rate: 0.5,
    weights: {
      'dense/kernel': [1, 0.6, -0.8, -1, 0.5, 1.1],
      'dense/bias': [0.1, -2, 0.05],
      'dense_1/kernel': [0.9, 0.7, 0.8],
      'dense_1/bias': [-0.2],
    },
  },
  { activation: 'relu', optimizer: 'sgd' },
  50,
);
