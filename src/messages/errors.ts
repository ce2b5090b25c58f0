import type { GradsheetError } from '../errors.ts';
import { phrases as chinese } from './errors.zh-TW.ts';
import type { Language } from './language.ts';
import { translator } from './phrases.ts';

/**
 * What went wrong, for a person: where; what must hold; what came; what to do. A part that has no translation stays
 * English, so nothing is ever left out.
 *
 *   errorText(error, 'zh-TW')   // → "students.csv，第 58 列：需要 6 欄，實際是 7 欄。看看那一列是不是多了逗號。"
 */
export function errorText(error: Pick<GradsheetError, 'fields' | 'message'>, language: Language): string {
  if (language === 'en') return error.message;
  const { where, expected, received, hint } = error.fields;
  const body = [expected && joined('需要', said(expected)), received && joined('實際是', said(received))]
    .filter(Boolean)
    .join('，');
  const place = where?.split(', ').map(said).join('，');
  return [
    place,
    place && body ? '：' : '',
    body,
    body ? '。' : '',
    place && !body && hint ? '：' : '',
    hint ? said(hint) : '',
  ].join('');
}

const translate = translator(chinese);

/** A text may be several sentences, each with an entry of its own. */
function said(english: string): string {
  const sentences = english.split(/(?<=[.?]) (?=[A-Z])/);
  return sentences
    .map((sentence) => translate(sentence) ?? (sentences.length > 1 ? ` ${sentence} ` : sentence))
    .join('')
    .trim();
}

/** Chinese and Latin letters or digits get a blank between them. */
const joined = (chineseWord: string, text: string): string =>
  /^[\p{Script=Han}「（]/u.test(text) ? chineseWord + text : `${chineseWord} ${text}`;
