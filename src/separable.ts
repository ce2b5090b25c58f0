/**
 * `gradsheet/separable`: is a table of two classes linearly separable, with the proof of either answer; the perceptron.
 */
export { proves } from './statistics/proves.ts';
export { separable, type SeparableOptions, type Separation } from './statistics/separable.ts';
export type { Certificate, WeightedRow } from './statistics/certificate.ts';
export type { Line } from './statistics/line.ts';
export type { HighsOptions } from './statistics/margin.ts';
export { perceptronRun, trainPerceptron } from './nn/perceptron.ts';
