import { isOp, refuseSeveral, type Node } from '../ir/node.ts';
import { primitive } from '../ir/primitives.ts';
import type { Program } from '../ir/program.ts';
import { sources } from '../ir/read.ts';
import { offset, position, range, size } from '../ir/shape.ts';
import { append } from '../util/lists.ts';
import type { Cell, Range, Story } from './cell.ts';
import { cellAt, expression } from './expression.ts';
import { cellsIn, ranges } from './ranges.ts';

/** The cells that a cell's expression reads. */
export const precedents = (story: Story, cell: Cell): Range[] => ranges(cellsIn(expression(story, cell)));

/** The cells whose expressions read this one: the walk of `expression`, forwards. */
export function dependents(story: Story, cell: Cell): Range[] {
  const moments = cell.t.length > 0 ? [cell.t[0] ?? 0] : range(story.moments);
  const found = moments.flatMap((t) => candidates(story, cell, t));
  const key = (c: Cell): string => `${c.at.join()}@${c.t.join()}`;
  // A factor may turn out to be 0, or a branch never taken: what counts is what the expression says.
  return ranges(
    found.filter((c) => cellsIn(expression(story, c)).some((p) => p.value === cell.value && key(p) === key(cell))),
  );
}

/**
 * Cells that a walk from `cell` through views and unnamed values meets first, at moment t and at the beginning of the
 * next.
 */
function candidates(story: Story, cell: Cell, t: number): Cell[] {
  const program = story.program(t);
  const out: Cell[] = [];
  const reached = new Map<Node, Set<number>>([[cell.value, new Set([offset(cell.value.shape, cell.at)])]]);
  for (const node of program.nodes) {
    const here = new Set<number>();
    node.inputs.forEach((x, i) => {
      const from = reached.get(x);
      if (from) forward(story, node, i, from, t, here);
    });
    if (here.size === 0) continue;
    if (story.blocks.has(node)) for (const e of here) out.push(cellAt(node, position(node.shape, e), t));
    else reached.set(node, here);
  }
  if (t + 1 < story.moments) append(out, carried(story.program(t + 1), program, reached, t + 1));
  return out;
}

/** State at the next moment: cells that repeat an output of this one. */
function carried(next: Program, now: Program, reached: ReadonlyMap<Node, ReadonlySet<number>>, t: number): Cell[] {
  return Object.entries(now.outputs).flatMap(([name, output]) => {
    const input = next.inputs[name];
    const elements = reached.get(output);
    return input?.attrs.from === 'state' && elements
      ? [...elements].map((e) => cellAt(input, position(input.shape, e), t))
      : [];
  });
}

/** Adds to `here` the elements of `node` that read the elements `from` of its input number `i`. */
function forward(story: Story, node: Node, i: number, from: ReadonlySet<number>, t: number, here: Set<number>): void {
  const row = primitive(node.op);
  const [a, b] = node.inputs;
  const x = node.inputs[i];
  if (!a || !x) return;
  switch (row.kind) {
    case 'leaf':
      return;
    case 'elementwise':
      for (const e of from) here.add(e);
      return;
    case 'view': {
      const read = row.read(a.shape, node.attrs as never);
      if (!read) for (const e of from) here.add(e);
      else {
        sources(read, a.shape).forEach((s, o) => {
          if (from.has(s)) here.add(o);
        });
      }
      return;
    }
    case 'reduce': {
      const { axes } = node.attrs as { axes: readonly number[] }; // both rows of the kind have it
      for (const e of from) {
        here.add(
          offset(
            node.shape,
            position(a.shape, e).filter((_, axis) => !axes.includes(axis)),
          ),
        );
      }
      return;
    }
    case 'contract': {
      const [m = 1, n = 1] = node.shape.slice(-2);
      for (const e of from) {
        const at = position(x.shape, e);
        const lead = at.slice(0, -2);
        for (const k of range(i === 0 ? n : m)) {
          here.add(offset(node.shape, i === 0 ? [...lead, at.at(-2) ?? 0, k] : [...lead, k, at.at(-1) ?? 0]));
        }
      }
      return;
    }
    case 'gather': {
      const width = size(node.shape.slice(1));
      const known = b && isOp(b, 'input') ? story.known?.(b, t) : null;
      for (const e of from) {
        const row = i === 0 ? Math.floor(e / width) : e;
        const columns = i === 0 ? [e % width] : range(width);
        const rows = isOp(node, 'gather')
          ? i === 1
            ? [row]
            : range(node.shape[0] ?? 0).filter((r) => !known || known[r] === row)
          : i === 0 && known
            ? [known[row] ?? -1]
            : range(node.shape[0] ?? 0);
        for (const r of rows) for (const c of columns) if (r >= 0) here.add(r * width + c);
      }
      return;
    }
    case 'several':
    case 'part':
      return refuseSeveral('cells', node);
    default:
      return row satisfies never;
  }
}
