import type { Program } from '../ir/program.ts';
import { ask, later, now, type Work } from './answers.ts';
import { checkLength, missingInput } from '../ir/checks.ts';
import type { Numbers, Run, Source, Tables, Tensors } from './run.ts';

export const isSource = (tables: Tables): tables is Source => typeof (tables as Partial<Source>).read === 'function';

/** The trivial source: tensors, given in chunks. @param widths of the tables that have rows; the others are fixed */
export const sourceOf = (
  tensors: Tensors,
  rows: number,
  widths: Readonly<Record<string, number>>,
  chunk = rows,
): Source => ({
  rows,
  widths,
  chunk,
  fixed: Object.fromEntries(Object.entries(tensors).filter(([name]) => !(name in widths))),
  read: (names, begin, end) =>
    Object.fromEntries(
      names.map((name) => {
        const width = widths[name] ?? 0;
        return [name, (tensors[name] ?? missingInput(name, rows * width)).subarray(begin * width, end * width)];
      }),
    ),
});

/** The tables with some of them replaced. */
export function withTables<T extends Tables>(tables: T, changed: Tensors = {}): T {
  if (!isSource(tables)) return { ...tables, ...changed };
  const read = Object.entries(tables.widths).filter(([name]) => !(name in changed));
  return { ...tables, widths: Object.fromEntries(read), fixed: { ...tables.fixed, ...changed } };
}

/** How many rows there are to train on. */
export const rowsOf = ({ tables, programs }: Run): number =>
  isSource(tables) ? tables.rows : rowsOfStep(programs['step'] ?? noRows());

/** Rows that the tables of a run's steps hold at a time: all, or as many as the buffer of a source that is larger. */
export const capacityOf = ({ programs }: Run): number => rowsOfStep(programs['step'] ?? noRows());

/** Rows of the tables that a step gathers its batch from, by the feed `rows`: they are part of the tables' shapes. */
function rowsOfStep({ nodes, inputs }: Program): number {
  const gathered = nodes.find((n) => n.op === 'gather' && n.inputs[1] === inputs['rows']);
  return gathered?.inputs[0]?.shape[0] ?? noRows();
}
const noRows = (): never => {
  throw new Error('run: no step gathers rows of a table');
};

/** All numbers of the tables. A source is asked for all of its tables, chunk by chunk. */
function* whole(tables: Tables): Work<Tensors> {
  if (!isSource(tables)) return tables;
  const { rows, widths, fixed } = tables;
  const names = Object.keys(widths);
  const chunk = Math.max(1, tables.chunk);
  const all: Record<string, Numbers> = { ...fixed };
  for (let begin = 0; begin < rows; begin += chunk) {
    const end = Math.min(rows, begin + chunk);
    const part = yield* ask(tables.read(names, begin, end));
    for (const [name, width] of Object.entries(widths)) {
      const numbers = part[name] ?? missingInput(name, (end - begin) * width);
      checkLength(`"${name}", rows ${begin + 1} to ${end}`, numbers.length, (end - begin) * width);
      const table = (all[name] ??= sameKind(numbers, rows * width));
      table.set(numbers, begin * width);
    }
  }
  return all;
}

function sameKind(numbers: Numbers, length: number): Numbers {
  if (numbers instanceof Float32Array) return new Float32Array(length);
  return numbers instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
}

/** All numbers of the tables, at once. @throws GradsheetError `unsupported` if a source answers later */
export const tensorsOf = (tables: Tables): Tensors => now(whole(tables));

/** All numbers of the tables. @throws GradsheetError `missing-input`, `shape-mismatch` if a source gives other rows */
export const readTables = (tables: Tables): Promise<Tensors> => later(whole(tables));

/** What an engine holds from the beginning: all tables, or of a source with more rows than these the fixed ones. */
export const heldTables = async (run: Run): Promise<Tensors> =>
  isSource(run.tables) && run.tables.rows > capacityOf(run) ? run.tables.fixed : readTables(run.tables);

/** The run with its tables as tensors: what the workbook and `trace` need of a source that answers later. */
export const inMemory = async (run: Run): Promise<Run<Tensors>> => ({ ...run, tables: await readTables(run.tables) });
