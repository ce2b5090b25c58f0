// Helpers come, fail, or never come: a run ends as it would alone, and says what went wrong.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { wasm } from '../../src/index.ts';
import { g } from '../../src/ir/builder.ts';
import * as ops from '../../src/ir/ops.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { get, getGlobal, i32, loop, ModuleBuilder, set, setGlobal, when } from '../../src/targets/wasm/assembler.ts';
import { control } from '../../src/targets/wasm/control.ts';
import { memoryOf } from '../../src/targets/wasm/memory.ts';
import { commonOf, lower, type Parts } from '../../src/targets/wasm/module.ts';
import type { Exports, Steps, Strip } from '../../src/targets/wasm/sharing.ts';
import { teamFor } from '../../src/targets/wasm/team-for.ts';
import { atomic, unreachable } from '../../src/targets/wasm/threads/atomics.ts';
import { sharing } from '../../src/targets/wasm/threads/driver.ts';
import { input, numbers } from '../tools/dense-net.ts';

afterEach(() => vi.restoreAllMocks());

/** x ← x · w, and the sums of the rows of x before it. */
const power = (n: number): Program => {
  const [x, w] = [input('x', [n, n], 'state'), input('w', [n, n])];
  return program({ x: ops.mul(g.matmul(x, w), 1 / n), total: g.sum(x, { axes: [1] }) });
};
const values = (n: number): Record<string, Float64Array> => ({ x: numbers(n * n, 1), w: numbers(n * n, 2) });

/** Fresh copies of the modules that keep workers, as in a new process. */
async function fresh(): Promise<typeof import('../../src/targets/wasm/threads/team.ts')> {
  vi.resetModules();
  return import('../../src/targets/wasm/threads/team.ts');
}

interface Loaded {
  readonly steps: Steps;
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
  readonly strips: readonly [feeds: Strip, results: Strip];
}
async function loadAll(programs: readonly Program[], threads: number): Promise<Loaded[]> {
  const { team } = await fresh();
  return programs.map((p) => {
    const { bytes, end, feeds, results } = lower(p, commonOf([p], 'f32', team(threads).sharing));
    const memory = memoryOf(end + 2 ** 20, true);
    const module = new WebAssembly.Module(bytes);
    const exports = new WebAssembly.Instance(module, { run: { memory } }).exports as unknown as Exports;
    const strips = [feeds, results].map((strip) => ({ at: end, bytes: strip.bytes })) as [Strip, Strip];
    return { steps: team(threads).of(memory, [module]), exports, memory, strips };
  });
}
const load = async (p: Program, threads: number): Promise<Loaded> => (await loadAll([p], threads))[0]!;
const word = ({ memory }: Pick<Loaded, 'memory'>, name: keyof typeof control): number =>
  Atomics.load(new Int32Array(memory.buffer), control[name] / 4);
/** Steps until `done`, which they bring about: a test that hangs fails. */
const runUntil = ({ steps, exports, strips }: Loaded, done: () => boolean): void => {
  while (!done()) steps.run(0, exports, 1, ...strips);
};

describe('helpers', () => {
  test('come when a run has lasted for a while, and take pieces', async () => {
    const loaded = await load(power(128), 3);
    runUntil(loaded, () => word(loaded, 'helped') > 10);
    loaded.steps.dispose();
  });

  test('go from a run that is idle to another, and end with it', async () => {
    const [first, second] = await loadAll([power(128), power(132)], 2);
    runUntil(first!, () => word(first!, 'helped') > 0);
    const soon = performance.now() + 200;
    runUntil(second!, () => performance.now() > soon);
    expect(word(second!, 'helped')).toBe(0); // the first one has a use for them
    await new Promise((resolve) => setTimeout(resolve, 1000));
    runUntil(second!, () => word(second!, 'helped') > 0);
    second!.steps.dispose();
    const taken = word(second!, 'helped');
    for (const loaded of [first!, second!]) {
      const end = performance.now() + 150;
      runUntil(loaded, () => performance.now() > end);
    }
    expect(word(second!, 'helped')).toBe(taken);
  });

  test.each([
    [
      'cannot be started',
      () => {
        throw new Error('no threads here');
      },
    ],
    ['start and fail', (told: (e: unknown) => void) => setTimeout(() => told(new Error('it ended')), 1)],
    ['never say anything', () => undefined],
  ])('that %s are not waited for', async (_, start: (told: (e: unknown) => void) => unknown) => {
    let started = 0;
    class Worker {
      constructor() {
        started++;
        start((e) => this.#told?.(e));
      }
      #told: ((e: unknown) => void) | undefined;
      on(_event: string, told: (e: unknown) => void): void {
        this.#told = told;
      }
      unref(): void {}
      postMessage(): void {}
      terminate(): void {}
    }
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ Worker } as never);
    const loaded = await load(power(128), 3);
    runUntil(loaded, () => started > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const end = performance.now() + 150;
    runUntil(loaded, () => performance.now() > end);
    expect(word(loaded, 'helped')).toBe(0);
    expect(started).toBeLessThanOrEqual(2); // none a second time
    loaded.steps.dispose();
  });

  test('are not started for small programs, nor for runs that are over soon', async () => {
    const Worker = vi.fn(() => {
      throw new Error('not this one');
    });
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ Worker } as never);
    await fresh();
    const { wasm: engine } = await import('../../src/targets/wasm/engine.ts');
    for (const [n, times] of [
      [8, 100_000],
      [128, 3],
    ] as const) {
      const run = await engine({ threads: 4 }).load({ step: power(n) });
      await run.put(values(n));
      await run.run('step', {}, times);
      run.dispose();
    }
    expect(Worker).not.toHaveBeenCalled();
  });
});

describe('an error in a step', () => {
  /** A kernel of two pieces: the first thread waits in one until a helper has the other, in which it fails. */
  const failing = (): { readonly bytes: Uint8Array<ArrayBuffer>; readonly end: number } => {
    const module = new ModuleBuilder();
    const bases = { feeds: module.global(), results: module.global(), workspace: module.global() };
    const end = 65536;
    const f = module.function(['i32', 'i32'], [], (locals) => {
      const helped = locals.make('i32');
      return [
        when(i32.ne(getGlobal(bases.workspace), i32.const(end)), unreachable),
        loop(set(helped, atomic.load(i32.const(0), control.helped)), i32.eqz(get(helped))),
        setGlobal(bases.feeds, i32.const(0)),
      ];
    });
    const none = { items: new Map(), bytes: 0 };
    const empty = { of: new Map(), target: new Map(), late: [], loops: new Map() };
    const layout: Parts['layout'] = { ...empty, feeds: none, results: none, end };
    const parts: Parts = { module, bases, layout, prelude: null, stages: [[{ f, rounds: 2 }]], workspace: 64 };
    sharing(2, 0).addTo(parts);
    const alone = module.function(['i32', 'i32', 'i32'], [], () => []);
    module.exportFunction('run', alone);
    module.importMemory('run', 'memory', 3, 65536);
    return { bytes: module.bytes(), end };
  };

  test('of a helper ends the run with it, and later ones are computed alone', async () => {
    const { team } = await fresh();
    const { bytes, end } = failing();
    const memory = memoryOf(3 * 65536, true);
    const module = new WebAssembly.Module(bytes);
    const exports = new WebAssembly.Instance(module, { run: { memory } }).exports as unknown as Exports;
    const steps = team(2).of(memory, [module]);
    const strip = { at: end, bytes: 0 };
    const loaded: Loaded = { steps, exports, memory, strips: [strip, strip] };
    expect(() => runUntil(loaded, () => false)).toThrow('a thread met an error in a step');
    steps.run(0, exports, 1000, strip, strip);
  });

  test('of the first thread is told as it is', async () => {
    const loaded = await load(power(128), 2);
    const outside = { at: 2 ** 31, bytes: 0 };
    expect(() => loaded.steps.run(0, loaded.exports, 1, outside, outside)).toThrow(WebAssembly.RuntimeError);
  });
});

describe('how many threads', () => {
  test('one, where the program is small or one is asked for', async () => {
    expect(await teamFor([power(16)], 4)).toBeNull();
    expect(await teamFor([power(256)], 1)).toBeNull();
    expect((await teamFor([power(16), power(256)], 4))?.sharing.threads).toBe(4);
  });

  test('in Node as many as it runs at once, 8 at most; in a worker of somebody else one', async () => {
    const machine = (isMainThread: boolean, cores: number): void => {
      vi.spyOn(process, 'getBuiltinModule').mockReturnValue({
        isMainThread,
        availableParallelism: () => cores,
      } as never);
    };
    machine(true, 3);
    expect((await teamFor([power(256)], undefined))?.sharing.threads).toBe(3);
    machine(true, 64);
    expect((await teamFor([power(256)], undefined))?.sharing.threads).toBe(8);
    machine(true, 1);
    expect(await teamFor([power(256)], undefined)).toBeNull();
    machine(false, 8);
    expect(await teamFor([power(256)], undefined)).toBeNull();
  });

  test.each(['SharedArrayBuffer', 'process'])(
    'one, where there is no %s: pages have the first at most',
    async (name) => {
      vi.stubGlobal(name, undefined);
      const team = await teamFor([power(256)], 4);
      vi.unstubAllGlobals();
      expect(team).toBeNull();
    },
  );

  test.each([0, 65, 1.5, '2'])('wasm({ threads: %s }) is refused', (threads) => {
    expect(() => wasm({ threads: threads as never })).toThrow(/threads/);
  });

  test('a run has the same bits with any of them, and goes on when its memory grows', async () => {
    const n = 160;
    const made = await Promise.all(
      [1, 2, 3].map(async (threads) => {
        const run = await wasm({ threads }).load({ step: power(n) });
        await run.put(values(n));
        const totals: Float64Array[] = [];
        for (const times of [1, 100, 300, 600, 7]) {
          // the results of the longest one need more pages
          totals.push((await run.run('step', {}, times))['total']!);
          await run.put({ x: numbers(n * n, times) });
        }
        const { x } = await run.take(['x']);
        run.dispose();
        return [...totals, x!];
      }),
    );
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);
  });
});

describe('a process', () => {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  const ending = (last: string): { status: number | null; stdout: string; stderr: string } => {
    expect(existsSync(`${dist}index.js`), 'dist/ is missing: npm test builds it').toBe(true);
    const code = `
      import { wasm } from '${dist}index.js';
      import { g, program } from '${dist}ir/index.js';
      const threads = process.getBuiltinModule('node:worker_threads');
      let workers = 0;
      threads.Worker = class extends threads.Worker {
        constructor(...given) {
          super(...given);
          workers++;
        }
      };
      const input = (name, from) => g.input({ name, shape: [160, 160], from });
      const step = program({ y: g.matmul(input('a', 'table'), input('b', 'table')) });
      const run = await wasm({ threads: 3 }).load({ step });
      await run.put({ a: new Float64Array(25600), b: new Float64Array(25600) });
      const end = performance.now() + 300;
      while (performance.now() < end) await run.run('step', {}, 10);
      console.log(workers);
      ${last}`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 600_000 });
  };

  test.each([
    ['comes to its end', '', 0],
    ['calls process.exit', 'process.exit(3);', 3],
    ['throws', "throw new Error('stop here');", 1],
  ])('that %s ends, with helpers asleep', (_, last, status) => {
    const done = ending(last);
    expect(done.stdout.trim(), done.stderr).toBe('2');
    expect(done.status).toBe(status);
  });
});
