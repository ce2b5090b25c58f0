import type { Axis, Label } from '../../../ir/label.ts';
import type { Node } from '../../../ir/node.ts';
import { range, size } from '../../../ir/shape.ts';

/** Lines of a block that hold one value per column: before the rows of the batch, or after them, in this order. */
export const lineKinds = ['before', 'offset', 'divisor', 'average', 'gradient', 'update'] as const;
export type LineKind = (typeof lineKinds)[number];

/** A value to be laid out. */
export interface Item {
  readonly node: Node;
  readonly label: Label;
  /** null: one line for each row of the batch. */
  readonly line: LineKind | null;
  /** The value under whose columns it stands; null: columns of its own. */
  readonly home: Node | null;
  /** Neighbours of one cluster stand side by side; others are a narrow empty column apart. */
  readonly cluster: string;
}

/**
 * How a step is laid out. `block`: a line per row of the batch, the tutorial's sheet; pictures as pictures, and a line
 * per moment of time. `matrix`: the same, but weights as matrices, a line per input and a column per neuron. `row`: one
 * line per step, everything side by side.
 */
export type LayoutStyle = 'block' | 'matrix' | 'row';

/** Columns that belong to one value, and to those that stand under it. */
export interface Group {
  readonly node: Node;
  readonly label: Label;
  readonly column: number;
  readonly width: number;
  /** Lines of a matrix; its rows have names in the column before it. 1 for all others. */
  readonly height: number;
  /** A value with lines of its own for every row of the batch, or like a kernel beside such values. */
  readonly grid: Grid | null;
}

/** Where the cells of some values lie, counted from the top left of their block. */
export interface Arrangement {
  readonly style: LayoutStyle;
  readonly groups: readonly Group[];
  /** Empty columns between clusters. */
  readonly gaps: readonly number[];
  readonly lines: readonly { readonly kind: LineKind; readonly row: number }[];
  readonly firstRow: number;
  readonly rows: number;
  /** Lines that each row of the batch takes: its time steps, or those of its tallest picture and an empty one. */
  readonly rowHeight: number;
  /** Lines of all rows together. */
  readonly rowLines: number;
  /** Without the empty line after it. */
  readonly height: number;
  readonly width: number;
  readonly items: readonly Item[];
  readonly place: (node: Node, at: readonly number[]) => { readonly row: number; readonly column: number };
  readonly has: (node: Node) => boolean;
  readonly gridOf: (node: Node) => Grid | null;
}

/** A line with the title and the groups, a line with the name of each column. */
export const HEADER = 2;
/** The names of the lines. */
const NAMES = 1;

/**
 * Values along the row axis become columns, one line per row of the batch; the others become lines above or below,
 * under
 * the columns of what they belong to: a weight's update under the weight, an average under what it is the average of.
 *
 * @param items in the order in which their columns shall stand
 * @param options.skip columns left empty after the names
 */
export function arrange(
  items: readonly Item[],
  rows: number,
  { style = 'block', skip = 0 }: { readonly style?: LayoutStyle; readonly skip?: number } = {},
): Arrangement {
  const groups: Group[] = [];
  const gaps: number[] = [];
  const taken = new Set<string>();
  const columns = new Map<Node, Placed>();
  let next = NAMES + skip;
  let cluster: string | undefined;
  let besideGrid = false;
  const put = (item: Item, box: Box, column: number, line: LineKind | null): void => {
    taken.add(`${item.line ?? 'rows'} ${column}`);
    columns.set(item.node, { column, item, box, line });
  };
  const own = (item: Item, box: Box): void => {
    const begins = cluster !== item.cluster || box.height > 1 || box.grid !== null || besideGrid;
    if (cluster !== undefined && begins) gaps.push(next++);
    cluster = item.cluster;
    besideGrid = box.grid !== null;
    if (box.height > 1 && !box.grid) next++; // names of its lines
    const { width, height, grid } = box;
    groups.push({ node: item.node, label: item.label, column: next, width, height: grid ? 1 : height, grid });
    if (grid) gaps.push(...grid.gaps.map((gap) => next + gap));
    put(item, box, next, box.height > 1 || style === 'row' ? null : item.line);
    next += box.width;
  };
  const under: (readonly [Item, Box])[] = [];
  for (const item of items) {
    const box = boxOf(item, style);
    if (item.home && (box.height === 1 || box.grid) && style !== 'row') under.push([item, box]);
    else own(item, box);
  }
  for (const [item, box] of under) {
    const home = item.home && columns.get(item.home);
    const width = groups.find((g) => g.column === home?.column)?.width ?? 0;
    if (home && box.width <= width && !taken.has(`${item.line ?? 'rows'} ${home.column}`)) {
      put(item, box, home.column, item.line);
    } else own(item, box);
  }

  const placed = [...columns.values()];
  const rowed = placed.filter(({ item }) => item.line === null);
  const apart = style !== 'row' && rowed.some(({ box }) => box.grid?.picture === true) ? 1 : 0;
  const rowHeight = style === 'row' ? 1 : Math.max(1, ...rowed.map(({ box }) => box.height)) + apart;
  const beside = placed.filter(({ item, line, box }) => line === null && item.line !== null && box.height > 1);
  const tall = Math.max(
    0,
    ...beside.map(({ box }) => box.height),
    rowed.length > 0 && style !== 'row' ? rows * rowHeight - apart : 0,
  );
  const lines: { kind: LineKind; row: number }[] = [];
  let row = style === 'row' ? 0 : HEADER;
  const addLine = (kind: LineKind): void => {
    const here = style === 'row' ? [] : placed.filter((p) => p.line === kind);
    if (here.length === 0) return;
    lines.push({ kind, row });
    row += Math.max(...here.map(({ box }) => box.height));
  };
  addLine('before');
  const firstRow = row;
  row += style === 'row' ? 1 : tall;
  for (const kind of lineKinds) if (kind !== 'before') addLine(kind);
  const rowOf = new Map(lines.map((l) => [l.kind, l.row]));

  return {
    style,
    groups,
    gaps,
    lines,
    firstRow,
    rows: style === 'row' ? 1 : rows,
    rowHeight,
    rowLines: style === 'row' ? 1 : rows * rowHeight - apart,
    height: row,
    width: next,
    items,
    has: (node) => columns.has(node),
    gridOf: (node) => columns.get(node)?.box.grid ?? null,
    place: (node, at) => {
      const c = columns.get(node);
      if (!c) throw new Error(`sheet: ${node.op} has no place in this block`);
      const { down, across } = c.box.place(at);
      const rowed = c.item.line === null && style !== 'row' ? c.item.label.axes.findIndex((a) => a.kind === 'row') : -1;
      const line = c.line === null ? firstRow + (at[rowed] ?? 0) * rowHeight : (rowOf.get(c.line) ?? firstRow);
      return { row: line + down, column: c.column + across };
    },
  };
}

/** The same places for some of the values. */
export function restrict(a: Arrangement, nodes: ReadonlySet<Node>): Arrangement {
  return {
    ...a,
    items: a.items.filter((i) => nodes.has(i.node)),
    groups: a.groups.filter((g) => nodes.has(g.node)),
    has: (n) => nodes.has(n) && a.has(n),
  };
}

interface Placed {
  readonly column: number;
  readonly item: Item;
  readonly box: Box;
  /** Below or above the rows; null: in their lines. */
  readonly line: LineKind | null;
}

/** The cells of one value: those of one row of the batch, or all. */
interface Box {
  readonly width: number;
  readonly height: number;
  readonly grid: Grid | null;
  readonly place: (at: readonly number[]) => { readonly down: number; readonly across: number };
}

/** Maps side by side, an empty column apart: the channels of a picture, the heads of an attention. */
export interface Grid {
  /** Axes that go down, and those that go across in each map. */
  readonly down: readonly number[];
  readonly across: readonly number[];
  /** It is a picture: its columns are places, as its lines are. */
  readonly picture: boolean;
  /** Columns between maps, counted from the first of all. */
  readonly gaps: readonly number[];
}

function boxOf({ node, label, line }: Item, style: LayoutStyle): Box {
  const { shape } = node;
  const all = shape.map((_, i) => i);
  const rowed = label.axes.findIndex((a) => a.kind === 'row');
  const across = line === null ? all.filter((i) => i !== rowed) : all;
  const count = (axes: readonly number[]): number => size(axes.map((i) => shape[i] ?? 1));
  const index = (axes: readonly number[], at: readonly number[]): number =>
    axes.reduce((n, axis) => n * (shape[axis] ?? 1) + (at[axis] ?? 0), 0);
  // The last axis counts slowest, so that the weights of one neuron stand side by side, in the order of its inputs.
  const lastSlowest = (axes: readonly number[]): readonly number[] => [...axes.slice(-1), ...axes.slice(0, -1)];
  if (style === 'row') {
    // What is averaged over the rows stands side by side row by row, all else line by line of the batch.
    const axes =
      label.role === 'terms'
        ? [...lastSlowest(across), ...(line === null ? [rowed] : [])]
        : [...(line === null ? [rowed] : []), ...lastSlowest(across)];
    return { width: size(shape), height: 1, grid: null, place: (at) => ({ down: 0, across: index(axes, at) }) };
  }
  const down = downAxes(label, across);
  if (down.length > 0) {
    const kind = (i: number): Axis['kind'] | undefined => label.axes[i]?.kind;
    const picture = across.some((i) => kind(i) === 'width');
    const others = across.filter((i) => !down.includes(i));
    const ordered = line === null && label.role !== 'terms' ? others : lastSlowest(others);
    const inMap = picture ? others.filter((i) => kind(i) === 'width') : ordered.slice(-1);
    const maps = ordered.filter((i) => !inMap.includes(i));
    const width = count(inMap);
    return {
      width: count(maps) * (width + 1) - 1,
      height: count(down),
      grid: { down, across: inMap, picture, gaps: range(count(maps) - 1).map((i) => (i + 1) * (width + 1) - 1) },
      place: (at) => ({ down: index(down, at), across: index(maps, at) * (width + 1) + index(inMap, at) }),
    };
  }
  if (style === 'matrix' && line !== null && across.length > 1) {
    const lines = across.slice(0, -1);
    const columns = across.slice(-1);
    if (count(lines) > 1) {
      return {
        width: count(columns),
        height: count(lines),
        grid: null,
        place: (at) => ({ down: index(lines, at), across: index(columns, at) }),
      };
    }
  }
  const axes = lastSlowest(across);
  return { width: count(across), height: 1, grid: null, place: (at) => ({ down: 0, across: index(axes, at) }) };
}

/** A picture's height goes down, and time does; of two axes of time, as the scores of an attention have, the first. */
function downAxes({ axes }: Label, among: readonly number[]): readonly number[] {
  const time = among.find((i) => axes[i]?.kind === 'time');
  return among.filter((i) => axes[i]?.kind === 'height' || i === time);
}
