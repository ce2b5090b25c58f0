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
  const full = Math.floor(o.rows / o.batchSize);
  const rest = o.rows % o.batchSize;
  const zeros = Object.fromEntries(Object.entries(o.sums).map(([name, n]) => [name, new Float64Array(n)]));
  const sumNames = Object.keys(o.sums);
  let perCall = 16;
  let steps = o.initialEpoch * (full + (rest > 0 ? 1 : 0));
  for (let epoch = o.initialEpoch; epoch < o.epochs; epoch++) {
    if (o.stop?.()) return { reason: 'interrupted', epoch, step: steps };
    await o.onEpochBegin?.(epoch);
    await o.runnable.put(zeros);
    const order = o.order(epoch);
    const begin = await o.runnable.snapshot();
    for (let done = 0; done < o.rows;) {
      const whole = done < full * o.batchSize;
      const times = whole ? Math.min(perCall, full - done / o.batchSize) : 1;
      const end = whole ? done + times * o.batchSize : o.rows;
      const started = performance.now();
      const { loss } = await o.runnable.run(whole ? 'step' : 'lastStep', { rows: order.subarray(done, end) }, times);
      const took = performance.now() - started;
      if (whole && took < callMilliseconds / 2) perCall = Math.min(perCall * 2, 1 << 20);
      else if (took > callMilliseconds * 2) perCall = Math.max(1, perCall >> 1);
      if (loss?.some((v) => !Number.isFinite(v))) return await rewind(o, begin, order, epoch);
      done = end;
      steps += times;
      await o.onSteps?.({ epoch, done, rows: o.rows, sums: () => o.runnable.take(sumNames) });
      const interrupted = done < o.rows && o.stop?.();
      if ((interrupted || done === o.rows) && !(await allFinite(o))) return await rewind(o, begin, order, epoch);
      if (interrupted) return { reason: 'interrupted', epoch, step: steps };
    }
    if (await o.onEpochEnd(epoch, await o.runnable.take(sumNames))) return { reason: 'asked', epoch };
  }
  return null;
}

const allFinite = async (o: FitOptions): Promise<boolean> =>
  Object.values(await o.runnable.take(o.parameters)).every((v) => v.every(Number.isFinite));

/**
 * Replays the epoch, which went wrong somewhere, to the first step with a loss or a parameter that is not finite, and
 * takes that back.
 */
async function rewind(o: FitOptions, begin: Snapshot, order: Int32Array, epoch: number): Promise<Stopped> {
  const steps = Math.ceil(o.rows / o.batchSize);
  await o.runnable.restore(begin);
  for (let i = 0; ; i++) {
    const rows = order.slice(i * o.batchSize, (i + 1) * o.batchSize);
    const before = await o.runnable.snapshot();
    const { loss: [loss = NaN] = [] } = await o.runnable.run(
      rows.length === o.batchSize ? 'step' : 'lastStep',
      { rows },
      1,
    );
    if (i + 1 < steps && Number.isFinite(loss) && (await allFinite(o))) continue;
    await o.runnable.restore(before);
    return { reason: 'not-finite', epoch, step: epoch * steps + i + 1, loss, rows };
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
