import { Words, type Value } from '../words.ts';
import { bound, type ErrorWords, type GradsheetError } from '../errors.ts';
import { chinese as common } from '../words.zh-TW.ts';
import { chinese as audit } from '../audit/error-words.zh-TW.ts';
import { chinese as choose } from '../choose/error-words.zh-TW.ts';
import { chinese as data } from '../data/error-words.zh-TW.ts';
import { chinese as formats } from '../formats/error-words.zh-TW.ts';
import { chinese as ir } from '../ir/error-words.zh-TW.ts';
import { chinese as lift } from '../lift/error-words.zh-TW.ts';
import { chinese as model } from '../model/error-words.zh-TW.ts';
import { chinese as nn } from '../nn/error-words.zh-TW.ts';
import { chinese as node } from '../node/error-words.zh-TW.ts';
import { chinese as run } from '../run/error-words.zh-TW.ts';
import { chinese as solve } from '../solve/error-words.zh-TW.ts';
import { chinese as statistics } from '../statistics/error-words.zh-TW.ts';
import { chinese as targets } from '../targets/error-words.zh-TW.ts';
import { chinese as train } from '../train/error-words.zh-TW.ts';
import { chinese as util } from '../util/error-words.zh-TW.ts';
import { chinese as workbook } from '../workbook/error-words.zh-TW.ts';
import type { Language } from './language.ts';

/** From English templates to Chinese ones. */
type Dictionary = Readonly<Record<string, string>>;

const chinese: Dictionary = {
  ...audit,
  ...choose,
  ...data,
  ...formats,
  ...ir,
  ...lift,
  ...model,
  ...nn,
  ...node,
  ...run,
  ...solve,
  ...statistics,
  ...targets,
  ...train,
  ...util,
  ...workbook,
  ...common,
};

/**
 * What went wrong, for a person: where; what must hold; what came; what to do. Or the problem's own sentence.
 *
 *   errorText(error, 'zh-TW')   // → "students.csv，第 58 列：需要 6 欄，實際是 7 欄。看看那一列是不是多了逗號。"
 *
 * @param more words of who asks: the command line's are no part of the library
 */
export function errorText(
  error: Pick<GradsheetError, 'words' | 'message'>,
  language: Language,
  more: Dictionary = {},
): string {
  if (language === 'en') return error.message;
  const { where, problem, expected, received, hint } = inChinese(error.words, { ...chinese, ...more });
  if (problem) return problem + (hint ?? '');
  const isNothing = error.words.received?.template === 'nothing';
  const body = [
    expected && (expected.startsWith('最多') ? expected : spaced('需要', expected)),
    isNothing ? '但沒有給' : received && spaced('實際是', received),
  ]
    .filter(Boolean)
    .join('，');
  return [
    where,
    where && body ? '：' : '',
    body,
    body ? '。' : '',
    where && !body && hint ? '：' : '',
    hint ?? '',
  ].join('');
}

const inChinese = (said: ErrorWords, dictionary: Dictionary): { readonly [K in keyof ErrorWords]: string } =>
  Object.fromEntries(Object.entries(said).map(([name, text]) => [name, bound(chineseOf(text, dictionary))]));

/** Words in Taiwan's Chinese: the number in a `{}` says which of the values comes there. */
function chineseOf(said: Value, dictionary = chinese): string {
  if (Array.isArray(said)) return said.map((one) => chineseOf(one, dictionary)).join('、');
  if (!(said instanceof Words)) return String(said);
  const template = dictionary[said.template] ?? numbered(said.template);
  return template
    .split(/\{(\d+)\}/)
    .map((piece, i) => (i % 2 === 0 ? piece : chineseOf(said.values[Number(piece)] ?? '', dictionary)))
    .reduce(spaced);
}

/** Two pieces with a blank between Chinese and Latin letters or digits, and none between Chinese and Chinese. */
function spaced(before: string, after: string): string {
  const [left, right] = [before.trimEnd(), after.trimStart()];
  const hadBlank = left !== before || right !== after;
  const seam = `${left.at(-1) ?? ''}|${right.at(0) ?? ''}`;
  if (/^[\p{Script=Han}]\|[\p{Script=Han}「]$|^」\|\p{Script=Han}$/u.test(seam)) return left + right;
  return hadBlank || /^\p{Script=Han}\|[\w"#-]$|^[\w"%]\|\p{Script=Han}$/u.test(seam)
    ? `${left} ${right}`
    : left + right;
}

/** A text that has no Chinese, which only a program that makes words itself can give, stays English. */
function numbered(template: string): string {
  let next = 0;
  return template.replaceAll('{}', () => `{${next++}}`);
}
