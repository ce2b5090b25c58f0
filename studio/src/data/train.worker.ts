import { GradsheetError } from 'gradsheet';
import { errorText } from 'gradsheet/messages';
import type { Ask, Told } from './protocol.ts';
import { Work } from './work.ts';

const work = new Work();
let cancelled = false;
const post = (told: Told, transfer: Transferable[] = []): void => { (self as unknown as { postMessage(m: unknown, t: Transferable[]): void }).postMessage(told, transfer); }; // the worker's own scope

self.onmessage = async ({ data: { id, ask } }: MessageEvent<{ id: number; ask: Ask }>) => {
  if (ask.do === 'cancel') { cancelled = true; return; }
  try {
    post({ id, ok: true, answer: await answer(id, ask) });
  } catch (e) {
    const text = e instanceof GradsheetError ? { en: errorText(e, 'en'), 'zh-TW': errorText(e, 'zh-TW') } : { en: String(e), 'zh-TW': String(e) };
    post({ id, ok: false, code: e instanceof GradsheetError ? e.code : 'bug', text });
  }
};

async function answer(id: number, ask: Exclude<Ask, { do: 'cancel' }>): Promise<Extract<Told, { ok: true }>['answer']> {
  switch (ask.do) {
    case 'open': return work.open(ask);
    case 'train':
      cancelled = false;
      work.remember(ask.settings);
      return work.train(ask.settings, (progress) => post({ id, progress }), () => cancelled);
    case 'predict': return work.predict(ask.values);
    case 'export': return work.export(ask.format, ask.language, ask.epochs);
    default: return ask satisfies never;
  }
}
