import { choosing as choosingEn } from './choosing-messages.en.ts';
import { choosing as choosingChinese } from './choosing-messages.zh-TW.ts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-TW.ts';

export const dataWords = { en, 'zh-TW': zh } as const;
export const choosingWords = { en: choosingEn, 'zh-TW': choosingChinese } as const;
