import { count, percent, plain } from '../numbers.ts';
import type { TutorialText } from './text.en.ts';

/** The tutorial in Taiwan's Chinese, with the words its readers know. */
export const chinese: TutorialText = {
  head: 'Gradsheet 導覽：一格一格看懂神經網路',
  intro: (folder) => `分成四段。下面每個數字都是現在、在這台電腦上算出來的；活頁簿會寫到 ${folder}。`,
  students: {
    title: '1  五位學生，一個神經元',
    story:
      '五位學生有英文、數學、自然的分數，和投資報酬率。用一個神經元預測報酬率：每科分數乘上權重，全部加起來，再加偏差值。',
    formula: '預測值 = 英文 × w1 + 數學 × w2 + 自然 × w3 + 偏差值',
    columns: ['學生', '英文', '數學', '自然', '報酬率', '預測值', '誤差', '誤差平方'],
    epoch0: '權重都從 0.33 開始，偏差值從 0 開始。全部資料用過一次叫一回（epoch）。這是第 0 回，還沒開始訓練：',
    mse: (value) => `MSE（平均誤差平方）：${value}`,
    step: (rate) =>
      `每一列都替每個權重算出變化：誤差 × 分數。五列平均起來，乘上學習率（${rate}），加到權重上。這就是一步：`,
    stepRows: ['更新前', '平均變化', '更新後'],
    bias: '偏差值',
    rates: (limit) =>
      `重複這一步，比較三種做法。學習率 1 的損失愈來愈大：每一步都跨過頭。這五位學生的學習率上限是 ${limit}；低於上限，損失才會下降。`,
    runs: { wrong: '沒對齊，學習率 1', full: '學習率 1', half: '學習率 0.5' },
    epoch: '回',
    along: (n) => `第 ${n} 回`,
    puzzle: (published) => `最右邊一欄是原教學的工作表：學習率也是 1，第 5 回卻是 ${published}。它的公式是這樣：`,
    blank: '← I3 是空白，應該用 $I$2',
    explain:
      '偏差值只放在第一列。公式往下複製之後，學生 B 到 E 讀到的是空白的 I3:I6，所以偏差值是 0。損失照樣下降，看起來一切正常。',
    converge: (epochs, mse) => `公式全對、學習率減半，${count(epochs)} 回之後 MSE 是 ${mse}。`,
    predict: (marks, value) => `一位新學生的分數是${marks}，預測的報酬率是 ${value}。`,
    marks: (e, m, s) => `英文 ${e}、數學 ${m}、自然 ${s}`,
    sheet: { title: '五位學生，一個神經元', misaligned: '沒對齊的工作表：偏差值只放在第一列' },
  },
  xor: {
    title: '2  XOR：一個神經元做不到的事',
    story: 'a 和 b 剛好有一個是 1，XOR 就是 1。一條線能把 1 和 0 分開嗎？',
    perceptron: (epochs, start, length) =>
      `Rosenblatt 的感知機每答錯一次，就移動它的線。這裡永遠停不下來：${epochs} 回之後就在繞圈子。從第 ${start} 步起，每 ${length} 步又回到同樣的權重：`,
    cycle: ['點', 'w1', 'w2', '偏差值', '答錯'],
    yes: '是',
    no: '否',
    proof:
      '為什麼？這個點是兩個 1 的正中間，也是兩個 0 的正中間。如果有一條線能分開兩類，這個點就得同時在線的兩邊，這不可能：',
    layers: (epochs) => `兩層就做得到：四個 tanh 隱藏神經元，加一個 sigmoid 神經元，用 Adam 訓練 ${count(epochs)} 回：`,
    columns: ['a', 'b', 'a XOR b', '預測值'],
    sheet: 'XOR：兩層網路',
  },
  liked: {
    title: '3  誰會被喜歡？和基準比一比',
    story: '用 NumPy 的亂數（隨機種子 42）產生 100 個人，和 Python 程式的數字位元完全相同。前五筆：',
    split: (train, test) =>
      `${train} 列訓練、${test} 列測試，切法和 scikit-learn 相同。五個 relu 神經元、一個 sigmoid 神經元，用 Adam 訓練 50 回，每批 10 列：`,
    columns: ['', '最初的損失', '最後的損失', '測試正確率', '基準'],
    raw: '未縮放',
    scaled: '加上 --scale standard',
    scales: (column, times, other) =>
      `沒有縮放時，${column} 的變化幅度是 ${other} 的 ${count(times)} 倍：最初的損失非常大，而且這一欄會蓋過其他欄。標準化之後，各欄的大小就差不多。`,
    verdict: (right, rows, guess, low, high) =>
      `標準化後的網路 ${rows} 筆答對 ${right} 筆，${percent(right / rows, rows)}。算好嗎？一律猜同一類會答對 ${guess} 筆。${rows} 筆答對 ${right} 筆，正確率的精確 95% 信賴區間是 ${percent(low, rows)} 到 ${percent(high, rows)}。`,
    coin: '它什麼都沒學到，因為本來就學不到東西：標籤是擲硬幣決定的。正確率要和基準比較，才有意義。',
    predict: (p) =>
      `身高 180、年齡 25、收入 50,000、體貼、住得近：網路預測被喜歡的機率是 ${plain(p, 2)}。現在你知道，這個數字沒有意義。`,
    sheet: '誰會被喜歡：第一回',
  },
  activations: {
    title: '4  激活函數（啟動函數）怎麼影響梯度',
    story: '沒有激活函數，疊再多層也只是一條線。從 −4 到 4 的圖形：',
    columns: ['函數', '輸出範圍', '斜率：−5', '0', '5', '十層之後'],
    ranges: { sigmoid: '0 … 1', tanh: '−1 … 1', relu: '0 … ∞', leakyRelu: '−∞ … ∞', softmax: '0 … 1，總和 1' },
    slopes: '梯度往回傳時，每一層都要乘上斜率。十層之後（每層 z = 2）還剩多少：',
    vanish: (sigmoid, relu) =>
      `用 sigmoid，梯度只剩 ${sigmoid}：這就是梯度消失。用 relu，梯度剩 ${relu}；但如果一個 relu 神經元的加權總和在每一列都是負的，斜率全部是 0：這是死掉的神經元，不會再學。leaky relu 在負的一邊還有一點斜率。`,
    use: '隱藏層：relu 或 leaky relu，小網路用 tanh。輸出層：兩類用 sigmoid，更多類用 softmax，預測數字就不用。詳細說明請看 docs/activations.zh-TW.md。',
  },
  end: {
    files: '活頁簿',
    states: { written: '已寫出', unchanged: '沒有改變', kept: '你改過，所以保持原樣（--force 會覆寫）' },
    live: '用 Excel、LibreOffice 或 Google 試算表開啟。每個數字都是公式：改一個權重或學習率，看損失怎麼變。',
    next: '接著試試自己的表格：',
  },
};
