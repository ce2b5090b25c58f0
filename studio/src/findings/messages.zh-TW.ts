import type { FindingsWords } from './messages.en.ts';

const kinds: FindingsWords['kinds'] = {
  'not-finite': {
    title: () => '有一個數字變成無限大或無法計算',
    text: (f) => `${f['cell']} 是第一個不再是有限數字的值，後面的值都受它影響。`,
    small: () => '請退回數字還正常的一步，用較小的學習率從那裡另開分支。',
  },
  'learning-rate-above-limit': {
    title: (f) => `學習率 ${f['rate']} 超過上限 ${f['limit']}`,
    text: (f) => `沿著最陡的方向，每一步把誤差變成 ${f['factor']} 倍，所以誤差來回擺盪，愈來愈大。`,
    small: (f) => `上限 = 2 ÷ λmax = 2 ÷ ${f['lambdaMax']}${f['exact'] ? '' : '，在這一步估計'}。`,
  },
  'dead-unit': {
    title: (f) => `第 ${f['layer']} 層的第 ${f['unit']} 個神經元死了`,
    text: (f) => `它對 ${f['rows']} 列都輸出 0，梯度也是 0，不會再變。`,
  },
  'saturated-unit': {
    title: (f) => `第 ${f['layer']} 層的第 ${f['unit']} 個神經元飽和了`,
    text: (f) => `有 ${f['share']} 的列，輸出停在函數平坦的一端，梯度幾乎傳不過去。`,
  },
  'vanishing-gradient': {
    title: () => '梯度在往回傳的路上消失',
    text: (f) => `第一層的梯度是 ${f['first']}，最後一層是 ${f['last']}：${f['layers']} 層裡的第一層幾乎學不到東西。`,
  },
  'exploding-gradient': {
    title: () => '梯度在往回傳的路上爆炸',
    text: (f) => `第一層的梯度是 ${f['first']}，最後一層是 ${f['last']}：${f['layers']} 層裡的第一層每一步都太大。`,
  },
  'unscaled-feature': {
    title: (f) => `${f['column']} 沒有縮放`,
    text: (f) => `它的數字大到 ${f['largest']}，其他欄大約 ${f['others']}，所以一開始結果幾乎由它決定。`,
  },
  'class-imbalance': {
    title: (f) => `有一類占了 ${f['share']}`,
    text: (f) => `${f['rows']} 列裡有 ${f['count']} 列是同一類，一律猜它就會答對這麼多。`,
  },
  overfitting: {
    title: (f) => `測試損失從第 ${f['best']} 回起一直上升`,
    text: (f) => `從 ${f['then']} 升到 ${f['now']}，訓練損失還在下降：網路只是在背訓練資料（過度擬合）。`,
  },
};

export const zh: FindingsWords = {
  finding: '診斷',
  kinds,
  see: '看這裡：',
  and: '、',
  remedies: {
    rate: (value, epoch) => `改成 ${value}，從第 ${epoch} 回另開分支`,
    activation: { leakyRelu: '換成 Leaky ReLU', relu: '換成 ReLU' },
  },
  notNow: '先不要',
  more: (n) => `還有 ${n} 項`,
  open: '查看',
  applied: (branch) => `已用在分支 ${branch}。`,
  undo: '復原',
  error: '錯誤',
  warning: '警告',
  rateNow: '現在',
  converges: '收斂',
  diverges: '發散',
  rateLabel: (rate, limit) => `學習率 ${rate}，上限 ${limit}`,
};
