import { cellAt, expression, mathText, type Cell, type Expression, type Story } from '../../cells/index.ts';
import { GradsheetError } from '../../errors.ts';
import type { Label } from '../../ir/label.ts';
import { isOp, type Node } from '../../ir/node.ts';
import { offset, position, range, size } from '../../ir/shape.ts';
import { colourOf, colours, elementText, labelText, partsOf } from '../../messages/labels.ts';
import type { Language } from '../../messages/language.ts';
import type { SheetWords } from '../../messages/sheet.ts';
import { displayWidth } from '../../util/text.ts';
import { formatAddress, getCell, MAX_FORMULA_LENGTH, print, setCell, type Cell as SheetCell, type Sheet } from '../../workbook/index.ts';
import { formulaOf, type Place } from './formula.ts';
import type { Group, LineKind } from './layout/arrange.ts';
import { columnLook, groupLook, lineLook, looks, numberLook, scale } from './look.ts';
import type { Block } from './plan.ts';

/** What the cells of a sheet are filled from. */
export interface Filling {
  readonly sheet: Sheet;
  readonly story: Story;
  readonly language: Language;
  readonly words: SheetWords;
  readonly label: (node: Node) => Label;
  readonly numbers: (node: Node) => Float64Array;
  /** Where a cell lies; `sheet` is the name of its sheet. */
  readonly placeOf: (cell: Cell) => Place & { readonly sheet: string };
  readonly format: (node: Node, at: readonly number[]) => string;
  /** Several layers are told apart by their names. */
  readonly layers: boolean;
  readonly lineName: (kind: LineKind) => string;
}

/** A block at a moment: its title, the names of its groups, columns and lines, and every number as a formula. */
export function fillBlock(f: Filling, block: Block, t: number, title: string, rowNames: readonly (string | SheetCell)[], explained: boolean): void {
  const { top, at } = block;
  setCell(f.sheet, top, 0, { value: title, style: looks.blockTitle });
  at.groups.forEach((group, i) => heading(f, group, top, t, { explained, tagged: colourOf(group.label) !== colourOf(at.groups[i - 1]?.label ?? none) || at.gaps.includes(group.column - 1) }));
  const firstAfter = at.lines.find((l) => l.row > at.firstRow)?.row;
  for (const { kind, row } of at.lines) setCell(f.sheet, top + row, 0, { value: f.lineName(kind), style: lineLook(kind) });
  rowNames.slice(0, at.rows).forEach((name, i) => setCell(f.sheet, top + at.firstRow + i, 0, { ...(typeof name === 'string' ? { value: name } : name), style: looks.lineName }));
  for (const { node } of at.items) {
    const numbers = f.numbers(node);
    for (let i = 0; i < numbers.length; i++) {
      const element = position(node.shape, i), place = at.place(node, element);
      const cell = cellOf(f, cellAt(node, element, t), numbers[i] ?? NaN);
      const look = numberLook(f.format(node, element), { typed: cell.formula === undefined, ruled: place.row === firstAfter });
      setCell(f.sheet, top + place.row, place.column, { ...cell, style: look });
    }
  }
  nameLoss(f, block);
  colourChanges(f, block);
}

/** The title over the columns of a value, and the name of each column; its formula as a note where it is `explained`. */
function heading(f: Filling, group: Group, top: number, t: number, { explained, tagged }: { readonly explained: boolean; readonly tagged: boolean }): void {
  const { node, label, column, width } = group, colour = colourOf(label);
  const name = labelText(label, f.language, { layers: f.layers && partsOf(parameterName(label)).variable !== 'bias' });
  for (const i of range(width)) setCell(f.sheet, top, column + i, { ...(i === 0 ? { value: tagged ? `${colours[colour].tag} ${name}` : name } : {}), style: groupLook(colour) });
  if (width > 1) f.sheet.merges.push({ top, left: column, bottom: top, right: column + width - 1 });
  const sizes = node.shape.map((n, i) => (label.axes[i]?.kind === 'row' ? 1 : n)); // the first row stands for all
  for (const i of range(size(sizes))) {
    const at = position(sizes, i), place = f.placeOf(cellAt(node, at, t));
    const text = elementText(label, at, node.shape);
    const note = explained ? explain(f, cellAt(node, at, t), text) : null;
    setCell(f.sheet, top + 1, place.column, { value: text, style: columnLook(colour), ...(note ? { comment: note } : {}) });
    const wanted = Math.min(22, Math.max(9.5, displayWidth(text) + 2.5, width === 1 ? displayWidth(name) + 4 : 0));
    f.sheet.columnWidths.set(place.column, Math.max(f.sheet.columnWidths.get(place.column) ?? 0, wanted));
  }
}

const parameterName = (label: Label): string | undefined => (label.role === 'parameter' ? label.name : label.of?.of?.name ?? label.of?.name);

/** `ŷ = english × w1 + math × w2 + science × w3 + b` */
function explain(f: Filling, cell: Cell, name: string): string | null {
  const e = expression(f.story, cell);
  if (e.kind === 'given' || e.kind === 'cell' || e.kind === 'number' || e.kind === 'pick') return null;
  return `${name} = ${mathText(e, (c) => elementText(f.label(c.value), c.at, c.value.shape), { longest: 8 })}`;
}

/** "MSE" on the left of the average of squares, where there is room: the word a person looks for. */
function nameLoss(f: Filling, { top, at }: Block): void {
  const loss = at.items.find((i) => i.label.role === 'loss'), each = at.items.find((i) => i.node === loss?.home);
  if (!loss || each?.label.name !== 'squaredError') return;
  const { row, column } = at.place(loss.node, []);
  if (column > 1 && !at.gaps.includes(column - 1) && !getCell(f.sheet, top + row, column - 1)) setCell(f.sheet, top + row, column - 1, { value: 'MSE', style: looks.nameBeside });
}

const none: Label = { role: 'inner', axes: [] };

/** What stands in a cell: a typed number, or a formula and its value. */
export function cellOf(f: Filling, cell: Cell, value: number): SheetCell {
  const e: Expression = expression(f.story, cell);
  const shown = f.label(cell.value).role === 'rows' && isOp(cell.value, 'input') ? value + 1 : value; // people count rows from 1
  if (e.kind === 'given' || e.kind === 'number') return { value: finite(shown) };
  const own = f.sheet.name;
  const formula = print(formulaOf(e, {
    of: (c) => { const { sheet, ...p } = f.placeOf(c); return sheet === own ? p : { ...p, sheet }; },
    countsFromOne: (c) => f.label(c.value).role === 'rows',
  }));
  if (formula.length + 1 > MAX_FORMULA_LENGTH) {
    const { row, column } = f.placeOf(cell);
    throw new GradsheetError('too-large', { where: `formula in ${own}!${formatAddress(row, column)}`, expected: `at most ${MAX_FORMULA_LENGTH} characters`, received: `${formula.length + 1}`, hint: 'Smaller layers or fewer rows per batch make it shorter.' });
  }
  return { formula: `=${formula}`, value: finite(shown) };
}

/** Spreadsheets have no infinity: a training that has diverged ends in #NUM!. */
const finite = (value: number): SheetCell['value'] & {} => (Number.isFinite(value) ? value : { error: '#NUM!' });

/** Orange below zero, blue above, behind the changes that every row asks for. */
function colourChanges(f: Filling, { top, at }: Block): void {
  let open: { left: number; right: number } | null = null;
  const close = (): void => {
    if (open) f.sheet.conditionalFormats.push({ kind: 'scale', area: { top: top + at.firstRow, bottom: top + at.firstRow + at.rows - 1, ...open }, ...scale, midpoint: 0 });
    open = null;
  };
  for (const { label, column, width } of at.groups.toSorted((a, b) => a.column - b.column)) {
    if (label.role !== 'terms') { close(); continue; }
    if (open?.right === column - 1) open = { left: open.left, right: column + width - 1 };
    else { close(); open = { left: column, right: column + width - 1 }; }
  }
  close();
}

export const numberAt = (numbers: Float64Array, node: Node, at: readonly number[]): number => numbers[offset(node.shape, at)] ?? NaN;
