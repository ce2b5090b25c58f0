import { toRows } from '../data/matrix.ts';
import { stateNames, type Program } from '../ir/program.ts';
import { size } from '../ir/shape.ts';
import { names } from '../run/names.ts';
import type { Engine, Numbers, Runnable } from '../run/run.ts';
import { batches } from '../train/fit.ts';
import { predictProgram, scalingTables, type StepSpec } from '../train/step.ts';
import type { Tensor } from './arrays.ts';
import { columnsFor } from './ports.ts';

/**
 * Keeps the predict program of fixed weights loaded between calls; calls wait for each other, so none sees another's
 * batch.
 */
export class Predictor {
  readonly #net: Pick<StepSpec, 'graph' | 'inputs' | 'outputs'>;
  readonly #keep: (states: Readonly<Record<string, Float64Array>>) => void;
  #state: Readonly<Record<string, Numbers>>;
  #loaded: { readonly engine: string; readonly batch: number; readonly runnable: Runnable } | null = null;
  #states: readonly string[] = [];
  #waiting: Promise<unknown> = Promise.resolve();

  /** @param keep what a call leaves of layers that keep states */
  constructor(
    net: Pick<StepSpec, 'graph' | 'inputs' | 'outputs'>,
    state: Readonly<Record<string, Numbers>>,
    keep: (states: Readonly<Record<string, Float64Array>>) => void,
  ) {
    this.#net = net;
    this.#keep = keep;
    this.#state = { ...state, ...scalingTables(net.inputs) };
  }

  /** @returns per output, [rows][numbers of a row] */
  predict(
    data: Readonly<Record<string, Tensor>>,
    rows: number,
    batch: number,
    engine: Engine,
  ): Promise<Record<string, number[][]>> {
    return this.#one(async () => {
      const runnable = await this.#load(batch, engine);
      const {
        feeds: { mask: _, ...fed },
        times,
      } = batches(columnsFor('x', data), rows, batch); // predictions need no mask
      const results = await runnable.run('predict', fed, times);
      const states = await runnable.take(this.#states);
      this.#state = { ...this.#state, ...states };
      if (this.#states.length > 0) this.#keep(states);
      return Object.fromEntries(
        this.#net.outputs.map((p) => [
          p.name,
          toRows({
            data: results[names.prediction(p.name)] ?? new Float64Array(0),
            shape: [rows, size(p.shape)],
            columns: [],
          }),
        ]),
      );
    });
  }

  dispose(): Promise<void> {
    return this.#one(async () => this.#drop());
  }

  async #load(batch: number, engine: Engine): Promise<Runnable> {
    if (this.#loaded?.engine === engine.name && this.#loaded.batch === batch) return this.#loaded.runnable;
    this.#drop();
    const program: Program = predictProgram(this.#net, batch);
    const runnable = await engine.load({ predict: program });
    await runnable.put(Object.fromEntries(Object.entries(this.#state).filter(([name]) => name in program.inputs)));
    this.#states = stateNames(program);
    this.#loaded = { engine: engine.name, batch, runnable };
    return runnable;
  }
  #drop(): void {
    this.#loaded?.runnable.dispose();
    this.#loaded = null;
  }
  #one<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#waiting.then(work);
    this.#waiting = next.catch(() => undefined);
    return next;
  }
}
