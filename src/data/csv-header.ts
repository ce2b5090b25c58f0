import { PLAIN } from './csv-cells.ts';
import { type Grid, kindAt, textAt } from './csv-grid.ts';
import type { MissingMarkers } from './csv-missing.ts';
import { dressOf, looksLikeNumber } from './csv-numbers.ts';
import type { CsvWarning } from './csv-warnings.ts';

/** Rows that are looked at to learn what a column holds. */
const SAMPLE = 200;
/** Cells that are looked at in all: of a very wide table fewer rows. */
const SAMPLE_CELLS = 2_000_000;

export type CellKind = 'number' | 'text' | 'blank';

/** What a cell holds, as far as one cell tells: $5 and 12% are numbers, NA and a blank are blanks. */
export function kindOf(content: string, missing: MissingMarkers): CellKind {
  if (missing.amongNumbers.has(content)) return 'blank';
  if (looksLikeNumber(content) || looksLikeNumber(content, true)) return 'number';
  return dressOf([content], { delimiter: ',', decimalComma: undefined }) ? 'number' : 'text';
}

/** Does the column hold numbers in the rows from `from` on? Undefined: it holds nothing. */
function holdsNumbers(grid: Grid, place: number, from: number, missing: MissingMarkers): boolean | undefined {
  const to = Math.min(grid.rows, from + Math.min(SAMPLE, Math.ceil(SAMPLE_CELLS / grid.width)));
  let numbers = 0;
  let texts = 0;
  for (let row = from; row < to; row++) {
    const kind = kindOf(textAt(grid, row, place), missing);
    if (kind === 'number') numbers += 1;
    else if (kind === 'text') texts += 1;
  }
  return numbers + texts === 0 ? undefined : numbers > 0.9 * (numbers + texts);
}

const MOST_SEARCHED = 1000; // rows

/** Is the first row's cell among those below, in the same spelling and quotes? */
function recurs(grid: Grid, place: number): boolean {
  const first = textAt(grid, 0, place);
  for (let row = 1; row < Math.min(grid.rows, MOST_SEARCHED); row++) {
    if (kindAt(grid, row, place) === kindAt(grid, 0, place) && textAt(grid, row, place) === first) return true;
  }
  return false;
}

/** Do few values make up the column, as those of categories do? */
function isCategorical(grid: Grid, place: number): boolean {
  const rows = Math.min(grid.rows, SAMPLE) - 1;
  const distinct = new Set<string>();
  for (let row = 1; row <= rows; row++) distinct.add(textAt(grid, row, place));
  return distinct.size <= rows / 2;
}

/** Numbers that may well be names: years, or whole numbers one after another. */
function areLabels(numbers: readonly number[], amongTexts: boolean): boolean {
  if (!numbers.every((n) => Number.isInteger(n) && n >= 0) || new Set(numbers).size < numbers.length) return false;
  const consecutive = numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? NaN) + 1);
  if (consecutive && (numbers.length >= 3 || (numbers.length === 2 && numbers[0] === 0))) return true;
  return numbers.every((n) => n >= 1800 && n <= 2100) && (numbers.length > 1 || amongTexts);
}

/**
 * What the first row is. Data have a number wherever the column has numbers, and texts that recur below; of names, at
 * least one stands above numbers, or none of them recurs.
 *
 *   5.1,3.5,setosa      data: setosa recurs          Country,2019,2020   names: Country does not, and these are years
 *   0,1,2  (over 0.3,0.1,0.7)   names, since they count
 */
export function firstRowOf(grid: Grid, missing: MissingMarkers): 'names' | 'data' | 'number-names' {
  if (grid.rows < 2) return rowKinds(grid, 0, missing).every((kind) => kind === 'number') ? 'data' : 'names';
  const numbers: number[] = [];
  let [recurring, fresh, texts, odd] = [0, 0, 0, 0];
  for (let place = 0; place < grid.width; place++) {
    const content = textAt(grid, 0, place);
    const kind = kindOf(content, missing);
    const numeric = holdsNumbers(grid, place, 1, missing);
    if (numeric === undefined) {
      if (kind !== 'blank') return 'names';
    } else if (numeric) {
      if (kind === 'text') return 'names';
      // quoted among plain ones: a name that looks like a number
      if (kind === 'number' && kindAt(grid, 0, place) !== PLAIN && kindAt(grid, 1, place) === PLAIN) return 'names';
      if (kind === 'number') numbers.push(looksLikeNumber(content) ? Number(content) : 0.5);
      // above the numbers of the rows
      else if (content === '' && place === 0) return 'names';
    } else if (kind === 'number') odd += 1;
    else if (kind === 'text') {
      texts += 1;
      if (recurs(grid, place)) recurring += 1;
      else if (isCategorical(grid, place)) fresh += 1;
    }
  }
  if (numbers.length === 0) return recurring >= 2 && fresh === 0 && odd === 0 && grid.rows > 3 ? 'data' : 'names';
  if (recurring > fresh) return 'data';
  if (areLabels(numbers, texts > 0) && !areLabels(numbersOf(grid, 1, missing), texts > 0)) {
    return texts > 0 ? 'names' : 'number-names';
  }
  const rising = numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? NaN));
  return fresh > 0 && rising ? 'names' : 'data';
}

/** Has the first row a text above numbers, or nothing that comes again below? */
export function standsApart(grid: Grid, missing: MissingMarkers): boolean {
  const places = rowKinds(grid, 0, missing).flatMap((kind, place) => (kind === 'text' ? [place] : []));
  return places.some((place) => holdsNumbers(grid, place, 1, missing)) || !places.some((place) => recurs(grid, place));
}

const rowKinds = (grid: Grid, row: number, missing: MissingMarkers): CellKind[] =>
  Array.from({ length: grid.width }, (_, place) => kindOf(textAt(grid, row, place), missing));

const numbersOf = (grid: Grid, row: number, missing: MissingMarkers): number[] =>
  Array.from({ length: grid.width }, (_, place) => textAt(grid, row, place))
    .filter((content) => kindOf(content, missing) === 'number')
    .map(Number);

/**
 * Is the second row one more of names, as in Taiwan's register of prices (names in Chinese, then in English), or one of
 * units? It has texts above at least two columns of numbers, above all that it says anything of, and not the same one.
 */
export function secondRowIsHeader(grid: Grid, missing: MissingMarkers): boolean {
  if (grid.rows < 4) return false;
  const above = new Set<string>();
  let count = 0;
  for (let place = 0; place < grid.width; place++) {
    const content = textAt(grid, 1, place);
    const kind = kindOf(content, missing);
    if (kind === 'number') return false;
    if (kind === 'blank' || holdsNumbers(grid, place, 2, missing) !== true) continue;
    above.add(content);
    count += 1;
  }
  return count >= 2 && above.size >= 2;
}

/** The beginning of a row, for a person to recognize it by. */
export function rowText(grid: Grid, row: number): string {
  const texts = Array.from({ length: Math.min(grid.width, 6) }, (_, place) => textAt(grid, row, place));
  return texts.join(', ') + (grid.width > 6 ? ' …' : '');
}

/**
 * The names in the first row, each of them once and none blank, as pandas has them: `Unnamed: 0` for the first column
 * without a name; `x`, `x.1`, `x.2` for equal ones.
 */
export function namesOf(grid: Grid, warnings: CsvWarning[]): readonly string[] {
  const names = Array.from({ length: grid.width }, (_, place) => textAt(grid, 0, place));
  if (kindAt(grid, 0, 0) === PLAIN) names[0] = (names[0] ?? '').replace(/^[#%]\s+(?=\S)/, ''); // `# x, y, z`
  const blank = names.flatMap((name, place) => (name.trim() === '' ? [place] : []));
  for (const place of blank) names[place] = `Unnamed: ${place}`;
  const given = new Set(names);
  if (given.size < names.length) {
    const double: { from: string; to: string }[] = [];
    const counts = new Map<string, number>();
    const unnamed = new Set(blank);
    const places = names.map((_, place) => place);
    // those that have a name of their own keep it
    for (const place of [...places.filter((p) => !unnamed.has(p)), ...blank]) {
      const from = names[place] ?? '';
      let to = from;
      let times = counts.get(from) ?? 0;
      while (times > 0) {
        to = `${from}.${times}`;
        counts.set(from, times + 1);
        times = given.has(to) ? times + 1 : (counts.get(to) ?? 0);
      }
      names[place] = to;
      counts.set(to, (counts.get(to) ?? 0) + 1);
      if (to !== from) double.push({ from, to });
    }
    if (double.length > 0) warnings.push({ code: 'double-names', names: double });
  }
  if (blank.length > 0) warnings.push({ code: 'blank-names', names: blank.map((place) => names[place] ?? '') });
  return names;
}
