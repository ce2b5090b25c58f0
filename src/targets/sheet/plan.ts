import type { ProgramView } from '../../cells/index.ts';
import { GradsheetError } from '../../errors.ts';
import { verbatim, type Words } from '../../words.ts';
import type { Label } from '../../ir/label.ts';
import { isOp, type Node } from '../../ir/node.ts';
import { size } from '../../ir/shape.ts';
import { most } from '../../util/lists.ts';
import { MAX_COLUMNS, MAX_ROWS } from '../../workbook/index.ts';
import { HEADER, restrict, type Arrangement, type LayoutStyle } from './layout/arrange.ts';
import { blockLayout } from './layout/block.ts';
import { tableLayout } from './layout/table.ts';
import { words } from '../error-words.ts';

/** Cells of one workbook: beyond it spreadsheet programs need minutes to open it. */
export const MAX_SHEET_CELLS = 500_000;

/** Where everything lies, before a number is computed. Rows and columns count from 0. */
export interface Plan {
  readonly data: Block;
  /** Row numbers stand beside the data, because the batches name their rows by them. */
  readonly numbered: boolean;
  readonly settings: ReadonlyMap<Node, { readonly row: number; readonly column: number }>;
  /** One per moment. */
  readonly blocks: readonly Block[];
  readonly predict: Block | null;
  /** Rows that never train stand below the data. */
  readonly holdOut: { readonly top: number; readonly rows: number };
  readonly labels: ReadonlyMap<Node, Label>;
  readonly size: SheetSize;
}
export interface Block {
  readonly top: number;
  readonly at: Arrangement;
  /** Where the names of its groups and columns stand; null: above an earlier block. */
  readonly heading: number | null;
}
export interface SheetSize {
  readonly rows: number;
  readonly columns: number;
  readonly cells: number;
  readonly steps: number;
}

export interface Scenes {
  readonly moments: readonly ProgramView[];
  readonly predict: ProgramView | null;
  /** Blocks whose numbers everyone knows: row numbers where each step sees all rows. */
  readonly hidden: ReadonlySet<Node>;
  /** How many rows never train; absent: none. */
  readonly holdOut?: number;
}

/** Title, settings and a hint stand above the data. */
const DATA_TOP = 4;
/** A chart stands beside the data. */
const CHART_ROWS = 12;

/** @throws GradsheetError `too-large` with what to lower */
export function plan({ moments, predict, hidden, holdOut = 0 }: Scenes, style: LayoutStyle = 'block'): Plan {
  const labels = new Map([...new Set(moments), ...(predict ? [predict] : [])].flatMap((s) => [...s.blocks]));
  const from = (kind: 'table' | 'setting'): (readonly [Node, Label])[] =>
    [...labels].filter(([n]) => isOp(n, 'input') && n.attrs.from === kind);
  const tables = from('table');
  const dataRows = most(
    tables.flatMap(([n, l]) => n.shape.filter((_, i) => l.axes[i]?.kind === 'row')),
    0,
  );
  const numbered = [...labels].some(([n, l]) => l.role === 'rows' && !hidden.has(n));
  const data: Block = { top: DATA_TOP, at: tableLayout(tables, dataRows, numbered), heading: DATA_TOP };
  const settings = new Map(from('setting').map(([n], i) => [n, { row: 1, column: 1 + 3 * i }]));

  const arranged = new Map<ProgramView, Arrangement>();
  // one empty line before each picture
  const { height, rowHeight, rowLines, rows } = data.at;
  const holdOutTop = height + (holdOut > 0 ? rows * rowHeight - rowLines : 0);
  let top = DATA_TOP + Math.max(holdOutTop + holdOut * rowHeight, CHART_ROWS) + 1;
  const blocks: Block[] = [];
  for (const s of moments) {
    const before = blocks.at(-1)?.at;
    const inside = before && [...s.blocks.keys()].every((n) => before.has(n) || hidden.has(n) || isFixed(n));
    const at =
      arranged.get(s) ??
      (style === 'row' && inside ? restrict(before, new Set(s.blocks.keys())) : blockLayout(s, style, hidden));
    arranged.set(s, at);
    if (style !== 'row') {
      blocks.push({ top, at, heading: top });
      top += at.height + 1;
    } else if (inside) {
      blocks.push({ top: top++, at, heading: null });
    } else {
      if (before) top++;
      blocks.push({ top: top + HEADER, at, heading: top });
      top += HEADER + 1;
    }
  }
  const whole = [data, ...blocks];
  const total: SheetSize = {
    rows: top,
    columns: most(whole.map((b) => b.at.width + (holdOut > 0 && b === data ? 1 : 0))),
    steps: moments.length,
    cells: whole.reduce((n, b) => n + cellsOf(b.at), 0) + holdOut * rowWidth(data.at),
  };
  check(total);
  return {
    data,
    numbered,
    settings,
    holdOut: { top: DATA_TOP + holdOutTop, rows: holdOut },
    blocks,
    predict: predict ? { top: 3, at: blockLayout(predict, style === 'row' ? 'block' : style), heading: 3 } : null,
    labels,
    size: total,
  };
}

/**
 * Refuses a training that cannot fit by a few of its moments, before all are listed: a million epochs are a million
 * times
 * the same block.
 *
 * @param some moments of every kind there is
 * @param times how often each of them comes; absent: once
 * @throws GradsheetError `too-large` with what to lower
 */
export function refuseTooLarge(
  { moments, hidden }: Scenes,
  times: ReadonlyMap<ProgramView, number>,
  style: LayoutStyle = 'block',
): void {
  let cells = 0;
  let steps = 0;
  for (const s of new Set(moments)) {
    const often = times.get(s) ?? 1;
    steps += often;
    cells += often * cellsOf(blockLayout(s, style, hidden));
  }
  check({ rows: 0, columns: 0, cells, steps });
}

/** How many numbers one row of the table has. */
const rowWidth = (a: Arrangement): number =>
  a.items.reduce((n, i) => n + (i.line === null ? size(i.node.shape) / Math.max(1, a.rows) : 0), 0);
/** How many numbers stand in a block. */
export const cellsOf = (a: Arrangement): number => a.items.reduce((n, i) => n + size(i.node.shape), 0);
const isFixed = (n: Node): boolean => isOp(n, 'input') && (n.attrs.from === 'table' || n.attrs.from === 'setting');

function check({ rows, columns, cells, steps }: SheetSize): void {
  const refuse = (expected: Words, received: Words, hint: Words): never => {
    throw new GradsheetError('too-large', { where: words('workbook'), expected, received, hint });
  };
  const each = Math.max(1, Math.floor(MAX_SHEET_CELLS / Math.max(1, cells / steps)));
  if (cells > MAX_SHEET_CELLS) {
    refuse(
      words('at most {} cells', MAX_SHEET_CELLS.toLocaleString('en')),
      words('{} in {} steps', cells.toLocaleString('en'), steps),
      words('Fewer epochs (about {} steps fit), larger batches, fewer rows or smaller layers make it smaller.', each),
    );
  }
  if (rows > MAX_ROWS) {
    refuse(
      words('at most {} rows', MAX_ROWS.toLocaleString('en')),
      verbatim(rows.toLocaleString('en')),
      words('Fewer epochs or fewer rows make it shorter.'),
    );
  }
  if (columns > MAX_COLUMNS) {
    refuse(
      words('at most {} columns', MAX_COLUMNS.toLocaleString('en')),
      verbatim(columns.toLocaleString('en')),
      words('Smaller layers or fewer features make it narrower.'),
    );
  }
}
