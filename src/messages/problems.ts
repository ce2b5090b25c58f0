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
  'unsupported-function': (name, cells) => `${cells}: the function ${name} is not supported; the saved value was used.`,
  'no-derivative': (name, cells) => `${cells}: ${name} has no derivative; the saved value was used.`,
  'not-constant': (name, cells) =>
    `${cells}: ${name} needs a constant where the formula depends on cells that change; the saved value was used.`,
  volatile: (name, cells) => `${cells}: ${name} changes by itself; the saved value was used.`,
  external: (_, cells) => `${cells}: reads another file. Other files are not opened; the saved value was used.`,
  'too-deep': (_, cells) => `${cells}: nested too deeply; the saved value was used.`,
  'too-large': (_, cells) => `${cells}: reads or produces more cells than can be computed; the saved value was used.`,
  circular: (_, cells) => `${cells}: depend on each other in a circle; the saved values were used.`,
  unreadable: (what, cells) => `${cells}: cannot be read (${what}); the saved value was used.`,
  straight: (name, cells) => `${cells}: ${name} rounds; its slope is taken as that of a straight line (1).`,
  step: (name, cells) => `${cells}: ${name} changes in jumps; its slope is taken as 0.`,
  blank: (_, cells) => `${cells}: blank, but a formula needs a number there; it counts as 0.`,
  'text-number': (_, cells) => `${cells}: a number stored as text; arithmetic uses it, but SUM and AVERAGE ignore it.`,
  error: (name, cells) => `${cells}: ${name}; every formula that uses it shows an error too.`,
};

const zh: Texts = {
  'unsupported-function': (name, cells) => `${cells}：不支援函數 ${name}，改用存檔時的值。`,
  'no-derivative': (name, cells) => `${cells}：${name} 沒有導數，改用存檔時的值。`,
  'not-constant': (name, cells) => `${cells}：${name} 需要常數，但公式用到會變動的儲存格，改用存檔時的值。`,
  volatile: (name, cells) => `${cells}：${name} 的值每次計算都會變，改用存檔時的值。`,
  external: (_, cells) => `${cells}：讀取其他檔案。其他檔案不會開啟，改用存檔時的值。`,
  'too-deep': (_, cells) => `${cells}：公式的層數太多，改用存檔時的值。`,
  'too-large': (_, cells) => `${cells}：讀取或產生的儲存格太多，無法計算，改用存檔時的值。`,
  circular: (_, cells) => `${cells}：互相參照，形成循環，改用存檔時的值。`,
  unreadable: (what, cells) => `${cells}：無法解讀公式（${what}），改用存檔時的值。`,
  straight: (name, cells) => `${cells}：${name} 會捨入，算斜率時當成直線（斜率 1）。`,
  step: (name, cells) => `${cells}：${name} 的值是跳躍的，斜率當成 0。`,
  blank: (_, cells) => `${cells}：空白，但有公式要用它的數字，當成 0。`,
  'text-number': (_, cells) => `${cells}：數字存成了文字；四則運算會用到它，SUM 和 AVERAGE 會略過。`,
  error: (name, cells) => `${cells}：${name}，用到它的公式也都會出錯。`,
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
