// Pictures of the students' workbooks, as LibreOffice draws them: docs/pictures/*.png. Needs soffice and pdftoppm, and
// dist/.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { misalignedWorkbook } from '../dist/cli/tutorial/misaligned.js';
import { getCell, setCell, writeXlsx } from '../dist/sheet.js';
import { root, run } from './setup.mjs';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-pictures-'));
mkdirSync(`${root}docs/pictures`, { recursive: true });

/** The first page of a workbook, cut to a box in dots at 110 per inch. */
function draw(name, box) {
  execFileSync(
    'soffice',
    [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      'pdf',
      '--outdir',
      folder,
      join(folder, `${name}.xlsx`),
    ],
    { stdio: 'ignore' },
  );
  execFileSync(
    'pdftoppm',
    [
      '-r',
      110,
      '-f',
      1,
      '-l',
      1,
      '-singlefile',
      '-x',
      box.x,
      '-y',
      box.y,
      '-W',
      box.width,
      '-H',
      box.height,
      '-png',
      join(folder, `${name}.pdf`),
      `${root}docs/pictures/${name}`,
    ].map(String),
  );
}

// settings, data, chart and two blocks
for (const [language, height] of [
  ['en', 474],
  ['zh-TW', 524],
]) {
  const name = `students.${language}`;
  run(
    process.execPath,
    [
      'dist/cli/main.js',
      'sheet',
      'examples/students.csv',
      '--target',
      'roi',
      '--features',
      'english,math,science',
      '--loss',
      'halfSquaredError',
      '--optimizer',
      'sgd',
      '--learning-rate',
      '0.5',
      '--kernel-initializer',
      'constant:0.33',
      '--test-size',
      '0',
      '--epochs',
      '5',
      '--lang',
      language,
      '-o',
      join(folder, `${name}.xlsx`),
    ],
    { stdio: 'ignore' },
  );
  draw(name, { x: 64, y: 72, width: 1104, height });
}

// the sheet with the mistake: epochs 0 and 1, the four predictions without bias and the blank cells they read outlined
const alert = { style: 'medium', color: 'AE2012' };
const blank = { style: 'dashed', color: 'AE2012' };
for (const [language, height] of [
  ['en', 194],
  ['zh-TW', 194],
]) {
  const name = `misaligned.${language}`;
  const { book } = misalignedWorkbook(1, language);
  const [sheet] = book.sheets;
  for (const top of [2, 10]) {
    for (let i = 0; i < 4; i++) {
      for (const [column, line] of [
        [8, blank],
        [9, alert],
      ]) {
        const cell = getCell(sheet, top + i, column) ?? {};
        setCell(sheet, top + i, column, {
          ...cell,
          style: {
            ...cell.style,
            border: {
              left: line,
              right: line,
              ...(i === 0 ? { top: line } : {}),
              ...(i === 3 ? { bottom: line } : {}),
            },
          },
        });
      }
    }
  }
  writeFileSync(join(folder, `${name}.xlsx`), withHeadings(await writeXlsx(book)));
  draw(name, { x: 64, y: 72, width: 1104, height });
}
rmSync(folder, { recursive: true, force: true });

/**
 * The same file, printed with the letters of its columns and the numbers of its rows; rows 1 and 9 have room for
 * Chinese.
 */
function withHeadings(bytes) {
  const parts = unzipSync(bytes);
  const name = 'xl/worksheets/sheet1.xml';
  parts[name] = strToU8(
    strFromU8(parts[name])
      .replace('<pageMargins', '<printOptions headings="1"/>$&')
      .replace(/<row r="[19]"/g, '$& ht="18" customHeight="1"'),
  );
  return zipSync(parts);
}
