import { formatReference, type Area } from '../../workbook/index.ts';
import type { Grid } from '../grid.ts';
import type { RoleCells } from '../report.ts';
import { labelOf, textOn, type Side } from '../labels.ts';
import type { Part } from './part.ts';

/**
 * Cells of one role as a person would select them: boxes, cut where the book's own labels change.
 *
 * @param side where the titles of a run's values stand
 */
export function grouped(grid: Grid, parts: ReadonlyMap<number, Part>, side: (run: number) => Side): RoleCells[] {
  const byKind = new Map<string, { part: Part; ids: number[] }>();
  for (const [id, part] of parts) {
    const key = `${part.role},${part.run ?? ''},${part.step ?? ''},${grid.cell(id).sheet}`;
    const known = byKind.get(key);
    if (known) known.ids.push(id);
    else byKind.set(key, { part, ids: [id] });
  }
  const out: { readonly at: number; readonly sheet: number; readonly cells: RoleCells }[] = [];
  for (const { part, ids } of byKind.values()) {
    const sheet = grid.cell(ids[0] ?? 0).sheet;
    const name = grid.book.sheets[sheet]?.name ?? '';
    for (const box of boxes(grid, ids)) {
      for (const { area, label } of labelled(grid, sheet, box, side(part.run ?? 0), part.role === 'parameter')) {
        out.push({
          at: area.top * 16_384 + area.left,
          sheet,
          cells: {
            role: part.role,
            ranges: [formatReference(name, area)],
            ...(label !== undefined && { label }),
            ...(part.run !== undefined && { run: part.run }),
            ...(part.step !== undefined && { step: part.step }),
          },
        });
      }
    }
  }
  return out.sort((a, b) => a.sheet - b.sheet || a.at - b.at).map((x) => x.cells);
}

/** A box, or its columns or rows where each has a label of its own. */
function labelled(
  grid: Grid,
  sheet: number,
  box: Area,
  side: Side,
  single: boolean,
): { area: Area; label: string | undefined }[] {
  const at = (row: number, column: number): number => grid.at(sheet, row, column);
  const { top, left, bottom, right } = box;
  const columns = Array.from({ length: right - left + 1 }, (_, i) => ({
    area: { ...box, left: left + i, right: left + i },
    label: textOn(grid, at(top, left + i), 'above'),
  }));
  const rows = Array.from({ length: bottom - top + 1 }, (_, i) => ({
    area: { ...box, top: top + i, bottom: top + i },
    label: textOn(grid, at(top + i, left), 'left'),
  }));
  const differ = (list: readonly { label: string | undefined }[]): boolean =>
    list.length > 1 && new Set(list.map((x) => x.label)).size > 1;
  // weights in a column of their own have their names beside them
  const beside =
    single &&
    rows.length > 1 &&
    columns.length === 1 &&
    rows.every((_, i) => {
      const id = left > 0 ? grid.find(sheet, top + i, left - 1) : undefined;
      return id !== undefined && grid.cell(id).content === 'text';
    });
  if (beside || (side === 'left' && differ(rows))) return rows;
  if (side === 'above' && differ(columns)) return columns;
  const [first] = side === 'above' ? columns : rows;
  const one = rows.length === 1 && columns.length === 1;
  const label = one || !first?.label ? labelOf(grid, at(top, left), side) : first.label;
  return [{ area: box, label }];
}

/** The fewest boxes that hold these cells: columns as long as they go, joined where they are equally long. */
function boxes(grid: Grid, ids: readonly number[]): Area[] {
  const columns = new Map<number, number[]>();
  for (const id of ids) {
    const { row, column } = grid.cell(id);
    const list = columns.get(column);
    if (list) list.push(row);
    else columns.set(column, [row]);
  }
  const open = new Map<string, Area>();
  const out: Area[] = [];
  for (const [column, rows] of [...columns].sort((a, b) => a[0] - b[0])) {
    const strips: [number, number][] = [];
    for (const row of rows.sort((a, b) => a - b)) {
      const last = strips.at(-1);
      if (last && last[1] === row - 1) last[1] = row;
      else strips.push([row, row]);
    }
    for (const [top, bottom] of strips) {
      const key = `${top}:${bottom}`;
      const before = open.get(key);
      if (before && before.right === column - 1) {
        open.set(key, { ...before, right: column });
        continue;
      }
      if (before) out.push(before);
      open.set(key, { top, bottom, left: column, right: column });
    }
  }
  return [...out, ...open.values()];
}
