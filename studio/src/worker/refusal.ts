import { GradsheetError } from 'gradsheet';
import { errorText } from 'gradsheet/messages';

/** What is wrong with what a person gave, where the library does not say it. */
export class Refusal extends Error {
  readonly code: string;
  readonly text: { readonly en: string; readonly 'zh-TW': string };
  constructor(code: string, text: Refusal['text']) {
    super(text.en);
    this.code = code;
    this.text = text;
  }
}

/** What a Worker answers where it failed: in both languages, since the page may change its own. */
export function refusal(e: unknown): {
  readonly ok: false;
  readonly code: string;
  readonly text: { readonly en: string; readonly 'zh-TW': string };
} {
  if (e instanceof Refusal) return { ok: false, code: e.code, text: e.text };
  if (!(e instanceof GradsheetError)) return { ok: false, code: 'bug', text: { en: String(e), 'zh-TW': String(e) } };
  return { ok: false, code: e.code, text: { en: errorText(e, 'en'), 'zh-TW': errorText(e, 'zh-TW') } };
}
