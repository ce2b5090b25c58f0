import { isRecord } from '../util/options.ts';
import * as layers from './layers.ts';
import { keyOf } from './options.ts';
import type { CallableLayer } from './symbolic.ts';

/** The class name of what each factory makes, Keras's: what a saved model holds and other libraries read. */
const classNames = {
  dense: 'Dense',
  activation: 'Activation',
  dropout: 'Dropout',
  rescaling: 'Rescaling',
  flatten: 'Flatten',
  reshape: 'Reshape',
  batchNormalization: 'BatchNormalization',
  inputLayer: 'InputLayer',
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  average: 'Average',
  maximum: 'Maximum',
  minimum: 'Minimum',
  concatenate: 'Concatenate',
  conv1d: 'Conv1D',
  conv2d: 'Conv2D',
  conv1dTranspose: 'Conv1DTranspose',
  conv2dTranspose: 'Conv2DTranspose',
  depthwiseConv1d: 'DepthwiseConv1D',
  depthwiseConv2d: 'DepthwiseConv2D',
  separableConv1d: 'SeparableConv1D',
  separableConv2d: 'SeparableConv2D',
  maxPooling1d: 'MaxPooling1D',
  maxPooling2d: 'MaxPooling2D',
  averagePooling1d: 'AveragePooling1D',
  averagePooling2d: 'AveragePooling2D',
  globalAveragePooling1d: 'GlobalAveragePooling1D',
  globalAveragePooling2d: 'GlobalAveragePooling2D',
  globalMaxPooling1d: 'GlobalMaxPooling1D',
  globalMaxPooling2d: 'GlobalMaxPooling2D',
  zeroPadding1d: 'ZeroPadding1D',
  zeroPadding2d: 'ZeroPadding2D',
  cropping1d: 'Cropping1D',
  cropping2d: 'Cropping2D',
  upSampling1d: 'UpSampling1D',
  upSampling2d: 'UpSampling2D',
  spatialDropout1d: 'SpatialDropout1D',
  spatialDropout2d: 'SpatialDropout2D',
  gaussianNoise: 'GaussianNoise',
  gaussianDropout: 'GaussianDropout',
  randomFlip: 'RandomFlip',
  randomTranslation: 'RandomTranslation',
  randomZoom: 'RandomZoom',
  randomContrast: 'RandomContrast',
  simpleRnn: 'SimpleRNN',
  lstm: 'LSTM',
  gru: 'GRU',
  rnn: 'RNN',
  bidirectional: 'Bidirectional',
  timeDistributed: 'TimeDistributed',
  // text and attention
  embedding: 'Embedding',
  positionEmbedding: 'PositionEmbedding',
  sinePositionEncoding: 'SinePositionEncoding',
  masking: 'Masking',
  layerNormalization: 'LayerNormalization',
  groupNormalization: 'GroupNormalization',
  softmax: 'Softmax',
  attention: 'Attention',
  additiveAttention: 'AdditiveAttention',
  multiHeadAttention: 'MultiHeadAttention',
  dot: 'Dot',
  permute: 'Permute',
  repeatVector: 'RepeatVector',
} as const satisfies Readonly<Record<keyof typeof layers, string>>;
export type LayerClassName = (typeof classNames)[keyof typeof classNames];
/** By class name. */
const factories = Object.freeze(
  Object.fromEntries(Object.entries(classNames).map(([factory, className]) => [className, factory])),
) as Readonly<Record<LayerClassName, keyof typeof layers>>; // the same table, turned around
export const layerClassNames = Object.freeze(Object.keys(factories));

/** `factoryOf('BatchNormalization')` → `'batchNormalization'`. @throws GradsheetError `invalid-option` */
export const factoryOf = (className: string): keyof typeof layers => factories[keyOf('layer', className, factories)];

/** What a saved model holds of a layer. */
interface SavedLayer {
  readonly className: string;
  readonly options: object;
}

/**
 * A layer from what a saved model holds. @throws GradsheetError `invalid-option` if the class or an option is unknown
 */
export function layerFrom({ className, options }: SavedLayer): CallableLayer {
  // each factory checks its options itself
  const make = layers[factoryOf(className)] as unknown as (options: object) => CallableLayer;
  return make(className === 'TimeDistributed' ? withLayer(options) : options);
}

/** It holds another layer, which is made first. */
function withLayer(options: object): object {
  const { layer } = options as { readonly layer?: unknown };
  return isSaved(layer) ? { ...options, layer: layerFrom(layer) } : options;
}
const isSaved = (layer: unknown): layer is SavedLayer =>
  isRecord(layer) && typeof layer['className'] === 'string' && isRecord(layer['options']);
