import { fold, parts, print, withParts, type Formula } from '../workbook/index.ts';
import { sameFormula } from './formulas.ts';

/**
 * The innermost part of a formula that another formula has otherwise: `F5` and `$F$4`, `*` and `-`. Where the two
 * differ in
 * several places, the smallest part that holds all of them.
 */
export function differing(wrong: Formula, right: Formula): { readonly is: string; readonly should: string } {
  let a = wrong;
  let b = right;
  for (;;) {
    const p = parts(a);
    const q = parts(b);
    if (!sameHead(a, b) || p.length !== q.length) break;
    const places = p.flatMap((x, i) => (sameText(x, q[i] as Formula) ? [] : [i]));
    const [only] = places;
    if (only === undefined || places.length > 1) break;
    a = p[only] as Formula;
    b = q[only] as Formula;
  }
  if (
    a.kind === 'binary' &&
    b.kind === 'binary' &&
    a.op !== b.op &&
    sameText(a.left, b.left) &&
    sameText(a.right, b.right)
  ) {
    return { is: a.op, should: b.op };
  }
  if (
    a.kind === 'call' &&
    b.kind === 'call' &&
    a.name !== b.name &&
    a.args.length === b.args.length &&
    a.args.every((x, i) => sameText(x, b.args[i] as Formula))
  ) {
    return { is: a.name, should: b.name };
  }
  return { is: print(a), should: print(b) };
}

/**
 * The right formula in its author's hand: where the wrong one already reads the cell that is meant, or one that repeats
 * it, its reference stays; `anchor`: what replaces others has dollar signs, as it must not move when filled down.
 */
export function inHand(
  right: Formula,
  wrong: Formula | undefined,
  alike: (a: Formula, b: Formula) => boolean,
  anchor: boolean,
): Formula {
  const old = wrong ? referencesOf(wrong) : [];
  const all = referencesOf(right);
  const paired = old.length === all.length;
  let next = 0;
  return fold<Formula>(right, (node, p) => {
    const same = withParts(node, p);
    if (!isReference(node)) return same;
    const before = old[next++];
    if (!before || !paired) return same;
    if (sameFormula(before, node) || alike(before, node)) return before;
    return anchor && node.kind === 'cell' ? { ...node, rowFixed: true, columnFixed: true } : same;
  });
}
const isReference = (f: Formula): boolean => f.kind === 'cell' || f.kind === 'range';
const referencesOf = (f: Formula): Formula[] => {
  const out: Formula[] = [];
  fold<void>(f, (n) => {
    if (isReference(n)) out.push(n);
  });
  return out;
};

const sameText = (a: Formula, b: Formula): boolean => a === b || print(a) === print(b);
/** Alike but for their parts. */
const sameHead = (a: Formula, b: Formula): boolean =>
  (a.kind === 'binary' && b.kind === 'binary' && a.op === b.op) ||
  (a.kind === 'unary' && b.kind === 'unary' && a.op === b.op) ||
  (a.kind === 'call' && b.kind === 'call' && a.name === b.name);
