import type { DiagnosisKind } from 'gradsheet/explain';

type Facts = Readonly<Record<string, string>>;
export interface FindingWords {
  readonly title: (f: Facts) => string;
  readonly text: (f: Facts) => string;
  readonly small?: (f: Facts) => string;
}

const kinds: Readonly<Record<DiagnosisKind, FindingWords>> = {
  'not-finite': {
    title: () => 'A number is infinite or undefined',
    text: (f) => `${f['cell']} is the first value that is no longer a finite number; every later value depends on it.`,
    small: () =>
      'Go back to a step where it was still a number, and start a branch there with a smaller learning rate.',
  },
  'learning-rate-above-limit': {
    title: (f) => `Learning rate ${f['rate']} is above the limit ${f['limit']}`,
    text: (f) =>
      `Along the steepest direction each step multiplies the error by ${f['factor']}, so the error swings and grows.`,
    small: (f) => `Limit = 2 ÷ λmax = 2 ÷ ${f['lambdaMax']}${f['exact'] ? '' : ', estimated at this step'}.`,
  },
  'dead-unit': {
    title: (f) => `Unit ${f['unit']} of layer ${f['layer']} is dead`,
    text: (f) => `It outputs 0 for all ${f['rows']} rows, so its gradient is 0 and it can no longer change.`,
  },
  'saturated-unit': {
    title: (f) => `Unit ${f['unit']} of layer ${f['layer']} is saturated`,
    text: (f) =>
      `For ${f['share']} of the rows its output is at a flat end of its function, where hardly any gradient passes.`,
  },
  'vanishing-gradient': {
    title: () => 'The gradient vanishes on its way back',
    text: (f) =>
      `The gradient of layer 1 is ${f['first']}, that of the last layer ${f['last']}: the first of ${f['layers']} layers hardly learns.`,
  },
  'exploding-gradient': {
    title: () => 'The gradient explodes on its way back',
    text: (f) =>
      `The gradient of layer 1 is ${f['first']}, that of the last layer ${f['last']}: the first of ${f['layers']} layers takes steps that are far too large.`,
  },
  'unscaled-feature': {
    title: (f) => `${f['column']} is not scaled`,
    text: (f) =>
      `Its numbers go up to ${f['largest']}, those of the others to about ${f['others']}, so at first it dominates the result.`,
  },
  'class-imbalance': {
    title: (f) => `One class makes up ${f['share']}`,
    text: (f) => `${f['count']} of ${f['rows']} rows belong to one class; always guessing it is right that often.`,
  },
  overfitting: {
    title: (f) => `The test loss has been rising since epoch ${f['best']}`,
    text: (f) =>
      `It was ${f['then']} and is now ${f['now']}, while the training loss still falls: the network is memorizing the training rows (overfitting).`,
  },
};

export const en = {
  finding: 'Diagnosis',
  kinds,
  see: 'See',
  and: 'and',
  remedies: {
    rate: (value: string, epoch: number): string => `Set ${value} and branch at epoch ${epoch}`,
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
  rateLabel: (rate: string, limit: string): string => `learning rate ${rate}, limit ${limit}`,
};
export type FindingsWords = typeof en;
