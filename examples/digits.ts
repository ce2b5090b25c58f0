// A small convolutional network reads handwritten digits, beside a line: multinomial logistic regression on the same
// pixels. 600 pictures train, 300 others are read. scripts/example-digits.py says whose pictures they are (CC BY 4.0).
//   npm run build && node examples/digits.ts        with Node 22.18 or later, which runs TypeScript
import { layers, sequential, type Layer } from 'gradsheet';
import { readCsvFile } from 'gradsheet/node';
import { fileURLToPath } from 'node:url';

const { table } = await readCsvFile(fileURLToPath(new URL('digits.csv', import.meta.url)));
const rows = table.toRows().map((row) => Object.values(row).map(Number)); // 64 numbers from 0 to 16, and the digit
const TRAINED = 600;
/** Pictures [rows, 8, 8, 1] of 0 to 1, and their digits. */
const part = (from: number, to: number) => {
  const some = rows.slice(from, to);
  return {
    x: {
      data: Float64Array.from(
        some.flatMap((row) => row.slice(0, 64)),
        (v) => v / 16,
      ),
      shape: [some.length, 8, 8, 1],
    },
    digits: some.map((row) => row[64] ?? NaN),
  };
};
const train = part(0, TRAINED);
export const held = part(TRAINED, rows.length);

/** Trains a network with an output for each digit. @returns the share of the other pictures that it reads right */
async function accuracy(net: readonly Layer[], learningRate: number, epochs: number): Promise<number> {
  const model = sequential(net);
  model.compile({
    optimizer: { name: 'adam', learningRate },
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  await model.fit(train.x, train.digits, { epochs, batchSize: 32, seed: 1 });
  return (await model.evaluate(held.x, held.digits))['accuracy'] ?? NaN;
}

const digit = { units: 10, activation: 'softmax' } as const;
const penalty = { kernelRegularizer: 'l2:0.0001' }; // without it a line learns the 600 pictures by heart
export const line = await accuracy([layers.flatten(), layers.dense({ ...digit, ...penalty })], 0.01, 300);
export const network = await accuracy(
  [
    layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.maxPooling2d(),
    layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.maxPooling2d(),
    layers.flatten(),
    layers.dropout({ rate: 0.5 }),
    layers.dense(digit),
  ],
  0.003,
  60,
);
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
console.log(`a line reads ${percent(line)} of ${held.digits.length} digits right, convolutions ${percent(network)}`);
