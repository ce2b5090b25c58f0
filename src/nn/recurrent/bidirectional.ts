import type { Node } from '../../ir/node.ts';
import { add, concatenate, div, mul } from '../../ir/ops.ts';
import { layerOf, type CommonLayerOptions } from '../common.ts';
import type { Layer, Nodes, Traced, Tracing, Variable } from '../layer.ts';
import { checkChoice, invalid, keyOf } from '../options.ts';
import { isRecord } from '../../util/options.ts';
import type { CallableLayer, SymbolicTensor } from '../symbolic.ts';
import type { Where } from '../../words.ts';
import { words } from '../error-words.ts';
import { recurrentLayers, type Recurrent, type RecurrentOptions } from './layers.ts';

/** A layer, or what a saved model holds of one. */
export type LayerOption = Pick<Layer, 'className' | 'options'>;
const mergeModes = ['concat', 'sum', 'mul', 'ave', 'none'] as const;
export type MergeMode = (typeof mergeModes)[number];

export interface BidirectionalOptions extends CommonLayerOptions {
  /** `simpleRnn`, `lstm`, `gru` or `rnn`: it goes forward, and another one like it backward. */
  readonly layer: LayerOption;
  /** Goes backward in place of the other one; must have `goBackwards`. */
  readonly backwardLayer?: LayerOption;
  /** How the two outputs become one; 'none': they stay two. Default 'concat'. */
  readonly mergeMode?: MergeMode;
}

type Gives<O> = O extends { readonly mergeMode: 'none' } ? readonly SymbolicTensor[] : SymbolicTensor;

/**
 * A recurrent layer in both directions. Sequences of both are joined step by step; without `returnSequences` what each
 * came to at its end. First states, and returned ones, are those of the forward layer, then those of the other.
 *
 *   layers.bidirectional({ layer: layers.lstm({ units: 16 }) })
 *
 * @throws GradsheetError `invalid-option`
 * @see Schuster & Paliwal 1997
 */
export function bidirectional<O extends BidirectionalOptions>(
  options: O,
): CallableLayer<BidirectionalOptions, Gives<O>> {
  const readers = {
    layer: checkRecurrent,
    backwardLayer: (v: LayerOption | undefined, where: Where) => v && checkRecurrent(v, where),
    mergeMode: (v: MergeMode = 'concat', where: Where) => checkChoice(where, v, mergeModes),
  };
  return layerOf('Bidirectional', options as BidirectionalOptions, readers, (own, options) => {
    const forward = made(own.layer);
    const backward = made(own.backwardLayer ?? { ...own.layer, options: { ...own.layer.options, goBackwards: true } });
    checkPair(forward, backward);
    const trained = options.trainable ?? true;
    const both = [
      ['forward', forward],
      ['backward', backward],
    ] as const;
    return {
      variables: ([x], batch) =>
        Object.fromEntries(
          both.flatMap(([way, layer]) =>
            Object.entries(layer.variables(x ? [x] : [], batch)).map(([name, v]): [string, Variable] => [
              `${way}/${name}`,
              { ...v, trained: trained && v.trained },
            ]),
          ),
        ),
      trace: (c, [x, ...initial]) => {
        const half = initial.length / 2;
        const [a, b] = both.map(([way, layer], i) =>
          layer.inTimeOrder(inside(c, way), [...(x ? [x] : []), ...initial.slice(i * half, (i + 1) * half)]),
        ) as [Traced, Traced];
        return joined(a, b, own.mergeMode);
      },
    };
  }) as unknown as CallableLayer<BidirectionalOptions, Gives<O>>; // `mergeMode` says what it gives
}

/** What the layer inside sees. */
const inside = (c: Tracing, way: string): Tracing => ({
  ...c,
  name: `${c.name}/${way}`,
  v: Object.fromEntries(
    Object.entries(c.v)
      .filter(([name]) => name.startsWith(`${way}/`))
      .map(([name, node]) => [name.slice(way.length + 1), node]),
  ),
});

function joined(a: Traced, b: Traced, mode: MergeMode): Traced {
  const [[x, ...states], [y, ...others]] = [a.outputs, b.outputs];
  const outputs = x && y ? merged(x, y, mode) : [];
  const next: Nodes = Object.fromEntries(
    [['forward', a] as const, ['backward', b] as const].flatMap(([way, { next: of = {} }]) =>
      Object.entries(of).map(([name, node]) => [`${way}/${name}`, node]),
    ),
  );
  const [mask = null] = a.masks ?? [];
  const [axes = []] = a.axes ?? [];
  const stateAxes = [...(a.axes ?? []).slice(1), ...(b.axes ?? []).slice(1)];
  return {
    outputs: [...outputs, ...states, ...others],
    masks: [...outputs.map(() => mask), ...states.map(() => null), ...others.map(() => null)],
    axes: [...outputs.map(() => axes), ...stateAxes],
    ...(Object.keys(next).length > 0 ? { next } : {}),
  };
}

function merged(x: Node, y: Node, mode: MergeMode): Node[] {
  switch (mode) {
    case 'concat':
      return [concatenate([x, y], x.shape.length - 1)];
    case 'sum':
      return [add(x, y)];
    case 'mul':
      return [mul(x, y)];
    case 'ave':
      return [div(add(x, y), 2)];
    case 'none':
      return [x, y];
    default:
      return mode satisfies never;
  }
}

/** As plain data. */
function checkRecurrent(v: LayerOption, where: Where): LayerOption {
  if (!isRecord(v) || typeof v['className'] !== 'string' || !isRecord(v['options'])) {
    return invalid(where, words('a recurrent layer, as layers.lstm({ units: 4 })'), v);
  }
  const { className, options } = v as LayerOption;
  keyOf(where, className, recurrentLayers);
  return Object.freeze({ className, options });
}
/** Sequences are 0 where the mask is, as Keras: what stays from before means nothing to the other direction. */
function made({ className, options }: LayerOption): Recurrent<RecurrentOptions> {
  // each factory checks its options itself
  const make = recurrentLayers[keyOf('bidirectional', className, recurrentLayers)] as unknown as (
    options: object,
  ) => Recurrent<RecurrentOptions>;
  const { returnSequences = false } = options as RecurrentOptions;
  return make({ ...options, zeroOutputForMask: returnSequences });
}

function checkPair({ options: a }: Recurrent<RecurrentOptions>, { options: b }: Recurrent<RecurrentOptions>): void {
  if ((a.goBackwards ?? false) === (b.goBackwards ?? false)) {
    invalid('bidirectional, backwardLayer', words('another goBackwards than the layer has'), b.goBackwards ?? false);
  }
  for (const key of ['returnSequences', 'returnState', 'stateful'] as const) {
    if ((a[key] ?? false) !== (b[key] ?? false)) {
      invalid('bidirectional, backwardLayer', words('{} as the layer has it', key), b[key] ?? false);
    }
  }
}
