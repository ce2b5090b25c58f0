/** U+2212: as wide as the plus sign, never a hyphen. */
export const MINUS = '−';

/**
 * How the numbers of one block are written. Chosen once for a block, so that digits stand under each other and stay.
 */
export interface Format {
  /** Digits behind the point; with `power`, of the number divided by 10^power. */
  readonly decimals: number;
  /** + before numbers above zero. */
  readonly signed: boolean;
  /** The block's header says × 10ⁿ. */
  readonly power?: number;
}

/** A number as it stands in a cell. `rounded`: it is not zero, but all digits shown are. */
export interface Written {
  readonly text: string;
  readonly rounded: boolean;
}

export function write(value: number, { decimals, signed, power = 0 }: Format): Written {
  if (!Number.isFinite(value)) {
    return { text: Number.isNaN(value) ? '∅' : `${value < 0 ? MINUS : '+'}∞`, rounded: false };
  }
  const digits = scaled(Math.abs(value), power).toFixed(decimals);
  const zero = Number(digits) === 0;
  const sign = value < 0 ? MINUS : signed && value > 0 ? '+' : '';
  return { text: `${sign}${digits}`, rounded: zero && value !== 0 };
}
export const text = (value: number, format: Format): string => write(value, format).text;

/** A number of a block that stands elsewhere, where no header says × 10ⁿ: −2.36 × 10²⁸ */
export function alone(value: number, format: Format): string {
  if (format.power === undefined || !Number.isFinite(value)) return text(value, format);
  return `${format.signed && value > 0 ? '+' : ''}${short(value)}`;
}

/** Moves the decimal point in the digits themselves, which loses nothing. */
function scaled(value: number, power: number): number {
  const [digits = '', e = '0'] = value.toExponential().split('e');
  return Number(`${digits}e${Number(e) - power}`);
}

/** Fixed decimals, or three significant digits where a block's numbers are all very small or some very large. */
export function formatFor(largest: number, decimals: number, signed: boolean): Format {
  if (largest === 0 || !Number.isFinite(largest) || (largest >= 0.001 && largest < 10_000)) return { decimals, signed };
  return { decimals: 2, signed, power: exponent(largest) };
}
const exponent = (v: number): number => Number(v.toExponential().split('e')[1]);

/** Digits behind the point of numbers as they were typed. */
export const decimalsOf = (values: Iterable<number>): number => {
  let most = 0;
  for (const v of values) most = Math.max(most, (/\.(\d+)/.exec(String(v))?.[1] ?? '').length);
  return Math.min(most, 6);
};

/** All digits: the shortest text that gives the same double back. */
export const full = (value: number): string => {
  const [digits = '', e] = String(value).split('e');
  const signed = digits.replace('-', MINUS);
  return e === undefined ? signed : `${signed} × 10${superscript(Number(e))}`;
};
/** For the clipboard and for input fields: ASCII, all digits. */
export const plain = (value: number): string => String(value);

/** 2 × 10⁻¹² */
export function scientific(value: number, digits = 0): string {
  if (value === 0) return '0';
  const [mantissa = '', e = '0'] = value.toExponential(digits).split('e');
  return `${mantissa.replace('-', MINUS)} × 10${superscript(Number(e))}`;
}

/** A number in a sentence: some significant digits, no more than needed. */
export function short(value: number, significant = 3): string {
  if (!Number.isFinite(value)) return write(value, { decimals: 0, signed: false }).text;
  const abs = Math.abs(value);
  if (value !== 0 && (abs < 1e-4 || abs >= 1e7)) return scientific(value, significant - 1);
  return writtenOut(Number(value.toPrecision(significant)));
}

/** A number of a person's table: some significant digits, thousands apart, a power of ten only far from 1. */
export function readable(value: number, significant = 6): string {
  const abs = Math.abs(value);
  if (!Number.isFinite(value) || (value !== 0 && abs < 1e-4) || abs >= 1e15) return short(value, significant);
  return writtenOut(Number(value.toPrecision(significant)));
}

function writtenOut(value: number): string {
  const [whole = '', rest] = String(Math.abs(value)).split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return `${value < 0 ? MINUS : ''}${grouped}${rest === undefined ? '' : `.${rest}`}`;
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const lowered = '₀₁₂₃₄₅₆₇₈₉';
const digitsIn = (set: string, n: number): string => String(Math.abs(n)).replace(/\d/g, (d) => set[Number(d)] ?? d);
export const superscript = (n: number): string => `${n < 0 ? '⁻' : ''}${digitsIn(raised, n)}`;
export const subscript = (n: number): string => digitsIn(lowered, n);

/** What a person typed: either minus, a decimal comma is refused, nothing is refused silently. */
export function parse(typed: string): number | null {
  const ascii = typed.trim().replace(MINUS, '-').replace(/^\+/, '');
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(ascii) && Number.isFinite(Number(ascii)) ? Number(ascii) : null;
}

/** Step of the diverging scale: -4 … 4, from |value| / largest. */
export function tint(value: number, largest: number): number {
  const part = Math.abs(value) / largest;
  if (!(part >= 0.03)) return 0;
  const level = part < 0.25 ? 1 : part < 0.5 ? 2 : part < 0.78 ? 3 : 4;
  return value < 0 ? -level : level;
}

/** The next of 1, 1.5, 2, 3, 5, 7 × 10ⁿ: a bound that changes rarely while a run goes on. */
export function bound(largest: number): number {
  if (!(largest > 0) || !Number.isFinite(largest)) return largest === 0 ? 0 : 1;
  const unit = Number(`1e${exponent(largest)}`);
  return unit * ([1, 1.5, 2, 3, 5, 7].find((m) => m * unit >= largest) ?? 10);
}
