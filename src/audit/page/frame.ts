import type { Language } from '../../messages/language.ts';
import { html, type Markup } from './markup.ts';

/** What stands in a page of a report; every text in both languages (`both`). */
export interface FramedPage {
  /** Shows first. */
  readonly language: Language;
  readonly title: string;
  readonly style: string;
  readonly head: Markup;
  readonly main: Markup;
  readonly foot: Markup;
}

/** A page of its own: no script, nothing loaded from anywhere, a switch between the languages, fit to print. */
export function framedPage({ language, title, style, head, main, foot }: FramedPage): string {
  const page = html`<html lang="${language === 'en' ? 'en' : 'zh-Hant-TW'}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width,initial-scale=1" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <title>${title}</title>
      <style>
        ${{ markup: style }}
      </style>
    </head>
    <body>
      <input
        class="pick"
        type="radio"
        name="language"
        id="en"
        aria-label="English"
        ${language === 'en' ? html` checked` : ''}
      /><input
        class="pick"
        type="radio"
        name="language"
        id="zh"
        aria-label="中文"
        ${language === 'en' ? '' : html` checked`}
      />
      <header>
        <div class="switch"><label class="zh" for="zh">中文</label><label class="en" for="en">English</label></div>
        ${head}
      </header>
      <main>${main}</main>
      <footer>${foot} Gradsheet</footer>
    </body>
  </html>`;
  return `<!doctype html>\n${page.markup}\n`;
}
