// docs/activations.md in both languages, with its plots: every number is computed here by our own engine, in f64, so it
// is the same on every machine. Usage: node scripts/activations.mjs (after npm run build); a test compares the files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { activations, layers, NumpyRandom, sequential, wasm } from '../dist/index.js';
import { g, grad, ops, program } from '../dist/ir/index.js';

const engine = wasm({ precision: 'f64' });
const names = ['sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'gelu', 'softplus', 'swish', 'linear'];
const shown = {
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  relu: 'ReLU',
  leakyRelu: 'Leaky ReLU',
  elu: 'ELU',
  gelu: 'GELU',
  softplus: 'Softplus',
  swish: 'Swish',
  linear: 'Linear',
  softmax: 'Softmax',
};

/** Values and slopes of an activation at each x. */
async function at(name, xs) {
  const x = g.input({ name: 'x', shape: [xs.length], from: 'feed' });
  const y = activations[name].apply(x, activations[name].options);
  const run = await engine.load({ p: program({ y, slope: grad(ops.sum(y), [x])[0] }) });
  return run.run('p', { x: Float64Array.from(xs) }, 1);
}

const deep = 10;
const width = 16;
const rows = 64;
const epochs = 100;
const random = new NumpyRandom(7);
const x = Array.from({ length: rows }, () => Array.from({ length: 8 }, () => random.randn()));
const y = x.map(([a, b]) => (a * b > 0 ? 1 : 0)); // a task that no single layer can learn
const initializer = (name) =>
  ['relu', 'leakyRelu', 'elu', 'gelu', 'softplus', 'swish'].includes(name) ? 'heNormal' : 'glorotUniform';

function network(activation, optimizer) {
  const model = sequential([
    ...Array.from({ length: deep }, () =>
      layers.dense({ units: width, activation, kernelInitializer: initializer(activation) }),
    ),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  return model;
}

/**
 * How much smaller the gradient is in the first layer than in the tenth (root of the mean square, at the first
 * weights).
 */
async function gradientLeft(name) {
  // one step with rate 1 changes a weight by its gradient
  const model = network(name, { name: 'sgd', learningRate: 1 });
  model.build([8], 3);
  const before = model.weights();
  await model.fit(x, y, { epochs: 1, batchSize: rows, shuffle: false, engine });
  const after = model.weights();
  const size = (path) =>
    Math.sqrt(
      before[path].data.reduce((sum, w, i) => sum + (w - after[path].data[i]) ** 2, 0) / before[path].data.length,
    );
  return size('dense/kernel') / size(`dense_${deep - 1}/kernel`);
}

async function lossAfter(name) {
  const { history } = await network(name, { name: 'adam', learningRate: 0.003 }).fit(x, y, {
    epochs,
    batchSize: 16,
    seed: 3,
    engine,
  });
  return history.loss.at(-1);
}

/** A unit whose weighted sum is far below 0 for every row: what 1000 epochs do to its weights. */
async function pushedDown(activation) {
  const model = sequential([
    layers.dense({ units: 1, activation, inputShape: [1], biasInitializer: 'constant:-10', kernelInitializer: 'ones' }),
    layers.dense({ units: 1, kernelInitializer: 'ones' }),
  ]);
  model.compile({ optimizer: { name: 'sgd', learningRate: 0.1 }, loss: 'meanSquaredError' });
  await model.fit([[-1], [-0.5], [0.5], [1]], [0, 0.2, 0.6, 1], { epochs: 1000, batchSize: 4, engine });
  const {
    data: [kernel],
  } = model.weights()['dense/kernel'];
  const {
    data: [bias],
  } = model.weights()['dense/bias'];
  return { kernel, bias, moved: Math.abs(kernel - 1) + Math.abs(bias + 10) };
}

async function softmaxOf(scores) {
  const model = sequential([layers.activation({ activation: 'softmax', inputShape: [scores.length] })]);
  const [row] = await (model.build(), model.predict([scores], { engine }));
  return row;
}

const wide = Array.from({ length: 2001 }, (_, i) => -50 + i / 20);
const near = Array.from({ length: 161 }, (_, i) => -4 + i / 20);
const facts = {};
for (const name of names) {
  const far = await at(name, wide);
  const points = await at(name, [-5, 0, 5]);
  const symmetric = await at(name, near);
  facts[name] = {
    low: Math.min(...far.y),
    high: Math.max(...far.y),
    slopes: [...points.slope],
    steepest: Math.max(...far.slope),
    mean: symmetric.y.reduce((a, b) => a + b) / near.length,
    left: await gradientLeft(name),
    loss: await lossAfter(name),
    down: await pushedDown(name),
    curve: symmetric,
  };
}
const soft = { plain: await softmaxOf([1, 2, 3]), shifted: await softmaxOf([1001, 1002, 1003]) };

/** Four digits; small ones as 4.7 × 10⁻⁷. */
function short(v) {
  if (v === 0 || (Math.abs(v) >= 1e-3 && Math.abs(v) < 1e4)) return String(Number(v.toPrecision(4))).replace('-', '−');
  const [digits, exponent] = v.toExponential(1).split('e');
  return `${digits.replace('-', '−')} × 10${[...exponent.replace('+', '')].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c])).join('')}`;
}
const table = (head, body) => [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');

const words = {
  en: {
    title: '# Activation functions',
    intro:
      'Without an activation function, any number of layers together still computes a straight line. The function between the layers also decides how much of the gradient is passed back through them. Every number on this page is computed by `node scripts/activations.mjs` with our own engine; a test fails if one of them changes.',
    other: '[中文](activations.zh-TW.md)',
    overview: '## At a glance',
    overviewHead: ['', 'range', 'strengths', 'weaknesses', 'use'],
    overviewRows: {
      sigmoid: [
        '0 … 1',
        'the output can be read as a probability',
        'vanishing gradient, slow training',
        'output for two classes',
      ],
      tanh: [
        '−1 … 1',
        'centered on 0; better than sigmoid in hidden layers',
        'vanishing gradient',
        'data around 0, small networks',
      ],
      relu: [
        '0 … ∞',
        'only one comparison to compute, keeps the gradient',
        'a unit can die',
        'hidden layers of deep networks',
      ],
      leakyRelu: ['−∞ … ∞', 'no dead units', 'no bound on either side', 'deep networks whose units die'],
      softmax: [
        '0 … 1, sum 1',
        'one probability for each class',
        'needs all logits of a row',
        'output for more than two classes',
      ],
    },
    measured: '## Ranges and slopes, measured',
    measuredNote:
      'The smallest and largest values between −50 and 50. On its way back, a gradient is multiplied by the slope.',
    measuredHead: ['', 'smallest', 'largest', 'slope at −5', 'at 0', 'at 5', 'steepest', 'mean output, −4 to 4'],
    meanNote: `The mean output of sigmoid for inputs spread evenly around 0 is ${short(facts.sigmoid.mean)}, of tanh ${short(Math.abs(facts.tanh.mean) < 1e-12 ? 0 : facts.tanh.mean)}: that is what "centered" means.`,
    pictures: '## Graphs',
    picturesNote: 'Solid: the function; dashed: its slope. From −4 to 4.',
    vanish: '## Vanishing gradient',
    vanishNote: `${deep} hidden layers of ${width} units, with their initial weights, ${rows} rows: the size of the gradient in the first layer divided by that in the tenth; and the loss of the same network after ${epochs} epochs (passes over all rows) with Adam (0.6931 is the loss of a coin flip).`,
    vanishHead: ['', 'gradient left', `loss after ${epochs} epochs`],
    vanishSays: `After ten layers of sigmoid ${short(facts.sigmoid.left)} of the gradient is left, and the loss is still ${short(facts.sigmoid.loss)}: the network has learned nothing. With relu ${short(facts.relu.left)} is left, and the loss is ${short(facts.relu.loss)}. Without any activation function (linear) the gradient is fine, but the loss stays at ${short(facts.linear.loss)}: ten layers together are still one line.`,
    dead: '## Dead unit',
    deadNote:
      'One unit with weight 1 and bias −10, so that its weighted sum is below 0 for every row; then 1000 epochs of gradient descent.',
    deadHead: ['', 'weight', 'bias', 'change'],
    deadSays: `The relu unit has not changed at all: its slope is 0 for every row, so its gradient is 0 and it can no longer learn. The leaky relu unit has changed by ${short(facts.leakyRelu.down.moved)}.`,
    softmax: '## Softmax',
    softmaxSays: `The logits 1, 2, 3 become ${soft.plain.map(short).join(', ')}; their sum is ${short(soft.plain.reduce((a, b) => a + b))}. The logits 1001, 1002, 1003 give ${soft.plain.every((p, i) => p === soft.shifted[i]) ? 'exactly the same' : soft.shifted.map(short).join(', ')}: only their differences matter, and nothing overflows.`,
    use: '## Which one to use',
    useSays:
      'Hidden layers: relu, or leaky relu where units die; tanh in small networks and for data around 0; gelu or swish where a smooth function helps. Output layer: sigmoid for two classes, softmax for more, none for a number.',
  },
  'zh-TW': {
    title: '# 激活函數（啟動函數）',
    intro:
      '沒有激活函數，疊再多層也只是一條直線。層與層之間用哪個函數，也決定梯度能傳回多少。這一頁的每個數字都由 `node scripts/activations.mjs` 用我們自己的引擎算出；只要有一個改變，測試就會失敗。',
    other: '[English](activations.md)',
    overview: '## 一覽',
    overviewHead: ['', '輸出範圍', '優點', '缺點', '適用'],
    overviewRows: {
      sigmoid: ['0 … 1', '輸出可以當作機率', '梯度消失、訓練慢', '兩類的輸出層'],
      tanh: ['−1 … 1', '以 0 為中心，在隱藏層比 sigmoid 好', '梯度消失', '以 0 為中心的資料、小網路'],
      relu: ['0 … ∞', '計算時只要比一次大小，梯度能保留', '神經元可能死掉', '深層網路的隱藏層'],
      leakyRelu: ['−∞ … ∞', '不會有死掉的神經元', '兩邊都沒有上下限', '神經元會死掉的深層網路'],
      softmax: ['0 … 1，總和 1', '每一類各有一個機率', '需要一列的所有分數', '多類的輸出層'],
    },
    measured: '## 實測的範圍和斜率',
    measuredNote: '−50 到 50 之間的最小值和最大值。梯度往回傳時要乘上斜率。',
    measuredHead: ['', '最小', '最大', '斜率：−5', '0', '5', '最陡', '平均輸出，−4 到 4'],
    meanNote: `輸入平均分布在 0 的兩邊時，sigmoid 的平均輸出是 ${short(facts.sigmoid.mean)}，tanh 是 ${short(Math.abs(facts.tanh.mean) < 1e-12 ? 0 : facts.tanh.mean)}：這就是「以 0 為中心」。`,
    pictures: '## 圖形',
    picturesNote: '實線：函數；虛線：斜率。從 −4 到 4。',
    vanish: '## 梯度消失',
    vanishNote: `${deep} 層、每層 ${width} 個神經元，用初始權重，${rows} 列資料：第一層的梯度大小除以第十層的梯度大小；以及同一個網路用 Adam 訓練 ${epochs} 回（epoch，全部資料用過一次叫一回）之後的損失（0.6931 是擲硬幣的損失）。`,
    vanishHead: ['', '剩下的梯度', `${epochs} 回後的損失`],
    vanishSays: `經過十層 sigmoid，梯度只剩 ${short(facts.sigmoid.left)}，損失還是 ${short(facts.sigmoid.loss)}：網路什麼都沒學到。用 relu，梯度剩 ${short(facts.relu.left)}，損失是 ${short(facts.relu.loss)}。完全沒有激活函數（linear）時，梯度沒有問題，損失卻停在 ${short(facts.linear.loss)}：十層合起來還是一條線。`,
    dead: '## 死掉的神經元',
    deadNote: '一個神經元，權重 1、偏差值 −10，所以每一列的加權總和都小於 0；再做 1000 回梯度下降。',
    deadHead: ['', '權重', '偏差值', '變化'],
    deadSays: `relu 的神經元完全沒有改變：每一列的斜率都是 0，梯度也是 0，不會再學。leaky relu 的神經元改變了 ${short(facts.leakyRelu.down.moved)}。`,
    softmax: '## Softmax',
    softmaxSays: `分數 1、2、3 變成 ${soft.plain.map(short).join('、')}，總和 ${short(soft.plain.reduce((a, b) => a + b))}。分數 1001、1002、1003 ${soft.plain.every((p, i) => p === soft.shifted[i]) ? '結果完全相同' : `變成 ${soft.shifted.map(short).join('、')}`}：只有彼此的差有影響，也不會溢位。`,
    use: '## 該用哪一個',
    useSays:
      '隱藏層：relu，神經元會死掉就用 leaky relu；小網路或以 0 為中心的資料用 tanh；需要平滑就用 gelu 或 swish。輸出層：兩類用 sigmoid，更多類用 softmax，預測數字就不用。',
  },
};

function page(language) {
  const t = words[language];
  const pictures = names.filter((name) => name !== 'linear');
  return `${[
    t.title,
    t.intro,
    t.other,
    t.overview,
    table(
      t.overviewHead,
      Object.entries(t.overviewRows).map(([name, cells]) => [shown[name], ...cells]),
    ),
    t.measured,
    t.measuredNote,
    table(
      t.measuredHead,
      names.map((name) => {
        const f = facts[name];
        return [
          shown[name],
          short(f.low),
          short(f.high),
          ...f.slopes.map(short),
          short(f.steepest),
          short(Math.abs(f.mean) < 1e-12 ? 0 : f.mean),
        ];
      }),
    ),
    t.meanNote,
    t.pictures,
    t.picturesNote,
    pictures.map((name) => `![${shown[name]}](activations/${name}.svg)`).join(' '),
    t.vanish,
    t.vanishNote,
    table(
      t.vanishHead,
      names.map((name) => [shown[name], short(facts[name].left), short(facts[name].loss)]),
    ),
    t.vanishSays,
    t.dead,
    t.deadNote,
    table(
      t.deadHead,
      ['relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid'].map((name) => {
        const { kernel, bias, moved } = facts[name].down;
        return [shown[name], short(kernel), short(bias), short(moved)];
      }),
    ),
    t.deadSays,
    t.softmax,
    t.softmaxSays,
    t.use,
    t.useSays,
  ].join('\n\n')}\n`;
}

/** 240 × 160, ink that reads on white and on black. */
function picture(name) {
  const { y: values, slope } = facts[name].curve;
  const low = Math.min(-0.25, ...values);
  const high = Math.max(1.25, ...values);
  const px = (i) => (12 + (i / (near.length - 1)) * 216).toFixed(1);
  const py = (v) => (148 - ((v - low) / (high - low)) * 124).toFixed(1);
  const line = (list) => [...list].map((v, i) => `${i === 0 ? 'M' : 'L'}${px(i)} ${py(v)}`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="160" viewBox="0 0 240 160" role="img" aria-label="${shown[name]}">
<g fill="none" stroke="#7E8891" stroke-width="1"><path d="M12 ${py(0)}H228M120 24V148"/><path opacity="0.4" d="M12 ${py(1)}H228"/></g>
<path fill="none" stroke="#B08800" stroke-width="1.5" stroke-dasharray="4 3" d="${line(slope)}"/>
<path fill="none" stroke="#14867F" stroke-width="2.5" d="${line(values)}"/>
<g font-family="sans-serif" font-size="12" fill="#7E8891"><text x="12" y="16" font-weight="600">${shown[name]}</text><text x="228" y="${Math.min(156, Number(py(0)) + 13)}" text-anchor="end">4</text><text x="12" y="${(Number(py(1)) - 3).toFixed(1)}">1</text></g>
</svg>
`;
}

/** Every file under docs/ that this script owns. */
export const files = {
  'activations.md': page('en'),
  'activations.zh-TW.md': page('zh-TW'),
  ...Object.fromEntries(
    names.filter((name) => name !== 'linear').map((name) => [`activations/${name}.svg`, picture(name)]),
  ),
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, content] of Object.entries(files)) {
    const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
