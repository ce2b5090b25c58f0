import { Choice } from './random.ts';
import type { Spec } from './spec.ts';
import type { Tensor } from './tensors.ts';

/** Where an element stands within its block (or the shared part), rows and columns from 0; labels likewise. */
export interface Plan {
  readonly at: (tensor: string, at: readonly number[]) => readonly [row: number, column: number] | undefined;
  readonly labels: readonly {
    readonly row: number;
    readonly column: number;
    readonly tensor: string;
    readonly at: readonly number[];
    readonly axis: 'whole' | 'element';
    readonly sample?: number;
  }[];
  readonly height: number;
  readonly width: number;
}

type Label = Plan['labels'][number];
class Draft {
  readonly places = new Map<string, readonly [number, number]>();
  readonly labels: Label[] = [];
  height = 0;
  width = 0;
  put(tensor: string, at: readonly number[], row: number, column: number): void {
    this.places.set(`${tensor}|${at.join()}`, [row, column]);
    this.grow(row, column);
  }
  label(
    row: number,
    column: number,
    tensor: string,
    at: readonly number[],
    axis: Label['axis'],
    sample?: number,
  ): void {
    this.labels.push({ row, column, tensor, at, axis, ...(sample !== undefined && { sample }) });
    this.grow(row, column);
  }
  grow(row: number, column: number): void {
    this.height = Math.max(this.height, row + 1);
    this.width = Math.max(this.width, column + 1);
  }
  plan(flip: boolean): Plan {
    const { places, labels, height, width } = this;
    const turn = <T>(a: T, b: T): readonly [T, T] => (flip ? [b, a] : [a, b]);
    return {
      at: (tensor, at) => {
        const p = places.get(`${tensor}|${at.join()}`);
        return p && turn(...p);
      },
      labels: labels.map((l) => {
        const [row, column] = turn(l.row, l.column);
        return { ...l, row, column };
      }),
      height: flip ? width : height,
      width: flip ? height : width,
    };
  }
}

export const elements = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>((list, d) => list.flatMap((at) => Array.from({ length: d }, (_, i) => [...at, i])), [[]]);
/** Weights unit by unit: w1, w2 lead into the first unit. */
const unitMajor = (sizes: readonly number[]): number[][] =>
  sizes.length < 2
    ? elements(sizes)
    : elements([...sizes.slice(0, -2), sizes.at(-1) ?? 1, sizes.at(-2) ?? 1]).map((at) => [
        ...at.slice(0, -2),
        at.at(-1) ?? 0,
        at.at(-2) ?? 0,
      ]);

/** The part that all steps share: settings, and the data where they stand once. */
export function sharedPlan(spec: Spec, tensors: readonly Tensor[]): Plan {
  const d = new Draft();
  const shared = tensors.filter((t) => t.each === 'book');
  let row = 0;
  for (const t of shared.filter((s) => s.sizes.length === 0)) {
    d.label(row, 0, t.name, [], 'whole');
    d.put(t.name, [], row, 1);
    row++;
  }
  const tables = shared.filter((s) => s.sizes.length > 0);
  if (tables.length > 0) {
    row++;
    let column = 1;
    for (const t of tables) {
      for (let k = 0; k < (t.sizes[1] ?? 1); k++, column++) {
        d.label(row, column, t.name, [0, k], 'element');
        for (let i = 0; i < (t.sizes[0] ?? 1); i++) d.put(t.name, [i, k], row + 1 + i, column);
      }
    }
    for (let i = 0; i < (tables[0]?.sizes[0] ?? 0); i++) d.label(row + 1 + i, 0, 'X', [i], 'element', i);
  }
  return d.plan(spec.layout.flip);
}

/** One step. */
export function blockPlan(spec: Spec, tensors: readonly Tensor[]): Plan {
  const perStep = tensors.filter((t) => t.each === 'step');
  const d =
    spec.layout.kind === 'row'
      ? rowPlan(spec, perStep)
      : spec.layout.kind === 'matrix'
        ? matrixPlan(spec, perStep)
        : tablePlan(spec, perStep);
  return d.plan(spec.layout.flip);
}

const ordered = (spec: Spec, list: readonly Tensor[]): Tensor[] =>
  spec.style.shuffled ? new Choice(spec.seed + 5).shuffled(list) : [...list];

function rowPlan(spec: Spec, tensors: readonly Tensor[]): Draft {
  const d = new Draft();
  let column = 1; // the first column counts the steps
  for (const t of ordered(spec, tensors)) {
    for (const at of t.rows
      ? elements(t.sizes.slice(0, 1)).flatMap((i) => unitMajor(t.sizes.slice(1)).map((rest) => [...i, ...rest]))
      : unitMajor(t.sizes)) {
      d.put(t.name, at, 0, column);
      d.label(-1, column, t.name, at, 'element');
      column++;
    }
  }
  return d;
}

function matrixPlan(spec: Spec, tensors: readonly Tensor[]): Draft {
  const d = new Draft();
  const forward: readonly Tensor['role'][] = [
    'data',
    'target',
    'parameter',
    'slot',
    'preactivation',
    'exponential',
    'activation',
    'prediction',
    'error',
    'eachLoss',
    'loss',
    'metric',
  ];
  const bands = [tensors.filter((t) => forward.includes(t.role)), tensors.filter((t) => !forward.includes(t.role))];
  let top = 1;
  for (const band of bands) {
    let column = 0;
    let height = 0;
    for (const t of ordered(spec, band)) {
      const flat =
        t.sizes.length > 2 || (t.sizes.length === 1 && t.rows)
          ? (at: readonly number[]) =>
              [at[0] ?? 0, at.slice(1).reduce((s, i, k) => s * (t.sizes[k + 1] ?? 1) + i, 0)] as const
          : (at: readonly number[]) =>
              at.length < 2 ? ([0, at[0] ?? 0] as const) : ([at[0] ?? 0, at[1] ?? 0] as const);
      let width = 1;
      for (const at of elements(t.sizes)) {
        const [r, c] = flat(at);
        d.put(t.name, at, top + 1 + r, column + c);
        width = Math.max(width, c + 1);
        height = Math.max(height, r + 1);
      }
      d.label(top, column, t.name, [], 'whole');
      column += width + 1;
    }
    top += height + 2;
  }
  return d;
}

function tablePlan(spec: Spec, tensors: readonly Tensor[]): Draft {
  const d = new Draft();
  const { style } = spec;
  const n = style.online ? 1 : spec.samples;
  const inList: readonly Tensor['role'][] = ['parameter', 'slot', 'gradient', 'change', 'update'];
  const rows = tensors.filter((t) => t.rows);
  const lists = tensors.filter((t) => inList.includes(t.role));
  const scalars = tensors.filter((t) => !t.rows && !inList.includes(t.role));
  const suffixes = [...new Set(lists.map((t) => /[Wb]\d+$/.exec(t.name)?.[0] ?? ''))];
  const kinds = [...new Set(lists.map((t) => t.name.replace(/[Wb]\d+$/, '')))];
  const under = style.terms; // means stand under the columns they average
  const beside = (kind: string): boolean => !(under && kind === 'G');
  let top = 1;
  if (style.params === 'row') {
    let column = 1;
    for (const suffix of suffixes) {
      const first = lists.find((t) => t.name.endsWith(suffix));
      for (const at of unitMajor(first?.sizes ?? [])) {
        let line = 0;
        for (const kind of kinds.filter(beside)) {
          const t = lists.find((x) => x.name === kind + suffix);
          if (!t) continue;
          d.put(t.name, at, top + 1 + line, column);
          if (column === 1) d.label(top + 1 + line, 0, t.name, [], 'whole');
          line++;
        }
        d.label(top, column, suffix, at, 'element');
        column++;
      }
    }
    top += kinds.length + 2;
  }
  const head = top;
  const first = top + 1;
  let column = 1;
  for (let i = 0; i < n; i++) d.label(first + i, 0, 'X', [i], 'element', i);
  const data = rows.filter((t) => t.role === 'data' || t.role === 'target');
  const others = rows.filter((t) => !data.includes(t));
  const columns = (list: readonly Tensor[]): void => {
    for (const t of list) {
      for (const rest of unitMajor(t.sizes.slice(1))) {
        d.label(head, column, t.name, [0, ...rest], 'element');
        for (let i = 0; i < n; i++) d.put(t.name, [i, ...rest], first + i, column);
        if (under && t.role === 'terms') {
          const g = `G${t.name.slice(1)}`;
          if (tensors.some((x) => x.name === g)) d.put(g, rest, first + n, column);
        }
        column++;
      }
    }
  };
  columns(data);
  if (style.params === 'column') {
    let line = 0;
    const shown = kinds.filter(beside);
    shown.forEach((kind, c) => d.label(head, column + 1 + c, kind + (suffixes[0] ?? ''), [], 'whole'));
    for (const suffix of suffixes) {
      for (const at of unitMajor(lists.find((t) => t.name.endsWith(suffix))?.sizes ?? [])) {
        d.label(first + line, column, suffix, at, 'element');
        shown.forEach((kind, c) => {
          if (lists.some((t) => t.name === kind + suffix)) d.put(kind + suffix, at, first + line, column + 1 + c);
        });
        line++;
      }
    }
    column += shown.length + 2;
  }
  columns(ordered(spec, others));
  const bottom = Math.max(first + n + 1, d.height);
  scalars.forEach((t, i) => {
    d.label(bottom + i, 1, t.name, [], 'whole');
    d.put(t.name, [], bottom + i, 2);
  });
  return d;
}
