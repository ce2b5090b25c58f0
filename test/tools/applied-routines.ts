import { call, f32, f64, get, i32, loop, ModuleBuilder, set, type Code } from '../../src/targets/wasm/assembler.ts';
import { f32x4, f64x2, type Lanes } from '../../src/targets/wasm/lanes.ts';
import { constantBytes, routineNames, Routines, type RoutineName } from '../../src/targets/wasm/routines.ts';

/** Numbers that fit between two calls. */
export const capacity = 1 << 15;
const [xAt, yAt, zAt] = [constantBytes, constantBytes + 8 * capacity, constantBytes + 16 * capacity];

const pages = 13;

const allLanes = { f32, f32x4, f64, f64x2 } as const;
export type LanesName = keyof typeof allLanes;
export const lanesNames = Object.keys(allLanes) as LanesName[];
export type Numbers = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export interface Applied {
  /** Where x, y and z lie: `apply` puts name(x, y) of the first `n` (a multiple of 4) there. */
  readonly memory: (lanes: LanesName) => { readonly x: Numbers; readonly y: Numbers; readonly z: Numbers };
  readonly apply: (name: RoutineName, lanes: LanesName, n: number) => void;
  readonly philox: (...words: number[]) => number[];
}

/** One module with every routine in all lanes. */
export async function appliedRoutines(): Promise<Applied> {
  const module = new ModuleBuilder();
  const routines = new Routines(module);
  module.importMemory('run', 'memory', pages);
  for (const name of routineNames) {
    for (const lanes of lanesNames) {
      module.exportFunction(`${name} ${lanes}`, applied(module, routines, name, allLanes[lanes]));
    }
  }
  module.exportFunction('philox', routines.philox());
  const memory = new WebAssembly.Memory({ initial: pages });
  const { instance } = await WebAssembly.instantiate(module.bytes(), { run: { memory } });
  const exports = instance.exports as Record<string, (...x: number[]) => unknown>;
  const { buffer } = memory;
  return {
    memory(lanes) {
      const Array = lanes.startsWith('f32') ? Float32Array : Float64Array;
      return {
        x: new Array(buffer, xAt, capacity),
        y: new Array(buffer, yAt, capacity),
        z: new Array(buffer, zAt, capacity),
      };
    },
    apply: (name, lanes, n) => exports[`${name} ${lanes}`]!(n * (lanes.startsWith('f32') ? 4 : 8)),
    philox: (...words) => exports['philox']!(...words) as number[],
  };
}

/** z = name(x, y) for so many bytes. */
function applied(module: ModuleBuilder, routines: Routines, name: RoutineName, l: Lanes): number {
  const f = routines.get(name, l);
  const step = { f32: 4, f64: 8, v128: 16 }[l.type as 'f32' | 'f64' | 'v128'];
  return module.function(['i32'], [], (locals, bytes) => {
    const at = locals.make('i32');
    const x: Code[] = [l.load(get(at), xAt), ...(name === 'pow' ? [l.load(get(at), yAt)] : [])];
    return loop(
      [l.store(get(at), call(f, ...x), zAt), set(at, i32.add(get(at), i32.const(step)))],
      i32.ltS(get(at), get(bytes)),
    );
  });
}
