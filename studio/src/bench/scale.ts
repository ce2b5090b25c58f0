import type { ProgramView, LabelledTimeline } from 'gradsheet/explain';
import { bound, decimalsOf, formatFor, type Format } from '../numbers/format.ts';
import { panelsOf, type Panel, type Slot } from './panels.ts';

/** Cells that are written and tinted alike: a block, a column of it where columns are of different kinds. */
interface Group {
  readonly key: string;
  readonly slots: readonly Slot[];
  readonly panel: Panel;
  readonly typed: boolean;
}

const known = new WeakMap<ProgramView, readonly Group[]>();
function groupsOf(shown: ProgramView): readonly Group[] {
  const groups =
    known.get(shown) ??
    panelsOf(shown).flatMap((panel): Group[] => {
      const present = (slots: readonly (Slot | null)[]): Slot[] => slots.filter((s) => s !== null);
      const columns = panel.columns.map((_, c) =>
        present(panel.lines.filter((l) => l.kind !== 'below').map((l) => l.slots[c] ?? null)),
      );
      switch (panel.kind) {
        case 'data':
          return columns.map((slots, c) => ({ key: `${panel.id}.${c}`, slots, panel, typed: true }));
        case 'update':
          return panel.matrix
            ? [{ key: panel.id, slots: columns.flat(), panel, typed: false }]
            : columns.map((slots, c) => ({ key: `${panel.id}.${c}`, slots, panel, typed: false }));
        case 'scaled':
          return [
            { key: panel.id, slots: columns.flat(), panel, typed: false },
            ...panel.lines
              .filter((l) => l.kind === 'below')
              .flatMap((l) => present(l.slots).map((s) => ({ key: s.id, slots: [s], panel, typed: true }))),
          ];
        case 'inner':
          return panel.lines.map((l, i) => ({ key: `${panel.id}.${i}`, slots: present(l.slots), panel, typed: false }));
        default:
          return [{ key: panel.id, slots: present(panel.lines.flatMap((l) => l.slots)), panel, typed: false }];
      }
    });
  known.set(shown, groups);
  return groups;
}

const signedKinds: ReadonlySet<Panel['kind']> = new Set<Panel['kind']>([
  'weights',
  'preactivation',
  'error',
  'cotangent',
  'changes',
  'gradient',
  'update',
  'scaled',
]);
const tintedKinds: ReadonlySet<Panel['kind']> = new Set<Panel['kind']>([...signedKinds, 'activation']);

export interface Look {
  readonly format: Format;
  /** The number with the strongest colour; 0: no colours. */ readonly largest: number;
}

/**
 * How the cells of a run are written and tinted, the same at every step: from the largest numbers met so far, which
 * only
 * grow, and grow in few jumps.
 */
export class Scale {
  readonly #whole: boolean;
  readonly #largest = new Map<string, number>();
  readonly #decimals = new Map<string, number>();
  readonly #negative = new Set<string>();
  #looks = new WeakMap<ProgramView, ReadonlyMap<string, Look>>(); // until a larger number comes

  constructor(whole = false) {
    this.#whole = whole;
  }

  readonly see = (t: LabelledTimeline, moment: number): void => {
    for (const { key, slots, typed } of groupsOf(t.view(moment))) {
      const before = this.#largest.get(key) ?? -1;
      const negative = this.#negative.has(key);
      const decimals = this.#decimals.get(key) ?? -1;
      let largest = Math.max(0, before);
      const numbers = slots.map((s) => t.numbers(s.value, moment)[indexOf(s)] ?? 0);
      for (const v of numbers) {
        if (v < 0) this.#negative.add(key);
        if (Number.isFinite(v)) largest = Math.max(largest, Math.abs(v));
      }
      this.#largest.set(key, largest);
      if (typed) this.#decimals.set(key, Math.max(0, decimals, decimalsOf(numbers)));
      if (largest !== before || this.#negative.has(key) !== negative || (this.#decimals.get(key) ?? -1) !== decimals) {
        this.#looks = new WeakMap();
      }
    }
  };

  /** By slot id. */
  looks(shown: ProgramView): ReadonlyMap<string, Look> {
    const kept = this.#looks.get(shown);
    if (kept) return kept;
    const looks = new Map<string, Look>();
    for (const { key, slots, panel, typed } of groupsOf(shown)) {
      const seen = this.#largest.get(key) ?? 0;
      const largest = bound(seen);
      const signed =
        !typed && (signedKinds.has(panel.kind) || (panel.kind === 'activation' && this.#negative.has(key)));
      const format: Format = typed
        ? { decimals: Math.min(4, this.#decimals.get(key) ?? 0), signed }
        : formatFor(seen, this.#whole ? 0 : panel.kind === 'eachLoss' ? 5 : 4, signed);
      const look: Look = { format, largest: tintedKinds.has(panel.kind) && !typed ? largest : 0 };
      for (const s of slots) looks.set(s.id, look);
    }
    this.#looks.set(shown, looks);
    return looks;
  }
}

/** Where a slot's number stands in the numbers of its value. */
export function indexOf({ value, at }: Slot): number {
  return at.reduce((n, p, axis) => n * (value.shape[axis] ?? 1) + p, 0);
}
