import type { Label } from '../../../ir/label.ts';
import type { Node } from '../../../ir/node.ts';
import { size } from '../../../ir/shape.ts';

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
 * How a step is laid out. `block`: a line per row of the batch, the tutorial's sheet. `matrix`: the same, but weights
 * as
 * matrices, a line per input and a column per neuron. `row`: one line per step, everything side by side.
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
  /** Without the empty line after it. */
  readonly height: number;
  readonly width: number;
  readonly items: readonly Item[];
  readonly place: (node: Node, at: readonly number[]) => { readonly row: number; readonly column: number };
  readonly has: (node: Node) => boolean;
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
  const columns = new Map<Node, { readonly column: number; readonly item: Item; readonly box: Box }>();
  let next = NAMES + skip;
  let cluster: string | undefined;
  const put = (item: Item, box: Box, column: number): void => {
    taken.add(`${item.line ?? 'rows'} ${column}`);
    columns.set(item.node, { column, item, box });
  };
  const own = (item: Item, box: Box): void => {
    if (cluster !== undefined && (cluster !== item.cluster || box.height > 1)) gaps.push(next++);
    cluster = item.cluster;
    if (box.height > 1) next++; // names of its lines
    groups.push({ node: item.node, label: item.label, column: next, width: box.width, height: box.height });
    put(item, box, next);
    next += box.width;
  };
  const under: (readonly [Item, Box])[] = [];
  for (const item of items) {
    const box = boxOf(item, style);
    if (item.home && box.height === 1 && style !== 'row') under.push([item, box]);
    else own(item, box);
  }
  for (const [item, box] of under) {
    const home = item.home && columns.get(item.home);
    const width = groups.find((g) => g.column === home?.column)?.width ?? 0;
    if (home && box.width <= width && !taken.has(`${item.line ?? 'rows'} ${home.column}`)) put(item, box, home.column);
    else own(item, box);
  }

  const tall = Math.max(
    0,
    ...groups.map((g) => (g.height > 1 ? g.height : 0)),
    items.some((i) => i.line === null) && style !== 'row' ? rows : 0,
  );
  const used = new Set(
    [...columns.values()].filter(({ box }) => box.height === 1 && style !== 'row').map(({ item }) => item.line),
  );
  const lines: { kind: LineKind; row: number }[] = [];
  let row = style === 'row' ? 0 : HEADER;
  if (used.has('before')) lines.push({ kind: 'before', row: row++ });
  const firstRow = row;
  row += style === 'row' ? 1 : tall;
  for (const kind of lineKinds) if (kind !== 'before' && used.has(kind)) lines.push({ kind, row: row++ });
  const rowOf = new Map(lines.map((l) => [l.kind, l.row]));

  return {
    style,
    groups,
    gaps,
    lines,
    firstRow,
    rows: style === 'row' ? 1 : rows,
    height: row,
    width: next,
    items,
    has: (node) => columns.has(node),
    place: (node, at) => {
      const c = columns.get(node);
      if (!c) throw new Error(`sheet: ${node.op} has no place in this block`);
      const { down, across } = c.box.place(at);
      const line =
        c.item.line === null || c.box.height > 1 || style === 'row' ? firstRow : (rowOf.get(c.item.line) ?? firstRow);
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

/** The cells of one value: those of one row of the batch, or all. */
interface Box {
  readonly width: number;
  readonly height: number;
  readonly place: (at: readonly number[]) => { readonly down: number; readonly across: number };
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
    return { width: size(shape), height: 1, place: (at) => ({ down: 0, across: index(axes, at) }) };
  }
  if (style === 'matrix' && line !== null && across.length > 1) {
    const lines = across.slice(0, -1);
    const columns = across.slice(-1);
    if (count(lines) > 1) {
      return {
        width: count(columns),
        height: count(lines),
        place: (at) => ({ down: index(lines, at), across: index(columns, at) }),
      };
    }
  }
  const axes = lastSlowest(across);
  return {
    width: count(across),
    height: 1,
    place: (at) => ({ down: line === null ? (at[rowed] ?? 0) : 0, across: index(axes, at) }),
  };
}
