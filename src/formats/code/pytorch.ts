import { exampleOf } from '../../data/columns/feature.ts';
import { pythonComment, pythonText as text } from '../../util/escape.ts';
import type { SavedModel } from '../model.ts';
import type { Chosen } from '../../nn/activations.ts';
import { clipNames } from '../../nn/clip.ts';
import type { LayerClassName } from '../../nn/layer-classes.ts';
import type { OptimizerName } from '../../nn/optimizers.ts';
import { number, pythonValue, tuple, value } from './python-literals.ts';
import { channelsLastClass, partsLine, spatialModules, weightLines } from './pytorch-space.ts';
import { dataPart, drawingPart, firstWeights, sameStart } from './python.ts';
import {
  activationOf,
  codePlan,
  drawing,
  draws,
  entryOf,
  neverInChain,
  refusePenalties,
  unsupported,
  type Plan,
  type PlanLayer,
  type TableTraining,
} from './training.ts';
import { verbatim } from '../../words.ts';
import { words } from '../error-words.ts';

/**
 * A PyTorch program that trains the same network on the same rows, with Keras's update rules: torch's own Adam adds its
 * epsilon elsewhere, and its RMSprop and Adagrad outside the root.
 *
 * @throws GradsheetError `unsupported`, naming the layer or option
 */
export function pytorchCode(
  saved: Pick<SavedModel, 'graph' | 'compiled' | 'preprocessing'>,
  training: TableTraining,
): string {
  const plan = codePlan(saved);
  const { layers, optimizer } = plan;
  const same = sameStart(layers);
  const fused = fusedLoss(plan);
  const own = ruleOf(optimizer);
  return `${pythonComment(`${training.file.name}: ${plan.preprocessing.target.name}. The training of Gradsheet in PyTorch.`)}
# pip install torch pandas scikit-learn${training.file.sheet === undefined ? '' : ' openpyxl'}
import numpy as np
import pandas as pd
import torch
from torch import nn
${training.testSize === 0 ? '' : 'from sklearn.model_selection import train_test_split\n'}
${dataPart(plan, training)}
${pytorchLayers(layers, fused !== null)}
${fused ? '# The last activation is part of the loss, which is more exact.\n' : ''}loss_of = ${fused?.loss ?? lossOf(plan.loss)}
${own ? `\n${own(optimizer.options)}\n\noptimizer = ${className(optimizer.name)}(model.parameters())` : `optimizer = torch.optim.SGD(model.parameters(), lr=${value(optimizer.options['learningRate'] ?? 0.01)}, momentum=${value(optimizer.options['momentum'] ?? 0)}, nesterov=${value(optimizer.options['nesterov'] ?? false)}${optimizer.options['weightDecay'] === undefined ? '' : `, weight_decay=${value(optimizer.options['weightDecay'])}`})`}

${
  same
    ? `# Gradsheet's own initial weights and row order${draws(layers) ? `; what ${drawing(layers)} is drawn in another way.` : ': with them all numbers agree.'}
${drawingPart(layers)}

${partsLine}
with torch.no_grad():
${weightLines(layers, firstWeights(layers, training.seed)).join('\n')}`
    : '# PyTorch draws other initial weights: the numbers will be similar, not equal.'
}

x, y = torch.tensor(x_train), torch.tensor(y_train)
order = np.random.RandomState(${training.seed})
for epoch in range(${training.epochs}):
    total = 0.0
    for rows in torch.tensor(order.permutation(len(x))).split(${training.batchSize}):
        loss = loss_of(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    print(epoch + 1, total / len(x))
${endPart(plan, training, fused?.activation ?? null)}`;
}

function endPart(
  { preprocessing: { features, target }, layers }: Plan,
  { testSize }: TableTraining,
  last: string | null,
): string {
  const row = features.map((f) => `${text(f.name)}: ${pythonValue(exampleOf(f))}`).join(', ');
  const open = 'model(torch.tensor(inputs(pd.DataFrame([{';
  const close = '}]))))[0])';
  const one =
    last === null
      ? `${open}${row}${close.slice(0, -1)}`
      : `${last}(${open}${row}${last.includes('softmax') ? `${close.slice(0, -1)}, dim=-1)` : close}`;
  return [
    '',
    ...(draws(layers) ? ['model.eval()'] : []),
    'with torch.no_grad():',
    ...(testSize === 0
      ? []
      : ['    print("test loss", loss_of(model(torch.tensor(x_test)), torch.tensor(y_test)).item())']),
    "    # One row, in the table's own units.",
    `    prediction = ${one}`,
    `    print(${target.kind === 'categories' ? 'classes[int(prediction.argmax())], ' : ''}prediction)`,
    '',
  ].join('\n');
}

/** Sigmoid and softmax in front of their crossentropies. */
function fusedLoss({ layers, loss }: Plan): { readonly loss: string; readonly activation: string } | null {
  const end = layers.at(-1);
  const last = end && activationOf(end).name;
  if (loss.name === 'binaryCrossentropy' && last === 'sigmoid') {
    return { loss: 'nn.BCEWithLogitsLoss()', activation: 'torch.sigmoid' };
  }
  if (loss.name === 'categoricalCrossentropy' && last === 'softmax') {
    return { loss: 'nn.CrossEntropyLoss()', activation: 'torch.softmax' };
  }
  return null;
}

function lossOf({ name, options }: Plan['loss']): string {
  switch (name) {
    case 'meanSquaredError':
      return 'nn.MSELoss()';
    case 'halfSquaredError':
      return 'lambda p, y: ((y - p) ** 2).mean() / 2';
    case 'meanAbsoluteError':
      return 'nn.L1Loss()';
    case 'meanSquaredLogarithmicError':
      return 'lambda p, y: (p.clamp(min=1e-7).log1p() - y.clamp(min=1e-7).log1p()).square().mean()';
    case 'meanAbsolutePercentageError':
      return 'lambda p, y: 100 * ((y - p) / y.abs().clamp(min=1e-7)).abs().mean()';
    case 'logCosh':
      return 'lambda p, y: (y - p + nn.functional.softplus(2 * (p - y)) - np.log(2)).mean()';
    case 'huber':
      return `nn.HuberLoss(delta=${number((options as { delta: number }).delta)})`;
    default:
      throw unsupported(words('loss {}', name), words('a loss that PyTorch has in the same form'), verbatim(name));
  }
}

const activationModules: Readonly<
  Record<Exclude<Chosen['name'], 'linear' | 'softmax' | 'leakyRelu' | 'exponential'>, string>
> = {
  relu: 'ReLU',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  softplus: 'Softplus',
  softsign: 'Softsign',
  swish: 'SiLU',
  relu6: 'ReLU6',
  hardSigmoid: 'Hardsigmoid',
};
function activationLines(layer: PlanLayer): string[] {
  const { name, options } = activationOf(layer);
  if (name === 'linear') return [];
  if (name === 'softmax') return ['nn.Softmax(dim=-1)'];
  if (name === 'exponential') return ['Exponential()'];
  if (name === 'leakyRelu') return [`nn.LeakyReLU(${number(Number(options['negativeSlope'] ?? 0.2))})`];
  const given =
    name === 'elu' && 'alpha' in options
      ? number(Number(options['alpha']))
      : name === 'gelu' && options['approximate'] === true
        ? 'approximate="tanh"'
        : '';
  return [`nn.${activationModules[name]}(${given})`];
}

/** The modules that do what a layer does before its activation; null: PyTorch has no such layer, or no chain has it. */
export const modules: Readonly<Record<LayerClassName, ((layer: PlanLayer) => readonly string[]) | null>> = {
  Dense: ({ inputs, outputs, options }) => [
    `nn.Linear(${inputs.at(-1) ?? 1}, ${outputs.at(-1) ?? 1}${options['useBias'] === true ? '' : ', bias=False'})`,
  ],
  Activation: () => [],
  Dropout: ({ options }) => [`nn.Dropout(${number(Number(options['rate']))})`],
  Rescaling: ({ options }) => [`Rescaling(${number(Number(options['scale']))}, ${number(Number(options['offset']))})`],
  Flatten: () => ['nn.Flatten()'],
  Reshape: ({ inputs, outputs }) => [
    ...(inputs.length === 1 ? [] : ['nn.Flatten()']),
    `nn.Unflatten(1, ${tuple(outputs)})`,
  ],
  ...spatialModules,
  // PyTorch has none of these
  GaussianNoise: null,
  GaussianDropout: null,
  RandomFlip: null,
  RandomTranslation: null,
  RandomZoom: null,
  RandomContrast: null,
  BatchNormalization: null, // its moving variance divides by n - 1, Keras's by n
  SimpleRNN: null,
  LSTM: null,
  GRU: null,
  RNN: null,
  Bidirectional: null,
  TimeDistributed: null,
  // text and attention
  Embedding: null,
  Masking: null, // no masks
  LayerNormalization: null,
  GroupNormalization: null,
  Softmax: null,
  Permute: null,
  RepeatVector: null,
  ...neverInChain,
};
const exponentialClass = `
class Exponential(nn.Module):
    def forward(self, x):
        return torch.exp(x)
`;
const rescalingClass = `
class Rescaling(nn.Module):
    """From standard units to those of the table."""
    def __init__(self, scale, offset):
        super().__init__()
        self.scale, self.offset = scale, offset

    def forward(self, x):
        return self.scale * x + self.offset
`;

/**
 * `model = nn.Sequential(…)`, and before it what PyTorch has no module for.
 *
 * @param fused is the last activation part of the loss?
 * @throws GradsheetError `unsupported`, naming the layer or option
 */
export const pytorchLayers = (layers: readonly PlanLayer[], fused: boolean): string =>
  `${layers.some((l) => l.className in spatialModules) ? channelsLastClass : ''}${layers.some((l) => l.className === 'Rescaling') ? rescalingClass : ''}${layers.some((l) => activationOf(l).name === 'exponential') ? exponentialClass : ''}
model = nn.Sequential(
${layers
  .flatMap((l, i) => moduleLines(l, fused && i === layers.length - 1))
  .map((line) => `    ${line},`)
  .join('\n')}
)`;

/** @param leaveOut its activation is part of the loss */
function moduleLines(layer: PlanLayer, leaveOut: boolean): string[] {
  const own = entryOf(modules, layer, 'PyTorch')(layer);
  refusePenalties(layer);
  if (layer.options['trainable'] === false) {
    throw unsupported(words('layer "{}"', layer.name), words('a layer that is trained'));
  }
  return [...own, ...(leaveOut ? [] : activationLines(layer))];
}

const className = (name: string): string =>
  ({
    adam: 'KerasAdam',
    adamw: 'KerasAdam',
    adamax: 'KerasAdamax',
    nadam: 'KerasNadam',
    rmsprop: 'KerasRMSprop',
    adagrad: 'KerasAdagrad',
  })[name] ?? name;
type Options = Readonly<Record<string, number | boolean>>;
const optimizerClass = (
  name: string,
  slots: readonly string[],
  o: Options,
  body: readonly string[],
): string => `class ${name}:
    """The update of Keras 3."""
    def __init__(self, parameters):
        self.parameters, self.t = list(parameters), 0
        self.slots = [[${slots.join(', ')}] for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, slots in zip(self.parameters, self.slots):
            g = p.grad
${[...(o['weightDecay'] === undefined ? [] : [`p -= p * ${value(o['weightDecay'])} * ${value(o['learningRate'] ?? 0.001)}`]), ...body].map((line) => `            ${line}`).join('\n')}`;

/** keras/src/optimizers of 3.15.1, as in `nn/optimizers.ts`. */
const rules: Readonly<Record<OptimizerName, ((o: Options) => string) | null>> = {
  sgd: null, // torch's own does the same
  adam: (o) => adam(o),
  adamw: (o) => adam(o),
  adamax: (o) => {
    const { rate, b1, b2, epsilon } = momentsOf(o);
    return optimizerClass('KerasAdamax', ['torch.zeros_like(p)', 'torch.zeros_like(p)'], o, [
      'm, u = slots',
      `m += (g - m) * (1 - ${b1})`,
      `u.copy_(torch.maximum(u * ${b2}, g.abs()))`,
      `p -= ${rate} * m / ((1 - ${b1}**self.t) * (u + ${epsilon}))`,
    ]);
  },
  nadam: (o) => {
    const { rate, b1, b2, epsilon } = momentsOf(o);
    return optimizerClass('KerasNadam', ['torch.zeros_like(p)', 'torch.zeros_like(p)', 'torch.ones(())'], o, [
      'm, v, product = slots',
      `beta, next_beta = [${b1} * (1 - 0.5 * 0.96**t) for t in (self.t, self.t + 1)]`,
      `m += (g - m) * (1 - ${b1})`,
      `v += (g * g - v) * (1 - ${b2})`,
      'product *= beta',
      'mean = next_beta * m / (1 - product * next_beta) + (1 - beta) * g / (1 - product)',
      `p -= ${rate} * mean / ((v / (1 - ${b2}**self.t)).sqrt() + ${epsilon})`,
    ]);
  },
  rmsprop: (o) => {
    if (o['centered'] === true || (o['momentum'] ?? 0) !== 0) {
      throw unsupported(words('optimizer rmsprop'), words('no momentum, not centered'));
    }
    return optimizerClass('KerasRMSprop', ['torch.zeros_like(p)'], o, [
      `slots[0] = ${value(o['rho'] ?? 0.9)} * slots[0] + (1 - ${value(o['rho'] ?? 0.9)}) * g * g`,
      `p -= ${value(o['learningRate'] ?? 0.001)} * g / (slots[0] + ${value(o['epsilon'] ?? 1e-7)}).sqrt()`,
    ]);
  },
  adagrad: (o) =>
    optimizerClass('KerasAdagrad', [`torch.full_like(p, ${value(o['initialAccumulatorValue'] ?? 0.1)})`], o, [
      'slots[0] += g * g',
      `p -= ${value(o['learningRate'] ?? 0.001)} * g / (slots[0] + ${value(o['epsilon'] ?? 1e-7)}).sqrt()`,
    ]),
};

/** @throws GradsheetError `unsupported` for an optimizer of somebody's own, or one that clips gradients */
function ruleOf({ name, options }: Plan['optimizer']): ((o: Options) => string) | null {
  if (clipNames.some((clip) => Object.hasOwn(options, clip))) {
    throw unsupported(words('optimizer {}', name), words('no clipping of gradients'));
  }
  const rule = new Map(Object.entries(rules)).get(name);
  if (rule === undefined) {
    throw unsupported(words('optimizer {}', name), words('an optimizer that comes with gradsheet'));
  }
  return rule;
}

/** The settings of Adam and its relatives, as Python writes them. */
const momentsOf = (o: Options): Readonly<Record<'rate' | 'b1' | 'b2' | 'epsilon', string>> => ({
  rate: value(o['learningRate'] ?? 0.001),
  b1: value(o['beta1'] ?? 0.9),
  b2: value(o['beta2'] ?? 0.999),
  epsilon: value(o['epsilon'] ?? 1e-7),
});

function adam(o: Options): string {
  if (o['amsgrad'] === true) throw unsupported(words('optimizer adam'), words('no amsgrad'));
  const { rate, b1, b2, epsilon } = momentsOf(o);
  return optimizerClass('KerasAdam', ['torch.zeros_like(p)', 'torch.zeros_like(p)'], o, [
    'm, v = slots',
    `m += (g - m) * (1 - ${b1})`,
    `v += (g * g - v) * (1 - ${b2})`,
    `alpha = ${rate} * (1 - ${b2}**self.t) ** 0.5 / (1 - ${b1}**self.t)`,
    `p -= m * alpha / (v.sqrt() + ${epsilon})  # Keras: epsilon outside the root, before the correction of v`,
  ]);
}
