// The README's table of figures, from what `npm run bench` measured last.
import { busy, date, figure, machine, measured, rows } from './measured.ts';
import type { Language } from './performance-words.ts';

/** "Keras 3.15.1: 9.97 s" */
function keras(): string {
  const row = rows.find(({ what, value }) => what.startsWith('Keras') && typeof value === 'number');
  if (!row) throw new Error('bench/results/latest.json has no figure of Keras: npm run bench with Keras installed');
  return `Keras ${row.what.replace('Keras ', '').split(' ')[0]}: ${row.value} ${row.unit}`;
}
/** "PyTorch 2.13.0: 311 µs" */
function torch(task: string): string {
  const what = `${task}, PyTorch, 1 thread`;
  return `PyTorch ${measured(what)?.version?.split('+')[0]}: ${figure(what)}`;
}

const words = {
  en: {
    head: ['measured', 'Gradsheet', 'for comparison'],
    whole: 'the training above, whole process',
    step: 'one step of such a network (5 → 5 → 1, batch size 10, Adam, 32-bit)',
    fit: '`fit`, 50 epochs = 400 steps, after such a network was trained once',
    mlp: 'one step of 784 → 128 → 10, batch size 32, Adam',
    size: 'what a web page loads for a dense network (minified, gzip)',
    machine: `${machine.cpu}, ${machine.cores} cores, Node ${machine.node.slice(1)}, ${date}; medians, measured in turn on this machine, one thread each.${busy ? ' The machine was busy at the time.' : ''} Whole process: ${figure('times faster than Keras')} as fast; most of Keras's time goes into loading it. \`npm run bench\` measures your machine. More libraries, what was aimed at, and how a step becomes fast: [Performance](docs/performance.md).`,
  },
  'zh-TW': {
    head: ['項目', 'Gradsheet', '比較'],
    whole: '上面的訓練，從執行到結束',
    step: '這樣的網路的一步（5 → 5 → 1、一批 10 列、Adam、32 位元）',
    fit: '`fit`，50 回 = 400 步，同樣的網路訓練過一次之後',
    mlp: '784 → 128 → 10 的一步，一批 32 列、Adam',
    size: '網頁載入全連接網路的大小（壓縮後）',
    machine: `${machine.cpu}，${machine.cores} 核心，Node ${machine.node.slice(1)}，${date}；都是中位數，在同一台電腦上輪流測量，各用一個執行緒。${busy ? '測量的時候，電腦正在做別的事。' : ''}從執行到結束，Keras 花的時間是 ${figure('times faster than Keras').replace(' ×', '')} 倍，大多用在載入。\`npm run bench\` 可以測量你的電腦。更多函式庫、目標是多少、一步怎麼變快：[效能](docs/performance.zh-TW.md)。`,
  },
};

export function figures(language: Language): string {
  const t = words[language];
  const body = [
    t.head,
    ['---', '--:', '--:'],
    [t.whole, figure('gradsheet train liked.csv, whole process'), keras()],
    [t.step, figure('W2, Gradsheet'), torch('W2')],
    [t.fit, figure('W2 fit, Gradsheet'), torch('W2 fit')],
    [t.mlp, figure('W3 b32, Gradsheet'), torch('W3 b32')],
    [t.size, figure('a dense network'), '–'],
  ];
  return `${body.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n${t.machine}`;
}

const BEGIN = '<!-- figures: from bench/results/latest.json, written by npm test -- test/docs.test.ts -u -->';
const END = '<!-- end of figures -->';
export function withFigures(page: string, language: Language): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  return from < 0 || to < 0
    ? page
    : `${page.slice(0, from + BEGIN.length)}\n\n${figures(language)}\n\n${page.slice(to)}`;
}
