// Reports and notebooks that are written hold a stranger's names as texts: no tag, no attribute, no line of code comes
// of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { reportPage } from '../../src/audit/page/index.ts';
import type { Audit, Finding } from '../../src/audit/report.ts';
import { Table } from '../../src/index.ts';
import { htmlText, jsonText } from '../../src/util/escape.ts';
import { cellName, emptySheet, setCell } from '../../src/workbook/index.ts';
import { list, Recorder } from '../../studio/src/notebook/sandbox/python.ts';
import { audit } from '../audit/sentences/misaligned.ts';
import { strangeNames } from './names.ts';
import { rounds } from './rounds.ts';

const SEED = 20261130;
const python = spawnSync('python3', ['--version']).status === 0;

test('the report as a page: names change its texts, never its tags', () => {
  const tags = (page: string): string[] => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
  const page = (name: string, sheetName: string, text: string): string => {
    const sheet = emptySheet(sheetName);
    setCell(sheet, 0, 0, { value: text });
    setCell(sheet, 0, 1, { value: 1, formula: '=A1+1' });
    const at = (column: number): string => cellName(sheet.name, 0, column);
    const finding: Finding = {
      severity: 'error',
      class: 'mislabelled-metric',
      cells: [at(1)],
      formula: '=A1+1',
      expected: '=A1+2',
      operand: null,
      repair: [],
      consequences: [at(0)],
      cost: null,
      facts: { label: text, value: text, function: text },
    };
    const bad: Audit = { ...audit, roles: [{ role: 'data', ranges: [at(0)], label: text }], findings: [finding] };
    return reportPage(bad, { sheets: [sheet], names: [] }, { name });
  };
  const plain = tags(page('name', 'sheet', 'text'));
  const next = strangeNames(SEED);
  for (let i = 0; i < rounds(300, 20_000); i++) {
    const names = [next(), next(), next()] as const;
    const made = page(...names);
    expect(tags(made), `seed ${SEED}, round ${i}: ${JSON.stringify(names)}`).toEqual(plain);
    expect(made).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\p{Cs}]/u);
  }
}, 3_600_000);

test('HTML and JSON: the text comes back as it was', () => {
  const next = strangeNames(SEED + 1);
  const entities: Readonly<Record<string, string>> = {
    '&lt;': '<',
    '&gt;': '>',
    '&amp;': '&',
    '&quot;': '"',
    '&#39;': "'",
  };
  for (let i = 0; i < rounds(2000, 100_000); i++) {
    const text = next();
    const shown = htmlText(text);
    expect(shown).not.toMatch(/[<>"']|&(?!(?:lt|gt|amp|quot|#39);)/);
    expect(shown.replace(/&\S+?;/g, (e) => entities[e] ?? e).replaceAll('\ufffd', '')).toBe(
      text.replace(
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd\ufffe\uffff\p{Cs}]/gu,
        '',
      ),
    );
    expect(JSON.parse(jsonText({ [text]: text }))).toEqual({ [text]: text });
    expect(jsonText({ [text]: text })).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
}, 3_600_000);

test.runIf(python)(
  'Colab: a cell that is left out is a comment, a name is a text (needs python3)',
  async () => {
    const path = '../../studio/src/notebook/colab.ts'; // its types are Svelte's, which this check does not know
    const { writeColab } = (await import(path)) as {
      writeColab: (cells: readonly object[], texts: () => string, words: object) => string;
    };
    const next = strangeNames(SEED + 2);
    const words = { intro: '', same: '', nothing: 'Nothing.' };
    const made = Array.from({ length: rounds(300, 20_000) }, () => {
      const name = next();
      const cell = { kind: 'code', source: `${name}\n${next()}`, python: { source: '', lines: [], imports: [] } };
      const { cells } = JSON.parse(writeColab([cell], () => '', words)) as {
        cells: { cell_type: string; source: string[] }[];
      };
      return {
        name,
        comment: cells.at(-1)?.source.join('') ?? '',
        frame: new Recorder().frame(Table.of({ [name]: [name, null] })),
        values: list([name, NaN, -Infinity, { toString: () => name }]),
      };
    });
    const read = `
import ast, json, sys
for m in json.load(sys.stdin):
    assert ast.dump(ast.parse(m['comment'].encode())) == ast.dump(ast.parse('')), m
    frame = ast.parse(m['frame'].encode()).body
    assert len(frame) == 1 and ast.dump(frame[0]) == ast.dump(ast.parse('pd.DataFrame({%r: [%r, None]})' % (m['name'], m['name'])).body[0]), m
    assert ast.dump(ast.parse(m['values'])) == ast.dump(ast.parse('[%r, float("NaN"), float("-Infinity"), %r]' % (m['name'], m['name']))), m
print('fine')
`;
    expect(execFileSync('python3', ['-c', read], { input: JSON.stringify(made), encoding: 'utf8' })).toBe('fine\n');
  },
  3_600_000,
);
