import type { Finding } from '../report.ts';
import { boxesOf, cellsText, countOf } from '../sentences/ranges.ts';
import { className, glyphs, severityName } from '../sentences/names.ts';
import type { Surroundings } from '../sentences/subject.ts';
import { tell, type Told } from '../sentences/tell.ts';
import { formulasOf } from './formula.ts';
import { idOf } from './grid.ts';
import { both, html, type Markup, type Part } from './markup.ts';

/** A finding as a card: fact, cause, formula before and after, cost, repair. */
export function findingCard(finding: Finding, number: number, around: Surroundings, drawn: boolean): Markup {
  const en = tell(finding, 'en', around);
  const zh = tell(finding, 'zh-TW', around);
  const { severity } = finding;
  const known = around.book?.sheets.length === 1 ? around.book.sheets[0]?.name : undefined;
  const line = (of: (t: Told) => string, shown: (text: string) => Part = together, look = ''): Markup =>
    of(en) === '' && of(zh) === ''
      ? html``
      : html`<p${look === '' ? '' : html` class="${look}"`}>${both(shown(of(en)), shown(of(zh)))}</p>`;
  const list = (cells: readonly string[], most: number, title: Markup): Markup =>
    html`<p class="faint">
      ${title}
      <span class="mono"
        >${both(cellsText(cells, 'en', { known, most }), cellsText(cells, 'zh-TW', { known, most }))}</span
      >
    </p>`;
  const boxes = boxesOf(finding.cells);
  const [first] = finding.cells;
  const short = (cell: string): string => cellsText([cell], 'en', { known });
  return html`<section class="card finding ${severity}" id="finding-${number}">
    <div class="kind">
      <span class="badge">${number}</span
      ><span
        >${glyphs[severity]} ${both(severityName(severity, 'en'), severityName(severity, 'zh-TW'))}
        <span>· ${both(className(finding.class, 'en'), className(finding.class, 'zh-TW'))}</span></span
      >
    </div>
    <h3>${both(en.title, zh.title)}</h3>
    ${line((t) => t.message)}${formulasOf(finding)}${en.cost.map((text, i) => html`<p>${both(together(text), together(zh.cost[i] ?? ''))}</p>`)}${line((t) => t.why, together, 'faint')}${line(
      (t) => t.repair,
      (t) => html`→ ${together(t)}`,
    )}${first === undefined || !drawn ? '' : html`<p class="jump"><a href="#${idOf(first)}">${both(`Show ${short(first)} in the sheet`, `在工作表裡查看 ${short(first)}`)}</a></p>`}${boxes.length > 1 && countOf({ sheet: '', area: boxes[0]?.area ?? { top: 0, left: 0, bottom: 0, right: 0 } }) < finding.cells.length ? list(finding.cells, 24, both('All cells:', '全部的格：')) : ''}${finding.consequences.length > 0 ? list(finding.consequences, 8, both(`Numbers affected (${finding.consequences.length}):`, `受影響的數字（${finding.consequences.length} 格）：`)) : ''}
  </section>`;
}

/** A number stays on one line with its power of ten: `3 × 10⁻⁵`. */
const together = (text: string): string => text.replace(/(?<=[\d∞]) (?=×)/g, '\u00a0');
