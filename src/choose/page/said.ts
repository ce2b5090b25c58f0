import { both } from '../../audit/page/markup.ts';
import type { Markup } from '../../audit/page/markup.ts';
import { choiceEn, type ChoiceTexts } from '../messages.en.ts';
import { choiceChinese } from '../messages.zh-TW.ts';

/** A text in both languages. */
export const said = (of: (texts: ChoiceTexts) => string): Markup => both(of(choiceEn), of(choiceChinese));

/** The same inside a picture: SVG has texts of its own. */
export type SvgText = readonly [en: string, zh: string];
export const inPicture = (of: (texts: ChoiceTexts) => string): SvgText => [of(choiceEn), of(choiceChinese)];
