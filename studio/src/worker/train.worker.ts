import type { Ask, Told } from './protocol.ts';
import { refusal } from './refusal.ts';
import { Work } from './work.ts';

const work = new Work();
const post = (told: Told): void => {
  self.postMessage(told);
};
let cancelled = false;

self.onmessage = async ({ data: { id, ask } }: MessageEvent<{ id: number; ask: Ask }>) => {
  if (ask.do === 'cancel') {
    cancelled = true;
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
