import { cellName, emptySheet, print, setCell } from '../../../src/workbook/index.ts';
import type { Anchor, Area, Formula, Sheet, Workbook } from '../../../src/workbook/index.ts';
import type { Expr, Spot } from './expr.ts';
import { labelOf } from './labels.ts';
import { blockPlan, elements, sharedPlan } from './place.ts';
import type { Plan } from './place.ts';
import type { Spec } from './spec.ts';
import { tensorsOf } from './tensors.ts';
import type { Tensor } from './tensors.ts';
import { numbers } from './train.ts';

export interface Place {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}
/** What a cell is: an element of a value, on the sheets of one learning rate (`run`). */
export interface Known {
  readonly spot: Spot;
  readonly run: number;
  readonly tensor: Tensor;
}

export interface Book {
  readonly spec: Spec;
  readonly workbook: Workbook;
  readonly tensors: readonly Tensor[];
  readonly known: ReadonlyMap<string, Known>;
  readonly place: (spot: Spot, run: number) => Place | undefined;
  /** The reference that this author writes in the cell `from` for another value. */
  readonly refer: (from: Known, to: Spot) => Formula;
  readonly formula: (expr: Expr, from: Known) => Formula;
}

export function makeBook(spec: Spec): Book {
  const draft = tensorsOf(spec, () => undefined); // sizes only; formulas ask for extents once places are known
  const plans: { shared: Plan; block: Plan } = { shared: sharedPlan(spec, draft), block: blockPlan(spec, draft) };
  const { shared, block } = plans;
  const { layout, style } = spec;
  const shares = shared.height > 0;
  const header = layout.kind === 'row' ? 1 : 0;
  const origin =
    layout.next === 'sheet' || !shares
      ? ([0, 0] as const)
      : layout.flip
        ? ([0, shared.width + 1] as const)
        : ([shared.height + 1, 0] as const);
  const lineUp = layout.flip ? ([origin[0], origin[1] + header] as const) : ([origin[0] + header, origin[1]] as const);
  const perStep =
    layout.kind === 'row'
      ? layout.flip
        ? ([0, 1] as const)
        : ([1, 0] as const)
      : layout.next === 'down'
        ? ([block.height + 1, 0] as const)
        : layout.next === 'right'
          ? ([0, block.width + 1] as const)
          : ([0, 0] as const);
  const stem = style.labels === 'zh' ? '訓練' : style.labels === 'en' ? 'Training' : 'Sheet';
  const sheetName = (t: number | null, run: number): string => {
    const of = layout.rates.length > 1 ? ` ${layout.rates[run] ?? ''}` : '';
    if (layout.next !== 'sheet') return `${stem}${of || '1'}`.replace(' ', layout.rates.length > 1 ? ' ' : '');
    return t === null
      ? (style.labels === 'zh' ? '資料' : 'Data') + of
      : (style.labels === 'zh' ? `第 ${t} 回` : style.labels === 'en' ? `Epoch ${t}` : `S${t}`) + of;
  };
  const byName = new Map(draft.map((t) => [t.name, t]));
  const place = ({ tensor, at, step }: Spot, run: number): Place | undefined => {
    const t = byName.get(tensor);
    if (!t) return undefined;
    const p = (t.each === 'book' ? shared : block).at(tensor, at);
    if (!p) return undefined;
    if (t.each === 'book') return { sheet: sheetName(null, run), row: p[0], column: p[1] };
    return {
      sheet: sheetName(step, run),
      row: lineUp[0] + p[0] + step * perStep[0],
      column: lineUp[1] + p[1] + step * perStep[1],
    };
  };
  const tensors = tensorsOf(spec, (from, to) => {
    const t = byName.get(from.tensor);
    if (!t) return undefined;
    const inside = elements(t.sizes).filter((at) => at.every((v, i) => v >= (from.at[i] ?? 0) && v <= (to.at[i] ?? 0)));
    const places = inside.map((at) => place({ ...from, at }, 0));
    const a = places[0];
    const b = places.at(-1);
    if (!a || !b || places.some((p) => !p)) return undefined;
    const rows = b.row - a.row + 1;
    const columns = b.column - a.column + 1;
    const full =
      rows * columns === places.length &&
      places.every((p, i) => p && p.row === a.row + Math.floor(i / columns) && p.column === a.column + (i % columns));
    return full ? { rows, columns } : undefined;
  });

  // ---- references
  const move = (s: Spot, by: { sample?: number; step?: number }): Spot => ({
    ...s,
    at: by.sample ? [(s.at[0] ?? 0) + by.sample, ...s.at.slice(1)] : s.at,
    step: byName.get(s.tensor)?.each === 'step' ? s.step + (by.step ?? 0) : s.step,
  });
  const rowsOf = (s: Spot): boolean => byName.get(s.tensor)?.rows ?? false;
  const anchorOf = (from: Known, to: Spot, together: boolean): Anchor | undefined => {
    const here = place(from.spot, from.run);
    const target = place(to, from.run);
    if (!here || !target) return undefined;
    const count = style.online ? 1 : spec.samples;
    const i = from.spot.at[0] ?? 0;
    const other = i + 1 < count ? 1 : -1;
    const differs = (by: { sample?: number; step?: number }, targetBy: typeof by): readonly [boolean, boolean] => {
      const a = place(move(from.spot, by), from.run);
      const b = place(move(to, targetBy), from.run);
      return a && b
        ? [a.row - here.row !== b.row - target.row, a.column - here.column !== b.column - target.column]
        : [false, false];
    };
    const filled = from.tensor.rows && count > 1;
    const bySample = filled
      ? differs({ sample: other }, rowsOf(to) && to.at[0] === i && together ? { sample: other } : {})
      : ([false, false] as const);
    const byStep = from.tensor.each === 'step' ? differs({ step: 1 }, { step: 1 }) : ([false, false] as const);
    const needs = (axis: 0 | 1): boolean =>
      bySample[axis] || (byStep[axis] && (layout.kind === 'row' || !filled || style.dollars === 'many'));
    const both = style.dollars === 'many' && (needs(0) || needs(1));
    return { row: target.row, column: target.column, rowFixed: both || needs(0), columnFixed: both || needs(1) };
  };
  const qualifier = (from: Known, to: Spot): { sheet?: string } => {
    const here = place(from.spot, from.run);
    const target = place(to, from.run);
    return here && target && here.sheet !== target.sheet ? { sheet: target.sheet } : {};
  };
  const lost = (s: Spot): never => {
    throw new Error(`${spec.name}: ${s.tensor}[${s.at.join()}] has no place`);
  };
  const refer = (from: Known, to: Spot): Formula => ({
    kind: 'cell',
    ...(anchorOf(from, to, true) ?? lost(to)),
    ...qualifier(from, to),
  });
  const formula = (expr: Expr, from: Known): Formula => {
    switch (expr.kind) {
      case 'number':
        return { kind: 'number', value: expr.value };
      case 'spot':
        return refer(from, expr.spot);
      case 'box': {
        const together = expr.from.at[0] === expr.to.at[0];
        const a = anchorOf(from, expr.from, together) ?? lost(expr.from);
        const b = anchorOf(from, expr.to, together) ?? lost(expr.to);
        return a.row === b.row && a.column === b.column
          ? { kind: 'cell', ...a, ...qualifier(from, expr.from) }
          : { kind: 'range', from: a, to: b, ...qualifier(from, expr.from) };
      }
      case 'op':
        return { kind: 'binary', op: expr.op, left: formula(expr.a, from), right: formula(expr.b, from) };
      case 'minus':
        return { kind: 'unary', op: '-', operand: formula(expr.a, from) };
      case 'call':
        return { kind: 'call', name: expr.name, args: expr.args.map((a) => formula(a, from)) };
      default:
        return expr satisfies never;
    }
  };

  // ---- cells
  const sheets = new Map<string, Sheet>();
  const known = new Map<string, Known>();
  const sheet = (name: string): Sheet => {
    const s = sheets.get(name) ?? emptySheet(name);
    sheets.set(name, s);
    return s;
  };
  layout.rates.forEach((rate, run) => {
    const value = numbers(spec, rate);
    const fill = (t: Tensor, step: number): void => {
      for (const at of elements(t.sizes)) {
        const s: Spot = { tensor: t.name, at, step };
        const p = place(s, run);
        const k: Known = { spot: s, run, tensor: t };
        if (!p) continue;
        known.set(cellName(p.sheet, p.row, p.column), k);
        const v = value(s);
        if (v === undefined) throw new Error(`${spec.name}: no number for ${t.name}[${at.join()}] at step ${step}`);
        const array = t.array?.(step);
        const single = array ? null : t.formula?.(at, step);
        if (array && at.every((i) => i === 0)) {
          const end = place({ ...s, at: t.sizes.map((d) => d - 1) }, run) ?? lost(s);
          const area: Area = { top: p.row, left: p.column, bottom: end.row, right: end.column };
          const whole: Known = { ...k, tensor: { ...t, rows: false } };
          setCell(sheet(p.sheet), p.row, p.column, {
            value: v,
            formula: `=${print(formula(array, whole))}`,
            array: area,
          });
        } else {
          setCell(
            sheet(p.sheet),
            p.row,
            p.column,
            single ? { value: v, formula: `=${print(formula(single, k))}` } : { value: v },
          );
        }
      }
    };
    const label = (plan: Plan, name: string, row: number, column: number, title: string): void => {
      for (const l of plan.labels) {
        const t = byName.get(l.tensor);
        if (!t || style.labels === 'none') continue;
        const text = l.sample === undefined ? labelOf(spec, t, l.at, l.axis) : String.fromCharCode(65 + l.sample);
        if (text !== '') setCell(sheet(name), row + l.row, column + l.column, { value: text });
      }
      if (title !== '' && style.labels !== 'none') setCell(sheet(name), row, column, { value: title });
    };
    if (shares) label(shared, sheetName(null, run), 0, 0, '');
    for (const t of tensors) if (t.each === 'book') fill(t, 0);
    for (let step = 0; step < spec.steps; step++) {
      const title =
        layout.kind === 'row'
          ? ''
          : style.labels === 'zh'
            ? `第 ${step} 回`
            : style.labels === 'en'
              ? `Epoch ${step}`
              : `#${step}`;
      if (layout.kind !== 'row' || step === 0) {
        label(block, sheetName(step, run), lineUp[0] + step * perStep[0], lineUp[1] + step * perStep[1], title);
      }
      for (const t of tensors) if (t.each === 'step') fill(t, step);
      if (layout.kind === 'row' && style.labels !== 'none') {
        setCell(sheet(sheetName(step, run)), lineUp[0] + step * perStep[0], lineUp[1] + step * perStep[1], {
          value: step,
        });
      }
    }
  });
  return { spec, workbook: { sheets: [...sheets.values()], names: [] }, tensors, known, place, refer, formula };
}
