import { count, percent } from '../messages/numbers.ts';
import type { pageEn } from './page-messages.en.ts';

/** The texts of `page-messages.en.ts` in Taiwan's Chinese. */
export const pageChinese: typeof pageEn = {
  title: (target) => `預測「${target}」：結果`,
  table: (name, rows, columns) => `${name === '' ? '' : `${name} · `}${count(rows)} 列，用了 ${count(columns)} 欄`,
  gains: '同樣的資料上好多少，附 95% 信賴區間',
  gainUnit: {
    rmse: '誤差少了',
    logRmse: '誤差少了',
    accuracy: '正確率',
    balancedAccuracy: '各類平均的正確率',
    rocAuc: 'ROC AUC',
    cost: '每列的加權錯誤少了',
  },
  scatter: '預測值和實際值',
  scatterAbout: (shown, rows) =>
    `在對角線上的預測完全正確。${shown < rows ? `${count(rows)} 列裡畫出 ${count(shown)} 列。` : ''}`,
  band: (level) => `底色是原本要涵蓋 ${percent(level, 0)} 的範圍。`,
  actual: '實際',
  predicted: '預測',
  confusion: '混淆矩陣（列：實際，欄：預測）',
  roc: 'ROC 曲線',
  rocAxes: ['其他資料裡誤報的比例', '找到的比例'],
  pr: '精確率和召回率',
  prAxes: ['找到的比例（召回率）', '預測是的裡面，對的比例（精確率）'],
  reliability: '機率準不準？',
  reliabilityAxes: ['預測的機率', '實際發生的比例'],
  reliabilityAbout: '在對角線上，預測 80% 的資料裡有 80% 真的發生。點愈大，資料愈多。',
  curveOf: (name) => `看的是「${name}」這一類。`,
  columns: '每一欄當作什麼',
  notes: '關於這個表格',
  more: (n) => `還有 ${count(n)} 項`,
  footer: '模型由訓練列的交叉驗證選出。這一頁不需要網路連線，也沒有程式碼。',
};
