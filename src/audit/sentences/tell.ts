// The doctor's sentences, in both languages.
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
  /** Its effect: one sentence each. */
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
 *   tell(finding, 'en', { roles: audit.roles, book }).title   // → 'J3:J6 and 20 more cells read a blank cell instead
 *   of b'
 */
export function tell(finding: Finding, language: Language, surroundings: Surroundings = {}): Told {
  const subject = subjectOf(finding, language, surroundings);
  const { title, message, why, repair } = words[language][finding.class];
  return {
    title: title(subject),
    message: message(subject),
    why: why(subject),
    cost: costSentences(subject),
    repair: repair?.(subject) ?? repairOf(subject),
  };
}

/** Where a formula is to be written. */
function repairOf({ finding: { repair, formula }, language, first, rest, short, part }: Subject): string {
  const [start] = repair;
  if (!start) return '';
  const cell = short(start.cell);
  const more = repair.length - 1;
  const zh = language === 'zh-TW';
  const swap = part && formula !== null && cell === first && rest === more && standsOnce(part.is, formula);
  const whole = start.formula.length <= 60;
  if (zh) {
    return `${swap ? `把 ${cell} 裡的 ${part.is} 改成 ${part.should}` : whole ? `在 ${cell} 輸入 ${start.formula}` : `在 ${cell} 輸入正確的公式`}${more === 0 ? '' : more === 1 ? '，另一格也一樣改' : `，其他 ${more} 格也一樣改`}。`;
  }
  return `${swap ? `In ${cell}, replace ${part.is} by ${part.should}` : `Enter ${whole ? start.formula : 'the right formula'} in ${cell}`}${more > 0 ? `; do the same in the other ${more === 1 ? 'cell' : `${more} cells`}` : ''}.`;
}

/** A reference that cannot be mistaken for another one in the formula. */
const standsOnce = (reference: string, formula: string): boolean =>
  /^\$?[A-Za-z]{1,3}\$?\d+$/.test(reference) &&
  (formula.match(/[$\p{L}\p{N}_.!']+/gu) ?? []).filter((w) => w === reference).length === 1;
