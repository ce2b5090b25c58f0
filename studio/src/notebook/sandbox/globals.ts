const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The language, as far as a browser has it. */
const language = words(`
  AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date
  DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array
  Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set
  String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray
  WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite
  isNaN parseFloat parseInt undefined unescape`);
/** What programs use of a browser besides: time, text, events. */
const besides = words(`
  AbortController AbortSignal DOMException Event EventTarget MessageEvent MessagePort TextDecoder TextEncoder URL
  URLSearchParams atob btoa clearInterval clearTimeout console onmessage performance postMessage queueMicrotask self
  setInterval setTimeout`);

/**
 * Leaves a program the language and little else. What is taken away (Workers, streams, pictures, blobs, clones, the
 * network)
 * is of no use without an origin, and some of it makes large pieces that nobody counts, or another global object.
 */
export function narrowGlobals(): void {
  const kept = new Set([...language, ...besides]);
  for (
    let at: object | null = globalThis;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (kept.has(name) || (at !== globalThis && (name in EventTarget.prototype || name === 'constructor'))) continue;
      if (!Reflect.deleteProperty(at, name)) Reflect.defineProperty(at, name, { value: undefined });
    }
  }
}
