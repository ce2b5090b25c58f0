// The report: one page without script or network that shows a workbook's texts as texts.
import { expect, test } from 'vitest';
import { reportPage } from '../../../src/audit/page/index.ts';
import type { Audit, Finding } from '../../../src/audit/report.ts';
import { cellKey, emptySheet, setCell, type Workbook } from '../../../src/workbook/index.ts';
import { audit, book } from './misaligned.ts';

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

test("the tutorial's sheet: all wrong cells numbered, both languages inside, nothing from elsewhere", () => {
  const page = reportPage(audit, book, { name: 'students-misaligned.xlsx' });
  expect(count(page, /<td class="[^"]*wrong error[^"]*"/g)).toBe(24);
  expect(count(page, /<td class="[^"]*\bread\b[^"]*"/g)).toBe(24);
  expect(count(page, /<td class="[^"]*\bmeant\b[^"]*"/g)).toBe(6);
  expect(count(page, /<td class="[^"]*\bafter\b[^"]*"/g)).toBe(audit.findings[0]?.consequences.length);
  expect(page).toContain('<b class="is">I3</b>');
  expect(page).toContain('<b class="should">$I$2</b>');
  expect(count(page, / lang="en">/g) - 1).toBe(count(page, / lang="zh-Hant-TW">/g)); // and the page's own
  expect(page).toContain('J3:J6 等 24 格讀到空白儲存格');
  expect(page).toContain('J3:J6 and 20 more cells read a blank cell');
  expect(page).not.toMatch(/<script|https?:|url\(|src=|@import|<link|<img|<iframe| on[a-z]+=/i);
  expect(reportPage(audit, book, { language: 'zh-TW' })).toMatch(/^<!doctype html>\n<html lang="zh-Hant-TW">/);
  expect(page.length).toBeLessThan(100_000);
});

test('texts of a workbook stay texts, wherever they come from', () => {
  const evil = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;";
  const sheet = emptySheet(`<b>${'x'.repeat(3)}`);
  setCell(sheet, 0, 0, { value: evil });
  setCell(sheet, 0, 1, { value: { error: '#VALUE!' }, formula: `=IF(A1="${evil.replaceAll('"', '""')}",1,2)` });
  const name = `'${sheet.name}'!`;
  const finding: Finding = {
    severity: 'error',
    class: 'mislabelled-metric',
    cells: [`${name}B1`],
    formula: `="${evil}"`,
    expected: `=A1&"${evil}"`,
    operand: { is: evil, should: evil },
    repair: [{ cell: `${name}B1`, formula: `="${evil}"` }],
    consequences: [`${name}A1`],
    cost: null,
    facts: { label: evil, value: evil, function: evil, sheet: evil, reason: evil, smallest: evil },
  };
  const classes = [
    'mislabelled-metric',
    'error-value',
    'text-number',
    'unsupported-function',
    'missing-sheet',
    'unreadable-formula',
    'unscaled-input',
    'dead-unit',
    'wrong-operand',
  ] as const;
  const bad: Audit = {
    ...audit,
    roles: [{ role: 'data', ranges: [`${name}A1`], label: evil }],
    findings: classes.map((c) => ({ ...finding, class: c })),
  };
  const page = reportPage(bad, { sheets: [sheet], names: [] }, { name: evil });
  expect(page).not.toMatch(/<script|<img|<b>/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  const tags = page.match(/<[^>]*>/g) ?? [];
  for (const tag of tags) expect(tag.slice(1).replace(/"[^"]*"/g, '')).not.toMatch(/\son\w+=|['<]/);
  const names = new Set(tags.map((t) => /^<[/!]?([a-z0-9]+)/i.exec(t)?.[1]));
  expect([...names].sort()).toEqual([
    'a',
    'b',
    'body',
    'code',
    'dd',
    'details',
    'div',
    'dl',
    'doctype',
    'dt',
    'footer',
    'h1',
    'h2',
    'h3',
    'head',
    'header',
    'html',
    'input',
    'label',
    'main',
    'meta',
    'p',
    'section',
    'span',
    'style',
    'summary',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'title',
    'tr',
  ]);
});

test('of a large sheet the heads and what is near the findings are drawn, and the rest is said', () => {
  const sheet = emptySheet('Big');
  for (let r = 0; r < 20_000; r++) {
    setCell(sheet, r, 0, { value: r });
    setCell(sheet, r, 1, { formula: `=A${r + 1}*2`, value: r * 2 });
  }
  const large: Workbook = { sheets: [sheet], names: [] };
  const cells = [500, 501, 12_000].map((r) => `Big!B${r}`);
  const page = reportPage(
    {
      ...audit,
      roles: [],
      findings: [
        {
          ...(audit.findings[0] as Finding),
          cells,
          consequences: [],
          repair: cells.map((cell) => ({ cell, formula: '=A1' })),
        },
      ],
    },
    large,
  );
  expect(page).toContain('The sheet has 20,000 rows and 2 columns');
  expect(count(page, /<td class="[^"]*wrong error/g)).toBe(3);
  expect(count(page, /<tr>/g)).toBeLessThan(60);
  expect(page).toContain('rows 505–11996');
  // more wrong cells than there is room for
  const many = Array.from({ length: 900 }, (_, i) => `Big!B${i * 20 + 1}`);
  const full = reportPage(
    {
      ...audit,
      roles: [],
      findings: [{ ...(audit.findings[0] as Finding), cells: many, consequences: [], repair: [] }],
    },
    large,
  );
  const left = Number(/ (\d+) marked cells are not shown/.exec(full)?.[1]);
  expect(left + count(full, /<td class="[^"]*wrong error/g)).toBe(900);
  // a later finding is drawn all the same
  const two = reportPage(
    {
      ...audit,
      roles: [],
      findings: [many, ['Big!B19990']].map((cells) => ({
        ...(audit.findings[0] as Finding),
        cells,
        consequences: [],
        repair: [],
      })),
    },
    large,
  );
  expect(two).toContain('href="#finding-2">2</a>');
});

test('clean books say so; books saved without values get them', () => {
  const sheet = emptySheet('S');
  sheet.cells.set(cellKey(0, 0), { value: 2 });
  sheet.cells.set(cellKey(0, 1), { formula: '=A1*21' });
  const plain: Workbook = { sheets: [sheet], names: [] };
  expect(
    reportPage({ ...audit, findings: [], summary: { ...audit.summary, errors: 0, warnings: 0, notes: 0 } }, plain),
  ).toContain('No errors found');
  const note: Finding = {
    severity: 'warning',
    class: 'loss-rising',
    cells: ['S!B1'],
    formula: null,
    expected: null,
    operand: null,
    repair: [],
    consequences: [],
    cost: null,
    facts: { first: 1, last: 2 },
  };
  expect(reportPage({ ...audit, roles: [], findings: [note] }, plain)).toMatch(/<\/a>42<\/td>/);
});
