/** What errors of this folder say, in Taiwan's Chinese: `{0}` is the first `{}` of the English, and so on. */
export const chinese = {
  '--cost is for a target of two classes, but "{}" is a number.':
    '--cost 只能用在有兩個類別的目標欄，但「{0}」是數字。',
  '--cost is for two classes, but "{}" has {}.': '--cost 只能用在兩個類別，但「{0}」有 {1} 個類別。',
  '--class-weights (classWeights in a program) is for a target of classes, but "{}" is a number.':
    '--class-weights（程式裡是 classWeights）只能用在分成幾類的目標欄，但「{0}」是數字。',
  'If its numbers stand for classes, say so: --as {}=category, or "as" in a program.':
    '如果這些數字代表類別，請說明：--as {0}=category，程式裡則用「as」。',
  'a target of two classes': '有兩個類別的目標',
  'a target of classes': '分成幾類的目標',
  'a target of numbers above 0, but for at most 1% of the rows': '大於 0 的目標，最多 1% 的列可以是 0',
  'a target of numbers': '數字的目標',
  'numbers of 0 or below': '有 0 或負的數字',
  '{} classes': '{0} 個類別',
  'rows of at least {} different times': '至少 {0} 個不同時間的資料列',
  'at least {} groups': '至少 {0} 組',
  'a date or a number': '日期或數字',
  'a column other than the target': '目標以外的欄',
  "{ by: 'random' }, { by: 'time' }, or { by: 'group', column }":
    "{ by: 'random' }、{ by: 'time' } 或 { by: 'group', column }",
  '{ fp, fn }, two numbers above 0': '{ fp, fn }，兩個大於 0 的數字',
} as const;
