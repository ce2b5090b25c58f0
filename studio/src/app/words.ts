import { en } from './messages.en.ts';
import { zh } from './messages.zh-TW.ts';

export const appWords = { en, 'zh-TW': zh } as const;
