import type { Answers, Ask, ProgressOf, Question, WorkerMessage } from './protocol.ts';

/** What went wrong, in both languages: the page may change its language afterwards. */
export class WorkError extends Error {
  readonly text: { readonly en: string; readonly 'zh-TW': string };
  readonly code: string;
  constructor(code: string, text: WorkError['text']) {
    super(text.en);
    this.code = code;
    this.text = text;
  }
}

/** A person did not want to wait, or something else came in between. */
export const cancelled = (): WorkError => new WorkError('cancelled', { en: '', 'zh-TW': '' });

/** What went wrong, as a person reads it; null: it was given up. */
export function failureText(e: unknown): WorkError['text'] | null {
  if (!(e instanceof WorkError)) return { en: String(e), 'zh-TW': String(e) };
  return e.code === 'cancelled' ? null : e.text;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (e: unknown) => void;
  readonly progress?: (p: never) => void;
}

/** The Worker that holds the table and the model; the page stays free while it works. */
export class Client {
  readonly #worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #ended = false;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      const waiting = this.#waiting.get(data.id);
      if (!waiting) return;
      if ('progress' in data) {
        waiting.progress?.(data.progress as never); // what was asked decides the type
        return;
      }
      this.#waiting.delete(data.id);
      if (data.ok) {
        waiting.resolve(data.answer as never);
      } // what was asked decides the type
      else waiting.reject(new WorkError(data.code, data.text));
    };
    this.#worker.onerror = (e) => {
      for (const w of this.#waiting.values()) w.reject(new WorkError('bug', { en: e.message, 'zh-TW': e.message }));
      this.#waiting.clear();
    };
  }
  ask<K extends Question['do']>(
    ask: Extract<Ask, { do: K }>,
    progress?: (p: ProgressOf<K>) => void,
  ): Promise<Answers[K]> {
    if (this.#ended) return Promise.reject(cancelled());
    const id = this.#next++;
    return new Promise<Answers[K]>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, ...(progress ? { progress } : {}) });
      this.#worker.postMessage({ id, ask });
    });
  }
  cancel(): void {
    this.#worker.postMessage({ id: 0, ask: { do: 'cancel' } });
  }
  /** A choice that is being made takes the best so far. */
  stop(): void {
    this.#worker.postMessage({ id: 0, ask: { do: 'stop' } });
  }
  /** At once, whatever it does: nothing that was asked is answered. */
  dispose(): void {
    this.#ended = true;
    this.#worker.terminate();
    for (const w of this.#waiting.values()) w.reject(cancelled());
    this.#waiting.clear();
  }
}
