/**
 * Which cells hold no value. One rule for every form of table:
 *
 * - An empty cell, and what pandas takes for missing, `?` (the UCI repository's) and Excel's errors: in every column.
 * - `.`, `..`, dashes and their like: only among numbers. In a column of texts they may be a category of their own.
 * - In a column of texts a quoted one is a text, "NA" may be Namibia; an empty cell never is.
 *
 * @see pandas.read_csv, `na_values`
 */
const ALWAYS: readonly string[] = [
  '',
  ...['NA', 'na', 'N/A', 'n/a', '#N/A', '#N/A N/A', '#NA', '<NA>'],
  ...['NaN', 'nan', 'NAN', '-NaN', '-nan', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
  ...['null', 'NULL', 'Null', 'None', '-', '?'],
  ...['#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#NULL!'],
];
const AMONG_NUMBERS: readonly string[] = [
  ...['.', '..', '...', '*', '--', '---', '\u2013', '\u2014', '\u2212'],
  ...['none', 'NONE', 'n.a.', 'N.A.', 'NaT', 'nil', '\\N', 'missing', 'Missing', '(null)', '(NULL)'],
];
/** Those that say plainly that there is no value: nobody needs to be told. */
const PLAINLY: ReadonlySet<string> = new Set([
  '',
  'NA',
  'na',
  'N/A',
  'n/a',
  'NaN',
  'nan',
  'NAN',
  'null',
  'NULL',
  'Null',
]);

export interface MissingMarkers {
  readonly always: ReadonlySet<string>;
  /** Also those that count only in a column of numbers. */
  readonly amongNumbers: ReadonlySet<string>;
  /** What the person named: missing even in quotes. */
  readonly stated: ReadonlySet<string>;
}

/** @param stated by the person, besides the usual ones */
export function missingMarkersWith(stated: readonly string[] = []): MissingMarkers {
  const always = new Set([...ALWAYS, ...stated]);
  return { always, amongNumbers: new Set([...always, ...AMONG_NUMBERS]), stated: new Set(stated) };
}

/** The markers met in a file that a person should be told of, with how many cells hold each. */
export class MarkerCounts {
  readonly #counts = new Map<string, number>();

  /** @param cells how often each text was met in one column */
  add(cells: ReadonlyMap<string, number>): void {
    for (const [text, n] of cells) {
      if (!PLAINLY.has(text)) this.#counts.set(text, (this.#counts.get(text) ?? 0) + n);
    }
  }

  get all(): { text: string; cells: number }[] {
    return [...this.#counts].map(([text, cells]) => ({ text, cells }));
  }
}
