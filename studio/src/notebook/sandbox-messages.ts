import { isPlainPython, pythonImports } from './plain-python.ts';
import {
  MOST_CELLS,
  MOST_CURVES,
  MOST_FILE,
  MOST_LOGS,
  MOST_MEMBERS,
  MOST_NAME,
  MOST_POINTS,
  MOST_PYTHON,
  MOST_TEXT,
  MOST_VARIABLES,
  type Failure,
  type Output,
  type Python,
  type SandboxMessage,
  type Variable,
} from './sandbox/protocol.ts';

// The one place where a message from the sandbox is read. A program may send whatever it likes: what is kept is made of
// its
// own parts only, of known kinds, and of bounded size.

type Raw = Readonly<Record<string, unknown>>;
const isRaw = (v: unknown): v is Raw => typeof v === 'object' && v !== null;
const isTextOf =
  (most: number) =>
  (v: unknown): v is string =>
    typeof v === 'string' && v.length <= most;
const isText = isTextOf(MOST_TEXT);
const isName = isTextOf(MOST_NAME);
const isNumber = (v: unknown): v is number => typeof v === 'number';
const listOf = <T>(v: unknown, one: (v: unknown) => v is T, most: number): v is readonly T[] =>
  Array.isArray(v) && v.length <= most && v.every(one);
// any value may be asked for
const isOneOf = <T extends string>(v: unknown, names: readonly T[]): v is T => names.includes(v as T);
const isCount = (v: unknown): v is number => isNumber(v) && Number.isInteger(v) && v >= 0;

/** Null for what is no message. */
export function readMessage(v: unknown): SandboxMessage | null {
  if (!isRaw(v)) return null;
  if (v['ready'] === true) return { ready: true };
  if (isText(v['broken'])) return { broken: v['broken'] };
  const { id } = v;
  if (!isCount(id)) return null;
  if ('output' in v) {
    const output = readOutput(v['output']);
    return output && { id, output };
  }
  const done = v['done'] === null ? null : readFailure(v['done']);
  if (done === undefined || !listOf(v['variables'], isVariable, MOST_VARIABLES)) return null;
  const variables = v['variables'].map(({ name, type, value, members }) => ({
    name,
    type,
    value,
    members: [...members],
  }));
  return { id, done, variables, python: readPython(v['python']) };
}

export function readOutput(v: unknown): Output | null {
  if (!isRaw(v)) return null;
  switch (v['kind']) {
    case 'text': {
      const { text, stream } = v;
      return isText(text) && isOneOf(stream, ['log', 'error', 'value']) ? { kind: 'text', text, stream } : null;
    }
    case 'table': {
      const { title, headers, rows, more, numbers } = v;
      const isRow = (r: unknown): r is readonly string[] => listOf(r, isText, MOST_CELLS);
      const isFlag = (f: unknown): f is boolean => typeof f === 'boolean';
      if (!isName(title) || !listOf(headers, isText, MOST_CELLS) || !listOf(rows, isRow, MOST_CELLS)) return null;
      return isCount(more) && listOf(numbers, isFlag, MOST_CELLS)
        ? { kind: 'table', title, headers, rows, more, numbers }
        : null;
    }
    case 'lines': {
      const { title, xTitle, series } = v;
      if (!isName(title) || !isName(xTitle) || !listOf(series, isCurve, MOST_CURVES)) return null;
      if (series.reduce((n, s) => n + s.points.length, 0) > MOST_POINTS) return null;
      const curve = (s: Curve) => ({ name: s.name, points: s.points.map(({ x, y }) => ({ x, y: y ?? NaN })) });
      return { kind: 'lines', title, xTitle, series: series.map(curve) };
    }
    case 'file': {
      const { name, bytes } = v;
      return isName(name) && bytes instanceof Uint8Array && bytes.length <= MOST_FILE
        ? { kind: 'file', name, bytes }
        : null;
    }
    case 'progress': {
      const { fit, epoch, epochs, part, logs } = v;
      if (!isCount(fit) || !isCount(epoch) || !isCount(epochs) || !isNumber(part) || !isRaw(logs)) return null;
      const entries = Object.entries(logs);
      const isLog = (log: [string, unknown]): log is [string, number] => isName(log[0]) && isNumber(log[1]);
      if (entries.length > MOST_LOGS || !entries.every(isLog)) return null;
      return { kind: 'progress', fit, epoch, epochs, part, logs: Object.fromEntries(entries) };
    }
    default:
      return null;
  }
}
interface Curve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[]; // null: NaN in a file
}
const isPoint = (p: unknown): p is Curve['points'][number] =>
  isRaw(p) && isNumber(p['x']) && (isNumber(p['y']) || p['y'] === null);
const isCurve = (s: unknown): s is Curve => isRaw(s) && isName(s['name']) && listOf(s['points'], isPoint, MOST_POINTS);

function readFailure(v: unknown): Failure | undefined {
  if (!isRaw(v) || !isText(v['text'])) return undefined;
  return { text: v['text'], zh: isText(v['zh']) ? v['zh'] : null, line: isCount(v['line']) ? v['line'] : null };
}
const isVariable = (v: unknown): v is Variable =>
  isRaw(v) &&
  isName(v['name']) &&
  isName(v['type']) &&
  isName(v['value']) &&
  listOf(v['members'], isName, MOST_MEMBERS);

const nothing: Python = { lines: [], imports: [] };
/** What a cell did, if it only computes; nothing otherwise: the export then holds the cell's own text, as comments. */
function readPython(v: unknown): Python {
  const isLine = isTextOf(MOST_PYTHON.characters);
  const isImport = (i: unknown): i is string => isOneOf(i, pythonImports);
  if (!isRaw(v) || !listOf(v['lines'], isLine, MOST_PYTHON.lines) || !listOf(v['imports'], isImport, MOST_CELLS)) {
    return nothing;
  }
  const lines = [...v['lines']];
  if (lines.reduce((n, l) => n + l.length, 0) > MOST_PYTHON.characters || !isPlainPython(lines.join('\n'))) {
    return nothing;
  }
  return { lines, imports: [...new Set(v['imports'])] };
}
