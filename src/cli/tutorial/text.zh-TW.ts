import { count, percent, plain } from '../numbers.ts';
import type { TutorialText } from './text.en.ts';

/** The tutorial in Taiwan's Chinese, with the words its readers know. */
export const chinese: TutorialText = {
  head: 'Gradsheet 導覽：一格一格看得懂的神經網路',
  intro: (folder) => `四個小段。下面每個數字都是現在、在這台電腦上算出來的；活頁簿會寫到 ${folder}。`,
  students: {
    title: '1  五位學生，一個神經元',
    story:
      '五位學生有英文、數學、自然的分數，和投資報酬率。一個神經元來預測報酬率：每科分數乘上權重，加起來，再加偏差值。',
    formula: '預測值 = 英文 × w1 + 數學 × w2 + 自然 × w3 + 偏差值',
    columns: ['學生', '英文', '數學', '自然', '報酬率', '預測值', '誤差', '誤差平方'],
    epoch0: '權重都從 0.33 開始，偏差值從 0 開始。這是第 0 回：',
    mse: (value) => `MSE（平均誤差平方）：${value}`,
    step: (rate) =>
      `每一列都說了權重該怎麼變：誤差 × 分數。五列平均起來，乘上學習率（${rate}），加到權重上。這就是一步：`,
    stepRows: ['更新前', '平均變化', '更新後'],
    bias: '偏差值',
    rates: (limit) =>
      `一直重複，用三種方式。學習率 1 的損失愈來愈大：每一步都跨過頭。這五位學生的上限是 ${limit}，比它小，損失才會下降。`,
    runs: { wrong: '格子沒對齊，1', full: '學習率 1', half: '學習率 0.5' },
    epoch: '回',
    along: (n) => `第 ${n} 回`,
    puzzle: (published) => `最右邊一欄是原教學的工作表：學習率 1，第 5 回卻是 ${published}。它的公式是這樣：`,
    blank: '← I3 是空白，應該讀 $I$2',
    explain:
      '偏差值只放在第一列，公式往下複製，B 到 E 讀到的是空白的 I3:I6，所以偏差值是 0。損失照樣下降，看起來什麼都沒錯。',
    converge: (epochs, mse) => `每一格都對、學習率減半，${count(epochs)} 回後 MSE 是 ${mse}。`,
    predict: (marks, value) => `新學生${marks}，預測的報酬率是 ${value}。`,
    marks: (e, m, s) => `英文 ${e}、數學 ${m}、自然 ${s}`,
    sheet: { title: '五位學生，一個神經元', misaligned: '格子沒對齊：偏差值只放在第一列' },
  },
  xor: {
    title: '2  XOR：一個神經元做不到的事',
    story: 'a 和 b 剛好一個是 1，XOR 就是 1。一條線分得開 1 和 0 嗎？',
    perceptron: (epochs, start, length) =>
      `Rosenblatt 的感知機每錯一次就移動它的線。這裡永遠停不下來：${epochs} 回後就繞圈子了。從第 ${start} 步起，每 ${length} 步又回到同樣的權重：`,
    cycle: ['點', 'w1', 'w2', '偏差值', '答錯'],
    yes: '是',
    no: '否',
    proof: '為什麼？這個點是兩個 1 的正中間，也是兩個 0 的正中間。要把兩類分開的線，得把這個點和它自己分開：',
    layers: (epochs) => `兩層就做得到。四個 tanh 隱藏神經元加一個 sigmoid，用 Adam 訓練 ${count(epochs)} 回：`,
    columns: ['a', 'b', 'a XOR b', '預測值'],
    sheet: 'XOR：兩層網路',
  },
  liked: {
    title: '3  女神會喜歡你嗎？一個誠實的答案',
    story: '用 NumPy 的亂數、種子 42 抽出 100 個人：跟 Python 程式的數字一個位元都不差。前五筆：',
    split: (train, test) =>
      `${train} 列訓練、${test} 列測試，切法跟 scikit-learn 一樣。五個 relu 神經元、一個 sigmoid、Adam、50 回、每批 10 列：`,
    columns: ['', '開始的損失', '最後的損失', '測試正確率', '基準'],
    raw: '原來的數字',
    scaled: '加上 --scale standard',
    scales: (column, times, other) =>
      `用原來的數字，${column} 的起伏是 ${other} 的 ${count(times)} 倍：一開始的損失非常大，網路都在忙這一欄。標準化讓它們一樣大。`,
    verdict: (right, rows, guess, low, high) =>
      `標準化後的網路 ${rows} 筆答對 ${right} 筆，${percent(right / rows, rows)}。好嗎？一律猜同一類會對 ${guess} 筆。${rows} 筆對 ${right} 筆，精確的 95 % 區間是 ${percent(low, rows)} 到 ${percent(high, rows)}。`,
    coin: '它什麼都沒學到，因為本來就沒有東西可學：標籤是丟銅板決定的。正確率要放在基準旁邊看，才有意義。',
    predict: (p) =>
      `身高 180、年齡 25、收入 50,000、體貼、住得近：網路說被喜歡的機率是 ${plain(p, 2)}。現在你知道這個數字值多少。`,
    sheet: '女神：第一回',
  },
  activations: {
    title: '4  激活函數（啟動函數），和它們怎麼對待梯度',
    story: '沒有激活函數，疊再多層也只是一條線。從 −4 到 4 的樣子：',
    columns: ['函數', '輸出範圍', '斜率：−5', '0', '5', '十層之後'],
    ranges: { sigmoid: '0 … 1', tanh: '−1 … 1', relu: '0 … ∞', leakyRelu: '−∞ … ∞', softmax: '0 … 1，總和 1' },
    slopes: '梯度往回傳時，每一層都要乘上斜率。十層之後（每層 z = 2）還剩：',
    vanish: (sigmoid, relu) =>
      `sigmoid 只留下 ${sigmoid} 的梯度：梯度消失。relu 留下 ${relu}，但如果每一列的加權總和都是負的，斜率處處是 0：這是死掉的神經元，不會再學。leaky relu 在那裡留了一點斜率。`,
    use: '隱藏層：relu 或 leaky relu，小網路用 tanh。輸出層：兩類用 sigmoid，更多類用 softmax，數字就不用。更多請看 docs/activations.md。',
  },
  end: {
    files: '活頁簿',
    states: { written: '已寫出', unchanged: '沒有變', kept: '你改過，所以沒有動它（--force 會取代）' },
    live: '用 Excel、LibreOffice 或 Google Sheets 打開。每個數字都是公式：改一個權重或學習率，看損失怎麼變。',
    next: '接著用你自己的表格：',
  },
};
