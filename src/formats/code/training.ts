import type { Preprocessing } from '../../data/preprocessing.ts';
import { GradsheetError } from '../../errors.ts';
import { verbatim, type Where, type Words } from '../../words.ts';
import { activation, type ActivationOption, type Chosen } from '../../nn/activations.ts';
import { shapesOf, type Graph } from '../../nn/graph.ts';
import type { Initializer } from '../../nn/initializers.ts';
import type { Loss, Optimizer } from '../../nn/layer.ts';
import type { SavedModel } from '../model.ts';
import { words } from '../error-words.ts';

/** The table that a model was trained on and how, as far as a program that does it again has to know. */
export interface TableTraining {
  /** How the file is read, where that is not the usual way; `sheet`: of a workbook. */
  readonly file: {
    readonly name: string;
    readonly encoding?: string;
    readonly delimiter?: string;
    readonly decimalComma?: boolean;
    readonly header?: boolean;
    readonly sheet?: string;
    readonly columns?: readonly string[];
  };
  /** Share of the rows, or how many, that are held back; 0: none. */
  readonly testSize: number;
  readonly splitSeed: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Of the first weights and of the order of the rows. */
  readonly seed: number;
}

/** What the generators write down: a chain of dense layers between a table's columns and its target. */
export interface Plan {
  readonly layers: readonly DenseLayer[];
  readonly optimizer: { readonly name: string; readonly options: Readonly<Record<string, number | boolean>> };
  readonly loss: Loss;
  readonly metrics: readonly string[];
  readonly preprocessing: Preprocessing;
}
export interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: {
    readonly name: Chosen['name'];
    readonly options: Readonly<Record<string, number | boolean>>;
    readonly option: ActivationOption;
  };
  readonly kernel: Initializer;
  readonly bias: Initializer;
}

/** The network alone. @throws GradsheetError `unsupported`, naming the layer or option */
export function networkPlan({ graph, compiled }: Pick<SavedModel, 'graph' | 'compiled'>): Omit<Plan, 'preprocessing'> {
  const [loss] = compiled?.losses ?? [];
  if (!compiled || !loss) {
    throw unsupported('model', words('a compiled model'), words('one without optimizer and loss'));
  }
  return {
    layers: denseLayers(graph),
    optimizer: plainOptimizer(compiled.optimizer),
    loss,
    metrics: compiled.metrics.map((m) => m.name),
  };
}

/**
 * @throws GradsheetError `unsupported` for layers other than dense ones, a learning-rate schedule, or a model that was
 * given numbers instead of a table
 */
export function codePlan({
  graph,
  compiled,
  preprocessing,
}: Pick<SavedModel, 'graph' | 'compiled' | 'preprocessing'>): Plan {
  const plan = networkPlan({ graph, compiled });
  if (!preprocessing) throw unsupported('model', words('a model of a table'), words('one that was given numbers'));
  return { ...plan, preprocessing };
}

function denseLayers(graph: Graph): DenseLayer[] {
  const shapes = shapesOf(graph);
  const inner = graph.nodes.flatMap((node, i) => (graph.inputs.includes(i) ? [] : [{ ...node, i }]));
  return inner.map(({ name, layer, inbound, i }) => {
    const [from, ...more] = inbound;
    const chain = more.length === 0 && from?.call === i - 1;
    if (layer.className !== 'Dense' || !chain) {
      throw unsupported(
        words('layer "{}"', name),
        words('dense layers, one after the other'),
        verbatim(layer.className),
      );
    }
    const o = layer.options as {
      units: number;
      useBias: boolean;
      activation: ActivationOption;
      kernelInitializer: Initializer;
      biasInitializer: Initializer;
    }; // a Dense has them all
    if ('kernelRegularizer' in o || 'biasRegularizer' in o) {
      throw unsupported(words('layer "{}"', name), words('a dense layer without penalties'), words('a regularizer'));
    }
    const chosen = activation(o.activation);
    const options = typeof chosen.option === 'string' ? {} : withoutName(chosen.option);
    return {
      inputs: shapes[i - 1]?.[0]?.at(-1) ?? 1,
      units: o.units,
      useBias: o.useBias,
      activation: { name: chosen.name, options, option: chosen.option },
      kernel: o.kernelInitializer,
      bias: o.biasInitializer,
    };
  });
}

function plainOptimizer({ name, options }: Optimizer): Plan['optimizer'] {
  const entries = Object.entries(options).filter(([, v]) => v !== undefined && v !== null);
  const odd = entries.find(([, v]) => typeof v !== 'number' && typeof v !== 'boolean');
  if (odd) throw unsupported(words('optimizer, {}', odd[0]), words('a number'), words('a schedule'));
  return { name, options: Object.fromEntries(entries) as Record<string, number | boolean> }; // just checked
}

const withoutName = (option: Exclude<ActivationOption, string>): Record<string, number | boolean> =>
  // an activation's options are numbers and booleans
  Object.fromEntries(Object.entries(option).filter(([key]) => key !== 'name')) as Record<string, number | boolean>;

export const unsupported = (where: Where, expected: Words, received?: Words): GradsheetError =>
  new GradsheetError('unsupported', {
    where,
    expected,
    ...(received === undefined ? {} : { received }),
    hint: words('Write this part by hand.'),
  });
