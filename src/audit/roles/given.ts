import { GradsheetError } from '../../errors.ts';
import { verbatim, listedNames, quoted, type Words } from '../../words.ts';
import { placesOf } from '../../lift/places.ts';
import { nearest } from '../../util/text.ts';
import type { Workbook } from '../../workbook/index.ts';
import type { Grid } from '../grid.ts';
import { roles, type Role, type RoleCells } from '../report.ts';
import type { Part } from './part.ts';
import { words } from '../error-words.ts';

/** What a person says cells are for. */
export interface Given {
  /** By cell of the grid. */
  readonly parts: ReadonlyMap<number, Part>;
  readonly entries: readonly RoleCells[];
  cells(role: Role): number[];
}

/**
 * @throws GradsheetError naming the entry: `invalid-option` for a role or a number that is none, `unknown-name` for
 * cells that are not there
 */
export function givenRoles(grid: Grid, entries: readonly RoleCells[]): Given {
  const parts = new Map<number, Part>();
  const read = entries.map((entry, i): RoleCells => {
    const { role, ranges, run, step } = entry;
    const where = `role ${i + 1}`;
    if (!roles.includes(role)) {
      const near = nearest(String(role), roles);
      throw new GradsheetError('invalid-option', {
        where,
        expected: words('one of {}', listedNames(roles)),
        received: quoted(String(role)),
        ...(near !== undefined && { hint: words('Did you mean "{}"?', near) }),
      });
    }
    if (!Array.isArray(ranges) || ranges.length === 0) {
      throw new GradsheetError('invalid-option', {
        where,
        expected: words('ranges, as ["Sheet1!B2:B6"]'),
        received: words('none'),
      });
    }
    for (const [name, value] of [
      ['run', run],
      ['step', step],
    ] as const) {
      if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
        throw new GradsheetError('invalid-option', {
          where: words('{}, {}', where, name),
          expected: words('a whole number, 0 or more'),
          received: verbatim(value),
        });
      }
    }
    for (const range of ranges) {
      for (const id of cellsOf(grid, range)) {
        parts.set(id, { role, ...(run !== undefined && { run }), ...(step !== undefined && { step }) });
      }
    }
    return { ...entry, given: true };
  });
  return { parts, entries: read, cells: (role) => [...parts].filter(([, p]) => p.role === role).map(([id]) => id) };
}

/** @throws GradsheetError `unknown-name` for what is no range of the book, or one where nothing stands */
function cellsOf(grid: Grid, range: string): number[] {
  const found = placesOf(grid.book, range).flatMap(({ sheet, row, column }) => grid.find(sheet, row, column) ?? []);
  if (found.length === 0) {
    throw new GradsheetError('unknown-name', {
      where: words('cells "{}"', range),
      expected: words('cells that hold something'),
      received: outside(grid.book),
    });
  }
  return found;
}
const outside = (book: Workbook): Words =>
  book.sheets.some((s) => s.cells.size > 0) ? words('blank cells') : words('an empty workbook');
