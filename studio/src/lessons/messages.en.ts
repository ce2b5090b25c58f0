import type { TaskWords } from './lesson.ts';

type Words = Readonly<Record<string, TaskWords>>;
const line: Words = {
  mistake: {
    title: 'See a weight move',
    about: () =>
      'A perceptron adds its weighted inputs to a bias and asks one thing: above 0, or not? Only a point on the wrong side moves the line.',
    ask: () => 'Step through the points until the weights change.',
    check: () => 'Waiting for a point on the wrong side',
    results: {
      moved: () =>
        'The point was on the wrong side, so its inputs were added to the weights, with the sign of its side.',
    },
  },
  settle: {
    title: 'Go on until nothing moves',
    about: () =>
      'Each wrong point pulls the line a little. When a whole epoch passes without a mistake, the line stays for ever.',
    ask: () => 'Train until an epoch has no mistakes.',
    check: (f) => `Epoch ${f['epoch']}: ${f['mistakes']} mistakes in ${f['seen']} of ${f['points']} points`,
    results: {
      settled: () =>
        'An epoch without a mistake: every point is on its side, and no step can change the weights any more.',
    },
  },
  proof: {
    title: 'Prove that a line exists',
    about: () =>
      'That the training ended is one proof. Another is a line with room on both sides, checked in exact fractions.',
    ask: () => 'Ask for the proof and read it.',
    check: () => 'The proof is checked in exact arithmetic, without tolerance',
    button: 'Prove it',
    results: { shown: () => 'A line with a gap: whoever doubts it can put in the points, one after the other.' },
  },
  uses: {
    title: 'What a line can decide',
    about: () =>
      'Spam filters, credit scores and the first word counters are linear: each input speaks for or against, and the votes add up.',
    ask: () => 'Which of these can no line decide?',
    check: () => 'One answer',
    options: {
      spam: 'Spam: each word speaks for or against',
      loan: 'A loan: income counts for, debt against',
      switches: 'A lamp that two switches turn on and off',
    },
    hints: {
      spam: 'Words add up, so a line can. Look for inputs that mean different things together.',
      loan: 'Income and debt add up, so a line can. Look for inputs that mean different things together.',
    },
    results: {
      right: () =>
        'Right: each switch alone turns the lamp on, both together turn it off. What one switch means depends on the other.',
    },
  },
};

const xor: Words = {
  guess: {
    title: 'Will it come to rest?',
    about: () =>
      'The lamp with two switches: on when exactly one of them is pressed. The same perceptron starts with all weights 0.',
    ask: () => 'Will an epoch without mistakes come?',
    check: () => 'Step opens when you have chosen',
    options: { yes: 'Yes, after some epochs', no: 'No, never' },
  },
  circle: {
    title: 'Watch the weights come back',
    about: () =>
      'Look at the weights at the beginning of each epoch. The same weights before the same point lead to the same step.',
    ask: () => 'Step until the weights at the beginning of an epoch were there before.',
    check: (f) => `Beginning of epoch ${f['epoch']}`,
    results: { circle: () => 'The weights are back where they were: from here everything repeats, for ever.' },
  },
  proof: {
    title: 'Prove that no line exists',
    about: () => 'Going round in a circle says that this rule fails. That every line fails needs a proof of its own.',
    ask: () => 'Ask for the proof and check it by hand.',
    check: () => 'Both halves meet in one point',
    button: 'Prove it',
    results: {
      shown: () =>
        'Halfway between the two "on" points and halfway between the two "off" points is the same place. A line would have to have it on both sides.',
    },
  },
  layers: {
    title: 'Let two layers do it',
    about: () =>
      'Two hidden units draw two lines, and the output joins them. The picture shows where the network says "on".',
    ask: () => 'Open the network and train until all four rows are right.',
    check: (f) => `${f['right']} of 4 rows right, loss ${f['loss']}`,
    results: { solved: () => 'All four rows are right: what no line can do, two lines together can.' },
  },
  unit: {
    title: 'Find the two lines',
    about: () =>
      'Each hidden unit is a neuron of the same kind as the perceptron: weights, a bias, a line. Its output bends smoothly from one side to the other.',
    ask: () => 'Click an output a of the first layer and look at the picture of its unit.',
    check: () => 'Waiting for a click on a₁ or a₂',
    results: {
      line: () =>
        'The line of that unit is the middle of its colours. The output adds both units with its own weights.',
    },
  },
};

const activations: Words = {
  look: {
    title: 'Look at five functions',
    about: () =>
      'An activation function (of a hidden layer) bends the weighted sum; without it, layers behind layers would still be one line. The dots are the sums of this network.',
    ask: () => 'Choose each of the five functions under the picture: sigmoid, tanh, ReLU, leaky ReLU, softmax.',
    check: (f) => `${f['seen']} of 5 seen`,
    results: {
      seen: () => 'Solid is the function, dashed its slope. Softmax is the one that looks at all units together.',
    },
  },
  slope: {
    title: 'Where does sigmoid learn?',
    about: () => 'A gradient passes back through the slope. Where the curve is flat, almost nothing passes.',
    ask: () => 'At which weighted sum does sigmoid pass the most?',
    check: () => 'One answer',
    options: { low: 'z = −5', zero: 'z = 0', high: 'z = 5' },
    hints: { flat: 'There the curve is almost flat. Look at the dashed slope.' },
    results: { right: () => 'Right, and even there it passes only a quarter: 0.25.' },
  },
  vanish: {
    title: 'See a gradient vanish',
    about: (f) =>
      `Five hidden layers of sigmoids. Behind each slope at most a quarter is left: the gradient of the first layer is ${f['first']}, of the last one ${f['last']}.`,
    ask: () => 'Open the deep network and click a gradient of layer 1.',
    check: (f) => `The gradient of the last layer is ${f['times']} times as large`,
    results: { tiny: () => 'That is what the first layer has to learn from. Its weights hardly move.' },
  },
  cure: {
    title: 'Cure it',
    about: () => 'Tanh has slope 1 in its middle, ReLU and its relatives have slope 1 on a whole side.',
    ask: () => 'Choose another activation function in the bar above.',
    check: (f) => `First layer ${f['first']}, last layer ${f['last']}`,
    hints: { still: 'The first layer still gets less than a hundredth of the last. Try another one.' },
    results: { cured: (f) => `Now the first layer gets ${f['first']}, of the same order as the last.` },
  },
  dead: {
    title: 'Find the dead unit',
    about: () =>
      'ReLU gives 0 for every sum below 0, and its slope there is 0 too. A unit below 0 for every row gets no gradient.',
    ask: () => 'Open the network and click an output of the unit that is dead.',
    check: () => 'One of three units',
    hints: { alive: 'This unit still gives something for one of the rows.' },
    results: {
      found: () => 'Its sums are below 0 in all four rows: its outputs, its gradients and its changes are 0.',
    },
  },
  revive: {
    title: 'Bring it back',
    about: () => 'Leaky ReLU lets a fifth through below 0, so that a gradient passes.',
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
      'Five students, four parameters; all weights start at 0.33, the bias at 0. The errors show what is missing: y − ŷ.',
    ask: () => 'Which way will w₂, the weight of Math, move in the first step?',
    check: () => 'Step opens when you have chosen',
    options: { up: 'Up', down: 'Down', same: 'It stays' },
  },
  step: {
    title: 'Take one step and check it',
    about: () => 'A weight moves by the rate times the mean of error × mark. Large marks with a large error pull most.',
    ask: (f) => (f['stepped'] ? 'Click w₂ and read its working.' : 'Press Step.'),
    check: (f) => (f['stepped'] ? `w₂ went from ${f['from']} to ${f['to']}` : 'No step yet'),
    results: {
      right: (f) => `w₂ moved ${f['way']}, by ${f['by']}, as you said.`,
      wrong: (f) => `w₂ moved ${f['way']}, by ${f['by']}, not as you said: look at the signs in its column Δw₂.`,
      seen: (f) => `w₂ moved ${f['way']}, by ${f['by']}.`,
    },
  },
  falls: {
    title: 'Make the loss fall three times in a row',
    about: (f) =>
      f['rose']
        ? `Every formula is right, yet the loss went from ${f['first']} to ${f['now']}. The direction is fine; each step goes too far.`
        : `The loss was ${f['first']} at the beginning and is ${f['now']} now, with learning rate ${f['rate']}.`,
    ask: (f) => (f['rose'] ? 'Choose another learning rate and take three steps.' : 'Take steps and watch the loss.'),
    check: (f) => `${f['count']} of 3 falls in a row`,
    results: { fell: () => 'Three falls in a row. Below the limit every step comes nearer, if slowly.' },
  },
  misaligned: {
    title: 'Find the misaligned cell',
    about: () =>
      'The same training, typed into a sheet by hand. Its loss falls nicely, and yet one formula was copied wrongly.',
    ask: () => 'Open that sheet and click the first cell that is wrong.',
    check: () => 'Compare the formulas of rows A and B',
    button: 'Open the misaligned sheet',
    hints: {
      first: 'Row A is right. Compare it with the row below.',
      earlier: 'This formula is right; what it reads may not be. Look further left.',
      right: 'This formula is right. Compare the formulas of rows A and B.',
    },
    results: {
      found: () =>
        'Found: the predictions of B to E do not add the bias; copied down, their formulas read the blank cells below it.',
    },
  },
  predict: {
    title: 'Predict a new student',
    about: () => 'A trained neuron is four numbers. With them you can predict a student whom it never saw.',
    ask: () => 'Compute ŷ by hand from the marks and the weights on the bench, and type it.',
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
      'A table of 100 people: height, age, income, considerate, distance, and whether somebody liked them. 80 rows train, 20 test.',
    ask: () => 'How many of the 20 test rows will the network get right?',
    check: () => 'Step opens when you have chosen',
    options: { ten: 'About 10', fifteen: 'About 15', twenty: 'Nearly all' },
  },
  train: {
    title: 'Train 50 epochs',
    about: (f) =>
      `Five features, scaled; five ReLU units; one output; Adam on batches of 10 rows. The loss of this batch is ${f['loss']}.`,
    ask: () => 'Play, or drag the timeline to epoch 50.',
    check: (f) => `Epoch ${f['epoch']} of 50`,
    results: { trained: () => 'The training loss fell. That alone says nothing about new rows.' },
  },
  verdict: {
    title: 'Compare with the baseline',
    about: () =>
      'Always guessing one class gets some rows right, too. A network is worth something only if it is clearly better.',
    ask: () => 'Ask for the verdict on the 20 rows it never saw.',
    check: () => 'Test rows beside one constant guess',
    button: 'Show the verdict',
    results: { shown: (f) => f['sentence'] ?? '' },
  },
  why: {
    title: 'Say why',
    about: () => 'More layers and more epochs lower the training loss further. The test does not follow.',
    ask: () => 'Why can nothing beat a coin here?',
    check: () => 'One answer',
    options: {
      layers: 'The network has too few layers',
      epochs: '50 epochs are too few',
      coins: 'The column "liked" was drawn like a coin',
    },
    hints: {
      layers: 'More layers only learn the 80 rows by heart. Look at how the table was made.',
      epochs: 'More epochs only learn the 80 rows by heart. Look at how the table was made.',
    },
    results: { right: () => 'Right: the label was drawn at random, so no column knows anything about it.' },
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
    ask: () => 'Open "Own data" and drop a file there.',
    check: () => 'Waiting for a table',
    button: 'Open own data',
  },
  train: {
    title: 'Choose a target and train',
    about: () => 'The column to predict decides the rest: a number, two classes, or more.',
    ask: () => 'Choose the target column and train.',
    check: () => 'Waiting for a training to end',
    button: 'Go on with own data',
  },
  judge: {
    title: 'Compare with the baseline',
    about: () => 'The verdict stands above the charts, also when it disappoints.',
    ask: () => 'Read the verdict on the rows it never saw. Which is it?',
    check: () => 'Waiting for your reading',
    button: 'Go on with own data',
    options: { better: 'Better than the baseline', not: 'Not better than the baseline' },
    hints: { look: 'The title of the verdict says it, and the interval shows why.' },
  },
  predict: {
    title: 'Predict one row',
    about: () => 'Type a row as you would meet it in life; the arithmetic is shown.',
    ask: () => 'Predict a row of your own.',
    check: () => 'Waiting for a prediction',
    button: 'Go on with own data',
  },
};

export const en = {
  lesson: (n: number, of: number): string => `Lesson ${n} of ${of}`,
  choose: 'Choose a lesson',
  titles: [
    'A neuron draws a line',
    'XOR: two layers can',
    'Activation functions',
    'Training in a spreadsheet',
    'A network on a table',
    'Your own data',
  ],
  tasks: [line, xor, activations, students, liked, own] as readonly Words[],
  open: 'Open it on the bench',
  collapse: 'Fold the lesson',
  unfold: 'Show the lesson',
  state: { done: 'done', now: 'now', todo: 'to do' },
  again: 'Do it again',
  next: (title: string): string => `Next: ${title}`,
  finished: 'All tasks of this lesson are done.',
  right: 'Done',
  hint: 'Hint',
  predictForm: { english: 'English', math: 'Math', science: 'Science', answer: 'Your ŷ', check: 'Check' },
  proof: {
    working: 'Proving …',
    failed: 'The proof could not be made here.',
    line: (formula: string): string => `${formula} is above 0 for one side and below 0 for the other.`,
    margin: (margin: string): string => `Every point is at least ${margin} away from 0.`,
    point: (point: string): string => `Both classes meet in the point ${point}:`,
    mix: (sum: string): string => `= ${sum}`,
    row: (row: string): string => `point ${row}`,
    value: (v: string): string => `${v}`,
  },
  verdict: {
    working: 'Testing …',
    worse: (right: number, rows: number, guess: number): string =>
      `Not better than the baseline: ${right} of ${rows} right, one constant guess gets ${guess}.`,
    better: (right: number, rows: number, guess: number): string =>
      `Better than the baseline: ${right} of ${rows} right, one constant guess gets ${guess}.`,
    interval: (low: string, high: string): string =>
      `With 95 % certainty the accuracy on such rows lies between ${low} and ${high}.`,
  },
  code: {
    typescript: 'TypeScript',
    keras: 'Keras (Python)',
    title: 'The same program in TypeScript and in Keras',
    close: 'Close',
  },
};
export type LessonWords = typeof en;
