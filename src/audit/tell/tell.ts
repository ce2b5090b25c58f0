// What the doctor says, in both languages.
import type { Language } from '../../messages/language.ts';
import type { Finding, FindingClass } from '../report.ts';
import { costSentences } from './cost.ts';
import { broken } from './broken.ts';
import { mistakes } from './mistakes.ts';
import { facts } from './settings.ts';
import { subjectOf, type Subject, type Surroundings } from './subject.ts';
import type { Words } from './words.ts';

/** A finding in words. Empty where there is nothing to say. */
export interface Told {
  /** The fact, as a title: no full stop. */
  readonly title: string;
  /** Which cell, which operand, what it computes and what it should. */
  readonly message: string;
  /** Why that matters, or why nobody noticed. */
  readonly why: string;
  /** What it costs: one sentence each. */
  readonly cost: readonly string[];
  /** What to do. */
  readonly repair: string;
}

const words: Readonly<Record<Language, Readonly<Record<FindingClass, Words>>>> = {
  en: { ...mistakes.en, ...broken.en, ...facts.en },
  'zh-TW': { ...mistakes['zh-TW'], ...broken['zh-TW'], ...facts['zh-TW'] },
};

/**
 * A finding in words of a language.
 *
 *   tell(finding, 'en', { roles: audit.roles, book }).title   // → 'J3:J6 and 20 more cells read a blank cell in place of b'
 */
export function tell(finding: Finding, language: Language, surroundings: Surroundings = {}): Told {
  const subject = subjectOf(finding, language, surroundings), { title, message, why, repair } = words[language][finding.class];
  return { title: title(subject), message: message(subject), why: why(subject), cost: costSentences(subject), repair: (repair ?? repairOf)(subject) };
}

/** Where a formula is to be written. */
function repairOf({ finding: { repair, operand }, language, first, rest, short }: Subject): string {
  const [start] = repair;
  if (!start) return '';
  const cell = short(start.cell), more = repair.length - 1, zh = language === 'zh-TW';
  const swap = operand && operand.is !== '' && operand.should !== '' && cell === first && rest === more;
  if (zh) return `${swap ? `在 ${cell} 把 ${operand.is} 改成 ${operand.should}` : `在 ${cell} 寫 ${start.formula}`}${more > 0 ? `，其他 ${more} 格照樣改` : ''}。`;
  return `${swap ? `In ${cell}, write ${operand.should} in place of ${operand.is}` : `Write ${start.formula} in ${cell}`}${more > 0 ? `; in the ${more === 1 ? 'other cell' : `${more} other cells`} alike` : ''}.`;
}
