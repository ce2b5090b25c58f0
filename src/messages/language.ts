/** The languages every text exists in. Chinese is Taiwan's: traditional characters, Taiwan's terms. */
export const languages = ['en', 'zh-TW'] as const;
export type Language = (typeof languages)[number];

/**
 * The language of the first locale that says anything: `zh_TW.UTF-8`, `zh-Hant` and any other Chinese give `zh-TW`, all
 * else English. Empty ones, and `C` and `POSIX` (which say nothing about a person), are passed over.
 *
 *   languageOf(['', 'C.UTF-8', 'zh_TW.UTF-8'])   // → 'zh-TW'
 */
export function languageOf(locales: readonly (string | undefined)[]): Language {
  for (const locale of locales) {
    const tag = (locale ?? '').split('.')[0]?.toLowerCase() ?? '';
    if (tag === '' || tag === 'c' || tag === 'posix') continue;
    return tag === 'zh' || tag.startsWith('zh_') || tag.startsWith('zh-') ? 'zh-TW' : 'en';
  }
  return 'en';
}
