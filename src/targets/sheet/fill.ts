import { cellAt, expression, mathText, type Cell, type Expression, type Timeline } from '../../cells/index.ts';
import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import type { Label } from '../../ir/label.ts';
import { isOp, type Node } from '../../ir/node.ts';
import { position, range, size } from '../../ir/shape.ts';
import { colourOf, colours, elementText, isPlace, labelText, mapText, partsOf } from '../../messages/labels.ts';
import type { Language } from '../../messages/language.ts';
import type { SheetWords } from '../../messages/sheet.ts';
import { displayWidth } from '../../util/text.ts';
import {
  formatAddress,
  getCell,
  MAX_FORMULA_LENGTH,
  print,
  setCell,
  type Cell as SheetCell,
  type Sheet,
  type Style,
} from '../../workbook/index.ts';
import { formulaOf, type Place, type Places } from './formula.ts';
import type { Grid, Group, LineKind } from './layout/arrange.ts';
import { blue, columnLook, groupLook, ink, lineLook, looks, numberLook, scale, type Edge } from './look.ts';
import type { Block } from './plan.ts';
import { words } from '../error-words.ts';

/** What the cells of a sheet are filled from. */
export interface Filling {
  readonly sheet: Sheet;
  readonly timeline: Timeline;
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
export function fillBlock(
  f: Filling,
  block: Block,
  t: number,
  title: string,
  rowNames: readonly (string | SheetCell)[],
  explained: boolean,
): void {
  const { top, at, heading: above } = block;
  const inRows = at.style === 'row';
  setCell(f.sheet, inRows ? top : (above ?? top), 0, {
    value: title,
    style: inRows ? looks.lineName : looks.blockTitle,
  });
  if (above !== null) {
    at.groups.forEach((group, i) => heading(f, group, { top: above, t, explained, tagged: isTagged(at, i), rowNames }));
  }
  const firstAfter = at.lines.find((l) => l.row > at.firstRow)?.row;
  for (const { kind, row } of at.lines) {
    setCell(f.sheet, top + row, 0, { value: f.lineName(kind), style: lineLook(kind) });
  }
  if (!inRows) {
    const moments = momentsOf(at);
    rowNames.slice(0, at.rows).forEach((name, i) =>
      (moments ?? ['']).forEach((moment, k) =>
        setCell(f.sheet, top + at.firstRow + i * at.rowHeight + k, 0, {
          ...nameAt(name, moment),
          style: looks.lineName,
        }),
      ),
    );
  }
  for (const { node } of at.items) {
    const numbers = f.numbers(node);
    for (let i = 0; i < numbers.length; i++) {
      const element = position(node.shape, i);
      const place = at.place(node, element);
      const cell = cellOf(f, cellAt(node, element, t), numbers[i] ?? NaN);
      const look = numberLook(f.format(node, element), {
        typed: cell.formula === undefined,
        ruled: place.row === firstAfter && !at.gridOf(node),
        edges: edgesOf(at.gridOf(node), node, element),
      });
      setCell(f.sheet, top + place.row, place.column, { ...cell, style: look });
    }
  }
  for (const group of at.groups) if (group.height > 1) nameLines(f, block, group);
  if (!inRows) nameLoss(f, block);
  colourChanges(f, block);
}

/** The edges of its map that an element lies at. */
export function edgesOf(grid: Grid | null, { shape }: Node, at: readonly number[]): readonly Edge[] {
  if (!grid) return [];
  const first = (axes: readonly number[]): boolean => axes.every((i) => at[i] === 0);
  const last = (axes: readonly number[]): boolean => axes.every((i) => at[i] === (shape[i] ?? 1) - 1);
  const edges: Readonly<Record<Edge, boolean>> = {
    top: first(grid.down),
    right: last(grid.across),
    bottom: last(grid.down),
    left: first(grid.across),
  };
  return (Object.keys(edges) as Edge[]).filter((edge) => edges[edge]); // the keys of a literal
}

/** What the lines of a row are called where they are moments of time; null where they are not. */
function momentsOf({ items, rowHeight }: Block['at']): readonly string[] | null {
  if (rowHeight === 1) return null;
  for (const { node, label, line } of items) {
    const axis = label.axes.findIndex((a) => a.kind === 'time');
    if (line !== null || axis < 0 || node.shape[axis] !== rowHeight) continue;
    return label.axes[axis]?.items ?? range(rowHeight).map((i) => String(i + 1));
  }
  return null;
}

/** The name of a row, and of a moment in it: `A`, `A 2`. */
function nameAt(name: string | SheetCell, moment: string): SheetCell {
  if (typeof name === 'string') return { value: moment === '' ? name : `${name} ${moment}` };
  if (moment === '') return name;
  const text = `${String(name.value ?? '')} ${moment}`;
  return name.formula === undefined
    ? { value: text }
    : { formula: `${name.formula}&" ${moment.replaceAll('"', '""')}"`, value: text };
}

/** The letter of a colour stands where the colour begins. */
function isTagged({ groups, gaps }: Block['at'], i: number): boolean {
  const [before, group] = [groups[i - 1], groups[i]];
  return (
    !before ||
    !group ||
    colourOf(group.label) !== colourOf(before.label) ||
    gaps.includes(group.column - 1) ||
    group.height > 1
  );
}

interface Heading {
  readonly top: number;
  readonly t: number;
  readonly explained: boolean;
  readonly tagged: boolean;
  readonly rowNames: readonly (string | SheetCell)[];
}

/**
 * The title over the columns of a value, and the name of each column; its formula as a note where it is `explained`.
 */
function heading(f: Filling, group: Group, h: Heading): void {
  const { label, column, width, height } = group;
  const { top } = h;
  const colour = colourOf(label);
  const from = height > 1 ? column - 1 : column;
  const name = labelText(label, f.language, { layers: f.layers && partsOf(parameterName(label)).variable !== 'bias' });
  for (const c of range(column + width - from)) {
    setCell(f.sheet, top, from + c, {
      ...(c === 0 ? { value: h.tagged ? `${colours[colour].tag} ${name}` : name } : {}),
      style: groupLook(colour),
    });
    setCell(f.sheet, top + 1, from + c, { style: columnLook(colour) });
  }
  if (column + width - from > 1) f.sheet.merges.push({ top, left: from, bottom: top, right: column + width - 1 });
  if (group.grid) nameMaps(f, group, group.grid, h, displayWidth(name) + 4);
  else nameColumns(f, group, h, width === 1 ? displayWidth(name) + 4 : 0);
}

function nameColumns(f: Filling, { node, label, width, height }: Group, h: Heading, titleWidth: number): void {
  const rowAxis = label.axes.findIndex((a) => a.kind === 'row');
  const named = width === columnsOf(node, rowAxis) ? rowAxis : -1; // else every row has columns of its own
  // the first row stands for all
  const sizes = node.shape.map((n, i) => (i === named || (height > 1 && i < node.shape.length - 1) ? 1 : n));
  for (const i of range(size(sizes))) {
    const at = position(sizes, i);
    const { column } = f.placeOf(cellAt(node, at, h.t));
    const row = named < 0 && rowAxis >= 0 ? h.rowNames[at[rowAxis] ?? 0] : undefined;
    const symbol = height > 1 ? matrixColumn(label, at) : elementText(label, at, node.shape);
    const text = row === undefined ? symbol : `${symbol} ${typeof row === 'string' ? row : String(row.value)}`;
    const note = h.explained && height === 1 ? explain(f, cellAt(node, at, h.t), text) : null;
    nameColumn(f.sheet, h.top + 1, column, text, columnLook(colourOf(label)), note);
    widen(f.sheet, column, Math.min(22, Math.max(9.5, displayWidth(text) + 2.5, titleWidth)));
  }
}

/** A picture is named at its left, other maps column by column; the first row and line stand for all. */
function nameMaps(f: Filling, group: Group, grid: Grid, h: Heading, titleWidth: number): void {
  const { node, label, column, width } = group;
  const unnamed = [...grid.down, ...(grid.picture ? grid.across : [])];
  const sizes = node.shape.map((n, i) => (label.axes[i]?.kind === 'row' || unnamed.includes(i) ? 1 : n));
  for (const i of range(size(sizes))) {
    const at = position(sizes, i);
    const cell = cellAt(node, at, h.t);
    const note = h.explained ? explain(f, cell, elementText(label, at, node.shape)) : null;
    const look = columnLook(colourOf(label), grid.picture ? 'left' : 'right');
    nameColumn(f.sheet, h.top + 1, f.placeOf(cell).column, mapText(label, at, node.shape, unnamed), look, note);
  }
  // as narrow as their numbers allow, and together wide enough for the title
  const [digits = ''] = f.format(node, position(node.shape, 0)).split(';');
  const columns = range(width).filter((c) => !grid.gaps.includes(c));
  for (const c of columns) widen(f.sheet, column + c, Math.max(6, digits.length + 2, titleWidth / columns.length));
}

function nameColumn(
  sheet: Sheet,
  row: number,
  column: number,
  value: string,
  style: Style,
  comment: string | null,
): void {
  setCell(sheet, row, column, { value, style, ...(comment === null ? {} : { comment }) });
}

function widen(sheet: Sheet, column: number, width: number): void {
  sheet.columnWidths.set(column, Math.max(sheet.columnWidths.get(column) ?? 0, width));
}

const columnsOf = (node: Node, rowAxis: number): number => size(node.shape.filter((_, i) => i !== rowAxis));

/** A column of a matrix holds the weights that lead to one neuron: `w·2`. */
const matrixColumn = (label: Label, at: readonly number[]): string =>
  `${elementText(label, [])}·${(at.at(-1) ?? 0) + 1}`;

/** The lines of a matrix are called after the inputs that they weigh. */
function nameLines(f: Filling, { top, at }: Block, { node, label, column, height }: Group): void {
  const items = label.axes[0]?.items;
  for (const i of range(height)) {
    const name = node.shape.length === 2 ? (items?.[i] ?? String(i + 1)) : String(i + 1);
    setCell(f.sheet, top + at.firstRow + i, column - 1, { value: name, style: looks.lineName });
  }
  f.sheet.columnWidths.set(
    column - 1,
    Math.min(
      18,
      Math.max(f.sheet.columnWidths.get(column - 1) ?? 0, 4, ...(items ?? []).map((t) => displayWidth(t) + 2)),
    ),
  );
}

const parameterName = (label: Label): string | undefined =>
  label.role === 'parameter' ? label.name : (label.of?.of?.name ?? label.of?.name);

/** `ŷ = english × w1 + math × w2 + science × w3 + b` */
function explain(f: Filling, cell: Cell, name: string): string | null {
  const e = expression(f.timeline, cell);
  if (e.kind === 'given' || e.kind === 'cell' || e.kind === 'number' || e.kind === 'pick') return null;
  return `${name} = ${mathText(e, (c) => elementText(f.label(c.value), c.at, c.value.shape), { longest: 8 })}`;
}

/** "MSE" on the left of the average of squares, where there is room: the word a person looks for. */
function nameLoss(f: Filling, { top, at }: Block): void {
  const loss = at.items.find((i) => i.label.role === 'loss');
  const each = at.items.find((i) => i.node === loss?.home);
  if (!loss || each?.label.name !== 'squaredError') return;
  const { row, column } = at.place(loss.node, []);
  if (column > 1 && !at.gaps.includes(column - 1) && !getCell(f.sheet, top + row, column - 1)) {
    setCell(f.sheet, top + row, column - 1, { value: 'MSE', style: looks.nameBeside });
  }
}

/** What stands in a cell: a typed number, or a formula and its value. */
export function cellOf(f: Filling, cell: Cell, value: number): SheetCell {
  const e: Expression = expression(f.timeline, cell);
  // people count rows from 1
  const shown = f.label(cell.value).role === 'rows' && isOp(cell.value, 'input') ? value + 1 : value;
  if (e.kind === 'given' || e.kind === 'number') return { value: finite(shown) };
  const own = f.sheet.name;
  const formula = print(formulaOf(e, placesIn(f)));
  if (formula.length + 1 > MAX_FORMULA_LENGTH) {
    const { row, column } = f.placeOf(cell);
    throw new GradsheetError('too-large', {
      where: words('formula in {}!{}', own, formatAddress(row, column)),
      expected: words('at most {} characters', MAX_FORMULA_LENGTH),
      received: verbatim(`${formula.length + 1}`),
      hint: words('Smaller layers or fewer rows per batch make it shorter.'),
    });
  }
  return { formula: `=${formula}`, value: finite(shown) };
}

/** One for all blocks that place alike on a sheet, so that what is found about its columns is found once. */
function placesIn(f: Filling): Places {
  const own = f.sheet.name;
  const here = known.get(f.placeOf) ?? new Map<string, Places>();
  const places = here.get(own) ?? {
    of: (c: Cell) => {
      const { sheet, ...p } = f.placeOf(c);
      return sheet === own ? p : { ...p, sheet };
    },
    countsFromOne: (c: Cell) => f.label(c.value).role === 'rows',
  };
  known.set(f.placeOf, here.set(own, places));
  return places;
}
const known = new WeakMap<Filling['placeOf'], Map<string, Places>>();

/** Spreadsheets have no infinity: a training that has diverged ends in #NUM!. */
export const finite = (value: number): SheetCell['value'] & {} => (Number.isFinite(value) ? value : { error: '#NUM!' });

/**
 * Orange below zero, blue above, behind the changes that every row asks for, and behind matrices of gradients; pictures
 * look like what they show.
 */
function colourChanges(f: Filling, { top, at }: Block): void {
  if (at.style === 'row') return;
  const rows = at.rowLines;
  const bands: { left: number; right: number; height: number; colours: typeof scale | typeof blue | typeof ink }[] = [];
  for (const { node, label, column, width, height, grid } of at.groups.toSorted((a, b) => a.column - b.column)) {
    const matrix = height > 1 && colourOf(label) === 'gradient';
    const right = column + width - 1;
    const last = bands.at(-1);
    if (grid) {
      if (isPlace(label)) continue; // a number of a place is no amount
      const signed = f.numbers(node).some((v) => v < 0);
      const colours = colourOf(label) === 'data' ? ink : signed ? scale : blue;
      const rowed = label.axes.some((a) => a.kind === 'row');
      const lines = rowed ? rows : size(grid.down.map((i) => node.shape[i] ?? 1));
      bands.push({ left: column, right, height: lines, colours });
    } else if (!matrix && label.role !== 'terms') continue;
    else if (!matrix && last?.right === column - 1 && last.height === rows) {
      last.right = right;
    } // one scale for the changes of one layer
    else bands.push({ left: column, right, height: matrix ? height : rows, colours: scale });
  }
  for (const { left, right, height, colours } of bands) {
    f.sheet.conditionalFormats.push({
      kind: 'scale',
      area: { top: top + at.firstRow, left, bottom: top + at.firstRow + height - 1, right },
      ...colours,
      ...(colours === scale ? { midpoint: 0 } : {}),
    });
  }
}
