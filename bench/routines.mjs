// exp, tanh and their like as a program runs them, interleaved, beside JavaScript's own: ns per number.
import { wasm } from 'gradsheet';
import { g, program } from 'gradsheet/ir';
import { median, rounded } from './timing.mjs';

const n = 4096; // fits the first cache
const times = 20;
const rounds = 15;
const names = ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'sin', 'cos', 'erf', 'sqrt'];
const own = { exp: Math.exp, log: Math.log, tanh: Math.tanh, sin: Math.sin, cos: Math.cos, sqrt: Math.sqrt };
const positive = new Set(['log', 'sqrt']);
const x = Float64Array.from({ length: n }, (_, i) => ((i * 997) % n) / 256 - n / 512); // -8 to 8, in no order
const argument = (name) => (positive.has(name) ? x.map((v) => Math.abs(v) + 0.01) : x);

/** y = name(x) for n numbers, kept as state, so that nothing is copied out. */
async function load(name, precision) {
  const input = g.input({ name: 'x', shape: [n], from: 'table' });
  const before = g.input({ name: 'y', shape: [n], from: 'state' });
  // reads what it replaces, or there would be nothing to keep
  const step = program({
    y: g[name](g.add(input, g.mul(before, g.broadcast(g.constant({ value: 0 }), { shape: [n], axes: [0] })))),
  });
  const run = await wasm({ precision }).load({ step });
  await run.put({ x: argument(name), y: new Float64Array(n) });
  return () => run.run('step', {}, times);
}

const cases = [];
for (const name of names) {
  for (const precision of ['f32', 'f64']) {
    cases.push({ what: `${name}, ${precision}`, work: await load(name, precision) });
  }
  const f = own[name];
  const [from, to] = [argument(name), new Float64Array(n)];
  const byJavaScript = () => {
    for (let t = 0; t < times; t++) for (let i = 0; i < n; i++) to[i] = f(from[i]);
  };
  if (f) cases.push({ what: `Math.${name}`, work: byJavaScript });
}
const seconds = cases.map(() => []);
for (let round = 0; round < rounds; round++) {
  for (const [i, { work }] of cases.entries()) {
    const start = performance.now();
    await work();
    seconds[i].push(performance.now() - start);
  }
}
const perNumber = (ms) => rounded((ms * 1e6) / (n * times));
console.log(
  JSON.stringify(
    cases.map(({ what }, i) => ({
      what,
      value: perNumber(median(seconds[i])),
      unit: 'ns per number',
      note: `best ${perNumber(Math.min(...seconds[i]))}`,
    })),
  ),
);
