import type { Cost } from '../report.ts';
import { figure, share } from './figures.ts';
import type { Subject } from './subject.ts';

/** The effect of a mistake on gradient and loss, a sentence each. */
export function costSentences({ finding: { cost, class: of }, language, short }: Subject): string[] {
  if (!cost) return [];
  const zh = language === 'zh-TW';
  const { loss } = cost;
  return [
    onGradient(cost, zh, of === 'shape-mismatch'),
    loss ? (zh ? onLossZh(loss, short(loss.cell)) : onLossEn(loss, short(loss.cell))) : '',
  ].filter((t) => t !== '');
}

const NOTHING = 1e-9;
/** With the numbers in the workbook, and with random ones. Ranges that do not fit have no gradient to speak of. */
function onGradient({ gradientShown: shown, gradientRedrawn: random }: Cost, zh: boolean, noGradient: boolean): string {
  if ((shown ?? 0) < NOTHING && (random ?? 0) < NOTHING) {
    if ((shown === null && random === null) || noGradient) return '';
    return zh ? '梯度不受影響。' : 'The gradient is not affected.';
  }
  const hidden = shown !== null && random !== null && shown < 0.003 && random > 10 * shown;
  if (zh) {
    const parts = [shown === null ? [] : shownZh(shown), random === null ? [] : randomZh(random)].flat();
    return `${parts.join('；')}。${hidden ? '用活頁簿裡現在的數字看不出來。' : ''}`;
  }
  const parts = [shown === null ? [] : shownEn(shown), random === null ? [] : randomEn(random, shown === null)].flat();
  return `${capital(parts.join('; '))}.${hidden ? ' With the numbers now in the workbook it does not show.' : ''}`;
}

const shownEn = (by: number): string =>
  Number.isFinite(by) ? `the gradient is off by ${share(by, 'en')}` : 'the gradient is infinite or not a number';
const randomEn = (by: number, alone: boolean): string =>
  `with random weights and data ${alone ? 'the gradient' : 'it'} is ${Number.isFinite(by) ? `typically off by ${share(by, 'en')} (median)` : 'infinite or not a number'}`;
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A number is set apart from Chinese by a blank. */
const shareZh = (by: number, before: string): string => share(by, 'zh-TW').replace(/^(?=\d)/, before);
const shownZh = (by: number): string =>
  Number.isFinite(by) ? `梯度差了${shareZh(by, ' ')}` : '梯度變成無限大，或不是數字';
const randomZh = (by: number): string =>
  `換成隨機的權重和資料再測，${Number.isFinite(by) ? `差距的中位數${shareZh(by, '是 ')}` : '梯度變成無限大，或不是數字'}`;

type Loss = NonNullable<Cost['loss']>;
/** Nothing of losses that are equal; losses that only look equal do not reveal the mistake. */
function onLossEn({ shown, right }: Loss, cell: string): string {
  const is = figure(shown);
  if (right === null) return `The final loss (${cell}) is ${is}.`;
  if (right === shown) return '';
  return is === figure(right)
    ? `The final loss (${cell}) is ${is}, about the same as with the right formulas: the loss does not reveal the mistake.`
    : `The final loss (${cell}) is ${is}; with the right formulas it is ${figure(right)}.${shown < right ? ' The lower loss is an effect of the mistake.' : ''}`;
}
function onLossZh({ shown, right }: Loss, cell: string): string {
  const is = figure(shown);
  if (right === null) return `最後的損失（${cell}）是 ${is}。`;
  if (right === shown) return '';
  return is === figure(right)
    ? `最後的損失（${cell}）是 ${is}，和公式全對時差不多：從損失看不出錯誤。`
    : `最後的損失（${cell}）是 ${is}；公式全對時是 ${figure(right)}。${shown < right ? '損失比較低，是算錯造成的。' : ''}`;
}
