import type { Node } from '../ir/node.ts';
import { add, matmul } from '../ir/ops.ts';
import { ShapeError } from '../ir/shape.ts';
import { activated } from './activated.ts';
import { activation, type ActivationOption } from './activations.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import type { Axis, Layer, Variable } from './layer.ts';
import { checkBoolean, checkNumber } from './options.ts';
import { penalty, type PenaltyOption } from './penalties.ts';
import { given, layerOf, only, type CommonLayerOptions } from './common.ts';
import { batchText, type CallableLayer } from './symbolic.ts';
import { words } from './error-words.ts';

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
  return layerOf(
    'Dense',
    options,
    {
      units: (v, where) => checkNumber(where, v, { least: 1, whole: true }),
      activation: (v = 'linear', where) => activation(v, where).option,
      useBias: (v = true, where) => checkBoolean(where, v),
      kernelInitializer: (v = 'glorotUniform', where) => initializer(v, where),
      biasInitializer: (v = 'zeros', where) => initializer(v, where),
      kernelRegularizer: (v, where) => v && penalty(v, where),
      biasRegularizer: (v, where) => v && penalty(v, where),
    },
    (own, options) => {
      const { units } = own;
      const chosen = activation(own.activation);
      const trained = options.trainable ?? true;

      const variables: Layer['variables'] = ([x]) => {
        const features = x?.at(-1);
        if (features === undefined) {
          throw new ShapeError({ needs: words('x [batch, …, features]'), got: batchText(x ?? []) });
        }
        const kernel: Variable = {
          shape: [features, units],
          init: own.kernelInitializer,
          trained,
          axes: [{ kind: 'feature' }, { kind: 'unit' }],
          ...given({ penalty: own.kernelRegularizer }),
        };
        const bias: Variable = {
          shape: [units],
          init: own.biasInitializer,
          trained,
          axes: [{ kind: 'unit' }],
          ...given({ penalty: own.biasRegularizer }),
        };
        return own.useBias ? { kernel, bias } : { kernel };
      };
      const trace: Layer['trace'] = (c, xs) => {
        const { kernel, bias } = c.v as { readonly kernel: Node; readonly bias?: Node }; // its own variables
        const product = matmul(only(xs), kernel);
        const z = bias ? add(product, bias) : product;
        const [along = []] = c.axes;
        const axes: Axis[] = [...along.slice(0, -1), { kind: 'unit' }];
        return { outputs: [activated(c, z, chosen, axes)], masks: c.masks, axes: [axes] };
      };
      return { variables, trace };
    },
  );
}
