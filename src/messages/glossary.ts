import type { Language } from './language.ts';

/**
 * One word for one thing, in each language. `also` are the words of other people, which readers of workbooks meet too.
 */
export interface Term {
  readonly en: string;
  readonly 'zh-TW': string;
  readonly also?: readonly string[];
}

/** Every term once. Texts use these words and no synonym. */
export const glossary = {
  weight: { en: 'weight', 'zh-TW': '權重' },
  bias: { en: 'bias', 'zh-TW': '偏差值', also: ['偏置項', '偏置'] },
  parameter: { en: 'parameter', 'zh-TW': '參數' },
  kernel: { en: 'kernel', 'zh-TW': '權重矩陣' },
  layer: { en: 'layer', 'zh-TW': '層' },
  unit: { en: 'unit', 'zh-TW': '神經元' },
  model: { en: 'model', 'zh-TW': '模型' },
  network: { en: 'network', 'zh-TW': '網路' },
  optimizer: { en: 'optimizer', 'zh-TW': '最佳化方法', also: ['優化器'] },
  learningRate: { en: 'learning rate', 'zh-TW': '學習率' },
  loss: { en: 'loss', 'zh-TW': '損失' },
  lossFunction: { en: 'loss function', 'zh-TW': '損失函數' },
  metric: { en: 'metric', 'zh-TW': '指標' },
  activationFunction: { en: 'activation function', 'zh-TW': '激活函數', also: ['啟動函數', 'activation'] },
  activation: { en: 'activation', 'zh-TW': '輸出值' },
  preactivation: { en: 'weighted sum', 'zh-TW': '加權總和' },
  gradient: { en: 'gradient', 'zh-TW': '梯度' },
  backpropagation: { en: 'backpropagation', 'zh-TW': '反向傳播' },
  chainRule: { en: 'chain rule', 'zh-TW': '連鎖律', also: ['鏈鎖率', '鏈式法則'] },
  forward: { en: 'forward', 'zh-TW': '前向' },
  backward: { en: 'backward', 'zh-TW': '反向' },
  update: { en: 'update', 'zh-TW': '更新' },
  prediction: { en: 'prediction', 'zh-TW': '預測值', also: ['predicted', 'Y_hat'] },
  error: { en: 'error', 'zh-TW': '誤差' },
  squaredError: { en: 'squared error', 'zh-TW': '誤差平方' },
  meanSquaredError: { en: 'mean squared error', 'zh-TW': '平均誤差平方', also: ['均方誤差', 'MSE'] },
  weightChange: { en: 'weight change', 'zh-TW': '權重變化', also: ['Δw', 'dw'] },
  average: { en: 'average', 'zh-TW': '平均' },
  epoch: { en: 'epoch', 'zh-TW': '回', also: ['epoch', '週期', '輪'] },
  step: { en: 'step', 'zh-TW': '步' },
  batch: { en: 'batch', 'zh-TW': '批次' },
  sample: { en: 'sample', 'zh-TW': '一筆' },
  trainingSet: { en: 'training set', 'zh-TW': '訓練集' },
  testSet: { en: 'test set', 'zh-TW': '測試集' },
  validationSet: { en: 'validation set', 'zh-TW': '驗證集' },
  table: { en: 'table', 'zh-TW': '表格' },
  row: { en: 'row', 'zh-TW': '列' },
  column: { en: 'column', 'zh-TW': '欄' },
  cell: { en: 'cell', 'zh-TW': '儲存格' },
  sheet: { en: 'sheet', 'zh-TW': '工作表' },
  workbook: { en: 'workbook', 'zh-TW': '活頁簿' },
  formula: { en: 'formula', 'zh-TW': '公式' },
  feature: { en: 'feature', 'zh-TW': '特徵' },
  target: { en: 'target', 'zh-TW': '目標欄' },
  scaling: { en: 'scaling', 'zh-TW': '縮放' },
  category: { en: 'category', 'zh-TW': '類別' },
  converge: { en: 'converge', 'zh-TW': '收斂' },
  diverge: { en: 'diverge', 'zh-TW': '發散' },
  overfitting: { en: 'overfitting', 'zh-TW': '過度擬合' },
  vanishingGradient: { en: 'vanishing gradient', 'zh-TW': '梯度消失' },
  deadUnit: { en: 'dead unit', 'zh-TW': '死掉的神經元' },
  linearlySeparable: { en: 'linearly separable', 'zh-TW': '線性可分' },
  perceptron: { en: 'perceptron', 'zh-TW': '感知機' },
  confusionMatrix: { en: 'confusion matrix', 'zh-TW': '混淆矩陣' },
  accuracy: { en: 'accuracy', 'zh-TW': '正確率' },
  baseline: { en: 'baseline', 'zh-TW': '基準' },
  seed: { en: 'seed', 'zh-TW': '隨機種子' },
  branch: { en: 'branch', 'zh-TW': '分支' },
  shareLink: { en: 'share link', 'zh-TW': '分享連結' },
  probability: { en: 'probability', 'zh-TW': '機率' },
  shape: { en: 'shape', 'zh-TW': '形狀' },
} as const satisfies Record<string, Term>;

export type TermName = keyof typeof glossary;

/** `term('bias', 'zh-TW')` → `'偏差值'` */
export const term = (name: TermName, language: Language): string => glossary[name][language];
