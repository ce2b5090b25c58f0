/**
 * The prelude of a program: scalars that depend only on settings, numbers and the step (learning-rate schedules, Adam's
 * 1 - β₂ᵗ, counters). They are computed once per step in f64 and rounded once, because f32 gets 1 - β₂ᵗ wrong by 1e-5
 * and cannot count past 16,777,216.
 */
import { isOp, type Node } from '../../ir/node.ts';
import { primitive } from '../../ir/primitives.ts';
import { inputsFrom, type Program } from '../../ir/program.ts';

/**
 * How a named input is kept in memory: `exact`, one f64; `whole`, i32 row numbers; `real`, numbers of the target's
 * precision.
 */
export type Storage = 'exact' | 'whole' | 'real';

/** The nodes of a program's prelude, each after its inputs; `exact` says which state is in f64. */
export function preludeOf(p: Program, exact: ReadonlySet<string>): Set<Node> {
  const prelude = new Set<Node>();
  for (const n of p.nodes) {
    if (n.shape.length > 0) continue;
    const known = isOp(n, 'input')
      ? n.attrs.from === 'setting' || (n.attrs.from === 'state' && exact.has(n.attrs.name))
      : isOp(n, 'constant') || (primitive(n.op).kind === 'elementwise' && n.inputs.every((x) => prelude.has(x)));
    if (known) prelude.add(n);
  }
  return prelude;
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

/** Feeds and tables that say which row somewhere: whole numbers, kept as i32. */
export function rowNumbers(programs: readonly Program[]): Set<string> {
  const rows = programs
    .flatMap((p) => p.nodes)
    .filter((n) => n.op === 'gather' || n.op === 'scatterAdd')
    .map((n) => n.inputs[1]);
  return new Set(
    rows.flatMap((x) =>
      x && isOp(x, 'input') && (x.attrs.from === 'feed' || x.attrs.from === 'table') ? [x.attrs.name] : [],
    ),
  );
}
