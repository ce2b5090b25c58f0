import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import { checkOptions, oneOf } from '../../util/options.ts';
import type { Program } from '../../ir/program.ts';
import { checkLength, missingInput, unknownName } from '../../ir/checks.ts';
import type { Engine, Numbers, Runnable, Snapshot, Tensors } from '../../run/run.ts';
import type { Storage } from '../../plan/prelude.ts';
import { reals } from './lanes.ts';
import { bytesOf, type Stored, type Strip } from './layout.ts';
import { checkBytes, compiled, instanceOf } from './compiled.ts';
import type { Lowered } from './module.ts';
import { words } from '../error-words.ts';

/**
 * WebAssembly: one module for the programs of a run. Tables, settings and state lie in its memory, a call runs any
 * number of steps inside, and nothing is allocated per step.
 *
 * The same program and the same numbers give the same bits in every engine: our own exp, log …, sums in an order that
 * depends on shapes only, no relaxed SIMD. NaNs may differ in their payload.
 *
 * Equal programs are compiled once and kept for a while, with the fast code that their first runs led the machine to
 * make; every run has memory of its own.
 *
 * @param options.precision of all numbers but the prelude's, which are f64: default 'f32'
 * @throws GradsheetError `too-large` from `load` or `run` if memory would pass 4 GiB
 */
export function wasm(options: { readonly precision?: 'f32' | 'f64' } = {}): Engine {
  checkOptions('wasm', options, { precision: oneOf('f32', 'f64') });
  const { precision = 'f32' } = options;
  return {
    name: `wasm-${precision}`,
    epsilon: precision === 'f32' ? 2 ** -24 : 2 ** -53,
    load: async (programs) => {
      const { lowered, module } = await compiled(programs, precision);
      const instance = await instanceOf(module);
      return new WasmRun(programs, lowered, precision, instance.exports as unknown as Exports); // as `lower` says
    },
  };
}

type Exports = { readonly memory: WebAssembly.Memory } & {
  readonly [run: `run ${string}`]: (times: number, feeds: number, results: number) => void;
};

class WasmRun implements Runnable {
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #lowered: Lowered;
  readonly #precision: 'f32' | 'f64';
  readonly #put = new Set<string>();
  /** Programs that have all they need. */
  readonly #ready = new Set<string>();
  #exports: Exports | null;

  constructor(
    programs: Readonly<Record<string, Program>>,
    lowered: Lowered,
    precision: 'f32' | 'f64',
    exports: Exports,
  ) {
    this.#programs = programs;
    this.#lowered = lowered;
    this.#precision = precision;
    this.#exports = exports;
  }

  async put(values: Tensors): Promise<void> {
    for (const [name, data] of Object.entries(values)) checkLength(`"${name}"`, data.length, this.#stored(name).length);
    for (const [name, data] of Object.entries(values)) {
      this.#view(this.#stored(name)).set(data);
      this.#put.add(name);
    }
  }

  async run(name: string, feeds: Tensors, times: number): Promise<Record<string, Float64Array>> {
    const p = this.#programs[name];
    const layout = this.#lowered.programs.get(name);
    if (!p || !layout) return unknownName(name, Object.keys(this.#programs));
    if (!Number.isInteger(times) || times < 0) {
      throw new GradsheetError('invalid-option', {
        where: words('run "{}"', name),
        expected: words('a whole number of times'),
        received: verbatim(times),
      });
    }
    if (!this.#ready.has(name)) this.#checkPut(p);
    this.#ready.add(name);
    for (const [feed, { length }] of layout.feeds.items) {
      checkLength(`feed "${feed}"`, feeds[feed]?.length ?? 0, length * times);
    }
    const from = this.#lowered.end;
    const to = from + layout.feeds.bytes * times;
    this.#reserve(to + layout.results.bytes * times);
    for (const [feed, stored] of layout.feeds.items) {
      deal(this.#strip(layout.feeds, stored, from, times), feeds[feed] ?? [], stored.length, 'in');
    }
    if (times > 0) this.#live()[`run ${name}`]?.(times, from, to);
    return Object.fromEntries(
      [...layout.results.items].map(([result, stored]) => {
        const out = new Float64Array(stored.length * times);
        deal(this.#strip(layout.results, stored, to, times), out, stored.length, 'out');
        return [result, out];
      }),
    );
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
    for (const [name, { place }] of this.#lowered.kept.names) {
      if (place.offset >= this.#lowered.kept.state[0] && place.offset < this.#lowered.kept.state[1]) {
        this.#put.add(name);
      }
    }
  }
  dispose(): void {
    this.#exports = null;
  }

  #checkPut(p: Program): void {
    for (const { attrs } of Object.values(p.inputs)) {
      if (attrs.from !== 'feed' && !this.#put.has(attrs.name)) {
        missingInput(attrs.name, this.#stored(attrs.name).length);
      }
    }
  }
  #live(): Exports {
    if (!this.#exports) {
      throw new GradsheetError('not-ready', { where: 'wasm', expected: words('a run that is not disposed') });
    }
    return this.#exports;
  }
  #stored(name: string): Stored {
    return this.#lowered.kept.names.get(name) ?? unknownName(name, this.#lowered.kept.names.keys());
  }
  #view({ place, storage, length }: Stored): Numbers {
    return this.#numbers(storage, place.offset, length);
  }
  /** One feed or result of all steps: `step` numbers from one step's to the next's. */
  #strip(
    { bytes }: Strip,
    { place, storage, length }: Stored,
    at: number,
    times: number,
  ): { view: Numbers; step: number } {
    const step = bytes / bytesOf(storage, reals[this.#precision].bytes);
    return { view: this.#numbers(storage, at + place.offset, times === 0 ? 0 : step * (times - 1) + length), step };
  }
  #numbers(storage: Storage, at: number, length: number): Numbers {
    const { buffer } = this.#live().memory;
    if (storage === 'whole') return new Int32Array(buffer, at, length);
    return bytesOf(storage, reals[this.#precision].bytes) === 8
      ? new Float64Array(buffer, at, length)
      : new Float32Array(buffer, at, length);
  }
  #state(): Uint8Array {
    const [begin, end] = this.#lowered.kept.state;
    return new Uint8Array(this.#live().memory.buffer, begin, end - begin);
  }
  /** Grows the memory to hold `bytes`. Views made before are of no use after. */
  #reserve(bytes: number): void {
    const { memory } = this.#live();
    const pages = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
    if (pages <= 0) return;
    checkBytes(bytes);
    try {
      memory.grow(pages);
    } catch (cause) {
      throw new GradsheetError(
        'too-large',
        {
          where: 'wasm',
          expected: words('{} MiB of memory', Math.ceil(bytes / 2 ** 20)),
          received: words('less than that'),
          hint: words('Use fewer rows at a time or a smaller batch.'),
        },
        { cause },
      );
    }
  }
}

/** Between numbers packed step by step and a strip of memory where the steps lie apart. */
function deal(
  { view, step }: { view: Numbers; step: number },
  packed: Numbers | readonly number[],
  length: number,
  way: 'in' | 'out',
): void {
  for (let i = 0, row = 0; i < packed.length; i += length, row += step) {
    for (let k = 0; k < length; k++) {
      if (way === 'in') view[row + k] = packed[i + k]!;
      else (packed as Float64Array)[i + k] = view[row + k]!;
    }
  }
}
