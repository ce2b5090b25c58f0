import { en } from './messages.en.ts';
import { zh } from './messages.zh-TW.ts';

export const doctorWords = { en, 'zh-TW': zh } as const;
