import { formatArea, parseReference, quoteSheet, type Area } from '../../workbook/index.ts';
import type { Language } from '../../messages/language.ts';

/** A box of cells on a sheet. */
export interface Box {
  readonly sheet: string;
  readonly area: Area;
}

/** `Sheet1!B3:B6` → its sheet and corners; undefined for what names no sheet. */
export function boxOfName(name: string): Box | undefined {
  const found = parseReference(name);
  return found?.sheet === undefined ? undefined : { sheet: found.sheet, area: found.area };
}

/**
 * Cells as the fewest boxes that lie together, in reading order.
 *
 *   boxesOf(['S!J3', 'S!J4', 'S!J5', 'S!L3'])   // → S!J3:J5, S!L3
 */
export function boxesOf(cells: readonly string[]): Box[] {
  const sheets = new Map<string, Map<number, Set<number>>>(); // column → rows
  for (const name of cells) {
    const box = boxOfName(name);
    if (!box) continue;
    const columns = sheets.get(box.sheet) ?? new Map<number, Set<number>>();
    sheets.set(box.sheet, columns);
    for (let c = box.area.left; c <= box.area.right; c++) {
      const rows = columns.get(c) ?? new Set<number>();
      columns.set(c, rows);
      for (let r = box.area.top; r <= box.area.bottom; r++) rows.add(r);
    }
  }
  return [...sheets].flatMap(([sheet, columns]) =>
    joined(
      [...columns].flatMap(([column, rows]) =>
        runs(rows).map(([top, bottom]) => ({ top, bottom, left: column, right: column })),
      ),
    )
      .sort((a, b) => a.top - b.top || a.left - b.left)
      .map((area) => ({ sheet, area })),
  );
}

/** Rows that follow each other. */
function runs(rows: ReadonlySet<number>): [number, number][] {
  const out: [number, number][] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last && last[1] === row - 1) last[1] = row;
    else out.push([row, row]);
  }
  return out;
}

/** Columns beside each other with the same rows. */
function joined(strips: readonly Area[]): Area[] {
  const open = new Map<string, Area>();
  const out: Area[] = [];
  for (const strip of [...strips].sort((a, b) => a.left - b.left)) {
    const key = `${strip.top}:${strip.bottom}`;
    const before = open.get(key);
    if (before && before.right === strip.left - 1) {
      open.set(key, { ...before, right: strip.right });
      continue;
    }
    if (before) out.push(before);
    open.set(key, strip);
  }
  return [...out, ...open.values()];
}

export const countOf = ({ area: { top, left, bottom, right } }: Box): number => (bottom - top + 1) * (right - left + 1);

/** `J3:J6, J11:J14 and 16 more cells`. The sheet is named where it changes, and not at all if it is `known`. */
export function cellsText(
  cells: readonly string[],
  language: Language,
  { known, most = 3 }: { readonly known?: string | undefined; readonly most?: number } = {},
): string {
  const boxes = boxesOf(cells);
  const shown = boxes.slice(0, most);
  const rest = boxes.slice(most).reduce((n, b) => n + countOf(b), 0);
  let last = known;
  const names = shown.map(({ sheet, area }) => {
    const name = sheet === last ? formatArea(area) : `${quoteSheet(sheet)}!${formatArea(area)}`;
    last = sheet;
    return name;
  });
  const list = names.join(language === 'en' ? ', ' : '、');
  if (rest === 0) return list;
  return language === 'en'
    ? `${list} and ${figureCount(rest)} more cell${rest === 1 ? '' : 's'}`
    : `${list} 等 ${figureCount(rest + shown.reduce((n, b) => n + countOf(b), 0))} 格`;
}

/** Thousands with commas from 10,000. */
export const figureCount = (n: number): string =>
  n >= 10_000 ? String(n).replace(/\B(?=(\d{3})+$)/g, ',') : String(n);
