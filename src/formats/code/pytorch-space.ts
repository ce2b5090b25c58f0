// Layers over time and pictures, as PyTorch has them: its channels come first, and its padding is part of few modules.
import { transposedSweeps, type Windows } from '../../nn/convolution.ts';
import type { LayerClassName } from '../../nn/layer-classes.ts';
import { pairsOf, sweepsOf, type Pair, type Rank } from '../../nn/space.ts';
import { number, tuple } from './python-literals.ts';
import { unsupported, type PlanLayer } from './training.ts';
import { verbatim } from '../../words.ts';
import { words } from '../error-words.ts';

/** For a program with one of these layers. */
export const channelsLastClass = `
class ChannelsLast(nn.Module):
    """Layers that have their channels first, on numbers that have them last, as Keras."""
    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x.movedim(-1, 1)).movedim(1, -1)
`;
const channelsLast = (...modules: readonly string[]): string => `ChannelsLast(${modules.join(', ')})`;

type Spatial = Exclude<LayerClassName & `${string}${1 | 2}D${'' | 'Transpose'}`, never>;
/** What a layer does before its activation. */
export const spatialModules: Readonly<Record<Spatial, (layer: PlanLayer) => readonly string[]>> = {
  Conv1D: (layer) => conv(layer, 1),
  Conv2D: (layer) => conv(layer, 2),
  Conv1DTranspose: (layer) => convTranspose(layer, 1),
  Conv2DTranspose: (layer) => convTranspose(layer, 2),
  DepthwiseConv1D: (layer) => conv(layer, 1),
  DepthwiseConv2D: (layer) => conv(layer, 2),
  SeparableConv1D: (layer) => conv(layer, 1),
  SeparableConv2D: (layer) => conv(layer, 2),
  MaxPooling1D: (layer) => maxPool(layer, 1),
  MaxPooling2D: (layer) => maxPool(layer, 2),
  AveragePooling1D: (layer) => averagePool(layer, 1),
  AveragePooling2D: (layer) => averagePool(layer, 2),
  GlobalAveragePooling1D: (layer) => globalPool(layer, 'nn.AdaptiveAvgPool1d(1)'),
  GlobalAveragePooling2D: (layer) => globalPool(layer, 'nn.AdaptiveAvgPool2d(1)'),
  GlobalMaxPooling1D: (layer) => globalPool(layer, 'nn.AdaptiveMaxPool1d(1)'),
  GlobalMaxPooling2D: (layer) => globalPool(layer, 'nn.AdaptiveMaxPool2d(1)'),
  ZeroPadding1D: (layer) => [channelsLast(...padded(pairsOf(layer.options['padding'] as readonly Pair[])))],
  ZeroPadding2D: (layer) => [channelsLast(...padded(pairsOf(layer.options['padding'] as readonly Pair[])))],
  Cropping1D: (layer) => [channelsLast(...padded(cropped(layer)))],
  Cropping2D: (layer) => [channelsLast(...padded(cropped(layer)))],
  UpSampling1D: ({ options }) => [channelsLast(`nn.Upsample(scale_factor=${number(Number(options['size']))})`)],
  UpSampling2D: ({ options }) => {
    const sizes = tuple(options['size'] as number[]);
    return [channelsLast(`nn.Upsample(scale_factor=${sizes}, mode="${String(options['interpolation'])}")`)];
  },
  SpatialDropout1D: ({ options }) => [channelsLast(`nn.Dropout1d(${number(Number(options['rate']))})`)],
  SpatialDropout2D: ({ options }) => [channelsLast(`nn.Dropout2d(${number(Number(options['rate']))})`)],
};

const cropped = ({ options }: PlanLayer): readonly Pair[] =>
  pairsOf(options['cropping'] as readonly Pair[]).map(([before, after]) => [-before, -after]);

/** A module that adds places, or with numbers below 0 takes them away; none where there is nothing to do. */
function padded(pairs: readonly Pair[], value = '0.0'): string[] {
  if (pairs.every((pair) => pair.every((n) => n === 0))) return [];
  return [`nn.ConstantPad${pairs.length}d(${tuple(pairs.toReversed().flat())}, ${value})`];
}

/** The options of a window, as the layer keeps them. */
const windowsOf = ({ options }: PlanLayer): Windows & { readonly groups?: number; readonly useBias: boolean } =>
  options as unknown as Windows & { readonly groups?: number; readonly useBias: boolean };
const paddingOf = (layer: PlanLayer, o: Windows): readonly Pair[] =>
  sweepsOf(layer.inputs.slice(0, -1), { ...o, size: o.kernelSize }).map(({ padding }) => padding);

/** `stride=(2, 2), groups=2`: what is not PyTorch's default. */
function unusual(o: Windows, more: Readonly<Record<string, number | readonly number[] | boolean>>): string {
  const options: typeof more = { stride: o.strides, dilation: o.dilationRate, ...more };
  const usual = (v: number | readonly number[] | boolean, by: number): boolean =>
    typeof v === 'boolean' ? v : [v].flat().every((n) => n === by);
  return Object.entries(options)
    .filter(([name, v]) => !usual(v, name === 'output_padding' ? 0 : 1))
    .map(([name, v]) => `, ${name}=${v === false ? 'False' : typeof v === 'object' ? tuple(v) : String(v)}`)
    .join('');
}

/** Plain, depthwise and separable convolutions: the last two have as many groups as channels. */
function conv(layer: PlanLayer, rank: Rank): string[] {
  const o = windowsOf(layer);
  const [channels = 1, out = 1] = [layer.inputs.at(-1), layer.outputs.at(-1)];
  const bias = o.useBias;
  const one = (from: number, to: number, size: readonly number[], more: string): string =>
    `nn.Conv${rank}d(${from}, ${to}, ${tuple(size)}${more})`;
  const pads = padded(paddingOf(layer, o));
  if (layer.className.startsWith('Conv')) {
    return [channelsLast(...pads, one(channels, out, o.kernelSize, unusual(o, { groups: o.groups ?? 1, bias })))];
  }
  const inner = channels * Number(layer.options['depthMultiplier']);
  const separable = layer.className.startsWith('Separable');
  const depthwise = one(channels, inner, o.kernelSize, unusual(o, { groups: channels, bias: bias && !separable }));
  const pointwise = one(inner, out, o.kernelSize.map(() => 1), bias ? '' : ', bias=False'); // prettier-ignore
  return [channelsLast(...pads, depthwise, ...(separable ? [pointwise] : []))];
}

function convTranspose(layer: PlanLayer, rank: Rank): string[] {
  const o = windowsOf(layer);
  const windows = layer.inputs.slice(0, -1);
  const { places, backward } = transposedSweeps(windows, o);
  // what PyTorch makes, without padding, and how many places of it are too many; below 0: too few
  const behind = backward.map((s, i) => {
    const made = ((windows[i] ?? 1) - 1) * s.stride + s.dilation * (s.size - 1) + 1;
    return made - (places[i] ?? 0) - s.padding[0];
  });
  const more = { output_padding: behind.map((n) => Math.max(-n, 0)), bias: o.useBias };
  const [channels = 1, out = 1] = [layer.inputs.at(-1), layer.outputs.at(-1)];
  const crop = backward.map((s, i): Pair => [-s.padding[0], -Math.max(behind[i] ?? 0, 0)]);
  const module = `nn.ConvTranspose${rank}d(${channels}, ${out}, ${tuple(o.kernelSize)}${unusual(o, more)})`;
  return [channelsLast(module, ...padded(crop))];
}

interface Pool {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly Pair[];
}
function poolOf({ options, inputs }: PlanLayer): Pool {
  const o = options as unknown as Pick<Windows, 'strides' | 'padding'> & { readonly poolSize: readonly number[] }; // the layer's
  const { poolSize: size, strides = size, padding } = o;
  const pads = sweepsOf(inputs.slice(0, -1), { size, strides, padding }).map((s) => s.padding);
  return { size, strides, pads };
}
const poolText = (kind: string, { size, strides }: Pool, more = ''): string =>
  `nn.${kind}d(${tuple(size)}, ${tuple(strides)}${more})`;

const maxPool = (layer: PlanLayer, rank: Rank): string[] => {
  const pool = poolOf(layer);
  return [channelsLast(...padded(pool.pads, 'float("-inf")'), poolText(`MaxPool${rank}`, pool))];
};

/** PyTorch leaves padding out of the mean only where it pads itself, and it pads both sides alike. */
function averagePool(layer: PlanLayer, rank: Rank): string[] {
  const pool = poolOf(layer);
  if (pool.pads.some(([before, after]) => before !== after)) {
    throw unsupported(
      words('layer "{}", {}', layer.name, 'padding'),
      words('as many places on both sides'),
      verbatim(JSON.stringify(pool.pads)),
    );
  }
  const before = pool.pads.map(([n]) => n);
  const more = before.every((n) => n === 0) ? '' : `, padding=${tuple(before)}, count_include_pad=False`;
  return [channelsLast(poolText(`AvgPool${rank}`, pool, more))];
}

const globalPool = ({ options }: PlanLayer, module: string): string[] => [
  channelsLast(module),
  ...(options['keepdims'] === true ? [] : ['nn.Flatten()']),
];

/** Where a variable goes: which of the layer's modules with weights, its name there, and its numbers turned around. */
interface TorchWeight {
  readonly module: number;
  readonly name: 'weight' | 'bias';
  readonly numbers: (kernel: string) => string;
}
const bias = (module = 0): TorchWeight => ({ module, name: 'bias', numbers: (v) => v });
const turned = (...axes: readonly number[]) => (kernel: string): string => `(${kernel}).transpose(${axes.join(', ')})`; // prettier-ignore

/** One for each variable of a layer, in their order. */
function torchWeights({ name: layerName, className, variables, options }: PlanLayer): readonly TorchWeight[] {
  if (variables.length === 0) return [];
  if (className === 'Dense') return [{ module: 0, name: 'weight', numbers: (kernel) => `(${kernel}).T` }, bias()];
  if (!(className in spatialModules)) {
    throw unsupported(
      words('layer "{}"', layerName),
      words('a layer that the {} export knows', 'PyTorch'),
      verbatim(className),
    );
  }
  const kernel = variables[0]?.shape ?? [];
  const rank = kernel.length - 2;
  const places = Array.from({ length: rank }, (_, i) => i);
  const whole: TorchWeight = { module: 0, name: 'weight', numbers: turned(rank + 1, rank, ...places) };
  if (className.startsWith('Conv')) return [whole, bias()];
  const shape = [Number(kernel.at(-2)) * Number(options['depthMultiplier']), 1, ...kernel.slice(0, rank)];
  const each: TorchWeight = {
    module: 0,
    name: 'weight',
    numbers: (v) => `${turned(rank, rank + 1, ...places)(v)}.reshape(${shape.join(', ')})`,
  };
  return className.startsWith('Separable') ? [each, { ...whole, module: 1 }, bias(1)] : [each, bias()];
}

/**
 * Lines that copy numbers into the weights of the `parts` of a model, in the shapes that PyTorch has.
 *
 * @param numbers Python expressions, one for each variable of each layer
 * @throws GradsheetError `unsupported`, naming the layer
 */
export function weightLines(layers: readonly PlanLayer[], numbers: readonly (readonly string[])[]): string[] {
  let first = 0; // the number of the layer's first module that has weights
  return layers.flatMap((layer, i) => {
    const places = torchWeights(layer);
    const lines = (numbers[i] ?? []).flatMap((v, k) => {
      const place = places[k];
      return place ? [`    parts[${first + place.module}].${place.name}.copy_(torch.tensor(${place.numbers(v)}))`] : [];
    });
    first += new Set(places.map(({ module }) => module)).size;
    return lines;
  });
}
/** Goes before `weightLines`. */
export const partsLine = 'parts = [part for part in model.modules() if hasattr(part, "weight")]';
