// What the Studio makes of a table on its way to a chosen model: columns, the models tried, one row. Without a browser.
import { readFileSync } from 'node:fs';
import { gzipSync, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { asChanged, asMeant, firstAsked, plainSeen } from '../../studio/src/data/asked.ts';
import { columnLines } from '../../studio/src/data/column-note.ts';
import { countsSaid } from '../../studio/src/data/counts-said.ts';
import { likedCsv, salariesCsv } from '../../studio/src/data/made-tables.ts';
import { limitOf, rowsNow, rowsOf, widthOf } from '../../studio/src/data/ladder-rows.ts';
import { noteText } from '../../studio/src/data/note-text.ts';
import { countsFrom, draftOf } from '../../studio/src/data/what-counts.ts';
import { choosingWords } from '../../studio/src/data/words.ts';
import { countsOf, noCounts } from '../../studio/src/worker/counts.ts';
import { rangeText } from '../../studio/src/worker/shown.ts';
import { Work } from '../../studio/src/worker/work.ts';
import type { Answers, Asked, Counts, LadderNow, Taking } from '../../studio/src/worker/protocol.ts';
import { parseCsv } from '../../src/csv.ts';
import { NumpyRandom, Table } from '../../src/index.ts';
import { htmlText, readModel } from '../../src/save.ts';
import { readXlsx, recalculated } from '../../src/sheet.ts';
import { chooseModel, choiceSentences, fitPreprocessing, predictTable } from '../../src/table.ts';

const PARQUET = '../cli/cases/brotli.parquet';
const np = new NumpyRandom(4);
const area = np.rand(130).map((v) => Math.round(20 + 60 * v));
const chance = np.randn(130);
const csv = [
  'id,area,kind,listed,note,rent',
  ...area.map((a, i) => {
    const kind = i % 3 === 0 ? 'flat' : 'room';
    const rent = Math.round(4000 + 250 * a + (i % 3 === 0 ? 5000 : 0) + 300 * (chance[i] ?? 0));
    return `${1000 + i * 7},${i === 5 ? '' : a},${kind},2025-0${1 + (i % 9)}-11,,${rent}`;
  }),
].join('\n');

/** A Worker without a thread. */
async function opened(): Promise<{ work: Work; asked: Asked; table: Answers['open'] }> {
  const work = new Work();
  const table = (await ask(work, { do: 'open', name: 'rents.csv', content: csv, reading: {} })) as Answers['open'];
  return { work, table, asked: firstAsked(table) };
}
const ask = (
  work: Work,
  question: Parameters<Work['answer']>[0],
  tell: (now: LadderNow) => void = () => undefined,
): Promise<unknown> => work.answer(question, tell as never, () => false);
const take = async (work: Work, what: Taking['what'], more: Partial<Taking> = {}): Promise<Answers['take']> =>
  (await ask(work, {
    do: 'take',
    what,
    language: 'en',
    rows: 20,
    blank: false,
    columns: [],
    ...more,
  })) as Answers['take'];
const choose = async (work: Work, asked: Asked, tell?: (now: LadderNow) => void): Promise<Answers['choose']> =>
  (await ask(work, { do: 'choose', asked }, tell)) as Answers['choose'];

describe('what is asked of the columns', () => {
  const start: Asked = { target: 'rent', as: { kind: 'category', rent: 'number' }, exclude: ['note'], seed: 0 };
  const column = (name: string): never => ({ name }) as never;

  test('a column is one thing at a time', () => {
    expect(asChanged(start, column('note'), 'text')).toEqual({
      ...start,
      as: { ...start.as, note: 'text' },
      exclude: [],
    });
    expect(asChanged(start, column('kind'), 'out')).toEqual({
      ...start,
      as: { rent: 'number' },
      exclude: ['note', 'kind'],
    });
  });

  test('another target leaves the one before as a column like any other', () => {
    expect(asChanged(start, column('note'), 'target')).toEqual({
      target: 'note',
      as: { kind: 'category' },
      exclude: [],
      seed: 0,
    });
  });

  test('the last column that can be is the target at first', async () => {
    const { table, asked } = await opened();
    expect(asked.target).toBe('rent');
    expect(
      plainSeen(table, asked)
        .columns.map(({ as }) => as)
        .at(-1),
    ).toBe('target');
  });
});

describe('columns as they are understood', () => {
  test('say what each is taken for, and why some are not used', async () => {
    const { work, asked } = await opened();
    const seen = (await ask(work, { do: 'columns', asked })) as Answers['columns'];
    expect(seen.columns.map(({ facts, as, why }) => [facts.name, as, why])).toEqual([
      ['id', 'out', 'id'],
      ['area', 'number', null],
      ['kind', 'category', null],
      ['listed', 'date', null],
      ['note', 'out', 'empty'],
      ['rent', 'target', null],
    ]);
    const [, size, kind, listed] = seen.columns;
    expect([size?.low, size?.high, size?.gaps]).toEqual([String(Math.min(...area)), String(Math.max(...area)), 1]);
    expect(kind?.values).toEqual(['flat', 'room']);
    expect([listed?.low, listed?.high]).toEqual(['2025-01-11', '2025-09-11']);
  });

  test('are what a person says', async () => {
    const { work, asked } = await opened();
    const said = { ...asked, as: { area: 'category', kind: 'id' }, exclude: ['listed'] } as const;
    const seen = (await ask(work, { do: 'columns', asked: said })) as Answers['columns'];
    expect(seen.columns.slice(1, 4).map(({ as, why }) => [as, why])).toEqual([
      ['category', null],
      ['out', 'asked'],
      ['out', 'asked'],
    ]);
  });
});

test('tables come as JSON, in Parquet files, and compressed', async () => {
  const read = async (name: string, content: Uint8Array | string): Promise<Answers['open']> =>
    (await ask(new Work(), { do: 'open', name, content, reading: {} })) as Answers['open'];
  const json = await read('a.json', '[{ "x": 1, "kind": "room" }, { "x": 2.5, "kind": "flat" }]');
  expect([json.form.kind, json.rows, json.columns.map(({ kind }) => kind)]).toEqual(['json', 2, ['number', 'text']]);
  const lines = await read('a.jsonl', '{ "x": 1 }\n{ "x": 2 }\n');
  expect([lines.form.kind, lines.rows]).toEqual(['json', 2]);
  const packed = await read('a.csv.gz', gzipSync(new TextEncoder().encode('x;y\n1,5;2\n2,5;3\n')));
  expect([packed.form.kind, packed.columns[0]?.high]).toEqual(['text', 2.5]);
  const damaged = gzipSync(new TextEncoder().encode('x,y\n1,2\n')).subarray(0, 20);
  await expect(read('b.csv.gz', damaged)).rejects.toThrow('b.csv.gz is a damaged gzip file');
  const parquet = await read('plain.parquet', readFileSync(new URL(PARQUET, import.meta.url)));
  expect(parquet.form.kind).toBe('parquet');
  expect(parquet.rows).toBeGreaterThan(0);
});

describe('a choice', () => {
  test('is the one the library makes, and tells how far it is', async () => {
    const { work, asked } = await opened();
    const told: LadderNow[] = [];
    const result = await choose(work, asked, (now) => told.push(now));
    const library = await chooseModel(parseCsv(csv).table, 'rent');
    expect(result.choice).toEqual(library.choice);
    expect(told.some(({ trying }) => (trying?.folds.length ?? 0) > 1)).toBe(true);
    const stages = told.flatMap(({ checking }) => (checking ? [checking] : []));
    const [folds, last] = (['folds', 'last'] as const).map((stage) => stages.filter((one) => one.stage === stage));
    const { count, repeats } = result.choice.folds;
    expect(folds?.at(-1)).toMatchObject({ done: 4 * count * repeats, of: 4 * count * repeats }); // networks are joined
    expect(stages.at(-1)?.stage).toBe('last');
    expect(last?.at(-1)?.done).toBe(last?.at(-1)?.of);
    expect(folds?.every(({ done }, i) => i === 0 || done >= (folds[i - 1]?.done ?? 0))).toBe(true);
    const rows = told.map(rowsNow).find((list) => list.some(({ running }) => running)) ?? [];
    expect(rows[0]?.error).toBe(1); // the baseline
    expect(rows.filter(({ running }) => running)).toHaveLength(1);
    const done = rowsOf(result.choice);
    expect(done.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(widthOf(done)).toBeGreaterThanOrEqual(1);
    const best = done.find(({ candidate }) => candidate === result.choice.best);
    expect(limitOf(result.choice)).toBeGreaterThan(best?.error ?? NaN);
  });

  test('that begins anew with far numbers tells so: it can be stopped, and nothing is being checked', async () => {
    const far = (v: number, i: number): number => (i % 20 === 0 ? 1000 * v : v);
    const late = chance.map((v, i) => far(v, i + 7));
    const sums = area.map((v, i) => [far(v, i), late[i] ?? 0, far(v, i) + (late[i] ?? 0)].join(','));
    const work = new Work();
    const content = ['early,late,total', ...sums].join('\n');
    const table = (await ask(work, { do: 'open', name: 'sums.csv', content, reading: {} })) as Answers['open'];
    const told: LadderNow[] = [];
    const { choice } = await choose(work, { ...firstAsked(table), target: 'total' }, (now) => told.push(now));
    expect(choice.farNumbers).toEqual(['early', 'late']);
    const again = told.slice(told.findLastIndex(({ trials }, i) => trials.length < (told[i - 1]?.trials.length ?? 0)));
    expect(again[0]?.trials.map(({ candidate }) => candidate.rung)).toEqual(['constant']);
    expect(again.length).toBeLessThan(told.length - 1);
    const networks = again.filter(({ trials }) => trials.length <= 3);
    expect(networks.some(({ trying }) => trying !== null)).toBe(true);
    expect(networks.every(({ checking }) => checking === null)).toBe(true);
    expect(again.at(-1)?.checking?.stage).toBe('last');
  });

  test('that is stopped takes the best so far; one that another follows ends without an answer', async () => {
    const { work, asked } = await opened();
    const stopped = await choose(work, asked, () => {
      work.stop();
    });
    expect(stopped.choice.cut?.reason).toBe('asked');
    const second: Promise<Answers['choose']>[] = [];
    const first = choose(work, asked, () => {
      if (second.length === 0) second.push(choose(work, { ...asked, target: 'area' }));
    });
    await expect(first).rejects.toThrow('another choice');
    expect((await second[0])?.choice.task).toBe('regression');
    expect((await second[0])?.target.name).toBe('area');
  });

  test('predicts a row with its interval, and names what it has not seen', async () => {
    const { work, asked } = await opened();
    const { choice, fields } = await choose(work, asked);
    const values = Object.fromEntries(fields.map((f) => [f.name, f.kind === 'category' ? f.values[0] : f.value]));
    const inside = (await ask(work, { do: 'row', values: { ...values, area: 50 } as never })) as Answers['row'];
    expect(inside.notes).toEqual([]);
    expect(((inside.high ?? 0) - (inside.low ?? 0)) / 2).toBeCloseTo(choice.interval?.halfWidth ?? NaN, 5);
    const far = { ...values, area: 300, kind: 'castle', listed: '2031-01-01' } as never;
    const outside = (await ask(work, { do: 'row', values: far })) as Answers['row'];
    const { en, 'zh-TW': zh } = choosingWords;
    expect(outside.notes.map((note) => noteText(note, en.row))).toEqual([
      `area: 300 is outside the training data (${Math.min(...area)} to ${Math.max(...area)}). Trust this prediction less.`,
      'kind: "castle" is in no training row.',
      'listed: 2031-01-01 is outside the training data (2025-01-11 to 2025-09-11). Trust this prediction less.',
    ]);
    const odd = { ...values, area: '', kind: 'flat', listed: '2025-0' } as never;
    const unread = (await ask(work, { do: 'row', values: odd })) as Answers['row'];
    expect(unread.notes.map((note) => noteText(note, en.row))).toEqual([
      'listed: "2025-0" cannot be read and counts as missing.',
    ]);
    expect(unread.notes.map((note) => noteText(note, zh.row))).toEqual(['listed：讀不懂「2025-0」，當作缺值。']);
  });

  test('is kept, and taken away as files', async () => {
    const { work, asked } = await opened();
    const result = await choose(work, asked);
    const zip = unzipSync((await take(work, 'model')).bytes);
    const model = new TextDecoder().decode(zip['model.json']);
    const saved = readModel({ model, weights: zip['weights.safetensors'] ?? new Uint8Array() });
    expect(saved.settings['choice']).toEqual(JSON.parse(JSON.stringify(result.choice)));
    const { table } = parseCsv((await take(work, 'predictions')).bytes);
    expect(table.rows).toBe(130);
    expect(table.names.slice(-3)).toEqual(['rent (predicted)', 'rent (low)', 'rent (high)']);
    const { work: other } = await opened();
    const again = (await ask(other, {
      do: 'keptChoice',
      asked,
      model: result.model,
      evidence: result.evidence,
    })) as Answers['keptChoice'];
    expect(again.choice).toEqual(JSON.parse(JSON.stringify(result.choice)));
    const row = { do: 'row', values: { area: 50, kind: 'flat', listed: '2025-03-11' } } as const;
    expect(await ask(other, row)).toEqual(await ask(work, row));
    expect((await take(other, 'report')).bytes).toEqual((await take(work, 'report')).bytes);
  });

  test('is explained by a page, as --report writes it; without the judged rows, that is said', async () => {
    const { work, asked } = await opened();
    const result = await choose(work, asked);
    const { name, bytes } = await take(work, 'report', { language: 'zh-TW', columns: columnLines(result.seen) });
    expect(name).toBe('rents-report.html');
    const page = new TextDecoder().decode(bytes);
    for (const language of ['en', 'zh-TW'] as const) {
      const [sentence = ''] = choiceSentences(result.choice, language);
      expect(page).toContain(htmlText(sentence));
    }
    expect(page).toContain('category · flat, room');
    expect(page).toContain('類別 · flat、room');
    expect(page).not.toContain('<script');
    const { work: other } = await opened();
    await ask(other, { do: 'keptChoice', asked, model: result.model, evidence: null });
    await expect(take(other, 'report')).rejects.toThrow('were not kept with this model. Choose again');
  });

  test('is a workbook: as many rows as fit, and what the model predicts of them', async () => {
    const { work, asked } = await opened();
    await choose(work, asked);
    const size = async (rows: number | null): Promise<Answers['takeSize']> =>
      (await ask(work, { do: 'takeSize', rows })) as Answers['takeSize'];
    const usual = await size(null);
    expect(usual.refused).toBeNull();
    expect(usual.rows).toBeLessThanOrEqual(130);
    const small = await size(20);
    expect(small.size?.cells).toBeLessThan(usual.size?.cells ?? 0);
    const { name, bytes } = await take(work, 'workbook', { rows: 20 });
    expect(name).toBe('rents.xlsx');
    const first = parseCsv(csv).table.take(Array.from({ length: 20 }, (_, i) => i));
    const { predictions } = await predictTable(await chooseModel(parseCsv(csv).table, 'rent'), first);
    const values = recalculated(readXlsx(bytes)).sheets.flatMap(({ cells }) =>
      [...cells.values()].map(({ value }) => value),
    );
    for (const { prediction } of predictions) {
      const near = values.some(
        (v) => typeof v === 'number' && Math.abs(v - Number(prediction)) < 1e-6 * Number(prediction),
      );
      expect(near, String(prediction)).toBe(true);
    }
  });

  test('is a Python program with its weights; free text is refused in a sentence', async () => {
    const { work, asked } = await opened();
    await choose(work, asked);
    for (const what of ['keras', 'pytorch'] as const) {
      const { name, bytes, code } = await take(work, what);
      expect(name).toBe(`rents-${what}.zip`);
      const zip = unzipSync(bytes);
      expect(Object.keys(zip)).toEqual([`rents_${what}.py`, 'weights.safetensors']);
      expect(new TextDecoder().decode(zip[`rents_${what}.py`])).toBe(code);
    }
    const titled = ['Rents of 2025', ...csv.split('\n')];
    titled.splice(2, 0, 'number,square metres,kind of home,day,remark,dollars');
    titled.splice(10, 0, titled[1] ?? '');
    await ask(work, { do: 'open', name: 'titled.csv', content: titled.join('\n'), reading: {} });
    await choose(work, asked);
    expect((await take(work, 'keras')).code).toContain('pd.read_csv("titled.csv", skiprows=[0, 10, 2], ');
    const places = ['near the park', 'by the sea', 'with a garden', 'old and dark'];
    const rows = Array.from(
      { length: 80 },
      (_, i) => `"${places[i % 4] ?? ''}, number ${i} of the street",${i % 9},${(i * 7) % 31}`,
    );
    const content = ['note,x,y', ...rows].join('\n');
    await ask(work, { do: 'open', name: 'notes.csv', content, reading: {} });
    await choose(work, { target: 'y', as: { note: 'text' }, exclude: [], seed: 0 });
    await expect(take(work, 'keras')).rejects.toThrow(
      /column "note": needs numbers, categories or dates; got free text/,
    );
  });
});

test('the range of a date or a time of day is written as such', () => {
  const { features } = fitPreprocessing(
    Table.of({ at: ['08:30', '12:05:10', '23:45'], day: ['2020-01-31', '2021-05-06', '2020-02-01'], y: [1, 2, 3] }),
    [0, 1, 2],
    { target: 'y' },
  );
  expect(features.map(rangeText)).toEqual([
    ['08:30', '23:45'],
    ['2020-01-31', '2021-05-06'],
  ]);
});

describe('what counts', () => {
  test('is taken as the library takes it', async () => {
    const work = new Work();
    const content = likedCsv();
    await ask(work, { do: 'open', name: 'liked.csv', content, reading: {} });
    const split = { by: 'random' } as const;
    const costs = { fp: 1, fn: 8 };
    const counts: Counts = { ...noCounts, costs, balanced: true, split, outliersKept: true, mostEpochs: 3, time: 600 };
    const asked: Asked = { target: 'liked', as: {}, exclude: [], seed: 0, counts };
    const { choice } = await choose(work, asked);
    const library = await chooseModel(parseCsv(content).table, 'liked', {
      costs,
      classWeights: 'balanced',
      split,
      outliers: 'keep',
      mostEpochs: 3,
      time: 600,
    });
    expect(choice).toEqual(library.choice);
    expect(choice.verdict.measure).toBe('cost');
    const number = choose(work, { ...asked, target: 'height' });
    await expect(number).rejects.toThrow('--cost is for a target of two classes, but "height" is a number.');
    const logarithm = await choose(work, { ...asked, target: 'height', counts: { ...noCounts, scale: 'log' } });
    expect(logarithm.choice.logarithm?.asked).toBe(true);
    const few = choose(work, { ...asked, counts: { ...noCounts, split: { by: 'group', column: 'considerate' } } });
    await expect(few).rejects.toThrow('split: needs at least 3 groups; got 2');
  });

  test('is what is typed, where that is a number above 0', () => {
    const draft = draftOf(noCounts);
    expect(countsFrom(draft)).toEqual(noCounts);
    expect(countsFrom({ ...draft, falseAlarm: '1', miss: '20', time: '2.5' })).toEqual({
      ...noCounts,
      costs: { fp: 1, fn: 20 },
      time: 2.5,
    });
    expect(countsFrom({ ...draft, falseAlarm: '1', time: '-3' })).toEqual({ wrong: ['miss', 'time'] });
    expect(countsFrom({ ...draft, mostEpochs: '1.5' })).toEqual({ wrong: ['mostEpochs'] });
    expect(countsFrom({ ...draft, falseAlarm: 'a', miss: '0' })).toEqual({ wrong: ['falseAlarm', 'miss'] });
    for (const split of [null, { by: 'random' }, { by: 'time' }, { by: 'time', column: 'day' }] as const) {
      expect(countsFrom(draftOf({ ...noCounts, split }))).toEqual({ ...noCounts, split });
    }
    const group = {
      ...noCounts,
      balanced: true,
      outliersKept: true,
      scale: 'log',
      split: { by: 'group', column: 'who' },
    } as const;
    expect(countsFrom(draftOf(group))).toEqual(group);
  });

  test('of its classes is forgotten with the target; a column that becomes the target holds nothing out', () => {
    const split = { by: 'group', column: 'b' } as const;
    const older: Partial<Counts> = { costs: { fp: 1, fn: 2 }, balanced: true, scale: 'log', split, time: 9 };
    const counts = { ...older, outliersKept: true, mostEpochs: 5 };
    const asked: Asked = { target: 'a', as: {}, exclude: [], seed: 0, counts };
    const column = (name: string): never => ({ name }) as never;
    const kept = { ...noCounts, outliersKept: true, mostEpochs: 5, time: 9 };
    expect(asChanged(asked, column('x'), 'out').counts).toEqual(counts);
    expect(asChanged(asked, column('x'), 'target').counts).toEqual({ ...kept, split });
    expect(asChanged(asked, column('b'), 'target').counts).toEqual(kept);
    expect(asMeant(asked, 'number').counts).toEqual({ ...kept, split });
    expect(asMeant({ ...asked, counts: older }, 'number').counts).toEqual({ ...noCounts, split, time: 9 });
  });

  test('is shown in a few words', () => {
    const split = { by: 'time', column: 'day' } as const;
    const costs = { fp: 1, fn: 20 };
    const counts: Counts = { costs, balanced: true, scale: 'log', split, outliersKept: true, mostEpochs: 1, time: 60 };
    expect(countsSaid(counts, choosingWords.en)).toEqual([
      'a false alarm counts 1, a miss 20',
      'every class counts the same',
      'errors count as factors',
      'the latest rows held out (day)',
      'numbers far from all others kept',
      'at most 1 epoch',
      'at most 60 s',
    ]);
    expect(countsSaid(counts, choosingWords['zh-TW'])).toHaveLength(7);
    expect(countsSaid(noCounts, choosingWords.en)).toEqual([]);
    expect(countsSaid(countsOf({}), choosingWords.en)).toEqual([]);
  });
});

const rentsCsv = (): string => readFileSync(new URL('../../examples/rents.csv', import.meta.url), 'utf8');
test.each([
  ['rents', rentsCsv, 'rent', 'network'],
  ['salaries', salariesCsv, 'salary', 'line'],
  ['liked', likedCsv, 'liked', 'constant'],
] as const)('the sample %s gives the result that its card names', async (name, csvOf, target, rung) => {
  const { work } = await opened();
  const table = (await ask(work, { do: 'open', name, content: csvOf(), reading: {} })) as Answers['open'];
  const asked = firstAsked(table);
  expect(asked.target).toBe(target);
  const { choice } = await choose(work, asked);
  expect(choice.verdict.rung).toBe(rung);
});
