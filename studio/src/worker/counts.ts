import type { Asked, Counts } from './protocol.ts';

/** Nobody said anything. */
export const noCounts: Counts = {
  costs: null,
  balanced: false,
  scale: null,
  split: null,
  outliersKept: false,
  mostEpochs: null,
  time: null,
};

/** What a person said of what counts, and nothing of what a version did not ask that kept it. */
export const countsOf = ({ counts }: Pick<Asked, 'counts'>): Counts => ({ ...noCounts, ...counts });
