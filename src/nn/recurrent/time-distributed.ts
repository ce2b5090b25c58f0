import { reshape } from '../../ir/ops.ts';
import { ShapeError } from '../../ir/shape.ts';
import { layerOf, only, type CommonLayerOptions } from '../common.ts';
import type { Axis, Layer } from '../layer.ts';
import { invalid } from '../options.ts';
import { isRecord } from '../../util/options.ts';
import type { CallableLayer } from '../symbolic.ts';
import type { Where } from '../../words.ts';
import { words } from '../error-words.ts';
import type { LayerOption } from './bidirectional.ts';

export interface TimeDistributedOptions extends CommonLayerOptions {
  /** Any layer of one input and one output. */
  readonly layer: Layer;
}

/**
 * A layer applied to every step: x [batch, time, …] → [batch, time, …], with the same weights.
 *
 *   layers.timeDistributed({ layer: layers.dense({ units: 4 }) })
 *
 * @throws GradsheetError `invalid-option`
 */
export function timeDistributed(options: TimeDistributedOptions): CallableLayer<TimeDistributedOptions> {
  return layerOf('TimeDistributed', options, { layer: savedForm }, (_, options) => {
    const inner = options.layer;
    const trained = options.trainable ?? true;
    return {
      variables: ([x]) =>
        Object.fromEntries(
          Object.entries(inner.variables(x ? [x.slice(1)] : [])).map(([name, v]) => [
            name,
            { ...v, trained: trained && v.trained },
          ]),
        ),
      trace: (c, xs) => {
        const x = only(xs);
        const [batch = 0, time, ...shape] = x.shape;
        if (time === undefined || shape.length === 0) {
          throw new ShapeError({ needs: words('x [batch, time, …]') });
        }
        const [row = { kind: 'row' }, , ...axes]: readonly Axis[] = c.axes[0] ?? [];
        const steps = reshape(x, [batch * time, ...shape]);
        const { outputs, next, axes: made } = inner.trace({ ...c, masks: [null], axes: [[row, ...axes]] }, [steps]);
        const [y, another] = outputs;
        if (!y || another || next) {
          throw new ShapeError({ needs: words('a layer of one output that keeps nothing of its batches') });
        }
        const after = y.shape.slice(1);
        const own = made?.[0]?.slice(1) ?? after.map((): Axis => ({ kind: 'unit' }));
        return {
          outputs: [reshape(y, [batch, time, ...after])],
          masks: c.masks,
          axes: [[{ kind: 'row' }, { kind: 'time' }, ...own]],
        };
      },
    };
  });
}

/** What a saved model holds of it. */
function savedForm(v: Layer, where: Where): LayerOption {
  if (!isRecord(v) || typeof v['trace'] !== 'function') {
    return invalid(where, words('a layer, as layers.dense({ units: 1 })'), v);
  }
  return Object.freeze({ className: v.className, options: v.options });
}
