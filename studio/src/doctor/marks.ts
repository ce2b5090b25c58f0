import { cellKey, colourOfRole, type Role } from 'gradsheet/sheet';
import type { Box, Patient, RolePlace } from '../worker/doctor-protocol.ts';

export type Mark = 'wrong' | 'reads' | 'should' | 'affected' | 'noted';
/** Marks of the cells of one sheet: all wrong cells, and what the open finding reads, should read and spoils. */
export function marksOf(patient: Patient, sheet: number, open: number | null): ReadonlyMap<number, Mark> {
  const out = new Map<number, Mark>();
  const put = (boxes: readonly Box[] | undefined, mark: Mark): void => {
    for (const box of boxes ?? []) if (box.sheet === sheet) for (const key of keysOf(box)) out.set(key, mark);
  };
  const shown = open === null ? undefined : patient.marks[open];
  put(shown?.affected, 'affected');
  put(shown?.should, 'should');
  put(shown?.reads, 'reads');
  patient.audit.findings.forEach((f, i) => {
    if (f.severity === 'error') put(patient.marks[i]?.wrong, 'wrong');
    else if (i === open) put(patient.marks[i]?.wrong, 'noted');
  });
  return out;
}

/** What the cells of a sheet are for. */
export function rolesOf(patient: Patient, sheet: number): ReadonlyMap<number, RolePlace> {
  const out = new Map<number, RolePlace>();
  for (const place of patient.roles) {
    if (place.sheet === sheet) for (const key of keysOf(place)) if (!out.has(key) || place.given) out.set(key, place);
  }
  return out;
}

/** Columns beside each other that are mostly for the same thing, as the heads of a sheet. */
export interface Head {
  readonly from: number;
  readonly to: number;
  readonly role: Role;
  readonly box: Box;
}
export function headsOf(roles: ReadonlyMap<number, RolePlace>, columns: number): Head[] {
  const counts = Array.from({ length: columns }, () => new Map<Role, { n: number; first: RolePlace }>());
  for (const [key, place] of roles) {
    const of = counts[key % 16_384];
    const known = of?.get(place.role);
    if (known) known.n++;
    else of?.set(place.role, { n: 1, first: place });
  }
  const out: { from: number; to: number; role: Role; box: Box }[] = [];
  counts.forEach((of, column) => {
    const [first] = [...of].sort((a, b) => b[1].n - a[1].n);
    if (!first) return;
    const [role, { first: box }] = first;
    const last = out.at(-1);
    if (last && last.role === role && last.to === column - 1) last.to = column;
    else out.push({ from: column, to: column, role, box });
  });
  return out;
}

function* keysOf({ top, left, bottom, right }: Box): Generator<number> {
  if ((bottom - top + 1) * (right - left + 1) > 2_000_000) return; // whole columns: no cell of its own to mark
  for (let r = top; r <= bottom; r++) for (let c = left; c <= right; c++) yield cellKey(r, c);
}

export const tags: Readonly<Record<ReturnType<typeof colour>, string>> = {
  data: 'x',
  parameter: 'w',
  activation: 'ŷ',
  error: 'e',
  gradient: '∂',
  update: '→',
};
export const colour = (role: Role): (typeof colourOfRole)[Role] => colourOfRole[role];
