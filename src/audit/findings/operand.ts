import { fold, parts, print, withParts, type Formula } from '../../workbook/index.ts';
import { sameFormula } from '../formulas.ts';

/**
 * The innermost part of a formula that another formula has otherwise: `F5` and `$F$4`, `*` and `-`. Where the two differ in
 * several places, the smallest part that holds all of them.
 */
export function differing(wrong: Formula, right: Formula): { readonly is: string; readonly should: string } {
  let a = wrong, b = right;
  for (;;) {
    const p = parts(a), q = parts(b);
    if (!sameHead(a, b) || p.length !== q.length) break;
    const places = p.flatMap((x, i) => (sameText(x, q[i] as Formula) ? [] : [i])), [only] = places;
    if (only === undefined || places.length > 1) break;
    a = p[only] as Formula; b = q[only] as Formula;
  }
  if (a.kind === 'binary' && b.kind === 'binary' && a.op !== b.op && sameText(a.left, b.left) && sameText(a.right, b.right)) return { is: a.op, should: b.op };
  if (a.kind === 'call' && b.kind === 'call' && a.name !== b.name && a.args.length === b.args.length && a.args.every((x, i) => sameText(x, b.args[i] as Formula))) return { is: a.name, should: b.name };
  return { is: print(a), should: print(b) };
}

/** Every reference to `to` written with dollar signs, where `was` has another one in its place. */
export function anchored(formula: Formula, was: Formula | undefined): Formula {
  const old = was ? list(was) : [];
  let next = 0;
  return fold<Formula>(formula, (node, p) => {
    const same = withParts(node, p);
    if (node.kind !== 'cell') { if (node.kind === 'range') next++; return same; }
    const before = old[next++];
    return before && !sameFormula(before, node) ? { ...node, rowFixed: true, columnFixed: true } : same;
  });
}
const list = (f: Formula): Formula[] => { const out: Formula[] = []; fold<void>(f, (n) => { if (n.kind === 'cell' || n.kind === 'range') out.push(n); }); return out; };

const sameText = (a: Formula, b: Formula): boolean => a === b || print(a) === print(b);
/** Alike but for their parts. */
const sameHead = (a: Formula, b: Formula): boolean =>
  (a.kind === 'binary' && b.kind === 'binary' && a.op === b.op) || (a.kind === 'unary' && b.kind === 'unary' && a.op === b.op) || (a.kind === 'call' && b.kind === 'call' && a.name === b.name);
