import type { Phrases } from './phrases.ts';

/** The texts of errors in Taiwan's Chinese, by their English with `{}` for what changes. */
export const phrases: Phrases = {
  // Places
  'row {}': '第 {0} 列',
  'rows {}': '第 {0} 列',
  'column {}': '「{0}」欄',
  'cell {}': '儲存格 {0}',
  'line {}': '第 {0} 行',
};
