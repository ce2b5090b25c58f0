// docs/layers.md: every layer with its options, shapes and weights, read off the layers themselves.
import { layerClasses } from '../../src/formats/code/keras.ts';
import { modules } from '../../src/formats/code/pytorch.ts';
import type { Shape } from '../../src/ir/shape.ts';
import type { Layer } from '../../src/nn/layer.ts';
import type { LayerClassName } from '../../src/nn/layer-classes.ts';
import * as layers from '../../src/nn/layers.ts';
import { input } from '../../src/nn/shape-layers.ts';
import type { SymbolicTensor } from '../../src/nn/symbolic.ts';
import type { Language } from '../../src/messages/language.ts';
import { cells } from '../../src/nn/recurrent/cells.ts';

type Name = keyof typeof layers;
/** The options that it needs, and the shapes that come in, without the batch. */
type Example = readonly [given: object, ...inputs: readonly Shape[]];

const picture = [8, 6, 3];
const sequence = [10, 4];
const groups: readonly {
  readonly en: string;
  readonly 'zh-TW': string;
  readonly layers: Partial<Readonly<Record<Name, Example>>>;
}[] = [
  {
    en: 'Core',
    'zh-TW': '基本',
    layers: {
      inputLayer: [{ shape: [4] }, [4]],
      dense: [{ units: 3 }, [4]],
      activation: [{ activation: 'relu' }, [4]],
      softmax: [{}, [4]],
      dropout: [{ rate: 0.5 }, [4]],
      gaussianNoise: [{ stddev: 0.1 }, [4]],
      gaussianDropout: [{ rate: 0.5 }, [4]],
      rescaling: [{ scale: 2 }, [4]],
      flatten: [{}, picture],
      reshape: [{ targetShape: [2, -1] }, [4]],
      permute: [{ dims: [2, 1] }, sequence],
      repeatVector: [{ n: 3 }, [4]],
    },
  },
  {
    en: 'Normalization',
    'zh-TW': '正規化',
    layers: {
      batchNormalization: [{}, [4]],
      layerNormalization: [{}, [4]],
      groupNormalization: [{ groups: 2 }, [4]],
    },
  },
  {
    en: 'Several inputs',
    'zh-TW': '多個輸入',
    layers: {
      add: [{}, [4], [4]],
      subtract: [{}, [4], [4]],
      multiply: [{}, [4], [4]],
      average: [{}, [4], [4]],
      maximum: [{}, [4], [4]],
      minimum: [{}, [4], [4]],
      concatenate: [{}, [4], [3]],
      dot: [{ axes: 1 }, [4], [4]],
    },
  },
  {
    en: 'Convolution',
    'zh-TW': '卷積',
    layers: {
      conv1d: [{ filters: 5, kernelSize: 3 }, sequence],
      conv2d: [{ filters: 5, kernelSize: 3 }, picture],
      conv1dTranspose: [{ filters: 5, kernelSize: 3 }, sequence],
      conv2dTranspose: [{ filters: 5, kernelSize: 3 }, picture],
      depthwiseConv1d: [{ kernelSize: 3 }, sequence],
      depthwiseConv2d: [{ kernelSize: 3 }, picture],
      separableConv1d: [{ filters: 5, kernelSize: 3 }, sequence],
      separableConv2d: [{ filters: 5, kernelSize: 3 }, picture],
    },
  },
  {
    en: 'Pooling and resizing',
    'zh-TW': '池化和縮放',
    layers: {
      maxPooling1d: [{}, sequence],
      maxPooling2d: [{}, picture],
      averagePooling1d: [{ poolSize: 2 }, sequence],
      averagePooling2d: [{ poolSize: 2 }, picture],
      globalMaxPooling1d: [{}, sequence],
      globalMaxPooling2d: [{}, picture],
      globalAveragePooling1d: [{}, sequence],
      globalAveragePooling2d: [{}, picture],
      zeroPadding1d: [{}, sequence],
      zeroPadding2d: [{}, picture],
      cropping1d: [{}, sequence],
      cropping2d: [{ cropping: 1 }, picture],
      upSampling1d: [{}, sequence],
      upSampling2d: [{}, picture],
      spatialDropout1d: [{ rate: 0.5 }, sequence],
      spatialDropout2d: [{ rate: 0.5 }, picture],
    },
  },
  {
    en: 'Pictures, changed at random while training',
    'zh-TW': '訓練時隨機改變的圖片',
    layers: {
      randomFlip: [{}, picture],
      randomTranslation: [{ heightFactor: 0.1, widthFactor: 0.1 }, picture],
      randomZoom: [{ heightFactor: 0.2 }, picture],
      randomContrast: [{ factor: 0.2 }, picture],
    },
  },
  {
    en: 'Recurrent',
    'zh-TW': '遞迴',
    layers: {
      simpleRnn: [{ units: 3 }, sequence],
      lstm: [{ units: 3 }, sequence],
      gru: [{ units: 3 }, sequence],
      rnn: [{ cell: cells.lstm({ units: 3 }) }, sequence],
      bidirectional: [{ layer: layers.lstm({ units: 3 }) }, sequence],
      timeDistributed: [{ layer: layers.dense({ units: 3 }) }, sequence],
    },
  },
  {
    en: 'Text and attention',
    'zh-TW': '文字和注意力',
    layers: {
      embedding: [{ inputDim: 100, outputDim: 4 }, [10]],
      positionEmbedding: [{ sequenceLength: 10 }, sequence],
      sinePositionEncoding: [{}, sequence],
      masking: [{}, sequence],
      attention: [{}, sequence, [7, 4]],
      additiveAttention: [{}, sequence, [7, 4]],
      multiHeadAttention: [{ numHeads: 2, keyDim: 3 }, sequence, [7, 4]],
    },
  },
];

export const layersTold = groups.flatMap((group) => Object.keys(group.layers));

const texts = {
  en: {
    title: 'Layers',
    other: '[繁體中文](layers.zh-TW.md)',
    intro:
      'Names, defaults and arithmetic are those of Keras 3; how closely, [Numbers](numbers.md) tells. All of them train on every engine; workbooks with convolution, pooling, LSTM, GRU and attention are recalculated in LibreOffice by the tests. `layers.dense` of `gradsheet` is `dense` of `gradsheet/layers`, from where a page loads the layers that it names. This page is written from the layers themselves by `npm test -- test/docs.test.ts -u`.',
    common:
      'Every layer also takes `name`, and the first one `inputShape`; layers with weights take `trainable`. Options that are absent unless they are given, such as penalties on weights, are not listed.',
    head: ['layer', 'options and their defaults', 'shape of a row', 'weights', 'Keras', 'PyTorch'],
    code: 'The last two columns: does a [program](command-line.md) written for Keras or PyTorch have the layer?',
    needed: 'needed',
  },
  'zh-TW': {
    title: '層',
    other: '[English](layers.md)',
    intro:
      '名稱、預設值和算法都跟 Keras 3 一樣，差多少見[數字](numbers.zh-TW.md)。每一層都可以在每個引擎上訓練；卷積、池化、LSTM、GRU 和注意力的活頁簿，測試會用 LibreOffice 重新計算。`gradsheet` 的 `layers.dense` 就是 `gradsheet/layers` 的 `dense`；網頁從後者匯入，只載入用到的層。這一頁由 `npm test -- test/docs.test.ts -u` 從程式裡的層產生。',
    common:
      '每一層都可以給 `name`，第一層可以給 `inputShape`；有權重的層可以給 `trainable`。不給就沒有的選項（例如權重的懲罰項）沒有列出。',
    head: ['層', '選項和預設值', '一列的形狀', '權重', 'Keras', 'PyTorch'],
    code: '最後兩欄：寫給 Keras 或 PyTorch 的[程式](command-line.zh-TW.md)有沒有這一層？',
    needed: '必填',
  },
} as const;

export function layersPage(language: Language): string {
  const t = texts[language];
  const parts = groups.map((group) => {
    const rows = Object.entries(group.layers).map(([name, example]) => row(name as Name, example, t.needed));
    return [`## ${group[language]}`, '', line(t.head), line(t.head.map(() => '---')), ...rows, ''].join('\n');
  });
  return [`# ${t.title}`, '', t.other, '', t.intro, '', `${t.common} ${t.code}`, '', ...parts].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function row(name: Name, [given, ...inputs]: Example, needed: string): string {
  const make = layers[name] as unknown as (options: object) => Layer & {
    apply(x: readonly SymbolicTensor[]): SymbolicTensor | readonly SymbolicTensor[];
  };
  const layer = make(given);
  const outputs = [layer.apply(inputs.map((shape) => input({ shape })))].flat() as SymbolicTensor[]; // one or several
  const weights = Object.entries(layer.variables(inputs)).map(
    ([variable, { shape }]) => `${variable} ${shaped(shape)}`,
  );
  const className = layer.className as LayerClassName;
  const has = (table: Readonly<Record<LayerClassName, unknown>>): string => (table[className] ? '✓' : '');
  return line([
    `\`${name}\``,
    Object.entries(layer.options)
      .map(([option, value]) => `\`${option}\`${option in given ? ` (${needed})` : `: ${valueText(value)}`}`)
      .join(', '),
    `${inputs.map(shaped).join(', ')} → ${outputs.map(({ shape }) => shaped(shape)).join(', ')}`,
    weights.join(', '),
    className === 'InputLayer' ? '✓' : has(layerClasses),
    className === 'InputLayer' ? '✓' : has(modules),
  ]);
}

const shaped = (shape: Shape): string => `[${shape.join(', ')}]`;

function valueText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
