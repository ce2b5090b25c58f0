import type { BinaryOp, Constant, Formula, UnaryOp } from './ast.ts';
import type { Token } from './tokenize.ts';
import { FORMULA, syntaxError, tokenize } from './tokenize.ts';
import type { Where, Words } from '../../words.ts';
import { words } from '../error-words.ts';

/**
 * How tightly operators bind, as in Excel: unary minus before `%` before `^`, so `-2^2` is 4; equal ones from the left,
 * so `2^3^2` is 64.
 */
export const precedence: Readonly<Record<BinaryOp, number>> = {
  ':': 9,
  ' ': 8,
  ',': 7,
  '^': 4,
  '*': 3,
  '/': 3,
  '+': 2,
  '-': 2,
  '&': 1,
  '=': 0,
  '<>': 0,
  '<': 0,
  '<=': 0,
  '>': 0,
  '>=': 0,
};
export const prefixPrecedence = { '@': 6.5, '-': 6, '+': 6 } as const;
export const PERCENT = 5;

/**
 * Reads a formula, with or without its `=`. No recursion: depth is limited by the length alone.
 *
 * @param where names the cell in errors: `Sheet1!B3`
 * @throws GradsheetError `bad-cell` if it is no formula, `too-large` if it is longer than 8,192 characters
 */
export function parse(formula: string, where: Where = FORMULA): Formula {
  const text = formula.startsWith('=') ? formula.slice(1) : formula;
  return new Parser(text, tokenize(text, where), where).formula();
}

/**
 * Operator precedence with two stacks: values, and what waits for the value at its right. In `1+2*3` both operators
 * wait until the end, where `*`, being on top, is joined first.
 */
class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #where: Where;
  readonly #operands: Formula[] = [];
  /** Operators that wait for their right side, and open brackets. */
  readonly #pending: Pending[] = [];
  /** The token that is read. */
  #at = 0;
  /** A value must come now; else an operator or the end. */
  #operandNext = true;

  constructor(text: string, tokens: readonly Token[], where: Where) {
    this.#text = text;
    this.#tokens = tokens;
    this.#where = where;
  }

  formula(): Formula {
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at];
      if (!token) break;
      if (this.#operandNext) this.#readOperand(token);
      else this.#readOperator(token);
    }
    const end = this.#text.length;
    if (this.#operandNext) {
      this.#fail(this.#tokens.length === 0 ? words('nothing') : words('the end, where a value is missing'), end);
    }
    this.#reduce(-1);
    if (this.#pending.length > 0) this.#fail(words('a bracket that is never closed'), end);
    return this.#take();
  }

  /** A value, or what may stand before one. */
  #readOperand(token: Token): void {
    if (token.kind === 'call') {
      this.#pending.push({ kind: 'bracket', call: token.name, size: this.#operands.length });
    } else if (token.kind === 'mark') this.#readMarkBeforeOperand(token.mark);
    else this.#put(readLeaf(token, this.#text));
  }

  #readMarkBeforeOperand(mark: string): void {
    switch (mark) {
      case '-':
      case '+':
      case '@':
        this.#pending.push({ kind: 'prefix', op: mark, level: prefixPrecedence[mark] });
        return;
      case '(':
        this.#pending.push({ kind: 'bracket', size: this.#operands.length });
        return;
      case '{': {
        const { constant, next } = readArray(this.#tokens, this.#at, (problem, at) => this.#fail(problem, at));
        this.#put(constant);
        this.#at = next;
        return;
      }
      default:
        this.#leaveOutArgument(mark);
    }
  }

  /** `IF(A1,,2)` leaves an argument out; `f()` has none at all. */
  #leaveOutArgument(mark: string): void {
    const open = this.#pending.at(-1);
    if ((mark !== ',' && mark !== ')') || open?.kind !== 'bracket' || open.call === undefined) {
      this.#fail(words('needs a value before {}', JSON.stringify(mark)));
    }
    if (mark === ',' || this.#operands.length > open.size) this.#operands.push({ kind: 'missing' });
    if (mark === ')') this.#closeCall(open.size, open.call);
  }

  /** What may stand after a value. */
  #readOperator(token: Token): void {
    if (token.space && startsReference(token)) {
      this.#awaitRight(' '); // white space between two references: their common cells
      this.#readOperand(token);
      return;
    }
    if (token.kind !== 'mark') this.#fail(words('needs an operator'));
    const { mark } = token;
    switch (mark) {
      case '%':
        this.#reduce(PERCENT);
        this.#put({ kind: 'unary', op: '%', operand: this.#take() });
        return;
      case '#':
        this.#put({ kind: 'unary', op: '#', operand: this.#take() });
        return;
      case ')':
        this.#closeBracket();
        return;
      default:
        if (mark === ',' && this.#isInCall()) {
          this.#reduce(-1);
          this.#operandNext = true; // the next argument; elsewhere a comma unites references
        } else if (isBinary(mark)) this.#awaitRight(mark);
        else this.#fail(words('needs an operator before {}', JSON.stringify(mark)));
    }
  }

  #isInCall(): boolean {
    const open = this.#pending.findLast((p) => p.kind === 'bracket');
    return open?.kind === 'bracket' && open.call !== undefined;
  }

  #closeBracket(): void {
    this.#reduce(-1);
    const open = this.#pending.at(-1);
    if (open?.kind !== 'bracket') this.#fail(words('a closing bracket too many'));
    if (open.call === undefined) this.#pending.pop();
    else this.#closeCall(open.size, open.call);
  }

  #closeCall(size: number, name: string): void {
    const args = this.#operands.splice(size);
    this.#pending.pop();
    this.#put({ kind: 'call', name, args });
  }

  #put(value: Formula): void {
    this.#operands.push(value);
    this.#operandNext = false;
  }

  #take(): Formula {
    return this.#operands.pop() ?? this.#fail(words('something missing'));
  }

  #awaitRight(op: BinaryOp): void {
    this.#reduce(precedence[op]);
    this.#pending.push({ kind: 'binary', op, level: precedence[op] });
    this.#operandNext = true;
  }

  /** Joins what binds as tightly as `level` or more, back to the last open bracket. */
  #reduce(level: number): void {
    for (;;) {
      const top = this.#pending.at(-1);
      if (!top || top.kind === 'bracket' || top.level < level) return;
      this.#pending.pop();
      const right = this.#take();
      this.#operands.push(
        top.kind === 'prefix' ? { kind: 'unary', op: top.op, operand: right } : join(top.op, this.#take(), right),
      );
    }
  }

  #fail(problem: Words, at = this.#tokens[this.#at]?.start ?? this.#text.length): never {
    throw syntaxError(this.#where, this.#text, at, problem);
  }
}

type Pending =
  | { readonly kind: 'prefix'; readonly op: UnaryOp; readonly level: number }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly level: number }
  | { readonly kind: 'bracket'; readonly call?: string; readonly size: number };

/** A token that is a value by itself. */
function readLeaf(token: Exclude<Token, { readonly kind: 'call' | 'mark' }>, text: string): Formula {
  switch (token.kind) {
    case 'number':
    case 'text':
    case 'error':
      return { kind: token.kind, value: token.value } as Formula; // same pairs in both types
    case 'reference':
      return token.reference;
    case 'table':
      return { kind: 'table', text: text.slice(token.start, token.end) };
    case 'name': {
      const upper = token.name.toUpperCase();
      return upper === 'TRUE' || upper === 'FALSE'
        ? { kind: 'boolean', value: upper === 'TRUE' }
        : { kind: 'name', name: token.name, ...token.qualifier };
    }
    default:
      return token satisfies never;
  }
}

/** Two cells joined by `:` are a range, also when white space or brackets stood between them. */
function join(op: BinaryOp, left: Formula, right: Formula): Formula {
  if (
    op === ':' &&
    left.kind === 'cell' &&
    right.kind === 'cell' &&
    right.sheet === undefined &&
    right.book === undefined
  ) {
    const { kind: _, row, column, rowFixed, columnFixed, ...qualifier } = left;
    const to = { row: right.row, column: right.column, rowFixed: right.rowFixed, columnFixed: right.columnFixed };
    return { kind: 'range', from: { row, column, rowFixed, columnFixed }, to, ...qualifier };
  }
  return { kind: 'binary', op, left, right };
}

/** `{1,2;3,4}`: commas between columns, semicolons between rows, all rows of one length. */
function readArray(
  tokens: readonly Token[],
  start: number,
  fail: (problem: Words, at?: number) => never,
): { constant: Formula; next: number } {
  const rows: Constant[][] = [[]];
  for (let i = start + 1; i < tokens.length; i++) {
    let token = tokens[i];
    let sign = 1;
    if (token?.kind === 'mark' && (token.mark === '-' || token.mark === '+')) {
      sign = token.mark === '-' ? -1 : 1;
      token = tokens[++i];
      if (token?.kind !== 'number') fail(words('needs a number after the sign in an array constant'), token?.start);
    }
    const constant = token && constantOf(token, sign);
    if (constant === undefined) {
      fail(words('an array constant holds only numbers, texts, TRUE, FALSE and errors'), token?.start);
    }
    rows.at(-1)?.push(constant);
    const end = tokens[++i];
    if (end?.kind !== 'mark') fail(words('an array constant that is never closed'), end?.start);
    else if (end.mark === ';') rows.push([]);
    else if (end.mark === '}') {
      if (rows.some((other) => other.length !== rows[0]?.length)) {
        fail(words('an array constant whose rows differ in length'), end.start);
      }
      return { constant: { kind: 'array', rows }, next: i };
    } else if (end.mark !== ',') fail(words('an array constant that is never closed'), end.start);
  }
  return fail(words('an array constant that is never closed'));
}

function constantOf(token: Token, sign: number): Constant | undefined {
  switch (token.kind) {
    case 'number':
      return sign * token.value;
    case 'text':
      return token.value;
    case 'error':
      return { error: token.value };
    case 'name':
      return /^(?:TRUE|FALSE)$/i.test(token.name) ? token.name.toUpperCase() === 'TRUE' : undefined;
    default:
      return undefined;
  }
}

const startsReference = (token: Token): boolean =>
  token.kind === 'reference' ||
  token.kind === 'name' ||
  token.kind === 'call' ||
  token.kind === 'table' ||
  (token.kind === 'mark' && token.mark === '(');
const isBinary = (mark: string): mark is BinaryOp => Object.hasOwn(precedence, mark) && mark !== ' ';
