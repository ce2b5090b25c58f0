// examples/students-misaligned*.xlsx: the tutorial's sheet with its mistake, in both languages. Usage: node
// scripts/misaligned.mjs
// (after npm run build); a test compares the files with the maker of the book.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { misalignedWorkbook } from '../dist/cli/tutorial/misaligned.js';
import { writeXlsx } from '../dist/sheet.js';

for (const [language, ending] of [
  ['en', ''],
  ['zh-TW', '.zh-TW'],
]) {
  const file = new URL(`../examples/students-misaligned${ending}.xlsx`, import.meta.url);
  writeFileSync(fileURLToPath(file), await writeXlsx(misalignedWorkbook(5, language).book));
}
