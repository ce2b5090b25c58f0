import { Table } from 'gradsheet';
import { fromSaved, readModel, toSaved, writeModel } from 'gradsheet/save';
import {
  chooseModel,
  isSame,
  predictTable,
  type Choice,
  type ChooseModelOptions,
  type Chosen,
  type Crew,
  type Job,
} from 'gradsheet/table';
import { countsOf } from './counts.ts';
import { crewFor } from './crew.ts';
import { seenAs } from './columns.ts';
import type { Asked, Checking, ChosenResult, Evidence, LadderNow, ModelFiles, RowSaid, RowValues } from './protocol.ts';
import { formField, targetShown } from './results.ts';

/** A chosen model, as far as it is kept: enough to predict, to be saved and to be explained. */
export interface Kept extends Pick<Chosen, 'model' | 'preprocessing' | 'choice'> {
  readonly evidence: Evidence | null;
}

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
  const seconds = (): number => (performance.now() - began) / 1000;
  let now: LadderNow = { task: null, trials: [], trying: null, checking: null, seconds: 0 };
  const say = (part: Partial<LadderNow>): void => {
    now = { ...now, ...part, seconds: seconds() };
    tell(now);
  };
  const { target, as, exclude, seed } = asked;
  const crew = crewFor(table);
  try {
    const chosen = await chooseModel(table, target, {
      as,
      exclude,
      seed,
      ...countsAsked(asked),
      signal,
      onTrial: (trial) => {
        const folds = trial.folds ?? now.trying?.folds ?? [];
        if (trial.candidate.rung === 'constant') now = { ...now, trials: [], checking: null }; // perhaps a second time
        say({ trials: [...now.trials, { ...trial, folds }], trying: null });
      },
      crew: watched(crew, over, {
        given: (job) => {
          const checking = withJob(now.checking, job, seconds());
          if (checking !== now.checking) say({ trying: null, checking });
        },
        done: (job, task, costs) => {
          const { checking } = now;
          if (checking) {
            const counted = job.kind !== 'scout'; // a network that nobody waits for any more is no part of it
            say({ task, ...(counted ? { checking: { ...checking, done: checking.done + 1 } } : {}) });
          } else if (job.kind !== 'scout') say({ task });
          else {
            const candidate = { rung: 'network', ...job.settings } as const;
            const before = now.trying && isSame(now.trying.candidate, candidate) ? now.trying.folds : [];
            const folds = [...before, Math.min(...costs)];
            say({ task, trying: { candidate, folds } });
          }
        },
      }),
    });
    return { ...chosen, evidence: evidenceOf(chosen) };
  } finally {
    crew.dispose();
  }
}

type CountsAsked = Pick<
  ChooseModelOptions,
  'costs' | 'classWeights' | 'targetScale' | 'split' | 'outliers' | 'mostEpochs' | 'time'
>;

/** What a person says of what counts, as the library takes it. */
function countsAsked(asked: Asked): CountsAsked {
  const { costs, balanced, scale, split, outliersKept, mostEpochs, time } = countsOf(asked);
  return {
    ...(costs ? { costs } : {}),
    ...(balanced ? { classWeights: 'balanced' } : {}),
    ...(scale ? { targetScale: scale } : {}),
    ...(split ? { split } : {}),
    ...(outliersKept ? { outliers: 'keep' } : {}),
    ...(mostEpochs === null ? {} : { mostEpochs }),
    ...(time === null ? {} : { time }),
  };
}

/**
 * What is left, with one job more. The folds of the best network come first, all at once; what is given when they are
 * done, and all shuffling of columns, is the last stage, in which a line is fitted, too.
 */
function withJob(checking: Checking | null, { kind }: Job, seconds: number): Checking | null {
  if (kind === 'scout' || (kind === 'lines' && checking === null)) return checking;
  const isOver = checking?.stage === 'folds' && checking.done === checking.of;
  const stage = kind === 'network' && !isOver && checking?.stage !== 'last' ? 'folds' : 'last';
  if (checking?.stage === stage) return { ...checking, of: checking.of + 1 };
  return { stage, done: 0, of: 1, since: seconds };
}

/** What the chosen model, or one of its kind where it was refitted, predicts of the rows it is judged on. */
function evidenceOf({ choice, judged: { answers, truth } }: Chosen): Evidence {
  const answer =
    answers.find(({ candidate }) => isSame(candidate, choice.chosen)) ??
    answers.find(({ candidate }) => candidate.rung === choice.chosen.rung);
  return {
    truth,
    predicted: answer?.predicted ?? new Float64Array(),
    ...(answer?.labels ? { labels: answer.labels } : {}),
  };
}

/**
 * A crew that tells of every job that is given and done, and does none for a choice that is over. One that works here
 * rests before each, so that messages come in.
 */
function watched(
  crew: Crew,
  over: () => boolean,
  tell: {
    readonly given: (job: Job) => void;
    readonly done: (job: Job, task: NonNullable<LadderNow['task']>, costs: readonly number[]) => void;
  },
): Crew {
  let last: Promise<unknown> = Promise.resolve();
  return {
    size: crew.size,
    work: (problem, job) => {
      tell.given(job);
      const turn = crew.size > 1 ? rest() : last.then(rest);
      const result = turn.then(async () => {
        if (over()) throw new Error('another choice has begun');
        const given = await crew.work(problem, job);
        if (over()) throw new Error('another choice has begun');
        // of a network that is looked at on its way: what each look cost
        const looks = job.kind === 'scout' ? (given as readonly { readonly cost: number }[]) : [];
        tell.done(
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
    evidence: kept.evidence && kept.evidence.predicted.length <= MOST_KEPT ? kept.evidence : null,
  };
}
/** Numbers: the browser writes them again with every change of the row. */
const MOST_KEPT = 200_000;

export const filesOf = ({ model, preprocessing, choice }: Omit<Kept, 'evidence'>): ModelFiles => {
  const files = writeModel(toSaved(model, { preprocessing, settings: { choice } }));
  return { model: files.model, weights: files.weights };
};

/** A model that this page kept itself. */
export function keptFrom(files: ModelFiles, evidence: Evidence | null): Kept {
  const saved = readModel(files);
  if (!saved.preprocessing) throw new Error('the columns were not kept');
  const choice = saved.settings['choice'] as Choice; // what `filesOf` wrote
  return { model: fromSaved(saved), preprocessing: saved.preprocessing, choice, evidence };
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
