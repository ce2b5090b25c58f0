// Right formulas with unwise settings, and facts worth knowing: English, then Chinese. The names of `facts` read here:
//   learning-rate-above-limit  rate, limit, repaired (1: once the formulas are right)
//   loss-rising                first, last
//   unscaled-input             label, smallest, times
//   saturated-unit, dead-unit  label, rows, atEnd (how many of the rows, where not all)
//   test-rows-in-average       label, rows
//   convention                 convention: half | double | plain | sum | mean | ascent | …, factor
//   no-training                reason: no-formulas | no-updates
import type { Language } from '../../messages/language.ts';
import type { FindingClass } from '../report.ts';
import { figure } from './figures.ts';
import type { Subject } from './subject.ts';
import type { Words, WordsOf } from './words.ts';

export type Fact = Extract<
  FindingClass,
  | 'learning-rate-above-limit'
  | 'loss-rising'
  | 'unscaled-input'
  | 'saturated-unit'
  | 'dead-unit'
  | 'test-rows-in-average'
  | 'convention'
  | 'no-training'
>;

const value = (x: Subject, name: string): string => {
  const n = x.number(name);
  return n === undefined ? (x.text(name) ?? '') : figure(n);
};
/** Rates and limits are said with three digits, as people compare them. */
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
        ? `With the formulas right, learning rate ${short(x, 'rate')} diverges; the limit is ${short(x, 'limit')}`
        : known(x, 'rate', 'limit')
          ? `Learning rate ${short(x, 'rate')} is above the limit ${short(x, 'limit')}`
          : 'The learning rate is above the limit',
    message: (x) =>
      once(x)
        ? 'What keeps the loss falling now is a wrong formula. Repaired, each step goes too far and the loss grows.'
        : 'Each step goes too far, and the loss grows.',
    why: () => 'The limit is 2 divided by the largest curvature of the loss at these data and weights.',
    repair: (x) =>
      known(x, 'limit') ? `Use a learning rate below ${short(x, 'limit')}.` : 'Use a smaller learning rate.',
  },
  'loss-rising': {
    title: () => 'The loss rises',
    message: (x) =>
      `${known(x, 'first', 'last') ? `It goes from ${value(x, 'first')} to ${value(x, 'last')}` : 'It is higher at the end than at the start'}${x.cells === '' ? '' : ` (${x.cells})`}.`,
    why: () => 'The updates go along the derivative, but too far.',
    repair: () => 'Lower the learning rate.',
  },
  'unscaled-input': {
    title: (x) =>
      x.text('label') === undefined
        ? `The inputs${x.cells === '' ? '' : ` in ${x.cells}`} differ widely in size`
        : `Input "${x.text('label') ?? ''}" outweighs the others`,
    message: (x) =>
      x.number('times') === undefined
        ? `${x.cells === '' ? 'Some' : `The numbers in ${x.cells}`} are much larger than those of the other inputs.`
        : `Its numbers${x.cells === '' ? '' : ` (${x.cells})`} are ${figure(x.number('times') ?? 0, 2)} times as large as those of ${x.text('smallest') === undefined ? 'the smallest' : `"${x.text('smallest') ?? ''}"`}.`,
    why: () => 'One learning rate cannot suit both: it is too large for the one or too small for the other.',
    repair: () => 'Subtract the mean of each column and divide by its standard deviation.',
  },
  'saturated-unit': {
    title: (x) => `${unit(x)} is saturated`,
    message: (x) => `Its output is near its bound ${all(x)}.`,
    why: () => 'There the slope is almost 0, so the weights before it hardly change.',
    repair: () => 'Start with smaller weights, or scale the inputs.',
  },
  'dead-unit': {
    title: (x) => `${unit(x)} is dead`,
    message: (x) => `It gives 0 ${all(x)}.`,
    why: () => 'Its gradient is 0 too, so it cannot change any more.',
    repair: () => 'Start with other weights, lower the learning rate, or use Leaky ReLU.',
  },
  'test-rows-in-average': {
    title: (x) =>
      x.cells === '' ? 'An average takes in test rows' : `${x.cells} ${s(x, 'average')} over test rows too`,
    message: (x) =>
      `The average reads ${value(x, 'rows') === '' ? 'rows' : `${value(x, 'rows')} rows`} that are held back for the test.`,
    why: () => 'A test on rows that took part in the training says nothing.',
    repair: () => 'Average over the training rows only.',
  },
  convention: {
    title: (x) => conventionEn(x)[0],
    message: (x) => conventionEn(x)[1],
    why: () => 'A convention is no mistake: the factor goes into the learning rate.',
    repair: () => '',
  },
  'no-training': {
    title: () => 'No training was found',
    message: (x) =>
      x.text('reason') === 'no-formulas'
        ? 'The workbook has no formulas.'
        : 'No weights were recognized that are read by a formula and come back changed, step by step.',
    why: () => 'Without a loss and updates there is nothing to differentiate.',
    repair: () => 'Say which cell is the loss, and what cells are for.',
  },
};
function conventionEn(x: Subject): readonly [title: string, message: string] {
  const factor = value(x, 'factor');
  const of = x.cells === '' ? '' : ` (${x.cells})`;
  switch (x.text('convention')) {
    case 'half':
      return ['The loss counts with ½', `The updates follow the derivative of half the loss${of}.`];
    case 'double':
      return ['The loss counts twice', `The updates follow twice the derivative of the loss${of}.`];
    case 'sum':
      return ['The updates add up the rows', `They follow the sum over the rows, the loss${of} shows the mean.`];
    case 'mean':
      return [
        'The updates take the mean of the rows',
        `They follow the mean over the rows, the loss${of} shows the sum.`,
      ];
    case 'ascent':
    case 'sign':
      return ['The gradients keep a minus', `They hold minus the derivative, and the update adds them${of}.`];
    default:
      return [
        factor === ''
          ? 'A convention of this workbook'
          : `The updates follow ${factor} times the derivative of the loss`,
        `The same factor stands in every update${of}.`,
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
        ? `公式修正之後，學習率 ${short(x, 'rate')} 會發散，上限是 ${short(x, 'limit')}`
        : known(x, 'rate', 'limit')
          ? `學習率 ${short(x, 'rate')} 超過上限 ${short(x, 'limit')}`
          : '學習率超過上限',
    message: (x) =>
      once(x)
        ? '現在損失下降，靠的是算錯的公式。修正之後，每一步都跨過頭，損失愈來愈大。'
        : '每一步都跨過頭，損失愈來愈大。',
    why: () => '上限是 2 除以損失在這些資料和權重上最大的曲率。',
    repair: (x) => (known(x, 'limit') ? `把學習率調到 ${short(x, 'limit')} 以下。` : '把學習率調小。'),
  },
  'loss-rising': {
    title: () => '損失愈來愈大',
    message: (x) =>
      `${known(x, 'first', 'last') ? `從 ${value(x, 'first')} 變成 ${value(x, 'last')}` : '最後比開始時大'}${x.cells === '' ? '' : `（${x.cells}）`}。`,
    why: () => '更新照著導數走，但跨過頭了。',
    repair: () => '把學習率調低。',
  },
  'unscaled-input': {
    title: (x) =>
      x.text('label') === undefined
        ? `${x.cells === '' ? '' : `${x.cells} 的`}特徵大小懸殊`
        : `特徵「${x.text('label') ?? ''}」蓋過其他特徵`,
    message: (x) =>
      x.number('times') === undefined
        ? `${x.cells === '' ? '有的數' : `${x.cells} 的數`}比其他特徵大很多。`
        : `它的數${x.cells === '' ? '' : `（${x.cells}）`}是${x.text('smallest') === undefined ? '最小的特徵' : `「${x.text('smallest') ?? ''}」`}的 ${figure(x.number('times') ?? 0, 2)} 倍。`,
    why: () => '同一個學習率對一邊太大，對另一邊就太小。',
    repair: () => '標準化：每欄減去平均，再除以標準差。',
  },
  'saturated-unit': {
    title: (x) => `${unitZh(x)}飽和了`,
    message: (x) => `${allZh(x)}的輸出值都貼近邊界。`,
    why: () => '那裡的斜率幾乎是 0，前面的權重幾乎不會變。',
    repair: () => '從較小的權重開始，或把特徵標準化。',
  },
  'dead-unit': {
    title: (x) => `${unitZh(x)}死掉了`,
    message: (x) => `它對${x.number('rows') === undefined ? '' : ' '}${allZh(x)}都輸出 0。`,
    why: () => '梯度也是 0，不會再變。',
    repair: () => '換一組起始權重、調低學習率，或改用 Leaky ReLU。',
  },
  'test-rows-in-average': {
    title: (x) => `${x.cells === '' ? '有的平均' : `${x.cells} 的平均`}把測試列也算進去`,
    message: (x) => `平均讀了留給測試的${value(x, 'rows') === '' ? '列' : ` ${value(x, 'rows')} 列`}。`,
    why: () => '參與過訓練的列，拿來測試就不算數。',
    repair: () => '只平均訓練列。',
  },
  convention: {
    title: (x) => conventionZh(x)[0],
    message: (x) => conventionZh(x)[1],
    why: () => '約定不是錯誤：這個倍數可以併進學習率。',
    repair: () => '',
  },
  'no-training': {
    title: () => '找不到訓練',
    message: (x) =>
      x.text('reason') === 'no-formulas' ? '這個活頁簿沒有公式。' : '沒有認出讓公式讀取、又一步一步更新的權重。',
    why: () => '沒有損失和更新，就沒有東西可以微分。',
    repair: () => '請指定哪一格是損失，以及各格的角色。',
  },
};
function conventionZh(x: Subject): readonly [title: string, message: string] {
  const factor = value(x, 'factor');
  const of = x.cells === '' ? '' : `（${x.cells}）`;
  switch (x.text('convention')) {
    case 'half':
      return ['損失以 ½ 計', `更新照的是損失${of}一半的導數。`];
    case 'double':
      return ['損失以 2 倍計', `更新照的是損失${of}導數的 2 倍。`];
    case 'sum':
      return ['更新用的是各列總和', `更新照的是各列總和的導數，損失${of}顯示的是平均。`];
    case 'mean':
      return ['更新用的是各列平均', `更新照的是各列平均的導數，損失${of}顯示的是總和。`];
    case 'ascent':
    case 'sign':
      return ['梯度帶著負號', `儲存格裡是負的導數，更新時用加的${of}。`];
    default:
      return [factor === '' ? '這個活頁簿的約定' : `更新照的是損失導數的 ${factor} 倍`, `每個更新的倍數都一樣${of}。`];
  }
}

export const facts: Readonly<Record<Language, Readonly<Record<Fact, Words>>>> = { en, 'zh-TW': zh };
