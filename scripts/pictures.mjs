// Pictures of workbooks, as LibreOffice draws them: docs/pictures/*.png. Needs soffice and pdftoppm, and
// dist/.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { misalignedWorkbook } from '../dist/cli/tutorial/misaligned.js';
import { layers, sequential } from '../dist/index.js';
import { getCell, setCell, writeSheet, writeXlsx } from '../dist/sheet.js';
import { root, run } from './setup.mjs';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-pictures-'));
mkdirSync(`${root}docs/pictures`, { recursive: true });

/** The first page of a workbook, cut to a box in dots: 110 per inch, more where a wide page was made to fit. */
function draw(name, box, dots = 110) {
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
      dots,
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

// a cross and a frame, a convolution of two filters, pooling: the first step up to there
for (const [language, y, width, height] of [
  ['en', 550, 1560, 212],
  ['zh-TW', 566, 1665, 240],
]) {
  const name = `convolution.${language}`;
  const net = sequential([
    layers.inputLayer({ shape: [5, 5, 1] }),
    layers.conv2d({ filters: 2, kernelSize: 2, activation: 'relu' }),
    layers.maxPooling2d(),
    layers.flatten(),
    layers.dense({ units: 1 }),
  ]);
  net.compile({ optimizer: { name: 'sgd', learningRate: 0.1 }, loss: 'halfSquaredError' });
  const places = Array.from({ length: 25 }, (_, i) => [Math.floor(i / 5), i % 5]);
  const cross = places.map(([row, column]) => (row === 2 || column === 2 ? 1 : 0));
  const frame = places.map(([row, column]) => (row % 4 === 0 || column % 4 === 0 ? 1 : 0));
  const x = { data: Float64Array.from([...cross, ...frame]), shape: [2, 5, 5, 1] };
  const run = net.run(x, [[1], [0]], { epochs: 3, seed: 1, shuffle: false });
  writeFileSync(join(folder, `${name}.xlsx`), await writeSheet(run, { language, epochs: 2 }));
  draw(name, { x: 320, y, width, height }, 460);
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
