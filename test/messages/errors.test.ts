import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { errorText as commandErrorText } from '../../src/cli/error-text.ts';
import { GradsheetError } from '../../src/errors.ts';
import { errorText } from '../../src/messages/errors.ts';
import { boundsWords } from '../../src/util/bounds.ts';
import { listedWords, quoted, verbatim, Words, words } from '../../src/words.ts';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

describe('the texts of errors', () => {
  test('a person reads where, what must hold, what came, what to do', () => {
    const error = new GradsheetError('bad-table', {
      where: words('{}, {}', 'students.csv', words('row {}', 58)),
      expected: words('names that differ'),
      received: words('the name twice'),
      hint: words('Split the file, or take fewer rows.'),
    });
    expect(errorText(error, 'en')).toBe(
      'students.csv, row 58: needs names that differ; got the name twice. Split the file, or take fewer rows.',
    );
    expect(errorText(error, 'zh-TW')).toBe(
      'students.csv，第 58 列：需要不重複的名稱，實際是同一個名稱兩次。請把檔案切小，或少取幾列。',
    );
  });

  test('a problem that is met often has a sentence of its own', () => {
    const error = new GradsheetError('exists', {
      where: 'a.csv',
      problem: words('{} already exists.', 'a.csv'),
      hint: words('Choose another name, or overwrite it: --force, or replace: true in a program.'),
    });
    expect(errorText(error, 'en')).toBe(
      'a.csv already exists. Choose another name, or overwrite it: --force, or replace: true in a program.',
    );
    expect(errorText(error, 'zh-TW')).toBe(
      'a.csv 已經存在。請換一個名稱，或是覆寫：--force，程式裡則用 replace: true。',
    );
  });

  test('only a hint', () => {
    const error = new GradsheetError('interrupted', { where: 'x.csv', hint: words('See --help.') });
    expect(commandErrorText(error, 'zh-TW')).toBe('x.csv：用法請看 --help。');
  });

  test('a name is never taken for words, whatever it holds', () => {
    const error = new GradsheetError('bad-table', {
      where: 'row 3, column none, {0}.csv',
      received: quoted('nothing {1}'),
    });
    expect(errorText(error, 'zh-TW')).toBe('row 3, column none, {0}.csv：實際是「nothing {1}」。');
  });

  test('a list has the commas of the language', () => {
    const error = new GradsheetError('unsupported', {
      received: listedWords([quoted('a'), words('nothing'), verbatim(3)]),
    });
    expect(errorText(error, 'en')).toBe('got "a", nothing, 3.');
    expect(errorText(error, 'zh-TW')).toBe('實際是「a」、空的、3。');
  });
  test('in Chinese what is missing was not given, and a limit is no need', () => {
    const told = (expected: Words, received: Words): string =>
      errorText(new GradsheetError('bad-table', { where: 'a.csv', expected, received }), 'zh-TW');
    expect(told(words('at most {} classes', 1000), verbatim(1818))).toBe('a.csv：最多 1000 類，實際是 1818。');
    expect(told(words('a number'), words('nothing'))).toBe('a.csv：需要數字，但沒有給。');
  });

  test('Chinese and Latin letters or digits have a blank between them, Chinese and Chinese have none', () => {
    const said = (expected: Words): string =>
      commandErrorText(new GradsheetError('invalid-option', { expected }), 'zh-TW');
    expect(said(boundsWords({ least: 1, whole: true }))).toBe('需要 1 以上的整數。');
    expect(said(boundsWords({ above: 0, below: 1 }))).toBe('需要大於 0、小於 1 的數字。');
    expect(said(words('{} must be {}, not "{}".', '--goal', words('min, max or a number'), 'x'))).toBe(
      '需要 --goal 要是 min、max 或一個數字，不能是「x」。。',
    );
    expect(said(words('{} in row {}', quoted('?'), 23))).toBe('需要第 23 列的「?」。');
    expect(said(words('none for {}', quoted('a')))).toBe('需要沒有「a」的值。');
  });

  test('a text without Chinese, which only a program that makes words itself can give, stays English', () => {
    const error = new GradsheetError('unsupported', { where: 'x', expected: words('{} things nobody translated', 3) });
    expect(errorText(error, 'zh-TW')).toBe('x：需要 3 things nobody translated。');
  });

  test('a name of any length makes no sentence of any length', () => {
    const error = new GradsheetError('bad-table', { where: words('column {}', 'x'.repeat(1e5)) });
    expect(error.message.length).toBeLessThan(1100);
    expect(errorText(error, 'zh-TW').length).toBeLessThan(1100);
  });
});

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const parsed = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(src, file), 'utf8'), ts.ScriptTarget.ES2023, true);

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** The entries of every dictionary, by the folder it is of. */
const dictionaries = new Map(
  sources
    .filter((file) => /(^|\/)(error-)?words\.zh-TW\.ts$/.test(file))
    .map((file) => {
      const entries = new Map<string, string>();
      visit(parsed(file), (node) => {
        if (!ts.isPropertyAssignment(node) || !ts.isStringLiteralLike(node.initializer)) return;
        const name = ts.isStringLiteralLike(node.name) ? node.name.text : node.name.getText();
        entries.set(name, node.initializer.text);
      });
      return [file.includes('/') ? file.split('/')[0] : '', entries] as const;
    }),
);

test('every text with Chinese is said in its own folder, or in several if it is in common', () => {
  const said = new Map<string, Set<string>>();
  for (const file of sources) {
    visit(parsed(file), (node) => {
      if (!ts.isCallExpression(node) || node.expression.getText() !== 'words') return;
      const [text] = node.arguments;
      if (text && ts.isStringLiteralLike(text)) {
        said.set(text.text, (said.get(text.text) ?? new Set()).add(file.split('/')[0] ?? ''));
      }
    });
  }
  const everywhere = new Set(['{}', '"{}"', '{}, {}']); // made in words.ts
  for (const [folder, entries] of dictionaries) {
    for (const text of entries.keys()) {
      if (folder === '') expect(everywhere.has(text) || (said.get(text)?.size ?? 0) > 1, `common: ${text}`).toBe(true);
      else expect([...(said.get(text) ?? [])], `${folder}: ${text}`).toEqual([folder]);
    }
  }
  expect(dictionaries.size).toBeGreaterThan(10);
});

test('every translation is said', () => {
  for (const [folder, entries] of dictionaries) {
    const textOf = folder === 'cli' ? commandErrorText : errorText;
    for (const [english, chinese] of entries) {
      const values = Array.from(english.matchAll(/\{\}/g), (_, i) => `<${i}>`);
      const filled = chinese.replaceAll(/\{(\d+)\}/g, '<$1>');
      const bare = (text: string): string => text.replaceAll(' ', ''); // blanks depend on what stands beside
      const problem = new Words(english, values);
      const said = textOf(new GradsheetError('unsupported', { where: 'x', problem }), 'zh-TW');
      expect(bare(said), english).toBe(bare(filled));
    }
  }
});

test('every translation has each of its values once', () => {
  for (const entries of dictionaries.values()) {
    for (const [english, chinese] of entries) {
      const values = english.split('{}').length - 1;
      const used = [...chinese.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1]));
      expect(used.sort(), english).toEqual(Array.from({ length: values }, (_, i) => i));
    }
  }
});

test('no translation holds a piece of the English', () => {
  const inPrograms =
    /gradsheet \w+|[A-Z][\w-]+|--?[\w-]+|\w+\(\)|\w+: \w+|\[[^\]]*\]|<[^>]*>|"[^"]*"|'[^']*'|\{[^}]*\}/g;
  for (const entries of dictionaries.values()) {
    for (const chinese of entries.values()) {
      expect(chinese.replaceAll(inPrograms, ''), chinese).not.toMatch(/[a-z]{2,} [a-z]{2,}/);
    }
  }
});
