import { anyValue, checkFunction, checkOptions, checkRecord, invalid, numberIn, oneOf } from '../util/options.ts';
import type { OptionChecks } from '../util/options.ts';
import { SEEDS } from '../model/fit-options.ts';
import { words } from './error-words.ts';
import { choose, type ChooseOptions, type Chosen } from './choose.ts';
import type { Trial } from './choice.ts';
import { alone, type Crew } from './jobs.ts';
import { asTable, type TableLike } from './predict-table.ts';

/** What may be said of columns, rows and time. All has a default. */
export interface ChooseModelOptions extends Omit<ChooseOptions, 'target'> {
  /** Seconds, after which no more networks are tried and the best so far is taken; default: no end. */
  readonly time?: number;
  /** Once it is aborted, the best so far is taken: an `AbortSignal`, say. */
  readonly signal?: { readonly aborted: boolean };
  /** Called with every model that was tried, when it was; from the constant on once more if far numbers are needed. */
  readonly onTrial?: (trial: Trial) => void;
  /** Who does the work; default: this thread, one job after the other. */
  readonly crew?: Crew;
}

const checks: OptionChecks<ChooseModelOptions> = {
  features: anyValue,
  exclude: anyValue,
  as: anyValue,
  missing: anyValue,
  outliers: anyValue,
  rare: anyValue,
  mostCategories: anyValue,
  task: anyValue,
  testSize: numberIn({ least: 0 }),
  splitSeed: numberIn(SEEDS),
  seed: numberIn(SEEDS),
  classWeights: oneOf('balanced'),
  costs: (where, costs) => {
    const { fp, fn } = checkRecord(where, costs);
    const isCost = (v: unknown): boolean => typeof v === 'number' && v > 0 && Number.isFinite(v);
    if (!isCost(fp) || !isCost(fn)) invalid(where, words('{ fp, fn }, two numbers above 0'), costs);
  },
  split: (where, split) => {
    const { by, column } = checkRecord(where, split);
    const isRule = by === 'random' || (by === 'time' && column === undefined) || typeof column === 'string';
    if (!isRule || !['random', 'time', 'group'].includes(String(by))) {
      invalid(where, words("{ by: 'random' }, { by: 'time' }, or { by: 'group', column }"), split);
    }
  },
  targetScale: oneOf('linear', 'log'),
  mostEpochs: numberIn({ whole: true, least: 1 }),
  time: numberIn({ above: 0 }),
  signal: checkRecord,
  onTrial: (where, call) => checkFunction(where, call),
  crew: checkRecord,
};

/**
 * A good, honest model for a table, as `gradsheet train TABLE --target COL` chooses it: columns are understood; the
 * constant guess, lines and small networks are tried by cross-validation; the simplest of the good ones is taken,
 * judged on rows it never saw, and fitted once more, on all rows. The same table, options and seed give the same model.
 *
 *   const { model, choice, preprocessing } = await chooseModel(table, 'price');
 *   choice.verdict.rung             // → 'line': no network is proven to beat it
 *   choiceSentences(choice, 'en')   // the verdict for a person
 *   preprocessing.features          // what each column was taken for; .warnings: what is odd in them
 *   choice.trials                   // every model that was tried
 *   choice.importance               // which columns matter, each with an interval
 *   await predictTable({ model, choice, preprocessing }, [{ area: 40, district: 'Daan' }])
 *
 * The model is one like any other: `toSaved(model, { preprocessing, settings: { choice } })` makes its files.
 *
 * @param rows a `Table`, or records
 * @param target the name of the column to predict
 * @throws GradsheetError `invalid-option`, `unknown-name`, and for a target of which nothing can be learned
 * @see docs/tables.md
 */
export async function chooseModel(rows: TableLike, target: string, options: ChooseModelOptions = {}): Promise<Chosen> {
  checkOptions('chooseModel', options, checks);
  const { time = Infinity, signal, onTrial, crew = alone(), ...columns } = options;
  const end = Date.now() + time * 1000;
  return choose(
    asTable(rows),
    { ...columns, target },
    {
      crew,
      watch: {
        ...(onTrial ? { onTrial } : {}),
        stop: () => (signal?.aborted ? 'asked' : Date.now() > end ? 'time' : null),
      },
    },
  );
}
