import type { Language } from '../messages/language.ts';
import { count } from '../messages/numbers.ts';
import { brief } from '../util/text.ts';
import type { CsvWarning, Marker } from './csv-warnings.ts';
import { someNames } from './some-names.ts';

/** What a person reads of a warning, without what to do about it: that depends on where the person is. */
export const csvSentence = (warning: CsvWarning, language: Language = 'en'): string => sentences[language](warning);

/** The same of several columns at once; null where each has its own to say. */
export const csvSentenceOfMany = (
  code: CsvWarning['code'],
  columns: readonly string[],
  language: Language = 'en',
): string | null => {
  const text = (ofMany[language] as Readonly<Partial<Record<CsvWarning['code'], string>>>)[code];
  const end = language === 'en' ? '.' : '。';
  return text === undefined ? null : text.replace('{}', count(columns.length)) + someNames(columns, language) + end;
};

const ofMany = {
  en: {
    'decimal-comma': '{} columns were read as text; their commas may separate decimals: ',
    'mixed-column': '{} columns were read as text, since some of their cells are not numbers: ',
    'bad-cells': '{} columns contain numbers; their other cells count as missing: ',
    'infinite-cells': 'Infinite values in {} columns count as missing: ',
    'dressed-numbers': '{} columns contain numbers with signs, such as $1,200 or 12%: ',
  },
  'zh-TW': {
    'decimal-comma': '有 {} 欄當成文字，其中的逗號可能是小數點：',
    'mixed-column': '有 {} 欄當成文字，因為有些儲存格不是數字：',
    'bad-cells': '有 {} 欄是數字，其他的儲存格當成缺值：',
    'infinite-cells': '有 {} 欄的無限大當成缺值：',
    'dressed-numbers': '有 {} 欄是帶符號的數字，例如 $1,200 或 12%：',
  },
} as const;

const some = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;
const shown = (text: string): string => brief(text, 40).replace(/[\ud800-\udbff](?=…)/, '');
const MOST = 6;
const listed = (items: readonly string[], comma: string): string =>
  items.slice(0, MOST).join(comma) + (items.length > MOST ? ` … (${count(items.length)})` : '');

const delimiters = {
  en: { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'vertical bar', ' ': 'blanks' },
  'zh-TW': { ',': '逗號', ';': '分號', '\t': 'Tab', '|': '直線', ' ': '空白' },
} as const satisfies Record<Language, Readonly<Record<string, string>>>;

/** What a delimiter is called: "comma". */
export const delimiterName = (delimiter: string, language: Language): string =>
  (delimiters[language] as Readonly<Record<string, string>>)[delimiter] ?? delimiter;

const sentences: Readonly<Record<Language, (w: CsvWarning) => string>> = {
  en: (w) => {
    switch (w.code) {
      case 'decimal-comma':
        return `Column ${w.column} was read as text, such as "${shown(w.text)}" (row ${w.row}): the comma may separate ${w.thousands ? 'thousands or decimals' : 'decimals'}.`;
      case 'mixed-column':
        return `Column ${w.column} was read as text: ${some(w.texts, 'cell is not a number', 'cells are not numbers')}, the first is "${shown(w.text)}" (row ${w.row}).`;
      case 'bad-cells':
        return `Column ${w.column} contains numbers; ${some(w.cells, 'other cell counts', 'other cells count')} as missing, the first is "${shown(w.text)}" (row ${w.row}).`;
      case 'infinite-cells':
        return `Column ${w.column}: ${some(w.cells, 'infinite value counts', 'infinite values count')} as missing, the first is "${shown(w.text)}" (row ${w.row}).`;
      case 'dressed-numbers':
        return `Column ${w.column} contains numbers such as "${shown(w.text)}" (row ${w.row}), read as ${w.value}.`;
      case 'decimal-comma-found':
        return `Decimal commas were recognized in the whole file, such as "${shown(w.text)}" in column ${w.column} (row ${w.row}).`;
      case 'missing-markers':
        return `Read as missing values: ${listed(w.markers.map(marker), ', ')}.`;
      case 'encoding-guessed':
        return `The encoding of the file is unknown; it was read as ${w.encoding}. If letters look wrong, choose another encoding.`;
      case 'delimiter-line':
        return `The first line names the delimiter: ${delimiterName(w.delimiter, 'en')}.`;
      case 'skipped-lines': {
        const what =
          w.what === 'title' ? ['title line above the table', 'title lines above the table'] : ['comment line', 'comment lines']; // prettier-ignore
        return `${some(w.rows, what[0] ?? '', what[1] ?? '')} skipped, starting with "${shown(w.text)}" (row ${w.row}).`;
      }
      case 'footer-lines':
        return `${some(w.rows, 'line below the table was', 'lines below the table were')} left out, starting with "${shown(w.text)}" (row ${w.row}).`;
      case 'no-header':
        return `The first row looks like data (${shown(w.text)}), so the columns are named column1, column2 ….`;
      case 'number-header':
        return `The first row was taken as the column names, although it contains only numbers (${shown(w.text)}).`;
      case 'second-header':
        return `Row ${w.row} looks like a second header (${shown(w.text)}) and was skipped.`;
      case 'repeated-header':
        return `${some(w.rows.length, 'row repeats', 'rows repeat')} the column names and ${w.rows.length === 1 ? 'was' : 'were'} left out: ${w.rows.length === 1 ? 'row' : 'rows'} ${listed(w.rows.map(String), ', ')}.`;
      case 'blank-names':
        return `${some(w.names.length, 'column without a name is', 'columns without a name are')} called ${listed(w.names, ', ')}.`;
      case 'double-names':
        return `Column names that occur more than once: ${listed(
          w.names.map(({ from, to }) => `the next ${from} is called ${to}`),
          ', ',
        )}.`;
      case 'short-rows':
        return `${some(w.rows, 'row has', 'rows have')} fewer cells than there are columns (the first is row ${w.row}); the rest counts as missing.`;
      case 'long-rows':
        return `${some(w.rows, 'row has', 'rows have')} empty cells beyond the last column (the first is row ${w.row}); they were left out.`;
      default:
        return w satisfies never;
    }
  },
  'zh-TW': (w) => {
    switch (w.code) {
      case 'decimal-comma':
        return `「${w.column}」欄當成文字，例如「${shown(w.text)}」（第 ${w.row} 列）：逗號可能是${w.thousands ? '千分位或小數點' : '小數點'}。`;
      case 'mixed-column':
        return `「${w.column}」欄當成文字：有 ${count(w.texts)} 格不是數字，第一個是「${shown(w.text)}」（第 ${w.row} 列）。`;
      case 'bad-cells':
        return `「${w.column}」欄是數字；另有 ${count(w.cells)} 格不是，當成缺值，第一個是「${shown(w.text)}」（第 ${w.row} 列）。`;
      case 'infinite-cells':
        return `「${w.column}」欄有 ${count(w.cells)} 格是無限大，當成缺值，第一個是「${shown(w.text)}」（第 ${w.row} 列）。`;
      case 'dressed-numbers':
        return `「${w.column}」欄是數字，例如「${shown(w.text)}」（第 ${w.row} 列）讀成 ${w.value}。`;
      case 'decimal-comma-found':
        return `整個檔案的逗號都當成小數點，例如「${w.column}」欄的「${shown(w.text)}」（第 ${w.row} 列）。`;
      case 'missing-markers':
        return `當成缺值：${listed(w.markers.map(markerInChinese), '、')}。`;
      case 'encoding-guessed':
        return `認不出檔案的編碼，先用 ${w.encoding} 讀取。如果文字看起來不對，請指定編碼。`;
      case 'delimiter-line':
        return `第一行指定了分隔符號：${delimiterName(w.delimiter, 'zh-TW')}。`;
      case 'skipped-lines':
        return `略過 ${count(w.rows)} 行${w.what === 'title' ? '表格上方的標題' : '註解'}，第一行是「${shown(w.text)}」（第 ${w.row} 列）。`;
      case 'footer-lines':
        return `略過表格下方的 ${count(w.rows)} 行，第一行是「${shown(w.text)}」（第 ${w.row} 列）。`;
      case 'no-header':
        return `第一列看起來是資料（${shown(w.text)}），所以各欄命名為 column1、column2 ……。`;
      case 'number-header':
        return `第一列全是數字（${shown(w.text)}），仍當成欄名。`;
      case 'second-header':
        return `第 ${w.row} 列看起來是第二列標題（${shown(w.text)}），已略過。`;
      case 'repeated-header':
        return `有 ${count(w.rows.length)} 列和欄名相同，已略過：第 ${listed(w.rows.map(String), '、')} 列。`;
      case 'blank-names':
        return `有 ${count(w.names.length)} 欄沒有名稱，命名為 ${listed(w.names, '、')}。`;
      case 'double-names':
        return `有重複的欄名：${listed(
          w.names.map(({ from, to }) => `後面的「${from}」命名為「${to}」`),
          '、',
        )}。`;
      case 'short-rows':
        return `有 ${count(w.rows)} 列的格數比欄數少（第一個是第 ${w.row} 列），不足的當成缺值。`;
      case 'long-rows':
        return `有 ${count(w.rows)} 列在最後一欄之後還有空白格（第一個是第 ${w.row} 列），已忽略。`;
      default:
        return w satisfies never;
    }
  },
};

const marker = ({ text, cells }: Marker): string => `"${shown(text)}" (${some(cells, 'cell', 'cells')})`;
const markerInChinese = ({ text, cells }: Marker): string => `「${shown(text)}」（${count(cells)} 格）`;
