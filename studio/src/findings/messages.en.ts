import type { DiagnosisKind } from 'gradsheet/explain';

type Facts = Readonly<Record<string, string>>;
export interface FindingWords {
  readonly title: (f: Facts) => string;
  readonly text: (f: Facts) => string;
  readonly small?: (f: Facts) => string;
}

const kinds: Readonly<Record<DiagnosisKind, FindingWords>> = {
  'not-finite': {
    title: () => 'A number has overflowed',
    text: (f) => `${f['cell']} is the first value that is not a number any more; everything behind it follows from it.`,
    small: () => 'Go back to a step where it was finite and branch there with a smaller learning rate.',
  },
  'learning-rate-above-limit': {
    title: (f) => `Learning rate ${f['rate']} is above the limit ${f['limit']}`,
    text: (f) =>
      `Along the steepest direction each step multiplies the error by ${f['factor']}, so it swings and grows.`,
    small: (f) => `Limit = 2 ÷ λmax = 2 ÷ ${f['lambdaMax']}${f['exact'] ? '' : ', estimated at this step'}.`,
  },
  'dead-unit': {
    title: (f) => `Unit ${f['unit']} of layer ${f['layer']} is dead`,
    text: (f) => `It gives 0 for all ${f['rows']} rows, so its gradient is 0 and it can no longer change.`,
  },
  'saturated-unit': {
    title: (f) => `Unit ${f['unit']} of layer ${f['layer']} is saturated`,
    text: (f) =>
      `For ${f['share']} of the rows its output stands at a flat end of its function, where hardly any gradient passes.`,
  },
  'vanishing-gradient': {
    title: () => 'The gradient vanishes on its way back',
    text: (f) =>
      `Layer 1 gets ${f['first']}, the last layer ${f['last']}: the first of ${f['layers']} layers hardly learns.`,
  },
  'exploding-gradient': {
    title: () => 'The gradient grows on its way back',
    text: (f) =>
      `Layer 1 gets ${f['first']}, the last layer ${f['last']}: the first of ${f['layers']} layers makes wild steps.`,
  },
  'unscaled-feature': {
    title: (f) => `${f['column']} is not scaled`,
    text: (f) =>
      `Its numbers go up to ${f['largest']}, those of the others to about ${f['others']}; at first it decides alone.`,
  },
  'class-imbalance': {
    title: (f) => `One class makes up ${f['share']}`,
    text: (f) => `${f['count']} of ${f['rows']} rows are of one class; guessing it every time is right that often.`,
  },
  overfitting: {
    title: (f) => `The test loss rises since epoch ${f['best']}`,
    text: (f) =>
      `It was ${f['then']} and is ${f['now']}, while the training loss still falls: the network learns its rows by heart.`,
  },
};

export const en = {
  finding: 'Diagnosis',
  kinds,
  see: 'See',
  and: 'and',
  remedies: {
    rate: (value: string, epoch: number): string => `Set ${value}, branch at epoch ${epoch}`,
    activation: { leakyRelu: 'Use leaky ReLU', relu: 'Use ReLU' },
  },
  notNow: 'Not now',
  more: (n: number): string => `${n} more`,
  open: 'Show',
  applied: (branch: string): string => `Applied in branch ${branch}.`,
  undo: 'Undo',
  error: 'Error',
  warning: 'Warning',
  rateNow: 'now',
  converges: 'converges',
  diverges: 'diverges',
  rateLabel: (rate: string, limit: string): string => `rate ${rate}, limit ${limit}`,
};
export type FindingsWords = typeof en;
