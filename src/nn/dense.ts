import { add, matmul } from '../ir/ops.ts';
import { ShapeError } from '../ir/shape.ts';
import { activation, type ActivationOption } from './activations.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import type { Variable } from './layer.ts';
import { checkBoolean, checkNumber } from './options.ts';
import { penalty, type PenaltyOption } from './penalties.ts';
import { checkLayer, given, type CommonLayerOptions } from './common.ts';
import { batchText, callable, rowAxes, type CallableLayer } from './symbolic.ts';

export interface DenseOptions extends CommonLayerOptions {
  /** Neurons: the size of the last axis of the output. */
  readonly units: number;
  readonly activation?: ActivationOption;
  readonly useBias?: boolean;
  readonly kernelInitializer?: InitializerOption;
  readonly biasInitializer?: InitializerOption;
  readonly kernelRegularizer?: PenaltyOption;
  readonly biasRegularizer?: PenaltyOption;
}

/**
 * Every neuron sees every number: activation(x · kernel + bias).
 *
 *   layers.dense({ units: 5, activation: 'relu' })
 *
 * x [batch, …, features] · kernel [features, units] + bias [units] → [batch, …, units]
 *
 * @param options.kernelInitializer default 'glorotUniform' @param options.biasInitializer default 'zeros'
 * @throws GradsheetError `invalid-option`
 */
export function dense(options: DenseOptions): CallableLayer<DenseOptions> {
  const title = checkLayer('Dense', options, [
    'units',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
  ]);
  const units = checkNumber(`${title}, units`, options.units, { least: 1, whole: true });
  const useBias = checkBoolean(`${title}, useBias`, options.useBias ?? true);
  const chosen = activation(options.activation ?? 'linear', `${title}, activation`);
  const kernelInit = initializer(options.kernelInitializer ?? 'glorotUniform', `${title}, kernelInitializer`);
  const biasInit = initializer(options.biasInitializer ?? 'zeros', `${title}, biasInitializer`);
  const kernelPenalty = options.kernelRegularizer && penalty(options.kernelRegularizer, `${title}, kernelRegularizer`);
  const biasPenalty = options.biasRegularizer && penalty(options.biasRegularizer, `${title}, biasRegularizer`);
  const trained = options.trainable ?? true;

  return callable({
    className: 'Dense',
    ...given({ name: options.name }),
    options: Object.freeze({
      units,
      activation: chosen.option,
      useBias,
      kernelInitializer: kernelInit,
      biasInitializer: biasInit,
      ...given({
        kernelRegularizer: kernelPenalty,
        biasRegularizer: biasPenalty,
        inputShape: options.inputShape,
        trainable: options.trainable,
        name: options.name,
      }),
    }),
    variables: ([x]) => {
      const features = x?.at(-1);
      if (features === undefined) throw new ShapeError({ needs: 'x [batch, …, features]', got: batchText(x ?? []) });
      const kernel: Variable = {
        shape: [features, units],
        init: kernelInit,
        trained,
        axes: [{ kind: 'feature' }, { kind: 'unit' }],
        ...given({ penalty: kernelPenalty }),
      };
      const bias: Variable = {
        shape: [units],
        init: biasInit,
        trained,
        axes: [{ kind: 'unit' }],
        ...given({ penalty: biasPenalty }),
      };
      return useBias ? { kernel, bias } : { kernel };
    },
    trace: (c, [x]) => {
      const { kernel, bias } = c.v;
      if (!x || !kernel) throw new ShapeError({ needs: 'one input' });
      const product = matmul(x, kernel);
      const z = bias ? add(product, bias) : product;
      if (chosen.name === 'linear') return { output: z };
      c.label(z, 'preactivation', rowAxes(z.shape.length, { kind: 'unit' }));
      const output = chosen.apply(z);
      return { output: chosen.logits ? c.logits(output, z, chosen.logits) : output };
    },
  });
}
