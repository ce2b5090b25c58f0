/**
 * The functions of `util/libm.ts` as WebAssembly: the same operations in the same order, so the same bits. Comments on
 * the mathematics are there; a change in one file is a change in both, and a test compares hundreds of thousands of
 * results.
 */
import { PHILOX } from '../../util/counter-random.ts';
import * as libm from '../../util/libm.ts';
import {
  call,
  f64,
  get,
  giveBack,
  i32,
  i64,
  Locals,
  set,
  setAll,
  tee,
  when,
  type Code,
  type ModuleBuilder,
  type Type,
} from './assembler.ts';

export const routineNames = ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'sin', 'cos', 'erf', 'pow'] as const;
export type RoutineName = (typeof routineNames)[number];
/** `philox`: counter (block, step, stream, 0) and key (seed's low and high word) → four random words. */
type Helper =
  | 'expPair'
  | 'logPair'
  | 'logExact'
  | 'mantissa'
  | 'quotient'
  | 'product'
  | 'productOfPairs'
  | 'sum'
  | 'reduce'
  | 'quarterTurn'
  | 'philox';

/** Bytes of memory that hold the digits of 2/π, at the address given to `Routines`. */
export const digitBytes = 8 * libm.TWO_OVER_PI_DIGITS.length;

const { add, sub, mul, div, lt, le, gt, eq, ne, neg, floor } = f64;
const c = f64.const;
/** c₀ + c₁·t + …; t is a local. */
const horner = (coefficients: readonly number[], t: number): Code =>
  coefficients.slice(0, -1).reduceRight<Code>((y, k) => add(mul(y, get(t)), c(k)), c(coefficients.at(-1) ?? 0));
const round = (a: Code): Code => sub(add(a, c(libm.ROUNDER)), c(libm.ROUNDER));
/** 2^k for a whole number k (i32), -1022 ≤ k ≤ 1023. */
const power2 = (k: Code): Code => f64.fromBits(i64.shl(i64.extendS(i32.add(k, i32.const(1023))), i64.const(52n)));
const choose = (a: Code, b: Code, condition: Code): Code => f64.choose(a, b, condition);
const magnitude = (x: number): Code => choose(neg(get(x)), get(x), lt(get(x), c(0)));
/** y with its sign turned where x < 0. */
const signed = (y: number, x: number): Code => choose(neg(get(y)), get(y), lt(get(x), c(0)));

/** The routines a module needs, each emitted once, when it is first asked for. */
export class Routines {
  readonly #module: ModuleBuilder;
  readonly #digitsAt: number;
  readonly #known = new Map<RoutineName | Helper, number>();
  constructor(module: ModuleBuilder, digitsAt: number) {
    this.#module = module;
    this.#digitsAt = digitsAt;
  }
  /** The function's number; f64 in, f64 out (`pow`: two in). */
  get(name: RoutineName | Helper): number {
    let f = this.#known.get(name);
    if (f === undefined) {
      f = this[name]();
      this.#known.set(name, f);
    }
    return f;
  }
  #function(
    parameters: number,
    results: readonly Type[],
    body: (make: (type?: Type) => number, ...parameters: number[]) => Code,
  ): number {
    return this.#module.function(Array<Type>(parameters).fill('f64'), results, (locals: Locals, ...p) =>
      body((type = 'f64') => locals.make(type), ...p),
    );
  }

  private exp(): number {
    // the high part of the pair
    const pair = this.get('expPair');
    return this.#function(1, ['f64'], (_, x) => [call(pair, get(x), c(0)), 0x1a]);
  }
  private log(): number {
    const pair = this.get('logPair');
    return this.#function(1, ['f64'], (_, x) => [
      when(i32.eqz(gt(get(x), c(0))), giveBack(choose(c(-Infinity), c(NaN), eq(get(x), c(0))))),
      when(eq(get(x), c(Infinity)), giveBack(get(x))),
      call(pair, get(x)),
      0x1a,
    ]);
  }
  private tanh(): number {
    const pair = this.get('expPair');
    const quotient = this.get('quotient');
    return this.#function(1, ['f64'], (make, x) => {
      const [a, z, e, tail, n, d, y] = [make(), make(), make(), make(), make(), make(), make()];
      return [
        set(a, magnitude(x)),
        when(lt(get(a), c(1e-9)), giveBack(get(x))),
        when(le(get(a), c(0.25)), [
          set(z, mul(get(x), get(x))),
          giveBack(add(get(x), mul(get(x), mul(get(z), horner(libm.TANH, z))))),
        ]),
        when(gt(get(a), c(22)), giveBack(choose(c(-1), c(1), lt(get(x), c(0))))),
        setAll(call(pair, mul(c(-2), get(a)), c(0)), e, tail),
        set(n, sub(c(1), get(e))),
        set(d, add(c(1), get(e))),
        set(y, call(quotient, get(n), sub(sub(sub(c(1), get(n)), get(e)), get(tail)), get(d), onePlusLow(d, e, tail))),
        signed(y, x),
      ];
    });
  }
  private sigmoid(): number {
    const pair = this.get('expPair');
    const quotient = this.get('quotient');
    return this.#function(1, ['f64'], (make, x) => {
      const [e, tail, d, negative] = [make(), make(), make(), make('i32')];
      return [
        set(negative, lt(get(x), c(0))),
        setAll(call(pair, choose(get(x), neg(get(x)), get(negative)), c(0)), e, tail),
        set(d, add(c(1), get(e))),
        call(
          quotient,
          choose(get(e), c(1), get(negative)),
          choose(get(tail), c(0), get(negative)),
          get(d),
          onePlusLow(d, e, tail),
        ),
      ];
    });
  }
  private softplus(): number {
    const exp = this.get('expPair');
    const log = this.get('logPair');
    return this.#function(1, ['f64'], (make, x) => {
      const [e, tail, u, w, l, lLow, m, y, part] = Array.from({ length: 9 }, () => make()) as Nine;
      return [
        when(gt(get(x), c(40)), giveBack(get(x))),
        setAll(call(exp, choose(get(x), neg(get(x)), lt(get(x), c(0))), c(0)), e, tail),
        set(u, add(c(1), get(e))),
        set(w, div(onePlusLow(u, e, tail), get(u))),
        setAll(call(log, get(u)), l, lLow),
        set(lLow, add(get(lLow), sub(get(w), mul(mul(c(0.5), get(w)), get(w))))),
        set(m, choose(get(x), c(0), gt(get(x), c(0)))),
        set(y, add(get(m), get(l))),
        set(part, sub(get(y), get(m))),
        add(get(y), add(add(sub(get(m), sub(get(y), get(part))), sub(get(l), get(part))), get(lLow))),
      ];
    });
  }
  private sin(): number {
    return this.#turned(0);
  }
  private cos(): number {
    return this.#turned(1);
  }
  #turned(turns: 0 | 1): number {
    const reduce = this.get('reduce');
    const quarter = this.get('quarterTurn');
    return this.#function(1, ['f64'], (make, x) => {
      const [r, tail, y, quadrant] = [make(), make(), make(), make('i32')];
      return [
        when(ne(sub(get(x), get(x)), c(0)), giveBack(c(NaN))),
        turns === 0 ? when(le(f64.abs(get(x)), c(1e-9)), giveBack(get(x))) : [],
        setAll(call(reduce, magnitude(x)), r, tail, quadrant),
        set(y, call(quarter, get(r), get(tail), turns === 0 ? get(quadrant) : i32.add(get(quadrant), i32.const(1)))),
        turns === 0 ? signed(y, x) : get(y),
      ];
    });
  }
  private erf(): number {
    return this.#function(1, ['f64'], (make, x) => {
      const [a, t, y] = [make(), make(), make()];
      return [
        set(a, magnitude(x)),
        when(lt(get(a), c(0.875)), [
          set(t, mul(get(x), get(x))),
          giveBack(add(get(x), mul(get(x), horner(libm.ERF, t)))),
        ]),
        when(
          i32.eqz(lt(get(a), c(6))),
          giveBack(choose(c(1), choose(c(-1), get(x), lt(get(x), c(0))), gt(get(x), c(0)))),
        ),
        libm.ERFC.map(({ end, middle, c: coefficients }) =>
          when(lt(get(a), c(end)), [
            set(t, sub(get(a), c(middle))),
            set(y, sub(c(1), horner(coefficients, t))),
            giveBack(signed(y, x)),
          ]),
        ),
        c(NaN),
      ];
    });
  }
  private pow(): number {
    const exp = this.get('expPair');
    const log = this.get('logExact');
    const product = this.get('product');
    return this.#function(2, ['f64'], (make, x, y) => {
      const [a, t, l, lLow, p, pLow, z, whole, negative] = [
        make(),
        make(),
        make(),
        make(),
        make(),
        make(),
        make(),
        make('i32'),
        make('i32'),
      ];
      const odd = i32.and(get(whole), ne(floor(mul(c(0.5), get(y))), mul(c(0.5), get(y))));
      const below = i32.or(lt(get(x), c(0)), i32.and(eq(get(x), c(0)), lt(div(c(1), get(x)), c(0))));
      const finish = (value: Code): Code => [set(z, value), giveBack(choose(neg(get(z)), get(z), get(negative)))];
      return [
        when(eq(get(y), c(0)), giveBack(c(1))),
        when(i32.or(ne(get(x), get(x)), ne(get(y), get(y))), giveBack(c(NaN))),
        set(a, magnitude(x)),
        set(whole, eq(floor(get(y)), get(y))),
        when(
          ne(sub(get(y), get(y)), c(0)),
          giveBack(
            choose(c(NaN), choose(c(Infinity), c(0), i32.eq(gt(get(a), c(1)), gt(get(y), c(0)))), eq(get(a), c(1))),
          ),
        ),
        set(negative, i32.and(odd, below)),
        when(
          i32.or(eq(get(a), c(0)), eq(get(a), c(Infinity))),
          finish(choose(c(0), c(Infinity), i32.eq(eq(get(a), c(0)), gt(get(y), c(0))))),
        ),
        when(i32.and(lt(get(x), c(0)), i32.eqz(get(whole))), giveBack(c(NaN))),
        set(
          t,
          choose(
            c(libm.POW_LIMIT),
            choose(c(-libm.POW_LIMIT), get(y), lt(get(y), c(-libm.POW_LIMIT))),
            gt(get(y), c(libm.POW_LIMIT)),
          ),
        ),
        setAll(call(log, get(a)), l, lLow),
        setAll(call(product, get(t), get(l)), p, pLow),
        when(gt(get(p), c(710)), finish(c(Infinity))),
        when(lt(get(p), c(-746)), finish(c(0))),
        finish([call(exp, get(p), add(get(pLow), mul(get(t), get(lLow)))), 0x1a]),
        0x00,
      ];
    });
  }

  private expPair(): number {
    return this.#function(2, ['f64', 'f64'], (make, x, more) => {
      const [t, k, a, b, r, e, s, rest, y, scale, scale2, whole, half] = [
        ...Array.from({ length: 11 }, () => make()),
        make('i32'),
        make('i32'),
      ] as Thirteen;
      const scaled = (v: Code): Code => mul(mul(v, get(scale)), get(scale2));
      return [
        set(t, choose(c(710), choose(c(-746), get(x), lt(get(x), c(-746))), gt(get(x), c(710)))),
        set(k, round(mul(get(t), c(libm.LOG2_E)))),
        set(a, sub(get(t), mul(get(k), c(libm.LN2_HIGH)))),
        set(b, sub(mul(get(k), c(libm.LN2_LOW)), get(more))),
        set(r, sub(get(a), get(b))),
        set(e, sub(sub(get(a), get(r)), get(b))),
        set(s, add(c(1), get(r))),
        set(
          rest,
          add(
            add(sub(c(1), get(s)), get(r)),
            add(mul(mul(get(r), get(r)), horner(libm.EXP, r)), add(get(e), mul(get(e), get(r)))),
          ),
        ),
        set(y, add(get(s), get(rest))),
        set(half, i32.shrS(tee(whole, i32.fromF64(get(k))), i32.const(1))),
        set(scale, power2(get(half))),
        set(scale2, power2(i32.sub(get(whole), get(half)))),
        scaled(get(y)),
        scaled(add(sub(get(s), get(y)), get(rest))),
      ];
    });
  }
  private logPair(): number {
    const mantissa = this.get('mantissa');
    return this.#function(1, ['f64', 'f64'], (make, x) => {
      const [m, k, f, s, z, square, a, h, rest, y] = Array.from({ length: 10 }, () => make()) as Ten;
      return [
        setAll(call(mantissa, get(x)), m, k),
        set(f, sub(get(m), c(1))),
        set(s, div(get(f), add(c(2), get(f)))),
        set(z, mul(get(s), get(s))),
        set(square, mul(mul(c(0.5), get(f)), get(f))),
        set(a, mul(get(k), c(libm.LN2_HIGH))),
        set(h, add(get(a), get(f))),
        set(
          rest,
          add(
            add(sub(get(a), get(h)), get(f)),
            add(
              sub(mul(get(s), add(get(square), mul(get(z), horner(libm.LOG, z)))), get(square)),
              mul(get(k), c(libm.LN2_LOW)),
            ),
          ),
        ),
        tee(y, add(get(h), get(rest))),
        add(sub(get(h), get(y)), get(rest)),
      ];
    });
  }
  private logExact(): number {
    const [mantissa, product, sum, pairs] = [
      this.get('mantissa'),
      this.get('product'),
      this.get('sum'),
      this.get('productOfPairs'),
    ];
    return this.#function(1, ['f64', 'f64'], (make, x) => {
      const [m, k, f, d, dLow, s, sLow, z, zLow, t] = Array.from({ length: 10 }, () => make()) as Ten;
      const [b, u, uLow, e, w, wLow, v, vLow, h, hLow] = Array.from({ length: 10 }, () => make()) as Ten;
      const [g, gLow, rest, y, sd, sdLow] = [make(), make(), make(), make(), make(), make()];
      const [third, fifth] = [libm.TWO_THIRDS, libm.TWO_FIFTHS];
      return [
        setAll(call(mantissa, get(x)), m, k),
        set(f, sub(get(m), c(1))),
        set(d, add(c(2), get(f))),
        set(dLow, add(sub(c(2), get(d)), get(f))),
        set(s, div(get(f), get(d))),
        setAll(call(product, get(s), get(d)), sd, sdLow),
        set(sLow, div(sub(sub(sub(get(f), get(sd)), get(sdLow)), mul(get(s), get(dLow))), get(d))),
        setAll(call(product, get(s), get(s)), z, zLow),
        set(zLow, add(get(zLow), mul(mul(c(2), get(s)), get(sLow)))),
        set(t, mul(get(z), horner(libm.LOG_TAIL, z))),
        set(b, add(c(fifth[0]), get(t))),
        setAll(
          call(pairs, get(z), get(zLow), get(b), add(add(sub(c(fifth[0]), get(b)), get(t)), c(fifth[1]))),
          u,
          uLow,
        ),
        set(e, add(c(third[0]), get(u))),
        setAll(
          call(
            pairs,
            get(z),
            get(zLow),
            get(e),
            add(add(sub(c(third[0]), get(e)), get(u)), add(c(third[1]), get(uLow))),
          ),
          w,
          wLow,
        ),
        setAll(call(pairs, get(s), get(sLow), get(w), get(wLow)), v, vLow),
        setAll(call(sum, mul(get(k), c(libm.LN2_HIGH)), mul(c(2), get(s))), h, hLow),
        setAll(call(sum, get(h), get(v)), g, gLow),
        set(
          rest,
          add(add(get(gLow), get(hLow)), add(mul(get(k), c(libm.LN2_LOW)), add(mul(c(2), get(sLow)), get(vLow)))),
        ),
        tee(y, add(get(g), get(rest))),
        add(sub(get(g), get(y)), get(rest)),
      ];
    });
  }
  /** The mantissa, and the exponent as f64. */
  private mantissa(): number {
    return this.#function(1, ['f64', 'f64'], (make, x) => {
      const [m, small, big, bits] = [make(), make('i32'), make('i32'), make('i64')];
      return [
        set(small, lt(get(x), c(2.2250738585072014e-308))),
        set(bits, i64.bits(choose(mul(get(x), c(2 ** 54)), get(x), get(small)))),
        set(m, f64.fromBits(i64.or(i64.and(get(bits), i64.const(0xfffffffffffffn)), i64.const(0x3ff0000000000000n)))),
        set(big, gt(get(m), c(Math.SQRT2))),
        choose(mul(c(0.5), get(m)), get(m), get(big)),
        f64.fromI32(
          i32.sub(
            i32.add(i32.sub(i32.wrap(i64.shrU(get(bits), i64.const(52n))), i32.const(1023)), get(big)),
            i32.mul(get(small), i32.const(54)),
          ),
        ),
      ];
    });
  }
  private quotient(): number {
    const product = this.get('product');
    return this.#function(4, ['f64'], (make, n, nLow, d, dLow) => {
      const [q, p, pLow] = [make(), make(), make()];
      return [
        set(q, div(get(n), get(d))),
        setAll(call(product, get(q), get(d)), p, pLow),
        add(get(q), div(add(sub(sub(get(n), get(p)), get(pLow)), sub(get(nLow), mul(get(q), get(dLow)))), get(d))),
      ];
    });
  }
  private product(): number {
    return this.#function(2, ['f64', 'f64'], (make, a, b) => {
      const [p, u, a1, a2, b1, b2] = [make(), make(), make(), make(), make(), make()];
      const split = (x: number, head: number, tail: number): Code => [
        set(u, mul(c(libm.SPLITTER), get(x))),
        set(head, sub(get(u), sub(get(u), get(x)))),
        set(tail, sub(get(x), get(head))),
      ];
      return [
        set(p, mul(get(a), get(b))),
        split(a, a1, a2),
        split(b, b1, b2),
        get(p),
        add(
          add(add(sub(mul(get(a1), get(b1)), get(p)), mul(get(a1), get(b2))), mul(get(a2), get(b1))),
          mul(get(a2), get(b2)),
        ),
      ];
    });
  }
  private productOfPairs(): number {
    const product = this.get('product');
    return this.#function(4, ['f64', 'f64'], (make, a, aLow, b, bLow) => {
      const [p, rest, y] = [make(), make(), make()];
      return [
        setAll(call(product, get(a), get(b)), p, rest),
        set(rest, add(get(rest), add(mul(get(a), get(bLow)), mul(get(aLow), get(b))))),
        tee(y, add(get(p), get(rest))),
        add(sub(get(p), get(y)), get(rest)),
      ];
    });
  }
  private sum(): number {
    return this.#function(2, ['f64', 'f64'], (make, a, b) => {
      const [s, part] = [make(), make()];
      return [
        tee(s, add(get(a), get(b))),
        set(part, sub(get(s), get(a))),
        add(sub(get(a), sub(get(s), get(part))), sub(get(b), get(part))),
      ];
    });
  }
  /** x ≥ 0 → remainder, its low part, quadrant (i32). */
  private reduce(): number {
    const sum = this.get('sum');
    const large = this.#reduceLarge();
    return this.#function(1, ['f64', 'f64', 'i32'], (make, x) => {
      const [n, a, aLow, b, rest, r] = [make(), make(), make(), make(), make(), make()];
      const [p1, p2, p3, p4] = libm.HALF_PI;
      return [
        when(i32.eqz(lt(get(x), c(1048576))), giveBack(call(large, get(x)))),
        set(n, round(mul(get(x), c(libm.TWO_OVER_PI)))),
        setAll(call(sum, sub(get(x), mul(get(n), c(p1))), mul(neg(get(n)), c(p2))), a, aLow),
        setAll(call(sum, get(a), mul(neg(get(n)), c(p3))), b, rest),
        set(rest, sub(add(get(rest), get(aLow)), mul(get(n), c(p4)))),
        tee(r, add(get(b), get(rest))),
        add(sub(get(b), get(r)), get(rest)),
        i32.and(i32.fromF64(get(n)), i32.const(3)),
      ];
    });
  }
  #reduceLarge(): number {
    const sum = this.get('sum');
    const pairs = this.get('productOfPairs');
    this.#module.data(this.#digitsAt, new Uint8Array(Float64Array.from(libm.TWO_OVER_PI_DIGITS).buffer));
    return this.#function(1, ['f64', 'f64', 'i32'], (make, x) => {
      const [whole, x0, x1, x2, carry, t, scale, head, next, n1, n2, n3] = Array.from({ length: 12 }, () =>
        make(),
      ) as Twelve;
      const [s, sLow, a, aLow, b, bLow, h, rest, r] = Array.from({ length: 9 }, () => make()) as Nine;
      const [e, first] = [make('i32'), make('i32')];
      const piece = Array.from({ length: 10 }, () => make());
      const digit = (i: number): Code =>
        f64.load(i32.add(i32.mul(get(first), i32.const(8)), i32.const(this.#digitsAt)), 8 * i);
      const at = (p: number): Code => mul(mul(get(piece[p] ?? 0), get(scale)), c(2 ** (-24 * p)));
      const mod4 = (v: Code): Code => [set(t, v), sub(get(t), mul(c(4), floor(mul(c(0.25), get(t)))))];
      const half = (v: number): Code => i32.shrS(get(v), i32.const(1));
      const digitSum = (p: number): Code => {
        const terms = [
          [x0, p - 2],
          [x1, p - 1],
          [x2, p],
        ] as const;
        const products = terms.map(([local, i]): Code => mul(get(local), i < 0 ? c(0) : digit(i)));
        return add(
          products.reduce((y, term) => add(y, term)),
          get(carry),
        );
      };
      return [
        set(e, i32.sub(i32.wrap(i64.shrU(i64.bits(get(x)), i64.const(52n))), i32.const(1075))),
        set(
          whole,
          mul(
            mul(get(x), power2(i32.sub(i32.const(0), half(e)))),
            power2(i32.sub(i32.const(0), i32.sub(get(e), half(e)))),
          ),
        ),
        set(x2, floor(mul(get(whole), c(2 ** -48)))),
        set(x1, floor(mul(sub(get(whole), mul(get(x2), c(2 ** 48))), c(2 ** -24)))),
        set(x0, sub(sub(get(whole), mul(get(x2), c(2 ** 48))), mul(get(x1), c(2 ** 24)))),
        when(
          i32.eqz(i32.ltS(get(e), i32.const(2))),
          set(first, i32.divU(i32.sub(get(e), i32.const(2)), i32.const(24))),
        ),
        Array.from({ length: 10 }, (_, i) => 9 - i).map((p): Code => [
          set(t, digitSum(p)),
          set(carry, floor(mul(get(t), c(2 ** -24)))),
          set(piece[p] ?? 0, sub(get(t), mul(get(carry), c(2 ** 24)))),
        ]),
        set(
          scale,
          power2(i32.add(i32.sub(get(e), i32.mul(i32.const(24), i32.add(get(first), i32.const(1)))), i32.const(48))),
        ),
        set(head, [mod4(at(0)), mod4(at(1)), 0xa0]),
        set(n1, round(get(head))),
        set(next, mod4(at(2))),
        set(n2, round(get(next))),
        setAll(call(sum, sub(get(head), get(n1)), sub(get(next), get(n2))), s, sLow),
        setAll(call(sum, get(s), add(at(3), at(4))), a, aLow),
        set(n3, round(get(a))),
        setAll(call(sum, sub(get(a), get(n3)), get(sLow)), b, bLow),
        setAll(call(sum, get(b), add(at(5), at(6))), h, rest),
        set(rest, add(add(add(get(rest), get(bLow)), get(aLow)), add(add(at(7), at(8)), at(9)))),
        set(r, add(get(h), get(rest))),
        call(pairs, get(r), add(sub(get(h), get(r)), get(rest)), c(libm.HALF_PI_PAIR[0]), c(libm.HALF_PI_PAIR[1])),
        i32.and(i32.fromF64(add(add(get(n1), get(n2)), get(n3))), i32.const(3)),
      ];
    });
  }
  private quarterTurn(): number {
    return this.#module.function(['f64', 'f64', 'i32'], ['f64'], (locals, r, tail, turns) => {
      const [z, half, w, y] = [locals.make('f64'), locals.make('f64'), locals.make('f64'), locals.make('f64')];
      return [
        set(z, mul(get(r), get(r))),
        set(half, mul(c(0.5), get(z))),
        when(
          i32.and(get(turns), i32.const(1)),
          [
            set(w, sub(c(1), get(half))),
            set(
              y,
              add(
                get(w),
                add(
                  sub(sub(c(1), get(w)), get(half)),
                  sub(mul(mul(get(z), get(z)), horner(libm.COS, z)), mul(get(r), get(tail))),
                ),
              ),
            ),
          ],
          set(y, add(get(r), add(mul(get(r), mul(get(z), horner(libm.SIN, z))), mul(get(tail), sub(c(1), get(half)))))),
        ),
        choose(neg(get(y)), get(y), i32.and(get(turns), i32.const(2))),
      ];
    });
  }
  private philox(): number {
    return this.#module.function(
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
}

/** What 1 + e lost by rounding to d, and the low part of e. */
const onePlusLow = (d: number, e: number, tail: number): Code => add(add(sub(c(1), get(d)), get(e)), get(tail));

type Locals9<T> = [T, T, T, T, T, T, T, T, T];
type Nine = Locals9<number>;
type Ten = [...Nine, number];
type Twelve = [...Ten, number, number];
type Thirteen = [...Twelve, number];
