// Matrix products by shape and transposition on one thread, in GFLOP/s of CPU time, beside the peak of 128-bit
// multiplications and additions that a C program reaches in the same run (where there is a C compiler and x86).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { wasm } from 'gradsheet';
import { g, program } from 'gradsheet/ir';
import { root } from '../scripts/setup.mjs';
import { median, rounded } from './timing.mjs';

/** Each [m, k, n]: W3's layers at batch 32 and 128, squares, and sizes that are no multiples of anything. */
const shapes = [
  [32, 784, 128],
  [784, 32, 128],
  [128, 784, 128],
  [784, 128, 128],
  [128, 128, 10],
  [64, 64, 64],
  [128, 128, 128],
  [256, 256, 256],
  [301, 299, 303],
  [512, 512, 512],
  [1024, 1024, 1024],
];
const forms = ['a · b', 'aᵀ · b', 'a · bᵀ'];

const input = (name, shape, from = 'table') => g.input({ name, shape, from });
const turned = (x) => g.transpose(x, { perm: [1, 0] });
const numbers = (n) => Float64Array.from({ length: n }, (_, i) => ((i * 2654435761) % 1024) / 512 - 1);

/** y, kept as state so that no result is copied out. What reads the old one runs before. */
async function load([m, k, n], form, precision) {
  const a = form === 'aᵀ · b' ? turned(input('a', [k, m])) : input('a', [m, k]);
  const b = form === 'a · bᵀ' ? turned(input('b', [n, k])) : input('b', [k, n]);
  const y = input('y', [m, n], 'state');
  const fixed = { start: 0, terms: [], divide: 1 };
  const old = g.read(y, { shape: [1], from: [fixed, fixed] });
  const runnable = await wasm({ precision, threads: 1 }).load({ p: program({ y: g.matmul(a, b), old }) });
  await runnable.put({ a: numbers(m * k), b: numbers(k * n), y: new Float64Array(m * n) });
  return runnable;
}

function peakProgram() {
  if (arch() !== 'x64') return null;
  const folder = mkdtempSync(join(tmpdir(), 'gradsheet-peak-'));
  const file = join(folder, 'peak');
  try {
    execFileSync('cc', ['-O2', '-o', file, `${root}bench/peak.c`], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    run: () => JSON.parse(execFileSync(file, { encoding: 'utf8' })),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const peak = peakProgram();
const rows = [];
for (const precision of ['f32', 'f64']) {
  const peaks = [];
  const measured = [];
  for (const shape of shapes) {
    if (peak) peaks.push(peak.run()[precision]);
    const flop = 2 * shape.reduce((all, d) => all * d, 1);
    const times = Math.max(1, Math.round(2e8 / flop));
    const runs = await Promise.all(forms.map((form) => load(shape, form, precision)));
    const rates = forms.map(() => []);
    for (const r of runs) await r.run('p', {}, 2 * times + 10); // its fast version takes over between two calls
    for (let i = 0; i < 9; i++) {
      for (const [f, r] of runs.entries()) {
        const start = process.cpuUsage();
        await r.run('p', {}, times);
        rates[f].push((flop * times) / process.cpuUsage(start).user / 1e3);
      }
    }
    runs.forEach((r) => r.dispose());
    forms.forEach((form, f) =>
      measured.push({ what: `${precision} ${shape.join(' × ')}, ${form}`, rate: median(rates[f]) }),
    );
  }
  const most = peak ? median(peaks) : null;
  if (most !== null) {
    rows.push({ what: `${precision}, 128-bit mul + add in registers (C)`, value: rounded(most), unit: 'GFLOP/s' });
  }
  for (const { what, rate } of measured) {
    const share = most === null ? {} : { note: `${Math.round((100 * rate) / most)}% of the peak` };
    rows.push({ what, value: rounded(rate), unit: 'GFLOP/s', ...share });
  }
}
peak?.remove();
console.log(JSON.stringify(rows));
