// `gradsheet train` with nothing but a target: what is chosen, said, saved and predicted.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gradsheet, workplace, type Result } from './cli.ts';

const here = workplace();
const cli = (...args: string[]): Promise<Result> => gradsheet(args, { cwd: here.folder() });
const put = (name: string): void =>
  here.put(name, readFileSync(new URL(`../data/cases/${name}`, import.meta.url), 'utf8'));

interface Chosen {
  readonly choice: {
    readonly chosen: { readonly rung: string };
    readonly verdict: { readonly rungs: readonly { readonly rung: string; readonly scores: Record<string, number> }[] };
    readonly interval: { readonly halfWidth: number } | null;
    readonly threshold: { readonly threshold: number } | null;
    readonly cut: { readonly reason: string } | null;
  };
}
const trained = async (name: string, target: string, ...more: string[]): Promise<Chosen['choice']> => {
  put(name);
  const { exit, err, json } = await cli('train', name, '--target', target, '-o', 'm', '-f', '--json', ...more);
  expect(exit, err).toBe(0);
  return (json() as unknown as Chosen).choice;
};
const scoreOf = ({ verdict, chosen }: Chosen['choice'], score: string): number =>
  verdict.rungs.find(({ rung }) => rung === chosen.rung)?.scores[score] ?? NaN;

describe('tables on which a fixed rate and fifty epochs lose to a guess', () => {
  test('one threshold: as good as logistic regression', async () => {
    expect(scoreOf(await trained('one-threshold.csv', 'y'), 'accuracy')).toBeGreaterThanOrEqual(0.93);
  });
  test('three blobs are told apart', async () => {
    expect(scoreOf(await trained('three-blobs.csv', 'kind'), 'accuracy')).toBeGreaterThanOrEqual(0.95);
  });
  test('a price that is a line of another is that line', async () => {
    const choice = await trained('price-line.csv', 'price');
    expect(choice.chosen.rung).toBe('line');
    expect(scoreOf(choice, 'r2')).toBeGreaterThan(0.999999);
    const { out } = await cli('predict', 'm', 'x=50');
    expect(out).toContain('price: 25,000');
  });
  test.each<[string, string]>([
    ['class-codes.csv', 'kind'],
    ['rare-category.csv', 'y'],
    ['dates.csv', 'y'],
    ['number-id.csv', 'y'],
    ['empty-column.csv', 'y'],
    ['question-marks.csv', 'y'],
    ['two-row-header.csv', '總價元'],
    ['blank-header.csv', 'y'],
    ['double-header.csv', 'y'],
    ['sep-line.csv', 'y'],
    ['headerless.csv', 'column5'],
    ['sorted-classes.csv', 'kind'],
    ['aligned.data', 'column3'],
  ])('%s starts, and is not worse than the constant guess', async (name, target) => {
    const { verdict, chosen } = await trained(name, target);
    const of = (rung: string): Record<string, number> => verdict.rungs.find((one) => one.rung === rung)?.scores ?? {};
    const own = of(chosen.rung);
    const constant = of('constant');
    if ('rmse' in own) expect(own['rmse']).toBeLessThanOrEqual(constant['rmse'] ?? NaN);
    else expect(own['accuracy']).toBeGreaterThanOrEqual(constant['accuracy'] ?? NaN);
  });
});

describe('what is said and saved', () => {
  test('both languages say the verdict, what was chosen and how to overrule it', async () => {
    put('price-line.csv');
    const english = await cli('train', 'price-line.csv', '--target', 'price', '-o', 'm', '-f');
    expect(english.out).toContain('A line is enough');
    expect(english.out).toContain('price = 20000 + 100 · x');
    expect(english.out).toContain('--hidden, --epochs');
    const chinese = await cli('train', 'price-line.csv', '--target', 'price', '-o', 'm', '-f', '--lang', 'zh-TW');
    expect(chinese.out).toContain('一條線就夠了');
  });

  test('predictions of numbers carry their interval, on the page and in the file', async () => {
    await trained('question-marks.csv', 'y');
    await cli('predict', 'm', 'question-marks.csv', '-o', 'p.csv', '-f');
    expect(here.text('p.csv').split('\n')[0]).toBe('x,z,y,y_predicted,y_low,y_high');
  });

  test('a chosen model is evaluated, summed up and written as a workbook', async () => {
    await trained('price-line.csv', 'price');
    expect((await cli('evaluate', 'm', 'price-line.csv')).exit).toBe(0);
    const summary = await cli('summary', 'm');
    expect(summary.out).toContain('rescaling');
    expect(summary.out).toContain('chosen by cross-validation: a line');
    expect(summary.out).not.toContain('adam'); // of which a line knows nothing
    const sheet = await cli('sheet', 'm', 'price-line.csv', '-o', 'b.xlsx', '-f');
    expect(sheet.exit, sheet.err).toBe(0);
  });

  test('of several networks that are one model, the summary says so', async () => {
    const rows = Array.from({ length: 160 }, (_, i) => {
      const [x, z] = [((i * 37) % 101) - 50, ((i * 53) % 97) - 48];
      return `${x},${z},${x * z}`;
    });
    here.put('product.csv', ['x,z,y', ...rows].join('\n'));
    const { out, err } = await cli('train', 'product.csv', '--target', 'y', '-o', 'm', '-f');
    expect(out, err).toContain('the network beats a line');
    const english = await cli('summary', 'm');
    expect(english.out).toMatch(
      /Training {2}chosen by cross-validation: [\d +]+ units\n {2}The model is the mean of 4 such/,
    );
    expect((await cli('summary', 'm', '--lang', 'zh-TW')).out).toContain('模型是 4 個這樣的網路的平均');
  });

  test('few enormous prices: the logarithm is learned, which is said, and --target-scale overrules it', async () => {
    const rows = Array.from(
      { length: 120 },
      (_, i) => `${i % 40},${i === 7 ? 9e9 : Math.round(1000 * 1.1 ** (i % 40))}`,
    );
    here.put('flats.csv', ['area,price', ...rows].join('\n'));
    const train = (...more: string[]): Promise<Result> =>
      cli('train', 'flats.csv', '--target', 'price', '-o', 'm', '-f', '--time', '0.000001', ...more);
    const { out } = await train();
    expect(out).toContain('natural logarithm of price = ');
    expect(out).toContain('typical factor');
    expect(out).toContain('--target-scale linear');
    expect((await cli('predict', 'm', 'area=30')).out).toMatch(/^price: [\d,]+ \(between [\d,]+ and [\d,]+ in 9 of 10/);
    const judged = await cli('evaluate', 'm', 'flats.csv');
    expect(judged.out).toMatch(/Better than the baseline: typical factor × [\d.]+; always guessing the geometric mean/);
    expect((await train('--lang', 'zh-TW')).out).toContain('學的是目標的對數');
    expect((await train('--target-scale', 'linear')).out).toContain('RMSE');
    const classes = await cli(
      'train',
      'flats.csv',
      '--target',
      'area',
      '--as',
      'area=category',
      '--target-scale',
      'log',
    );
    expect(classes.err).toContain('needs a target of numbers above 0');
  });

  test('costs move the threshold; other targets refuse them', async () => {
    const choice = await trained('one-threshold.csv', 'y', '--cost', 'fp=1,fn=20');
    expect(choice.threshold?.threshold).toBeLessThan(0.5);
    put('price-line.csv');
    const refused = await cli('train', 'price-line.csv', '--target', 'price', '-o', 'm', '-f', '--cost', 'fp=1,fn=2');
    expect(refused.exit).toBe(1);
    expect(refused.err).toContain('--cost is for a target of two classes, but "price" is a');
    expect(refused.err).toContain('--as price=category');
    const misspelt = await cli('train', 'price-line.csv', '--target', 'price', '-o', 'm', '-f', '--cost', 'fp=1');
    expect(misspelt.err).toContain('--cost must look like fp=1,fn=20');
  });

  test('class weights are refused for a number, and so are costs of three classes, in both languages', async () => {
    put('price-line.csv');
    put('three-blobs.csv');
    const weights = ['train', 'price-line.csv', '--target', 'price', '--class-weights', 'balanced'];
    expect((await cli(...weights)).err).toContain(
      '--class-weights (classWeights in a program) is for a target of classes',
    );
    expect((await cli(...weights, '--lang', 'zh-TW')).err).toContain(
      '錯誤：--class-weights（程式裡是 classWeights）只能用在分成幾類的目標欄，但「price」是數字。',
    );
    const costs = ['train', 'three-blobs.csv', '--target', 'kind', '--cost', 'fp=1,fn=2'];
    expect((await cli(...costs)).err).toContain('--cost is for two classes, but "kind" has 3.');
    expect((await cli(...costs, '--lang', 'zh-TW')).err).toContain('只能用在兩個類別，但「kind」有 3 個類別。');
    expect(here.tree()).not.toContain('price-line-model/model.json');
  });

  test('--force overwrites the folder that an earlier training made; without it a new one is made', async () => {
    put('price-line.csv');
    const train = (...more: string[]): Promise<Result> =>
      cli('train', 'price-line.csv', '--target', 'price', '--time', '0.000001', ...more);
    expect((await train('-f')).out).toContain('Saved: price-line-model/model.json');
    expect((await train('-f')).out).toContain('Saved: price-line-model/model.json');
    expect((await train()).out).toContain('Saved: price-line-model-2/model.json');
    here.put('data.csv', here.text('price-line.csv'));
    here.put('data-model', 'a file of that name');
    expect((await cli('train', 'data.csv', '--target', 'price', '-f')).exit).toBe(1);
    expect(here.text('data-model')).toBe('a file of that name');
  });

  test('what the target was taken for is said, and a table of new rows is what comes next', async () => {
    const names = Array.from({ length: 7 }, (_, k) => `f${k}`);
    const rows = Array.from({ length: 60 }, (_, i) => [
      ...names.map((_, k) => (i * (k + 3)) % 17),
      i % 3 ? 'no' : 'yes',
    ]);
    here.put('wide.csv', [[...names, 'kind'], ...rows].map((row) => row.join(',')).join('\n'));
    const train = (...more: string[]): Promise<Result> =>
      cli('train', 'wide.csv', '--target', 'kind', '-o', 'm', '-f', '--time', '0.000001', ...more);
    const { out } = await train();
    expect(out).toMatch(/^Target {2}kind: 2 classes, "no", "yes"$/m);
    expect(out).toContain('Next: gradsheet predict m NEW_TABLE.csv');
    const chinese = await train('--lang', 'zh-TW');
    expect(chinese.out).toMatch(/^目標欄 {2}kind：2 類，「no」、「yes」$/m);
    expect(chinese.out).toContain('下一步：gradsheet predict m 新資料.csv');
  });

  test('rows of one person are held out together, which is said, and --split overrules it', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => {
      const person = Math.floor(i / 4);
      return `${person},${(i * 29) % 31},${((person * 37) % 50) + (i % 3)}`;
    });
    here.put('visits.csv', ['patient,dose,pain', ...rows].join('\n'));
    const train = (...more: string[]): Promise<Result> =>
      cli('train', 'visits.csv', '--target', 'pain', '-o', 'm', '-f', '--time', '0.000001', ...more);
    const english = await train();
    expect(english.out).toContain('all rows of a value of patient together, because they are alike');
    expect(english.out).toContain('(--split random)');
    expect((await train('--lang', 'zh-TW')).out).toContain('「patient」欄同一個值的列都在一起');
    expect((await train('--split', 'random')).out).not.toContain('because they are alike');
    const byDose = await train('--split', 'time=dose');
    expect(byDose.out).toContain('Held out: the rows with the largest dose (a number, not a date), predicted from the');
    const withoutDose = await train('--split', 'time=dose', '--exclude', 'dose');
    expect(withoutDose.out).toContain('Held out: the rows with the largest dose (a number, not a date)');
    expect((await train('--split', 'time=dose', '--lang', 'zh-TW')).out).toContain('「dose」最大的列（這是數字');
    expect((await train('--split', 'time')).out).toContain('Held out: the latest rows, predicted from the earlier');
    const { json } = await train('--split', 'group=patient', '--json');
    expect(json()['choice']).toMatchObject({ split: { by: 'group', column: 'patient', asked: true } });
    expect((await train('--split', 'groups=patient')).err).toContain('time=COL or group=COL');
    expect((await cli('train', 'none.csv', '--target', 'pain', '--split', 'groups')).err).toContain('--split');
    expect((await train('--split', 'group=patent')).err).toContain('Did you mean "patient"?');
  });

  test('a target of 1, 2, 3 is asked about where a person sits at the terminal, and not elsewhere', async () => {
    put('class-codes.csv');
    const questions: string[] = [];
    const train = (answer: string, isTTY: boolean, ...more: string[]): Promise<Result> =>
      gradsheet(
        [
          'train',
          'class-codes.csv',
          '--target',
          'kind',
          '-o',
          'm',
          '-f',
          '--time',
          '0.000001',
          '--split',
          'random',
          ...more,
        ],
        {
          cwd: here.folder(),
          isTTY,
          ask: (question) => {
            questions.push(question);
            return Promise.resolve(answer);
          },
        },
      );
    expect((await train('c', true)).out).toContain('accuracy');
    expect((await train('', true)).out).toContain('RMSE');
    expect((await train('類別', true, '--lang', 'zh-TW')).out).toContain('正確率');
    expect(questions).toHaveLength(3);
    expect(questions[0]).toContain('kind has only the values 1 to 3. Do they stand for classes');
    expect(questions[2]).toContain('kind 只有 1 到 3 這幾種值。');
    const said = await train('c', true, '--as', 'kind=number');
    expect(said.out).toContain('RMSE');
    const piped = await train('c', false);
    expect(piped.out).toContain('--as kind=category');
    expect((await train('c', true, '--json')).json()).toMatchObject({ task: 'regression' });
    expect(questions).toHaveLength(3);
  });

  test('the clock cuts the networks, and that is said', async () => {
    const choice = await trained('price-line.csv', 'price', '--time', '0.000001');
    expect(choice.cut?.reason).toBe('time');
    expect(choice.chosen.rung).toBe('line');
  });

  test.each(['--cost fp=1,fn=2', '--time 5', '--class-weights balanced', '--split time', '--report p.html'])(
    '%s is refused where there is nothing to choose',
    async (option) => {
      put('price-line.csv');
      const told = await cli('train', 'price-line.csv', '--target', 'price', '--epochs', '3', ...option.split(' '));
      expect(told.exit).toBe(1);
      expect(told.err).toContain('is about choosing a model');
    },
  );

  test('with any word on how to train, nothing is chosen', async () => {
    put('price-line.csv');
    const told = await cli('train', 'price-line.csv', '--target', 'price', '--epochs', '3', '-o', 'm', '-f', '--json');
    expect(told.json()).toMatchObject({ epochs: 3, settings: { options: { epochs: 3 } } });
    expect(told.json()).not.toHaveProperty('choice');
  });
});

describe('--report', () => {
  test('writes a page about the choice, in the language of the person, and names it', async () => {
    put('three-blobs.csv');
    const { exit, out, err } = await cli(
      ...['train', 'three-blobs.csv', '--target', 'kind', '-o', 'm', '--report', 'page.html', '--lang', 'zh-TW'],
    );
    expect(exit, err).toBe(0);
    expect(out).toContain('page.html');
    const page = here.text('page.html');
    expect(page).toMatch(/^<!doctype html>\n<html lang="zh-Hant-TW">/);
    expect(page).toContain('Models compared');
    expect(page).toMatch(/<span lang="en">number; /);
    expect(page).not.toMatch(/NaN|undefined/);
  });
  test('a page that is there is not overwritten, and nothing is trained in vain', async () => {
    put('three-blobs.csv');
    here.put('page.html', 'mine');
    const { exit, err } = await cli('train', 'three-blobs.csv', '--target', 'kind', '-o', 'm', '--report', 'page.html');
    expect(exit).toBe(1);
    expect(err).toContain('page.html already exists');
    expect(here.tree()).not.toContain('m');
    expect(here.text('page.html')).toBe('mine');
  });
  test('a training that is set by options has no choice to show', async () => {
    put('three-blobs.csv');
    const { exit, err } = await cli(
      ...['train', 'three-blobs.csv', '--target', 'kind', '--epochs', '2', '-o', 'm', '--report', 'page.html'],
    );
    expect(exit).toBe(1);
    expect(err).toContain('--report is about choosing a model');
    expect(here.tree()).not.toContain('page.html');
  });
});
