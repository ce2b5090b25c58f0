import {
  cellAt,
  cellsIn,
  cellsOf,
  colourOf,
  dependents,
  expression,
  mathNumber,
  mathTokens,
  numberOf,
  type Cell,
  type Colour,
  type Expression,
  type ProgramView,
} from 'gradsheet/explain';
import { isOp, type Node } from 'gradsheet/ir';
import { panelsOf, type Slot } from './panels.ts';
import type { View } from './timeline.ts';

/** A cell in a formula. `slot`: where it stands on the bench; `step`: the step its number belongs to. */
export interface Operand {
  readonly kind: 'operand';
  readonly cell: Cell;
  readonly colour: Colour;
  readonly value: number;
  readonly slot: string | null;
  readonly step: number;
  readonly order: number;
}
export type Part =
  Operand | { readonly kind: 'sign'; readonly text: string } | { readonly kind: 'number'; readonly text: string };

/** How a cell comes about, in pieces that may be broken across lines: an operator never ends one. */
export interface Reading {
  readonly cell: Cell;
  readonly value: number;
  /** null: given, not computed. */
  readonly groups: readonly (readonly Part[])[] | null;
  /** Terms of its longest sum. */
  readonly terms: number;
  /** Places of the same step that it reads, in the order of the formula, and places that read it. */
  readonly reads: ReadonlyMap<string, number>;
  readonly readBy: ReadonlySet<string>;
}

const places = new WeakMap<ProgramView, ReadonlyMap<Node, ReadonlyMap<string, Slot>>>();
/** Slots by value and position. */
function placesOf(shown: ProgramView): ReadonlyMap<Node, ReadonlyMap<string, Slot>> {
  const known = places.get(shown);
  if (known) return known;
  const found = new Map<Node, Map<string, Slot>>();
  for (const panel of panelsOf(shown)) {
    for (const line of panel.lines) {
      for (const slot of line.slots) {
        if (!slot) continue;
        const at = found.get(slot.value) ?? new Map<string, Slot>();
        at.set(slot.at.join(), slot);
        found.set(slot.value, at);
      }
    }
  }
  places.set(shown, found);
  return found;
}

/** Where a cell stands on the bench; the learning rate stands in the transport bar. */
export function slotIdOf({ trace }: View, cell: Cell, moment: number): string | null {
  if (trace.label(cell.value).role === 'learningRate') return 'lr';
  const own = placesOf(trace.view(moment)).get(cell.value)?.get(cell.at.join())?.id;
  const [table] = cell.value.inputs;
  if (own !== undefined || cell.value.op !== 'gather' || !table) return own ?? null;
  // a table that is shown whole stands for the rows gathered from it
  const row = trace.steps[moment]?.rows[cell.at[0] ?? 0] ?? 0;
  return (
    placesOf(trace.view(moment))
      .get(table)
      ?.get([row, ...cell.at.slice(1)].join())?.id ?? null
  );
}

export const cellOf = (view: View, slot: Pick<Slot, 'value' | 'at'>): Cell => cellAt(slot.value, slot.at, view.moment);

/** A weight at a later step is what the step before made of it: its formula is that step's update. */
function behind(view: View, cell: Cell): Expression {
  const e = expression(view.trace, cell);
  return e.kind === 'cell' && isOp(cell.value, 'input') && e.cell.t[0] !== cell.t[0]
    ? expression(view.trace, e.cell)
    : e;
}

/** Data are gathered from a table that a person typed: to her they are given. */
const isGathered = (cell: Cell, e: Expression): boolean =>
  cell.value.op === 'gather' && (e.kind === 'pick' || (e.kind === 'cell' && e.cell.t.length === 0));

export function read(view: View, slot: Slot, longest = 8): Reading {
  const { trace, moment, step } = view;
  const cell = cellOf(view, slot);
  const e = behind(view, cell);
  const value = numberOf(trace, cell);
  const given = e.kind === 'given' || isGathered(cell, e);
  const read = given ? [] : unique(cellsIn(e));
  const reads = new Map<string, number>();
  for (const c of read) {
    const id = isHere(c, moment) ? slotIdOf(view, c, moment) : null;
    if (id !== null && !reads.has(id)) reads.set(id, reads.size + 1);
  }
  const readBy = new Set<string>();
  for (const range of dependents(trace, gatheredFrom(view, cell) ?? cell)) {
    if (!isHere({ ...range, at: range.from }, moment)) continue;
    for (const c of cellsOf(range)) {
      const id = slotIdOf(view, c, moment);
      if (id !== null) readBy.add(id);
    }
  }
  const operand = (c: Cell): Operand => {
    const m = c.t[0] ?? moment;
    const id = slotIdOf(view, c, m);
    return {
      kind: 'operand',
      cell: c,
      colour: colourOf(trace.label(c.value)),
      value: numberOf(trace, c),
      slot: m === moment ? id : null,
      step: step - moment + m,
      order: (m === moment && id !== null && reads.get(id)) || 0,
    };
  };
  return { cell, value, groups: given ? null : grouped(e, operand, longest), terms: longestSum(e), reads, readBy };
}

/** The cell of the step's rows that repeats a cell of the table, if this row is among them. */
function gatheredFrom({ trace, moment }: View, { value, at }: Cell): Cell | null {
  const gather = [...trace.view(moment).blocks.keys()].find((n) => n.op === 'gather' && n.inputs[0] === value);
  const place = trace.steps[moment]?.rows.indexOf(at[0] ?? -1) ?? -1;
  return gather && place >= 0 ? cellAt(gather, [place, ...at.slice(1)], moment) : null;
}

const isHere = (c: Cell, moment: number): boolean => c.t.length === 0 || c.t[0] === moment;
const unique = (cells: readonly Cell[]): Cell[] => {
  const seen = new Map<Node, Set<string>>();
  return cells.filter((c) => {
    const at = seen.get(c.value) ?? new Set<string>();
    const key = `${c.at.join()}@${c.t.join()}`;
    if (at.has(key)) return false;
    at.add(key);
    seen.set(c.value, at);
    return true;
  });
};

function longestSum(e: Expression): number {
  switch (e.kind) {
    case 'fold':
      return e.terms.reduce((n, x) => Math.max(n, longestSum(x)), e.terms.length);
    case 'op':
      return e.args.reduce((n, x) => Math.max(n, longestSum(x)), 0);
    default:
      return 0;
  }
}

/** Pieces that begin with + or −, so that lines do too. */
function grouped(e: Expression, operand: (c: Cell) => Operand, longest: number): Part[][] {
  const groups: Part[][] = [[]];
  let depth = 0;
  let opened = false;
  const add = (part: Part, breaks: boolean): void => {
    if (breaks && (groups.at(-1)?.length ?? 0) > 0 && !opened) groups.push([]);
    groups.at(-1)?.push(part);
    opened = part.kind === 'sign' && /[([|√]$/.test(part.text);
  };
  for (const token of mathTokens(e, { longest })) {
    switch (token.kind) {
      case 'cell':
        add(operand(token.cell), false);
        break;
      case 'column':
        add(operand({ ...token.column, at: token.column.from }), false);
        break;
      case 'number':
        add({ kind: 'number', text: mathNumber(token.value) }, false);
        break;
      case 'text': {
        const text = token.text.trim();
        if (text === '') break;
        add({ kind: 'sign', text }, /^[+−,]/.test(text) && (depth === 0 || longest > 0));
        depth += (text.match(/[([]/g)?.length ?? 0) - (text.match(/[)\]]/g)?.length ?? 0);
        break;
      }
      default:
        token satisfies never;
    }
  }
  return groups.filter((g) => g.length > 0);
}
