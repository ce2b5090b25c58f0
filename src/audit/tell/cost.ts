import { figure, share } from './figures.ts';
import type { Subject } from './subject.ts';

/** What a mistake does to gradient and loss, a sentence each. */
export function costSentences({ finding: { cost }, language, short }: Subject): string[] {
  if (!cost) return [];
  const out: string[] = [], zh = language === 'zh-TW', { gradientShown: shown, gradientRedrawn: redrawn, loss } = cost;
  if (shown !== null && redrawn !== null) {
    const hidden = shown < 0.003 && redrawn > 10 * shown;
    if (zh) out.push(`梯度差了 ${share(shown)}；權重和資料重抽之後，中位數差 ${share(redrawn)}。${hidden ? '用現在的數字看不出來。' : ''}`);
    else out.push(`The gradient is off by ${share(shown)}; with weights and data drawn anew, by ${share(redrawn)} (median).${hidden ? ' At the present numbers nobody sees it.' : ''}`);
  } else if (shown !== null) out.push(zh ? `梯度差了 ${share(shown)}。` : `The gradient is off by ${share(shown)}.`);
  else if (redrawn !== null) out.push(zh ? `權重和資料重抽之後，梯度的中位數差 ${share(redrawn)}。` : `With weights and data drawn anew, the gradient is off by ${share(redrawn)} (median).`);
  if (loss) {
    const cell = short(loss.cell);
    if (loss.right === null) out.push(zh ? `最後的損失（${cell}）是 ${figure(loss.shown)}。` : `The last loss (${cell}) is ${figure(loss.shown)}.`);
    else if (loss.right !== loss.shown) {
      const lower = loss.shown < loss.right;
      if (zh) out.push(`最後的損失（${cell}）是 ${figure(loss.shown)}；公式全對的話是 ${figure(loss.right)}。${lower ? '比較低的損失是算錯的結果。' : ''}`);
      else out.push(`The last loss (${cell}) is ${figure(loss.shown)}; with every formula right it is ${figure(loss.right)}.${lower ? ' The lower loss comes from the mistake.' : ''}`);
    }
  }
  return out;
}
