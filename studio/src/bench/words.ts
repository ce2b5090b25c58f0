import { en, type BenchWords } from './messages.en.ts';
import { zh } from './messages.zh-TW.ts';

export const benchWords = { en, 'zh-TW': zh } as const;
export type { BenchWords };
