import { displayWidth, padded } from '../util/text.ts';
import { plain } from './numbers.ts';

export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}
export interface PlotOptions {
  /** Of the whole picture, in terminal columns and lines. */
  readonly width: number;
  readonly height: number;
  /** What is counted from `first` along the bottom: "epoch 50". */
  readonly along: (n: number) => string;
  readonly first?: number;
  /** Equal ratios have equal heights; all values must be positive. */
  readonly log?: boolean;
}

/**
 * Curves drawn in braille dots, eight to a character, each with its name at its end; every curve after the first is
 * dotted. A value that is not finite is a gap.
 */
export function plot(curves: readonly Curve[], { width, height, along, first = 1, log = false }: PlotOptions): string {
  const finite = curves.flatMap(({ values }) => values.filter(Number.isFinite));
  const length = Math.max(0, ...curves.map(({ values }) => values.length));
  if (finite.length === 0) return '';
  const [low, high] = extent(finite);
  const middle = log ? Math.sqrt(low * high) : (low + high) / 2;
  const labels = [high, middle, low].map((value) => plain(value, 3));
  const left = Math.max(...labels.map(displayWidth));
  const right = Math.max(...curves.map(({ name }) => displayWidth(name)));
  const across = Math.max(8, width - left - right - 4);
  const lines = Math.max(3, height - 2);

  const dots = new Dots(across, lines);
  const ends = new Map<number, string>();
  curves.forEach(({ name, values }, k) => {
    const x = (i: number): number => (length <= 1 ? 0 : (i / (length - 1)) * (across * 2 - 1));
    const y = (value: number): number =>
      (high === low ? 0.5 : log ? Math.log(high / value) / Math.log(high / low) : (high - value) / (high - low)) *
      (lines * 4 - 1);
    values.forEach((value, i) => {
      const before = values[i - 1] ?? NaN;
      if (!Number.isFinite(value)) return;
      if (Number.isFinite(before)) dots.line(x(i - 1), y(before), x(i), y(value), k > 0);
      else dots.set(Math.round(x(i)), Math.round(y(value)));
    });
    const last = values.findLast(Number.isFinite);
    if (last === undefined) return;
    let line = Math.floor(Math.round(y(last)) / 4);
    // names never lie over each other
    while (ends.has(line)) line = line + 1 < lines && !ends.has(line + 1) ? line + 1 : line - 1;
    ends.set(line, name);
  });

  const tick = (line: number): string =>
    (line === 0
      ? labels[0]
      : line === lines - 1
        ? labels[2]
        : line === lines >> 1 && lines > 4
          ? labels[1]
          : undefined) ?? '';
  const body = dots
    .rows()
    .map((row, line) =>
      `${padded(tick(line), left, 'right')} ${tick(line) === '' ? '│' : '┤'}${row} ${ends.get(line) ?? ''}`.trimEnd(),
    );
  const start = String(first);
  const end = along(first + length - 1);
  const gap = across - displayWidth(start) - displayWidth(end);
  return [
    ...body,
    `${' '.repeat(left)} └${'─'.repeat(across)}`,
    `${' '.repeat(left + 2)}${start}${' '.repeat(Math.max(1, gap))}${end}`,
  ].join('\n');
}

/** The smallest and the largest; of more numbers than a call takes arguments, too. */
export const extent = (values: readonly number[]): readonly [low: number, high: number] => [
  values.reduce((a, b) => Math.min(a, b), Infinity),
  values.reduce((a, b) => Math.max(a, b), -Infinity),
];

/** One curve alone, without axes, as lines of braille. */
export function curve(
  values: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
): string[] {
  const [low, high] = extent(values);
  const dots = new Dots(width, height);
  const x = (i: number): number => (i / (values.length - 1)) * (width * 2 - 1);
  const y = (value: number): number => ((high - value) / (high - low)) * (height * 4 - 1);
  values.forEach((value, i) => {
    if (i > 0) dots.line(x(i - 1), y(values[i - 1] ?? value), x(i), y(value), false);
  });
  return dots.rows();
}

/** A picture of dots, two across and four down to a character. */
class Dots {
  private readonly cells: Uint8Array;
  private readonly width: number;
  private readonly height: number;
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.cells = new Uint8Array(width * height);
  }

  set(x: number, y: number): void {
    const cell = (y >> 2) * this.width + (x >> 1);
    if (x >= 0 && x < this.width * 2 && y >= 0 && y < this.height * 4) {
      this.cells[cell] = (this.cells[cell] ?? 0) | (BITS[(y & 3) * 2 + (x & 1)] ?? 0);
    }
  }

  line(x0: number, y0: number, x1: number, y1: number, dotted: boolean): void {
    const n = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
    for (let i = 0; i <= n; i++) {
      const x = Math.round(x0 + ((x1 - x0) * i) / n);
      const y = Math.round(y0 + ((y1 - y0) * i) / n);
      if (!dotted || (x + y) % 4 < 2) this.set(x, y);
    }
  }

  rows(): string[] {
    return Array.from({ length: this.height }, (_, line) =>
      Array.from(this.cells.subarray(line * this.width, (line + 1) * this.width), (bits) =>
        bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits),
      ).join(''),
    );
  }
}

const BITS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]; // Unicode, "Braille Patterns": dots 1 4, 2 5, 3 6, 7 8
