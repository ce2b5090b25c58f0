import { size } from '../ir/shape.ts';
import { checkFunction, checkNumber, checkOptions, checkRecord, numberIn, type OptionChecks } from '../util/options.ts';
import { names } from '../run/names.ts';
import type { Source } from '../run/run.ts';
import type { StepSpec } from '../train/step.ts';
import type { Data } from './arrays.ts';
import { checkFit, COUNT, fitChecks, type CheckedFit, type FitOptions } from './fit-options.ts';
import { matchRows, namedColumns } from './rows.ts';

/** More rows than memory holds: some at a time, as often as they are asked for. */
export interface RowSource {
  readonly rows: number;
  /** Rows `begin` to `end` (not included), counted from 0: what `fit` takes. A row is the same one at every reading. */
  read(begin: number, end: number): RowsRead | Promise<RowsRead>;
}
export interface RowsRead {
  readonly x: Data;
  readonly y: Data;
}

/** Options of `model.fitFrom`: those of `fit` that need not know all rows. */
export interface FitFromOptions extends Omit<FitOptions, 'order' | 'validationSplit' | 'sampleWeight' | 'classWeight'> {
  /**
   * Rows that lie in memory and are shuffled together, down to a whole number of batches; default as many as have
   * 8,388,608 numbers.
   */
  readonly buffer?: number;
  /** Rows side by side that are read at once; default 8,192, and at most an eighth of the buffer. */
  readonly block?: number;
}

const { order: _, validationSplit: _1, sampleWeight: _2, classWeight: _3, ...shared } = fitChecks;
const checks: OptionChecks<FitFromOptions> = { ...shared, buffer: numberIn(COUNT), block: numberIn(COUNT) };

/** @throws GradsheetError `invalid-option`, naming the option */
export function checkFitFrom(o: FitFromOptions): CheckedFit & Pick<FitFromOptions, 'buffer' | 'block'> {
  checkOptions('fitFrom', o, checks);
  const { buffer, block, ...rest } = o;
  return { ...checkFit(rest), ...(buffer === undefined ? {} : { buffer }), ...(block === undefined ? {} : { block }) };
}

/** What the shape of a row is told from. @throws GradsheetError `invalid-option` for what is no source */
export async function firstRow(source: RowSource): Promise<RowsRead> {
  checkRecord('fitFrom', source);
  checkNumber('fitFrom, rows', source.rows, COUNT);
  checkFunction('fitFrom, read', source.read);
  return await source.read(0, 1);
}

const NUMBERS = 2 ** 23; // 64 MiB here, and half as many in an engine of f32
const BLOCK = 2 ** 13; // rows

/**
 * How many rows lie in memory: whole batches, since none lies in two fillings of the buffer.
 *
 * @param width numbers of a row
 * @param asked as a person says; default as many as have 8,388,608 numbers
 */
export function bufferFor(rows: number, width: number, batchSize: number, asked?: number): number {
  const wanted = asked ?? Math.floor(NUMBERS / width);
  return wanted >= rows ? rows : Math.max(batchSize, Math.floor(wanted / batchSize) * batchSize);
}

/** The source as tables of a run, and how many of its rows the engine holds. */
export function tablesFrom(
  source: RowSource,
  spec: StepSpec,
  { batchSize, buffer, block }: { readonly batchSize: number } & Pick<FitFromOptions, 'buffer' | 'block'>,
): { readonly tables: Source; readonly capacity: number } {
  const widths = Object.fromEntries([
    ...spec.inputs.map(({ name, shape }) => [names.table('x', name), size(shape)] as const),
    ...spec.targets.map(({ name, shape }) => [names.table('y', name), size(shape)] as const),
  ]);
  const width = Object.values(widths).reduce((sum, n) => sum + n, 0);
  const capacity = bufferFor(source.rows, width, batchSize, buffer);
  const chunk = block ?? Math.min(BLOCK, Math.max(1, Math.floor(capacity / 8)));
  const tables: Source = {
    rows: source.rows,
    widths,
    fixed: {},
    chunk,
    async read(_, begin, end) {
      const { x, y } = await source.read(begin, end);
      const columns = namedColumns(matchRows(spec, x, y, `rows ${begin + 1} to ${end}, `));
      return Object.fromEntries(Object.entries(columns).map(([name, { data }]) => [name, data]));
    },
  };
  return { tables, capacity };
}
