import { figure, share } from './figures.ts';
import type { Subject } from './subject.ts';

/** What a mistake does to gradient and loss, a sentence each. */
export function costSentences({ finding: { cost, class: of }, language, short }: Subject): string[] {
  if (!cost) return [];
  const out: string[] = [];
  const zh = language === 'zh-TW';
  const { gradientShown: shown, gradientRedrawn: redrawn, loss } = cost;
  // a blank between Chinese and digits
  const off = (x: number): string => (zh ? share(x, language).replace(/^(?=\d)/, ' ') : share(x, language));
  if ((shown ?? 0) < NOTHING && (redrawn ?? 0) < NOTHING) {
    if ((shown !== null || redrawn !== null) && of !== 'shape-mismatch') {
      out.push(zh ? '梯度不受影響。' : 'The gradient is not affected.');
    }
  } else if (shown !== null && redrawn !== null) {
    const hidden = shown < 0.003 && redrawn > 10 * shown;
    if (zh) {
      out.push(
        `梯度差了${off(shown)}；權重和資料重抽之後，中位數差${off(redrawn)}。${hidden ? '用現在的數字看不出來。' : ''}`,
      );
    } else {
      out.push(
        `The gradient is off by ${off(shown)}; with weights and data drawn anew, by ${off(redrawn)} (median).${hidden ? ' At the present numbers nobody sees it.' : ''}`,
      );
    }
  } else if (shown !== null) out.push(zh ? `梯度差了${off(shown)}。` : `The gradient is off by ${off(shown)}.`);
  else if (redrawn !== null) {
    out.push(
      zh
        ? `權重和資料重抽之後，梯度的中位數差${off(redrawn)}。`
        : `With weights and data drawn anew, the gradient is off by ${off(redrawn)} (median).`,
    );
  }
  if (loss) {
    const cell = short(loss.cell);
    const is = figure(loss.shown);
    const should = loss.right === null ? is : figure(loss.right);
    if (loss.right === null) out.push(zh ? `最後的損失（${cell}）是 ${is}。` : `The last loss (${cell}) is ${is}.`);
    else if (is === should) {
      if (loss.right !== loss.shown) {
        out.push(
          zh
            ? `最後的損失（${cell}）是 ${is}，公式全對也差不多：從損失看不出來。`
            : `The last loss (${cell}) is ${is}, and about the same with every formula right: it does not tell.`,
        );
      }
    } else {
      const lower = loss.shown < loss.right;
      if (zh) {
        out.push(
          `最後的損失（${cell}）是 ${is}；公式全對的話是 ${should}。${lower ? '比較低的損失是算錯的結果。' : ''}`,
        );
      } else {
        out.push(
          `The last loss (${cell}) is ${is}; with every formula right it is ${should}.${lower ? ' The lower loss comes from the mistake.' : ''}`,
        );
      }
    }
  }
  return out;
}
const NOTHING = 1e-9;
