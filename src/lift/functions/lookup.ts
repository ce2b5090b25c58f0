// Places: which cell, and the values found there. What decides the place must be known when the program is made.
import { MAX_COLUMNS, MAX_ROWS } from '../../workbook/index.ts';
import { calculate, m } from '../arithmetic.ts';
import { spend } from '../budget.ts';
import {
  failure,
  isFailure,
  isMatrix,
  isNum,
  isRange,
  mapped,
  matrix,
  textNumber,
  type Failure,
  type Matrix,
  type Num,
  type Range,
  type Scalar,
  type Value,
} from '../values.ts';
import {
  anyLive,
  counts,
  equals,
  exactly,
  keysOf,
  lastPlaceOf,
  placeOf,
  placesOf,
  type Keys,
  type Ordered,
} from './keys.ts';
import { compare } from './logic.ts';
import {
  arrayOf,
  known,
  MANY,
  numbersOf,
  rangesOf,
  Refused,
  single,
  toMatrix,
  type Call,
  type FunctionRow,
} from './row.ts';

const exactRow = (args: FunctionRow['args'], takes: string, rule: FunctionRow['rule']): FunctionRow => ({
  args,
  takes,
  derivative: 'exact',
  rule,
});
const integer = (v: Value | undefined, otherwise: number): number | Failure => {
  const x = known(v === undefined ? undefined : single(v), otherwise);
  return isFailure(x) ? x : Math.trunc(x);
};
/** A box moved and resized; #REF! off the sheet. */
const box = (sheet: number, top: number, left: number, rows: number, columns: number): Range | Failure =>
  rows < 1 || columns < 1 || top < 0 || left < 0 || top + rows > MAX_ROWS || left + columns > MAX_COLUMNS
    ? failure('#REF!')
    : { sheet, area: { top, left, bottom: top + rows - 1, right: left + columns - 1 } };

const index: FunctionRow = exactRow([2, 4], 'rsss', ([from = null, r, c], call) => {
  const row = integer(r, 0);
  const column = integer(c, 0);
  if (isFailure(row)) return row;
  if (isFailure(column)) return column;
  if (row < 0 || column < 0) return failure('#VALUE!');
  const [first] = rangesOf(from) ?? [];
  const rows = first ? first.area.bottom - first.area.top + 1 : toMatrix(arrayOf(from, call)).rows;
  const columns = first ? first.area.right - first.area.left + 1 : toMatrix(arrayOf(from, call)).columns;
  // one number counts along a single row or column
  const [i, j] = c === undefined && rows === 1 ? [1, row] : [row, c === undefined && columns === 1 ? 1 : column];
  if (i > rows || j > columns) return failure('#REF!');
  const [height, width] = [i === 0 ? rows : 1, j === 0 ? columns : 1];
  const [top, left] = [Math.max(0, i - 1), Math.max(0, j - 1)];
  if (first) return box(first.sheet, first.area.top + top, first.area.left + left, height, width);
  const t = toMatrix(arrayOf(from, call));
  const part = matrix(height, width, (y, x) => t.items[(top + y) * columns + left + x] ?? null);
  return height === 1 && width === 1 ? (part.items[0] ?? null) : part;
});

const offset: FunctionRow = exactRow([3, 5], 'rssss', ([from = null, r, c, h, w]) => {
  const [base] = rangesOf(from) ?? [];
  if (!base) return isFailure(from) ? from : failure('#VALUE!');
  const { area } = base;
  const numbers = [
    integer(r, 0),
    integer(c, 0),
    integer(h, area.bottom - area.top + 1),
    integer(w, area.right - area.left + 1),
  ];
  const failed = numbers.find((n) => typeof n !== 'number');
  if (failed !== undefined) return failed;
  const [down = 0, right = 0, height = 1, width = 1] = numbers as number[];
  return box(
    base.sheet,
    area.top + down + Math.min(0, height + 1),
    area.left + right + Math.min(0, width + 1),
    Math.abs(height),
    Math.abs(width),
  );
});

/** Items that decide a place. @throws Refused if one depends on inputs */
const deciding = (items: readonly Scalar[]): readonly Scalar[] => {
  if (anyLive(items)) throw new Refused('not-constant');
  return items;
};
const sameKind = (a: Scalar, b: Scalar): boolean =>
  typeof a === typeof b && a !== null && b !== null && !isFailure(a) && !isFailure(b);
const isBefore = (a: Scalar, b: Scalar): boolean => compare('<', a, b) === true;

export type MatchMode = 'exact' | 'smaller' | 'larger' | 'wild';
/**
 * Position of a value in a list, -1 if there is none. `smaller`: if missing, the next smaller one; `larger`: the next
 * larger one.
 */
export function find(wanted: Scalar, items: readonly Scalar[], mode: MatchMode, fromEnd = false): number {
  const pattern = mode === 'wild' && typeof wanted === 'string' && /[*?~]/.test(wanted) ? wildcard(wanted) : undefined;
  const keys = pattern ? null : keysOf(items);
  if (keys) {
    return searched(keys, wanted, (o, w) =>
      placeOf(o, w, mode === 'smaller' || mode === 'larger' ? mode : null, fromEnd),
    );
  }
  let best = -1;
  spend(items.length);
  for (let k = 0; k < items.length; k++) {
    const i = fromEnd ? items.length - 1 - k : k;
    const item = items[i] ?? null;
    if (
      pattern
        ? typeof item === 'string' && pattern(item)
        : sameKind(item, wanted) && compare('=', item, wanted) === true
    ) {
      return i;
    }
    if ((mode !== 'smaller' && mode !== 'larger') || !sameKind(item, wanted)) continue;
    const fits = mode === 'smaller' ? isBefore(item, wanted) : isBefore(wanted, item);
    const current = items[best] ?? null;
    if (fits && (best < 0 || (mode === 'smaller' ? isBefore(current, item) : isBefore(item, current)))) best = i;
  }
  return best;
}
/** As a sorted list is searched: the last one that is not larger. */
export const findSorted = (wanted: Scalar, items: readonly Scalar[], descending = false): number => {
  const keys = keysOf(items);
  if (keys) return searched(keys, wanted, (o, w) => lastPlaceOf(o, w, descending));
  let best = -1;
  for (const [i, item] of items.entries()) {
    if (sameKind(item, wanted) && !(descending ? isBefore(item, wanted) : isBefore(wanted, item))) best = i;
  }
  return best;
};

/** Looks among the items of one kind with what is wanted. */
function searched(
  keys: Keys,
  wanted: Scalar,
  rule: <T extends number | string>(o: Ordered<T>, wanted: T) => number,
): number {
  switch (typeof wanted) {
    case 'number':
      return rule(keys.numbers, wanted);
    case 'string':
      return rule(keys.texts, wanted.toUpperCase());
    case 'boolean':
      return rule(keys.flags, Number(wanted));
    default:
      return -1;
  }
}

/**
 * `*` is any text, `?` any letter, `~` takes the meaning from the letter after it; letter case does not matter. Time is
 * at most the product of both lengths.
 */
function wildcard(pattern: string): (text: string) => boolean {
  const parts = [...pattern.toUpperCase().matchAll(/~([*?~])|([^])/gu)].map(([, kept, letter]) => ({
    letter: kept ?? letter ?? '',
    wild: kept === undefined && (letter === '*' || letter === '?'),
  }));
  return (text) => {
    spend(text.length);
    const letters = [...text.toUpperCase()];
    let p = 0;
    let t = 0;
    let star = -1;
    let from = 0; // the last star, and where the text it stands for ends
    for (let steps = 1; t < letters.length; steps++) {
      if (steps % 1_000 === 0) spend(1_000);
      const part = parts[p];
      if (part?.wild && part.letter === '*') {
        star = p++;
        from = t;
      } else if (part && (part.wild || part.letter === letters[t])) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++from;
      } else return false;
    }
    while (parts[p]?.wild && parts[p]?.letter === '*') p++;
    return p === parts.length;
  };
}

/** One line of a table, the same list whenever the same table is asked, so that it is put in order once. */
const lineOf = (pick: (t: Matrix) => Scalar[]): ((t: Matrix) => readonly Scalar[]) => {
  const known = new WeakMap<Matrix, readonly Scalar[]>();
  return (t) => {
    const line = known.get(t) ?? pick(t);
    known.set(t, line);
    return line;
  };
};
const firstColumn = lineOf((t) =>
  t.columns === 1 ? [...t.items] : Array.from({ length: t.rows }, (_, i) => t.items[i * t.columns] ?? null),
);
const firstRow = lineOf((t) => t.items.slice(0, t.columns));

/** VLOOKUP and HLOOKUP: a table searched in its first column or row. */
const table = (by: 'rows' | 'columns'): FunctionRow =>
  exactRow([3, 4], 'srss', ([w = null, from = null, n, sorted], call) => {
    const number = integer(n, 1);
    const t = toMatrix(arrayOf(from, call));
    const loose =
      sorted === undefined ? true : isFailure(single(sorted)) ? single(sorted) : known(single(sorted), 0) !== 0;
    if (isFailure(number)) return number;
    if (isFailure(loose)) return loose;
    if (number < 1) return failure('#VALUE!');
    if (number > (by === 'rows' ? t.columns : t.rows)) return failure('#REF!');
    const keys = deciding(by === 'rows' ? firstColumn(t) : firstRow(t));
    return mapped([isMatrix(w) ? w : single(w)], ([wanted = null]) => {
      deciding([wanted]);
      if (isFailure(wanted)) return wanted;
      const i = loose === true ? findSorted(wanted ?? 0, keys) : find(wanted ?? 0, keys, 'wild');
      return i < 0
        ? failure('#N/A')
        : (t.items[by === 'rows' ? i * t.columns + number - 1 : (number - 1) * t.columns + i] ?? 0);
    });
  });

const match: FunctionRow = exactRow([2, 3], 'srs', ([w = null, from = null, how], call) => {
  const type = integer(how, 1);
  const list = toMatrix(arrayOf(from, call));
  if (isFailure(type)) return type;
  if (list.rows > 1 && list.columns > 1) return failure('#N/A'); // a place has one number
  const keys = deciding(list.items);
  return mapped([isMatrix(w) ? w : single(w)], ([wanted = null]) => {
    deciding([wanted]);
    if (isFailure(wanted)) return wanted;
    const i = type === 0 ? find(wanted, keys, 'wild') : findSorted(wanted, keys, type < 0);
    return i < 0 ? failure('#N/A') : i + 1;
  });
});

const line = ({ rows, columns, items }: Matrix, i: number, along: 'row' | 'column'): Value =>
  along === 'column'
    ? columns === 1
      ? (items[i] ?? 0)
      : matrix(1, columns, (_, c) => items[i * columns + c] ?? 0)
    : rows === 1
      ? (items[i] ?? 0)
      : matrix(rows, 1, (r) => items[r * columns + i] ?? 0);
const lookUp: FunctionRow = exactRow(
  [3, 6],
  'srrsss',
  ([w = null, keys = null, results = null, missing, how, order], call) => {
    const mode = integer(how, 0);
    const direction = integer(order, 1);
    const k = toMatrix(arrayOf(keys, call));
    const values = toMatrix(arrayOf(results, call));
    const wanted = single(w);
    if (isFailure(mode)) return mode;
    if (isFailure(direction)) return direction;
    if (isFailure(wanted)) return wanted;
    deciding([wanted]);
    const modes: Readonly<Record<number, MatchMode>> = { 0: 'exact', 1: 'larger', 2: 'wild', [-1]: 'smaller' };
    const chosen = modes[mode];
    if (!chosen) return failure('#VALUE!');
    const along = k.columns === 1 ? 'column' : 'row';
    const i = find(wanted ?? 0, deciding(k.items), chosen, direction < 0);
    if ((along === 'column' ? values.rows : values.columns) !== k.items.length) return failure('#VALUE!');
    return i < 0
      ? missing === undefined || missing === null
        ? failure('#N/A')
        : single(missing)
      : line(values, i, along);
  },
);
const lookup: FunctionRow = exactRow([2, 3], 'srr', ([w = null, keys = null, results], call) => {
  const k = toMatrix(arrayOf(keys, call));
  const wanted = single(w);
  deciding([wanted]);
  if (isFailure(wanted)) return wanted;
  if (results !== undefined) {
    const i = findSorted(wanted ?? 0, deciding(k.items));
    const from = toMatrix(arrayOf(results, call));
    return i < 0 || i >= from.items.length || (from.rows > 1 && from.columns > 1)
      ? failure('#N/A')
      : (from.items[i] ?? 0);
  }
  const wide = k.columns > k.rows; // searched along its longer side, the result from its other end
  const i = findSorted(wanted ?? 0, deciding(wide ? firstRow(k) : firstColumn(k)));
  return i < 0 ? failure('#N/A') : (k.items[wide ? (k.rows - 1) * k.columns + i : i * k.columns + k.columns - 1] ?? 0);
});

// ---- numbers that meet a condition

/** `">=3"`, `"a*"`, `7`: whether a value meets it. */
function criterion(c: Scalar): (item: Scalar) => boolean {
  if (typeof c !== 'string') return (item) => c !== null && sameKind(item, c) && compare('=', item, c) === true;
  const [, op = '=', text = ''] = /^(<=|>=|<>|=|<|>)?([^]*)$/.exec(c) ?? [];
  const number = textNumber(text);
  const value: Scalar = number ?? (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text);
  if (typeof value === 'string' && (op === '=' || op === '<>')) {
    const pattern = wildcard(value);
    const empty = value === '';
    const meets = (item: Scalar): boolean =>
      empty ? item === null || (item === '' && c === '') : typeof item === 'string' && pattern(item);
    return op === '=' ? meets : (item) => !meets(item);
  }
  const comparison = op as '=' | '<>' | '<' | '<=' | '>' | '>='; // one of the six
  return (item) => {
    const x = typeof value === 'number' && typeof item === 'string' ? (textNumber(item) ?? item) : item;
    return sameKind(x, value) ? compare(comparison, x, value) === true : op === '<>';
  };
}
/**
 * Places of what equals a number or a text without signs for any letter, without looking at all items; null for other
 * criteria.
 */
function placesEqual(c: Scalar, items: readonly Scalar[]): number[] | null {
  const keys = keysOf(items);
  if (
    !keys ||
    (typeof c !== 'number' &&
      (typeof c !== 'string' || c === '' || /^[<>=]|[*?~]/.test(c) || /^(?:true|false)$/i.test(c)))
  ) {
    return null;
  }
  const number = typeof c === 'number' ? c : textNumber(c);
  if (number === undefined) return placesOf(keys.texts, equals(keys.texts, String(c).toUpperCase()));
  const places = placesOf(keys.numbers, equals(keys.numbers, number));
  // of a text criterion, texts that read as the number too
  const texts = typeof c === 'number' ? [] : placesOf(keys.shown, equals(keys.shown, number));
  return texts.length === 0 ? places : [...places, ...texts].sort((a, b) => a - b);
}
/** How many items a criterion such as `">=3"` meets, without looking at all of them; null for other criteria. */
function countOrdered(c: Scalar, items: readonly Scalar[]): number | null {
  const [, op, text = ''] = typeof c === 'string' ? (/^(<=|>=|<|>)([^]*)$/.exec(c) ?? []) : [];
  const number = op === undefined ? undefined : textNumber(text);
  const keys = number === undefined ? null : keysOf(items);
  if (!keys || number === undefined) return null;
  const meeting = ({ smaller, equal, larger }: ReturnType<typeof counts>): number =>
    (op?.startsWith('<') ? smaller : larger) + (op?.endsWith('=') ? equal : 0);
  return meeting(counts(keys.numbers, number)) + meeting(counts(keys.shown, number)); // texts that read as numbers too
}
/** Places at which all pairs of range and criterion agree. */
function chosen(pairs: readonly Value[], call: Call): { places: number[]; size: number } | Failure {
  let places: number[] | undefined;
  let size = 0;
  if (pairs.length % 2 !== 0) return failure('#VALUE!');
  for (let k = 0; k + 1 < pairs.length; k += 2) {
    const items = deciding(toMatrix(arrayOf(pairs[k], call)).items);
    const c = single(pairs[k + 1]);
    deciding([c]);
    if (isFailure(c)) return c;
    if (places && items.length !== size) return failure('#VALUE!');
    size = items.length;
    const at = places ? null : placesEqual(c, items);
    if (at) {
      places = at;
      continue;
    }
    const meets = criterion(c);
    spend(size);
    places = (places ?? [...items.keys()]).filter((i) => meets(items[i] ?? null));
  }
  return { places: places ?? [], size };
}
/** `single`: SUMIF(range, criterion, numbers); else SUMIFS(numbers, range, criterion, …). */
const conditional = (form: 'single' | 'several', end: (numbers: readonly Num[]) => Scalar): FunctionRow => ({
  shared: true,
  ...exactRow(form === 'single' ? [2, 3] : [3, MANY], form === 'single' ? 'rsr' : 'r rs', (args, call) => {
    const [first = null, second = null, third = first] = args;
    const numbers = form === 'single' ? third : first;
    const found = chosen(form === 'single' ? [first, second] : args.slice(1), call);
    if (isFailure(found)) return found;
    const shape = toMatrix(arrayOf(first, call));
    const [range] = rangesOf(numbers) ?? [];
    const sized =
      form === 'single' && range
        ? box(range.sheet, range.area.top, range.area.left, shape.rows, shape.columns)
        : numbers; // the numbers lie in a box as large as the tested one
    if (isFailure(sized)) return sized;
    const items = toMatrix(arrayOf(sized, call)).items;
    const list: Num[] = [];
    if (items.length !== found.size) return failure('#VALUE!');
    for (const i of found.places) {
      const item = items[i] ?? null;
      if (isFailure(item)) return item;
      if (isNum(item)) list.push(item);
    }
    return end(list);
  }),
});
const counted = (args: FunctionRow['args']): FunctionRow => ({
  shared: true,
  ...exactRow(args, ' rs', (pairs, call) => {
    const [from = null, c] = pairs;
    const many = pairs.length === 2 ? countOrdered(single(c), toMatrix(arrayOf(from, call)).items) : null;
    if (many !== null) {
      deciding(toMatrix(arrayOf(from, call)).items);
      return many;
    }
    const found = chosen(pairs, call);
    return isFailure(found) ? found : found.places.length;
  }),
});
const total = (numbers: readonly Num[]): Scalar => calculate(() => m.sum(numbers));
const mean = (numbers: readonly Num[]): Scalar => calculate(() => m.mean(numbers));
const extreme =
  (better: (a: number, b: number) => number) =>
  (numbers: readonly Num[]): Scalar =>
    numbers.length === 0 ? 0 : (numbers as readonly number[]).reduce((a, b) => better(a, b)); // 'none': known

const size = (of: 'rows' | 'columns'): FunctionRow =>
  exactRow([1, 1], 'r', ([v = null], call) => {
    if (isFailure(v)) return v;
    const [r] = rangesOf(v) ?? [];
    return r
      ? of === 'rows'
        ? r.area.bottom - r.area.top + 1
        : r.area.right - r.area.left + 1
      : toMatrix(arrayOf(v, call))[of];
  });
const place = (of: 'row' | 'column'): FunctionRow =>
  exactRow([0, 1], 'r', ([v], call) => {
    if (v === undefined) return call.cell[of] + 1;
    if (!isRange(v)) return isFailure(v) ? v : failure('#VALUE!');
    const { top, left, bottom, right } = v.area;
    return of === 'row'
      ? bottom === top
        ? top + 1
        : matrix(bottom - top + 1, 1, (r) => top + r + 1)
      : right === left
        ? left + 1
        : matrix(1, right - left + 1, (_, c) => left + c + 1);
  });
const rank = (averaged: boolean): FunctionRow => ({
  args: [2, 3],
  takes: 'srs',
  derivative: 'none',
  rule: ([v = null, from = null, order], call) => {
    const x = known(single(v), 0);
    const up = integer(order, 0);
    const list = isRange(from) ? keysOf(call.read(from).items) : null;
    if (isFailure(x)) return x;
    if (isFailure(up)) return up;
    if (list) {
      const { smaller, equal, larger } = counts(list.numbers, x, exactly(list.numbers, x));
      return (
        list.failure ??
        (equal === 0 ? failure('#N/A') : (up === 0 ? larger : smaller) + 1 + (averaged ? (equal - 1) / 2 : 0))
      );
    }
    const numbers = numbersOf([from], call);
    if (isFailure(numbers)) return numbers;
    const same = numbers.filter((n) => n === x).length;
    const before = (numbers as readonly number[]).filter((n) => (up === 0 ? n > x : n < x)).length;
    return same === 0 ? failure('#N/A') : before + 1 + (averaged ? (same - 1) / 2 : 0);
  },
});

export const places: Readonly<Record<string, FunctionRow>> = {
  INDEX: index,
  OFFSET: offset,
  VLOOKUP: table('rows'),
  HLOOKUP: table('columns'),
  XLOOKUP: lookUp,
  LOOKUP: lookup,
  MATCH: match,
  INDIRECT: exactRow([1, 2], 'ss', ([text = null], call) => {
    const t = single(text);
    return typeof t === 'string' ? call.indirect(t) : isFailure(t) ? t : failure('#REF!');
  }),
  ROWS: size('rows'),
  COLUMNS: size('columns'),
  ROW: place('row'),
  COLUMN: place('column'),
  AREAS: exactRow([1, 1], 'r', ([v = null]) => rangesOf(v)?.length ?? failure('#VALUE!')),
  SHEETS: exactRow([0, 0], 'r', (_, call) => call.sheets),
  SUMIF: conditional('single', total),
  AVERAGEIF: conditional('single', mean),
  SUMIFS: conditional('several', total),
  AVERAGEIFS: conditional('several', mean),
  COUNTIF: counted([2, 2]),
  COUNTIFS: counted([2, MANY]),
  MAXIFS: { ...conditional('several', extreme(Math.max)), derivative: 'none' },
  MINIFS: { ...conditional('several', extreme(Math.min)), derivative: 'none' },
  RANK: rank(false),
  'RANK.EQ': rank(false),
  'RANK.AVG': rank(true),
};
