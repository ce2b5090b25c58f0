import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../../src/errors.ts';
import { scenesOf, trace } from '../../../src/explain/trace.ts';
import { isOp } from '../../../src/ir/node.ts';
import * as layers from '../../../src/nn/layers.ts';
import { losses } from '../../../src/nn/losses.ts';
import type { Run } from '../../../src/run/run.ts';
import { stepsOf } from '../../../src/run/steps.ts';
import { rowsOf } from '../../../src/run/tables.ts';
import {
  cellKey,
  findSheet,
  fold,
  getCell,
  keyColumn,
  keyRow,
  MAX_SHEET_CELLS,
  parse,
  parseReference,
  print,
  readManifest,
  readXlsx,
  sheetSize,
  shift,
  trainingWorkbook,
  usedArea,
  writeSheet,
  type Cell,
  type Sheet,
  type Workbook,
} from '../../../src/sheet.ts';
import { reference } from '../../../src/targets/reference.ts';
import { plan } from '../../../src/targets/sheet/plan.ts';
import { makeRun, students, table } from '../../cells/runs.ts';
import { bookOf, books, runOf } from './books.ts';
import { cpuMs } from '../../tools/cpu.ts';

const sheetOf = (book: Workbook, name: string): Sheet =>
  findSheet(book, name) ??
  (() => {
    throw new Error(`no sheet ${name}`);
  })();
const at = (sheet: Sheet, address: string): Cell => {
  const { area } =
    parseReference(address) ??
    (() => {
      throw new Error(address);
    })();
  return getCell(sheet, area.top, area.left) ?? {};
};
const formulas = (book: Workbook): { sheet: string; key: number; formula: string }[] =>
  book.sheets.flatMap((s) =>
    [...s.cells]
      .toSorted(([a], [b]) => a - b)
      .flatMap(([key, c]) => (c.formula === undefined ? [] : [{ sheet: s.name, key, formula: c.formula }])),
  );

describe("the students' workbook", () => {
  const run = makeRun(students.make(1, 5));
  const book = trainingWorkbook(run, { rowNames: students.names });
  const sheet = sheetOf(book, 'Training');

  test('reads as the tutorial writes it', () => {
    const rows = Array.from({ length: 10 }, (_, i) =>
      ['A', 'B', 'C', 'D', 'E', 'G', 'H', 'I', 'J', 'L', 'N', 'O', 'Q', 'R', 'S', 'T']
        .map((c) => {
          const cell = at(sheet, `${c}${18 + i}`);
          return cell.formula ?? cell.value ?? '';
        })
        .join(' | '),
    );
    expect(rows).toMatchInlineSnapshot(`
      [
        "Epoch 0 | x data |  |  | target | w weight |  |  | bias | ŷ prediction | e error | squared error | ∂ weight change |  |  | bias change",
        " | english | math | science | roi | w1 | w2 | w3 | b | ŷ | e | e² | Δw1 | Δw2 | Δw3 | Δb",
        "before |  |  |  |  | 0.33 | 0.33 | 0.33 | 0 |  |  |  |  |  |  | ",
        "A | =$B$7 | =$C$7 | =$D$7 | =$E$7 |  |  |  |  | =B21*G20+C21*H20+D21*I20+J20 | =E21-L21 | =N21^2 | =N21*B21 | =N21*C21 | =N21*D21 | =N21",
        "B | =$B$8 | =$C$8 | =$D$8 | =$E$8 |  |  |  |  | =B22*G20+C22*H20+D22*I20+J20 | =E22-L22 | =N22^2 | =N22*B22 | =N22*C22 | =N22*D22 | =N22",
        "C | =$B$9 | =$C$9 | =$D$9 | =$E$9 |  |  |  |  | =B23*G20+C23*H20+D23*I20+J20 | =E23-L23 | =N23^2 | =N23*B23 | =N23*C23 | =N23*D23 | =N23",
        "D | =$B$10 | =$C$10 | =$D$10 | =$E$10 |  |  |  |  | =B24*G20+C24*H20+D24*I20+J20 | =E24-L24 | =N24^2 | =N24*B24 | =N24*C24 | =N24*D24 | =N24",
        "E | =$B$11 | =$C$11 | =$D$11 | =$E$11 |  |  |  |  | =B25*G20+C25*H20+D25*I20+J20 | =E25-L25 | =N25^2 | =N25*B25 | =N25*C25 | =N25*D25 | =N25",
        "average |  |  |  |  |  |  |  |  |  | MSE | =AVERAGE(O21:O25) | =AVERAGE(Q21:Q25) | =AVERAGE(R21:R25) | =AVERAGE(S21:S25) | =AVERAGE(T21:T25)",
        "after |  |  |  |  | =G20+Q26*$B$2 | =H20+R26*$B$2 | =I20+S26*$B$2 | =J20+T26*$B$2 |  |  |  |  |  |  | ",
      ]
    `);
  });

  test('the numbers are the golden ones', () => {
    students.golden.runs['correct_lr1']?.epochs.slice(0, 6).forEach(({ w, bias, mse }, epoch) => {
      const row = 20 + 11 * epoch;
      expect(at(sheet, `O${row + 6}`).value).toBeCloseTo(mse, 15);
      ['G', 'H', 'I', 'J'].forEach((c, i) =>
        expect(at(sheet, `${c}${row}`).value).toBeCloseTo([...w, bias][i] ?? NaN, 15),
      );
    });
  });

  test('a column says how it is computed', () => {
    expect(at(sheet, 'L19').comment).toBe('ŷ = english × w1 + math × w2 + science × w3 + b');
    expect(at(sheet, 'N19').comment).toBe('e = roi − ŷ');
    expect(at(sheet, 'R19').comment).toBe('Δw2 = e × math');
  });

  test('what is typed in is bold, and nothing else is a number', () => {
    for (const s of book.sheets.slice(0, 3)) {
      for (const [key, c] of s.cells) {
        if (typeof c.value !== 'number' || c.formula !== undefined || (s.name === 'Loss' && keyColumn(key) === 0)) {
          continue;
        }
        expect(c.style?.font?.bold, `${s.name} ${keyRow(key)} ${keyColumn(key)}`).toBe(true);
      }
    }
    const typed = [...sheet.cells.values()].filter(
      (c) => typeof c.value === 'number' && c.formula === undefined,
    ).length;
    expect(typed).toBe(5 * 4 + 4 + 1); // data, initial weights, learning rate
  });
});

describe.each(Object.keys(books))('%s', (name) => {
  const { options } = bookOf(name);
  const run = runOf(name);
  const book = trainingWorkbook(run, options);

  test('copying a block down trains: block t + 1 is block t shifted', () => {
    const { moments, predict, whole } = scenesOf(run, options);
    const hidden = new Set(
      moments.flatMap((m) => m.program.nodes.filter((n) => whole && isOp(n, 'input') && n.attrs.from === 'feed')),
    );
    const { blocks } = plan({ moments, predict, hidden }, options.layout);
    const main = book.sheets[0] as Sheet;
    let compared = 0;
    for (let t = 1; t + 1 < blocks.length; t++) {
      const [before, block, next] = [blocks[t - 1], blocks[t], blocks[t + 1]];
      // a last, shorter batch has a block of its own
      if (!before || !block || !next || before.at !== block.at || block.at !== next.at) continue;
      for (const [key, c] of main.cells) {
        const row = keyRow(key) - block.top;
        if (c.formula === undefined || row < 0 || row >= block.at.height) continue;
        const by = next.top - block.top;
        const copy = main.cells.get(cellKey(keyRow(key) + by, keyColumn(key)));
        expect(copy?.formula).toBe(`=${print(shift(parse(c.formula), by, 0))}`);
        compared++;
      }
    }
    if (moments.length > 3 && whole) expect(compared).toBeGreaterThan(50);
  });

  test('only functions that every spreadsheet program has', () => {
    const allowed = new Set([
      'MMULT',
      'EXP',
      'IF',
      'SUM',
      'SUMPRODUCT',
      'AVERAGE',
      'MAX',
      'MIN',
      'SQRT',
      'LN',
      'TANH',
      'TRANSPOSE',
      'INDEX',
      'ABS',
      'SIGN',
      'COUNT',
      'POWER',
      'ERF',
      'MOD',
      'COLUMN',
    ]);
    const used = new Set(
      formulas(book).flatMap(({ formula }) => {
        const names: string[] = [];
        fold<void>(parse(formula), (n) => {
          if (n.kind === 'call') names.push(n.name);
          if (n.kind === 'name') names.push(`name ${n.name}`);
        });
        return names;
      }),
    );
    expect([...used].filter((f) => !allowed.has(f))).toEqual([]);
    expect(used.has('ERF')).toBe(name.startsWith('gelu')); // Excel 2010 and later, LibreOffice, Google Sheets
  });

  test('saved values are those of the reference, running the step program itself', async () => {
    const timeline = trace(run, options);
    const engine = await reference.load(run.programs);
    await engine.put({ ...run.tables, ...run.state, ...run.settings });
    for (const s of stepsOf(run)) {
      await engine.run(
        s.name,
        { rows: timeline.steps[0]?.rows.length === rowsOf(run) ? s.rows.toSorted() : s.rows },
        1,
      );
    }
    const names = (readManifest(book)?.state ?? []).map((n) => n.name);
    const want = await engine.take(names);
    expect(names.length).toBeGreaterThan(1);
    for (const n of names) {
      want[n]?.forEach((v, i) =>
        expect(Math.abs(v - (timeline.final[n]?.[i] ?? NaN)), n).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(v))),
      );
    }
  });

  test('the announced size is the written size', () => {
    const size = sheetSize(run, options);
    const main = book.sheets[0] as Sheet;
    const used = usedArea(main);
    expect(size.rows).toBeGreaterThanOrEqual((used?.bottom ?? 0) + 1);
    expect(size.rows).toBeLessThanOrEqual((used?.bottom ?? 0) + 3);
    expect(size.columns).toBe((used?.right ?? 0) + 1);
    const numbers = [...main.cells.values()].filter((c) => typeof c.value === 'number').length;
    expect(Math.abs(numbers - size.cells)).toBeLessThanOrEqual(10); // the settings and the loss on top
  });

  test('is a file that reads back', async () => {
    const again = readXlsx(await writeSheet(run, options));
    expect(again.sheets.map((s) => s.name)).toEqual(book.sheets.map((s) => s.name));
    expect(formulas(again)).toEqual(formulas(book));
    expect(readManifest(again)).toEqual(JSON.parse(JSON.stringify(readManifest(book))));
  });
});

test('the manifest says which cells hold the weights before and after', () => {
  const run = makeRun(students.make(1, 5));
  const book = trainingWorkbook(run, { model: { note: 'kept' } });
  const m = readManifest(book);
  const timeline = trace(run);
  const values = (cells: readonly string[]): unknown[] => cells.map((a) => at(sheetOf(book, 'Training'), a).value);
  const kernel = m?.state.find((s) => s.name === 'dense/kernel');
  expect(values(kernel?.first ?? [])).toEqual([0.33, 0.33, 0.33]);
  expect(values(kernel?.last ?? [])).toEqual([...(timeline.final['dense/kernel'] ?? [])]);
  expect(values([m?.settings['learningRate'] ?? ''])).toEqual([1]);
  expect(m?.tables).toEqual({ 'x/x': 'Training!B7:D11', 'y/y': 'Training!E7:E11' });
  expect(m?.model).toEqual({ note: 'kept' });
  expect(m?.loss).toHaveLength(6);
});

test('too large is refused before anything is computed, with the limit and what to lower', () => {
  const t = table(400, 5, 1);
  const run = makeRun({
    layers: [layers.dense({ units: 5 }), layers.dense({ units: 1 })],
    loss: losses.meanSquaredError(),
    ...t,
    epochs: 60,
  });
  const began = cpuMs();
  let error: unknown;
  try {
    trainingWorkbook(run);
  } catch (e) {
    error = e;
  }
  expect(cpuMs() - began).toBeLessThan(2000);
  expect(error).toBeInstanceOf(GradsheetError);
  const { code, fields } = error as GradsheetError;
  expect(code).toBe('too-large');
  expect(fields.expected).toContain(MAX_SHEET_CELLS.toLocaleString('en'));
  expect(fields.hint).toMatch(/Fewer epochs \(about \d+ steps fit\)/);
  const fits = Number(/about (\d+) steps/.exec(fields.hint ?? '')?.[1]);
  expect(sheetSize(run, { epochs: fits - 1 }).cells).toBeLessThanOrEqual(MAX_SHEET_CELLS);
});

test('fitted numbers of a scaling are formulas of their columns', () => {
  const of = (name: string): (string | undefined)[] => {
    const { making, options } = bookOf(name);
    const sheet = trainingWorkbook(makeRun(making), options).sheets[0] as Sheet;
    const first = name.startsWith('least') ? 2 : 1; // a column of row numbers comes first
    return [13, 14].flatMap((row) => [0, 1].map((k) => getCell(sheet, row, first + k)?.formula));
  };
  expect(of('standard scaling, one-hot target')).toEqual([
    '=AVERAGE($B$7:$B$13)',
    '=AVERAGE($C$7:$C$13)',
    '=SQRT(SUMPRODUCT(($B$7:$B$13-$B$14)^2)/COUNT($B$7:$B$13))',
    '=SQRT(SUMPRODUCT(($C$7:$C$13-$C$14)^2)/COUNT($C$7:$C$13))',
  ]);
  expect(of('least and span, schedule')).toEqual([
    '=MIN($C$7:$C$13)',
    '=MIN($D$7:$D$13)',
    '=MAX($C$7:$C$13)-MIN($C$7:$C$13)',
    '=MAX($D$7:$D$13)-MIN($D$7:$D$13)',
  ]);
  // numbers from elsewhere stay numbers
  expect(of('momentum, nesterov, l2, scaled')).toEqual([undefined, undefined, undefined, undefined]);
});

test('a training that diverges beyond all numbers ends in #NUM!, and is still a workbook', async () => {
  const book = readXlsx(await writeSheet(makeRun(students.make(1e9, 25))));
  const top = at(sheetOf(book, 'Training'), 'G2');
  expect(top.value).toEqual({ error: '#NUM!' });
  expect(at(sheetOf(book, 'Loss'), 'B5').value).toBeCloseTo(0.012672752, 12);
});

test('words of the user stay text, also where they look like formulas', async () => {
  const making = { ...students.make(1, 1), columns: ['=1+1', '+math', '@science'] };
  const run: Run = makeRun(making);
  const book = readXlsx(await writeSheet(run, { rowNames: ['=A1', '-B', 'C', 'D', 'E'], title: '=HYPERLINK("x")' }));
  const sheet = sheetOf(book, 'Training');
  expect(at(sheet, 'B6')).toMatchObject({ value: '=1+1' });
  expect(at(sheet, 'B6').formula).toBeUndefined();
  expect(at(sheet, 'A7')).toMatchObject({ value: '=A1' });
  expect(at(sheet, 'A1').value).toBe('=HYPERLINK("x")');
});

test.each([
  [1_000_000, 5, 5],
  [1_000_000, 5, 2],
  [3, 400_000, 1],
  [1, 200_000, 200_000],
  [Number.MAX_SAFE_INTEGER, 1000, 7],
])('%d epochs of %d rows in batches of %d are refused quickly', (epochs, rows, batchSize) => {
  const run = makeRun({
    layers: [layers.dense({ units: 1 })],
    loss: losses.meanSquaredError(),
    ...table(rows, 2, 1),
    batchSize,
    order: { kind: 'plain' },
  });
  const began = cpuMs();
  for (const refused of [() => sheetSize(run, { epochs }), () => trainingWorkbook(run, { epochs, layout: 'row' })]) {
    expect(refused).toThrow(
      expect.objectContaining({
        code: 'too-large',
        fields: expect.objectContaining({
          expected: 'at most 500,000 cells',
          hint: expect.stringMatching(/^Fewer epochs \(about \d+ steps fit\)/),
        }),
      }),
    );
  }
  expect(cpuMs() - began).toBeLessThan(2000);
});

test('what is refused by its first steps has the size that all steps together have', () => {
  for (const [rows, batchSize] of [
    [7, 3],
    [6, 3],
    [4, 4],
    [5, 8],
  ] as const) {
    for (const layout of ['block', 'row', 'matrix'] as const) {
      const run = makeRun({
        layers: [layers.dense({ units: 2 }), layers.dense({ units: 1 })],
        loss: losses.meanSquaredError(),
        ...table(rows, 2, 1),
        batchSize,
        order: { kind: 'plain' },
      });
      const sizeOf = (epochs: number): number => sheetSize(run, { epochs, layout }).cells;
      const more = sizeOf(4) - sizeOf(3);
      const fits = Math.floor(MAX_SHEET_CELLS / more);
      const counted = /^([\d,]+) in /;
      const received = (epochs: number): string => {
        try {
          sheetSize(run, { epochs, layout });
        } catch (e) {
          return (e as GradsheetError).fields.received ?? '';
        }
        return '';
      };
      const [a, b] = [2 * fits, 3 * fits].map((epochs) =>
        Number(counted.exec(received(epochs))?.[1]?.replaceAll(',', '')),
      );
      expect((b ?? 0) - (a ?? 0)).toBe(fits * more);
      expect(received(2 * fits)).toContain(
        ` in ${2 * fits * Math.ceil(rows / batchSize) + (batchSize >= rows ? 1 : 0)} steps`,
      );
    }
  }
});
