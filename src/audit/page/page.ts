import { colours, type Colour } from '../../messages/labels.ts';
import type { Language } from '../../messages/language.ts';
import { recalculated } from '../../lift/evaluate.ts';
import { append } from '../../util/lists.ts';
import type { Workbook } from '../../workbook/index.ts';
import type { Audit, RoleCells } from '../report.ts';
import { colourOfRole, roleName } from '../sentences/names.ts';
import { cellsText } from '../sentences/ranges.ts';
import { tellSummary } from '../sentences/summary.ts';
import { findingCard } from './finding.ts';
import { framedPage } from './frame.ts';
import { gridOf } from './grid.ts';
import { both, html, type Markup } from './markup.ts';
import { style } from './style.ts';
import { viewsOf } from './view.ts';

export interface ReportOptions {
  /** Name of the workbook, for the title. */
  readonly name?: string;
  /** The language that shows first; the page holds both. Default English. */
  readonly language?: Language;
}

/**
 * An audit as one page: no script, nothing loaded from anywhere, both languages inside, fit to print. Whatever the
 * workbook's cells hold is shown as text.
 */
export function reportPage(audit: Audit, book: Workbook, { name = '', language = 'en' }: ReportOptions = {}): string {
  const { findings, roles } = audit;
  const around = { roles, book };
  const en = tellSummary(audit, 'en');
  const zh = tellSummary(audit, 'zh-TW');
  const views = viewsOf(withValues(book), findings, roles);
  const clean = findings.every((f) => f.severity === 'note');
  return framedPage({
    language,
    title: `${name === '' ? 'Gradsheet' : name} · ${(language === 'en' ? en : zh).headline}`,
    style,
    head: html`${name === '' ? '' : html`<div class="faint">${name}</div>`}
      <h1>${both(en.headline, zh.headline)}</h1>
      <div class="faint">${both(en.looked, zh.looked)}</div>`,
    main: html`<div class="page${views.length === 0 ? ' bare' : ''}">
        <div>
          ${
            clean
              ? html`<section class="card finding fine">
                  <div class="kind">✓</div>
                  <h3>
                    ${both(audit.summary.training ? 'Every update that could be checked matches the derivative' : 'Nothing could be checked', audit.summary.training ? '能檢查的更新都符合導數' : '沒有可以檢查的更新')}
                  </h3>
                </section>`
              : ''
          }${findings.slice(0, CARDS).map((f, i) => findingCard(f, i + 1, around, views.length > 0))}${findings.length > CARDS ? html`<p class="faint">${both(`… and ${findings.length - CARDS} more findings, which are outlined in the sheet.`, `… 還有 ${findings.length - CARDS} 項檢查結果，在工作表裡標出。`)}</p>` : ''}
        </div>
        ${
          views.length === 0
            ? ''
            : html`<div class="drawn">
                ${views.map((view) => html`<section class="card">${gridOf(view, language)}</section>`)}${legend(
                  roles,
                  findings.some((f) => f.severity === 'error'),
                )}
              </div>`
        }
      </div>
      ${roleTable(roles, book)}`,
    foot: both(
      "How it was checked: with random weights and data, every update was compared with the exact derivative of the workbook's own formulas.",
      '檢查方法：換上隨機的權重和資料，把每個更新和活頁簿自己的公式的精確導數比對。',
    ),
  });
}

const CARDS = 200;

/** Books saved without values get them. */
const withValues = (book: Workbook): Workbook =>
  book.sheets.some((s) => [...s.cells.values()].some((c) => c.formula !== undefined && c.value === undefined))
    ? recalculated(book)
    : book;

function legend(roles: readonly RoleCells[], errors: boolean): Markup {
  const used = new Set(roles.map((r) => colourOfRole[r.role]));
  const swatch = (of: string, text: Markup): Markup => html`<span><span class="swatch ${of}"></span>${text}</span>`;
  const names: Readonly<Record<Colour, Markup>> = {
    data: both('data', '資料'),
    parameter: both('parameters, settings', '參數、設定'),
    activation: both('sums, activations, predictions', '加權總和、輸出值、預測值'),
    error: both('errors, loss', '誤差、損失'),
    gradient: both('gradients', '梯度'),
    update: both('updates', '更新'),
  };
  const tags = (Object.keys(names) as Colour[]).filter((c) => used.has(c)); // the table's own keys
  return html`<div class="legend">
    ${errors ? html`${swatch('wrong', both('wrong formula, with the number of its finding', '公式錯誤，數字是檢查結果的編號'))}${swatch('read', both('cell it reads by mistake', '讀錯的格'))}${swatch('meant', both('cell it should read', '應該讀的格'))}${swatch('after', both('numbers affected', '受影響的數字'))}` : ''}${tags.map((c) => html`<span><span class="tag c-${c}">${colours[c].tag}</span>${names[c]}</span>`)}
  </div>`;
}

/** What each cell is for; the same value of several steps in one line. */
function roleTable(roles: readonly RoleCells[], book: Workbook): Markup {
  if (roles.length === 0) return html``;
  const known = book.sheets.length === 1 ? book.sheets[0]?.name : undefined;
  const lines = new Map<string, { readonly of: RoleCells; readonly ranges: string[] }>();
  for (const r of roles) {
    const key = `${r.role}\n${r.label ?? ''}\n${r.run ?? ''}`;
    const line = lines.get(key) ?? { of: r, ranges: [] };
    append(line.ranges, r.ranges);
    lines.set(key, line);
  }
  const all = [...lines.values()];
  const shown = all.slice(0, 200);
  return html`<details class="card">
    <summary>${both('Cell roles', '儲存格的角色')}</summary>
    <table class="roles">
      ${shown.map(
        ({ of, ranges }) =>
          html`<tr>
            <td>
              <span class="tag c-${colourOfRole[of.role]}">${colours[colourOfRole[of.role]].tag}</span>
              ${both(roleName(of.role, 'en'), roleName(of.role, 'zh-TW'))}
            </td>
            <td>${of.label ?? ''}</td>
            <td class="mono">
              ${both(cellsText(ranges, 'en', { known, most: 6 }), cellsText(ranges, 'zh-TW', { known, most: 6 }))}${of.given ? both(' (set by you)', '（你指定的）') : ''}
            </td>
          </tr>`,
      )}
    </table>
    ${all.length > shown.length ? html`<p class="faint">${both(`and ${all.length - shown.length} more`, `還有 ${all.length - shown.length} 項`)}</p>` : ''}
  </details>`;
}
