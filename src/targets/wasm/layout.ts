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
import type { Made } from '../../plan/kernel.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Storage } from '../../plan/prelude.ts';
import type { Place } from './emission.ts';
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
export interface Layout {
  /** Where loads of a node read. */
  readonly of: ReadonlyMap<Node, Place>;
  /** Where a value is written; a value that only its own kernel reads is nowhere. */
  readonly target: ReadonlyMap<Made, Place>;
  /** What a program leaves in scratch to be copied to state when all else is done. */
  readonly late: readonly { readonly from: Place; readonly to: Place; readonly bytes: number }[];
  readonly feeds: Strip;
  readonly results: Strip;
  /** Where the workspace begins. */
  readonly end: number;
}

/** Places for all values of a plan. Of the prelude, each value that kernels read has one rounded and one as f64. */
export function allocate(
  { program: p, prelude, homes }: Plan,
  kept: Kept,
  storageOf: (n: Node<'input'>) => Storage,
  real: number,
): Layout {
  const of = new Map<Node, Place>();
  const target = new Map<Made, Place>();
  const late: { from: Place; to: Place; bytes: number }[] = [];
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
  let end = kept.end;
  for (const n of prelude.read) {
    of.set(n, { from: 'memory', offset: end });
    end += preludeBytes;
  }
  for (const n of Object.values(p.inputs)) {
    const stored = n.attrs.from === 'feed' ? feeds.items.get(n.attrs.name) : kept.names.get(n.attrs.name);
    if (stored && !of.has(n)) of.set(n, stored.place);
  }
  const scratch = new Scratch(end);
  for (const [made, home] of homes) {
    const bytes = aligned(real * size(made.node?.shape ?? p.outputs[made.output ?? '']?.shape ?? []));
    let place: Place | undefined;
    switch (home.kind) {
      case 'register':
        break;
      case 'result':
        place = results.items.get(home.name)?.place;
        break;
      case 'state':
        place = kept.names.get(home.name)?.place;
        break;
      case 'scratch': {
        place = scratch.take(bytes, home.from, home.to);
        const to = home.next === null ? undefined : kept.names.get(home.next)?.place;
        if (to) late.push({ from: place, to, bytes });
        break;
      }
      default:
        home satisfies never;
    }
    if (place) target.set(made, place);
    if (place && made.node) of.set(made.node, place);
  }
  return { of, target, late, feeds, results, end: scratch.end };
}

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
