// To be replaced by src/lift.
import { g } from '../ir/builder.ts';
import * as ops from '../ir/ops.ts';
import type { Node } from '../ir/node.ts';
import type { Formula } from '../workbook/index.ts';
import { fold } from '../workbook/index.ts';

export type Item = Node | 'blank' | 'text';
export type Matrix = Item[][];
export class LiftError extends Error {}
const num = (x: Item | undefined): Node => { if (x === undefined || x === 'text') throw new LiftError('#VALUE!'); return x === 'blank' ? ops.constant(0) : x; };
const flat = (m: Matrix): Item[] => m.flat();
const nums = (ms: readonly Matrix[]): Node[] => ms.flatMap((m) => flat(m).filter((x): x is Node => x !== 'blank' && x !== 'text'));
const total = (list: readonly Node[]): Node => list.length === 0 ? ops.constant(0) : list.reduce((a, b) => g.add(a, b));
const one = (m: Matrix): Matrix => m;
function zip(a: Matrix, b: Matrix, f: (x: Node, y: Node) => Node): Matrix {
  const rows = Math.max(a.length, b.length), columns = Math.max(a[0]?.length ?? 1, b[0]?.length ?? 1);
  return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => {
    const at = (m: Matrix): Item | undefined => m[m.length === 1 ? 0 : r]?.[(m[0]?.length ?? 1) === 1 ? 0 : c];
    return f(num(at(a)), num(at(b)));
  }));
}
const map = (a: Matrix, f: (x: Node) => Node): Matrix => a.map((row) => row.map((x) => f(num(x))));
const same = (a: Matrix, b: Matrix): void => { if (a.length !== b.length || a[0]?.length !== b[0]?.length) throw new LiftError('#VALUE!'); };
export const isSigmoid = (f: Formula): boolean => f.kind === 'binary' && f.op === '/';

export function liftFormula(formula: Formula, read: (reference: Formula) => Matrix): Matrix {
  return fold<Matrix>(formula, (n, v) => {
    const [a = [], b = [], c = []] = v;
    switch (n.kind) {
      case 'number': return [[ops.constant(n.value)]];
      case 'boolean': return [[ops.constant(n.value ? 1 : 0)]];
      case 'text': return [['text']];
      case 'cell': case 'range': return read(n);
      case 'unary': return n.op === '-' ? map(a, (x) => g.neg(x)) : n.op === '%' ? map(a, (x) => ops.div(x, 100)) : a;
      case 'binary':
        switch (n.op) {
          case '+': return zip(a, b, (x, y) => g.add(x, y));
          case '-': return zip(a, b, (x, y) => g.sub(x, y));
          case '*': return zip(a, b, (x, y) => g.mul(x, y));
          case '/': return zip(a, b, (x, y) => g.div(x, y));
          case '^': return zip(a, b, pow);
          case '>': return zip(a, b, (x, y) => g.less(y, x));
          case '<': return zip(a, b, (x, y) => g.less(x, y));
          case '=': return zip(a, b, (x, y) => ops.same(x, y));
          default: throw new LiftError(n.op);
        }
      case 'call':
        switch (n.name) {
          case 'SUM': return [[total(nums(v))]];
          case 'AVERAGE': { const l = nums(v); return [[ops.div(total(l), l.length)]]; }
          case 'COUNT': return [[ops.constant(nums(v).length)]];
          case 'MAX': return [[nums(v).reduce((x, y) => g.max(y, x))]];
          case 'SUMPRODUCT': { v.forEach((m) => same(m, a)); return [[total(flat(a).map((_, i) => v.map((m) => num(flat(m)[i])).reduce((x, y) => g.mul(x, y))))]]; }
          case 'MMULT': {
            if (a[0]?.length !== b.length) throw new LiftError('#VALUE!');
            return a.map((row) => (b[0] ?? []).map((_, k) => total(row.map((x, j) => g.mul(num(x), num(b[j]?.[k]))))));
          }
          case 'TRANSPOSE': return (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 'blank'));
          case 'EXP': return map(a, (x) => g.exp(x));
          case 'LN': return map(a, (x) => g.log(x));
          case 'SQRT': return map(a, (x) => g.sqrt(x));
          case 'ABS': return map(a, (x) => g.abs(x));
          case 'TANH': return map(a, (x) => g.tanh(x));
          case 'POWER': return zip(a, b, pow);
          case 'IF': {
            const rows = Math.max(a.length, b.length, c.length), columns = Math.max(a[0]?.length ?? 1, b[0]?.length ?? 1, c[0]?.length ?? 1);
            const at = (m: Matrix, r: number, k: number): Node => num(m[m.length === 1 ? 0 : r]?.[(m[0]?.length ?? 1) === 1 ? 0 : k]);
            return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, k) => g.where(at(a, r, k), at(b, r, k), at(c, r, k))));
          }
          default: throw new LiftError(n.name);
        }
      default: throw new LiftError(n.kind);
    }
  });
}
const pow = (x: Node, y: Node): Node => {
  const e = ops.uniform(y);
  if (e !== null && Number.isInteger(e) && e > 0 && e < 5) return Array.from({ length: e }, () => x).reduce((p, q) => g.mul(p, q));
  return g.pow(x, y);
};
export { one };
