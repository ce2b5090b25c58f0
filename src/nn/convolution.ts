import type { Node } from '../ir/node.ts';
import { convolve, convolveDepthwise, convolveTransposed, reachOf, type Sweep } from '../ir/convolve.ts';
import { add, matmul, reshape } from '../ir/ops.ts';
import { ShapeError, size, type Shape } from '../ir/shape.ts';
import { activated } from './activated.ts';
import { activation, type ActivationOption } from './activations.ts';
import { given, layerOf, only, type CommonLayerOptions } from './common.ts';
import { initializer, type Initializer, type InitializerOption } from './initializers.ts';
import type { Axis, Layer, Tracing, Variable } from './layer.ts';
import { checkBoolean, checkNumber, invalid } from './options.ts';
import { penalty, type Penalty, type PenaltyOption } from './penalties.ts';
import {
  axesOver,
  channel,
  channelsOf,
  dataFormat,
  kernelAxes,
  nodePlaces,
  padding,
  perAxis,
  placesOf,
  sweepsOf,
  type Padding,
  type PerAxis,
  type Rank,
} from './space.ts';
import { titleOf, type CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** What all convolutions take. */
interface WindowOptions extends CommonLayerOptions {
  /** Of the window, in places: 3, or one number for each axis. */
  readonly kernelSize: PerAxis;
  /** Places from one window to the next; default 1. */
  readonly strides?: PerAxis;
  /** 'valid' (default): windows lie inside. 'same': zeros around, so that strides alone decide how many windows. */
  readonly padding?: string;
  /** Places from one number of a window to the next; default 1. */
  readonly dilationRate?: PerAxis;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
  readonly activation?: ActivationOption;
  readonly useBias?: boolean;
  readonly biasInitializer?: InitializerOption;
  readonly biasRegularizer?: PenaltyOption;
}
interface KernelOptions extends WindowOptions {
  /** Channels that come out. */
  readonly filters: number;
  readonly kernelInitializer?: InitializerOption;
  readonly kernelRegularizer?: PenaltyOption;
}
interface DepthwiseOptions {
  /** Kernels for each channel; default 1. */
  readonly depthMultiplier?: number;
  readonly depthwiseInitializer?: InitializerOption;
  readonly depthwiseRegularizer?: PenaltyOption;
}

export interface ConvOptions extends KernelOptions {
  /** The channels in so many parts, each with its own share of the filters; default 1. */
  readonly groups?: number;
}
export interface ConvTransposeOptions extends KernelOptions {
  /** Places more at the end, fewer than `strides`; default: as many as give places · strides. */
  readonly outputPadding?: PerAxis | null;
}
export interface DepthwiseConvOptions extends WindowOptions, DepthwiseOptions {}
export interface SeparableConvOptions extends WindowOptions, DepthwiseOptions {
  readonly filters: number;
  readonly pointwiseInitializer?: InitializerOption;
  readonly pointwiseRegularizer?: PenaltyOption;
}

const positive = (v: number, where: Where): number => checkNumber(where, v, { least: 1, whole: true });
const glorot = (v: InitializerOption = 'glorotUniform', where: Where): Initializer => initializer(v, where);
const noPenalty = (v: PenaltyOption | undefined, where: Where): Penalty | undefined =>
  v === undefined ? undefined : penalty(v, where);
const windowReaders = <P extends Padding>(rank: Rank, ...paddings: readonly P[]) => ({
  kernelSize: perAxis(rank),
  strides: (v: PerAxis = 1, where: Where) => perAxis(rank)(v, where),
  padding: padding(...paddings),
  dilationRate: (v: PerAxis = 1, where: Where) => perAxis(rank)(v, where),
  dataFormat,
  activation: (v: ActivationOption = 'linear', where: Where) => activation(v, where).option,
  useBias: (v = true, where: Where) => checkBoolean(where, v),
  biasInitializer: (v: InitializerOption = 'zeros', where: Where) => initializer(v, where),
  biasRegularizer: noPenalty,
});
const kernelReaders = { filters: positive, kernelInitializer: glorot, kernelRegularizer: noPenalty };
const depthwiseReaders = {
  depthMultiplier: (v = 1, where: Where) => positive(v, where),
  depthwiseInitializer: glorot,
  depthwiseRegularizer: noPenalty,
};

/** Options of a window, as they are saved. */
export interface Windows {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: Padding;
}
const sweeps = (places: Shape, o: Windows): Sweep[] => sweepsOf(places, { ...o, size: o.kernelSize });

/** Keras and TensorFlow have no windows that both skip places and lie apart. @throws GradsheetError `invalid-option` */
function strideOrDilation(title: string, { strides, dilationRate }: Pick<Windows, 'strides' | 'dilationRate'>): void {
  if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
  invalid(words('{}, {}', title, 'dilationRate'), words('1 where strides are above 1, as in Keras'), dilationRate);
}

/** The bias, if there is one, and the activation. */
function finished(
  c: Tracing,
  product: Node,
  option: ActivationOption,
  axes: readonly Axis[],
): ReturnType<Layer['trace']> {
  const { bias } = c.v;
  const z = bias ? add(product, bias) : product;
  return { outputs: [activated(c, z, activation(option), axes)], axes: [axes] };
}

/** A layer's variables: they have its `trainable`. */
const variablesFrom =
  (options: CommonLayerOptions) =>
  (shape: Shape, init: Initializer, axes: readonly Axis[], by: Penalty | undefined): Variable => ({
    shape,
    init,
    trained: options.trainable ?? true,
    axes,
    ...given({ penalty: by }),
  });

type Bias = {
  readonly useBias: boolean;
  readonly biasInitializer: Initializer;
  readonly biasRegularizer: Penalty | undefined;
};
const biasOf = (variable: ReturnType<typeof variablesFrom>, filters: number, o: Bias): { readonly bias?: Variable } =>
  o.useBias ? { bias: variable([filters], o.biasInitializer, [channel], o.biasRegularizer) } : {};

const feature: Axis = { kind: 'feature' };

function conv(className: string, rank: Rank, options: ConvOptions): CallableLayer<ConvOptions> {
  const paddings = rank === 1 ? (['valid', 'same', 'causal'] as const) : (['valid', 'same'] as const);
  const readers = {
    ...kernelReaders,
    ...windowReaders<Padding>(rank, ...paddings),
    groups: (v = 1, where: Where) => positive(v, where),
  };
  return layerOf(className, options, readers, (own, options) => {
    const { filters, kernelSize, groups } = own;
    const title = titleOf({ className, ...options });
    strideOrDilation(title, own);
    if (filters % groups !== 0) {
      invalid(words('{}, {}', title, 'groups'), words('a number that divides the {} filters', filters), groups);
    }
    const variable = variablesFrom(options);
    return {
      variables: ([x]) => {
        const { channels } = placesOf(x, rank);
        if (channels % groups !== 0) throw new ShapeError({ needs: words('channels that {} groups divide', groups) });
        const shape = [...kernelSize, channels / groups, filters];
        const axes = kernelAxes(rank, feature, channel);
        return {
          kernel: variable(shape, own.kernelInitializer, axes, own.kernelRegularizer),
          ...biasOf(variable, filters, own),
        };
      },
      trace: (c, xs) => {
        const x = only(xs);
        const { kernel } = c.v as { readonly kernel: Node }; // its own variable
        const product = convolve(x, kernel, sweeps(nodePlaces(x, rank).places, own), groups);
        return finished(c, product, own.activation, axesOver(rank));
      },
    };
  });
}

/**
 * Filters that pass along time: each sees `kernelSize` steps of all channels.
 *
 *   layers.conv1d({ filters: 8, kernelSize: 3, padding: 'causal' })
 *
 * x [batch, time, channels] → [batch, windows, filters], kernel [kernelSize, channels / groups, filters]
 *
 * @param options.padding 'valid', 'same' or 'causal': zeros before the start only, so that nothing sees the future
 * @throws GradsheetError `invalid-option`
 */
export const conv1d = (options: ConvOptions): CallableLayer<ConvOptions> => conv('Conv1D', 1, options);

/**
 * Filters that pass over a picture: activation(windows · kernel + bias).
 *
 *   layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' })
 *
 * x [batch, height, width, channels] → [batch, windows, windows, filters],
 * kernel [height, width, channels / groups, filters]
 *
 * @throws GradsheetError `invalid-option`
 */
export const conv2d = (options: ConvOptions): CallableLayer<ConvOptions> => conv('Conv2D', 2, options);

function convTranspose(
  className: string,
  rank: Rank,
  options: ConvTransposeOptions,
): CallableLayer<ConvTransposeOptions> {
  const readers = {
    ...kernelReaders,
    ...windowReaders<'valid' | 'same'>(rank, 'valid', 'same'),
    outputPadding: (v: PerAxis | null | undefined, where: Where) =>
      v === undefined || v === null ? undefined : perAxis(rank, 0)(v, where),
  };
  return layerOf(className, options, readers, (own, options) => {
    const { filters, kernelSize, strides, outputPadding } = own;
    const title = titleOf({ className, ...options });
    strideOrDilation(title, own);
    outputPadding?.forEach((n, i) => {
      const stride = strides[i] ?? 1;
      if (n < stride) return;
      invalid(words('{}, {}', title, 'outputPadding'), words('less than the stride of {}', stride), outputPadding);
    });
    const variable = variablesFrom(options);
    return {
      variables: ([x]) => {
        const { channels } = placesOf(x, rank);
        const axes = kernelAxes(rank, channel, feature);
        return {
          kernel: variable([...kernelSize, filters, channels], own.kernelInitializer, axes, own.kernelRegularizer),
          ...biasOf(variable, filters, own),
        };
      },
      trace: (c, xs) => {
        const x = only(xs);
        const { kernel } = c.v as { readonly kernel: Node }; // its own variable
        const { places, backward } = transposedSweeps(nodePlaces(x, rank).places, own);
        const product = convolveTransposed(x, kernel, backward, places);
        return finished(c, product, own.activation, axesOver(rank));
      },
    };
  });
}

/**
 * The places of the result, and the convolution from them to the windows that come in.
 *
 * @see keras/src/backend/common/backend_utils.py of Keras 3.15.1, `_get_output_shape_given_tf_padding`
 */
export function transposedSweeps(
  windows: Shape,
  o: Windows & { readonly outputPadding?: readonly number[] | undefined },
): { readonly places: Shape; readonly backward: readonly Sweep[] } {
  const axes = windows.map((n, i) => {
    const sweep = { size: o.kernelSize[i] ?? 1, stride: o.strides[i] ?? 1, dilation: o.dilationRate[i] ?? 1 };
    const reach = reachOf(sweep);
    const more = o.outputPadding?.[i];
    const inside = (n - 1) * sweep.stride;
    if (o.padding === 'valid') {
      const places = inside + reach + (more ?? Math.max(sweep.stride - reach, 0));
      return { places, sweep: { ...sweep, padding: [0, 0] as const } };
    }
    const places = more === undefined ? n * sweep.stride : inside + (reach % 2) + more;
    if (places < 1) throw new ShapeError({ needs: words('more places, or an outputPadding: nothing is left') });
    const total = Math.max(inside + reach - places, 0);
    const before = Math.floor(total / 2);
    return { places, sweep: { ...sweep, padding: [before, total - before] as const } };
  });
  return { places: axes.map((a) => a.places), backward: axes.map((a) => a.sweep) };
}

/**
 * The way back of a convolution along time, to more steps: `strides: 2` doubles them.
 *
 *   layers.conv1dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' })
 *
 * x [batch, time, channels] → [batch, time, filters], kernel [kernelSize, filters, channels]
 *
 * @throws GradsheetError `invalid-option`
 */
export const conv1dTranspose = (options: ConvTransposeOptions): CallableLayer<ConvTransposeOptions> =>
  convTranspose('Conv1DTranspose', 1, options);

/**
 * The way back of a convolution, to a larger picture: every number is spread over a window. `strides: 2` doubles height
 * and width.
 *
 *   layers.conv2dTranspose({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' })
 *
 * x [batch, height, width, channels] → [batch, height, width, filters], kernel [height, width, filters, channels]
 *
 * @throws GradsheetError `invalid-option`
 */
export const conv2dTranspose = (options: ConvTransposeOptions): CallableLayer<ConvTransposeOptions> =>
  convTranspose('Conv2DTranspose', 2, options);

function depthwiseConv(
  className: string,
  rank: Rank,
  options: DepthwiseConvOptions,
): CallableLayer<DepthwiseConvOptions> {
  const readers = { ...windowReaders<'valid' | 'same'>(rank, 'valid', 'same'), ...depthwiseReaders };
  return layerOf(className, options, readers, (own, options) => {
    const { kernelSize, depthMultiplier } = own;
    const variable = variablesFrom(options);
    return {
      variables: ([x]) => {
        const { channels } = placesOf(x, rank);
        const shape = [...kernelSize, channels, depthMultiplier];
        const axes = kernelAxes(rank, feature, channel);
        return {
          kernel: variable(shape, own.depthwiseInitializer, axes, own.depthwiseRegularizer),
          ...biasOf(variable, channels * depthMultiplier, own),
        };
      },
      trace: (c, xs) => {
        const x = only(xs);
        const { kernel } = c.v as { readonly kernel: Node }; // its own variable
        const product = convolveDepthwise(x, kernel, sweeps(nodePlaces(x, rank).places, own));
        const last = depthMultiplier === 1 ? channelsOf(c.axes) : channel;
        return finished(c, product, own.activation, axesOver(rank, last));
      },
    };
  });
}

/** Filters along time, `depthMultiplier` for each channel alone: see `depthwiseConv2d`. */
export const depthwiseConv1d = (options: DepthwiseConvOptions): CallableLayer<DepthwiseConvOptions> =>
  depthwiseConv('DepthwiseConv1D', 1, options);

/**
 * Filters that see one channel only, `depthMultiplier` for each.
 *
 *   layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 })
 *
 * x [batch, height, width, channels] → [batch, windows, windows, channels · depthMultiplier], the first channel's
 * first; kernel [height, width, channels, depthMultiplier]
 *
 * @throws GradsheetError `invalid-option`
 */
export const depthwiseConv2d = (options: DepthwiseConvOptions): CallableLayer<DepthwiseConvOptions> =>
  depthwiseConv('DepthwiseConv2D', 2, options);

function separableConv(
  className: string,
  rank: Rank,
  options: SeparableConvOptions,
): CallableLayer<SeparableConvOptions> {
  const readers = {
    filters: positive,
    ...windowReaders<'valid' | 'same'>(rank, 'valid', 'same'),
    ...depthwiseReaders,
    pointwiseInitializer: glorot,
    pointwiseRegularizer: noPenalty,
  };
  return layerOf(className, options, readers, (own, options) => {
    const { filters, kernelSize, depthMultiplier } = own;
    const variable = variablesFrom(options);
    return {
      variables: ([x]) => {
        const { channels } = placesOf(x, rank);
        const inner = channels * depthMultiplier;
        const depthwise = [...kernelSize, channels, depthMultiplier];
        const pointwise = [...kernelSize.map(() => 1), inner, filters];
        const axes = kernelAxes(rank, feature, channel);
        return {
          depthwiseKernel: variable(depthwise, own.depthwiseInitializer, axes, own.depthwiseRegularizer),
          pointwiseKernel: variable(pointwise, own.pointwiseInitializer, axes, own.pointwiseRegularizer),
          ...biasOf(variable, filters, own),
        };
      },
      trace: (c, xs) => {
        const x = only(xs);
        const { depthwiseKernel, pointwiseKernel } = c.v as Readonly<
          Record<'depthwiseKernel' | 'pointwiseKernel', Node>
        >; // its own variables
        const each = convolveDepthwise(x, depthwiseKernel, sweeps(nodePlaces(x, rank).places, own));
        const product = matmul(each, reshape(pointwiseKernel, [size(pointwiseKernel.shape) / filters, filters]));
        return finished(c, product, own.activation, axesOver(rank));
      },
    };
  });
}

/** A depthwise convolution along time, and a mixing of its channels: see `separableConv2d`. */
export const separableConv1d = (options: SeparableConvOptions): CallableLayer<SeparableConvOptions> =>
  separableConv('SeparableConv1D', 1, options);

/**
 * A depthwise convolution, and then the channels of every place mixed: far fewer weights than `conv2d` has.
 *
 *   layers.separableConv2d({ filters: 16, kernelSize: 3 })
 *
 * x [batch, height, width, channels] → [batch, windows, windows, filters], depthwiseKernel [height, width, channels,
 * depthMultiplier], pointwiseKernel [1, 1, channels · depthMultiplier, filters]
 *
 * @throws GradsheetError `invalid-option`
 */
export const separableConv2d = (options: SeparableConvOptions): CallableLayer<SeparableConvOptions> =>
  separableConv('SeparableConv2D', 2, options);
