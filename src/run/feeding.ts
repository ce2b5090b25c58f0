import { checkLength, missingInput } from '../ir/checks.ts';
import { fillingAt, type Filling } from './order.ts';
import type { Numbers, Run, Runnable, Source } from './run.ts';
import type { Call } from './steps.ts';
import { capacityOf, isSource } from './tables.ts';

/** Sees to it that the rows of a call lie in the engine. */
export interface Feeding {
  /** How many steps, from this one on, train rows that are there together. */
  most(step: number): number;
  /** Where the call's rows lie in the engine's tables; they are read before, if they are not there. */
  rows(call: Call): Int32Array | Promise<Int32Array>;
}

/**
 * Of tables that are all in the engine, the rows are where they are. Of a source with more rows than these tables hold,
 * one filling of the buffer after the other is put there.
 */
export function feeding(run: Run, runnable: Runnable): Feeding {
  const { tables, batchSize } = run;
  const capacity = capacityOf(run);
  if (!isSource(tables) || tables.rows <= capacity) return { most: () => Infinity, rows: ({ rows }) => rows };
  const perEpoch = Math.ceil(tables.rows / batchSize);
  const buffers = Object.fromEntries(
    Object.entries(tables.widths).map(([name, width]) => [name, new Float64Array(width * capacity)]),
  );
  let there = '';
  return {
    most: (step) => (capacity - (((step % perEpoch) * batchSize) % capacity)) / batchSize,
    async rows({ epoch, batch, rows }) {
      const position = batch * batchSize;
      const filling = fillingOf(run, tables, capacity, epoch, position);
      const name = `${epoch} ${filling.begin}`;
      if (name !== there) {
        there = '';
        await read(tables, filling, buffers);
        await runnable.put(buffers);
        there = name;
      }
      return filling.places.subarray(position - filling.begin, position - filling.begin + rows.length);
    },
  };
}

/** Of a plain order as many rows as there is room for, from one that many of them come before. */
function fillingOf(
  { order }: Run,
  { rows }: Source,
  capacity: number,
  epoch: number,
  position: number,
): Pick<Filling, 'begin' | 'ranges' | 'places'> {
  if (order.kind === 'blocks') return fillingAt(order, rows, epoch, position);
  const begin = position - (position % capacity);
  const end = Math.min(rows, begin + capacity);
  return { begin, ranges: [[begin, end]], places: Int32Array.from({ length: end - begin }, (_, i) => i) };
}

/** The ranges of a filling, one after the other, a chunk of the source at a time. */
async function read(
  source: Source,
  { ranges }: Pick<Filling, 'ranges'>,
  into: Readonly<Record<string, Float64Array>>,
): Promise<void> {
  const names = Object.keys(source.widths);
  let at = 0;
  for (const [from, to] of ranges) {
    for (let begin = from; begin < to;) {
      const end = Math.min(to, begin + source.chunk);
      const part: Readonly<Record<string, Numbers>> = await source.read(names, begin, end);
      for (const [name, width] of Object.entries(source.widths)) {
        const numbers = part[name] ?? missingInput(name, (end - begin) * width);
        checkLength(`"${name}", rows ${begin + 1} to ${end}`, numbers.length, (end - begin) * width);
        into[name]?.set(numbers, at * width);
      }
      at += end - begin;
      begin = end;
    }
  }
}
