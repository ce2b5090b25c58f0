import runtimeAddress from './sandbox/runtime.worker.ts?worker&url';
import type { Told } from './sandbox/protocol.ts';
import { readTold } from './told.ts';

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

/** A module's text as a script: its names stay its own. (A module Worker of no origin does not start in Chromium.) */
const apart = (module: string): string => `(() => { 'use strict';\n${module}\n})();`;

const MOST_MESSAGES = 2000; // a second

/**
 * A frame in a frame with a Worker inside: what runs there has no page, no storage and no network, and is gone when it
 * is ended.
 */
export class Sandbox {
  readonly #frame = document.createElement('iframe');
  readonly #listening = new AbortController();
  #port: MessagePort | null = null;
  #ended = false;
  #second = { began: 0, messages: 0 };
  /** Resolves when cells can run. */
  readonly ready: Promise<void>;

  constructor(onTold: (told: Told) => void, onLost: (why: 'lost' | 'flood') => void) {
    this.ready = new Promise((resolve, reject) => {
      const { signal } = this.#listening;
      signal.addEventListener('abort', () => {
        reject(new Error('ended'));
      });
      addEventListener(
        'message',
        ({ data, source, origin }: MessageEvent<unknown>) => {
          if (source !== this.#frame.contentWindow || origin !== location.origin) return;
          const told = readTold(data);
          if (told && 'broken' in told) {
            reject(new Error(told.broken));
            onLost('lost');
            return;
          }
          if (data !== 'sandbox' || this.#port) return;
          const { port1, port2 } = new MessageChannel();
          this.#port = port1;
          port1.onmessage = ({ data: said }: MessageEvent<unknown>) => {
            if (this.#flooded()) {
              onLost('flood');
              return;
            }
            const told = this.#ended ? null : readTold(said);
            if (!told) return;
            if ('ready' in told) resolve();
            else if (!('broken' in told)) onTold(told);
          };
          port1.addEventListener('close', () => {
            if (!this.#ended) onLost('lost');
          }); // where browsers say that the other end is gone
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
  /** A program that sends more than the page can read would keep it from hearing a person. */
  #flooded(): boolean {
    const now = performance.now();
    if (now - this.#second.began > 1000) this.#second = { began: now, messages: 0 };
    return ++this.#second.messages > MOST_MESSAGES;
  }
  run(id: number, source: string): void {
    this.#port?.postMessage({ id, source });
  }
  /** At once, whatever runs. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#listening.abort();
    this.#port?.close();
    this.#frame.remove();
  }
}
