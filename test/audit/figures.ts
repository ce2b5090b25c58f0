// How well the doctor does on books with one mistake each, and on books without: the figures of `npm run test:audit`.
import { classOf } from '../../src/audit/classify.ts';
import { Grid } from '../../src/audit/grid.ts';
import { heal } from '../../src/audit/heal.ts';
import type { FindingClass } from '../../src/audit/report.ts';
import { Work } from '../../src/audit/work.ts';
import type { Workbook } from '../../src/workbook/index.ts';
import type { Book, ErrorClass, Mutant } from '../tools/books/index.ts';

export interface Result {
  readonly name: string;
  readonly class: ErrorClass;
  readonly layout: string;
  readonly network: string;
  /** Something was found wrong, and so much that a repair could be named. */
  readonly found: boolean;
  readonly explained: boolean;
  /**
   * All cells that the first finding names are wrong ones; and all findings together name all wrong cells and no other.
   */
  readonly root: boolean;
  readonly exact: boolean;
  readonly said: FindingClass | undefined;
  readonly cells: readonly string[];
  readonly named: readonly string[];
  readonly ms: number;
}

/** What is found in a workbook: cells by name, with the class, in the order of findings. */
export function findings(book: Workbook): {
  readonly list: readonly { readonly class: FindingClass; readonly cells: readonly string[] }[];
  readonly unexplained: number;
} {
  const work = new Work(new Grid(book));
  const { mistakes, left } = heal(work);
  return {
    list: mistakes.map((m) => ({ class: classOf(m), cells: [...m.formulas.keys()].map((id) => work.grid.name(id)) })),
    unexplained: left.length + work.unjudged.length,
  };
}

export function examine(mutant: Mutant): Result {
  const start = performance.now();
  const { list, unexplained } = findings(mutant.workbook);
  const ms = performance.now() - start;
  const { spec } = mutant.base;
  const wrong = new Set(mutant.cells);
  const all = new Set(list.flatMap((f) => f.cells));
  const [first] = list;
  return {
    name: mutant.name,
    class: mutant.class,
    layout: spec.name.split(' · ')[0] ?? '',
    network: spec.network.name,
    ms,
    found: list.length > 0 || unexplained > 0,
    explained: list.length > 0,
    said: first?.class,
    root: first !== undefined && first.cells.every((c) => wrong.has(c)),
    exact: all.size === wrong.size && [...all].every((c) => wrong.has(c)),
    cells: mutant.cells,
    named: [...all],
  };
}

/** Clean books in which something is found. */
export const falseAlarms = (books: readonly Book[]): string[] =>
  books
    .filter((b) => {
      const f = findings(b.workbook);
      return f.list.length + f.unexplained > 0;
    })
    .map((b) => b.spec.name);

export const part = (results: readonly Result[], is: (r: Result) => boolean): number =>
  results.filter(is).length / Math.max(1, results.length);
export const sameClass = (r: Result): boolean => r.said === r.class;

/** A line for all, then one for each class, layout and network. */
export function table(results: readonly Result[]): string {
  const percent = (list: readonly Result[], is: (r: Result) => boolean): string =>
    (100 * part(list, is)).toFixed(1).padStart(7);
  const line = (name: string, list: readonly Result[]): string =>
    `${name.padEnd(24)}${String(list.length).padStart(6)}${[(r: Result) => r.found, (r: Result) => r.explained, (r: Result) => r.root, (r: Result) => r.exact, sameClass].map((is) => percent(list, is)).join('')}${Math.max(
      ...list.map((r) => r.ms),
    )
      .toFixed(0)
      .padStart(8)}`;
  const groups = (by: (r: Result) => string): string[] =>
    [...new Set(results.map(by))].map((name) =>
      line(
        name,
        results.filter((r) => by(r) === name),
      ),
    );
  return [
    `${''.padEnd(24)} books  found expl'd   root  exact  class  max ms`,
    line('all', results),
    '',
    ...groups((r) => r.class),
    '',
    ...groups((r) => r.layout),
    '',
    ...groups((r) => r.network),
  ].join('\n');
}
