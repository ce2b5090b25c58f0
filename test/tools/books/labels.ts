import { Choice } from './random.ts';
import type { Spec } from './spec.ts';
import type { Tensor } from './tensors.ts';

/** What the author writes above or beside an element; empty where nothing. */
export function labelOf(spec: Spec, tensor: Tensor, at: readonly number[], axis: 'whole' | 'element'): string {
  const { labels } = spec.style;
  if (labels === 'none') return '';
  if (labels === 'renamed') return renamed(spec, tensor, at, axis);
  const layer = /\d+$/.exec(tensor.name)?.[0] ?? '';
  const deep = spec.network.activations.length > 1;
  const number = axis === 'whole' || at.length === 0 ? '' : parameterNumber(spec, tensor, at);
  const unit =
    tensor.rows && at.length > 1 && (tensor.sizes[1] ?? 1) > 1 && axis === 'element'
      ? String((at.at(-1) ?? 0) + 1)
      : '';
  const where = deep ? layerName(layer, spec.network.activations.length)[labels] : '';
  const bias = tensor.name.includes('b');
  const w = bias ? (labels === 'en' ? 'b' : '偏差值') : labels === 'en' ? 'w' : '權重';
  const words: Record<Tensor['role'], readonly [string, string]> = {
    data: [`x${unit}`, `特徵${unit}`],
    target: [`target${unit}`, `目標${unit}`],
    setting: ['momentum', '動量'],
    learningRate: ['learning rate', '學習率'],
    parameter: [w + number, w + number],
    slot: [`v_${w}${number}`, `速度${w}${number}`],
    preactivation: [`z${unit}${where}`, `加權總和${where}${unit}`],
    exponential: [tensor.name === 'T' ? 'sum exp' : `exp z${unit}`, tensor.name === 'T' ? '指數和' : `指數${unit}`],
    activation: [`a${unit}${where}`, `輸出值${where}${unit}`],
    prediction: [`prediction${unit}`, `預測值${unit}`],
    error: [`error${unit}`, `誤差${unit}`],
    eachLoss: [
      spec.network.loss === 'squared' ? `error^2${unit && ` ${unit}`}` : 'cross entropy',
      spec.network.loss === 'squared' ? `誤差平方${unit}` : '交叉熵',
    ],
    loss: lossWords(spec),
    metric: metricWords[tensor.name] ?? ['accuracy', '正確率'],
    slope: [`slope${unit}${where}`, `斜率${where}${unit}`],
    cotangent: [`delta${unit}${where}`, `δ${where}${unit}`],
    terms: [`d${w}${number}`, `${w}變化${number}`],
    gradient: [tensor.rows ? '' : `dE/d${w}${number}`, `∂E/∂${w}${number}`],
    change: [`Δ${w}${number}`, `Δ${w}${number}`],
    update: [`new ${w}${number}`, `新${w}${number}`],
  };
  return words[tensor.role][labels === 'en' ? 0 : 1];
}

const layerName = (layer: string, layers: number): { readonly en: string; readonly zh: string } =>
  layer === String(layers) ? { en: '_o', zh: '輸出' } : { en: `_h${layer}`, zh: `隱藏${layer}` };

function lossWords({ network, style }: Spec): readonly [string, string] {
  if (network.loss === 'crossEntropy') return ['loss', '損失'];
  return style.lossReduction === 'mean' && style.lossFactor === 1 ? ['MSE', '平均誤差平方'] : ['E', '總誤差'];
}
const metricWords: Readonly<Record<string, readonly [string, string]>> = {
  R: ['RMSE', 'RMSE'],
  C: ['correct', '答對'],
};

/** w1 … w8 are counted through all layers, unit by unit, as hand-made sheets do. */
function parameterNumber(spec: Spec, tensor: Tensor, at: readonly number[]): string {
  const layer = Number(/\d+$/.exec(tensor.name)?.[0] ?? 1) - 1;
  const bias = tensor.name.includes('b');
  const { sizes } = spec.network;
  const [j = 0, k = 0] = tensor.role === 'terms' ? at.slice(1) : at;
  if (bias) {
    return spec.network.activations.length === 1 && sizes.at(-1) === 1
      ? ''
      : String(1 + sizes.slice(1, layer + 1).reduce((s, v) => s + v, 0) + j);
  }
  const before = Array.from({ length: layer }, (_, l) => (sizes[l] ?? 1) * (sizes[l + 1] ?? 1)).reduce(
    (s, v) => s + v,
    0,
  );
  return String(1 + before + k * (sizes[layer] ?? 1) + j);
}

/** Names that say nothing, or something else: an author's own words. */
function renamed(spec: Spec, tensor: Tensor, at: readonly number[], axis: 'whole' | 'element'): string {
  const index = axis === 'whole' || at.length === 0 ? '' : `.${at.map((i) => i + 1).join('')}`;
  const letters = new Choice(spec.seed + [...tensor.name].reduce((s, c) => s * 31 + c.charCodeAt(0), 7));
  const alphabet = 'abcdefghijkmnpqrstuvy';
  return `${Array.from({ length: 3 }, () => letters.pick([...alphabet])).join('')}${index}`;
}
