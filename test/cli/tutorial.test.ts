import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { misalignedWorkbook } from '../../src/cli/tutorial/misaligned.ts';
import { chinese } from '../../src/cli/tutorial/text.zh-TW.ts';
import { getCell, readXlsx, writeXlsx } from '../../src/workbook/index.ts';
import { recalculate, testWithLibreOffice } from '../tools/libreoffice.ts';
import { gradsheet, likedGolden, workplace } from './cli.ts';
import students from '../vectors/students.json' with { type: 'json' };

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });
const near = (actual: unknown, golden: readonly number[]): void =>
  golden.forEach((wanted, i) =>
    expect(Math.abs(((actual as readonly number[])[i] ?? NaN) - wanted)).toBeLessThan(1e-15),
  );
const golden = (run: keyof typeof students.runs): number[] =>
  students.runs[run].epochs.slice(0, 6).map(({ mse }) => mse);
const files = ['liked.xlsx', 'students-misaligned.xlsx', 'students.xlsx', 'xor.xlsx'].map(
  (name) => `gradsheet-tutorial/${name}`,
);

describe('tutorial', () => {
  test('its numbers are those of the tutorial, NumPy and scikit-learn', async () => {
    const { exit, json, out, err } = await cli('tutorial', '--json');
    expect(exit, err).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const { students: part, xor, liked, activations } = json();
    near(part?.['rate1'], golden('correct_lr1'));
    near(part?.['rate05'], golden('correct_lr0.5'));
    near(part?.['misaligned'], golden('misaligned_lr1'));
    expect(part?.['misaligned']?.[5]).toBe(0.002951491692580376);
    expect(Number(part?.['limit'])).toBeCloseTo(students.facts.stable_learning_rate_below, 12);
    expect(Number(part?.['afterLong'])).toBeLessThan(2e-4);
    expect(xor).toMatchObject({ separable: false, certificate: { exactPoint: ['1/2', '1/2'] } });
    expect((xor?.['predictions'] as unknown as number[]).map(Math.round)).toEqual([0, 1, 1, 0]);
    expect((xor?.['predictions'] as unknown as number[]).every((p) => Math.abs(p - Math.round(p)) < 0.05)).toBe(true);
    expect([liked?.['train'], liked?.['test']]).toEqual([likedGolden.train_indices, likedGolden.test_indices]);
    expect(liked?.['scaled']).toMatchObject({ baseline: 0.65, better: false });
    expect(activations?.['functions']?.[0]).toMatchObject({ name: 'sigmoid' });
    const sigmoid = 1 / (1 + Math.exp(-2));
    expect(Number(activations?.['functions']?.[0]?.['left'])).toBeCloseTo((sigmoid * (1 - sigmoid)) ** 10, 18);
    expect(here.tree()).toEqual(files);
  });

  test('reads well in both languages: every part, nothing undefined, no line beyond the page', async () => {
    for (const language of ['en', 'zh-TW']) {
      const { exit, out } = await cli('tutorial', '--lang', language, '--out', language);
      expect(exit).toBe(0);
      expect(out).not.toMatch(/undefined|NaN|\[object|\{\d\}/);
      for (const title of ['1  ', '2  ', '3  ', '4  ']) expect(out).toContain(`\n${title}`);
      expect(out).toContain('0.002951491692580376');
      expect(out).toContain('J3  =B3*$F$2+C3*$G$2+D3*$H$2+I3');
      if (language === 'zh-TW') expect(out).toContain(chinese.students.explain.slice(0, 20));
    }
  });

  test('again, it replaces nothing: what you changed stays, also other files of the folder', async () => {
    mkdirSync(here.at('gradsheet-tutorial'));
    here.put('gradsheet-tutorial/notes.txt', 'mine');
    await cli('tutorial');
    here.put('gradsheet-tutorial/xor.xlsx', 'changed');
    const { exit, json } = await cli('tutorial', '--json');
    expect(exit).toBe(0);
    expect(json()['files']).toEqual([
      { name: 'gradsheet-tutorial/students.xlsx', state: 'unchanged' },
      { name: 'gradsheet-tutorial/students-misaligned.xlsx', state: 'unchanged' },
      { name: 'gradsheet-tutorial/xor.xlsx', state: 'kept' },
      { name: 'gradsheet-tutorial/liked.xlsx', state: 'unchanged' },
    ]);
    expect(here.text('gradsheet-tutorial', 'xor.xlsx')).toBe('changed');
    await cli('tutorial', '--force');
    expect(here.text('gradsheet-tutorial', 'xor.xlsx')).not.toBe('changed');
    expect(here.tree()).toEqual([...files, 'gradsheet-tutorial/notes.txt'].sort());
  });

  test('a file where the folder should be', async () => {
    here.put('gradsheet-tutorial', 'mine');
    const { exit, json } = await cli('tutorial', '--json');
    expect(exit).toBe(1);
    expect(json()['error']).toMatchObject({
      code: 'cannot-write',
      where: 'gradsheet-tutorial/students.xlsx',
      expected: 'a folder',
    });
    expect(here.text('gradsheet-tutorial')).toBe('mine');
  });
});

describe('the misaligned workbook', () => {
  test('rows B to E read the blank cells beneath the bias', () => {
    const { book, formulas } = misalignedWorkbook(5, 'en');
    const [sheet] = book.sheets;
    expect(formulas).toEqual(['=B2*$F$2+C2*$G$2+D2*$H$2+I2', '=B3*$F$2+C3*$G$2+D3*$H$2+I3']);
    for (let row = 1; row <= 5; row++) {
      expect(sheet && getCell(sheet, row, 9)?.formula).toBe(
        `=B${row + 1}*$F$2+C${row + 1}*$G$2+D${row + 1}*$H$2+I${row + 1}`,
      );
      expect(sheet && getCell(sheet, row, 8) === undefined).toBe(row > 1);
    }
  });

  testWithLibreOffice("LibreOffice computes the same numbers, and the tutorial's at epoch 5", async () => {
    const { book } = misalignedWorkbook(5, 'zh-TW');
    const bytes = await writeXlsx(book);
    const saved = readXlsx(bytes).sheets[0];
    const computed = (await recalculate([bytes]))[0]?.['訓練'] ?? [];
    let compared = 0;
    for (const [key, cell] of saved?.cells ?? []) {
      const value = computed[Math.floor(key / 16_384)]?.[key % 16_384];
      if (typeof cell.value === 'number') {
        expect(Math.abs(Number(value) - cell.value)).toBeLessThan(1e-14);
        compared++;
      } else expect(value).toBe(cell.value);
    }
    expect(compared).toBe(6 * 64);
    expect(Math.abs(Number(computed[5 * 8 + 6]?.[11]) - 0.002951491692580376)).toBeLessThan(1e-16);
  });

  test('the example in the repository is this workbook', async () => {
    const { book } = misalignedWorkbook(5, 'en');
    expect(
      Buffer.from(await writeXlsx(book)).equals(
        readFileSync(new URL('../../examples/students-misaligned.xlsx', import.meta.url)),
      ),
    ).toBe(true);
  });
});
