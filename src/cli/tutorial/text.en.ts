import { count, percent, plain } from '../numbers.ts';

/** What the tutorial says. Numbers come from the parts, where they are computed. */
export const english = {
  head: 'Gradsheet tutorial: a network you can follow cell by cell',
  intro: (folder: string) =>
    `Four short parts. Every number below is computed now, on this machine; the workbooks go to ${folder}.`,
  students: {
    title: '1  Five students, one neuron',
    story:
      'Five students have marks in English, math and science, and a return on investment. One neuron predicts the return: each mark times a weight, added up, plus a bias.',
    formula: 'prediction = english × w1 + math × w2 + science × w3 + bias',
    columns: ['student', 'english', 'math', 'science', 'return', 'prediction', 'error', 'error²'],
    epoch0: 'All weights begin at 0.33, the bias at 0. This is epoch 0:',
    mse: (value: string) => `MSE, the mean of error²: ${value}`,
    step: (rate: string) =>
      `Each row says how a weight should change: error × mark. The average over the five rows, times the learning rate (${rate}), is added to the weight. That is one step:`,
    stepRows: ['before', 'average change', 'after'],
    bias: 'bias',
    rates: (limit: string) =>
      `Again and again, in three ways. With rate 1 the loss grows: each step goes too far. The limit for these five students is ${limit}; below it the loss falls.`,
    runs: { wrong: 'misaligned, 1', full: 'rate 1', half: 'rate 0.5' },
    epoch: 'epoch',
    along: (n: number) => `epoch ${n}`,
    puzzle: (published: string) =>
      `The last column is the sheet of the original tutorial, which trains with rate 1 and shows ${published} at epoch 5. Its formulas are these:`,
    blank: '← I3 is blank: it should read $I$2',
    explain:
      'The bias stands in the first row only, and the formula was copied down. Rows B to E read the blank cells I3:I6, so their bias is 0. The loss falls all the same; nothing looks wrong.',
    converge: (epochs: number, mse: string) =>
      `With every cell right and half the rate, ${count(epochs)} epochs bring the MSE to ${mse}.`,
    predict: (marks: string, value: string) => `A new student with ${marks} gets a predicted return of ${value}.`,
    marks: (e: string, m: string, s: string) => `english ${e}, math ${m}, science ${s}`,
    sheet: {
      title: 'Five students, one neuron',
      misaligned: 'The misaligned sheet: the bias is in the first row only',
    },
  },
  xor: {
    title: '2  XOR: what one neuron cannot do',
    story: 'XOR is 1 where exactly one of a and b is 1. Can a line part the 1s from the 0s?',
    perceptron: (epochs: number, start: number, length: number) =>
      `Rosenblatt's perceptron moves its line at every mistake. Here it never ends: after ${epochs} epochs it is caught in a cycle. From step ${start} on, the same weights come again every ${length} steps:`,
    cycle: ['point', 'w1', 'w2', 'bias', 'mistake'],
    yes: 'yes',
    no: 'no',
    proof:
      'And here is why. This point is half of one 1 plus half of the other, and also half of one 0 plus half of the other. A line that parts the classes would have to part the point from itself:',
    layers: (epochs: number) =>
      `Two layers can do it. Four hidden tanh units and one sigmoid, ${count(epochs)} epochs of Adam:`,
    columns: ['a', 'b', 'a XOR b', 'prediction'],
    sheet: 'XOR: two layers',
  },
  liked: {
    title: '3  Will she like you? An honest answer',
    story:
      "100 people drawn with NumPy's generator and seed 42: the same numbers as the Python program, bit for bit. The first five:",
    split: (train: number, test: number) =>
      `${train} rows to train on and ${test} to test on, chosen as scikit-learn chooses them. Five relu units, one sigmoid, Adam, 50 epochs of batches of 10:`,
    columns: ['', 'first loss', 'last loss', 'test accuracy', 'baseline'],
    raw: 'as the data are',
    scaled: 'with --scale standard',
    scales: (column: string, times: number, other: string) =>
      `As the data are, ${column} varies ${count(times)} times as much as ${other}: the first loss is huge and the network spends its time on one column. Scaling brings them to one size.`,
    verdict: (right: number, rows: number, guess: number, low: number, high: number) =>
      `The scaled network gets ${right} of ${rows} right, ${percent(right / rows, rows)}. Is that good? One constant guess gets ${guess}. The exact 95 % interval for ${right} of ${rows} goes from ${percent(low, rows)} to ${percent(high, rows)}.`,
    coin: 'It has learned nothing, and nothing was there to learn: the labels are coin flips. An accuracy says little until it stands beside its baseline.',
    predict: (p: number) =>
      `Height 180, age 25, income 50,000, considerate, near: liked with probability ${plain(p, 2)}, says the network. Now you know what that is worth.`,
    sheet: 'Liked: the first epoch',
  },
  activations: {
    title: '4  Activation functions, and what they do to a gradient',
    story: 'Without them, layers upon layers are still one line. Their pictures from −4 to 4:',
    columns: ['function', 'range', 'slope at −5', 'at 0', 'at 5', 'after 10 layers'],
    ranges: { sigmoid: '0 … 1', tanh: '−1 … 1', relu: '0 … ∞', leakyRelu: '−∞ … ∞', softmax: '0 … 1, sum 1' },
    slopes: 'The slope is what a gradient is multiplied by on its way back. After ten layers, each at z = 2:',
    vanish: (sigmoid: string, relu: string) =>
      `The sigmoid leaves ${sigmoid} of the gradient: it vanishes. The relu leaves ${relu}, but a relu unit whose sum is negative for every row has slope 0 everywhere: it is dead, and no longer learns. The leaky relu keeps a little slope there.`,
    use: 'Hidden layers: relu or leaky relu, tanh in small networks. Output: sigmoid for two classes, softmax for more, none for a number. More in docs/activations.md.',
  },
  end: {
    files: 'Workbooks',
    states: {
      written: 'written',
      unchanged: 'unchanged',
      kept: 'you changed it, so it was left alone (--force replaces it)',
    },
    live: 'Open them in Excel, LibreOffice or Google Sheets. Every number is a formula: change a weight or the learning rate and watch the loss.',
    next: 'Now your own table:',
  },
};

export type TutorialText = typeof english;
