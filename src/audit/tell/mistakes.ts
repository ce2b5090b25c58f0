// Formulas that compute another thing than the training needs: English, then Chinese.
import type { Language } from '../../messages/language.ts';
import type { FindingClass } from '../report.ts';
import { boxAndOthers as where, type Subject } from './subject.ts';
import type { Words, WordsOf } from './words.ts';

export type Mistake = Extract<
  FindingClass,
  | 'misaligned-reference'
  | 'blank-reference'
  | 'wrong-slope'
  | 'pre-activation'
  | 'wrong-weight'
  | 'offset'
  | 'missing-parentheses'
  | 'wrong-operator'
  | 'wrong-operand'
  | 'shifted-fill'
  | 'drifting-anchor'
  | 'missing-factor'
  | 'pasted-constant'
  | 'stale-weights'
  | 'mislabelled-metric'
  | 'shape-mismatch'
  | 'circular'
  | 'unexplained'
>;

// ---- English
const LONG = 100;
/** The blank cell, of a finding that knows no better one. */
const blankOf = (x: Subject): string =>
  x.finding.operand === null && x.finding.repair.length === 0 ? x.short(x.text('blank') ?? '') : '';
const otherRule = (x: Subject): boolean => x.text('reason') === 'other-rule';
const noLoss = (x: Subject): boolean => x.text('reason') === 'no-loss';
const s = ({ many }: Subject, verb: string): string =>
  many
    ? verb
    : verb === 'have'
      ? 'has'
      : verb === 'do'
        ? 'does'
        : /(?:s|sh|ch|x)$/.test(verb)
          ? `${verb}es`
          : `${verb}s`;
const alike = ({ rest }: Subject): string =>
  rest === 0
    ? ''
    : rest === 1
      ? ' The other cell has the same mistake.'
      : ` The other ${rest} cells have the same mistake.`;
/** `J3 reads I3 (blank), which counts as 0; it should read $I$2 (b).` */
function reads(x: Subject): string {
  if (x.is === '' && x.should === '') return `${computes(x)}`;
  const wrong = x.is === '' ? '' : `${x.first} reads ${x.is}${x.blank ? ', which counts as 0' : ''}`;
  return `${wrong === '' ? `${x.first} should read ${x.should}` : x.should === '' ? wrong : `${wrong}; it should read ${x.should}`}.${alike(x)}`;
}
/** `E3 computes =…; it should compute =….`; of long formulas the part that is wrong, if that is short. */
function computes(x: Subject): string {
  const { formula, expected } = x.finding;
  if (formula !== null && expected !== null && formula.length + expected.length > LONG) {
    return `${x.part && x.part.is !== '' && x.part.should !== '' ? `In ${x.first} stands ${x.part.is}; ${x.part.should} belongs there.` : `The formula of ${x.first} is not the one that the derivative asks for.`}${alike(x)}`;
  }
  if (formula === null) return expected === null ? '' : `${x.first} should compute ${expected}.${alike(x)}`;
  return `${x.first} computes ${formula}${expected === null ? '' : `; it should compute ${expected}`}.${alike(x)}`;
}
const en: WordsOf<Mistake> = {
  'misaligned-reference': {
    title: (x) =>
      `${where(x)} ${s(x, 'read')} ${x.blank ? 'a blank cell' : x.is === '' ? 'the wrong cell' : x.is}${x.should === '' ? '' : ` in place of ${x.should}`}`,
    message: reads,
    why: () => 'Copied down, a reference without $ moves along with the formula; with $ it stays.',
  },
  'blank-reference': {
    title: (x) => `${where(x)} ${s(x, 'read')} a blank cell`,
    message: (x) => (blankOf(x) === '' ? reads(x) : `${x.first} reads ${blankOf(x)}, where nothing stands.${alike(x)}`),
    why: () => 'A blank cell counts as 0, so a term disappears and no error shows.',
    repair: (x) => (blankOf(x) === '' ? undefined : `Check whether ${blankOf(x)} is the cell that was meant.`),
  },
  'wrong-slope': {
    title: (x) => `${where(x)} ${s(x, 'use')} the slope of another unit`,
    message: reads,
    why: () =>
      'With small weights the slopes of all units are nearly alike, so the numbers look right. As the weights grow, they part.',
  },
  'pre-activation': {
    title: (x) => `${where(x)} ${s(x, 'use')} a weighted sum where its activation belongs`,
    message: reads,
    why: () =>
      'The derivative by a weight is the error passed back, times what came in through the weight. What came in is the activation, not the sum before it.',
  },
  'wrong-weight': {
    title: (x) => `${where(x)} ${s(x, 'pass')} the error back through the wrong weight`,
    message: reads,
    why: () => 'The error goes back through the weights that the value came forward through.',
  },
  offset: {
    title: (x) => `${where(x)} ${s(x, 'read')} another row or another step`,
    message: reads,
    why: () =>
      'Numbers of one row and one step belong together. A number of the row beside is near enough to look right.',
  },
  'missing-parentheses': {
    title: (x) => `${where(x)} ${s(x, 'lack')} parentheses`,
    message: computes,
    why: () => 'Products are computed before sums. Without the parentheses the formula says something else.',
  },
  'wrong-operator': {
    title: (x) =>
      `${where(x)} ${s(x, 'have')} ${x.part && x.part.is.length < 3 ? `${x.part.is} where ${x.part.should} belongs` : 'the wrong operator'}`,
    message: computes,
    why: () => 'One sign changes what is computed, and the sheet shows a number all the same.',
  },
  'wrong-operand': {
    title: (x) =>
      x.is === '' && x.part
        ? `${where(x)} ${s(x, 'compute')} something else`
        : `${where(x)} ${s(x, 'read')} the wrong cell`,
    message: reads,
    why: () => 'The formula has the right form, so a glance at it finds nothing.',
  },
  'shifted-fill': {
    title: (x) => `${where(x)} ${s(x, 'hold')} a formula that belongs elsewhere`,
    message: computes,
    why: () => 'It was filled in from another row or column, where it is right.',
  },
  'drifting-anchor': {
    title: (x) => `${where(x)} ${s(x, 'read')} a cell that drifts away${x.should === '' ? '' : ` from ${x.should}`}`,
    message: reads,
    why: () =>
      'Each copy reads one cell further on: a label at first, then a weight. Each row by itself still looks right.',
  },
  'missing-factor': {
    title: (x) => `${where(x)} ${s(x, 'lack')} a factor of the derivative`,
    message: computes,
    why: () =>
      'By the chain rule every function on the way gives its slope as a factor. Where the slope is near 1 its absence does not show.',
  },
  'pasted-constant': {
    title: (x) =>
      `${where(x)} ${s(x, 'hold')} ${x.many ? 'numbers' : 'a number'} where ${x.many ? 'formulas belong' : 'a formula belongs'}`,
    message: (x) =>
      `${x.first} holds ${x.finding.formula ?? 'a number'}, typed or pasted${x.finding.expected === null ? '' : `; it should compute ${x.finding.expected}`}.${alike(x)}`,
    why: () => 'The number may have been right once. It does not follow when weights or data change.',
  },
  'stale-weights': {
    title: (x) => `${where(x)} ${s(x, 'use')} weights of another step`,
    message: reads,
    why: () => 'All formulas of a step use the same weights: those before its update.',
  },
  'mislabelled-metric': {
    title: (x) =>
      `${where(x)} ${s(x, 'do')} not compute what the label says${x.text('label') === undefined ? '' : ` (${x.text('label') ?? ''})`}`,
    message: computes,
    why: () => 'The training does not read this number. People do.',
  },
  'shape-mismatch': {
    title: (x) => `${where(x)} ${s(x, 'combine')} ranges of different shapes`,
    message: (x) => (x.is === '' ? computes(x) : reads(x)),
    why: () =>
      'Ranges that are multiplied cell by cell need the same number of rows and of columns; in MMULT the columns of the first are as many as the rows of the second.',
  },
  circular: {
    title: (x) => `${where(x)} ${x.many ? 'are' : 'is'} part of a circular reference`,
    message: reads,
    why: () =>
      'A program shows an error or 0. With iterative calculation switched on it shows a number that depends on how often it was computed.',
  },
  unexplained: {
    title: (x) =>
      otherRule(x)
        ? `${where(x)} ${s(x, 'follow')} another rule than gradient descent`
        : noLoss(x)
          ? `No loss was found for ${where(x)}`
          : `${where(x)} ${s(x, 'do')} not follow the derivative of the loss`,
    message: (x) =>
      otherRule(x)
        ? 'These updates divide by a root of running squares, as Adam and RMSprop do. They were not checked.'
        : noLoss(x)
          ? 'These cells update weights, but no number was found that they could make small.'
          : `The change in ${x.first} is not along the derivative of the loss, and no single change of a formula repairs it.${x.rest === 0 ? '' : x.rest === 1 ? ' The same holds for the other cell.' : ` The same holds for the other ${x.rest} cells.`}`,
    why: (x) =>
      otherRule(x)
        ? 'Such a step is not along the derivative, so the derivative does not tell whether it is right.'
        : noLoss(x)
          ? 'Without the loss there is nothing to compare them with.'
          : 'There may be several mistakes at once, or another cell is the loss.',
    repair: (x) =>
      otherRule(x)
        ? ''
        : noLoss(x)
          ? 'Say which cell is the loss.'
          : 'Compare these updates with the chain rule by hand, or say which cell is the loss.',
  },
};

// ---- 中文
/** Latin and Chinese are kept apart by a blank. */
const here = (x: Subject): string => `${where(x)}${/[\x21-\x7e]$/.test(where(x)) ? ' ' : ''}`;
const alikeZh = ({ rest }: Subject): string =>
  rest === 0 ? '' : rest === 1 ? '另一格也一樣。' : `其他 ${rest} 格也一樣。`;
function readsZh(x: Subject): string {
  if (x.is === '' && x.should === '') return computesZh(x);
  const wrong = x.is === '' ? '' : `${x.first} 讀的是 ${x.is}${x.blank ? '，當作 0' : ''}`;
  return `${wrong === '' ? `${x.first} 應該讀 ${x.should}` : x.should === '' ? wrong : `${wrong}，應該讀 ${x.should}`}。${alikeZh(x)}`;
}
function computesZh(x: Subject): string {
  const { formula, expected } = x.finding;
  if (formula !== null && expected !== null && formula.length + expected.length > LONG) {
    return `${x.part && x.part.is !== '' && x.part.should !== '' ? `${x.first} 裡的 ${x.part.is} 應該是 ${x.part.should}。` : `${x.first} 的公式不是導數要的公式。`}${alikeZh(x)}`;
  }
  if (formula === null) return expected === null ? '' : `${x.first} 應該算 ${expected}。${alikeZh(x)}`;
  return `${x.first} 算的是 ${formula}${expected === null ? '' : `，應該算 ${expected}`}。${alikeZh(x)}`;
}
const zh: WordsOf<Mistake> = {
  'misaligned-reference': {
    title: (x) =>
      `${here(x)}讀到${x.blank ? '空白儲存格' : x.is === '' ? '別的儲存格' : ` ${x.is}`}${x.should === '' ? '' : `，沒有讀到 ${x.should}`}`,
    message: readsZh,
    why: () => '公式往下複製時，沒有 $ 的參照會跟著移動；有 $ 就固定不動。',
  },
  'blank-reference': {
    title: (x) => `${here(x)}讀到空白儲存格`,
    message: (x) => (blankOf(x) === '' ? readsZh(x) : `${x.first} 讀的 ${blankOf(x)} 裡什麼都沒有。${alikeZh(x)}`),
    why: () => '空白當作 0，所以少了一項也不會出現錯誤。',
    repair: (x) => (blankOf(x) === '' ? undefined : `請看看要讀的是不是 ${blankOf(x)}。`),
  },
  'wrong-slope': {
    title: (x) => `${here(x)}用了別的神經元的斜率`,
    message: readsZh,
    why: () => '權重小的時候，每個神經元的斜率都差不多，數字看起來沒錯；權重變大，差距才出來。',
  },
  'pre-activation': {
    title: (x) => `${here(x)}該用輸出值，卻用了加權總和`,
    message: readsZh,
    why: () => '對權重的導數，是傳回的誤差乘上從這個權重進來的值。進來的是輸出值，不是激活函數之前的加權總和。',
  },
  'wrong-weight': {
    title: (x) => `${here(x)}用錯誤的權重傳回誤差`,
    message: readsZh,
    why: () => '值從哪些權重往前傳，誤差就從哪些權重傳回來。',
  },
  offset: {
    title: (x) => `${here(x)}讀到別列或別步的數`,
    message: readsZh,
    why: () => '同一列、同一步的數要放在一起算。隔壁的數很接近，所以看起來沒錯。',
  },
  'missing-parentheses': {
    title: (x) => `${here(x)}少了括號`,
    message: computesZh,
    why: () => '先乘除後加減。少了括號，算的就是另一回事。',
  },
  'wrong-operator': {
    title: (x) =>
      `${here(x)}${x.part && x.part.is.length < 3 ? `該用 ${x.part.should}，卻用了 ${x.part.is}` : '用錯運算符號'}`,
    message: computesZh,
    why: () => '差一個符號，算的就不同，但儲存格照樣顯示一個數。',
  },
  'wrong-operand': {
    title: (x) => `${here(x)}${x.is === '' && x.part ? '算的是別的東西' : '讀錯儲存格'}`,
    message: readsZh,
    why: () => '公式的樣子是對的，所以一眼看不出來。',
  },
  'shifted-fill': {
    title: (x) => `${here(x)}填入了別處的公式`,
    message: computesZh,
    why: () => '這個公式是從別列或別欄填過來的，在那裡才對。',
  },
  'drifting-anchor': {
    title: (x) => `${here(x)}讀的格一路跑掉${x.should === '' ? '' : `，離開了 ${x.should}`}`,
    message: readsZh,
    why: () => '每複製一次就往前讀一格：先讀到標籤，再讀到權重。單看每一列都像是對的。',
  },
  'missing-factor': {
    title: (x) => `${here(x)}的導數少乘一項`,
    message: computesZh,
    why: () => '依連鎖律，中間每個函數都要乘上它的斜率。斜率接近 1 的時候，少乘也看不出來。',
  },
  'pasted-constant': {
    title: (x) => `${here(x)}該是公式，卻是數字`,
    message: (x) =>
      `${x.first} 是打上去或貼上去的 ${x.finding.formula ?? '數字'}${x.finding.expected === null ? '' : `，應該算 ${x.finding.expected}`}。${alikeZh(x)}`,
    why: () => '這個數當時也許是對的，但權重或資料一變，它不會跟著變。',
  },
  'stale-weights': {
    title: (x) => `${here(x)}用了別步的權重`,
    message: readsZh,
    why: () => '同一步的公式都要用同一組權重，也就是這一步更新之前的權重。',
  },
  'mislabelled-metric': {
    title: (x) => `${here(x)}算的和標籤${x.text('label') === undefined ? '' : `「${x.text('label') ?? ''}」`}不符`,
    message: computesZh,
    why: () => '訓練不讀這個數，但人會讀。',
  },
  'shape-mismatch': {
    title: (x) => `${here(x)}裡的範圍形狀不合`,
    message: (x) => (x.is === '' ? computesZh(x) : readsZh(x)),
    why: () => '逐格相乘的範圍，列數和欄數都要一樣；MMULT 前面的欄數要等於後面的列數。',
  },
  circular: {
    title: (x) => `${here(x)}形成循環參照`,
    message: readsZh,
    why: () => '試算表會顯示錯誤或 0；開了反覆運算，顯示的數就看算了幾次而定。',
  },
  unexplained: {
    title: (x) =>
      otherRule(x)
        ? `${here(x)}用的不是梯度下降`
        : noLoss(x)
          ? `找不到 ${here(x)}的損失`
          : `${here(x)}沒有照損失的導數走`,
    message: (x) =>
      otherRule(x)
        ? '這些更新除以平方累計的根號，像 Adam 和 RMSprop 一樣，沒有檢查。'
        : noLoss(x)
          ? '這些格更新權重，但找不到它們要變小的數。'
          : `${x.first} 的變化不在損失的導數方向上，只改一個公式也修不好。${alikeZh(x)}`,
    why: (x) =>
      otherRule(x)
        ? '這種更新本來就不在導數方向上，導數說不出它對不對。'
        : noLoss(x)
          ? '沒有損失，就沒有東西可以對照。'
          : '也許同時有好幾個錯，也許損失是別的儲存格。',
    repair: (x) =>
      otherRule(x) ? '' : noLoss(x) ? '請指定哪一格是損失。' : '請用連鎖律自己對一次這些更新，或指定哪一格是損失。',
  },
};

export const mistakes: Readonly<Record<Language, Readonly<Record<Mistake, Words>>>> = { en, 'zh-TW': zh };
