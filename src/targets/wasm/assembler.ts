/**
 * WebAssembly by hand: an expression is a nested array of bytes, flattened once into a module. A number is one byte, or
 * two that belong together, the first times 256: most instructions then need no array of their own.
 *
 *   f64.add(get(0), f64.const(1))  →  [0x2000, [0x44, …], 0xa0]
 *
 * Opcodes are those of the WebAssembly 2.0 specification, section 5.4. Of relaxed SIMD, whose results may differ
 * between processors, there is one instruction, `relaxedMadd`; all else refuses it.
 */
export type Code = number | Uint8Array | readonly Code[];
export type Type = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

const typeByte: Record<Type, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** Whole numbers in groups of seven bits, unsigned and signed (LEB128); signed ones of 32 bits. */
export function unsigned(n: number): number[] {
  const out: number[] = [];
  do {
    out.push((n % 128) | (n >= 128 ? 0x80 : 0));
    n = Math.floor(n / 128);
  } while (n > 0);
  return out;
}
export function signed(n: number): number[] {
  const out: number[] = [];
  for (;;) {
    const byte = n & 127;
    n >>= 7;
    const last = (n === 0 && byte < 64) || (n === -1 && byte >= 64);
    out.push(last ? byte : byte | 0x80);
    if (last) return out;
  }
}
function signedBig(n: bigint): number[] {
  if (n === BigInt.asIntN(31, n)) return signed(Number(n));
  return [Number(n & 127n) | 0x80, ...signedBig(n >> 7n)];
}
/** A byte above 0 and a whole number of at least 0 after it, mostly in one number: what nearly every instruction is. */
const pair = (byte: number, n: number): Code => (n < 128 ? byte * 256 + n : [byte, unsigned(n)]);
/** An instruction with a number in it. */
const numbered =
  (op: number) =>
  (n: number): Code =>
    n < 128 ? op * 256 + n : [op, unsigned(n)];
const view = new DataView(new ArrayBuffer(8));
const viewed = new Uint8Array(view.buffer);
export const f32Bytes = (x: number): number[] => {
  view.setFloat32(0, x, true);
  return [viewed[0]!, viewed[1]!, viewed[2]!, viewed[3]!];
};
export const f64Bytes = (x: number): number[] => {
  view.setFloat64(0, x, true);
  return [viewed[0]!, viewed[1]!, viewed[2]!, viewed[3]!, viewed[4]!, viewed[5]!, viewed[6]!, viewed[7]!];
};

/** An instruction with the prefix of fixed SIMD. @throws from 0x100 on: relaxed SIMD */
export const simd = (op: number, ...args: Code[]): Code => [args, simdOp(op)];
const simdOp = (op: number): Code => {
  if (op >= 0x100) throw new Error(`relaxed SIMD instruction 0x${op.toString(16)} is not deterministic`);
  return pair(0xfd, op);
};
const unary =
  (op: number) =>
  (a: Code): Code => [a, op];
const binary =
  (op: number) =>
  (a: Code, b: Code): Code => [a, b, op];
export const simd1 = (op: number): ((a: Code) => Code) => {
  const code = simdOp(op);
  return (a) => [a, code];
};
export const simd2 = (op: number): ((a: Code, b: Code) => Code) => {
  const code = simdOp(op);
  return (a, b) => [a, b, code];
};
/** a · b + c, rounded once or twice, as the processor has it: for engines that were asked for it only. */
export const relaxedMadd = (op: 0x105 | 0x107, a: Code, b: Code, c: Code): Code => [a, b, c, 0xfd, unsigned(op)];
/** Alignment is a hint; offsets are added to the address without wrapping. */
export const load =
  (op: Code, align: number) =>
  (address: Code, offset = 0): Code => [address, op, pair(align, offset)];
export const store =
  (op: Code, align: number) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, op, pair(align, offset)];

export const i32 = {
  const: (n: number): Code => (n >= -64 && n < 64 ? 0x4100 + (n & 127) : [0x41, signed(n | 0)]),
  load: load(0x28, 2),
  eqz: unary(0x45),
  ne: binary(0x47),
  ltS: binary(0x48),
  ltU: binary(0x49),
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  divS: binary(0x6d),
  remS: binary(0x6f),
  and: binary(0x71),
  xor: binary(0x73),
  shrS: binary(0x75),
  shrU: binary(0x76),
  /** Rounded toward zero; NaN gives 0, what does not fit the nearest that does. */
  fromF32: (a: Code): Code => [a, 0xfc, 0x00],
  fromF64: (a: Code): Code => [a, 0xfc, 0x02],
  wrap: unary(0xa7),
} as const;
export const i64 = {
  const: (n: bigint): Code => [0x42, signedBig(n)],
  mul: binary(0x7e),
  shrU: binary(0x88),
  extendU: unary(0xad),
  fromF64: (a: Code): Code => [a, 0xfc, 0x06],
} as const;

/** `a` if the condition holds, else `b`. */
export const select = (a: Code, b: Code, condition: Code): Code => [a, b, condition, 0x1b];
const scalar = (
  type: 'f32' | 'f64',
  constant: (x: number) => Code,
  at: { load: number; store: number; eq: number; abs: number },
  align: number,
) =>
  ({
    type,
    lanes: 1,
    const: constant,
    load: load(at.load, align),
    loadSplat: load(at.load, align),
    store: store(at.store, align),
    ne: binary(at.eq + 1),
    lt: binary(at.eq + 2),
    abs: unary(at.abs),
    neg: unary(at.abs + 1),
    floor: unary(at.abs + 3),
    sqrt: unary(at.abs + 6),
    add: binary(at.abs + 7),
    sub: binary(at.abs + 8),
    mul: binary(at.abs + 9),
    div: binary(at.abs + 10),
    choose: select,
  }) as const;
export const f32 = {
  ...scalar('f32', (x) => [0x43, f32Bytes(x)], { load: 0x2a, store: 0x38, eq: 0x5b, abs: 0x8b }, 2),
  fromI32: unary(0xb2),
  demote: unary(0xb6),
} as const;
export const f64 = {
  ...scalar('f64', (x) => [0x44, f64Bytes(x)], { load: 0x2b, store: 0x39, eq: 0x61, abs: 0x99 }, 3),
  fromI32: unary(0xb7),
  promote: unary(0xbb),
} as const;

export const get = numbered(0x20);
export const set = (local: number, value: Code): Code => [value, pair(0x21, local)];
/** Several results, last one first. */
export const setAll = (value: Code, ...locals: number[]): Code => [
  value,
  locals.toReversed().map((l) => pair(0x21, l)),
];
export const tee = (local: number, value: Code): Code => [value, pair(0x22, local)];
export const getGlobal = numbered(0x23);
export const setGlobal = (global: number, value: Code): Code => [value, pair(0x24, global)];
export const call = (f: number, ...args: Code[]): Code => [args, pair(0x10, f)];
/** Without a type the branches leave nothing. */
export const when = (condition: Code, then: Code, otherwise?: Code, type?: Type): Code => [
  condition,
  pair(0x04, type ? typeByte[type] : 0x40),
  then,
  otherwise === undefined ? [] : [0x05, otherwise],
  0x0b,
];
/** Runs `body` while the condition after it holds: at least once. */
export const loop = (body: Code, again: Code): Code => [0x0340, body, again, 0x0d00, 0x0b];
export const copyMemory = (to: Code, from: Code, bytes: Code): Code => [to, from, bytes, 0xfc, 0x0a, 0x00, 0x00];
export const fillMemory = (to: Code, byte: Code, bytes: Code): Code => [to, byte, bytes, 0xfc, 0x0b, 0x00];

/** A function in the making: its locals are numbered as they are asked for, parameters first. */
export class Locals {
  readonly types: Type[] = [];
  readonly #parameters: number;
  constructor(parameters: readonly Type[]) {
    this.types.push(...parameters);
    this.#parameters = parameters.length;
  }
  make(type: Type): number {
    return this.types.push(type) - 1;
  }
  declared(): readonly Type[] {
    return this.types.slice(this.#parameters);
  }
}

interface Func {
  readonly type: number;
  locals: readonly Type[];
  body: Code;
}

/** Types, functions, a memory that it is given, whole-number globals, data and exports; to bytes. */
export class ModuleBuilder {
  readonly #types: string[] = [];
  readonly #typeCode: Code[] = [];
  readonly #functions: Func[] = [];
  readonly #globals: Code[] = [];
  readonly #exports: Code[] = [];
  readonly #data: Code[] = [];
  #imports: Code = [];

  /** Reserves a number for a function, so that others can call it before it is written. */
  declare(parameters: readonly Type[], results: readonly Type[]): number {
    const key = `${parameters.join()}:${results.join()}`;
    if (!this.#types.includes(key)) {
      this.#types.push(key);
      const list = (types: readonly Type[]): Code => [unsigned(types.length), types.map((t) => typeByte[t])];
      this.#typeCode.push([0x60, list(parameters), list(results)]);
    }
    // unreachable until defined
    return this.#functions.push({ type: this.#types.indexOf(key), locals: [], body: [0x00] }) - 1;
  }
  define(f: number, locals: Locals, body: Code): void {
    const func = this.#functions[f]!;
    func.locals = locals.declared();
    func.body = body;
  }
  /** Declared and defined at once. */
  function(
    parameters: readonly Type[],
    results: readonly Type[],
    body: (locals: Locals, ...parameters: number[]) => Code,
  ): number {
    const f = this.declare(parameters, results);
    const locals = new Locals(parameters);
    this.define(f, locals, body(locals, ...parameters.map((_, i) => i)));
    return f;
  }
  global(): number {
    return this.#globals.push([0x7f, 0x01, i32.const(0), 0x0b]) - 1;
  }
  /** A memory that it is given, of at least so many pages. `most`: one that threads share, and what it may grow to. */
  importMemory(from: string, name: string, pages: number, most?: number): void {
    const limits = most === undefined ? [0x00, unsigned(pages)] : [0x03, unsigned(pages), unsigned(most)];
    this.#imports = [0x01, text(from), text(name), 0x02, limits];
  }
  exportFunction(name: string, f: number): void {
    this.#exports.push([text(name), 0x00, unsigned(f)]);
  }
  data(offset: number, bytes: Uint8Array): void {
    this.#data.push([0x00, i32.const(offset), 0x0b, unsigned(bytes.length), bytes]);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const vec = (items: readonly Code[]): Code => [unsigned(items.length), items];
    const sections: [number, Code][] = [
      [1, vec(this.#typeCode)],
      [2, this.#imports],
      [3, vec(this.#functions.map((f) => unsigned(f.type)))],
      [6, vec(this.#globals)],
      [7, vec(this.#exports)],
      [10, vec(this.#functions.map((f) => sized([vec(runs(f.locals)), f.body, 0x0b])))],
      [11, vec(this.#data)],
    ];
    return flatten([[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], sections.map(section)]);
  }
}

const section = ([id, code]: [number, Code]): Code =>
  Array.isArray(code) && code.length === 0 ? [] : [id, sized(code)];
const text = (name: string): Code => {
  const bytes = new TextEncoder().encode(name);
  return [unsigned(bytes.length), bytes];
};
const sized = (code: Code): Code => {
  const bytes = flatten(code);
  return [unsigned(bytes.length), bytes];
};

/** Locals of one type in a row are declared together. */
function runs(types: readonly Type[]): Code[] {
  const out: { type: Type; count: number }[] = [];
  for (const type of types) {
    const last = out.at(-1);
    if (last?.type === type) last.count++;
    else out.push({ type, count: 1 });
  }
  return out.map(({ type, count }) => [unsigned(count), typeByte[type]]);
}

export function flatten(code: Code): Uint8Array<ArrayBuffer> {
  let out = new Uint8Array(1024);
  let length = 0;
  let most = 0; // what all lists that were met can come to
  const grow = (): void => {
    const larger = new Uint8Array(2 * most);
    larger.set(out);
    out = larger;
  };
  const walk = (list: readonly Code[]): void => {
    most += 2 * list.length;
    if (most > out.length) grow();
    for (let i = 0; i < list.length; i++) {
      const c = list[i] as Code;
      if (typeof c === 'number') {
        if (c > 255) out[length++] = c >> 8;
        out[length++] = c; // its low byte
      } else if (Array.isArray(c)) walk(c as readonly Code[]);
      else {
        most += c.length;
        if (most > out.length) grow();
        out.set(c as Uint8Array, length);
        length += c.length;
      }
    }
  };
  walk([code]);
  return out.slice(0, length);
}
