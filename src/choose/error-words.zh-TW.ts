/** What errors of this folder say, in Taiwan's Chinese: `{0}` is the first `{}` of the English, and so on. */
export const chinese = {
  costs: '錯誤的嚴重程度',
  'a target of two classes': '有兩個類別的目標',
  '{} classes': '{0} 個類別',
  '{ fp, fn }, two numbers above 0': '{ fp, fn }，兩個大於 0 的數字',
} as const;
