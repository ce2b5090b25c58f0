import type { Language } from 'gradsheet/explain';
import type { Audit, Marked, Role, RoleCells, Told, ToldSummary } from 'gradsheet/sheet';

/**
 * What the page asks of the doctor's Worker. Every question carries all it needs, so that a Worker may be ended at any
 * moment.
 */
export type DoctorAsk =
  | { readonly do: 'examine'; readonly name: string; readonly bytes: Uint8Array; readonly roles: readonly RoleCells[] }
  /** What a file of roles says about the workbook. */
  | {
      readonly do: 'roles';
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly file: string;
      readonly text: string;
    }
  /** The same file with the repairs of some findings, all else in it as it was. */
  | {
      readonly do: 'repair';
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly audit: Audit;
      readonly findings: readonly number[];
    }
  | {
      readonly do: 'report';
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly audit: Audit;
      readonly language: Language;
    };
/** How far an audit is. */
export type Stage = 'read' | 'judged' | 'repaired' | 'told';
export interface DoctorAnswers {
  readonly examine: Patient;
  readonly roles: RoleCells[];
  readonly repair: Uint8Array;
  readonly report: string;
}

/** A workbook as it is drawn, and what was found in it. */
export interface Patient {
  readonly sheets: readonly SheetView[];
  readonly audit: Audit;
  readonly told: Readonly<Record<Language, { readonly summary: ToldSummary; readonly findings: readonly Told[] }>>;
  /** Of each finding. */
  readonly marks: readonly Marks[];
  readonly roles: readonly RolePlace[];
}
export interface SheetView {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** By `cellKey`. */ readonly cells: ReadonlyMap<number, CellView>;
  readonly hidden: boolean;
}
/** `text`: as it stands in the cell; `value`: with all digits. */
export interface CellView {
  readonly text: string;
  readonly value: string;
  readonly kind: 'number' | 'text' | 'error';
  readonly formula?: string;
  readonly bold?: true;
}

export interface Spot {
  readonly sheet: number;
  readonly row: number;
  readonly column: number;
}
export interface Box {
  readonly sheet: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly name: string;
}
export interface Marks {
  readonly wrong: readonly Box[];
  /** Cells that the wrong formulas read and should not, and those that they should read. */
  readonly reads: readonly Box[];
  readonly should: readonly Box[];
  readonly affected: readonly Box[];
  /** Where the present formula and the right one differ, for each wrong cell by its sheet and `cellKey`: `0!12`. */
  readonly changes: ReadonlyMap<string, { readonly before: readonly Marked[]; readonly after: readonly Marked[] }>;
}
export interface RolePlace extends Box {
  readonly role: Role;
  readonly label: string;
  readonly given: boolean;
}
