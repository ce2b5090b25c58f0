/** What errors of this folder say, in Taiwan's Chinese: `{0}` is the first `{}` of the English, and so on. */
export const chinese = {
  'an optimizer with a number as its learning rate': '學習率是一個數字的最佳化方法',
  'the schedule {}': '學習率排程 {0}',
  'A schedule decides the rate of every step; give the optimizer a number instead.':
    '排程已經決定每一步的學習率；請改給最佳化方法一個數字。',
  'a function that takes text': '接收文字的函式',
  'one character': '一個字元',
  'a function of the epoch and the rate': '由回數和學習率決定的函式',
  '{}, epoch {}': '{0}，第 {1} 回',
  'a file or folder name': '檔案或資料夾名稱',
  'a function that writes the model': '寫出模型的函式',
  'modelCheckpoint, path "{}"': 'modelCheckpoint，路徑「{0}」',
  'names among {}': '這些名稱：{0}',
  'a format such as :02d or :.3f': ':02d 或 :.3f 這樣的格式',
  'a format such as :.3f for {}': '{0} 用 :.3f 這樣的格式',
  'the name of a loss or metric': '損失或指標的名稱',
  "'min' or 'max' for \"{}\"": "「{0}」要寫 'min' 或 'max'",
  'Only losses and metrics that come with gradsheet are known to be better when small or large.':
    '只有 gradsheet 自己的損失和指標，才知道是小的好還是大的好。',
  'Pass validationSplit or validationData to fit, or monitor "loss".':
    '請在 fit 給 validationSplit 或 validationData，或改成監看 "loss"。',
} as const;
