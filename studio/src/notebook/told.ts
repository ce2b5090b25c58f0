import { MOST_TEXT, type Failure, type Output, type Python, type Told, type Variable } from './sandbox/protocol.ts';

type Raw = Readonly<Record<string, unknown>>;
const isRaw = (v: unknown): v is Raw => typeof v === 'object' && v !== null;
const isText = (v: unknown): v is string => typeof v === 'string' && v.length <= MOST_TEXT;
const isName = (v: unknown): v is string => typeof v === 'string' && v.length <= 400;
const isNumber = (v: unknown): v is number => typeof v === 'number';
const listOf = <T>(v: unknown, one: (v: unknown) => v is T, most: number): v is readonly T[] =>
  Array.isArray(v) && v.length <= most && v.every(one);
const isOneOf = <T extends string>(v: unknown, names: readonly T[]): v is T => names.includes(v as T);
const isCount = (v: unknown): v is number => isNumber(v) && Number.isInteger(v) && v >= 0;

/**
 * A message from the sandbox, made of its own parts only: a program may send whatever it likes. Null for what is none.
 */
export function readTold(v: unknown): Told | null {
  if (!isRaw(v)) return null;
  if (v['ready'] === true) return { ready: true };
  if (isText(v['broken'])) return { broken: v['broken'] };
  const { id } = v;
  if (!isCount(id)) return null;
  if ('output' in v) {
    const output = readOutput(v['output']);
    return output && { id, output };
  }
  const failure = v['done'] === null ? null : readFailure(v['done']);
  if (failure === undefined || !listOf(v['variables'], isVariable, 2000) || !isPython(v['python'])) return null;
  return {
    id,
    done: failure,
    variables: v['variables'].map(({ name, type, value, members }) => ({ name, type, value, members: [...members] })),
    python: { lines: [...v['python'].lines], imports: [...v['python'].imports] },
  };
}

export function readOutput(v: unknown): Output | null {
  if (!isRaw(v)) return null;
  switch (v['kind']) {
    case 'text':
      return isText(v['text']) && isOneOf(v['stream'], ['log', 'error', 'value'])
        ? { kind: 'text', text: v['text'], stream: v['stream'] }
        : null;
    case 'table': {
      const { title, headers, rows, more, numbers } = v;
      const isRow = (r: unknown): r is readonly string[] => listOf(r, isText, 100);
      return isName(title) &&
        listOf(headers, isText, 100) &&
        listOf(rows, isRow, 100) &&
        isCount(more) &&
        listOf(numbers, (n): n is boolean => typeof n === 'boolean', 100)
        ? { kind: 'table', title, headers, rows, more, numbers }
        : null;
    }
    case 'lines': {
      const { title, xTitle, series } = v;
      const isPoint = (p: unknown): p is { x: number; y: number | null } =>
        isRaw(p) && isNumber(p['x']) && (isNumber(p['y']) || p['y'] === null); // null: NaN in a file
      const isSeries = (s: unknown): s is { name: string; points: readonly { x: number; y: number | null }[] } =>
        isRaw(s) && isName(s['name']) && listOf(s['points'], isPoint, 1e6);
      return isName(title) && isName(xTitle) && listOf(series, isSeries, 40)
        ? {
            kind: 'lines',
            title,
            xTitle,
            series: series.map((s) => ({ name: s.name, points: s.points.map(({ x, y }) => ({ x, y: y ?? NaN })) })),
          }
        : null;
    }
    case 'file':
      return isName(v['name']) && v['bytes'] instanceof Uint8Array
        ? { kind: 'file', name: v['name'], bytes: v['bytes'] }
        : null;
    case 'progress': {
      const { fit, epoch, epochs, part, logs } = v;
      return isCount(fit) &&
        isCount(epoch) &&
        isCount(epochs) &&
        isNumber(part) &&
        isRaw(logs) &&
        Object.values(logs).every(isNumber)
        ? { kind: 'progress', fit, epoch, epochs, part, logs: logs as Record<string, number> }
        : null; // just checked
    }
    default:
      return null;
  }
}

function readFailure(v: unknown): Failure | undefined {
  if (!isRaw(v) || !isText(v['text'])) return undefined;
  return { text: v['text'], zh: isText(v['zh']) ? v['zh'] : null, line: isCount(v['line']) ? v['line'] : null };
}
const isVariable = (v: unknown): v is Variable =>
  isRaw(v) && isName(v['name']) && isName(v['type']) && isName(v['value']) && listOf(v['members'], isName, 100);
const isPython = (v: unknown): v is Python =>
  isRaw(v) && listOf(v['lines'], (l): l is string => typeof l === 'string', 1e5) && listOf(v['imports'], isName, 100);
