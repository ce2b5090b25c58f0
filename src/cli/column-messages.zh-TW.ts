import type { columnMessages as english } from './column-messages.en.ts';
import { count, plain } from './numbers.ts';

const shown = (value: number | string): string => (typeof value === 'number' ? plain(value) : `「${value}」`);
const rowsDropped = (n: number): string => `略過有缺值的 ${count(n)} 列。`;

/** What is said of columns and their values. */
export const columnMessages: typeof english = {
  warning: (w) => {
    switch (w.code) {
      case 'constant-column':
        return `「${w.column}」欄在每一列訓練資料都是 ${w.value}，模型從它學不到東西。`;
      case 'uneven-scales':
        return `${w.column} 的變化幅度是 ${w.smallest} 的 ${count(Number(w.times.toPrecision(2)))} 倍，會蓋過其他特徵，訓練效果會變差。請加上 --scale standard。`;
      case 'left-out-column':
        return `「${w.column}」欄不用：${w.rows} 列裡有 ${w.categories} 種文字，只能辨認每一列，對新資料沒有幫助。如果要用，請以 --features 列出欄名。`;
      case 'left-out-constant':
        return `「${w.column}」欄不用：每一列都是 ${shown(w.value)}。`;
      case 'left-out-empty':
        return `「${w.column}」欄不用：整欄都沒有值。`;
      case 'many-categories':
        return `「${w.column}」欄在 ${w.rows} 列裡有 ${w.categories} 種文字：大概是名字或編號，學不到東西。不想用的話，請以 --features 列出其他的欄。`;
      case 'grouped-values':
        return `「${w.column}」欄：${count(w.values)} 種少見的文字合成一欄「其他」。`;
      case 'untrained-classes':
        return w.classes === 1
          ? `${w.column} 的${shown(w.value)}這一類不在訓練資料裡，所以學不到。`
          : `${w.column} 有 ${count(w.classes)} 類（例如${shown(w.value)}）不在訓練資料裡，所以學不到。`;
      case 'dropped-rows':
        return rowsDropped(w.rows);
      case 'filled-cells':
        return `「${w.column}」欄：${w.cells} 個缺值填入 ${shown(w.value)}。`;
      case 'marked-cells':
        return typeof w.value === 'number'
          ? `「${w.column}」欄：${w.cells} 個缺值填入 ${shown(w.value)}，並另用一欄標記。`
          : `「${w.column}」欄：${w.cells} 個缺值自成一種值。`;
      default:
        return w satisfies never;
    }
  },
  note: (n, row) => {
    switch (n.code) {
      case 'unseen-value':
        return `「${n.column}」欄：${count(n.cells)} 個值少見或沒見過，例如第 ${row(n.row)} 列的「${n.text}」，${n.other ? '算作「其他」' : '不算任何已知的值'}。`;
      case 'unreadable-value':
        return `「${n.column}」欄：${count(n.cells)} 格讀不成${n.kind === 'number' ? '數字' : '日期'}，例如第 ${row(n.row)} 列的「${n.text}」，當作缺值。`;
      case 'filled-value':
        return `「${n.column}」欄：${count(n.cells)} 個缺值（第 ${row(n.row)} 列${n.cells === 1 ? '' : '等'}）填入 ${shown(n.value)}。`;
      case 'unseen-class':
        return `略過 ${count(n.cells)} 列：模型不認得「${n.text}」這一類（第 ${row(n.row)} 列）。`;
      case 'dropped-rows':
        return rowsDropped(n.rows);
      default:
        return n satisfies never;
    }
  },
};
