import type { Finding } from '../report.ts';
import { comparedFormulas, type Marked } from '../sentences/compare.ts';
import { both, html, type Markup } from './markup.ts';

const pieces = (marked: readonly Marked[], mark: 'is' | 'should'): Markup =>
  html`<code>${marked.map(({ text, changed }) => (changed ? html`<b class="${mark}">${text}</b>` : text))}</code>`;

/** The formula as it is and as it should be, with what differs marked in each. */
export function formulasOf({ formula, expected, cells, severity }: Finding): Markup {
  if (severity !== 'error' || (formula === null && expected === null)) return html``;
  const cell = cells[0]?.split('!').at(-1) ?? '';
  const many = cells.length > 1 ? html` ${cell}` : '';
  const { before, after } =
    formula !== null && expected !== null
      ? comparedFormulas(formula, expected)
      : { before: [{ text: formula ?? '', changed: false }], after: [{ text: expected ?? '', changed: false }] };
  return html`<dl class="formulas">
    ${
      formula === null
        ? ''
        : html`<dt>${both('now', '現在')}${many}</dt>
            <dd>${pieces(before, 'is')}</dd>`
    }${
      expected === null
        ? ''
        : html`<dt>${both('should be', '應為')}</dt>
            <dd>${pieces(after, 'should')}</dd>`
    }
  </dl>`;
}
