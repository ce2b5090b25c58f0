import { GradsheetError } from '../../errors.ts';
import { verbatim, type Where } from '../../words.ts';
import { formatArea } from '../address.ts';
import type { Cell, CellValue } from '../book.ts';
import { toFile } from '../formula/prefixed.ts';
import { MAX_FORMULA_LENGTH } from '../formula/tokenize.ts';
import { escapeXml } from './xml.ts';
import { words } from '../error-words.ts';

/** Longest text that Excel keeps in a cell. */
export const MAX_TEXT_LENGTH = 32_767;

/** The attribute `t` of a `<c>` element and what stands inside. */
export interface CellXml {
  readonly type?: string;
  readonly content: string;
}

/**
 * A text is written as a text whatever it begins with, so `=1+1` from a table never becomes a formula. A formula
 * without
 * a finite value is written without one: programs compute it when they open the file.
 *
 * @throws GradsheetError `not-finite` for a number that no cell can hold, `too-large` for texts and formulas over
 *   Excel's limits
 */
export function cellXml({ value, formula, array }: Cell, where: Where): CellXml {
  if (formula === undefined) return valueXml(value, where);
  const { type, content } = resultXml(value, where);
  const text = formulaText(formula, where);
  return {
    ...(type !== undefined && { type }),
    content: `${array ? `<f t="array" ref="${formatArea(array)}">` : '<f>'}${text}</f>${content}`,
  };
}

/** Text inside `<f>`. */
export function formulaText(formula: string, where: Where): string {
  const text = toFile(formula, where);
  if (text.length <= MAX_FORMULA_LENGTH) return escapeXml(text);
  throw new GradsheetError('too-large', {
    where,
    expected: words('a formula of at most {} characters', MAX_FORMULA_LENGTH.toLocaleString('en')),
    received: words('{} characters', text.length.toLocaleString('en')),
  });
}

/** A constant. */
export function valueXml(value: CellValue | undefined, where: Where): CellXml {
  if (value === undefined) return { content: '' };
  if (typeof value === 'string') {
    return {
      type: 'inlineStr',
      content: `<is><t xml:space="preserve">${escapeXml(checkLength(value, where))}</t></is>`,
    };
  }
  if (typeof value === 'boolean') return { type: 'b', content: `<v>${value ? 1 : 0}</v>` };
  if (typeof value === 'object') return { type: 'e', content: `<v>${value.error}</v>` };
  if (!Number.isFinite(value)) {
    throw new GradsheetError('not-finite', {
      where,
      expected: words('a finite number'),
      received: verbatim(value),
    });
  }
  return { content: `<v>${value}</v>` }; // shortest digits that read back as the same double
}

/** The saved value of a formula. */
export function resultXml(value: CellValue | undefined, where: Where): CellXml {
  if (typeof value === 'number' && !Number.isFinite(value)) return { content: '' };
  return typeof value === 'string'
    ? { type: 'str', content: `<v>${escapeXml(checkLength(value, where))}</v>` }
    : valueXml(value, where);
}

function checkLength(text: string, where: Where): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  throw new GradsheetError('too-large', {
    where,
    expected: words('a text of at most {} characters', MAX_TEXT_LENGTH.toLocaleString('en')),
    received: words('{} characters', text.length.toLocaleString('en')),
  });
}
