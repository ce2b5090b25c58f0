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
      'This page is what `--help` prints, written by `npm test -- test/docs.test.ts -u`. In a clone the command is `npx gradsheet`, after `npm start` or `npm run build`.',
      'With `--json` standard output is one JSON document, also for an error (`{ "error": { "code", "where", "expected", "received", "hint", "text" } }`), and progress goes to standard error. A table is CSV (comma, semicolon or tab; UTF-8, UTF-16 or Big5) or an .xlsx workbook. Only plain files are read (save what a pipe gives as a file first), and only plain files are replaced, none without `--force`. A command that is killed leaves what it was writing as it was or whole; Ctrl-C during training saves what was learned so far.',
    ],
  },
  'zh-TW': {
    say: chinese,
    title: '# 指令',
    sister: '[English](command-line.md)',
    intro: [
      '這一頁就是 `--help` 印出來的內容，由 `npm test -- test/docs.test.ts -u` 寫成。在複製下來的專案裡，先 `npm start` 或 `npm run build`，指令是 `npx gradsheet`。',
      '加上 `--json`，標準輸出就只有一份 JSON，出錯時也是（`{ "error": { "code", "where", "expected", "received", "hint", "text" } }`），進度寫到標準錯誤。表格可以是 CSV（逗號、分號或 Tab；UTF-8、UTF-16 或 Big5），也可以是 .xlsx 活頁簿。只讀一般的檔案（管線的輸出請先存成檔案），也只取代一般的檔案，而且要有 `--force`。指令就算被強制結束，正在寫的檔案不是原來的樣子，就是完整的新檔；訓練中按 Ctrl-C，會先存下學到的部分。',
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
