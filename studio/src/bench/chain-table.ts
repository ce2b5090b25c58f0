import {
  cellAt,
  chain,
  expression,
  mathText,
  numericSlope,
  numberOf,
  rowOf,
  slopeExpressions,
  type Cell,
  type Expression,
  type Path,
} from 'gradsheet/explain';
import { isOp, type Node } from 'gradsheet/ir';
import { layerName, type Names } from './names.ts';
import type { Slot } from './panels.ts';
import { cellOf, slotIdOf } from './reading.ts';
import type { View } from './timeline.ts';

/**
 * The chain rule for one cell: a row per path, factors from the loss down to it, their product; and the same by trying.
 */
export interface ChainTable {
  /** `w₂` */
  readonly from: string;
  /** ∂top/∂by, and what it is in general: `2e`. */
  readonly heads: readonly { readonly top: string; readonly by: string; readonly caption?: string }[];
  readonly rows: readonly {
    readonly name: string;
    readonly factors: readonly number[];
    readonly product: number;
    readonly slots: readonly string[];
  }[];
  /** Ways that are not listed, and what they add up to. */
  readonly others: number;
  readonly rest: number;
  readonly sum: number;
  readonly count: number;
  readonly numeric: number | null;
  /** How the pinned cell follows from the sum: −½ for the tutorial's mean Δw, 1 for a gradient. */
  readonly ratio: number | null;
  /** Every place on a way to the loss. */
  readonly onPath: ReadonlySet<string>;
}

/** Ways listed at most; beyond them the largest ten stand alone. */
const LISTED = 50;
const LARGEST = 10;

export function chainTable(view: View, slot: Slot, names: Names): ChainTable | null {
  const { trace, moment } = view;
  const loss = find(view, (role) => role === 'loss');
  if (!loss) return null;
  const to = cellAt(loss, [], moment);
  const origin = originOf(view, slot);
  if (!origin) return null;
  const { from, row } = origin;
  if (from.value === to.value) return null;
  const all = chain(trace, to, from, LISTED + 1);
  if (all.count === 0 || all.paths.length === 0) return null;
  const few = all.count <= LISTED;
  const paths = (few ? all.paths : all.paths.slice(0, LARGEST)).filter(
    (p) => row === null || p.cells.some((c) => rowOf(trace, c) === row),
  );
  const [first] = paths;
  if (!first || paths.some((p) => p.cells.length !== first.cells.length)) return null;
  const sum = row === null ? all.slope : paths.reduce((s, p) => s + p.product, 0);
  const listed = paths.reduce((s, p) => s + p.product, 0);
  const numeric = row === null && isOp(from.value, 'input') ? numericSlope(trace, to, from) : null;
  return {
    from: names.symbol(trace.label(from.value), from.at, from.value),
    heads: headsOf(view, first, paths, names),
    rows: paths.map((p) => ({
      name: nameOf(view, p, paths, names),
      factors: p.slopes.toReversed(),
      product: p.product,
      slots: p.cells.map((c) => slotIdOf(view, c, moment)).filter((id) => id !== null),
    })),
    count: row === null ? all.count : paths.length,
    others: row === null ? all.count - paths.length : 0,
    rest: row === null ? all.slope - listed : 0,
    sum,
    numeric,
    ratio: ratioOf(numberOf(trace, cellOf(view, slot)), sum, slot),
    onPath: new Set(
      few ? paths.flatMap((p) => p.cells.map((c) => slotIdOf(view, c, moment)).filter((id) => id !== null)) : [],
    ),
  };
}

function find({ trace, moment }: View, is: (role: string, name?: string) => boolean): Node | null {
  return [...trace.view(moment).blocks].find(([, l]) => is(l.role, l.name))?.[0] ?? null;
}

/**
 * The cell whose slope a cell speaks of: its own, or that of the weight it is the gradient of; a row's share has only
 * that row's ways.
 */
function originOf(view: View, slot: Slot): { from: Cell; row: number | null } | null {
  const { trace, moment } = view;
  const { label, at } = slot;
  const cell = cellOf(view, slot);
  const parameter = label.of?.role === 'parameter' ? label.of : label.of?.of;
  const weight = (place: readonly number[]): Cell | null => {
    const node = [...trace.view(moment).blocks].find(
      ([, l]) => l.role === 'parameter' && l.name === parameter?.name,
    )?.[0];
    return node ? cellAt(node, place, moment) : null;
  };
  switch (label.role) {
    case 'parameter':
    case 'scaled':
    case 'preactivation':
    case 'activation':
    case 'prediction':
    case 'eachLoss':
      return { from: cell, row: null };
    case 'error': {
      if (!label.of) return { from: cell, row: null };
      const z = find(view, (role, name) => role === 'preactivation' && name === layerName(label));
      return z ? { from: cellAt(z, at, moment), row: null } : null;
    }
    case 'cotangent': {
      const z = find(view, (role, name) => role === 'preactivation' && name === label.of?.name);
      return z ? { from: cellAt(z, at, moment), row: null } : null;
    }
    case 'average':
    case 'gradient': {
      const from = weight(at);
      return from && { from, row: null };
    }
    case 'terms': {
      const from = weight(at.slice(1));
      return from && { from, row: rowOf(trace, cell) };
    }
    default:
      return null;
  }
}

/**
 * ∂L/∂e² … : symbols without an index where paths differ in it, with what each slope is in general where it is the same
 * for all.
 */
function headsOf({ trace }: View, first: Path, paths: readonly Path[], names: Names): ChainTable['heads'] {
  const symbolOf = (c: Cell): string => names.symbol(trace.label(c.value), c.at, c.value);
  const symbols = first.cells.map((c, i) => {
    const symbol = symbolOf(c);
    return paths.every((p) => {
      const o = p.cells[i];
      return o && symbolOf(o) === symbol;
    })
      ? symbol
      : symbol.replace(/[₀₁₂₃₄₅₆₇₈₉,]+/g, '');
  });
  return first.slopes
    .map((_, i) => {
      const captions = new Set(
        paths.slice(0, 12).map((p) => {
          const [by, of] = [p.cells[i], p.cells[i + 1]];
          const slope = by && of ? slopeExpressions(trace, expression(trace, of), [by])[0] : undefined;
          return slope ? captionOf(slope, symbolOf) : '';
        }),
      );
      const [caption = ''] = captions;
      return {
        top: symbols[i + 1] ?? '',
        by: symbols[i] ?? '',
        ...(captions.size === 1 && caption !== '' && caption.length <= 16 ? { caption } : {}),
      };
    })
    .toReversed();
}
/** `2e`, `1 ÷ 5`, `−1`, `Math`. */
function captionOf(e: Expression, symbolOf: (c: Cell) => string): string {
  if (e.kind === 'number' && e.value > 0 && e.value < 1 && Number.isInteger(Number((1 / e.value).toPrecision(12)))) {
    return `1 ÷ ${Number((1 / e.value).toPrecision(12))}`;
  }
  return mathText(e, symbolOf).replace(/^(\d+) × (\p{L}[²₀-₉⁰-⁹⁽⁾]*)$/u, '$1$2');
}

/** `A`, and where several ways lead through a row, the units they pass: `A, a₁`. */
function nameOf({ trace }: View, path: Path, paths: readonly Path[], names: Names): string {
  const rows = (p: Path): number[] => [...new Set(p.cells.map((c) => rowOf(trace, c)).filter((r) => r !== null))];
  const row = rows(path)
    .map((r) => names.row(r))
    .join(' ');
  const units = path.cells.filter((c, i) =>
    paths.some((p) => {
      const o = p.cells[i];
      return o && o.value === c.value && unit(c) !== unit(o);
    }),
  );
  const through = units
    .filter((c) => trace.label(c.value).role === 'activation')
    .map((c) => names.symbol(trace.label(c.value), c.at, c.value));
  return [row, ...through].filter(Boolean).join(' · ');
  function unit(c: Cell): string {
    return c.at.filter((_, i) => trace.label(c.value).axes[i]?.kind !== 'row').join();
  }
}

/**
 * The plain factor between a gradient cell and the slope, if there is one; a row's share comes before the division by
 * the rows.
 */
function ratioOf(value: number, slope: number, { label, value: { shape } }: Slot): number | null {
  const rows = label.axes[0]?.kind === 'row' ? (shape[0] ?? 1) : 1;
  const simple = [-2, -1, -0.5, 0.5, 1, 2].flatMap((r) => [r, r * rows]);
  if (
    !['average', 'gradient', 'terms', 'cotangent', 'error'].includes(label.role) ||
    (label.role === 'error' && !label.of) ||
    slope === 0
  ) {
    return null;
  }
  return simple.find((r) => Math.abs(value - r * slope) <= 1e-9 * Math.abs(value)) ?? null;
}
