// Right formulas with unwise settings, and other facts worth knowing: English, then Chinese. The `facts` read here:
//   learning-rate-above-limit  rate, limit, repaired (1: once the formulas are right)
//   loss-rising                first, last
//   unscaled-input             label, smallest, times
//   saturated-unit, dead-unit  label, rows, atEnd (how many of the rows, where not all)
//   test-rows-in-average       label, rows
//   convention                 convention: half | double | plain | sum | mean | ascent | …, factor
//   no-training                reason: no-formulas | no-updates
import type { Language } from '../../messages/language.ts';
import type { Fact } from '../report.ts';
import { figure } from './figures.ts';
import type { Subject } from './subject.ts';
import type { Words, WordsOf } from './words.ts';

const value = (x: Subject, name: string): string => {
  const n = x.number(name);
  return n === undefined ? (x.text(name) ?? '') : figure(n);
};
/** Rates and limits have three digits, since people compare them. */
const short = (x: Subject, name: string): string => {
  const n = x.number(name);
  return n === undefined ? '' : figure(n, 3);
};
const known = (x: Subject, ...names: readonly string[]): boolean => names.every((n) => x.text(n) !== undefined);
const once = (x: Subject): boolean => (x.number('repaired') ?? 0) > 0;

// ---- English
const s = ({ many }: Subject, verb: string): string => (many ? verb : `${verb}s`);
const unit = (x: Subject): string =>
  x.text('label') === undefined
    ? x.cells === ''
      ? 'A unit'
      : `The unit in ${x.cells}`
    : `Unit "${x.text('label') ?? ''}"${x.cells === '' ? '' : ` (${x.cells})`}`;
function all(x: Subject): string {
  const [rows, atEnd] = [x.number('rows'), x.number('atEnd')];
  if (rows === undefined) return 'for every row';
  return atEnd === undefined ? `for all ${figure(rows)} rows` : `for ${figure(atEnd)} of ${figure(rows)} rows`;
}
const en: WordsOf<Fact> = {
  'learning-rate-above-limit': {
    title: (x) =>
      once(x)
        ? `Once the formulas are fixed, learning rate ${short(x, 'rate')} will make the training diverge; the limit is ${short(x, 'limit')}`
        : known(x, 'rate', 'limit')
          ? `Learning rate ${short(x, 'rate')} is above the limit ${short(x, 'limit')}`
          : 'The learning rate is above the limit',
    message: (x) =>
      once(x)
        ? 'The loss falls now only because a formula is wrong. After the repair each step overshoots and the loss grows.'
        : 'Each step overshoots, and the loss grows.',
    why: () => 'Limit = 2 ÷ the largest curvature of the loss, for the present data and weights.',
    repair: (x) =>
      known(x, 'limit') ? `Use a learning rate below ${short(x, 'limit')}.` : 'Use a smaller learning rate.',
  },
  'loss-rising': {
    title: () => 'The loss rises',
    message: (x) =>
      `${known(x, 'first', 'last') ? `It goes from ${value(x, 'first')} to ${value(x, 'last')}` : 'It is higher at the end than at the start'}${x.cells === '' ? '' : ` (${x.cells})`}.`,
    why: () => 'The updates match the derivative, but each step is too large.',
    repair: () => 'Lower the learning rate.',
  },
  'unscaled-input': {
    title: (x) =>
      x.text('label') === undefined
        ? `The features${x.cells === '' ? '' : ` in ${x.cells}`} differ widely in size`
        : `Feature "${x.text('label') ?? ''}" outweighs the others`,
    message: (x) =>
      x.number('times') === undefined
        ? `${x.cells === '' ? 'Some' : `The numbers in ${x.cells}`} are much larger than those of the other features.`
        : `Its numbers${x.cells === '' ? '' : ` (${x.cells})`} are ${figure(x.number('times') ?? 0, 2)} times as large as those of ${x.text('smallest') === undefined ? 'the smallest' : `"${x.text('smallest') ?? ''}"`}.`,
    why: () => 'One learning rate cannot suit both: it is too large for the one or too small for the other.',
    repair: () => 'Subtract the mean of each column and divide by its standard deviation.',
  },
  'saturated-unit': {
    title: (x) => `${unit(x)} is saturated`,
    message: (x) => `Its output is close to the limit of its function ${all(x)}.`,
    why: () => 'There the slope is almost 0, so the weights before it hardly change.',
    repair: () => 'Use smaller initial weights, or scale the features.',
  },
  'dead-unit': {
    title: (x) => `${unit(x)} is dead`,
    message: (x) => `It outputs 0 ${all(x)}.`,
    why: () => 'Its gradient is 0 too, so it can no longer change.',
    repair: () => 'Use other initial weights, lower the learning rate, or use Leaky ReLU.',
  },
  'test-rows-in-average': {
    title: (x) =>
      x.cells === '' ? 'An average includes test rows' : `${x.cells} ${s(x, 'include')} test rows in the average`,
    message: (x) =>
      `The average includes ${value(x, 'rows') === '' ? 'rows' : `${value(x, 'rows')} rows`} of the test set.`,
    why: () => 'Rows that were used in training cannot show how the network does on new rows.',
    repair: () => 'Average over the training rows only.',
  },
  convention: {
    title: (x) => conventionEn(x)[0],
    message: (x) => conventionEn(x)[1],
    why: (x) =>
      signOnly(x)
        ? 'This is a choice, not a mistake: the update adds what is stored, so the sign is right in the end.'
        : 'This is a choice, not a mistake: the learning rate makes up for the factor.',
    repair: () => '',
  },
  'no-training': {
    title: () => 'No training was found',
    message: (x) =>
      x.text('reason') === 'no-formulas'
        ? 'The workbook has no formulas.'
        : 'No cells were found that a formula uses as weights and that are updated from step to step.',
    why: () => 'Without a loss and updates there is nothing to differentiate.',
    repair: (x) =>
      x.text('reason') === 'no-formulas'
        ? 'Choose a workbook that computes its training with formulas.'
        : 'Name the loss cell (--loss) and the roles of the cells (--roles; in the Studio: Cell roles).',
  },
};
/** A minus sign kept until the update; every other convention is a factor. */
const signOnly = (x: Subject): boolean => ['ascent', 'sign'].includes(x.text('convention') ?? '');
function conventionEn(x: Subject): readonly [title: string, message: string] {
  const factor = value(x, 'factor');
  const of = x.cells === '' ? '' : ` (${x.cells})`;
  switch (x.text('convention')) {
    case 'half':
      return ['The updates belong to half the loss (½)', `They match the derivative of half the loss${of}.`];
    case 'double':
      return ['The updates belong to twice the loss', `They match twice the derivative of the loss${of}.`];
    case 'sum':
      return ['The updates use the sum over the rows', `The loss${of} shows the mean over the rows.`];
    case 'mean':
      return ['The updates use the mean over the rows', `The loss${of} shows the sum over the rows.`];
    case 'ascent':
    case 'sign':
      return [
        'The gradients are stored with a minus sign',
        `They hold minus the derivative${of}, and the update adds them.`,
      ];
    default:
      return [
        factor === ''
          ? 'A choice of notation in this workbook'
          : `The updates are ${factor} times the derivative of the loss`,
        `Every update has the same factor${of}.`,
      ];
  }
}

// ---- 中文
const unitZh = (x: Subject): string =>
  x.text('label') === undefined
    ? x.cells === ''
      ? '有神經元'
      : `${x.cells} 的神經元`
    : `神經元「${x.text('label') ?? ''}」${x.cells === '' ? '' : `（${x.cells}）`}`;
function allZh(x: Subject): string {
  const [rows, atEnd] = [x.number('rows'), x.number('atEnd')];
  if (rows === undefined) return '每一列';
  return atEnd === undefined ? `${figure(rows)} 列` : `${figure(rows)} 列中有 ${figure(atEnd)} 列`;
}
const zh: WordsOf<Fact> = {
  'learning-rate-above-limit': {
    title: (x) =>
      once(x)
        ? `公式修正之後，學習率 ${short(x, 'rate')} 會讓訓練發散，上限是 ${short(x, 'limit')}`
        : known(x, 'rate', 'limit')
          ? `學習率 ${short(x, 'rate')} 超過上限 ${short(x, 'limit')}`
          : '學習率超過上限',
    message: (x) =>
      once(x)
        ? '現在損失會下降，只是因為公式算錯。修正之後每一步都會跨過頭，損失愈來愈大。'
        : '每一步都跨過頭，損失愈來愈大。',
    why: () => '上限 = 2 ÷ 損失的最大曲率（以目前的資料和權重計算）。',
    repair: (x) => (known(x, 'limit') ? `把學習率調到 ${short(x, 'limit')} 以下。` : '把學習率調小。'),
  },
  'loss-rising': {
    title: () => '損失愈來愈大',
    message: (x) =>
      `${known(x, 'first', 'last') ? `從 ${value(x, 'first')} 變成 ${value(x, 'last')}` : '最後比開始時大'}${x.cells === '' ? '' : `（${x.cells}）`}。`,
    why: () => '更新符合導數，但每一步都太大。',
    repair: () => '把學習率調低。',
  },
  'unscaled-input': {
    title: (x) =>
      x.text('label') === undefined
        ? `${x.cells === '' ? '' : `${x.cells} 的`}特徵大小懸殊`
        : `特徵「${x.text('label') ?? ''}」蓋過其他特徵`,
    message: (x) =>
      x.number('times') === undefined
        ? `${x.cells === '' ? '有的數字' : `${x.cells} 的數字`}比其他特徵大很多。`
        : `它的數字${x.cells === '' ? '' : `（${x.cells}）`}是${x.text('smallest') === undefined ? '最小的特徵' : `「${x.text('smallest') ?? ''}」`}的 ${figure(x.number('times') ?? 0, 2)} 倍。`,
    why: () => '同一個學習率對一邊太大，對另一邊就太小。',
    repair: () => '標準化：每一欄減去平均，再除以標準差。',
  },
  'saturated-unit': {
    title: (x) => `${unitZh(x)}飽和了`,
    message: (x) => `${allZh(x)}的輸出值都貼近函數的極限。`,
    why: () => '那裡的斜率幾乎是 0，前面的權重幾乎不會變。',
    repair: () => '使用較小的初始權重，或縮放特徵。',
  },
  'dead-unit': {
    title: (x) => `${unitZh(x)}死掉了`,
    message: (x) => `它對${x.number('rows') === undefined ? '' : ' '}${allZh(x)}都輸出 0。`,
    why: () => '梯度也是 0，不會再變。',
    repair: () => '換一組初始權重、調低學習率，或改用 Leaky ReLU。',
  },
  'test-rows-in-average': {
    title: (x) => `${x.cells === '' ? '有的平均' : `${x.cells} 的平均`}把測試列也算進去`,
    message: (x) => `平均裡有測試集的${value(x, 'rows') === '' ? '列' : ` ${value(x, 'rows')} 列`}。`,
    why: () => '訓練用過的列，看不出網路對新資料的表現。',
    repair: () => '只平均訓練列。',
  },
  convention: {
    title: (x) => conventionZh(x)[0],
    message: (x) => conventionZh(x)[1],
    why: (x) =>
      signOnly(x)
        ? '這是寫法不同，不是錯誤；更新時用加的，結果一樣。'
        : '這是寫法不同，不是錯誤；差的倍數可以併進學習率。',
    repair: () => '',
  },
  'no-training': {
    title: () => '找不到訓練',
    message: (x) =>
      x.text('reason') === 'no-formulas' ? '這個活頁簿沒有公式。' : '找不到「被公式讀取、又逐步更新」的權重。',
    why: () => '沒有損失和更新，就沒有東西可以微分。',
    repair: (x) =>
      x.text('reason') === 'no-formulas'
        ? '請選擇用公式計算訓練的活頁簿。'
        : '請指定哪一格是損失（--loss），以及各格的角色（--roles；在學習台用「儲存格的角色」）。',
  },
};
function conventionZh(x: Subject): readonly [title: string, message: string] {
  const factor = value(x, 'factor');
  const of = x.cells === '' ? '' : `（${x.cells}）`;
  switch (x.text('convention')) {
    case 'half':
      return ['更新用的是損失的一半（½）', `更新符合損失${of}一半的導數。`];
    case 'double':
      return ['更新用的是損失的 2 倍', `更新符合損失${of}導數的 2 倍。`];
    case 'sum':
      return ['更新用的是各列的總和', `損失${of}顯示的是各列的平均。`];
    case 'mean':
      return ['更新用的是各列的平均', `損失${of}顯示的是各列的總和。`];
    case 'ascent':
    case 'sign':
      return ['梯度存的時候帶負號', `儲存格裡是負的導數${of}，更新時用加的。`];
    default:
      return [factor === '' ? '這個活頁簿的寫法慣例' : `更新是損失導數的 ${factor} 倍`, `每個更新的倍數都一樣${of}。`];
  }
}

export const facts: Readonly<Record<Language, Readonly<Record<Fact, Words>>>> = { en, 'zh-TW': zh };
