// Ours and its peers at the same tasks (peers/tasks.mjs), each in a process of its own, taking turns: median, spread
// and ratio of 7 rounds. What comes before is not timed: making the task ready, the units whose ends are compared, and
// more until a round's length is known, so that every machine's fast code is there. A row without equal ends is void.
//   node bench/peers.mjs             all of them; installs the peers when it first runs
//   node bench/peers.mjs W3 W6       the tasks whose names begin so
//   node bench/peers.mjs --short     small tasks, ours alone, f32 beside the reference: to see that all is in order
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modulesOf, pythonOf } from './peers/install.mjs';
import { difference, LIMITS } from './peers/ends.mjs';
import { talk } from './peers/talk.mjs';
import { tasks, writeTask } from './peers/tasks.mjs';
import { median, rounded } from './timing.mjs';

const here = (file) => fileURLToPath(new URL(`peers/${file}`, import.meta.url));
const short = process.argv.includes('--short');
const wanted = process.argv.slice(2).filter((a) => !a.startsWith('-'));
const ROUNDS = short ? 1 : 7;
/** Of one peer in one round; so long that a clock's tick and a moment's interruption do not matter. */
const SECONDS = short ? 0 : 0.15;
/** A unit that takes longer is not timed. */
const TOO_LONG = 1.5;

/** The first is the one that others are compared with. */
function participants() {
  const ours = (name, ...args) => ({ name, command: [process.execPath, here('gradsheet.mjs'), ...args] });
  const one = ours('Gradsheet', 'f32', 1);
  if (short) return [one, ours('Gradsheet, reference', 'reference')];
  const { python, missing } = pythonOf();
  const torch = [1, 2].map((threads) => ({
    name: `PyTorch, ${threads} thread${threads > 1 ? 's' : ''}`,
    ...(missing ? { missing } : { command: [python, here('pytorch.py'), threads] }),
  }));
  const { home, missing: none } = modulesOf();
  const script = (name, file, ...args) => ({
    name,
    ...(none ? { missing: none } : { command: [process.execPath, here(file), home, ...args] }),
  });
  return [
    one,
    ours('Gradsheet, 2 threads', 'f32', 2),
    ...torch,
    script('jax-js', 'jax.mjs'),
    script('TensorFlow.js, WebAssembly', 'tensorflow.mjs', 'wasm'),
    script('TensorFlow.js, JavaScript', 'tensorflow.mjs', 'cpu'),
    { ...script('brain.js', 'brain.mjs'), other: 'sigmoids, row by row' },
  ];
}

/** Loads a task everywhere and compares the ends. @returns those who take part, with what they have in common */
async function begin(task, folder, peers) {
  const out = [];
  let first = null;
  for (const peer of peers) {
    try {
      await peer.ask(`load ${folder}`);
      const units = peer.other ? 1 : task.check;
      const { seconds } = await peer.ask(`run ${units}`);
      if (peer.other) {
        out.push({ peer, unit: seconds });
        continue;
      }
      const file = join(folder, 'ends.f32');
      const { loss } = await peer.ask(`ends ${file}`);
      const ends = { loss, weights: floats(file) };
      first ??= ends;
      out.push({ peer, ends: difference(task, folder, first, ends), unit: seconds / units });
    } catch (error) {
      out.push({ peer, left: error.message });
    }
  }
  return out;
}

/** How many units make a round; running them warms up. */
async function roundOf({ peer, unit }) {
  let times = Math.max(1, Math.floor(0.1 / unit));
  for (;;) {
    const { seconds } = await peer.ask(`run ${times}`);
    if (seconds / times > TOO_LONG) return { times: 0, unit: seconds / times };
    if (seconds >= SECONDS / 2) return { times: Math.max(1, Math.round((times * SECONDS) / seconds)) };
    times *= 2;
  }
}

/** @returns rows of the report */
async function measure(task, folder, peers) {
  const all = await begin(task, folder, peers);
  const taking = [];
  for (const one of all) {
    if (one.left) continue;
    try {
      const { times, unit } = one.unit > TOO_LONG ? { times: 0, unit: one.unit } : await roundOf(one);
      if (times > 0) taking.push(Object.assign(one, { times, seconds: [] }));
      else one.left = `one takes ${rounded(unit, 2)} s: not timed`;
    } catch (error) {
      one.left = error.message;
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < taking.length; i++) {
      const one = taking[(round + i) % taking.length]; // nobody is always the first
      if (one.left) continue;
      try {
        one.seconds.push((await one.peer.ask(`run ${one.times}`)).seconds / one.times);
      } catch (error) {
        one.left = error.message;
      }
    }
  }
  return all.map((one) => row(task, one, all[0]));
}

function row(task, { peer, ends, left, seconds, times }, ours) {
  const who = { what: `${task.name}, ${peer.name}`, task: task.name, by: peer.name, version: peer.version };
  if (left) return { ...who, value: '–', unit: '', note: left };
  const flop = task.size ? 2 * task.size ** 3 : null;
  const [unit, of] = flop ? ['GFLOP/s', (s) => flop / s / 1e9] : task.unit === 'fit' ? ['ms', ms] : ['µs', µs];
  const spread = [Math.min(...seconds), Math.max(...seconds)].map(of).sort((a, b) => a - b);
  const isVoid = peer.other || ends.weights > LIMITS.weights || ends.loss > LIMITS.loss;
  const ratios = ours.seconds?.map((s, i) => seconds[i] / s);
  const compared = ratios && !isVoid && seconds !== ours.seconds ? { ratio: rounded(median(ratios)) } : {};
  const why = peer.other ? `another task: ${peer.other}` : 'void: its ends differ from ours';
  const note = isVoid ? why : compared.ratio ? `${compared.ratio} times ours` : '';
  return {
    ...who,
    value: rounded(of(median(seconds))),
    unit,
    spread: spread.map((v) => rounded(v)),
    rounds: seconds.length,
    each: times,
    ...(ends ? { ends: { weights: rounded(ends.weights, 2), loss: rounded(ends.loss, 2) } } : {}),
    ...compared,
    ...(isVoid ? { void: why } : {}),
    note,
  };
}
const µs = (s) => s * 1e6;
const ms = (s) => s * 1e3;

function floats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-peers-'));
const rows = [];
const peers = [];
for (const { name, command, missing, other } of participants()) {
  try {
    if (missing) throw new Error(missing);
    const { ask, close } = talk(command);
    const { version } = await ask('ask');
    peers.push({ name, ask, close, version, other });
  } catch (error) {
    rows.push({ what: name, by: name, value: '–', unit: '', note: `skipped: ${error.message}` });
  }
}
try {
  for (const task of tasks(short)) {
    if (wanted.length > 0 && !wanted.some((name) => task.name.startsWith(name))) continue;
    const at = writeTask(task, folder);
    rows.push(...(await measure(task, at, peers)));
    rmSync(at, { recursive: true });
    console.error(`  ${task.what}`);
  }
} finally {
  peers.forEach(({ close }) => close());
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(rows));
