import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import { checkBoolean, checkOptions, numberIn, oneOf } from '../../util/options.ts';
import type { Node } from '../../ir/node.ts';
import type { Program } from '../../ir/program.ts';
import { checkLength, missingInput, unknownName } from '../../ir/checks.ts';
import type { Engine, Numbers, Runnable, Snapshot, Tensors } from '../../run/run.ts';
import type { Storage } from '../../plan/prelude.ts';
import { reals, type Precision } from './lanes.ts';
import { compiled, instanceOf, type Compiled } from './compiled.ts';
import { bytesOf, type Kept, type Stored, type Strip } from './layout.ts';
import { memoryOf, reserve } from './memory.ts';
import { commonOf, type Common } from './module.ts';
import type { Exports, Steps, Team } from './sharing.ts';
import { hasRelaxed } from './relaxed.ts';
import { teamFor } from './team-for.ts';
import { words } from '../error-words.ts';

/**
 * WebAssembly: a module for each program of a run, all over one memory, where tables, settings and state lie. A call
 * runs any number of steps inside, and nothing is allocated per step.
 *
 * The same program and the same numbers give the same bits in every engine: our own exp, log …, sums in an order that
 * depends on shapes only, no relaxed SIMD unless `relaxed` asks for it. NaNs may differ in their payload.
 *
 * Equal programs are compiled once and kept for a while, with the fast code that their first runs led the machine to
 * make; every run has memory of its own.
 *
 * Steps of large programs are shared out among threads where that is faster, with the same bits (docs/decisions/0016).
 *
 * @param options.precision of all numbers but the prelude's, which are f64: default 'f32'
 * @param options.threads at most so many, 1 to 64; default in Node as many as the machine runs at once, 8 at most, and
 *   1 elsewhere. Node's other threads can ask for more; in a page there is always one
 * @param options.relaxed products add and multiply in one instruction where the engine has it (relaxed SIMD), whose
 *   bits depend on the processor: mostly closer to the exact product, but not the same everywhere. Default false. The
 *   name says whether it is used: `wasm-f32-relaxed`, or `wasm-f32` where the engine has none
 * @throws GradsheetError `too-large` from `load` or `run` if memory would pass 4 GiB
 */
export function wasm(
  options: { readonly precision?: Precision; readonly threads?: number; readonly relaxed?: boolean } = {},
): Engine {
  checkOptions('wasm', options, {
    precision: oneOf('f32', 'f64'),
    threads: numberIn({ least: 1, most: 64, whole: true }),
    relaxed: checkBoolean,
  });
  const { precision = 'f32', threads } = options;
  const relaxed = options.relaxed === true && hasRelaxed();
  return {
    name: `wasm-${precision}${relaxed ? '-relaxed' : ''}`,
    epsilon: precision === 'f32' ? 2 ** -24 : 2 ** -53,
    load: async (programs) => {
      const team = await teamFor(Object.values(programs), threads);
      // without a team where there is no room: a shared memory has to reserve all that it may grow to
      const shared = team && (await load(programs, precision, team, relaxed).catch(() => null));
      return shared ?? (await load(programs, precision, null, relaxed));
    },
  };
}

async function load(
  programs: Readonly<Record<string, Program>>,
  precision: Precision,
  team: Team | null,
  relaxed: boolean,
): Promise<Runnable> {
  const common = commonOf(Object.values(programs), precision, team?.sharing ?? null, relaxed);
  const named = Object.entries(programs);
  const parts = await Promise.all(named.map(([, p]) => compiled(p, common)));
  const end = Math.max(common.kept.end, ...parts.map((part) => part.end));
  const memory = memoryOf(end, team !== null);
  const loaded = await Promise.all(
    parts.map(async ({ feeds, results, module }, number): Promise<[string, Loaded]> => {
      const [name, { inputs }] = named[number] as (typeof named)[number]; // one part each
      const exports = (await instanceOf(module, memory)) as unknown as Exports; // as `lower` says
      return [name, { inputs: Object.values(inputs), feeds, results, exports, number }];
    }),
  );
  const modules = parts.map(({ module }) => module);
  const steps = team?.of(memory, modules) ?? oneThread;
  return new WasmRun(new Map(loaded), { common, memory, end, steps });
}

const oneThread: Steps = {
  run: (_program, { run }, times, feeds, results) => run(times, feeds.at, results.at),
  dispose: () => undefined,
};

/** A program in the memory of its run. */
interface Loaded extends Pick<Compiled, 'feeds' | 'results'> {
  readonly inputs: readonly Node<'input'>[];
  readonly exports: Exports;
  readonly number: number;
}

class WasmRun implements Runnable {
  #programs: ReadonlyMap<string, Loaded>;
  readonly #kept: Kept;
  readonly #precision: Precision;
  /** First byte that feeds and results may use. */
  readonly #end: number;
  readonly #put = new Set<string>();
  /** Programs that have all they need. */
  readonly #ready = new Set<Loaded>();
  readonly #views = new Map<NumbersOf, Numbers>();
  readonly #steps: Steps;
  #memory: WebAssembly.Memory | null;

  constructor(
    programs: ReadonlyMap<string, Loaded>,
    { common, memory, end, steps }: { common: Common; memory: WebAssembly.Memory; end: number; steps: Steps },
  ) {
    this.#programs = programs;
    this.#kept = common.kept;
    this.#precision = common.precision;
    this.#end = end;
    this.#memory = memory;
    this.#steps = steps;
  }

  async put(values: Tensors): Promise<void> {
    for (const [name, data] of Object.entries(values)) checkLength(`"${name}"`, data.length, this.#stored(name).length);
    for (const [name, data] of Object.entries(values)) {
      this.#view(this.#stored(name)).set(data);
      this.#put.add(name);
    }
  }

  async run(name: string, feeds: Tensors, times: number): Promise<Record<string, Float64Array>> {
    const memory = this.#live();
    const p = this.#programs.get(name) ?? unknownName(name, this.#programs.keys());
    if (!Number.isInteger(times) || times < 0) {
      throw new GradsheetError('invalid-option', {
        where: words('run "{}"', name),
        expected: words('a whole number of times'),
        received: verbatim(times),
      });
    }
    if (!this.#ready.has(p)) this.#checkPut(p);
    this.#ready.add(p);
    for (const [feed, { length }] of p.feeds.items) {
      checkLength(`feed "${feed}"`, feeds[feed]?.length ?? 0, length * times);
    }
    const from = this.#end;
    const to = from + p.feeds.bytes * times;
    reserve(memory, to + p.results.bytes * times);
    for (const [feed, { place, storage, length }] of p.feeds.items) {
      deal(this.#strided(p.feeds, storage, from + place.offset), feeds[feed] ?? [], length, 'in');
    }
    if (times > 0) {
      const { feeds: given, results: made } = p;
      this.#steps.run(p.number, p.exports, times, { at: from, bytes: given.bytes }, { at: to, bytes: made.bytes });
    }
    const results: Record<string, Float64Array> = {};
    for (const [result, { place, storage, length }] of p.results.items) {
      const out = (results[result] = new Float64Array(length * times));
      deal(this.#strided(p.results, storage, to + place.offset), out, length, 'out');
    }
    return results;
  }

  async take(names: readonly string[]): Promise<Record<string, Float64Array>> {
    return Object.fromEntries(names.map((name) => [name, new Float64Array(this.#view(this.#stored(name)))]));
  }
  async snapshot(): Promise<Snapshot> {
    return { engine: `wasm-${this.#precision}`, bytes: this.#state().slice() };
  }
  async restore({ engine, bytes }: Snapshot): Promise<void> {
    const state = this.#state();
    if (engine !== `wasm-${this.#precision}` || bytes.length !== state.length) {
      throw new GradsheetError('shape-mismatch', {
        where: words('snapshot'),
        expected: words('{} bytes of wasm-{}', state.length, this.#precision),
        received: words('{} bytes of {}', bytes.length, engine),
      });
    }
    state.set(bytes);
    for (const [name, { place }] of this.#kept.names) {
      if (place.offset >= this.#kept.state[0] && place.offset < this.#kept.state[1]) {
        this.#put.add(name);
      }
    }
  }
  dispose(): void {
    this.#steps.dispose();
    this.#memory = null; // and all that holds on to it
    this.#programs = new Map();
    this.#views.clear();
  }

  #checkPut({ inputs }: Loaded): void {
    for (const { attrs } of inputs) {
      if (attrs.from !== 'feed' && !this.#put.has(attrs.name)) {
        missingInput(attrs.name, this.#stored(attrs.name).length);
      }
    }
  }
  #live(): WebAssembly.Memory {
    if (!this.#memory) {
      throw new GradsheetError('not-ready', { where: 'wasm', expected: words('a run that is not disposed') });
    }
    return this.#memory;
  }
  #stored(name: string): Stored {
    return this.#kept.names.get(name) ?? unknownName(name, this.#kept.names.keys());
  }
  #view({ place, storage, length }: Stored): Numbers {
    const { all, at } = this.#all(storage, place.offset);
    return all.subarray(at, at + length);
  }
  /** One feed or result of all steps: from number `at` on, `step` numbers from one step's to the next's. */
  #strided({ bytes }: Strip, storage: Storage, offset: number): Strided {
    const { all, at } = this.#all(storage, offset);
    return { all, at, step: bytes / all.BYTES_PER_ELEMENT };
  }
  /** The whole memory as numbers of a kind, and the number of the one at a byte of it. */
  #all(storage: Storage, offset: number): { readonly all: Numbers; readonly at: number } {
    const { buffer } = this.#live();
    const kind = storage === 'whole' ? Int32Array : this.#bytes(storage) === 8 ? Float64Array : Float32Array;
    let all = this.#views.get(kind);
    if (all?.buffer !== buffer) this.#views.set(kind, (all = new kind(buffer))); // the first one, or it has grown
    return { all, at: offset / all.BYTES_PER_ELEMENT };
  }
  #bytes(storage: Storage): number {
    return bytesOf(storage, reals[this.#precision].bytes);
  }
  #state(): Uint8Array {
    const [begin, end] = this.#kept.state;
    return new Uint8Array(this.#live().buffer, begin, end - begin);
  }
}

type NumbersOf = Float32ArrayConstructor | Float64ArrayConstructor | Int32ArrayConstructor;

/** Where a strip of memory begins, and how far its steps lie apart. */
interface Strided {
  readonly all: Numbers;
  readonly at: number;
  readonly step: number;
}

/** Between numbers packed step by step and a strip of memory where the steps lie apart. */
function deal(
  { all, at, step }: Strided,
  packed: Numbers | readonly number[],
  length: number,
  way: 'in' | 'out',
): void {
  for (let i = 0, row = at; i < packed.length; i += length, row += step) {
    for (let k = 0; k < length; k++) {
      if (way === 'in') all[row + k] = packed[i + k]!;
      else (packed as Float64Array)[i + k] = all[row + k]!;
    }
  }
}
