import type { Table } from 'gradsheet';
import { classOf, exampleOf, hardestRows, judge, type Preprocessing } from 'gradsheet/table';
import { activationOf } from './arithmetic.ts';
import type { FormField, HardExample, Trained } from './protocol.ts';
import { rowNumber, shown } from './shown.ts';
import { filesOf, type Training } from './training.ts';

const WORST = 5;

/** What a training is worth, on the rows it did not see. */
export async function resultsOf(table: Table, training: Training): Promise<Trained> {
  const { plan, history, settings, done, notFinite, seconds } = training;
  const { preprocessing, train, test, model } = plan;
  const { target } = preprocessing;
  const predicted = test ? await model.predict(test.x, { batchSize: 256 }) : [];
  return {
    verdict: test && judge(preprocessing, train.y, test.y, predicted),
    test: test && { ...(await model.evaluate(test.x, test.y, { batchSize: 256 })) },
    history,
    fields: preprocessing.features.map(formField),
    warnings: preprocessing.warnings,
    seconds,
    notFinite,
    epochs: { done, of: settings.epochs },
    target: targetShown(preprocessing),
    pairs:
      test && target.kind === 'number'
        ? predicted.map(([p], i) => ({
            row: rowNumber(table, test.rows[i] ?? 0),
            actual: test.y.data[i] ?? NaN,
            predicted: p ?? NaN,
          }))
        : [],
    worst: test
      ? hardestRows(preprocessing, test.y, predicted, WORST).map(({ row, loss, error, p }): HardExample => {
          const at = test.rows[row] ?? 0;
          const said = predicted[row] ?? [];
          const cells = preprocessing.features.map((f) => table.cell(at, f.name));
          return {
            row: rowNumber(table, at),
            loss,
            measure: error ?? p ?? NaN,
            cells: cells.map(shown),
            actual: shown(table.cell(at, target.name)),
            said: target.kind === 'number' ? shown(said[0] ?? null) : String(target.values[classOf(said)] ?? ''),
            values: Object.fromEntries(
              preprocessing.features.flatMap((f, i) => {
                const c = cells[i] ?? f.fill ?? null;
                return c === null ? [] : [[f.name, c]];
              }),
            ),
          };
        })
      : [],
    layers: model
      .summaryRows()
      .filter((l) => l.parameters > 0)
      .map((l) => ({
        name: l.name,
        units: l.outputShape.at(-1) ?? 1,
        activation: activationOf(model, l.name),
        parameters: l.parameters,
      })),
    rows: { train: train.rows.length, test: test?.rows.length ?? 0 },
    model: filesOf(training),
  };
}

export const targetShown = ({ target }: Preprocessing): Trained['target'] =>
  target.kind === 'number'
    ? { name: target.name, kind: 'number', classes: [] }
    : { name: target.name, kind: 'classes', classes: target.values.map(String) };

/** A number begins at the mean of the column, with as many digits as tell it from its neighbours. */
export function formField(f: Preprocessing['features'][number]): FormField {
  if (f.kind === 'category') return { name: f.name, kind: 'category', values: f.values };
  if (f.kind !== 'number') return { name: f.name, kind: 'text', value: String(exampleOf(f)) };
  const whole = Number.isInteger(f.min) && Number.isInteger(f.max);
  return {
    name: f.name,
    kind: 'number',
    value: Number(whole ? f.mean.toFixed(0) : f.mean.toPrecision(4)),
    low: f.min,
    high: f.max,
  };
}
