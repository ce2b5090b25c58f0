/** Programs of a run → one WebAssembly module: group → schedule → allocate → emit. */
import { isOp, type Node } from '../../ir/node.ts';
import { stateNames, type Program } from '../../ir/program.ts';
import { primitive } from '../../ir/primitives.ts';
import { allocate, allocateKept, exactAt, type Kept, type Layout, type Place } from './allocate.ts';
import {
  call,
  copyMemory,
  f32,
  f64,
  get,
  getGlobal,
  i32,
  Locals,
  loop,
  ModuleBuilder,
  set,
  setGlobal,
  type Code,
} from './assembler.ts';
import { apply, type Elements } from './elements.ts';
import { foldCode, mapCode, type Emission } from './emit.ts';
import { group, loadsOf, type Kernel, type MapKernel } from './group.ts';
import { Nest, reals, type Bases } from './loops.ts';
import { exactState, preludeOf, rowNumbers, type Storage } from './prelude.ts';
import { productCode } from './product.ts';
import { drawCode, gatherCode } from './rows.ts';
import { Routines } from './routines.ts';
import { schedule, type Group } from './schedule.ts';

export interface Lowered {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly kept: Kept;
  readonly programs: ReadonlyMap<string, Layout>;
  /** First byte that feeds and results may use. */
  readonly end: number;
}

/**
 * Exports `memory`, and per program `run <name>` (times, feeds, results): addresses of the first step's feeds and of
 * where its results go.
 */
export function lower(programs: Readonly<Record<string, Program>>, precision: 'f32' | 'f64'): Lowered {
  const all = Object.values(programs);
  const exact = exactState(all);
  const rows = rowNumbers(all);
  const real = reals[precision];
  const storageOf = ({ attrs, shape }: Node<'input'>): Storage =>
    shape.length === 0 && (attrs.from === 'setting' || (attrs.from === 'state' && exact.has(attrs.name)))
      ? 'exact'
      : rows.has(attrs.name)
        ? 'whole'
        : 'real';
  const kept = allocateKept(all, storageOf, real.bytes);
  const module = new ModuleBuilder();
  const routines = new Routines(module, 0);
  const bases: Bases = { feeds: module.global(), results: module.global() };
  const layouts = new Map<string, Layout>();
  for (const [name, p] of Object.entries(programs)) {
    const plan = planOf(p, exact, real.many.lanes);
    const layout = allocate(p, plan.groups, plan.read, kept, storageOf, real.bytes);
    const functions = emit(module, {
      p,
      plan,
      layout,
      kept,
      bases,
      routines,
      precision,
      isWhole: (n) => isOp(n, 'input') && rows.has(n.attrs.name),
    });
    module.exportFunction(`run ${name}`, driver(module, bases, layout, functions));
    layouts.set(name, layout);
  }
  const end = Math.max(kept.end, ...[...layouts.values()].map((l) => l.end));
  module.memory(Math.ceil(end / 65536), 'memory');
  return { bytes: module.bytes(), kept, programs: layouts, end };
}

interface Plan {
  readonly groups: readonly Group[];
  readonly prelude: ReadonlySet<Node>;
  /** Of the prelude, what kernels read. */
  readonly read: readonly Node[];
  /** Outputs the prelude computes. */
  readonly exact: readonly (readonly [name: string, node: Node])[];
}

export function planOf(p: Program, exactNames: ReadonlySet<string>, lanes: number): Plan {
  const prelude = preludeOf(p, exactNames);
  // its constants too are read from memory
  const drawn = new Set(p.nodes.filter((n) => isOp(n, 'draw')).flatMap((n) => n.inputs));
  const given = (n: Node): boolean => isOp(n, 'input') || (prelude.has(n) && (!isOp(n, 'constant') || drawn.has(n)));
  const exact = stateNames(p)
    .filter((name) => exactNames.has(name))
    .map((name) => [name, p.outputs[name] as Node] as const);
  const others = Object.fromEntries(Object.entries(p.outputs).filter(([name]) => !exact.some(([e]) => e === name)));
  const states = new Set(stateNames(p));
  const groups = schedule(group(others, given, lanes), (output) => states.has(output));
  const read = new Set(
    groups
      .flat()
      .flatMap(loadsOf)
      .map((l) => l.node)
      .filter((n) => prelude.has(n)),
  );
  return { groups, prelude, read: [...read], exact };
}

interface Emitting {
  readonly p: Program;
  readonly plan: Plan;
  readonly layout: Layout;
  readonly kept: Kept;
  readonly bases: Bases;
  readonly routines: Routines;
  readonly precision: 'f32' | 'f64';
  readonly isWhole: (n: Node) => boolean;
}

/**
 * One function per group: each is compiled on its own, and takes over from its first, slow version between two calls.
 */
function emit(module: ModuleBuilder, e: Emitting): number[] {
  const { plan, layout } = e;
  const placeOf = (n: Node): Place => layout.of.get(n) ?? missing(n);
  const target = (k: Kernel): Place | null =>
    k.output === null ? ((k.node && layout.of.get(k.node)) ?? null) : (layout.output.get(k.output) ?? null);
  const m: Emission = {
    reals: reals[e.precision],
    routines: e.routines,
    bases: e.bases,
    placeOf,
    isWhole: e.isWhole,
    isExact: (n) => plan.prelude.has(n),
    target,
  };
  const functions = plan.groups.map((g) =>
    module.function([], [], (locals) => {
      const [k] = g;
      switch (k?.kind) {
        case 'map':
          return mapCode(m, g as readonly MapKernel[], locals); // only maps share a group
        case 'fold':
          return foldCode(m, k, locals);
        case 'product':
          return productCode(m, k, locals);
        case 'gather':
          return gatherCode(m, k, locals);
        case 'draw':
          return drawCode(m, k, locals);
        case undefined:
          return [];
        default:
          return k satisfies never;
      }
    }),
  );
  return plan.read.length + plan.exact.length === 0 ? functions : [preludeFunction(module, e), ...functions];
}

const missing = (n: Node): never => {
  throw new Error(`${n.op}: no memory for a value that is read`);
};

/**
 * The prelude's values in f64; those that kernels read, rounded once, and as they are 8 bytes later; then next state.
 */
function preludeFunction(
  module: ModuleBuilder,
  { p, plan, layout, kept, bases, routines, precision, isWhole }: Emitting,
): number {
  return module.function([], [], (locals) => {
    const known = new Map<Node, number>();
    const nest = new Nest(locals, 8, bases, 0);
    const e: Elements = { nest, reals: reals.f64, routines, placeOf: missing, isWhole, known, along: null, shift: 0 };
    const needed = new Set<Node>([...plan.read, ...plan.exact.map(([, n]) => n)]);
    for (const n of p.nodes.toReversed()) if (needed.has(n)) n.inputs.forEach((x) => needed.add(x));
    const values = p.nodes
      .filter((n) => needed.has(n))
      .map((n): Code => {
        const local = locals.make('f64');
        known.set(n, local);
        return set(local, preludeValue(e, n, kept));
      });
    const value = (n: Node): Code => get(known.get(n) ?? -1);
    const rounded = plan.read.map((n): Code => {
      const at = layout.of.get(n)?.offset ?? 0;
      const store =
        precision === 'f32' ? f32.store(i32.const(0), f32.demote(value(n)), at) : f64.store(i32.const(0), value(n), at);
      return [store, f64.store(i32.const(0), value(n), at + exactAt)];
    });
    const next = plan.exact.map(([name, n]) =>
      f64.store(i32.const(0), value(n), kept.names.get(name)?.place.offset ?? 0),
    );
    return [values, rounded, next];
  });
}

function preludeValue(e: Elements, n: Node, kept: Kept): Code {
  if (isOp(n, 'constant')) return f64.const(n.attrs.value);
  if (isOp(n, 'input')) return f64.load(i32.const(0), kept.names.get(n.attrs.name)?.place.offset ?? 0);
  const row = primitive(n.op);
  if (row.kind !== 'elementwise') throw new Error(`${n.op} in a prelude`);
  return apply(
    e,
    row.wasm,
    n.inputs.map((x) => get(e.known.get(x) ?? -1)),
  );
}

/** `times` steps: feeds and results lie one after the other. */
function driver(module: ModuleBuilder, bases: Bases, layout: Layout, functions: readonly number[]): number {
  return module.function(['i32', 'i32', 'i32'], [], (_locals: Locals, times, feeds, results) => [
    setGlobal(bases.feeds, get(feeds)),
    setGlobal(bases.results, get(results)),
    loop(
      [
        functions.map((f) => call(f)),
        layout.late.map(({ from, to, bytes }) =>
          copyMemory(i32.const(to.offset), i32.const(from.offset), i32.const(bytes)),
        ),
        setGlobal(bases.feeds, i32.add(getGlobal(bases.feeds), i32.const(layout.feeds.bytes))),
        setGlobal(bases.results, i32.add(getGlobal(bases.results), i32.const(layout.results.bytes))),
        set(times, i32.sub(get(times), i32.const(1))),
      ],
      get(times),
    ),
  ]);
}
