import { elsewhere } from 'gradsheet/explain';
import type { Timeline } from './timeline.ts';

/** Rows that are never trained on, and how a list of predictions is judged. */
export interface HoldOut {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly accuracy: (actual: Float64Array, predicted: Float64Array) => number;
}

/** How good the weights after an epoch are, on the rows that train and on those that never do. */
export interface Scores {
  readonly epoch: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly trainAccuracy: number;
}

/** @param epoch epochs done; 0 is before the first step */
export function scoresOf(timeline: Timeline, epoch: number, holdOut: HoldOut): Scores | null {
  const { trace, moment } = timeline.view(epoch * timeline.perEpoch);
  const blocks = [...trace.view(moment).blocks];
  const { tables } = trace.run;
  const each = blocks.find(([, l]) => l.role === 'eachLoss')?.[0];
  const prediction = blocks.find(([, l]) => l.role === 'prediction')?.[0];
  const [x, y] = ['x/', 'y/'].map((start) => Object.keys(tables).find((n) => n.startsWith(start)));
  if (!each || !prediction || x === undefined || y === undefined) return null;
  const own = { x: Float64Array.from(tables[x] ?? []), y: Float64Array.from(tables[y] ?? []) };
  const [losses = new Float64Array(0), said = new Float64Array(0)] = elsewhere(trace, moment, [each, prediction], {
    [x]: holdOut.x,
    [y]: holdOut.y,
  });
  const [saidOwn = new Float64Array(0)] = elsewhere(trace, moment, [prediction], { [x]: own.x });
  return {
    epoch,
    testLoss: losses.reduce((a, b) => a + b, 0) / losses.length,
    testAccuracy: holdOut.accuracy(holdOut.y, said),
    trainAccuracy: holdOut.accuracy(own.y, saidOwn),
  };
}
