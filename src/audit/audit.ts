import { GradsheetError } from '../errors.ts';
import { quoted } from '../words.ts';
import { Budget, unlessTooMuch } from '../lift/budget.ts';
import { placesOf } from '../lift/places.ts';
import { most } from '../util/lists.ts';
import type { Workbook } from '../workbook/index.ts';
import { broken } from './findings/broken.ts';
import { examine, type Case } from './case.ts';
import { conventions } from './findings/conventions.ts';
import { leaks, unscaled } from './findings/inputs.ts';
import { mistakes } from './findings/mistakes.ts';
import { rates } from './findings/rate.ts';
import { withoutTraining } from './findings/training.ts';
import { units } from './findings/units.ts';
import { Grid } from './grid.ts';
import type { Audit, Finding, RoleCells, Summary } from './report.ts';
import { givenRoles } from './roles/given.ts';
import { rolesOf } from './roles/roles.ts';
import { words } from './error-words.ts';

export interface AuditOptions {
  /**
   * The cell that training makes small, of any step: `Sheet1!H9`. Default: the one whose derivative most updates
   * follow.
   */
  readonly loss?: string;
  /** What cells are for, where you know better. */
  readonly roles?: readonly RoleCells[];
  readonly onProgress?: (done: 'read' | 'judged' | 'repaired' | 'told') => void;
}

/**
 * Reads a training workbook, differentiates its own loss, and says which formulas are wrong and why, what follows from
 * them, what they cost, and how to repair them; and what else is worth knowing about the book.
 *
 *   audit(readXlsx(bytes)).findings[0]   // → { class: 'misaligned-reference', cells: ['Sheet1!J3', …], … }
 *
 * @throws GradsheetError for options that fit no cell
 */
export function audit(book: Workbook, { loss, roles: given = [], onProgress }: AuditOptions = {}): Audit {
  const start = performance.now();
  const grid = new Grid(book);
  const tell = onProgress ?? ((): void => undefined);
  const told = givenRoles(grid, given);
  const lossAt = loss === undefined ? told.cells('loss').find((id) => grid.cell(id).formula) : lossCell(grid, loss);
  const within = <T>(rule: () => T): T | undefined =>
    new Budget(mostWork(grid.cells.length)).within(() => unlessTooMuch(rule));
  const c = new Budget(mostWork(grid.cells.length)).within(() =>
    examine(grid, { lossAt, parameters: told.cells('parameter') }, tell),
  );
  const roles = within(() => rolesOf(c, told)) ?? { of: told.parts, list: told.entries, side: () => 'above' as const };
  const parts = [mistakes, broken, withoutTraining, rates, unscaled, units, leaks, conventions] as const;
  const findings = ranked(parts.flatMap((part) => within(() => part(c, roles)) ?? []));
  const result: Audit = { roles: roles.list, findings, summary: summary(c, findings, performance.now() - start) };
  tell('told');
  return result;
}

/** Work for each part of an audit of so many cells. What there is no work left for is not found. */
const mostWork = (cells: number): number => 12_000_000 + 500 * cells;

function lossCell(grid: Grid, text: string): number {
  const places = placesOf(grid.book, text);
  const [at] = places;
  const id = at && grid.find(at.sheet, at.row, at.column);
  if (places.length !== 1) {
    throw new GradsheetError('invalid-option', {
      where: 'loss',
      expected: words('one cell, as Sheet1!H9'),
      received: quoted(text),
    });
  }
  if (id === undefined || !grid.cell(id).formula) {
    throw new GradsheetError('invalid-option', {
      where: 'loss',
      expected: words('a cell that holds a formula'),
      received: quoted(text),
    });
  }
  return id;
}

const weight = { error: 0, warning: 1, note: 2 } as const;
/** Errors, warnings, notes; of each what explains most first. */
const ranked = (list: readonly Finding[]): Finding[] =>
  list.toSorted((a, b) => weight[a.severity] - weight[b.severity] || b.consequences.length - a.consequences.length);

function summary({ grid, work }: Case, findings: readonly Finding[], took: number): Summary {
  const count = (s: Finding['severity']): number => findings.filter((f) => f.severity === s).length;
  const { training } = work.study;
  const compared = work.judged.reduce((n, j) => n + j.verdict.moves.length, 0);
  return {
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    formulas: grid.cells.filter((x) => x.content === 'formula').length,
    training:
      training.chains.length === 0
        ? null
        : {
            runs: training.runs,
            steps: most(training.chains.map((x) => x.cells.length)) - 1,
            parameters: training.chains.length,
          },
    updates: { compared, right: compared - work.judged.reduce((n, j) => n + j.verdict.wrong.length, 0) },
    took,
  };
}
