import type { Node } from './node.ts';

/**
 * What a value is, in a training step. The audit finds fewer in hand-made workbooks, and spells some in
 * another way: `labelRoles` of `audit/report.ts` says which is which.
 */
export type Role =
  | 'data'
  | 'offset'
  | 'divisor'
  | 'scaled'
  | 'target'
  | 'parameter'
  | 'preactivation'
  | 'activation'
  | 'prediction'
  | 'error'
  | 'eachLoss'
  | 'loss'
  | 'penalty'
  | 'cotangent'
  | 'terms'
  | 'average'
  | 'gradient'
  | 'slot'
  | 'learningRate'
  | 'setting'
  | 'change'
  | 'update'
  | 'rows'
  | 'weight'
  | 'metric'
  | 'inner';

/**
 * One axis of a labelled value; `items` name its positions where a person knows them: english, math, science. Two axes
 * of space are a picture: its height, then its width (`picture` in axes.ts).
 */
export interface Axis {
  readonly kind: 'row' | 'feature' | 'unit' | 'class' | 'time' | 'space' | 'height' | 'width' | 'channel' | 'step';
  readonly items?: readonly string[];
}

export interface Label {
  readonly role: Role;
  /** What a person wrote: a layer, a column, a variable. */
  readonly name?: string;
  /** Gradient of kernel of hidden; m of it; cotangent of z. */
  readonly of?: Label;
  readonly axes: readonly Axis[];
}

/** Labels live beside the nodes, so that nodes stay pure; one node may carry several. */
export interface Labelled {
  readonly label: Label;
  readonly node: Node;
}
