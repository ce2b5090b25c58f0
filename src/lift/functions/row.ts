import type { Area } from '../../workbook/index.ts';
import { where } from '../arithmetic.ts';
import { spend } from '../budget.ts';
import { Refused, type Why } from '../refused.ts';
import { anyLive } from './keys.ts';
import {
  failure,
  isFailure,
  isLive,
  isMatrix,
  isNode,
  isNum,
  isPerhaps,
  isRange,
  isUnion,
  mapped,
  toNum,
  type Failure,
  type Matrix,
  type Num,
  type Range,
  type Scalar,
  type Union,
  type Value,
} from '../values.ts';

export { Refused, type Why };

/** What a function may ask while it computes. */
export interface Call {
  /** Values of a box, row by row; of whole columns, down to the last row in use. */
  read(range: Range): Matrix;
  /**
   * A fold over the numbers of a box, which remembers how far it came: `SUM(B$1:B9)` after `SUM(B$1:B8)` adds one
   * number.
   */
  fold(fold: Fold, range: Range): Folded | Failure;
  /** The result of a function, computed once for the same arguments; without it, each time. */
  shared?(name: string, args: readonly Value[], compute: () => Value): Value;
  /**
   * Tells of a text that reads as a number where a list of numbers passes over it: which box, and the how-manieth item.
   */
  passedOver?(range: Range, item: number): void;
  /** The part of a box that can hold anything. */
  used(range: Range): Area;
  /** The cell whose formula is computed. */
  readonly cell: { readonly sheet: number; readonly row: number; readonly column: number };
  readonly sheets: number;
  /** Reads a reference that a text spells. */
  indirect(text: string): Value;
}

export interface Folded {
  readonly value: Num;
  readonly count: number;
}
/**
 * `start` is the value of no numbers at all; `neutral`: a number that changes nothing, where the count does not matter.
 */
export interface Fold {
  readonly name: string;
  readonly start: number;
  readonly neutral?: number;
  readonly step: (before: Num, x: Num, count: number) => Num | Failure;
}
/**
 * An item as one of a list of numbers; null: it is none. @throws Refused where that depends on inputs and the list
 * cannot do without
 */
export function listed(item: Scalar, neutral?: number): Num | Failure | null {
  if (isNum(item) || isFailure(item)) return item;
  if (!isPerhaps(item)) return null;
  if (neutral === undefined) throw new Refused('not-constant');
  return where(item.perhaps, item.value, neutral);
}

/**
 * A function of a spreadsheet. `rule` is its value and its program form at once: given numbers it gives numbers, given
 * nodes, nodes. So there is one definition to test, and a formula becomes program only where it depends on inputs.
 */
export interface FunctionRow {
  /** Fewest and most arguments. */
  readonly args: readonly [least: number, most: number];
  /**
   * How each argument is read, the last letter, or what follows a blank, for all further ones in turn: `s` one value (a
   * box of cells gives the one in the
   * formula's own row or column), `a` an array, `r` a reference where it is one.
   */
  readonly takes: string;
  readonly rule: (args: readonly Value[], call: Call) => Value;
  /**
   * Derivative by the arguments. `exact`: that of the rule. `step`: 0, the value moves in jumps. `straight`: 1, as if
   * it
   * were not rounded. `none`: refused where an argument depends on inputs.
   */
  readonly derivative: 'exact' | 'step' | 'straight' | 'none';
  /** Reads lists of cells, and nothing else decides its value: cells that ask for the same share one result. */
  readonly shared?: true;
  /** The value changes by itself: the saved one is kept, and no derivative is taken. */
  readonly volatile?: true;
}

/** A row whose arguments are computed when the rule asks for them. */
export interface LazyRow {
  readonly args: readonly [least: number, most: number];
  /** As in `FunctionRow`; `t`: as the function itself is read. */
  readonly takes: string;
  readonly lazy: (args: readonly (() => Value)[], call: Call) => Value;
}

export const MANY = 255;

/** An argument as one value. A box of cells cannot come here: the argument was read with `s`. */
export function single(v: Value | undefined): Scalar {
  if (v === undefined) return null;
  if (isMatrix(v)) return v.items[0] ?? null;
  return isRange(v) || isUnion(v) ? failure('#VALUE!') : v;
}

/** A function of single numbers; arrays give arrays. */
export function numeric(
  least: number,
  most: number,
  rule: (...x: (Num | undefined)[]) => Num | Failure,
  derivative: FunctionRow['derivative'] = 'exact',
): FunctionRow {
  return {
    args: [least, most],
    takes: 's',
    derivative,
    rule: (args) =>
      mapped(
        args.map((a) => (isMatrix(a) ? a : single(a))),
        (items) => {
          const numbers: Num[] = [];
          for (const item of items) {
            const x = toNum(item);
            if (isFailure(x)) return x;
            numbers.push(x);
          }
          return rule(...numbers);
        },
      ),
  };
}
/** `numeric` of exactly one number. */
export const ofOne = (rule: (x: Num) => Num | Failure, derivative: FunctionRow['derivative'] = 'exact'): FunctionRow =>
  numeric(1, 1, (x = 0) => rule(x), derivative);
export const ofTwo = (
  rule: (x: Num, y: Num) => Num | Failure,
  derivative: FunctionRow['derivative'] = 'exact',
): FunctionRow => numeric(2, 2, (x = 0, y = 0) => rule(x, y), derivative);

/**
 * A function of single values of any kind, none of which depends on inputs; arrays give arrays. Errors pass through.
 */
export const plain = (
  least: number,
  most: number,
  rule: (items: readonly Exclude<Scalar, Failure>[], call: Call) => Scalar,
): FunctionRow => ({
  args: [least, most],
  takes: 's',
  derivative: 'none',
  rule: (args, call) =>
    mapped(
      args.map((a) => (isMatrix(a) ? a : single(a))),
      (items) => items.find(isFailure) ?? rule(items as readonly Exclude<Scalar, Failure>[], call),
    ),
});

/** A value as a number in a place where it must be known. @throws Refused */
export function known(v: Scalar | undefined, otherwise: number): number | Failure {
  const x = v === undefined ? otherwise : toNum(v);
  if (isNode(x)) throw new Refused('not-constant');
  return x;
}

/** Boxes of an argument; null if it is no reference. */
export const rangesOf = (v: Value): readonly Range[] | null => (isRange(v) ? [v] : isUnion(v) ? v.ranges : null);

/** A single value, or an array of what the cells of a reference hold. */
export function arrayOf(v: Value | undefined, call: Call): Scalar | Matrix {
  if (v === undefined) return null;
  if (isRange(v)) return call.read(v);
  if (isUnion(v)) return v.ranges[0] && v.ranges.length === 1 ? call.read(v.ranges[0]) : failure('#VALUE!');
  return v;
}
export const toMatrix = (v: Scalar | Matrix): Matrix => (isMatrix(v) ? v : { rows: 1, columns: 1, items: [v] });

/**
 * Everything a list of arguments holds, for functions such as SUM: in cells and arrays only numbers count (texts,
 * blanks
 * and TRUE are passed over), but an argument typed in is read as a number. The first error ends it.
 */
export function numbersOf(args: readonly Value[], call: Call): Num[] | Failure {
  const found: Num[] = [];
  for (const arg of args) {
    const ranges = rangesOf(arg);
    const lists = ranges ? ranges.map((r) => call.read(r).items) : isMatrix(arg) ? [arg.items] : null;
    for (const items of lists ?? []) spend(items.length);
    if (ranges && lists && call.passedOver) {
      lists.forEach((items, k) =>
        items.forEach((item, i) => {
          const range = ranges[k];
          if (range && typeof item === 'string') call.passedOver?.(range, i);
        }),
      );
    }
    if (!lists) {
      const x = toNum(single(arg));
      if (isFailure(x)) return x;
      found.push(x);
    } else {
      for (const items of lists) {
        for (const item of items) {
          const x = listed(item);
          if (isFailure(x)) return x;
          if (x !== null) found.push(x);
        }
      }
    }
  }
  return found;
}

/** All items of all arguments, in order. */
export const itemsOf = (args: readonly Value[], call: Call): Scalar[] =>
  args.flatMap((arg) => {
    const ranges = rangesOf(arg);
    const items = ranges ? ranges.flatMap((r) => call.read(r).items) : isMatrix(arg) ? arg.items : [single(arg)];
    spend(items.length);
    return items;
  });

export function folded(fold: Fold, args: readonly Value[], call: Call): Folded | Failure {
  let value: Num = fold.start;
  let count = 0;
  const take = (x: Num): Failure | null => {
    const next = fold.step(value, x, count);
    if (isFailure(next)) return next;
    value = next;
    count++;
    return null;
  };
  for (const arg of args) {
    if (isRange(arg)) {
      if (count === 0) {
        const whole = call.fold(fold, arg);
        if (isFailure(whole)) return whole;
        value = whole.value;
        count = whole.count;
        continue;
      }
    }
    const many = rangesOf(arg) !== null || isMatrix(arg);
    for (const item of itemsOf([arg], call)) {
      const x = many ? listed(item, fold.neutral) : toNum(item);
      const failed = x === null ? null : isFailure(x) ? x : take(x);
      if (failed) return failed;
    }
  }
  return { value, count };
}

export const hasNode = (v: Value, call: Call): boolean =>
  isLive(v) || (isMatrix(v) ? anyLive(v.items) : (rangesOf(v) ?? []).some((r) => anyLive(call.read(r).items)));
export type { Failure, Matrix, Num, Range, Scalar, Union, Value };
