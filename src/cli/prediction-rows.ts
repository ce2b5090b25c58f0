import type { ColumnValues } from '../data/column.ts';
import type { Preprocessing } from '../data/preprocessing.ts';
import type { Cell, Table } from '../data/table.ts';
import type { RowPrediction } from '../model/row-prediction.ts';
import { most } from '../util/lists.ts';
import { brief } from '../util/text.ts';
import { columns } from './boxes.ts';
import type { Call } from './call.ts';
import { plain } from './numbers.ts';
import { visibleWidth } from './terminal.ts';

const SHOWN = 20; // rows
const MOST_CLASSES = 2; // whose probabilities are shown on the page
const WIDEST = 30; // characters of a cell

type Added = readonly [name: string, values: ColumnValues];

/** What is put beside the rows of a file: the prediction, and its interval or the probability of each class. */
export const addedColumns = (target: Preprocessing['target'], results: readonly RowPrediction[]): Added[] => [
  ...predictedColumns(target.name, results),
  ...probabilityColumns(results),
];

function probabilityColumns(results: readonly RowPrediction[]): Added[] {
  const classes = Object.keys(results[0]?.probabilities ?? {}); // of a number there are none
  return classes.map((value) => [`p(${value})`, results.map(({ probabilities }) => probabilities?.[value] ?? null)]);
}

function predictedColumns(name: string, results: readonly RowPrediction[]): Added[] {
  const predictions = results.map(({ prediction }) => prediction);
  const texts = predictions.some((prediction) => typeof prediction === 'string');
  return [
    [`${name}_predicted`, texts ? predictions.map(String) : predictions.map(Number)],
    ...(['low', 'high'] as const).flatMap((end): Added[] =>
      results.every((result) => result[end] === undefined)
        ? []
        : [[`${name}_${end}`, results.map((result) => result[end] ?? null)]],
    ),
  ];
}

/**
 * The first rows on the page: what was predicted, then as many of their own columns as its width has room for, first
 * the target, if it is known.
 */
export function printPredictions(
  { print, say, page, options }: Pick<Call<'predict'>, 'print' | 'say' | 'page' | 'options'>,
  rows: Table,
  target: Preprocessing['target'],
  results: readonly RowPrediction[],
): void {
  const first = results.slice(0, SHOWN);
  const predicted = predictedColumns(target.name, first);
  const chances = probabilityColumns(first);
  const likeliest: Added = [say.predict.likeliest, first.map(({ probability = null }) => probability)];
  const left = [
    ...predicted.map(([name, values], i) =>
      // whose ends they are stands before them
      shownColumn(i === 0 ? name : name.slice(target.name.length + 1), [...values], (value) => plain(value, 6)),
    ),
    ...(chances.length > MOST_CLASSES ? [likeliest] : chances).map(([name, values]) =>
      shownColumn(name, [...values], share),
    ),
  ];
  const head = rows.head(SHOWN);
  const taken = new Set([...predicted, ...chances].map(([name]) => name));
  const names = head.names
    .filter((name) => !taken.has(name))
    .sort((a, b) => Number(b === target.name) - Number(a === target.name));
  const records = head.toRows();
  const own = names.map((name) =>
    shownColumn(
      name,
      records.map((row) => row[name] ?? null),
      given,
    ),
  );
  let room = page.columns - left.reduce((sum, { width }) => sum + width, 0);
  const fitting = own.findIndex(({ width }) => (room -= width) < 0);
  const shown = [...left, ...(fitting < 0 ? own : own.slice(0, fitting))];
  print(
    columns(
      [shown.map(({ name }) => name), ...first.map((_, row) => shown.map(({ cells }) => cells[row] ?? ''))],
      shown.map(({ align }) => align),
    ),
  );
  if (fitting >= 0) print(say.predict.hidden(names.slice(fitting)));
  if (rows.rows > SHOWN && options.out === undefined) print(say.predict.more(rows.rows - SHOWN));
}

interface ShownColumn {
  readonly name: string;
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
  /** With the blanks before the next one. */
  readonly width: number;
}

/** As it stands in the file, but for digits that only a machine writes. */
const given = (value: number): string => String(Number(value.toPrecision(8)));
const share = (value: number): string => value.toFixed(4);

function shownColumn(heading: string, values: readonly Cell[], spelled: (value: number) => string): ShownColumn {
  const name = brief(heading, WIDEST);
  const numbers = values.every((value) => typeof value !== 'string');
  const cells = values.map((value) => (typeof value === 'number' ? spelled(value) : brief(value ?? '·', WIDEST)));
  return {
    name,
    cells,
    align: numbers ? 'right' : 'left',
    width: most(cells.map(visibleWidth), visibleWidth(name)) + GAP,
  };
}
const GAP = 2;
