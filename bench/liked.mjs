// The tutorial's program as a whole process, by our command line and by Keras: read the table, split, scale, train 50
// epochs × batch 10, evaluate. Median of 5, taken in turn.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';
import { median, rounded } from './timing.mjs';

const python = process.env['GRADSHEET_PYTHON'] ?? join(root, '.cache/python/bin/python');
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-bench-'));
const table = join(folder, 'liked.csv');
const { data } = JSON.parse(readFileSync(join(root, 'test/vectors/liked.json'), 'utf8'));
const names = Object.keys(data);
writeFileSync(
  table,
  [names.join(','), ...data[names[0]].map((_, i) => names.map((n) => data[n][i]).join(','))].join('\n'),
);

let models = 0;
const timed = (command, args) => {
  const start = performance.now();
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${result.stderr}`);
  return { seconds: (performance.now() - start) / 1000, output: result.stdout.trim() };
};
const ours = () =>
  timed(process.execPath, [
    'dist/cli/main.js',
    'train',
    table,
    '--target',
    'liked',
    '--hidden',
    '5:relu',
    '--epochs',
    '50',
    '--batch-size',
    '10',
    '--scale',
    'standard',
    '--seed',
    '1',
    '--json',
    '--out',
    join(folder, `model-${++models}`),
  ]);
const keras = existsSync(python) ? () => timed(python, ['bench/peers/liked_keras.py', table]) : null;
ours();
keras?.();
const times = { ours: [], keras: [] };
let version = '';
for (let i = 0; i < 5; i++) {
  times.ours.push(ours().seconds);
  if (keras) {
    const k = keras();
    times.keras.push(k.seconds);
    version = k.output.split(' ').slice(0, 2).join(' ');
  }
}
rmSync(folder, { recursive: true, force: true });
const rows = [{ what: 'gradsheet train liked.csv, whole process', value: rounded(median(times.ours)), unit: 's' }];
if (keras) {
  rows.push(
    { what: `Keras ${version}, whole process`, value: rounded(median(times.keras)), unit: 's' },
    { what: 'times faster than Keras', value: rounded(median(times.keras) / median(times.ours)), unit: '×' },
  );
} else rows.push({ what: 'Keras', value: '–', unit: '', note: 'not installed: .ci/run makes .cache/python' });
console.log(JSON.stringify(rows));
