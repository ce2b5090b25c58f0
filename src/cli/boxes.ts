import { most } from '../util/lists.ts';
import { brief } from '../util/text.ts';
import { visibleWidth } from './terminal.ts';

export interface Boxed {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of each column; default left. */
  readonly align?: readonly ('left' | 'right')[];
}

/** A table in boxes, as Keras draws a model's summary. A wide character takes two columns; paint takes none. */
export function boxes({ head, rows: all, align = [] }: Boxed): string {
  const rows = all.map(shortened);
  const widths = head.map((title, i) =>
    most(
      rows.map((row) => visibleWidth(row[i] ?? '')),
      visibleWidth(title),
    ),
  );
  const rule = (left: string, line: string, middle: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(middle) + right;
  const cells = (row: readonly string[], bar: string): string =>
    `${bar} ${widths.map((width, i) => padded(row[i] ?? '', width, align[i])).join(` ${bar} `)} ${bar}`;
  return [
    rule('┏', '━', '┳', '┓'),
    cells(head, '┃'),
    rule('┡', '━', '╇', '┩'),
    ...rows.flatMap((row, i) => (i === 0 ? [cells(row, '│')] : [rule('├', '─', '┼', '┤'), cells(row, '│')])),
    rule('└', '─', '┴', '┘'),
  ].join('\n');
}

/** Rows under each other without lines, two blanks between the columns. */
export function columns(all: readonly (readonly string[])[], align: readonly ('left' | 'right')[] = []): string {
  const rows = all.map(shortened);
  const count = most(
    rows.map((row) => row.length),
    0,
  );
  const widths = Array.from({ length: count }, (_, i) =>
    most(
      rows.map((row) => visibleWidth(row[i] ?? '')),
      0,
    ),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => padded(cell, widths[i] ?? 0, align[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Every row is made as wide as the widest: one long name in a file would be as many blanks in each. */
const shortened = (row: readonly string[]): readonly string[] => row.map((cell) => brief(cell, 1000));

/**
 * The text broken into lines of at most `width` columns: Latin at blanks, Chinese anywhere but before closing marks.
 */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const piece of text.match(
    /[（「『]*(?:[\p{Script=Han}\u3000-\u303f\uff00-\uff65]|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uff65]+)[，。：；！？、）」』]*|\s+/gu,
  ) ?? []) {
    if (visibleWidth(line + piece) > width && line.trim() !== '' && !/^\s/.test(piece)) {
      lines.push(line.trimEnd());
      line = indent;
    }
    if (!(line === indent && /^\s+$/.test(piece))) line += piece;
  }
  return [...lines, line.trimEnd()].join('\n');
}

/** A cell is one line, whatever its text. */
function padded(cell: string, width: number, align?: 'left' | 'right'): string {
  const text = cell.replaceAll('\n', '\\n');
  const blanks = ' '.repeat(Math.max(0, width - visibleWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
}
