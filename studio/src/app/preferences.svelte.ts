import type { Language } from 'gradsheet/explain';

/** What a person chose for this browser. Kept locally; a browser that keeps nothing still works. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`gradsheet-${key}`);
    else localStorage.setItem(`gradsheet-${key}`, value);
  } catch {
    /* storage is off: the choice lasts as long as the page */
  }
}
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`gradsheet-${key}`);
  } catch {
    return null;
  }
}

const root = document.documentElement;

class Preferences {
  language = $state<Language>(root.lang.startsWith('zh') ? 'zh-TW' : 'en');
  theme = $state<'light' | 'dark'>(root.dataset['theme'] === 'dark' ? 'dark' : 'light');
  /** Single letters as commands (WCAG 2.1.4). */
  letterKeys = $state(kept('letter-keys') !== 'off');

  setLanguage(language: Language): void {
    this.language = language;
    root.lang = language === 'zh-TW' ? 'zh-Hant-TW' : 'en';
    keep('language', language);
  }
  setTheme(theme: 'light' | 'dark'): void {
    this.theme = theme;
    root.dataset['theme'] = theme;
    keep('theme', theme);
  }
  setLetterKeys(on: boolean): void {
    this.letterKeys = on;
    keep('letter-keys', on ? null : 'off');
  }
}
export const preferences = new Preferences();

/** The texts of an area in the language of the moment: `const words = $derived(inLanguage(benchWords))`. */
export const inLanguage = <T>(words: Readonly<Record<Language, T>>): T => words[preferences.language];
