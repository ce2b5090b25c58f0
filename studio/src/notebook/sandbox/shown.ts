// What a value looks like under its cell. Runs in the sandbox.
import { Model, Table } from 'gradsheet';
import { MOST_CURVES, MOST_NAME, MOST_POINTS, MOST_TEXT, type Output, type Variable } from './protocol.ts';

const ROWS = 20;
const COLUMNS = 30;
/** Histories whose curves stand under the cell already. */
export const shownAlready = new WeakSet<object>();

/** Tables, matrices, histories and models have a look of their own; everything else is text. */
export function outputOf(value: unknown): Output | null {
  if (value === undefined) return null;
  if (value instanceof Table) return tableOf(value);
  if (value instanceof Model) return summaryOf(value);
  if (isHistory(value)) return shownAlready.has(value) ? null : curves(value.history);
  if (isMatrix(value)) return matrix(value.data, value.shape, value.columns);
  if (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((row) => Array.isArray(row) && row.length > 0 && row.every((v) => typeof v === 'number'))
  ) {
    return rows(value as number[][]);
  } // just checked
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (row) =>
        isRecord(row) && Object.values(row).every((v) => v === null || typeof v === 'number' || typeof v === 'string'),
    )
  ) {
    return records(value as Record<string, unknown>[]);
  } // just checked
  return { kind: 'text', text: text(value), stream: 'value' };
}

export const text = (value: unknown): string =>
  (typeof value === 'string' ? value : inspect(value, 0)).slice(0, MOST_TEXT);

function inspect(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `ƒ ${value.name || '(anonymous)'}`;
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Table) return `Table, ${value.rows} rows: ${value.names.join(', ')}`;
  if (value instanceof Model) return `Model "${value.name}"`;
  if (value instanceof Map) return `Map ${inspect(Object.fromEntries(value), depth)}`;
  if (value instanceof Set) return `Set ${inspect([...value], depth)}`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const list = value as unknown as ArrayLike<number | bigint>; // every view but DataView is a list
    return `${value.constructor.name}(${list.length}) [${Array.from({ length: Math.min(list.length, 12) }, (_, i) => String(list[i])).join(', ')}${list.length > 12 ? ', …' : ''}]`;
  }
  if (depth > 3) return Array.isArray(value) ? '[…]' : '{…}';
  if (Array.isArray(value)) {
    return wrap(
      '[',
      value.slice(0, 100).map((v) => inspect(v, depth + 1)),
      value.length - 100,
      ']',
      depth,
    );
  }
  const entries = Object.entries(value);
  const name = value.constructor && value.constructor !== Object ? `${value.constructor.name} ` : '';
  return (
    name +
    wrap(
      '{',
      entries.slice(0, 60).map(([k, v]) => `${/^[\w$]+$/.test(k) ? k : JSON.stringify(k)}: ${inspect(v, depth + 1)}`),
      entries.length - 60,
      '}',
      depth,
    )
  );
}
function wrap(open: string, parts: readonly string[], more: number, close: string, depth: number): string {
  const all = more > 0 ? [...parts, `… ${more} more`] : parts;
  const flat = all.join(', ');
  if (flat.length <= 88) {
    return open === '[' || all.length === 0 ? `${open}${flat}${close}` : `${open} ${flat} ${close}`;
  }
  const space = '  '.repeat(depth + 1);
  return `${open}\n${all.map((p) => space + p).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

const digits = (v: unknown): string =>
  typeof v === 'number'
    ? String(Number(v.toPrecision(6))).replace('-', '−')
    : v === null || v === undefined
      ? ''
      : String(v);

function tableOf(t: Table): Output {
  const names = t.names.slice(0, COLUMNS);
  const shown = t.head(ROWS).toRows();
  return {
    kind: 'table',
    title: '',
    headers: names,
    rows: shown.map((row) => names.map((n) => digits(row[n]))),
    more: Math.max(0, t.rows - ROWS),
    numbers: names.map((n) => t.column(n).kind === 'number'),
  };
}
function summaryOf(m: Model): Output {
  const list = m.summaryRows();
  return {
    kind: 'table',
    title: m.name,
    headers: ['layer', 'type', 'output', 'parameters'],
    rows: list.map((r) => [r.name, r.className, `[${['batch', ...r.outputShape].join(', ')}]`, String(r.parameters)]),
    more: 0,
    numbers: [false, false, false, true],
  };
}
function matrix(
  data: ArrayLike<number>,
  [n, width]: readonly number[],
  columns: readonly string[] | undefined,
): Output {
  const w = width ?? 1;
  const shown = Math.min(n ?? 0, ROWS);
  return {
    kind: 'table',
    title: '',
    headers: Array.from({ length: Math.min(w, COLUMNS) }, (_, i) => columns?.[i] ?? String(i)),
    rows: Array.from({ length: shown }, (_, r) =>
      Array.from({ length: Math.min(w, COLUMNS) }, (__, c) => digits(data[r * w + c])),
    ),
    more: (n ?? 0) - shown,
    numbers: Array.from({ length: Math.min(w, COLUMNS) }, () => true),
  };
}
function rows(list: readonly number[][]): Output {
  const width = Math.min(COLUMNS, Math.max(...list.map((r) => r.length)));
  return {
    kind: 'table',
    title: '',
    headers: Array.from({ length: width }, (_, i) => String(i)),
    rows: list.slice(0, ROWS).map((r) => Array.from({ length: width }, (_, i) => digits(r[i]))),
    more: Math.max(0, list.length - ROWS),
    numbers: Array.from({ length: width }, () => true),
  };
}
function records(list: readonly Record<string, unknown>[]): Output {
  const names = [...new Set(list.flatMap((r) => Object.keys(r)))].slice(0, COLUMNS);
  return {
    kind: 'table',
    title: '',
    headers: names,
    rows: list.slice(0, ROWS).map((r) => names.map((n) => digits(r[n]))),
    more: Math.max(0, list.length - ROWS),
    numbers: names.map((n) => list.every((r) => typeof r[n] !== 'string')),
  };
}

/** Loss and its twin on other rows, of every epoch. */
export function curves(history: Readonly<Record<string, readonly number[]>>): Output {
  return lines(
    Object.fromEntries(Object.entries(history).filter(([name]) => name === 'loss' || name === 'val_loss')),
    'loss',
    'epoch',
    1,
  );
}
/** @param from x of the first value, where only values are given */
export function lines(
  series: Readonly<Record<string, readonly (number | readonly [number, number])[]>>,
  title: string,
  xTitle: string,
  from: number,
): Output {
  const shown = Object.entries(series).slice(0, MOST_CURVES);
  const most = Math.min(POINTS, Math.floor(MOST_POINTS / shown.length) - 1);
  return {
    kind: 'lines',
    title,
    xTitle,
    series: shown.map(([name, values]) => ({
      name: name.slice(0, MOST_NAME),
      points: thinned(
        Array.from(values, (v, i) => (typeof v === 'number' ? { x: i + from, y: v } : { x: v[0], y: v[1] })),
        most,
      ),
    })),
  };
}
/** Of one curve: more than a picture can show, or its table be read. */
const POINTS = 20_000;
function thinned<T>(points: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(points.length / most);
  return every <= 1 ? points : points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

/** As one line of the list of variables. */
export function variableOf(name: string, value: unknown): Variable {
  const type =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? `array(${value.length})`
        : typeof value === 'object'
          ? (value.constructor?.name ?? 'object')
          : typeof value;
  return {
    name: name.slice(0, MOST_NAME),
    type: String(type).slice(0, MOST_NAME),
    value: oneLine(value),
    members: membersOf(value),
  };
}
function oneLine(value: unknown): string {
  try {
    return (typeof value === 'string' ? JSON.stringify(value) : inspect(value, 2))
      .replaceAll(/\s+/g, ' ')
      .slice(0, 120);
  } catch {
    return '…';
  }
}
/** Own and inherited names, without those that every object has. */
function membersOf(value: unknown): string[] {
  const out = new Set<string>();
  try {
    for (
      let o: unknown = value;
      typeof o === 'object' && o !== null && o !== Object.prototype && out.size < 80;
      o = Object.getPrototypeOf(o)
    ) {
      if (Array.isArray(o) || ArrayBuffer.isView(o)) break;
      for (const k of Object.getOwnPropertyNames(o)) {
        if (/^[A-Za-z_][\w$]{0,99}$/.test(k) && k !== 'constructor') out.add(k);
      }
    }
  } catch {
    /* a Proxy that refuses */
  }
  return [...out].slice(0, 80);
}

const isRecord = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' &&
  v !== null &&
  (Object.getPrototypeOf(v) === Object.prototype || Object.getPrototypeOf(v) === null);
const isHistory = (v: unknown): v is { history: Record<string, number[]> } =>
  isRecord(v) && Array.isArray(v['epoch']) && isRecord(v['history']);
const isMatrix = (
  v: unknown,
): v is { data: ArrayLike<number>; shape: readonly number[]; columns?: readonly string[] } =>
  isRecord(v) && ArrayBuffer.isView(v['data']) && Array.isArray(v['shape']) && v['shape'].length <= 2;
