import { cellAt, type Cell, type LabelledTimeline } from '../../cells/index.ts';
import type { Label } from '../../ir/label.ts';
import type { Node } from '../../ir/node.ts';
import { position, range, size } from '../../ir/shape.ts';
import { atFlatEnd, flatPartOf, rowsAtEnd } from '../../ir/warnings.ts';
import { colours, partsOf, type Colour } from '../../messages/labels.ts';
import type { SheetWords } from '../../messages/sheet.ts';
import { displayWidth } from '../../util/text.ts';
import {
  emptySheet,
  formatArea,
  formatAddress,
  MAX_FORMULA_LENGTH,
  quoteSheet,
  setCell,
  type Area,
  type Sheet,
} from '../../workbook/index.ts';
import { finite } from './fill.ts';
import type { Place } from './formula.ts';
import { columnLook, formatOf, looks, numberLook } from './look.ts';
import { cellsOf, type Plan } from './plan.ts';

/** What a column tells of a step. */
interface Column {
  readonly title: string;
  readonly colour: Colour;
  /** More than 0 is a warning. */
  readonly warns: boolean;
  readonly at: (t: number) => { readonly formula: string; readonly value: number } | null;
}
interface Source {
  readonly timeline: LabelledTimeline;
  readonly plan: Plan;
  readonly placeOf: (cell: Cell) => Place & { readonly sheet: string };
}

/**
 * A line per step that tells how healthy it is: how long the gradient of each layer is, how many units give 0 for every
 * row or stand at a flat end, and how many cells have no number. All are formulas over the cells of the step's block.
 */
export function diagnosticsSheet(
  source: Source,
  words: SheetWords,
  losses: { readonly name: string; readonly first: number; readonly title: string },
): Sheet {
  const sheet = emptySheet(words.diagnostics);
  const { timeline } = source;
  const { first } = losses;
  const top = 3;
  setCell(sheet, 0, 0, { value: words.diagnostics, style: looks.title });
  setCell(sheet, 1, 0, { value: words.diagnosticsHint, style: looks.hint });
  setCell(sheet, top, 0, {
    formula: `=${quoteSheet(losses.name)}!A${top + 1}`,
    value: losses.title,
    style: columnLook('data'),
  });
  range(timeline.length).forEach((t) => {
    setCell(sheet, top + 1 + t, 0, {
      formula: `=${quoteSheet(losses.name)}!${formatAddress(top + 1 + t, 0)}`,
      value: first + t,
      style: numberLook('0', {}),
    });
  });
  sheet.columnWidths.set(0, 10);
  columnsOf(source, words).forEach(({ title, colour, warns, at }, c) => {
    const cells = range(timeline.length).map(at);
    const format = warns
      ? '0'
      : formatOf(
          { role: 'loss', axes: [] },
          cells.flatMap((cell) => (cell ? [cell.value] : [])),
        );
    if (cells.some((cell) => cell && cell.formula.length > MAX_FORMULA_LENGTH)) return; // hundreds of units in one line
    setCell(sheet, top, c + 1, { value: title, style: columnLook(colour) });
    cells.forEach((cell, t) => {
      if (cell) {
        setCell(sheet, top + 1 + t, c + 1, {
          formula: cell.formula,
          value: finite(cell.value),
          style: numberLook(format, {}),
        });
      }
    });
    if (warns) {
      sheet.conditionalFormats.push({
        kind: 'formula',
        area: { top: top + 1, left: c + 1, bottom: top + timeline.length, right: c + 1 },
        formula: `${formatAddress(top + 1, c + 1)}>0`,
        style: { fill: colours.error.fill, font: { color: colours.error.text } },
      });
    }
    sheet.columnWidths.set(c + 1, Math.min(34, displayWidth(title) + 3));
  });
  sheet.freeze = { rows: top + 1, columns: 1 };
  sheet.tabColor = colours.gradient.text;
  return sheet;
}

function columnsOf(source: Source, words: SheetWords): Column[] {
  const { timeline, plan } = source;
  const items = plan.blocks[0]?.at.items ?? [];
  const layers = [
    ...new Set(items.flatMap(({ label }) => (label.role === 'parameter' ? [partsOf(label.name).layer] : []))),
  ];
  const lengths = layers
    .filter((layer) => gradientsOf(source, 0, layer).length > 0)
    .map((layer): Column => ({
      title: words.gradientLength(layer),
      colour: 'gradient',
      warns: false,
      at: (t) => {
        const found = gradientsOf(source, t, layer);
        return found.length === 0
          ? null
          : {
              formula: `=SQRT(${found.map((n) => `SUMPRODUCT(${rangeOf(source, n, t)}^2)`).join('+')})`,
              value: Math.sqrt(found.flatMap((n) => [...timeline.numbers(n, t)]).reduce((s, v) => s + v * v, 0)),
            };
      },
    }));
  const units = items
    .filter(
      ({ label, node }) =>
        label.role === 'activation' &&
        node.shape.length === 2 &&
        label.axes[0]?.kind === 'row' &&
        testOf(node) !== null,
    )
    .map(({ label, node }): Column => ({
      title: (flatPartOf(node) === 'zero' ? words.deadUnits : words.saturatedUnits)(
        label.name ?? '',
        node.shape[1] ?? 0,
      ),
      colour: 'activation',
      warns: true,
      at: (t) => {
        const here = plan.blocks[t]?.at.items.find(
          (i) => i.label.role === 'activation' && i.label.name === label.name && i.node.op === node.op,
        )?.node;
        return here ? unitsAt(source, here, t) : null;
      },
    }));
  const missing: Column = {
    title: words.withoutNumber,
    colour: 'error',
    warns: true,
    at: (t) => {
      const block = plan.blocks[t];
      if (!block) return null;
      const { top, at } = block;
      const wanted = cellsOf(at);
      const all = at.items.flatMap(({ node }) => [...timeline.numbers(node, t)]);
      const sheet = sheetOf(source, at.items[0]?.node, t);
      return {
        formula: `=${wanted}-COUNT(${sheet}${formatArea({ top, left: 1, bottom: top + at.height - 1, right: at.width - 1 })})`,
        value: all.filter((v) => !Number.isFinite(v)).length,
      };
    },
  };
  return [...lengths, ...units, missing];
}

/** The values that hold the gradient of a layer's parameters, one for each: with its penalty where it has one. */
function gradientsOf({ plan }: Source, t: number, layer: string): Node[] {
  const found = new Map<string, { node: Node; role: Label['role'] }>();
  for (const { node, label } of plan.blocks[t]?.at.items ?? []) {
    const name = label.role === 'gradient' ? label.of?.name : label.role === 'average' ? label.of?.of?.name : undefined;
    if (name === undefined || partsOf(name).layer !== layer || found.get(name)?.role === 'gradient') continue;
    found.set(name, { node, role: label.role });
  }
  return [...found.values()].map((f) => f.node);
}

/**
 * Whether one output tells of a unit that does not learn, as formula and as number; null: its function has no flat end.
 */
function testOf(node: Node): {
  readonly formula: (cells: string) => string;
  readonly is: (v: number) => boolean;
  readonly needed: (rows: number) => number;
} | null {
  const part = flatPartOf(node);
  if (part === null) return null;
  if (part === 'zero') return { formula: (c) => `(${c}=0)`, is: (v) => v === 0, needed: (rows) => rows };
  const { center, flat } = part;
  return {
    formula: (c) => `(ABS(${c}${center === 0 ? '' : `-${center}`})>=${flat})`,
    is: (v) => atFlatEnd(v, part),
    needed: rowsAtEnd,
  };
}

/** How many units fail the test for (nearly) every row. */
function unitsAt(source: Source, node: Node, t: number): { formula: string; value: number } | null {
  const test = testOf(node);
  const [rows = 0, width = 0] = node.shape;
  const numbers = source.timeline.numbers(node, t);
  if (!test) return null;
  const needed = test.needed(rows);
  const placeOf = (row: number, unit: number): Place => source.placeOf(cellAt(node, [row, unit], t));
  const inOneLine = placeOf(0, 0).row === placeOf(rows - 1, 0).row && rows > 1;
  const apart = rows > 1 && placeOf(1, 0).row - placeOf(0, 0).row > 1; // rows of several lines
  const formulas = range(width).map((unit) => {
    const all = rangeOf(source, node, t);
    const cell = (row: number): string =>
      `${sheetOf(source, node, t)}${formatAddress(placeOf(row, unit).row, placeOf(row, unit).column)}`;
    const own = inOneLine
      ? `(MOD(COLUMN(${all})-${placeOf(0, unit).column + 1},${width})=0)*${test.formula(all)}`
      : apart
        ? range(rows)
            .map((row) => `${test.formula(cell(row))}*1`)
            .join('+')
        : `${test.formula(rangeOf(source, node, t, unit))}*1`;
    return `IF(SUMPRODUCT(${own})>=${needed},1,0)`;
  });
  const value = range(width).filter(
    (unit) => range(rows).filter((r) => test.is(numbers[r * width + unit] ?? NaN)).length >= needed,
  ).length;
  return { formula: `=${formulas.join('+')}`, value: numbers.every(Number.isFinite) ? value : NaN };
}

/** The box that a value fills, or the column of one of its units. */
function rangeOf(source: Source, node: Node, t: number, unit?: number): string {
  const places = range(size(node.shape))
    .map((i) => position(node.shape, i))
    .filter((at) => unit === undefined || at[1] === unit)
    .map((at) => source.placeOf(cellAt(node, at, t)));
  const area = places.reduce<Area>(
    (a, p) => ({
      top: Math.min(a.top, p.row),
      left: Math.min(a.left, p.column),
      bottom: Math.max(a.bottom, p.row),
      right: Math.max(a.right, p.column),
    }),
    { top: Infinity, left: Infinity, bottom: 0, right: 0 },
  );
  return `${sheetOf(source, node, t)}${formatArea(area)}`;
}
const sheetOf = ({ placeOf }: Source, node: Node | undefined, t: number): string =>
  node
    ? `${quoteSheet(
        placeOf(
          cellAt(
            node,
            node.shape.map(() => 0),
            t,
          ),
        ).sheet,
      )}!`
    : '';
