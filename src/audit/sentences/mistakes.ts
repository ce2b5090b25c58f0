// Formulas that compute something other than the training needs: English, then Chinese.
import { parseReference } from '../../workbook/index.ts';
import type { Language } from '../../messages/language.ts';
import type { Mistake } from '../report.ts';
import { boxAndOthers as where, type Subject } from './subject.ts';
import type { Words, WordsOf } from './words.ts';

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
    return `${x.part && x.part.is !== '' && x.part.should !== '' ? `${x.first} has ${x.part.is} where ${x.part.should} should be.` : `The formula in ${x.first} differs from the right one.`}${alike(x)}`;
  }
  if (formula === null) return expected === null ? '' : `${x.first} should compute ${expected}.${alike(x)}`;
  return `${x.first} computes ${formula}${expected === null ? '' : `; it should compute ${expected}`}.${alike(x)}`;
}
/**
 * What copying down does to a relative reference, where the wrong cells lie below each other: `I3` becomes `I4`, `I5`,
 * while `$I$2` stays.
 */
function copiesOf({
  finding: { cells },
  part,
}: Subject): { readonly is: string; readonly then: readonly string[]; readonly should: string } | undefined {
  const [, column, row] = /^([A-Z]{1,3})(\d+)$/.exec(part?.is ?? '') ?? [];
  const [first, second] = cells.map((cell) => parseReference(cell)?.area);
  const below = first && second?.left === first.left && second.top === first.top + 1;
  if (!part || row === undefined || !below || !/^\$?[A-Z]{1,3}\$\d+$/.test(part.should)) return undefined;
  return { is: part.is, then: [1, 2].map((n) => `${column ?? ''}${Number(row) + n}`), should: part.should };
}
const NAME_LOSS = '(--loss; in the Studio: Cell roles)';
const en: WordsOf<Mistake> = {
  'misaligned-reference': {
    title: (x) =>
      `${where(x)} ${s(x, 'read')} ${x.blank ? 'a blank cell' : x.is === '' ? 'the wrong cell' : x.is}${x.should === '' ? '' : ` instead of ${x.should}`}`,
    message: reads,
    why: (x) => {
      const copies = copiesOf(x);
      return copies === undefined
        ? 'When a formula is copied, a reference without $ moves along with it; a reference with $ stays fixed.'
        : `When a formula is copied down, ${copies.is} becomes ${copies.then.join(', ')} …; only ${copies.should} stays fixed.`;
    },
  },
  'blank-reference': {
    title: (x) => `${where(x)} ${s(x, 'read')} a blank cell`,
    message: (x) => (blankOf(x) === '' ? reads(x) : `${x.first} reads ${blankOf(x)}, which is blank.${alike(x)}`),
    why: () => 'A blank cell counts as 0, so a term is lost and no error is shown.',
    repair: (x) => (blankOf(x) === '' ? undefined : `Check whether ${blankOf(x)} is the cell that was meant.`),
  },
  'wrong-slope': {
    title: (x) => `${where(x)} ${s(x, 'use')} the slope of another unit`,
    message: reads,
    why: () =>
      'With small weights the slopes of all units are nearly equal, so the numbers look right. As the weights grow, the slopes differ.',
  },
  'pre-activation': {
    title: (x) => `${where(x)} ${s(x, 'use')} the weighted sum instead of the activation`,
    message: reads,
    why: () =>
      'The derivative with respect to a weight is the error passed back × the input of that weight. That input is the activation, not the weighted sum before it.',
  },
  'wrong-weight': {
    title: (x) => `${where(x)} ${s(x, 'pass')} the error back through the wrong weight`,
    message: reads,
    why: () => 'The error must be passed back through the same weights that carried the value forward.',
  },
  offset: {
    title: (x) => `${where(x)} ${s(x, 'read')} a number of the wrong row or step`,
    message: reads,
    why: () =>
      'Numbers of the same row and the same step belong together. The number of a neighboring row is close enough to look right.',
  },
  'missing-parentheses': {
    title: (x) => `${where(x)} ${s(x, 'lack')} parentheses`,
    message: computes,
    why: () => 'Products are computed before sums. Without the parentheses the formula means something different.',
  },
  'wrong-operator': {
    title: (x) =>
      `${where(x)} ${s(x, 'use')} ${x.part && x.part.is.length < 3 ? `${x.part.is} instead of ${x.part.should}` : 'the wrong operator'}`,
    message: computes,
    why: () => 'One operator changes the result, but the cell still shows a number.',
  },
  'wrong-operand': {
    title: (x) =>
      x.is === '' && x.part
        ? `${where(x)} ${s(x, 'contain')} a wrong part`
        : `${where(x)} ${s(x, 'read')} the wrong cell`,
    message: reads,
    why: () => 'The formula has the right form, so the mistake does not show at a glance.',
  },
  'shifted-fill': {
    title: (x) => `${where(x)} ${s(x, 'contain')} a formula that belongs elsewhere`,
    message: computes,
    why: () => 'It was filled in from another row or column, where it is right.',
  },
  'drifting-anchor': {
    title: (x) =>
      `${where(x)} ${s(x, 'use')} a reference that is not fixed${x.should === '' ? '' : `; it should be ${x.should}`}`,
    message: reads,
    why: () => 'Each copy reads one cell further on. Looked at alone, each of them still seems right.',
  },
  'missing-factor': {
    title: (x) => `${where(x)} ${s(x, 'leave')} out a factor of the derivative`,
    message: computes,
    why: () =>
      'By the chain rule, the slope of every function on the way is a factor. If the slope is near 1, nobody notices that it is missing.',
  },
  'pasted-constant': {
    title: (x) =>
      `${where(x)} ${s(x, 'contain')} ${x.many ? 'numbers instead of formulas' : 'a number instead of a formula'}`,
    message: (x) =>
      `${x.first} contains ${x.finding.formula ?? 'a number'}, typed or pasted${x.finding.expected === null ? '' : `; it should compute ${x.finding.expected}`}.${alike(x)}`,
    why: () => 'The number may have been right once, but it is not recalculated when weights or data change.',
  },
  'stale-weights': {
    title: (x) => `${where(x)} ${s(x, 'use')} the weights of another step`,
    message: reads,
    why: () => 'All formulas of a step use the same weights: those from before its update.',
  },
  'mislabelled-metric': {
    title: (x) =>
      `${where(x)} ${s(x, 'do')} not match the label${x.text('label') === undefined ? '' : ` (${x.text('label') ?? ''})`}`,
    message: computes,
    why: () =>
      'The training does not use this number, so the weights are not affected; only the number that people read is wrong.',
  },
  'shape-mismatch': {
    title: (x) => `${where(x)} ${s(x, 'combine')} ranges of different shapes`,
    message: (x) => (x.is === '' ? computes(x) : reads(x)),
    why: () =>
      'Ranges that are multiplied cell by cell need the same number of rows and columns; in MMULT the first must have as many columns as the second has rows.',
  },
  circular: {
    title: (x) => `${where(x)} ${x.many ? 'are' : 'is'} part of a circular reference`,
    message: reads,
    why: () =>
      'A spreadsheet program shows an error or 0. With iterative calculation switched on, it shows a number that depends on how often it was calculated.',
  },
  unexplained: {
    title: (x) =>
      otherRule(x)
        ? `${where(x)} ${s(x, 'follow')} a rule other than gradient descent`
        : noLoss(x)
          ? `No loss was found for ${where(x)}`
          : `${where(x)} ${s(x, 'do')} not match the derivative of the loss`,
    message: (x) =>
      otherRule(x)
        ? 'These updates divide by the square root of accumulated squares, as Adam and RMSprop do. Such updates are not checked.'
        : noLoss(x)
          ? 'These cells update weights, but no cell was found that could be their loss.'
          : `The change in ${x.first} does not match the derivative of the loss, and changing one formula does not repair it.${x.rest === 0 ? '' : x.rest === 1 ? ' The same holds for the other cell.' : ` The same holds for the other ${x.rest} cells.`}`,
    why: (x) =>
      otherRule(x)
        ? 'Such an update is not proportional to the derivative, so the derivative cannot show whether it is right.'
        : noLoss(x)
          ? 'Without the loss there is nothing to compare the updates with.'
          : 'There may be several mistakes at once, or another cell is the loss.',
    repair: (x) =>
      otherRule(x)
        ? ''
        : noLoss(x)
          ? `Name the loss cell ${NAME_LOSS}.`
          : `Work out these updates with the chain rule and compare; if another cell is the loss, name it ${NAME_LOSS}.`,
  },
};

// ---- 中文
/** Latin and Chinese are kept apart by a blank. */
const here = (x: Subject): string => `${where(x)}${/[\x21-\x7e]$/.test(where(x)) ? ' ' : ''}`;
const alikeZh = ({ rest }: Subject): string =>
  rest === 0 ? '' : rest === 1 ? '另一格也有同樣的錯誤。' : `其他 ${rest} 格也有同樣的錯誤。`;
function readsZh(x: Subject): string {
  if (x.is === '' && x.should === '') return computesZh(x);
  const wrong = x.is === '' ? '' : `${x.first} 讀的是 ${x.is}${x.blank ? '，當作 0' : ''}`;
  return `${wrong === '' ? `${x.first} 應該讀 ${x.should}` : x.should === '' ? wrong : `${wrong}；應該讀 ${x.should}`}。${alikeZh(x)}`;
}
function computesZh(x: Subject): string {
  const { formula, expected } = x.finding;
  if (formula !== null && expected !== null && formula.length + expected.length > LONG) {
    return `${x.part && x.part.is !== '' && x.part.should !== '' ? `${x.first} 裡的 ${x.part.is} 應該是 ${x.part.should}。` : `${x.first} 的公式和正確的公式不一樣。`}${alikeZh(x)}`;
  }
  if (formula === null) return expected === null ? '' : `${x.first} 應該算 ${expected}。${alikeZh(x)}`;
  return `${x.first} 算的是 ${formula}${expected === null ? '' : `，應該算 ${expected}`}。${alikeZh(x)}`;
}
const NAME_LOSS_ZH = '指定哪一格是損失（--loss；在學習台用「儲存格的角色」）';
const zh: WordsOf<Mistake> = {
  'misaligned-reference': {
    title: (x) =>
      `${here(x)}讀到${x.blank ? '空白儲存格' : x.is === '' ? '別的儲存格' : ` ${x.is}`}${x.should === '' ? '' : `，應該讀 ${x.should}`}`,
    message: readsZh,
    why: (x) => {
      const copies = copiesOf(x);
      return copies === undefined
        ? '複製公式時，沒有 $ 的參照會跟著移動；有 $ 才會固定不動。'
        : `公式往下複製時，${copies.is} 會變成 ${copies.then.join('、')}……；只有 ${copies.should} 固定不動。`;
    },
  },
  'blank-reference': {
    title: (x) => `${here(x)}讀到空白儲存格`,
    message: (x) => (blankOf(x) === '' ? readsZh(x) : `${x.first} 讀的 ${blankOf(x)} 是空白。${alikeZh(x)}`),
    why: () => '空白當作 0，所以少了一項也不會出現錯誤。',
    repair: (x) => (blankOf(x) === '' ? undefined : `請確認要讀的是不是 ${blankOf(x)}。`),
  },
  'wrong-slope': {
    title: (x) => `${here(x)}用了別的神經元的斜率`,
    message: readsZh,
    why: () => '權重小的時候，每個神經元的斜率都差不多，數字看起來沒錯；權重變大之後才有差距。',
  },
  'pre-activation': {
    title: (x) => `${here(x)}該用輸出值，卻用了加權總和`,
    message: readsZh,
    why: () => '對權重的導數 = 傳回的誤差 × 這個權重的輸入。這個輸入是輸出值，不是激活函數之前的加權總和。',
  },
  'wrong-weight': {
    title: (x) => `${here(x)}用錯誤的權重傳回誤差`,
    message: readsZh,
    why: () => '值經過哪些權重往前傳，誤差就要經過同樣的權重傳回來。',
  },
  offset: {
    title: (x) => `${here(x)}讀到別列或別步的數字`,
    message: readsZh,
    why: () => '同一列、同一步的數字要放在一起算。隔壁列的數字很接近，所以看起來沒錯。',
  },
  'missing-parentheses': {
    title: (x) => `${here(x)}少了括號`,
    message: computesZh,
    why: () => '先乘除後加減。少了括號，結果就不一樣。',
  },
  'wrong-operator': {
    title: (x) =>
      `${here(x)}${x.part && x.part.is.length < 3 ? `該用 ${x.part.should}，卻用了 ${x.part.is}` : '用錯運算符號'}`,
    message: computesZh,
    why: () => '差一個符號，結果就不同，但儲存格照樣顯示一個數字。',
  },
  'wrong-operand': {
    title: (x) => `${here(x)}${x.is === '' && x.part ? '的公式有一部分不對' : '讀錯儲存格'}`,
    message: readsZh,
    why: () => '公式的形式是對的，所以一眼看不出錯誤。',
  },
  'shifted-fill': {
    title: (x) => `${here(x)}填入了別處的公式`,
    message: computesZh,
    why: () => '這個公式是從別列或別欄填過來的，在那裡才對。',
  },
  'drifting-anchor': {
    title: (x) => `${here(x)}的參照沒有固定，愈複製愈偏${x.should === '' ? '' : `；應該是 ${x.should}`}`,
    message: readsZh,
    why: () => '每複製一次，讀的格就再偏一格。單看每一個公式，都像是對的。',
  },
  'missing-factor': {
    title: (x) => `${here(x)}的導數少乘一項`,
    message: computesZh,
    why: () => '依連鎖律，中間每個函數都要乘上它的斜率。斜率接近 1 的時候，少乘也看不出來。',
  },
  'pasted-constant': {
    title: (x) => `${here(x)}應該是公式，卻是數字`,
    message: (x) =>
      `${x.first} 是輸入或貼上的 ${x.finding.formula ?? '數字'}${x.finding.expected === null ? '' : `，應該算 ${x.finding.expected}`}。${alikeZh(x)}`,
    why: () => '這個數字當時也許是對的，但權重或資料改變時，它不會重算。',
  },
  'stale-weights': {
    title: (x) => `${here(x)}用了別步的權重`,
    message: readsZh,
    why: () => '同一步的公式都要用同一組權重，也就是這一步更新之前的權重。',
  },
  'mislabelled-metric': {
    title: (x) => `${here(x)}算的和標籤${x.text('label') === undefined ? '' : `「${x.text('label') ?? ''}」`}不符`,
    message: computesZh,
    why: () => '訓練用不到這個數字，權重不受影響；但看的人會被誤導。',
  },
  'shape-mismatch': {
    title: (x) => `${here(x)}裡的範圍形狀不合`,
    message: (x) => (x.is === '' ? computesZh(x) : readsZh(x)),
    why: () => '逐格相乘的範圍，列數和欄數都要一樣；MMULT 前面的欄數要等於後面的列數。',
  },
  circular: {
    title: (x) => `${here(x)}形成循環參照`,
    message: readsZh,
    why: () => '試算表會顯示錯誤或 0；開啟反覆運算時，顯示的數字要看算了幾次。',
  },
  unexplained: {
    title: (x) =>
      otherRule(x)
        ? `${here(x)}用的不是梯度下降`
        : noLoss(x)
          ? `找不到 ${here(x)}的損失`
          : `${here(x)}不符合損失的導數`,
    message: (x) =>
      otherRule(x)
        ? '這些更新會除以「平方累計的平方根」，是 Adam、RMSprop 的做法；這種更新不在檢查範圍。'
        : noLoss(x)
          ? '這些格會更新權重，但找不到可以當成損失的格。'
          : `${x.first} 的變化不符合損失的導數，只改一個公式也修不好。${x.rest === 0 ? '' : x.rest === 1 ? '另一格也一樣。' : `其他 ${x.rest} 格也一樣。`}`,
    why: (x) =>
      otherRule(x)
        ? '這種更新本來就不和導數成正比，無法用導數判斷對不對。'
        : noLoss(x)
          ? '沒有損失，就沒有東西可以和更新比對。'
          : '也許同時有好幾個錯誤，也許損失是別的儲存格。',
    repair: (x) =>
      otherRule(x)
        ? ''
        : noLoss(x)
          ? `請${NAME_LOSS_ZH}。`
          : `請用連鎖律自己算一次這些更新，加以比對；如果損失是別的格，請${NAME_LOSS_ZH}。`,
  },
};

export const mistakes: Readonly<Record<Language, Readonly<Record<Mistake, Words>>>> = { en, 'zh-TW': zh };
