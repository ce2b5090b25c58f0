// What cannot be computed, in small books; and books of every odd kind, of which an audit always comes to an end.
import { expect, test } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import type { Finding } from '../../../src/audit/report.ts';
import { emptySheet, parseAddress, setCell, type Cell, type Workbook } from '../../../src/workbook/index.ts';
import { makeBook } from '../../tools/books/index.ts';
import { tutorial } from '../../tools/books/specs.ts';

function bookOf(cells: Readonly<Record<string, Cell | number | string>>): Workbook {
  const sheet = emptySheet('S');
  for (const [name, content] of Object.entries(cells)) {
    const { row, column } = parseAddress(name) ?? { row: 0, column: 0 };
    setCell(
      sheet,
      row,
      column,
      typeof content === 'object'
        ? content
        : typeof content === 'string' && content.startsWith('=')
          ? { formula: content }
          : { value: content },
    );
  }
  return { sheets: [sheet], names: [] };
}
const findings = (cells: Parameters<typeof bookOf>[0]): readonly Finding[] => audit(bookOf(cells)).findings;
const briefly = (list: readonly Finding[]): unknown[] =>
  list.filter((f) => f.class !== 'no-training').map((f) => [f.severity, f.class, f.cells.join(), f.facts]);

test('circles', () =>
  expect(briefly(findings({ A1: '=B1+1', B1: '=C1', C1: '=A1*2', D1: '=C1' }))).toEqual([
    ['error', 'circular', 'S!A1,S!B1,S!C1', { cells: 3 }],
  ]));

test('errors: the cells where they begin, those made alike together', () => {
  expect(briefly(findings({ A1: 0, A2: 0, B1: '=1/A1', B2: '=1/A2', C1: '=B1+1', D1: '=SUM(C1:C9)' }))).toEqual([
    ['error', 'error-value', 'S!B1,S!B2', { value: '#DIV/0!' }],
  ]);
  expect(briefly(findings({ A1: { value: { error: '#N/A' } }, B1: '=A1' }))).toEqual([
    ['error', 'error-value', 'S!A1', { value: '#N/A' }],
  ]);
});

test('numbers written as texts, where a formula reads them', () => {
  expect(briefly(findings({ A1: 1, A2: '2.5', A3: 3, A9: '7', B1: '=SUM(A1:A3)' }))).toEqual([
    ['error', 'text-number', 'S!A2', { value: '2.5' }],
  ]);
  expect(briefly(findings({ A1: '１２', B1: '=A1*2' }))).toEqual([['error', 'text-number', 'S!A1', { value: '１２' }]]);
});

test('sheets that are not there, and other files', () => {
  expect(briefly(findings({ A1: '=Data!B2+1', A2: '=Data!B3+1', B1: { formula: "='[1]Old'!A1", value: 4 } }))).toEqual([
    ['error', 'missing-sheet', 'S!A1,S!A2', { sheet: 'Data' }],
    ['warning', 'external-link', 'S!B1', { book: '1' }],
  ]);
});

test('functions that are not known, with every cell that uses them', () => {
  const list = briefly(
    findings({
      A1: 1,
      B1: { formula: '=CUBEVALUE(A1)', value: 2 },
      B2: { formula: '=1+CUBEVALUE(A1)', value: 3 },
      C1: '=B1+1',
    }),
  );
  expect(list).toEqual([
    ['warning', 'unsupported-function', 'S!B1,S!B2', { function: 'CUBEVALUE', reason: 'unsupported-function' }],
  ]);
});

test('formulas that cannot be read', () => {
  const [f] = findings({ A1: { formula: '=1+*2', value: 3 } });
  expect(f).toMatchObject({ severity: 'warning', class: 'unreadable-formula', cells: ['S!A1'], formula: '=1+*2' });
  expect(String(f?.facts['reason']).length).toBeGreaterThan(5);
});

test('blank cells that are computed with, but not those that are only asked about', () => {
  expect(briefly(findings({ A1: 1, C1: '=A1+B1', C2: '=A1+B2', D1: '=IF(E1="",0,1)', D2: '=SUM(E1:E5)' }))).toEqual([
    ['warning', 'blank-reference', 'S!C1,S!C2', { blank: 'S!B1' }],
  ]);
});

test('a book without training says so', () => {
  expect(findings({})).toMatchObject([{ severity: 'note', class: 'no-training', facts: { reason: 'no-formulas' } }]);
  expect(findings({ A1: 1, A2: '=A1' })).toMatchObject([{ class: 'no-training', facts: { reason: 'no-updates' } }]);
  expect(audit({ sheets: [], names: [] }).summary).toMatchObject({ errors: 0, formulas: 0, training: null });
});

test('whatever stands in a book, an audit ends', () => {
  const far = bookOf({ A1: '=SUM(B:XFD)+SUM(2:1048576)', XFD1048576: 1 });
  const deep = bookOf({
    A1: `=${'('.repeat(2000)}A2${')'.repeat(2000)}`,
    A2: `=${Array.from({ length: 1600 }, () => 'B2').join('+')}`,
  });
  expect(audit(far).findings[0]).toMatchObject({
    class: 'unreadable-formula',
    cells: ['S!A1'],
    facts: { reason: 'too-large' },
  });
  expect(
    audit(bookOf({ A1: { formula: '=A2:A9*2', array: { top: 0, left: 0, bottom: 1_048_575, right: 16_383 } } }))
      .findings[0],
  ).toMatchObject({ class: 'unreadable-formula' });
  audit(deep);
  audit(
    bookOf(Object.fromEntries(Array.from({ length: 3000 }, (_, r) => [`A${r + 1}`, `=A${((r + 1) % 3000) + 1}+1`]))),
  );
  audit({
    sheets: [emptySheet('S')],
    names: [
      { name: 'a', refersTo: '1+' },
      { name: 'b', refersTo: 'Nope!$A$1' },
    ],
  });
  // 20,000 formulas, each a sum over all rows so far: more than is looked at
  audit(
    bookOf(
      Object.fromEntries(
        Array.from(
          { length: 2000 },
          (_, r) =>
            [
              [`A${r + 1}`, r],
              [`B${r + 1}`, `=SUM(A$1:A${r + 1})`],
            ] as const,
        ).flat(),
      ),
    ),
  );
});

test('books with any cell spoilt: a report, and the same one each time', () => {
  let state = 7;
  const next = (n: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % n;
  };
  for (let i = 0; i < 12; i++) {
    const { workbook } = makeBook(tutorial(0.5));
    const cells = workbook.sheets[0]!.cells;
    const keys = [...cells.keys()];
    for (let k = 0; k < 1 + next(3); k++) {
      const key = keys[next(keys.length)] ?? 0;
      const formula = cells.get(key)?.formula;
      const spoilt: readonly Cell[] = [
        {},
        { value: 'x' },
        { value: { error: '#REF!' } },
        { value: 2 },
        { formula: '=NOPE(A1)' },
        { formula: formula === undefined ? '=A1' : formula.replace(/[*+-]/, '/') },
        { formula: `=${formula?.slice(1) ?? 1}+B3` },
      ];
      cells.set(key, spoilt[next(spoilt.length)] ?? {});
    }
    const a = audit(workbook);
    const again = audit(workbook);
    expect({ ...again, summary: { ...again.summary, took: 0 } }).toEqual({ ...a, summary: { ...a.summary, took: 0 } });
    for (const f of a.findings) {
      for (const v of Object.values(f.facts)) if (typeof v === 'number') expect(v, f.class).toSatisfy(Number.isFinite);
    }
  }
});
