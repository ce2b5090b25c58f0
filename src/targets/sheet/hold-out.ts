import { cellAt } from '../../cells/index.ts';
import type { Node } from '../../ir/node.ts';
import { position, range, size } from '../../ir/shape.ts';
import { labelText } from '../../messages/labels.ts';
import { formatAddress, quoteSheet, setCell, type Sheet } from '../../workbook/index.ts';
import { cellOf, edgesOf, finite, type Filling } from './fill.ts';
import type { Item } from './layout/arrange.ts';
import { columnLook, groupLook, ink, looks, numberLook } from './look.ts';
import type { Plan } from './plan.ts';

/** Rows that never train: what came out of a split of the table, in the units of the table. */
export interface HoldOut {
  /** [rows, features] and [rows, targets]. */
  readonly x: readonly (readonly number[])[];
  readonly y: ArrayLike<number | readonly number[]>;
  /** Default: numbers that go on after those of the training rows. */
  readonly rowNames?: readonly string[];
}

const listOf = (v: number | readonly number[] | undefined): readonly number[] =>
  typeof v === 'number' ? [v] : (v ?? []);
const columnsOf = (node: Node): number => size(node.shape.slice(1));
/** The one value of a role in the data block. */
const only = (plan: Plan, role: 'data' | 'target'): Item | undefined =>
  plan.data.at.items.find((i) => i.label.role === role && i.line === null);
const nameOf = (plan: Plan, { rowNames }: HoldOut, k: number): string =>
  rowNames?.[k] ?? String(plan.data.at.rows + k + 1);

/** A mark beside every row of the data, and below them the rows that never train. */
export function fillHoldOut(f: Filling, plan: Plan, holdOut: HoldOut): void {
  const { top, at } = plan.data;
  const marks = at.width;
  setCell(f.sheet, top, marks, { style: groupLook('data') });
  setCell(f.sheet, top + 1, marks, { value: f.words.split, style: columnLook('data') });
  for (const i of range(at.rows)) {
    const row = top + at.firstRow + i * at.rowHeight;
    setCell(f.sheet, row, marks, { value: f.words.train, style: looks.lineName });
  }
  f.sheet.columnWidths.set(marks, 10);
  for (const { column, width, grid } of at.groups) {
    if (!grid) continue;
    const bottom = plan.holdOut.top + plan.holdOut.rows * at.rowHeight - 1;
    const area = { top: plan.holdOut.top, left: column, bottom, right: column + width - 1 };
    f.sheet.conditionalFormats.push({ kind: 'scale', area, ...ink });
  }
  for (const k of range(plan.holdOut.rows)) {
    const row = plan.holdOut.top + k * at.rowHeight;
    setCell(f.sheet, row, 0, { value: nameOf(plan, holdOut, k), style: looks.lineName });
    setCell(f.sheet, row, marks, { value: f.words.test, style: looks.mark });
    for (const [item, numbers] of [
      [only(plan, 'data'), holdOut.x[k] ?? []],
      [only(plan, 'target'), listOf(holdOut.y[k])],
    ] as const) {
      if (item) {
        numbers.forEach((v, i) => {
          const place = placeAt(plan, item, i);
          const element = [0, ...position(item.node.shape.slice(1), i)];
          setCell(f.sheet, row + place.down, place.column, {
            value: finite(v),
            style: numberLook(f.format(item.node, element), {
              typed: true,
              ruled: k === 0 && place.grid === null,
              edges: edgesOf(place.grid, item.node, element),
            }),
          });
        });
      }
    }
  }
}
/** Where number i of a row stands: its column, and how far below the row's first line. */
function placeAt({ data: { at } }: Plan, { node }: Item, i: number) {
  const { row, column } = at.place(node, [0, ...position(node.shape.slice(1), i)]);
  return { column, down: row - at.firstRow, grid: at.gridOf(node) };
}

/**
 * Below the new row, a line for each row that never trains: its prediction with the trained weights, its target and how
 * far off it is.
 *
 * @param numbers of what predicts, for row k
 */
export function fillHoldOutPredictions(
  f: Filling,
  plan: Plan,
  holdOut: HoldOut,
  main: Sheet,
  t: number,
  numbers: (k: number) => ReadonlyMap<Node, Float64Array>,
): void {
  const block = plan.predict;
  const data = only(plan, 'data');
  const target = only(plan, 'target');
  if (!block || !data || block.at.rows !== 1 || block.at.lines.some((l) => l.row > block.at.firstRow)) return;
  const { top, at } = block;
  const rowed = at.items.filter((i) => i.line === null);
  const predicted = rowed.find((i) => i.label.role === 'prediction');
  const moves = new Set(rowed.map((i) => i.node));
  const width = target ? columnsOf(target.node) : 0;
  const compared = predicted !== undefined && target !== undefined && columnsOf(predicted.node) === width;
  const first = at.width + 1;
  const inMain = (row: number, column: number): string => `${quoteSheet(main.name)}!${formatAddress(row, column)}`;
  if (compared) f.sheet.columnWidths.set(at.width, 2);
  if (compared) {
    for (const [c, role] of [
      [first, 'target'],
      [first + width, 'error'],
    ] as const) {
      for (const i of range(width)) {
        setCell(f.sheet, top, c + i, {
          ...(i === 0 ? { value: labelText({ role, axes: [] }, f.language) } : {}),
          style: groupLook(role === 'error' ? 'error' : 'data'),
        });
        setCell(f.sheet, top + 1, c + i, {
          value:
            target.label.axes[1]?.items?.[i] ?? (width > 1 ? String(i + 1) : labelText({ role, axes: [] }, f.language)),
          style: columnLook(role === 'error' ? 'error' : 'data'),
        });
      }
    }
  }
  for (const k of range(plan.holdOut.rows)) {
    const down = (k + 1) * at.rowHeight;
    const row = top + at.firstRow + down;
    const values = numbers(k);
    const line = plan.holdOut.top + k * plan.data.at.rowHeight;
    const here: Filling = {
      ...f,
      numbers: (n) => values.get(n) ?? new Float64Array(size(n.shape)),
      placeOf: (cell) => {
        const p = f.placeOf(cell);
        return moves.has(cell.value) ? { ...p, row: p.row + down } : p;
      },
    };
    setCell(f.sheet, row, 0, { value: `${nameOf(plan, holdOut, k)} (${f.words.test})`, style: looks.lineName });
    for (const { node, label } of rowed) {
      here.numbers(node).forEach((value, i) => {
        const element = position(node.shape, i);
        const place = here.placeOf(cellAt(node, element, t));
        const inData = placeAt(plan, data, i);
        const cell =
          label.role === 'data'
            ? { formula: `=${inMain(line + inData.down, inData.column)}`, value: finite(value) }
            : cellOf(here, cellAt(node, element, t), value);
        const style = numberLook(f.format(node, element), { edges: edgesOf(at.gridOf(node), node, element) });
        setCell(f.sheet, place.row, place.column, { ...cell, style });
      });
    }
    if (compared) {
      listOf(holdOut.y[k]).forEach((y, i) => {
        const format = f.format(target.node, [0, i]);
        const y0 = formatAddress(row, first + i);
        const p = at.place(predicted.node, [0, i]);
        setCell(f.sheet, row, first + i, {
          formula: `=${inMain(line + placeAt(plan, target, i).down, placeAt(plan, target, i).column)}`,
          value: finite(y),
          style: numberLook(format, {}),
        });
        setCell(f.sheet, row, first + width + i, {
          formula: `=${y0}-${formatAddress(row, p.column)}`,
          value: finite(y - (here.numbers(predicted.node)[i] ?? NaN)),
          style: numberLook(f.format(predicted.node, [0, i]), {}),
        });
      });
    }
  }
}
