import { GradsheetError } from '../../errors.ts';
import type { Where, Words } from '../../words.ts';
import { columnNumber, MAX_COLUMNS, MAX_ROWS } from '../address.ts';
import type { Anchor, CellReference, ErrorValue, Qualifier, RangeReference } from './ast.ts';
import { errorValues } from './ast.ts';
import { words } from '../error-words.ts';

/** Where a formula is, if nobody says. */
export const FORMULA = words('formula');

/** Longest formula that Excel keeps, without the `=`. */
export const MAX_FORMULA_LENGTH = 8_192;

/** A word of a formula; `start` and `end` are its place in the text, `space` whether white space stands before it. */
export type Token = { readonly start: number; readonly end: number; readonly space: boolean } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'error'; readonly value: ErrorValue }
  | { readonly kind: 'reference'; readonly reference: CellReference | RangeReference }
  | { readonly kind: 'name'; readonly name: string; readonly qualifier: Qualifier }
  | { readonly kind: 'table' }
  | { readonly kind: 'call'; readonly name: string } // with its opening bracket
  | { readonly kind: 'mark'; readonly mark: string }
); // operators and punctuation

/** @throws GradsheetError `bad-cell` where the text is no formula, `too-large` if it is longer than Excel allows */
export function tokenize(formula: string, where: Where = FORMULA): Token[] {
  const text = formula.startsWith('=') ? formula.slice(1) : formula;
  if (text.length > MAX_FORMULA_LENGTH) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('a formula of at most {} characters, as in Excel', MAX_FORMULA_LENGTH.toLocaleString('en')),
      received: words('{} characters', text.length.toLocaleString('en')),
      hint: words('Split the formula over several cells.'),
    });
  }
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    const before = at;
    while (isSpace(text.charCodeAt(at))) at++;
    if (at >= text.length) return tokens;
    const token = readToken(text, at, at > before, where);
    tokens.push(token);
    at = token.end;
  }
}

/** A formula that cannot be read: says what and shows the place. */
export function syntaxError(where: Where, text: string, at: number, problem: Words): GradsheetError {
  const from = Math.max(0, at - 20);
  const shown = `${from > 0 ? '…' : ''}${text.slice(from, at)}⟨here⟩${text.slice(at, at + 20)}${at + 20 < text.length ? '…' : ''}`;
  return new GradsheetError('bad-cell', {
    where,
    expected: words('a formula that can be read'),
    received: words('{} at character {}: {}', problem, at + 1, shown),
  });
}

const word = String.raw`[\p{L}_\\][\p{L}\p{N}\p{M}_.\\?]*`;
const wordEnd = String.raw`(?![\p{L}\p{N}_.\\?(!\[])`;
const sheetWord = String.raw`[\p{L}\p{N}_.\\?]+`;
const patterns = {
  columns: new RegExp(String.raw`(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})${wordEnd}`, 'uy'),
  rows: new RegExp(String.raw`(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})${wordEnd}`, 'uy'),
  // 'quoted', [1]Sheet, Sheet1:Sheet3, [1] (names of another file), each with its exclamation mark
  qualifier: new RegExp(
    String.raw`(?:'((?:[^']|'')+)'|((?:\[[^\[\]]*\])?${sheetWord}(?::${sheetWord})?|\[[^\[\]]*\]))!`,
    'uy',
  ),
  word: new RegExp(word, 'uy'),
  number: /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y,
  text: /"((?:[^"]|"")*)"/y,
};

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

function readToken(text: string, at: number, space: boolean, where: Where): Token {
  const mark = markAt(text, at); // most tokens
  if (mark !== undefined) return { kind: 'mark', mark, start: at, end: at + mark.length, space };
  const c = text.charCodeAt(at);
  if (c === QUOTE) return readText(text, at, space, where);
  if (c === HASH) return readError(text, at, space);
  const number = isDigit(c) || c === DOT ? readNumber(text, at, space, where) : undefined;
  return number ?? readReference(text, at, at, {}, space) ?? readWord(text, at, space, where);
}
const QUOTE = 34;
const HASH = 35;
const DOT = 46;

/** An operator or punctuation; `<=`, `>=` and `<>` are one. */
function markAt(text: string, at: number): string | undefined {
  const first = marks[text.charCodeAt(at)];
  if (first !== '<' && first !== '>') return first;
  const next = text.charAt(at + 1);
  return next === '=' || (first === '<' && next === '>') ? first + next : first;
}

/** `"say ""yes"""`: a quotation mark inside is written twice. */
function readText(text: string, at: number, space: boolean, where: Where): Token {
  const found = matchAt(patterns.text, text, at);
  if (!found) throw syntaxError(where, text, at, words('a text without its closing quotation mark'));
  return { kind: 'text', value: (found[1] ?? '').replaceAll('""', '"'), start: at, end: at + found[0].length, space };
}

/** `#REF!`; a `#` that begins no error is the mark of a spilled range. */
function readError(text: string, at: number, space: boolean): Token {
  const error = errorAt(text, at);
  return error
    ? { kind: 'error', value: error, start: at, end: afterLostReference(text, at + error.length), space }
    : { kind: 'mark', mark: '#', start: at, end: at + 1, space };
}

/** `1.5e3`; but `1:3` are rows, and `2024!A1` is a cell of the sheet 2024. */
function readNumber(text: string, at: number, space: boolean, where: Where): Token | undefined {
  const rows = readReference(text, at, at, {}, space);
  if (rows) return rows;
  const found = matchAt(patterns.qualifier, text, at) ? null : matchAt(patterns.number, text, at);
  if (!found) return undefined;
  const value = Number(found[0]);
  if (!Number.isFinite(value)) throw syntaxError(where, text, at, words('a number too large for a spreadsheet'));
  return { kind: 'number', value, start: at, end: at + found[0].length, space };
}

/** A reference at `from`, whose token began at `start` with the sheet it is qualified by. */
function readReference(
  text: string,
  start: number,
  from: number,
  qualifier: Qualifier,
  space: boolean,
): Token | undefined {
  const found = reference(text, from, qualifier);
  return found && { kind: 'reference', reference: found.reference, start, end: found.end, space };
}

/** What begins with a sheet, a letter or a square bracket: `Sheet1!B3`, `Sheet1!#REF!`, `rate`, `SUM(`, `T[Price]`. */
function readWord(text: string, at: number, space: boolean, where: Where): Token {
  const qualifier = matchAt(patterns.qualifier, text, at);
  const from = at + (qualifier?.[0].length ?? 0);
  const place = qualifier ? readQualifier(qualifier[1]?.replaceAll("''", "'") ?? qualifier[2] ?? '') : {};
  if (qualifier) {
    const qualified = readReference(text, at, from, place, space);
    if (qualified) return qualified;
    const error = errorAt(text, from);
    if (error) return { kind: 'error', value: error, start: at, end: from + error.length, space };
  }
  const found = matchAt(patterns.word, text, from);
  if (found) {
    const end = from + found[0].length;
    if (text[end] === '(') {
      const name = text.slice(at, from) + found[0].replace(/^(?:_xlfn\.|_xlws\.|_xlpm\.)+/i, '').toUpperCase();
      return { kind: 'call', name, start: at, end: end + 1, space };
    }
    if (text[end] === '[') return { kind: 'table', start: at, end: closingBracket(text, end, where), space };
    return { kind: 'name', name: found[0], qualifier: place, start: at, end, space };
  }
  if (qualifier) throw syntaxError(where, text, from, words('a sheet without a cell'));
  if (text[at] === '[') return { kind: 'table', start: at, end: closingBracket(text, at, where), space }; // [@Price]
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw syntaxError(where, text, at, words('an unexpected {}', JSON.stringify(character)));
}

/** Operators and punctuation by character code. */
const marks: readonly (string | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const mark = String.fromCharCode(code);
  return '-+*/^&=<>%@:(){},;'.includes(mark) ? mark : undefined;
});

/** A cell, a range of cells, whole columns or whole rows at this place, if there is one. */
function reference(
  text: string,
  at: number,
  qualifier: Qualifier,
): { reference: CellReference | RangeReference; end: number } | undefined {
  const from = cellAt(text, at);
  if (from) {
    const to = text.charCodeAt(from.end) === 58 ? cellAt(text, from.end + 1) : undefined; // :
    if (to) return { reference: { kind: 'range', from: anchor(from), to: anchor(to), ...qualifier }, end: to.end };
    return { reference: { kind: 'cell', ...anchor(from), ...qualifier }, end: from.end };
  }
  const columns = matchAt(patterns.columns, text, at);
  if (columns) {
    const [, fixedA, a = '', fixedB, b = ''] = columns;
    const left = columnNumber(a);
    const right = columnNumber(b);
    if (left !== undefined && right !== undefined) {
      const reference: RangeReference = {
        kind: 'range',
        whole: 'columns',
        from: { row: 0, column: left, rowFixed: true, columnFixed: fixedA === '$' },
        to: { row: MAX_ROWS - 1, column: right, rowFixed: true, columnFixed: fixedB === '$' },
        ...qualifier,
      };
      return { reference, end: at + columns[0].length };
    }
  }
  const rows = columns ? null : matchAt(patterns.rows, text, at);
  if (rows) {
    const [, fixedA, a, fixedB, b] = rows;
    const top = Number(a) - 1;
    const bottom = Number(b) - 1;
    if (top >= 0 && bottom >= 0 && top < MAX_ROWS && bottom < MAX_ROWS) {
      const reference: RangeReference = {
        kind: 'range',
        whole: 'rows',
        from: { row: top, column: 0, rowFixed: fixedA === '$', columnFixed: true },
        to: { row: bottom, column: MAX_COLUMNS - 1, rowFixed: fixedB === '$', columnFixed: true },
        ...qualifier,
      };
      return { reference, end: at + rows[0].length };
    }
  }
  return undefined;
}

/**
 * A cell at this place and where it ends; the commonest word of all, so read by hand. `LOG10(`, `A1!` and `A1_x` are
 * none.
 */
function cellAt(text: string, at: number): (Anchor & { readonly end: number }) | undefined {
  let i = at;
  let column = 0;
  let row = 0;
  const columnFixed = text.charCodeAt(i) === 36; // $
  if (columnFixed) i++;
  const letters = i;
  for (
    let c = text.charCodeAt(i) & ~32;
    c >= 65 && c <= 90 && isLetter(text.charCodeAt(i));
    c = text.charCodeAt(++i) & ~32
  ) {
    column = column * 26 + c - 64;
  }
  if (i === letters || i - letters > 3 || column > MAX_COLUMNS) return undefined;
  const rowFixed = text.charCodeAt(i) === 36;
  if (rowFixed) i++;
  const digits = i;
  for (let c = text.charCodeAt(i); isDigit(c); c = text.charCodeAt(++i)) row = row * 10 + c - 48;
  if (i === digits || i - digits > 7 || row < 1 || row > MAX_ROWS) return undefined;
  if (i < text.length) {
    const c = text.charCodeAt(i);
    if (
      c > 127
        ? wordPart.test(text.charAt(i))
        : isLetter(c) || c === 95 || c === 46 || c === 92 || c === 63 || c === 40 || c === 33 || c === 91
    ) {
      return undefined;
    } // _ . \ ? ( ! [
  }
  return { row: row - 1, column: column - 1, rowFixed, columnFixed, end: i };
}

const anchor = ({ row, column, rowFixed, columnFixed }: Anchor): Anchor => ({ row, column, rowFixed, columnFixed });
const wordPart = /[\p{L}\p{N}\ud800-\udfff]/u;
const isLetter = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122);

/** `[1]Sheet1`, `C:\[Book.xlsx]Sheet1:Sheet3`, `Sheet1`. Sheet names hold no `]` and no `:`. */
function readQualifier(text: string): Qualifier {
  const split = text.lastIndexOf(']') + 1;
  const [sheet = '', lastSheet] = text.slice(split).split(':');
  return {
    ...(split > 0 && { book: text.slice(0, split) }),
    ...(sheet !== '' && { sheet }),
    ...(lastSheet !== undefined && { lastSheet }),
  };
}

function errorAt(text: string, at: number): ErrorValue | undefined {
  return text.charCodeAt(at) === 35 ? errorValues.find((value) => text.startsWith(value, at)) : undefined;
}

/** `#REF!$A$1` is left where a sheet was deleted; the whole of it is the error. */
function afterLostReference(text: string, end: number): number {
  return reference(text, end, {})?.end ?? end;
}

/** End of a `[…]` that may hold further brackets; an apostrophe escapes the character after it. */
function closingBracket(text: string, at: number, where: Where): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === "'") i++;
    else if (c === '[') depth++;
    else if (c === ']' && --depth === 0) return i + 1;
  }
  throw syntaxError(where, text, at, words('a bracket [ that is never closed'));
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13) || c === 0xa0 || c === 0x3000;
