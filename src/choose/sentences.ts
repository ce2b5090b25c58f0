import type { Language } from '../messages/language.ts';
import type { Choice } from './choice.ts';
import { choiceEn, type ChoiceTexts } from './messages.en.ts';
import { choiceChinese } from './messages.zh-TW.ts';

/** Every text about a choice, by language. */
export const choiceTexts: Readonly<Record<Language, ChoiceTexts>> = { en: choiceEn, 'zh-TW': choiceChinese };

/**
 * What came out, for a person: the verdict in one sentence, what it leaves open, and how far off a prediction can be.
 *
 *   choiceSentences(choice, 'en')[0]   // → 'On 120 test rows the network beats a line: error (RMSE) 50% lower (…).'
 */
export function choiceSentences(choice: Choice, language: Language): readonly string[] {
  const texts = choiceTexts[language];
  const interval = texts.interval.about(choice);
  return [texts.headline(choice), ...texts.details(choice), ...(interval === '' ? [] : [interval])];
}
