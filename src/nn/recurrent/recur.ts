import { g } from '../../ir/builder.ts';
import type { Axis, Labelled } from '../../ir/label.ts';
import type { Node } from '../../ir/node.ts';
import { expand, reshape, transpose, uniform, where } from '../../ir/ops.ts';
import { program } from '../../ir/program.ts';
import { carried, element, scan, shared } from '../../ir/scan.ts';
import { equal, range, ShapeError, text } from '../../ir/shape.ts';
import { along } from '../../ir/view.ts';
import type { Mask, Nodes, Traced, Tracing } from '../layer.ts';
import { words } from '../error-words.ts';
import type { Cell } from './cell.ts';

/** How a recurrent layer goes through its sequence. */
export interface LoopOptions {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly zeroOutputForMask: boolean;
}

/** Names of the states that a stateful layer keeps. */
export const stateNamesOf = (cell: Cell): string[] => cell.stateSizes.map((_, i) => `state${i}`);

/**
 * A cell over a sequence x [batch, time, features], from states that are zeros, given, or kept from the batch before.
 *
 * Where a mask is 0, states and output stay as they were, the output of the first such steps being 0, as Keras. With
 * `goBackwards` the last step is first, in what is returned too.
 *
 * @param inputs x, and the first states if they are given: [batch, size] each
 * @param inTimeOrder returned sequences begin with the first step, also when `goBackwards`
 */
export function recur(c: Tracing, cell: Cell, inputs: readonly Node[], o: LoopOptions, inTimeOrder = false): Traced {
  const [x, ...initial] = inputs;
  if (x?.shape.length !== 3) {
    throw new ShapeError({ needs: words('x [batch, time, features]'), got: text(x?.shape ?? []) });
  }
  const [batch = 0, time = 0, features = 0] = x.shape;
  const states = firstStates(c, cell, initial, batch, o.stateful);
  const [mask = null] = c.masks;

  const variables = Object.fromEntries(Object.entries(c.v).filter(([name]) => !stateNamesOf(cell).includes(name)));
  const outside: Nodes = { ...variables, ...cell.masks?.(c, [batch, features]) };
  const sequences = cell.inputs(transpose(x, [1, 0, 2]), outside);

  const labels: Labelled[] = [];
  const unitAxes: Axis[] = [{ kind: 'row' }, { kind: 'unit' }];
  const before = states.map((v, i) => carried(`state${i}`, v.shape));
  const inside = cell.step({
    x: mapped(sequences, (v, name) => element(`x/${name}`, v.shape.slice(1))),
    states: before,
    s: mapped(outside, (v, name) => shared(`s/${name}`, v.shape)),
    label: (node, gate) => {
      labels.push({ node, label: { role: 'activation', name: `${c.name}/${gate}`, axes: unitAxes } });
      return node;
    },
  });
  const zeros = states.every((v) => uniform(v) === 0);
  const body = masked(inside, mask, before, zeros, o);
  const outputs = {
    ...Object.fromEntries(body.states.map((v, i) => [`state${i}`, v])),
    ...(o.returnSequences ? { y: body.output } : {}),
    ...(body.keepsOutput ? { output: body.output } : {}),
  };
  const { inputs: read, nodes } = program(outputs);
  const used = new Set(nodes);
  const start = expand(0, inside.output.shape);
  const given = Object.entries({
    ...Object.fromEntries(Object.entries(sequences).map(([name, v]) => [`x/${name}`, v])),
    ...Object.fromEntries(Object.entries(outside).map(([name, v]) => [`s/${name}`, v])),
    ...(mask ? { mask: reshape(transpose(mask, [1, 0]), [time, batch, 1]) } : {}),
    ...Object.fromEntries(states.map((v, i) => [`state${i}`, v])),
    ...(body.keepsOutput ? { output: start } : {}),
  }).filter(([name]) => name in read || name in outputs);
  const loop = scan(outputs, Object.fromEntries(given), {
    length: time,
    reverse: o.goBackwards,
    labels: labels.filter(({ node }) => used.has(node)),
  });

  const part = (name: string): Node => g.part(loop, { name });
  const last = states.map((_, i) => part(`state${i}`));
  const output = o.returnSequences
    ? transpose(o.goBackwards && !inTimeOrder ? reversed(part('y')) : part('y'), [1, 0, 2])
    : part(body.keepsOutput ? 'output' : 'state0');
  return {
    outputs: [output, ...(o.returnState ? last : [])],
    masks: [o.returnSequences ? mask : null, ...(o.returnState ? last.map(() => null) : [])],
    axes: [
      o.returnSequences ? [{ kind: 'row' }, { kind: 'time' }, { kind: 'unit' }] : unitAxes,
      ...(o.returnState ? last.map(() => unitAxes) : []),
    ],
    ...(o.stateful ? { next: Object.fromEntries(last.map((v, i) => [`state${i}`, v])) } : {}),
  };
}

/** Given, else kept from the batch before, else zeros. @throws ShapeError */
function firstStates(
  { v }: Tracing,
  { stateSizes }: Cell,
  initial: readonly Node[],
  batch: number,
  stateful: boolean,
): Node[] {
  const shapes = stateSizes.map((size) => [batch, size]);
  const fits = shapes.every((shape, i) => equal(shape, initial[i]?.shape ?? []));
  if (initial.length > 0 && (initial.length !== shapes.length || !fits)) {
    throw new ShapeError({
      needs: words('x, or x and first states {}', shapes.map(([, ...size]) => text(size)).join(' ')),
      got: initial.map((s) => text(s.shape)).join(' '),
    });
  }
  return shapes.map((shape, i) => initial[i] ?? (stateful ? v[`state${i}`] : undefined) ?? expand(0, shape));
}

/**
 * A step that changes nothing where the mask is 0. `keepsOutput`: the output is no state, and is carried beside them.
 */
function masked(
  step: ReturnType<Cell['step']>,
  mask: Mask,
  before: readonly Node[],
  fromZeros: boolean,
  { zeroOutputForMask }: LoopOptions,
): { readonly output: Node; readonly states: readonly Node[]; readonly keepsOutput: boolean } {
  const isState = step.output === step.states[0];
  if (!mask) return { ...step, keepsOutput: !isState };
  const [batch = 0] = mask.shape;
  const counts = element('mask', [batch, 1]);
  const either = (a: Node, b: Node): Node => where(counts, a, b);
  const states = step.states.map((v, i) => either(v, before[i] ?? v));
  if (zeroOutputForMask) {
    return { output: either(step.output, expand(0, step.output.shape)), states, keepsOutput: true };
  }
  // from zeros on, the output stays what the state stays
  if (isState && fromZeros) return { output: states[0] ?? step.output, states, keepsOutput: false };
  return { output: either(step.output, carried('output', step.output.shape)), states, keepsOutput: true };
}

/** The same along time, from the end. */
export const reversed = (x: Node): Node =>
  g.read(x, {
    shape: x.shape,
    from: range(x.shape.length).map((axis) => (axis === 0 ? along(0, -1, (x.shape[0] ?? 1) - 1) : along(axis))),
  });

const mapped = (nodes: Nodes, f: (v: Node, name: string) => Node): Nodes =>
  Object.fromEntries(Object.entries(nodes).map(([name, v]) => [name, f(v, name)]));
