import type { Language } from '../messages/language.ts';
import { count } from '../messages/numbers.ts';
import { brief } from '../util/text.ts';

/** Names of columns in a sentence that stays short: `a, b, c and 9 more`. */
export function someNames(names: readonly string[], language: Language): string {
  const shown = names.slice(0, names.length > MOST ? FEW : MOST).map((name) => brief(name, 40));
  const rest = names.length - shown.length;
  if (language === 'en') return `${shown.join(', ')}${rest > 0 ? ` and ${count(rest)} more` : ''}`;
  return `${shown.join('、')}${rest > 0 ? `，還有 ${count(rest)} 欄` : ''}`;
}
const MOST = 5;
const FEW = 3;
