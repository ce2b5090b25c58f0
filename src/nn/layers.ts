/** The layers, by the names of Keras and TensorFlow.js: `layers.dense({ units: 5, activation: 'relu' })`. */
export { additiveAttention, attention } from './attention.ts';
export { randomContrast, randomFlip, randomTranslation, randomZoom } from './augmentation.ts';
export { batchNormalization } from './batch-normalization.ts';
export {
  conv1d,
  conv1dTranspose,
  conv2d,
  conv2dTranspose,
  depthwiseConv1d,
  depthwiseConv2d,
  separableConv1d,
  separableConv2d,
} from './convolution.ts';
export { dense } from './dense.ts';
export { dot } from './dot.ts';
export { activation, dropout, rescaling, softmax } from './elementwise-layers.ts';
export { embedding, positionEmbedding, sinePositionEncoding } from './embedding.ts';
export { masking } from './masking.ts';
export { add, average, concatenate, maximum, minimum, multiply, subtract } from './merge.ts';
export { multiHeadAttention } from './multi-head-attention.ts';
export { gaussianDropout, gaussianNoise, spatialDropout1d, spatialDropout2d } from './noise.ts';
export { groupNormalization, layerNormalization } from './normalization.ts';
export {
  averagePooling1d,
  averagePooling2d,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  maxPooling1d,
  maxPooling2d,
} from './pooling.ts';
export { bidirectional } from './recurrent/bidirectional.ts';
export { gru, lstm, rnn, simpleRnn } from './recurrent/layers.ts';
export { timeDistributed } from './recurrent/time-distributed.ts';
export { cropping1d, cropping2d, upSampling1d, upSampling2d, zeroPadding1d, zeroPadding2d } from './resizing.ts';
export { flatten, inputLayer, permute, repeatVector, reshape } from './shape-layers.ts';
