import { GradsheetError } from '../errors.ts';
import { verbatim, quoted } from '../words.ts';
import { g } from '../ir/builder.ts';
import { grad } from '../ir/grad.ts';
import type { Node } from '../ir/node.ts';
import * as ops from '../ir/ops.ts';
import { order, program } from '../ir/program.ts';
import { simplify } from '../ir/simplify.ts';
import { lift, placesOf, type Lifted, type LiftProblem, type Place } from '../lift/lift.ts';
import { evaluator } from '../lift/tape.ts';
import { isNode, isPerhaps, toNum } from '../lift/values.ts';
import { optimizer as optimizerOf, type OptimizerOption } from '../nn/optimizers.ts';
import { cellName, getCell, setCell, type BookPatch, type Workbook } from '../workbook/index.ts';
import { descending } from './descend.ts';
import { minimizing, type Bounds, type Minimum, type Objective, type Search } from './minimize.ts';
import { patchOf } from './patch.ts';
import { words } from './error-words.ts';

export interface SolveOptions {
  /** The cell to make small, large, or equal to a number: `Sheet1!H9`. */
  readonly goal: string;
  /** The cells that may change, ranges or names separated by commas: `B2:B4,D1`. They hold numbers, not formulas. */
  readonly params: string;
  /** Default 'min'. */
  readonly sense?: 'min' | 'max' | number;
  /** Per range of `params` in order, or one for all. */
  readonly bounds?: readonly Bounds[];
  /** 'bfgs' (default), which suits smooth problems, or an optimizer of networks such as 'adam'. */
  readonly optimizer?: OptimizerOption;
  /** Of an optimizer of networks; default its own. */
  readonly learningRate?: number;
  /** Most steps; default 500, or 2,000 for an optimizer of networks. */
  readonly steps?: number;
  /**
   * Done when no component of the gradient is above this; the goal counts in units of its first value, very small and
   * large parameters too. Default 1e-9.
   */
  readonly tolerance?: number;
  /** May return a promise, which is waited for. */
  readonly onStep?: (p: { readonly step: number; readonly goal: number; readonly values: Float64Array }) => unknown;
  readonly stop?: () => boolean;
}

export interface Solution {
  readonly goal: { readonly cell: string; readonly before: number; readonly after: number };
  /** Each parameter, and how much the goal changes per unit of it at the end: its exact derivative. */
  readonly params: readonly {
    readonly cell: string;
    readonly place: Place;
    readonly before: number;
    readonly after: number;
    readonly slope: number;
  }[];
  readonly steps: number;
  /**
   * `gradient`: no direction is better; `value`: no step made it better; `edge`: the next steps lead to where the goal
   * is an error in a spreadsheet; `steps`: the limit came first; `stopped`.
   */
  readonly ended: Minimum['ended'] | 'edge';
  /** No direction is better, or the goal has the number it should have. */
  readonly converged: boolean;
  /**
   * What the derivative passes over: rounding that counts as straight, jumps that count as flat; and what kept a saved
   * value.
   */
  readonly problems: readonly LiftProblem[];
  /** For `patchXlsx`: the parameters, and the saved values of all formulas that change with them. */
  readonly patch: BookPatch;
}

/** The goal counts as equal to a number when it is this near, in units of the number (of 1 for small ones). */
const NEAR = 1e-9;
/** Steps near the edge of what can be computed, each of which computes the workbook several times. */
const CAREFUL = 20;

/**
 * Goal seeking with exact derivatives: the book's formulas from the parameters to the goal become one program, its
 * gradient another, and the parameters follow it.
 *
 *   const { params, patch } = await solve(book, { goal: 'E15', params: 'B1:B3' })
 *
 * @throws GradsheetError `unknown-name`; `bad-cell`: a parameter is no number, the goal does not depend on any, or is
 *   an
 * error at the start; `unsupported`: a formula between them has no derivative; `invalid-option`
 */
export async function solve(book: Workbook, options: SolveOptions): Promise<Solution> {
  const { sense = 'min', stop, onStep } = options;
  const { goal, ranges, places, start } = asked(book, options);
  const lifted = lift(book, { inputs: places });
  const inputs = [...lifted.inputs.values()];
  const value = goalNode(book, lifted, goal, inputs);
  const at = functionOf(value, inputs);
  const first = at(start);
  const bounds = boundsOf(ranges, options.bounds);
  const toGoal = (y: number): number => (sense === 'max' ? -y : y);
  if (!Number.isFinite(first.value)) {
    throw new GradsheetError('bad-cell', {
      where: nameOf(book, goal),
      expected: words('a number at the start'),
      received: verbatim(first.value),
      hint: words('Start from values for which the formulas can be computed.'),
    });
  }
  const measured = sense === 'min' ? value : sense === 'max' ? g.neg(value) : ops.square(ops.sub(value, sense));
  const f = measured === value ? at : functionOf(measured, inputs);
  const isComputed = computedAt(book, goal, places);
  const path = [start]; // by step
  const follow = async (search: Search): Promise<Minimum> => {
    const from = path.length - 1;
    let next = search.next();
    while (!next.done) {
      const { step, value: y, x } = next.value;
      path[from + step] = x;
      await onStep?.({ step: from + step, goal: typeof sense === 'number' ? at(x).value : toGoal(y), values: x });
      next = search.next(stop?.() ?? false);
    }
    return next.value;
  };
  let { x, steps, ended }: { x: Float64Array; steps: number; ended: Solution['ended'] } = await follow(
    searchOf(f, start, bounds, options),
  );
  if (!isComputed(x) && isComputed(start)) {
    // once more from the last point that a spreadsheet can compute, with care
    const last = lastComputed(path, isComputed);
    const careful: Objective = (p) => {
      const found = f(p);
      return isComputed(p) ? found : { ...found, value: NaN };
    };
    path.length = last + 1;
    const found = await follow(searchOf(careful, path[last] ?? start, bounds, { ...options, steps: CAREFUL }));
    [x, steps, ended] = [found.x, last + found.steps, found.ended === 'stopped' ? 'stopped' : 'edge'];
  }
  const end = at(x);
  const after = places.map((place, i) => ({ place, value: x[i] ?? NaN }));
  return {
    goal: { cell: nameOf(book, goal), before: first.value, after: end.value },
    params: after.map(({ place, value: v }, i) => ({
      cell: nameOf(book, place),
      place,
      before: start[i] ?? NaN,
      after: v,
      slope: end.gradient[i] ?? NaN,
    })),
    steps,
    ended,
    problems: lifted.problems(),
    patch: patchOf(book, after),
    converged:
      typeof sense === 'number'
        ? Math.abs(end.value - sense) <= NEAR * Math.max(1, Math.abs(sense))
        : ended === 'gradient',
  };
}

/** What was asked for, as cells. */
function asked(
  book: Workbook,
  options: SolveOptions,
): { goal: Place; ranges: Place[][]; places: Place[]; start: Float64Array } {
  const [goal, ...others] = placesOf(book, options.goal);
  if (!goal || others.length > 0) {
    throw new GradsheetError('invalid-option', {
      where: 'goal',
      expected: words('one cell'),
      received: verbatim(options.goal),
    });
  }
  const ranges = options.params
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => placesOf(book, text));
  const places = ranges.flat();
  if (places.length === 0) {
    throw new GradsheetError('invalid-option', {
      where: 'params',
      expected: words('at least one cell'),
      received: verbatim(options.params),
    });
  }
  const names = places.map((p) => nameOf(book, p));
  const seen = new Set<string>();
  const twice = names.find((n) => seen.has(n) || !seen.add(n));
  if (twice !== undefined) {
    throw new GradsheetError('invalid-option', {
      where: 'params',
      expected: words('each cell once'),
      received: words('{} twice', twice),
    });
  }
  return { goal, ranges, places, start: Float64Array.from(places, (p) => startOf(book, p)) };
}

function startOf(book: Workbook, place: Place): number {
  const sheet = book.sheets[place.sheet];
  const cell = sheet && getCell(sheet, place.row, place.column);
  const where = nameOf(book, place);
  if (cell?.formula !== undefined) {
    throw new GradsheetError('bad-cell', {
      where,
      expected: words('a number that may be changed'),
      received: words('the formula {}', cell.formula),
      hint: words('Choose the cells it is computed from.'),
    });
  }
  if (typeof cell?.value !== 'number') {
    throw new GradsheetError('bad-cell', {
      where,
      expected: words('a number to start from'),
      received: cell?.value === undefined ? words('a blank cell') : quoted(String(cell.value)),
    });
  }
  return cell.value;
}

/** The goal as a node that depends on the parameters through derivatives alone. */
function goalNode(book: Workbook, lifted: Lifted, goal: Place, inputs: readonly Node[]): Node {
  const where = nameOf(book, goal);
  const content = lifted.value(goal);
  const value = isPerhaps(content) ? lifted.node(goal) : content;
  const needed = isNode(value) ? order([value]) : [];
  const [frozen] = needed.flatMap((n) => lifted.frozen.get(n) ?? []);
  if (frozen?.problem.kind === 'too-large') {
    throw new GradsheetError('too-large', {
      where: frozen.cell,
      expected: words('a formula that can be computed, on the way to {}', where),
      received: words('one that reads or makes too much'),
      hint: words('Use smaller ranges, or choose another goal.'),
    });
  }
  if (frozen) {
    throw new GradsheetError('unsupported', {
      where: frozen.cell,
      expected: words('a formula that can be differentiated, on the way to {}', where),
      received: words('the formula {}', formulaAt(book, frozen.cell)),
      hint: words('Replace that formula, or choose another goal.'),
    });
  }
  if (!isNode(value)) lifted.node(goal); // says what it is, if it is no number
  if (!isNode(value) || !needed.some((n) => inputs.includes(n))) {
    throw new GradsheetError('bad-cell', {
      where,
      problem: words('{} does not depend on the cells that may change.', where),
      hint: words('Choose the cell whose value should change, and parameters it is computed from.'),
    });
  }
  return value;
}

const formulaAt = (book: Workbook, name: string): string =>
  placesOf(book, name)
    .map(({ sheet, row, column }) => {
      const from = book.sheets[sheet];
      return (from && getCell(from, row, column)?.formula) ?? '';
    })
    .join('');
const nameOf = (book: Workbook, { sheet, row, column }: Place): string =>
  cellName(book.sheets[sheet]?.name ?? '', row, column);

/** A node and its slopes as a function of the inputs. */
function functionOf(value: Node, inputs: readonly Node[]): Objective {
  const { outputs } = simplify(
    program({ value, ...Object.fromEntries(grad(value, inputs).map((d, i) => [`slope ${i}`, d])) }),
  );
  const run = evaluator(
    inputs,
    [outputs['value'] ?? value],
    inputs.map((_, i) => outputs[`slope ${i}`] ?? ops.constant(0)),
  );
  return (x) => {
    const { values, slopes } = run(x);
    return { value: values[0] ?? NaN, gradient: slopes };
  };
}

/** Does the goal have a number, computed by the formulas themselves, with what spreadsheet programs round? */
const computedAt =
  (book: Workbook, goal: Place, places: readonly Place[]) =>
  (x: Float64Array): boolean => {
    const sheets = book.sheets.map((s, i) =>
      places.some((p) => p.sheet === i) ? { ...s, cells: new Map(s.cells) } : s,
    );
    places.forEach(({ sheet, row, column }, i) => {
      const into = sheets[sheet];
      if (into) setCell(into, row, column, { ...getCell(into, row, column), value: x[i] ?? NaN });
    });
    return typeof toNum(lift({ ...book, sheets }, { asSheet: true }).value(goal)) === 'number';
  };
/** The last point of a way that is computed; beyond the first that is not, none is. */
function lastComputed(path: readonly Float64Array[], isComputed: (x: Float64Array) => boolean): number {
  let good = 0;
  let bad = path.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const x = path[middle];
    if (x && isComputed(x)) good = middle;
    else bad = middle;
  }
  return good;
}

function boundsOf(ranges: readonly (readonly Place[])[], bounds: readonly Bounds[] | undefined): Bounds[] | undefined {
  if (!bounds || bounds.length === 0) return undefined;
  if (bounds.length !== 1 && bounds.length !== ranges.length) {
    throw new GradsheetError('invalid-option', {
      where: 'bounds',
      expected: ranges.length === 1 ? words('one pair') : words('one pair, or {}, one per range', ranges.length),
      received: verbatim(bounds.length),
    });
  }
  for (const { low, high } of bounds) {
    if (!(low <= high)) {
      throw new GradsheetError('invalid-option', {
        where: 'bounds',
        expected: words('low:high with low at most high'),
        received: verbatim(`${low}:${high}`),
      });
    }
  }
  return ranges.flatMap((places, i) =>
    places.map(() => bounds[bounds.length === 1 ? 0 : i] ?? { low: -Infinity, high: Infinity }),
  );
}

function searchOf(
  f: Objective,
  start: Float64Array,
  bounds: readonly Bounds[] | undefined,
  { optimizer, learningRate, steps, tolerance }: SolveOptions,
): Search {
  const common = {
    ...(bounds && { bounds }),
    ...(steps !== undefined && { steps }),
    ...(tolerance !== undefined && { tolerance }),
  };
  if (optimizer === undefined ? learningRate === undefined : optimizer === 'bfgs') {
    if (learningRate !== undefined) {
      throw new GradsheetError('invalid-option', {
        where: 'learningRate',
        expected: words('none with bfgs, which finds its own'),
        received: verbatim(learningRate),
      });
    }
    return inUnits(f, start, bounds, common);
  }
  const chosen = optimizer ?? 'adam';
  return descending(
    f,
    start,
    optimizerOf(
      learningRate === undefined
        ? chosen
        : typeof chosen === 'string'
          ? { name: chosen, learningRate }
          : { ...chosen, learningRate },
    ),
    common,
  );
}

/**
 * Very small and very large parameters count in units of their first values, so that a rate of 0.004 and a loan of
 * 250,000 are alike.
 */
const unitOf = (v: number): number => (v !== 0 && (Math.abs(v) < 0.01 || Math.abs(v) > 100) ? Math.abs(v) : 1);
/** The search in such units, and with the goal in units of its first value. */
function* inUnits(
  f: Objective,
  start: Float64Array,
  bounds: readonly Bounds[] | undefined,
  options: { readonly steps?: number; readonly tolerance?: number },
): Search {
  const units = start.map(unitOf);
  const unit = Math.abs(f(start).value) || 1;
  const outside = (u: Float64Array): Float64Array => u.map((v, i) => v * (units[i] ?? 1));
  const search = minimizing(
    (u) => {
      const { value, gradient } = f(outside(u));
      return { value: value / unit, gradient: gradient.map((d, i) => (d * (units[i] ?? 1)) / unit) };
    },
    start.map((v, i) => v / (units[i] ?? 1)),
    {
      ...options,
      ...(bounds && {
        bounds: bounds.map(({ low, high }, i) => ({ low: low / (units[i] ?? 1), high: high / (units[i] ?? 1) })),
      }),
    },
  );
  let next = search.next();
  while (!next.done) {
    next = search.next(yield { ...next.value, value: next.value.value * unit, x: outside(next.value.x) });
  }
  return {
    ...next.value,
    x: outside(next.value.x),
    value: next.value.value * unit,
    gradient: next.value.gradient.map((d, i) => (d * unit) / (units[i] ?? 1)),
  };
}
