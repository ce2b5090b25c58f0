import type { ScalarOp } from '../ir/primitives.ts';
import type { Cell, Expression, Range } from './cell.ts';

/** A piece of written mathematics: words and signs, a number, a cell, or a column from which a row is picked. */
export type MathToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'cell'; readonly cell: Cell }
  | { readonly kind: 'column'; readonly column: Range };

export interface MathOptions {
  /** A longer sum shows its first three terms, an ellipsis and its last. Default: all. */
  readonly longest?: number;
}

/** An expression as mathematics, for people: `w1 × english + b`. The order is that of the formula. */
export const mathTokens = (e: Expression, options: MathOptions = {}): readonly MathToken[] => write(e, options).tokens;

/**
 * The same as text. `name` says what a cell is called, or what number it holds: with names the formula, with numbers
 * its
 * working.
 */
export function mathText(
  e: Expression,
  name: (cell: Cell) => string,
  options: MathOptions & { readonly column?: (column: Range) => string } = {},
): string {
  let out = '';
  for (const token of mathTokens(e, options)) {
    const word =
      token.kind === 'text'
        ? token.text
        : token.kind === 'number'
          ? mathNumber(token.value)
          : token.kind === 'cell'
            ? name(token.cell)
            : (options.column?.(token.column) ?? name({ ...token.column, at: token.column.from }));
    // a number below zero behind an operator
    out += token.kind !== 'text' && word.startsWith('−') && /[+−×÷/^] ?$/.test(out) ? `(${word})` : word;
  }
  return out;
}

/** Shortest digits that give the number back; the minus is a minus sign. */
export const mathNumber = (value: number): string => String(value).replace('-', '−');

/** Tokens and how tightly the outermost operation binds. */
interface Written {
  readonly tokens: readonly MathToken[];
  readonly level: number;
}
const level = { sum: 1, quotient: 2, product: 2.2, sign: 3, power: 4, atom: 9 } as const;

const text = (t: string): MathToken => ({ kind: 'text', text: t });
const within = ({ tokens, level: l }: Written, needed: number): readonly MathToken[] =>
  l < needed ? [text('('), ...tokens, text(')')] : tokens;

function write(e: Expression, options: MathOptions): Written {
  switch (e.kind) {
    case 'number':
      return { tokens: [{ kind: 'number', value: e.value }], level: e.value < 0 ? level.sign : level.atom };
    case 'given':
      return { tokens: [text('…')], level: level.atom };
    case 'cell':
      return { tokens: [{ kind: 'cell', cell: e.cell }], level: level.atom };
    case 'pick':
      return {
        tokens: [{ kind: 'column', column: e.from }, text('['), ...write(e.index, options).tokens, text(']')],
        level: level.atom,
      };
    case 'op':
      return fill(
        notation[e.op],
        e.args.map((a) => write(a, options)),
      );
    case 'fold': {
      const shown =
        e.terms.length > (options.longest ?? Infinity) ? [...e.terms.slice(0, 3), null, ...e.terms.slice(-1)] : e.terms;
      const terms = shown.map((t) => (t ? write(t, options) : { tokens: [text('…')], level: level.atom }));
      const between = text(e.combine === 'add' ? ' + ' : ', ');
      const tokens = terms.flatMap((t, i) => [
        ...(i > 0 ? [between] : []),
        ...(e.combine === 'add' ? within(t, level.sum) : t.tokens),
      ]);
      return e.combine === 'add'
        ? { tokens, level: level.sum }
        : { tokens: [text('max('), ...tokens, text(')')], level: level.atom };
    }
    default:
      return e satisfies never;
  }
}

/** How a person writes each primitive that works number by number; a, b, c stand for the operands. */
const notation: Readonly<Record<ScalarOp, string>> = {
  neg: '−a',
  abs: '|a|',
  sign: 'sign(a)',
  floor: '⌊a⌋',
  exp: 'exp(a)',
  log: 'ln(a)',
  sqrt: '√(a)',
  tanh: 'tanh(a)',
  sigmoid: '1/(1+exp(−a))',
  softplus: 'ln(1+exp(a))',
  sin: 'sin(a)',
  cos: 'cos(a)',
  erf: 'erf(a)',
  stop: 'a',
  add: 'a+b',
  sub: 'a−b',
  mul: 'a×b',
  div: 'a÷b',
  pow: 'a^b',
  max: 'max(a, b)',
  less: '[a < b]',
  where: 'if(a, b, c)',
};

const operators: Readonly<Record<string, number>> = {
  '+': level.sum,
  '−': level.sum,
  '×': level.product,
  '÷': level.quotient,
  '/': level.quotient,
  '^': level.power,
};

/**
 * A spelling such as `a×b`, `1/(1+exp(−a))` or `|a|` with its letters replaced. An operand next to an operator gets
 * brackets if it binds less tightly; equal ones are read from the left.
 */
function fill(spelling: string, args: readonly Written[]): Written {
  const parts = spelling.match(/[a-z]{2,}|[a-c]|./gu) ?? [];
  let depth = 0;
  let own: number = level.atom;
  const tokens = parts.flatMap((part, i): readonly MathToken[] => {
    const before = parts[i - 1];
    const after = parts[i + 1];
    if (/^[a-c]$/.test(part)) {
      const arg = args['abc'.indexOf(part)];
      return arg ? within(arg, Math.max(needed(before, parts[i - 2], 0.5), needed(after, part, 0))) : [];
    }
    if (part === '(' || part === '⌊') depth++;
    if (part === ')' || part === '⌋') depth--;
    const binds = operators[part];
    if (binds === undefined) return [text(part)];
    const sign = part === '−' && isOpening(before);
    if (depth === 0) own = Math.min(own, sign ? level.sign : binds);
    return [text(sign ? '−' : part === '^' ? '^' : ` ${part} `)];
  });
  return { tokens, level: own };
}

const isOpening = (part: string | undefined): boolean => part === undefined || /^[(|⌊,[]$/.test(part) || part === ' ';

/** How tightly an operand must bind beside this part of a spelling. */
function needed(part: string | undefined, before: string | undefined, more: number): number {
  const binds = part === undefined ? undefined : operators[part];
  if (binds === undefined) return 0;
  if (part === '−' && more > 0 && isOpening(before)) return level.sign;
  if (part === '^') return binds + 0.5 - more;
  if (more === 0) return Math.floor(binds); // on the left of an operator: a ÷ b × c
  return part === '+' || part === '×' ? binds : binds + more; // a + (b + c) is written a + b + c
}
