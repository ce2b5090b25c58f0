import { en } from './messages.en.ts';
import { zh } from './messages.zh-TW.ts';

export const findingWords = { en, 'zh-TW': zh } as const;
