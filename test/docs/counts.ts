// How many cases the tests compare, as docs/numbers*.md says.
import { readFileSync } from 'node:fs';
import functions from '../vectors/keras-functions.json' with { type: 'json' };
import attention from '../vectors/keras-attention.json' with { type: 'json' };
import gradients from '../vectors/keras-gradients.json' with { type: 'json' };
import space from '../vectors/keras-space.json' with { type: 'json' };
import recurrence from '../vectors/keras-recurrence.json' with { type: 'json' };
import trainings from '../vectors/keras-training.json' with { type: 'json' };
import intervals from '../vectors/intervals.json' with { type: 'json' };
import { trainingWorkbook } from '../../src/sheet.ts';
import { bookOf, books, runOf } from '../targets/sheet/books.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
const numpy = read('numpy.json') as {
  chains: { calls: unknown[] }[];
  normals: { values: unknown[] };
  splits: { cases: unknown[] };
};
const libm = read('libm.json') as Record<string, string[] | string>;
const f = functions;
const sum = (lists: readonly (readonly unknown[])[]): number => lists.reduce((n, list) => n + list.length, 0);

/** Numbers in the cells of all workbooks that LibreOffice computes anew. */
const cells = (): number =>
  sum(
    Object.keys(books).flatMap((name) =>
      trainingWorkbook(runOf(name), bookOf(name).options)
        .sheets.filter((s) => !s.hidden)
        .map((s) => [...s.cells.values()].filter(({ value }) => typeof value === 'number')),
    ),
  );

/** By the command of the row that says it. */
export const counts: readonly (readonly [command: string, count: number])[] = [
  ['test/agreement/keras.test.ts', trainings.trainings.length],
  [
    'test/nn/keras-functions.test.ts',
    sum([
      f.activations.cases,
      f.losses,
      f.penalties.cases,
      f.optimizers.cases,
      f.schedules.cases,
      f.batchNormalization,
    ]),
  ],
  ['test/nn/keras-gradients.test.ts', sum([gradients.activations, gradients.losses, gradients.penalties])],
  ['test/nn/keras-space.test.ts', sum([space.convolutions, space.pools, space.sizes, space.masked, space.drawn])],
  [
    'test/nn/keras-recurrence.test.ts',
    sum([recurrence.layers, recurrence.wrapped, recurrence.stacked, recurrence.statefuls, recurrence.trainings]),
  ],
  ['test/nn/keras-attention.test.ts', attention.layers.length + attention.metrics.length],
  ['test/util/libm.test.ts', sum(Object.values(libm).filter((v) => typeof v !== 'string'))],
  ['test/util/numpy-random.test.ts', sum(numpy.chains.map(({ calls }) => calls))],
  ['test/data/split.test.ts', numpy.splits.cases.length],
  ['test/targets/sheet', cells()],
  ['test/lift/lowered.test.ts', Object.keys(books).length],
  [
    'test/statistics',
    sum([
      intervals.logGamma,
      intervals.incompleteBeta,
      intervals.inverse,
      intervals.binomial,
      intervals.mcnemar,
      intervals.student,
    ]),
  ],
];
