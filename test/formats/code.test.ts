// Generated programs do what we do: each is run, and its numbers are held against ours.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCsv, writeCsv } from '../../src/csv.ts';
import {
  input,
  layers,
  losses,
  model,
  NumpyRandom,
  optimizers,
  sequential,
  Table,
  type Layer,
  type Loss,
  type Model,
} from '../../src/index.ts';
import { kerasCode, pytorchCode, toSaved, typescriptCode, type TableTraining } from '../../src/save.ts';
import { planTable, type TablePlan, type TablePlanOptions } from '../../src/table.ts';
import { hasModules, hasPython, python } from '../tools/python.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const keras = hasModules('keras', 'tensorflow', 'pandas', 'sklearn');
/**
 * PyTorch is large and not among the requirements: whoever has it says where. Last run with PyTorch 2.14.1: the same
 * losses to 3e-6.
 */
const torch = process.env['GRADSHEET_TORCH_PYTHON'];
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-code-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const np = new NumpyRandom(7);
const n = 90;
const x1 = np.rand(n);
const x2 = np.rand(n);
const noise = np.randn(n);
const at = (list: readonly number[], i: number): number => list[i] ?? 0;
const liked = ((): Table => {
  const random = new NumpyRandom(42);
  return Table.of({
    height: random.randint(150, 200, 100),
    age: random.randint(18, 40, 100),
    income: random.randint(30000, 100000, 100),
    considerate: random.randint(0, 2, 100),
    distance: random.randint(0, 2, 100),
    liked: random.randint(0, 2, 100),
  });
})();
const mixed = Table.of({
  size: x1.map((v, i) => (i % 17 === 3 ? null : Number(v.toFixed(3)))),
  colour: x2.map((_, i) => (i % 23 === 5 ? null : (['red', 'green', 'blue'][i % 3] ?? ''))),
  weight: x2.map((v) => Number((5 * v).toFixed(3))),
  kind: x1.map((v, i) => (v + at(x2, i) > 1.2 ? 'large' : at(x2, i) > 0.4 ? 'middle' : 'small')),
  price: x1.map((v, i) => Number((3 * v + at(x2, i) + 0.1 * at(noise, i)).toFixed(4))),
});

const dated = Table.of({
  when: x1.map((_, i) => new Date(Date.UTC(2018, 0, 1 + 11 * i)).toISOString().slice(0, 10)),
  size: x1.map((v, i) => (i % 7 === 3 ? null : Number(v.toFixed(3)))),
  colour: x2.map((_, i) => (i % 23 === 5 ? null : i % 19 === 0 ? `odd ${i}` : (['red', 'green', 'blue'][i % 3] ?? ''))),
  price: x1.map((v, i) => Number((3 * v + at(x2, i)).toFixed(4))),
});

const cases: readonly {
  readonly name: string;
  readonly table: Table;
  readonly file: TableTraining['file'];
  readonly options: TablePlanOptions;
}[] = [
  {
    name: 'two classes, Adam',
    table: liked,
    file: { name: 'liked.csv' },
    options: {
      target: 'liked',
      hidden: [{ units: 5, activation: 'relu' }],
      scale: 'standard',
      testSize: 0.2,
      splitSeed: 42,
      epochs: 12,
      batchSize: 10,
      seed: 42,
      optimizer: { name: 'adam', learningRate: 0.01 },
    },
  },
  {
    name: 'three classes, texts, missing values filled, AdamW',
    table: mixed,
    file: { name: 'mixed.csv', delimiter: ';' },
    options: {
      target: 'kind',
      features: ['size', 'colour', 'weight'],
      hidden: [
        { units: 6, activation: 'tanh' },
        { units: 4, activation: { name: 'leakyRelu', negativeSlope: 0.1 } },
      ],
      scale: 'minmax',
      missing: 'mean',
      testSize: 0.25,
      splitSeed: 3,
      epochs: 10,
      batchSize: 16,
      seed: 5,
      optimizer: { name: 'adamw', learningRate: 0.02 },
    },
  },
  {
    name: 'a number, rows left out, RMSprop',
    table: mixed,
    file: { name: 'mixed,comma.csv', delimiter: ';', decimalComma: true },
    options: {
      target: 'price',
      features: ['size', 'weight', 'colour'],
      hidden: [{ units: 4, activation: 'elu' }],
      scale: 'standard',
      missing: 'drop',
      testSize: 0.2,
      splitSeed: 1,
      epochs: 10,
      batchSize: 8,
      seed: 2,
      optimizer: { name: 'rmsprop', learningRate: 0.005 },
    },
  },
  {
    name: 'dates, marked gaps and grouped texts, with test rows',
    table: dated,
    file: { name: 'dated.csv' },
    options: {
      target: 'price',
      hidden: [{ units: 3, activation: 'tanh' }],
      scale: 'standard',
      rare: 4,
      testSize: 0.2,
      splitSeed: 3,
      epochs: 6,
      batchSize: 16,
      seed: 2,
      optimizer: { name: 'sgd', learningRate: 0.05 }, // Adam makes much of the last bit of a small gradient
    },
  },
  {
    name: 'a linear model, no test rows, SGD with momentum',
    table: mixed,
    file: { name: 'plain.csv' },
    options: {
      target: 'price',
      features: ['weight'],
      scale: 'none',
      testSize: 0,
      epochs: 8,
      batchSize: 32,
      seed: 9,
      optimizer: { name: 'sgd', learningRate: 0.01, momentum: 0.9 },
    },
  },
  {
    name: 'a number, Adagrad',
    table: mixed,
    file: { name: 'plain.csv' },
    options: {
      target: 'price',
      features: ['weight', 'colour'],
      hidden: [{ units: 3, activation: 'sigmoid' }],
      missing: 'drop',
      testSize: 0.2,
      splitSeed: 8,
      epochs: 8,
      batchSize: 12,
      seed: 1,
      optimizer: { name: 'adagrad', learningRate: 0.05 },
    },
  },
];

interface Prepared {
  readonly plan: TablePlan;
  readonly training: TableTraining;
  readonly losses: readonly number[];
}
async function prepare({ table, file, options }: (typeof cases)[number]): Promise<Prepared> {
  writeFileSync(
    join(folder, file.name),
    writeCsv(table, { delimiter: file.delimiter === ';' ? ';' : ',', decimalComma: file.decimalComma ?? false }),
  );
  const { table: read } = parseCsv(writeCsv(table), { name: file.name });
  const plan = planTable(read, options);
  const { history } = await plan.model.fit(plan.train.x, plan.train.y, plan.fit);
  return {
    plan,
    training: { file, testSize: options.testSize ?? 0.2, splitSeed: options.splitSeed ?? 42, ...plan.fit },
    losses: history['loss'] ?? [],
  };
}
const saved = ({ plan }: Prepared): ReturnType<typeof toSaved> =>
  toSaved(plan.model, { preprocessing: plan.preprocessing });
/** Numbers printed as `1 {'loss': 0.5 …}` or `1 0.5`. */
const printed = (out: string): number[] =>
  [...out.matchAll(/^\d+ .*?(?:'loss': )?(\d[\d.e-]*)[,}]?(?: *'.*)?$/gm)].map((m) =>
    Number(/'loss': ([\d.e-]+)/.exec(m[0])?.[1] ?? m[1]),
  );
const runPython = (name: string, code: string, by = python): string => {
  writeFileSync(join(folder, name), code);
  return execFileSync(by, [name], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', KERAS_BACKEND: 'tensorflow', CUDA_VISIBLE_DEVICES: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};
/** The last loss that a TypeScript program prints. */
async function runScript(code: string): Promise<number> {
  await build({
    stdin: { contents: code, loader: 'ts', resolveDir: root },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, 'program.mjs'),
    logLevel: 'silent',
    alias: {
      gradsheet: join(root, 'src/index.ts'),
      'gradsheet/csv': join(root, 'src/csv.ts'),
      'gradsheet/table': join(root, 'src/table.ts'),
    },
  });
  const out = execFileSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
  return Number(/^loss (\S+)/m.exec(out)?.[1]);
}
/**
 * Both sides compute in float32, in another order of additions: a unit in the last place is 6e-8, and a hundred steps
 * add up.
 */
const TOLERANCE = 3e-6;
const close = (got: readonly number[], wanted: readonly number[], tolerance: number): void => {
  expect(got.length).toBe(wanted.length);
  got.forEach((v, i) => {
    expect(
      Math.abs(v - at(wanted, i)) / Math.max(1, Math.abs(at(wanted, i))),
      `epoch ${i + 1}: ${v} for ${at(wanted, i)}`,
    ).toBeLessThan(tolerance);
  });
};

describe.each(cases)('$name', (c) => {
  test('the TypeScript program trains the same model', async () => {
    const p = await prepare(c);
    // the same program: the same bits
    expect(await runScript(typescriptCode(saved(p), p.training))).toBe(p.losses.at(-1));
  });
  test.runIf(keras)(
    'Keras prints the same loss for every epoch (needs .cache/python with Keras, TensorFlow, pandas, scikit-learn)',
    async () => {
      const p = await prepare(c);
      close(printed(runPython('keras_program.py', kerasCode(saved(p), p.training))), p.losses, TOLERANCE);
    },
  );
  if (torch !== undefined) {
    test('PyTorch prints the same loss for every epoch', async () => {
      const p = await prepare(c);
      close(printed(runPython('torch_program.py', pytorchCode(saved(p), p.training), torch)), p.losses, TOLERANCE);
    });
  }
  test.runIf(hasPython)('the PyTorch program is valid Python (needs .cache/python)', async () => {
    const p = await prepare(c);
    expect(() => {
      execFileSync(python, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
        input: pytorchCode(saved(p), p.training),
      });
    }).not.toThrow();
  });
});

/** Layers that `planTable` does not make, on the rows of one that it does. */
async function other(
  c: (typeof cases)[number],
  net: readonly Layer[],
  loss: string | Loss = 'meanSquaredError',
  optimizer = 'adam',
): Promise<Prepared> {
  const { plan, training } = await prepare(c);
  const model = sequential(net);
  model.compile({ optimizer, loss });
  const { history } = await model.fit(plan.train.x, plan.train.y, plan.fit);
  return { plan: { ...plan, model }, training, losses: history['loss'] ?? [] };
}
const number = cases.find(({ name }) => name === 'a number, Adagrad') as (typeof cases)[number];
const chain = (): Layer[] => [
  layers.dense({ units: 4, useBias: false, kernelInitializer: 'heUniform' }),
  layers.activation({ activation: 'leakyRelu:0.3' }),
  layers.reshape({ targetShape: [2, -1] }),
  layers.flatten(),
];
const normalized = (): Layer[] => [
  ...chain(),
  layers.batchNormalization({ momentum: 0.9, epsilon: 0.01 }),
  layers.dense({ units: 1, trainable: false }),
];

describe('a network of other layers', () => {
  test('the TypeScript program trains the same model', async () => {
    const p = await other(number, normalized());
    expect(await runScript(typescriptCode(saved(p), p.training))).toBe(p.losses.at(-1));
  });
  test('so does that of an output, or a loss, that a table does not get by itself', async () => {
    const dense = [layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1, activation: 'relu' })];
    const output = await other(number, dense);
    expect(await runScript(typescriptCode(saved(output), output.training))).toBe(output.losses.at(-1));
    const usual = [layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1 })];
    const loss = await other(number, usual, losses.huber({ delta: 3 }));
    expect(await runScript(typescriptCode(saved(loss), loss.training))).toBe(loss.losses.at(-1));
  });
  test.runIf(keras).each([
    ['adamax', losses.logCosh()],
    ['nadam', losses.meanAbsolutePercentageError()],
  ])('Keras prints the same losses with %s (needs .cache/python with Keras)', async (optimizer, loss) => {
    const p = await other(
      number,
      [layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1 })],
      loss,
      optimizer,
    );
    close(printed(runPython(`keras_${optimizer}.py`, kerasCode(saved(p), p.training))), p.losses, TOLERANCE);
    expect(pytorchCode(saved(p), p.training)).toContain('loss_of = lambda p, y: ');
  });
  test('PyTorch refuses an optimizer that clips gradients, which its program would not', async () => {
    const p = await other(number, [layers.dense({ units: 1 })]);
    p.plan.model.compile({ optimizer: optimizers.sgd({ clipnorm: 1 }), loss: 'meanSquaredError' });
    expect(() => pytorchCode(saved(p), p.training)).toThrow('optimizer sgd: needs no clipping of gradients.');
    expect(kerasCode(saved(p), p.training)).toContain('clipnorm=1');
  });
  test.runIf(keras)('Keras prints the same loss for every epoch (needs .cache/python with Keras)', async () => {
    const p = await other(number, normalized());
    close(printed(runPython('keras_layers.py', kerasCode(saved(p), p.training))), p.losses, TOLERANCE);
  });
  const recurrent = (): Layer[] => [
    layers.reshape({ targetShape: [2, 2] }),
    layers.lstm({
      units: 3,
      returnSequences: true,
      goBackwards: true,
      unitForgetBias: false,
      recurrentInitializer: 'glorotUniform',
      recurrentActivation: 'hardSigmoid',
    }),
    layers.gru({ units: 2, returnSequences: true, recurrentInitializer: 'zeros' }),
    layers.simpleRnn({ units: 2, activation: 'relu', recurrentInitializer: 'heUniform' }),
    layers.dense({ units: 1 }),
  ];
  test.runIf(keras)('Keras with recurrent layers (needs .cache/python with Keras)', async () => {
    const p = await other(number, recurrent());
    close(printed(runPython('keras_recurrent.py', kerasCode(saved(p), p.training))), p.losses, TOLERANCE);
  });
  test('recurrent layers by their names; orthogonal kernels are drawn anew, and that is said', async () => {
    const p = await other(number, recurrent());
    const code = kerasCode(saved(p), p.training);
    expect(code).toContain(
      'keras.layers.LSTM(3, return_sequences=True, go_backwards=True, recurrent_activation="hard_sigmoid"',
    );
    const drawn = await other(number, [
      layers.reshape({ targetShape: [2, 2] }),
      layers.gru({ units: 2, resetAfter: false, dropout: 0.25 }),
      layers.dense({ units: 1 }),
    ]);
    expect(kerasCode(saved(drawn), drawn.training)).toContain('keras.layers.GRU(2, dropout=0.25, reset_after=False),');
    expect(kerasCode(saved(drawn), drawn.training)).toContain('Keras draws other initial weights');
    expect(() => pytorchCode(saved(p), p.training)).toThrow(
      'layer "lstm": needs a layer that the PyTorch export knows',
    );
  });
  test('PyTorch spells them in its own way; what Dropout draws is said to differ', async () => {
    const p = await other(number, [...chain(), layers.dropout({ rate: 0.25 }), layers.dense({ units: 1 })]);
    const code = pytorchCode(saved(p), p.training);
    const network = /nn\.Sequential\(\n([\s\S]*?)\n\)/
      .exec(code)?.[1]
      ?.split('\n')
      .map((line) => line.trim());
    expect(network).toEqual([
      'nn.Linear(4, 4, bias=False),',
      'nn.LeakyReLU(0.3),',
      'nn.Unflatten(1, (2, 2)),',
      'nn.Flatten(),',
      'nn.Dropout(0.25),',
      'nn.Linear(4, 1),',
    ]);
    expect(code).toContain('model.eval()\nwith torch.no_grad():');
    expect(code).toContain('what Dropout leaves out is drawn in another way');
    expect(kerasCode(saved(p), p.training)).toContain('    keras.layers.Dropout(0.25),\n');
  });
});

/** Every layer over time and pictures that both have, on the four features of a table. */
const sweeping: readonly (readonly [name: string, net: () => Layer[]])[] = [
  [
    'time',
    () => [
      layers.reshape({ targetShape: [4, 1] }),
      layers.conv1d({ filters: 4, kernelSize: 2, padding: 'causal', dilationRate: 2, activation: 'tanh' }),
      layers.conv1d({ filters: 2, kernelSize: 2, padding: 'same', groups: 2, useBias: false }),
      layers.upSampling1d({ size: 2 }),
      layers.maxPooling1d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.conv1dTranspose({ filters: 3, kernelSize: 4, strides: 3, outputPadding: 1 }),
      layers.cropping1d({ cropping: [2, 1] }),
      layers.depthwiseConv1d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
      layers.zeroPadding1d({ padding: [1, 0] }),
      layers.separableConv1d({ filters: 3, kernelSize: 2, depthMultiplier: 2, activation: 'relu' }),
      layers.averagePooling1d({ poolSize: 2 }),
      layers.globalAveragePooling1d({ keepdims: true }),
      layers.globalMaxPooling1d(),
      layers.dense({ units: 1 }),
    ],
  ],
  [
    'pictures',
    () => [
      layers.reshape({ targetShape: [2, 2, 1] }),
      layers.upSampling2d({ size: [3, 2], interpolation: 'bilinear' }),
      layers.conv2d({ filters: 4, kernelSize: [3, 2], padding: 'same', strides: [2, 1], activation: 'relu' }),
      layers.conv2dTranspose({ filters: 3, kernelSize: [3, 2], strides: 2, padding: 'same', activation: 'tanh' }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.zeroPadding2d({ padding: [[1, 0], [0, 2]] }), // prettier-ignore
      layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 2 }),
      layers.averagePooling2d({ poolSize: [3, 1], strides: 1, padding: 'same' }),
      layers.separableConv2d({ filters: 3, kernelSize: 2, padding: 'same', useBias: false }),
      layers.upSampling2d({ size: 2 }),
      layers.cropping2d({ cropping: [[1, 0], [0, 1]] }), // prettier-ignore
      layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: [2, 1] }),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ],
  ],
];
describe.each(sweeping)('layers over %s', (name, net) => {
  test.runIf(keras)('Keras prints the same loss for every epoch (needs .cache/python with Keras)', async () => {
    const p = await other(number, net(), 'meanSquaredError', 'sgd');
    close(printed(runPython(`keras_${name}.py`, kerasCode(saved(p), p.training))), p.losses, TOLERANCE);
  });
  if (torch !== undefined) {
    test('so does PyTorch, whose channels come first', async () => {
      const p = await other(number, net(), 'meanSquaredError', 'sgd');
      close(printed(runPython(`torch_${name}.py`, pytorchCode(saved(p), p.training), torch)), p.losses, TOLERANCE);
    });
  }
  test('the TypeScript program trains the same model', async () => {
    const p = await other(number, net(), 'meanSquaredError', 'sgd');
    expect(await runScript(typescriptCode(saved(p), p.training))).toBe(p.losses.at(-1));
  });
});
test('PyTorch has channels first: its modules are wrapped, and kernels turned', async () => {
  const p = await other(number, [
    layers.reshape({ targetShape: [2, 2, 1] }),
    layers.conv2d({ filters: 3, kernelSize: 2, padding: 'same', activation: 'relu' }),
    layers.spatialDropout2d({ rate: 0.1 }),
    layers.globalAveragePooling2d(),
    layers.dense({ units: 1 }),
  ]);
  const code = pytorchCode(saved(p), p.training);
  expect(code).toContain(
    '    ChannelsLast(nn.ConstantPad2d((0, 1, 0, 1), 0.0), nn.Conv2d(1, 3, (2, 2))),\n    nn.ReLU(),\n',
  );
  expect(code).toContain('    ChannelsLast(nn.AdaptiveAvgPool2d(1)),\n    nn.Flatten(),\n    nn.Linear(3, 1),\n');
  expect(code).toContain(
    'parts[0].weight.copy_(torch.tensor((glorot_uniform(1, 0, 2, 2, 1, 3)).transpose(3, 2, 0, 1)))',
  );
  expect(code).toContain('what SpatialDropout2D draws is drawn in another way');
});

test('what cannot be written down is refused by name', async () => {
  const p = await prepare(number);
  const refused = (write: typeof kerasCode, made: Model, where: string, expected: string): void => {
    made.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    expect(() => write(toSaved(made, { preprocessing: p.plan.preprocessing }), p.training)).toThrow(
      expect.objectContaining({ code: 'unsupported', fields: expect.objectContaining({ where, expected }) as unknown }),
    );
  };
  const x = input({ shape: [4] });
  const twice = layers.dense({ units: 4, name: 'twice' });
  const branch = model({
    inputs: x,
    outputs: layers.add({ name: 'sum' }).apply([x, layers.dense({ units: 4 }).apply(x)]),
  });
  const shared = model({ inputs: x, outputs: twice.apply(twice.apply(x)) });
  for (const write of [kerasCode, pytorchCode, typescriptCode]) {
    refused(write, branch, 'layer "sum"', 'layers one after the other, each used once');
    refused(write, shared, 'layer "twice"', 'layers one after the other, each used once');
  }
  const norm = sequential([layers.batchNormalization({ name: 'norm', inputShape: [4] }), layers.dense({ units: 1 })]);
  refused(pytorchCode, norm, 'layer "norm"', 'a layer that the PyTorch export knows');
  const image = { inputShape: [4, 1], name: 'odd' };
  refused(
    pytorchCode,
    sequential([layers.averagePooling1d({ poolSize: 2, strides: 1, padding: 'same', ...image }), layers.flatten()]),
    'layer "odd", padding',
    'as many places on both sides',
  );
  const flip = sequential([layers.randomFlip({ name: 'flip', inputShape: [2, 2, 1] }), layers.flatten()]);
  refused(pytorchCode, flip, 'layer "flip"', 'a layer that the PyTorch export knows');
  const noise = sequential([layers.gaussianNoise({ stddev: 0.1, name: 'noise', inputShape: [4] })]);
  refused(pytorchCode, noise, 'layer "noise"', 'a layer that the PyTorch export knows');
  const penalty = sequential([layers.dense({ units: 1, name: 'small', kernelRegularizer: 'l2', inputShape: [4] })]);
  for (const write of [kerasCode, pytorchCode]) refused(write, penalty, 'layer "small"', 'a layer without penalties');
});
