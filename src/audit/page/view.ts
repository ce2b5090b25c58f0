import {
  boxOf,
  cellKey,
  keyColumn,
  keyRow,
  parse,
  references,
  usedArea,
  type Area,
  type Sheet,
  type Workbook,
} from '../../workbook/index.ts';
import type { Finding, Role, RoleCells, Severity } from '../report.ts';
import { boxOfName, type Box } from '../sentences/ranges.ts';

/** Why a cell is marked. */
export interface Mark {
  /** Numbers of the findings that name the cell, from 1, and the severest of them. */
  readonly findings: readonly number[];
  readonly severity: Severity | undefined;
  readonly after: boolean; // wrong only because of others
  readonly read: boolean; // read by mistake
  readonly meant: boolean; // what should be read
}
export interface RoleMark {
  readonly role: Role;
  readonly label: string;
  readonly first: boolean;
}

/** A sheet with its marks. */
export interface SheetView {
  readonly sheet: Sheet;
  readonly used: Area;
  readonly marks: ReadonlyMap<number, Mark>;
  readonly roles: ReadonlyMap<number, RoleMark>;
}

/** Sheets that have something to show, first those with wrong cells. */
export function viewsOf(book: Workbook, findings: readonly Finding[], roles: readonly RoleCells[]): SheetView[] {
  return book.sheets.flatMap((sheet): SheetView[] => {
    const used = usedArea(sheet);
    if (!used) return [];
    const marks = marksOf(book, sheet, findings);
    return marks.size === 0
      ? []
      : [{ sheet, used: grown(used, marks.keys()), marks, roles: rolesOn(sheet, roles, used) }];
  });
}

const MOST = 4096; // cells of one reference that are outlined

function marksOf(book: Workbook, sheet: Sheet, findings: readonly Finding[]): Map<number, Mark> {
  const marks = new Map<number, Mark>();
  const put = (box: Box | undefined, change: (before: Mark) => Mark, most = MOST): void => {
    if (!box || box.sheet !== sheet.name) return;
    let n = 0;
    for (let r = box.area.top; r <= box.area.bottom && n < most; r++) {
      for (let c = box.area.left; c <= box.area.right && n < most; c++, n++) {
        marks.set(cellKey(r, c), change(marks.get(cellKey(r, c)) ?? none));
      }
    }
  };
  findings.forEach(({ severity, cells, consequences, repair }, i) => {
    for (const cell of cells) {
      put(boxOfName(cell), (m) => ({ ...m, findings: [...m.findings, i + 1], severity: m.severity ?? severity }));
    }
    for (const cell of consequences) put(boxOfName(cell), (m) => ({ ...m, after: true }));
    for (const { cell, formula } of repair) {
      const at = boxOfName(cell);
      const old =
        at && book.sheets.find((s) => s.name === at.sheet)?.cells.get(cellKey(at.area.top, at.area.left))?.formula;
      if (!at || old === undefined) continue;
      const is = boxesIn(old, at.sheet);
      const should = boxesIn(formula, at.sheet);
      for (const [key, box] of is) if (!should.has(key)) put(box, (m) => ({ ...m, read: true }), 64);
      for (const [key, box] of should) if (!is.has(key)) put(box, (m) => ({ ...m, meant: true }), 64);
    }
  });
  return marks;
}
const none: Mark = { findings: [], severity: undefined, after: false, read: false, meant: false };

function boxesIn(formula: string, home: string): Map<string, Box> {
  const boxes = new Map<string, Box>();
  try {
    for (const r of references(parse(formula))) {
      if (r.kind !== 'name' && r.book === undefined) {
        const area = boxOf(r);
        const sheet = r.sheet ?? home;
        boxes.set(`${sheet}!${area.top},${area.left},${area.bottom},${area.right}`, { sheet, area });
      }
    }
  } catch {
    /* a formula that cannot be read has no references to outline */
  }
  return boxes;
}

function rolesOn(sheet: Sheet, roles: readonly RoleCells[], used: Area): Map<number, RoleMark> {
  const out = new Map<number, RoleMark>();
  for (const { role, ranges, label = '' } of roles) {
    for (const range of ranges) {
      const box = boxOfName(range);
      if (!box || box.sheet !== sheet.name) continue;
      const { top, left } = box.area;
      const bottom = Math.min(box.area.bottom, used.bottom);
      const right = Math.min(box.area.right, used.right);
      for (let r = top; r <= bottom; r++) {
        for (let c = left; c <= right; c++) {
          if (!out.has(cellKey(r, c))) out.set(cellKey(r, c), { role, label, first: r === top && c === left });
        }
      }
    }
  }
  return out;
}

function grown(area: Area, keys: Iterable<number>): Area {
  let { top, left, bottom, right } = area;
  for (const key of keys) {
    top = Math.min(top, keyRow(key));
    bottom = Math.max(bottom, keyRow(key));
    left = Math.min(left, keyColumn(key));
    right = Math.max(right, keyColumn(key));
  }
  return { top, left, bottom, right };
}

/** Rows and columns to draw, in order; where one is left out, `gaps` says how many. */
export interface Window {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly whole: boolean;
  /** Wrong cells that are not in it. */ readonly left: number;
}

const SMALL = { rows: 64, columns: 30 } as const;
const AROUND = 3;
const ROWS = 90;
const COLUMNS = 40;

/** All of a small sheet; of a large one the heads and what is near the wrong cells, as far as there is room. */
export function windowOf({ used, marks }: SheetView): Window {
  const wrong = [...marks]
    .filter(([, m]) => m.findings.length > 0)
    .map(([key]) => key)
    .sort((x, y) => x - y);
  const seen = new Set<number>();
  // every finding has its place
  const firsts = wrong.filter((key) => (marks.get(key)?.findings ?? []).some((f) => !seen.has(f) && seen.add(f)));
  const near = [...firsts, ...wrong, ...[...marks].filter(([, m]) => m.read || m.meant).map(([key]) => key)];
  const rows = picked(used.top, used.bottom, SMALL.rows, ROWS, near.map(keyRow), 2);
  const columns = picked(used.left, used.right, SMALL.columns, COLUMNS, near.map(keyColumn), 1);
  const shownRows = new Set(rows);
  const shownColumns = new Set(columns);
  return {
    rows,
    columns,
    whole: rows.length === used.bottom - used.top + 1 && columns.length === used.right - used.left + 1,
    left: wrong.filter((key) => !shownRows.has(keyRow(key)) || !shownColumns.has(keyColumn(key))).length,
  };
}

function picked(
  first: number,
  last: number,
  small: number,
  most: number,
  near: readonly number[],
  heads: number,
): number[] {
  if (last - first < small) return span(first, last);
  const chosen = new Set(span(first, first + heads - 1));
  for (const line of new Set(near)) {
    if (chosen.size >= most) break;
    for (let at = Math.max(first, line - AROUND); at <= Math.min(last, line + AROUND); at++) chosen.add(at);
  }
  return [...chosen].sort((a, b) => a - b);
}
const span = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
