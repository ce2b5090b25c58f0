// Programs that predict with a chosen model give what it gives; each is run.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/csv.ts';
import { encode } from '../../src/data/encode.ts';
import { NumpyRandom, sequential, layers } from '../../src/index.ts';
import { kerasPredictor, pytorchPredictor, toSaved, writeModel } from '../../src/save.ts';
import { chooseModel, planTable, predictTable, type Chosen, type ChooseModelOptions } from '../../src/table.ts';
import { hasModules, hasPython, python } from '../tools/python.ts';

const keras = hasModules('keras', 'tensorflow', 'pandas', 'safetensors');
/** PyTorch is large and not among the requirements: whoever has it says where. Last run with PyTorch 2.13.0. */
const torch = process.env['GRADSHEET_TORCH_PYTHON'];
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-predictor-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const np = new NumpyRandom(11);
const n = 140;
const [a, b, noise] = [np.rand(n), np.rand(n), np.randn(n)];
const at = (list: readonly number[], i: number): number => list[i] ?? 0;
/** 173005; an hour before noon has five digits. */
const opened = (i: number): number => 10000 * (9 + (i % 11)) + 100 * (i % 60) + 5;
const csv = [
  'size,gap,kind,when,opens,closing time,price,sold,grade',
  ...a.map((v, i) => {
    const x = 8 * v - 4;
    const price = 100 + 40 * x * x + 30 * at(b, i) + 5 * at(noise, i);
    const grade = at(b, i) < 0.3 ? 'low' : at(b, i) < 0.6 ? 'middle' : 'high';
    const gap = i % 9 === 4 ? '' : (5 * at(b, i)).toFixed(2);
    return `${x.toFixed(3)},${gap},${i % 23 === 3 ? `odd ${i}` : ['flat', 'room'][i % 2]},2024-0${1 + (i % 9)}-15,${6 + (i % 5)}:${10 + (i % 50)},${opened(i)},${price.toFixed(1)},${x * x > 5 ? 'yes' : 'no'},${grade}`;
  }),
].join('\n');
const { table } = parseCsv(csv, { name: 't.csv' });

const cases: readonly { readonly name: string; readonly target: string; readonly options: ChooseModelOptions }[] = [
  { name: 'a number', target: 'price', options: { exclude: ['sold', 'grade'] } },
  {
    name: 'two classes with a threshold of their own',
    target: 'sold',
    options: { exclude: ['price', 'grade'], costs: { fp: 1, fn: 12 } },
  },
  {
    name: 'three classes, rows with gaps left out',
    target: 'grade',
    options: { exclude: ['price', 'sold'], missing: 'drop' },
  },
];

describe.each(cases)('$name', ({ target, options }) => {
  let chosen: Chosen;
  beforeAll(async () => {
    chosen = await chooseModel(table, target, options);
  });
  const [names, ...rows] = csv.split('\n');
  /** With lines that are no rows. */
  const titled = [
    'Flats and rooms',
    names,
    'in metres,years,the kind,day,hour,hour,in thousands,or not,how good',
    ...rows,
  ].join('\n');
  const program = async (write: typeof kerasPredictor): Promise<string> => {
    const { model, preprocessing, choice } = chosen;
    const saved = toSaved(model, { preprocessing });
    writeFileSync(join(folder, 'weights.safetensors'), writeModel(saved).weights);
    writeFileSync(join(folder, 't.csv'), titled);
    return write(saved, {
      file: { name: 't.csv', skipLines: [0, 2] },
      first: (await model.predict(encode(preprocessing, table, { target: false }).x)).slice(0, 5),
      ...(choice.threshold ? { threshold: choice.threshold.threshold } : {}),
    });
  };
  /** What the program writes beside the table, against what the library predicts. */
  const same = async (code: string, by: string): Promise<void> => {
    writeFileSync(join(folder, 'program.py'), code);
    execFileSync(by, ['program.py'], {
      cwd: folder,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', KERAS_BACKEND: 'tensorflow', CUDA_VISIBLE_DEVICES: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const written = parseCsv(readFileSync(join(folder, 't-predictions.csv'), 'utf8')).table.toRows();
    const { predictions } = await predictTable(chosen, table);
    expect(written).toHaveLength(predictions.length);
    predictions.forEach(({ prediction, probabilities = {} }, i) => {
      const got = written[i]?.[`${target} (predicted)`];
      if (typeof prediction === 'string') expect(got, `row ${i}`).toBe(prediction);
      else expect(Math.abs(Number(got) - prediction) / Math.abs(prediction), `row ${i}`).toBeLessThan(1e-4); // float32
      // of two classes the program writes the second
      const likely = Object.entries(probabilities);
      for (const [one, p] of likely.length === 2 ? likely.slice(1) : likely) {
        expect(written[i]?.[`p(${one})`], `row ${i}, p(${one})`).toBeCloseTo(p, 5);
      }
    });
  };

  test.runIf(keras)('Keras predicts the same (needs .cache/python with Keras, TensorFlow, safetensors)', async () => {
    await same(await program(kerasPredictor), python);
  });
  if (torch !== undefined) {
    test('PyTorch predicts the same', async () => {
      await same(await program(pytorchPredictor), torch);
    });
  }
  test.runIf(hasPython)('the PyTorch program is valid Python (needs .cache/python)', async () => {
    const input = await program(pytorchPredictor);
    expect(() => execFileSync(python, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input })).not.toThrow();
  });
});

test.runIf(keras)('a table that is read in another way ends the program (needs .cache/python with Keras)', async () => {
  const { model, preprocessing } = await chooseModel(table, 'price', { exclude: ['sold', 'grade'] });
  const saved = toSaved(model, { preprocessing });
  writeFileSync(join(folder, 'weights.safetensors'), writeModel(saved).weights);
  writeFileSync(join(folder, 't.csv'), csv);
  writeFileSync(join(folder, 'program.py'), kerasPredictor(saved, { file: { name: 't.csv' }, first: [[1e6]] }));
  const { status, stderr } = spawnSync(python, ['program.py'], { cwd: folder, encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stderr).toContain('AssertionError');
});

describe('convolutions with weights that were trained', () => {
  const program = async (write: typeof kerasPredictor): Promise<string> => {
    const { train, preprocessing } = planTable(table, { target: 'price', features: ['size', 'when'], epochs: 2 });
    const width = train.x.shape[1] ?? 0;
    const model = sequential([
      layers.reshape({ targetShape: [width, 1] }),
      layers.conv1d({ filters: 4, kernelSize: 2, padding: 'same', activation: 'tanh', kernelInitializer: 'heNormal' }),
      layers.separableConv1d({ filters: 3, kernelSize: 2, depthMultiplier: 2 }),
      layers.conv1dTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await model.fit(train.x, train.y, { epochs: 2, seed: 1 });
    const saved = toSaved(model, { preprocessing });
    writeFileSync(join(folder, 'weights.safetensors'), writeModel(saved).weights);
    writeFileSync(join(folder, 't.csv'), csv);
    const first = (await model.predict(encode(preprocessing, table, { target: false }).x)).slice(0, 20);
    return write(saved, { file: { name: 't.csv' }, first });
  };
  /** The program ends with an error if it predicts other numbers. */
  const runs = (code: string, by: string): void => {
    writeFileSync(join(folder, 'program.py'), code);
    execFileSync(by, ['program.py'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  test.runIf(keras)('Keras predicts the same (needs .cache/python with Keras)', async () => {
    runs(await program(kerasPredictor), python);
  });
  if (torch !== undefined) {
    test('PyTorch predicts the same', async () => {
      runs(await program(pytorchPredictor), torch);
    });
  }
  test('PyTorch gets each kernel turned, into the module that it is of', async () => {
    const copies = (await program(pytorchPredictor)).split('\n').filter((line) => line.includes('.copy_('));
    expect(copies.slice(0, 4)).toEqual([
      '    parts[0].weight.copy_(torch.tensor((weights["conv1d/kernel"]).transpose(2, 1, 0)))',
      '    parts[0].bias.copy_(torch.tensor(weights["conv1d/bias"]))',
      '    parts[1].weight.copy_(torch.tensor((weights["separable_conv1d/depthwiseKernel"]).transpose(1, 2, 0).reshape(8, 1, 2)))',
      '    parts[2].weight.copy_(torch.tensor((weights["separable_conv1d/pointwiseKernel"]).transpose(2, 1, 0)))',
    ]);
    expect(copies).toHaveLength(9);
  });
});

test('a model of no table is refused', () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  for (const write of [kerasPredictor, pytorchPredictor]) {
    expect(() => write(toSaved(model), { file: { name: 't.csv' } })).toThrow(
      'model: needs a model of a table; got one that was given numbers',
    );
  }
});
