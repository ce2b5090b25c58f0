import { figure, share } from './figures.ts';
import type { Subject } from './subject.ts';

/** The effect of a mistake on gradient and loss, a sentence each. */
export function costSentences({ finding: { cost, class: of }, language, short }: Subject): string[] {
  if (!cost) return [];
  const out: string[] = [];
  const zh = language === 'zh-TW';
  const { gradientShown: shown, gradientRedrawn: redrawn, loss } = cost;
  if ((shown ?? 0) < NOTHING && (redrawn ?? 0) < NOTHING) {
    if ((shown !== null || redrawn !== null) && of !== 'shape-mismatch') {
      out.push(zh ? '梯度不受影響。' : 'The gradient is not affected.');
    }
  } else {
    const hidden = shown !== null && redrawn !== null && shown < 0.003 && redrawn > 10 * shown;
    const parts = zh
      ? [shown === null ? '' : shownZh(shown), redrawn === null ? '' : redrawnZh(redrawn)]
      : [shown === null ? '' : shownEn(shown), redrawn === null ? '' : redrawnEn(redrawn, shown === null)];
    const sentence = parts.filter((t) => t !== '').join(zh ? '；' : '; ');
    if (zh) out.push(`${sentence}。${hidden ? '用活頁簿裡現在的數字看不出來。' : ''}`);
    else {
      out.push(`${capital(sentence)}.${hidden ? ' With the numbers now in the workbook it does not show.' : ''}`);
    }
  }
  if (loss) {
    const cell = short(loss.cell);
    const is = figure(loss.shown);
    const should = loss.right === null ? is : figure(loss.right);
    if (loss.right === null) out.push(zh ? `最後的損失（${cell}）是 ${is}。` : `The final loss (${cell}) is ${is}.`);
    else if (is === should) {
      if (loss.right !== loss.shown) {
        out.push(
          zh
            ? `最後的損失（${cell}）是 ${is}，和公式全對時差不多：從損失看不出錯誤。`
            : `The final loss (${cell}) is ${is}, about the same as with the right formulas: the loss does not reveal the mistake.`,
        );
      }
    } else {
      const lower = loss.shown < loss.right;
      if (zh) {
        out.push(`最後的損失（${cell}）是 ${is}；公式全對時是 ${should}。${lower ? '損失比較低，是算錯造成的。' : ''}`);
      } else {
        out.push(
          `The final loss (${cell}) is ${is}; with the right formulas it is ${should}.${lower ? ' The lower loss is an effect of the mistake.' : ''}`,
        );
      }
    }
  }
  return out;
}
const NOTHING = 1e-9;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

// ---- how far the gradient is off: with the numbers in the workbook, and with random ones
const shownEn = (by: number): string =>
  Number.isFinite(by) ? `the gradient is off by ${share(by, 'en')}` : 'the gradient is infinite or not a number';
const redrawnEn = (by: number, alone: boolean): string =>
  `with random weights and data ${alone ? 'the gradient' : 'it'} is ${Number.isFinite(by) ? `typically off by ${share(by, 'en')} (median)` : 'infinite or not a number'}`;

/** A number is set apart from Chinese by a blank. */
const shareZh = (by: number, before: string): string => share(by, 'zh-TW').replace(/^(?=\d)/, before);
const shownZh = (by: number): string =>
  Number.isFinite(by) ? `梯度差了${shareZh(by, ' ')}` : '梯度變成無限大，或不是數字';
const redrawnZh = (by: number): string =>
  `換成隨機的權重和資料再測，${Number.isFinite(by) ? `差距的中位數${shareZh(by, '是 ')}` : '梯度變成無限大，或不是數字'}`;
