/**
 * Where every number lies. One memory for all programs of a run:
 *
 *   digits of 2/π | settings | tables | state | prelude | scratch | feeds and results of a call
 *
 * State is one contiguous stretch, so a snapshot is one copy. Prelude and scratch are shared by the programs, which run
 * one at a time; within a program, scratch is used again once a value was read for the last time.
 */
import { GradsheetError } from '../../errors.ts';
import { isOp, type Node } from '../../ir/node.ts';
import { inputsFrom, resultNames, stateNames, type Program } from '../../ir/program.ts';
import { size } from '../../ir/shape.ts';
import { loadsOf, sameElement } from './group.ts';
import type { Storage } from './prelude.ts';
import { digitBytes } from './routines.ts';
import type { Group } from './schedule.ts';

/** Bytes from a fixed address, or from where this step's feeds or results lie. */
export interface Place {
  readonly from: 'memory' | 'feeds' | 'results';
  readonly offset: number;
}
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
  let at = aligned(digitBytes);
  let begin = 0;
  for (const from of ['setting', 'table', 'state'] as const) {
    if (from === 'state') begin = at;
    for (const n of programs.flatMap((p) => inputsFrom(p, from))) {
      const storage = storageOf(n);
      const length = size(n.shape);
      const before = names.get(n.attrs.name);
      if (before && before.length !== length) {
        throw new GradsheetError('shape-mismatch', {
          where: `input "${n.attrs.name}"`,
          expected: `${before.length} numbers, as in another program of the run`,
          received: `${length}`,
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
  /** Where an output is written, by name. */
  readonly output: ReadonlyMap<string, Place>;
  /** What a program leaves in scratch to be copied to state when all else is done. */
  readonly late: readonly { readonly from: Place; readonly to: Place; readonly bytes: number }[];
  readonly feeds: Strip;
  readonly results: Strip;
  readonly end: number;
}

/**
 * @param prelude nodes of the prelude that kernels read; each has a place for its rounded value and one for the f64
 */
export function allocate(
  p: Program,
  groups: readonly Group[],
  prelude: Iterable<Node>,
  kept: Kept,
  storageOf: (n: Node<'input'>) => Storage,
  real: number,
): Layout {
  const of = new Map<Node, Place>();
  const output = new Map<string, Place>();
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
  for (const n of prelude) {
    of.set(n, { from: 'memory', offset: end });
    end += preludeBytes;
  }
  for (const n of Object.values(p.inputs)) {
    const stored = n.attrs.from === 'feed' ? feeds.items.get(n.attrs.name) : kept.names.get(n.attrs.name);
    if (stored && !of.has(n)) of.set(n, stored.place);
  }
  const scratch = new Scratch(end);
  const lastRead = lastReads(groups);
  const states = new Set(stateNames(p));
  groups.forEach((group, g) => {
    for (const k of group) {
      const bytes = aligned(real * size(k.node?.shape ?? p.outputs[k.output ?? '']?.shape ?? []));
      if (k.output !== null) {
        const result = results.items.get(k.output)?.place;
        const state = kept.names.get(k.output)?.place;
        const to =
          result ??
          (states.has(k.output) && state && inPlace(p, k.output, groups, g)
            ? state
            : scratch.take(bytes, g, groups.length));
        if (!result && state && to !== state) late.push({ from: to, to: state, bytes });
        output.set(k.output, to);
        if (k.node) of.set(k.node, to);
      } else if (k.node) {
        const last = lastRead.get(k.node) ?? g;
        if (last > g) of.set(k.node, scratch.take(bytes, g, last)); // else its group keeps it in registers
      }
    }
  });
  return { of, output, late, feeds, results, end: scratch.end };
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

function lastReads(groups: readonly Group[]): Map<Node, number> {
  const last = new Map<Node, number>();
  groups.forEach((group, g) => {
    for (const k of group) for (const l of loadsOf(k)) last.set(l.node, g);
  });
  return last;
}

/**
 * The next state may overwrite the old one if nothing later reads that, and its own group reads it only element by
 * element.
 */
function inPlace(p: Program, name: string, groups: readonly Group[], at: number): boolean {
  return groups.every(
    (group, g) =>
      g < at ||
      group.every((k) =>
        loadsOf(k).every((l) => !isOp(l.node, 'input') || l.node !== p.inputs[name] || (g === at && sameElement(k, l))),
      ),
  );
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
  /** Bytes for the groups `from` … `to`. */
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
