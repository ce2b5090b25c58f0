import type { Axis } from '../ir/label.ts';
import { range } from '../ir/shape.ts';

/**
 * What the axes of a value of rows are, by its rank: of what comes in and goes out, and of a layer's output where the
 * layer does not say it. One axis in between is time, more are space.
 *
 *   [batch, 4]           row, feature
 *   [batch, 7, 4]        row, time, feature
 *   [batch, 28, 28, 3]   row, space, space, channel
 *
 * @param last what the last axis is: its feature is a channel where there is space
 */
export const rowAxes = (rank: number, last: Axis): Axis[] => [
  { kind: 'row' },
  ...range(rank - 2).map((): Axis => ({ kind: rank === 3 ? 'time' : 'space' })),
  ...(rank < 2 ? [] : [rank > 3 && last.kind === 'feature' ? { ...last, kind: 'channel' as const } : last]),
];
