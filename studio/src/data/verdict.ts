import type { Verdict } from 'gradsheet/table';
import type { DataWords } from './messages.en.ts';
import { short } from '../numbers/format.ts';

/** A class as a sentence can hold it: a bare number says nothing. */
export const className = (target: string, c: string): string => (/^-?[\d.]+$/.test(c) ? `${target} = ${c}` : c);

/** The fact, as a title. */
export function verdictTitle(v: Verdict | null, w: DataWords): string {
  if (!v) return w.verdict.none;
  if (v.better) return w.verdict.better;
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

/** Does the test loss rise again, well above its best, while the training loss goes on falling? */
export function overfits(train: readonly number[], test: readonly number[]): boolean {
  const best = Math.min(...test);
  const last = test.at(-1) ?? NaN;
  const [first = NaN] = train;
  return last > best * 1.02 && (train.at(-1) ?? NaN) < first && last > (train.at(-1) ?? NaN);
}
