import type { Preprocessing } from '../../data/preprocessing.ts';
import { GradsheetError } from '../../errors.ts';
import { verbatim, type Where, type Words } from '../../words.ts';
import { activation, type ActivationOption, type Chosen } from '../../nn/activations.ts';
import type { Shape } from '../../ir/shape.ts';
import { shapesOf, variablesOf, type Graph } from '../../nn/graph.ts';
import type { Initializer } from '../../nn/initializers.ts';
import type { Loss, Optimizer } from '../../nn/layer.ts';
import type { LayerClassName } from '../../nn/layer-classes.ts';
import type { SavedModel } from '../model.ts';
import { layerCall, type LayerCall, type LayerOptions } from './layer-call.ts';
import { words } from '../error-words.ts';

/** The table that a model was trained on and how, as far as a program that does it again has to know. */
export interface TableTraining {
  /** How the file is read, where that is not the usual way; `sheet`: of a workbook. */
  readonly file: {
    readonly name: string;
    readonly encoding?: string;
    readonly delimiter?: string;
    readonly decimalComma?: boolean;
    readonly thousands?: string;
    readonly missingValues?: readonly string[];
    readonly skipRows?: number;
    /** Lines that are no rows, from 0: titles, comments, a second header. Our own reader finds them itself. */
    readonly skipLines?: readonly number[];
    readonly header?: boolean;
    readonly sheet?: string;
    readonly columns?: readonly string[];
  };
  /** Share of the rows, or how many, that are kept for testing; 0: none. */
  readonly testSize: number;
  readonly splitSeed: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Of the initial weights and of the order of the rows. */
  readonly seed: number;
}

/** What the generators write down: a chain of layers between a table's columns and its target. */
export interface Plan {
  readonly layers: readonly PlanLayer[];
  readonly optimizer: { readonly name: string; readonly options: Readonly<Record<string, number | boolean>> };
  readonly loss: Loss;
  readonly metrics: readonly string[];
  readonly preprocessing: Preprocessing;
}
export interface PlanLayer extends LayerCall {
  readonly name: string;
  readonly className: string;
  /** All of them, with the defaults. */
  readonly options: LayerOptions;
  /** Of one row, without the batch. */
  readonly inputs: Shape;
  readonly outputs: Shape;
  /** In the order in which Keras, too, has them. */
  readonly variables: readonly PlanVariable[];
}
export interface PlanVariable {
  readonly shape: Shape;
  readonly init: Initializer;
  /** Some begin as 1. */
  readonly ones: boolean;
  /** The number of the variable in its model, from which its first numbers are drawn. */
  readonly stream: number;
}

/** The network alone. @throws GradsheetError `unsupported`, naming the layer or option */
export function networkPlan({ graph, compiled }: Pick<SavedModel, 'graph' | 'compiled'>): Omit<Plan, 'preprocessing'> {
  const [loss] = compiled?.losses ?? [];
  if (!compiled || !loss) {
    throw unsupported('model', words('a compiled model'), words('one without optimizer and loss'));
  }
  return {
    layers: chainOf(graph),
    optimizer: plainOptimizer(compiled.optimizer),
    loss,
    metrics: compiled.metrics.map((m) => m.name),
  };
}

/**
 * @throws GradsheetError `unsupported` for layers that are no chain, a learning-rate schedule, or a model that was
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

function chainOf(graph: Graph): PlanLayer[] {
  const shapes = shapesOf(graph);
  const variables = Object.entries(variablesOf(graph)).map(([path, v], stream) => ({
    layer: path.slice(0, path.lastIndexOf('/')),
    shape: v.shape,
    init: v.init,
    ones: v.ones !== undefined,
    stream,
  }));
  const inner = graph.nodes.flatMap((node, i) => (graph.inputs.includes(i) ? [] : [{ ...node, i }]));
  return inner.map(({ name, layer, inbound, i }) => {
    const [from, ...more] = inbound;
    const again = inner.some((other) => other.name === name && other.i !== i);
    if (more.length > 0 || from?.call !== i - 1 || again) {
      throw unsupported(
        words('layer "{}"', name),
        words('layers one after the other, each used once'),
        verbatim(layer.className),
      );
    }
    return {
      name,
      className: layer.className,
      options: { ...layer.options },
      ...layerCall(layer),
      inputs: shapes[i - 1]?.[0] ?? [],
      outputs: shapes[i]?.[0] ?? [],
      variables: variables.filter((v) => v.layer === name),
    };
  });
}

/** Layers that a chain never has: what opens it, and what joins several values. */
export const neverInChain = {
  InputLayer: null,
  Add: null,
  Subtract: null,
  Multiply: null,
  Average: null,
  Maximum: null,
  Minimum: null,
  Concatenate: null,
  // positions are added to what comes in, and attention has a query and a value
  PositionEmbedding: null,
  SinePositionEncoding: null,
  Attention: null,
  AdditiveAttention: null,
  MultiHeadAttention: null,
  Dot: null,
} as const;

/**
 * What a target has for a layer's class. Its table has a row for every class, so that a new one does not compile until
 * somebody says what it is there; null: the target has no such layer. @throws GradsheetError `unsupported`
 */
export function entryOf<T>(
  table: Readonly<Record<LayerClassName, T | null>>,
  { name, className }: PlanLayer,
  target: string,
): T {
  const entry = new Map<string, T | null>(Object.entries(table)).get(className) ?? null;
  if (entry === null) {
    throw unsupported(
      words('layer "{}"', name),
      words('a layer that the {} export knows', target),
      verbatim(className),
    );
  }
  return entry;
}

/** A penalty counts in another library's loss in another way. @throws GradsheetError `unsupported` */
export function refusePenalties({ name, options }: PlanLayer): void {
  if (Object.keys(options).some((key) => key.endsWith('Regularizer'))) {
    throw unsupported(words('layer "{}"', name), words('a layer without penalties'), words('a penalty'));
  }
}

/** Does training draw numbers that another library draws in another way? */
export const draws = (layers: readonly PlanLayer[]): boolean => drawers(layers).length > 0;
const drawers = (layers: readonly PlanLayer[]): string[] => [
  ...new Set(layers.filter(drawsAnything).map((l) => l.className)),
];
const drawsAnything = ({ className, options: { dropout = 0, recurrentDropout = 0 } }: PlanLayer): boolean =>
  /Dropout|^Gaussian|^Random/.test(className) || dropout !== 0 || recurrentDropout !== 0;
/** `Dropout leaves out`, `GaussianNoise, RandomFlip draw` */
export function drawing(layers: readonly PlanLayer[]): string {
  const names = drawers(layers);
  if (names.every((name) => name === 'Dropout')) return 'Dropout leaves out';
  return `${names.join(', ')} ${names.length === 1 ? 'draws' : 'draw'}`;
}

/** An activation with its options, where they are not the defaults. */
export interface PlanActivation {
  readonly name: Chosen['name'];
  readonly options: Readonly<Record<string, number | boolean>>;
}
/** The activation of a layer that has one; 'linear' of others. */
export function activationOf(
  { options }: PlanLayer,
  key: 'activation' | 'recurrentActivation' = 'activation',
): PlanActivation {
  const { [key]: option = 'linear' } = options as { readonly [K in typeof key]?: ActivationOption }; // read by the layer
  const chosen = activation(option);
  return { name: chosen.name, options: typeof chosen.option === 'string' ? {} : withoutName(chosen.option) };
}

function plainOptimizer({ name, options }: Optimizer): Plan['optimizer'] {
  const entries = Object.entries(options).filter(([, v]) => v !== undefined && v !== null);
  const odd = entries.find(([, v]) => typeof v !== 'number' && typeof v !== 'boolean');
  if (odd) throw unsupported(words('{}, {}', 'optimizer', odd[0]), words('a number'), words('a schedule'));
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
