import type { Role } from '../report.ts';

/** What a cell is for, and where: a cell that all steps of a run share has no step. */
export interface Part {
  readonly role: Role;
  readonly run?: number;
  readonly step?: number;
}
