import { cellAt, type Cell, type Timeline, type LabelledTimeline } from '../../cells/index.ts';
import type { Label } from '../../ir/label.ts';
import { isOp, type Node } from '../../ir/node.ts';
import { position, range, size } from '../../ir/shape.ts';
import { colours, labelText, partsOf, type Colour } from '../../messages/labels.ts';
import type { Language } from '../../messages/language.ts';
import { sheetWords } from '../../messages/sheet.ts';
import type { Run } from '../../run/run.ts';
import type { Step } from '../../run/steps.ts';
import { most } from '../../util/lists.ts';
import { displayWidth } from '../../util/text.ts';
import {
  emptySheet,
  formatAddress,
  formatReference,
  keyRow,
  quoteSheet,
  setCell,
  type Cell as SheetCell,
  type Sheet,
  type Workbook,
} from '../../workbook/index.ts';
import { diagnosticsSheet } from './diagnostics.ts';
import { asExercise, type Exercise } from './exercise.ts';
import { cellOf, fillBlock, finite, type Filling } from './fill.ts';
import type { Place } from './formula.ts';
import { fillHoldOut, fillHoldOutPredictions, type HoldOut } from './hold-out.ts';
import { columnLook, formatOf, groupLook, looks, numberLook, rowNumberLook } from './look.ts';
import type { LayoutStyle, LineKind } from './layout/arrange.ts';
import { scalingFormula } from './scaling.ts';
import { manifestSheet, type Manifest } from './manifest.ts';
import type { Block, Plan } from './plan.ts';

/** A training to be written: its values, where they lie, and a row to predict. */
export interface Training {
  readonly timeline: LabelledTimeline;
  readonly plan: Plan;
  readonly run: Run;
  readonly steps: readonly Step[];
  /** Numbers of the program that predicts, for the row that stands in the workbook at first. */
  readonly predicted: ReadonlyMap<Node, Float64Array> | null;
  /** The same for row k of those that never train. */
  readonly predictedHoldOut?: (k: number) => ReadonlyMap<Node, Float64Array>;
}
export interface SheetOptions {
  /** Default 'en'. */
  readonly language?: Language;
  readonly title?: string;
  /** Default 'block'. */
  readonly layout?: LayoutStyle;
  /** What the rows of the table are called: 'A', 'B' …; default: their numbers. */
  readonly rowNames?: readonly string[];
  /** Leaves cells for the learner to fill in, and a sheet that checks them; true: all that the first step computes. */
  readonly exercise?: boolean | Exercise;
  /** Rows that never train: marked below the data, with their predictions. For models of one input and one target. */
  readonly holdOut?: HoldOut;
  /** What describes the model, kept in the workbook as JSON for reading it back. */
  readonly model?: unknown;
}

/**
 * A training as a workbook of live formulas: the data, a block per step, the losses with their chart, and a row to
 * predict. Every number is a formula but data, first weights and settings; saved values are those of the reference.
 */
export function workbookOf(training: Training, options: SheetOptions = {}): Workbook {
  const { timeline, plan, steps } = training;
  const language = options.language ?? 'en';
  const words = sheetWords(language);
  const main = emptySheet(words.training);
  const losses = emptySheet(words.losses);
  const predict = emptySheet(words.predict);
  const about = emptySheet(words.about);
  const common = {
    language,
    words,
    ...placing(training, main.name, predict.name),
    format: formatting(training),
    layers: layerCount(plan) > 1,
    lineName: (kind: LineKind) => (kind === 'update' ? words.after : words[kind]),
  };
  const label = (node: Node): Label => plan.labels.get(node) ?? timeline.label(node);
  const at = (t: number): Filling => ({
    ...common,
    label,
    sheet: main,
    timeline,
    numbers: (n) => timeline.numbers(n, t),
  });

  const names = rowNames(training, options);
  fillBlock(at(0), plan.data, 0, words.data, names, false);
  if (plan.numbered) numberRows(main, plan.data);
  linkScaling(at(0), plan.data);
  if (options.holdOut && plan.holdOut.rows > 0) fillHoldOut(at(0), plan, options.holdOut);
  plan.blocks.forEach((block, t) =>
    fillBlock(
      at(t),
      block,
      t,
      titleOf(training, t, words),
      lineNames(training, t, names),
      block.at !== plan.blocks[t - 1]?.at && (block.at.style !== 'row' || t === 0),
    ),
  );
  fillTop(at(0), training, options.title ?? words.training);
  fillLosses(losses, main, training, words);
  const sheets = [
    main,
    losses,
    diagnosticsSheet({ timeline, plan, placeOf: common.placeOf }, words, {
      name: losses.name,
      first: isWhole(training) ? 0 : 1,
      title: isWhole(training) ? words.epochColumn : words.step,
    }),
  ];
  if (plan.predict && training.predicted) {
    const longer: Timeline = {
      ...timeline,
      blocks: new Set([...timeline.blocks, ...plan.labels.keys()]),
      length: steps.length + 1,
    };
    const predicted = training.predicted;
    setCell(predict, 0, 0, { value: words.predictTitle, style: looks.title });
    setCell(predict, 1, 0, { value: words.predictHint, style: looks.hint });
    const filling: Filling = {
      ...common,
      label,
      sheet: predict,
      timeline: longer,
      lineName: () => words.trained,
      numbers: (n) => predicted.get(n) ?? new Float64Array(size(n.shape)),
    };
    fillBlock(filling, plan.predict, steps.length, words.predict, [words.newRow], true);
    if (options.holdOut && plan.holdOut.rows > 0 && training.predictedHoldOut) {
      fillHoldOutPredictions(filling, plan, options.holdOut, main, steps.length, training.predictedHoldOut);
    }
    predict.columnWidths.set(0, 16);
    for (const gap of plan.predict.at.gaps) predict.columnWidths.set(gap, 2);
    sheets.push(predict);
  }
  fillAbout(about, training, words);
  sheets.push(about, manifestSheet(manifestOf(training, common.placeOf, language, options.model ?? null)));
  for (const [sheet, colour] of [
    [main, 'parameter'],
    [losses, 'error'],
    [predict, 'activation'],
    [about, 'data'],
  ] as const) {
    sheet.tabColor = colours[colour].text;
  }
  const book: Workbook = {
    sheets,
    names: [],
    properties: { title: options.title ?? words.training, creator: 'Gradsheet' },
  };
  return options.exercise ? asExercise(book, plan, words, options.exercise === true ? {} : options.exercise) : book;
}

/** Where every cell lies. */
function placing(
  { timeline, plan, steps }: Training,
  main: string,
  predict: string,
): { placeOf: (c: Cell) => Place & { sheet: string } } {
  const placeOf = ({ value, at, t }: Cell): Place & { sheet: string } => {
    const setting = plan.settings.get(value);
    if (setting) return { ...setting, sheet: main, fixed: true };
    const here = plan.predict?.at.has(value) && !timeline.blocks.has(value);
    const block: Block | undefined = here
      ? (plan.predict ?? undefined)
      : t.length === 0
        ? plan.data
        : plan.blocks[t[0] ?? 0];
    if (!block) throw new Error(`sheet: no block for moment ${t.join()} of ${steps.length}`);
    const { row, column } = block.at.place(value, at);
    return { row: block.top + row, column, sheet: here ? predict : main, fixed: t.length === 0 };
  };
  return { placeOf };
}

/** One number format for all moments of a value; data have one for each column. */
function formatting({ timeline, plan, predicted }: Training): (node: Node, at: readonly number[]) => string {
  const formats = new Map<string, string>();
  const ids = new Map([...plan.labels.keys()].map((n, i) => [n, i]));
  const all = (node: Node): number[] => {
    if (!timeline.blocks.has(node)) return [...(predicted?.get(node) ?? [])];
    const moments = range(timeline.length).filter((t) => timeline.view(t).blocks.has(node));
    return (cellAt(node, [], 0).t.length === 0 ? moments.slice(0, 1) : moments).flatMap((t) => [
      ...timeline.numbers(node, t),
    ]);
  };
  return (node, at) => {
    const label = plan.labels.get(node);
    const column = label?.role === 'data' || label?.role === 'target' ? (at.at(-1) ?? 0) : null;
    const key = `${ids.get(node) ?? -1} ${column ?? ''}`;
    const old = formats.get(key);
    if (old || !label) return old ?? '0.0000';
    const width = node.shape.at(-1) ?? 1;
    const numbers = all(node);
    const made = formatOf(label, column === null ? numbers : numbers.filter((_, i) => i % width === column));
    formats.set(key, made);
    return made;
  };
}

const layerCount = (plan: Plan): number =>
  new Set([...plan.labels.values()].filter((l) => l.role === 'parameter').map((l) => partsOf(l.name).layer)).size;

/** Where each step sees all rows, one moment follows the last step. */
const isWhole = ({ timeline, steps }: Training): boolean => timeline.length > steps.length;

function titleOf(training: Training, t: number, words: ReturnType<typeof sheetWords>): string {
  if (isWhole(training)) return words.epoch(t);
  const s = training.steps[t];
  return words.batch((s?.epoch ?? 0) + 1, (s?.batch ?? 0) + 1);
}

const rowNames = ({ plan }: Training, { rowNames: given }: SheetOptions): readonly string[] =>
  range(plan.data.at.rows).map((i) => given?.[i] ?? String(i + 1));

function numberRows(sheet: Sheet, { top, at }: Block): void {
  setCell(sheet, top, 1, { style: groupLook('data') });
  setCell(sheet, top + 1, 1, { value: '#', style: columnLook('data') });
  for (const i of range(at.rows)) {
    setCell(sheet, top + at.firstRow + i * at.rowHeight, 1, { value: i + 1, style: rowNumberLook });
  }
}

/** Fitted numbers of a scaling become formulas of the columns they were fitted on; those of a picture stay numbers. */
function linkScaling(f: Filling, { top, at }: Block): void {
  if (at.rowHeight > 1) return;
  for (const { node, label, home } of at.items) {
    if (!home || (label.role !== 'offset' && label.role !== 'divisor')) continue;
    const data = f.numbers(home);
    const width = size(node.shape);
    const offsets = at.items.find((i) => i.label.role === 'offset' && i.home === home);
    f.numbers(node).forEach((value, k) => {
      const here = at.place(node, [k]);
      const mean = offsets ? at.place(offsets.node, [k]) : here;
      const column = {
        top: top + at.firstRow,
        bottom: top + at.firstRow + at.rows - 1,
        column: here.column,
        numbers: [...data].filter((_, i) => i % width === k),
      };
      const formula = scalingFormula(label.role === 'offset' ? 'offset' : 'divisor', value, column, {
        row: top + mean.row,
        column: mean.column,
      });
      if (formula) {
        setCell(f.sheet, top + here.row, here.column, { formula, value, style: numberLook(f.format(node, [k]), {}) });
      }
    });
  }
}

/** The rows of a batch are called as in the data block: by a formula where the row number can be changed. */
function lineNames(training: Training, t: number, names: readonly string[]): readonly (string | SheetCell)[] {
  const { plan, steps } = training;
  const block = plan.blocks[t];
  const rows = steps[t]?.rows;
  const index = block?.at.items.find((i) => i.label.role === 'rows')?.node;
  if (!block || !index || !rows) return [...(rows ?? range(names.length))].map((r) => names[r] ?? '');
  const { rows: count, rowHeight, firstRow } = plan.data.at;
  const first = plan.data.top + firstRow;
  const column = `$A$${first + 1}:$A$${first + (count - 1) * rowHeight + 1}`;
  const number = (address: string): string => (rowHeight === 1 ? address : `${rowHeight}*${address}-${rowHeight - 1}`);
  return [...rows].map((r, i) => {
    const { row, column: c } = block.at.place(index, [i]);
    return { formula: `=INDEX(${column},${number(formatAddress(block.top + row, c))})`, value: names[r] ?? '' };
  });
}

/** Title, settings and hint; they stay in view. */
function fillTop(f: Filling, { plan, timeline, run, steps }: Training, title: string): void {
  const { sheet, words, language } = f;
  setCell(sheet, 0, 0, { value: title, style: looks.title });
  setCell(sheet, 2, 0, { value: words.hint, style: looks.hint });
  for (const [node, { row, column }] of plan.settings) {
    const name = isOp(node, 'input') ? node.attrs.name : '';
    setCell(sheet, row, column - 1, {
      value: labelText(f.label(node), language),
      style: { ...groupLook('parameter') },
    });
    const cell = cellOf(f, cellAt(node, [], 0), run.settings[name]?.[0] ?? NaN);
    setCell(sheet, row, column, {
      ...cell,
      style: { ...numberLook('General', { typed: true }), font: { bold: true, size: 12 } },
    });
  }
  const last = timeline.length - 1;
  const loss = lossCell(plan, last);
  if (loss) {
    const column = 1 + 3 * plan.settings.size;
    setCell(sheet, 1, column - 1, {
      value: steps.length === last ? words.lossNow : words.loss,
      style: groupLook('error'),
    });
    for (const c of [column, column + 1]) setCell(sheet, 1, c, { style: groupLook('error') });
    sheet.merges.push({ top: 1, left: column - 1, bottom: 1, right: column + 1 });
    setCell(sheet, 1, column + 2, {
      formula: `=${formatAddress(loss.row, loss.column)}`,
      value: finite(timeline.numbers(loss.node, last)[0] ?? NaN),
      style: { ...numberLook(f.format(loss.node, []), {}), font: { bold: true, size: 12 } },
    });
  }
  sheet.freeze = { rows: 2, columns: 1 };
  const named = most(
    [...sheet.cells]
      .filter(([key]) => key % 16_384 === 0 && ![0, 2].includes(keyRow(key)))
      .map(([, c]) => displayWidth(String(c.value ?? ''))),
    9,
  );
  sheet.columnWidths.set(0, Math.min(24, named + 2));
  for (const { at } of [plan.data, ...plan.blocks]) {
    for (const gap of at.gaps) if (!sheet.columnWidths.has(gap)) sheet.columnWidths.set(gap, 2);
  }
}

/** Where the loss of a moment lies. */
function lossCell(plan: Plan, t: number): { row: number; column: number; node: Node } | null {
  const block = plan.blocks[t];
  const item = block?.at.items.find((i) => i.label.role === 'loss');
  if (!block || !item) return null;
  const { row, column } = block.at.place(item.node, []);
  return { row: block.top + row, column, node: item.node };
}

/** A line per step with its loss, and the chart, also beside the data where it is seen first. */
function fillLosses(sheet: Sheet, main: Sheet, training: Training, words: ReturnType<typeof sheetWords>): void {
  const { plan, timeline } = training;
  const top = 3;
  setCell(sheet, 0, 0, { value: words.lossTitle, style: looks.title });
  setCell(sheet, 1, 0, { value: words.lossHint, style: looks.hint });
  const whole = isWhole(training);
  setCell(sheet, top, 0, { value: whole ? words.epochColumn : words.step, style: columnLook('data') });
  setCell(sheet, top, 1, { value: words.loss, style: columnLook('error') });
  setCell(sheet, top, 2, { value: words.change, style: columnLook('error') });
  const all = range(timeline.length).flatMap((t) => {
    const c = lossCell(plan, t);
    return c ? [timeline.numbers(c.node, t)[0] ?? NaN] : [];
  });
  const format = formatOf({ role: 'loss', axes: [] }, all);
  const changeFormat = `+${format.split(';')[0]};"−"${format.split(';')[0]};${format.split(';')[0]}`;
  range(timeline.length).forEach((t) => {
    const loss = lossCell(plan, t);
    const row = top + 1 + t;
    if (!loss) return;
    const value = timeline.numbers(loss.node, t)[0] ?? NaN;
    setCell(sheet, row, 0, { value: whole ? t : t + 1, style: numberLook('0', {}) });
    setCell(sheet, row, 1, {
      formula: `=${quoteSheet(main.name)}!${formatAddress(loss.row, loss.column)}`,
      value: finite(value),
      style: numberLook(format, {}),
    });
    const before = all[t - 1];
    if (before !== undefined) {
      setCell(sheet, row, 2, {
        formula: `=${formatAddress(row, 1)}-${formatAddress(row - 1, 1)}`,
        value: finite(value - before),
        style: numberLook(changeFormat, {}),
      });
    }
  });
  sheet.columnWidths.set(0, 10).set(1, 14).set(2, 14);
  sheet.freeze = { rows: top + 1, columns: 0 };
  const column = (c: number): string => anchored(sheet.name, top + 1, c, top + timeline.length);
  const series = [{ name: words.loss, x: column(0), y: column(1), color: colours.error.text }];
  const chart = {
    kind: 'line',
    title: words.lossTitle,
    xTitle: whole ? words.epochColumn : words.step,
    series,
  } as const;
  sheet.charts.push({ ...chart, at: { top: 1, left: 4, bottom: 20, right: 13 } });
  const left = plan.data.at.width + (plan.holdOut.rows > 0 ? 2 : 1);
  const right = Math.max(left + 5, Math.min(plan.size.columns - 1, left + 11));
  main.charts.push({
    ...chart,
    at: { top: plan.data.top, left, bottom: Math.min((plan.blocks[0]?.heading ?? 16) - 2, plan.data.top + 15), right },
  });
}

function anchored(sheet: string, top: number, column: number, bottom: number): string {
  const fixed = (row: number): string => formatAddress(row, column).replace(/([A-Z]+)([0-9]+)/, '$$$1$$$2');
  return `${quoteSheet(sheet)}!${fixed(top)}:${fixed(bottom)}`;
}

/** What this is, how one more step is trained, and what the colours mean. */
function fillAbout(sheet: Sheet, { plan, steps }: Training, words: ReturnType<typeof sheetWords>): void {
  const last = plan.blocks[steps.length - 1];
  const after =
    plan.blocks[steps.length]?.heading ?? plan.blocks[steps.length]?.top ?? (last ? last.top + last.at.height + 1 : 0);
  setCell(sheet, 0, 0, { value: words.aboutTitle, style: looks.title });
  const texts = [
    words.about1,
    ...(last ? [words.about2(`${last.top + 1}–${last.top + last.at.height}`, after + 1)] : []),
    words.about3,
  ];
  texts.forEach((value, i) => setCell(sheet, 2 + i, 0, { value }));
  const top = 3 + texts.length;
  setCell(sheet, top, 0, { value: words.colours, style: looks.heading });
  (Object.keys(colours) as Colour[]).forEach((colour, i) => {
    // the keys of a frozen literal
    setCell(sheet, top + 1 + i, 0, {
      value: `${colours[colour].tag}  ${words.roles[colour]}`,
      style: groupLook(colour),
    });
  });
  sheet.columnWidths.set(0, 60);
}

function manifestOf(
  { plan, timeline, steps }: Training,
  placeOf: (c: Cell) => Place & { sheet: string },
  language: Language,
  model: unknown,
): Manifest {
  const address = (node: Node, t: number): string[] =>
    range(size(node.shape)).map((i) => {
      const { sheet, row, column } = placeOf(cellAt(node, position(node.shape, i), t));
      return `${quoteSheet(sheet)}!${formatAddress(row, column)}`;
    });
  const first = timeline.program(0);
  const last = timeline.program(steps.length - 1);
  return {
    gradsheet: 1,
    language,
    steps: steps.length,
    model,
    state: Object.entries(first.inputs)
      .filter(([, n]) => n.attrs.from === 'state' && timeline.blocks.has(n))
      .map(([name, node]) => {
        const output = last.outputs[name];
        const shown = output && timeline.blocks.has(output);
        return {
          name,
          shape: node.shape,
          first: address(node, 0),
          last: shown ? address(output, steps.length - 1) : address(node, steps.length),
        };
      }),
    settings: Object.fromEntries(
      [...plan.settings].map(([n]) => [isOp(n, 'input') ? n.attrs.name : '', address(n, 0)[0] ?? '']),
    ),
    tables: Object.fromEntries(
      plan.data.at.items.map(({ node }) => {
        const cells = range(size(node.shape)).map((i) => placeOf(cellAt(node, position(node.shape, i), 0)));
        const [a, z] = [cells[0], cells.at(-1)];
        return [
          isOp(node, 'input') ? node.attrs.name : '',
          a && z ? formatReference(a.sheet, { top: a.row, left: a.column, bottom: z.row, right: z.column }) : '',
        ];
      }),
    ),
    loss: range(timeline.length).flatMap((t) => {
      const c = lossCell(plan, t);
      return c
        ? [
            formatReference(sheetWords(language).training, {
              top: c.row,
              left: c.column,
              bottom: c.row,
              right: c.column,
            }),
          ]
        : [];
    }),
  };
}
