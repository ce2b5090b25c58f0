/** A program → a WebAssembly module: plan → layout → a function per kernel → a driver. */
import { isOp, type Node } from '../../ir/node.ts';
import type { ScalarOp } from '../../ir/primitives.ts';
import type { Program } from '../../ir/program.ts';
import type { Kernel, ScanKernel } from '../../plan/kernel.ts';
import { outerLoop } from '../../plan/outer-loop.ts';
import { planOf, type Plan } from '../../plan/plan.ts';
import { exactState, storageOf, type Storage } from '../../plan/prelude.ts';
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
import type { Bases, Emission, KernelCode, Piece, Places } from './emission.ts';
import { drawCode } from './kernels/draw.ts';
import { foldCode } from './kernels/fold.ts';
import { gatherCode } from './kernels/gather.ts';
import { mapCode } from './kernels/map.ts';
import { productCode } from './kernels/product.ts';
import { scanCode } from './kernels/scan.ts';
import { reals, relaxedReals, type Precision } from './lanes.ts';
import { allocate, allocateKept, exactAt, type Kept, type Layout } from './layout.ts';
import { Nest } from './loops.ts';
import { MOST_PAGES, pagesOf } from './memory.ts';
import { Routines } from './routines.ts';
import { workOfKernel } from './work.ts';

/** What the programs of a run have in common: how their inputs are kept, and where, and who computes. */
export interface Common {
  readonly precision: Precision;
  /** State that the prelude computes. */
  readonly exact: ReadonlySet<string>;
  readonly storageOf: (n: Node<'input'>) => Storage;
  readonly kept: Kept;
  /** Null: one thread. */
  readonly sharing: Sharing | null;
  /** Products round as the processor does it best. */
  readonly relaxed: boolean;
}

/** How several threads compute a program; given by `threads/`, which is loaded for large programs only. */
export interface Sharing {
  readonly threads: number;
  /** Kernels with less work are not cut, so that the lengths of their loops are known: that is faster. */
  readonly least: number;
  /** Adds exports to a program's module: what the first thread calls in place of `run`, and what the others do. */
  readonly addTo: (parts: Parts) => void;
}

export function commonOf(
  programs: readonly Program[],
  precision: Precision,
  sharing: Sharing | null = null,
  relaxed = false,
): Common {
  const exact = exactState(programs);
  const storage = storageOf(programs, exact);
  const kept = allocateKept(programs, storage, reals[precision].bytes);
  return { precision, exact, storageOf: storage, kept, sharing, relaxed };
}

/** All of it that the code of a program depends on, as a text. */
export function commonKey(p: Program, { precision, storageOf: storage, kept, sharing, relaxed }: Common): string {
  let key = `${precision} ${relaxed ? 'relaxed ' : ''}${kept.end} ${sharing?.threads ?? 1}`;
  for (const n of Object.values(p.inputs)) key += ` ${storage(n)} ${kept.names.get(n.attrs.name)?.place.offset}`;
  return key;
}

/** It holds no node: modules are kept longer than the programs they were made from. */
export interface Lowered extends Pick<Layout, 'feeds' | 'results'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** First byte that feeds and results may use. */
  readonly end: number;
}

/** How one thread runs the outer loops of kernels with at least so much work: in which pieces. For tests. */
export interface Cutting {
  readonly least: number;
  readonly pieces: (rounds: number) => readonly (readonly [begin: number, end: number])[];
}

const uncut: Cutting = { least: Infinity, pieces: (rounds) => [[0, rounds]] };

/**
 * Imports `run.memory` and exports `run` (times, feeds, results): addresses of the first step's feeds and of where its
 * results go; and what `sharing` adds. Programs of one run are modules of their own over one memory, so that a step is
 * compiled once, whatever the size of the last batch is.
 *
 * @param cutting for a test of the pieces: one thread runs every loop whole
 */
export function lower(
  p: Program,
  { precision, exact, storageOf: storage, kept, sharing, relaxed }: Common,
  cutting = uncut,
): Lowered {
  const real = (relaxed ? relaxedReals : reals)[precision];
  const module = new ModuleBuilder();
  const routines = new Routines(module);
  const bases: Bases = {
    feeds: module.global(),
    results: module.global(),
    workspace: sharing ? module.global() : null,
  };
  const plan = planOf(p, exact);
  const times = new Map<ScanKernel, number>();
  const timeOf = (k: ScanKernel): number => times.get(k) ?? (times.set(k, module.global()), timeOf(k));
  const layout = allocate(plan, kept, storage, { real: real.bytes, timeOf });
  let workspace = 0;
  const m: Emission = {
    reals: real,
    routines,
    bases,
    isWhole: (n) => isOp(n, 'input') && storage(n) === 'whole',
    isExact: (n) => plan.prelude.nodes.has(n),
    ...found(layout),
    workspace: (bytes) => {
      workspace = Math.max(workspace, bytes);
      return bases.workspace === null ? i32.const(layout.end) : getGlobal(bases.workspace);
    },
  };
  const { read, outputs } = plan.prelude;
  const prelude = read.length + outputs.length === 0 ? null : preludeFunction(module, m, plan, layout, kept.names);
  const stages = plan.stages.map((stage) =>
    stage.map((k) => kernelFunction(module, m, k, Math.min(cutting.least, sharing?.least ?? Infinity))),
  );
  const bytes = Math.ceil(workspace / 64) * 64; // of each thread: no line of the cache belongs to two
  const parts: Parts = { module, bases, layout, prelude, stages, workspace: bytes };
  module.exportFunction(
    'run',
    driver(parts, (stage) => stage.map((k) => callsOf(k, cutting.pieces))),
  );
  sharing?.addTo(parts);
  const end = layout.end + bytes * (sharing?.threads ?? 1);
  module.importMemory('run', 'memory', pagesOf(end), ...(sharing ? [MOST_PAGES] : []));
  return { bytes: module.bytes(), feeds: layout.feeds, results: layout.results, end };
}

/** `f(begin, end)` runs these of its rounds; null: it takes nothing and runs whole. */
export interface KernelFunction extends Pick<KernelCode, 'repeats'> {
  readonly f: number;
  readonly rounds: number | null;
}

/** A program in its module: what a driver calls. */
export interface Parts {
  readonly module: ModuleBuilder;
  readonly bases: Bases;
  readonly layout: Layout;
  readonly prelude: number | null;
  readonly stages: readonly (readonly KernelFunction[])[];
  /** Bytes of one thread's workspace; the first one begins where the layout ends. */
  readonly workspace: number;
}

/**
 * One function per kernel: each is compiled on its own, and takes over from its first, slow version between two calls.
 * Small kernels are not cut: loops whose lengths are known are faster.
 */
function kernelFunction(module: ModuleBuilder, m: Emission, k: Kernel, least: number): KernelFunction {
  if (k.kind === 'scan') return { f: loopFunction(module, m, k), rounds: null };
  const outer = outerLoop(k);
  const work = workOfKernel(k, outer);
  if (outer.rounds === 1 || work < least) {
    return { f: module.function([], [], (locals) => kernelCode(m, k, locals, null).code), rounds: null };
  }
  let made: KernelCode | undefined;
  const f = module.function(['i32', 'i32'], [], (locals, begin, end) => {
    made = kernelCode(m, k, locals, { begin, end });
    return made.code;
  });
  return { f, rounds: made?.rounds ?? 1, repeats: made?.repeats ?? false };
}

/** A loop over time: its body's kernels are functions as well. */
function loopFunction(module: ModuleBuilder, m: Emission, k: ScanKernel): number {
  const { plan, places } = m.loopOf(k);
  const inside: Emission = {
    ...m,
    isWhole: () => false,
    isExact: (n) => plan.prelude.nodes.has(n),
    ...found(places),
  };
  const numbers = plan.prelude.read.length === 0 ? [] : [preludeFunction(module, inside, plan, places, new Map())];
  const step = plan.stages.flat().map((inner) => kernelFunction(module, inside, inner, Infinity).f);
  return module.function([], [], () => scanCode(m, k, numbers, step));
}

/** Where an emission finds the values of a plan. */
const found = ({ of, target, loops }: Places): Pick<Emission, 'placeOf' | 'target' | 'loopOf'> => ({
  placeOf: (n) => of.get(n) ?? missing(n),
  target: (made) => target.get(made) ?? null,
  loopOf: (k) => loops.get(k) ?? missing(k.of),
});

function kernelCode(m: Emission, k: Exclude<Kernel, ScanKernel>, locals: Locals, piece: Piece | null): KernelCode {
  switch (k.kind) {
    case 'map':
      return mapCode(m, k, locals, piece);
    case 'fold':
      return foldCode(m, k, locals, piece);
    case 'product':
      return productCode(m, k, locals, piece);
    case 'gather':
      return gatherCode(m, k, locals, piece);
    case 'draw':
      return drawCode(m, k, locals, piece);
    default:
      return k satisfies never;
  }
}

const missing = (n: Node): never => {
  throw new Error(`${n.op}: no memory for a value that is read`);
};

/**
 * The prelude's values in f64; those that kernels read, rounded once, and as they are 8 bytes later; then next state.
 */
function preludeFunction(module: ModuleBuilder, m: Emission, plan: Plan, layout: Places, kept: Kept['names']): number {
  const { read, outputs } = plan.prelude;
  return module.function([], [], (locals) => {
    const known = new Map<Node, number>();
    const nest = new Nest(locals, 8, m.bases, 0);
    const e: Elements = { ...m, nest, reals: reals.f64, placeOf: missing, known, along: null, shift: 0 };
    const needed = new Set<Node>([...read, ...outputs.map(([, n]) => n)]);
    const { nodes } = plan.program;
    for (const n of nodes.toReversed()) if (needed.has(n)) n.inputs.forEach((x) => needed.add(x));
    const values = nodes
      .filter((n) => needed.has(n))
      .map((n): Code => {
        const local = locals.make('f64');
        known.set(n, local);
        return set(local, preludeValue(e, n, kept));
      });
    const value = (n: Node): Code => get(known.get(n) ?? -1);
    const rounded = read.map((n): Code => {
      const at = layout.of.get(n)?.offset ?? 0;
      const store =
        m.reals.bytes === 4 ? f32.store(i32.const(0), f32.demote(value(n)), at) : f64.store(i32.const(0), value(n), at);
      return [store, f64.store(i32.const(0), value(n), at + exactAt)];
    });
    const next = outputs.map(([name, n]) => f64.store(i32.const(0), value(n), kept.get(name)?.place.offset ?? 0));
    return [values, rounded, next];
  });
}

function preludeValue(e: Elements, n: Node, kept: Kept['names']): Code {
  if (isOp(n, 'constant')) return f64.const(n.attrs.value);
  if (isOp(n, 'input')) return f64.load(i32.const(0), kept.get(n.attrs.name)?.place.offset ?? 0);
  return apply(
    e,
    n.op as ScalarOp, // all else in a prelude is elementwise
    n.inputs.map((x) => get(e.known.get(x) ?? -1)),
  );
}

/** `times` steps: feeds and results lie one after the other. `begin`: what comes first in each. */
export function driver(
  { module, bases, layout, prelude, stages }: Parts,
  stageCode: (stage: readonly KernelFunction[]) => Code,
  begin: Code = [],
): number {
  return module.function(['i32', 'i32', 'i32'], [], (_locals: Locals, times, feeds, results) => [
    bases.workspace === null ? [] : setGlobal(bases.workspace, i32.const(layout.end)),
    setGlobal(bases.feeds, get(feeds)),
    setGlobal(bases.results, get(results)),
    loop(
      [
        begin,
        prelude === null ? [] : call(prelude),
        stages.map(stageCode),
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

export const callsOf = ({ f, rounds }: KernelFunction, pieces: Cutting['pieces'] = uncut.pieces): Code[] =>
  rounds === null ? [call(f)] : pieces(rounds).map(([begin, end]) => call(f, i32.const(begin), i32.const(end)));
