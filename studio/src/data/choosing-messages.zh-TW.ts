import type { ChoosingWords } from './choosing-messages.en.ts';
import { count as n } from '../numbers/count.ts';

/** The texts of `choosing-messages.en.ts` in Taiwan's Chinese. */
export const choosing: ChoosingWords = {
  ways: { chosen: '自動選擇', told: '自己設定' },
  waysLabel: '模型由誰選',
  running: (target) => `預測「${target}」：正在比較模型`,
  stuck: (target) => `預測「${target}」`,
  target: '目標欄',
  meant: '當作',
  meanings: { number: '數字', classes: '類別' },
  another: '換一個檔案',
  howRead: '檔案怎麼讀的',
  examplesTitle: '沒有表格？拿一份範例：',
  examples: {
    rents: '600 間房的租金。網路比一條線準。',
    salaries: '240 人的月薪。一條線就夠了。',
    liked: '100 次擲硬幣。沒有模型比一律猜同一類好。',
  },
  columns: {
    title: '每一欄當作什麼',
    hint: '不對就改',
    kindOf: (column) => `「${column}」當作`,
    kinds: {
      number: '數字',
      category: '類別',
      date: '日期',
      text: '文章',
      id: '編號，不用',
      out: '不用',
      target: '目標欄',
    },
    why: (why, distinct) =>
      ({
        asked: '你選了不用',
        id: `編號，${n(distinct)} 個都不同，不用`,
        empty: '整欄都沒有值，不用',
        constant: '每一列都一樣，不用',
        texts: `${n(distinct)} 種文字，幾乎都不同，不用`,
      })[why],
    range: (low, high) => (low === '' ? '' : `${low} 到 ${high}`),
    values: (first, all) => `${first.join('、')}${all > first.length ? `，還有 ${n(all - first.length)} 種` : ''}`,
    text: '使用文章裡的字詞',
    gaps: (rows, kind) =>
      kind === 'text'
        ? `缺 ${n(rows)} 格，當作沒有字`
        : kind === 'category'
          ? `缺 ${n(rows)} 格，自成一類`
          : `缺 ${n(rows)} 格：填入平均，並標記為缺值`,
  },
  ladder: {
    title: '由簡單到複雜，一個一個比',
    heads: { model: '模型', error: '誤差', share: '基準 = 100%' },
    fold: (k) => `第 ${k} 份`,
    waiting: '正在讀各欄…',
    trying: '除非複雜的明顯比較好，否則就選簡單的。',
    checking: '都比完了。最好的網路正在每一份上訓練，最後再用全部的列訓練。',
    stop: '停，用目前最好的',
    stopping: '等正在跑的模型跑完就停…',
    seconds: (v) => `${v.toFixed(1)} 秒`,
    limit: '虛線：最好的加一個標準誤。',
  },
  rungsLabel: '三種可能的結果',
  cut: (tried, of) => `你按了停：${of} 個網路只試了 ${tried} 個，用的是目前最好的。`,
  unfinished: (epochs) => `訓練還沒完成：到第 ${n(epochs)} 回，網路的誤差還在下降。要訓練久一點，請選「自己設定」。`,
  tested: (rows) => `留了 ${n(rows)} 列來測試，只在最後用一次`,
  untested: (folds) => `沒有留測試列，用分成 ${folds} 份的交叉驗證代替`,
  row: {
    title: '預測一筆',
    answer: (target) => `預測的${target}`,
    between: (level) => `十次大約有 ${n(level * 10)} 次落在`,
    and: '到',
    end: ' 之間。',
    covered: (share, rows) => `${n(rows)} 筆測試資料裡，有 ${Math.round(share * 100)}% 和預測值相差在這個範圍內。`,
    outside: (name, value, low, high) =>
      `${name}：${value} 超出訓練資料的範圍（${low} 到 ${high}），這個預測值比較不可靠。`,
    unknown: (name, text) => `${name}：訓練資料裡沒有「${text}」。`,
    unread: (name, text) => `${name}：讀不懂「${text}」，當作缺值。`,
    filled: (name, value) => `${name}：沒有填，而訓練資料每一列都有值；改用 ${value}。`,
    scale: '預測值和區間，畫在目標欄的範圍上',
  },
  again: '換一個隨機種子再選',
  take: { model: '下載模型', predictions: '下載全部的預測值' },
  liveDone: (title) => `完成。${title}`,
};
