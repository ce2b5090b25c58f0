import { mkdirSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readModelFolder } from '../../src/node/model-folder.ts';
import { gradsheet, likedCsv, likedGolden, studentsCsv, workplace } from './cli.ts';
import students from '../vectors/students.json' with { type: 'json' };

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });
const likedArgs = [
  'train',
  'liked.csv',
  '--target',
  'liked',
  '--hidden',
  '5:relu',
  '--batch-size',
  '10',
  '--seed',
  '42',
];
const studentArgs = [
  'train',
  'students.csv',
  '--target',
  'roi',
  '--features',
  'english,math,science',
  '--test-size',
  '0',
  '--loss',
  'halfSquaredError',
  '--optimizer',
  'sgd',
  '--kernel-initializer',
  'constant:0.33',
  '--batch-size',
  '5',
  '--on',
  'reference',
];

describe('train', () => {
  test.each([
    ['0.5', students.runs['correct_lr0.5']],
    ['1', students.runs['correct_lr1']],
  ] as const)("the tutorial's students at rate %s: weights and MSE of every epoch", async (rate, golden) => {
    here.put('students.csv', studentsCsv);
    const { exit, json } = await gradsheet([...studentArgs, '--learning-rate', rate, '--epochs', '6', '--json'], {
      cwd: here.folder(),
    });
    expect(exit).toBe(0);
    golden.epochs
      .slice(0, 6)
      .forEach(({ mse }, epoch) =>
        expect(Math.abs(Number(json()['history']?.['loss']?.[epoch]) - mse)).toBeLessThan(1e-15),
      );
    const { state } = await readModelFolder(here.at('students-model'));
    const last = golden.epochs[6];
    last?.w.forEach((w, i) => expect(Math.abs((state['dense/kernel']?.[i] ?? NaN) - w)).toBeLessThan(1e-15));
    expect(Math.abs((state['dense/bias']?.[0] ?? NaN) - (last?.bias ?? NaN))).toBeLessThan(1e-15);
  });

  test('on a terminal of 80 columns the loss is seen', async () => {
    here.put('liked.csv', likedCsv);
    const { out } = await gradsheet(
      [...likedArgs, '--scale', 'standard', '--epochs', '3', '--validation-split', '0.2'],
      { cwd: here.folder(), isTTY: true, columns: 80 },
    );
    const lines = out
      .split(/[\r\n]/)
      .map((l) => stripVTControlCharacters(l))
      .filter((l) => l.startsWith('Epoch'));
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expect(line).toContain('loss: ');
    expect(lines.at(-1)).toMatch(/ - accuracy: .* - loss: .* - val_accuracy: .* - val_loss: /);
  });

  test('a place that is taken is noticed before the training, not after', async () => {
    here.put('students.csv', studentsCsv);
    mkdirSync(here.at('folder'));
    here.put('folder/history.csv', 'epoch,loss');
    here.put('taken', 'a file');
    for (const out of ['taken', 'folder', 'students.csv/m']) {
      const { exit, err, out: printed } = await cli(...studentArgs, '--epochs', '2', '--out', out);
      expect([exit, `${printed}${err}`.includes('Epoch')], out).toEqual([1, false]);
    }
    expect(here.tree()).toEqual(['folder/history.csv', 'students.csv', 'taken']);
  });

  test('liked: the split is that of scikit-learn, the verdict is honest, the scales are warned about', async () => {
    here.put('liked.csv', likedCsv);
    const { exit, out, err, json } = await cli(...likedArgs, '--epochs', '50', '--json');
    expect(exit).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain('Epoch 50/50');
    expect(json()['rows']).toEqual({ train: likedGolden.train_indices, test: likedGolden.test_indices });
    expect(json()['epochs']).toBe(50);
    expect(json()['history']?.['loss']).toHaveLength(50);
    expect(json()['warnings']).toMatchObject([{ code: 'uneven-scales', column: 'income' }]);
    const verdict = json()['test']?.['verdict'];
    expect(verdict).toMatchObject({
      kind: 'classification',
      rows: 20,
      better: false,
      guess: { class: 0, accuracy: 0.35 },
      bestGuess: { class: 1, accuracy: 0.65 },
    });
    expect(verdict?.['text']).toMatch(
      /^Not (clearly )?better than the baseline: \d+ right; always guessing the same class gets 13 right/,
    );
    const correct = Number(verdict?.['correct']);
    const confusion = verdict?.['confusion'] as unknown as number[][];
    expect((confusion[0]?.[0] ?? 0) + (confusion[1]?.[1] ?? 0)).toBe(correct);
    expect(confusion.flat().reduce((a, b) => a + b)).toBe(20);
    expect(Number(json()['test']?.['accuracy'])).toBeCloseTo(correct / 20, 12);
    expect(json()['files']).toEqual([
      'liked-model/model.json',
      'liked-model/weights.safetensors',
      'liked-model/history.csv',
    ]);
    expect(here.tree()).toEqual([
      'liked-model/history.csv',
      'liked-model/model.json',
      'liked-model/weights.safetensors',
      'liked.csv',
    ]);
  });

  test('a training that was cut short says so; one that is finished does not', async () => {
    here.put(
      'line.csv',
      ['x,y', ...Array.from({ length: 60 }, (_, i) => `${i / 60},${80 + 10 * (i / 60)}`)].join('\n'),
    );
    const short = await cli('train', 'line.csv', '--target', 'y', '--epochs', '10');
    expect(short.out).toContain('The loss is still falling, so the training is not finished. Try --epochs 100');
    const long = await cli('train', 'line.csv', '--target', 'y', '--epochs', '3000', '--learning-rate', '0.1');
    expect(long.out).toContain('Better than the baseline');
    expect(long.out).not.toContain('still falling');
  });

  test('--scale standard is fitted on the training rows and saved', async () => {
    here.put('liked.csv', likedCsv);
    const { out } = await cli(...likedArgs, '--epochs', '1', '--scale', 'standard');
    expect(out).not.toContain('Note:');
    const { inputs } = await readModelFolder(here.at('liked-model'));
    const rows = likedGolden.train_indices.map((row) => likedGolden.data['income']?.[row] ?? NaN);
    const mean = rows.reduce((a, b) => a + b) / rows.length;
    const std = Math.sqrt(rows.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rows.length);
    expect(inputs['input_layer']?.scaling?.offset[2]).toBeCloseTo(mean, 9);
    expect(inputs['input_layer']?.scaling?.divisor[2]).toBeCloseTo(std, 9);
    expect(inputs['input_layer']?.columns).toEqual(['height', 'age', 'income', 'considerate', 'distance']);
  });

  test('the same command gives the same numbers, another seed others', async () => {
    here.put('liked.csv', likedCsv);
    const loss = async (...more: string[]): Promise<string> =>
      JSON.stringify(
        (await gradsheet([...likedArgs, '--epochs', '3', '--json', ...more], { cwd: here.folder() })).json()['history'],
      );
    const first = await loss();
    expect(await loss()).toBe(first);
    expect(await loss('--seed', '43')).not.toBe(first);
    expect(here.tree().filter((name) => name.endsWith('model.json'))).toEqual([
      'liked-model-2/model.json',
      'liked-model-3/model.json',
      'liked-model/model.json',
    ]); // nothing replaced
  });

  test('texts become columns of 0 and 1; three classes end in a softmax', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${(i % 3) + (i % 7) / 10},${['台北', '台南', '高雄'][i % 3]},${['貓', '狗', '鳥'][i % 3]}`,
    );
    here.put('pets.csv', `重量,城市,寵物\n${rows.join('\n')}\n`);
    const { exit, json, err } = await cli(
      'train',
      'pets.csv',
      '--target',
      '寵物',
      '--hidden',
      '4:tanh',
      '--learning-rate',
      '0.1',
      '--epochs',
      '60',
      '--json',
      '--lang',
      'zh-TW',
    );
    expect(exit).toBe(0);
    expect(json()['task']).toBe('multiclass');
    expect(json()['target']).toEqual({ name: '寵物', kind: 'categories', values: ['狗', '貓', '鳥'] }); // by code point
    expect((json()['layers'] as unknown as { outputShape: number[] }[]).map((layer) => layer.outputShape)).toEqual([
      [4],
      [4],
      [3],
    ]);
    expect(err).toContain('softmax、categoricalCrossentropy、accuracy');
    expect(json()['test']?.['verdict']?.['accuracy']).toBe(1); // the city says it all
    expect(
      (await gradsheet(['predict', 'pets-model', '重量=1', '城市=台南', '--lang', 'zh-TW'], { cwd: here.folder() }))
        .out,
    ).toMatch(/^寵物：狗（機率 0\.\d+）\n$/);
  });

  test('early stopping holds rows back, stops, and keeps the best weights', async () => {
    here.put('liked.csv', likedCsv);
    const { json, err } = await cli(
      ...likedArgs,
      '--scale',
      'standard',
      '--learning-rate',
      '0.1',
      '--epochs',
      '500',
      '--early-stopping',
      '5',
      '--json',
    );
    const losses = json()['history']?.['val_loss'] as unknown as number[];
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBe(best + 6);
    expect(err).toContain(
      `Stopped after epoch ${losses.length}: the validation loss has not improved since epoch ${best + 1}.`,
    );
  });

  test('the reference and wasm agree', async () => {
    here.put('liked.csv', likedCsv);
    const last = async (on: string): Promise<number> =>
      Number(
        (await cli(...likedArgs, '--scale', 'standard', '--epochs', '20', '--on', on, '--json')).json()['history']?.[
          'loss'
        ]?.[19],
      );
    expect(Math.abs((await last('wasm')) - (await last('reference')))).toBeLessThan(1e-5);
  });

  test('a live bar on a terminal, plain lines in a pipe', async () => {
    here.put('liked.csv', likedCsv);
    const tty = await gradsheet([...likedArgs, '--epochs', '2'], { cwd: here.folder(), isTTY: true });
    expect(tty.out).toMatch(
      /\rEpoch 2\/2 .*━.* 8\/8 0s \d.*\/step - accuracy: \d\.\d{4} - loss: \d+\.\d{4}\u001b\[K\n/,
    );
    expect(tty.out).toContain('\u001b[1mModel: "sequential"\u001b[22m');
    const pipe = await gradsheet([...likedArgs, '--epochs', '2'], { cwd: here.folder() });
    expect(pipe.out).toMatch(/\nEpoch 2\/2 8\/8 0s .*\/step - accuracy: \d\.\d{4} - loss: \d+\.\d{4}\n/);
    expect(pipe.out).not.toContain('\u001b');
  });

  test('many epochs are thinned to 200 lines, the last among them', async () => {
    here.put('students.csv', studentsCsv);
    const { out } = await cli(...studentArgs, '--learning-rate', '0.5', '--epochs', '1001');
    expect(out).toContain('One line per 6 epochs:');
    expect(out.match(/^Epoch /gm)?.length).toBeLessThanOrEqual(200);
    expect(out).toContain('Epoch 1001/1001');
  });

  test('Chinese from the locale', async () => {
    here.put('liked.csv', likedCsv);
    const { out } = await gradsheet([...likedArgs, '--epochs', '2'], {
      cwd: here.folder(),
      env: { LANG: 'zh_TW.UTF-8' },
    });
    for (const text of [
      'liked.csv：100 列、6 欄（UTF-8，逗號分隔）',
      '第 2/2 回',
      '一律猜同一類會答對 13 筆',
      '已儲存：liked-model/model.json',
      '加上 --scale standard',
    ]) {
      expect(out).toContain(text);
    }
  });

  test('history.csv has a line per epoch, counted from 0', async () => {
    here.put('students.csv', studentsCsv);
    await cli(...studentArgs, '--learning-rate', '0.5', '--epochs', '2');
    const [head, first, second, end] = here.text('students-model', 'history.csv').split('\n');
    expect([head, end]).toEqual(['epoch,loss,mae', '']);
    expect(first).toMatch(/^0,0\.012672752,/);
    expect(second).toMatch(/^1,0\.009162190015341\d*,/);
  });

  test('Ctrl-C saves what was learned so far and exits with 130', async () => {
    here.put('liked.csv', likedCsv);
    const interrupt = new AbortController();
    const { exit, json, err } = await gradsheet([...likedArgs, '--scale', 'standard', '--epochs', '100000', '--json'], {
      cwd: here.folder(),
      signal: interrupt.signal,
      onWrite: (text) => {
        if (/Epoch +501\//.test(text)) interrupt.abort();
      },
    });
    expect(exit).toBe(130);
    expect(json()['stopped']).toMatchObject({ reason: 'interrupted' });
    const epochs = Number(json()['epochs']);
    expect(epochs).toBeGreaterThanOrEqual(501);
    expect(epochs).toBeLessThan(100000);
    expect(err).toContain('Stopped with Ctrl-C');
    expect((await readModelFolder(here.at('liked-model'))).history?.epoch).toHaveLength(epochs);
    expect(
      (await cli('predict', 'liked-model', 'height=180', 'age=25', 'income=50000', 'considerate=1', 'distance=1')).exit,
    ).toBe(0);
  });

  test('a loss that is no number: which step, why, what to do; the last good weights are kept', async () => {
    here.put('liked.csv', likedCsv);
    const { exit, json, err } = await cli(
      ...likedArgs,
      '--loss',
      'mse',
      '--optimizer',
      'sgd',
      '--learning-rate',
      '1000',
      '--hidden',
      '5:linear',
      '--on',
      'reference',
      '--json',
    );
    expect(exit).toBe(1);
    const error = json()['error'];
    expect(error?.['code']).toBe('not-finite');
    expect(error?.['where']).toMatch(/^training, step \d+ \(epoch \d+\)$/);
    expect(error?.['hint']).toMatch(
      /^income has values up to 98,497, so with learning rate 1000 each step overshoots\. Lower --learning-rate, or add --scale standard\. The last good weights were saved\.$/,
    );
    expect(err).toContain('Error: Training stopped at step');
    const { state } = await readModelFolder(here.at('liked-model'));
    for (const values of Object.values(state)) expect(values.every(Number.isFinite)).toBe(true);
  });

  test('never over another model, unless --force; other files in the folder stay', async () => {
    here.put('students.csv', studentsCsv);
    const args = [...studentArgs, '--learning-rate', '0.5', '--epochs', '1', '--out', 'm'];
    await cli(...args);
    const before = here.text('m', 'model.json');
    const refused = await cli(...args, '--epochs', '2', '--json');
    expect(refused.exit).toBe(1);
    expect(refused.json()['error']).toMatchObject({ code: 'exists', where: 'm', problem: 'm already holds a model.' });
    expect(refused.err).not.toContain('Epoch'); // said before the work, not after it
    expect(here.text('m', 'model.json')).toBe(before);
    here.put('m/notes.txt', 'mine');
    expect((await cli(...args, '--epochs', '2', '--force')).exit).toBe(0);
    expect(here.text('m', 'model.json')).not.toBe(before);
    expect(here.tree()).toEqual([
      'm/history.csv',
      'm/model.json',
      'm/notes.txt',
      'm/weights.safetensors',
      'students.csv',
    ]);
  });
});

describe('a trained model', () => {
  test('predicts rows of a table, in original units, and writes them', async () => {
    here.put('liked.csv', likedCsv);
    await cli(...likedArgs, '--scale', 'standard', '--epochs', '5');
    const all = await cli('predict', 'liked-model', 'liked.csv', '--json');
    expect(all.json()['predictions']).toHaveLength(100);
    const first = all.json()['predictions']?.[0];
    const [, row = ''] = likedCsv.split('\n');
    const [height, age, income, considerate, distance] = row.split(',');
    const single = await cli(
      'predict',
      'liked-model',
      `height=${height}`,
      `age=${age}`,
      `income=${income}`,
      `considerate=${considerate}`,
      `distance=${distance}`,
      '--json',
    );
    expect(single.json()['predictions']?.[0]?.['probabilities']).toEqual(first?.['probabilities']);
    expect((await cli('predict', 'liked-model', 'liked.csv')).out).toContain(
      '… and 80 rows more; --out FILE.csv writes them all.',
    );
    expect((await cli('predict', 'liked-model', 'liked.csv', '-o', 'p.csv')).exit).toBe(0);
    const [head, line] = here.text('p.csv').split('\n');
    expect(head).toBe('height,age,income,considerate,distance,liked,liked_predicted,p(0),p(1)');
    expect(line?.startsWith(`${row},`)).toBe(true);
    expect(await cli('predict', 'liked-model', 'liked.csv', '-o', 'p.csv', '--json')).toMatchObject({ exit: 1 });
  });

  test('is evaluated on a table', async () => {
    here.put('liked.csv', likedCsv);
    await cli(...likedArgs, '--scale', 'standard', '--epochs', '5');
    const { json } = await cli('evaluate', 'liked-model', 'liked.csv', '--json');
    expect(json()).toMatchObject({
      command: 'evaluate',
      rows: 100,
      seenInTraining: true,
      verdict: { rows: 100, bestGuess: { class: 1, accuracy: 0.52 } },
    });
    expect(Number(json()['accuracy'])).toBeCloseTo(Number(json()['verdict']?.['accuracy']), 12);
  });

  test('on rows that it was trained on, evaluate says so, in both languages', async () => {
    here.put('liked.csv', likedCsv);
    here.put('others.csv', likedCsv.split('\n').slice(0, 60).join('\n'));
    await cli(...likedArgs, '--epochs', '1');
    expect((await cli('evaluate', 'liked-model', 'liked.csv')).out).toContain('has seen its rows');
    expect((await cli('evaluate', 'liked-model', 'liked.csv', '--lang', 'zh-TW')).out).toContain('看過這些列');
    expect((await cli('evaluate', 'liked-model', 'others.csv')).out).not.toContain('has seen its rows');
    expect((await cli('evaluate', 'liked-model', 'others.csv', '--json')).json()['seenInTraining']).toBe(false);
  });

  test('a number is predicted as a number', async () => {
    here.put('students.csv', studentsCsv);
    await cli(...studentArgs, '--learning-rate', '0.5', '--epochs', '6');
    const { out, json } = await cli('predict', 'students-model', 'english=0.7', 'math=0.6', 'science=0.5', '--json');
    const w = students.runs['correct_lr0.5'].epochs[6];
    expect(Number(json()['predictions']?.[0]?.['prediction'])).toBeCloseTo(
      0.7 * (w?.w[0] ?? 0) + 0.6 * (w?.w[1] ?? 0) + 0.5 * (w?.w[2] ?? 0) + (w?.bias ?? 0),
      6,
    );
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  test('summary shows layers, preprocessing and training', async () => {
    here.put('liked.csv', likedCsv);
    await cli(...likedArgs, '--scale', 'standard', '--epochs', '5');
    const { out } = await cli('summary', 'liked-model');
    for (const text of [
      '│ dense (Dense)   │ (None, 5)    │         30 │',
      'Total parameters  36 (144.00 B)',
      'Optimizer state   72 (288.00 B)',
      'adam, learning rate 0.001, binaryCrossentropy',
      '5 epochs on liked.csv',
      '(x − 62,883) / 20,179',
    ]) {
      expect(out).toContain(text);
    }
    expect((await cli('summary', 'liked-model', '--json')).json()).toMatchObject({
      parameters: 36,
      optimizer: { name: 'adam', learningRate: 0.001 },
      losses: ['binaryCrossentropy'],
      epochs: 5,
    });
    expect((await cli('summary', 'liked-model/model.json')).out).toBe(out);
  });
});

describe('separable', () => {
  test('XOR is not, with a point in both hulls; OR is, with a line', async () => {
    here.put('xor.csv', 'a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n');
    here.put('or.csv', 'a,b,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,yes\n');
    const xor = await cli('separable', 'xor.csv', '--target', 'y', '--json');
    expect(xor.json()).toMatchObject({
      separable: false,
      checked: true,
      certificate: {
        exactPoint: ['1/2', '1/2'],
        ones: [
          { row: 3, exact: '1/2' },
          { row: 4, exact: '1/2' },
        ],
        zeros: [
          { row: 2, exact: '1/2' },
          { row: 5, exact: '1/2' },
        ],
      },
    });
    const or = await cli('separable', 'or.csv', '--target', 'y', '--json');
    expect(or.json()).toMatchObject({ separable: true, checked: true, classes: { zero: 'no', one: 'yes' } });
    const [a = NaN, b = NaN] = or.json()['line']?.['weights'] as unknown as number[];
    const bias = Number(or.json()['line']?.['bias']);
    expect([bias, b + bias, a + bias, a + b + bias].map((value) => value > 0)).toEqual([false, true, true, true]);
    expect((await cli('separable', 'or.csv', '--target', 'y')).out).toContain('2·a + 2·b − 1 > 0');
    expect((await cli('separable', 'xor.csv', '--target', 'y', '--lang', 'zh-TW')).out).toContain('線性不可分。');
  });
});
