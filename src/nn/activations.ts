import type { Node } from '../ir/node.ts';
import {
  elu,
  exp,
  gelu,
  geluTanh,
  hardSigmoid,
  leakyRelu,
  relu,
  relu6,
  selu,
  sigmoid,
  softmax,
  softplus,
  softsign,
  swish,
  tanh,
} from '../ir/ops.ts';
import { ShapeError } from '../ir/shape.ts';
import { checkBoolean, checkNumber, namedOptions } from './options.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** One row per activation: option checks, layers and the documentation are made from this table. */
export interface Activation<Options = Readonly<Record<string, number | boolean>>> {
  /** Options with their defaults, Keras's. */
  readonly options: Options;
  /** Smallest and largest value with the default options, reached or only approached. */
  readonly range: readonly [low: number, high: number];
  /** @param x [batch, …, units]; softmax works along the last axis, all others on each number alone */
  apply(x: Node, options: Options): Node;
  /** The value is this function of its scores, so a crossentropy may use the scores. */
  readonly logits?: 'sigmoid' | 'softmax';
}

const row = <Options>(a: Activation<Options>): Activation<Options> => Object.freeze(a);
const plain = (range: Activation['range'], apply: (x: Node) => Node, logits?: 'sigmoid' | 'softmax'): Activation =>
  row({ options: {}, range, apply, ...(logits ? { logits } : {}) });

/** Softmax over one unit is always 1: nothing that a person can mean. @throws ShapeError */
function severalUnits(x: Node): Node {
  if (x.shape.at(-1) !== 1) return x;
  throw new ShapeError({
    needs: words('at least two units for softmax: of one unit it is always 1. For two classes in one unit use sigmoid'),
  });
}

export const activations = Object.freeze({
  linear: plain([-Infinity, Infinity], (x) => x),
  sigmoid: plain([0, 1], sigmoid, 'sigmoid'),
  tanh: plain([-1, 1], tanh),
  relu: plain([0, Infinity], relu),
  leakyRelu: row({
    options: { negativeSlope: 0.2 },
    range: [-Infinity, Infinity],
    apply: (x, o) => leakyRelu(x, o.negativeSlope),
  }),
  softmax: plain([0, 1], (x) => softmax(severalUnits(x)), 'softmax'),
  elu: row({ options: { alpha: 1 }, range: [-1, Infinity], apply: (x, o) => elu(x, o.alpha) }),
  selu: plain([-1.7580993408473766, Infinity], selu), // scale · alpha
  gelu: row<{ readonly approximate: boolean }>({
    options: { approximate: false },
    range: [-0.16997120747990369, Infinity], // at x = -0.7517915…, where Φ(x) = -x·φ(x)
    apply: (x, o) => (o.approximate ? geluTanh(x) : gelu(x)),
  }),
  exponential: plain([0, Infinity], exp),
  softplus: plain([0, Infinity], softplus),
  softsign: plain([-1, 1], softsign),
  swish: plain([-0.27846454276107379, Infinity], swish), // at x = -1.2784645…, where 1 + x·(1 - σ(x)) = 0
  relu6: plain([0, 6], relu6),
  hardSigmoid: plain([0, 1], hardSigmoid),
});
export type ActivationName = keyof typeof activations;
// the keys of a frozen literal
export const activationNames = Object.freeze(Object.keys(activations) as ActivationName[]);

/**
 * What a person may write: `'relu'`, `'leakyRelu:0.1'`, `{ name: 'elu', alpha: 0.5 }`; Keras's `silu` and `leaky_relu`
 * too.
 */
export type ActivationOption = string | { readonly name: string; readonly [option: string]: unknown };

/** An activation with its options, ready to apply. */
export interface Chosen {
  readonly name: ActivationName;
  readonly logits?: 'sigmoid' | 'softmax';
  /** As an option of a layer: plain data, and only the name where the options are the defaults. */
  readonly option: ActivationOption;
  apply(x: Node): Node;
}

const defaults = Object.fromEntries(activationNames.map((name) => [name, activations[name].options])) as Record<
  ActivationName,
  Activation['options']
>;

/** Reads what a person wrote as an activation. @throws GradsheetError `invalid-option` naming `where` */
export function activation(from: ActivationOption, where: Where = 'activation'): Chosen {
  const { name, options } = namedOptions(where, from, defaults, { silu: 'swish' });
  // its options are checked against the row here
  const { apply, logits, options: usual } = activations[name] as Activation;
  const checked = Object.fromEntries(
    Object.entries(options).map(([key, value]) => {
      const option = words('{} {}, {}', where, name, key);
      return [key, typeof usual[key] === 'boolean' ? checkBoolean(option, value) : checkNumber(option, value)];
    }),
  );
  const changed = Object.keys(checked).some((key) => checked[key] !== usual[key]);
  return Object.freeze({
    name,
    option: changed ? Object.freeze({ name, ...checked }) : name,
    ...(logits ? { logits } : {}),
    apply: (x: Node) => apply(x, checked),
  });
}
