import { probabilityOf, type Judged } from './judged.ts';

/** Rows from the largest prediction down. Sorted once, it serves every score and every resampling of the rows. */
export interface Ranking {
  /** [rows]: row numbers. */
  readonly order: Uint32Array;
  /** Where each group of equal predictions ends in `order`, exclusive. */
  readonly ends: Uint32Array;
}

export function rankingOf(predicted: Float64Array): Ranking {
  const order = Uint32Array.from(predicted.keys()).sort(
    (a, b) => (predicted[b] ?? NaN) - (predicted[a] ?? NaN) || a - b,
  );
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++) {
    if (i === order.length || predicted[order[i] ?? 0] !== predicted[order[i - 1] ?? 0]) ends.push(i);
  }
  return { order, ends: Uint32Array.from(ends) };
}

/**
 * Walks down the ranking. After each group of equal predictions `visit` gets how many rows of the class and how many
 * others are in it or above it.
 *
 * @param weights how often each row counts; null: once
 */
function descend(
  { order, ends }: Ranking,
  inClass: Uint8Array,
  weights: ArrayLike<number> | null,
  visit: (found: number, others: number, end: number) => void,
): void {
  let found = 0;
  let others = 0;
  let at = 0;
  for (let group = 0; group < ends.length; group++) {
    const end = ends[group] as number;
    for (; at < end; at++) {
      const row = order[at] as number;
      const weight = weights === null ? 1 : (weights[row] as number);
      if (inClass[row] === 1) found += weight;
      else others += weight;
    }
    visit(found, others, end);
  }
}

/**
 * The chance that a row of the class ranks above another one, ties counted half: the area under the ROC curve.
 * NaN unless there are rows of both kinds.
 */
export function areaUnderRoc(ranking: Ranking, inClass: Uint8Array, weights: ArrayLike<number> | null = null): number {
  let area = 0;
  let lastFound = 0;
  let lastOthers = 0;
  descend(ranking, inClass, weights, (found, others) => {
    area += ((found + lastFound) / 2) * (others - lastOthers);
    lastFound = found;
    lastOthers = others;
  });
  return area / (lastFound * lastOthers); // 0/0 where one kind is missing
}

/** Σ (recall - recall before) · precision, from the largest prediction down. NaN without the class. */
export function averagePrecision(ranking: Ranking, inClass: Uint8Array): number {
  let sum = 0;
  let last = 0;
  descend(ranking, inClass, null, (found, others) => {
    sum += (found - last) * (found / (found + others));
    last = found;
  });
  return sum / last;
}

/** A place on the ROC and on the precision-recall curve. */
export interface CurvePoint {
  /** The smallest prediction that still counts as the class. */
  readonly threshold: number;
  /** Rows of the class, and others, at or above it. */
  readonly found: number;
  readonly others: number;
}

/** Both curves' points, from the largest threshold down. */
export function curvePoints(predicted: Float64Array, inClass: Uint8Array): CurvePoint[] {
  const ranking = rankingOf(predicted);
  const points: CurvePoint[] = [];
  descend(ranking, inClass, null, (found, others, end) => {
    points.push({ threshold: predicted[ranking.order[end - 1] ?? 0] ?? NaN, found, others });
  });
  return points;
}

/** [rows]: 1 for rows of the class. */
export const isClass = (truth: Float64Array, label: number): Uint8Array =>
  Uint8Array.from(truth, (y) => (y === label ? 1 : 0));

/** A class against all others, ranked by its probability. */
export interface RankedClass {
  readonly ranking: Ranking;
  readonly inClass: Uint8Array;
}

/** Of two classes the second; of more each of those that some rows have and some have not. */
export function rankedClasses(of: Judged): RankedClass[] {
  const labels = of.classes === 2 ? [1] : Array.from({ length: of.classes }, (_, k) => k);
  return labels.flatMap((label) => {
    const inClass = isClass(of.truth, label);
    if (!inClass.includes(1) || !inClass.includes(0)) return [];
    return [{ ranking: rankingOf(probabilityOf(of, label)), inClass }];
  });
}

/**
 * @see Hand & Till 2001, Machine Learning 45, https://doi.org/10.1023/A:1010920819831, for one class against the rest
 * @returns the mean over the classes, ties counted half; NaN where there are none to tell apart
 */
export const rocAucOf = (classes: readonly RankedClass[], weights: ArrayLike<number> | null = null): number =>
  meanOf(classes, ({ ranking, inClass }) => areaUnderRoc(ranking, inClass, weights));

/** The mean average precision of the classes. */
export const prAucOf = (classes: readonly RankedClass[]): number =>
  meanOf(classes, ({ ranking, inClass }) => averagePrecision(ranking, inClass));

function meanOf(classes: readonly RankedClass[], score: (of: RankedClass) => number): number {
  let sum = 0;
  let defined = 0;
  for (const of of classes) {
    const value = score(of);
    if (Number.isNaN(value)) continue; // a resampling can miss a rare class
    sum += value;
    defined += 1;
  }
  return sum / defined;
}
