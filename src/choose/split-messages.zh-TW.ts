import { someNames } from '../data/some-names.ts';
import { shellText } from '../util/escape.ts';
import type { Choice } from './choice.ts';
import type { Perhaps } from './dealing.ts';

/** The texts of `split-messages.en.ts` in Taiwan's Chinese. */
export function splitBy({ asked, quantity, ...rule }: Choice['split']): string {
  switch (rule.by) {
    case 'random':
      return '隨機的列';
    case 'time': {
      if (quantity) return `「${rule.column}」最大的列（這是數字，不是日期），用其他列預測`;
      const latest =
        rule.column === undefined ? '表格最後面的列，用前面的列預測' : `「${rule.column}」最晚的列，用較早的列預測`;
      return asked ? latest : `${latest}，因為時間相近的列相像`;
    }
    case 'group':
      return asked
        ? `「${rule.column}」欄同一個值的列都在一起`
        : `「${rule.column}」欄同一個值的列都在一起，因為它們相像；這一欄本身不用，因為新資料會有別的值`;
    default:
      return rule satisfies never;
  }
}

export function perhaps({ perhaps: alike, shared, later }: Perhaps): string[] {
  const found: string[] = [];
  const option = (rule: string): string => `--split ${shellText(rule)}`;
  if (alike !== undefined) {
    found.push(
      `「${alike}」相同的列彼此相像，其他欄無法解釋。如果要預測的資料在這一欄會有新的值，上面的結果對它們太樂觀，請加上 ${option(`group=${alike}`)}。`,
    );
  }
  if (shared) {
    found.push(
      `「${shared.column}」相同的列，其他幾欄（${someNames(shared.same, 'zh-TW')}）也相同，像是同一個事件或地點的資料。如果要預測的資料屬於別的，上面的結果對它們可能太樂觀，請加上 ${option(`group=${shared.column}`)}。`,
    );
  }
  if (later !== undefined) {
    found.push(
      `保留作測試的列是隨機挑的，不照「${later}」的先後，而目標隨時間的變化不是一條線能解釋的。如果要預測以後的資料，上面的結果對它們可能太樂觀，請加上 ${option(`time=${later}`)}。`,
    );
  }
  return found;
}
