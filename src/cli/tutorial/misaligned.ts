import type { Language } from '../../messages/language.ts';
import { emptySheet, formatAddress, setCell, type Cell, type Style, type Workbook } from '../../workbook/index.ts';

/** The tutorial's table: marks and return of students A to E. */
export const students = {
  names: ['A', 'B', 'C', 'D', 'E'],
  marks: [
    [0.85, 0.5, 0.45],
    [0.65, 0.4, 0.35],
    [0.55, 0.75, 0.8],
    [0.35, 0.98, 0.97],
    [0.5, 0.9, 0.88],
  ],
  returns: [0.5, 0.39, 0.76, 0.92, 0.89],
} as const;

export interface Misaligned {
  readonly book: Workbook;
  /** Mean squared error of each epoch, from 0. */ readonly mse: readonly number[];
  /** Formulas of the first two predictions. */ readonly formulas: readonly [string, string];
}

/**
 * The sheet of the tutorial as it was made by hand, with its one mistake: a block per epoch, weights and bias in the
 * first
 * row of each, and a prediction whose bias is a relative reference. Copied down, it reads blank cells: only row A gets
 * the
 * bias. Saved values are what a spreadsheet computes.
 *
 *   A student | B C D marks | E return | F G H weights | I bias | J prediction | K error | L error² | M N O P changes
 *
 * @param epochs blocks after the first
 */
export function misalignedWorkbook(epochs: number, language: Language): Misaligned {
  const sheet = emptySheet(language === 'en' ? 'Training' : '訓練');
  const n = students.names.length;
  const mse: number[] = [];
  const put = (row: number, column: number, cell: Cell): void => setCell(sheet, row, column, cell);
  let w: readonly number[] = [0.33, 0.33, 0.33];
  let bias = 0;
  const formulas: string[] = [];
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const top = epoch * (n + 3);
    const first = top + 1;
    const after = first + n;
    const at = formatAddress;
    titles[language].forEach((title, column) =>
      put(top, column, {
        value: column === 0 ? `${title}${epochName[language](epoch)}` : title,
        style: header(column),
      }),
    );
    const changes: number[][] = [];
    students.marks.forEach((marks, i) => {
      const row = first + i;
      const y = students.returns[i] ?? 0;
      const read = i === 0 ? bias : 0; // a blank cell counts as 0
      const prediction = marks.reduce((sum, mark, k) => sum + mark * (w[k] ?? 0), 0) + read;
      const error = y - prediction;
      put(row, 0, { value: students.names[i] ?? '' });
      [...marks, y].forEach((value, k) =>
        put(row, 1 + k, epoch === 0 ? { value, style: typed } : { value, formula: `=${at(1 + i, 1 + k)}` }),
      );
      const formula = `=B${row + 1}*$F$${first + 1}+C${row + 1}*$G$${first + 1}+D${row + 1}*$H$${first + 1}+I${row + 1}`;
      if (epoch === 0 && i < 2) formulas.push(formula);
      put(row, 9, { value: prediction, formula, style: number });
      put(row, 10, { value: error, formula: `=E${row + 1}-J${row + 1}`, style: number });
      put(row, 11, { value: error * error, formula: `=K${row + 1}*K${row + 1}`, style: small });
      const own = [...marks.map((mark) => error * mark), error];
      changes.push(own);
      own.forEach((value, k) =>
        put(row, 12 + k, {
          value,
          formula: k < 3 ? `=K${row + 1}*${'BCD'[k]}${row + 1}` : `=K${row + 1}`,
          style: number,
        }),
      );
      if (i === 0) mse.push(0);
      mse[epoch] = (mse[epoch] ?? 0) + error * error;
    });
    mse[epoch] = (mse[epoch] ?? 0) / n;
    [...w, bias].forEach((value, k) =>
      put(
        first,
        5 + k,
        epoch === 0
          ? { value, style: typed }
          : { value, formula: `=${at(first - n - 3, 5 + k)}+${at(after - n - 3, 12 + k)}`, style: number },
      ),
    );
    const range = (column: number): string => `${at(first, column)}:${at(after - 1, column)}`;
    put(after, 10, { value: 'MSE', style: { align: 'right' } });
    put(after, 11, {
      value: mse[epoch] ?? 0,
      formula: `=AVERAGE(${range(11)})`,
      style: { ...small, font: { bold: true } },
    });
    const averages = [0, 1, 2, 3].map((k) => changes.reduce((sum, own) => sum + (own[k] ?? 0), 0) / n);
    averages.forEach((value, k) => put(after, 12 + k, { value, formula: `=AVERAGE(${range(12 + k)})`, style: number }));
    w = w.map((weight, k) => weight + (averages[k] ?? 0));
    bias += averages[3] ?? 0;
  }
  sheet.freeze = { rows: 0, columns: 1 };
  titles[language].forEach((_, column) => {
    sheet.columnWidths.set(column, column === 0 ? 18 : column === 11 ? 14 : 12);
  });
  const [one = '', two = ''] = formulas;
  return { book: { sheets: [sheet], names: [], properties: { creator: 'Gradsheet' } }, mse, formulas: [one, two] };
}

const titles: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'student',
    'english',
    'math',
    'science',
    'return',
    'w1',
    'w2',
    'w3',
    'bias',
    'predicted',
    'error',
    'error²',
    'w1 change',
    'w2 change',
    'w3 change',
    'bias change',
  ],
  'zh-TW': [
    '學生',
    '英文',
    '數學',
    '自然',
    '投資報酬率',
    'w1',
    'w2',
    'w3',
    '偏差值',
    '預測值',
    '誤差',
    '誤差平方',
    'w1 變化',
    'w2 變化',
    'w3 變化',
    '偏差值變化',
  ],
};
const epochName: Readonly<Record<Language, (n: number) => string>> = {
  en: (n) => ` (epoch ${n})`,
  'zh-TW': (n) => `（第 ${n} 回）`,
};

const number: Style = { numberFormat: '0.000000' };
const small: Style = { numberFormat: '0.000000000' };
const typed: Style = { font: { bold: true } };
/** The light fills of the roles, as in every workbook of ours: data, parameter, prediction, error, gradient. */
const header = (column: number): Style => {
  const [fill, color] =
    column < 5
      ? ['E1E6EB', '4C5863']
      : column < 9
        ? ['F0E9F8', '673C9E']
        : column < 10
          ? ['DFF1EF', '0A6560']
          : column < 12
            ? ['FBE7ED', 'A1234C']
            : ['F6EFD0', '6B5600'];
  return { fill: fill ?? '', font: { bold: true, color: color ?? '' }, align: column === 0 ? 'left' : 'right' };
};
