import type { Grid } from './grid.ts';
import type { Role } from './report.ts';

/** Where the titles of values stand: above columns, or at the left of rows. */
export type Side = 'above' | 'left';

/** The nearest text on a side of a cell; undefined where there is none. */
export function textOn(grid: Grid, id: number, side: Side): string | undefined {
  const { sheet, row, column } = grid.cell(id);
  const line = textsOf(grid).get(side === 'above' ? `${sheet}|${column}` : `${sheet}-${row}`) ?? [];
  const at = side === 'above' ? row : column;
  let low = 0;
  let high = line.length; // texts before the cell
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((line[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return line[low - 1]?.text;
}
interface Text {
  readonly at: number;
  readonly text: string;
}
/** Texts by column and by row, in order. */
function textsOf(grid: Grid): Map<string, Text[]> {
  const known = texts.get(grid.book);
  if (known) return known;
  const lines = new Map<string, Text[]>();
  const add = (key: string, text: Text): void => {
    const line = lines.get(key);
    if (line) line.push(text);
    else lines.set(key, [text]);
  };
  for (const { content, sheet, row, column, value } of grid.cells) {
    if (content !== 'text') continue;
    add(`${sheet}|${column}`, { at: row, text: String(value).trim() });
    add(`${sheet}-${row}`, { at: column, text: String(value).trim() });
  }
  for (const line of lines.values()) line.sort((a, b) => a.at - b.at);
  texts.set(grid.book, lines);
  return lines;
}
const texts = new WeakMap<object, Map<string, Text[]>>();

/** What a person wrote for a single cell: at its left, where no row of titles stands above. */
export function labelOf(grid: Grid, id: number, side: Side): string | undefined {
  const { sheet, row, column } = grid.cell(id);
  const isText = (r: number, c: number): boolean => {
    const at = grid.find(sheet, r, c);
    return at !== undefined && grid.cell(at).content === 'text';
  };
  const titles = isText(row - 1, column) && (isText(row - 1, column - 1) || isText(row - 1, column + 1));
  const near: Side | undefined =
    isText(row, column - 1) && !titles
      ? 'left'
      : isText(row - 1, column)
        ? 'above'
        : isText(row, column - 1)
          ? 'left'
          : undefined;
  return textOn(grid, id, near ?? side) ?? textOn(grid, id, side === 'above' ? 'left' : 'above');
}

/**
 * What a label says its cells are for, in English or Chinese; undefined if it says nothing. `dw1` and `∂E/∂w1` are
 * gradients, not weights; `Δw1` is a change.
 */
export function roleOfLabel(label: string): Role | undefined {
  const text = label
    .normalize('NFKC')
    .replaceAll(/[A-Z]+/g, (t) => t.toLowerCase())
    .replaceAll(/[\s_]+/g, ' ')
    .trim();
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}
/** First what contains the name of something else. Capital Δ is a change, small δ a derivative. */
const rules: readonly (readonly [RegExp, Role])[] = [
  [/^(?:lr|η|ɳ|α|eta|alpha)\b|^[ηɳ]|learning ?rate|step size|學習率|学习率|學習速率|步長/, 'learning-rate'],
  [/momentum|decay|動量|衰減|^β\d?$|^beta ?\d?$|^(?:ε|epsilon)$|batch size|批次/, 'setting'],
  [/^new |^updated |^next |^新|更新後|調整後/, 'update'],
  [/^(?:avg|average|mean|sum)\b.*(?:d\w|∂|grad|δ|change)|平均.*(?:變化|梯度|∂)|梯度.*平均/, 'average'],
  [/^[Δ∆]\s*(?:w|b|v|θ|權|偏)|^delta ?(?:w|b|θ)|變化量|調整量|^速度|^velocity|^v ?(?:w|b)/, 'update'],
  [/∂|^d\w*\/d|^d ?(?:w|b|z|a|θ|l|e)\d*\b|grad|梯度|偏導|slope|斜率|變化$|變化\d|^δ|^delta/, 'gradient'],
  [/rmse|accuracy|correct|r²|^r\^?2$|正確率|準確率|答對/, 'metric'],
  [
    /^(?:loss|cost|mse|sse|mae|e|j|l|cross ?entropy|total error|e total)$|loss|損失|總誤差|平均誤差|均方|交叉熵|成本/,
    'loss',
  ],
  [/error|residual|^err|誤差|殘差/, 'error'],
  [/predict|^ŷ|^y ?hat|^y\^|^p$|forecast|預測|估計/, 'prediction'],
  [/target|^y\d*$|^t\d*$|actual|expected|label|^true|目標|真值|實際|答案|標籤|正解/, 'target'],
  [/^(?:z|net|in)(?: ?[\dho]+)*$|weighted sum|pre-?activation|加權|淨輸入/, 'pre-activation'],
  [/^(?:a|h|o|out)(?: ?[\dho]+)*$|activation|sigmoid|relu|tanh|softmax|輸出值|激活|活化|激發/, 'activation'],
  [
    /^(?:w|b|θ|β|bias|weight|intercept)(?:[ \d,.'[\]()hox]|bias)*$|weights?\b|bias|權重|权重|偏差|偏置|偏權|截距|參數/,
    'parameter',
  ],
  [/^x ?\d*$|input|feature|^i\d+$|輸入|特徵|^資料/, 'data'],
];
