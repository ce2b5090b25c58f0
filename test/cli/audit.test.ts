// `gradsheet audit`: what it prints, writes and exits with. Whether the doctor is right is examined in test/audit.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixBook, getCell, readXlsx, writeXlsx, type Audit } from '../../src/sheet.ts';
import { bookOf } from '../tools/book-of.ts';
import { gradsheet, likedCsv, studentsCsv, workplace } from './cli.ts';

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });
const misaligned = readFileSync(new URL('../../examples/students-misaligned.xlsx', import.meta.url));
const put = (): void => here.put('book.xlsx', misaligned);
const cells = [0, 1, 2, 3, 4, 5].flatMap((e) => [3, 4, 5, 6].map((r) => `Training!J${e * 8 + r}`));

describe("the tutorial's sheet", () => {
  test('the cells, the operand and the loss, for a person; exit code 1', async () => {
    put();
    const { exit, out, err } = await cli('audit', 'book.xlsx');
    expect([exit, err]).toEqual([1, '']);
    expect(out).toContain('book.xlsx: 1 error in 24 cells');
    expect(out).toContain('J3:J6 and 20 more cells read a blank cell instead of $I$2');
    expect(out).toMatch(
      /now {8}=B3\*\$F\$2\+C3\*\$G\$2\+D3\*\$H\$2\+I3\n {40}\^\^\n {4}should be {2}=B3\*\$F\$2\+C3\*\$G\$2\+D3\*\$H\$2\+\$I\$2\n {40}\^{4}\n/,
    );
    expect(out).toContain('The final loss (L47) is 0.002951; with the right formulas it is 0.05091.');
    expect(out.replaceAll('\n', ' ')).toContain(
      '! 2 Warning: Once the formulas are fixed, learning rate 1 will make the training diverge; the limit is 0.855',
    );
    expect(out.endsWith('Next: gradsheet audit book.xlsx --fix book-fixed.xlsx\n')).toBe(true);
    expect(here.tree()).toEqual(['book.xlsx']);
  });
  test('in Chinese; in colour the sign and the carets stay', async () => {
    put();
    expect((await cli('audit', 'book.xlsx', '--lang', 'zh-TW')).out).toContain(
      'J3:J6 等 24 格讀到空白儲存格，應該讀 $I$2',
    );
    const { out } = await gradsheet(['audit', 'book.xlsx'], { cwd: here.folder(), isTTY: true });
    expect(out.split('\n').every((line) => !/^ +\S{1,2}$/.test(line) || /\^/.test(line))).toBe(true); // no word alone
    expect(out).toMatch(/\u001b\[1;38;5;160m✗ 1 Error/);
    expect(out).toMatch(/\+\u001b\[1;38;5;160mI3\u001b\[22;39m\n +\^\^\n/);
  });
  test('--json is the audit, with words', async () => {
    put();
    const { exit, json, err } = await cli('audit', 'book.xlsx', '--json');
    expect(exit).toBe(1);
    expect(err).toContain('1 error in 24 cells');
    const {
      findings: [first],
      summary,
      ...rest
    } = json() as unknown as Audit & { findings: { message: string }[] };
    expect(first).toMatchObject({
      severity: 'error',
      class: 'misaligned-reference',
      cells,
      formula: '=B3*$F$2+C3*$G$2+D3*$H$2+I3',
      expected: '=B3*$F$2+C3*$G$2+D3*$H$2+$I$2',
      operand: { is: 'I3', should: '$I$2' },
    });
    expect(first?.message).toContain('J3 reads I3');
    expect(first?.cost?.loss).toMatchObject({ cell: 'Training!L47', shown: 0.002951491692580376 });
    expect(first?.cost?.loss?.right).toBeCloseTo(0.050907488022, 12);
    expect(first?.repair).toHaveLength(24);
    expect(summary).toMatchObject({ errors: 1, formulas: 360, training: { runs: 1, steps: 5, parameters: 4 } });
    expect(rest).toMatchObject({ command: 'audit', book: 'book.xlsx' });
  });
  test('--fix writes a copy that audits clean, --report a page; nothing is replaced without --force', async () => {
    put();
    const { exit, out, json } = await cli(
      'audit',
      'book.xlsx',
      '--fix',
      'fixed.xlsx',
      '--report',
      'report.html',
      '--json',
    );
    expect([exit, json()['fixed']]).toEqual([1, { file: 'fixed.xlsx', cells: 24, errorsLeft: 0 }]);
    expect(out).not.toContain('Written');
    const again = await cli('audit', 'fixed.xlsx');
    expect([again.exit, again.err]).toEqual([0, '']);
    expect(again.out).toContain('all 20 updates match the derivative of the loss');
    const [sheet] = readXlsx(readFileSync(here.at('fixed.xlsx'))).sheets;
    expect(sheet && getCell(sheet, 46, 11)?.value).toBeCloseTo(0.050907488022, 12);
    expect(readFileSync(here.at('book.xlsx')).equals(misaligned)).toBe(true);
    expect(here.text('report.html')).toMatch(/^<!doctype html>/);
    for (const option of ['--fix', '--report', '--roles-out']) {
      const refused = await cli('audit', 'book.xlsx', option, 'fixed.xlsx', '--json');
      expect([refused.exit, refused.json()['error']?.['code'], refused.json()['error']?.['where']]).toEqual([
        1,
        'exists',
        'fixed.xlsx',
      ]);
    }
    expect((await cli('audit', 'fixed.xlsx', '--fix', 'fixed.xlsx', '--force')).out).toContain(
      'There is no formula to repair, so fixed.xlsx was not written.',
    );
    expect((await cli('audit', 'book.xlsx', '--fix', 'fixed.xlsx', '--force')).exit).toBe(1);
    expect(here.tree()).toEqual(['book.xlsx', 'fixed.xlsx', 'report.html']);
  });
  test('roles are written, corrected and read', async () => {
    put();
    const written = await cli('audit', 'book.xlsx', '--roles-out', 'roles.json');
    expect(written.out).toContain('gradsheet audit book.xlsx --roles roles.json');
    const { roles } = JSON.parse(here.text('roles.json')) as Pick<Audit, 'roles'>;
    here.put('corrected.json', JSON.stringify({ roles: [...roles, { role: 'loss', ranges: ['L7'], step: 0 }] }));
    const { exit, json } = await cli('audit', 'book.xlsx', '--roles', 'corrected.json', '--loss', 'l7', '--json');
    expect(exit).toBe(1);
    expect((json() as unknown as Audit).findings[0]?.cells).toEqual(cells);
    expect((json() as unknown as Audit).roles.some((r) => r.role === 'loss' && r.ranges.includes('Training!L7'))).toBe(
      true,
    );
  });
});

test('a workbook without a training, and one without formulas', async () => {
  here.put('plain.xlsx', await writeXlsx(bookOf({ A1: 1, A2: '=A1*2' })));
  const { exit, out } = await cli('audit', 'plain.xlsx');
  expect(exit).toBe(0);
  expect(out).toContain('No training found');
  here.put('empty.xlsx', await writeXlsx(bookOf({ A1: 1 })));
  expect((await cli('audit', 'empty.xlsx', '--lang', 'zh-TW')).out).toContain('找不到訓練');
});

describe('cells that cannot be computed: one finding each, and the rest is checked', () => {
  const rows = [2, 3, 4, 5];
  const training = (more: Record<string, string | number>) =>
    bookOf({
      A1: 'x',
      B1: 'y',
      C1: 'w',
      J1: 'rate',
      J2: 0.1,
      C2: 0.2,
      ...Object.fromEntries(
        rows.flatMap((r) => [
          [`A${r}`, 1.5],
          [`B${r}`, 2],
          [`D${r}`, `=A${r}*C${r}`],
          [`E${r}`, `=D${r}-B${r}`],
          [`F${r}`, `=E${r}^2/2`],
          [`G${r}`, `=E${r}*A${r}`],
          ...(r > 2 ? [[`C${r}`, `=C${r - 1}-$J$2*G${r - 1}`] as const] : []),
        ]),
      ),
      ...more,
    });
  test.each([
    ['nothing wrong', {}, [], 0],
    ['a division by 0', { D4: '=A4*C4/0' }, ['error-value'], 1],
    ['a sheet that is gone', { D4: '=Old!A4*C4' }, ['missing-sheet'], 1],
    ['another file', { D4: '=[other.xlsx]Sheet1!A4*C4' }, ['external-link'], 0],
    ['an unknown function', { D4: '=LAMBDAX(A4)*C4' }, ['unsupported-function'], 0],
    ['a cell that reads itself', { D4: '=A4*C4+D4*0' }, ['circular'], 1],
    ['no formula', { D4: '=A4*(C4' }, ['unreadable-formula'], 0],
    ['a blank beside the training', { K2: '=L9*2+F2' }, ['blank-reference'], 0],
    ['a rate too large', { J2: 5 }, ['learning-rate-above-limit', 'loss-rising'], 0],
  ] as const)('%s', async (_, more, classes, exit) => {
    here.put('book.xlsx', await writeXlsx(training(more)));
    for (const language of ['en', 'zh-TW']) {
      const told = await cli('audit', 'book.xlsx', '--json', '--lang', language);
      expect((told.json() as unknown as Audit).findings.map((f) => f.class)).toEqual(classes);
      expect(told.exit).toBe(exit);
    }
  });
});

describe('workbooks that gradsheet itself writes', () => {
  const students = ['students.csv', '--target', 'roi', '--features', 'english,math,science', '--test-size', '0'];
  test.each([
    [
      'a block per step',
      [...students, '--optimizer', 'sgd', '--learning-rate', '0.5', '--loss', 'halfSquaredError', '--epochs', '4'],
    ],
    ['a row per step', [...students, '--optimizer', 'sgd', '--layout', 'row', '--epochs', '4']],
    [
      'matrices, momentum',
      [...students, '--hidden', '3:tanh', '--optimizer', 'sgd:momentum=0.9', '--layout', 'matrix', '--epochs', '3'],
    ],
    [
      'batches, scaled',
      [
        'liked.csv',
        '--target',
        'liked',
        '--optimizer',
        'sgd',
        '--batch-size',
        '40',
        '--scale',
        'standard',
        '--epochs',
        '2',
      ],
    ],
  ] as const)('%s: no mistake', async (_, args) => {
    here.put('students.csv', studentsCsv);
    here.put('liked.csv', likedCsv);
    expect((await cli('sheet', ...args, '-o', 'book.xlsx')).exit).toBe(0);
    const { exit, json } = await cli('audit', 'book.xlsx', '--json');
    const { findings, summary } = json() as unknown as Audit;
    expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect([exit, summary.updates.right, summary.updates.compared > 8]).toEqual([0, summary.updates.compared, true]);
  });
  test('Adam: not checked, and said so', async () => {
    here.put('students.csv', studentsCsv);
    await cli('sheet', ...students, '--optimizer', 'adam', '--epochs', '3', '-o', 'book.xlsx');
    const { exit, out } = await cli('audit', 'book.xlsx');
    expect(exit).toBe(0);
    expect(out).toContain('follow a rule other than');
    expect((await cli('audit', 'book.xlsx', '--lang', 'zh-TW')).out).toContain('用的不是梯度下降');
  });
});

test('what is wrong with the call is said in both languages, and nothing is written', async () => {
  put();
  here.put('text.xlsx', 'no workbook');
  here.put('broken.json', '{ "roles": [');
  here.put('role.json', JSON.stringify({ roles: [{ role: 'wheight', ranges: ['A1'] }] }));
  here.put('range.json', JSON.stringify([{ role: 'loss', ranges: ['there'] }]));
  here.put('sheet.json', JSON.stringify([{ role: 'loss', ranges: ['Other!A1'] }]));
  here.put('list.json', '3');
  const before = here.tree();
  for (const [args, where] of [
    [['text.xlsx'], 'text.xlsx'],
    [['missing.xlsx'], 'missing.xlsx'],
    [['book.xlsx', '--loss', 'Other!A1'], undefined],
    [['book.xlsx', '--loss', 'L7:L8'], '--loss'],
    [['book.xlsx', '--loss', 'B2'], '--loss'],
    [['book.xlsx', '--loss', 'Z99'], '--loss'],
    [['book.xlsx', '--roles', 'broken.json'], 'broken.json'],
    [['book.xlsx', '--roles', 'role.json'], 'role.json, role 1'],
    [['book.xlsx', '--roles', 'range.json'], 'range.json, role 1'],
    [['book.xlsx', '--roles', 'sheet.json'], 'sheet.json, role 1'],
    [['book.xlsx', '--roles', 'list.json'], 'list.json'],
    [['book.xlsx', '--roles', 'none.json'], 'none.json'],
    [['book.xlsx', '--fix'], undefined],
    [[], undefined],
  ] as const) {
    for (const language of ['en', 'zh-TW']) {
      const { exit, json } = await cli(
        'audit',
        ...args,
        '--json',
        '--lang',
        language,
        ...(args[0] === undefined ? [] : ['--fix', 'out.xlsx']).slice(0, args.includes('--fix' as never) ? 0 : 2),
      );
      expect(exit, args.join(' ')).toBe(1);
      if (where !== undefined) expect(json()['error']?.['where'], args.join(' ')).toBe(where);
      if (language === 'zh-TW') expect(json()['error']?.['text'], args.join(' ')).toMatch(/\p{Script=Han}/u);
    }
  }
  expect(here.tree()).toEqual(before);
});

test('the library does the same as the command', async () => {
  put();
  await cli('audit', 'book.xlsx', '--fix', 'fixed.xlsx');
  const { audit } = await import('../../src/sheet.ts');
  expect(readFileSync(here.at('fixed.xlsx')).equals(fixBook(misaligned, audit(readXlsx(misaligned))))).toBe(true);
});
