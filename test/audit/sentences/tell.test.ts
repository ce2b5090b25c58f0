// The doctor's words: every class of finding in both languages, with much known and with nothing known.
import { describe, expect, test } from 'vitest';
import type { Finding, FindingClass } from '../../../src/audit/report.ts';
import {
  cellsText,
  className,
  comparedFormulas,
  roleName,
  tell,
  tellSummary,
} from '../../../src/audit/sentences/index.ts';
import { figure, share } from '../../../src/audit/sentences/figures.ts';
import { bookOf } from '../../tools/book-of.ts';
import { audit, book } from './misaligned.ts';

const classes: Readonly<Record<FindingClass, Finding['facts']>> = {
  'misaligned-reference': {},
  'blank-reference': {},
  'wrong-slope': {},
  'pre-activation': {},
  'wrong-weight': {},
  offset: {},
  'missing-parentheses': {},
  'wrong-operator': {},
  'wrong-operand': {},
  'shifted-fill': {},
  'drifting-anchor': {},
  'missing-factor': {},
  'pasted-constant': {},
  'stale-weights': {},
  'mislabelled-metric': { label: 'RMSE' },
  'shape-mismatch': {},
  circular: {},
  unexplained: {},
  'error-value': { value: '#VALUE!' },
  'text-number': { value: '0.5' },
  'unsupported-function': { function: 'LAMBDA' },
  'missing-sheet': { sheet: 'Old' },
  'external-link': { book: 'other.xlsx' },
  'unreadable-formula': { reason: 'no closing bracket' },
  'learning-rate-above-limit': { rate: 1, limit: 0.855, repaired: 1 },
  'loss-rising': { first: 0.0127, last: 0.0509 },
  'unscaled-input': { label: 'income', smallest: 'age', times: 3200 },
  'saturated-unit': { label: 'h1', rows: 80 },
  'dead-unit': { label: 'h3', rows: 80 },
  'test-rows-in-average': { rows: 20 },
  convention: { convention: 'half', factor: 0.5 },
  'no-training': {},
};
const names = Object.keys(classes) as FindingClass[]; // the table's own keys
const finding = (of: FindingClass, more: Partial<Finding> = {}): Finding => ({
  severity: 'error',
  class: of,
  cells: ['Sheet1!C2', 'Sheet1!C3', 'Sheet1!C4', 'Sheet1!E9'],
  formula: '=A2*B2',
  expected: '=A2*$B$1',
  operand: { is: 'B2', should: '$B$1' },
  repair: [
    { cell: 'Sheet1!C2', formula: '=A2*$B$1' },
    { cell: 'Sheet1!C3', formula: '=A3*$B$1' },
  ],
  consequences: ['Sheet1!D2'],
  cost: { gradientShown: 0.0004, gradientRedrawn: 0.42, loss: { cell: 'Sheet1!H9', shown: 0.01, right: 0.02 } },
  facts: classes[of],
  ...more,
});
const bare = (of: FindingClass): Finding =>
  finding(of, {
    cells: ['Sheet1!C2'],
    formula: null,
    expected: null,
    operand: null,
    repair: [],
    consequences: [],
    cost: null,
    facts: {},
  });
/** Findings that need not name a cell. */
const ofTheWhole = new Set<FindingClass>([
  'learning-rate-above-limit',
  'loss-rising',
  'unscaled-input',
  'saturated-unit',
  'dead-unit',
  'test-rows-in-average',
  'convention',
  'no-training',
]);
const small = bookOf({ A2: 1, B1: 0.5, C2: '=A2*B2', A1: 'w' });
const texts = (f: Finding, language: 'en' | 'zh-TW', around = {}): string[] => {
  const t = tell(f, language, around);
  return [t.title, t.message, t.why, t.repair, ...t.cost];
};

describe.each(names)('%s', (of) => {
  test.each(['en', 'zh-TW'] as const)('%s: whole sentences, whatever is known', (language) => {
    for (const f of [
      finding(of),
      finding(of, { cells: ['Sheet1!C2'] }),
      finding(of, { operand: null }),
      finding(of, { expected: null, operand: null, repair: [] }),
      bare(of),
      ...(ofTheWhole.has(of) ? [finding(of, { cells: [] })] : []),
    ]) {
      for (const around of [{}, { book: small }, { book: small, roles: audit.roles }]) {
        const [title = '', message = '', ...rest] = texts(f, language, around);
        expect(title).not.toBe('');
        expect(title).not.toMatch(/[.。]$/);
        for (const text of [title, message, ...rest]) {
          expect(text).not.toMatch(/undefined|null|NaN|\[object|  |^ | $|\(\)|（）|「」|""/);
          if (text !== title && text !== '') expect(text, text).toMatch(language === 'en' ? /[.]$/ : /。$/);
          if (language === 'zh-TW') expect(text).not.toMatch(/[，。；：「」（）]\s|\s[，。；：」）]|[,;:!?]\s/);
        }
      }
    }
  });
  test('the two languages say the same cells and formulas', () => {
    const named = (t: string[]): Set<string> =>
      new Set(
        t
          .join(' ')
          .match(/\$?[A-Z]\$?\d+(?::\$?[A-Z]\$?\d+)?|=[^\s，。;；"」]+/g)
          ?.map((s) => s.replace(/[.;,]$/, '')) ?? [],
      );
    expect(named(texts(finding(of), 'zh-TW'))).toEqual(named(texts(finding(of), 'en')));
  });
});

test("the tutorial's sheet", () => {
  const [error, warning] = audit.findings;
  const around = { roles: audit.roles, book };
  if (!error || !warning) throw new Error('no findings');
  expect(tell(error, 'en', around)).toEqual({
    title: 'J3:J6 and 20 more cells read a blank cell instead of $I$2 (parameter "b")',
    message:
      'J3 reads I3 (blank), which counts as 0; it should read $I$2 (parameter "b"). The other 23 cells have the same mistake.',
    why: 'When a formula is copied down, I3 becomes I4, I5 …; only $I$2 stays fixed.',
    cost: [
      'The gradient is off by 38%; with random weights and data it is typically off by 42% (median).',
      'The final loss (L47) is 0.002951; with the right formulas it is 0.05091. The lower loss is an effect of the mistake.',
    ],
    repair: 'In J3, replace I3 by $I$2; do the same in the other 23 cells.',
  });
  expect(tell(error, 'zh-TW', around)).toEqual({
    title: 'J3:J6 等 24 格讀到空白儲存格，應該讀 $I$2（參數「b」）',
    message: 'J3 讀的是 I3（空白），當作 0；應該讀 $I$2（參數「b」）。其他 23 格也有同樣的錯誤。',
    why: '公式往下複製時，I3 會變成 I4、I5……；只有 $I$2 固定不動。',
    cost: [
      '梯度差了 38%；換成隨機的權重和資料再測，差距的中位數是 42%。',
      '最後的損失（L47）是 0.002951；公式全對時是 0.05091。損失比較低，是算錯造成的。',
    ],
    repair: '把 J3 裡的 I3 改成 $I$2，其他 23 格也一樣改。',
  });
  expect(tell(warning, 'en').title).toBe(
    'Once the formulas are fixed, learning rate 1 will make the training diverge; the limit is 0.855',
  );
  expect(tell(warning, 'zh-TW').title).toBe('公式修正之後，學習率 1 會讓訓練發散，上限是 0.855');
  expect(tellSummary(audit, 'en').headline).toBe('1 error in 24 cells, 1 warning, 1 note');
  expect(tellSummary(audit, 'zh-TW')).toEqual({
    headline: '1 個錯誤，共 24 格；1 個警告；1 個附註',
    looked: '340 個公式；4 個參數、5 步；20 個更新裡有 0 個符合損失的導數',
  });
});

test('of long formulas the part that differs is said', () => {
  const long = (a: string): string => `=(${'2*-N11*(L11*(1-L11))*F5+'.repeat(4)}${a}*(1-${a}))*C11/3`;
  const told = (is: string, should: string, of: FindingClass) =>
    tell(
      finding(of, {
        cells: ['Sheet1!C6'],
        formula: long(is),
        expected: long(should),
        operand: { is: long(is).slice(2), should: long(should).slice(2) },
        repair: [{ cell: 'Sheet1!C6', formula: long(should) }],
      }),
      'en',
      { book: small },
    );
  expect(told('I11', '$H$11', 'misaligned-reference')).toMatchObject({
    title: 'C6 reads I11 (blank) instead of $H$11 (blank)'.replace('I11 (blank)', 'a blank cell'),
    message: 'C6 reads I11 (blank), which counts as 0; it should read $H$11 (blank).',
    repair: 'Enter the right formula in C6.',
  });
  expect(told('I11', 'H11*2', 'missing-parentheses').message).toBe('The formula in C6 differs from the right one.');
  expect(
    tell(
      finding('wrong-operator', {
        cells: ['Sheet1!C2'],
        formula: '=A2-B2-C3',
        expected: '=A2*B2-C3',
        operand: { is: '-', should: '*' },
        repair: [{ cell: 'Sheet1!C2', formula: '=A2*B2-C3' }],
      }),
      'en',
      { book: small },
    ),
  ).toMatchObject({ title: 'C2 uses - instead of *', repair: 'Enter =A2*B2-C3 in C2.' });
  expect(
    tell(
      finding('wrong-weight', {
        cells: ['Sheet1!C2'],
        formula: '=A2*B2+B2',
        expected: '=A2*B3+B2',
        operand: { is: 'B2', should: 'B3' },
        repair: [{ cell: 'Sheet1!C2', formula: '=A2*B3+B2' }],
      }),
      'zh-TW',
      { book: small },
    ).repair,
  ).toBe('在 C2 輸入 =A2*B3+B2。');
});

test('of some classes the words depend on what was found', () => {
  const told = (of: FindingClass, facts: Finding['facts'], language: 'en' | 'zh-TW' = 'en') =>
    tell({ ...bare(of), facts }, language, { book: small });
  expect(told('blank-reference', { blank: 'Sheet1!B2' })).toMatchObject({
    message: 'C2 reads B2, which is blank.',
    repair: 'Check whether B2 is the cell that was meant.',
  });
  expect(told('unexplained', { reason: 'no-loss' }, 'zh-TW').title).toBe('找不到 C2 的損失');
  expect([
    told('unsupported-function', { function: 'RAND', reason: 'volatile' }).title,
    told('unsupported-function', { function: 'LAMBDA', reason: 'unsupported-function' }, 'zh-TW').title,
  ]).toEqual(['RAND changes by itself', '不支援函數 LAMBDA']);
  expect(told('unreadable-formula', { reason: 'too-deep' }, 'zh-TW').message).toBe('公式的層數太多。');
  expect(told('no-training', { reason: 'no-formulas' }).message).toBe('The workbook has no formulas.');
  expect(told('convention', { convention: 'factor', factor: 0.25 }).title).toBe(
    'The updates are 0.25 times the derivative of the loss',
  );
  // a factor goes into the learning rate, a sign does not
  expect(told('convention', { convention: 'half', factor: 0.5 }).why).toContain('the learning rate makes up for');
  expect(told('convention', { convention: 'sign' }).why).toContain('so the sign is right in the end');
  expect(told('convention', { convention: 'sign' }, 'zh-TW').why).toContain('更新時用加的');
  // filled across, the row of a reference stays
  const across = { cells: ['Sheet1!C2', 'Sheet1!D2'], operand: { is: 'B2', should: '$B$1' } };
  expect(tell(finding('misaligned-reference', across), 'en').why).toContain('a reference with $ stays fixed');
});

test('what the loss does not reveal', () => {
  const cost = (shown: number, right: number, gradient = 0.1): string[] =>
    tell(
      finding('offset', {
        cost: { gradientShown: gradient, gradientRedrawn: gradient, loss: { cell: 'Sheet1!H9', shown, right } },
      }),
      'en',
      { book: small },
    ).cost.map(String);
  expect(cost(0.59951, 0.59952)[1]).toBe(
    'The final loss (H9) is 0.5995, about the same as with the right formulas: the loss does not reveal the mistake.',
  );
  expect(cost(0.5, 0.5, 0)).toEqual(['The gradient is not affected.']);
  expect(cost(0.5, 0.5, Infinity)).toEqual([
    'The gradient is infinite or not a number; with random weights and data it is infinite or not a number.',
  ]);
});

test('cells are said as boxes, the sheet once', () => {
  expect(cellsText(['S!J3', 'S!J4', 'S!K3', 'S!K4', 'T!A1'], 'en')).toBe('S!J3:K4, T!A1');
  expect(cellsText(['S!A1', 'S!A3', 'S!A5', 'S!A7', 'S!A8'], 'en', { known: 'S' })).toBe('A1, A3, A5 and 2 more cells');
  expect(cellsText(['S!A1', 'S!A3', 'S!A5', 'S!A7', 'S!A8'], 'zh-TW', { known: 'S' })).toBe('A1、A3、A5 等 5 格');
  expect(cellsText(["'My sheet'!B2", "'My sheet'!C2"], 'en')).toBe("'My sheet'!B2:C2");
});

test('what differs between two formulas is marked, words whole', () => {
  const marks = (a: string, b: string): [string[], string[]] => {
    const { before, after } = comparedFormulas(a, b);
    const of = (m: typeof before): string[] => m.filter((p) => p.changed).map((p) => p.text);
    return [of(before), of(after)];
  };
  expect(marks('=B3*$F$2+I3', '=B3*$F$2+$I$2')).toEqual([['I3'], ['$I$2']]);
  expect(marks('=A1+I30', '=A1+I3')).toEqual([['I30'], ['I3']]);
  expect(marks('=(R3-A3)*R3*1-R3*J3', '=(R3-A3)*R3*(1-R3)*J3')).toEqual([[], ['(', ')']]);
  expect(marks('=SUM(A1:A3)', '=SUM(A1:A3)/COUNT(A1:A3)')[1].join('')).toBe('/COUNT(A1:A3)');
  for (const [a, b] of [
    ['=A1', '=B1'],
    ["='My sheet'!A1 + 2", '=Data!A1+"x ""y"""'],
  ] as const) {
    const { before, after } = comparedFormulas(a, b);
    expect([before.map((p) => p.text).join(''), after.map((p) => p.text).join('')]).toEqual([a, b]);
  }
});

test('numbers in sentences', () => {
  expect([0.05090748, 12345.6, 0, -0.000012, 3.2e9, Infinity].map((v) => figure(v))).toEqual([
    '0.05091',
    '12,346',
    '0',
    '−1.2 × 10⁻⁵',
    '3.2 × 10⁹',
    '∞',
  ]);
  expect([0.42, 0.0018, 0.00004, 12.3, 0.0995, 1].map((v) => share(v, 'en'))).toEqual([
    '42%',
    '0.18%',
    'less than 0.01%',
    '12 times its size',
    '10%',
    '100%',
  ]);
  expect([12.3, 0.00004].map((v) => share(v, 'zh-TW'))).toEqual(['12 倍', '不到 0.01%']);
});

test('names of roles and classes use the glossary', () => {
  expect([
    roleName('learning-rate', 'zh-TW'),
    roleName('prediction', 'zh-TW'),
    roleName('pre-activation', 'en'),
  ]).toEqual(['學習率', '預測值', 'weighted sum']);
  for (const of of names) expect(className(of, 'zh-TW')).toMatch(/\p{Script=Han}/u);
});
