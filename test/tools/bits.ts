import type { Program } from '../../src/ir/program.ts';
import type { Tensors } from '../../src/run/run.ts';
import { bytesOf } from '../../src/targets/wasm/layout.ts';
import { memoryOf } from '../../src/targets/wasm/memory.ts';
import { commonOf, lower, type Cutting, type Sharing } from '../../src/targets/wasm/module.ts';

export interface Way {
  readonly cutting?: Cutting;
  readonly sharing?: Sharing;
  /** Calls the steps; without it the module's `run`. */
  readonly call?: (loaded: Loaded, times: number, feeds: number, results: number) => Promise<void>;
}
export interface Loaded {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: WebAssembly.Exports;
}

/** The bytes of state and results after `times` calls. */
export async function bits(
  p: Program,
  values: Tensors,
  precision: 'f32' | 'f64',
  { cutting, sharing, call }: Way = {},
  times = 1,
): Promise<Uint8Array> {
  const common = commonOf([p], precision, sharing ?? null);
  const { kept } = common;
  const layout = lower(p, common, cutting);
  const from = layout.end;
  const to = from + layout.feeds.bytes * times;
  const end = to + layout.results.bytes * times;
  const memory = memoryOf(end, sharing !== undefined);
  const { module, instance } = await WebAssembly.instantiate(layout.bytes, { run: { memory } });
  const { buffer } = memory;
  const real = precision === 'f32' ? 4 : 8;
  const put = (at: number, storage: 'exact' | 'whole' | 'real', data: ArrayLike<number>): void => {
    const view =
      storage === 'whole'
        ? new Int32Array(buffer, at, data.length)
        : bytesOf(storage, real) === 8
          ? new Float64Array(buffer, at, data.length)
          : new Float32Array(buffer, at, data.length);
    view.set(data);
  };
  for (const [name, { place, storage }] of kept.names) put(place.offset, storage, values[name] ?? []);
  for (const [name, { place, storage, length }] of layout.feeds.items) {
    for (let t = 0; t < times; t++) {
      const all = values[name] ?? new Float64Array(0);
      put(from + t * layout.feeds.bytes + place.offset, storage, all.subarray(t * length, (t + 1) * length));
    }
  }
  const { exports } = instance;
  if (call) await call({ module, memory, exports }, times, from, to);
  else (exports['run'] as (times: number, feeds: number, results: number) => void)(times, from, to);
  const [begin, last] = kept.state;
  const made = new Uint8Array(last - begin + end - to);
  made.set(new Uint8Array(buffer, begin, last - begin));
  made.set(new Uint8Array(buffer, to, end - to), last - begin);
  return made;
}
