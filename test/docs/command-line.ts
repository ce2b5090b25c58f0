// docs/command-line*.md: the help of every command, as it is printed.
import { commands, type CommandName } from '../../src/cli/commands.ts';
import { commandHelp, generalHelp } from '../../src/cli/help.ts';
import { en } from '../../src/cli/messages.en.ts';
import { chinese } from '../../src/cli/messages.zh-TW.ts';
import { styleOf } from '../../src/cli/style.ts';

const texts = {
  en: {
    say: en,
    title: '# Command line',
    sister: '[中文](command-line.zh-TW.md)',
    intro: [
      'This page shows the output of `--help`; it is written by `npm test -- test/docs.test.ts -u`. After `git clone`, run `npm start` or `npm run build` once; then the command is `npx gradsheet`.',
      'With `--json`, standard output is one JSON document, even for an error (`{ "error": { "code", "where", "expected", "received", "hint", "text" } }`), and progress goes to standard error. A table is a text file with delimiters (comma, semicolon, tab, | or blanks; UTF-8, UTF-16, Big5 or Western), an .xlsx workbook, JSON (a list of records, or one record per line) or Parquet, also compressed by gzip; `-` is standard input. Several text files with the same columns are one table, in `train` and `evaluate` one after the other, everywhere as a pattern in quotes (`\'sales-*.csv\'`, in the order of their names). What was recognized, repaired or left out is shown as a note, with the option that overrules it. Only plain files are read, and only plain files are overwritten, never without `--force`. If a command is killed, the file it was writing is either unchanged or complete. Ctrl-C during training saves what was learned so far.',
    ],
  },
  'zh-TW': {
    say: chinese,
    title: '# 指令',
    sister: '[English](command-line.md)',
    intro: [
      '這一頁是 `--help` 顯示的內容，由 `npm test -- test/docs.test.ts -u` 產生。`git clone` 專案之後，先執行一次 `npm start` 或 `npm run build`，指令就是 `npx gradsheet`。',
      '加上 `--json`，標準輸出就只有一份 JSON，有錯誤時也一樣（`{ "error": { "code", "where", "expected", "received", "hint", "text" } }`），進度寫到標準錯誤。表格可以是有分隔符號的文字檔（逗號、分號、Tab、| 或空白；UTF-8、UTF-16、Big5 或西歐編碼）、.xlsx 活頁簿、JSON（記錄清單，或每行一筆記錄）或 Parquet，也可以用 gzip 壓縮；`-` 代表標準輸入。欄相同的幾個文字檔可以合成一個表格：`train` 和 `evaluate` 可以依序列出，各指令也都可以用加了引號的樣式（`\'sales-*.csv\'`，照檔名的順序）。自動辨認、修補或忽略了什麼，都會寫在附註裡，並列出可以改變它的選項。只讀取一般的檔案，也只覆寫一般的檔案，而且要有 `--force`。就算指令被強制結束，正在寫的檔案不是保持原樣，就是完整的新檔。訓練時按 Ctrl-C，會儲存到目前為止學到的內容。',
    ],
  },
} as const;

export function commandLinePage(language: keyof typeof texts): string {
  const { say, title, sister, intro } = texts[language];
  const plain = styleOf({ write: () => undefined, isTTY: false, columns: 80 }, {});
  const shown = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;
  const sections = (Object.keys(commands) as CommandName[]).flatMap((name) => [
    `## ${name}`,
    shown(commandHelp(name, say, plain)),
  ]); // the table's own keys
  return `${[title, sister, ...intro, shown(generalHelp(say, plain)), ...sections].join('\n\n')}\n`;
}
