/** Whether this engine has relaxed SIMD: Node 22 has it, Node 20 only with a flag. */
import { get, ModuleBuilder, set } from './assembler.ts';
import { relaxedReals } from './lanes.ts';

let known: boolean | null = null;

/** Asked of the engine once: is a module with the instruction valid? */
export function hasRelaxed(): boolean {
  if (known !== null) return known;
  const module = new ModuleBuilder();
  module.function([], [], (locals) => {
    const sum = locals.make('v128');
    return set(sum, relaxedReals.f32.addProduct(get(sum), get(sum), get(sum)));
  });
  return (known = WebAssembly.validate(module.bytes()));
}
