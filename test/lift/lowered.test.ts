// lift(lower(p)) computes what p computes: every kind of training that the sheet writes, lifted back from its cells.
import { expect, test } from 'vitest';
import { trace } from '../../src/explain/trace.ts';
import { isOp } from '../../src/ir/node.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { evaluator } from '../../src/lift/tape.ts';
import { readManifest, trainingWorkbook } from '../../src/sheet.ts';
import { random } from '../ir/random-program.ts';
import { bookOf, books, runOf } from '../targets/sheet/books.ts';

test.each(Object.keys(books))('%s', (name) => {
  const { options } = bookOf(name);
  const run = runOf(name);
  const next = random(11);
  const book = trainingWorkbook(run, options);
  const manifest = readManifest(book);
  if (!manifest) throw new Error('no manifest');
  // the run with other numbers …
  const weights = manifest.state.filter(
    (s) => /\/(?:kernel|bias|gamma|beta)$/.test(s.name) && run.state[s.name]?.length === s.first.length,
  );
  const state = {
    ...run.state,
    ...Object.fromEntries(
      weights.map(({ name: n }) => [
        n,
        Float64Array.from(run.state[n] ?? [], (v) => v * (0.8 + 0.4 * next()) + 0.1 * next() - 0.05),
      ]),
    ),
  };
  const settings: typeof run.settings = {
    ...run.settings,
    ...(run.settings['learningRate'] ? { learningRate: run.settings['learningRate'].map((x) => x * 0.7) } : {}),
  };
  const want = trace({ ...run, state, settings }, options).final;
  // … and the cells of the first run, lifted as functions of the cells that hold those numbers
  const given = [
    ...weights.flatMap(({ name: n, first }) => first.map((cell, i) => ({ cell, value: state[n]?.[i] ?? NaN }))),
    ...Object.entries(manifest.settings)
      .filter(([n]) => n === 'learningRate')
      .map(([n, cell]) => ({ cell, value: settings[n]?.[0] ?? NaN })),
  ];
  const lifted = lift(book, { inputs: given.flatMap(({ cell }) => placesOf(book, cell)) });
  const inputs = [...lifted.inputs.values()];
  expect(inputs).toHaveLength(given.length);
  const ends = manifest.state.flatMap(({ name: n, last }) =>
    last.map((cell, i) => ({ cell, want: want[n]?.[i] ?? NaN })),
  );
  const nodes = ends.flatMap(({ cell }) => placesOf(book, cell).map((p) => lifted.node(p)));
  const { values } = evaluator(inputs, nodes)(given.map(({ value }) => value));
  ends.forEach((end, i) =>
    expect(Math.abs((values[i] ?? NaN) - end.want), end.cell).toBeLessThanOrEqual(
      1e-11 * Math.max(1, Math.abs(end.want)),
    ),
  );
  expect(nodes.filter((n) => !isOp(n, 'constant')).length).toBeGreaterThan(weights.length);
  expect(lifted.frozen.size).toBe(0);
  // SIGN of an absolute error moves in jumps, and says so
  expect(lifted.problems().filter((p) => p.kind !== 'step')).toEqual([]);
});
