// Reading a table of 20 columns (12 of decimals, 4 of whole numbers, 3 of texts, a label) from its file into memory,
// and training a logistic regression on its 16 numbers in parts, in processes of their own: time of the processor,
// since a busy machine changes the clock's, and the most memory it held.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, rounded } from './timing.mjs';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-bench-'));

/** Numbers from 0 to 1, the same ones every time (a linear congruential generator; Numerical Recipes). */
function draws(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function writeTable(path, rows) {
  const next = draws(12_345);
  const below = (n) => Math.floor(next() * n);
  const names = [
    ...Array.from({ length: 12 }, (_, i) => `x${i}`),
    'n0',
    'n1',
    'n2',
    'n3',
    'city',
    'color',
    'code',
    'y',
  ];
  const file = openSync(path, 'w');
  let text = `${names.join(',')}\n`;
  for (let row = 0; row < rows; row++) {
    const cells = Array.from({ length: 12 }, (_, i) => ((next() - 0.3) * 10 ** (i % 4)).toFixed(2 + (i % 4)));
    for (let i = 1; i <= 4; i++) cells.push(below(10 ** i));
    cells.push(`city ${below(500)}`, ['red', 'green', 'blue', 'black', 'white'][below(5)], `P${below(5000)}x`);
    text += `${cells.join(',')},${next() < 0.4 ? 'yes' : 'no'}\n`;
    if (text.length > 2 ** 20) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}

const READ = `
const { readCsvFile } = await import('./dist/node/index.js');
const before = process.cpuUsage();
const { table } = await readCsvFile(process.argv[1]);
`;
/** The command, which reads the rows in parts. */
const TRAIN = `
const features = [...Array.from({ length: 12 }, (_, i) => 'x' + i), 'n0', 'n1', 'n2', 'n3'].join();
const told = ['--scale', 'standard', '--epochs', '1', '--batch-size', '1024', '--buffer', '262144', '--test-size', '0'];
const [path] = process.argv.splice(1);
process.argv.push('gradsheet', 'train', path, '--target', 'y', '--features', features, ...told, '--json', '--out', path + '-model');
const before = process.cpuUsage();
let said = '';
process.stdout.write = (text) => (said += text, true);
process.stderr.write = () => true;
process.once('exit', () => {
  const { user, system } = process.cpuUsage(before);
  const rows = JSON.parse(said).rows.train;
  const { maxRSS } = process.resourceUsage();
  fs.writeSync(1, JSON.stringify({ rows, seconds: (user + system) / 1e6, megabytes: maxRSS / 1024 }));
});
const fs = await import('node:fs');
await import('./dist/cli/main.js');
`;
const TELL = `
const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ rows: table.rows, seconds: (user + system) / 1e6, megabytes: maxRSS / 1024 }));
`;

/** @param code what a process does with the file, and tells of it */
function measured(code, path, rows) {
  const options = { encoding: 'utf8' };
  const found = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code, path], options));
  rmSync(`${path}-model`, { recursive: true, force: true });
  if (found.rows !== rows) throw new Error(`${found.rows} of ${rows} rows`);
  return found;
}

try {
  const results = [100_000, 1_000_000].flatMap((rows) => {
    const path = join(folder, `${rows}.csv`);
    writeTable(path, rows);
    const found = Array.from({ length: 5 }, () => measured(READ + TELL, path, rows));
    const seconds = median(found.map((one) => one.seconds));
    const what = `${rows.toLocaleString('en')} rows × 20 columns, CSV file to table`;
    const note = `${(statSync(path).size / 2 ** 20).toFixed(0)} MB`;
    return [
      { what, value: rounded(seconds), unit: 's of a processor', note },
      { what: `${what}, speed`, value: rounded(rows / seconds), unit: 'rows/s' },
      { what: `${what}, memory`, value: Math.round(median(found.map((one) => one.megabytes))), unit: 'MB' },
    ];
  });
  const million = join(folder, '1000000.csv');
  const trained = Array.from({ length: 3 }, () => measured(TRAIN, million, 1_000_000));
  rmSync(million);
  results.push({
    what: 'training from a CSV file, rows per second',
    value: rounded(1_000_000 / median(trained.map((one) => one.seconds))),
    unit: 'rows/s',
    note: '1,000,000 rows, logistic regression on 16 columns, one epoch',
  });
  const large = join(folder, '5000000.csv');
  writeTable(large, 5_000_000);
  for (const [what, code] of [
    ['reading', READ + TELL],
    ['training on', TRAIN],
  ]) {
    const { seconds, megabytes } = measured(code, large, 5_000_000);
    const note = `${rounded(5_000_000 / seconds)} rows/s`;
    results.push({ what: `${what} 5,000,000 rows, memory`, value: Math.round(megabytes), unit: 'MB', note });
  }
  console.log(JSON.stringify(results));
} finally {
  rmSync(folder, { recursive: true });
}
