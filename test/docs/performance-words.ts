// The words of the figures in docs/performance*.md.
import type { Machine } from './measured.ts';

export type Language = 'en' | 'zh-TW';

const en = {
  goalHead: ['', 'to reach', 'measured', ''],
  and: ' and ',
  comma: '; ',
  colon: ': ',
  because: ' ',
  reached: 'reached',
  notReached: (percent: string) => `not reached: ${percent}% of the aim.`,
  notMeasured: 'not measured',
  void: '(void: its ends differ)',
  units: {
    '×': (v: string) => `${v} ×`,
    ms: (v: string) => `${v} ms`,
    '%': (v: string) => `${v}%`,
    ns: (v: string) => `${v} ns`,
    'rows/s': (v: string) => `${v} rows/s`,
    MB: (v: string) => `${v} MB`,
    power: (v: string) => v,
    KB: (v: string) => `${v} KiB`,
  },
  goals: {
    w1: 'W1, one step: PyTorch’s time divided by ours',
    w2: 'W2, one step: PyTorch’s time divided by ours',
    small: 'W1 and W2: the fastest JavaScript library’s time divided by ours',
    fit: 'W2, a whole `fit` of 400 steps, after such a network was trained once',
    fitTorch: 'the same: PyTorch’s time divided by ours',
    b32: 'W3, batch size 32: PyTorch’s time divided by ours',
    b128: 'W3, batch size 128: PyTorch’s time divided by ours',
    b32Jax: 'W3, batch size 32: jax-js’s time divided by ours',
    b128Jax: 'W3, batch size 128: jax-js’s time divided by ours',
    p512: 'W6, 512 × 512: share of what the processor reaches with 128-bit vectors',
    p1024: 'W6, 1024 × 1024: the same share',
    p512Tf: 'W6, 512 × 512: TensorFlow.js’s time divided by ours',
    p1024Tf: 'W6, 1024 × 1024: TensorFlow.js’s time divided by ours',
    threads128: 'W3, batch size 128: time with one thread divided by time with two',
    threads1024: 'W6, 1024 × 1024: time with one thread divided by time with two',
    functions: 'exp, tanh and sigmoid in 32 bits: the slowest, per number',
    logistic: 'logistic regression, the steps of one epoch: PyTorch’s time divided by ours',
    logisticFit: 'the same as a whole `fit`, which checks the table and copies it',
    stream: 'logistic regression from a CSV file of 1,000,000 rows, reading included',
    streamMemory: 'training on a CSV file of 5,000,000 rows × 20 columns, reading included: memory',
    growth: 'growth: time of a step ∝ parameters to this power, 10³ to 10⁷ parameters',
    memory: 'memory after 10⁶ steps divided by memory after 10⁵',
    size: 'what a web page loads for a dense network (minified, gzip)',
  },
  tasks: {
    'W2 fit': 'W2, whole `fit`',
    'W3 b32': 'W3, batch size 32',
    'W3 b128': 'W3, batch size 128',
    'logistic fit': 'logistic regression, whole `fit`',
    'logistic step': 'logistic regression, one step',
  } as Readonly<Record<string, string>>,
  spread: (list: string) => `Ours from the fastest to the slowest round: ${list}.`,
  machine: ({ cpu, cores, node, vectors }: Machine, date: string) =>
    `${cpu}${vectors && vectors !== 'unknown' ? ` (${vectors})` : ''}, ${cores} cores, Node ${node.slice(1)}, ${date}; one thread unless noted. On processors without AVX-512 the aims for W3 next to PyTorch are 2.2 and 1.15.`,
  busy: (load: number, cores: number) =>
    `**The machine was busy**: ${load} programs on average wanted its ${cores} cores while this was measured. Ratios still hold roughly, since the processes took turns; absolute times are too long, and what needs two threads at once is far too slow.`,
  threads: (name: string) => name,
};

const zh: typeof en = {
  goalHead: ['', '目標', '實測', ''],
  and: '，',
  comma: '；',
  colon: '：',
  because: '',
  reached: '達成',
  notReached: (percent: string) => `未達成：是目標的 ${percent}%。`,
  notMeasured: '還沒有測量',
  void: '（作廢：最後的權重不同）',
  units: {
    '×': (v) => `${v} 倍`,
    ms: (v) => `${v} 毫秒`,
    '%': (v) => `${v}%`,
    ns: (v) => `${v} 奈秒`,
    'rows/s': (v) => `每秒 ${v} 列`,
    MB: (v) => `${v} MB`,
    power: (v) => v,
    KB: (v) => `${v} KiB`,
  },
  goals: {
    w1: 'W1 的一步：PyTorch 的時間 ÷ Gradsheet 的時間',
    w2: 'W2 的一步：PyTorch 的時間 ÷ Gradsheet 的時間',
    small: 'W1 和 W2：最快的 JavaScript 函式庫的時間 ÷ Gradsheet 的時間',
    fit: 'W2：整個 `fit`，400 步，同樣的網路訓練過一次之後',
    fitTorch: '同上：PyTorch 的時間 ÷ Gradsheet 的時間',
    b32: 'W3，批次大小 32：PyTorch 的時間 ÷ Gradsheet 的時間',
    b128: 'W3，批次大小 128：PyTorch 的時間 ÷ Gradsheet 的時間',
    b32Jax: 'W3，批次大小 32：jax-js 的時間 ÷ Gradsheet 的時間',
    b128Jax: 'W3，批次大小 128：jax-js 的時間 ÷ Gradsheet 的時間',
    p512: 'W6，512 × 512：占處理器用 128 位元向量所能達到的比例',
    p1024: 'W6，1024 × 1024：同樣的比例',
    p512Tf: 'W6，512 × 512：TensorFlow.js 的時間 ÷ Gradsheet 的時間',
    p1024Tf: 'W6，1024 × 1024：TensorFlow.js 的時間 ÷ Gradsheet 的時間',
    threads128: 'W3，批次大小 128：一個執行緒的時間 ÷ 兩個執行緒的時間',
    threads1024: 'W6，1024 × 1024：一個執行緒的時間 ÷ 兩個執行緒的時間',
    functions: '32 位元的 exp、tanh、sigmoid：最慢的一個，每個數字',
    logistic: '邏輯迴歸，一回的所有步：PyTorch 的時間 ÷ Gradsheet 的時間',
    logisticFit: '同上，但是整個 `fit`，包括檢查和複製表格',
    stream: '從 1,000,000 列的 CSV 檔案訓練邏輯迴歸，含讀檔',
    streamMemory: '從 5,000,000 列 × 20 欄的 CSV 檔案訓練，含讀檔：記憶體',
    growth: '成長：每一步的時間 ∝ 參數個數的這個次方，10³ 到 10⁷ 個參數',
    memory: '10⁶ 步之後的記憶體 ÷ 10⁵ 步之後的記憶體',
    size: '網頁載入全連接網路的大小（壓縮後）',
  },
  tasks: {
    'W2 fit': 'W2，整個 `fit`',
    'W3 b32': 'W3，批次大小 32',
    'W3 b128': 'W3，批次大小 128',
    'logistic fit': '邏輯迴歸，整個 `fit`',
    'logistic step': '邏輯迴歸，一步',
  },
  spread: (list) => `Gradsheet 最快和最慢的一輪：${list}。`,
  busy: (load, cores) =>
    `**電腦正在做別的事**：測量的時候，平均有 ${load} 個程式在爭用 ${cores} 個核心。因為輪流測量，倍數大致可信；時間本身偏長，需要同時用兩個執行緒的項目更是慢得多。`,
  threads: (name) => name.replace(/, (\d) threads?/, '，$1 個執行緒').replace(', ', '，'),
  machine: ({ cpu, cores, node, vectors }, date) =>
    `${cpu}${vectors && vectors !== 'unknown' ? `（${vectors}）` : ''}，${cores} 核心，Node ${node.slice(1)}，${date}；沒有註明時都是一個執行緒。處理器沒有 AVX-512 時，W3 和 PyTorch 比較的目標是 2.2 和 1.15。`,
};

export const words = { en, 'zh-TW': zh };

/** What stands in the way where a goal is not reached, and what was tried: shown only then. */
type Notes = Readonly<Partial<Record<keyof typeof en.goals, string>>>;
export const notes: Readonly<Record<Language, Notes>> = {
  en: {
    fit: 'Equal programs are compiled once; what is left is tracing the layers, and JavaScript that the engine has not optimized yet ([decision 14](decisions/0014-compiled-once.md)).',
    b32: 'Most of the time goes into matrix products, which run at about 80% of what 128-bit vectors allow ([decision 15](decisions/0015-order-of-sums.md)); PyTorch uses vectors of 256 or 512 bits.',
    b128: 'Nearly all of the time goes into matrix products, which run at about 80% of what 128-bit vectors allow; PyTorch uses vectors of 256 or 512 bits. Packed panels and tiles of other sizes were tried ([decision 15](decisions/0015-order-of-sums.md)).',
    b32Jax: 'Most of the time goes into matrix products, which jax-js runs in WebAssembly, too.',
    b128Jax: 'Nearly all of the time goes into matrix products, which jax-js runs in WebAssembly, too.',
    functions:
      'An earlier run on an idle machine gave 1.9, 2.7 and 2.3 ns ([decision 5](decisions/0005-same-bits.md)).',
    threads128:
      'Two threads keep both cores busy all the time; whatever else the machine does takes from one of them ([decision 16](decisions/0016-threads.md)).',
    threads1024:
      'Two threads keep both cores busy all the time; whatever else the machine does takes from one of them ([decision 16](decisions/0016-threads.md)).',
    stream:
      'Reading takes about half of it, since JavaScript looks at every byte ([decision 17](decisions/0017-reading-large-tables.md)); the rest is looking at the columns, encoding and copying them ([decision 19](decisions/0019-training-in-parts.md)).',
    streamMemory:
      'Of each row 24 bytes stay while a file is read ([decision 19](decisions/0019-training-in-parts.md)).',
    logistic: 'With 20 columns a step reads each number once and computes little with it.',
    logisticFit:
      '`fit` checks that 20 million numbers are finite and copies them into the memory of WebAssembly, which takes several times as long as the steps; the peers start from tensors that are ready.',
  },
  'zh-TW': {
    fit: '相同的程式只編譯一次；剩下的時間用在把層變成程式，以及引擎還沒有最佳化的 JavaScript（[決定 14](decisions/0014-compiled-once.md)，英文）。',
    b32: '時間大多用在矩陣乘法，速度約是 128 位元向量上限的 80%（[決定 15](decisions/0015-order-of-sums.md)，英文）；PyTorch 用的是 256 或 512 位元的向量。',
    b128: '時間幾乎都用在矩陣乘法，速度約是 128 位元向量上限的 80%；PyTorch 用的是 256 或 512 位元的向量。試過先把數字重排再相乘，也試過其他的區塊大小（[決定 15](decisions/0015-order-of-sums.md)，英文）。',
    b32Jax: '時間大多用在矩陣乘法，jax-js 也是用 WebAssembly 計算。',
    b128Jax: '時間幾乎都用在矩陣乘法，jax-js 也是用 WebAssembly 計算。',
    functions: '之前在沒有做別的事的電腦上測得 1.9、2.7 和 2.3 奈秒（[決定 5](decisions/0005-same-bits.md)，英文）。',
    threads128:
      '兩個執行緒會一直占用兩個核心；電腦同時在做的任何事，都會占去其中一個（[決定 16](decisions/0016-threads.md)，英文）。',
    threads1024:
      '兩個執行緒會一直占用兩個核心；電腦同時在做的任何事，都會占去其中一個（[決定 16](decisions/0016-threads.md)，英文）。',
    stream:
      '大約一半的時間用在讀檔，因為 JavaScript 要看過每一個位元組（[決定 17](decisions/0017-reading-large-tables.md)，英文）；其餘用在查看各欄、編碼和複製（[決定 19](decisions/0019-training-in-parts.md)，英文）。',
    streamMemory: '讀檔時，每列還要占 24 個位元組（[決定 19](decisions/0019-training-in-parts.md)，英文）。',
    logistic: '只有 20 欄時，每一步把每個數字讀一次，計算很少。',
    logisticFit:
      '`fit` 會檢查兩千萬個數字，再複製到 WebAssembly 的記憶體，花的時間是所有步的好幾倍；其他函式庫一開始就有現成的張量。',
  },
};
