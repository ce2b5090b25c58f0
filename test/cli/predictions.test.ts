// What `predict` and `evaluate` show of a chosen model: no promise outside the range, measures that fit, what matters.
import { beforeEach, describe, expect, test } from 'vitest';
import { en } from '../../src/cli/messages.en.ts';
import { chinese } from '../../src/cli/messages.zh-TW.ts';
import { visibleWidth } from '../../src/cli/terminal.ts';
import { gradsheet, workplace, type Result } from './cli.ts';

const here = workplace();
const cli = (args: readonly string[], columns = 100): Promise<Result> =>
  gradsheet(args, { cwd: here.folder(), columns });
const train = (file: string, target: string, ...more: string[]): Promise<Result> =>
  cli(['train', file, '--target', target, '-o', 'm', '-f', '--time', '0.000001', ...more]);
const wave = (i: number, k: number): number => Math.round(50 + 50 * Math.sin(i * k));

describe('no interval is given far outside the range of the training rows', () => {
  beforeEach(async () => {
    const rows = Array.from({ length: 80 }, (_, i) => `${wave(i, 1.7)},${3 * wave(i, 1.7) + wave(i, 2.9) / 10}`);
    here.put('t.csv', ['x,y', ...rows].join('\n'));
    const { exit, err } = await train('t.csv', 'y');
    expect(exit, err).toBe(0);
  });
  test('of one row', async () => {
    expect((await cli(['predict', 'm', 'x=40'])).out).toMatch(/y: .*\(between .* and .* in 9 of 10 cases\)/);
    const far = await cli(['predict', 'm', 'x=4000']);
    expect(far.out).toMatch(/y: 12,0\d\d.* \(without an interval: the row is far outside the range seen in training\)/);
    expect(far.out).not.toContain('9 of 10');
    expect((await cli(['predict', 'm', 'x=4000', '--lang', 'zh-TW'])).out).toContain(
      '遠遠超出訓練資料的範圍，無法估計區間',
    );
  });
  test('of a file: the other rows keep theirs', async () => {
    here.put('new.csv', 'x\n-900\n40\n101\n');
    const { out } = await cli(['predict', 'm', 'new.csv', '-o', 'p.csv']);
    expect(out).toContain('1 row is far outside the range seen in training, where no interval is known.');
    const [head, far = '', near = ''] = here.text('p.csv').split('\n');
    expect(head).toBe('x,y_predicted,y_low,y_high');
    expect(far).toMatch(/^-900,-2[\d.]+,,$/);
    expect(near).toMatch(/^40,[\d.]+,[\d.]+,[\d.]+$/);
    const { json } = await cli(['predict', 'm', 'new.csv', '--json']);
    const predictions = json()['predictions'] as unknown as Record<string, number>[];
    expect(predictions.map((one) => 'low' in one)).toEqual([false, true, true]);
  });
});

test('what was predicted comes first, no line is wider than the page, and what is not shown is said', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `feature_${i}`);
  const rows = Array.from({ length: 60 }, (_, i) => [
    ...names.map((_, k) => wave(i, k + 1.3)),
    ['a', 'b', 'c', 'd', 'e', 'f'][i % 6],
  ]);
  here.put('wide.csv', [[...names, 'kind'], ...rows].map((row) => row.join(',')).join('\n'));
  await train('wide.csv', 'kind');
  const { out } = await cli(['predict', 'm', 'wide.csv'], 80);
  const [head = '', ...lines] = out.slice(out.indexOf('kind_predicted')).split('\n');
  expect(head).toMatch(/^kind_predicted  probability  kind  feature_0  feature_1/);
  for (const line of [head, ...lines.slice(0, 20)]) expect(visibleWidth(line)).toBeLessThanOrEqual(80);
  expect(out).toContain('26 columns are not shown: feature_4, feature_5, feature_6 and 23 more.');
  expect(out).toContain('… and 40 rows more; --out FILE.csv writes them all.');
  const chinese = await cli(['predict', 'm', 'wide.csv', '--lang', 'zh-TW'], 80);
  expect(chinese.out).toContain('有 26 欄沒有顯示：feature_4、feature_5、feature_6，還有 23 欄。');
});

describe('evaluate', () => {
  const rare = (n: number): string =>
    ['x,z,fraud', ...Array.from({ length: n }, (_, i) => `${wave(i, 1.7)},${wave(i, 2.3)},${wave(i, 1.7) > 97 ? 1 : 0}`)].join('\n'); // prettier-ignore
  test('of a rare class speaks of what train speaks of, and not of accuracy', async () => {
    here.put('t.csv', rare(400));
    here.put('new.csv', rare(300));
    const trained = await train('t.csv', 'fraud');
    expect(trained.out).toContain('ROC AUC');
    const { out, exit, err } = await cli(['evaluate', 'm', 'new.csv']);
    expect(exit, err).toBe(0);
    expect(out).toMatch(/Better than the baseline: ROC AUC 1\.0000; always guessing the same class gives 0\.5000/);
    expect(out).toMatch(/ROC AUC +1\.0000 +0\.5000/);
    expect(out).toContain('of one class, so accuracy means little');
    expect(out).not.toMatch(/^ +accuracy /m);
    const chinese = await cli(['evaluate', 'm', 'new.csv', '--lang', 'zh-TW']);
    expect(chinese.out).toContain('比基準好：ROC AUC');
    expect(chinese.out).not.toMatch(/accuracy|loss|baseline/);
    const { json } = await cli(['evaluate', 'm', 'new.csv', '--json']);
    expect(json()).toMatchObject({ evaluation: { measure: 'rocAuc', baseline: { rocAuc: 0.5 } } });
    expect(json()['verdict']?.['text']).toContain('ROC AUC');
  });
  test('of rows of one class says how many are right: there is nothing to rank', async () => {
    here.put('t.csv', rare(400));
    await train('t.csv', 'fraud');
    here.put('one.csv', 'x,z,fraud\n50,50,0\n40,30,0\n30,20,0\n');
    const { out, exit, err } = await cli(['evaluate', 'm', 'one.csv']);
    expect(exit, err).toBe(0);
    expect(out).toContain('Not better than the baseline: accuracy 1.0000; always guessing the same class gives 1.0000');
    expect(out).not.toContain('NaN');
  });
  test('measures what was asked for: costs, or every class alike', async () => {
    here.put('t.csv', rare(400));
    await train('t.csv', 'fraud', '--cost', 'fp=1,fn=20');
    expect((await cli(['evaluate', 'm', 't.csv'])).out).toContain('the baseline: weighted errors per row');
    await train('t.csv', 'fraud', '--class-weights', 'balanced');
    expect((await cli(['evaluate', 'm', 't.csv'])).out).toContain('the baseline: balanced accuracy');
  });
  test('of a number says what train says, beside the mean of the training rows', async () => {
    const rows = (from: number, n: number): string =>
      ['x,z,y', ...Array.from({ length: n }, (_, i) => `${wave(from + i, 1.7)},${wave(i, 2.3)},${500 * wave(from + i, 1.7) + wave(i, 2.9)}`)].join('\n'); // prettier-ignore
    here.put('t.csv', rows(0, 120));
    here.put(
      'new.csv',
      rows(500, 40).replace(/,(\d+)$/gm, (_, y: string) => `,${Number(y) + 20000}`),
    );
    const trained = await train('t.csv', 'y', '--json');
    const mean = trained.json()['choice']?.['target']?.['guess']?.[0] as unknown as number;
    const { out, exit, err } = await cli(['evaluate', 'm', 'new.csv']);
    expect(exit, err).toBe(0);
    expect(out).toMatch(/^ +R² +-?\d\.\d{4} +-\d\.\d{4}$/m); // the mean of other rows does worse than these rows' own
    expect(out).toMatch(/^ +RMSE +[\d,]+ +[\d,]+$/m);
    expect(out).toMatch(/^Better than the baseline: RMSE [\d,]+; always guessing the mean gives [\d,]+ \(95%/m);
    expect(out).not.toMatch(/loss|rmse|knows the rows/);
    const { json } = await cli(['evaluate', 'm', 'new.csv', '--json']);
    const truth = here.text('new.csv').trim().split('\n').slice(1).map((row) => Number(row.split(',')[2])); // prettier-ignore
    const rmse = Math.sqrt(truth.reduce((sum, y) => sum + (y - mean) ** 2, 0) / truth.length);
    expect(json()['evaluation']?.['baseline']?.['rmse']).toBeCloseTo(rmse, 6);
    expect(json()['baselineFrom']).toBe('training');
    const taught = await cli(['train', 't.csv', '--target', 'y', '--epochs', '3', '-o', 'm', '-f']);
    expect(taught.exit, taught.err).toBe(0);
    expect((await cli(['evaluate', 'm', 'new.csv'])).out).toContain('The baseline knows the rows of this table');
    expect((await cli(['evaluate', 'm', 'new.csv', '--lang', 'zh-TW'])).out).toContain('基準是照這個表格的列算的');
  });
  test('in Chinese names its measures in Chinese', async () => {
    here.put('t.csv', rare(200).replace(/^(\d+),(\d+),\d$/gm, (_, x: string, z: string) => `${x},${z},${Number(x) > 50 ? 'up' : 'down'}`)); // prettier-ignore
    await train('t.csv', 'fraud');
    const { out } = await cli(['evaluate', 'm', 't.csv', '--lang', 'zh-TW']);
    expect(out).toMatch(/正確率 +\d/);
    expect(out).not.toMatch(/accuracy|loss/i);
  });
});

describe('what is said of columns', () => {
  const columns = 'abcdefghijkl'.split('');
  const gaps = [
    [...columns, 'y'].join(','),
    ...Array.from({ length: 60 }, (_, i) => [...columns.map((_, k) => ((i + k) % 9 ? wave(i, k + 1) : '')), wave(i, 1.7)].join(',')), // prettier-ignore
  ].join('\n');
  test('the same of many is said once; the file of --json and the report keep all', async () => {
    here.put('t.csv', gaps);
    const { out } = await train('t.csv', 'y', '--report', 'r.html');
    expect(out).toContain('Missing values in 12 columns were filled in and marked: a, b, c and 9 more.');
    expect(out.match(/filled in/g)).toHaveLength(1);
    expect(here.text('r.html')).toContain('Column l: 6 missing values were filled in');
    expect(here.text('r.html')).toContain('「l」欄：6 個缺值填入');
    const chinese = await train('t.csv', 'y', '--lang', 'zh-TW');
    expect(chinese.out).toContain('有 12 欄的缺值已填補並標記：a、b、c，還有 9 欄。');
    const { json } = await train('t.csv', 'y', '--json');
    const warnings = json()['warnings'] as unknown as { code: string }[];
    expect(warnings.filter(({ code }) => code === 'marked-cells')).toHaveLength(12);
  });
  test('a date with a bad cell: the cell is named, and filled in as a date', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const day = new Date(Date.UTC(2023, 11, 1 + i));
      const date = `${day.getUTCFullYear() - 1911}${String(day.getUTCMonth() + 1).padStart(2, '0')}${String(day.getUTCDate()).padStart(2, '0')}`; // prettier-ignore
      return `${i === 9 ? '1131350' : date},${wave(i, 1.7)},same,${wave(i, 2.3)}`;
    });
    here.put('t.csv', ['日期,x,const,y', ...rows].join('\n'));
    const { out } = await train('t.csv', 'y');
    expect(out).toContain('Column 日期: 1 cell, such as "1131350" in row 11, cannot be read as a date and counts as');
    expect(out).toMatch(/Column 日期: 1 missing value was filled in with "2023-12-30[ \d:]*" and marked/);
    const chinese = await train('t.csv', 'y', '--lang', 'zh-TW');
    expect(chinese.out).toContain('「日期」欄：1 格讀不成日期，例如第 11 列的「1131350」，當作缺值。');
    expect(chinese.out).toContain('「const」欄不用：每一列都是「same」。');
  });
  test('what limits numbers in many columns is said once, too', () => {
    const names = ['a', 'b', 'c'];
    expect(en.data.warnings('limited-cells', names)).toContain('In 3 columns numbers far from all others count as');
    expect(chinese.data.warnings('limited-cells', names)).toContain('有 3 欄的部分數字離其他的很遠');
  });
  test('a target computed from others', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const [pct, all] = [wave(i, 1.7) / 2, 300 + 7 * wave(i, 2.3)];
      return `${pct},${all},${Math.round((pct * all) / 100)}`;
    });
    here.put('t.csv', ['pct,all,count', ...rows].join('\n'));
    expect((await train('t.csv', 'count')).out).toContain('count is pct × all / 100, up to rounding');
    expect((await train('t.csv', 'count', '--lang', 'zh-TW')).out).toContain('count 就是 pct × all / 100');
  });
});
