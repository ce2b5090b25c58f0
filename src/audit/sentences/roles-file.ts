import { GradsheetError } from '../../errors.ts';
import { verbatim, listedNames, quoted, type Where, type Words } from '../../words.ts';
import { excerpt, nearest } from '../../util/text.ts';
import { Json } from '../../util/json.ts';
import {
  areaSize,
  findSheet,
  formatReference,
  parseReference,
  type Area,
  type Workbook,
} from '../../workbook/index.ts';
import { roles as known, type RoleCells } from '../report.ts';
import { words } from '../error-words.ts';

/** Roles as a file that a person can correct. */
export const rolesText = (roles: readonly RoleCells[]): string =>
  `{\n  "roles": [\n${roles.map((r) => `    ${JSON.stringify(r)}`).join(',\n')}\n  ]\n}\n`;

/**
 * What a person says cells are for: the file of `rolesText`, what `--json` prints, or only the list. Ranges without a
 * sheet mean the first one.
 *
 * @throws GradsheetError `bad-file` naming the entry
 */
export function rolesFrom(text: string, book: Workbook, where: Where = 'roles.json'): RoleCells[] {
  const content = Json.parse(text.replace(/^\ufeff/, ''), where);
  const list = (Array.isArray(content.value) ? content : content.get('roles')).list();
  if (list.length > MOST_ROLES) throw tooMany(where, words('at most {} roles', MOST_ROLES), verbatim(list.length));
  let cells = 0;
  const rangeOf = (json: Json, at: Where): string => {
    const { sheet, area } = referenceOf(json, book, at);
    cells += areaSize(area);
    if (cells > MOST_CELLS) throw tooMany(where, words('roles of at most {} cells', MOST_CELLS), words('more'));
    return formatReference(sheet, area);
  };
  return list.map((entry, i): RoleCells => {
    const at = words('{}, role {}', where, i + 1);
    const { run, step } = entry.object();
    const role = entry.get('role');
    const named = known.find((r) => r === role.value);
    const near = typeof role.value === 'string' ? nearest(role.value, known) : undefined;
    if (named === undefined) {
      throw wrong(
        at,
        words('one of {}', listedNames(known)),
        role,
        near === undefined ? undefined : words('Did you mean "{}"?', near),
      );
    }
    const ranges = entry.get('ranges');
    const texts = typeof ranges.value === 'string' ? [ranges] : Array.isArray(ranges.value) ? ranges.list() : [];
    if (texts.length === 0) throw wrong(at, words('ranges, as ["Sheet1!B2:B6"]'), ranges);
    const number = (value: unknown): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0;
    const label = entry.get('label').value;
    return {
      role: named,
      ranges: texts.map((range) => rangeOf(range, at)),
      given: true,
      ...(typeof label === 'string' && label !== '' ? { label } : {}),
      ...(number(run) ? { run } : {}),
      ...(number(step) ? { step } : {}),
    };
  });
}

/** Far more than a person names. Every cell of every range is looked up. */
const MOST_ROLES = 10_000;
const MOST_CELLS = 1_000_000;

function referenceOf(json: Json, book: Workbook, where: Where): { sheet: string; area: Area } {
  const found = typeof json.value === 'string' ? parseReference(json.value) : undefined;
  if (!found) throw wrong(where, words('a range, as Sheet1!B2:B6'), json);
  const sheet = found.sheet === undefined ? book.sheets[0] : findSheet(book, found.sheet);
  if (!sheet) {
    throw new GradsheetError('bad-file', {
      where,
      expected: words('a sheet of the workbook: {}', listedNames(book.sheets.map((s) => s.name))),
      received: quoted(found.sheet ?? ''),
    });
  }
  return { sheet: sheet.name, area: found.area };
}

const tooMany = (where: Where, expected: Words, received: Words): GradsheetError =>
  new GradsheetError('too-large', {
    where,
    expected,
    received,
    hint: words('Give the cells of one role as one range.'),
  });

const wrong = (where: Where, expected: Words, received: Json, hint?: Words): GradsheetError =>
  new GradsheetError('bad-file', {
    where,
    expected,
    received: excerpt(received.value),
    ...(hint === undefined ? {} : { hint }),
  });
