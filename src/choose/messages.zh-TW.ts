import { someNames } from '../data/some-names.ts';
import { count, metric, percent, plain } from '../messages/numbers.ts';
import type { ScoreName } from '../statistics/scores.ts';
import type { Gain, Measure, Rung, TableVerdict } from './choice.ts';
import type { ChoiceTexts } from './messages.en.ts';
import { pageChinese } from './page-messages.zh-TW.ts';
import { perhaps, splitBy } from './split-messages.zh-TW.ts';
import { MEMBERS } from './ladder.ts';
import { coverageOff } from './conformal.ts';
import { MOST_ERROR } from './net.ts';
import {
  amount,
  hiddenOf,
  isRicher,
  isWorse,
  learnedOf,
  outcomeOf,
  provenRung,
  rareClass,
  scoreText,
  sizeOf,
  type GainSize,
  type Learned,
} from './outcome.ts';

const rowsOf = ({ rows, by }: TableVerdict): string =>
  by === 'test' ? `${count(rows)} 筆測試資料` : `${count(rows)} 筆資料（交叉驗證）`;

const measured: Readonly<Record<Measure, string>> = {
  rmse: '誤差（RMSE）',
  logRmse: '對數的誤差（RMSE）',
  accuracy: '正確率',
  balancedAccuracy: '各類平均的正確率',
  rocAuc: 'ROC AUC ',
  cost: '每列的加權錯誤',
};
const number = (unit: GainSize['unit'], value: number): string =>
  unit === 'share'
    ? Math.abs(value) > 10
      ? '1,000% 以上'
      : `${amount(value * 100)}%`
    : unit === 'points'
      ? `${Math.abs(value).toFixed(1)} 個百分點`
      : unit === 'weight'
        ? plain(Math.abs(value), 3)
        : Math.abs(value).toFixed(3);
const direction = (unit: GainSize['unit'], value: number): string =>
  unit === 'share' || unit === 'weight' ? (value >= 0 ? '少' : '多') : value >= 0 ? '高' : '低';

/** 0 as it is written, with its unit. */
const isNone = (text: string): boolean => Number.parseFloat(text) === 0;

function interval({ unit, low, high }: GainSize): string {
  if (low === null || high === null) return '資料太少，算不出信賴區間';
  const both = (value: number): string => `${direction(unit, value)} ${number(unit, value)}`;
  if (low < 0 !== high < 0) return `95% 信賴區間：${both(low)}${unit === 'points' ? '' : ' '}到${both(high)}`;
  const [least, most] = low < 0 ? [high, low] : [low, high];
  return `95% 信賴區間：${number(unit, least).replace(' 個百分點', '')} 到 ${number(unit, most)}`;
}
const gainText = (verdict: TableVerdict, gain: Gain, than = ''): string => {
  const size = sizeOf(verdict, gain);
  if (isNone(number(size.unit, size.value))) return `${measured[size.measure].trim()}相同（${interval(size)}）`;
  return `${measured[size.measure]}${than}${direction(size.unit, size.value)} ${number(size.unit, size.value)}（${interval(size)}）`;
};

const always = (learned: Learned): string =>
  learned === 'regression' ? '一律猜平均' : learned === 'logarithm' ? '一律猜幾何平均' : '一律猜同一類';
const model = (rung: Rung, learned: Learned): string =>
  ({ constant: always(learned), line: '一條線', network: '網路' })[rung];

const scoreNames: Readonly<Record<ScoreName, string>> = {
  logRmse: '大約差幾倍',
  r2: 'R²',
  rmse: 'RMSE',
  mae: 'MAE',
  cost: '每列的加權錯誤',
  accuracy: '正確率',
  balancedAccuracy: '各類平均的正確率',
  f1: 'F1',
  rocAuc: 'ROC AUC',
  prAuc: 'PR AUC',
  logLoss: '對數損失',
  calibrationError: '校準誤差',
};

/** The texts of `messages.en.ts` in Taiwan's Chinese. */
export const choiceChinese: ChoiceTexts = {
  always,
  rungs: (learned) => [`沒有比${always(learned)}好`, '一條線就夠了', '網路比一條線準'],
  headline: ({ task, verdict }) => {
    const learned = learnedOf({ task, verdict });
    const outcome = outcomeOf(verdict);
    const rows = rowsOf(verdict);
    switch (outcome.kind) {
      case 'network-beats-line':
        return `在 ${rows}上，網路比一條線準：${gainText(verdict, outcome.gain)}。`;
      case 'network-beats-guess':
        return `在 ${rows}上，網路比${always(learned)}準：${gainText(verdict, outcome.gain)}。`;
      case 'line-is-enough':
        return `以 ${rows}來看，一條線就夠了：${gainText(verdict, outcome.gain, `比${always(learned)}`)}。`;
      case 'not-proven':
        return `${rows}還看不出有什麼比${always(learned)}好：最接近的是${model(outcome.gain.of, learned)}，${gainText(verdict, outcome.gain)}。`;
      case 'nothing-better':
        return outcome.gain === null
          ? `只試了${always(learned)}。`
          : `在 ${rows}上，沒有比${always(learned)}好：最接近的是${model(outcome.gain.of, learned)}，${gainText(verdict, outcome.gain)}。`;
      default:
        return outcome satisfies never;
    }
  },
  details: (told) => {
    const { task, verdict, threshold, chosen, split, target } = told;
    const learned = learnedOf({ task, verdict });
    const outcome = outcomeOf(verdict);
    const found: string[] = [];
    if (split && split.by !== 'random') found.push(`保留作測試的是${splitBy(split)}。`);
    if (outcome.kind === 'line-is-enough' && !outcome.overLine) found.push('沒有網路可以和它比較。');
    if (outcome.kind === 'line-is-enough' || outcome.kind === 'network-beats-guess') {
      const { overLine } = outcome;
      if (overLine) {
        const compared = isWorse(overLine) ? '網路比一條線差' : `${rowsOf(verdict)}還看不出網路比一條線準`;
        found.push(`${compared}：${gainText(verdict, overLine)}。`);
      }
    }
    if (chosen.rung !== provenRung(verdict)) {
      const where = verdict.by === 'test' ? '在其他列的交叉驗證裡，' : '在交叉驗證裡，';
      found.push(
        isRicher(chosen.rung, provenRung(verdict))
          ? `不過，儲存的模型是${model(chosen.rung, learned)}：${where}更簡單的模型，誤差平方都比最低的高出一個標準誤以上；這決定要儲存哪一個，但還不算證明。`
          : `不過，儲存的模型是${model(chosen.rung, learned)}：${where}它的誤差平方和最低的相差不到一個標準誤；這樣的模型裡選最簡單的。`,
      );
    }
    if (verdict.measure === 'cost' && threshold) {
      const name = target?.classes[1];
      found.push(
        `加權錯誤（--cost）：誤報一次${name === undefined ? '' : `「${name}」`}算 ${plain(threshold.fp)}，漏掉一次算 ${plain(threshold.fn)}。每個模型的門檻都是從別的資料列找出來的，不是拿來評估的那些列。`,
      );
    }
    if (verdict.measure === 'balancedAccuracy') {
      found.push('每一類一樣重要（--class-weights balanced）：先算每一類的正確率，再取平均。');
    }
    if (verdict.measure === 'logRmse') {
      found.push('學的是目標的對數（--target-scale），所以誤差看差了幾倍：預測成兩倍，和預測成一半一樣差。');
    }
    if (verdict.measure === 'rocAuc') {
      const most = verdict.rungs.find(({ rung }) => rung === 'constant')?.scores.accuracy ?? NaN;
      found.push(
        `${Number.isNaN(most) ? '大部分' : ` ${percent(most, verdict.rows)} `}的資料屬於同一類，所以正確率沒有什麼意義；比的是模型能不能把各筆資料排出先後（ROC AUC：0.5 和亂猜一樣，1 是完全正確）。`.trim(),
      );
      const rare = rareClass(told);
      if (rare) {
        const way =
          rare.cost === null
            ? '--class-weights balanced（每一類一樣重要）'
            : `--cost ${rare.cost}（漏掉一個「${rare.name}」和誤報 ${rare.times} 次一樣嚴重），或 --class-weights balanced`;
        found.push(
          rare.never
            ? `不過，模型把每一列都預測成「${rare.common}」，因為沒有一列比較可能是「${rare.name}」。如果寧可多些誤報也要找出「${rare.name}」，請加上 ${way}。`
            : `如果寧可多些誤報，也要找出更多「${rare.name}」，請加上 ${way}。`,
        );
      }
    }
    if (split?.by === 'random' && chosen.rung !== 'constant') found.push(...perhaps(split));
    return found;
  },
  model: (candidate, learned) => {
    const hidden = hiddenOf(candidate);
    return hidden.length === 0 ? model(candidate.rung, learned) : `${hidden.join(' + ')} 個神經元`;
  },
  ladder: {
    title: '比過的模型',
    heads: ['模型', '誤差'],
    about: ({ folds, task, verdict }) =>
      `${task === 'regression' ? `${verdict.measure === 'logRmse' ? '對數的誤差' : '誤差'}（RMSE；單筆最多算 ${MOST_ERROR} 個標準差）` : '機率的誤差平方，'}由分成 ${folds.count} 份的交叉驗證算出${folds.repeats > 1 ? `，重複 ${folds.repeats} 次` : ''}。基準（${always(learnedOf({ task, verdict }))}）是 100%。`,
    rule: '選中的（✓）：和最好的相差不到一個標準誤的模型裡，最簡單的那一個。',
    ticks: '短線是每一份的結果，細線是 ± 一個標準誤。',
  },
  line: {
    title: '就是這條線',
    of: (learned, target, positive) =>
      learned === 'binary'
        ? `${target} 是「${positive}」的對數勝算`
        : learned === 'logarithm'
          ? `${target} 的自然對數`
          : target,
  },
  scores: {
    title: (verdict) =>
      verdict.by === 'test'
        ? `用模型都沒看過的 ${count(verdict.rows)} 列測試`
        : `${count(verdict.rows)} 列，每一列都由沒看過它的模型預測`,
    of: (rung) => ({ constant: '基準', line: '一條線', network: '網路' })[rung],
    name: (name) => scoreNames[name],
    value: scoreText,
  },
  importance: {
    title: '哪一欄最要緊',
    about: '把那一欄打亂，模型比基準好的部分會失去多少；附 95% 信賴區間。',
    unseen: '看不出影響',
    none: '沒有列出哪一欄最要緊：還看不出有什麼比基準好，也就沒有好的部分可以分給各欄。',
    range: (low, high) => `${percent(low, 0)} 到 ${percent(high, 0)}`,
    share: (share) => percent(share, 0),
    more: (n) => `… 還有 ${count(n)} 欄`,
  },
  interval: {
    title: '預測值會差多少',
    about: ({ interval: given, rows, split }) => {
      if (!given) return '';
      const most =
        given.factor !== undefined
          ? `在預測值的 1/${plain(given.factor, 3)} 到 ${plain(given.factor, 3)} 倍之間`
          : `和預測值相差不到 ${plain(given.halfWidth)}`;
      const { level, coverage } = given;
      const width = `像這樣的新資料，10 筆大約有 ${amount(level * 10)} 筆`;
      if (coverage === null) return `${width}${most}（由交叉驗證量得）。`;
      const tested = `${count(rows.test)} 筆測試資料裡，有 ${percent(coverage, rows.test)} ${most}`;
      const off = coverageOff(coverage, level, rows);
      if (off === null) return `${tested}。${width}也是這樣。`;
      return off === 'more'
        ? `${tested}。這個範圍原本是要涵蓋 ${percent(level, 0)}，對它們太寬了。`
        : `${tested}。這個範圍是照其他資料量得的 ${percent(level, 0)} 定的，${split.by === 'random' ? '而這個差距不能只用運氣解釋' : '而留在一起測試的列和它們不同'}，所以新資料也不一定有 ${percent(level, 0)}。`;
    },
  },
  unfinished: ({ epochs = 1 }) =>
    `訓練還沒完成：到第 ${count(epochs)} 回，網路的誤差還在下降。要讓它訓練久一點，請加上 --most-epochs ${epochs * 4}。`,
  cut: ({ reason, tried, of }) =>
    `${reason === 'time' ? '時間到了' : '你停止了'}，${of} 個網路只試了 ${tried} 個；用的是目前最好的。${reason === 'time' ? '要多給時間，請用 --time。' : ''}`,
  chosen: {
    title: '替你選的',
    overrule: '（括號裡的選項可以改）',
    options: (options) => `（${options.join('、')}）`,
    model: '模型',
    rows: '測試列',
    split: '保留作測試',
    splitBy,
    logarithm: '學的是',
    logarithmOf: ({ asked, tail, zeros, floor }) =>
      [
        '目標的對數',
        asked ? '' : `：最大的 1% 就佔了變異數的 ${tail > 0.99 ? '99% 以上' : percent(tail, 0)}，所以誤差看差了幾倍`,
        zeros === 0 ? '' : `；${count(zeros)} 個 0 當作 ${plain(floor)}`,
      ].join(''),
    farNumbers: '很遠的數字',
    farNumbersOf: (columns) =>
      `${someNames(columns, 'zh-TW')}的數字維持原樣：用原來的數字，一條線的平方誤差就不到限制範圍之後任何模型的一半`,
    refit: '儲存的模型',
    threshold: '門檻',
    thresholdOf: ({ threshold, cost, costAtHalf, costOfConstant }, name) =>
      `機率超過 ${metric(threshold)} 就預測為${name === undefined ? '第二類' : `「${name}」`}；用來評估的列上，加權錯誤共 ${plain(cost)}；門檻用 0.5 則是 ${plain(costAtHalf)}，一律猜同一類是 ${plain(costOfConstant)}`,
    seed: '隨機種子',
    settings: (candidate, learned, trial) =>
      candidate.rung === 'network'
        ? `${MEMBERS} 個網路的平均，各有 ${choiceChinese.model(candidate, learned)}，學習率 ${candidate.learningRate}，批次大小 ${candidate.batchSize}，${count(trial?.epochs ?? 1)} 回`
        : choiceChinese.model(candidate, learned),
    testRows: ({ rows, folds }) =>
      rows.test > 0
        ? `${count(rows.test + rows.train)} 列裡的 ${count(rows.test)} 列，選好之後只用一次`
        : `沒有：用交叉驗證代替（分成 ${folds.count} 份）`,
    refitted: ({ rows }) => `用全部 ${count(rows.train + rows.test)} 列再訓練一次`,
  },
  page: {
    ...pageChinese,
    gain: (of, over, learned) => `${model(of, learned)}比${model(over, learned)}`,
    gainValue: (size) => `${size.value < 0 ? '−' : ''}${number(size.unit, size.value)}`,
  },
};
