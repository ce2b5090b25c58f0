import type { Numbers, Runnable, Snapshot, Tensors } from '../run/run.ts';
import type { Order } from '../run/order.ts';

/** What `fit` executes: a loaded run, its order of rows, and how long. Names are those of `train/step.ts`. */
export interface FitOptions {
  readonly runnable: Runnable;
  readonly rows: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly order: Order;
  /** Every state name: what is zeroed when an epoch begins is `sums`, what must stay finite is `parameters`. */
  readonly sums: Readonly<Record<string, number>>;
  readonly parameters: readonly string[];
  /** Asked between calls; true ends the training after the step that was running. */
  readonly stop?: () => boolean;
  readonly onEpochBegin?: (epoch: number) => void | Promise<void>;
  /** After every call: rows done, the epoch's length, and the sums so far (read only when asked, it copies them). */
  readonly onSteps?: (p: { epoch: number; done: number; rows: number; sums: () => Promise<Record<string, Float64Array>> }) => void | Promise<void>;
  /** With the epoch's sums. Returns true to end the training. */
  readonly onEpochEnd: (epoch: number, sums: Record<string, Float64Array>) => Promise<boolean>;
}

export type Stopped =
  | { readonly reason: 'asked'; readonly epoch: number }
  | { readonly reason: 'interrupted'; readonly epoch: number; readonly step: number }
  /** `step` (counted from 1 within the run) met a loss or left a parameter that is not finite; the state is that before it. */
  | { readonly reason: 'not-finite'; readonly epoch: number; readonly step: number; readonly loss: number; readonly rows: Int32Array };

/** A call lasts about this long, so that progress is shown and a stop is heard; results do not depend on it. */
const callMilliseconds = 60;

/**
 * The one training loop, for every engine: whole batches in long calls of `step`, the rest of the rows in one `lastStep`.
 * The last partial batch is never dropped and is averaged over its own size.
 */
export async function fit(o: FitOptions): Promise<Stopped | null> {
  const full = Math.floor(o.rows / o.batchSize), rest = o.rows % o.batchSize;
  const zeros = Object.fromEntries(Object.entries(o.sums).map(([name, n]) => [name, new Float64Array(n)]));
  const sumNames = Object.keys(o.sums);
  let perCall = 16, steps = o.initialEpoch * (full + (rest > 0 ? 1 : 0));
  for (let epoch = o.initialEpoch; epoch < o.epochs; epoch++) {
    if (o.stop?.()) return { reason: 'interrupted', epoch, step: steps };
    await o.onEpochBegin?.(epoch);
    await o.runnable.put(zeros);
    const order = o.order(epoch), begin = await o.runnable.snapshot();
    for (let done = 0; done < o.rows;) {
      const whole = done < full * o.batchSize;
      const times = whole ? Math.min(perCall, full - done / o.batchSize) : 1;
      const end = whole ? done + times * o.batchSize : o.rows;
      const started = performance.now();
      const { loss } = await o.runnable.run(whole ? 'step' : 'lastStep', { rows: order.subarray(done, end) }, times);
      const took = performance.now() - started;
      if (whole && took < callMilliseconds / 2) perCall = Math.min(perCall * 2, 1 << 20);
      else if (took > callMilliseconds * 2) perCall = Math.max(1, perCall >> 1);
      const bad = loss?.findIndex((v) => !Number.isFinite(v)) ?? -1;
      if (bad >= 0) return await rewind(o, begin, order, Math.floor(done / o.batchSize) + bad, { epoch, loss: loss?.[bad] ?? NaN });
      done = end;
      steps += times;
      await o.onSteps?.({ epoch, done, rows: o.rows, sums: () => o.runnable.take(sumNames) });
      if (done < o.rows && o.stop?.()) return { reason: 'interrupted', epoch, step: steps };
      if (done === o.rows && !(await allFinite(o))) return await rewind(o, begin, order, Math.ceil(o.rows / o.batchSize), { epoch, loss: NaN });
    }
    if (await o.onEpochEnd(epoch, await o.runnable.take(sumNames))) return { reason: 'asked', epoch };
  }
  return null;
}

const allFinite = async (o: FitOptions): Promise<boolean> =>
  Object.values(await o.runnable.take(o.parameters)).every((v) => v.every(Number.isFinite));

/** Replays the epoch to the last step that left every parameter finite. */
async function rewind(o: FitOptions, begin: Snapshot, order: Int32Array, bad: number, at: { epoch: number; loss: number }): Promise<Stopped> {
  const batch = (i: number): Int32Array => order.subarray(i * o.batchSize, Math.min((i + 1) * o.batchSize, o.rows));
  let good = bad;
  for (; good >= 0; good--) {
    await o.runnable.restore(begin);
    for (let i = 0; i < good; i++) await o.runnable.run(batch(i).length === o.batchSize ? 'step' : 'lastStep', { rows: batch(i) }, 1);
    if (await allFinite(o)) break;
  }
  const inEpoch = Math.max(good, 0);
  return { reason: 'not-finite', epoch: at.epoch, step: at.epoch * Math.ceil(o.rows / o.batchSize) + inEpoch + 1, loss: at.loss, rows: batch(Math.min(inEpoch, Math.ceil(o.rows / o.batchSize) - 1)).slice() };
}

/** Rows fed in batches, the last one filled up with zeros and masked. */
export function batches(columns: Readonly<Record<string, { data: Numbers; width: number }>>, rows: number, batch: number): { feeds: Tensors; times: number } {
  const times = Math.ceil(rows / batch);
  const feeds: Record<string, Float64Array> = { mask: Float64Array.from({ length: times * batch }, (_, i) => (i < rows ? 1 : 0)) };
  for (const [name, { data, width }] of Object.entries(columns)) {
    const padded = new Float64Array(times * batch * width);
    padded.set(data);
    feeds[name] = padded;
  }
  return { feeds, times };
}
