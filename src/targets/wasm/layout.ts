/**
 * Where every number lies. One memory for all programs of a run:
 *
 *   numbers of routines | words of threads | settings | tables | state
 *   | prelude | scratch | workspace of each thread | feeds and results of a call
 *
 * State is one contiguous stretch, so a snapshot is one copy. Prelude and scratch are shared by the programs, which run
 * one at a time; within a program, scratch is used again once a value was read for the last time (`plan/lifetimes`).
 * What a kernel needs only while it runs is in the workspace.
 */
import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import type { Node } from '../../ir/node.ts';
import { inputsFrom, resultNames, type Program } from '../../ir/program.ts';
import { size } from '../../ir/shape.ts';
import { isCarried } from '../../ir/scan-results.ts';
import type { Load } from '../../plan/expression.ts';
import type { Made, ScanKernel } from '../../plan/kernel.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Storage } from '../../plan/prelude.ts';
import type { Copy, LoopLayout, Place, Places } from './emission.ts';
import { controlAt, controlBytes } from './control.ts';
import { words } from '../error-words.ts';

export interface Stored {
  readonly place: Place;
  readonly storage: Storage;
  readonly length: number;
}
/** Everything kept between calls, by name, and where state begins and ends. */
export interface Kept {
  readonly names: ReadonlyMap<string, Stored>;
  readonly state: readonly [begin: number, end: number];
  readonly end: number;
}

/** A value of the prelude: rounded, and as f64 so many bytes later. */
export const exactAt = 8;
const preludeBytes = 16;
const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;
export const bytesOf = (storage: Storage, real: number): number =>
  storage === 'exact' ? 8 : storage === 'whole' ? 4 : real;

/** @param real bytes of a number */
export function allocateKept(
  programs: readonly Program[],
  storageOf: (n: Node<'input'>) => Storage,
  real: number,
): Kept {
  const names = new Map<string, Stored>();
  let at = aligned(controlAt + controlBytes);
  let begin = 0;
  for (const from of ['setting', 'table', 'state'] as const) {
    if (from === 'state') begin = at;
    for (const n of programs.flatMap((p) => inputsFrom(p, from))) {
      const storage = storageOf(n);
      const length = size(n.shape);
      const before = names.get(n.attrs.name);
      if (before && before.length !== length) {
        throw new GradsheetError('shape-mismatch', {
          where: words('input "{}"', n.attrs.name),
          expected: words('{} numbers, as in another program of the run', before.length),
          received: verbatim(length),
        });
      }
      if (before) continue;
      names.set(n.attrs.name, { place: { from: 'memory', offset: at }, storage, length });
      at += aligned(length * bytesOf(storage, real));
    }
  }
  return { names, state: [begin, at], end: at };
}

/** One step's feeds or results, side by side. */
export interface Strip {
  readonly items: ReadonlyMap<string, Stored>;
  readonly bytes: number;
}
/** `end`: where the workspace begins. */
export interface Layout extends Places {
  readonly feeds: Strip;
  readonly results: Strip;
}

/** What all values of a module have in common. */
export interface Numbering {
  /** Bytes of a number. */
  readonly real: number;
  /** The global that counts the steps of a loop over time. */
  readonly timeOf: (k: ScanKernel) => number;
}

/** Places for all values of a plan. Of the prelude, each value that kernels read has one rounded and one as f64. */
export function allocate(
  plan: Plan,
  kept: Kept,
  storageOf: (n: Node<'input'>) => Storage,
  numbering: Numbering,
): Layout {
  const { program: p } = plan;
  const { real } = numbering;
  const feeds = strip(
    'feeds',
    inputsFrom(p, 'feed').map((n) => [n.attrs.name, storageOf(n), size(n.shape)]),
    real,
  );
  const results = strip(
    'results',
    resultNames(p).map((name) => [name, 'real', size(p.outputs[name]?.shape ?? [])]),
    real,
  );
  const named: Named = {
    input: ({ attrs: { from, name } }) => (from === 'feed' ? feeds.items : kept.names).get(name)?.place,
    result: (name) => results.items.get(name)?.place,
    state: (name) => kept.names.get(name)?.place,
  };
  return { ...placesOf(plan, named, kept.end, numbering), feeds, results };
}

/** Places of what a program is given and gives. */
interface Named {
  readonly input: (n: Node<'input'>) => Place | undefined;
  readonly result: (name: string) => Place | undefined;
  readonly state: (name: string) => Place | undefined;
}

function placesOf(plan: Plan, named: Named, begin: number, numbering: Numbering): Places {
  const { program: p, prelude, homes } = plan;
  const { real } = numbering;
  const of = new Map<Node, Place>();
  const target = new Map<Made, Place>();
  const late: Copy[] = [];
  let end = begin;
  for (const n of prelude.read) {
    of.set(n, { from: 'memory', offset: end });
    end += preludeBytes;
  }
  for (const n of Object.values(p.inputs)) {
    const place = named.input(n);
    if (place && !of.has(n)) of.set(n, place);
  }
  const scratch = new Scratch(end);
  for (const [made, home] of homes) {
    const bytes = aligned(real * size(made.node?.shape ?? p.outputs[made.output ?? '']?.shape ?? []));
    let place: Place | undefined;
    switch (home.kind) {
      case 'register':
        break;
      case 'result':
        place = named.result(home.name);
        break;
      case 'state':
        place = named.state(home.name);
        break;
      case 'scratch': {
        place = scratch.take(bytes, home.from, home.to);
        const to = home.next === null ? undefined : named.state(home.next);
        if (to) late.push({ from: place, to, bytes });
        break;
      }
      default:
        home satisfies never;
    }
    if (place) target.set(made, place);
    if (place && made.node) of.set(made.node, place);
  }
  const loops = new Map<ScanKernel, LoopLayout>();
  plan.stages.forEach((stage, at) => {
    for (const k of stage) {
      const body = k.kind === 'scan' && plan.bodies.get(k);
      if (!body) continue;
      const loopAt = (first: number): LoopLayout => loopOf(k, body, { of, target }, first, numbering);
      const bytes = aligned(loopAt(0).places.end);
      loops.set(k, loopAt(scratch.take(bytes, at, at).offset));
    }
  });
  return { of, target, late, loops, end: scratch.end };
}

/**
 * A loop over time in memory from `begin` on. Elements and results of every step lie in the sequences around it; only
 * what is carried has places of its own, and results that nobody takes, which every step writes over.
 */
function loopOf(
  k: ScanKernel,
  plan: Plan,
  around: Pick<Places, 'of' | 'target'>,
  begin: number,
  numbering: Numbering,
): LoopLayout {
  const { attrs } = k.of;
  const { real } = numbering;
  const time = numbering.timeOf(k);
  const bytesOfOne = (n: Node | undefined): number => real * size(n?.shape ?? []);
  const stepwise = (place: Place, bytes: number): Place => ({
    ...place,
    times: [...(place.times ?? []), { global: time, bytes }],
  });
  const given = new Map(attrs.names.map((name, i) => [name, placeOfLoad(around, k.before.given[i])]));
  const taken = (name: string): Place[] =>
    k.made.filter(({ node }) => node.attrs.name === name).flatMap((made) => around.target.get(made) ?? []);
  const results = new Map<string, Place>();
  const first: Copy[] = [];
  const last: Copy[] = [];
  let end = begin;
  for (const [name, node] of Object.entries(plan.program.outputs)) {
    const bytes = bytesOfOne(node);
    const own: Place = { from: 'memory', offset: end };
    const outs = taken(name);
    const [out = own, ...others] = outs; // a result may be taken twice
    const everyStep = !isCarried(attrs, name);
    const start = everyStep ? undefined : given.get(name);
    if (start) first.push({ from: start, to: own, bytes });
    if (everyStep) for (const to of others) last.push({ from: out, to, bytes: bytes * attrs.length });
    else for (const to of outs) last.push({ from: own, to, bytes });
    const keeps = everyStep && out !== own;
    results.set(name, keeps ? stepwise(out, bytes) : own);
    if (!keeps) end += aligned(bytes);
  }
  const named: Named = {
    input: (n) => {
      const { name, from } = n.attrs;
      if (from === 'state') return results.get(name);
      const place = given.get(name);
      return place && from === 'feed' ? stepwise(place, bytesOfOne(n)) : place;
    },
    result: (name) => results.get(name),
    state: (name) => results.get(name),
  };
  const places = placesOf(plan, named, end, numbering);
  return { plan, places, time, begin: first, end: last };
}

const placeOfLoad = ({ of }: Pick<Places, 'of'>, load: Load | undefined): Place => {
  const place = load && of.get(load.node);
  if (!place) throw new Error('scan: no memory for what it reads');
  return place;
};

function strip(from: 'feeds' | 'results', items: readonly (readonly [string, Storage, number])[], real: number): Strip {
  const out = new Map<string, Stored>();
  let at = 0;
  for (const [name, storage, length] of items) {
    out.set(name, { place: { from, offset: at }, storage, length });
    at += aligned(length * bytesOf(storage, real));
  }
  return { items: out, bytes: at };
}

/** First fit: the lowest stretch that nothing else needs at the same time. */
class Scratch {
  readonly #begin: number;
  readonly #taken: { at: number; bytes: number; from: number; to: number }[] = [];
  end: number;
  constructor(begin: number) {
    this.#begin = begin;
    this.end = begin;
  }
  /** Bytes for the stages `from` … `to`. */
  take(bytes: number, from: number, to: number): Place {
    let at = this.#begin;
    for (const t of this.#taken) {
      // in order of address
      if (t.to < from || t.from > to) continue;
      if (at + bytes <= t.at) break;
      at = Math.max(at, t.at + t.bytes);
    }
    this.#taken.push({ at, bytes, from, to });
    this.#taken.sort((a, b) => a.at - b.at);
    this.end = Math.max(this.end, at + bytes);
    return { from: 'memory', offset: at };
  }
}
