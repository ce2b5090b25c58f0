import type { Axis, Label, Role } from '../ir/label.ts';
import type { Node } from '../ir/node.ts';
import type { Shape } from '../ir/shape.ts';
import type { Bounds } from '../util/bounds.ts';
import type { Initializer } from './initializers.ts';
import type { Penalty } from './penalties.ts';
import type { Schedule } from './schedules.ts';

export type Nodes = Readonly<Record<string, Node>>;

/** A tensor a layer keeps between steps. */
export interface Variable {
  readonly shape: Shape;
  readonly init: Initializer;
  /** false: kept and returned in `next` (a moving mean), never differentiated. */
  readonly trained: boolean;
  readonly penalty?: Penalty;
  /** Numbers `from` … `to` - 1 begin as 1, whatever `init` says. */
  readonly ones?: readonly [from: number, to: number];
  /** Kept from batch to batch, also while predicting and evaluating, until `resetStates`. */
  readonly resets?: true;
  /** What its axes are, for labels; a 'feature' axis gets the names of the layer's features where they are known. */
  readonly axes?: readonly Axis[];
}

/** What may be changed of any layer. */
interface CommonOptions {
  readonly name?: string;
  readonly trainable?: boolean;
}

/** Frozen data that traces. `options` is plain JSON: what model.json keeps. */
export interface Layer<Options = object> {
  /** As Keras: 'Dense', 'Dropout'. */
  readonly className: string;
  readonly name?: string;
  readonly options: Options;
  /**
   * @param inputs shapes without the leading batch axis
   * @param batch rows of every batch, where a layer keeps something of each row
   */
  variables(inputs: readonly Shape[], batch?: number): Readonly<Record<string, Variable>>;
  /** @param inputs nodes with the leading batch axis */
  trace(c: Tracing, inputs: readonly Node[]): Traced;
  /** The same layer with some options changed: another name, say. */
  again?(changed: CommonOptions): Layer;
  /** What numbers of its input may be, where they come from outside: others are refused. Absent: any. */
  readonly takes?: Bounds;
}
/**
 * Which entries of a value count: 1, or 0 for one that is only there to fill up, as behind the end of a shorter text.
 * It has all axes of the value but the last: [batch, time] beside [batch, time, features]. null: every entry counts.
 */
export type Mask = Node | null;

export interface Traced {
  /** One node per output, [batch, …]. */
  readonly outputs: readonly Node[];
  /** One per output: made by the layer, or passed on (`c.masks`). Absent: the layer eats the masks of its inputs. */
  readonly masks?: readonly Mask[];
  /** The axes of each output, the batch as 'row'; absent: `rowAxes` of its shape. */
  readonly axes?: readonly (readonly Axis[])[];
  /** New values of variables that are kept but not trained. */
  readonly next?: Nodes;
}

/** What a layer may use while it is traced. */
export interface Tracing {
  readonly mode: 'train' | 'predict';
  /** The layer's name in its model: unique, 'dense_1'. */
  readonly name: string;
  /** Its variables, as they are before this call. */
  readonly v: Nodes;
  /** One per input. */
  readonly masks: readonly Mask[];
  /** Of each input; the last one has the names of the columns as `items`, where they are known. */
  readonly axes: readonly (readonly Axis[])[];
  /** Uniform [0, 1), fresh each step, a stream of its own. */
  draw(shape: Shape): Node;
  /** Names a value; returns it. */
  label(node: Node, role: Role, axes: readonly Axis[], name?: string): Node;
  /**
   * Says that `probabilities` is sigmoid(z) or softmax(z), so that a loss can use its stable form. Returns
   * `probabilities`.
   */
  logits(probabilities: Node, z: Node, by: 'sigmoid' | 'softmax'): Node;
}

/** What a loss sees. All nodes are [batch, …outputs]. */
export interface LossContext {
  readonly y: Node;
  readonly prediction: Node;
  /** The scores before a final sigmoid or softmax, if the prediction is one. */
  readonly logits: { readonly z: Node; readonly by: 'sigmoid' | 'softmax' } | null;
  /** Of the prediction. */
  readonly mask?: Mask;
  label(node: Node, role: Role, axes: readonly Axis[], name?: string): Node;
}
/** A number per row, [batch], or with a mask per entry of the mask; the step leaves out, weighs and sums. */
export interface Loss {
  readonly name: string;
  readonly options: object;
  each(c: LossContext): Node;
  /** Targets are class numbers: one instead of the prediction's last axis. */
  readonly classNumbers?: boolean;
  /** Between which numbers targets lie; others are refused, for which the loss would mean nothing. Absent: any. */
  readonly targets?: Bounds;
  /** What the history reports, if not `each`: halfSquaredError descends ½·error² and reports error². */
  report?(c: LossContext): Node;
}

/** An epoch's metric is made of sums over its rows. */
export interface Metric {
  readonly name: string;
  readonly options: object;
  /** `weight` [batch]: a row's share; 0 for the filled-up rows of a last batch. `mask`: of the prediction. */
  sums(c: { readonly y: Node; readonly prediction: Node; readonly weight: Node; readonly mask?: Mask }): Nodes;
  value(sums: Readonly<Record<string, Float64Array>>): number;
}

export interface Optimizer {
  /** 'adam', 'sgd' … */
  readonly name: string;
  readonly options: { readonly learningRate: number | Schedule } & object;
  /** Per-parameter state, each of the parameter's shape, zero at first unless `initial` says otherwise. */
  readonly slots: readonly string[];
  readonly initial?: Readonly<Record<string, number>>;
  /** Once per step, scalars only (computed in f64 on every target). `step` counts from 1. */
  shared(c: { readonly step: Node; readonly learningRate: Node }): Nodes;
  update(c: { readonly param: Node; readonly grad: Node; readonly slots: Nodes; readonly shared: Nodes }): {
    readonly param: Node;
    readonly slots: Nodes;
  };
}

export type { Axis, Label, Role };
