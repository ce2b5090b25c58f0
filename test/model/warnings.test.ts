// What a training tells without stopping, and weights of classes.
import { expect, test } from 'vitest';
import { errorText } from '../../src/messages/errors.ts';
import { layers, optimizers, sequential, type GradsheetError, type Model } from '../../src/index.ts';

const net = (units: number, activation: string, loss: string, learningRate = 0.01): Model => {
  const m = sequential([layers.dense({ units, activation })]);
  m.compile({ optimizer: optimizers.sgd({ learningRate }), loss });
  return m;
};
async function warnings(work: (warn: (w: GradsheetError) => void) => Promise<unknown>): Promise<GradsheetError[]> {
  const told: GradsheetError[] = [];
  await work((w) => told.push(w));
  return told;
}

test('a training that blows up says so, names the size of the data, and keeps good weights', async () => {
  const x = [[1000], [2000], [3000]];
  const m = net(1, 'linear', 'mse', 1);
  const told = await warnings((warn) => m.fit(x, [1, 2, 3], { epochs: 50, warn }));
  expect(told.map((w) => w.message)).toEqual([
    expect.stringMatching(
      /^Training stopped at step \d+ \(epoch \d+\): the loss is infinite or undefined\. The last good weights are kept\. Scale the data, which has values up to 3000, or lower learningRate\.$/,
    ),
  ]);
  expect(told.map((w) => errorText(w, 'zh-TW'))[0]).toMatch(
    /^訓練在第 \d+ 步（第 \d+ 回）停止：.*請縮放資料，或調低 learningRate。$/,
  );
  expect((await m.predict(x)).flat().every(Number.isFinite)).toBe(true);
  const scaled = net(1, 'linear', 'mse', 1e6);
  const small = await warnings((warn) => scaled.fit([[1], [2]], [1, 2], { epochs: 50, warn }));
  expect(small.map((w) => w.message)[0]).toMatch(/kept\. Lower learningRate\.$/);
});

test('a class that only the validation rows have is named; soft and several labels are none', async () => {
  const x = Array.from({ length: 9 }, (_, i) => [i / 9]);
  const sorted = [0, 0, 0, 1, 1, 1, 2, 2, 2];
  const oneHot = sorted.map((c) => [0, 1, 2].map((k) => Number(k === c)));
  const split = { validationSplit: 0.33 };
  const text = 'Class 2 is only in the validation rows, so the training never sees it.';
  const hint = 'validationSplit takes the last rows: shuffle the rows first.';
  const sparse = net(3, 'softmax', 'sparseCategoricalCrossentropy');
  expect(await warnings((warn) => sparse.fit(x, sorted, { ...split, warn }))).toMatchObject([
    { code: 'bad-table', message: `${text} ${hint}` },
  ]);
  const hot = net(3, 'softmax', 'categoricalCrossentropy');
  expect(await warnings((warn) => hot.fit(x, oneHot, { ...split, warn }))).toMatchObject([{ fields: { hint } }]);
  const given = { validationData: [[[1]], [1]] } as const;
  const two = net(1, 'sigmoid', 'binaryCrossentropy');
  expect(await warnings((warn) => two.fit([[0]], [0], { ...given, warn }))).toMatchObject([
    { fields: { hint: 'Give the training rows of every class.' } },
  ]);
  const none = [
    (warn: (w: GradsheetError) => void) => two.fit([[0], [1]], [0, 1], { ...given, warn }),
    (warn: (w: GradsheetError) => void) => two.fit([[0]], [0.2], { validationData: [[[1]], [0.7]], warn }),
    (warn: (w: GradsheetError) => void) => net(1, 'linear', 'mse').fit(x, sorted, { ...split, warn }),
  ];
  for (const fit of none) expect(await warnings(fit)).toEqual([]);
});

// sklearn.utils.class_weight.compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 0, 1, 2, 2])
// of scikit-learn 1.9.1 is [7/12, 7/3, 7/6].
test("classWeight 'balanced' is the weights of scikit-learn, of the rows that are trained on", async () => {
  const y = [0, 0, 0, 0, 1, 2, 2];
  const x = y.map((c, i) => [c, i / 7]);
  const weights = { 0: 7 / 12, 1: 7 / 3, 2: 7 / 6 };
  const trained = async (classWeight: 'balanced' | Record<number, number>, more = 0): Promise<Model> => {
    const m = net(3, 'softmax', 'sparseCategoricalCrossentropy', 0.5);
    const held = Array.from({ length: more }, () => 1);
    const split = more / (y.length + more);
    const rows = [...x, ...held.map(() => [0, 0])];
    await m.fit(rows, [...y, ...held], { epochs: 5, shuffle: false, classWeight, validationSplit: split });
    return m;
  };
  expect((await trained('balanced')).weights()).toEqual((await trained(weights)).weights());
  expect((await trained('balanced', 7)).weights()).toEqual((await trained(weights, 7)).weights());
  expect((await trained('balanced')).weights()).not.toEqual((await trained({})).weights());
});
