import type { Ask, WorkerMessage } from './protocol.ts';
import { refusal } from './refusal.ts';
import { Work } from './work.ts';

const work = new Work();
const post = (message: WorkerMessage): void => {
  self.postMessage(message);
};
let cancelled = false;

self.onmessage = async ({ data: { id, ask } }: MessageEvent<{ id: number; ask: Ask }>) => {
  if (ask.do === 'cancel') {
    cancelled = true;
    return;
  }
  if (ask.do === 'stop') {
    work.stop();
    return;
  }
  if (ask.do === 'train') cancelled = false;
  try {
    post({
      id,
      ok: true,
      answer: await work.answer(
        ask,
        (progress) => {
          post({ id, progress });
        },
        () => cancelled,
      ),
    });
  } catch (e) {
    post({ id, ...refusal(e) });
  }
};
