// What the first training of a small network costs before its first step, stage by stage, and the whole fit: in new
// processes (cold), after another network (warm), and again with the same network, whose compiled step is kept.
//   node bench/first-call.mjs               medians of 9 new processes, each with 21 networks after the first
//   node bench/first-call.mjs --against D   fits of the build in folder D too, in turn with ours
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { median, rounded } from './timing.mjs';

const here = fileURLToPath(import.meta.url);
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const [mode, folder] = process.argv.slice(2);
const processes = 9;
const networks = 21;
const rows = 80;
const batchSize = 10;

if (mode === '--stages') console.log(JSON.stringify(await stages(folder)));
else if (mode === '--fits') console.log(JSON.stringify(await fits(folder)));
else console.log(JSON.stringify(report(mode === '--against' ? resolve(folder) : null)));

/** Milliseconds of each stage, network by network; every network has another width. */
async function stages(from) {
  const load = (file) => import(pathToFileURL(`${from}/${file}`).href);
  const { layers, sequential } = await load('index.js');
  const { stepProgram } = await load('train/step.js');
  const { exactState } = await load('plan/prelude.js');
  const { planOf } = await load('plan/plan.js');
  const { commonOf, lower } = await load('targets/wasm/module.js');
  const out = [];
  for (let i = 0; i <= networks; i++) {
    const times = {};
    let last = performance.now();
    const lap = (name) => {
      times[name] = performance.now() - last;
      last = performance.now();
    };
    const model = network({ layers, sequential }, 5 + i);
    model.build([5], 1);
    lap('layers and first weights');
    const step = stepProgram(model.spec(), rows, batchSize);
    lap('trace, differentiate, simplify');
    const { bytes } = lower(step, commonOf([step], 'f32'));
    lap('plan and emit');
    new WebAssembly.Module(bytes);
    lap('compile');
    planOf(step, exactState([step]));
    lap('of which plan, once more');
    out.push(times);
    await new Promise((done) => setTimeout(done, 1)); // as between two clicks: the optimizing compiler may finish
  }
  return out;
}

/** Milliseconds of whole fits: the first; then of other networks; then of one that was trained before. */
async function fits(from) {
  const gradsheet = await import(pathToFileURL(`${from}/index.js`).href);
  const np = new gradsheet.NumpyRandom(42);
  const x = Array.from({ length: rows }, () => np.randn(5));
  const y = np.randint(0, 2, rows);
  const fit = async (units, seed) => {
    const start = performance.now();
    await network(gradsheet, units).fit(x, y, { epochs: 50, batchSize, seed });
    const took = performance.now() - start;
    await new Promise((done) => setTimeout(done, 1));
    return took;
  };
  const cold = await fit(5, 0);
  const other = [];
  for (let i = 1; i <= networks; i++) other.push(await fit(5 + i, i));
  const again = [];
  for (let i = 1; i <= networks; i++) again.push(await fit(5, i));
  return { cold, second: other[0], other: median(other), again: median(again) };
}

function network({ layers, sequential }, units) {
  const model = sequential([
    layers.dense({ units, activation: 'relu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
}

function report(other) {
  const ask = (what, from) => JSON.parse(execFileSync(process.execPath, [here, what, from], { encoding: 'utf8' }));
  const builds = other ? [dist, other] : [dist];
  const times = builds.map(() => []);
  const staged = [];
  for (let i = 0; i < processes; i++) {
    staged.push(ask('--stages', dist));
    builds.forEach((from, k) => times[k].push(ask('--fits', from)));
  }
  const row = (what, values) => ({
    what,
    value: rounded(median(values)),
    unit: 'ms',
    note: `${values.length} processes`,
  });
  const names = Object.keys(staged[0][0]);
  const sum = (stages) => names.slice(1, 4).reduce((total, name) => total + stages[name], 0);
  const of = (name) => (stages) => stages[name];
  const both = [...names.map((name) => [name, of(name)]), ['from trace to compiled', sum]];
  return [
    ...both.map(([name, pick]) =>
      row(
        `cold: ${name}`,
        staged.map(([first]) => pick(first)),
      ),
    ),
    ...both.map(([name, pick]) =>
      row(
        `second network: ${name}`,
        staged.map(([, second]) => pick(second)),
      ),
    ),
    ...both.map(([name, pick]) =>
      row(
        `${networks} networks on: ${name}`,
        staged.map((all) => median(all.slice(1).map(pick))),
      ),
    ),
    ...builds.flatMap((from, k) => {
      const whose = from === dist ? '' : ', the other build';
      return [
        row(
          `fit, 400 steps, cold${whose}`,
          times[k].map(({ cold }) => cold),
        ),
        row(
          `fit, the second network${whose}`,
          times[k].map(({ second }) => second),
        ),
        row(
          `fit, ${networks} other networks${whose}`,
          times[k].map(({ other: one }) => one),
        ),
        row(
          `fit, the same network again${whose}`,
          times[k].map(({ again }) => again),
        ),
      ];
    }),
  ];
}
