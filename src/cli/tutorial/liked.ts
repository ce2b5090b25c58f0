import { fitPreprocessing } from '../../data/encode.ts';
import { layers, NumpyRandom, sequential, Table, type Model } from '../../index.ts';
import { inputPorts } from '../../nn/graph.ts';
import { writeSheet } from '../../sheet.ts';
import { trainTestSplit } from '../../table.ts';
import { judge, type Verdict } from '../../model/judge.ts';
import { metric } from '../numbers.ts';
import type { Tour } from './tour.ts';

/** The tutorial's program on its data, and whether its accuracy means anything. */
export async function likedPart(tour: Tour): Promise<object> {
  const {
    text: { liked: t },
    style,
    language,
  } = tour;
  tour.title(t.title);
  tour.say(t.story);
  const np = new NumpyRandom(42);
  const table = Table.of({
    height: np.randint(150, 200, 100),
    age: np.randint(18, 40, 100),
    income: np.randint(30000, 100000, 100),
    considerate: np.randint(0, 2, 100),
    distance: np.randint(0, 2, 100),
    liked: np.randint(0, 2, 100),
  });
  tour.lines(table.toString(5).split('\n').slice(0, 7).join('\n'));
  const { train, test } = trainTestSplit(table, { target: 'liked', testSize: 0.2, randomState: 42 });
  tour.say(t.split(train.rows.length, test.rows.length));

  const preprocessing = fitPreprocessing(table, train.rows, { target: 'liked', scale: 'standard' });
  const raw = await trained(network(train.x.columns));
  const scaled = await trained(scaledNetwork());
  tour.table(
    [
      t.columns.map(style.faint),
      ...[
        [t.raw, raw],
        [t.scaled, scaled],
      ].map(([name, result]) => {
        const { losses, verdict } = result as typeof raw; // the pairs just made
        return [
          String(name),
          metric(losses[0] ?? NaN),
          metric(losses.at(-1) ?? NaN),
          metric(verdict.accuracy),
          metric(verdict.bestGuess.accuracy),
        ];
      }),
    ],
    ['left', 'right', 'right', 'right', 'right'],
  );
  const uneven = fitPreprocessing(table, train.rows, { target: 'liked' }).warnings.find(
    (w) => w.code === 'uneven-scales',
  );
  if (uneven?.code === 'uneven-scales') {
    tour.say(t.scales(uneven.column, Number(uneven.times.toPrecision(2)), uneven.smallest));
  }
  const { verdict } = scaled;
  const guess = Math.round(verdict.bestGuess.accuracy * verdict.rows);
  tour.say(t.verdict(verdict.correct, verdict.rows, guess, verdict.interval.low, verdict.interval.high));
  if (!verdict.better) tour.say(style.bold(t.coin));
  const [[p = NaN] = []] = await scaled.model.predict([[180, 25, 50000, 1, 1]]);
  tour.say(t.predict(p));

  const run = scaledNetwork().run(train.x, train.y, { epochs: 1, batchSize: 10, seed: 42 });
  await tour.put(
    'liked.xlsx',
    await writeSheet(run, { language, title: t.sheet, rowNames: train.rows.map((row) => String(row + 1)) }),
  );
  return { train: train.rows, test: test.rows, raw: summary(raw), scaled: summary(scaled), prediction: p };

  function scaledNetwork(): Model {
    const model = network(train.x.columns);
    const [port] = inputPorts(model.graph);
    if (port) model.setScaling({ [port.name]: preprocessing.scaling });
    return model;
  }
  async function trained(
    model: Model,
  ): Promise<{ model: Model; losses: readonly number[]; verdict: Extract<Verdict, { kind: 'classification' }> }> {
    const { history } = await model.fit(train.x, train.y, { epochs: 50, batchSize: 10, seed: 42 });
    const verdict = judge(preprocessing, train.y, test.y, await model.predict(test.x));
    if (verdict.kind !== 'classification') throw new Error('liked has two classes');
    return { model, losses: history['loss'] ?? [], verdict };
  }
}

function network(columns: readonly string[]): Model {
  const model = sequential([
    layers.dense({ units: 5, activation: 'relu', inputShape: [columns.length] }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
}

const summary = ({
  losses,
  verdict,
}: {
  losses: readonly number[];
  verdict: Extract<Verdict, { kind: 'classification' }>;
}): object => ({
  losses,
  correct: verdict.correct,
  accuracy: verdict.accuracy,
  baseline: verdict.bestGuess.accuracy,
  interval: verdict.interval,
  better: verdict.better,
});
