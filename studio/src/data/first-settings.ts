import { meanings } from '../worker/meanings.ts';
import type { ColumnFacts, Opened, Settings } from '../worker/protocol.ts';

/** A column of texts that nearly all differ is a name, and teaches nothing. */
export const looksLikeName = (c: ColumnFacts, rows: number): boolean =>
  c.kind === 'text' && c.distinct > Math.max(20, rows / 2);

/** The last column is most often the target; numbers are scaled, so that no column drowns the others. */
export function firstSettings({ columns, rows }: Opened): Settings {
  const usable = columns.filter((c) => !looksLikeName(c, rows) && c.distinct > 1);
  const target = usable.at(-1)?.name ?? columns.at(-1)?.name ?? '';
  return {
    target,
    meaning: null,
    features: usable.filter((c) => c.name !== target).map((c) => c.name),
    hidden: [{ units: 5, activation: 'relu' }],
    scale: 'standard',
    missing: columns.some((c) => c.missing > 0) ? 'mean' : 'error',
    testSize: 0.2,
    splitSeed: 42,
    optimizer: 'adam',
    learningRate: 0.01,
    epochs: rows > 20_000 ? 20 : 100,
    batchSize: rows > 5000 ? 128 : 16,
    seed: 1,
  };
}

/** Columns that the features become: a number is one, texts are one for each text. */
export const inputsOf = ({ columns }: Opened, { features }: Settings): number => {
  const chosen = new Set(features);
  return columns.reduce((n, c) => n + (!chosen.has(c.name) ? 0 : c.kind === 'number' ? 1 : c.distinct), 0);
};

/** Units of the output layer. */
export function outputsOf(
  { columns }: Opened,
  { target, meaning }: Settings,
): { readonly units: number; readonly activation: 'linear' | 'sigmoid' | 'softmax' } {
  const c = columns.find((x) => x.name === target);
  if (!c || meaning === 'number') return { units: 1, activation: 'linear' };
  const { usual } = meanings(c);
  if (meaning === 'classes' || usual === 'classes') return { units: c.distinct, activation: 'softmax' };
  return { units: 1, activation: usual === 'two' ? 'sigmoid' : 'linear' };
}

/** Rows that train and rows that test, if no row is left out: the share is rounded up, as in scikit-learn. */
export const partsOf = (
  { rows }: Opened,
  { testSize }: Settings,
): { readonly train: number; readonly test: number } => {
  const test = Math.ceil(rows * testSize);
  return { train: rows - test, test };
};
