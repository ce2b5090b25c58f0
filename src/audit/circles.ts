import { spend } from '../lift/budget.ts';
import type { Anchor, Formula } from '../workbook/index.ts';
import { fold, withParts } from '../workbook/index.ts';
import { replaceOperand, sameFormula } from './formulas.ts';
import type { GridCell } from './grid.ts';
import type { Work } from './work.ts';

/**
 * The change of one formula, wherever it was filled, after which it no longer reads its own result. Of several, the one
 * after which most updates match the derivative.
 */
export function breakCircle(work: Work): { readonly work: Work; readonly formulas: Map<number, Formula> } | undefined {
  const before = work.graph.circles.reduce((n, c) => n + c.length, 0);
  const found = candidates(work)
    .filter((c) => opens(work, c.formulas))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, repairsFor(work.grid.cells.length))
    .map((c) => {
      const next = work.with(c.formulas);
      const left = next.graph.circles.reduce((n, g) => n + g.length, 0);
      const right = next.judged.reduce((n, j) => n + j.step.chains.length - j.verdict.wrong.length, 0);
      return { ...c, work: next, left, right };
    })
    .filter((c) => c.left < before);
  return found.sort(
    (a, b) => b.right - a.right || a.left - b.left || a.work.wrong - b.work.wrong || a.cost - b.cost,
  )[0];
}
/** Repairs that are tried; each is a whole workbook anew, so of a large one fewer, and of a very large one none. */
export const repairsFor = (cells: number): number => (cells > 50_000 ? 0 : Math.min(24, Math.floor(480_000 / cells)));

/** Formulas that are made for candidates, all together. */
const MOST_MADE = 300_000;

interface Candidate {
  readonly formulas: Map<number, Formula>;
  readonly cost: number;
}

/** Formulas in circles, filled alike, with references put where they would not close one. */
function candidates(work: Work): Candidate[] {
  const { grid, graph } = work;
  const groups = new Map<string, GridCell[]>();
  const out: Candidate[] = [];
  for (const id of graph.circles.flat()) {
    const cell = grid.cell(id);
    if (!cell.formula || cell.content !== 'formula') continue;
    const key = `${graph.form(id)}|${cell.operands.map((o) => placeOf(work, cell, o.ids[0] ?? 0)).join(' ')}`;
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  const all = byForm(work);
  let made = 0;
  for (const cells of groups.values()) {
    for (const change of changesOf(work, cells[0])) {
      const alike = all.get(graph.form(cells[0]?.id ?? 0)) ?? [];
      made += alike.length;
      if (made > MOST_MADE && out.length > 0) return out;
      const formulas = new Map<number, Formula>();
      const lines = new Set(cells.flatMap((c) => [`${c.sheet} row ${c.row}`, `${c.sheet} column ${c.column}`]));
      // filled alike in the same row or column, though at its end no circle closes
      for (const c of alike) {
        if (!lines.has(`${c.sheet} row ${c.row}`) && !lines.has(`${c.sheet} column ${c.column}`)) continue;
        const f = change.make(c);
        if (f && c.formula && !sameFormula(f, c.formula)) formulas.set(c.id, f);
      }
      if (formulas.size > 0) out.push({ formulas, cost: change.cost });
    }
  }
  return out;
}
function byForm({ grid, graph }: Work): Map<string, GridCell[]> {
  const out = new Map<string, GridCell[]>();
  for (const c of grid.cells) {
    if (c.content === 'formula') {
      const list = out.get(graph.form(c.id));
      if (list) list.push(c);
      else out.set(graph.form(c.id), [c]);
    }
  }
  return out;
}
function placeOf({ grid }: Work, from: GridCell, id: number): string {
  const to = grid.cell(id);
  return `${to.sheet - from.sheet},${to.row - from.row},${to.column - from.column}`;
}

interface Change {
  readonly cost: number;
  readonly make: (cell: GridCell) => Formula | undefined;
}
function changesOf(work: Work, example: GridCell | undefined): Change[] {
  if (!example) return [];
  const out: Change[] = [];
  const seen = new Set<string>();
  const { grid } = work;
  // a reference that moved along as it was filled: what the first of the filled ones reads
  example.operands.forEach((o, index) => {
    if (o.ids.length === 1) {
      for (const [r, c] of [
        [-1, 0],
        [0, -1],
      ] as const) {
        out.push({ cost: 1.1, make: (cell) => anchored(work, cell, index, r, c) });
      }
    }
  });
  for (const o of example.operands) {
    const first = grid.cell(o.ids[0] ?? 0);
    const rows = first.row - example.row;
    const columns = first.column - example.column;
    if (o.ids.length === 1) {
      // a step or a sample too far: all references so far
      for (const axis of ['row', 'column'] as const) {
        const by = axis === 'row' ? rows : columns;
        if (by !== 0) {
          for (const to of [0, by - Math.sign(by), -by]) {
            if (to === by || seen.has(`${axis} ${by}→${to}`)) continue;
            seen.add(`${axis} ${by}→${to}`);
            out.push({
              cost: (to === 0 ? 1 : 1.5) + 0.01 * Math.abs(by - to),
              make: (cell) =>
                moved(cell, (a) => (a[axis] - cell[axis] === by ? { ...a, [axis]: cell[axis] + to } : a), undefined),
            });
          }
        }
      }
    } else {
      for (const [top, left, bottom, right] of [
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 1],
        [1, 1, 0, 0],
        [0, 0, 2, 0],
        [0, 0, 0, 2],
      ] as const) {
        // a range that takes the sum in
        if (o.rows - top - bottom < 1 || o.columns - left - right < 1) continue;
        const kept = o.ids.filter((_, i) => {
          const r = Math.floor(i / o.columns);
          const c = i % o.columns;
          return r >= top && r < o.rows - bottom && c >= left && c < o.columns - right;
        });
        const forms = new Set(kept.map((id) => `${grid.cell(id).content}${work.graph.form(id)}`)).size;
        out.push({
          cost: 1 + 0.1 * (top + left + bottom + right) + 0.2 * (forms - 1),
          make: (cell) =>
            moved(cell, undefined, (from, to) =>
              from.row - cell.row === rows &&
              from.column - cell.column === columns &&
              to.row - from.row === o.rows - 1 &&
              to.column - from.column === o.columns - 1
                ? [
                    { ...from, row: from.row + top, column: from.column + left },
                    { ...to, row: to.row - bottom, column: to.column - right },
                  ]
                : [from, to],
            ),
        });
      }
    }
  }
  return out;
}
function moved(
  cell: GridCell,
  one: ((a: Extract<Formula, { kind: 'cell' }>) => Extract<Formula, { kind: 'cell' }>) | undefined,
  box: ((from: Anchor, to: Anchor) => readonly [Anchor, Anchor]) | undefined,
): Formula | undefined {
  let off = false;
  const f =
    cell.formula &&
    fold<Formula>(cell.formula, (node, parts) => {
      if (node.kind === 'cell' && one && node.sheet === undefined) {
        const a = one(node);
        off ||= a.row < 0 || a.column < 0;
        return a;
      }
      if (node.kind === 'range' && box && node.sheet === undefined) {
        const [from, to] = box(node.from, node.to);
        return from === node.from && to === node.to
          ? node
          : from.row === to.row && from.column === to.column
            ? { kind: 'cell', ...from }
            : { ...node, from, to };
      }
      return withParts(node, parts);
    });
  return off ? undefined : f;
}

function anchored(work: Work, cell: GridCell, index: number, r: number, c: number): Formula | undefined {
  const { grid } = work;
  const top = endOf(work, cell, r, c);
  const from = top.operands[index]?.ids[0];
  const own = cell.operands[index]?.ids[0];
  if (
    top === cell ||
    from === undefined ||
    own === undefined ||
    !cell.formula ||
    placeOf(work, top, from) !== placeOf(work, cell, own)
  ) {
    return undefined;
  }
  return replaceOperand(grid, cell.formula, index, cell, { first: from, last: from });
}

/** The last of the cells of one form that stand in a row from this one. */
function endOf(work: Work, cell: GridCell, r: number, c: number): GridCell {
  const { grid, graph } = work;
  const known = ends.get(work) ?? new Map<string, number>();
  const way: number[] = [];
  ends.set(work, known);
  let top = cell;
  for (;;) {
    const end = known.get(`${top.id},${r},${c}`);
    if (end !== undefined) {
      top = grid.cell(end);
      break;
    }
    way.push(top.id);
    const next = grid.find(top.sheet, top.row + r, top.column + c);
    if (next === undefined || graph.form(next) !== graph.form(cell.id)) break;
    top = grid.cell(next);
  }
  for (const id of way) known.set(`${id},${r},${c}`, top.id);
  return top;
}
const ends = new WeakMap<Work, Map<string, number>>();

/** With these formulas, is each of them free of its own result? */
function opens({ grid, graph }: Work, formulas: ReadonlyMap<number, Formula>): boolean {
  const reads = new Map(
    [...formulas].map(([id, f]) => [id, grid.operands(f, grid.cell(id).sheet).flatMap((o) => o.ids)]),
  );
  const seen = new Set<number>();
  const open = new Set<number>();
  for (const start of formulas.keys()) {
    const stack = [{ id: start, next: 0 }];
    if (seen.has(start)) continue;
    open.add(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const list = reads.get(top.id) ?? graph.reads[top.id] ?? [];
      const r = list[top.next++];
      spend(1);
      if (r === undefined) {
        seen.add(top.id);
        open.delete(top.id);
        stack.pop();
        continue;
      }
      if (open.has(r)) {
        if (formulas.has(r) || isBetween(stack, r, formulas)) return false;
        continue;
      }
      if (seen.has(r)) continue;
      open.add(r);
      stack.push({ id: r, next: 0 });
    }
  }
  return true;
}

/** Does one of the changed formulas stand on the way from a cell to the end of the stack? */
function isBetween(
  stack: readonly { readonly id: number }[],
  from: number,
  formulas: ReadonlyMap<number, Formula>,
): boolean {
  for (let i = stack.length - 1; i >= 0; i--) {
    const { id } = stack[i] ?? { id: from };
    spend(1);
    if (formulas.has(id)) return true;
    if (id === from) return false;
  }
  return false;
}
