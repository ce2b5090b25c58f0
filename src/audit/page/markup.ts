import { htmlText } from '../../util/escape.ts';

/** Markup that may go into a page as it is. Made by `html` only, so everything in it was escaped. */
export interface Markup {
  readonly markup: string;
}
export type Part = Markup | string | number | null | undefined | false | readonly Part[];

/** Markup from a template; texts put into it are escaped, whatever a workbook's cells hold. */
export const html = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: pieces.map((piece, i) => piece + (i < parts.length ? rendered(parts[i]) : '')).join(''),
});

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return htmlText(String(part));
  return 'markup' in part ? part.markup : part.map(rendered).join('');
}

/** A text in both languages; the page shows one of them. */
export const both = (en: Part, zh: Part): Markup =>
  html`<span lang="en">${en}</span><span lang="zh-Hant-TW">${zh}</span>`;
