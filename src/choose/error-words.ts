import { words as make, type WordsIn } from '../words.ts';
import type { chinese } from './error-words.zh-TW.ts';

/** What errors of this folder say: a text without its Chinese in error-words.zh-TW.ts does not compile. */
export const words: WordsIn<typeof chinese> = make;
