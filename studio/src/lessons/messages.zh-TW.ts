import type { LessonWords } from './messages.en.ts';
import type { TaskWords } from './lesson.ts';

type Words = Readonly<Record<string, TaskWords>>;

const line: Words = {
  mistake: {
    title: '看權重移動',
    about: () => '感知機把輸入乘上權重、加上偏差值，再看結果是不是大於 0。只有站錯邊的點才會移動這條線。',
    ask: () => '一次走一個點，直到權重改變。',
    check: () => '等待站錯邊的點',
    results: { moved: () => '這個點站錯邊，所以把它的輸入加到權重上，正負號看它該在哪一邊。' },
  },
  settle: {
    title: '訓練到不再移動',
    about: () => '每個站錯邊的點會把線移動一點。只要有一回（epoch，所有的點各用一次）完全沒有判錯，線就停在那裡。',
    ask: () => '訓練到有一回完全沒有判錯。',
    check: (f) => `第 ${f['epoch']} 回：${f['points']} 個點走了 ${f['seen']} 個，判錯 ${f['mistakes']} 個`,
    results: { settled: () => '有一回完全沒有判錯：每個點都在該在的一邊，再走也不會改變權重。' },
  },
  proof: {
    title: '證明有這樣一條線',
    about: () => '訓練停下來就是一種證明。另一種證明是一條兩邊都有空隙的線，用分數精確檢查。',
    ask: () => '按「證明」，看看內容。',
    check: () => '證明用精確的分數檢查，沒有容許誤差',
    button: '證明',
    results: { shown: () => '一條兩邊都有空隙的線。你可以把點一個一個代進去檢查。' },
  },
  uses: {
    title: '一條線能判斷什麼',
    about: () => '垃圾郵件過濾、信用評分都可以是線性的：每個輸入投贊成票或反對票，票數相加。',
    ask: () => '下面哪一個不能用一條線判斷？',
    check: () => '選一個答案',
    options: {
      spam: '垃圾郵件：每個詞投贊成票或反對票',
      loan: '貸款：收入加分，負債扣分',
      switches: '一盞燈，由兩個開關控制',
    },
    hints: {
      spam: '每個詞的票數可以相加，一條線就能判斷。找找看，哪些輸入合在一起意思會變。',
      loan: '收入和負債可以相加，一條線就能判斷。找找看，哪些輸入合在一起意思會變。',
    },
    results: { right: () => '對。單獨按一個開關燈會亮，兩個都按就熄了：一個開關代表什麼，要看另一個。' },
  },
};

const xor: Words = {
  guess: {
    title: '它會停下來嗎',
    about: () => '兩個開關的燈：剛好按下一個才亮。感知機和前面一樣，權重都從 0 開始。',
    ask: () => '會不會有一回（epoch，所有的點各用一次）完全沒有判錯？',
    check: () => '先選，才能按「走一步」',
    options: { yes: '會，過幾回就有', no: '永遠不會' },
  },
  circle: {
    title: '看權重繞回來',
    about: () => '看每一回開始時的權重。同樣的權重遇到同樣的點，下一步就一樣。',
    ask: () => '走到某一回開始時的權重，和之前某一回開始時相同。',
    check: (f) => `第 ${f['epoch']} 回開始`,
    results: { circle: () => '同樣的權重又出現了：從這裡開始，一切都會不停重複。' },
  },
  proof: {
    title: '證明沒有這樣一條線',
    about: () => '權重重複，只表示這個方法不行。要證明每一條線都不行，需要另一個證明。',
    ask: () => '按「證明」，親手驗算。',
    check: () => '兩類的中點是同一點',
    button: '證明',
    results: {
      shown: () => '兩個「亮」的點的中點，也是兩個「熄」的點的中點。如果有這樣一條線，這個點就要同時在線的兩邊。',
    },
  },
  layers: {
    title: '用兩層來解',
    about: () => '兩個隱藏的神經元各畫一條線，輸出把它們合起來。圖上看得到網路在哪裡預測「亮」。',
    ask: () => '開啟網路，訓練到四列都對。',
    check: (f) => `4 列對了 ${f['right']} 列，損失 ${f['loss']}`,
    results: { solved: () => '四列都對了：一條線做不到的，兩條線合起來做得到。' },
  },
  unit: {
    title: '找出那兩條線',
    about: () => '每個隱藏的神經元都像感知機：有權重、偏差值和一條線，只是從一邊到另一邊彎得平滑。',
    ask: () => '按第一層的一個輸出值 a，看那個神經元的圖。',
    check: () => '按 a₁ 或 a₂',
    results: { line: () => '兩種顏色的交界就是它的線。輸出用自己的權重把兩個神經元加起來。' },
  },
};

const activations: Words = {
  look: {
    title: '看五種函數',
    about: () => '激活函數（啟動函數）把加權總和變成彎的；沒有它，再多層也只是一條線。圖上的點是這個網路的加權總和。',
    ask: () => '在圖的下方把五種函數都選一遍：sigmoid、tanh、ReLU、Leaky ReLU、softmax。',
    check: (f) => `5 種看了 ${f['seen']} 種`,
    results: { seen: () => '實線是函數，虛線是它的斜率。只有 softmax 和所有的神經元都有關。' },
  },
  slope: {
    title: 'sigmoid 在哪裡學得動',
    about: () => '梯度往回傳時要乘上斜率。曲線平的地方，幾乎傳不過去。',
    ask: () => '加權總和是多少時，sigmoid 讓最多梯度通過？',
    check: () => '選一個答案',
    options: { low: 'z = −5', zero: 'z = 0', high: 'z = 5' },
    hints: { flat: '那裡的曲線幾乎是平的。看看虛線的斜率。' },
    results: { right: () => '對，而且就算在那裡，也只有四分之一通過：0.25。' },
  },
  vanish: {
    title: '看梯度消失',
    about: (f) =>
      `五個隱藏層都是 sigmoid，每個 sigmoid 最多讓四分之一的梯度通過：第一層的梯度是 ${f['first']}，最後一層是 ${f['last']}。`,
    ask: () => '開啟深的網路，按第 1 層的一個梯度。',
    check: (f) => `最後一層的梯度是第一層的 ${f['times']} 倍`,
    results: { tiny: () => '第一層只能靠這麼小的梯度學習，權重幾乎不動。' },
  },
  cure: {
    title: '改善它',
    about: () => 'tanh 在 z = 0 的斜率是 1；ReLU 和它的變形在正的一邊，斜率都是 1。',
    ask: () => '在上面的工具列選另一種激活函數。',
    check: (f) => `第一層的梯度 ${f['first']}，最後一層 ${f['last']}`,
    hints: { still: '第一層的梯度還不到最後一層的百分之一，換一種試試。' },
    results: { cured: (f) => `現在第一層的梯度是 ${f['first']}，大小和最後一層差不多。` },
  },
  dead: {
    title: '找出死掉的神經元',
    about: () => '加權總和小於 0 時，ReLU 輸出 0，斜率也是 0。每一列都小於 0 的神經元，得不到梯度。',
    ask: () => '開啟網路，按死掉的神經元的一個輸出值。',
    check: () => '三個神經元裡有一個',
    hints: { alive: '這個神經元至少在一列的輸出大於 0。' },
    results: { found: () => '它的加權總和在四列都小於 0：輸出、梯度、變化全是 0。' },
  },
  revive: {
    title: '讓它活過來',
    about: () => 'Leaky ReLU 在小於 0 時讓五分之一通過，所以梯度傳得過去。',
    ask: () => '選一種激活函數，讓每個神經元都活著。',
    check: () => '三個神經元都要有梯度',
    hints: { still: '還有神經元沒有梯度。' },
    results: { alive: () => '它的梯度不再是 0，從現在起它學得動了。' },
  },
};

const students: Words = {
  guess: {
    title: '預測 w₂ 會變大還是變小',
    about: () => '五位學生、四個參數，權重都從 0.33 開始，偏差值是 0。誤差 y − ŷ 就是還差多少。',
    ask: () => '走第一步時，數學的權重 w₂ 會怎麼變？',
    check: () => '先選，才能按「走一步」',
    options: { up: '變大', down: '變小', same: '不變' },
  },
  step: {
    title: '走一步，對照算式',
    about: () => '權重的變化等於學習率乘上「誤差 × 分數」的平均。分數高、誤差也大的學生影響最大。',
    ask: (f) => (f['stepped'] ? '按 w₂，看它的算式。' : '按「走一步」。'),
    check: (f) => (f['stepped'] ? `w₂ 從 ${f['from']} 變成 ${f['to']}` : '還沒走'),
    results: {
      right: (f) => `w₂ ${f['way'] === 'up' ? '變大' : '變小'}了 ${f['by']}，和你的預測一樣。`,
      wrong: (f) => `w₂ ${f['way'] === 'up' ? '變大' : '變小'}了 ${f['by']}，和你的預測不同：看看 Δw₂ 那一欄的正負號。`,
      seen: (f) => `w₂ ${f['way'] === 'up' ? '變大' : '變小'}了 ${f['by']}。`,
    },
  },
  falls: {
    title: '讓損失連續下降三次',
    about: (f) =>
      f['rose']
        ? `公式都對，損失卻從 ${f['first']} 升到 ${f['now']}。方向沒有錯，是每一步都跨過頭了。`
        : `損失一開始是 ${f['first']}，現在是 ${f['now']}，學習率 ${f['rate']}。`,
    ask: (f) => (f['rose'] ? '換一個學習率，再走三步。' : '走幾步，看損失怎麼變。'),
    check: (f) => `連續下降 ${f['count']} 次，需要 3 次`,
    results: { fell: () => '連續下降三次。學習率低於上限時，每一步都會更接近，只是比較慢。' },
  },
  misaligned: {
    title: '找出沒對齊的儲存格',
    about: () => '同樣的訓練，由人親手輸入工作表。損失降得很漂亮，卻有一個公式複製錯了。',
    ask: () => '開啟那張工作表，按第一個錯的儲存格。',
    check: () => '比較學生 A 和學生 B 的公式',
    button: '開啟沒對齊的工作表',
    hints: {
      first: '學生 A 的公式是對的，和學生 B 的比較看看。',
      earlier: '這個公式是對的，但它讀取的數字不一定對。再往左看。',
      right: '這個公式是對的。請比較學生 A 和學生 B 的公式。',
    },
    results: {
      found: () => '找到了：學生 B 到 E 的預測值沒有加到偏差值。公式往下複製之後，讀到的是偏差值下面的空白儲存格。',
    },
  },
  predict: {
    title: '預測一位新學生',
    about: () => '訓練好的神經元就是四個數字，用它們可以預測沒見過的學生。',
    ask: () => '用實驗台上的權重和下面的分數，親手算出 ŷ，再填進去。',
    check: () => '相差 0.005 以內',
    hints: { far: '還不對：每個分數乘上它的權重，全部相加，再加偏差值。', number: '請填數字，例如 0.73。' },
    results: { right: (f) => `對了：${f['formula']} = ${f['value']}` },
  },
};

const liked: Words = {
  guess: {
    title: '先猜結果',
    about: () => '100 個人的表格：身高、年齡、收入、體貼、距離，還有是否被喜歡。80 列用來訓練，20 列用來測試。',
    ask: () => '20 筆測試資料，網路會答對幾筆？',
    check: () => '先選，才能按「走一步」',
    options: { ten: '大約 10 筆', fifteen: '大約 15 筆', twenty: '幾乎全對' },
  },
  train: {
    title: '訓練 50 回',
    about: (f) =>
      `五個標準化的特徵，五個 ReLU 神經元，一個輸出，每批 10 列，用 Adam。一回（epoch）就是 80 列各用一次。這一批的損失是 ${f['loss']}。`,
    ask: () => '播放，或把時間軸拖到第 50 回。',
    check: (f) => `第 ${f['epoch']} 回，共 50 回`,
    results: { trained: () => '訓練損失下降了。單看這個，還不知道對新的資料準不準。' },
  },
  verdict: {
    title: '和基準比較',
    about: () => '一律猜同一類也會答對幾筆。網路要明顯更好，才算學到東西。',
    ask: () => '看它在沒看過的 20 列上的測試結果。',
    check: () => '測試結果和「一律猜同一類」比較',
    button: '看測試結果',
    results: { shown: (f) => f['sentence'] ?? '' },
  },
  why: {
    title: '找出原因',
    about: () => '加層數、加回數，訓練損失還會再降，測試損失卻沒有跟著降。',
    ask: () => '為什麼任何模型在這裡都贏不了亂猜？',
    check: () => '選一個答案',
    options: { layers: '網路的層數太少', epochs: '50 回太少', coins: '「喜歡」這一欄是擲硬幣擲出來的' },
    hints: {
      layers: '層數再多，也只是把 80 列背下來。想想這張表格怎麼來的。',
      epochs: '回數再多，也只是把 80 列背下來。想想這張表格怎麼來的。',
    },
    results: { right: () => '對。「喜歡」這一欄是隨機產生的，其他欄和它無關。' },
  },
  code: {
    title: '把同一個程式讀兩遍',
    about: () =>
      '你在實驗台上看到的，寫成程式只有十幾行。TypeScript 在這個網頁裡執行，Keras 在 Python 裡執行，資料列和順序都一樣。',
    ask: () => '開啟兩份程式，找出五個神經元是哪一行。',
    check: () => 'TypeScript 和 Keras 並排',
    button: '看程式',
    results: {
      shown: () => 'layers.dense({ units: 5, activation: "relu" }) 和 Dense(5, activation="relu") 就是實驗台上的五欄。',
    },
  },
};

const own: Words = {
  load: {
    title: '開啟自己的表格',
    about: () => 'CSV、TSV、活頁簿都可以，檔案留在這台電腦。',
    ask: () => '開啟「自己的資料」，把檔案拖進去。',
    check: () => '等待表格',
    button: '開啟自己的資料',
  },
  train: {
    title: '選目標欄並訓練',
    about: () => '要預測的欄決定了要做什麼：預測一個數字、分兩類，或分更多類。',
    ask: () => '選目標欄，開始訓練。',
    check: () => '等待訓練結束',
    button: '繼續用自己的資料',
  },
  judge: {
    title: '和基準比較',
    about: () => '結果顯示在圖表上方，就算不如預期也一樣。',
    ask: () => '看它在沒看過的資料上的結果：比基準好，還是沒有？',
    check: () => '選一個答案',
    button: '繼續用自己的資料',
    options: { better: '比基準好', not: '沒有比基準好' },
    hints: { look: '請看結果的標題；信賴區間的圖說明原因。' },
  },
  predict: {
    title: '預測一列',
    about: () => '填一列合理的資料，算式會列出來。',
    ask: () => '填一列，看預測結果。',
    check: () => '等待預測',
    button: '繼續用自己的資料',
  },
};

export const zh: LessonWords = {
  lesson: (n, of) => `第 ${n} 課，共 ${of} 課`,
  choose: '選一課',
  titles: ['神經元畫一條線', 'XOR：兩層做得到', '激活函數', '在試算表裡訓練', '把網路用在表格上', '自己的資料'],
  tasks: [line, xor, activations, students, liked, own],
  open: '在實驗台開啟',
  collapse: '收起課程',
  unfold: '展開課程',
  state: { done: '完成', now: '現在', todo: '還沒做' },
  again: '再做一次',
  next: (title) => `下一課：${title}`,
  finished: '這一課的任務都做完了。',
  right: '完成',
  hint: '提示',
  predictForm: {
    english: '英文',
    math: '數學',
    science: '自然',
    answer: '你的 ŷ',
    check: '檢查',
    misaligned: '現在開著的是沒對齊的工作表，它的權重是用錯的預測值訓練出來的。',
    back: '回到正確的訓練',
  },
  proof: {
    working: '證明中…',
    failed: '這裡算不出證明。',
    line: (formula) => `${formula} 在一邊都大於 0，在另一邊都小於 0。`,
    margin: (margin) => `代入任何一個點，結果離 0 至少 ${margin}。`,
    point: (point) => `兩類在點 ${point} 相遇：`,
    mix: (sum) => `= ${sum}`,
    row: (row) => `點 ${row}`,
    value: (v) => v,
  },
  verdict: {
    working: '測試中…',
    worse: (right, rows, guess) => `沒有比基準好：${rows} 筆答對 ${right} 筆，一律猜同一類會答對 ${guess} 筆。`,
    better: (right, rows, guess) => `比基準好：${rows} 筆答對 ${right} 筆，一律猜同一類會答對 ${guess} 筆。`,
    interval: (low, high) => `正確率的 95% 信賴區間：${low} 到 ${high}。`,
  },
  code: { typescript: 'TypeScript', keras: 'Keras（Python）', title: '同一個程式，TypeScript 和 Keras', close: '關閉' },
};
