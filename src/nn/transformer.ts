import type { ActivationOption } from './activations.ts';
import { dense } from './dense.ts';
import { dropout } from './elementwise-layers.ts';
import { add } from './merge.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { layerNormalization } from './normalization.ts';
import { checkBoolean, checkNames, checkNumber } from './options.ts';
import { checkText, invalid } from '../util/options.ts';
import { isSymbolic, type CallableLayer, type SymbolicTensor } from './symbolic.ts';
import { words } from './error-words.ts';

export interface TransformerEncoderOptions {
  readonly numHeads: number;
  /** Neurons of the hidden layer between attention and output. */
  readonly intermediateDim: number;
  /** Default 0. */
  readonly dropout?: number;
  /** Of the hidden layer; default 'relu'. */
  readonly activation?: ActivationOption;
  /** Default 0.00001. */
  readonly layerNormEpsilon?: number;
  /** Normalize what goes into attention and hidden layer, in place of what comes out. Default false. */
  readonly normalizeFirst?: boolean;
  /** Before the names of its layers: 'encoder' gives 'encoder_attention'. Two blocks of one network need two. */
  readonly name?: string;
}

/**
 * The encoder block of a transformer, as layers of a graph: attention of the sequence to itself, then a hidden layer at
 * each time, each added to what came in, and normalized. KerasHub's TransformerEncoder, with its options and defaults.
 *
 *   const x = layers.embedding({ inputDim: 5000, outputDim: 32, maskZero: true }).apply(input({ shape: [80] }));
 *   const y = transformerEncoder({ numHeads: 4, intermediateDim: 64 })(x);
 *
 * @returns a function from x [batch, time, features] to the same shape; features are a multiple of numHeads
 * @throws GradsheetError `invalid-option`
 * @see Vaswani et al. 2017
 */
export function transformerEncoder(options: TransformerEncoderOptions): (x: SymbolicTensor) => SymbolicTensor {
  checkNames('transformerEncoder', options, names);
  const { numHeads, activation = 'relu', name = 'encoder' } = options;
  const count = { least: 1, whole: true };
  const heads = checkNumber('transformerEncoder, numHeads', numHeads, count);
  const hidden = checkNumber('transformerEncoder, intermediateDim', options.intermediateDim, count);
  const rate = checkNumber('transformerEncoder, dropout', options.dropout ?? 0, { least: 0, most: 1 });
  const epsilon = checkNumber('transformerEncoder, layerNormEpsilon', options.layerNormEpsilon ?? 1e-5, { least: 0 });
  const first = checkBoolean('transformerEncoder, normalizeFirst', options.normalizeFirst ?? false);
  checkText('transformerEncoder, name', name);
  const called = (part: string): { readonly name: string } => ({ name: `${name}_${part}` });

  return (x) => {
    const [times, features, ...more] = isSymbolic(x) ? x.shape : [];
    if (times === undefined || features === undefined || more.length > 0 || features % heads !== 0) {
      const needs = words('x [batch, time, features], features a multiple of {}', heads);
      return invalid('transformerEncoder', needs, isSymbolic(x) ? x.shape : x);
    }
    const dropped = (y: SymbolicTensor, part: string): SymbolicTensor =>
      rate === 0 ? y : dropout({ rate, ...called(part) }).apply(y);
    const around = (
      from: SymbolicTensor,
      part: string,
      inner: (y: SymbolicTensor) => SymbolicTensor,
    ): SymbolicTensor => {
      const norm: CallableLayer = layerNormalization({ epsilon, ...called(`${part}_norm`) });
      const sum = (y: SymbolicTensor): SymbolicTensor =>
        add(called(`${part}_add`)).apply([from, dropped(y, `${part}_dropout`)]);
      return first ? sum(inner(norm.apply(from))) : norm.apply(sum(inner(from)));
    };
    const attention = multiHeadAttention({
      numHeads: heads,
      keyDim: features / heads,
      dropout: rate,
      ...called('attention'),
    });
    const attended = around(x, 'attention', (y) => attention.apply([y, y]));
    return around(attended, 'hidden', (y) =>
      dense({ units: features, ...called('output') }).apply(
        dense({ units: hidden, activation, ...called('hidden') }).apply(y),
      ),
    );
  };
}

const names = [
  'numHeads',
  'intermediateDim',
  'dropout',
  'activation',
  'layerNormEpsilon',
  'normalizeFirst',
  'name',
] as const satisfies readonly (keyof TransformerEncoderOptions)[];
