import { GradsheetError } from '../../errors.ts';
import { formatArea } from '../address.ts';
import type { Cell } from '../book.ts';
import { toFile } from '../formula/prefixed.ts';
import { MAX_FORMULA_LENGTH } from '../formula/tokenize.ts';
import { escapeXml } from './xml.ts';

/** Longest text that Excel keeps in a cell. */
export const MAX_TEXT_LENGTH = 32_767;

/**
 * Type and content of a `<c>` element. A text is written as a text whatever it begins with, so `=1+1` from a table never
 * becomes a formula. A formula without a finite value is written without one: programs compute it when they open the file.
 *
 * @throws GradsheetError `not-finite` for a number that no cell can hold, `too-large` for texts and formulas over Excel's limits
 */
export function cellXml({ value, formula, array }: Cell, where: string): { readonly type?: string; readonly content: string } {
  if (formula === undefined) {
    if (value === undefined) return { content: '' };
    if (typeof value === 'string') return { type: 'inlineStr', content: `<is><t xml:space="preserve">${escapeXml(checkLength(value, where))}</t></is>` };
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new GradsheetError('not-finite', { where, expected: 'a finite number', received: String(value) });
    }
    return constant(value);
  }
  const text = escapeXml(checkFormula(toFile(formula, where), where));
  const f = array ? `<f t="array" ref="${formatArea(array)}">${text}</f>` : `<f>${text}</f>`;
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return { content: f };
  if (typeof value === 'string') return { type: 'str', content: `${f}<v>${escapeXml(checkLength(value, where))}</v>` };
  const { type, content } = constant(value);
  return { ...(type !== undefined && { type }), content: f + content };
}

function constant(value: number | boolean | { readonly error: string }): { type?: string; content: string } {
  if (typeof value === 'number') return { content: `<v>${value}</v>` }; // shortest digits that read back as the same double
  return typeof value === 'boolean' ? { type: 'b', content: `<v>${value ? 1 : 0}</v>` } : { type: 'e', content: `<v>${value.error}</v>` };
}

function checkLength(text: string, where: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  throw new GradsheetError('too-large', {
    where, expected: `a text of at most ${MAX_TEXT_LENGTH.toLocaleString('en')} characters`, received: `${text.length.toLocaleString('en')} characters`,
  });
}

function checkFormula(formula: string, where: string): string {
  if (formula.length <= MAX_FORMULA_LENGTH) return formula;
  throw new GradsheetError('too-large', {
    where, expected: `a formula of at most ${MAX_FORMULA_LENGTH.toLocaleString('en')} characters`, received: `${formula.length.toLocaleString('en')} characters`,
  });
}
