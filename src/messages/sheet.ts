import type { Language } from './language.ts';

/** What stands in an exported workbook besides labels. */
const en = {
  training: 'Training', losses: 'Loss', predict: 'Predict', about: 'About',
  settings: 'settings', data: 'data', row: 'row',
  epoch: (n: number): string => `Epoch ${n}`,
  batch: (epoch: number, batch: number): string => `Epoch ${epoch}, batch ${batch}`,
  before: 'before', after: 'after', average: 'average', gradient: 'gradient', offset: 'subtract', divisor: 'divide by',
  loss: 'loss', lossNow: 'loss after training', step: 'step', epochColumn: 'epoch',
  hint: 'Bold numbers are typed in: change one and everything follows. All others are formulas.',
  lossTitle: 'Loss', lossHint: 'Each number is the loss cell of its block.',
  predictTitle: 'Predict a new row', predictHint: 'Type your own numbers over the bold ones, in their own units. The weights are those after training.',
  newRow: 'new row', trained: 'after training',
  check: 'Check', notDone: 'NOT DONE', correct: 'CORRECT', incorrect: 'INCORRECT', change: 'change',
  checkHint: 'Fill the yellow cells of the training sheet with formulas. Each answer is judged by your own numbers before it, so a mistake counts once.',
  split: 'split', train: 'train', test: 'test',
  diagnostics: 'Diagnostics', diagnosticsHint: 'One line per step. A dead unit gives 0 for every row; a saturated one stands at a flat end of its function for at least 95 % of them: neither learns.',
  gradientLength: (layer: string): string => `gradient length, ${layer}`, deadUnits: (layer: string, of: number): string => `dead units, ${layer} (of ${of})`, saturatedUnits: (layer: string, of: number): string => `saturated units, ${layer} (of ${of})`, withoutNumber: 'cells without a number',
  aboutTitle: 'About this workbook',
  about1: 'A neural network trained cell by cell. Every number is a formula except data, first weights and settings, which are bold.',
  about2: (rows: string, next: number): string => `To train one more step, copy rows ${rows} and paste them at row ${next}.`,
  about3: 'Made by Gradsheet. The sheet "gradsheet" (hidden) says which cells hold which weights, so that an edited workbook can be read back.',
  colours: 'Colours',
  roles: { data: 'data and targets', parameter: 'weights, biases, settings', activation: 'weighted sums, outputs, predictions', error: 'errors and losses', gradient: 'gradients, weight changes', update: 'updates and what the optimizer keeps' },
};
type Words = typeof en;

const zh: Words = {
  training: '訓練', losses: '損失', predict: '預測', about: '說明',
  settings: '設定', data: '資料', row: '列',
  epoch: (n) => `第 ${n} 回`,
  batch: (epoch, batch) => `第 ${epoch} 回，第 ${batch} 批`,
  before: '更新前', after: '更新後', average: '平均', gradient: '梯度', offset: '減去', divisor: '除以',
  loss: '損失', lossNow: '訓練後的損失', step: '步', epochColumn: '回',
  hint: '粗體的數字是輸入的，改一個，整張表跟著算；其他都是公式。',
  lossTitle: '損失', lossHint: '每個數字就是那一塊的損失。',
  predictTitle: '預測新的一筆', predictHint: '把粗體的數字換成你的，用原來的單位。權重是訓練後的。',
  newRow: '新的一筆', trained: '訓練後',
  check: '檢查', notDone: '未完成', correct: '正確', incorrect: '不正確', change: '變化',
  checkHint: '在訓練工作表的黃色儲存格寫公式。每一格都用你自己前面的數字來判斷，錯一次只算一次。',
  split: '分組', train: '訓練', test: '測試',
  diagnostics: '診斷', diagnosticsHint: '每一步一行。死掉的神經元對每一列都輸出 0；飽和的神經元有 95 % 以上的列停在函數平坦的一端。兩種都學不動。',
  gradientLength: (layer) => `${layer} 的梯度長度`, deadUnits: (layer, of) => `${layer} 死掉的神經元（共 ${of} 個）`, saturatedUnits: (layer, of) => `${layer} 飽和的神經元（共 ${of} 個）`, withoutNumber: '沒有數字的儲存格',
  aboutTitle: '這本活頁簿',
  about1: '一格一格訓練出來的神經網路。除了資料、第一次的權重和設定（粗體），每個數字都是公式。',
  about2: (rows, next) => `要多訓練一步，複製第 ${rows} 列，貼到第 ${next} 列。`,
  about3: '由 Gradsheet 製作。隱藏的工作表「gradsheet」記著哪些儲存格是哪些權重，改過的活頁簿可以讀回來。',
  colours: '顏色',
  roles: { data: '資料、目標', parameter: '權重、偏差值、設定', activation: '加權總和、輸出值、預測值', error: '誤差、損失', gradient: '梯度、權重變化', update: '更新、最佳化方法記住的值' },
};

const words: Readonly<Record<Language, Words>> = { en, 'zh-TW': zh };
export const sheetWords = (language: Language): Words => words[language];
export type SheetWords = Words;
