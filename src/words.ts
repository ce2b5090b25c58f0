import type { chinese as common } from './words.zh-TW.ts';

/**
 * Words that exist in every language: the English with `{}` for what changes, and what fills it.
 *
 *   words('{} rows, {} columns', 3, 2)     // "3 rows, 2 columns", in Chinese "3 列、2 欄"
 *
 * What went wrong is written once, where it happens. Every folder keeps the Chinese of its errors in a file
 * error-words.zh-TW.ts, of which only the type is imported: a text without its Chinese does not compile, and none of it
 * is in the core's bundle. What fills a `{}` may be words again.
 */
export class Words {
  readonly template: string;
  readonly values: readonly Value[];
  constructor(template: string, values: readonly Value[]) {
    this.template = template;
    this.values = values;
  }

  /** In English. */
  toString(): string {
    let next = 0;
    return this.template.replaceAll('{}', () => {
      const value = this.values[next++];
      return Array.isArray(value) ? value.join(', ') : String(value);
    });
  }
}

export type Value = string | number | bigint | Words | readonly Words[];

/** Where something is: a name, which is the same in every language, or words: "students.csv, row 58". */
export type Where = string | Words;

export const words = (template: string, ...values: readonly Value[]): Words => new Words(template, values);

/** A text that is the same in every language: a name, a number, a value as it came. */
export const verbatim = (text: string | number): Words => new Words('{}', [text]);

/** A name or a value as somebody wrote it, in quotes. */
export const quoted = (text: string | number): Words => new Words('"{}"', [text]);

/** Texts one after another, with the commas of the language. */
export const listedWords = (items: readonly Words[]): Words => new Words('{}', [items]);

/** Names one after another. */
export const listedNames = (items: readonly string[]): Words => listedWords(items.map(verbatim));

/** `words` for the texts of one folder, and for those that several folders have in common. */
export type WordsIn<Chinese> = <T extends keyof (Chinese & typeof common) & string>(
  template: T,
  ...values: Values<T>
) => Words;

/** One value for each `{}` of a text. */
type Values<T extends string> = T extends `${string}{}${infer Rest}` ? [Value, ...Values<Rest>] : [];
