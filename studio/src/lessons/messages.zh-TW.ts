import type { LessonWords } from './messages.en.ts';
import type { TaskWords } from './lesson.ts';

type Words = Readonly<Record<string, TaskWords>>;

const line: Words = {
  mistake: {
    title: '看權重移動',
    about: () => '感知機把輸入乘上權重、加上偏差值，只問一件事：大於 0 嗎？站錯邊的點才會移動這條線。',
    ask: () => '一點一點走，直到權重改變。',
    check: () => '等待站錯邊的點',
    results: { moved: () => '這個點站錯邊，所以把它的輸入加到權重上，正負號看它該在哪一邊。' },
  },
  settle: {
    title: '走到不再移動',
    about: () => '每個錯的點把線拉一點。整整一回都沒有判錯，線就永遠停在那裡。',
    ask: () => '訓練到有一回完全沒有判錯。',
    check: (f) => `第 ${f['epoch']} 回：${f['points']} 點走了 ${f['seen']} 點，判錯 ${f['mistakes']} 點`,
    results: { settled: () => '有一回完全沒有判錯：每個點都在該在的一邊，再走也不會改變權重。' },
  },
  proof: {
    title: '證明有這樣一條線',
    about: () => '訓練停了是一種證明。另一種證明是一條兩邊都留有空隙的線，用分數精確檢查。',
    ask: () => '要一份證明，讀讀看。',
    check: () => '證明用精確的分數檢查，沒有容許誤差',
    button: '證明',
    results: { shown: () => '一條留有空隙的線：不相信的人可以把點一個一個代進去。' },
  },
  uses: {
    title: '一條線能判斷什麼',
    about: () => '垃圾郵件過濾、信用評分都可以是線性的：每個輸入投贊成或反對，票數相加。',
    ask: () => '下面哪一個，沒有一條線判斷得了？',
    check: () => '選一個',
    options: {
      spam: '垃圾郵件：每個詞投贊成或反對',
      loan: '貸款：收入加分，負債扣分',
      switches: '一盞燈，由兩個開關控制',
    },
    hints: {
      spam: '詞的票數可以相加，一條線就夠。找找看哪些輸入合在一起意思會變。',
      loan: '收入和負債可以相加，一條線就夠。找找看哪些輸入合在一起意思會變。',
    },
    results: { right: () => '對。單獨按一個開關燈會亮，兩個都按就熄了：一個開關代表什麼，要看另一個。' },
  },
};

const xor: Words = {
  guess: {
    title: '它會停下來嗎',
    about: () => '兩個開關的燈：剛好按一個才亮。同樣的感知機，權重都從 0 開始。',
    ask: () => '會不會有一回完全沒有判錯？',
    check: () => '選了才能走',
    options: { yes: '會，過幾回就有', no: '永遠不會' },
  },
  circle: {
    title: '看權重繞回來',
    about: () => '看每一回開始時的權重。同樣的權重遇到同樣的點，走的步就一樣。',
    ask: () => '走到某一回開始時的權重以前出現過。',
    check: (f) => `第 ${f['epoch']} 回開始`,
    results: { circle: () => '權重回到以前的樣子：從這裡起一切重複，沒有盡頭。' },
  },
  proof: {
    title: '證明沒有這樣一條線',
    about: () => '繞圈子只說明這個方法不行。要說每一條線都不行，需要另一個證明。',
    ask: () => '要一份證明，親手驗算。',
    check: () => '兩邊的中點是同一點',
    button: '證明',
    results: { shown: () => '兩個「亮」的點的中點，和兩個「熄」的點的中點，是同一個地方。一條線得讓它同時在兩邊。' },
  },
  layers: {
    title: '讓兩層來做',
    about: () => '兩個隱藏的神經元各畫一條線，輸出把它們合起來。圖上看得到網路在哪裡說「亮」。',
    ask: () => '打開網路，訓練到四列都對。',
    check: (f) => `4 列對了 ${f['right']} 列，損失 ${f['loss']}`,
    results: { solved: () => '四列都對了：一條線做不到的，兩條線合起來做得到。' },
  },
  unit: {
    title: '找出那兩條線',
    about: () => '每個隱藏的神經元都像感知機：有權重、偏差值和一條線，只是從一邊到另一邊彎得平滑。',
    ask: () => '按第一層的一個輸出值 a，看那個神經元的圖。',
    check: () => '等你按 a₁ 或 a₂',
    results: { line: () => '顏色的正中間就是它的線。輸出用自己的權重把兩個神經元加起來。' },
  },
};

const activations: Words = {
  look: {
    title: '看五種函數',
    about: () => '激活函數（啟動函數）把加權總和彎一下；沒有它，再多層也還是一條線。圖上的點是這個網路的總和。',
    ask: () => '在圖下把五種函數都選一遍：sigmoid、tanh、ReLU、Leaky ReLU、softmax。',
    check: (f) => `5 種看了 ${f['seen']} 種`,
    results: { seen: () => '實線是函數，虛線是它的斜率。只有 softmax 要同時看所有神經元。' },
  },
  slope: {
    title: 'sigmoid 在哪裡學得動',
    about: () => '梯度往回傳要乘上斜率。曲線平的地方，幾乎什麼都傳不過去。',
    ask: () => '加權總和是多少時，sigmoid 傳得最多？',
    check: () => '選一個',
    options: { low: 'z = −5', zero: 'z = 0', high: 'z = 5' },
    hints: { flat: '那裡的曲線幾乎是平的。看看虛線的斜率。' },
    results: { right: () => '對，而且就算在那裡也只傳過四分之一：0.25。' },
  },
  vanish: {
    title: '看梯度消失',
    about: (f) =>
      `五個隱藏層都是 sigmoid，每過一層最多剩四分之一：第一層的梯度是 ${f['first']}，最後一層是 ${f['last']}。`,
    ask: () => '打開深的網路，按第 1 層的一個梯度。',
    check: (f) => `最後一層是第一層的 ${f['times']} 倍`,
    results: { tiny: () => '第一層就靠這麼小的數學習，權重幾乎不動。' },
  },
  cure: {
    title: '治好它',
    about: () => 'tanh 在正中間的斜率是 1，ReLU 和它的親戚有一整邊的斜率是 1。',
    ask: () => '在上面的列選另一種激活函數。',
    check: (f) => `第一層 ${f['first']}，最後一層 ${f['last']}`,
    hints: { still: '第一層分到的還不到最後一層的百分之一，換一種試試。' },
    results: { cured: (f) => `現在第一層分到 ${f['first']}，和最後一層差不多。` },
  },
  dead: {
    title: '找出死掉的神經元',
    about: () => '總和小於 0 時 ReLU 輸出 0，斜率也是 0。每一列都小於 0 的神經元，分不到梯度。',
    ask: () => '打開網路，按死掉的那個神經元的輸出值。',
    check: () => '三個裡面有一個',
    hints: { alive: '這個神經元在某一列還有輸出。' },
    results: { found: () => '四列的總和都小於 0：輸出、梯度、變化全是 0。' },
  },
  revive: {
    title: '讓它活過來',
    about: () => 'Leaky ReLU 在小於 0 時讓五分之一通過，梯度就傳得過去。',
    ask: () => '選一種激活函數，讓每個神經元都活著。',
    check: () => '三個神經元都要分到梯度',
    hints: { still: '還有神經元分不到梯度。' },
    results: { alive: () => '它的梯度不再是 0，從現在起它會學。' },
  },
};

const students: Words = {
  guess: {
    title: '猜 w₂ 會往哪邊走',
    about: () => '五位學生、四個參數，權重都從 0.33 開始，偏差值是 0。誤差 y − ŷ 說還差多少。',
    ask: () => '第一步，數學的權重 w₂ 會往哪邊走？',
    check: () => '選了才能走',
    options: { up: '變大', down: '變小', same: '不變' },
  },
  step: {
    title: '走一步，對照算式',
    about: () => '權重移動多少，等於學習率乘上「誤差 × 分數」的平均。分數大、誤差也大的學生拉得最多。',
    ask: (f) => (f['stepped'] ? '按 w₂，讀它的算式。' : '按「走一步」。'),
    check: (f) => (f['stepped'] ? `w₂ 從 ${f['from']} 變成 ${f['to']}` : '還沒走'),
    results: {
      right: (f) => `w₂ ${f['way'] === 'up' ? '變大' : '變小'}了 ${f['by']}，和你猜的一樣。`,
      wrong: (f) => `w₂ ${f['way'] === 'up' ? '變大' : '變小'}了 ${f['by']}，和你猜的不同：看看 Δw₂ 那一欄的正負號。`,
      seen: (f) => `w₂ ${f['way'] === 'up' ? '變大' : '變小'}了 ${f['by']}。`,
    },
  },
  falls: {
    title: '讓損失連續下降三回',
    about: (f) =>
      f['rose']
        ? `公式都對，損失卻從 ${f['first']} 漲到 ${f['now']}。方向沒有錯，是每一步都跨過頭了。`
        : `損失一開始是 ${f['first']}，現在是 ${f['now']}，學習率 ${f['rate']}。`,
    ask: (f) => (f['rose'] ? '換一個學習率，再走三回。' : '走幾步，看損失怎麼變。'),
    check: (f) => `連續下降 ${f['count']} 回，需要 3 回`,
    results: { fell: () => '連續下降三回。學習率低於上限，每一步都更近，只是走得慢。' },
  },
  misaligned: {
    title: '找出沒對齊的儲存格',
    about: () => '同樣的訓練，有人親手打進工作表。損失降得很漂亮，卻有一條公式複製錯了。',
    ask: () => '打開那張工作表，按第一個錯的儲存格。',
    check: () => '比一比 A 列和 B 列的公式',
    button: '打開沒對齊的工作表',
    hints: {
      first: 'A 列是對的，和下一列比比看。',
      earlier: '這條公式是對的，但它讀的數不一定對。再往左看。',
      right: '這條公式是對的。比一比 A 列和 B 列的公式。',
    },
    results: { found: () => '找到了：B 到 E 的預測值沒有加到偏差值，公式往下複製，讀到的是下面的空白儲存格。' },
  },
  predict: {
    title: '預測一位新學生',
    about: () => '訓練好的神經元就是四個數，用它們可以預測沒見過的學生。',
    ask: () => '用學習台上的權重和下面的分數，親手算出 ŷ，填進去。',
    check: () => '相差 0.005 以內',
    hints: { far: '還不對：每個分數乘上它的權重，全部相加，再加偏差值。', number: '請填數字，例如 0.73。' },
    results: { right: (f) => `對了：${f['formula']} = ${f['value']}` },
  },
};

const liked: Words = {
  guess: {
    title: '先猜結果',
    about: () => '100 個人的表格：身高、年齡、收入、體貼、距離，還有是否被喜歡。80 列訓練，20 列測試。',
    ask: () => '20 列測試，網路會答對幾列？',
    check: () => '選了才能走',
    options: { ten: '大約 10 列', fifteen: '大約 15 列', twenty: '幾乎全對' },
  },
  train: {
    title: '訓練 50 回',
    about: (f) => `五個特徵先標準化，五個 ReLU 神經元，一個輸出，每批 10 列，用 Adam。這一批的損失是 ${f['loss']}。`,
    ask: () => '播放，或把時間軸拖到第 50 回。',
    check: (f) => `第 ${f['epoch']} 回，共 50 回`,
    results: { trained: () => '訓練的損失下降了。單看這個，還不知道新的資料會怎樣。' },
  },
  verdict: {
    title: '和基準比一比',
    about: () => '一律猜同一類也會對幾列。網路要明顯更好，才算學到東西。',
    ask: () => '用沒看過的 20 列，看判定結果。',
    check: () => '測試列對一律猜同一類',
    button: '看判定結果',
    results: { shown: (f) => f['sentence'] ?? '' },
  },
  why: {
    title: '說出原因',
    about: () => '加層數、加回數，訓練的損失還會再降，測試卻沒有跟上。',
    ask: () => '為什麼這裡什麼都贏不了擲硬幣？',
    check: () => '選一個',
    options: { layers: '網路的層數太少', epochs: '50 回太少', coins: '「喜歡」這一欄是擲硬幣擲出來的' },
    hints: {
      layers: '層數再多，也只是把 80 列背下來。想想這張表怎麼來的。',
      epochs: '回數再多，也只是把 80 列背下來。想想這張表怎麼來的。',
    },
    results: { right: () => '對。答案是隨機抽的，沒有一欄知道任何事。' },
  },
  code: {
    title: '把同一個程式讀兩遍',
    about: () =>
      '學習台上看到的，寫成程式只有十幾行。TypeScript 在這個網頁裡跑，Keras 在 Python 裡跑，資料列和順序都一樣。',
    ask: () => '打開兩份程式，找出五個神經元是哪一行。',
    check: () => 'TypeScript 和 Keras 並排',
    button: '看程式',
    results: {
      shown: () => 'layers.dense({ units: 5, activation: "relu" }) 和 Dense(5, activation="relu") 就是學習台上的五欄。',
    },
  },
};

const own: Words = {
  load: {
    title: '打開自己的表格',
    about: () => 'CSV、TSV、活頁簿都可以，檔案留在這台電腦。',
    ask: () => '打開「自己的資料」，把檔案拖進去。',
    check: () => '等待表格',
    button: '打開自己的資料',
  },
  train: {
    title: '選目標欄，訓練',
    about: () => '要預測哪一欄，決定了其他一切：一個數、兩類，或更多類。',
    ask: () => '選目標欄，開始訓練。',
    check: () => '等待訓練結束',
    button: '回到自己的資料',
  },
  judge: {
    title: '和基準比一比',
    about: () => '判定結果放在圖的上面，就算讓人失望也一樣。',
    ask: () => '看它在沒看過的列上判定如何，是哪一種？',
    check: () => '等你看判定',
    button: '回到自己的資料',
    options: { better: '比基準好', not: '沒有比基準好' },
    hints: { look: '判定的標題寫得很清楚，區間圖說明原因。' },
  },
  predict: {
    title: '預測一列',
    about: () => '照生活中會遇到的樣子填一列，算式會列出來。',
    ask: () => '預測自己的一列。',
    check: () => '等待預測',
    button: '回到自己的資料',
  },
};

export const zh: LessonWords = {
  lesson: (n, of) => `第 ${n} 課，共 ${of} 課`,
  choose: '選一課',
  titles: ['神經元畫一條線', 'XOR：兩層做得到', '激活函數', '在試算表裡訓練', '把網路用在表格上', '你自己的資料'],
  tasks: [line, xor, activations, students, liked, own],
  open: '在學習台上打開',
  collapse: '收起課程',
  unfold: '展開課程',
  state: { done: '完成', now: '現在', todo: '還沒做' },
  again: '再做一次',
  next: (title) => `下一課：${title}`,
  finished: '這一課的任務都做完了。',
  right: '完成',
  hint: '提示',
  predictForm: { english: '英文', math: '數學', science: '自然', answer: '你的 ŷ', check: '檢查' },
  proof: {
    working: '證明中…',
    failed: '這裡做不出證明。',
    line: (formula) => `${formula} 在一邊都大於 0，在另一邊都小於 0。`,
    margin: (margin) => `每個點離 0 至少 ${margin}。`,
    point: (point) => `兩類在點 ${point} 相遇：`,
    mix: (sum) => `= ${sum}`,
    row: (row) => `點 ${row}`,
    value: (v) => v,
  },
  verdict: {
    working: '測試中…',
    worse: (right, rows, guess) => `沒有比基準好：${rows} 列答對 ${right} 列，一律猜同一類會對 ${guess} 列。`,
    better: (right, rows, guess) => `比基準好：${rows} 列答對 ${right} 列，一律猜同一類會對 ${guess} 列。`,
    interval: (low, high) => `有 95% 的把握，這種資料的正確率在 ${low} 到 ${high} 之間。`,
  },
  code: { typescript: 'TypeScript', keras: 'Keras（Python）', title: '同一個程式，TypeScript 和 Keras', close: '關閉' },
};
