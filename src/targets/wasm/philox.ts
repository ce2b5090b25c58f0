/** The generator of random words, `util/counter-random.ts`, as WebAssembly. */
import { PHILOX } from '../../util/counter-random.ts';
import { get, i32, i64, set, type Code, type ModuleBuilder } from './assembler.ts';

/** Counter (block, step, stream, 0) and key (seed's low and high word) → four random words. */
export function philox(module: ModuleBuilder): number {
  return module.function(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ['i32', 'i32', 'i32', 'i32'],
    (locals, c0, c1, c2, c3, k0, k1) => {
      const [p, q] = [locals.make('i64'), locals.make('i64')];
      const product = (m: number, word: number): Code => i64.mul(i64.const(BigInt(m)), i64.extendU(get(word)));
      const high = (v: number): Code => i32.wrap(i64.shrU(get(v), i64.const(32n)));
      const rounds = Array.from({ length: PHILOX.rounds }, (_, round): Code => [
        set(p, product(PHILOX.m0, c0)),
        set(q, product(PHILOX.m1, c2)),
        set(c0, i32.xor(i32.xor(high(q), get(c1)), get(k0))),
        set(c1, i32.wrap(get(q))),
        set(c2, i32.xor(i32.xor(high(p), get(c3)), get(k1))),
        set(c3, i32.wrap(get(p))),
        round + 1 < PHILOX.rounds
          ? [set(k0, i32.add(get(k0), i32.const(PHILOX.w0))), set(k1, i32.add(get(k1), i32.const(PHILOX.w1)))]
          : [],
      ]);
      return [rounds, get(c0), get(c1), get(c2), get(c3)];
    },
  );
}
