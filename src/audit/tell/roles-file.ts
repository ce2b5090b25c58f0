import { GradsheetError } from '../../errors.ts';
import { nearest } from '../../util/text.ts';
import { findSheet, formatArea, parseReference, quoteSheet, type Workbook } from '../../workbook/index.ts';
import { roles as known, type RoleCells } from '../report.ts';

/** Roles as a file that a person can correct. */
export const rolesText = (roles: readonly RoleCells[]): string =>
  `{\n  "roles": [\n${roles.map((r) => `    ${JSON.stringify(r)}`).join(',\n')}\n  ]\n}\n`;

/**
 * What a person says cells are for: the file of `rolesText`, what `--json` prints, or only the list. Ranges without a
 * sheet mean the first one.
 *
 * @throws GradsheetError `bad-file` naming the entry
 */
export function rolesFrom(text: string, book: Workbook, where = 'roles.json'): RoleCells[] {
  const wrong = (place: string, expected: string, received: string, hint?: string): GradsheetError =>
    new GradsheetError('bad-file', { where: place, expected, received, ...(hint === undefined ? {} : { hint }) });
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw wrong(where, 'JSON', cause instanceof Error ? cause.message : String(cause));
  }
  const list = isRecord(content) ? content['roles'] : content;
  if (!Array.isArray(list)) throw wrong(where, '{ "roles": [ … ] }', typeof list);
  return list.map((entry: unknown, i): RoleCells => {
    const at = `${where}, role ${i + 1}`;
    if (!isRecord(entry)) throw wrong(at, '{ "role", "ranges" }', JSON.stringify(entry) ?? 'nothing');
    const { role, ranges, label, run, step } = entry;
    const named = known.find((r) => r === role);
    const near = typeof role === 'string' ? nearest(role, known) : undefined;
    if (named === undefined) {
      throw wrong(
        at,
        `one of ${known.join(', ')}`,
        JSON.stringify(role) ?? 'nothing',
        near === undefined ? undefined : `Did you mean "${near}"?`,
      );
    }
    const texts = typeof ranges === 'string' ? [ranges] : ranges;
    if (!Array.isArray(texts) || texts.length === 0) {
      throw wrong(at, 'ranges, as ["Sheet1!B2:B6"]', JSON.stringify(ranges) ?? 'nothing');
    }
    const number = (value: unknown): number | undefined =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
    return {
      role: named,
      ranges: texts.map((range: unknown) => rangeOf(range, book, at)),
      given: true,
      ...(typeof label === 'string' && label !== '' ? { label } : {}),
      ...(number(run) === undefined ? {} : { run: number(run) ?? 0 }),
      ...(number(step) === undefined ? {} : { step: number(step) ?? 0 }),
    };
  });
}

function rangeOf(text: unknown, book: Workbook, where: string): string {
  const found = typeof text === 'string' ? parseReference(text) : undefined;
  if (!found) {
    throw new GradsheetError('bad-file', {
      where,
      expected: 'a range, as Sheet1!B2:B6',
      received: JSON.stringify(text) ?? 'nothing',
    });
  }
  const sheet = found.sheet === undefined ? book.sheets[0] : findSheet(book, found.sheet);
  if (!sheet) {
    throw new GradsheetError('bad-file', {
      where,
      expected: `a sheet of the workbook: ${book.sheets.map((s) => s.name).join(', ')}`,
      received: `"${found.sheet ?? ''}"`,
    });
  }
  return `${quoteSheet(sheet.name)}!${formatArea(found.area)}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
