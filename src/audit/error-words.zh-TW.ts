/** What errors of this folder say, in Taiwan's Chinese: `{0}` is the first `{}` of the English, and so on. */
export const chinese = {
  'one cell, as Sheet1!H9': '一格，例如 Sheet1!H9',
  'a cell that holds a formula': '有公式的儲存格',
  'names that stand for at most {} characters': '代表最多 {0} 個字元的名稱',
  'ranges, as ["Sheet1!B2:B6"]': '範圍，例如 ["Sheet1!B2:B6"]',
  'cells that hold something': '有內容的儲存格',
  'blank cells': '空白的儲存格',
  'an empty workbook': '空的活頁簿',
  'at most {} roles': '最多 {0} 個角色',
  'roles of at most {} cells': '最多 {0} 格的角色',
  '{}, role {}': '{0}，第 {1} 個角色',
  'a range, as Sheet1!B2:B6': '範圍，例如 Sheet1!B2:B6',
  'a sheet of the workbook: {}': '活頁簿裡的工作表：{0}',
  'Give the cells of one role as one range.': '同一個角色的儲存格請寫成一個範圍。',
} as const;
