import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { commonOf, lower } from '../../src/targets/wasm/module.ts';
import { randomProgram } from '../ir/random-program.ts';
import { denseNet } from '../tools/dense-net.ts';
import { instructions } from '../tools/wasm-instructions.ts';

/**
 * 60 steps with dropout and Adam: all state after them, as the SHA-256 of its bits (-0 and +0 differ; there are no
 * NaNs).
 */
async function bitsAfterTraining(precision: 'f32' | 'f64'): Promise<string> {
  const { step, values, feeds } = denseNet(19, 14, 3, 50, 10);
  const r = await wasm({ precision }).load({ step });
  await r.put(values);
  const { loss } = await r.run('step', { rows: feeds(60) }, 60);
  const state = await r.take(
    Object.keys(step.outputs)
      .filter((o) => step.inputs[o])
      .sort(),
  );
  const hash = createHash('sha256');
  for (const v of [loss, ...Object.values(state)]) {
    expect(v?.every(Number.isFinite)).toBe(true);
    hash.update(Buffer.from(v?.buffer ?? new ArrayBuffer(0)));
  }
  return hash.digest('hex');
}

// The same program, the same seed, the same bits: on every processor, engine and version. A change here is a change of
// results for users, and needs a reason in the changelog.
test.each([
  ['f32', '1666aca996754f3a29e83aa4f6fe721a7f74f88d0f8249b372e855e3dd2b5f31'],
  ['f64', '4fb2a1b8edb5d97f10f987dfccebf0a1323505677a3fa5e4a28b9f7cada78a0e'],
] as const)('the bits of a training in %s', async (precision, bits) => {
  expect(await bitsAfterTraining(precision)).toBe(bits);
});

describe('emitted modules', () => {
  test('hold no relaxed SIMD, no atomics, and nothing the assembler does not know', () => {
    const programs = {
      net: denseNet(19, 14, 3, 50, 10).step,
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`random ${i}`, randomProgram(i).program])),
    };
    for (const precision of ['f32', 'f64'] as const) {
      const modules = Object.values(programs).map((p) => lower(p, commonOf([p], precision)).bytes);
      const found = modules.flatMap(instructions);
      expect(modules.every((bytes) => WebAssembly.validate(bytes))).toBe(true);
      expect(found.length).toBeGreaterThan(5000);
      expect(found.filter(({ prefix, op }) => prefix === 0xfd && op >= 0x100)).toEqual([]);
      expect(found.filter(({ prefix, op }) => prefix === null && op === 0xfe)).toEqual([]);
      expect(found.some(({ prefix, op }) => prefix === 0xfd && op < 0x100)).toBe(true); // and the reader does see SIMD
    }
  });
  test('are the same bytes every time', () => {
    const { step } = denseNet(5, 5, 1, 20, 10);
    const make = (): Uint8Array => lower(step, commonOf([step], 'f32')).bytes;
    expect(make()).toEqual(make());
  });
});
