import type { BinaryOp, Constant, Formula, UnaryOp } from './ast.ts';
import type { Token } from './tokenize.ts';
import { syntaxError, tokenize } from './tokenize.ts';
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
export function parse(formula: string, where: Where = words('formula')): Formula {
  const text = formula.startsWith('=') ? formula.slice(1) : formula;
  const tokens = tokenize(text, where);
  const operands: Formula[] = [];
  const pending: Pending[] = []; // operators that wait for their right side, and open brackets
  const fail = (problem: Words, at = tokens[i]?.start ?? text.length): never => {
    throw syntaxError(where, text, at, problem);
  };
  const take = (): Formula => operands.pop() ?? fail(words('something missing'));

  const reduce = (level: number): void => {
    for (;;) {
      const top = pending.at(-1);
      if (!top || top.kind === 'bracket' || top.level < level) return;
      pending.pop();
      const right = take();
      operands.push(
        top.kind === 'prefix' ? { kind: 'unary', op: top.op, operand: right } : join(top.op, take(), right),
      );
    }
  };

  let operandNext = true;
  let i = 0;
  for (; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token) break;
    if (operandNext) {
      const leaf = readLeaf(token, text);
      if (leaf) {
        operands.push(leaf);
        operandNext = false;
        continue;
      }
      if (token.kind === 'call') {
        pending.push({ kind: 'bracket', call: token.name, size: operands.length });
        continue;
      }
      const mark = token.kind === 'mark' ? token.mark : '';
      const open = pending.at(-1);
      if (mark === '-' || mark === '+' || mark === '@') {
        pending.push({ kind: 'prefix', op: mark, level: prefixPrecedence[mark] });
      } else if (mark === '(') pending.push({ kind: 'bracket', size: operands.length });
      else if (mark === '{') {
        const { constant, next } = readArray(tokens, i, fail);
        operands.push(constant);
        i = next;
        operandNext = false;
      } else if ((mark === ',' || mark === ')') && open?.kind === 'bracket' && open.call !== undefined) {
        // an argument left out; f() has none at all
        if (mark === ',' || operands.length > open.size) operands.push({ kind: 'missing' });
        if (mark === ')') {
          close(open.size, open.call);
          operandNext = false;
        }
      } else fail(mark === '' ? words('something unexpected') : words('needs a value before {}', JSON.stringify(mark)));
      continue;
    }
    if (token.space && startsReference(token)) {
      // white space between two references: their common cells
      reduce(precedence[' ']);
      pending.push({ kind: 'binary', op: ' ', level: precedence[' '] });
      operandNext = true;
      i--;
      tokens[i + 1] = { ...token, space: false };
      continue;
    }
    if (token.kind !== 'mark') {
      fail(words('needs an operator'));
      continue;
    }
    const { mark } = token;
    if (mark === '%') {
      reduce(PERCENT);
      operands.push({ kind: 'unary', op: '%', operand: take() });
      continue;
    }
    if (mark === '#') {
      operands.push({ kind: 'unary', op: '#', operand: take() });
      continue;
    }
    if (mark === ')') {
      reduce(-1);
      const open = pending.at(-1);
      if (open?.kind !== 'bracket') fail(words('a closing bracket too many'));
      else if (open.call === undefined) pending.pop();
      else close(open.size, open.call);
      continue;
    }
    const open = pending.findLast((p) => p.kind === 'bracket');
    if (mark === ',' && open?.kind === 'bracket' && open.call !== undefined) {
      // next argument; elsewhere a comma unites references
      reduce(-1);
      operandNext = true;
      continue;
    }
    if (!isBinary(mark)) {
      fail(words('needs an operator before {}', JSON.stringify(mark)));
      continue;
    }
    reduce(precedence[mark]);
    pending.push({ kind: 'binary', op: mark, level: precedence[mark] });
    operandNext = true;
  }
  if (operandNext) {
    fail(tokens.length === 0 ? words('nothing') : words('the end, where a value is missing'), text.length);
  }
  reduce(-1);
  if (pending.length > 0) fail(words('a bracket that is never closed'), text.length);
  return take();

  function close(size: number, name: string): void {
    const args = operands.splice(size);
    pending.pop();
    operands.push({ kind: 'call', name, args });
  }
}

type Pending =
  | { readonly kind: 'prefix'; readonly op: UnaryOp; readonly level: number }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly level: number }
  | { readonly kind: 'bracket'; readonly call?: string; readonly size: number };

function readLeaf(token: Token, text: string): Formula | undefined {
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
    case 'call':
    case 'mark':
      return undefined;
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
    const row = rows.at(-1) ?? [];
    if (token?.kind === 'number') row.push(sign * token.value);
    else if (token?.kind === 'text') row.push(token.value);
    else if (token?.kind === 'error') row.push({ error: token.value });
    else if (token?.kind === 'name' && /^(?:TRUE|FALSE)$/i.test(token.name)) {
      row.push(token.name.toUpperCase() === 'TRUE');
    } else fail(words('an array constant holds only numbers, texts, TRUE, FALSE and errors'), token?.start);
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

const startsReference = (token: Token): boolean =>
  token.kind === 'reference' ||
  token.kind === 'name' ||
  token.kind === 'call' ||
  token.kind === 'table' ||
  (token.kind === 'mark' && token.mark === '(');
const isBinary = (mark: string): mark is BinaryOp => Object.hasOwn(precedence, mark) && mark !== ' ';
