// Measures what the README claims, side by side with peers on this machine, and keeps the figures in bench/results.
//   npm run bench            every workload
//   npm run bench -- peers   one of them: what PyTorch and others do too
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { root, run, setup } from '../scripts/setup.mjs';
import { drawPlots } from './plots.mjs';

setup();
run(process.execPath, ['scripts/build.mjs']);

const workloads = [
  'peers',
  'growth',
  'tiny',
  'first-call',
  'liked',
  'routines',
  'products',
  'threads',
  'size',
  'csv',
  'audit',
];
const chosen = process.argv.slice(2).filter((a) => !a.startsWith('-'));
const unknown = chosen.filter((c) => !workloads.includes(c));
if (unknown.length > 0) {
  console.error(`${unknown.length} of these are no workloads; there are ${workloads.join(', ')}.`);
  process.exit(1);
}
const machine = {
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  system: `${platform()} ${arch()}`,
  node: process.version,
  vectors: widest(),
};
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}\n`);

const results = { machine, date: new Date().toISOString().slice(0, 10), workloads: {} };
for (const name of chosen.length > 0 ? chosen : workloads) {
  // a process of its own for every workload: none warms up or slows down the next
  const out = execFileSync(process.execPath, [`bench/${name}.mjs`], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  const rows = JSON.parse(out);
  results.workloads[name] = rows;
  console.log(name);
  for (const { what, value, unit, note } of rows) {
    console.log(`  ${what.padEnd(58)} ${String(value).padStart(10)} ${unit}${note ? `   ${note}` : ''}`);
  }
  console.log('');
}
mkdirSync(`${root}bench/results`, { recursive: true });
const file = `${root}bench/results/latest.json`;
let before = {};
try {
  before = JSON.parse(readFileSync(file, 'utf8')).workloads ?? {};
} catch {
  /* the first run */
}
// at the end: the mean of five minutes, in which this was most of what the machine did
results.machine.load = Number(loadavg()[1].toFixed(1));
writeFileSync(file, written({ ...results, workloads: { ...before, ...results.workloads } }));
drawPlots();

/** The widest vectors of the processor, where the system tells: peers use them, WebAssembly has 128 bits. */
function widest() {
  const file = '/proc/cpuinfo';
  const flags = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return flags.includes(' avx512f') ? 'AVX-512' : flags.includes(' avx2') ? 'AVX2' : 'unknown';
}

/** As JSON, a row a line: so that a person can read it, and see what changed. */
function written({ workloads, ...rest }) {
  const lines = (rows) => rows.map((r) => `   ${JSON.stringify(r)}`).join(',\n');
  const all = Object.entries(workloads).map(([name, rows]) => `  ${JSON.stringify(name)}: [\n${lines(rows)}\n  ]`);
  const head = Object.entries(rest).map(([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  return `{\n${head.join('')} "workloads": {\n${all.join(',\n')}\n }\n}\n`;
}
