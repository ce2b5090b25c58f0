import { overfitting } from 'gradsheet/explain';
import type { Verdict } from 'gradsheet/table';
import type { DataWords } from './messages.en.ts';
import { short } from '../numbers/format.ts';

/** A class as a sentence can hold it: a bare number says nothing. */
export const className = (target: string, c: string): string => (/^-?[\d.]+$/.test(c) ? `${target} = ${c}` : c);

/**
 * The fact, as a title.
 *
 * @param losses of the training rows, an epoch each: no result is final while they fall
 */
export function verdictTitle(v: Verdict | null, w: DataWords, losses: readonly number[] = []): string {
  if (!v) return w.verdict.none;
  if (v.better) return w.verdict.better;
  if (stillFalls(losses)) return w.verdict.unfinished;
  const above = v.kind === 'classification' ? v.accuracy > v.bestGuess.accuracy : v.value < v.guess.value;
  return above ? w.verdict.unsure : w.verdict.notBetter;
}

/** What it rests on, sentence by sentence. */
export function verdictReasons(v: Verdict | null, target: string, w: DataWords): string[] {
  if (!v) return [w.noVerdict];
  if (v.kind === 'classification') {
    return [
      w.rightOf(
        v.correct,
        v.rows,
        className(target, v.classes[v.bestGuess.class] ?? ''),
        Math.round(v.bestGuess.accuracy * v.rows),
      ),
      w.between(v.interval.low, v.interval.high, v.rows),
    ];
  }
  return [
    w.rmse(short(v.value, 4), short(v.guess.value, 4), v.rows),
    ...(v.improvementInterval
      ? [w.improvement(short(v.improvementInterval.low, 3), short(v.improvementInterval.high, 3))]
      : []),
  ];
}

/**
 * From which epoch on does the test loss rise, by a twentieth and for at least five epochs, while the training loss
 * goes on falling? Counted from 1; null: nowhere. The same rule as the bench's.
 */
export function overfitsFrom(train: readonly number[], test: readonly number[]): number | null {
  const [found] = overfitting(train, test);
  return found ? (found.numbers['best'] ?? 0) + 1 : null;
}

/** Did the last tenth of the epochs still bring a fair part of the fall? Then a bad result is not the last word. */
export function stillFalls(losses: readonly number[]): boolean {
  const [first = 0] = losses;
  const last = losses.at(-1) ?? 0;
  const before = losses[Math.floor(losses.length * 0.9) - 1] ?? first;
  return losses.length >= 5 && last < before && before - last > 0.03 * (first - last);
}
