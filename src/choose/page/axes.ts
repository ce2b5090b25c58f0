import { html, type Markup } from '../../audit/page/markup.ts';
import { plain } from '../../messages/numbers.ts';
import type { SvgText } from './said.ts';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [360, 320, 64, 44, 8, 12];

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly title: SvgText;
}
/** From a value on an axis to a place in the picture. */
export interface Places {
  readonly x: (value: number) => string;
  readonly y: (value: number) => string;
}

/** A picture with two axes; what is drawn beyond them is cut off. */
export function plot(x: Axis, y: Axis, label: SvgText, draw: (places: Places) => readonly Markup[]): Markup {
  const across = (value: number): number => LEFT + ((value - x.low) / (x.high - x.low)) * (WIDTH - LEFT - RIGHT);
  const up = (value: number): number =>
    HEIGHT - BOTTOM - ((value - y.low) / (y.high - y.low)) * (HEIGHT - BOTTOM - TOP);
  const [right, floor] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  const inside = draw({ x: (v) => across(v).toFixed(1), y: (v) => up(v).toFixed(1) });
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label.join(' · ')}">
    ${ticksOf(x).map(
      (v) =>
        html`<path class="grid" d="M${across(v).toFixed(1)} ${TOP}V${floor}" /><text
            x="${across(v).toFixed(1)}"
            y="${floor + 16}"
            text-anchor="middle"
            >${plain(v)}</text
          >`,
    )}
    ${ticksOf(y).map(
      (v) =>
        html`<path class="grid" d="M${LEFT} ${up(v).toFixed(1)}H${right}" /><text
            x="${LEFT - 6}"
            y="${(up(v) + 4).toFixed(1)}"
            text-anchor="end"
            >${plain(v)}</text
          >`,
    )}
    <svg
      x="${LEFT}"
      y="${TOP}"
      width="${right - LEFT}"
      height="${floor - TOP}"
      viewBox="${LEFT} ${TOP} ${right - LEFT} ${floor - TOP}"
    >
      ${inside}
    </svg>
    <path class="frame" d="M${LEFT} ${TOP}V${floor}H${right}" />
    ${spoken(x.title, (LEFT + right) / 2, HEIGHT - 8, '')}
    ${spoken(y.title, 12, (TOP + floor) / 2, `rotate(-90 12 ${(TOP + floor) / 2})`)}
  </svg>`;
}

const spoken = ([en, zh]: SvgText, x: number, y: number, turn: string): Markup =>
  html`<text lang="en" x="${x}" y="${y}" text-anchor="middle" transform="${turn}">${en}</text
    ><text lang="zh-Hant-TW" x="${x}" y="${y}" text-anchor="middle" transform="${turn}">${zh}</text>`;

/** Three to six round numbers: steps of 1, 2 or 5 times a power of ten. */
export function ticksOf({ low, high }: Pick<Axis, 'low' | 'high'>): number[] {
  const rough = (high - low) / 4;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = Number(`1e${rough.toExponential().split('e')[1] ?? ''}`);
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
