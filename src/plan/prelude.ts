/**
 * The prelude of a program: scalars that depend only on settings, numbers and the step (learning-rate schedules, Adam's
 * 1 - β₂ᵗ, counters). They are computed once per step in f64 and rounded once, because f32 gets 1 - β₂ᵗ wrong by 1e-5
 * and cannot count past 16,777,216.
 */
import { isOp, type Node } from '../ir/node.ts';
import { primitive } from '../ir/primitives.ts';
import { inputsFrom, type Program } from '../ir/program.ts';
import { underReshapes } from './expression.ts';

/**
 * How a named input is kept in memory: `exact`, one f64; `whole`, i32 row numbers; `real`, numbers of the target's
 * precision.
 */
export type Storage = 'exact' | 'whole' | 'real';

/** The nodes of a program's prelude, each after its inputs; `exact` says which state is in f64. */
export function preludeOf(p: Program, exact: ReadonlySet<string>): Set<Node> {
  const prelude = new Set<Node>();
  for (const n of p.nodes) {
    if (n.results || n.shape.length > 0) continue;
    if (isPrelude(n, prelude, exact)) prelude.add(n);
  }
  return prelude;
}

function isPrelude(n: Node, prelude: ReadonlySet<Node>, exact: ReadonlySet<string>): boolean {
  const row = primitive(n.op);
  switch (row.kind) {
    case 'leaf':
      if (isOp(n, 'input')) return n.attrs.from === 'setting' || (n.attrs.from === 'state' && exact.has(n.attrs.name));
      return isOp(n, 'constant');
    case 'elementwise':
      return n.inputs.every((x) => prelude.has(x));
    case 'view':
    case 'reduce':
    case 'contract':
    case 'gather':
    case 'several':
    case 'part':
      return false;
    default:
      return row satisfies never;
  }
}

/** Scalar state that every program computes in its prelude: `step`, counts. */
export function exactState(programs: readonly Program[]): Set<string> {
  const exact = new Set(
    programs.flatMap((p) =>
      inputsFrom(p, 'state')
        .filter((n) => n.shape.length === 0)
        .map((n) => n.attrs.name),
    ),
  );
  for (let before = -1; before !== exact.size;) {
    before = exact.size;
    for (const p of programs) {
      const prelude = preludeOf(p, exact);
      for (const [name, n] of Object.entries(p.outputs)) if (exact.has(name) && !prelude.has(n)) exact.delete(name);
    }
  }
  return exact;
}

/** How each named input of a run is kept. */
export function storageOf(programs: readonly Program[], exact: ReadonlySet<string>): (n: Node<'input'>) => Storage {
  const rows = rowNumbers(programs);
  for (const name of elementNames(programs)) rows.delete(name); // a loop reads numbers
  return ({ attrs, shape }) =>
    shape.length === 0 && (attrs.from === 'setting' || (attrs.from === 'state' && exact.has(attrs.name)))
      ? 'exact'
      : rows.has(attrs.name)
        ? 'whole'
        : 'real';
}

/** Feeds and tables that say which row somewhere: whole numbers. */
function rowNumbers(programs: readonly Program[]): Set<string> {
  const said = programs.flatMap((p) => p.nodes).map(rowsSaidBy);
  return new Set(
    said.flatMap((x) =>
      x && isOp(x, 'input') && (x.attrs.from === 'feed' || x.attrs.from === 'table') ? [x.attrs.name] : [],
    ),
  );
}

/** Inputs that a loop over time reads as they are. */
const elementNames = (programs: readonly Program[]): string[] =>
  programs.flatMap(({ nodes }) =>
    nodes
      .filter((n) => isOp(n, 'scan'))
      .flatMap((n) => n.inputs.map(underReshapes))
      .flatMap((x) => (isOp(x, 'input') ? [x.attrs.name] : [])),
  );

/** The input of `n` that says which rows. */
function rowsSaidBy(n: Node): Node | undefined {
  const row = primitive(n.op);
  switch (row.kind) {
    case 'gather':
      return n.inputs[1];
    case 'leaf':
    case 'elementwise':
    case 'view':
    case 'reduce':
    case 'contract':
    case 'several':
    case 'part':
      return undefined;
    default:
      return row satisfies never;
  }
}
