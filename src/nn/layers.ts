import { randomContrast, randomFlip, randomTranslation, randomZoom } from './augmentation.ts';
import { batchNormalization } from './batch-normalization.ts';
import {
  conv1d,
  conv1dTranspose,
  conv2d,
  conv2dTranspose,
  depthwiseConv1d,
  depthwiseConv2d,
  separableConv1d,
  separableConv2d,
} from './convolution.ts';
import { dense } from './dense.ts';
import { activation, dropout, rescaling } from './elementwise-layers.ts';
import { add, average, concatenate, maximum, minimum, multiply, subtract } from './merge.ts';
import { gaussianDropout, gaussianNoise, spatialDropout1d, spatialDropout2d } from './noise.ts';
import { keyOf } from './options.ts';
import {
  averagePooling1d,
  averagePooling2d,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  maxPooling1d,
  maxPooling2d,
} from './pooling.ts';
import { cropping1d, cropping2d, upSampling1d, upSampling2d, zeroPadding1d, zeroPadding2d } from './resizing.ts';
import { bidirectional } from './recurrent/bidirectional.ts';
import { gru, lstm, rnn, simpleRnn } from './recurrent/layers.ts';
import { timeDistributedOver } from './recurrent/time-distributed.ts';
import { flatten, inputLayer, reshape } from './shape-layers.ts';
import type { CallableLayer } from './symbolic.ts';

/** The layers, by the names of Keras and TensorFlow.js: `layers.dense({ units: 5, activation: 'relu' })`. */
export const layers = Object.freeze({
  dense,
  activation,
  dropout,
  rescaling,
  flatten,
  reshape,
  batchNormalization,
  inputLayer,
  add,
  subtract,
  multiply,
  average,
  maximum,
  minimum,
  concatenate,
  // over time and pictures
  conv1d,
  conv2d,
  conv1dTranspose,
  conv2dTranspose,
  depthwiseConv1d,
  depthwiseConv2d,
  separableConv1d,
  separableConv2d,
  maxPooling1d,
  maxPooling2d,
  averagePooling1d,
  averagePooling2d,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  zeroPadding1d,
  zeroPadding2d,
  cropping1d,
  cropping2d,
  upSampling1d,
  upSampling2d,
  spatialDropout1d,
  spatialDropout2d,
  gaussianNoise,
  gaussianDropout,
  randomFlip,
  randomTranslation,
  randomZoom,
  randomContrast,
  simpleRnn,
  lstm,
  gru,
  rnn,
  bidirectional,
  timeDistributed: timeDistributedOver(layerFrom),
});

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
} as const satisfies Readonly<Record<keyof typeof layers, string>>;
export type LayerClassName = (typeof classNames)[keyof typeof classNames];
/** By class name. */
const factories = Object.freeze(
  Object.fromEntries(Object.entries(classNames).map(([factory, className]) => [className, factory])),
) as Readonly<Record<LayerClassName, keyof typeof layers>>; // the same table, turned around
export const layerClassNames = Object.freeze(Object.keys(factories));

/** `factoryOf('BatchNormalization')` → `'batchNormalization'`. @throws GradsheetError `invalid-option` */
export const factoryOf = (className: string): keyof typeof layers => factories[keyOf('layer', className, factories)];

/**
 * A layer from what a saved model holds. @throws GradsheetError `invalid-option` if the class or an option is unknown
 */
export function layerFrom(saved: { readonly className: string; readonly options: object }): CallableLayer {
  // each factory checks its options itself
  const make = layers[factoryOf(saved.className)] as unknown as (options: object) => CallableLayer;
  return make(saved.options);
}
