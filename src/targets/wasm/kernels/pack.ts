/**
 * Operands of a product copied so that a tile reads them from one end to the other. A panel is a piece of the sum over
 * k: 128 terms at most. In it, strips of `width` lines (four rows of a, two vectors of columns of b) lie one after the
 * other, and in a strip the numbers of one k side by side:
 *
 *   a strip of a   a₀₀ a₁₀ a₂₀ a₃₀  a₀₁ a₁₁ a₂₁ a₃₁  …
 *
 * An operand in place lies as the program left it: where its rows are 4096 bytes apart, a tile's lines all fall on the
 * same few places of the cache, and of each line it uses half; a transposed one it could not read in vectors at all.
 */
import { range } from '../../../ir/shape.ts';
import { get, set, type Code, type Locals } from '../assembler.ts';
import type { Lanes, Reals } from '../lanes.ts';
import { advance, repeatedTimes } from '../loops.ts';

export interface Strips {
  /** Numbers side by side in a strip. */
  readonly width: number;
  /** Of them, how many there are in these strips. The others are left as they are. */
  readonly used: number;
  /** From one line to the next, and from one k to the next, in bytes. */
  readonly across: number;
  readonly along: number;
}

/** @param depth how many k */
export function packCode(
  { one, many, bytes }: Reals,
  { width, used, across, along }: Strips,
  count: Code,
  depth: Code,
  from: Code,
  to: Code,
  locals: Locals,
): Code {
  const [strip, at, out] = [locals.make('i32'), locals.make('i32'), locals.make('i32')];
  const vectors = across === bytes ? used - (used % many.lanes) : 0;
  const move = (l: Lanes | typeof one, i: number): Code => l.store(get(out), l.load(get(at), i * across), i * bytes);
  return [
    set(strip, from),
    set(out, to),
    repeatedTimes(count, locals, [
      set(at, get(strip)),
      repeatedTimes(depth, locals, [
        range(vectors / many.lanes).map((v) => move(many, v * many.lanes)),
        range(used - vectors).map((i) => move(one, vectors + i)),
        advance(at, along),
        advance(out, width * bytes),
      ]),
      advance(strip, used * across),
    ]),
  ];
}
