import { CounterRandom } from '../../../src/util/counter-random.ts';

/** Choices of the workbook generator: the same for the same seed, on every machine. */
export class Choice {
  readonly #random: CounterRandom;
  constructor(seed: number) {
    this.#random = new CounterRandom(seed, 77);
  }

  below(n: number): number {
    return Math.floor(this.#random.uniform() * n);
  }
  chance(p: number): boolean {
    return this.#random.uniform() < p;
  }
  /** Uniform between low and high, rounded to `digits` decimals, as a person would type it; never 0. */
  between(low: number, high: number, digits = 2): number {
    const scale = 10 ** digits;
    const value = Math.round((low + (high - low) * this.#random.uniform()) * scale) / scale;
    return value === 0 ? 1 / scale : value;
  }
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const a = out[i] as T;
      const b = out[j] as T; // both inside
      out[i] = b;
      out[j] = a;
    }
    return out;
  }
}
