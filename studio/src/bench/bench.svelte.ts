import { SvelteSet } from 'svelte/reactivity';
import type { Attachment } from 'svelte/attachments';
import { preferences } from '../app/preferences.svelte.ts';
import type { Cell } from 'gradsheet/explain';
import { alone, parse, plain, short } from '../numbers/format.ts';
import type { Branch } from './branch.ts';
import { chainTable, type ChainTable } from './chain-table.ts';
import { layerName, Names } from './names.ts';
import type { Line, Panel, Slot } from './panels.ts';
import { cellOf, read, slotIdOf, type Reading } from './reading.ts';
import type { Look } from './scale.ts';
import type { Session } from './session.svelte.ts';
import type { View } from './timeline.ts';
import type { BenchWords } from './words.ts';

interface Outlines {
  readonly reads: ReadonlyMap<string, number>;
  readonly readBy: ReadonlySet<string>;
  readonly onPath: ReadonlySet<string>;
}
const nothing: Outlines = { reads: new Map(), readBy: new Set(), onPath: new Set() };

/** A cell under the pointer or the keyboard, and where it is on the page. */
export interface Peeked {
  readonly id: string;
  readonly at: DOMRect;
}

/** What a person does at the bench beyond the training itself: pointing, pinning, typing, unfolding. */
export class Bench {
  readonly session: Session;
  peeked = $state.raw<Peeked | null>(null);
  /** An operand under the pointer in Working: its cell thickens. */
  pointed = $state<string | null>(null);
  editing = $state.raw<{ readonly id: string; readonly text: string; readonly wrong: boolean } | null>(null);
  /** A computed cell was asked to change. */
  refused = $state<string | null>(null);
  tracing = $state(false);
  altDown = $state(false);
  allTerms = $state(false);
  readonly expanded = new SvelteSet<string>();
  #focused = $state<Readonly<Record<string, string>>>({});
  /** Cells a finding names. */
  flagged = $state.raw<ReadonlySet<string>>(new Set());
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly looks = $derived.by(() => {
    void this.session.view;
    return this.session.looks;
  });
  readonly panels: readonly Panel[] = $derived.by(() => this.session.panels);
  readonly slots: ReturnType<Session['getSlots']> = $derived.by(() => this.session.getSlots());
  readonly names: Names = $derived.by(
    () => new Names(this.session.scenario, preferences.language, layersOf(this.panels)),
  );
  readonly words: BenchWords = $derived.by(() => this.names.words);
  readonly pinned: {
    readonly slot: Slot & { readonly panel: Panel; readonly row?: number };
    readonly view: View;
    readonly stale: boolean;
  } | null = $derived.by(() => {
    const slot = this.session.pin === null ? undefined : this.slots.get(this.session.pin);
    if (!slot) return null;
    const view = this.session.viewOf(slot.panel, lineOf(slot));
    return view && { slot, view, stale: view !== this.session.view };
  });
  readonly reading: Reading | null = $derived.by(
    () => this.pinned && read(this.pinned.view, this.pinned.slot, this.allTerms ? Infinity : 8),
  );
  readonly chain: ChainTable | null = $derived.by(
    () => this.pinned && chainTable(this.pinned.view, this.pinned.slot, this.names),
  );
  readonly outlines: Outlines = $derived.by(() => {
    if (!this.pinned || !this.reading || this.pinned.stale) return nothing;
    return { reads: this.reading.reads, readBy: this.reading.readBy, onPath: this.chain?.onPath ?? nothing.onPath };
  });
  /** Cells of this branch that a person typed over. */
  readonly edited: ReadonlySet<string> = $derived.by(
    () =>
      new Set(
        this.session.branch.timeline.from === this.session.place.step
          ? this.session.branch.changes.map((c) => c.slot)
          : [],
      ),
  );

  constructor(session: Session) {
    this.session = session;
  }

  /** The loss at the place, and how it moved since the step (or epoch) before. */
  readonly lossShown: { readonly now: string; readonly change: string | null } | null = $derived.by(() => {
    const { session } = this;
    const { timeline } = session.branch;
    const slot = this.slots.get('loss');
    if (!slot) return null;
    const step =
      session.freshness(slot.panel, { kind: 'below' }) === 'now' ? session.place.step : session.place.step - 1;
    if (step < 0) return { now: '–', change: null };
    const format = this.looks.get('loss')?.format ?? { decimals: 5, signed: false };
    const now = timeline.loss(step);
    const before = step > 0 ? timeline.loss(step - 1) : NaN;
    return {
      now: alone(now, format),
      change: Number.isFinite(before) && now !== before ? alone(now - before, { ...format, signed: true }) : null,
    };
  });
  lineOf(slot: Parameters<typeof lineOf>[0]): ReturnType<typeof lineOf> {
    return lineOf(slot);
  }
  /** How a cell is written that may stand elsewhere on the bench, or at another step. */
  lookOf(cell: Cell): Look | undefined {
    const { view } = this.session;
    const id = slotIdOf(view, cell, view.moment);
    return id === null ? undefined : this.looks.get(id);
  }
  /** What to say of a number that nothing computes. */
  givenText(slot: Slot): string {
    const { words: w, session } = this;
    const { role } = slot.label;
    if (role === 'data' || role === 'target') return w.givenData;
    if (role !== 'parameter') return w.given;
    return session.branch.parent &&
      session.branch.timeline.from > 0 &&
      session.place.step === session.branch.timeline.from
      ? w.carried
      : w.givenWeight;
  }
  /** What sets a branch apart: `rate 0.5`, `w₂ = 0.1`, `misaligned`. */
  branchText(b: Branch): string {
    const { words: w } = this;
    const [first, ...more] = b.changes;
    if (b.misaligned && !first) return w.misalignedName;
    const varied = Object.entries(b.options).find(
      ([name, value]) => (b.parent?.options ?? this.session.scenario.options)[name] !== value,
    )?.[1];
    if (!first && varied) return varied;
    if (!first) {
      return b.parent
        ? w.sameSoFar
        : !('learningRate' in b.timeline.run.settings)
          ? ''
          : w.rate(short(b.timeline.run.settings['learningRate']?.[0] ?? NaN, 6));
    }
    if (more.length > 0) return w.edits(b.changes.length);
    if (first.slot === 'lr') return w.rate(short(first.value, 6));
    const slot = this.slots.get(first.slot);
    return w.edited(slot ? this.slotName(slot) : first.slot, short(first.value, 6));
  }
  slotName(slot: Slot): string {
    return this.names.cell(this.session.view.trace, cellOf(this.session.view, slot));
  }
  backToCell(): void {
    if (this.session.pin) focusCell(this.session.pin);
  }

  expand(panel: string, on: boolean): void {
    if (on) this.expanded.add(panel);
    else this.expanded.delete(panel);
  }

  /** One tab stop per block: where the keyboard was last, else the pinned cell, else the first. */
  tabStop(panel: Panel): string | null {
    const ids = panel.lines.flatMap((l) => l.slots.flatMap((s) => (s ? [s.id] : [])));
    const last = this.#focused[panel.id];
    if (last && ids.includes(last)) return last;
    const { pin } = this.session;
    return pin !== null && ids.includes(pin) ? pin : (ids[0] ?? null);
  }

  hover(id: string, element: Element, pointer: string): void {
    if (pointer === 'touch') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.peeked = { id, at: element.getBoundingClientRect() };
    }, 120);
  }
  focus(id: string, element: HTMLElement): void {
    const slot = this.slots.get(id);
    if (slot) this.#focused = { ...this.#focused, [slot.panel.id]: id };
    clearTimeout(this.#timer);
    if (element.matches(':focus-visible')) {
      this.#timer = setTimeout(() => {
        this.peeked = { id, at: element.getBoundingClientRect() };
      }, 120);
    }
  }
  leave(id: string): void {
    clearTimeout(this.#timer);
    if (this.peeked?.id === id) this.peeked = null;
  }
  /** @param look on a phone the formula is further down the page: go there */
  press(id: string, look = false): void {
    if (this.editing?.id === id) return;
    this.peeked = null;
    this.allTerms = false;
    this.refused = null;
    this.session.setPin(id);
    if (look && matchMedia('(max-width: 560px)').matches) {
      requestAnimationFrame(() => {
        document
          .querySelector('.working')
          ?.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
      });
    }
  }
  comparing = $state(false);
  toggleCompare(): void {
    if (this.session.branches.length > 1) this.comparing = !this.comparing;
  }
  unpin(): void {
    this.session.setPin(null);
    this.refused = null;
  }

  beginEdit(id: string, text?: string): void {
    if (!this.session.editable(id)) {
      this.press(id);
      this.refused = id;
      return;
    }
    this.peeked = null;
    this.editing = { id, text: text ?? plain(this.session.typed(id)), wrong: false };
  }
  cancelEdit(): void {
    const id = this.editing?.id;
    this.editing = null;
    if (id) focusCell(id);
  }
  commitEdit(typed: string, stay = true): void {
    const { editing } = this;
    if (!editing) return;
    const value = parse(typed);
    if (value === null) {
      this.editing = { ...editing, text: typed, wrong: true };
      return;
    }
    this.editing = null;
    this.session.edit(editing.id, value);
    if (stay) focusCell(editing.id);
  }
  /** The input in a cell: takes the keyboard, Enter commits, Esc cancels. */
  readonly editor: Attachment<HTMLInputElement> = (input) => {
    input.value = this.editing?.text ?? '';
    input.focus();
    if (input.value === plain(this.session.typed(this.editing?.id ?? ''))) input.select();
    const keys = (e: KeyboardEvent): void => {
      e.stopPropagation();
      if (e.key === 'Enter' || e.key === 'Tab') {
        e.preventDefault();
        this.commitEdit(input.value);
      } else if (e.key === 'Escape') {
        e.preventDefault();
        this.cancelEdit();
      } else if (this.editing?.wrong) this.editing = { ...this.editing, wrong: false };
    };
    const blur = (): void => {
      if (this.editing) this.commitEdit(input.value, false);
      if (this.editing?.wrong) this.editing = null;
    };
    input.addEventListener('keydown', keys);
    input.addEventListener('blur', blur);
    return () => {
      input.removeEventListener('keydown', keys);
      input.removeEventListener('blur', blur);
    };
  };
}

const lineOf = (slot: {
  readonly row?: number;
  readonly panel: Panel;
  readonly id: string;
}): Pick<Line, 'kind'> & { readonly row?: number } =>
  slot.panel.lines.find((l) => l.slots.some((s) => s?.id === slot.id)) ?? { kind: 'item' };

const layersOf = (panels: readonly Panel[]): string[] => [
  ...new Set(
    panels
      .filter((p) => p.kind === 'weights')
      .flatMap((p) => p.lines.flatMap((l) => l.slots.flatMap((s) => (s ? [layerName(s.label)] : [])))),
  ),
];

export function focusCell(id: string): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`)?.focus({ preventScroll: false }),
  );
}
