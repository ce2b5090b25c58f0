import type { columnMessages as english } from './column-messages.en.ts';
import { shellText } from '../util/escape.ts';
import { brief } from '../util/text.ts';
import { someNames as namesText } from '../data/some-names.ts';
import { NO_FILL } from '../data/columns/warning.ts';
import { apart, count, plain } from './numbers.ts';

/** After a Chinese character: a number stands apart. */
const shown = (value: number | string): string => (typeof value === 'number' ? ` ${plain(value)}` : `「${value}」`);
const read = { number: '數字', date: '日期', time: '時刻' } as const;
const rowsDropped = (n: number): string => `略過有缺值的 ${count(n)} 列。`;
const withoutTarget = (n: number): string => `略過沒有目標值的 ${count(n)} 列。`;

const someNames = (names: readonly string[]): string => namesText(names, 'zh-TW');

/** What is said of columns and their values. */
export const columnMessages: typeof english = {
  kinds: { number: '數字', category: '分類', date: '日期', time: '時刻', text: '文字' },
  days: (first) => `${first} 起的天數`,
  hours: '零時起的小時數',
  parts: { season: '一年中的時間', weekday: '星期幾', clock: '一天中的時間' },
  words: (columns) => `用到的字詞，雜湊成 ${columns} 欄`,
  grouped: (values) => `少見的 ${count(values)} 種合成一欄 0/1`,
  listed: (parts) => parts.join('；'),
  limits: (low, high) => `限制在 ${plain(low)} … ${plain(high)}`,
  gaps: (rows, mark) => `缺 ${count(rows)} 格${mark ? '，已標記' : ''}`,
  warning: (w) => {
    switch (w.code) {
      case 'constant-column':
        return `「${w.column}」欄在每一列訓練資料都是 ${w.value}，模型從它學不到東西。`;
      case 'uneven-scales':
        return `${w.column} 的變化幅度是 ${w.smallest} 的 ${count(Number(w.times.toPrecision(2)))} 倍，會蓋過其他特徵，訓練效果會變差。請加上 --scale standard。`;
      case 'left-out-column':
        return `「${w.column}」欄不用：${w.rows} 列裡有 ${w.categories} 種文字，只能辨認每一列，對新資料沒有幫助。如果要用，請加上 --as ${shellText(`${w.column}=category`)}。`;
      case 'left-out-rare':
        return `「${w.column}」欄不用：${count(w.categories)} 種文字幾乎都只出現在不到 ${w.least} 列，太少，學不到東西。要用其中的字詞，請加上 --as ${shellText(`${w.column}=text`)}。`;
      case 'left-out-constant':
        return `「${w.column}」欄不用：每一列都是${shown(w.value)}。`;
      case 'left-out-empty':
        return `「${w.column}」欄不用：整欄都沒有值。`;
      case 'left-out-id':
        return `「${w.column}」欄不用：這是編號，幾乎每列都不同，對新資料沒有幫助。如果要用，請加上 --as ${shellText(`${w.column}=number`)}。`;
      case 'only-id':
        return `「${w.column}」欄看起來是編號，幾乎每列都不同。因為沒有別的特徵才用它，對新資料大概沒有幫助。`;
      case 'counts-rows':
        return `「${w.column}」欄就是列的順序。如果沒有別的意義，請加上 --exclude ${shellText(w.column)}。`;
      case 'ambiguous-dates':
        return `「${w.column}」欄：像 ${w.text} 這樣的日期有兩種讀法，這裡當成${w.first === 'day' ? '日' : '月'}在前。寫成 2020-01-31 就不會弄錯。`;
      case 'short-years':
        return `「${w.column}」欄：像 ${w.text} 這樣的日期當成${w.first === 'day' ? '日' : '月'}在前，兩位數的年份當成 1969 到 2068 年，讀成 ${w.value}。如果不對，請把年份寫成四位數。`;
      case 'class-codes':
        return `${w.column} 當作數字來預測，但只有 ${w.least} 到 ${w.most} 這幾種值。如果代表類別，請加上 --as ${shellText(`${w.column}=category`)}。`;
      case 'tells-target':
        return `只看「${w.column}」欄就知道目標（${w.how === 'line' ? '相關係數超過 0.9999' : '沒有一列弄錯'}）。如果預測時還不知道這一欄，請加上 --exclude ${shellText(w.column)}。`;
      case 'computed-target':
        return `${w.column} 就是 ${w.formula}（最多差在四捨五入），不用學就知道。如果預測時還不知道其中某一欄，請排除它，例如 --exclude ${shellText(w.from[0] ?? '')}。`;
      case 'many-categories':
        return `「${w.column}」欄在 ${w.rows} 列裡有 ${w.categories} 種文字：大概是名字或編號，學不到東西。不想用的話，請加上 --exclude ${shellText(w.column)}。`;
      case 'grouped-values':
        return `「${w.column}」欄：${count(w.values)} 種少見的文字合成一欄「其他」。`;
      case 'untrained-classes':
        return w.classes === 1
          ? `${w.column} 的${shown(w.value)}這一類不在訓練資料裡，所以學不到。`
          : `${w.column} 有 ${count(w.classes)} 類（例如${shown(w.value)}）不在訓練資料裡，所以學不到。`;
      case 'dropped-rows':
        return rowsDropped(w.rows);
      case 'no-target-rows':
        return withoutTarget(w.rows);
      case 'limited-cells':
        return `「${w.column}」欄：${count(w.cells)} 個數字離其他的很遠，當作 ${plain(w.low)} 或 ${plain(w.high)}（較近的那一個）。要照原來的數字，請加上 --outliers keep。`;
      case 'unreadable-cells':
        return `「${w.column}」欄：${count(w.cells)} 格讀不成${read[w.kind]}，例如第 ${w.row} 列的「${w.text}」，當作缺值。`;
      case 'filled-cells':
        return `「${w.column}」欄：${w.cells} 個缺值填入${shown(w.value)}。`;
      case 'marked-cells':
        return w.value === NO_FILL
          ? `「${w.column}」欄：${w.cells} 個缺值自成一種值。`
          : `「${w.column}」欄：${w.cells} 個缺值填入${shown(w.value)}，並另用一欄標記。`;
      default:
        return w satisfies never;
    }
  },
  warnings: (code, names) => {
    const columns = `${count(names.length)} 欄`;
    switch (code) {
      case 'constant-column':
        return `有 ${columns}在每一列訓練資料都是同一個值，模型從它們學不到東西：${someNames(names)}。`;
      case 'left-out-column':
        return `有 ${columns}不用，因為幾乎每列的文字都不同：${someNames(names)}。如果要用，請加上 --as 欄名=category。`;
      case 'left-out-rare':
        return `有 ${columns}不用，因為文字幾乎都只出現在少數幾列，學不到東西：${someNames(names)}。要用其中的字詞，請加上 --as 欄名=text。`;
      case 'left-out-constant':
        return `有 ${columns}不用，因為每一列的值都一樣：${someNames(names)}。`;
      case 'left-out-empty':
        return `有 ${columns}不用，因為整欄都沒有值：${someNames(names)}。`;
      case 'left-out-id':
        return `有 ${columns}不用，因為是編號，幾乎每列都不同：${someNames(names)}。如果要用，請加上 --as 欄名=number。`;
      case 'only-id':
        return `有 ${columns}看起來是編號，幾乎每列都不同：${someNames(names)}。因為沒有別的特徵才用它們，對新資料大概沒有幫助。`;
      case 'counts-rows':
        return `有 ${columns}就是列的順序：${someNames(names)}。如果沒有別的意義，請用 --exclude 排除。`;
      case 'ambiguous-dates':
        return `有 ${columns}的日期有兩種讀法：${someNames(names)}。寫成 2020-01-31 就不會弄錯。`;
      case 'short-years':
        return `有 ${columns}的年份只有兩位數，當成 1969 到 2068 年：${someNames(names)}。如果不對，請寫成四位數。`;
      case 'tells-target':
        return `有 ${columns}，只看其中一欄就知道目標：${someNames(names)}。預測時還不知道的欄，請用 --exclude 排除。`;
      case 'many-categories':
        return `有 ${columns}的文字種類很多，大概是名字或編號，學不到東西：${someNames(names)}。不想用的話，請用 --exclude 排除。`;
      case 'grouped-values':
        return `有 ${columns}把少見的文字合成一欄「其他」：${someNames(names)}。`;
      case 'filled-cells':
        return `有 ${columns}的缺值已填補：${someNames(names)}。`;
      case 'marked-cells':
        return `有 ${columns}的缺值已填補並標記：${someNames(names)}。`;
      case 'limited-cells':
        return `有 ${columns}的部分數字離其他的很遠，當作較近的數字：${someNames(names)}。要照原來的數字，請加上 --outliers keep。`;
      case 'unreadable-cells':
        return `有 ${columns}的部分儲存格讀不出來，當作缺值：${someNames(names)}。`;
      default:
        return null;
    }
  },
  notes: (code, names) => {
    const columns = `${count(names.length)} 欄`;
    switch (code) {
      case 'unseen-value':
        return `有 ${columns}出現少見或沒見過的文字，算作「其他」，或不算任何已知的值：${someNames(names)}。`;
      case 'unreadable-value':
        return `有 ${columns}的部分儲存格讀不出來，當作缺值：${someNames(names)}。`;
      case 'filled-value':
        return `有 ${columns}的缺值已填補：${someNames(names)}。`;
      case 'outside-range':
        return `有 ${columns}的值超出訓練資料的範圍，模型在這裡較不可靠：${someNames(names)}。`;
      default:
        return null;
    }
  },
  askClasses: (target, least, most) =>
    `${target} 只有 ${least} 到 ${most} 這幾種值。它們代表類別，還是數字？類別請輸入 c，數字直接按 Enter：`,
  note: (n, row) => {
    switch (n.code) {
      case 'unseen-value':
        return `「${n.column}」欄：${count(n.cells)} 個值${n.other ? '少見或沒見過' : '沒見過'}，例如第 ${row(n.row)} 列的「${n.text}」，${n.other ? '算作「其他」' : '不算任何已知的值'}。`;
      case 'unreadable-value':
        return `「${n.column}」欄：${count(n.cells)} 格讀不成${read[n.kind]}，例如第 ${row(n.row)} 列的「${n.text}」，當作缺值。`;
      case 'filled-value':
        return `「${n.column}」欄：${count(n.cells)} 個缺值（第 ${row(n.row)} 列${n.cells === 1 ? '' : '等'}）填入${shown(n.value)}。`;
      case 'outside-range': {
        const [value, low, high] = apart(n.value, n.low, n.high);
        return `「${n.column}」欄：${count(n.cells)} 個值超出訓練資料的範圍（${low} 到 ${high}），例如第 ${row(n.row)} 列的 ${value}；模型在這裡較不可靠。`;
      }
      case 'empty-text':
        return `「${n.column}」欄：${count(n.cells)} 列沒有文字（第 ${row(n.row)} 列${n.cells === 1 ? '' : '等'}），當作沒有任何字詞。`;
      case 'unseen-words':
        return `「${n.column}」欄：${count(n.cells)} 段文字裡的字詞，訓練資料裡一個都沒有，例如第 ${row(n.row)} 列的「${brief(n.text, 40)}」，所以這一欄在這裡的影響只是碰巧。`;
      case 'unseen-class':
        return `略過 ${count(n.cells)} 列：模型不認得「${n.text}」這一類（第 ${row(n.row)} 列）。`;
      case 'dropped-rows':
        return rowsDropped(n.rows);
      case 'no-target-rows':
        return withoutTarget(n.rows);
      default:
        return n satisfies never;
    }
  },
};
