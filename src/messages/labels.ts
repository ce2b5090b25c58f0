import type { Label, Role } from '../ir/label.ts';
import { term } from './glossary.ts';
import type { Language } from './language.ts';

/** The six colours a value can have, in the workbook and in the Studio. */
export type Colour = 'data' | 'parameter' | 'activation' | 'error' | 'gradient' | 'update';

/** Letter, text colour and fill of a header: light theme, RRGGBB. Colour is never alone, a letter stands beside it. */
export const colours: Readonly<
  Record<Colour, { readonly tag: string; readonly text: string; readonly fill: string; readonly rule: string }>
> = {
  data: { tag: 'x', text: '4C5863', fill: 'E1E6EB', rule: '4C5863' },
  parameter: { tag: 'w', text: '673C9E', fill: 'F0E9F8', rule: '673C9E' },
  activation: { tag: 'ŷ', text: '0A6560', fill: 'DFF1EF', rule: '0A6560' },
  error: { tag: 'e', text: 'A1234C', fill: 'FBE7ED', rule: 'A1234C' },
  gradient: { tag: '∂', text: '6B5600', fill: 'F6EFD0', rule: '6B5600' },
  update: { tag: '→', text: '2C661D', fill: 'E6F2E0', rule: '2C661D' },
};

const colourOfRole: Readonly<Record<Role, Colour>> = {
  data: 'data',
  offset: 'data',
  divisor: 'data',
  scaled: 'data',
  target: 'data',
  rows: 'data',
  weight: 'data',
  parameter: 'parameter',
  learningRate: 'parameter',
  setting: 'parameter',
  preactivation: 'activation',
  activation: 'activation',
  prediction: 'activation',
  inner: 'activation',
  error: 'error',
  eachLoss: 'error',
  loss: 'error',
  penalty: 'error',
  metric: 'error',
  cotangent: 'gradient',
  terms: 'gradient',
  average: 'gradient',
  gradient: 'gradient',
  change: 'gradient',
  slot: 'update',
  update: 'update',
};
export function colourOf(label: Label): Colour {
  if ((label.role === 'error' && label.of) || isPlace(label)) return 'gradient';
  return label.role === 'inner' && label.name === 'turned' ? 'parameter' : colourOfRole[label.role];
}

/** `dense/kernel` → `dense` and `kernel`. */
export function partsOf(name = ''): { readonly layer: string; readonly variable: string } {
  const at = name.lastIndexOf('/');
  return { layer: name.slice(0, Math.max(at, 0)), variable: name.slice(at + 1) };
}

/**
 * What a value is called: `權重變化 dense`, `prediction`. The layer is left out where `layers` says that there is only one.
 *
 *   labelText({ role: 'prediction', axes: [] }, 'zh-TW')   // → '預測值'
 */
export function labelText(
  label: Label,
  language: Language,
  { layers = true }: { readonly layers?: boolean } = {},
): string {
  const zh = language === 'zh-TW';
  const layered = (text: string, layer: string | undefined): string => (layers && layer ? `${text} ${layer}` : text);
  const passedBack = (text: string, to: Label | undefined): string =>
    to?.role === 'inner' && to.name ? `${text} ${innerText(to.name)[language]}` : layered(text, to?.name);
  switch (label.role) {
    case 'data':
      return zh ? '資料' : 'data';
    case 'offset':
      return zh ? '減去' : 'subtract';
    case 'divisor':
      return zh ? '除以' : 'divide by';
    case 'scaled':
      return zh ? '縮放後' : 'scaled';
    case 'target':
      return zh ? '目標' : 'target';
    case 'rows':
      return zh ? '列號' : 'row';
    case 'weight':
      return zh ? '樣本權重' : 'sample weight';
    case 'parameter': {
      const { layer, variable } = partsOf(label.name);
      return layered(variableText(variable, language), layer);
    }
    case 'preactivation':
      return layered(term('preactivation', language), label.name);
    case 'activation':
      return layered(term('activation', language), label.name);
    case 'prediction':
      return term('prediction', language);
    case 'error':
      return label.of ? passedBack(zh ? '傳回的誤差' : 'error passed back', label.of) : term('error', language);
    case 'eachLoss':
      return lossText(label.name, language);
    case 'loss':
      return term('loss', language);
    case 'penalty':
      return zh ? '懲罰項' : 'penalty';
    case 'cotangent':
      return passedBack(zh ? '傳回的梯度' : 'gradient passed back', label.of);
    case 'terms':
    case 'change':
    case 'average':
    case 'gradient':
    case 'slot':
    case 'update':
      return parameterPartText(label.role, label, language, layered);
    case 'learningRate':
      return term('learningRate', language);
    case 'metric':
      return label.name ?? term('metric', language);
    case 'setting':
      return label.name ?? (zh ? '設定' : 'setting');
    case 'inner':
      return innerText(label.name)[zh ? 'zh-TW' : 'en'];
    default:
      return label.role satisfies never;
  }
}

/** What is computed for a parameter, and called after it: `bias gradient`, `平均權重變化 dense`. */
function parameterPartText(
  role: 'terms' | 'change' | 'average' | 'gradient' | 'slot' | 'update',
  label: Label,
  language: Language,
  layered: (text: string, layer: string) => string,
): string {
  const zh = language === 'zh-TW';
  const parameter = parameterOf(label);
  const { layer, variable } = partsOf(parameter?.name);
  const of = (en: string, zhText: string): string => layered(zh ? zhText : en, layer);
  switch (role) {
    case 'terms':
      return label.of?.role === 'change'
        ? of(variable === 'bias' ? 'bias change' : 'weight change', variable === 'bias' ? '偏差值變化' : '權重變化')
        : of(
            variable === 'bias' ? 'bias gradient' : 'weight gradient',
            variable === 'bias' ? '偏差值的梯度' : '權重的梯度',
          );
    case 'change':
      return of('change', '變化');
    case 'average':
      return label.of?.role === 'change'
        ? of(`mean ${variableText(variable, 'en')} change`, `平均${variableText(variable, language)}變化`)
        : of(`mean ${variableText(variable, 'en')} gradient`, `${variableText(variable, language)}的平均梯度`);
    case 'gradient':
      return of(`${variableText(variable, 'en')} gradient`, `${variableText(variable, language)}的梯度`);
    case 'slot':
      return of(
        `${label.name} of ${variableText(variable, language)}`,
        `${variableText(variable, language)}的 ${label.name}`,
      );
    case 'update': {
      const slot = label.name && parameter ? label.name : '';
      if (!parameter) return zh ? `更新後的 ${label.name ?? ''}` : `${label.name ?? ''} after`;
      return slot
        ? of(`${slot} of ${variableText(variable, 'en')}, after`, `${variableText(variable, language)}更新後的 ${slot}`)
        : of(`${variableText(variable, 'en')}, after`, `更新後的${variableText(variable, language)}`);
    }
    default:
      return role satisfies never;
  }
}

/** The parameter that a value belongs to: `Adam's m of w` and `mean gradient of w` belong to `w`. */
const parameterOf = (label: Label): Label | undefined =>
  label.role === 'parameter' ? label : label.of?.role === 'parameter' ? label.of : label.of?.of;

/** Its numbers say where something is. */
export const isPlace = ({ role, name }: Label): boolean => role === 'inner' && (name === 'places' || name === 'winner');

/** A value without a name of its own is called after the operation that makes it. */
function innerText(name: string | undefined): Readonly<Record<Language, string>> & { readonly symbol: string } {
  switch (name) {
    case 'draw':
      return { en: 'random numbers', 'zh-TW': '亂數', symbol: 'u' };
    case 'sum':
      return { en: 'sum', 'zh-TW': '總和', symbol: 'Σ' };
    case 'reduceMax':
      return { en: 'maximum', 'zh-TW': '最大值', symbol: 'max' };
    case 'exp':
      return { en: 'exponential', 'zh-TW': '指數', symbol: 'exp' };
    case 'matmul':
      return { en: 'weighted sum', 'zh-TW': '加權總和', symbol: 's' };
    case 'turned':
      return { en: 'kernel, turned', 'zh-TW': '轉 180° 的權重', symbol: 'w′' };
    case 'query':
      return { en: 'query', 'zh-TW': '查詢', symbol: 'q' };
    case 'key':
      return { en: 'key', 'zh-TW': '鍵', symbol: 'k' };
    case 'value':
      return { en: 'value', 'zh-TW': '值', symbol: 'v' };
    case 'score':
      return { en: 'attention score', 'zh-TW': '注意力分數', symbol: 's' };
    case 'attention':
      return { en: 'attention weight', 'zh-TW': '注意力權重', symbol: 'A' };
    case 'places':
      return { en: 'places of the maximum', 'zh-TW': '最大值的位置', symbol: 'p' };
    case 'winner':
      return { en: 'first place', 'zh-TW': '第一個位置', symbol: 'p*' };
    case 'step':
      return { en: 'step', 'zh-TW': '第幾步', symbol: 't' };
    default:
      return { en: 'intermediate value', 'zh-TW': '中間值', symbol: 'v' };
  }
}

function variableText(variable: string, language: Language): string {
  switch (variable) {
    case 'kernel':
      return term('weight', language);
    case 'bias':
      return term('bias', language);
    case 'recurrentKernel':
      return language === 'zh-TW' ? '遞迴權重' : 'recurrent weight';
    default:
      return variable;
  }
}

/** A value inside a step of a loop, `lstm/i[2]`: what it is called, `i`, and its step, `[2]`. */
function innerOf(name = ''): { readonly symbol: string; readonly step: string } | null {
  const [, symbol, step = ''] = /\/([^/[]+)(\[\d+\])?$/.exec(name) ?? [];
  return symbol === undefined ? null : { symbol, step };
}

function lossText(name: string | undefined, language: Language): string {
  const zh = language === 'zh-TW';
  if (name === 'squaredError') return term('squaredError', language);
  if (name === 'absoluteError') return zh ? '誤差絕對值' : 'absolute error';
  return zh ? '每列的損失' : 'loss per row';
}

/**
 * What a column of a map is called, or a whole picture: `z2` the second of several, `x` the only one.
 *
 * @param without the axes whose places have no name of their own
 */
export function mapText(
  label: Label,
  at: readonly number[],
  shape: readonly number[],
  without: readonly number[],
): string {
  const shown = (_: unknown, i: number): boolean =>
    !without.includes(i) && (shape[i] !== 1 || label.axes[i]?.kind === 'row');
  return elementText({ ...label, axes: label.axes.filter(shown) }, at.filter(shown), shape.filter(shown));
}

/**
 * What one element is called: `w1`, `Δw12`, `english`, `ŷ`. Positions count from 1; a weight from feature 3 to unit 2
 * is
 * `w32`, and `w10,2` from feature 10.
 */
export function elementText(label: Label, at: readonly number[], shape: readonly number[] = []): string {
  const places = at.filter((_, i) => label.axes[i]?.kind !== 'row');
  const axes = label.axes.filter((a) => a.kind !== 'row');
  const sizes = shape.filter((_, i) => label.axes[i]?.kind !== 'row');
  const item = axes.length === 1 ? axes[0]?.items?.[places[0] ?? 0] : undefined;
  const numbers = places.map((p) => p + 1);
  const index = (keep: (i: number) => boolean = (i) => sizes[i] !== 1): string => {
    const shown = numbers.filter((_, i) => keep(i));
    return shown.some((n) => n > 9) ? shown.join(',') : shown.join('');
  };
  // of a picture with one channel the channel has no number
  const all = axes.some((a) => a.kind === 'height') ? index() : index(() => true);
  const parameter = parameterOf(label);
  const symbol = (): string => {
    const { variable } = partsOf(parameter?.name);
    // w1 of one neuron, w12 of several
    if (variable === 'kernel') return `w${sizes.at(-1) === 1 ? index((i) => i < sizes.length - 1) : all}`;
    if (variable === 'recurrentKernel') return `u${index(() => true)}`;
    return `${variable === 'bias' ? 'b' : variable}${index()}`;
  };
  const inner = innerOf(label.role === 'cotangent' ? label.of?.name : label.name);
  const ofInner = (): string => (label.of?.role === 'inner' && label.of.name ? innerText(label.of.name).symbol : '');
  switch (label.role) {
    case 'data':
    case 'scaled':
    case 'offset':
    case 'divisor':
      return item ?? `x${all}`;
    case 'target':
      return item ?? `y${index()}`;
    case 'rows':
      return '#';
    case 'inner':
      return `${innerText(label.name).symbol}${index()}`;
    case 'parameter':
    case 'update':
    case 'slot':
      return label.role === 'parameter' || !label.name ? symbol() : `${label.name} ${symbol()}`;
    case 'preactivation':
      return `z${index()}`;
    case 'activation':
      return inner ? `${inner.symbol}${index()}${inner.step}` : `a${index()}`;
    case 'prediction':
      return sizes.some((n) => n > 1) ? (item ?? `ŷ${index()}`) : 'ŷ';
    case 'error':
      return label.of ? `δ${ofInner()}${index()}` : `e${index()}`;
    case 'eachLoss':
      return label.name === 'squaredError'
        ? index() === ''
          ? 'e²'
          : `e${index()}²`
        : label.name === 'absoluteError'
          ? `|e${index()}|`
          : `ℓ${index()}`;
    case 'cotangent':
      return inner ? `∂${inner.symbol}${index()}${inner.step}` : `∂${ofInner() || 'z'}${index()}`;
    case 'terms':
    case 'average':
    case 'gradient':
    case 'change':
      return `${label.role === 'gradient' || label.of?.role === 'gradient' ? '∂' : 'Δ'}${symbol()}`;
    case 'loss':
      return 'L';
    case 'learningRate':
      return 'α';
    case 'setting':
    case 'metric':
    case 'penalty':
    case 'weight':
      return `${label.name ?? label.role}${index()}`;
    default:
      return label.role satisfies never;
  }
}
