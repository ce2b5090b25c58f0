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

/** Columns that belong to one value, and to those that stand under it. */
export interface Group { readonly node: Node; readonly label: Label; readonly column: number; readonly width: number }

/** Where the cells of some values lie, counted from the top left of their block. */
export interface Arrangement {
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
const HEADER = 2;
/** The names of the lines. */
const NAMES = 1;

/**
 * Values along the row axis become columns, one line per row of the batch; the others become lines above or below, under
 * the columns of what they belong to: a weight's update under the weight, an average under what it is the average of.
 *
 * @param items in the order in which their columns shall stand
 * @param skip columns left empty after the names
 */
export function arrange(items: readonly Item[], rows: number, skip = 0): Arrangement {
  const groups: Group[] = [], gaps: number[] = [];
  const taken = new Set<string>();
  const columns = new Map<Node, { column: number; line: LineKind | null; label: Label }>();
  let next = NAMES + skip, cluster: string | undefined;
  const own = (item: Item): void => {
    if (cluster !== undefined && cluster !== item.cluster) gaps.push(next++);
    cluster = item.cluster;
    const width = size(columnShape(item.node, item.label));
    groups.push({ node: item.node, label: item.label, column: next, width });
    put(item, next);
    next += width;
  };
  const put = (item: Item, column: number): void => {
    taken.add(`${item.line ?? 'rows'} ${column}`);
    columns.set(item.node, { column, line: item.line, label: item.label });
  };
  for (const item of items) if (!item.home) own(item);
  for (const item of items) {
    if (!item.home) continue;
    const home = columns.get(item.home), width = size(columnShape(item.node, item.label));
    const fits = home && width <= (groups.find((g) => g.column === home.column)?.width ?? 0) && !taken.has(`${item.line ?? 'rows'} ${home.column}`);
    if (fits) put(item, home.column);
    else own(item);
  }

  const used = new Set(items.map((i) => i.line)), lines: { kind: LineKind; row: number }[] = [];
  let row = HEADER;
  if (used.has('before')) lines.push({ kind: 'before', row: row++ });
  const firstRow = row;
  row += items.some((i) => i.line === null) ? rows : 0;
  for (const kind of lineKinds) if (kind !== 'before' && used.has(kind)) lines.push({ kind, row: row++ });
  const rowOf = new Map(lines.map((l) => [l.kind, l.row]));

  return {
    groups, gaps, lines, firstRow, rows, height: row, width: next, items,
    has: (node) => columns.has(node),
    place: (node, at) => {
      const c = columns.get(node);
      if (!c) throw new Error(`sheet: ${node.op} has no place in this block`);
      const line = c.line === null ? firstRow + (at[rowAxis(c.label)] ?? 0) : rowOf.get(c.line) ?? HEADER;
      return { row: line, column: c.column + columnOf(node, c.label, at) };
    },
  };
}

const rowAxis = (label: Label): number => label.axes.findIndex((a) => a.kind === 'row');
const columnAxes = (label: Label, node: Node): number[] => node.shape.map((_, i) => i).filter((i) => label.axes[i]?.kind !== 'row');

/** Sizes of the axes that lie along the columns. */
export const columnShape = (node: Node, label: Label): number[] => columnAxes(label, node).map((i) => node.shape[i] ?? 1);

/** The last axis counts slowest, so that the weights of one neuron stand side by side, in the order of its inputs. */
function columnOf(node: Node, label: Label, at: readonly number[]): number {
  const axes = columnAxes(label, node), last = axes.at(-1);
  if (last === undefined) return 0;
  return [last, ...axes.slice(0, -1)].reduce((n, axis) => n * (node.shape[axis] ?? 1) + (at[axis] ?? 0), 0);
}
