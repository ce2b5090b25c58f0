import type { PictureWords } from './messages.en.ts';

export const zh: PictureWords = {
  surface: (what) => `網路怎麼說：${what}`, unit: (name) => `神經元 ${name}`, output: '輸出', x: '橫軸', y: '縱軸',
  surfaceLabel: (x, y) => `${x} 和 ${y} 上的曲面，以及各點`, point: '列', side: '目標', said: '輸出',
  activation: '激活函數', activationLabel: (name, n) => `${name}、它的斜率，以及這一步的 ${n} 個加權總和`, ofLayer: '層', functionName: '函數', slope: '斜率', sum: 'z', value: 'a',
  histogram: '數字的分布', block: '區塊', from: '從', to: '到', number: '個數', histogramLabel: (block, n) => `${n} 個數的直方圖：${block}`,
  softmaxNote: '旁邊另一個神經元的 z 是 0 時的 softmax。',
};
