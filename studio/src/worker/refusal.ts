import { GradsheetError } from 'gradsheet';
import { errorText } from 'gradsheet/messages';

/** What a Worker answers where it failed: in both languages, since the page may change its own. */
export function refusal(e: unknown): {
  readonly ok: false;
  readonly code: string;
  readonly text: { readonly en: string; readonly 'zh-TW': string };
} {
  if (!(e instanceof GradsheetError)) return { ok: false, code: 'bug', text: { en: String(e), 'zh-TW': String(e) } };
  return { ok: false, code: e.code, text: { en: errorText(e, 'en'), 'zh-TW': errorText(e, 'zh-TW') } };
}
