import { GradsheetError } from 'gradsheet';
import { errorText } from 'gradsheet/messages';
import { answer } from './doctor.ts';
import type { DoctorAsk } from './doctor-protocol.ts';

self.onmessage = async ({ data }: MessageEvent<DoctorAsk>) => {
  try {
    self.postMessage({ ok: true, answer: await answer(data, (stage) => { self.postMessage({ stage }); }) });
  } catch (e) {
    const text = e instanceof GradsheetError ? { en: errorText(e, 'en'), 'zh-TW': errorText(e, 'zh-TW') } : { en: String(e), 'zh-TW': String(e) };
    self.postMessage({ ok: false, code: e instanceof GradsheetError ? e.code : 'bug', text });
  }
};
