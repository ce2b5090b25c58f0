import { columnMessages } from './column-messages.zh-TW.ts';
import { csvSentence, csvSentenceOfMany, delimiterName } from '../data/csv-sentences.ts';
import { choiceChinese } from '../choose/messages.zh-TW.ts';
import { en, type Messages } from './messages.en.ts';
import { someNames } from '../data/some-names.ts';
import { shellText } from '../util/escape.ts';
import { count, metric, percent, plain, scaled } from './numbers.ts';

const rowsOf = (n: number): string => `${count(n)} 列`;

/** The metrics and losses that a person meets without having named them. */
const metricNames: Readonly<Record<string, string>> = {
  accuracy: '正確率',
  binaryAccuracy: '正確率',
  loss: '損失',
  meanSquaredError: '平均誤差平方',
  mse: '平均誤差平方',
  meanAbsoluteError: '平均絕對誤差',
  mae: '平均絕對誤差',
};

const reading = {
  encoding: '檔案的編碼；不寫就自動辨認（utf-8、utf-16、big5）',
  delimiter: '分隔符號；不寫就自動辨認（逗號、分號、Tab、|，或用 " " 表示任意個空白）',
  'decimal-comma': '把 1,5 當成一點五；整個檔案都這樣寫時會自動辨認',
  thousands: '千分位符號，例如 1,234 的逗號；整欄都這樣寫時會自動辨認',
  'missing-values': '除了 NA、?、#N/A 等常見寫法之外，還有哪些文字代表缺值',
  'skip-rows': '略過最上面幾行；不寫就自動辨認註解和標題',
  'no-header': '第一列就是資料；各欄命名為 column1、column2 …；不寫就自動辨認',
  header: '第一列是欄名，即使看起來像資料',
  sheet: '活頁簿（.xlsx）的工作表；預設是第一張有表格的',
};
const training = {
  target: '要預測的欄',
  features: '用哪些欄來預測；預設：其他有用的欄',
  exclude: '不用的欄',
  as: '指定欄的類型，例如 zip=category：number（數字）、category（分類）、date（日期）、text（文字）、id（編號，不用）',
  hidden: '隱藏層，例如 5:relu,3:tanh；預設沒有',
  loss: '損失函數；預設由目標欄決定：meanSquaredError、binaryCrossentropy 或 categoricalCrossentropy',
  optimizer: '最佳化方法：adam（預設）、sgd、rmsprop、adagrad、adamw、nadam、adamax；可加選項，例如 sgd:momentum=0.9',
  'learning-rate': '學習率：每一步改變多少；預設值由最佳化方法決定',
  epochs: '訓練幾回（epoch，全部訓練列用過一次）；預設 50',
  'batch-size': '每一步用幾列；預設 32。比資料列數大時，一次用全部',
  'test-size': '保留給測試的資料：小於 1 是比例，1 以上是列數，0 是不保留；預設 0.2',
  'split-seed': '挑選測試列的隨機種子，切法和 scikit-learn 相同；預設 42',
  seed: '初始權重和列順序的隨機種子；預設 0',
  scale: '特徵縮放：standard（標準化：平均 0、標準差 1）、minmax（縮到 0 到 1）、none（預設，不做）',
  'kernel-initializer': '初始權重：glorotUniform（預設）、heNormal、zeros、constant:0.33 …',
  outliers:
    '離其他數字很遠的數字：limit 當作上限或下限（四分位數再往外五倍四分位距）；只在它們佔了一半以上的變異數時才這樣做，免得把尺度撐大；keep 照原來的數字。替你選模型時預設是 limit（一條線需要原來的數字時是 keep），否則是 keep',
  missing:
    '遇到缺值時：填入平均值並另用一欄 0/1 標記（mark，預設）、填入平均值（mean）、略過那一列（drop）、停止並顯示錯誤（error；沒見過的文字也算）',
};
const writing = { force: '允許覆寫現有檔案' };

const kernelKinds = {
  map: '逐格',
  fold: '彙總',
  product: '矩陣乘法',
  gather: '取列',
  draw: '產生亂數',
  scan: '時間迴圈',
} as const;

/** The texts of `messages.en.ts` in Taiwan's Chinese. */
export const chinese: Messages = {
  help: {
    product: 'gradsheet：一格一格看得見的深度學習',
    usage: '用法',
    commands: '指令',
    everywhere: '共用選項',
    options: '選項',
    optionsTitle: '選項',
    examples: '範例',
    more: '更多說明：gradsheet COMMAND --help。結束代碼：0 成功；1 輸入或用法有誤；2 gradsheet 本身的錯誤；130 按了 Ctrl-C。',
  },
  commands: {
    train: {
      about: '用表格訓練一個網路',
      more: '輸出層、損失函數和指標由目標欄決定：是數字、兩類，還是更多類。每一欄當成什麼都會列出來：數字、分類（每一種值一欄 0 與 1）、日期（經過的天數，以及會重複的部分）或文字（用到的字詞）；編號、每列相同的欄和空欄不用。可以用 --as 和 --exclude 修改。縮放只用訓練列計算，並和模型一起儲存。model.json、weights.safetensors 和 history.csv 寫在 DIR 裡。',
      examples: en.commands.train.examples,
    },
    predict: {
      about: '用訓練好的模型預測',
      more: '資料來自表格，也可以用「欄名=值」直接寫一列；數字都用原來的單位。和訓練資料對不上的值會列出來，當成缺值或不算任何已知的值；沒寫的值會填補。',
      examples: en.commands.predict.examples,
    },
    evaluate: {
      about: '用表格測試訓練好的模型',
      more: '表格要有所有的特徵欄和目標欄。沒有目標值、或類別不認得的列會略過，並列出來。',
      examples: en.commands.evaluate.examples,
    },
    summary: { about: '顯示模型的各層、參數和訓練方式', more: '', examples: en.commands.summary.examples },
    plan: {
      about: '顯示訓練的一步怎麼算：有哪些迴圈，分成幾個階段',
      more: '列出每個存進記憶體的值、在同一個迴圈裡一起計算的值，以及一步之中哪裡必須等前面算完。同一個階段的迴圈可以同時執行。',
      examples: en.commands.plan.examples,
    },
    sheet: {
      about: '把訓練匯出成含公式的活頁簿',
      more: '一步一個區塊：除了資料、初始權重和設定，每個數字都是公式。如果指定 MODEL，就用它的表格重做當時的訓練；沒有指定表格時，會在模型資料夾旁邊和裡面找。最多 500,000 格；計算之前會先顯示大小。',
      examples: en.commands.sheet.examples,
    },
    separable: { about: '判斷兩類的表格是否線性可分，並附上證明', more: '', examples: en.commands.separable.examples },
    fit: {
      about: '用精確的導數，把活頁簿裡的一格變到最小（或最大、或指定的值）',
      more: 'CELL 由 RANGES（用逗號分開）裡的數字經公式算出來。依照 CELL 的導數一步一步調整這些數字，直到再怎麼調都不會更好。最好的值寫進副本，公式和格式不變；斜率是每一格增加 1 時，CELL 會改變多少。',
      examples: en.commands.fit.examples,
    },
    audit: {
      about: '檢查手工活頁簿的梯度，找出錯的儲存格',
      more: '找出 BOOK 裡的訓練，對它的公式微分，換上隨機的權重和資料，把每個更新和精確的導數比對。先列出錯的儲存格和正確的公式，再列出公式沒錯但有風險的設定。BOOK 不會變動。如果儲存格的角色判斷錯了，先用 --roles-out 存成檔案，改好之後，再用 --roles 讀入。結束代碼：沒有錯誤是 0；BOOK 有錯誤是 1（即使 --fix 已在副本裡修好）。',
      examples: en.commands.audit.examples,
    },
    import: {
      about: '把 gradsheet sheet 寫的活頁簿變回模型',
      more: '讀取你在活頁簿裡改過的權重，後面每一步都重新計算：模型得到最後一步之後的值。',
      examples: en.commands.import.examples,
    },
    tutorial: {
      about: '導覽：五位學生、XOR、誰會被喜歡、激活函數',
      more: '不需要準備檔案，大約一分鐘。活頁簿寫到 DIR（預設 gradsheet-tutorial）。',
      examples: en.commands.tutorial.examples,
    },
  },
  options: {
    common: {
      lang: '語言；預設是系統的語言（LC_ALL、LC_MESSAGES、LANG）',
      json: '標準輸出只寫一份 JSON，其他內容都寫到標準錯誤',
      help: '顯示這份說明',
    },
    train: {
      ...training,
      ...reading,
      ...writing,
      'validation-split': '訓練列最後面的這個比例不訓練，每一回結束時用來驗證；預設 0，有 --early-stopping 時是 0.2',
      'early-stopping': '驗證損失連續 N 回沒有變好就停止，並換回最好的權重',
      buffer:
        '分段讀取表格，放不進記憶體也能訓練，每次打亂這麼多列。超過 256 MiB 的檔案一律分段讀取，每次的列數以總共 8,388,608 個數字為限。這時 --test-size 的預設是 0.2，最多 100,000 列',
      'class-weights': 'balanced：不論各類別有幾列，每個類別一樣重要',
      split:
        '交叉驗證和測試時，哪些列要一起留下：random（隨機）；time 或 time=COL（最晚的列，照列的順序或照某一欄）；group=COL（同一個值的列）。預設是 random；如果日期、年份或受試者之類的欄顯示各列互相有關，就照那一欄，並會說明',
      cost: '兩個類別時，預測錯誤有多嚴重：fp=1,fn=20 表示漏掉第二個類別比誤報嚴重 20 倍；機率多高才預測為第二類，由此決定',
      'target-scale':
        '目標是數字時：linear 照原來的數字學；log 學它的對數，誤差看差了幾倍。如果都是正數，而且少數幾個大到讓其他的都不算數，預設是 log，並會說明；否則是 linear',
      report: '產生一頁有圖的報告，說明模型怎麼選出來、有多準；中英文都有',
      'most-epochs': '每個網路最多訓練幾回；預設看列數而定，到時如果還沒訓練完成會說明',
      time: '試模型最多幾秒；時間到就用目前最好的',
      on: '計算引擎：wasm（預設，32 位元）或 reference（64 位元，完全照定義計算）',
      out: '模型的資料夾；預設是目前資料夾裡的「表格名-model」，已經有了就用「表格名-model-2」等名稱',
      force: '允許覆寫 --out 的資料夾或「表格名-model」裡的模型，以及 --report 的報告；不加就都不動',
    },
    predict: {
      ...reading,
      ...writing,
      out: '把原來的表格加上預測值的欄，寫成這個 CSV 檔；其他的格一字不改',
      'keep-formulas':
        '寫 FILE.csv 時，=1+1 之類的文字保持原樣；預設會在前面加一個單引號，試算表就不會把它當成公式計算（gradsheet 讀檔時會拿掉）',
    },
    evaluate: reading,
    summary: {},
    plan: { 'batch-size': '這一步用幾列；預設和訓練時相同，沒有記錄就是 32' },
    sheet: {
      ...training,
      epochs: '活頁簿裡要寫出幾回；預設 5',
      layout: 'block：一步一個區塊，一筆資料一列（預設）；row：一步一列；matrix：權重寫成矩陣，適合比較寬的網路',
      exercise: '第一步留白，並附一張檢查表，依照你前面填的數字，把每個答案標成「未完成」「正確」或「不正確」',
      ...reading,
      ...writing,
      out: '活頁簿檔名',
    },
    separable: {
      target: '要分成兩類的目標欄',
      features: training.features,
      exclude: training.exclude,
      missing: '遇到缺值時：停止並顯示錯誤（error，預設）、略過那一列（drop）、填入平均值（mean）、填入並標記（mark）',
      ...reading,
    },
    fit: {
      loss: '目標儲存格（要變到最小的那一格）',
      params: '可以變動的格：範圍，用逗號分開',
      goal: 'min（預設）、max，或 CELL 要等於的數字',
      optimizer: 'bfgs（預設），或訓練神經網路的最佳化方法：adam、sgd …',
      'learning-rate': '學習率（bfgs 不用）',
      steps: '最多幾步；預設 500，用 adam、sgd 等方法時 2000',
      bounds: '最小值和最大值：全部用一組，或每個範圍一組',
      out: '輸出的檔名：填入最好的值的副本',
      ...writing,
    },
    audit: {
      loss: '訓練的損失是哪一格；不寫就自動找',
      roles: '從這個檔案讀入儲存格的角色',
      'roles-out': '把判斷出的儲存格角色存成檔案，方便修改',
      fix: '寫出修好的副本，檔案的其他部分不變',
      report: '產生一頁報告，把檢查結果標在工作表上；中英文都有，可以閱讀也可以列印',
      ...writing,
    },
    import: { out: '模型的資料夾', ...writing },
    tutorial: { out: '活頁簿的資料夾', ...writing },
  },
  errors: {
    error: '錯誤：',
    warning: '警告：',
    bug: '程式錯誤：',
    bugDetail: (version) =>
      `這不應該發生。請回報這個問題，並附上下面幾行（gradsheet ${version}，Node ${process.versions.node}）。`,
  },
  table: {
    read: ({ name, table, form }) =>
      `${name}：${rowsOf(table.rows)}、${count(table.columns.length)} 欄（${form.kind === 'json' ? 'JSON' : form.kind === 'parquet' ? 'Parquet' : form.kind === 'xlsx' ? `工作表「${form.sheet}」` : `${form.encoding.toUpperCase()}，${delimiterName(form.delimiter, 'zh-TW')}分隔`}）`,
    emptyRows: (n) => `略過 ${count(n)} 個空白列。`,
    note: '附註：',
    sentence: (w) => csvSentence(w, 'zh-TW'),
    sentences: (code, names) => csvSentenceOfMany(code, names, 'zh-TW'),
    overrule: (option) => `（可用 ${option} 改變。）`,
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
    splitRows: (train, test, seed) => `訓練 ${count(train)} 列，測試 ${count(test)} 列（隨機種子 ${seed}）`,
    allRows: (train) => `全部 ${rowsOf(train)}都用來訓練，沒有測試列`,
    heads: ['特徵', '類型', '平均', '標準差', '範圍', '輸入網路的值'],
    class: (name) => `「${name}」`,
    oneHot: (values) =>
      `每一種一欄 0/1：${values.slice(0, 6).join('、')}${values.length > 6 ? ` …（${values.length} 種）` : ''}`,
    asIs: '不縮放',
    scaled,
    inParts: (asked, rows, of, sampled) =>
      `${asked ? '分段讀取資料列' : '檔案很大，所以分段讀取資料列'}：${rows < of ? `每次打亂 ${rowsOf(rows)}` : '全部一起打亂'}；各欄是什麼，由其中 ${rowsOf(sampled)}判斷。`,
    batchTooLarge: (batch, rows) =>
      `批次大小 ${count(batch)} 比訓練的 ${rowsOf(rows)}還大：每一回只有一步，一次用全部的列。`,
    ...columnMessages,
    withoutTarget: (n) => `略過沒有目標值的 ${rowsOf(n)}。`,
    droppedRows: (n) => `略過有缺值的 ${rowsOf(n)}。`,
  },
  summary: {
    title: (name) => `模型：「${name}」`,
    heads: ['層（類型）', '輸出形狀', '參數'],
    connected: '接自',
    total: '參數總數',
    trained: '可訓練',
    fixed: '不可訓練',
    optimizer: '最佳化方法的狀態',
    count: (n, size) => `${count(n)}（${size}）`,
    training: '訓練',
    trainingLine: (optimizer, rate, loss) => `${optimizer}，學習率 ${rate}，${loss}`,
    trainedFor: (epochs, rows) => `${count(epochs)} 回${rows === '' ? '' : `，${rows}`}`,
    lastLoss: (value) => `最後的損失 ${metric(value)}`,
    chosen: (model) => `用交叉驗證選出：${model}`,
    members: (n) => `模型是 ${n} 個這樣的網路的平均，上面各層裡並排著這些網路。`,
  },
  plan: {
    title: (model, rows, kernels, stages) =>
      `「${model}」訓練的一步，${rowsOf(rows)}：共 ${count(kernels)} 組迴圈，分 ${count(stages)} 個階段`,
    words: {
      prelude: (values) => `首先，用 64 位元計算：${values}`,
      stage: (n) => `第 ${n} 階段`,
      kernel: (kind, loops, reads) => `${kernelKinds[kind]}${loops && `，迴圈 ${loops}`}${reads && `，讀取 ${reads}`}`,
    },
    legend: [
      '一組迴圈的最外層可以分段執行；同一個階段的各組迴圈可以同時執行。',
      'x[…]  讀取的元素和正在寫的不同',
      '(x)   不存進記憶體',
      "x'    是這一步之後的 x",
      '→ x   是這一步的輸出：下一步的狀態，或損失',
    ],
  },
  train: {
    tried: (model) => `試模型中 … ${model}`,
    epoch: (n, of) => `第 ${String(n).padStart(String(of).length)}/${of} 回`,
    every: (n) => `每 ${n} 回印一行：`,
    pace: (rows, left) => `每秒 ${rows} 列${left === undefined ? '' : `，還要 ${left}`}`,
    along: (n) => `第 ${n} 回`,
    lossTitle: '損失',
    lossTitleLog: '損失（對數刻度）',
    unfinished: (epochs) => `損失還在下降，訓練還沒完成。可以試試 --epochs ${epochs}，或把 --learning-rate 調大。`,
    stoppedEarly: (epoch, best) =>
      `第 ${epoch} 回之後停止：第 ${best} 回之後，驗證損失都沒有變好。保留第 ${best} 回的權重。`,
    interrupted: (epoch) => `第 ${epoch} 回時按了 Ctrl-C，訓練停止；到目前為止學到的都會保留。`,
    took: (seconds) => `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} 秒`,
    notFinite: {
      where: (step, epoch) => `訓練，第 ${step} 步（第 ${epoch} 回）`,
      problem: (step, epoch) => `訓練在第 ${step} 步（第 ${epoch} 回）停止：損失變成無限大或無法計算。`,
      why: (name, value, rate) => `當時 ${name} 已經大到 ${plain(value, 3)}：學習率 ${rate} 讓每一步都跨過頭。`,
      whyScale: (column, size, rate) => `${column} 的值大到 ${plain(size)}，學習率 ${rate} 讓每一步都跨過頭。`,
      remedy: '請調低 --learning-rate，或加上 --scale standard。',
      remedyRate: '請調低 --learning-rate。',
      kept: '已儲存最後一組正常的權重。',
    },
    saved: (files) => `已儲存：${files.join('、')}`,
    next: '下一步：',
    newTable: '新資料.csv',
  },
  choice: choiceChinese,
  test: {
    title: (rows) => `用模型沒看過的 ${rowsOf(rows)}測試`,
    titleOf: (rows) => `用 ${rowsOf(rows)}測試`,
    seen: '模型就是用這個表格訓練的，看過這些列，所以看不出對新資料有多準。請改用模型沒看過的資料。',
    heads: ['', '模型', '基準', '95% 信賴區間'],
    always: (value) => `一律猜${value}`,
    guess: (value, always) => `${value}（${always}）`,
    interval: (low, high) => `${low} 到 ${high}`,
    confusion: (actual) => `混淆矩陣（列：實際的 ${actual}，欄：預測）`,
    metric: (name) => metricNames[name] ?? name,
    betterScore: (name, value, always, guess, gain) => `比基準好：${name} ${value}；${always}則是 ${guess}${gain}。`,
    notBetterScore: (name, value, always, guess, gain) =>
      `沒有比基準好：${name} ${value}；${always}則是 ${guess}${gain}。`,
    unsureScore: (name, value, always, guess, gain) =>
      `還看不出比基準好：${name} ${value}；${always}則是 ${guess}，但資料太少，無法確定${gain}。`,
    gain: (low, high) => `（差距的 95% 信賴區間：${low} 到 ${high}）`,
    rare: (share) =>
      `這些資料有 ${share} 屬於同一類，所以正確率沒有什麼意義；比的是模型能不能把各筆資料排出先後（ROC AUC：0.5 和亂猜一樣，1 是完全正確）。`,
    better: (right, rows, guess) => `比基準好：${rows} 筆答對 ${right} 筆；一律猜同一類會答對 ${guess} 筆。`,
    notBetter: (right, guess) => `沒有比基準好：答對 ${right} 筆；一律猜同一類會答對 ${guess} 筆。`,
    unsure: (right, rows, guess, low, high) =>
      `還看不出比基準好：答對 ${right} 筆；一律猜同一類會答對 ${guess} 筆，但 ${rows} 筆太少，無法確定（95% 信賴區間 ${percent(low, rows)} 到 ${percent(high, rows)}）。`,
    betterNumber: (measure, value, guess) =>
      `比基準好：${measure} ${plain(value)}；一律猜同一個數字則是 ${plain(guess)}。`,
    notBetterNumber: (measure, value, guess) =>
      `沒有比基準好：${measure} ${plain(value)}；一律猜同一個數字則是 ${plain(guess)}。`,
    unsureNumber: (measure, value, guess, rows, interval) =>
      `還看不出比基準好：${measure} ${plain(value)}；一律猜同一個數字則是 ${plain(guess)}，但 ${rows} 筆太少，無法確定${interval === '' ? '' : `（改善幅度的 95% 信賴區間：${interval}）`}。`,
    ownBaseline: '基準是照這個表格的列算的：這個模型沒有保留由訓練列算出的基準。',
    mean: '平均',
    median: '中位數',
  },
  predict: {
    prediction: '預測值',
    probability: (name) => `p(${name})`,
    class: (name) => name,
    result: (target, text) => `${target}：${text}`,
    withInterval: (number, low, high) => `${number}（十次有九次落在 ${low} 到 ${high} 之間）`,
    withoutInterval: (number) => `${number}（這一列遠遠超出訓練資料的範圍，無法估計區間）`,
    bare: (rows) => `有 ${rowsOf(rows)}遠遠超出訓練資料的範圍，無法估計區間。`,
    likeliest: '機率',
    hidden: (names) => `有 ${count(names.length)} 欄沒有顯示：${someNames(names, 'zh-TW')}。`,
    withProbability: (name, p) => `${name}（機率 ${metric(p)}）`,
    written: (rows, file) => `已將 ${rowsOf(rows)}資料和預測值寫入 ${file}。`,
    unpredicted: (rows) => `有 ${rowsOf(rows)}沒有預測值，新的欄在這些列留白。`,
    recoded: (encoding) => `檔案存成 Excel 讀得出來的 UTF-8（含 BOM）；原來的表格是 ${encoding.toUpperCase()}。`,
    disarmed: (cells) =>
      `有 ${count(cells)} 格會被試算表當成公式，前面加了撇號。如果要照原樣，請加上 --keep-formulas。`,
    more: (rows) => `… 還有 ${rowsOf(rows)}；--out FILE.csv 會全部寫出。`,
  },
  fit: {
    reads: (cell, formulas, params) => `${cell}，可以變動的有 ${count(params)} 格，活頁簿共 ${count(formulas)} 個公式`,
    step: (n, value) => `第 ${n} 步：${plain(value, 8)}`,
    result: (cell, before, after) => `${cell}：${plain(before, 8)} → ${plain(after, 8)}`,
    heads: ['儲存格', '調整前', '調整後', '目標的斜率'],
    ended: {
      gradient: (steps) => `共 ${count(steps)} 步，完成：再怎麼小幅調整，目標都不會更好。`,
      value: (steps) => `共 ${count(steps)} 步後停止：下一步不會更好，目標在這裡可能有轉折。`,
      edge: (steps) => `共 ${count(steps)} 步後停止：再往前一步，目標就會變成錯誤值（例如 0 的對數）。`,
      steps: (steps) => `到了 ${count(steps)} 步的上限，所以停止；增加步數可能更好（--steps）。`,
      stopped: (steps) => `你在第 ${count(steps)} 步之後停止。`,
    },
    written: (file) => `已寫出：${file}`,
  },
  audit: {
    formulas: ['現在', '應為'],
    more: (n) => `… 還有 ${count(n)} 項檢查結果（--report 和 --json 會全部列出）`,
    nothingToFix: (file) => `沒有需要修正的公式，所以沒有寫出 ${file}。`,
    fixed: (file, cells, left) =>
      `已寫出：${file}，修好 ${count(cells)} 個公式。${left === 0 ? '再檢查一次：沒有錯誤。' : `再檢查一次：還有 ${count(left)} 個錯誤。`}`,
    reported: (file) => `已寫出：${file}（報告）。`,
    rolesWritten: (file, book) =>
      `已寫出：${file}。改好之後執行：gradsheet audit ${shellText(book)} --roles ${shellText(file)}`,
    next: (book) =>
      `下一步：gradsheet audit ${shellText(book)} --fix ${shellText(book.replace(/(\.xls[xm])?$/i, '-fixed$1'))}`,
  },
  import: {
    read: (file, steps) => `${file}：gradsheet sheet 寫的訓練，共 ${count(steps)} 步`,
    changed: (n) => (n === 0 ? '沒有權重被改過。' : `最後一步之後，有 ${count(n)} 個值和存檔時不同。`),
  },
  separable: {
    yes: '線性可分。',
    no: '線性不可分。',
    line: (positive) => `「${positive}」的列全部在這條線的正側，其他的列全部在負側：`,
    margin: (margin, distance) => `最近的列：代入公式得 ±${plain(margin)}，到這條線的距離是 ${plain(distance)}。`,
    checkedLine: '已用分數精確驗算，沒有捨入。',
    proof: (a, b) =>
      `這個點可以由「${a}」的列混合（加權平均）而成，也可以由「${b}」的列混合而成，所以沒有一條線能分開兩類：`,
    weights: (name) => `它由「${name}」的這些列混合而成：`,
    checkedPoint: '已用分數精確驗算：兩種混合完全相等。',
    moreRows: (n) => `… 還有 ${rowsOf(n)}（--json 會全部列出）`,
    row: '列',
    weight: '比重',
  },
  sheet: {
    heldBack: (n) => `保留 ${rowsOf(n)}做驗證，和訓練這個模型時相同。`,
    size: (cells, steps) => `活頁簿會有 ${count(steps)} 步，共 ${count(cells)} 格。`,
    written: (file, size) => `已寫出：${file}（${size}）。改一個權重、一格資料或學習率，全部都會重新計算。`,
  },
};
