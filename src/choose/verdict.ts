import type { Task } from '../data/preprocessing.ts';
import { gainOf } from '../statistics/gain.ts';
import { scoresOf } from '../statistics/scores.ts';
import { uniformFrom } from '../statistics/uniform.ts';
import type { Costs, Judged } from '../statistics/scores/judged.ts';
import type { Gain, Measure, Rung, TableVerdict } from './choice.ts';
import type { Answer, Judged as Answered } from './judged.ts';

/** The constant is always among the answers. */
export interface Answers extends Answered {
  readonly task: Task;
  /** What wrong answers cost, and whether every class counts alike: what a person asks for is what is measured. */
  readonly costs?: Costs | undefined;
  readonly balanced?: boolean;
  readonly seed: number;
}

/** From this share of the largest class on, being right often is no merit. */
const RARE_FROM = 0.8;

/**
 * The error of numbers, or of their logarithms where those are learned; the accuracy of classes. Where one class has
 * most of the rows, how well the others are told apart from it: a constant is right in 97% of the rows if 3% are
 * fraud, and useless. What a person says that counts goes before.
 */
export function measureOf({
  task,
  truth,
  classes,
  costs,
  balanced,
  logarithm,
}: Pick<Answers, 'task' | 'truth' | 'classes' | 'costs' | 'balanced' | 'logarithm'>): Measure {
  if (task === 'regression') return logarithm ? 'logRmse' : 'rmse';
  if (costs) return 'cost';
  if (balanced) return 'balancedAccuracy';
  const counts = new Float64Array(classes);
  for (let row = 0; row < truth.length; row++) counts[truth[row] ?? 0] = (counts[truth[row] ?? 0] ?? 0) + 1;
  return Math.max(...counts) >= RARE_FROM * truth.length ? 'rocAuc' : 'accuracy';
}

/**
 * Is anything better than a guess, and is a line enough? Only an interval that lies above 0 proves that; one that
 * holds 0 proves nothing, neither that a model is better nor that it is not.
 */
export function verdictOf(asked: Answers): TableVerdict {
  const { classes, by, truth, answers, seed, costs, blocks, logarithm } = asked;
  const measure = measureOf(asked);
  const judged = ({ predicted, labels }: Answer): Judged => ({
    ...{ classes, truth, predicted, ...(logarithm ? { logarithm } : {}) },
    ...(labels ? { labels } : {}),
    ...(costs ? { costs } : {}),
  });
  const of = (rung: Rung): Answer | undefined => answers.find(({ candidate }) => candidate.rung === rung);
  const gain = (better: Rung, over: Rung): Gain | null => {
    const [own, other] = [of(better), of(over)];
    if (!own || !other) return null;
    return { of: better, over, ...gainOf(measure, judged(own), judged(other), uniformFrom(seed), { blocks }) };
  };
  const line = gain('line', 'constant');
  const network = gain('network', 'constant');
  const overLine = gain('network', 'line');
  const rung = isProven(network) && (isProven(overLine) || !line) ? 'network' : reached(line, network);
  return {
    rung,
    measure,
    rows: truth.length,
    by,
    rungs: answers.map((answer) => ({
      rung: answer.candidate.rung,
      candidate: answer.candidate,
      scores: scoresOf(judged(answer)),
    })),
    overConstant:
      rung === 'network' ? network : isProven(line) ? line : isProven(network) ? network : larger(line, network),
    overLine,
  };
}

/** Is the whole interval above 0? */
export const isProven = (gain: Gain | null): boolean => (gain?.interval?.low ?? 0) > 0;

const reached = (line: Gain | null, network: Gain | null): Rung =>
  isProven(line) || isProven(network) ? 'line' : 'constant';

const larger = (a: Gain | null, b: Gain | null): Gain | null => (a && b ? (b.by > a.by ? b : a) : (a ?? b));
