// Programs for columns of our own making do what we do.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { choose } from '../../src/choose/choose.ts';
import { parseCsv } from '../../src/csv.ts';
import { applyScaling } from '../../src/data/encode.ts';
import { toRows } from '../../src/data/matrix.ts';
import { Table } from '../../src/data/table.ts';
import { kerasCode } from '../../src/formats/code/keras.ts';
import { dataPart } from '../../src/formats/code/python.ts';
import { pytorchCode } from '../../src/formats/code/pytorch.ts';
import { codePlan, type TableTraining } from '../../src/formats/code/training.ts';
import { typescriptCode } from '../../src/formats/code/typescript.ts';
import { toSaved } from '../../src/model/saved.ts';
import { planTable, type TablePlanOptions } from '../../src/model/table-plan.ts';
import { hasModules, python } from '../tools/python.ts';

const training = { file: { name: 't.csv' }, testSize: 0, splitSeed: 42, epochs: 1, batchSize: 8, seed: 0 };
const table = Table.of({
  when: Array.from({ length: 24 }, (_, i) => `2020-0${(i % 9) + 1}-11`),
  gap: Array.from({ length: 24 }, (_, i) => (i % 5 === 0 ? null : i * i)),
  city: Array.from({ length: 24 }, (_, i) => (i < 2 ? `rare${i}` : ['a', 'b'][i % 2])) as string[],
  note: Array.from({ length: 24 }, (_, i) => `near the park ${i}`),
  y: Array.from({ length: 24 }, (_, i) => (i * 7) % 11),
});
const saved = (features: readonly string[], more: Partial<TablePlanOptions> = {}): ReturnType<typeof toSaved> => {
  const { model, preprocessing } = planTable(table, { target: 'y', features, testSize: 0, ...more });
  return toSaved(model, { preprocessing });
};

test('Python programs refuse free text by name', () => {
  for (const write of [kerasCode, pytorchCode]) {
    expect(() => write(saved(['note'], { as: { note: 'text' } }), training)).toThrow(
      /column "note": needs numbers, categories or dates; got free text/,
    );
  }
});

test('a model that learned logarithms ends in an exponential there, too', async () => {
  const size = Array.from({ length: 60 }, (_, i) => (i * 7) % 31);
  const { model, preprocessing } = await choose(Table.of({ size, price: size.map((v) => Math.exp(v / 3)) }), {
    target: 'price',
    targetScale: 'log',
  });
  const chosen = toSaved(model, { preprocessing });
  expect(kerasCode(chosen, training)).toContain('layers.Activation("exponential")');
  const torch = pytorchCode(chosen, training);
  expect(torch).toMatch(/Rescaling\(.*\),\n {4}Exponential\(\),\n\)/);
  expect(torch).toContain('class Exponential(nn.Module):');
});

const has = hasModules('pandas');

describe.runIf(has)('the columns of a Python program hold our numbers (needs .cache/python with pandas)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gradsheet-columns-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** What `inputs` of the program gives for every row of a table. */
  function inputsOf(
    content: string,
    options: TablePlanOptions,
    reading: Partial<Pick<TableTraining['file'], 'skipRows' | 'thousands' | 'missingValues' | 'delimiter'>> = {},
  ): { readonly own: number[][]; readonly pandas: number[][] } {
    writeFileSync(join(folder, 't.csv'), content);
    const { table: read } = parseCsv(content, { name: 't.csv', ...reading });
    const plan = planTable(read, { ...options, testSize: 0 });
    const code = dataPart(codePlan(toSaved(plan.model, { preprocessing: plan.preprocessing })), {
      ...training,
      file: { name: 't.csv', ...reading },
    });
    writeFileSync(
      join(folder, 'columns.py'),
      `import json\nimport numpy as np\nimport pandas as pd\n${code}\nprint(json.dumps(x_train.tolist()))`,
    );
    const out = execFileSync(python, ['columns.py'], { cwd: folder, encoding: 'utf8' });
    const own = toRows(
      plan.preprocessing.scale === 'none' ? plan.train.x : applyScaling(plan.preprocessing, plan.train.x),
    );
    return { own, pandas: JSON.parse(out) as number[][] };
  }
  const same = ({ own, pandas }: { own: number[][]; pandas: number[][] }): void => {
    expect(pandas).toHaveLength(own.length);
    own.forEach((row, i) => {
      expect(pandas[i]).toHaveLength(row.length);
      row.forEach((value, k) =>
        expect(Math.abs((pandas[i]?.[k] ?? NaN) - value) / Math.max(1, Math.abs(value)), `${i}, ${k}`).toBeLessThan(
          1e-6,
        ),
      );
    });
  };
  const dates: Record<string, (year: number, month: number, day: number) => string> = {
    ymd: (y, m, d) => `${y}-${m}-${d}`,
    'ymd, with a time': (y, m, d) => `${y}-0${m}-${d} ${d % 12}:30:15 ${d % 2 ? 'pm' : 'am'}`,
    'ymd, with a zone': (y, m, d) => `${y}-0${m}-${10 + (d % 10)}T0${d % 9}:15:00.25Z`,
    dmy: (y, m, d) => `${d}/${m}/${y}`,
    'dmy, two digits': (y, m, d) => `${d}-${m}-${y % 100}`,
    mdy: (y, m, d) => `${m}/${d}/${y}`,
    named: (y, m, d) => `${d}-${['Jan', 'February', 'Mar.', 'April', 'may', 'Jun', 'July', 'Sept'][m - 1]}-${y}`,
    'named, month first': (y, m, d) =>
      `Tue, ${['Jan', 'Feb', 'March', 'Apr', 'May', 'Jun', 'Jul', 'Aug'][m - 1]} ${d}th, ${y}`,
    roc: (y, m, d) => `${y - 1911}/${m}/${d}`,
    'roc, in words': (y, m, d) => `民國${y - 1911}年${m}月${d}日`,
    'roc, called so': (y, m, d) => `民國${y - 1911}/${m}/${d}`,
    compact: (y, m, d) => String(y * 10000 + m * 100 + d),
    months: (y, m) => `${y}-${m}`,
    quarters: (y, m) => `${y}Q${(m % 4) + 1}`,
  };
  test.each(Object.entries(dates))('dates: %s', (_, spelled) => {
    const rows = Array.from({ length: 60 }, (__, i) => spelled(2014 + (i % 9), (i % 8) + 1, ((i * 7) % 28) + 1));
    const more = rows.map((date, i) => (i % 13 === 4 ? '' : i === 30 ? 'soon' : `"${date}"`));
    const content = (list: readonly string[]): string =>
      ['when,other,y', ...list.map((date, i) => `${date},${(i * 3) % 7},${(i * 5) % 11}`)].join('\n');
    same(inputsOf(content(rows.map((date) => `"${date}"`)), { target: 'y', scale: 'standard', as: { when: 'date' } }));
    if (spelled !== dates['compact']) same(inputsOf(content(more), { target: 'y', as: { when: 'date' } }));
  });
  test('a title, thousands and markers of missing values', () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `"${(i % 9) + 1},${100 + i}",${i % 6 === 1 ? 'unknown' : i % 3},${i}`,
    );
    const content = ['Sales of 2020', 'price,kind,y', ...rows].join('\n');
    const reading = { skipRows: 1, thousands: ',', missingValues: ['unknown'] };
    const { own, pandas } = inputsOf(content, { target: 'y' }, reading);
    same({ own, pandas });
    expect(own[0]).toEqual([1100, 0, 0]);
    const written = typescriptCode(saved(['gap']), { ...training, file: { name: 't.csv', ...reading } });
    expect(written).toContain("thousands: ',', missingValues: ['unknown'], skipRows: 1");
  });
  test('numbers far from all others', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i === 3 ? 1e6 : i === 9 ? '' : (i * 7) % 13},${i % 5}`);
    const content = ['size,y', ...rows].join('\n');
    const { own, pandas } = inputsOf(content, { target: 'y', outliers: 'limit', missing: 'mean' });
    same({ own, pandas });
    expect(own[3]?.[0]).toBeLessThan(100);
    expect(typescriptCode(saved(['gap'], { outliers: 'limit' }), training)).toContain("outliers: 'limit'");
  });
  test('columns that blanks set apart', () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${String(i * 3).padStart(6)}${String((i * 7) % 11).padStart(5)}    ${i}`,
    );
    same(inputsOf(['     a    b    y', ...rows].join('\n'), { target: 'y' }, { delimiter: ' ' }));
  });
  test('marked gaps, rare texts, texts of numbers', () => {
    const rows = Array.from({ length: 40 }, (_, i) =>
      [
        i % 7 === 2 ? '' : (i * 1.5) % 8,
        ['red', 'blue', `odd ${i}`, ''][i % 9 === 0 ? 2 : i % 11 === 0 ? 3 : i % 2],
        `0${i % 3}`,
        i % 5,
      ].join(),
    );
    const content = ['size,colour,code,y', ...rows].join('\n');
    for (const scale of ['standard', 'none', 'minmax'] as const) {
      same(inputsOf(content, { target: 'y', scale, rare: 3, as: { y: 'category', code: 'category' } }));
    }
    same(inputsOf(content, { target: 'y', missing: 'mean', rare: 3 }));
  });
});

test('the TypeScript program repeats what was said of the columns', () => {
  const code = typescriptCode(saved(['when', 'city', 'note'], { as: { note: 'text' }, rare: 2 }), training);
  expect(code).toContain("as: { note: 'text' },");
  expect(code).toContain('rare: 2,');
  expect(code).toContain("missing: 'mark'");
  expect(code).toContain("when: ['2020-09-11']");
});
