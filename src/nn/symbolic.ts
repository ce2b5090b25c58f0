import { GradsheetError } from '../errors.ts';
import { verbatim, type Where } from '../words.ts';
import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import { ShapeError, type Shape } from '../ir/shape.ts';
import type { Layer } from './layer.ts';
import { invalid, isRecord } from '../util/options.ts';
import { words } from './error-words.ts';

/** A value that is not there yet: what a layer gives when applied to such values. Graphs are made of these. */
export interface SymbolicTensor {
  /** Without the batch axis. */
  readonly shape: Shape;
  readonly call: SymbolicCall;
  /** Which output of the call. */
  readonly output: number;
}
export interface SymbolicCall {
  readonly layer: Layer;
  readonly inbound: readonly SymbolicTensor[];
}

/**
 * A layer that can be applied by a person: `layers.dense({ units: 4 }).apply(x)`. One of several outputs gives a list,
 * and says so by `Gives`.
 */
export interface CallableLayer<
  Options = object,
  Gives extends SymbolicTensor | readonly SymbolicTensor[] = SymbolicTensor,
> extends Layer<Options> {
  /** @throws GradsheetError `shape-mismatch` if the shapes do not suit the layer */
  apply(x: SymbolicTensor | readonly SymbolicTensor[]): Gives;
}

export function callable<
  Options extends object,
  Gives extends SymbolicTensor | readonly SymbolicTensor[] = SymbolicTensor,
>(layer: Layer<Options>): CallableLayer<Options, Gives> {
  const self: CallableLayer<Options, Gives> = Object.freeze({
    ...layer,
    apply: (x: SymbolicTensor | readonly SymbolicTensor[]) => {
      const inbound = Object.freeze([x].flat() as SymbolicTensor[]); // flat of one or many
      if (inbound.length === 0 || !inbound.every(isSymbolic)) {
        invalid(
          titleOf(layer),
          words('input({ shape }) or what another layer gave'),
          x,
          words('Numbers go to predict and fit, not to apply.'),
        );
      }
      const call = Object.freeze({ layer: self, inbound });
      const shapes = outputShapes(
        layer,
        inbound.map((i) => i.shape),
      );
      const outputs = shapes.map((shape, output) => Object.freeze({ shape, call, output }));
      return (outputs.length === 1 ? outputs[0] : outputs) as unknown as Gives; // what the layer says it gives
    },
  });
  return self;
}

export const isSymbolic = (x: unknown): x is SymbolicTensor => typeof x === 'object' && x !== null && 'call' in x;

/** @throws GradsheetError `invalid-option`, also for a layer that was not called: `layers.flatten` without `()` */
export function checkLayer(where: Where, layer: unknown): void {
  if (isRecord(layer) && typeof layer['trace'] === 'function') return;
  invalid(where, words('a layer, as layers.dense({ units: 1 })'), layer);
}

/** A shape of rows, as errors print it: [batch, 4]. */
export const batchText = (shape: Shape): string => `[${['batch', ...shape].join(', ')}]`;

/** How errors name a layer, by what a person calls: `dense "hidden"`, `conv2d`, `lstm`, `simpleRnn`. */
export const titleOf = (layer: { readonly className: string; readonly name?: string }, name = layer.name): string => {
  const word = layer.className
    .replace(/^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase())
    .replace(/\dD/, (rank) => rank.toLowerCase())
    .replace(/(?<=[A-Z])[A-Z]+$/, (end) => end.toLowerCase());
  return name === undefined ? word : `${word} "${name}"`;
};

/**
 * Runs `f`, a part of a layer's work on inputs of `shapes` (without the batch). @throws GradsheetError `shape-mismatch`
 * naming the layer
 */
export function inLayer<T>(layer: Layer, name: string | undefined, shapes: readonly Shape[], f: () => T): T {
  try {
    return f();
  } catch (e) {
    if (!(e instanceof ShapeError)) throw e;
    throw new GradsheetError(
      'shape-mismatch',
      {
        where: titleOf(layer, name),
        expected: e.needs ?? words('shapes that fit together'),
        received: verbatim(shapes.map((shape) => `x ${batchText(shape)}`).join(' and ')),
        ...(e.needs === undefined
          ? { hint: e.got === undefined ? words('{}.', e.says) : words('{}; got {}.', e.says, e.got) }
          : {}),
      },
      { cause: e },
    );
  }
}

/** Any batch size but 1, which would fit shapes that do not fit. */
export const PROBE = 2;

export const standIn = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'state' });

/** What a layer is traced with to learn shapes: nothing is labelled, and stand-ins are drawn. */
export const probing = {
  mode: 'predict',
  draw: (shape: Shape) => standIn('draw', shape),
  label: (node: Node) => node,
  logits: (probabilities: Node) => probabilities,
} as const;

/** Shapes of the outputs without the batch axis: by tracing, so that they are said in one place only. */
export function outputShapes(layer: Layer, inputs: readonly Shape[]): Shape[] {
  const xs = inputs.map((shape, i) => standIn(`x${i}`, [PROBE, ...shape]));
  return inLayer(layer, layer.name, inputs, () => {
    const v = Object.fromEntries(
      Object.entries(layer.variables(inputs, PROBE)).map(([name, { shape }]) => [name, standIn(name, shape)]),
    );
    const c = { ...probing, name: titleOf(layer), v, masks: xs.map(() => null), axes: xs.map(() => []) };
    return layer.trace(c, xs).outputs.map((n) => n.shape.slice(1));
  });
}
