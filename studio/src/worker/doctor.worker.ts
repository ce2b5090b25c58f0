import { answer } from './doctor.ts';
import type { DoctorAsk } from './doctor-protocol.ts';
import { refusal } from './refusal.ts';

self.onmessage = async ({ data }: MessageEvent<DoctorAsk>) => {
  try {
    self.postMessage({
      ok: true,
      answer: await answer(data, (stage) => {
        self.postMessage({ stage });
      }),
    });
  } catch (e) {
    self.postMessage(refusal(e));
  }
};
