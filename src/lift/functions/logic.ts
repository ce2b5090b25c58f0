// Conditions and choices. Branches are computed only where they are needed, or where a condition depends on inputs.
import type { Node } from '../../ir/node.ts';
import { constant } from '../../ir/ops.ts';
import { asNode, equal, less, mul, not, sub, where, works } from '../arithmetic.ts';
import {
  failure,
  flagOf,
  isFailure,
  isFlag,
  isMatrix,
  isNode,
  isNum,
  isPerhaps,
  isRange,
  isUnion,
  mapped,
  toFlag,
  toNum,
  type Failure,
  type Flag,
  type Matrix,
  type Num,
  type Scalar,
  type Value,
} from '../values.ts';
import {
  arrayOf,
  itemsOf,
  known,
  MANY,
  plain,
  rangesOf,
  Refused,
  single,
  type Call,
  type FunctionRow,
  type LazyRow,
} from './row.ts';

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/**
 * Numbers before texts before FALSE before TRUE; letter case does not matter; a blank is the empty value of the other's
 * kind.
 */
export function compare(op: Comparison, a: Scalar, b: Scalar): boolean | Flag | Failure {
  if (isFailure(a)) return a;
  if (isFailure(b)) return b;
  const x = a === null ? blankLike(b) : a;
  const y = b === null ? blankLike(a) : b;
  if (isNum(x) && isNum(y)) return flagOf(numbers[op](x, y));
  if (isPerhaps(x) || isPerhaps(y)) throw new Refused('not-constant');
  if (isFlag(x) || isFlag(y)) {
    const [p, q] = [conditionOf(x), conditionOf(y)];
    if (p !== null && q !== null) return flagOf(numbers[op](p, q));
  }
  const order =
    // of one kind, and no nodes
    rank(x) - rank(y) || (typeof x === 'string' && typeof y === 'string' ? textOrder(x, y) : Number(x) - Number(y));
  switch (op) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return op satisfies never;
  }
}
const numbers: Readonly<Record<Comparison, (x: Num, y: Num) => Num>> = {
  '=': equal,
  '<>': (x, y) => not(equal(x, y)),
  '<': less,
  '>': (x, y) => less(y, x),
  '<=': (x, y) => not(less(y, x)),
  '>=': (x, y) => not(less(x, y)),
};
const isCondition = (v: Scalar): v is boolean | Flag => typeof v === 'boolean' || isFlag(v);
/** 1 or 0 of a condition; null of anything else. */
const conditionOf = (v: Scalar): Num | null => (isFlag(v) ? v.flag : typeof v === 'boolean' ? Number(v) : null);
const blankLike = (other: Scalar): number | string | boolean =>
  typeof other === 'string' ? '' : isCondition(other) ? false : 0;
const rank = (v: Scalar): number => (isCondition(v) ? 2 : typeof v === 'string' ? 1 : 0);
const textOrder = (a: string, b: string): number => {
  const x = a.toUpperCase();
  const y = b.toUpperCase();
  return x < y ? -1 : x > y ? 1 : 0;
};

/** One of two values by a condition; a node chooses when the program runs. */
function choose(flag: boolean | Node | Failure, yes: () => Value, no: () => Value, call: Call): Value {
  if (isFailure(flag)) return flag;
  if (!isNode(flag)) return flag ? yes() : no();
  const [a, b] = [arrayOf(yes(), call), arrayOf(no(), call)];
  return isUnion(a) || isUnion(b) ? failure('#VALUE!') : mapped([a, b], ([p = null, q = null]) => pick(flag, p, q));
}
function pick(flag: Num, yes: Scalar, no: Scalar): Scalar {
  if (yes === no) return yes;
  if (typeof yes === 'string' || typeof no === 'string' || isPerhaps(yes) || isPerhaps(no)) {
    throw new Refused('not-constant');
  } // a text, or no text, by what inputs say
  const number = (v: Scalar): Num => {
    const x = toNum(v);
    return isFailure(x) ? constant(NaN) : x;
  };
  const chosen = where(flag, number(yes), number(no));
  if (isCondition(yes) && isCondition(no)) return flagOf(chosen);
  const [y, n] = [isNum(yes), isNum(no)];
  if (y === n || isFailure(yes) || isFailure(no) || typeof chosen === 'number') return chosen;
  const empty = y ? no : yes;
  const here = y ? flag : not(flag); // a number, or FALSE or a blank
  if (empty !== null && empty !== false) throw new Refused('not-constant');
  return { perhaps: asNode(where(here, 1, 0)), value: asNode((y ? yes : no) as Num) };
}

const nothing = (): Value => null;

export const lazy: Readonly<Record<string, LazyRow>> = {
  IF: {
    args: [1, 3],
    takes: 'st',
    lazy: ([test = nothing, yes = () => true, no = () => false], call) => {
      const flag = arrayOf(test(), call);
      if (!isMatrix(flag)) return choose(toFlag(flag), yes, no, call);
      const [a, b] = [arrayOf(yes(), call), arrayOf(no(), call)];
      return mapped([flag, a, b], ([f = null, p = null, q = null]) =>
        single(
          choose(
            toFlag(f),
            () => p,
            () => q,
            call,
          ),
        ),
      );
    },
  },
  IFS: {
    args: [2, MANY],
    takes: 'st',
    lazy: (args, call) => {
      const from = (i: number): Value => {
        const test = args[i];
        const value = args[i + 1];
        return test && value ? choose(toFlag(single(test())), value, () => from(i + 2), call) : failure('#N/A');
      };
      return from(0);
    },
  },
  IFERROR: {
    args: [2, 2],
    takes: 's',
    lazy: ([value = nothing, otherwise = nothing], call) => rescued(arrayOf(value(), call), otherwise, call, isFailure),
  },
  IFNA: {
    args: [2, 2],
    takes: 's',
    lazy: ([value = nothing, otherwise = nothing], call) =>
      rescued(arrayOf(value(), call), otherwise, call, (v) => isFailure(v) && v.error === '#N/A'),
  },
  CHOOSE: {
    args: [2, MANY],
    takes: 'st',
    lazy: ([index = nothing, ...values]) => {
      const i = known(single(index()), 0);
      return isFailure(i) ? i : (values[Math.trunc(i) - 1]?.() ?? failure('#VALUE!'));
    },
  },
  SWITCH: {
    args: [3, MANY],
    takes: 's',
    lazy: ([key = nothing, ...cases], call) => {
      const wanted = single(key());
      const from = (i: number): Value => {
        const test = cases[i];
        const value = cases[i + 1];
        if (!test) return failure('#N/A');
        return value ? choose(toFlag(compare('=', wanted, single(test()))), value, () => from(i + 2), call) : test();
      };
      return isFailure(wanted) ? wanted : from(0);
    },
  },
};

function rescued(value: Scalar | Matrix, otherwise: () => Value, call: Call, failed: (v: Scalar) => boolean): Value {
  const one = (v: Scalar, other: () => Scalar): Scalar => {
    if (failed(v)) return other() ?? 0;
    // a condition fails where what it compares fails, which is not looked at
    if (!isNode(v) || failed === isNa) return v;
    const x = toNum(other());
    return where(works(v), v, isFailure(x) ? asNode(NaN) : x);
  };
  const other = (): Scalar | Matrix => arrayOf(otherwise(), call);
  return isMatrix(value)
    ? mapped([value, other()], ([v = null, o = null]) => one(v, () => o))
    : failed(value)
      ? (other() ?? 0)
      : one(value, () => single(other()));
}
const isNa = (v: Scalar): boolean => isFailure(v) && v.error === '#N/A';

/** Joins all conditions: texts and blanks in cells are passed over, as in SUM. */
const joined = (join: (a: Num, b: Num) => Num): FunctionRow => ({
  args: [1, MANY],
  takes: 'r',
  derivative: 'exact',
  shared: true,
  rule: (args, call) => {
    let all: Num | undefined;
    for (const arg of args) {
      const many = rangesOf(arg) !== null || isMatrix(arg);
      for (const item of itemsOf([arg], call)) {
        if (many && (item === null || typeof item === 'string')) continue;
        const flag = toFlag(item);
        if (isFailure(flag)) return flag;
        const x: Num = typeof flag === 'boolean' ? Number(flag) : where(flag, 1, 0);
        all = all === undefined ? x : join(all, x);
      }
    }
    return all === undefined ? failure('#VALUE!') : flagOf(all);
  },
});
const both = (a: Num, b: Num): Num => mul(a, b) as Num; // of flags: never an error
const flagRow = (rule: (v: Scalar, call: Call) => Scalar): FunctionRow => ({
  args: [1, 1],
  takes: 's',
  derivative: 'exact',
  rule: ([v = null], call) => mapped([isMatrix(v) ? v : single(v)], ([x = null]) => rule(x, call)),
});

export const logic: Readonly<Record<string, FunctionRow>> = {
  AND: joined(both),
  OR: joined((a, b) => not(both(not(a), not(b)))),
  XOR: joined((a, b) => {
    const d = sub(a, b) as Num;
    return mul(d, d) as Num;
  }), // of flags: never an error
  NOT: flagRow((v) => {
    const flag = toFlag(v);
    return isFailure(flag) ? flag : typeof flag === 'boolean' ? !flag : flagOf(not(flag));
  }),
  TRUE: { args: [0, 0], takes: 's', derivative: 'exact', rule: () => true },
  FALSE: { args: [0, 0], takes: 's', derivative: 'exact', rule: () => false },
  ISNUMBER: flagRow(isNum),
  ISTEXT: flagRow((v) => typeof v === 'string'),
  ISNONTEXT: flagRow((v) => typeof v !== 'string'),
  ISLOGICAL: flagRow(isCondition),
  ISERROR: flagRow((v) => (isNode(v) ? flagOf(not(works(v))) : isFailure(v))),
  ISERR: flagRow((v) => (isNode(v) ? flagOf(not(works(v))) : isFailure(v) && v.error !== '#N/A')),
  ISNA: flagRow(isNa),
  ISBLANK: {
    args: [1, 1],
    takes: 'r',
    derivative: 'exact',
    rule: ([v = null], call) => {
      const x = arrayOf(v, call);
      return isMatrix(x) ? mapped([x], ([y = null]) => y === null) : x === null && (isRange(v) || v === null);
    },
  },
  ISEVEN: plain(1, 1, ([x = null]) => whole(x, (n) => n % 2 === 0)),
  ISODD: plain(1, 1, ([x = null]) => whole(x, (n) => n % 2 !== 0)),
  NA: { args: [0, 0], takes: 's', derivative: 'exact', rule: () => failure('#N/A') },
  N: flagRow((v) => (isNum(v) || isFailure(v) ? v : (conditionOf(v) ?? 0))),
  T: flagRow((v) => (typeof v === 'string' || isFailure(v) ? v : '')),
  'ERROR.TYPE': {
    args: [1, 1],
    takes: 's',
    derivative: 'none',
    rule: ([v = null]) => {
      const x = single(v);
      return isFailure(x) ? (errorNumbers[x.error] ?? failure('#N/A')) : failure('#N/A');
    },
  },
};
const errorNumbers: Readonly<Record<string, number>> = {
  '#NULL!': 1,
  '#DIV/0!': 2,
  '#VALUE!': 3,
  '#REF!': 4,
  '#NAME?': 5,
  '#NUM!': 6,
  '#N/A': 7,
};
const whole = (x: Scalar, test: (n: number) => boolean): Scalar => {
  const n = toNum(x);
  return isFailure(n) ? n : test(Math.trunc(n as number));
}; // 'none': known
