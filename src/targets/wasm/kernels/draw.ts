/** Random numbers: four from each block of the generator, so that any block can be drawn by itself. */
import type { Node } from '../../../ir/node.ts';
import { range, size } from '../../../ir/shape.ts';
import type { DrawKernel } from '../../../plan/kernel.ts';
import { drawBlock } from '../../../plan/outer-loop.ts';
import { call, f64, get, i32, i64, loop, set, setAll, type Code, type Locals } from '../assembler.ts';
import { addressOf, whole, type Emission, type KernelCode, type Piece } from '../emission.ts';
import { exactAt } from '../layout.ts';
import { advance, advanceBy, roundsCode } from '../loops.ts';

export function drawCode(m: Emission, k: DrawKernel, locals: Locals, piece: Piece | null): KernelCode {
  const to = m.target(k.made);
  if (!to) return whole([]);
  const { one, bytes } = m.reals;
  const n = size(k.of.shape);
  const blocks = Math.floor(n / drawBlock);
  const [seed, step, block, y] = [locals.make('i64'), locals.make('i32'), locals.make('i32'), locals.make('i32')];
  const words = range(drawBlock).map(() => locals.make('i32'));
  const wholeNumber = (x: Node): Code => {
    const at = addressOf(m, m.placeOf(x));
    if (m.isExact(x)) return i64.fromF64(f64.load(at, exactAt));
    if (m.isWhole(x)) return i64.fromF64(f64.fromI32(i32.load(at)));
    return i64.fromF64(bytes === 4 ? f64.promote(one.load(at)) : one.load(at));
  };
  const numbers = (count: number): Code => [
    setAll(
      call(
        m.routines.philox(),
        get(block),
        get(step),
        i32.const(k.of.attrs.stream),
        i32.const(0),
        i32.wrap(get(seed)),
        i32.wrap(i64.shrU(get(seed), i64.const(32n))),
      ),
      ...words,
    ),
    words
      .slice(0, count)
      .map((w, i) =>
        one.store(get(y), one.mul(one.fromI32(i32.shrU(get(w), i32.const(8))), one.const(2 ** -24)), i * bytes),
      ),
  ];
  const start = [
    set(seed, wholeNumber(k.before.seed.node)),
    set(step, i32.wrap(wholeNumber(k.before.step.node))),
    set(y, addressOf(m, to)),
  ];
  const round = [numbers(drawBlock), advance(block, 1), advance(y, drawBlock * bytes)];
  const rest = n % drawBlock === 0 ? [] : numbers(n % drawBlock);
  return {
    rounds: Math.ceil(n / drawBlock),
    code: [
      start,
      advanceBy(block, piece, 1),
      advanceBy(y, piece, drawBlock * bytes),
      roundsCode(locals, piece, blocks, (_begin, end) => loop(round, i32.ltU(get(block), end)), rest),
    ],
  };
}
