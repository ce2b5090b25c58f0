/** Rows by number, and the transpose of that: rows added where their numbers say. */
import { isOp } from '../../../ir/node.ts';
import { range, size } from '../../../ir/shape.ts';
import type { GatherKernel } from '../../../plan/kernel.ts';
import { copyMemory, fillMemory, get, i32, set, tee, when, type Code, type Locals } from '../assembler.ts';
import { addressOf, whole, type Emission, type KernelCode, type Piece } from '../emission.ts';
import { advance, advanceBy, repeated, repeatedTimes, roundsCode } from '../loops.ts';

/** Rows up to this many numbers are copied by written-out moves. */
const shortRow = 16;

export function gatherCode(m: Emission, k: GatherKernel, locals: Locals, piece: Piece | null): KernelCode {
  const to = m.target(k.made);
  if (!to) return whole([]);
  const { bytes } = m.reals;
  const gathers = isOp(k.of, 'gather');
  const count = size(k.before.index.node.shape);
  const width = size(k.of.shape.slice(1));
  const rows = (gathers ? k.before.x.node : k.of).shape[0] ?? 0;
  const [index, x, y, row] = [locals.make('i32'), locals.make('i32'), locals.make('i32'), locals.make('i32')];
  const isWhole = m.isWhole(k.before.index.node);
  const rowBytes = width * bytes;
  const number = isWhole
    ? i32.load(get(index))
    : bytes === 4
      ? i32.fromF32(m.reals.one.load(get(index)))
      : i32.fromF64(m.reals.one.load(get(index)));
  const inRange = i32.ltU(tee(row, number), i32.const(rows));
  const other = (base: number): Code => i32.add(get(base), i32.mul(get(row), i32.const(rowBytes)));
  const move = gathers
    ? when(inRange, copyRow(m, y, other(x), width, locals), fillMemory(get(y), i32.const(0), i32.const(rowBytes)))
    : when(inRange, addRow(m, other(y), x, width, locals));
  const indexBytes = isWhole ? 4 : bytes;
  const along = gathers ? y : x; // what goes row by row; the other is where the row number says
  const round = [move, advance(index, indexBytes), advance(along, rowBytes)];
  const zeros = gathers ? [] : fillMemory(get(y), i32.const(0), i32.const(size(k.of.shape) * bytes));
  const start = [
    set(index, addressOf(m, m.placeOf(k.before.index.node))),
    set(x, addressOf(m, m.placeOf(k.before.x.node))),
    set(y, addressOf(m, to)),
  ];
  if (count * width === 0) return whole([start, zeros]);
  return {
    rounds: count,
    code: [
      start,
      zeros,
      advanceBy(index, piece, indexBytes),
      advanceBy(along, piece, rowBytes),
      roundsCode(locals, piece, count, (begin, end) => repeatedTimes(i32.sub(end, begin), locals, round), []),
    ],
  };
}

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
      advance(y, l.lanes * bytes),
      advance(x, l.lanes * bytes),
    ]);
  return [set(y, to), set(x, get(from)), steps(many, main / many.lanes), steps(one, width - main)];
}
