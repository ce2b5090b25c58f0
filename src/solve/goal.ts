import { GradsheetError } from '../errors.ts';
import { g } from '../ir/builder.ts';
import { grad } from '../ir/grad.ts';
import { isOp, type Node } from '../ir/node.ts';
import * as ops from '../ir/ops.ts';
import { primitive, type Elementwise } from '../ir/primitives.ts';
import { order, program } from '../ir/program.ts';
import { simplify } from '../ir/simplify.ts';
import { lift, placesOf, type LiftProblem, type Place } from '../lift/lift.ts';
import { optimizer as optimizerOf, type OptimizerOption } from '../nn/optimizers.ts';
import { evaluate } from '../targets/reference.ts';
import { cellKey, cellName, getCell, type Workbook } from '../workbook/index.ts';
import { minimize, type Bounds, type Minimum, type Objective } from './minimize.ts';

export interface SolveOptions {
  /** The cell to make small, large, or equal to a number: `Sheet1!H9`. */
  readonly goal: string;
  /** The cells that may change, ranges separated by commas: `B2:B4,D1`. They hold numbers, not formulas. */
  readonly params: string;
  /** Default 'min'. */
  readonly sense?: 'min' | 'max' | number;
  /** Per range of `params` in order, or one for all. */
  readonly bounds?: readonly Bounds[];
  /** 'bfgs' (default), which suits smooth problems, or an optimizer of networks such as 'adam'. */
  readonly method?: 'bfgs' | OptimizerOption;
  /** Most steps; default 500, or 2,000 for an optimizer of networks. */
  readonly steps?: number;
  readonly onStep?: (p: { readonly step: number; readonly goal: number; readonly values: Float64Array }) => void;
  readonly stop?: () => boolean;
}

export interface Solution {
  readonly goal: { readonly cell: string; readonly before: number; readonly after: number };
  /** Each parameter, and how much the goal changes per unit of it at the end: its exact derivative. */
  readonly params: readonly { readonly cell: string; readonly place: Place; readonly before: number; readonly after: number; readonly slope: number }[];
  readonly steps: number;
  /** `gradient`: no direction is better; `value`: no step made it better; `steps`: the limit came first; `stopped`. */
  readonly ended: Minimum['ended'];
  /** Rounding counts as straight: functions whose steps were smoothed over for the derivative. */
  readonly problems: readonly LiftProblem[];
}

/**
 * Goal seeking with exact derivatives: the book's formulas from the parameters to the goal become one program, its
 * gradient another, and the parameters follow it.
 *
 * @throws GradsheetError `unknown-name`, `bad-cell` (a parameter is no number, the goal does not depend on any), `unsupported`
 */
export function solve(book: Workbook, options: SolveOptions): Solution {
  const [goalPlace, ...others] = placesOf(book, options.goal);
  if (!goalPlace || others.length > 0) throw new GradsheetError('invalid-option', { where: 'goal', expected: 'one cell', received: options.goal });
  const ranges = options.params.split(',').filter((t) => t.trim() !== '').map((text) => placesOf(book, text)), places = ranges.flat();
  if (places.length === 0) throw new GradsheetError('invalid-option', { where: 'params', expected: 'at least one cell', received: options.params });
  const start = Float64Array.from(places, (p) => startOf(book, p));
  const lifted = lift(book, { inputs: places }), value = lifted.node(goalPlace), nodes = [...lifted.inputs.values()];
  const blocked = lifted.problems().filter((p) => p.kind !== 'circular');
  if (!order([value]).some((n) => nodes.includes(n))) {
    const [problem] = lifted.problems();
    throw new GradsheetError(problem ? 'unsupported' : 'bad-cell', {
      where: nameOf(book, goalPlace), expected: 'a formula that depends on the cells that may change', received: problem ? `${problem.kind.replace('-', ' ')} ${problem.function} in ${problem.cells.slice(0, 3).join(', ')}` : 'one that does not',
      hint: problem ? 'Replace that function, or choose another goal.' : 'Choose the cell whose value should change, and parameters it is computed from.',
    });
  }
  const { sense = 'min' } = options, measured = sense === 'min' ? value : sense === 'max' ? g.neg(value) : ops.square(ops.sub(value, sense));
  const objective = objectiveOf(measured, nodes), bounds = boundsOf(ranges, options.bounds);
  const goalAt = (m: number): number => (sense === 'min' ? m : sense === 'max' ? -m : m);
  const found = options.method === undefined || options.method === 'bfgs'
    ? minimize(objective, start, { ...(bounds ? { bounds } : {}), steps: options.steps ?? 500, ...(options.stop ? { stop: options.stop } : {}), ...(options.onStep ? { onStep: ({ step, value: v, x }) => options.onStep?.({ step, goal: goalAt(v), values: x }) } : {}) })
    : descend(objective, start, bounds, options);
  const end = objectiveOf(value, nodes), [before, after] = [end(start), end(found.x)];
  return {
    goal: { cell: nameOf(book, goalPlace), before: before.value, after: after.value },
    params: places.map((place, i) => ({ cell: nameOf(book, place), place, before: start[i] ?? NaN, after: found.x[i] ?? NaN, slope: after.gradient[i] ?? NaN })),
    steps: found.steps, ended: found.ended, problems: blocked,
  };
}

const nameOf = (book: Workbook, { sheet, row, column }: Place): string => cellName(book.sheets[sheet]?.name ?? '', row, column);

function startOf(book: Workbook, place: Place): number {
  const sheet = book.sheets[place.sheet], cell = sheet && getCell(sheet, place.row, place.column), where = nameOf(book, place);
  if (cell?.formula) throw new GradsheetError('bad-cell', { where, expected: 'a number that may be changed', received: `the formula ${cell.formula}`, hint: 'Choose the cells it is computed from.' });
  if (typeof cell?.value !== 'number') throw new GradsheetError('bad-cell', { where, expected: 'a number to start from', received: cell?.value === undefined ? 'a blank cell' : `"${String(cell.value)}"` });
  return cell.value;
}

function boundsOf(ranges: readonly (readonly Place[])[], bounds: readonly Bounds[] | undefined): Bounds[] | null {
  if (!bounds || bounds.length === 0) return null;
  if (bounds.length !== 1 && bounds.length !== ranges.length) throw new GradsheetError('invalid-option', { where: 'bounds', expected: ranges.length === 1 ? 'one pair' : `one pair, or ${ranges.length}, one per range`, received: String(bounds.length) });
  for (const { low, high } of bounds) if (!(low <= high)) throw new GradsheetError('invalid-option', { where: 'bounds', expected: 'low:high with low at most high', received: `${low}:${high}` });
  return ranges.flatMap((places, i) => places.map(() => bounds[bounds.length === 1 ? 0 : i] ?? { low: -Infinity, high: Infinity }));
}

/** The node and its slopes as a function of the inputs, over registers: thousands of scalars in one pass. */
function objectiveOf(value: Node, inputs: readonly Node[]): Objective {
  const { outputs } = simplify(program({ value, ...Object.fromEntries(grad(value, inputs).map((d, i) => [`slope ${i}`, d])) }));
  const nodes = order(Object.values(outputs)), number = new Map(nodes.map((n, i) => [n, i])), registers = new Float64Array(nodes.length);
  const names = new Map(inputs.map((n, i) => [isOp(n, 'input') ? n.attrs.name : '', i])), at = (n: Node | undefined): number => (n ? number.get(n) ?? 0 : 0);
  const work: (() => void)[] = [];
  const fed: [register: number, input: number][] = [];
  nodes.forEach((n, to) => {
    if (isOp(n, 'constant')) { registers[to] = n.attrs.value; return; }
    if (isOp(n, 'input')) { fed.push([to, names.get(n.attrs.name) ?? -1]); return; }
    const row = primitive(n.op), [a, b, c] = n.inputs.map(at) as [number, number, number];
    if (row.kind !== 'elementwise') throw new Error(`a lifted cell is made of scalars; got ${n.op}`);
    const f = (row as Elementwise).scalar as (x: number, y: number, z: number) => number;
    work.push(() => { registers[to] = f(registers[a] ?? NaN, registers[b] ?? NaN, registers[c] ?? NaN); });
  });
  const out = at(outputs['value']), slopes = inputs.map((_, i) => at(outputs[`slope ${i}`]));
  return (x) => {
    for (const [to, i] of fed) registers[to] = x[i] ?? NaN;
    for (const step of work) step();
    return { value: registers[out] ?? NaN, gradient: Float64Array.from(slopes, (i) => registers[i] ?? NaN) };
  };
}

/** Follows the gradient with an optimizer of networks, and keeps the best values seen. */
function descend(objective: Objective, start: Float64Array, bounds: readonly Bounds[] | null, o: SolveOptions): Minimum {
  const chosen = optimizerOf(o.method === undefined || o.method === 'bfgs' ? 'adam' : o.method), n = start.length, limit = o.steps ?? 2000;
  const state = (name: string): Node => g.input({ name, shape: [n], from: 'state' });
  const rate = chosen.options.learningRate;
  if (typeof rate !== 'number') throw new GradsheetError('invalid-option', { where: 'method', expected: 'a number as learning rate', received: `the schedule ${rate.name}` });
  const step = g.input({ name: 'step', shape: [], from: 'feed' }), shared = chosen.shared({ step, learningRate: ops.constant(rate) });
  const next = chosen.update({ param: state('x'), grad: g.input({ name: 'grad', shape: [n], from: 'feed' }), slots: Object.fromEntries(chosen.slots.map((s) => [s, state(s)])), shared });
  const nodes = order([next.param, ...Object.values(next.slots)]);
  let x = start.slice(), slots: Record<string, Float64Array> = Object.fromEntries(chosen.slots.map((s) => [s, new Float64Array(n).fill(chosen.initial?.[s] ?? 0)]));
  let best = { x, ...objective(x) }, done = 0, ended: Minimum['ended'] = 'steps';
  for (; done < limit; done++) {
    if (o.stop?.()) { ended = 'stopped'; break; }
    const now = objective(x);
    if (!Number.isFinite(now.value) || !now.gradient.every(Number.isFinite)) { ended = 'value'; break; }
    if (now.value < best.value) best = { x: x.slice(), ...now };
    if (now.gradient.every((d) => Math.abs(d) <= 1e-12 * Math.max(1, Math.abs(now.value)))) { ended = 'gradient'; break; }
    const values = evaluate(nodes, { x, grad: now.gradient, step: Float64Array.of(done + 1), ...slots });
    x = (values.get(next.param) ?? x).map((v, i) => Math.min(Math.max(v, bounds?.[i]?.low ?? -Infinity), bounds?.[i]?.high ?? Infinity));
    slots = Object.fromEntries(chosen.slots.map((s) => { const slot = next.slots[s]; return [s, (slot ? values.get(slot) : undefined) ?? new Float64Array(n)]; }));
    o.onStep?.({ step: done + 1, goal: now.value, values: x });
  }
  return { x: best.x, value: best.value, gradient: best.gradient, steps: done, evaluations: done, ended };
}

/** The cells to change in the file: `patchXlsx` takes them. */
export function solutionPatch(book: Workbook, { params }: Solution): Map<string, Map<number, { value: number }>> {
  const patch = new Map<string, Map<number, { value: number }>>();
  for (const { place, after } of params) {
    const name = book.sheets[place.sheet]?.name ?? '', cells = patch.get(name) ?? new Map<number, { value: number }>();
    cells.set(cellKey(place.row, place.column), { value: after });
    patch.set(name, cells);
  }
  return patch;
}
