import { elsewhere, type Trace } from 'gradsheet/explain';
import type { Node } from 'gradsheet/ir';
import { tint } from '../numbers/format.ts';

/** A value over two of its inputs; the others stand at the middle of the table. */
export interface Field {
  readonly values: Float64Array;
  /** Points along each side. */
  readonly n: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Rows of the table. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly target: number; readonly row: number }[];
  /** Where one answer turns into the other, and the distance with the strongest colour. */
  readonly middle: number;
  readonly largest: number;
}

/** @param unit column of the value; @param axes numbers of the input's columns */
export function fieldOf(
  trace: Trace,
  moment: number,
  value: Node,
  unit: number,
  axes: { readonly x: number; readonly y: number },
  n = 32,
): Field | null {
  const blocks = [...trace.view(moment).blocks];
  const table = blocks.find(([node, l]) => l.role === 'data' && node.op === 'input');
  const target = blocks.find(([node, l]) => l.role === 'target' && node.op === 'input');
  // the attributes of an input have its name
  const name = table?.[0].op === 'input' ? (table[0].attrs as { name: string }).name : null;
  if (!table || name === null) return null;
  const data = trace.numbers(table[0], moment);
  const width = table[0].shape[1] ?? 1;
  const rows = data.length / width;
  const column = (c: number): number[] => Array.from({ length: rows }, (_, r) => data[r * width + c] ?? 0);
  const [xs, ys] = [column(axes.x), column(axes.y)];
  const x = sides(xs);
  const y = sides(ys);
  const middles = Array.from({ length: width }, (_, c) => {
    const [low, high] = [Math.min(...column(c)), Math.max(...column(c))];
    return (low + high) / 2;
  });
  const grid = new Float64Array(n * n * width);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < width; c++) {
        grid[(j * n + i) * width + c] =
          c === axes.x
            ? x[0] + ((i + 0.5) / n) * (x[1] - x[0])
            : c === axes.y
              ? y[0] + ((j + 0.5) / n) * (y[1] - y[0])
              : (middles[c] ?? 0);
      }
    }
  }
  const [all = new Float64Array(0)] = elsewhere(trace, moment, [value], { [name]: grid });
  const units = all.length / (n * n);
  const values = Float64Array.from({ length: n * n }, (_, k) => all[k * units + unit] ?? 0);
  const targets = target ? trace.numbers(target[0], moment) : new Float64Array(0);
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  // Between 0 and 1 the answer turns at one half, else at 0.
  const share = low >= 0 && high <= 1;
  const middle = share ? 0.5 : 0;
  return {
    values,
    n,
    x,
    y,
    points: xs.map((v, row) => ({ x: v, y: ys[row] ?? 0, target: targets[row] ?? NaN, row })),
    middle,
    largest: share ? 0.5 : Math.max(Math.abs(low), Math.abs(high)) || 1,
  };
}

function sides(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || 1) * 0.15;
  return [low - room, high + room];
}

/** Rectangles of equal colour as one path per step of the scale. */
export function areas(
  { values, n, middle, largest }: Field,
  width: number,
  height: number,
): ReadonlyMap<number, string> {
  const out = new Map<number, string>();
  for (let j = 0; j < n; j++) {
    const y = height - ((j + 1) / n) * height;
    for (let i = 0; i < n;) {
      const step = tint((values[j * n + i] ?? 0) - middle, largest);
      let to = i + 1;
      while (to < n && tint((values[j * n + to] ?? 0) - middle, largest) === step) to++;
      out.set(
        step,
        `${out.get(step) ?? ''}M${((i / n) * width).toFixed(1)} ${y.toFixed(1)}h${(((to - i) / n) * width).toFixed(1)}v${(height / n + 0.5).toFixed(1)}h${((-(to - i) / n) * width).toFixed(1)}z`,
      );
      i = to;
    }
  }
  return out;
}

/** The line on which the value is its middle, between neighbouring points. */
export function boundary({ values, n, middle }: Field, width: number, height: number): string {
  let path = '';
  const at = (i: number, j: number): number => (values[j * n + i] ?? 0) - middle;
  const px = (i: number): number => ((i + 0.5) / n) * width;
  const py = (j: number): number => height - ((j + 0.5) / n) * height;
  for (let j = 0; j < n - 1; j++) {
    for (let i = 0; i < n - 1; i++) {
      const [a, b, c, d] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
      const cross: [number, number][] = [];
      const between = (p: number, q: number, x0: number, y0: number, x1: number, y1: number): void => {
        if (p > 0 !== q > 0) {
          const t = p / (p - q);
          cross.push([x0 + t * (x1 - x0), y0 + t * (y1 - y0)]);
        }
      };
      between(a, b, px(i), py(j), px(i + 1), py(j));
      between(b, c, px(i + 1), py(j), px(i + 1), py(j + 1));
      between(c, d, px(i + 1), py(j + 1), px(i), py(j + 1));
      between(d, a, px(i), py(j + 1), px(i), py(j));
      for (let k = 0; k + 1 < cross.length; k += 2) {
        const [p, q] = [cross[k], cross[k + 1]];
        if (p && q) path += `M${p[0].toFixed(1)} ${p[1].toFixed(1)}L${q[0].toFixed(1)} ${q[1].toFixed(1)}`;
      }
    }
  }
  return path;
}
