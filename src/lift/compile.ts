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
/** A cell of one sheet of this workbook. */
const isHere = (cell: CellReference): boolean => cell.book === undefined && cell.lastSheet === undefined;

/** Excel allows 64; only branches of IF and its like count here. */
const MAX_DEPTH = 128;

/** A formula as steps. No recursion but into branches: a sum of 4,000 terms is 4,000 levels deep. */
export function compile(formula: Formula, mode: Mode = ONE, depth = 0): Code {
  return new Compiler(depth).compile(formula, mode);
}

type Of<Kind extends Formula['kind']> = Extract<Formula, { kind: Kind }>;
/** A part of a formula that is still to be read, or a step that comes once what it takes is on the stack. */
type Task = { readonly node: Formula; readonly mode: Mode } | { readonly step: Step };

/** `A1+2*B1` becomes the steps A1, 2, B1, *, +: what a step takes from the stack is put there before it. */
class Compiler {
  readonly steps: Step[] = [];
  readonly reads: Code['reads'][number][] = [];
  readonly mayRead: Code['reads'][number][] = [];
  readonly operands: CellReference[] = [];
  readonly stepped = new Map<string, 'straight' | 'step'>();
  readonly #tasks: Task[] = [];
  readonly #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
  }

  compile(formula: Formula, mode: Mode): Code {
    this.#tasks.push({ node: formula, mode });
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      if ('step' in task) this.steps.push(task.step);
      else this.#read(task.node, task.mode);
    }
    const { steps, reads, mayRead, operands, stepped } = this;
    return { steps, reads, mayRead, operands, stepped };
  }

  #read(node: Formula, mode: Mode): void {
    switch (node.kind) {
      case 'number':
      case 'text':
      case 'boolean':
        this.#value(node.value);
        return;
      case 'error':
        this.#value(failure(node.value));
        return;
      case 'missing':
        this.#value(null);
        return;
      case 'array':
        this.#value({
          rows: node.rows.length,
          columns: node.rows[0]?.length ?? 0,
          items: node.rows.flat() as Scalar[],
        });
        return;
      case 'cell':
      case 'range':
        this.reads.push(node);
        this.steps.push(
          node.kind === 'cell' && !mode.reference && isHere(node)
            ? { do: 'cell', reference: node }
            : { do: 'reference', reference: node, mode },
        );
        return;
      case 'name':
        this.reads.push(node);
        this.steps.push({ do: 'name', name: node, mode });
        return;
      case 'table':
        this.steps.push({ do: 'refuse', name: node.text, why: 'unsupported-function', count: 0 });
        return;
      case 'unary':
        this.#unary(node, mode);
        return;
      case 'binary':
        this.#binary(node, mode);
        return;
      case 'call':
        this.#call(node, mode);
        return;
      default:
        node satisfies never;
    }
  }

  #value(value: Value): void {
    this.steps.push({ do: 'value', value });
  }

  /** The step, once all parts are read, the first of them first. */
  #after(parts: readonly Formula[], modeOf: (i: number) => Mode, step: Step): void {
    this.#tasks.push({ step });
    for (let i = parts.length - 1; i >= 0; i--) this.#tasks.push({ node: parts[i] as Formula, mode: modeOf(i) });
  }

  #unary({ op, operand }: Of<'unary'>, mode: Mode): void {
    if (op === '-' || op === '%') this.#operands([operand]);
    const takes = op === '@' || op === '#' ? referenceIn(mode) : valueIn(mode);
    this.#after([operand], () => takes, { do: op, mode });
  }

  #binary({ op, left, right }: Of<'binary'>, mode: Mode): void {
    if (op === ':' || op === ' ' || op === ',') {
      this.#after([left, right], () => referenceIn(mode), { do: 'join', op, mode });
      return;
    }
    if (arithmetic.has(op)) this.#operands([left, right]);
    this.#after([left, right], () => valueIn(mode), { do: 'binary', op });
  }

  #operands(parts: readonly Formula[]): void {
    for (const part of parts) if (part.kind === 'cell' && isHere(part)) this.operands.push(part);
  }

  #call({ name, args }: Of<'call'>, mode: Mode): void {
    const row = functions.get(name);
    const count = args.length;
    if (!row) {
      this.#after(args, () => ARRAY_REFERENCE, { do: 'refuse', name, why: 'unsupported-function', count });
    } else if (count < row.args[0] || count > row.args[1]) this.#value(failure('#VALUE!'));
    else if (isLazy(row)) this.#lazy(name, row, args, mode);
    else {
      if (row.derivative === 'straight' || row.derivative === 'step') this.stepped.set(name, row.derivative);
      this.#after(args, (i) => argumentMode(row.takes, i, mode), { do: 'call', name, row, count, mode });
    }
  }

  /** IF and its like: each argument is code of its own, for only some of them are computed. */
  #lazy(name: string, row: LazyRow, args: readonly Formula[], mode: Mode): void {
    if (this.#depth >= MAX_DEPTH) {
      this.steps.push({ do: 'refuse', name, why: 'too-deep', count: 0 });
      return;
    }
    const codes = args.map((arg, i) => compile(arg, argumentMode(row.takes, i, mode), this.#depth + 1));
    const [first, ...branches] = codes; // the first argument is always computed
    append(this.reads, first?.reads ?? []);
    append(this.operands, first?.operands ?? []);
    append(this.mayRead, first?.mayRead ?? []);
    for (const code of branches) append(this.mayRead, [...code.reads, ...code.mayRead]);
    for (const code of codes) for (const [called, kind] of code.stepped) this.stepped.set(called, kind);
    this.steps.push({ do: 'lazy', name, row, args: codes, mode });
  }
}

/** How a part is read whose value is taken, and one whose place is. */
const valueIn = (mode: Mode): Mode => (mode.array ? ARRAY : ONE);
const referenceIn = (mode: Mode): Mode => (mode.array ? ARRAY_REFERENCE : REFERENCE);

/** How argument i of a function is read. */
function argumentMode(takes: string, i: number, mode: Mode): Mode {
  switch (letter(takes, i)) {
    case 'a':
      return ARRAY;
    case 'r':
      return referenceIn(mode);
    case 't':
      return mode;
    default:
      return valueIn(mode);
  }
}
