import { sequential, type Run, type Tensors } from 'gradsheet';
import { dense } from 'gradsheet/layers';
import { misalignedRun } from '../bench/misaligned.ts';
import type { Scenario } from '../bench/scenario.ts';

const marks = [
  [0.85, 0.5, 0.45],
  [0.65, 0.4, 0.35],
  [0.55, 0.75, 0.8],
  [0.35, 0.98, 0.97],
  [0.5, 0.9, 0.88],
];
const returns = [0.5, 0.39, 0.76, 0.92, 0.89];

/** One neuron with all weights 0.33 descends ½ error², so that Δw = mean(error · mark), as in the tutorial. */
function make(): Run<Tensors> {
  const model = sequential([dense({ units: 1, kernelInitializer: 'constant:0.33' })]);
  model.compile({ optimizer: { name: 'sgd', learningRate: 1 }, loss: 'halfSquaredError' });
  const x = { data: Float64Array.from(marks.flat()), shape: [5, 3], columns: ['english', 'math', 'science'] };
  const y = { data: Float64Array.from(returns), shape: [5, 1], columns: ['return'] };
  return model.run(x, y, { epochs: 201, batchSize: 5, shuffle: false });
}

/** Five students, three marks, four parameters. */
export const students: Scenario = {
  id: 'students',
  make,
  options: {},
  choices: [],
  misaligned: misalignedRun,
  epochs: 8,
  rowNames: ['A', 'B', 'C', 'D', 'E'],
  things: { row: { en: 'student', 'zh-TW': '學生' }, input: { en: 'mark', 'zh-TW': '分數' } },
  columns: {
    english: { en: 'English', 'zh-TW': '英文' },
    math: { en: 'Math', 'zh-TW': '數學' },
    science: { en: 'Science', 'zh-TW': '自然' },
    return: { en: 'Return', 'zh-TW': '報酬率' },
  },
  loss: { en: 'MSE', 'zh-TW': 'MSE' },
  start: { step: 0, act: 1, rows: null },
};
