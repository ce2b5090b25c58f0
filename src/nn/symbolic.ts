import { GradsheetError } from '../errors.ts';
import { g } from '../ir/builder.ts';
import type { Axis } from '../ir/label.ts';
import type { Node } from '../ir/node.ts';
import { range, ShapeError, type Shape } from '../ir/shape.ts';
import type { Layer, Tracing } from './layer.ts';
import { invalid } from './options.ts';

/** A value that is not there yet: what a layer gives when applied to such values. Graphs are made of these. */
export interface SymbolicTensor {
  /** Without the batch axis. */
  readonly shape: Shape;
  readonly layer: Layer;
  readonly inbound: readonly SymbolicTensor[];
}

/** A layer that can be applied by a person: `layers.dense({ units: 4 }).apply(x)`. */
export interface CallableLayer<Options = object> extends Layer<Options> {
  /** @throws GradsheetError `shape-mismatch` if the shapes do not suit the layer */
  apply(x: SymbolicTensor | readonly SymbolicTensor[]): SymbolicTensor;
}

export function callable<Options extends object>(layer: Layer<Options>): CallableLayer<Options> {
  const self: CallableLayer<Options> = Object.freeze({
    ...layer,
    apply: (x: SymbolicTensor | readonly SymbolicTensor[]) => {
      const inbound = Object.freeze([x].flat() as SymbolicTensor[]); // flat of one or many
      if (inbound.length === 0 || !inbound.every(isSymbolic)) {
        invalid(
          titleOf(layer),
          'input({ shape }) or what another layer gave',
          x,
          'Numbers go to predict and fit, not to apply.',
        );
      }
      return Object.freeze({
        shape: outputShape(
          layer,
          inbound.map((i) => i.shape),
        ),
        layer: self,
        inbound,
      });
    },
  });
  return self;
}

const isSymbolic = (x: unknown): x is SymbolicTensor =>
  typeof x === 'object' && x !== null && 'layer' in x && 'inbound' in x;

/** A shape of rows, as errors print it: [batch, 4]. */
export const batchText = (shape: Shape): string => `[${['batch', ...shape].join(', ')}]`;

/** How errors name a layer: `dense "hidden"`. */
export const titleOf = (layer: { readonly className: string; readonly name?: string }, name = layer.name): string => {
  const word = layer.className.charAt(0).toLowerCase() + layer.className.slice(1);
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
        expected: e.needs ?? 'shapes that fit together',
        received: shapes.map((shape) => `x ${batchText(shape)}`).join(' and '),
        ...(e.needs === undefined ? { hint: `${e.message}.` } : {}),
      },
      { cause: e },
    );
  }
}

/** Any batch size but 1, which would fit shapes that do not fit. */
const PROBE = 2;

/** Shape of the output without the batch axis: by tracing, so that it is said in one place only. */
export function outputShape(layer: Layer, inputs: readonly Shape[]): Shape {
  const node = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'state' });
  const xs = inputs.map((shape, i) => node(`x${i}`, [PROBE, ...shape]));
  return inLayer(layer, layer.name, inputs, () => {
    const v = Object.fromEntries(
      Object.entries(layer.variables(inputs)).map(([name, { shape }]) => [name, node(name, shape)]),
    );
    const c: Tracing = {
      mode: 'predict',
      name: titleOf(layer),
      v,
      draw: (shape) => node('draw', shape),
      label: (n) => n,
      logits: (p) => p,
    };
    return layer.trace(c, xs).output.shape.slice(1);
  });
}

/** The axes of a [batch, …] value whose last axis is `last`. */
export const rowAxes = (rank: number, last: Axis): Axis[] => [
  { kind: 'row' },
  ...range(Math.max(0, rank - 2)).map((): Axis => ({ kind: rank === 3 ? 'time' : 'space' })),
  ...(rank > 1 ? [last] : []),
];
