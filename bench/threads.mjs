// Large steps on one thread and on several, in turn in one process: time on the clock, and how much longer the
// processors work for it. The ratio of the fastest of many short calls is what idle cores give, also where other work
// takes them most of the time; medians are what the machine gave while this ran.
import { cpus, loadavg } from 'node:os';
import { layers, NumpyRandom, sequential, wasm } from 'gradsheet';
import { g, program } from 'gradsheet/ir';
import { sharing } from '../dist/targets/wasm/threads/driver.js';
import { commonOf, lower } from '../dist/targets/wasm/module.js';
import { at } from '../dist/targets/wasm/threads/serve.js';
import { start } from '../dist/targets/wasm/threads/workers.js';
import { median, rounded } from './timing.mjs';

const input = (name, shape) => g.input({ name, shape, from: 'table' });
const product = (n) => program({ y: g.matmul(input('a', [n, n]), input('b', [n, n])) });
const rows = 1024;
const np = new NumpyRandom(42);
const x = Array.from({ length: rows }, () => np.randn(784));
const y = np.randint(0, 10, rows);
function trained(batchSize) {
  const model = sequential([
    layers.dense({ units: 128, activation: 'relu' }),
    layers.dense({ units: 10, activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model.run(x, y, { batchSize, seed: 1 });
}

/** A program's module in a memory of zeros, with its helpers awake; `least`: work of a kernel that is shared out. */
function shared(p, threads, least) {
  const { bytes, end, feeds, results } = lower(p, commonOf([p], 'f32', sharing(threads, least)));
  const pages = Math.ceil((end + feeds.bytes + results.bytes) / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(bytes);
  const { run, share } = new WebAssembly.Instance(module, { run: { memory } }).exports;
  const words = new Int32Array(memory.buffer);
  const given = { memory, modules: [module], at };
  const dispose = start(Array.from({ length: threads - 1 }, (_, i) => ({ ...given, thread: i + 1 })));
  while (Atomics.load(words, at.ready) < threads - 1); // they start while we wait
  const step = [1, end, end + feeds.bytes];
  return {
    alone: () => run(...step),
    helped: () => share(...step),
    dispose,
  };
}

/** Milliseconds of single calls, on the clock and of all processors, of each way in turn. */
function timed(ways, calls) {
  const out = ways.map(() => ({ wall: [], cpu: [] }));
  for (let i = 0; i < calls; i++) {
    for (const [w, call] of ways.entries()) {
      const before = process.cpuUsage();
      const start = performance.now();
      call();
      out[w].wall.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      out[w].cpu.push((user + system) / 1000);
    }
  }
  return out;
}

const result = [];
for (const [what, p, calls] of [
  ['784 → 128 → 10, Adam, batch 32', trained(32).programs.step, 3000],
  ['784 → 128 → 10, Adam, batch 128', trained(128).programs.step, 1500],
  ['product of 256', product(256), 1500],
  ['product of 512', product(512), 400],
  ['product of 1024', product(1024), 80],
]) {
  for (const threads of [2, 4].filter((n) => n <= cpus().length)) {
    const { alone, helped, dispose } = shared(p, threads);
    timed([alone, helped], Math.ceil(calls / 10)); // their fast versions take over
    const [one, many] = timed([alone, helped], calls);
    dispose();
    const fastest = Math.min(...one.wall) / Math.min(...many.wall);
    const ratio = (kind) => rounded(median(many[kind]) / median(one[kind]));
    result.push({
      what: `${what}: ${threads} threads, fastest calls`,
      value: rounded(fastest),
      unit: 'times as fast',
      note: `medians: ${ratio('wall')} of the time, ${ratio('cpu')} of the CPU time; load ${loadavg()[0].toFixed(1)}`,
    });
  }
}

// What a meeting costs: a step of next to nothing, shared out all the same.
const tiny = shared(program({ y: g.neg(input('a', [64])) }), 2, 0);
const [alone, helped] = timed([() => repeat(tiny.alone), () => repeat(tiny.helped)], 300);
function repeat(call) {
  for (let i = 0; i < 100; i++) call();
}
tiny.dispose();
const price = (pick) => rounded((pick(helped.wall) - pick(alone.wall)) * 10); // µs of one
result.push({ what: 'a meeting, helper awake', value: price(median), unit: 'µs', note: `least ${price(least)}` });
function least(times) {
  return Math.min(...times);
}

// What people get: the choice between the two, made while it trains.
const run = trained(128);
const runs = await Promise.all(
  [1, undefined].map(async (threads) => {
    const loaded = await wasm(threads ? { threads } : {}).load(run.programs);
    await loaded.put({ ...run.tables, ...run.state, ...run.settings });
    return loaded;
  }),
);
const fed = Int32Array.from({ length: 128 * 20 }, (_, i) => i % rows);
const walls = runs.map(() => []);
for (let i = 0; i < 60; i++) {
  for (const [r, loaded] of runs.entries()) {
    const start = performance.now();
    await loaded.run('step', { rows: fed }, 20);
    walls[r].push(performance.now() - start);
  }
}
for (const loaded of runs) loaded.dispose();
result.push({
  what: '784 → 128 → 10, batch 128, threads as it chooses',
  value: rounded(median(walls[0]) / median(walls[1])),
  unit: 'times as fast',
  note: `as one thread; load ${loadavg()[0].toFixed(1)}`,
});
console.log(JSON.stringify(result));
