/**
 * Texts of another language, found by their English with the changing parts left out (`{#}` stands for a number only):
 *
 *   '{} rows, {} columns': '{0} 列、{1} 欄'     "3 rows, 2 columns" → "3 列、2 欄"
 *
 * The core writes what went wrong in English, once, where it happens; this keeps every other language out of it. What
 * filled a `{}` is looked up in turn, so a phrase may hold phrases. A test reads the sources and lists the texts that
 * have no entry.
 */
export type Phrases = Readonly<Record<string, string>>;

/** A function from an English phrase to its translation, or undefined where there is none. */
export function translator(phrases: Phrases): (english: string) => string | undefined {
  const whole = new Map<string, string>();
  const patterns: { readonly text: RegExp; readonly literal: number; readonly translation: string }[] = [];
  for (const [english, translation] of Object.entries(phrases)) {
    if (!/\{#?\}/.test(english)) {
      whole.set(english, translation);
      continue;
    }
    const text = english
      .split(/(\{#?\})/)
      .map((part) => (part === '{}' ? '(.*?)' : part === '{#}' ? NUMBER : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('');
    patterns.push({ text: new RegExp(`^${text}$`, 's'), literal: english.length, translation });
  }
  patterns.sort((a, b) => b.literal - a.literal); // the phrase that says most wins

  const translate = (english: string): string | undefined => {
    const exact = whole.get(english);
    if (exact !== undefined) return exact;
    for (const { text, translation } of patterns) {
      const found = text.exec(english);
      if (found) {
        return translation.replace(/\{(\d+)\}/g, (_, index: string) => {
          const value = found[Number(index) + 1] ?? '';
          return translate(value) ?? value;
        });
      }
    }
    return undefined;
  };
  return translate;
}

const NUMBER = String.raw`([-+]?[\d.,]+(?:e[-+]?\d+)?)`;
