import runtimeAddress from './sandbox/runtime.worker.ts?worker&url';
import type { Guarded } from './guard.worker.ts';
import type { Job, SandboxMessage } from './sandbox/protocol.ts';
import { readMessage } from './sandbox-messages.ts';

/** The library and what runs cells, as text: a Worker of no origin cannot fetch it. */
let runtime: Promise<string> | null = null;
function runtimeText(): Promise<string> {
  const loading = (runtime ??= fetch(runtimeAddress).then(async (r) => {
    if (!r.ok) throw new Error(`${r.status}`);
    return apart(await r.text());
  }));
  loading.catch(() => {
    runtime = null;
  }); // may be tried again
  return loading;
}

/**
 * A module's text as a script: its names stay its own, and WebAssembly as it is now, for the library; see `memory.ts`.
 * (A module Worker of no origin does not start in Chromium.)
 */
const apart = (module: string): string =>
  `(() => { 'use strict'; const { WebAssembly } = globalThis;\n${module}\n})();`;

/**
 * A frame in a frame with a Worker inside: what runs there has no page, no storage and no network, and is gone when it
 * is ended.
 */
export class Sandbox {
  readonly #frame = document.createElement('iframe');
  readonly #guard = new Worker(new URL('./guard.worker.ts', import.meta.url), { type: 'module' });
  readonly #listening = new AbortController();
  #began = false;
  #ended = false;
  /** Resolves when cells can run. */
  readonly ready: Promise<void>;

  constructor(onMessage: (message: SandboxMessage) => void, onLost: (why: 'lost' | 'flood') => void) {
    this.ready = new Promise((resolve, reject) => {
      const { signal } = this.#listening;
      signal.addEventListener('abort', () => {
        reject(new Error('ended'));
      });
      this.#guard.onmessage = ({ data: said }: MessageEvent<Guarded>) => {
        if (this.#ended) return;
        if ('flood' in said) onLost('flood');
        else if ('closed' in said) onLost('lost');
        else if ('ready' in said.message) resolve();
        else if (!('broken' in said.message)) onMessage(said.message);
      };
      this.#guard.onerror = () => {
        if (!this.#ended) onLost('lost');
      }; // out of memory
      addEventListener(
        'message',
        ({ data, source, origin }: MessageEvent<unknown>) => {
          if (source !== this.#frame.contentWindow || origin !== location.origin) return;
          const message = readMessage(data);
          if (message && 'broken' in message) {
            reject(new Error(message.broken));
            onLost('lost');
            return;
          }
          if (data !== 'sandbox' || this.#began) return;
          this.#began = true;
          const { port1, port2 } = new MessageChannel();
          this.#guard.postMessage('listen', [port1]);
          void runtimeText().then((code) => {
            if (!this.#ended) this.#frame.contentWindow?.postMessage({ code }, location.origin, [port2]);
          }, reject);
        },
        { signal },
      );
      this.#frame.src = './sandbox.html';
      this.#frame.title = 'sandbox';
      this.#frame.hidden = true;
      document.body.append(this.#frame);
    });
    this.ready.catch(() => undefined); // whoever waits sees it
  }
  run(id: number, source: string): void {
    this.#guard.postMessage({ id, source } satisfies Job);
  }
  /** At once, whatever runs. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#listening.abort();
    this.#guard.terminate();
    this.#frame.remove();
  }
}
