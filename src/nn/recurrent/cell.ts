import type { Node } from '../../ir/node.ts';
import { add, div, expand, less, matmul, mul, reshape, slice, sub, where } from '../../ir/ops.ts';
import type { Shape } from '../../ir/shape.ts';
import { activation, type ActivationOption } from '../activations.ts';
import { given, type ReadOptions } from '../common.ts';
import { initializer, type InitializerOption } from '../initializers.ts';
import type { Nodes, Tracing, Variable } from '../layer.ts';
import { checkBoolean, checkNumber } from '../options.ts';
import { penalty, type PenaltyOption } from '../penalties.ts';
import type { Where } from '../../words.ts';

/**
 * One step of a recurrent layer, as frozen data: what of its work can be done for all steps at once, and what a step
 * does. Values inside a loop are not those outside: a step reads what it is handed, and nothing else.
 */
export interface Cell<Options = object> {
  readonly className: string;
  readonly options: Options;
  /** The size of each state. */
  readonly stateSizes: readonly number[];
  variables(features: number): Readonly<Record<string, Variable>>;
  /** Of one call, the same in every step, beside the variables: what dropout leaves out. @param x [batch, features] */
  masks?(c: Pick<Tracing, 'mode' | 'draw'>, x: Shape): Nodes;
  /** What a step reads of x […, features]. @param s variables and masks */
  inputs(x: Node, s: Nodes): Nodes;
  step(c: CellStep): { readonly output: Node; readonly states: readonly Node[] };
}
export interface CellStep {
  /** `inputs` of this step's x, each [batch, …]. */
  readonly x: Nodes;
  /** [batch, size] each. */
  readonly states: readonly Node[];
  /** Variables and masks. */
  readonly s: Nodes;
  /** Names a value [batch, units] after its gate; returns it. */
  readonly label: (node: Node, gate: string) => Node;
}

export interface CellOptions {
  /** Numbers in the output and in each state. */
  readonly units: number;
  /** Of the output; default 'tanh'. */
  readonly activation?: ActivationOption;
  readonly useBias?: boolean;
  /** Default 'glorotUniform'. */
  readonly kernelInitializer?: InitializerOption;
  /** Default 'orthogonal'. */
  readonly recurrentInitializer?: InitializerOption;
  /** Default 'zeros'. */
  readonly biasInitializer?: InitializerOption;
  readonly kernelRegularizer?: PenaltyOption;
  readonly recurrentRegularizer?: PenaltyOption;
  readonly biasRegularizer?: PenaltyOption;
  /** Share of the inputs that is left out while training, the same ones in all steps of a call; default 0. */
  readonly dropout?: number;
  /** The same of the state that a step reads. */
  readonly recurrentDropout?: number;
}
export interface GatedOptions extends CellOptions {
  /** Of the gates; default 'sigmoid'. */
  readonly recurrentActivation?: ActivationOption;
}

const rate = (v = 0, where: Where): number => checkNumber(where, v, { least: 0, most: 1 });
export const cellReaders = {
  units: (v: number, where: Where) => checkNumber(where, v, { least: 1, whole: true }),
  activation: (v: ActivationOption = 'tanh', where: Where) => activation(v, where).option,
  useBias: (v = true, where: Where) => checkBoolean(where, v),
  kernelInitializer: (v: InitializerOption = 'glorotUniform', where: Where) => initializer(v, where),
  recurrentInitializer: (v: InitializerOption = 'orthogonal', where: Where) => initializer(v, where),
  biasInitializer: (v: InitializerOption = 'zeros', where: Where) => initializer(v, where),
  kernelRegularizer: (v: PenaltyOption | undefined, where: Where) => v && penalty(v, where),
  recurrentRegularizer: (v: PenaltyOption | undefined, where: Where) => v && penalty(v, where),
  biasRegularizer: (v: PenaltyOption | undefined, where: Where) => v && penalty(v, where),
  dropout: rate,
  recurrentDropout: rate,
};
export const gatedReaders = {
  ...cellReaders,
  recurrentActivation: (v: ActivationOption = 'sigmoid', where: Where) => activation(v, where).option,
};

type Own = ReadOptions<typeof cellReaders>;

/** kernel [features, gates·units], recurrentKernel [units, gates·units], bias. */
function variablesOf(
  own: Own,
  gates: number,
  features: number,
  bias: Partial<Variable> = {},
): Record<string, Variable> {
  const size = gates * own.units;
  const matrix = (rows: number, init: Variable['init'], from: 'feature' | 'unit', by: Own['kernelRegularizer']) => ({
    shape: [rows, size],
    init,
    trained: true,
    axes: [{ kind: from }, { kind: 'unit' }] as const,
    ...given({ penalty: by }),
  });
  return {
    kernel: matrix(features, own.kernelInitializer, 'feature', own.kernelRegularizer),
    recurrentKernel: matrix(own.units, own.recurrentInitializer, 'unit', own.recurrentRegularizer),
    ...(own.useBias
      ? {
          bias: {
            shape: [size],
            init: own.biasInitializer,
            trained: true,
            axes: [{ kind: 'unit' }],
            ...given({ penalty: own.biasRegularizer }),
            ...bias,
          },
        }
      : {}),
  };
}

/**
 * Masks of dropout: 0, or 1 / (1 - rate) where a number stays. One for the inputs of all gates, as Keras; with
 * recurrent dropout every gate has its own.
 */
function masksOf({ dropout, recurrentDropout, units }: Own, gates: number): NonNullable<Cell['masks']> {
  const count = recurrentDropout > 0 ? gates : 1;
  return ({ mode, draw }, [batch = 1, features = 1]) => {
    if (mode === 'predict') return {};
    const masks = (name: string, share: number, shape: Shape): (readonly [string, Node])[] =>
      share === 0 || share === 1
        ? [] // Keras leaves out nothing where it would leave out everything
        : Array.from({ length: count }, (_, i) => [
            `${name}${i}`,
            where(less(draw(shape), 1 - share), div(1, 1 - share), 0),
          ]);
    return Object.fromEntries([
      ...masks('inputMask', dropout, [batch, features]),
      ...masks('stateMask', recurrentDropout, [batch, units]),
    ]);
  };
}

/**
 * Columns of gate number `gate` of z […, gates·units]. As an axis of its own the gate is no part of the innermost loop:
 * what the chain rule puts together of all gates then goes in vectors.
 */
function columns(z: Node, gate: number, units: number): Node {
  const lead = z.shape.slice(0, -1);
  const gates = reshape(z, [...lead, (z.shape.at(-1) ?? 0) / units, units]);
  return reshape(slice(gates, lead.length, gate, gate + 1), [...lead, units]);
}

/**
 * x · kernel for every gate, in one product where all gates see the same x.
 *
 * @param mask names of masks begin with it
 * @returns `z` of all gates side by side, or `z0`, `z1` …
 */
function products(x: Node, kernel: Node, s: Nodes, mask: string, gates: number): Nodes {
  const kept = (gate: number): Node => {
    const m = s[`${mask}${gate}`];
    return m ? mul(x, expand(m, x.shape)) : x;
  };
  if (!s[`${mask}1`]) return { z: matmul(kept(0), kernel) };
  const units = (kernel.shape[1] ?? 0) / gates;
  return Object.fromEntries(
    Array.from({ length: gates }, (_, gate) => [`z${gate}`, matmul(kept(gate), columns(kernel, gate, units))]),
  );
}
/** The bias of each product. */
const plus = (z: Nodes, bias: Node | undefined, units: number): Nodes =>
  !bias
    ? z
    : Object.fromEntries(
        Object.entries(z).map(([name, v]) => [
          name,
          add(v, name === 'z' ? bias : columns(bias, Number(name.slice(1)), units)),
        ]),
      );
/** The scores of one gate. */
const gateOf = (z: Nodes, gate: number, units: number): Node => {
  const own = z[`z${gate}`];
  return own ?? columns(must(z, 'z'), gate, units);
};
const must = (nodes: Nodes, name: string): Node => {
  const node = nodes[name];
  if (!node) throw new Error(`a step has no ${name}`);
  return node;
};
const first = ([h]: readonly Node[]): Node => must({ h } as Nodes, 'h');
/** a + b of one gate. */
const sums = (a: Nodes, b: Nodes, gate: number, units: number): Node =>
  add(gateOf(a, gate, units), gateOf(b, gate, units));

/** h = activation(x·W + h·U + b) @see Elman 1990 */
export function simpleCell(own: Own): Cell {
  const { units } = own;
  const chosen = activation(own.activation);
  return {
    className: 'SimpleRNNCell',
    options: given(own),
    stateSizes: [units],
    variables: (features) => variablesOf(own, 1, features),
    masks: masksOf(own, 1),
    inputs: (x, s) => plus(products(x, must(s, 'kernel'), s, 'inputMask', 1), s['bias'], units),
    step: ({ x, states, s, label }) => {
      const z = products(first(states), must(s, 'recurrentKernel'), s, 'stateMask', 1);
      const h = label(chosen.apply(sums(x, z, 0, units)), 'h');
      return { output: h, states: [h] };
    },
  };
}

export const lstmReaders = {
  ...gatedReaders,
  unitForgetBias: (v = true, where: Where) => checkBoolean(where, v),
};
/**
 * Gates i, f, c̃, o of x·W + h·U + b:  c ← f·c + i·c̃,  h = o·activation(c)
 *
 * @see Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000 for f
 */
export function lstmCellOf(own: ReadOptions<typeof lstmReaders>): Cell {
  const { units } = own;
  const [outer, inner] = [activation(own.activation), activation(own.recurrentActivation)];
  // Keras's unit_forget_bias: the forget gate begins with 1, the others as the initializer says
  const ones = own.unitForgetBias ? ({ ones: [units, 2 * units] } as const) : {};
  return {
    className: 'LSTMCell',
    options: given(own),
    stateSizes: [units, units],
    variables: (features) => variablesOf(own, 4, features, ones),
    masks: masksOf(own, 4),
    inputs: (x, s) => plus(products(x, must(s, 'kernel'), s, 'inputMask', 4), s['bias'], units),
    step: ({ x, states, s, label }) => {
      const z = products(first(states), must(s, 'recurrentKernel'), s, 'stateMask', 4);
      const gate = (k: number): Node => sums(x, z, k, units);
      const [i, f] = [label(inner.apply(gate(0)), 'i'), label(inner.apply(gate(1)), 'f')];
      const candidate = label(outer.apply(gate(2)), 'c̃');
      const o = label(inner.apply(gate(3)), 'o');
      const c = label(add(mul(f, must({ c: states[1] } as Nodes, 'c')), mul(i, candidate)), 'c');
      const h = label(mul(o, outer.apply(c)), 'h');
      return { output: h, states: [h, c] };
    },
  };
}

export const gruReaders = {
  ...gatedReaders,
  resetAfter: (v = true, where: Where) => checkBoolean(where, v),
};
/**
 * Gates z and r of x·W + h·U + b:  h ← z·h + (1 - z)·h̃
 *
 *   resetAfter   h̃ = activation(x·W + b + r·(h·U + b′))     two biases, [2, 3·units]
 *   else         h̃ = activation(x·W + b + (r·h)·U)
 *
 * @see Cho et al. 2014, version 3 of the paper for the second form
 */
export function gruCellOf(own: ReadOptions<typeof gruReaders>): Cell {
  const { units, resetAfter } = own;
  const [outer, inner] = [activation(own.activation), activation(own.recurrentActivation)];
  const biases: Partial<Variable> = resetAfter
    ? { shape: [2, 3 * units], axes: [{ kind: 'feature' }, { kind: 'unit' }] }
    : {};
  /** Of the product with the input, and with the state. */
  const biasOf = (s: Nodes, row: 0 | 1): Node | undefined => {
    const { bias } = s;
    if (!bias || !resetAfter) return row === 0 ? bias : undefined;
    return reshape(slice(bias, 0, row, row + 1), bias.shape.slice(1));
  };
  return {
    className: 'GRUCell',
    options: given(own),
    stateSizes: [units],
    variables: (features) => variablesOf(own, 3, features, biases),
    masks: masksOf(own, 3),
    inputs: (x, s) => plus(products(x, must(s, 'kernel'), s, 'inputMask', 3), biasOf(s, 0), units),
    step: ({ x, states, s, label }) => {
      const h = first(states);
      const kernel = must(s, 'recurrentKernel');
      const [whole, front] = [3 * units, 2 * units];
      const own = resetAfter
        ? plus(products(h, kernel, s, 'stateMask', 3), biasOf(s, 1), units)
        : products(h, slice(kernel, 1, 0, front), s, 'stateMask', 2);
      const score = (k: number): Node => add(gateOf(x, k, units), gateOf(own, k, units));
      const [z, r] = [label(inner.apply(score(0)), 'z'), label(inner.apply(score(1)), 'r')];
      const seen = s['stateMask2'] ? mul(h, s['stateMask2']) : h;
      const state = resetAfter ? mul(r, gateOf(own, 2, units)) : matmul(mul(r, seen), slice(kernel, 1, front, whole));
      const candidate = label(outer.apply(add(gateOf(x, 2, units), state)), 'h̃');
      const next = label(add(mul(z, h), mul(sub(1, z), candidate)), 'h');
      return { output: next, states: [next] };
    },
  };
}
