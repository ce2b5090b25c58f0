import { count, percent, plain } from '../numbers.ts';

/** The texts of the tutorial. Numbers come from the parts, where they are computed. */
export const english = {
  head: 'Gradsheet tutorial: a network you can follow cell by cell',
  intro: (folder: string) =>
    `Four short parts. Every number below is computed now, on this machine; the workbooks go to ${folder}.`,
  students: {
    title: '1  Five students, one neuron',
    story:
      'Five students have marks in English, math and science, and a return on investment. One neuron predicts the return: each mark is multiplied by a weight, the products are added up, and a bias is added.',
    formula: 'prediction = english × w1 + math × w2 + science × w3 + bias',
    columns: ['student', 'english', 'math', 'science', 'return', 'prediction', 'error', 'squared error'],
    epoch0:
      'All weights start at 0.33, the bias at 0. An epoch is one pass over all rows. This is epoch 0, before any training:',
    mse: (value: string) => `MSE (mean squared error): ${value}`,
    step: (rate: string) =>
      `Each row gives a change for each weight: error × mark. The average over the five rows, times the learning rate (${rate}), is added to the weight. That is one step:`,
    stepRows: ['before', 'average change', 'after'],
    bias: 'bias',
    rates: (limit: string) =>
      `Repeat this step, in three versions. With learning rate 1 the loss grows: each step overshoots. The limit for these five students is ${limit}; below it the loss falls.`,
    runs: { wrong: 'misaligned, rate 1', full: 'rate 1', half: 'rate 0.5' },
    epoch: 'epoch',
    along: (n: number) => `epoch ${n}`,
    puzzle: (published: string) =>
      `The last column is the sheet of the original tutorial, which trains with learning rate 1 and shows ${published} at epoch 5. These are its formulas:`,
    blank: '← I3 is blank: the formula should use $I$2',
    explain:
      'The bias is in the first row only, and the formula was copied down. The formulas of students B to E read the blank cells I3:I6, so their bias is 0. The loss still falls, so nothing looks wrong.',
    converge: (epochs: number, mse: string) =>
      `With the right formulas and half the learning rate, the MSE is ${mse} after ${count(epochs)} epochs.`,
    predict: (marks: string, value: string) => `A new student with ${marks} gets a predicted return of ${value}.`,
    marks: (e: string, m: string, s: string) => `english ${e}, math ${m}, science ${s}`,
    sheet: {
      title: 'Five students, one neuron',
      misaligned: 'The misaligned sheet: the bias is in the first row only',
    },
  },
  xor: {
    title: '2  XOR: what one neuron cannot do',
    story: 'XOR is 1 where exactly one of a and b is 1. Can one line separate the 1s from the 0s?',
    perceptron: (epochs: number, start: number, length: number) =>
      `Rosenblatt's perceptron moves its line after every wrong answer. Here it never stops: after ${epochs} epochs it goes round in a cycle. From step ${start} on, the same weights return every ${length} steps:`,
    cycle: ['point', 'w1', 'w2', 'bias', 'wrong'],
    yes: 'yes',
    no: 'no',
    proof:
      'Why is that? This point is halfway between the two 1s, and also halfway between the two 0s. A line that separates the classes would need this point on both sides at once, which is impossible:',
    layers: (epochs: number) =>
      `Two layers can do it: four hidden tanh units and one sigmoid unit, trained with Adam for ${count(epochs)} epochs:`,
    columns: ['a', 'b', 'a XOR b', 'prediction'],
    sheet: 'XOR: two layers',
  },
  liked: {
    title: '3  Who is liked? Compare with a baseline',
    story:
      "100 people, generated with NumPy's random numbers (random seed 42): bit-identical to those of the Python program. The first five:",
    split: (train: number, test: number) =>
      `${train} rows for training and ${test} for testing, split as scikit-learn does. Five relu units, one sigmoid unit, Adam, 50 epochs, batches of 10 rows:`,
    columns: ['', 'initial loss', 'final loss', 'test accuracy', 'baseline'],
    raw: 'unscaled',
    scaled: 'with --scale standard',
    scales: (column: string, times: number, other: string) =>
      `Without scaling, ${column} varies ${count(times)} times as much as ${other}: the initial loss is huge, and this one column outweighs all others. Scaling brings all columns to a similar size.`,
    verdict: (right: number, rows: number, guess: number, low: number, high: number) =>
      `The scaled network gets ${right} of ${rows} right, ${percent(right / rows, rows)}. Is that good? Always guessing the same class gets ${guess} right. The exact 95% confidence interval for ${right} of ${rows} is ${percent(low, rows)} to ${percent(high, rows)}.`,
    coin: 'It has learned nothing, because there was nothing to learn: the labels are coin flips. Always compare an accuracy with its baseline.',
    predict: (p: number) =>
      `Height 180, age 25, income 50,000, considerate, near: the network predicts "liked" with probability ${plain(p, 2)}. You know now that this number means nothing.`,
    sheet: 'Liked: the first epoch',
  },
  activations: {
    title: '4  Activation functions and the gradient',
    story: 'Without them, any number of layers together is still one line. Their graphs from −4 to 4:',
    columns: ['function', 'range', 'slope at −5', 'at 0', 'at 5', 'after 10 layers'],
    ranges: { sigmoid: '0 … 1', tanh: '−1 … 1', relu: '0 … ∞', leakyRelu: '−∞ … ∞', softmax: '0 … 1, sum 1' },
    slopes:
      'On its way back, a gradient is multiplied by the slope of each layer. What is left after ten layers, each at z = 2:',
    vanish: (sigmoid: string, relu: string) =>
      `With sigmoid, ${sigmoid} of the gradient is left: it vanishes. With relu, ${relu} is left; but if the weighted sum of a relu unit is negative for every row, its slope is 0 everywhere: the unit is dead and no longer learns. Leaky relu keeps a small slope there.`,
    use: 'Hidden layers: relu or leaky relu, tanh in small networks. Output layer: sigmoid for two classes, softmax for more, none for a number. More in docs/activations.md.',
  },
  end: {
    files: 'Workbooks',
    states: {
      written: 'written',
      unchanged: 'unchanged',
      kept: 'you changed it, so it was left as it is (--force overwrites it)',
    },
    live: 'Open them in Excel, LibreOffice or Google Sheets. Every number is a formula: change a weight or the learning rate and watch the loss.',
    next: 'Now try your own table:',
  },
};

export type TutorialText = typeof english;
