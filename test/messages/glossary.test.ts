// Texts use the words of the glossary, in both languages. The table is src/messages/README.md.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { glossary } from '../../src/messages/glossary.ts';
import { avoidedWords, textsOf, wordTable } from './words.ts';

const root = join(import.meta.dirname, '../..');
const isPage = (name: string): boolean => name.endsWith('.md');
const isMessages = (name: string): boolean => /(^|\/|-)(messages|text)\.(en|zh-TW)\.ts$/.test(name);

/** Folders and what in them is read. A new place for texts is one more row. */
const places: readonly (readonly [folder: string, isText: (name: string) => boolean])[] = [
  ['.', (name) => name.startsWith('README')],
  ['docs', (name) => isPage(name) && !name.includes('/')],
  ['examples', (name) => name.endsWith('.ts')],
  ['src/cli', isMessages],
  ['src/choose', (name) => isMessages(name) || /^page\/.*\.ts$/.test(name)],
  ['src/messages', (name) => ['glossary.ts', 'labels.ts', 'problems.ts', 'sheet.ts'].includes(name)],
  ['src', (name) => name.endsWith('words.ts') || name.endsWith('words.zh-TW.ts')],
  ['src/data', (name) => name === 'csv-sentences.ts'],
  ['src/audit', (name) => /^(sentences|page)\/.*\.ts$/.test(name)],
  ['src/explain', (name) => name.endsWith('.ts')],
  ['studio/src', isMessages],
];

/** Words that are right there, because they mean something else. */
const exceptions: readonly { readonly word: string; readonly text: RegExp; readonly why: string }[] = [
  { word: 'books?', text: /\bBOOK\b/, why: 'stands for a file name in the help' },
  { word: '比重', text: /^比重$/, why: 'the share of a row in a mixture' },
  { word: '節點', text: /^訓練的一步就是一段\*\*程式\*\*/, why: 'a node of a program' },
  {
    word: '(?<!random )seeds?',
    text: /\(seed, stream, step, element\)/,
    why: 'one of the numbers that a draw counts by',
  },
  ...['偏置', '鏈式法則', '週期', '優化器'].map((word) => ({
    word,
    text: new RegExp(`^${word}項?$`),
    why: 'a word of other people, by which the product finds the term (`also`)',
  })),
];

const files = places.flatMap(([folder, isText]) =>
  readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter(isText)
    .map((name) => join(folder, name)),
);
const words = avoidedWords(root);
const hits = files
  .flatMap((path) => textsOf(root, path))
  .flatMap(({ language, text, place }) =>
    words
      .filter((avoided) => avoided.language === language && avoided.pattern.test(text))
      .map(({ word, use }) => ({ word, use, text, place })),
  );
const isException = ({ word, text }: { word: string; text: string }): boolean =>
  exceptions.some((e) => e.word === word && e.text.test(text));

test('no text uses a word that the glossary avoids', () => {
  const wrong = hits.filter((hit) => !isException(hit));
  expect(wrong.map(({ place, word, use, text }) => `${place}: "${word}" → ${use}\n    ${text.trim()}`)).toEqual([]);
});

test('every exception is needed', () => {
  const idle = exceptions.filter((e) => !hits.some(({ word, text }) => e.word === word && e.text.test(text)));
  expect(idle).toEqual([]);
});

test('the glossary of the product has the words of the table', () => {
  const table = wordTable(root).map(({ en, zh }) => ({ en: en.replaceAll(/ ?\([^)]*\)/g, '').split(/[;,] ?/), zh }));
  for (const term of Object.values(glossary)) {
    const rows = table.filter(({ en }) => en.includes(term.en));
    if (rows.length > 0) expect(rows.map(({ zh }) => zh).join('、'), term.en).toContain(term['zh-TW']);
  }
});

test('the table is read as it is meant', () => {
  const found = (language: string, text: string): string[] =>
    words.filter((w) => w.language === language && w.pattern.test(text)).map(({ word }) => word);
  expect(words.length).toBeGreaterThan(100);
  expect(found('en', 'The Verdict of the first weights')).toEqual(['first weights', 'verdicts?']);
  expect(found('en', 'A line parts them; random seed 42')).toEqual(['parts? (the|them)']);
  expect(found('en', 'seed 42 and 95 %')).toEqual(['\\d+ %', '(?<!random )seeds?']);
  expect(found('zh-TW', '起始權重的隨機種子')).toEqual(['起始權重']);
  expect(found('en', 'a misaligned-anchor is re-derived')).toEqual([]);
});
