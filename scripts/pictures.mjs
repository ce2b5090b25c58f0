// Pictures of the students' workbook for the README, as LibreOffice draws it: docs/pictures/*.png. Needs soffice and pdftoppm.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './setup.mjs';

const page = { x: 64, y: 72, width: 1104 }, heights = { en: 474, 'zh-TW': 524 }; // dots at 110 per inch: settings, data, chart and two blocks
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-pictures-'));
mkdirSync(`${root}docs/pictures`, { recursive: true });
for (const [language, height] of Object.entries(heights)) {
  const name = `students.${language}`, book = join(folder, `${name}.xlsx`);
  run(process.execPath, ['dist/cli/main.js', 'sheet', 'examples/students.csv', '--target', 'roi', '--features', 'english,math,science',
    '--loss', 'halfSquaredError', '--optimizer', 'sgd', '--learning-rate', '0.5', '--kernel-initializer', 'constant:0.33', '--test-size', '0',
    '--epochs', '5', '--lang', language, '-o', book], { stdio: 'ignore' });
  execFileSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'pdf', '--outdir', folder, book], { stdio: 'ignore' });
  execFileSync('pdftoppm', ['-r', '110', '-f', '1', '-l', '1', '-singlefile', '-x', page.x, '-y', page.y, '-W', page.width, '-H', height, '-png', join(folder, `${name}.pdf`), `${root}docs/pictures/${name}`].map(String));
}
rmSync(folder, { recursive: true, force: true });
