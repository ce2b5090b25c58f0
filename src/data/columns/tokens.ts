/**
 * The words of a text, in small letters; of Chinese, Japanese and Korean, which write no blanks between words, each two
 * neighbouring characters. (The engines' own word breakers differ.)
 *
 *   tokensOf('Big 紅蘋果!')   // → ['big', '紅蘋', '蘋果']
 */
export function tokensOf(text: string): string[] {
  const runs = text.normalize('NFKC').toLowerCase().match(RUNS) ?? [];
  return runs.flatMap((run) => (UNSPACED.test(run) ? pairs(run) : [run]));
}

// ー, a long vowel, belongs to two scripts, hence to none
const RUNS =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー]+|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー])[\p{L}\p{M}\p{N}])+/gu;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー]/u;

function pairs(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`);
}
