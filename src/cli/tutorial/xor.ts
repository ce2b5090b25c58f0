import { layers, reference, sequential } from '../../index.ts';
import { trainPerceptron } from '../../nn/perceptron.ts';
import { separable } from '../../separable.ts';
import { writeSheet } from '../../sheet.ts';
import { fixed, signed, type Tour } from './tour.ts';

const points = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const labels = [0, 1, 1, 0] as const;
const EPOCHS = 300;

/** What one neuron cannot do, with its proof, and what two layers can. */
export async function xorPart(tour: Tour): Promise<object> {
  const {
    text: { xor: t },
    style,
    language,
  } = tour;
  tour.title(t.title);
  tour.say(t.story);
  tour.lines(['b = 1 │ 1   0', 'b = 0 │ 0   1', '      └───────', '    a = 0   1'].join('\n'));

  const perceptron = await trainPerceptron(reference, points, labels);
  const cycle = perceptron.cycle ?? { start: 0, length: 0, states: [] };
  tour.say(t.perceptron(perceptron.epochs, cycle.start + 1, cycle.length));
  tour.table(
    [
      t.cycle.map(style.faint),
      ...cycle.states.map((state, i) => {
        const p = (cycle.start + i) % points.length;
        const [a = 0, b = 0] = points[p] ?? [];
        const [w1 = 0, w2 = 0, bias = 0] = state;
        const wrong = (labels[p] === 1 ? 1 : -1) * (a * w1 + b * w2 + bias) <= 0;
        return [
          `(${a}, ${b})`,
          ...[w1, w2, bias].map((v) => style.role('parameter', signed(v, 0))),
          wrong ? style.alert(t.yes) : t.no,
        ];
      }),
    ],
    ['left', 'right', 'right', 'right', 'left'],
  );

  const answer = await separable(points, labels);
  tour.say(t.proof);
  if (!answer.separable) {
    const { exactPoint, ones, zeros } = answer.certificate;
    const mixture = (part: typeof ones): string =>
      part.map(({ row, exact }) => `${exact}·(${(points[row] ?? []).join(', ')})`).join(' + ');
    tour.lines(
      `(${exactPoint.join(', ')}) = ${mixture(ones)}\n${' '.repeat(exactPoint.join(', ').length + 2)} = ${mixture(zeros)}`,
    );
  }

  const model = sequential([
    layers.dense({ units: 4, activation: 'tanh' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: { name: 'adam', learningRate: 0.05 }, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const fit = { batchSize: 4, seed: 0, shuffle: false };
  const x = { data: Float64Array.from(points.flat()), shape: [4, 2] as const, columns: ['a', 'b'] };
  const run = model.run(x, [...labels], { ...fit, epochs: 3 });
  const { history } = await model.fit(x, [...labels], { ...fit, epochs: EPOCHS, engine: reference });
  const predicted = await model.predict(x, { engine: reference });
  tour.say(t.layers(EPOCHS));
  tour.table(
    [
      t.columns.map(style.faint),
      ...points.map((point, i) => [
        ...point.map((v) => style.role('data', String(v))),
        style.role('data', String(labels[i])),
        style.role('prediction', fixed(predicted[i]?.[0] ?? NaN)),
      ]),
    ],
    ['right', 'right', 'right', 'right'],
  );

  await tour.put('xor.xlsx', await writeSheet(run, { language, title: t.sheet }));
  return {
    perceptron: { epochs: perceptron.epochs, cycle: { start: cycle.start, length: cycle.length } },
    separable: answer.separable,
    certificate: answer.separable ? null : answer.certificate,
    predictions: predicted.map(([p]) => p),
    loss: history['loss']?.at(-1),
  };
}
