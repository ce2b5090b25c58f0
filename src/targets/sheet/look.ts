import type { Label } from '../../ir/label.ts';
import { colourOf, colours, type Colour } from '../../messages/labels.ts';
import type { Style } from '../../workbook/index.ts';
import type { LineKind } from './layout/arrange.ts';

/** The looks of a workbook: header cells in the colour of their role, white value cells, typed-in numbers bold. */
export const looks = {
  title: { font: { bold: true, size: 14, color: '15191D' } },
  hint: { font: { color: '5F6971' } },
  lineName: { font: { color: '48525A' }, align: 'left' },
  nameBeside: { font: { bold: true, color: 'A1234C' }, align: 'right' },
  mark: { font: { bold: true, color: '0A6560' }, align: 'left' },
  verdict: { align: 'center', font: { color: '5F6971', size: 9 } },
  heading: { font: { bold: true, color: '15191D' }, align: 'left' },
  blockTitle: { font: { bold: true, color: '15191D' }, border: { top: { style: 'medium', color: '15191D' } } },
} as const satisfies Record<string, Style>;

const cache = new Map<string, Style>();
const kept = (key: string, make: () => Style): Style => {
  const old = cache.get(key) ?? make();
  cache.set(key, old);
  return old;
};

/** The name of a group of columns. */
export const groupLook = (colour: Colour): Style =>
  kept(`group ${colour}`, () => {
    const { text, fill, rule } = colours[colour];
    return {
      fill,
      font: { bold: true, color: text },
      border: { top: { style: 'medium', color: rule } },
      align: 'left',
    };
  });

/** The name of a column, above its numbers; that of a picture stands at its left. */
export const columnLook = (colour: Colour, align: 'left' | 'right' = 'right'): Style =>
  kept(`column ${colour} ${align}`, () => {
    const { text, fill } = colours[colour];
    return { fill, font: { bold: true, color: text }, align };
  });

/** The name of a line: what is there before in the colour of weights, what comes out in that of updates. */
export const lineLook = (kind: LineKind): Style =>
  kept(`line ${kind}`, () => {
    const colour: Colour =
      kind === 'update'
        ? 'update'
        : kind === 'before'
          ? 'parameter'
          : kind === 'average' || kind === 'gradient'
            ? 'gradient'
            : 'data';
    return { font: { bold: true, color: colours[colour].text }, align: 'left' };
  });

/** Edges of a map that a cell lies at. */
export type Edge = 'top' | 'right' | 'bottom' | 'left';

/** A number. `ruled`: the first line under the rows; `edges`: of the frame around a picture. */
export const numberLook = (
  format: string,
  {
    typed = false,
    ruled = false,
    edges = [],
  }: { readonly typed?: boolean; readonly ruled?: boolean; readonly edges?: readonly Edge[] },
): Style =>
  kept(`number ${format} ${typed} ${ruled} ${edges.join()}`, () => ({
    numberFormat: format,
    align: 'right',
    ...(typed || ruled ? { font: { bold: true } } : {}),
    border: {
      bottom: { style: 'thin', color: 'D8DCE0' },
      ...(ruled ? { top: { style: 'thin', color: '7E8891' } } : {}),
      ...Object.fromEntries(edges.map((edge) => [edge, { style: 'thin', color: '7E8891' }])),
    },
  }));

/** Counts the rows of the data: no value, only a name. */
export const rowNumberLook: Style = {
  numberFormat: '0',
  align: 'right',
  font: { color: '5F6971' },
  border: { bottom: { style: 'thin', color: 'D8DCE0' } },
};

/** Low, middle and high of the scale behind signed numbers: orange is negative, blue positive, as in the Studio. */
export const scale = { low: 'EC9A4A', middle: 'FFFFFF', high: '64A0D7' } as const;
/** Behind numbers of which none is negative. */
export const blue = { low: 'FFFFFF', middle: 'B1CFEB', high: '64A0D7' } as const;
/** Behind the numbers of a picture: paper, and ink that leaves them readable. */
export const ink = { low: 'FFFFFF', middle: 'D5D9DD', high: '9AA4AD' } as const;

const MINUS = '"−"';

/**
 * A number format for all numbers of a value: fixed decimals by its role (four; five for squares), a sign on what has
 * one; three digits and a power of ten where all are below 0.001 or some reach 10,000. Data as typed.
 */
export function formatOf(label: Label, numbers: Iterable<number>): string {
  let largest = 0;
  let decimals = 0;
  let whole = true;
  for (const v of numbers) {
    if (!Number.isFinite(v)) continue;
    largest = Math.max(largest, Math.abs(v));
    whole &&= Number.isInteger(v);
    decimals = Math.max(decimals, decimalsOf(v));
  }
  const colour = colourOf(label);
  const typed = colour === 'data' && label.role !== 'scaled';
  if (label.role === 'offset' || label.role === 'divisor') return `0.0000;${MINUS}0.0000`; // beside data of any size
  if (label.role === 'rows' || (label.role === 'inner' && whole && largest < 1e9)) return '0';
  if (typed) {
    const digits = decimals === 0 ? '0' : `0.${'0'.repeat(Math.min(6, decimals))}`;
    return `${digits};${MINUS}${digits}`;
  }
  const signed = colour === 'parameter' || colour === 'gradient' || colour === 'update' || label.role === 'error';
  const digits =
    largest !== 0 && (largest < 1e-3 || largest >= 1e4)
      ? '0.00E+00'
      : `0.${'0'.repeat(label.role === 'eachLoss' || label.role === 'loss' ? 5 : 4)}`;
  return signed && label.role !== 'learningRate' && label.role !== 'setting'
    ? `+${digits};${MINUS}${digits};${digits}`
    : `${digits};${MINUS}${digits}`;
}

function decimalsOf(v: number): number {
  const [, fraction = '', power = '0'] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(v)) ?? [];
  return Math.max(0, fraction.length - Number(power));
}
