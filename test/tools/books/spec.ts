/** What a training workbook is about and how its author writes. Every combination gives a book with right numbers. */
export interface Spec {
  readonly name: string;
  readonly seed: number;
  readonly network: Network;
  readonly samples: number;
  readonly steps: number;
  readonly layout: Layout;
  readonly style: Style;
  /** Given data and first weights instead of drawn ones. */
  readonly start?: Start;
}

/** Data x [samples, features], y [samples, outputs]; per layer weights [in, out] and biases [out]. */
export interface Start {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
  readonly weights: readonly number[][][];
  readonly biases: readonly number[][];
}

export type Activation = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'softmax';
export interface Network {
  readonly name: string;
  /** Features, hidden units …, outputs. */
  readonly sizes: readonly number[];
  readonly activations: readonly Activation[];
  readonly loss: 'squared' | 'crossEntropy';
  readonly bias: boolean;
}

export interface Layout {
  /** `table`: a block per epoch, rows are samples; `row`: a row per step; `matrix`: a rectangle per value. */
  readonly kind: 'table' | 'row' | 'matrix';
  /** Where the next step stands. `flip` swaps rows and columns of everything. */
  readonly next: 'down' | 'right' | 'sheet';
  readonly flip: boolean;
  /** Learning rates; several: one sheet for each, the same otherwise. */
  readonly rates: readonly number[];
}

export interface Style {
  readonly labels: 'en' | 'zh' | 'renamed' | 'none';
  readonly shuffled: boolean;
  /**
   * Error is prediction - target, or target - prediction with the sign kept until the update, or with a minus in the
   * slope.
   */
  readonly error: 'prediction-target' | 'target-prediction' | 'negated';
  /**
   * The loss is `lossFactor` · error², and the gradient carries `gradientFactor` (2 only with lossFactor 1 or by
   * habit).
   */
  readonly lossFactor: 0.5 | 1;
  readonly gradientFactor: 1 | 2;
  readonly lossReduction: 'mean' | 'sum';
  readonly gradientReduction: 'mean' | 'sum';
  /**
   * A column of weight changes per sample (the tutorial), deltas in cells of their own, slopes in cells of their own.
   */
  readonly terms: boolean;
  readonly deltas: boolean;
  readonly slopes: boolean;
  readonly form: 'long' | 'sumproduct' | 'mmult';
  /** The weights of a block are the update itself, or the update stands in the block before and is copied over. */
  readonly update: 'direct' | 'alias';
  readonly change: boolean;
  readonly momentum: number | null;
  readonly data: 'shared' | 'values' | 'references';
  /** A row per step that sees one sample each. */
  readonly online: boolean;
  readonly square: '^' | '*' | 'POWER';
  readonly params: 'column' | 'row';
  readonly metrics: boolean;
  /**
   * Dollar signs everywhere (`$B$3`) where the reference is the same for the whole block, or only where filling needs
   * them.
   */
  readonly dollars: 'few' | 'many';
}

export const plainStyle: Style = {
  labels: 'en',
  shuffled: false,
  error: 'prediction-target',
  lossFactor: 0.5,
  gradientFactor: 1,
  lossReduction: 'mean',
  gradientReduction: 'mean',
  terms: false,
  deltas: true,
  slopes: false,
  form: 'long',
  update: 'direct',
  change: false,
  momentum: null,
  data: 'shared',
  online: false,
  square: '^',
  params: 'column',
  metrics: false,
  dollars: 'few',
};
