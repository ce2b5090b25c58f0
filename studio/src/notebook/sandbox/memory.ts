// A program may patch what it likes afterwards: what runs then uses these, and no iteration.
const { apply, construct } = Reflect;
const { max } = Math;
const asNumber = Number;
type Callable = (...args: never[]) => unknown;

/**
 * Counts what a program holds in large pieces (typed arrays, buffers, memories of WebAssembly) and refuses more than it
 * may
 * hold. Small objects are the browser's to limit: it ends the Worker, and the page says so. What else makes large
 * pieces is
 * not there for a program; see `globals.ts`.
 */
export function limitMemory(most: number): void {
  const SMALL = 1 << 16;
  const PAGE = 65536;
  let held = 0;
  const returned = new FinalizationRegistry<number>((bytes) => {
    held -= bytes;
  });
  const { register } = returned;
  const ask = (bytes: number): void => {
    if (held + bytes > most) throw new RangeError(`A program may hold ${most / 2 ** 20} MiB; this would be more.`);
  };
  /** After the fact too, where its size could not be known before: then the piece is dropped at once. */
  const take = (bytes: number, owner: object): void => {
    if (bytes < SMALL) return;
    ask(bytes);
    held += bytes;
    apply(register, returned, [owner, bytes]);
  };
  const buffers = [ArrayBuffer, ...sharedBuffer()].map(({ prototype }) => ({
    length: getter(prototype, 'byteLength'),
    longest: 'maxByteLength' in prototype ? getter(prototype, 'maxByteLength') : getter(prototype, 'byteLength'),
  }));
  const [plain, shared] = buffers;
  const sizeOf = (buffer: unknown): number => sizeAs(plain, buffer) || sizeAs(shared, buffer);
  const viewed = getter(typedArray.prototype, 'buffer');
  const viewedBytes = getter(typedArray.prototype, 'byteLength');
  const memoryOf = getter(WebAssembly.Memory.prototype, 'buffer');
  const takeView = (made: unknown, from?: unknown): void => {
    const buffer = apply(viewed, made, []) as object; // of a typed array
    if (buffer !== from) take(sizeOf(buffer), buffer); // a view on what is there already is free
  };
  const takeBuffer = (made: unknown): void => take(sizeOf(made), made as object); // made by a method of buffers

  /** In the place of a constructor everywhere: an object's `constructor` leads to it, and `extends` too. */
  const guarded = (
    real: Constructor,
    sized: (args: readonly unknown[]) => number,
    count: (made: object, args: readonly unknown[]) => void,
  ): Constructor => {
    const instead = new Proxy(real, {
      construct: (target, args: readonly unknown[], self) => {
        ask(sized(args));
        const made = construct(target, args, self) as object; // every target is a constructor
        count(made, args);
        return made;
      },
    });
    replace(real.prototype, 'constructor', instead);
    return instead;
  };
  /** A method that makes a piece; not in every browser. */
  const guardMethod = (
    owner: object,
    name: string,
    sized: (self: unknown, arg: unknown) => number,
    count: (made: unknown) => void,
  ): void => {
    const real = (owner as Record<string, Callable | undefined>)[name];
    if (!real) return;
    replace(
      owner,
      name,
      new Proxy(real, {
        apply: (target, self, args: readonly unknown[]) => {
          ask(sized(self, args[0]));
          const made: unknown = apply(target, self, args);
          count(made);
          return made;
        },
      }),
    );
  };

  const views = globalThis as unknown as Record<
    string,
    (Constructor & { readonly BYTES_PER_ELEMENT: number }) | undefined
  >;
  for (const name of viewNames) {
    const real = views[name];
    if (!real) continue;
    const size = real.BYTES_PER_ELEMENT;
    replace(
      globalThis,
      name,
      guarded(
        real,
        (args) => size * lengthIn(args[0]),
        (made, args) => takeView(made, args[0]),
      ),
    );
    for (const from of ['fromBase64', 'fromHex']) {
      guardMethod(
        real,
        from,
        (_, text) => lengthIn(text),
        (made) => takeView(made),
      );
    }
  }
  const own = (self: unknown): number => sizeAs({ length: viewedBytes, longest: viewedBytes }, self);
  for (const name of ['slice', 'map', 'filter', 'toSorted', 'toReversed', 'with']) {
    guardMethod(typedArray.prototype, name, own, (made) => takeView(made));
  }

  for (const real of [ArrayBuffer, ...sharedBuffer()] as unknown as Constructor[]) {
    const { name, prototype } = real;
    const sized = (args: readonly unknown[]): number =>
      max(numberIn(args[0]), numberIn((args[1] as { maxByteLength?: unknown } | undefined)?.maxByteLength));
    const instead = guarded(real, sized, takeBuffer);
    if (name in globalThis) replace(globalThis, name, instead);
    guardMethod(prototype, 'slice', sizeOf, takeBuffer);
    for (const moved of ['transfer', 'transferToFixedLength']) {
      guardMethod(prototype, moved, (_, length) => numberIn(length), takeBuffer);
    }
  }
  guardMethod(
    TextEncoder.prototype,
    'encode',
    (_, text) => 3 * lengthIn(typeof text === 'string' ? text : ''),
    (made) => takeView(made),
  );

  // The library makes its modules with the browser's own WebAssembly (see `apart` in `sandbox.ts`); a program has
  // memories only,
  // for a module of its own could grow where nobody counts.
  const { Memory, Module, Instance, instantiate } = WebAssembly;
  const { grow } = Memory.prototype;
  const takeMemory = (memory: object): void => take(sizeOf(apply(memoryOf, memory, [])), memory);
  const instead = guarded(
    Memory as unknown as Constructor,
    (args) => PAGE * numberIn((args[0] as { initial?: unknown } | undefined)?.initial),
    takeMemory,
  );
  Memory.prototype.grow = function grown(this: WebAssembly.Memory, by: number): number {
    const pages = numberIn(by);
    ask(pages * PAGE);
    const before = apply(grow, this, [pages]) as number; // as the browser's
    take(pages * PAGE, this);
    return before;
  };
  replace(WebAssembly, 'instantiate', async (module: WebAssembly.Module) => {
    // of a module, not of bytes
    const instance = (await apply(instantiate, WebAssembly, [module])) as unknown as WebAssembly.Instance;
    const { memory } = instance.exports;
    if (memory instanceof Memory) takeMemory(memory);
    return instance;
  });
  for (const { prototype } of [Module, Instance]) replace(prototype, 'constructor', undefined);
  replace(globalThis, 'WebAssembly', Object.freeze({ Memory: instead }));
}

type Constructor = (new (...args: never[]) => object) & { readonly prototype: object };
const typedArray = Object.getPrototypeOf(Int8Array) as Constructor; // what all of them extend
const viewNames = [
  'Float64Array',
  'Float32Array',
  'Float16Array',
  'Int32Array',
  'Uint32Array',
  'Int16Array',
  'Uint16Array',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'BigInt64Array',
  'BigUint64Array',
] as const;

/** SharedArrayBuffer is there even where it has no name: behind a shared memory. */
function sharedBuffer(): readonly { readonly prototype: object }[] {
  try {
    return [
      new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer.constructor as unknown as Constructor,
    ];
  } catch {
    return []; // no shared memory in this browser
  }
}
const replace = (owner: object, name: PropertyKey, value: unknown): void => {
  Object.defineProperty(owner, name, { value, writable: true, configurable: true });
};
const getter = (owner: object, name: string): Callable =>
  Object.getOwnPropertyDescriptor(owner, name)?.get ?? (() => 0);
/** Bytes of a buffer of this kind, as large as it may become; 0 for anything else. */
function sizeAs(kind: { readonly length: Callable; readonly longest: Callable } | undefined, buffer: unknown): number {
  try {
    return kind ? max(apply(kind.length, buffer, []) as number, apply(kind.longest, buffer, []) as number) : 0;
  } catch {
    return 0;
  }
}
const numberIn = (v: unknown): number => asNumber(v) || 0;
/** Of what a list is made from: its length, a list, or a buffer, which has none. */
const lengthIn = (v: unknown): number =>
  typeof v === 'object' || typeof v === 'string' ? numberIn((v as { length?: unknown } | null)?.length) : numberIn(v);
