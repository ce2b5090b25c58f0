import { Table } from 'gradsheet';
import { fromSaved, readModel, toSaved, writeModel } from 'gradsheet/save';
import { chooseModel, isSame, predictTable, type Choice, type Chosen, type Crew, type Job } from 'gradsheet/table';
import { crewFor } from './crew.ts';
import { seenAs } from './columns.ts';
import type { Asked, ChosenResult, Exported, LadderNow, ModelFiles, RowSaid, RowValues } from './protocol.ts';
import { formField, targetShown } from './results.ts';
import { modelZip, predictionsCsv } from './take-away.ts';

/** A chosen model, as far as it is kept: enough to predict, to be saved and to be explained. */
export type Kept = Pick<Chosen, 'model' | 'preprocessing' | 'choice'>;

/** Chooses, and tells how far it is. Asked to, it ends with the best so far; when it is over, with an error. */
export async function choose(
  table: Table,
  asked: Asked,
  {
    tell,
    signal,
    over,
  }: { tell: (now: LadderNow) => void; signal: { readonly aborted: boolean }; over: () => boolean },
): Promise<Kept> {
  const began = performance.now();
  let now: LadderNow = { task: null, trials: [], trying: null, checking: false, seconds: 0 };
  const say = (part: Partial<LadderNow>): void => {
    now = { ...now, ...part, seconds: (performance.now() - began) / 1000 };
    tell(now);
  };
  const { target, as, exclude, seed } = asked;
  const crew = crewFor(table);
  try {
    return await chooseModel(table, target, {
      as,
      exclude,
      seed,
      signal,
      onTrial: (trial) => {
        const folds = trial.folds ?? now.trying?.folds ?? [];
        say({ trials: [...now.trials, { ...trial, folds }], trying: null });
      },
      crew: watched(crew, over, (job, task, costs) => {
        if (job.kind === 'lines') say({ task });
        else if (job.kind !== 'scout') say({ task, trying: null, checking: true });
        else {
          const candidate = { rung: 'network', ...job.settings } as const;
          const before = now.trying && isSame(now.trying.candidate, candidate) ? now.trying.folds : [];
          const folds = [...before, Math.min(...costs)];
          say({ task, trying: { candidate, folds } });
        }
      }),
    });
  } finally {
    crew.dispose();
  }
}

/**
 * A crew that tells of every job that is done, and does none for a choice that is over. One that works here rests
 * before each, so that messages come in.
 */
function watched(
  crew: Crew,
  over: () => boolean,
  done: (job: Job, task: NonNullable<LadderNow['task']>, costs: readonly number[]) => void,
): Crew {
  let last: Promise<unknown> = Promise.resolve();
  return {
    size: crew.size,
    work: (problem, job) => {
      const turn = crew.size > 1 ? rest() : last.then(rest);
      const result = turn.then(async () => {
        if (over()) throw new Error('another choice has begun');
        const given = await crew.work(problem, job);
        if (over()) throw new Error('another choice has begun');
        // of a network that is looked at on its way: what each look cost
        const looks = job.kind === 'scout' ? (given as readonly { readonly cost: number }[]) : [];
        done(
          job,
          problem.task,
          looks.map(({ cost }) => cost),
        );
        return given;
      });
      last = result.catch(() => undefined);
      return result;
    },
    dispose: () => {
      crew.dispose();
    },
  };
}
const rest = (): Promise<void> =>
  new Promise((ready) => {
    setTimeout(ready, 0);
  });

/** What the page shows of a chosen model. */
export function resultOf(table: Table, asked: Asked, kept: Kept): ChosenResult {
  const { preprocessing, choice } = kept;
  return {
    choice,
    fields: preprocessing.features.map(formField),
    target: targetShown(preprocessing),
    seen: seenAs(table, asked, preprocessing),
    model: filesOf(kept),
  };
}

const filesOf = ({ model, preprocessing, choice }: Kept): ModelFiles => {
  const files = writeModel(toSaved(model, { preprocessing, settings: { choice } }));
  return { model: files.model, weights: files.weights };
};

/** A model that this page kept itself. */
export function keptFrom(files: ModelFiles): Kept {
  const saved = readModel(files);
  if (!saved.preprocessing) throw new Error('the columns were not kept');
  // what `filesOf` wrote
  return { model: fromSaved(saved), preprocessing: saved.preprocessing, choice: saved.settings['choice'] as Choice };
}

/** One row, predicted: with its interval or probabilities, and what in it the model has not seen. */
export async function sayRow(kept: Kept, values: RowValues): Promise<RowSaid> {
  const { preprocessing } = kept;
  const row = Table.of([Object.fromEntries(preprocessing.features.map(({ name }) => [name, cell(values[name])]))]);
  const { predictions, notes } = await predictTable(kept, row);
  const [said] = predictions;
  return {
    prediction: said?.prediction ?? NaN,
    low: said?.low ?? null,
    high: said?.high ?? null,
    probabilities: Object.entries(said?.probabilities ?? {}).map(([name, p]) => ({ name, p })),
    notes,
  };
}
const cell = (value: number | string | undefined): number | string | null =>
  value === undefined || value === '' ? null : value;

/** What can be taken away: the model's two files, or every row with its prediction. */
export async function takeAway(
  table: Table,
  name: string,
  kept: Kept,
  what: 'model' | 'predictions',
): Promise<Exported> {
  if (what === 'model') return modelZip(name, filesOf(kept));
  const { predictions, rows } = await predictTable(kept, table);
  const target = kept.preprocessing.target.name;
  const [first] = predictions;
  const said = predictions.map(({ prediction }) => prediction);
  return predictionsCsv(name, table.take(rows), [
    [`${target} (predicted)`, said.some((one) => typeof one === 'string') ? said.map(String) : said.map(Number)],
    ...(['low', 'high'] as const).flatMap((end) =>
      predictions.every((one) => one[end] === undefined)
        ? []
        : [[`${target} (${end})`, predictions.map((one) => one[end] ?? NaN)] as const],
    ),
    ...Object.keys(first?.probabilities ?? {}).map(
      (one) => [`p(${one})`, predictions.map(({ probabilities }) => probabilities?.[one] ?? NaN)] as const,
    ),
  ]);
}
