import type { BinaryOp, CellReference, Formula, RangeReference } from '../workbook/index.ts';
import { append } from '../util/lists.ts';
import { functions, isLazy } from './functions.ts';
import type { FunctionRow, LazyRow, Why } from './functions/row.ts';
import { failure, type Scalar, type Value } from './values.ts';

/** How a part of a formula is read: as one value or as an array, and whether a reference stays one. */
export interface Mode {
  readonly array: boolean;
  readonly reference: boolean;
}
export const ONE: Mode = { array: false, reference: false };
export const ARRAY: Mode = { array: true, reference: false };
const REFERENCE: Mode = { array: false, reference: true };
const ARRAY_REFERENCE: Mode = { array: true, reference: true };

export type NameFormula = Extract<Formula, { kind: 'name' }>;
/** One thing to do with a stack of values. */
export type Step =
  | { readonly do: 'value'; readonly value: Value }
  | { readonly do: 'cell'; readonly reference: CellReference }
  | { readonly do: 'reference'; readonly reference: CellReference | RangeReference; readonly mode: Mode }
  | { readonly do: 'name'; readonly name: NameFormula; readonly mode: Mode }
  | { readonly do: '-' | '%' | '+' | '@' | '#'; readonly mode: Mode }
  | { readonly do: 'binary'; readonly op: BinaryOp }
  | { readonly do: 'join'; readonly op: ':' | ' ' | ','; readonly mode: Mode }
  | {
      readonly do: 'call';
      readonly name: string;
      readonly row: FunctionRow;
      readonly count: number;
      readonly mode: Mode;
    }
  | {
      readonly do: 'lazy';
      readonly name: string;
      readonly row: LazyRow;
      readonly args: readonly Code[];
      readonly mode: Mode;
    }
  | { readonly do: 'refuse'; readonly name: string; readonly why: Why; readonly count: number };

/** A formula as steps, and what they read whatever the values are. */
export interface Code {
  readonly steps: readonly Step[];
  readonly reads: readonly (CellReference | RangeReference | NameFormula)[];
  /** What branches that may be left out read. */
  readonly mayRead: Code['reads'];
  /** Cells that arithmetic reads as numbers, whatever the values are. */
  readonly operands: readonly CellReference[];
  /** Functions whose derivative is not that of their value: by name. */
  readonly stepped: ReadonlyMap<string, 'straight' | 'step'>;
}

/**
 * How argument i is read; what follows a blank in `takes`, or its last letter, is for all further arguments in turn.
 */
function letter(takes: string, i: number): string {
  const [first = '', again = first.slice(-1)] = takes.split(' ');
  return (i < first.length ? first[i] : again[(i - first.length) % again.length]) ?? 's';
}

const arithmetic: ReadonlySet<BinaryOp> = new Set<BinaryOp>(['+', '-', '*', '/', '^']);
const cellsAmong = (nodes: readonly Formula[]): CellReference[] =>
  nodes.filter((n): n is CellReference => n.kind === 'cell' && n.book === undefined && n.lastSheet === undefined);

/** Excel allows 64; only branches of IF and its like count here. */
const MAX_DEPTH = 128;

/** A formula as steps. No recursion but into branches: a sum of 4,000 terms is 4,000 levels deep. */
export function compile(formula: Formula, mode: Mode = ONE, depth = 0): Code {
  const steps: Step[] = [];
  const reads: Code['reads'][number][] = [];
  const operands: CellReference[] = [];
  const mayRead: Code['reads'][number][] = [];
  const stepped = new Map<string, 'straight' | 'step'>();
  const work: ({ readonly node: Formula; readonly mode: Mode } | { readonly step: Step })[] = [{ node: formula, mode }];
  const visit = (nodes: readonly Formula[], modeOf: (i: number) => Mode): void => {
    for (let i = nodes.length - 1; i >= 0; i--) work.push({ node: nodes[i] as Formula, mode: modeOf(i) });
  };
  for (let task = work.pop(); task; task = work.pop()) {
    if ('step' in task) {
      steps.push(task.step);
      continue;
    }
    const { node, mode: m } = task;
    const inner = m.array ? ARRAY : ONE;
    const references = m.array ? ARRAY_REFERENCE : REFERENCE;
    switch (node.kind) {
      case 'number':
      case 'text':
      case 'boolean':
        steps.push({ do: 'value', value: node.value });
        break;
      case 'error':
        steps.push({ do: 'value', value: failure(node.value) });
        break;
      case 'missing':
        steps.push({ do: 'value', value: null });
        break;
      case 'array':
        steps.push({
          do: 'value',
          value: { rows: node.rows.length, columns: node.rows[0]?.length ?? 0, items: node.rows.flat() as Scalar[] },
        });
        break;
      case 'cell':
      case 'range':
        reads.push(node);
        steps.push(
          node.kind === 'cell' && !m.reference && node.book === undefined && node.lastSheet === undefined
            ? { do: 'cell', reference: node }
            : { do: 'reference', reference: node, mode: m },
        );
        break;
      case 'name':
        reads.push(node);
        steps.push({ do: 'name', name: node, mode: m });
        break;
      case 'table':
        steps.push({ do: 'refuse', name: node.text, why: 'unsupported-function', count: 0 });
        break;
      case 'unary':
        work.push({ step: { do: node.op, mode: m } });
        if (node.op === '-' || node.op === '%') for (const x of cellsAmong([node.operand])) operands.push(x);
        visit([node.operand], () => (node.op === '@' || node.op === '#' ? references : inner));
        break;
      case 'binary': {
        const joins = node.op === ':' || node.op === ' ' || node.op === ',';
        work.push({
          step:
            node.op === ':' || node.op === ' ' || node.op === ','
              ? { do: 'join', op: node.op, mode: m }
              : { do: 'binary', op: node.op },
        });
        if (arithmetic.has(node.op)) for (const x of cellsAmong([node.left, node.right])) operands.push(x);
        visit([node.left, node.right], () => (joins ? references : inner));
        break;
      }
      case 'call': {
        const row = functions.get(node.name);
        const { args } = node;
        if (!row) {
          work.push({ step: { do: 'refuse', name: node.name, why: 'unsupported-function', count: args.length } });
          visit(args, () => ARRAY_REFERENCE);
          break;
        }
        if (args.length < row.args[0] || args.length > row.args[1]) {
          steps.push({ do: 'value', value: failure('#VALUE!') });
          break;
        }
        const modeOf = (i: number): Mode => {
          switch (letter(row.takes, i)) {
            case 'a':
              return ARRAY;
            case 'r':
              return references;
            case 't':
              return m;
            default:
              return inner;
          }
        };
        if (!isLazy(row) && (row.derivative === 'straight' || row.derivative === 'step')) {
          stepped.set(node.name, row.derivative);
        }
        if (!isLazy(row)) {
          work.push({ step: { do: 'call', name: node.name, row, count: args.length, mode: m } });
          visit(args, modeOf);
          break;
        }
        if (depth >= MAX_DEPTH) {
          steps.push({ do: 'refuse', name: node.name, why: 'too-deep', count: 0 });
          break;
        }
        const codes = args.map((arg, i) => compile(arg, modeOf(i), depth + 1));
        append(reads, codes[0]?.reads ?? []); // the first argument is always computed
        codes.forEach((code, i) => {
          append(mayRead, i === 0 ? code.mayRead : [...code.reads, ...code.mayRead]);
        });
        for (const x of codes[0]?.operands ?? []) operands.push(x);
        for (const code of codes) code.stepped.forEach((kind, name) => stepped.set(name, kind));
        steps.push({ do: 'lazy', name: node.name, row, args: codes, mode: m });
        break;
      }
      default:
        node satisfies never;
    }
  }
  return { steps, reads, mayRead, operands, stepped };
}
