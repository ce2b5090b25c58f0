// Cells that cannot be computed, or not as they look: English, then Chinese.
import type { Language } from '../../messages/language.ts';
import type { Broken } from '../report.ts';
import type { Subject } from './subject.ts';
import type { Words, WordsOf } from './words.ts';

/** By why a formula was not computed. */
type Reasons = Readonly<Record<string, string>>;
const named = ({ text }: Subject, ...names: readonly string[]): string =>
  names.map(text).find((t) => t !== undefined) ?? '';

function reason(x: Subject, texts: Reasons): string {
  const of = named(x, 'reason', 'problem');
  const text = texts[of] ?? of;
  return text === '' ? '' : `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/[.。]$/, '')}.`;
}
const typed = (x: Subject): string => x.finding.formula ?? named(x, 'value');

// ---- English
const s = ({ many }: Subject, verb: string): string => (many ? verb : `${verb}s`);
const shows = (x: Subject): string => (x.finding.formula === null ? '' : ` ${x.first} holds ${x.finding.formula}.`);
const en: WordsOf<Broken> = {
  'error-value': {
    title: (x) => `${x.cells} ${s(x, 'show')} ${named(x, 'value', 'error') || 'an error'}`,
    message: (x) =>
      `${x.many ? 'The cells show an error, and so do the cells that use them' : 'The cell shows an error, and so do the cells that use it'}.${shows(x)}`,
    why: () => 'Nothing that is computed from an error can be checked.',
    repair: () => 'Repair the formula, then check again.',
  },
  'text-number': {
    title: (x) => `${x.cells} ${s(x, 'hold')} a number as text`,
    message: (x) =>
      typed(x) === '' ? `${x.first} holds text that reads as a number.` : `${x.first} holds the text "${typed(x)}".`,
    why: () => 'SUM and AVERAGE ignore text, as if the cell were blank.',
    repair: (x) => `Format ${x.first} as a number and type the number again.`,
  },
  'unsupported-function': {
    title: (x) =>
      `${named(x, 'function') || 'A function'} ${({ volatile: 'changes by itself', 'no-derivative': 'has no derivative', 'not-constant': 'needs a constant' } as Reasons)[named(x, 'reason')] ?? 'is not supported'}`,
    message: (x) =>
      `${x.cells} ${s(x, 'use')} it; the ${x.many ? 'values' : 'value'} saved in the file ${x.many ? 'are used as fixed numbers' : 'is used as a fixed number'}.${shows(x)}`,
    why: () => 'The derivative cannot go through such a cell, so the cells behind it were not checked.',
    repair: () => '',
  },
  'missing-sheet': {
    title: (x) => `${x.cells} ${s(x, 'read')} a sheet that does not exist`,
    message: (x) =>
      `${named(x, 'sheet') === '' ? 'The sheet' : `"${named(x, 'sheet')}"`} is not in this workbook.${shows(x)}`,
    why: () => 'The value saved in the file is used as a fixed number.',
    repair: () => 'Restore the sheet, or make the formula read another one.',
  },
  'external-link': {
    title: (x) => `${x.cells} ${s(x, 'read')} another file`,
    message: (x) =>
      `Other files are never opened; the value saved in this workbook is used as a fixed number.${shows(x)}`,
    why: () => 'What the other file holds now was not checked.',
    repair: () => 'Copy the numbers into this workbook.',
  },
  'unreadable-formula': {
    title: (x) => `${x.cells} cannot be read`,
    message: (x) =>
      `${reason(x, { 'too-deep': 'It is nested too deeply', 'too-large': 'It reads or produces more cells than can be computed' })}${shows(x)}`.trim(),
    why: () => 'The value saved in the file is used as a fixed number.',
    repair: () => '',
  },
};

// ---- 中文
const showsZh = (x: Subject): string =>
  x.finding.formula === null ? '' : `${x.first} 的公式是 ${x.finding.formula}。`;
const zh: WordsOf<Broken> = {
  'error-value': {
    title: (x) => `${x.cells} 顯示 ${named(x, 'value', 'error') || '錯誤值'}`,
    message: (x) =>
      `${x.many ? '這些格' : '這一格'}是錯誤值，用到${x.many ? '它們' : '它'}的儲存格也會出錯。${showsZh(x)}`,
    why: () => '由錯誤值算出來的結果都無法檢查。',
    repair: () => '先修好公式，再檢查一次。',
  },
  'text-number': {
    title: (x) => `${x.cells} 的數字存成了文字`,
    message: (x) =>
      typed(x) === '' ? `${x.first} 的內容是文字，看起來卻像數字。` : `${x.first} 的內容是文字「${typed(x)}」。`,
    why: () => 'SUM 和 AVERAGE 會略過文字，好像那一格是空白。',
    repair: (x) => `把 ${x.first} 的格式改成數字，再輸入一次。`,
  },
  'unsupported-function': {
    title: (x) =>
      (
        (
          ({
            volatile: `${named(x, 'function')} 的值會自己變`,
            'no-derivative': `${named(x, 'function')} 沒有導數`,
            'not-constant': `${named(x, 'function')} 需要常數`,
          }) as Reasons
        )[named(x, 'reason')] ?? `不支援函數 ${named(x, 'function')}`
      ).trim(),
    message: (x) => `${x.cells} 用到這個函數；改用存檔時的值，當成固定的數字。${showsZh(x)}`,
    why: () => '導數無法通過這樣的格，所以後面的格沒有檢查。',
    repair: () => '',
  },
  'missing-sheet': {
    title: (x) => `${x.cells} 讀的工作表不存在`,
    message: (x) =>
      `這個活頁簿裡沒有${named(x, 'sheet') === '' ? '這張工作表' : `「${named(x, 'sheet')}」`}。${showsZh(x)}`,
    why: () => '改用存檔時的值，當成固定的數字。',
    repair: () => '把工作表加回來，或讓公式改讀別的工作表。',
  },
  'external-link': {
    title: (x) => `${x.cells} 讀的是別的檔案`,
    message: (x) => `不會開啟別的檔案；改用存檔時的值，當成固定的數字。${showsZh(x)}`,
    why: () => '那個檔案現在的內容沒有檢查。',
    repair: () => '把數字複製到這個活頁簿。',
  },
  'unreadable-formula': {
    title: (x) => `${x.cells} 的公式無法解讀`,
    message: (x) =>
      `${/^too-/.test(named(x, 'reason')) ? reason(x, { 'too-deep': '公式的層數太多', 'too-large': '讀取或產生的格太多，無法計算' }).replace(/\.$/, '。') : ''}${showsZh(x)}`,
    why: () => '改用存檔時的值，當成固定的數字。',
    repair: () => '',
  },
};

export const broken: Readonly<Record<Language, Readonly<Record<Broken, Words>>>> = { en, 'zh-TW': zh };
