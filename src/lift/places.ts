import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames } from '../words.ts';
import { areaSize, findSheet, parseReference, type Workbook } from '../workbook/index.ts';
import { words } from './error-words.ts';

/** A cell, by the number of its sheet; rows and columns count from 0. */
export interface Place {
  readonly sheet: number;
  readonly row: number;
  readonly column: number;
}

const MOST = 10_000;

/**
 * The cells that a person names: `Sheet1!B3`, `B3:B9` (on the first sheet), or a name defined in the workbook.
 *
 * @throws GradsheetError `unknown-name`; `too-large` for more than 10,000 cells
 */
export function placesOf(book: Workbook, text: string): Place[] {
  const wanted = text.trim();
  const name = book.names.find((n) => n.name.toLowerCase() === wanted.toLowerCase());
  const found = parseReference(name?.refersTo ?? wanted);
  if (!found) {
    throw new GradsheetError('unknown-name', {
      where: words('cell "{}"', text),
      expected: words('a cell or a range, as B3 or Sheet1!B3:B9'),
    });
  }
  const place = found.sheet === undefined ? book.sheets[0] : findSheet(book, found.sheet);
  const sheet = place ? book.sheets.indexOf(place) : -1;
  if (sheet < 0) {
    throw new GradsheetError('unknown-name', {
      where: words('cell "{}"', text),
      expected: words('one of the sheets {}', listedNames(book.sheets.map((s) => s.name))),
      received: words('the sheet "{}"', found.sheet ?? ''),
    });
  }
  const { area } = found;
  if (areaSize(area) > MOST) {
    throw new GradsheetError('too-large', {
      where: words('cells "{}"', text),
      expected: words('at most {} cells', MOST.toLocaleString('en')),
      received: verbatim(areaSize(area).toLocaleString('en')),
    });
  }
  const places: Place[] = [];
  for (let row = area.top; row <= area.bottom; row++) {
    for (let column = area.left; column <= area.right; column++) places.push({ sheet, row, column });
  }
  return places;
}
