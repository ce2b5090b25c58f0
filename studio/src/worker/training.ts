import { callbacks, type Snapshot, type Table } from 'gradsheet';
import { toSaved, writeModel } from 'gradsheet/save';
import { planTable, type TablePlan } from 'gradsheet/table';
import type { ModelFiles, Progress, Settings } from './protocol.ts';

/** How often the model of the moment is handed out, and how often a message may come in. */
const KEEP = 3000;
const REST = 40;
const TELL = 50; // milliseconds

/** A plan that is being carried out: what was learned so far, epoch by epoch. */
export interface Training {
  readonly plan: TablePlan;
  readonly settings: Settings;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly done: number;
  readonly notFinite: number | null;
  readonly seconds: number;
}

/** @throws GradsheetError for every setting that the table cannot satisfy */
export const planOf = (table: Table, s: Settings): TablePlan =>
  planTable(table, {
    target: s.target,
    features: s.features,
    hidden: s.hidden,
    scale: s.scale,
    missing: s.missing,
    testSize: s.testSize,
    splitSeed: s.splitSeed,
    epochs: s.epochs,
    batchSize: s.batchSize,
    seed: s.seed,
    optimizer: { name: s.optimizer, learningRate: s.learningRate },
    ...(s.meaning === 'number'
      ? { loss: 'meanSquaredError' }
      : s.meaning === 'classes'
        ? { loss: 'categoricalCrossentropy' }
        : {}),
  });
export const begun = (table: Table, settings: Settings): Training => ({
  plan: planOf(table, settings),
  settings,
  history: {},
  done: 0,
  notFinite: null,
  seconds: 0,
});

/**
 * Trains to the last epoch. A cancel gives the weights of the last whole epoch, so that going on later gives the same
 * bits as never having stopped.
 */
export async function carryOut(
  from: Training,
  tell: (p: Progress) => void,
  cancelled: () => boolean,
): Promise<Training> {
  const {
    plan: { model, train, test, fit },
    settings,
  } = from;
  const began = performance.now();
  let now = from;
  let rested = began;
  let lastTold = 0;
  const seconds = (): number => from.seconds + (performance.now() - began) / 1000;
  while (now.done < settings.epochs && now.notFinite === null && !cancelled()) {
    // one fit per checkpoint
    const start = performance.now();
    const first = now.done;
    let epochs = first;
    let snapshot: Snapshot | null = null;
    const speed = (done: number): number =>
      ((epochs - from.done) * train.rows.length + done) / Math.max(1e-3, seconds() - from.seconds);
    const { history, stopped } = await model.fit(train.x, train.y, {
      ...fit,
      initialEpoch: first,
      stop: cancelled,
      warn: () => undefined, // the view says it itself
      ...(test ? { validationData: [test.x, test.y] } : {}),
      callbacks: [
        callbacks.custom({
          onEpochBegin: async (_, control) => {
            snapshot = await control.snapshot();
          },
          onSteps: async ({ done, rows }, control) => {
            if (performance.now() - rested > REST) {
              // lets messages in
              await new Promise((ready) => {
                setTimeout(ready, 0);
              });
              rested = performance.now();
            }
            if (done < rows && performance.now() - lastTold > TELL) {
              lastTold = performance.now();
              tell({ epochs, part: done / rows, logs: null, rowsPerSecond: speed(done) });
            }
            if (done < rows && cancelled() && snapshot) await control.restore(snapshot);
          },
          onEpochEnd: (_, logs, control) => {
            epochs++;
            tell({ epochs, part: 0, logs: { ...logs }, rowsPerSecond: speed(0) });
            if (performance.now() - start > KEEP) control.stop('to keep the model');
          },
        }),
      ],
    });
    now = {
      ...from,
      history: joined(now.history, history),
      done: epochs,
      notFinite: stopped?.reason === 'not-finite' ? stopped.step : null,
      seconds: seconds(),
    };
    if (now.done < settings.epochs && !cancelled()) {
      tell({ epochs: now.done, part: 0, logs: null, rowsPerSecond: speed(0), kept: filesOf(now) });
    }
  }
  return now;
}

const joined = (a: Training['history'], b: Readonly<Record<string, readonly number[]>>): Training['history'] =>
  Object.fromEntries(Object.keys({ ...a, ...b }).map((k) => [k, [...(a[k] ?? []), ...(b[k] ?? [])]]));

/** The two files of a saved model; the history tells how far it came. */
export function filesOf({ plan, history, done, settings }: Training): ModelFiles {
  const { model, weights } = writeModel(
    toSaved(plan.model, {
      preprocessing: plan.preprocessing,
      settings: { ...settings },
      history: {
        epoch: Array.from({ length: done }, (_, i) => i),
        history: Object.fromEntries(Object.entries(history).map(([k, v]) => [k, [...v]])),
      },
    }),
  );
  return { model, weights };
}
