import type { BinaryOp, CellReference, RangeReference } from '../workbook/index.ts';
import * as arithmetic from './arithmetic.ts';
import { spend } from './budget.ts';
import type { Code, Mode, NameFormula, Step } from './compile.ts';
import { compare } from './functions/logic.ts';
import { hasNode, Refused, toMatrix, type Call } from './functions/row.ts';
import {
  cellText,
  failure,
  isFailure,
  isFlag,
  isLive,
  isMatrix,
  isPerhaps,
  isRange,
  isUnion,
  mapped,
  toNum,
  toText,
  type Failure,
  type Matrix,
  type Range,
  type Scalar,
  type Value,
} from './values.ts';

/** Where a formula is computed: what its references mean, and what its functions may ask. */
export interface Scope extends Call {
  /** What one cell holds. */
  item(reference: CellReference): Scalar;
  /** Differences of numbers that are equal but for rounding are 0. */
  readonly asSheet?: boolean;
  /** A box, several boxes (over several sheets), or #REF!. @throws Refused for another file */
  resolve(reference: CellReference | RangeReference): Value;
  named(name: NameFormula, mode: Mode): Value;
  /** Cells that a formula whose cell this is has filled. */
  spilled(range: Range): Range | Failure;
}

/** Value of a formula. @throws Refused where it has none of its own */
export function run(code: Code, scope: Scope): Value {
  if (depth >= MAX_DEPTH) throw new Refused('too-deep');
  spend(STARTING + code.steps.length);
  const stack: Value[] = [];
  depth++;
  try {
    for (const step of code.steps) stack.push(perform(step, stack, scope));
  } finally {
    depth--;
  }
  return stack[0] ?? null;
}
/** Formulas within formulas: branches, and names that stand for names. */
const MAX_DEPTH = 256;
/** Work of computing any formula, besides its steps. */
const STARTING = 20;
let depth = 0;

function perform(step: Step, stack: Value[], scope: Scope): Value {
  switch (step.do) {
    case 'value':
      return step.value;
    case 'cell':
      return scope.item(step.reference);
    case 'reference':
      return settled(scope.resolve(step.reference), step.mode, scope);
    case 'name':
      return settled(scope.named(step.name, step.mode), step.mode, scope);
    case '-':
      return unary(stack.pop() ?? null, (v) => {
        const x = toNum(v);
        return isFailure(x) ? x : arithmetic.neg(x);
      });
    case '%':
      return unary(stack.pop() ?? null, (v) => {
        const x = toNum(v);
        return isFailure(x) ? x : arithmetic.div(x, 100);
      });
    case '+':
      return stack.pop() ?? null;
    case '@':
      return settled(stack.pop() ?? null, { array: false, reference: false }, scope);
    case '#': {
      const v = stack.pop() ?? null;
      return settled(isRange(v) ? scope.spilled(v) : failure('#REF!'), step.mode, scope);
    }
    case 'binary': {
      const b = stack.pop() ?? null;
      const a = stack.pop() ?? null;
      return binary(step.op, a, b, scope.asSheet ?? false);
    }
    case 'join': {
      const b = stack.pop() ?? null;
      const a = stack.pop() ?? null;
      return settled(join(step.op, a, b), step.mode, scope);
    }
    case 'call':
      return settled(called(step, step.count === 0 ? [] : stack.splice(-step.count), scope), step.mode, scope);
    case 'lazy':
      try {
        return settled(
          step.row.lazy(
            step.args.map((arg) => () => run(arg, scope)),
            scope,
          ),
          step.mode,
          scope,
        );
      } catch (e) {
        throw signed(e, step.name);
      }
    case 'refuse':
      throw new Refused(step.why, step.name);
    default:
      return step satisfies never;
  }
}

function called({ name, row }: Extract<Step, { do: 'call' }>, args: readonly Value[], scope: Scope): Value {
  if (row.volatile) throw new Refused('volatile', name);
  if (row.derivative === 'none' && args.some((a) => hasNode(a, scope))) throw new Refused('no-derivative', name);
  try {
    return row.shared && scope.shared ? scope.shared(name, args, () => row.rule(args, scope)) : row.rule(args, scope);
  } catch (e) {
    throw signed(e, name);
  }
}
/** The refusal with the innermost function's name. */
function signed(e: unknown, name: string): unknown {
  if (e instanceof Refused && e.function === '') e.function = name;
  return e;
}

/** A reference that has to be a value now: an array, or the one cell in the formula's own row or column. */
export function settled(v: Value, mode: Mode, scope: Scope): Value {
  if (mode.reference || !(isRange(v) || isUnion(v))) return v;
  const [range] = isUnion(v) ? v.ranges : [v];
  if (!range || (isUnion(v) && v.ranges.length > 1)) return failure('#VALUE!');
  return mode.array ? scope.read(range) : crossing(range, scope);
}
function crossing({ sheet, area }: Range, scope: Scope): Scalar {
  const row = area.top === area.bottom ? area.top : scope.cell.row;
  const column = area.left === area.right ? area.left : scope.cell.column;
  const single = area.top === area.bottom || area.left === area.right;
  if (!single || row < area.top || row > area.bottom || column < area.left || column > area.right) {
    return failure('#VALUE!');
  }
  return scope.read({ sheet, area: { top: row, left: column, bottom: row, right: column } }).items[0] ?? null;
}

const values = (v: Value): Scalar | Matrix => (isRange(v) || isUnion(v) ? failure('#VALUE!') : v);
const unary = (v: Value, rule: (x: Scalar) => Scalar): Value => {
  const x = values(v);
  return isMatrix(x) ? mapped([x], ([y = null]) => rule(y)) : rule(x);
};

function binary(op: BinaryOp, a: Value, b: Value, asSheet: boolean): Value {
  const x = values(a);
  const y = values(b);
  return isMatrix(x) || isMatrix(y)
    ? mapped([x, y], ([p = null, q = null]) => operate(op, p, q, asSheet))
    : operate(op, x, y, asSheet);
}

function operate(op: BinaryOp, a: Scalar, b: Scalar, asSheet: boolean): Scalar {
  switch (op) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '^': {
      const x = toNum(a);
      if (isFailure(x)) return x;
      const y = toNum(b);
      if (isFailure(y)) return y;
      return asSheet && (op === '+' || op === '-') && arithmetic.cancel(x, op === '-' ? y : arithmetic.neg(y))
        ? 0
        : rules[op](x, y);
    }
    case '&':
      if (isFailure(a)) return a;
      if (isFailure(b)) return b;
      if (isLive(a) || isLive(b)) throw new Refused('not-constant', '&');
      return cellText(toText(a) + toText(b));
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(op, a, b);
    default:
      return failure('#VALUE!'); // ':', ' ' and ',' are joins
  }
}
const rules = {
  '+': arithmetic.add,
  '-': arithmetic.sub,
  '*': arithmetic.mul,
  '/': arithmetic.div,
  '^': arithmetic.pow,
} as const;

function join(op: ':' | ' ' | ',', a: Value, b: Value): Value {
  if (isFailure(a)) return a;
  if (isFailure(b)) return b;
  if (op === ',') {
    const ranges = [a, b].flatMap((v) => (isRange(v) ? [v] : isUnion(v) ? v.ranges : []));
    return ranges.length < 2 ? failure('#VALUE!') : { ranges };
  }
  if (!isRange(a) || !isRange(b)) return failure('#VALUE!');
  if (a.sheet !== b.sheet) return failure(op === ' ' ? '#NULL!' : '#REF!');
  const [p, q] = [a.area, b.area];
  const inward = op === ' ';
  const [low, high] = inward ? [Math.max, Math.min] : [Math.min, Math.max];
  const area = {
    top: low(p.top, q.top),
    left: low(p.left, q.left),
    bottom: high(p.bottom, q.bottom),
    right: high(p.right, q.right),
  };
  return area.bottom < area.top || area.right < area.left ? failure('#NULL!') : { sheet: a.sheet, area };
}

/** What a cell with the formula holds: of an array its first element, of a blank 0. */
export function cellContent(v: Value): Scalar {
  const x = values(v);
  const first = isMatrix(x) ? (x.items[0] ?? null) : x;
  return first ?? 0;
}
export const cellContents = (v: Value): Matrix => toMatrix(values(v));
const asNumber = (v: Scalar): Scalar => (isFlag(v) || isPerhaps(v) ? toNum(v) : v);
/** As `cellContent`, conditions as numbers. */
export const cellValue = (v: Value): Scalar => asNumber(cellContent(v));
export const asMatrix = (v: Value): Matrix => {
  const m = cellContents(v);
  return { ...m, items: m.items.map(asNumber) };
};
