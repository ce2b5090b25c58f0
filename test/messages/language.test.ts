import { expect, test } from 'vitest';
import { glossary, term } from '../../src/messages/glossary.ts';
import { languageOf } from '../../src/messages/language.ts';

test.each([
  [['zh_TW.UTF-8'], 'zh-TW'],
  [['zh-Hant-TW'], 'zh-TW'],
  [['zh'], 'zh-TW'],
  [['en_US.UTF-8', 'zh_TW'], 'en'],
  [['', undefined, 'zh_TW'], 'zh-TW'],
  [['C.UTF-8', 'POSIX', 'zh_HK.Big5'], 'zh-TW'],
  [['C', 'de_DE'], 'en'],
  [[], 'en'],
  [['zhx'], 'en'],
] as const)('%j speaks %s', (locales, language) => expect(languageOf(locales)).toBe(language));

test('every term has two different words, and no two terms share one', () => {
  for (const language of ['en', 'zh-TW'] as const) {
    const words = Object.keys(glossary).map((name) => term(name as keyof typeof glossary, language));
    expect(words.filter((word, i) => words.indexOf(word) < i)).toEqual([]);
  }
  for (const { en, 'zh-TW': chinese } of Object.values(glossary)) {
    expect(chinese).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
