/** What errors of this folder say, in Taiwan's Chinese: `{0}` is the first `{}` of the English, and so on. */
export const chinese = {
  baseline: '基準',
  'training rows and test rows': '訓練列和測試列',
  '{} predictions': '{0} 個預測值',
  separable: '線性可分檢查',
  'one label for each of the {} rows': '{0} 列各有一個標籤',
  '{} labels': '{0} 個標籤',
  '{} numbers, as in row 0': '跟第 0 列一樣有 {0} 個數字',
  '{}, row {}, feature {}': '{0}，第 {1} 列，特徵 {2}',
  '{}, row {}, label': '{0}，第 {1} 列，標籤',
  '0 or 1': '0 或 1',
  'rows of both classes': '兩類的資料列',
  'no rows': '沒有資料列',
  'only class {}': '單單類別 {0}',
  'With one class there is nothing to separate; check the target column.': '只有一類就沒有東西可以分開；請檢查目標欄。',
} as const;
