import { cancelled, WorkError } from './client.ts';
import type { DoctorAnswers, DoctorAsk, Stage } from './doctor-protocol.ts';

type Said<T> =
  | { readonly stage: Stage }
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly code: string; readonly text: WorkError['text'] };

/** Asks the doctor's Worker, one question at a time. An audit cannot be interrupted, so cancelling ends the Worker. */
export class DoctorClient {
  #worker: Worker | null = null;
  #reject: ((e: unknown) => void) | null = null;

  ask<K extends DoctorAsk['do']>(
    ask: Extract<DoctorAsk, { do: K }>,
    progress?: (stage: Stage) => void,
  ): Promise<DoctorAnswers[K]> {
    const worker = (this.#worker ??= new Worker(new URL('./doctor.worker.ts', import.meta.url), { type: 'module' }));
    return new Promise<DoctorAnswers[K]>((resolve, reject) => {
      this.#reject = reject;
      worker.onmessage = ({ data }: MessageEvent<Said<DoctorAnswers[K]>>) => {
        if ('stage' in data) {
          progress?.(data.stage);
          return;
        }
        this.#reject = null;
        if (data.ok) resolve(data.answer);
        else reject(new WorkError(data.code, data.text));
      };
      worker.onerror = (e) => {
        this.#end(new WorkError('bug', { en: e.message, 'zh-TW': e.message }));
      };
      worker.postMessage(ask);
    });
  }
  cancel(): void {
    this.#end(cancelled());
  }
  #end(why: WorkError): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#reject?.(why);
    this.#reject = null;
  }
}
