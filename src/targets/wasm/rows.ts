/** Rows by number, their transpose, and random numbers. */
import { isOp, type Node } from '../../ir/node.ts';
import { range, size } from '../../ir/shape.ts';
import {
  call,
  copyMemory,
  f64,
  fillMemory,
  getGlobal,
  get,
  i32,
  i64,
  loop,
  set,
  setAll,
  tee,
  when,
  type Code,
  type Locals,
} from './assembler.ts';
import { exactAt } from './allocate.ts';
import type { Emission } from './emit.ts';
import type { DrawKernel, GatherKernel, Kernel } from './group.ts';
import { repeated } from './product.ts';

/** Rows up to this many numbers are copied by written-out moves. */
const shortRow = 16;

export function gatherCode(m: Emission, k: GatherKernel, locals: Locals): Code {
  const { bytes } = m.reals;
  const gathers = isOp(k.of, 'gather');
  const count = size(k.index.node.shape);
  const width = size(k.of.shape.slice(1));
  const rows = (gathers ? k.x.node : k.of).shape[0] ?? 0;
  const [index, x, y, row] = [locals.make('i32'), locals.make('i32'), locals.make('i32'), locals.make('i32')];
  const whole = m.isWhole(k.index.node);
  const rowBytes = width * bytes;
  const number = whole
    ? i32.load(get(index))
    : bytes === 4
      ? i32.fromF32(m.reals.one.load(get(index)))
      : i32.fromF64(m.reals.one.load(get(index)));
  const inRange = i32.ltU(tee(row, number), i32.const(rows));
  const other = (base: number): Code => i32.add(get(base), i32.mul(get(row), i32.const(rowBytes)));
  const move = gathers
    ? when(inRange, copyRow(m, y, other(x), width, locals), fillMemory(get(y), i32.const(0), i32.const(rowBytes)))
    : when(inRange, addRow(m, other(y), x, width, locals));
  return [
    set(index, startOf(m, k.index.node)),
    set(x, startOf(m, k.x.node)),
    set(y, targetOf(m, k)),
    gathers ? [] : fillMemory(get(y), i32.const(0), i32.const(size(k.of.shape) * bytes)),
    width === 0
      ? []
      : repeated(count, locals, [move, forward(index, whole ? 4 : bytes), forward(gathers ? y : x, rowBytes)]),
  ];
}

const forward = (local: number, by: number): Code => set(local, i32.add(get(local), i32.const(by)));
const startOf = (m: Emission, n: Node): Code => addressOf(m, m.placeOf(n));
const targetOf = (m: Emission, k: Kernel): Code => {
  const to = m.target(k);
  return to ? addressOf(m, to) : i32.const(0);
};
const addressOf = (m: Emission, place: { from: 'memory' | 'feeds' | 'results'; offset: number }): Code =>
  place.from === 'memory' ? i32.const(place.offset) : i32.add(getGlobal(m.bases[place.from]), i32.const(place.offset));

function copyRow(m: Emission, to: number, from: Code, width: number, locals: Locals): Code {
  if (width > shortRow) return copyMemory(get(to), from, i32.const(width * m.reals.bytes));
  const { one, many, bytes } = m.reals;
  const at = locals.make('i32');
  const main = width - (width % many.lanes);
  return [
    set(at, from),
    range(main / many.lanes).map((i) => many.store(get(to), many.load(get(at), i * 16), i * 16)),
    range(width - main).map((i) => one.store(get(to), one.load(get(at), (main + i) * bytes), (main + i) * bytes)),
  ];
}

function addRow(m: Emission, to: Code, from: number, width: number, locals: Locals): Code {
  const { one, many, bytes } = m.reals;
  const main = width - (width % many.lanes);
  const [y, x] = [locals.make('i32'), locals.make('i32')];
  const steps = (l: typeof one | typeof many, count: number): Code =>
    repeated(count, locals, [
      l.store(get(y), l.add(l.load(get(y)), l.load(get(x)))),
      forward(y, l.lanes * bytes),
      forward(x, l.lanes * bytes),
    ]);
  return [set(y, to), set(x, get(from)), steps(many, main / many.lanes), steps(one, width - main)];
}

/** Four numbers from each block of the generator. */
export function drawCode(m: Emission, k: DrawKernel, locals: Locals): Code {
  const { one, bytes } = m.reals;
  const n = size(k.of.shape);
  const blocks = Math.floor(n / 4);
  const [seed, step, block, y] = [locals.make('i64'), locals.make('i32'), locals.make('i32'), locals.make('i32')];
  const words = range(4).map(() => locals.make('i32'));
  const whole = (n: Node): Code =>
    i64.fromF64(
      m.isExact(n)
        ? f64.load(startOf(m, n), exactAt)
        : m.isWhole(n)
          ? f64.fromI32(i32.load(startOf(m, n)))
          : bytes === 4
            ? f64.promote(one.load(startOf(m, n)))
            : one.load(startOf(m, n)),
    );
  const numbers = (count: number): Code => [
    setAll(
      call(
        m.routines.get('philox'),
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
  return [
    set(seed, whole(k.seed.node)),
    set(step, i32.wrap(whole(k.step.node))),
    set(y, targetOf(m, k)),
    blocks === 0
      ? []
      : loop([numbers(4), forward(block, 1), forward(y, 4 * bytes)], i32.ltU(get(block), i32.const(blocks))),
    n % 4 === 0 ? [] : numbers(n % 4),
  ];
}
