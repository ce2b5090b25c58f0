// Thousands of broken workbooks: whatever comes, the answer is a result or a reason, in bounded time and memory. A
// process of
// its own does the work, so that one that never ends can be killed and its seed named.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellKey, emptySheet, setCell, writeXlsx, type Workbook } from '../../src/workbook/index.ts';
import { gradsheet, studentsCsv } from '../cli/cli.ts';
import { rounds } from './rounds.ts';

const script = fileURLToPath(new URL('./workbook-drill.mjs', import.meta.url));
const dist = fileURLToPath(new URL('../../dist/cli/run.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-drill-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A workbook that takes longer than this, in milliseconds, is taken to hang. */
const LONGEST = 300_000;
/** In the drill none takes the processor for 5 s. */
const MOST_CPU = rounds(Infinity, 5_000);
const MEGABYTES = 1_000;

/** Sums, arrays, texts, look-ups, names, styles, merged cells: what formulas in ordinary workbooks do. */
function various(): Workbook {
  const sheet = emptySheet('Sheet1');
  const other = emptySheet('S2');
  ['x', 'y', 'text', 'sum', 'rate'].forEach((value, column) =>
    setCell(sheet, 0, column, { value, style: { font: { bold: true } } }),
  );
  for (let row = 1; row < 12; row++) {
    setCell(sheet, row, 0, { value: row / 7, style: { numberFormat: '0.00' } });
    setCell(sheet, row, 1, { value: 2 * row });
    setCell(sheet, row, 2, { formula: `=A${row + 1}&" of "&$A$1`, value: '' });
    setCell(sheet, row, 3, { formula: `=SUM(B$2:B${row + 1})*$A$2+rate`, value: row });
    setCell(sheet, row, 4, { formula: `=VLOOKUP(B${row + 1},'S2'!A:B,2,FALSE)-D${row + 1}^2`, value: row });
    setCell(other, row - 1, 0, { value: 2 * row });
    setCell(other, row - 1, 1, { value: row });
  }
  setCell(sheet, 13, 0, { formula: '=SUM((A1:B9 B:B))+SUMXMY2(A2:A12,B2:B12)', value: 1 });
  setCell(sheet, 1, 6, { formula: '=MMULT(A2:B3,A2:B3)', array: { top: 1, left: 6, bottom: 2, right: 7 }, value: 1 });
  sheet.merges.push({ top: 14, left: 0, bottom: 14, right: 3 });
  sheet.columnWidths.set(1, 12);
  return {
    sheets: [sheet, other],
    names: [
      { name: 'rate', refersTo: 'Sheet1!$A$2' },
      { name: 'data', refersTo: 'Sheet1!$A$2:$B$12' },
    ],
  };
}

/** A neuron trained by formulas, a row per step. */
function training(): Workbook {
  const sheet = emptySheet('Sheet1');
  setCell(sheet, 0, 0, { value: 0.5 });
  [0.3, 0.8].forEach((value, column) => setCell(sheet, 1, column, { value }));
  ['w', 'b', 'y', 'e', 'E', 'gw', 'gb'].forEach((value, column) => setCell(sheet, 2, column, { value }));
  for (let row = 4; row < 14; row++) {
    const first = row === 4;
    const formulas = [
      `=A${row - 1}-$A$1*F${row - 1}`,
      `=B${row - 1}-$A$1*G${row - 1}`,
      `=A${row}*$A$2+B${row}`,
      `=C${row}-$B$2`,
      `=0.5*D${row}^2`,
      `=D${row}*$A$2`,
      `=D${row}`,
    ];
    formulas.forEach((formula, column) =>
      setCell(sheet, row - 1, column, first && column < 2 ? { value: 0.1 } : { formula, value: 0.1 }),
    );
  }
  return { sheets: [sheet], names: [] };
}

beforeAll(async () => {
  expect(existsSync(dist), 'dist/ is missing: npm test builds it').toBe(true);
  const put = async (name: string, book: Workbook): Promise<void> => {
    writeFileSync(join(folder, name), await writeXlsx(book));
  };
  const table: Workbook = { sheets: [emptySheet('Sheet1')], names: [] };
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 3; column++) {
      table.sheets[0]?.cells.set(cellKey(row, column), {
        value: row === 0 ? ('xyz'[column] ?? '') : row * (column + 1),
      });
    }
  }
  await put('various.xlsx', various());
  await put('training.xlsx', training());
  await put('table.xlsx', table);
  writeFileSync(join(folder, 'students.csv'), studentsCsv);
  const { exit, err } = await gradsheet(
    ['sheet', 'students.csv', '--target', 'roi', '--hidden', '2', '--epochs', '2', '-o', 'own.xlsx'],
    { cwd: folder },
  );
  expect(exit, err).toBe(0);
  writeFileSync(
    join(folder, 'bases.json'),
    JSON.stringify([
      { name: 'various.xlsx', goal: 'E5', params: 'A2:A6', target: 'y' },
      { name: 'training.xlsx', goal: 'E10', params: 'A4:B4', target: 'y' },
      { name: 'table.xlsx', goal: 'A2', params: 'A3', target: 'y' },
      { name: 'own.xlsx', goal: 'B5', params: 'B3', target: 'y' },
    ]),
  );
});

interface Result {
  readonly faults: readonly { readonly seed: number; readonly fault: string }[];
  readonly slowest: { readonly seed: number; readonly ms: number };
  readonly read: number;
  readonly megabytes: number;
}

/** Runs seeds in a process of their own. @throws Error naming the seed that takes too long or ends the process */
const drill = (kind: string, from: number, to: number): Promise<Result> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--max-old-space-size=900', script, folder, kind, String(from), String(to)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let last = 'nothing';
    let text = '';
    let errors = '';
    let watch: NodeJS.Timeout | undefined;
    const again = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${kind}: ${last} takes longer than ${LONGEST} ms`));
      }, LONGEST);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('{')) {
          last = line;
          continue;
        }
        resolve(JSON.parse(line) as Result);
      }
      again();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors = (errors + chunk).slice(-2000);
    });
    child.on('close', (code) => {
      clearTimeout(watch);
      reject(new Error(`${kind}: ${last} ends the process with ${code}: ${errors}`));
    });
  });

test.each([
  ['library', rounds(300, 6_000), 1],
  ['commands', rounds(60, 1_200), 1_000_001],
] as const)(
  'broken workbooks, %s: %i seeds from %i',
  async (kind, count, from) => {
    const result = await drill(kind, from, from + count);
    console.log(
      `${kind}: seeds ${from} to ${from + count - 1}, ${result.read} to their end, slowest ${Math.round(result.slowest.ms)} ms (seed ${result.slowest.seed}), ${Math.round(result.megabytes)} MB`,
    );
    expect(result.faults).toEqual([]);
    expect(result.slowest.ms).toBeLessThan(MOST_CPU);
    expect(result.megabytes).toBeLessThan(MEGABYTES);
  },
  7_200_000,
);
