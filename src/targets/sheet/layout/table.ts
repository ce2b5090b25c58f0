import type { Label } from '../../../ir/label.ts';
import type { Node } from '../../../ir/node.ts';
import { arrange, type Arrangement, type Item, type LineKind } from './arrange.ts';

/**
 * The data block: a line per row of the table, features, targets and row weights side by side, their scaling below.
 *
 * @param numbered leave a column for row numbers, which the blocks of batches have as well
 */
export function tableLayout(tables: readonly (readonly [Node, Label])[], rows: number, numbered: boolean): Arrangement {
  const rank = ({ role }: Label): number => ['data', 'target', 'weight'].indexOf(role);
  const hasRows = (l: Label): boolean => l.axes.some((a) => a.kind === 'row');
  const line = (l: Label): LineKind | null =>
    hasRows(l) ? null : l.role === 'offset' || l.role === 'divisor' ? l.role : 'before';
  const items = tables.map(([node, label]): Item => ({
    node,
    label,
    line: line(label),
    cluster: 'data',
    home: hasRows(label)
      ? null
      : (tables.find(([, l]) => l.role === 'data' && hasRows(l) && l.name === label.name)?.[0] ?? null),
  }));
  return arrange(
    items.toSorted((a, b) => rank(a.label) - rank(b.label)),
    rows,
    { skip: numbered ? 1 : 0 },
  );
}
