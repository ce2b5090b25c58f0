import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { variablesOf } from '../nn/graph.ts';
import { checkNumber } from '../nn/options.ts';
import { names } from '../run/names.ts';
import type { Run, Runnable, Tensors } from '../run/run.ts';
import type { Callback, Control, Logs } from './callbacks/callback.ts';
import { historyCallback, type History } from './callbacks/history.ts';
import { evaluateRows, logsOf, type HoldOut } from './evaluate.ts';
import { fit, type Stopped } from './fit.ts';
import type { StepSpec } from './step.ts';

export interface TrainOptions {
  readonly run: Run;
  readonly spec: StepSpec;
  /** The run, loaded and filled. */
  readonly runnable: Runnable;
  readonly callbacks: readonly Callback[];
  readonly validation?: HoldOut;
  readonly stop?: () => boolean;
}
export interface Trained extends History {
  readonly stopped: Stopped | null;
  /** State and settings before the step that met a number that is not finite; `state` is what callbacks made of it. */
  readonly before: Tensors | null;
  /** Parameters, kept variables, slots and the step, by name. */
  readonly state: Record<string, Float64Array>;
}

/** The loop with its listeners: callbacks are told of epochs and steps, and may change rate, weights and the end. */
export async function train(o: TrainOptions): Promise<Trained> {
  const { run, spec, runnable } = o;
  const collected = historyCallback();
  const listeners = [...o.callbacks, collected]; // last: it sees what the others add
  const sums = Object.fromEntries(
    Object.entries(run.state)
      .filter(([name]) => names.isSum(name))
      .map(([name, v]) => [name, v.length]),
  );
  const variables = Object.keys(variablesOf(spec.graph));
  const { control, changeRate, asked } = controls(o, variables);
  const each = async (call: (c: Callback) => void | Promise<void> | undefined): Promise<void> => {
    for (const c of listeners) await call(c);
  };
  let last: Logs = {};

  await each((c) => c.onTrainBegin?.(control));
  const stopped = await fit({
    run,
    runnable,
    sums,
    parameters: variables,
    ...(o.stop ? { stop: o.stop } : {}),
    onEpochBegin: async (epoch) => {
      await each((c) => c.onEpochBegin?.(epoch, control));
      await changeRate();
    },
    onSteps: async ({ sums: read, ...progress }) => {
      await each((c) =>
        c.onSteps?.({ ...progress, batchSize: run.batchSize, logs: async () => logsOf(spec, await read()) }, control),
      );
    },
    onEpochEnd: async (epoch, epochSums) => {
      const logs: Record<string, number> = { ...logsOf(spec, epochSums) };
      if (o.validation) {
        const validated = await evaluateRows(runnable, spec, o.validation, run.batchSize, sums);
        for (const [name, v] of Object.entries(validated)) logs[`val_${name}`] = v;
      }
      await each((c) => c.onEpochEnd?.(epoch, logs, control));
      await changeRate();
      last = logs;
      return asked();
    },
  });
  const before =
    stopped?.reason === 'not-finite' ? await runnable.take(Object.keys({ ...run.state, ...run.settings })) : null;
  await each((c) => c.onTrainEnd?.(last, control));
  return {
    epoch: collected.epoch,
    history: collected.history,
    stopped,
    before,
    state: await runnable.take(Object.keys(run.state).filter((name) => !names.isSum(name))),
  };
}

/** What callbacks may do. A changed learning rate reaches the engine when `changeRate` is called: between steps. */
function controls(
  { run, spec, runnable }: TrainOptions,
  variables: readonly string[],
): { control: Control; changeRate: () => Promise<void>; asked: () => boolean } {
  let learningRate = run.settings['learningRate']?.[0] ?? NaN;
  let used = learningRate;
  let reason: string | null = null;
  const control: Control = {
    epochs: run.epochs,
    stop: (why) => {
      reason ??= why;
    },
    get learningRate() {
      return learningRate;
    },
    set learningRate(rate) {
      if (spec.schedule) {
        throw new GradsheetError('unsupported', {
          where: 'learningRate',
          expected: words('an optimizer with a number as its learning rate'),
          received: words('the schedule {}', spec.schedule.name),
          hint: words('A schedule decides the rate of every step; give the optimizer a number instead.'),
        });
      }
      learningRate = checkNumber('learningRate', rate, { least: 0 });
    },
    weights: () => runnable.take(variables),
    setWeights: (weights) => runnable.put(weights),
    snapshot: () => runnable.snapshot(),
    restore: (s) => runnable.restore(s),
  };
  const changeRate = async (): Promise<void> => {
    if (Object.is(used, learningRate)) return;
    used = learningRate;
    await runnable.put({ learningRate: Float64Array.of(learningRate) });
  };
  return { control, changeRate, asked: () => reason !== null };
}
