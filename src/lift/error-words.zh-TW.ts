/** What errors of this folder say, in Taiwan's Chinese: `{0}` is the first `{}` of the English, and so on. */
export const chinese = {
  'a formula without a number': '算不出數字的公式',
  'TRUE or FALSE': 'TRUE 或 FALSE',
  'cell "{}"': '儲存格「{0}」',
  'a cell or a range, as B3 or Sheet1!B3:B9': '儲存格或範圍，例如 B3 或 Sheet1!B3:B9',
  'the sheet "{}"': '工作表「{0}」',
} as const;
