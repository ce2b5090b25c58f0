import type { ChartWords } from './messages.en.ts';

export const zh: ChartWords = {
  table: '表格',
  picture: '圖表',
  logarithmic: '對數',
  linear: '線性',
  svg: 'SVG',
  png: 'PNG',
  empty: '還沒有數字。',
  firstRows: (n, of) => `前 ${n} 列，共 ${of} 列。`,
  saveSvg: '存成 SVG',
  savePng: '存成 PNG',
};
