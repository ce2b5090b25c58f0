import type { Finding, FindingClass, Severity } from '../report.ts';
import { inOrder, typed, type Case } from '../case.ts';

/** A finding that only says where and what: no repair, no cost. */
export function plain(
  { grid }: Pick<Case, 'grid'>,
  severity: Severity,
  of: FindingClass,
  ids: Iterable<number>,
  facts: Finding['facts'],
  showFormula = true,
): Finding {
  const cells = inOrder(grid, new Set(ids));
  const [first] = cells;
  return {
    severity,
    class: of,
    cells: cells.map((id) => grid.name(id)),
    formula: showFormula && first !== undefined ? typed(grid, first) : null,
    expected: null,
    operand: null,
    repair: [],
    consequences: [],
    cost: null,
    facts,
  };
}

/** Lists of cells by a key, in order of appearance. */
export class Groups {
  readonly lists = new Map<string, number[]>();
  add(key: string, id: number): void {
    const list = this.lists.get(key);
    if (list) list.push(id);
    else this.lists.set(key, [id]);
  }
}
