import type { Numbers, Run, Runnable, Snapshot, Tensors } from '../run/run.ts';
import { feeding, type Feeding } from '../run/feeding.ts';
import { callAt, firstStep, stepsPerEpoch } from '../run/steps.ts';
import { rowsOf } from '../run/tables.ts';

/** What `fit` executes: a run that is loaded and filled. Names are those of `train/step.ts`. */
export interface FitOptions {
  readonly run: Run;
  readonly runnable: Runnable;
  /** Every state name: what is zeroed when an epoch begins is `sums`, what must stay finite is `parameters`. */
  readonly sums: Readonly<Record<string, number>>;
  readonly parameters: readonly string[];
  /** Asked between calls; true ends the training after the step that was running. */
  readonly stop?: () => boolean;
  readonly onEpochBegin?: (epoch: number) => void | Promise<void>;
  /** After every call: rows done, the epoch's length, and the sums so far (read only when asked, it copies them). */
  readonly onSteps?: (p: {
    epoch: number;
    done: number;
    rows: number;
    sums: () => Promise<Record<string, Float64Array>>;
  }) => void | Promise<void>;
  /** With the epoch's sums. Returns true to end the training. */
  readonly onEpochEnd: (epoch: number, sums: Record<string, Float64Array>) => Promise<boolean>;
}

export type Stopped =
  | { readonly reason: 'asked'; readonly epoch: number }
  | { readonly reason: 'interrupted'; readonly epoch: number; readonly step: number }
  /**
   * `step` (counted from 1 within the run) met a loss or left a parameter that is not finite; the state is that before
   * it.
   */
  | {
      readonly reason: 'not-finite';
      readonly epoch: number;
      readonly step: number;
      readonly loss: number;
      readonly rows: Int32Array;
    };

/** A call lasts about this long, so that progress is shown and a stop is heard; results do not depend on it. */
const callMilliseconds = 60;

/**
 * The one training loop, for every engine: whole batches in long calls of `step`, the rest of the rows in one
 * `lastStep`.
 * The last partial batch is never dropped and is averaged over its own size.
 */
export async function fit(o: FitOptions): Promise<Stopped | null> {
  const { run, runnable } = o;
  const rows = rowsOf(run);
  const perEpoch = stepsPerEpoch(run);
  const zeros = Object.fromEntries(Object.entries(o.sums).map(([name, n]) => [name, new Float64Array(n)]));
  const sumNames = Object.keys(o.sums);
  const feed = feeding(run, runnable);
  let perCall = 16;
  let step = firstStep(run);
  for (let epoch = Math.floor(step / perEpoch); epoch < run.epochs; epoch++) {
    if (o.stop?.()) return { reason: 'interrupted', epoch, step };
    await o.onEpochBegin?.(epoch);
    if (step % perEpoch === 0) await runnable.put(zeros);
    const begin = { step, snapshot: await runnable.snapshot() };
    const end = (epoch + 1) * perEpoch;
    while (step < end) {
      const call = callAt(run, step, Math.min(perCall, feed.most(step)));
      const rowsThere = await feed.rows(call);
      const started = performance.now();
      const { loss } = await runnable.run(call.name, { rows: rowsThere }, call.times);
      const took = performance.now() - started;
      if (call.name === 'step' && took < callMilliseconds / 2) perCall = Math.min(perCall * 2, 1 << 20);
      else if (took > callMilliseconds * 2) perCall = Math.max(1, perCall >> 1);
      if (loss?.some((v) => !Number.isFinite(v))) return await rewind(o, feed, begin, end);
      step += call.times;
      const done = Math.min(rows, (step - epoch * perEpoch) * run.batchSize);
      await o.onSteps?.({ epoch, done, rows, sums: () => runnable.take(sumNames) });
      const interrupted = step < end && o.stop?.();
      if ((interrupted || step === end) && !(await allFinite(o))) return await rewind(o, feed, begin, end);
      if (interrupted) return { reason: 'interrupted', epoch, step };
    }
    if (await o.onEpochEnd(epoch, await runnable.take(sumNames))) return { reason: 'asked', epoch };
  }
  return null;
}

const allFinite = async (o: FitOptions): Promise<boolean> =>
  Object.values(await o.runnable.take(o.parameters)).every((v) => v.every(Number.isFinite));

/**
 * Replays the epoch, which went wrong somewhere, to the first step with a loss or a parameter that is not finite, and
 * takes that back.
 *
 * @param end the number after that of the epoch's last step
 */
async function rewind(
  o: FitOptions,
  feed: Feeding,
  begin: { step: number; snapshot: Snapshot },
  end: number,
): Promise<Stopped> {
  const { run, runnable } = o;
  await runnable.restore(begin.snapshot);
  for (let step = begin.step; ; step++) {
    const call = callAt(run, step);
    const { name, epoch, rows } = call;
    const rowsThere = await feed.rows(call);
    const before = await runnable.snapshot();
    const { loss: [loss = NaN] = [] } = await runnable.run(name, { rows: rowsThere }, 1);
    if (step + 1 < end && Number.isFinite(loss) && (await allFinite(o))) continue;
    await runnable.restore(before);
    return { reason: 'not-finite', epoch, step: step + 1, loss, rows: rows.slice() };
  }
}

/** Rows fed in batches, the last one filled up with zeros and masked. */
export function batches(
  columns: Readonly<Record<string, { data: Numbers; width: number }>>,
  rows: number,
  batch: number,
): { feeds: Tensors; times: number } {
  const times = Math.ceil(rows / batch);
  const feeds: Record<string, Float64Array> = {
    mask: Float64Array.from({ length: times * batch }, (_, i) => (i < rows ? 1 : 0)),
  };
  for (const [name, { data, width }] of Object.entries(columns)) {
    const padded = new Float64Array(times * batch * width);
    padded.set(data);
    feeds[name] = padded;
  }
  return { feeds, times };
}
