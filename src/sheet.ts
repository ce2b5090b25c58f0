// `gradsheet/sheet`: a training as a workbook of live formulas.
import type { ProgramView } from './cells/index.ts';
import { predicting, scenesOf, scenesOfSteps, traceScenes, type Scenes } from './explain/trace.ts';
import { isOp, type Node } from './ir/node.ts';
import { inputsFrom } from './ir/program.ts';
import { range } from './ir/shape.ts';
import type { Run, Tensors } from './run/run.ts';
import { firstStep, stepAt, stepsPerEpoch } from './run/steps.ts';
import { inMemory, rowsOf } from './run/tables.ts';
import { plan, refuseTooLarge, type Plan, type Scenes as LaidOut, type SheetSize } from './targets/sheet/plan.ts';
import { workbookOf, type SheetOptions } from './targets/sheet/write.ts';
import { most } from './util/lists.ts';
import { writeXlsx, type Workbook } from './workbook/index.ts';

export interface WriteSheetOptions extends SheetOptions {
  /** How many epochs to write; default: all of the run. */
  readonly epochs?: number;
  /**
   * Weight changes of one row over all layers; larger gradients are written as products over the rows. Default 96; 0
   * for matrices.
   */
  readonly terms?: number;
  /**
   * The row to predict that stands in the workbook at first, in the table's own units; default: the mean of every
   * column.
   */
  readonly newRow?: readonly number[];
}

/** How large the workbook will be: cells, rows and columns of its training sheet. @throws GradsheetError `too-large` */
export const sheetSize = (run: Run, options: WriteSheetOptions = {}): SheetSize =>
  planOf(fittingScenes(run, options), options).size;

/**
 * The first epochs of a training as an Excel workbook in which every number is a live formula, but for data, first
 * weights and settings. The size is checked before anything is computed.
 *
 *   await writeSheet(run, { epochs: 5, language: 'zh-TW' })   // → the bytes of an .xlsx file
 *
 * @throws GradsheetError `too-large`
 */
export const writeSheet = async (run: Run, options: WriteSheetOptions = {}): Promise<Uint8Array> =>
  writeXlsx(trainingWorkbook(await inMemory(run), options));

/** The same workbook as data. @throws GradsheetError `unsupported` if the run's tables are read later */
export function trainingWorkbook(run: Run, options: WriteSheetOptions = {}): Workbook {
  const scenes = fittingScenes(run, options);
  const where = planOf(scenes, options);
  const timeline = traceScenes(run, scenes);
  const inputs = scenes.predict ? inputsFrom(scenes.predict.program, 'feed') : [];
  const { predict } = scenes;
  const { holdOut } = options;
  const feeds = scenes.predict
    ? Object.fromEntries(inputs.map((n) => [n.attrs.name, newRow(timeline.run, n, options.newRow)]))
    : {};
  return workbookOf(
    {
      timeline,
      plan: where,
      run,
      steps: timeline.steps,
      predicted: predict ? predicting(timeline, predict, feeds) : null,
      ...(predict && holdOut
        ? {
            predictedHoldOut: (k: number) =>
              predicting(
                timeline,
                predict,
                Object.fromEntries(inputs.map((n) => [n.attrs.name, Float64Array.from(holdOut.x[k] ?? [])])),
              ),
          }
        : {}),
    },
    options,
  );
}

const tracing = (o: WriteSheetOptions): WriteSheetOptions =>
  o.layout === 'matrix' && o.terms === undefined ? { ...o, terms: 0 } : o;

const planOf = (scenes: Scenes, { layout, holdOut }: WriteSheetOptions): Plan =>
  plan({ ...laidOut(scenes), holdOut: holdOut?.x.length ?? 0 }, layout);

/** Row numbers need no cells where each step sees all rows. */
const laidOut = ({ moments, predict, whole }: Scenes): LaidOut => ({
  moments,
  predict,
  hidden: new Set(
    [...new Set(moments)].flatMap((m) =>
      m.program.nodes.filter((n) => whole && isOp(n, 'input') && n.attrs.from === 'feed'),
    ),
  ),
});

/** What there is to see of a training that fits in a workbook. All epochs look like the first, so that it tells. */
function fittingScenes(run: Run, options: WriteSheetOptions): Scenes {
  const { epochs = run.epochs } = options;
  const batches = Math.floor(rowsOf(run) / run.batchSize);
  const perEpoch = stepsPerEpoch(run);
  const first = firstStep(run) - (firstStep(run) % perEpoch);
  // two whole batches, because one alone could be all rows, and the batch of the rows that are left
  const few = epochs < 1 ? [] : range(perEpoch).filter((batch) => batch < 2 || batch >= batches);
  const steps = few.map((batch) => stepAt(run, first + batch));
  const scenes = scenesOfSteps(run, steps, tracing(options));
  const times = new Map(
    scenes.steps
      .map((s, i) => [scenes.moments[i], epochs * (s.name === 'step' ? batches : 1)] as const)
      .filter((entry): entry is [ProgramView, number] => entry[0] !== undefined),
  );
  refuseTooLarge(laidOut(scenes), times, options.layout);
  return scenesOf(run, tracing(options));
}

/** Means of the columns, with as many decimals as the column has; what was given where it fits. */
function newRow(run: Run<Tensors>, feed: Node<'input'>, given: readonly number[] | undefined): Float64Array {
  const [, ...shape] = feed.shape;
  const width = shape.reduce((n, d) => n * d, 1);
  if (given?.length === width) return Float64Array.from(given);
  const table = run.tables[feed.attrs.name] ?? [];
  const rows = table.length / width;
  return Float64Array.from(
    range(width).map((k) => {
      const column = range(rows).map((r) => table[r * width + k] ?? 0);
      const decimals = Math.min(
        4,
        most(
          column.map((v) => (String(v).split('.')[1] ?? '').length),
          0,
        ),
      );
      return Number((column.reduce((a, b) => a + b, 0) / Math.max(1, rows)).toFixed(decimals));
    }),
  );
}

export type { SheetOptions } from './targets/sheet/write.ts';
export type { HoldOut } from './targets/sheet/hold-out.ts';
export type { Exercise } from './targets/sheet/exercise.ts';
export type { LayoutStyle } from './targets/sheet/layout/arrange.ts';
export { MAX_SHEET_CELLS, type SheetSize } from './targets/sheet/plan.ts';
export { readManifest, type Manifest } from './targets/sheet/manifest.ts';
export * from './workbook/index.ts';
export { tableOfBook, type SheetRead, type SheetTableOptions } from './data/sheet-table.ts';
export { evaluateBook, recalculated, type Evaluated } from './lift/evaluate.ts';
export { regions, type Region } from './lift/regions.ts';
export { lift, placesOf, type Lifted, type LiftProblem, type Place } from './lift/lift.ts';
export { solve, type Solution, type SolveOptions } from './solve/goal.ts';
export type { Bounds } from './solve/minimize.ts';
export { audit, type AuditOptions } from './audit/audit.ts';
export { fixBook } from './audit/fix.ts';
export { reportPage, type ReportOptions } from './audit/page/index.ts';
export type { Audit, Cost, Finding, FindingClass, Role, RoleCells, Severity, Summary } from './audit/report.ts';
export {
  boxesOf,
  colourOfRole,
  comparedFormulas,
  roleName,
  rolesFrom,
  rolesText,
  severityName,
  tell,
  tellSummary,
  type Marked,
  type Surroundings,
  type Told,
  type ToldSummary,
} from './audit/sentences/index.ts';
