// The README's table of figures, from what `npm run bench` measured last.
import latest from '../../bench/results/latest.json' with { type: 'json' };

interface Row {
  readonly what: string;
  readonly value: number | string;
  readonly unit: string;
  readonly note?: string;
}
const rows: readonly Row[] = Object.values(latest.workloads).flat();

function value(what: string, whole = false): string {
  const row = rows.find((r) => (whole ? r.what === what : r.what.startsWith(what)));
  if (!row || typeof row.value !== 'number') {
    throw new Error(`bench/results/latest.json has no figure "${what}": npm run bench with Keras installed`);
  }
  return row.unit === '×' ? `${row.value} ×` : `${row.value} ${row.unit.replace(' gzip', '')}`;
}
const keras = (): string =>
  rows
    .find((r) => r.what.startsWith('Keras'))
    ?.what.replace('Keras ', '')
    .split(' ')[0] ?? '';

const words = {
  en: {
    head: ['measured', 'Gradsheet', `Keras ${keras()}`],
    whole: 'the training above, whole process',
    step: 'one step of this network (batch size 10, Adam, 32-bit)',
    fit: '`fit`, 50 epochs = 400 steps, from building the program to the final weights',
    size: 'the core as a web page loads it (minified, gzip)',
    machine: `${latest.machine.cpu}, ${latest.machine.cores} cores, Node ${latest.machine.node.slice(1)}, ${latest.date}; medians, measured in turn on this machine. Whole process: ${value('times faster')} as fast; most of Keras's time goes into loading it. \`npm run bench\` measures your machine.`,
  },
  'zh-TW': {
    head: ['項目', 'Gradsheet', `Keras ${keras()}`],
    whole: '上面的訓練，從執行到結束',
    step: '這個網路的一步（一批 10 列、Adam、32 位元）',
    fit: '`fit`，50 回 = 400 步，從建立訓練程式到得到最後的權重',
    size: '網頁載入的核心（壓縮後）',
    machine: `${latest.machine.cpu}，${latest.machine.cores} 核心，Node ${latest.machine.node.slice(1)}，${latest.date}；都是中位數，在同一台電腦上輪流測量。從執行到結束，Keras 花的時間是 ${value('times faster').replace(' ×', '')} 倍，大多用在載入。\`npm run bench\` 可以測量你的電腦。`,
  },
};

export function figures(language: keyof typeof words): string {
  const t = words[language];
  const body = [
    t.head,
    ['---', '--:', '--:'],
    [t.whole, value('gradsheet train'), value('Keras')],
    [t.step, value('step, f32, 4000'), '–'],
    [t.fit, value('fit, 50 epochs'), '–'],
    [t.size, value('gradsheet', true), '–'],
  ];
  return `${body.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n${t.machine}`;
}

const BEGIN = '<!-- figures: from bench/results/latest.json, written by npm test -- test/docs.test.ts -u -->';
const END = '<!-- end of figures -->';
export function withFigures(page: string, language: keyof typeof words): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  return from < 0 || to < 0
    ? page
    : `${page.slice(0, from + BEGIN.length)}\n\n${figures(language)}\n\n${page.slice(to)}`;
}
