import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { size } from '../ir/shape.ts';
import { boundsWords, firstOutside } from '../util/bounds.ts';
import { checkNumber } from '../util/options.ts';
import { names } from '../run/names.ts';
import { balancedWeights } from '../statistics/balanced-weights.ts';
import type { HoldOut } from '../train/evaluate.ts';
import type { StepSpec } from '../train/step.ts';
import { tensorOf, type Data, type Tensor } from './arrays.ts';
import type { FitOptions } from './fit-options.ts';
import { checkTaken, columnsFor, matchPorts, rowsOf } from './ports.ts';
import { words } from './error-words.ts';

/** Inputs and what their predictions are compared with, by name; all of as many rows. */
export interface Rows {
  readonly x: Record<string, Tensor>;
  readonly y: Record<string, Tensor>;
  readonly rows: number;
}

/** @param what before the user's names in errors: 'validation ' */
export function matchRows(spec: StepSpec, x: Data, y: Data, what = ''): Rows {
  const xs = matchPorts(x, spec.inputs, `${what}x`);
  const ys = matchPorts(y, spec.targets, `${what}y`);
  checkTaken(spec.graph, xs, `${what}x`);
  checkTargets(spec, ys, `${what}y`);
  return {
    x: xs,
    y: ys,
    rows: rowsOf(
      prefixed([
        [`${what}x`, xs],
        [`${what}y`, ys],
      ]),
    ),
  };
}
const prefixed = (parts: readonly (readonly [string, Record<string, Tensor>])[]): Record<string, Tensor> =>
  Object.fromEntries(
    parts.flatMap(([prefix, record]) => Object.entries(record).map(([name, t]) => [`${prefix} ${name}`, t])),
  );

/** Rows `from` … `to` - 1. */
export function cutRows({ x, y }: Rows, from: number, to: number): Rows {
  const cut = (record: Record<string, Tensor>): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(record).map(([name, t]) => {
        const [, ...row] = t.shape;
        const width = size(row);
        return [name, { ...t, data: t.data.subarray(from * width, to * width), shape: [to - from, ...row] }];
      }),
    );
  return { x: cut(x), y: cut(y), rows: to - from };
}

/** As tables of a step or feeds of an evaluation, by their names in a run. */
export const namedColumns = ({ x, y }: Rows, weight: Float64Array | null = null): HoldOut['columns'] => ({
  ...columnsFor('x', x),
  ...columnsFor('y', y),
  ...(weight ? { [names.rowWeight]: { data: weight, width: 1 } } : {}),
});

/**
 * What multiplies each row's loss: sampleWeight × classWeight to train, sampleWeight alone to validate, as Keras; null
 * when neither is given.
 *
 * @param trained so many rows, the first ones, are trained on
 */
export function rowWeights(
  { sampleWeight, classWeight }: Pick<FitOptions, 'sampleWeight' | 'classWeight'>,
  { y: ys, rows }: Rows,
  trained: number,
): { readonly train: Float64Array; readonly holdOut: Float64Array } | null {
  if (!sampleWeight && !classWeight) return null;
  const given = sampleWeight ? Float64Array.from(sampleWeight) : new Float64Array(rows).fill(1);
  const [y, ...others] = Object.values(ys);
  tensorOf(given, 'sampleWeight');
  if (given.length !== rows) {
    throw new GradsheetError('shape-mismatch', {
      where: 'sampleWeight',
      expected: words('{} numbers, one per row', rows),
      received: verbatim(given.length),
    });
  }
  if (!classWeight || !y) return { train: given, holdOut: given };
  if (others.length > 0) {
    throw new GradsheetError('unsupported', {
      where: 'classWeight',
      expected: words('a network with one output'),
      received: verbatim(String(others.length + 1)),
      hint: words('Give sampleWeight instead.'),
    });
  }
  const classes = labelsOf(y);
  const weights = classWeight === 'balanced' ? balancedWeights(classes.slice(0, trained)) : classWeight;
  return {
    holdOut: given,
    train: given.map((weight, i) => {
      const label = classes[i] ?? 0;
      return weight * checkNumber(`classWeight, ${label}`, weights[label] ?? 1);
    }),
  };
}

/** The class of each row: its number, or of a one-hot row the place of the largest share. */
function labelsOf({ data, shape }: Tensor): number[] {
  const width = size(shape.slice(1));
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => {
    const row = data.subarray(i * width, (i + 1) * width);
    return width === 1 ? (row[0] ?? 0) : row.indexOf(Math.max(...row));
  });
}

/**
 * Says so if a class is only among the validation rows: the training cannot learn it, and its rows count as wrong.
 *
 * @param split were the last rows taken, as they stand?
 */
export function warnUnseen(
  { losses }: Pick<StepSpec, 'losses'>,
  train: Rows,
  holdOut: Rows,
  split: boolean,
): GradsheetError | null {
  for (const [i, y] of Object.values(train.y).entries()) {
    const held = Object.values(holdOut.y)[i];
    const { name = '', classNumbers = false } = losses[i] ?? {};
    const two = (name === 'binaryCrossentropy' || name === 'hinge') && y.shape.at(-1) === 1;
    // of a sequence the classes stand at each step; only whole rows are looked at
    if (!held || y.shape.length > 2 || (!classNumbers && !two && name !== 'categoricalCrossentropy')) continue;
    const seen = new Set(labelsOf(y));
    const unseen = labelsOf(held).find((label) => Number.isInteger(label) && !seen.has(label));
    if (unseen === undefined) continue;
    return new GradsheetError('bad-table', {
      problem: words('Class {} is only in the validation rows, so the training never sees it.', unseen),
      hint: split
        ? words('validationSplit takes the last rows: shuffle the rows first.')
        : words('Give the training rows of every class.'),
    });
  }
  return null;
}

/**
 * Class numbers are whole and within the classes: others would train nothing and count as right. Targets lie where the
 * loss means something: labels 1 and 2 would drive a crossentropy below 0. @throws GradsheetError `bad-cell`
 */
function checkTargets(
  { losses, outputs }: Pick<StepSpec, 'losses' | 'outputs'>,
  ys: Readonly<Record<string, Tensor>>,
  what: string,
): void {
  outputs.forEach(({ name, shape }, i) => {
    const y = ys[name];
    const loss = losses[i];
    if (!y || !loss) return;
    const classes = shape.at(-1) ?? 1;
    const bounds = loss.classNumbers ? { least: 0, below: classes, whole: true } : loss.targets;
    const bad = bounds ? firstOutside(y.data, bounds) : -1;
    if (!bounds || bad < 0) return;
    throw new GradsheetError('bad-cell', {
      where: words('{}, row {}', what, Math.floor(bad / size(y.shape.slice(1))) + 1),
      expected: loss.classNumbers
        ? words('a class number from 0 to {}', classes - 1)
        : words('{} for {}', boundsWords(bounds), loss.name),
      received: verbatim(String(y.data[bad])),
      ...(loss.classNumbers || 'most' in bounds ? { hint: words('Classes are counted from 0.') } : {}),
    });
  });
}
