import type { Language } from './language.ts';

/** What stands in the way of a formula's value or derivative. */
export type ProblemKind =
  | 'unsupported-function'
  | 'no-derivative'
  | 'not-constant'
  | 'volatile'
  | 'external'
  | 'too-deep'
  | 'too-large'
  | 'circular'
  | 'unreadable'
  | 'straight'
  | 'step'
  | 'blank'
  | 'text-number'
  | 'error';
export interface Problem {
  readonly kind: ProblemKind;
  readonly function: string;
  readonly cells: readonly string[];
}

type Texts = Readonly<Record<ProblemKind, (name: string, cells: string) => string>>;

const en: Texts = {
  'unsupported-function': (name, cells) => `${cells}: ${name} is not known here; the saved value was used.`,
  'no-derivative': (name, cells) => `${cells}: ${name} has no derivative; the saved value was used.`,
  'not-constant': (name, cells) =>
    `${cells}: ${name} needs a constant where the formula depends on cells that change; the saved value was used.`,
  volatile: (name, cells) => `${cells}: ${name} changes by itself; the saved value was used.`,
  external: (_, cells) => `${cells}: reads another file, which is never opened; the saved value was used.`,
  'too-deep': (_, cells) => `${cells}: nested too deeply; the saved value was used.`,
  'too-large': (_, cells) => `${cells}: reads or makes more than can be computed; the saved value was used.`,
  circular: (_, cells) => `${cells}: read each other in a circle; the saved values were used.`,
  unreadable: (what, cells) => `${cells}: cannot be read (${what}); the saved value was used.`,
  straight: (name, cells) => `${cells}: ${name} rounds; for the slope its steps count as a straight line.`,
  step: (name, cells) => `${cells}: ${name} moves in jumps; for the slope it stands still.`,
  blank: (_, cells) => `${cells}: blank where a formula needs a number; counted as 0.`,
  'text-number': (_, cells) => `${cells}: a number stored as text; arithmetic reads it, but sums pass over it.`,
  error: (name, cells) => `${cells}: ${name}; every formula that reads it is an error too.`,
};

const zh: Texts = {
  'unsupported-function': (name, cells) => `${cells}：不認得 ${name}，用的是存檔時的值。`,
  'no-derivative': (name, cells) => `${cells}：${name} 沒有導數，用的是存檔時的值。`,
  'not-constant': (name, cells) => `${cells}：${name} 需要常數，但公式跟會變動的格有關，用的是存檔時的值。`,
  volatile: (name, cells) => `${cells}：${name} 的值會自己變，用的是存檔時的值。`,
  external: (_, cells) => `${cells}：讀取別的檔案，我們不會打開它，用的是存檔時的值。`,
  'too-deep': (_, cells) => `${cells}：公式的層數太多，用的是存檔時的值。`,
  'too-large': (_, cells) => `${cells}：讀取或產生的內容多到算不動，用的是存檔時的值。`,
  circular: (_, cells) => `${cells}：互相讀取，繞成一圈，用的是存檔時的值。`,
  unreadable: (what, cells) => `${cells}：公式讀不懂（${what}），用的是存檔時的值。`,
  straight: (name, cells) => `${cells}：${name} 會進位，算斜率時把階梯當成直線。`,
  step: (name, cells) => `${cells}：${name} 的值一格一格跳，算斜率時當成不動。`,
  blank: (_, cells) => `${cells}：空白，但有公式拿它當數字算，當成 0。`,
  'text-number': (_, cells) => `${cells}：數字存成了文字，四則運算讀得到，加總時會略過。`,
  error: (name, cells) => `${cells}：${name}，讀取它的公式也都會出錯。`,
};

const SHOWN = 3;

/** A problem as a sentence that names the first cells, and how many more there are. */
export function problemText({ kind, function: name, cells }: Problem, language: Language): string {
  const first = cells.slice(0, SHOWN).join(language === 'en' ? ', ' : '、');
  const more = cells.length - SHOWN;
  const named =
    more <= 0
      ? first
      : language === 'en'
        ? `${first} and ${more.toLocaleString('en')} more`
        : `${first} 等 ${cells.length.toLocaleString('en')} 格`;
  return (language === 'en' ? en : zh)[kind](name, named);
}
