/**
 * Counts what a program holds in large pieces (typed arrays, buffers, WebAssembly) and refuses more than it may hold.
 * Small objects are the browser's to limit: it ends the Worker, and the page says so.
 */
export function limitMemory(most: number): void {
  let held = 0;
  const SMALL = 1 << 16;
  const Names = [
    'Float64Array',
    'Float32Array',
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
  const returned = new FinalizationRegistry<number>((bytes) => {
    held -= bytes;
  });
  const ask = (bytes: number): void => {
    if (held + bytes > most) throw new RangeError(`A program may hold ${most / 2 ** 20} MiB; this would be more.`);
  };
  const take = (bytes: number, owner: object): void => {
    held += bytes;
    returned.register(owner, bytes);
  };

  const counted = <T extends object>(real: T, bytesOf: (args: readonly unknown[]) => number): T =>
    new Proxy(real, {
      construct: (target, args: unknown[], self) => {
        const bytes = bytesOf(args);
        // every target is a constructor
        if (bytes < SMALL) return Reflect.construct(target as never, args, self) as object;
        ask(bytes);
        const made = Reflect.construct(target as never, args, self) as object;
        take(bytes, made);
        return made;
      },
    });
  const replace = (owner: object, name: string, value: unknown): void => {
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  };
  const { ArrayBuffer: RealBuffer } = globalThis;
  replace(
    globalThis,
    'ArrayBuffer',
    counted(RealBuffer, ([n]) => Number(n)),
  );
  for (const name of Names) {
    const real = globalThis[name];
    const size = real.BYTES_PER_ELEMENT;
    replace(
      globalThis,
      name,
      counted(real, ([first]) => (typeof first === 'number' ? first * size : isList(first) ? first.length * size : 0)),
    );
  }

  const PAGE = 65536;
  const { Memory } = WebAssembly;
  const grow = Memory.prototype.grow;
  replace(
    WebAssembly,
    'Memory',
    counted(Memory, ([d]) => Number((d as { initial?: number } | undefined)?.initial ?? 0) * PAGE),
  );
  Memory.prototype.grow = function grown(this: WebAssembly.Memory, pages: number): number {
    ask(pages * PAGE);
    const before = grow.call(this, pages);
    take(pages * PAGE, this);
    return before;
  };
}
const isList = (v: unknown): v is { readonly length: number } =>
  Array.isArray(v) || (ArrayBuffer.isView(v) && 'length' in v);
