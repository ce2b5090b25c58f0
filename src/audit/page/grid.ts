import { cellKey, cellName, columnName, formatAddress } from '../../workbook/index.ts';
import { colours } from '../../messages/labels.ts';
import type { Language } from '../../messages/language.ts';
import { colourOfRole, roleName } from '../sentences/names.ts';
import { both, html, type Markup } from './markup.ts';
import { shownValue } from './values.ts';
import { windowOf, type Mark, type RoleMark, type SheetView } from './view.ts';

/** A sheet as a spreadsheet program shows it, with what was found drawn in. */
export function gridOf(view: SheetView, language: Language): Markup {
  const { sheet, used } = view;
  const { rows, columns, whole, left } = windowOf(view);
  const count = (n: number): string => n.toLocaleString('en');
  const height = used.bottom - used.top + 1;
  const width = used.right - used.left + 1;
  return html`<h2>${sheet.name}</h2>
    ${
      whole
        ? ''
        : html`<p class="faint">
            ${both(
              `The sheet has ${count(height)} rows and ${count(width)} columns; only the headings and the cells near the findings are shown.${left > 0 ? ` ${count(left)} marked cells are not shown.` : ''}`,
              `這張工作表有 ${count(height)} 列、${count(width)} 欄，這裡只顯示標題和檢查結果附近的儲存格。${left > 0 ? `另有 ${count(left)} 格標記沒有顯示。` : ''}`,
            )}
          </p>`
    }
    <div class="sheet" tabindex="0" role="group" aria-label="${sheet.name}">
      <table class="grid" style="--print:${Math.max(3.2, Math.min(8, 90 / columns.length)).toFixed(1)}pt">
        <thead>
          <tr>
            <th></th>
            ${columns.map(
              (c, i) =>
                html`${gap(columns, i)}
                  <th scope="col">${columnName(c)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (r, i) =>
              html`${rowGap(rows, i, columns)}
                <tr>
                  <th scope="row">${r + 1}</th>
                  ${columns.map((c, k) => html`${k > 0 && c !== (columns[k - 1] ?? 0) + 1 ? html`<td class="skip">⋯</td>` : ''}${cellOf(view, r, c, language)}`)}
                </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

const gap = (columns: readonly number[], i: number): Markup =>
  i > 0 && columns[i] !== (columns[i - 1] ?? 0) + 1 ? html`<th class="skip">⋯</th>` : html``;
function rowGap(rows: readonly number[], i: number, columns: readonly number[]): Markup {
  const here = rows[i] ?? 0;
  const before = rows[i - 1] ?? here - 1;
  if (here === before + 1) return html``;
  const breaks = columns.filter((c, k) => k > 0 && c !== (columns[k - 1] ?? 0) + 1).length;
  const missing = `${before + 2}–${here}`;
  return html`<tr class="gap">
    <th>⋮</th>
    <td colspan="${columns.length + breaks}">${both(`rows ${missing}`, `第 ${missing} 列`)}</td>
  </tr>`;
}

function cellOf({ sheet, marks, roles }: SheetView, row: number, column: number, language: Language): Markup {
  const key = cellKey(row, column);
  const cell = sheet.cells.get(key) ?? {};
  const mark = marks.get(key);
  const role = roles.get(key);
  const text = shownValue(cell);
  const number = mark?.findings[0];
  const classes = [
    ...(typeof cell.value === 'string' ? ['text'] : []),
    ...(cell.formula === undefined && typeof cell.value === 'number' ? ['typed'] : []),
    ...(role ? ['tint', `c-${colourOfRole[role.role]}`] : []),
    ...(role?.first && number === undefined ? ['tagged'] : []),
    ...(mark?.severity
      ? ['wrong', mark.severity]
      : [...(mark?.read ? ['read'] : []), ...(mark?.meant ? ['meant'] : []), ...(mark?.after ? ['after'] : [])]),
  ];
  const title = titleOf(formatAddress(row, column), cell.formula, role, mark, language);
  return html`<td${classes.length > 0 ? html` class="${classes.join(' ')}"` : ''}${number === undefined ? '' : html` id="${idOf(cellName(sheet.name, row, column))}"`}${title === '' ? '' : html` title="${title}"`}>${number === undefined ? (role?.first ? html`<span class="tag c-${colourOfRole[role.role]}">${colours[colourOfRole[role.role]].tag}</span>` : '') : html`<a class="badge ${mark?.severity ?? ''}" href="#finding-${number}">${number}</a>`}${text}</td>`;
}

/** What a pointer or a screen reader gets: address, role, formula, why it is marked. */
function titleOf(
  address: string,
  formula: string | undefined,
  role: RoleMark | undefined,
  mark: Mark | undefined,
  language: Language,
): string {
  const zh = language === 'zh-TW';
  const why = mark?.severity
    ? zh
      ? `檢查結果 ${mark.findings.join('、')}`
      : `finding ${mark.findings.join(', ')}`
    : mark?.read
      ? zh
        ? '讀錯的格'
        : 'read by mistake'
      : mark?.meant
        ? zh
          ? '應該讀的格'
          : 'should be read'
        : mark?.after
          ? zh
            ? '受影響的數字'
            : 'number affected'
          : '';
  if (formula === undefined && !role && why === '') return '';
  return [
    address,
    role ? `${roleName(role.role, language)}${role.label === '' ? '' : ` ${role.label}`}` : '',
    formula ?? '',
    why,
  ]
    .filter((t) => t !== '')
    .join(' · ');
}

/** Where a link to a cell leads; half a character cannot stand in an address. */
export const idOf = (cell: string): string => `cell-${encodeURIComponent(cell.replace(/\p{Cs}/gu, '\ufffd'))}`;
