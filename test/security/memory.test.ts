// What a program of the notebook may hold: no way that leads to a large piece goes past the count. Each way is tried in
// a Worker
// of its own, which counts as the sandbox does.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';

const here = (path: string): string =>
  fileURLToPath(new URL(`../../studio/src/notebook/sandbox/${path}`, import.meta.url));
const limit = 1 << 22; // 4 MiB, in eight pieces
const code = buildSync({
  stdin: {
    contents: `import { limitMemory } from ${JSON.stringify(here('memory.ts'))};\nlimitMemory(${limit});`,
    resolveDir: here('.'),
  },
  bundle: true,
  write: false,
  format: 'iife',
}).outputFiles[0]?.text;

/** What stops a program that makes pieces and keeps them; or that it never was stopped. */
const tried = (way: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const program = `(() => { 'use strict'; const { WebAssembly } = globalThis; ${code} })();
const P = 1 << 19, make = (() => { ${way} })(), kept = [];
let said = 'never refused';
for (let i = 0; i < 40; i++) { try { kept.push(make()); } catch (e) { said = e.name + ': ' + e.message + ' after ' + i; break; } }
process.getBuiltinModule('node:worker_threads').parentPort.postMessage(said);`;
    const worker = new Worker(program, { eval: true });
    worker.once('message', (said: string) => {
      resolve(said);
      void worker.terminate();
    });
    worker.once('error', reject);
  });

const views =
  'Float64Array Float32Array Int32Array Uint32Array Int16Array Uint16Array Int8Array Uint8Array Uint8ClampedArray';
test.each([
  ...[...views.split(' '), 'BigInt64Array', 'BigUint64Array'].flatMap((name): [string, string][] => [
    [name, `return () => new ${name}(P / ${name}.BYTES_PER_ELEMENT)`],
    [
      `${name}, by its prototype`,
      `const V = ${name}.prototype.constructor; return () => new V(P / V.BYTES_PER_ELEMENT)`,
    ],
  ]),
  ['a buffer', 'return () => new ArrayBuffer(P)'],
  ['a buffer by its prototype', 'const B = ArrayBuffer.prototype.constructor; return () => new B(P)'],
  ['a buffer by a view', 'const B = new Uint8Array(1).buffer.constructor; return () => new B(P)'],
  [
    'a buffer that grows',
    'return () => { const b = new ArrayBuffer(0, { maxByteLength: P }); b.resize(P); return b; }',
  ],
  [
    'a buffer that changes its length',
    'return () => new ArrayBuffer({ n: 0, valueOf() { return this.n++ === 0 ? 0 : P; } })',
  ],
  ['a slice of a buffer', 'const a = new ArrayBuffer(P); a.constructor = undefined; return () => a.slice(0)'],
  ['a shared buffer', 'return () => new SharedArrayBuffer(P)'],
  [
    'a shared buffer that has no name',
    'const S = new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer.constructor; return () => new S(P)',
  ],
  ['a subclass', 'class A extends Uint8Array {} return () => new A(P)'],
  ['Reflect.construct', 'return () => Reflect.construct(Uint8Array, [P])'],
  ['Reflect.construct with another target', 'return () => Reflect.construct(Uint8Array, [P], Object)'],
  ['from', 'return () => Uint8Array.from({ length: P })'],
  [
    'from, of what all extend',
    'const { from } = Object.getPrototypeOf(Int8Array); return () => from.call(Uint8Array, { length: P })',
  ],
  ['a list that is none', 'return () => new Uint8Array({ length: P })'],
  [
    'a list whose length changes',
    'return () => { let n = 0; return new Uint8Array({ get length() { return n++ === 0 ? 0 : P; } }); }',
  ],
  ['a length as text', 'return () => new Uint8Array(String(P))'],
  [
    'an iterator',
    'return () => new Float64Array({ *[Symbol.iterator]() { for (let i = 0; i < P / 8; i++) yield i; } })',
  ],
  ['another view', 'const a = new Uint8Array(P); return () => new Uint8Array(a)'],
  ['slice', 'const a = new Uint8Array(P); a.constructor = undefined; return () => a.slice()'],
  ['map', 'const a = new Float64Array(P / 8); a.constructor = undefined; return () => a.map((x) => x)'],
  ['filter', 'const a = new Float64Array(P / 8); a.constructor = undefined; return () => a.filter(() => true)'],
  ['toSorted', 'const a = new Uint8Array(P); return () => a.toSorted()'],
  ['toReversed', 'const a = new Uint8Array(P); return () => a.toReversed()'],
  ['with', 'const a = new Uint8Array(P); return () => a.with(0, 1)'],
  ['memory', 'return () => new WebAssembly.Memory({ initial: P / 65536 })'],
  ['memory that grows', 'const m = new WebAssembly.Memory({ initial: 1 }); return () => m.grow(P / 65536)'],
  [
    'memory by its prototype',
    'const M = WebAssembly.Memory.prototype.constructor; return () => new M({ initial: P / 65536 })',
  ],
  ['a text as bytes', "const t = 'x'.repeat(P), e = new TextEncoder(); return () => e.encode(t)"],
  [
    'patched helpers',
    'Math.max = () => 0; Number = () => 0; Reflect.construct = (t) => t; WeakSet.prototype.has = () => true; Array.prototype[Symbol.iterator] = function* () {}; FinalizationRegistry.prototype.register = () => {}; return () => new ArrayBuffer(P)',
  ],
])('%s is counted', async (_, way) => {
  expect(await tried(way)).toMatch(/^RangeError: A program may hold 4 MiB; this would be more\. after [0-8]$/);
});

test.each([
  [
    "a module of one's own",
    'return () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))',
    /^TypeError/,
  ],
  ['compile', 'return () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))', /^TypeError/],
  ['views on one buffer', 'const b = new ArrayBuffer(P); return () => new Float64Array(b)', /^never refused$/],
  ['parts of one view', 'const a = new Float64Array(P / 8); return () => a.subarray(1)', /^never refused$/],
  [
    'views on a memory that grew',
    'const m = new WebAssembly.Memory({ initial: 1 }); m.grow(P / 65536); return () => new Uint8Array(m.buffer)',
    /^never refused$/,
  ],
  ['small pieces', 'return () => new Float64Array(1000)', /^never refused$/],
])('%s: refused only where it is one', async (_, way, said) => {
  expect(await tried(way)).toMatch(said);
});
