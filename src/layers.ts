// `gradsheet/layers`: every layer as a function of its own, so that a page loads those only that it names.
export * from './nn/layers.ts';
