import { en, type Messages } from './messages.en.ts';
import { shellText } from '../util/escape.ts';
import { count, metric, percent, plain } from './numbers.ts';

const rowsOf = (n: number): string => `${count(n)} 列`;

const reading = {
  encoding: '檔案的編碼；不寫就自動辨認（utf-8、utf-16、big5）',
  delimiter: '分隔符號；不寫就自動辨認（逗號、分號、Tab）',
  'decimal-comma': '把 1,5 讀成一點五',
  'no-header': '第一列就是資料；各欄叫 column1、column2 …',
  header: '第一列是欄名，雖然看起來像數字',
};
const training = {
  target: '要預測的欄',
  features: '用哪些欄來預測；預設：其他全部',
  hidden: '隱藏層，例如 5:relu,3:tanh；預設：沒有，只有一層',
  loss: '預設看目標欄：meanSquaredError、binaryCrossentropy 或 categoricalCrossentropy',
  optimizer: 'adam（預設）、sgd、rmsprop、adagrad、adamw；可加選項，例如 sgd:momentum=0.9',
  'learning-rate': '學習率：每一步改變多少；預設看最佳化方法',
  epochs: '訓練列從頭到尾幾回；預設 50',
  'batch-size': '每一步幾列；預設 32。比列數多就是全部一起',
  'test-size': '留下來測試的：小於 1 的比例，或列數；0 表示不留；預設 0.2',
  'split-seed': '挑選測試列的隨機種子，跟 scikit-learn 相同；預設 42',
  seed: '起始權重和列順序的隨機種子；預設 0',
  scale: '標準化特徵；預設 none（不做）',
  'kernel-initializer': '起始權重：glorotUniform（預設）、heNormal、zeros、constant:0.33 …',
  missing: '遇到缺值：報錯（預設）、略過那一列（drop）、填平均值（mean）',
};
const writing = { force: '允許取代已有的檔案' };

const kernelKinds = { map: '逐格', fold: '彙總', product: '矩陣乘法', gather: '取列', draw: '抽亂數' } as const;

/** The texts of `messages.en.ts` in Taiwan's Chinese. */
export const chinese: Messages = {
  help: {
    product: 'gradsheet：一格一格看得見的深度學習',
    usage: '用法',
    commands: '指令',
    everywhere: '每個指令都有',
    options: '選項',
    optionsTitle: '選項',
    examples: '例子',
    more: '更多說明：gradsheet 指令 --help。結束碼：0 成功，1 你的錯，2 我們的錯，130 按了 Ctrl-C。',
  },
  commands: {
    train: {
      about: '用表格訓練一個網路',
      more: '輸出層、損失函數和指標由目標欄決定：數字、兩類、或更多類。文字欄的每一種文字變成一欄 0 與 1。標準化只用訓練列計算，並跟模型一起存。DIR 裡會有 model.json、weights.safetensors 和 history.csv。',
      examples: en.commands.train.examples,
    },
    predict: {
      about: '用訓練好的模型預測',
      more: '資料來自表格，或直接寫「欄名=值」的一列，都用原來的單位。',
      examples: en.commands.predict.examples,
    },
    evaluate: {
      about: '用表格測試訓練好的模型',
      more: '表格要有所有特徵和目標欄。',
      examples: en.commands.evaluate.examples,
    },
    summary: { about: '看訓練好的模型是什麼', more: '', examples: en.commands.summary.examples },
    plan: {
      about: '看訓練的一步怎麼算：有哪些迴圈，分幾個階段',
      more: '列出每個存進記憶體的值、在它的迴圈裡順便算的東西，以及一步之中哪裡必須等前面算完。同一個階段的迴圈可以同時執行。',
      examples: en.commands.plan.examples,
    },
    sheet: {
      about: '把訓練寫成活公式的活頁簿',
      more: '一步一個區塊：除了資料、起始權重和設定，每個數字都是公式。給 MODEL 的話，會用它的表格把訓練再寫一次；沒寫是哪個表格，就在模型資料夾旁邊和裡面找。最多 500,000 格；計算之前先說大小。',
      examples: en.commands.sheet.examples,
    },
    separable: { about: '兩類的表格是不是線性可分？附證明', more: '', examples: en.commands.separable.examples },
    fit: {
      about: '用精確的導數，讓任何活頁簿的一格變小',
      more: 'CELL 由 RANGES（用逗號分開）裡的數字經公式算出來。這些數字沿著 CELL 的導數走，直到哪個方向都不會更好。最好的值寫進一份副本，公式和樣子不變；斜率說明每一格變動 1，CELL 會變多少。',
      examples: en.commands.fit.examples,
    },
    audit: {
      about: '手工活頁簿的梯度對不對？哪一格不對',
      more: '在 BOOK 裡找出訓練，對它自己的公式微分，重抽權重和資料，把每個更新和精確的導數對照：先列出錯的格和正確的公式，再列出公式沒錯但不妥的地方。BOOK 不會變動。如果格子的角色讀錯了，用 --roles-out 寫出讀到的，改好檔案，再用 --roles 交回來。結束代碼：沒有錯是 0，BOOK 有錯是 1（--fix 在副本裡修好也一樣）。',
      examples: en.commands.audit.examples,
    },
    import: {
      about: '把 sheet 產生的活頁簿讀回成模型',
      more: '手動改過的權重會連同後續的計算一起讀回：模型得到最後一步之後的值，全部重新計算。',
      examples: en.commands.import.examples,
    },
    tutorial: {
      about: '導覽：學生、XOR、女神、激活函數',
      more: '不需要你的檔案，一分鐘看完。活頁簿寫到 DIR（預設 gradsheet-tutorial）。',
      examples: en.commands.tutorial.examples,
    },
  },
  options: {
    common: {
      lang: '語言；預設看 LC_ALL、LC_MESSAGES、LANG',
      json: '標準輸出只有一份 JSON，其他都到標準錯誤',
      help: '顯示這份說明',
    },
    train: {
      ...training,
      ...reading,
      ...writing,
      'validation-split': '訓練列的最後多少比例，每一回訓練完拿來驗證；預設 0，有 --early-stopping 時 0.2',
      'early-stopping': '驗證損失 N 回沒有更好就停，並回到最好的權重',
      on: '用什麼計算：wasm（預設，32 位元）或 reference（64 位元，照定義算）',
      out: '模型存到哪裡；預設是這裡的「表格名-model」',
    },
    predict: {
      ...reading,
      ...writing,
      out: '把資料和預測值寫成 CSV',
      'keep-formulas':
        '寫 FILE.csv 時，=1+1 之類的文字照原樣寫；預設會在前面加一個撇號，試算表就不會把它當公式來算（gradsheet 讀回時會拿掉）',
    },
    evaluate: reading,
    summary: {},
    plan: { 'batch-size': '這一步幾列；預設跟訓練時相同，不然就是 32' },
    sheet: {
      ...training,
      epochs: '寫出訓練列的幾回；預設 5',
      layout: 'block：一步一個區塊，一筆資料一列（預設）；row：一步一列；matrix：權重寫成矩陣，適合較寬的網路',
      exercise: '第一步留白給學習者填，附一張檢查表，依你自己填的數字說「未完成」「正確」「不正確」',
      ...reading,
      ...writing,
      out: '活頁簿檔名',
    },
    separable: { target: '有兩類的那一欄', features: training.features, missing: training.missing, ...reading },
    fit: {
      loss: '要變小的那一格',
      params: '可以變動的格：範圍，用逗號分開',
      goal: 'min（預設）、max，或 CELL 要等於的數字',
      optimizer: 'bfgs（預設），或網路用的：adam、sgd …',
      'learning-rate': '網路用的方法的學習率',
      steps: '最多幾步；預設 500，網路用的方法 2000',
      bounds: '最小值和最大值：全部用一組，或每個範圍一組',
      out: '寫入最好的值的活頁簿',
      ...writing,
    },
    audit: {
      loss: '訓練要變小的那一格；不寫就自動找',
      roles: '你改正過的各格角色',
      'roles-out': '寫出讀到的各格角色，讓你改正',
      fix: '寫一份公式修好的副本，檔案其他部分不變',
      report: '寫一頁畫出工作表的報告，中英文都有，可以看也可以印',
      ...writing,
    },
    import: { out: '模型寫到哪裡', ...writing },
    tutorial: { out: '活頁簿寫到哪裡', ...writing },
  },
  errors: {
    error: '錯誤：',
    warning: '注意：',
    bug: '程式錯誤：',
    bugDetail: (version) =>
      `這不該發生。請把下面幾行回報給我們（gradsheet ${version}，Node ${process.versions.node}）。`,
  },
  table: {
    read: ({ name, table, form }) =>
      `${name}：${rowsOf(table.rows)}、${count(table.columns.length)} 欄（${form.kind === 'xlsx' ? `工作表「${form.sheet}」` : `${form.encoding.toUpperCase()}，${{ ',': '逗號', ';': '分號', '\t': 'Tab' }[form.delimiter] ?? form.delimiter}分隔`}）`,
    emptyRows: (n) => `略過 ${rowsOf(n)}空白列。`,
    warning: (w) => {
      switch (w.code) {
        case 'decimal-comma':
          return `「${w.column}」欄讀成文字，例如「${w.text}」（第 ${w.row} 列）。${w.thousands ? '如果逗號是千分位，請把檔案裡的逗號拿掉。' : ''}如果逗號是小數點，請加 --decimal-comma。`;
        case 'mixed-column':
          return `「${w.column}」欄讀成文字：有 ${w.texts} 格不是數字，第一個是「${w.text}」（第 ${w.row} 列）。`;
        default:
          return w satisfies never;
      }
    },
  },
  data: {
    target: '目標欄',
    features: '特徵',
    split: '資料列',
    targetNumber: (name) => `${name}：數字`,
    targetClasses: (name, classes) =>
      `${name}：${classes.length} 類，${classes
        .slice(0, 8)
        .map((c) => `「${c}」`)
        .join('、')}${classes.length > 8 ? ' …' : ''}`,
    follows: (activation, loss, metrics) => `→ ${activation}、${loss}${metrics === '' ? '' : `、${metrics}`}`,
    splitRows: (train, test, seed) => `訓練 ${count(train)} 列，測試 ${count(test)} 列（切分種子 ${seed}）`,
    allRows: (train) => `全部 ${rowsOf(train)}都用來訓練，沒有留下測試列`,
    heads: ['特徵', '種類', '平均', '標準差', '範圍', '網路看到的'],
    number: '數字',
    category: '文字',
    class: (name) => `「${name}」`,
    oneHot: (values) =>
      `每一種一欄 0/1：${values.slice(0, 6).join('、')}${values.length > 6 ? ` …（${values.length} 種）` : ''}`,
    asIs: '原來的數字',
    scaled: (offset, divisor) => `(x − ${plain(offset)}) / ${plain(divisor)}`,
    batchTooLarge: (batch, rows) =>
      `批次大小 ${count(batch)} 比訓練的 ${rowsOf(rows)}還多：每一回就是一步，全部一起算。`,
    warning: (w) => {
      switch (w.code) {
        case 'constant-column':
          return `「${w.column}」欄在每一列訓練資料都是 ${w.value}：模型從它學不到東西。`;
        case 'uneven-scales':
          return `${w.column} 的起伏是 ${w.smallest} 的 ${count(Number(w.times.toPrecision(2)))} 倍，會蓋過其他特徵，訓練不好。加上 --scale standard。`;
        case 'left-out-column':
          return `「${w.column}」欄不用：${w.rows} 列裡有 ${w.categories} 種文字，只是每一列的名字，新的一列無從學起。真的要用，請以 --features 列出欄名。`;
        case 'many-categories':
          return `「${w.column}」欄在 ${w.rows} 列裡有 ${w.categories} 種文字：大概是名字或編號，學不到東西。用 --features 把它排除。`;
        case 'dropped-rows':
          return `略過有缺值的 ${rowsOf(w.rows)}。`;
        case 'filled-cells':
          return `「${w.column}」欄：${w.cells} 個缺值填入 ${typeof w.value === 'number' ? plain(w.value) : `「${w.value}」`}。`;
        default:
          return w satisfies never;
      }
    },
    droppedRows: (n) => `略過有缺值的 ${rowsOf(n)}。`,
  },
  summary: {
    title: (name) => `模型：「${name}」`,
    heads: ['層（種類）', '輸出形狀', '參數'],
    connected: '接自',
    total: '參數總數',
    trained: '會訓練的',
    fixed: '不訓練的',
    optimizer: '最佳化狀態',
    count: (n, size) => `${count(n)}（${size}）`,
    training: '訓練',
    trainingLine: (optimizer, rate, loss) => `${optimizer}，學習率 ${rate}，${loss}`,
    trainedFor: (epochs, rows) => `${count(epochs)} 回${rows === '' ? '' : `，${rows}`}`,
    lastLoss: (value) => `最後的損失 ${metric(value)}`,
  },
  plan: {
    title: (model, rows, kernels, stages) =>
      `「${model}」訓練的一步，${rowsOf(rows)}：共 ${count(kernels)} 組迴圈，分 ${count(stages)} 個階段`,
    words: {
      prelude: (values) => `最先，用 64 位元計算：${values}`,
      stage: (n) => `第 ${n} 階段`,
      kernel: (kind, loops, reads) => `${kernelKinds[kind]}${loops && `，迴圈 ${loops}`}${reads && `，讀 ${reads}`}`,
    },
    legend: [
      '一組迴圈的最外層可以分段執行；同一個階段的各組迴圈可以同時執行。',
      'x[…]  讀的不是正在寫的那一格',
      '(x)   不寫進記憶體',
      "x'    是下一步的 x",
      '→ x   是這一步的結果：下一步的狀態，或損失',
    ],
  },
  train: {
    epoch: (n, of) => `第 ${String(n).padStart(String(of).length)}/${of} 回`,
    every: (n) => `每 ${n} 回印一行：`,
    along: (n) => `第 ${n} 回`,
    lossTitle: '損失',
    lossTitleLog: '損失（對數刻度）',
    unfinished: (epochs) => `損失還在下降，訓練還沒完成。試試 --epochs ${epochs}，或把 --learning-rate 調大。`,
    stoppedEarly: (epoch, best) => `第 ${epoch} 回後停止：從第 ${best} 回起驗證損失沒有更好，保留那一回的權重。`,
    interrupted: (epoch) => `你在第 ${epoch} 回按了 Ctrl-C；到目前為止學到的都留著。`,
    took: (seconds) => `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} 秒`,
    notFinite: {
      where: (step, epoch) => `訓練，第 ${step} 步（第 ${epoch} 回）`,
      why: (name, value, rate) => `在這之前 ${name} 已經大到 ${plain(value, 3)}：學習率 ${rate} 讓每一步都跨過頭。`,
      whyScale: (column, size, rate) => `${column} 的值大到 ${plain(size)}，學習率 ${rate} 讓每一步都跨過頭。`,
      remedy: '把 --learning-rate 降低，或加上 --scale standard。',
      remedyRate: '把 --learning-rate 降低。',
      kept: '最後一組正常的權重留著。',
    },
    saved: (files) => `已存：${files.join('、')}`,
    next: '接著：',
  },
  test: {
    title: (rows) => `用模型沒看過的 ${rowsOf(rows)}測試`,
    titleOf: (rows) => `用 ${rowsOf(rows)}測試`,
    heads: ['', '模型', '基準', '95 % 區間'],
    always: (value) => `一律猜${value}`,
    guess: (value, always) => `${value}（${always}）`,
    interval: (low, high) => `${low} 到 ${high}`,
    confusion: (actual) => `混淆矩陣（列：實際的 ${actual}，欄：預測）`,
    better: (right, rows, guess) => `比基準好：${rows} 筆答對 ${right} 筆，一律猜同一類會對 ${guess} 筆。`,
    notBetter: (right, guess) => `沒有比基準好：答對 ${right} 筆，一律猜同一類會對 ${guess} 筆。`,
    unsure: (right, rows, guess, low, high) =>
      `還看不出比基準好：答對 ${right} 筆，一律猜同一類會對 ${guess} 筆，但 ${rows} 筆太少，說不準（95 % 區間 ${percent(low, rows)} 到 ${percent(high, rows)}）。`,
    betterNumber: (measure, value, guess) =>
      `比基準好：${measure} ${plain(value)}，一律猜同一個數字是 ${plain(guess)}。`,
    notBetterNumber: (measure, value, guess) =>
      `沒有比基準好：${measure} ${plain(value)}，一律猜同一個數字是 ${plain(guess)}。`,
    unsureNumber: (measure, value, guess, rows, interval) =>
      `還看不出比基準好：${measure} ${plain(value)}，一律猜同一個數字是 ${plain(guess)}，但 ${rows} 筆太少，說不準${interval === '' ? '' : `（改善的 95 % 區間 ${interval}）`}。`,
    mean: '平均',
    median: '中位數',
  },
  predict: {
    prediction: '預測值',
    probability: (name) => `p(${name})`,
    class: (name) => name,
    result: (target, text) => `${target}：${text}`,
    withProbability: (name, p) => `${name}（機率 ${metric(p)}）`,
    written: (rows, file) => `${rowsOf(rows)}資料和預測值已寫到 ${file}。`,
    more: (rows) => `… 還有 ${rowsOf(rows)}；--out 檔名.csv 會全部寫出。`,
  },
  fit: {
    reads: (cell, formulas, params) => `${cell}，可以變動的有 ${count(params)} 格，活頁簿共 ${count(formulas)} 個公式`,
    step: (n, value) => `第 ${n} 步：${plain(value, 8)}`,
    result: (cell, before, after) => `${cell}：${plain(before, 8)} → ${plain(after, 8)}`,
    heads: ['儲存格', '原來', '後來', '目標的斜率'],
    ended: {
      gradient: (steps) => `走了 ${count(steps)} 步，哪個方向都不會更好。`,
      value: (steps) => `走了 ${count(steps)} 步，再走也不會更好：目標在這裡可能有轉折。`,
      edge: (steps) => `走了 ${count(steps)} 步，停在目標還是數字的地方：再走下去，試算表會顯示錯誤（例如 0 的對數）。`,
      steps: (steps) => `到了 ${count(steps)} 步的上限就停了；再多幾步也許更好（--steps）。`,
      stopped: (steps) => `走了 ${count(steps)} 步後由你停止。`,
    },
    written: (file) => `已寫出：${file}`,
  },
  audit: {
    formulas: ['現在', '應為'],
    more: (n) => `… 還有 ${count(n)} 個發現（--report 和 --json 會全部列出）`,
    nothingToFix: (file) => `沒有公式要修，沒有寫出 ${file}。`,
    fixed: (file, cells, left) =>
      `已寫出：${file}，修好 ${count(cells)} 個公式。${left === 0 ? '再檢查一次：沒有錯。' : `再檢查一次：還有 ${count(left)} 個錯。`}`,
    reported: (file) => `已寫出：${file}，一頁的報告。`,
    rolesWritten: (file, book) =>
      `已寫出：${file}。改好之後：gradsheet audit ${shellText(book)} --roles ${shellText(file)}`,
    next: (book) =>
      `接著：gradsheet audit ${shellText(book)} --fix ${shellText(book.replace(/(\.xls[xm])?$/i, '-fixed$1'))}`,
  },
  import: {
    read: (file, steps) => `${file}：gradsheet sheet 寫的訓練，共 ${count(steps)} 步`,
    changed: (n) => (n === 0 ? '權重跟存檔時一樣。' : `有 ${count(n)} 個值跟存檔時不同。`),
  },
  separable: {
    yes: '線性可分。',
    no: '線性不可分。',
    line: (positive) => `這條線把「${positive}」的每一列都放在正的一邊，其他每一列都放在負的一邊：`,
    margin: (margin, distance) => `最近的列：代入是 ${plain(margin)}，離這條線 ${plain(distance)}。`,
    checkedLine: '就用這些數字，以精確的有理數驗算過。',
    proof: (a, b) => `這個點在「${a}」的凸包裡，也在「${b}」的凸包裡，所以沒有一條線能把它們分開：`,
    weights: (name) => `它由「${name}」的這些列混合而成：`,
    checkedPoint: '兩種混合以精確的有理數驗算，完全相等。',
    moreRows: (n) => `… 還有 ${rowsOf(n)}（--json 會全部列出）`,
    row: '列',
    weight: '比重',
  },
  sheet: {
    heldBack: (n) => `保留 ${rowsOf(n)}做驗證，跟訓練這個模型時一樣。`,
    size: (cells, steps) => `活頁簿將有 ${count(steps)} 步、${count(cells)} 格。`,
    written: (file, size) => `已寫出：${file}（${size}）。改一個權重、一格資料或學習率，全部跟著變。`,
  },
};
