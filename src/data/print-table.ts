import { most } from '../util/lists.ts';
import { displayWidth, padded } from '../util/text.ts';
import type { Cell, Column } from './column.ts';

interface Printable {
  readonly columns: readonly Column[];
  readonly rows: number;
  toRows(): readonly Readonly<Record<string, Cell>>[];
}

/** A table as aligned text: numbers on the right, texts on the left, a missing value as a middle dot. */
export function printed(head: Printable, total: number): string {
  const records = head.toRows();
  const columns = head.columns.map(({ name, kind }) => {
    const cells = records.map((record) => cellText(record[name] ?? null));
    const width = most(cells.map(displayWidth), displayWidth(name));
    const align = kind === 'number' ? 'right' : 'left';
    return [name, '─'.repeat(width), ...cells].map((cell) => padded(cell, width, align));
  });
  const lines = Array.from({ length: records.length + 2 }, (_, i) =>
    columns
      .map((cells) => cells[i])
      .join('  ')
      .trimEnd(),
  );
  if (total > records.length) lines.push(`… ${total - records.length} more rows`);
  return lines.join('\n');
}

function cellText(cell: Cell): string {
  if (cell === null) return '·';
  if (typeof cell === 'number') return String(Number(cell.toPrecision(6)));
  return cell.replaceAll(/[\r\n\t]+/g, ' ');
}
