import { html, type Markup } from '../../audit/page/markup.ts';
import { plain } from '../../messages/numbers.ts';
import { log10, pow } from '../../util/libm.ts';
import { most } from '../../util/lists.ts';
import type { SvgText } from './said.ts';

const [WIDTH, HEIGHT, BOTTOM, TOP, RIGHT] = [360, 320, 44, 8, 12];
/** Room for the title of the upright axis and its longest number. */
const leftOf = (y: Axis): number =>
  Math.max(
    64,
    30 +
      7 *
        most(
          ticksOf(y).map((v) => nameOf(y, v).length),
          0,
        ),
  );

export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Are values powers of ten? Then so are their names: 3 is called 1,000. */
  readonly powers?: boolean;
  readonly title: SvgText;
}
/** From a value on an axis to a place in the picture. */
export interface Places {
  readonly x: (value: number) => string;
  readonly y: (value: number) => string;
}

/** A picture with two axes; what is drawn beyond them is cut off. */
export function plot(x: Axis, y: Axis, label: SvgText, draw: (places: Places) => readonly Markup[]): Markup {
  const left = leftOf(y);
  const across = (value: number): number => left + ((value - x.low) / (x.high - x.low)) * (WIDTH - left - RIGHT);
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
            >${nameOf(x, v)}</text
          >`,
    )}
    ${ticksOf(y).map(
      (v) =>
        html`<path class="grid" d="M${left} ${up(v).toFixed(1)}H${right}" /><text
            x="${left - 6}"
            y="${(up(v) + 4).toFixed(1)}"
            text-anchor="end"
            >${nameOf(y, v)}</text
          >`,
    )}
    <svg
      x="${left}"
      y="${TOP}"
      width="${right - left}"
      height="${floor - TOP}"
      viewBox="${left} ${TOP} ${right - left} ${floor - TOP}"
    >
      ${inside}
    </svg>
    <path class="frame" d="M${left} ${TOP}V${floor}H${right}" />
    ${spoken(x.title, (left + right) / 2, HEIGHT - 8, '')}
    ${spoken(y.title, 12, (TOP + floor) / 2, `rotate(-90 12 ${(TOP + floor) / 2})`)}
  </svg>`;
}

const spoken = ([en, zh]: SvgText, x: number, y: number, turn: string): Markup =>
  html`<text lang="en" x="${x}" y="${y}" text-anchor="middle" transform="${turn}">${en}</text
    ><text lang="zh-Hant-TW" x="${x}" y="${y}" text-anchor="middle" transform="${turn}">${zh}</text>`;

const nameOf = ({ powers }: Axis, value: number): string => plain(powers ? pow(10, value) : value);

/** Whole powers of ten, at most six; between few of them 2 and 5, too. */
function powerTicks(low: number, high: number): number[] {
  const first = Math.ceil(low);
  const whole = Math.floor(high) - first + 1;
  const every = Math.ceil(Math.max(1, whole) / 6);
  const between = whole > 1 ? [0] : [0, log10(2), log10(5)];
  return Array.from({ length: Math.floor(high) - first + 2 }, (_, i) => first - 1 + i)
    .filter((power) => (power - first) % every === 0)
    .flatMap((power) => between.map((part) => power + part))
    .filter((v) => low <= v && v <= high);
}

/** Three to six round numbers: steps of 1, 2 or 5 times a power of ten. */
export function ticksOf({ low, high, powers = false }: Pick<Axis, 'low' | 'high' | 'powers'>): number[] {
  if (powers) return powerTicks(low, high);
  const rough = (high - low) / 4;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = Number(`1e${rough.toExponential().split('e')[1] ?? ''}`);
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
