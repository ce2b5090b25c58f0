// A peer in JavaScript: reads commands from standard input, a line each, and answers each with a line of JSON, which
// holds an `error` in place of the rest if the library cannot do it.
//   ask           what runs                                   → { version }
//   load FOLDER   makes a task ready, as tasks.mjs wrote it   → {}
//   run N         does N units of it                          → { seconds }
//   ends FILE     writes all weights as they are now          → { loss }: of the last step; null of a fit or a product
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inputsOf, shapesOf } from './tasks.mjs';

/**
 * @param version of the library
 * @param prepare from a task to { run(times), ends() → { weights: Float32Array[], loss }, close?() }; a product's y is
 *   its weights. `ends` also waits for what is still being computed
 */
export async function answer(version, prepare) {
  let work = null;
  const commands = {
    ask: () => ({ version }),
    load: async (folder) => {
      work?.close?.();
      work = null; // gone before the next one takes memory
      work = await prepare(read(folder));
      return {};
    },
    run: async (times) => {
      const start = performance.now();
      await work.run(Number(times));
      return { seconds: (performance.now() - start) / 1000 };
    },
    ends: async (file) => {
      const { weights, loss } = await work.ends();
      writeFileSync(file, Buffer.concat(weights.map((w) => Buffer.from(Float32Array.from(w).buffer))));
      return { loss };
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, ...rest] = line.split(' ');
    let said;
    try {
      said = await commands[command](rest.join(' '));
    } catch (error) {
      said = { error: error.message };
    }
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
}

/** A task and its numbers. */
function read(folder) {
  const task = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8'));
  const numbers = (name, kind = Float32Array) => {
    const bytes = readFileSync(join(folder, name));
    return new kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  if (task.size) return { ...task, a: numbers('a.f32'), b: numbers('b.f32') };
  return {
    ...task,
    x: numbers('x.f32'),
    y: numbers('y.f32'),
    order: numbers('order.i32', Int32Array),
    weights: shapesOf(task).map((_, i) => numbers(`weight${i}.f32`)),
  };
}

/** The batches of a network's task, cut before anything is timed: { x, y, rows }, numbers row after row. */
export function batchesOf(task) {
  const { x, y, order, batch } = task;
  const inputs = inputsOf(task);
  const out = [];
  for (let at = 0; at < order.length; at += batch) {
    const rows = order.subarray(at, at + batch);
    const cut = { x: new Float32Array(rows.length * inputs), y: new Float32Array(rows.length), rows: rows.length };
    rows.forEach((row, i) => {
      cut.x.set(x.subarray(row * inputs, (row + 1) * inputs), i * inputs);
      cut.y[i] = y[row];
    });
    out.push(cut);
  }
  return out;
}
