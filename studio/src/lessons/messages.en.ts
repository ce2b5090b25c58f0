import type { TaskWords } from './lesson.ts';

type Words = Readonly<Record<string, TaskWords>>;
const line: Words = {
  mistake: {
    title: 'See a weight move',
    about: () =>
      'A perceptron multiplies its inputs by weights, adds a bias, and checks whether the result is above 0. Only a point on the wrong side moves the line.',
    ask: () => 'Step through the points until the weights change.',
    check: () => 'Waiting for a point on the wrong side',
    results: {
      moved: () =>
        'The point was on the wrong side, so its inputs were added to the weights, with the sign of its side.',
    },
  },
  settle: {
    title: 'Train until nothing moves',
    about: () =>
      'Each point on the wrong side moves the line a little. After an epoch (one pass over all points) without a mistake, the line stays where it is.',
    ask: () => 'Train until an epoch has no mistakes.',
    check: (f) => `Epoch ${f['epoch']}: ${f['seen']} of ${f['points']} points seen, ${f['mistakes']} wrong`,
    results: {
      settled: () =>
        'An epoch without a mistake: every point is on its side, and no step can change the weights any more.',
    },
  },
  proof: {
    title: 'Prove that a line exists',
    about: () =>
      'That the training stopped is one proof. Another is a line with a gap on both sides, checked with exact fractions.',
    ask: () => 'Press "Prove it" and read the proof.',
    check: () => 'The proof is checked with exact fractions, without a tolerance',
    button: 'Prove it',
    results: { shown: () => 'A line with a gap on both sides. You can check it: put in the points one by one.' },
  },
  uses: {
    title: 'What a line can decide',
    about: () =>
      'Spam filters and credit scores can be linear: each input votes for or against, and the votes are added up.',
    ask: () => 'Which of these cannot be decided by a line?',
    check: () => 'Choose one answer',
    options: {
      spam: 'Spam: each word votes for or against',
      loan: 'A loan: income counts for, debt against',
      switches: 'A lamp that two switches turn on and off',
    },
    hints: {
      spam: 'The votes of the words add up, so a line can decide this. Look for inputs that mean something different together.',
      loan: 'Income and debt add up, so a line can decide this. Look for inputs that mean something different together.',
    },
    results: {
      right: () =>
        'Right: each switch alone turns the lamp on, both together turn it off. What one switch means depends on the other.',
    },
  },
};

const xor: Words = {
  guess: {
    title: 'Will it ever stop?',
    about: () =>
      'The lamp with two switches: on when exactly one of them is pressed. The same perceptron starts with all weights 0.',
    ask: () => 'Will there ever be an epoch (one pass over all points) without mistakes?',
    check: () => 'Choose first, then press Step',
    options: { yes: 'Yes, after some epochs', no: 'No, never' },
  },
  circle: {
    title: 'Watch the weights come back',
    about: () =>
      'Look at the weights at the beginning of each epoch. The same weights at the same point lead to the same step.',
    ask: () => 'Step until an epoch begins with weights that an earlier epoch began with.',
    check: (f) => `Beginning of epoch ${f['epoch']}`,
    results: { circle: () => 'The same weights appear again: from here on everything repeats without end.' },
  },
  proof: {
    title: 'Prove that no line exists',
    about: () => 'Repeating weights show only that this method fails. That every line fails needs another proof.',
    ask: () => 'Press "Prove it" and check the proof by hand.',
    check: () => 'The midpoints of both classes are the same point',
    button: 'Prove it',
    results: {
      shown: () =>
        'The point halfway between the two "on" points is also halfway between the two "off" points. A line would have to have it on both sides.',
    },
  },
  layers: {
    title: 'Solve it with two layers',
    about: () =>
      'Two hidden units draw two lines, and the output combines them. The picture shows where the network predicts "on".',
    ask: () => 'Open the network and train until all four rows are right.',
    check: (f) => `${f['right']} of 4 rows right, loss ${f['loss']}`,
    results: { solved: () => 'All four rows are right: what one line cannot do, two lines together can.' },
  },
  unit: {
    title: 'Find the two lines',
    about: () =>
      'Each hidden unit is a neuron of the same kind as the perceptron: weights, a bias, a line. Its output bends smoothly from one side to the other.',
    ask: () => 'Click an output a of the first layer and look at the picture of its unit.',
    check: () => 'Click a₁ or a₂',
    results: {
      line: () =>
        'The line of that unit is where its two colors meet. The output adds up both units with its own weights.',
    },
  },
};

const activations: Words = {
  look: {
    title: 'Look at five functions',
    about: () =>
      'An activation function (here of a hidden layer) bends the weighted sum; without it, even many layers would make only one line. The dots are the weighted sums of this network.',
    ask: () => 'Choose each of the five functions under the picture: sigmoid, tanh, ReLU, leaky ReLU, softmax.',
    check: (f) => `${f['seen']} of 5 seen`,
    results: {
      seen: () =>
        'The solid curve is the function, the dashed curve its slope. Only softmax depends on all units together.',
    },
  },
  slope: {
    title: 'Where can sigmoid learn?',
    about: () =>
      'On its way back the gradient is multiplied by the slope. Where the curve is flat, almost nothing gets through.',
    ask: () => 'At which weighted sum does sigmoid let most of the gradient through?',
    check: () => 'Choose one answer',
    options: { low: 'z = −5', zero: 'z = 0', high: 'z = 5' },
    hints: { flat: 'There the curve is almost flat. Look at the dashed slope.' },
    results: { right: () => 'Right, and even there only a quarter gets through: 0.25.' },
  },
  vanish: {
    title: 'See a gradient vanish',
    about: (f) =>
      `Five hidden layers of sigmoid units. Each sigmoid lets at most a quarter of the gradient through: the gradient of the first layer is ${f['first']}, that of the last layer ${f['last']}.`,
    ask: () => 'Open the deep network and click a gradient of layer 1.',
    check: (f) => `The gradient of the last layer is ${f['times']} times as large`,
    results: { tiny: () => 'The first layer has only this small gradient to learn from, so its weights hardly move.' },
  },
  cure: {
    title: 'Fix it',
    about: () => 'Tanh has slope 1 at z = 0; ReLU and its variants have slope 1 for all positive sums.',
    ask: () => 'Choose another activation function in the bar above.',
    check: (f) => `Gradient of the first layer ${f['first']}, of the last layer ${f['last']}`,
    hints: {
      still:
        'The gradient of the first layer is still less than a hundredth of that of the last. Try another function.',
    },
    results: {
      cured: (f) => `Now the gradient of the first layer is ${f['first']}, of the same order as that of the last.`,
    },
  },
  dead: {
    title: 'Find the dead unit',
    about: () =>
      'ReLU gives 0 for every sum below 0, and its slope there is 0 too. A unit below 0 for every row gets no gradient.',
    ask: () => 'Open the network and click an output of the dead unit.',
    check: () => 'One of three units',
    hints: { alive: 'This unit still has an output above 0 for at least one row.' },
    results: {
      found: () => 'Its weighted sums are below 0 in all four rows: its outputs, gradients and changes are all 0.',
    },
  },
  revive: {
    title: 'Bring it back',
    about: () => 'Below 0, leaky ReLU lets a fifth through, so some gradient gets through too.',
    ask: () => 'Choose an activation function with which no unit is dead.',
    check: () => 'All three units must get a gradient',
    hints: { still: 'There is still a unit without a gradient.' },
    results: { alive: () => 'Its gradient is no longer 0: from now on it learns.' },
  },
};

const students: Words = {
  guess: {
    title: 'Predict which way w₂ moves',
    about: () =>
      'Five students, four parameters; all weights start at 0.33, the bias at 0. The error y − ŷ is how much is still missing.',
    ask: () => 'Which way will w₂, the weight of Math, move in the first step?',
    check: () => 'Choose first, then press Step',
    options: { up: 'Up', down: 'Down', same: 'It stays the same' },
  },
  step: {
    title: 'Take one step and check it',
    about: () =>
      'A weight changes by the learning rate times the mean of error × mark. Students with a high mark and a large error change it most.',
    ask: (f) => (f['stepped'] ? 'Click w₂ and read its working.' : 'Press Step.'),
    check: (f) => (f['stepped'] ? `w₂ went from ${f['from']} to ${f['to']}` : 'No step yet'),
    results: {
      right: (f) => `w₂ moved ${f['way']}, by ${f['by']}, as you predicted.`,
      wrong: (f) => `w₂ moved ${f['way']}, by ${f['by']}, not as you predicted: look at the signs in the column Δw₂.`,
      seen: (f) => `w₂ moved ${f['way']}, by ${f['by']}.`,
    },
  },
  falls: {
    title: 'Make the loss fall three times in a row',
    about: (f) =>
      f['rose']
        ? `Every formula is right, yet the loss went from ${f['first']} to ${f['now']}. The direction is right, but each step overshoots.`
        : `The loss was ${f['first']} at the beginning and is ${f['now']} now, with learning rate ${f['rate']}.`,
    ask: (f) => (f['rose'] ? 'Choose another learning rate and take three steps.' : 'Take steps and watch the loss.'),
    check: (f) => `${f['count']} of 3 steps down in a row`,
    results: { fell: () => 'Three steps down in a row. Below the limit every step gets closer, though slowly.' },
  },
  misaligned: {
    title: 'Find the misaligned cell',
    about: () =>
      'The same training, typed into a sheet by hand. Its loss falls nicely, although one formula was copied wrongly.',
    ask: () => 'Open that sheet and click the first cell that is wrong.',
    check: () => 'Compare the formulas of students A and B',
    button: 'Open the misaligned sheet',
    hints: {
      first: 'The formula of student A is right. Compare it with that of student B.',
      earlier: 'This formula is right; what it reads may not be. Look further left.',
      right: 'This formula is right. Compare the formulas of students A and B.',
    },
    results: {
      found: () =>
        'Found: the predictions of students B to E do not add the bias. When the formula is copied down, it reads the blank cells below the bias.',
    },
  },
  predict: {
    title: 'Predict a new student',
    about: () => 'A trained neuron is four numbers. With them you can predict a student it has never seen.',
    ask: () => 'Compute ŷ by hand from the marks below and the weights on the bench, and enter it.',
    check: () => 'Within 0.005',
    hints: {
      far: 'Not yet: each mark times its weight, all added, and the bias.',
      number: 'Type a number such as 0.73.',
    },
    results: { right: (f) => `Right: ${f['formula']} = ${f['value']}` },
  },
};

const liked: Words = {
  guess: {
    title: 'Guess the result first',
    about: () =>
      'A table of 100 people: height, age, income, considerate, distance, and whether they are liked. 80 rows are for training, 20 for testing.',
    ask: () => 'How many of the 20 test rows will the network get right?',
    check: () => 'Choose first, then press Step',
    options: { ten: 'About 10', fifteen: 'About 15', twenty: 'Nearly all' },
  },
  train: {
    title: 'Train 50 epochs',
    about: (f) =>
      `Five standardized features; five ReLU units; one output; Adam on batches of 10 rows. An epoch is one pass over all 80 rows. The loss of this batch is ${f['loss']}.`,
    ask: () => 'Play, or drag the timeline to epoch 50.',
    check: (f) => `Epoch ${f['epoch']} of 50`,
    results: { trained: () => 'The training loss fell. That alone shows nothing about new rows.' },
  },
  verdict: {
    title: 'Compare with the baseline',
    about: () =>
      'Always guessing the same class also gets some rows right. A network has learned something only if it is clearly better.',
    ask: () => 'See how it does on the 20 rows it has never seen.',
    check: () => 'The test result compared with always guessing the same class',
    button: 'Show the result',
    results: { shown: (f) => f['sentence'] ?? '' },
  },
  why: {
    title: 'Find the reason',
    about: () => 'More layers and more epochs lower the training loss further. The test loss does not follow.',
    ask: () => 'Why can no model beat guessing here?',
    check: () => 'Choose one answer',
    options: {
      layers: 'The network has too few layers',
      epochs: '50 epochs are too few',
      coins: 'The column "liked" was made by flipping a coin',
    },
    hints: {
      layers: 'More layers only memorize the 80 rows. Look at how the table was made.',
      epochs: 'More epochs only memorize the 80 rows. Look at how the table was made.',
    },
    results: {
      right: () => 'Right: the column "liked" was drawn at random, so the other columns hold no information about it.',
    },
  },
  code: {
    title: 'Read the same program twice',
    about: () =>
      'What you saw on the bench is a program of a dozen lines. In TypeScript it runs in this page, in Keras it runs in Python, on the same rows in the same order.',
    ask: () => 'Open both and find the line with the five units.',
    check: () => 'TypeScript and Keras side by side',
    button: 'Show the code',
    results: {
      shown: () =>
        'layers.dense({ units: 5, activation: "relu" }) and Dense(5, activation="relu") are the five columns of the bench.',
    },
  },
};

const own: Words = {
  load: {
    title: 'Open a table of your own',
    about: () => 'Any table will do: CSV, TSV or a workbook. It stays on this computer.',
    ask: () => 'Open "Your data" and drop a file there.',
    check: () => 'Waiting for a table',
    button: 'Open your data',
  },
  train: {
    title: 'Choose a target and train',
    about: () => 'The column to predict decides the task: a number, two classes, or more.',
    ask: () => 'Choose the target column and train.',
    check: () => 'Waiting for the training to end',
    button: 'Continue with your data',
  },
  judge: {
    title: 'Compare with the baseline',
    about: () => 'The result is shown above the charts, even if it is disappointing.',
    ask: () => 'Read the result on the rows the network has never seen. Which is it?',
    check: () => 'Choose an answer',
    button: 'Continue with your data',
    options: { better: 'Better than the baseline', not: 'Not better than the baseline' },
    hints: { look: 'Read the title of the result; the chart of the interval shows why.' },
  },
  predict: {
    title: 'Predict one row',
    about: () => 'Enter a realistic row; you will see how the prediction is computed.',
    ask: () => 'Predict a row of your own.',
    check: () => 'Waiting for a prediction',
    button: 'Continue with your data',
  },
};

export const en = {
  lesson: (n: number, of: number): string => `Lesson ${n} of ${of}`,
  choose: 'Choose a lesson',
  titles: [
    'A neuron draws a line',
    'XOR: two layers can do it',
    'Activation functions',
    'Training in a spreadsheet',
    'A network on a table',
    'Your data',
  ],
  tasks: [line, xor, activations, students, liked, own] as readonly Words[],
  open: 'Open on the bench',
  collapse: 'Hide the lesson',
  unfold: 'Show the lesson',
  state: { done: 'done', now: 'now', todo: 'to do' },
  again: 'Do it again',
  next: (title: string): string => `Next: ${title}`,
  finished: 'All tasks of this lesson are done.',
  right: 'Done',
  hint: 'Hint',
  predictForm: {
    english: 'English',
    math: 'Math',
    science: 'Science',
    answer: 'Your ŷ',
    check: 'Check',
    misaligned: 'The misaligned sheet is open. Its weights come from wrong predictions.',
    back: 'Back to the right training',
  },
  proof: {
    working: 'Proving …',
    failed: 'The proof could not be computed here.',
    line: (formula: string): string => `${formula} is above 0 for one side and below 0 for the other.`,
    margin: (margin: string): string => `Put in any point: the result is at least ${margin} away from 0.`,
    point: (point: string): string => `Both classes meet in the point ${point}:`,
    mix: (sum: string): string => `= ${sum}`,
    row: (row: string): string => `point ${row}`,
    value: (v: string): string => `${v}`,
  },
  verdict: {
    working: 'Testing …',
    worse: (right: number, rows: number, guess: number): string =>
      `Not better than the baseline: ${right} of ${rows} right; always guessing the same class gets ${guess}.`,
    better: (right: number, rows: number, guess: number): string =>
      `Better than the baseline: ${right} of ${rows} right; always guessing the same class gets ${guess}.`,
    interval: (low: string, high: string): string => `95% confidence interval for the accuracy: ${low} to ${high}.`,
  },
  code: {
    typescript: 'TypeScript',
    keras: 'Keras (Python)',
    title: 'The same program in TypeScript and in Keras',
    close: 'Close',
  },
};
export type LessonWords = typeof en;
