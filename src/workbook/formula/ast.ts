import type { Area } from '../address.ts';

/** The error values a cell can hold or a formula can name. */
export const errorValues = [
  '#NULL!',
  '#DIV/0!',
  '#VALUE!',
  '#REF!',
  '#NAME?',
  '#NUM!',
  '#N/A',
  '#GETTING_DATA',
  '#SPILL!',
  '#CALC!',
  '#FIELD!',
  '#BLOCKED!',
  '#CONNECT!',
  '#UNKNOWN!',
  '#BUSY!',
  '#PYTHON!',
] as const;
export type ErrorValue = (typeof errorValues)[number];

/** An end of a reference; `fixed` is the `$`: it stays when the formula is copied. Rows and columns count from 0. */
export interface Anchor {
  readonly row: number;
  readonly column: number;
  readonly rowFixed: boolean;
  readonly columnFixed: boolean;
}

/** `[book]sheet:lastSheet!`; all absent: the sheet of the formula. `book` is another file, which is never opened. */
export interface Qualifier {
  readonly sheet?: string;
  readonly lastSheet?: string;
  readonly book?: string;
}

export interface CellReference extends Anchor, Qualifier {
  readonly kind: 'cell';
}
/** The ends as written; `boxOf` puts them in order. `whole`: A:B or 1:3, whose other coordinate spans the sheet. */
export interface RangeReference extends Qualifier {
  readonly kind: 'range';
  readonly from: Anchor;
  readonly to: Anchor;
  readonly whole?: 'columns' | 'rows';
}

/** Prefix `-` and `+`; postfix `%`; prefix `@` (one cell of a range) and postfix `#` (the spilled range), read only. */
export type UnaryOp = '-' | '+' | '%' | '@' | '#';
/** `:` joins references into a range where an end is computed, `' '` intersects, `','` unites: reference operators. */
export type BinaryOp = '^' | '*' | '/' | '+' | '-' | '&' | '=' | '<>' | '<' | '<=' | '>' | '>=' | ':' | ' ' | ',';

export type Constant = number | string | boolean | { readonly error: ErrorValue };

/** An Excel formula as a tree, without the leading `=`. Frozen in spirit: nothing changes a node after it was made. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'error'; readonly value: ErrorValue }
  | CellReference
  | RangeReference
  | ({ readonly kind: 'name'; readonly name: string } & Qualifier)
  | { readonly kind: 'table'; readonly text: string } // Table1[Price]: kept as text
  | { readonly kind: 'unary'; readonly op: UnaryOp; readonly operand: Formula }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Formula; readonly right: Formula }
  // name in capitals, without _xlfn.
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Formula[] }
  | { readonly kind: 'array'; readonly rows: readonly (readonly Constant[])[] }
  | { readonly kind: 'missing' }; // an argument left out: IF(A1,,2)

/** Cells that a reference covers, its corners in order. */
export function boxOf(reference: CellReference | RangeReference): Area {
  const { from, to } = reference.kind === 'cell' ? { from: reference, to: reference } : reference;
  return {
    top: Math.min(from.row, to.row),
    left: Math.min(from.column, to.column),
    bottom: Math.max(from.row, to.row),
    right: Math.max(from.column, to.column),
  };
}

/** Direct parts of a node, left to right. */
export function parts(node: Formula): readonly Formula[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'call':
      return node.args;
    default:
      return none;
  }
}

/**
 * Computes a value for the whole tree from the values of its parts, innermost first. Its stack is its own: a formula of
 * 8,192 characters can be thousands of levels deep, which recursion does not survive in every browser.
 */
export function fold<T>(root: Formula, rule: (node: Formula, values: readonly T[]) => T): T {
  const open: { readonly node: Formula; readonly parts: readonly Formula[]; readonly values: T[] }[] = [];
  let node = root;
  for (;;) {
    const inner = parts(node);
    let value: T;
    if (inner[0]) {
      open.push({ node, parts: inner, values: [] });
      node = inner[0];
      continue;
    }
    value = rule(node, []);
    for (;;) {
      const above = open.at(-1);
      if (!above) return value;
      above.values.push(value);
      const next = above.parts[above.values.length];
      if (next) {
        node = next;
        break;
      }
      open.pop();
      value = rule(above.node, above.values);
    }
  }
}

/** The node with other parts; the node itself if they are the same. */
export function withParts(node: Formula, next: readonly Formula[]): Formula {
  const before = parts(node);
  if (before.every((part, i) => part === next[i])) return node;
  const [first, second] = next;
  if (node.kind === 'unary' && first) return { ...node, operand: first };
  if (node.kind === 'binary' && first && second) return { ...node, left: first, right: second };
  return node.kind === 'call' ? { ...node, args: next } : node;
}

/** Every reference and name the formula reads, in order of appearance. */
export function references(root: Formula): (CellReference | RangeReference | Extract<Formula, { kind: 'name' }>)[] {
  const found: (CellReference | RangeReference | Extract<Formula, { kind: 'name' }>)[] = [];
  fold<void>(root, (node) => {
    if (node.kind === 'cell' || node.kind === 'range' || node.kind === 'name') found.push(node);
  });
  return found;
}

const none: readonly Formula[] = [];
