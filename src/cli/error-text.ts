import type { GradsheetError } from '../errors.ts';
import { errorText as textOf } from '../messages/errors.ts';
import type { Language } from '../messages/language.ts';
import { chinese } from './error-words.zh-TW.ts';

/** `errorText`, in the words of the command line, too. */
export const errorText = (error: GradsheetError, language: Language): string => textOf(error, language, chinese);
